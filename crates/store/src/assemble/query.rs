//! What to take from the store: treatment, level, measure and months.

use crate::geography::{Level, Membership};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use unwarranted_core::text::counted;
use unwarranted_core::{Measure, Month, Treatment};
use unwarranted_ingest::values::fixed::Fixed;

/// How a measure of prescriptions is stored.
pub(super) trait Stored {
    /// Its column.
    fn column(self) -> &'static str;
    /// A stored sum in its unit.
    fn value(self, stored: i64) -> f64;
    /// A stored sum in words: "1,200 items".
    fn show(self, stored: i64) -> String;
}

impl Stored for Measure {
    fn column(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Quantity => "quantity",
            Self::Nic => "nic",
            Self::ActualCost => "actual_cost",
        }
    }

    fn value(self, stored: i64) -> f64 {
        if self == Self::Items { stored as f64 } else { Fixed(stored).to_f64() }
    }

    fn show(self, stored: i64) -> String {
        match self {
            Self::Items => counted(stored, "item", "items"),
            _ => format!("{} {}", Fixed(stored), self.counted()),
        }
    }
}

/// What to take from the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The treatments, all of prescriptions, each with an identifier of its own.
    pub treatments: Vec<Treatment>,
    /// What practices are grouped by.
    pub level: Level,
    /// First month.
    pub from: Option<Month>,
    /// Last month.
    pub to: Option<Month>,
    /// Which membership of practices in areas is used.
    pub membership: Membership,
    /// CSV of the user's groups, for [`Level::Group`].
    pub groups: Option<PathBuf>,
    /// To which year's BNF codes changed codes are followed; `None`: the latest list of changes in the store.
    pub bnf_year: Option<i32>,
    /// Practices with more than [`super::REFUSED_ABOVE`] per cent of the patients may be in no known area.
    pub allow_missing: bool,
    /// Identifiers of treatments that are left out, with a note, where nothing has their codes or the store lacks what they are
    /// counted over; all others are refused then.
    pub optional: BTreeSet<Arc<str>>,
}

impl Query {
    /// All months on recorded membership.
    #[must_use]
    pub fn of(treatments: Vec<Treatment>, level: Level) -> Self {
        Self {
            treatments,
            level,
            from: None,
            to: None,
            membership: Membership::Recorded,
            groups: None,
            bnf_year: None,
            allow_missing: false,
            optional: BTreeSet::new(),
        }
    }
}
