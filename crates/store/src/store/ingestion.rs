//! What became of the files that were ingested.

use super::catalogue::{CatalogueEntry, Refused, Totals};
use unwarranted_core::text::{counted, whole};
use unwarranted_ingest::tables::Dataset;

/// What became of everything that was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ingestion {
    /// Tables that are in the store, in the order in which they were read.
    pub done: Vec<Ingested>,
    /// Files in folders, and members of archives there, that are not.
    pub refused: Vec<Refused>,
}

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// New, already there, or replacing an earlier one.
    pub status: Status,
    /// Its entry in the catalogue.
    pub entry: CatalogueEntry,
    /// The tables it replaced.
    pub replaced: Vec<Replaced>,
}

/// What became of a table as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is in the store now.
    New,
    /// The same bytes were ingested before: nothing was done.
    AlreadyPresent,
    /// It is in the store now, and replaces an earlier file for at least one of its months.
    Replaced,
}

/// A month for which an earlier file gave way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Which dataset.
    pub dataset: Dataset,
    /// Its series; blank where the dataset has one only.
    pub series: String,
    /// Its month, `2017-09`; blank for a table without a date.
    pub month: String,
    /// Totals of the earlier table.
    pub before: Totals,
    /// Totals of the new table.
    pub after: Totals,
    /// The new totals minus the earlier ones; `None` when they are too large.
    pub difference: Option<Totals>,
}

impl Replaced {
    /// In words, how far the month has shrunk, where it is by more than a tenth: half a file is the likeliest reason.
    #[must_use]
    pub fn fall(&self) -> Option<String> {
        let counts = |totals: &Totals| match totals {
            Totals::Prescribing(sums) => vec![(sums.items, "item", "items")],
            Totals::Population { practices, patients } => {
                vec![(*practices, "practice", "practices"), (*patients, "patient", "patients")]
            }
            Totals::Facts(totals) => vec![(totals.figures, "figure", "figures")],
            Totals::Organisations { organisations, .. } => vec![(*organisations, "organisation", "organisations")],
            Totals::Links { links, .. } => vec![(*links, "link", "links")],
            Totals::Terms { terms, .. } => vec![(*terms, "code", "codes")],
            Totals::Shapes { shapes, .. } => vec![(*shapes, "boundary", "boundaries")],
        };
        let fell = |(before, after): ((i64, _, _), (i64, _, _))| {
            let shrunk = i128::from(after.0) * 10 < i128::from(before.0) * 9;
            shrunk.then(|| format!("{} became {}", counted(before.0, before.1, before.2), whole(after.0)))
        };
        counts(&self.before).into_iter().zip(counts(&self.after)).find_map(fell)
    }
}
