//! What all months of a query share.

use super::by_age::ByAgeSex;
use super::others::Others;
use super::places::Places;
use super::population::Extracts;
use super::query::Query;
use super::reads::Reads;
use crate::bnf_changes::BnfChanges;
use crate::store::Store;

/// What all months of a query share.
pub(super) struct Frame<'a> {
    pub(super) store: &'a Store,
    pub(super) query: &'a Query,
    /// What is read, each once, and which of it each treatment needs.
    pub(super) reads: Reads,
    pub(super) extracts: Extracts<'a>,
    pub(super) places: Places,
    pub(super) changes: BnfChanges,
    /// To which year's codes changes are followed.
    pub(super) bnf_year: i32,
    /// Whether figures by practice are wanted as well.
    pub(super) by_practice: bool,
    /// How patients count by age and sex, where they do.
    pub(super) by_age: Option<ByAgeSex<'a>>,
    /// What single treatments are counted over, other than registered patients and prescriptions.
    pub(super) others: Others,
}
