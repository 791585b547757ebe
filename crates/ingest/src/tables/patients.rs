//! Registered patients by practice.

use super::org::{Middle, Org};
use unwarranted_core::standardise::StratumKey;

/// Registered patients of one practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSize {
    /// Practice code.
    pub practice: String,
    /// Its name; blank where the file has none.
    pub name: String,
    /// Where it belongs; blank where the file does not say.
    pub org: Org,
    /// Registered patients.
    pub patients: i64,
}

/// Registered patients of one practice, age band and sex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientStratum {
    /// Place of the practice, from 0, among [`Population::rows`].
    pub practice: usize,
    /// Age band and sex.
    pub stratum: StratumKey,
    /// Registered patients.
    pub patients: i64,
}

/// One extract of registered patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// How many months from its first month on the publisher gives this extract for: 1, or 3 for a quarter.
    pub months: i32,
    /// Which kind of body [`Org::middle`] is; `None` when the file has no such column.
    pub middle: Option<Middle>,
    /// One row per practice, sorted by code.
    pub rows: Vec<ListSize>,
    /// The same patients by age band and sex, sorted by practice, age band and sex. A practice may lack them, and they
    /// may come to another number than its total. `None` where they were not read.
    pub strata: Option<Vec<PatientStratum>>,
}
