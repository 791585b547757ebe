//! The account of a file's rows: used, set aside, rejected.

use std::collections::BTreeMap;

/// Per cent of a file's rows that may be rejected before the file is not what it seems, unless the user says otherwise.
pub const MAX_REJECTS: f64 = 1.0;

/// A row that was read but is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Line, counted from 1 with the header as line 1.
    pub line: u64,
    /// Column name in the file; blank when no single column is to blame.
    pub column: String,
    /// What was expected.
    pub reason: String,
    /// The row as it stands in the file.
    pub raw: String,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Data rows in the file.
    pub read: u64,
    /// Rows whose figures are in the tables.
    pub used: u64,
    /// Rows left out on purpose, by reason.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Rows in the tables that carry a label, by label.
    pub labelled: BTreeMap<&'static str, u64>,
    /// Rows that cannot be used, in the order of the file.
    pub rejects: Vec<Reject>,
    /// What a reader should know although nothing was left out.
    pub notices: Vec<String>,
    /// Whether a row says that it is simulated.
    pub synthetic: bool,
}

/// How a row was dealt with, for the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// In the tables, with a label for the tally where it has one.
    Used(Option<&'static str>),
    /// Left out, with the reason.
    SetAside(&'static str),
}

impl Tally {
    pub(crate) fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Used(label) => {
                self.used += 1;
                if let Some(label) = label {
                    *self.labelled.entry(label).or_default() += 1;
                }
            }
            Verdict::SetAside(reason) => *self.set_aside.entry(reason).or_default() += 1,
        }
    }
}
