//! The catalogue: what is in the store, where it came from, and that nothing was lost on the way.

use crate::error::Error;
use crate::formats::{Dataset, Sums};
use crate::words::counted;
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the catalogue's layout.
const SCHEMA: u32 = 1;
/// Name of the catalogue in the folder of the store.
pub(super) const FILE: &str = "catalogue.json";

/// Everything the store knows about its sources, in the order they were ingested.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Catalogue {
    /// Version of this layout.
    pub schema: u32,
    /// Sources, those wholly superseded included.
    pub sources: Vec<CatalogueEntry>,
}

/// One table that was ingested: a file, or a member of an archive.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CatalogueEntry {
    /// File name without folders.
    pub file: String,
    /// Name of the member, for an archive.
    pub member: Option<String>,
    /// Size of the file in bytes.
    pub size: u64,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Identifier of the layout.
    pub format: String,
    /// Publisher.
    pub publisher: String,
    /// Licence.
    pub licence: String,
    /// The line to print with its figures.
    pub attribution: String,
    /// Whether its rows say that they are simulated.
    pub synthetic: bool,
    /// When it was ingested (RFC 3339), as the caller said.
    pub when: String,
    /// Version of the program that ingested it.
    pub program: String,
    /// What became of its rows.
    pub rows: Rows,
    /// The rejected rows, relative to the folder of the store; `None` when there are none.
    pub rejects: Option<String>,
    /// What a reader should know although nothing was left out.
    pub notices: Vec<String>,
    /// Its tables by month.
    pub tables: Vec<TableEntry>,
}

/// What became of the rows of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rows {
    /// Data rows in the file.
    pub read: u64,
    /// Rows whose figures are in the store.
    pub used: u64,
    /// Rows in the Parquet files, after summing by practice and presentation.
    pub stored: u64,
    /// Rows that cannot be used; they are listed in the rejects file.
    pub rejected: u64,
    /// Rows left out on purpose, by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Rows in the store that carry a label, by label.
    pub labelled: BTreeMap<String, u64>,
}

/// One month of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableEntry {
    /// Which dataset.
    pub dataset: Dataset,
    /// What a later file for the same dataset and month replaces; blank where there is one series only.
    #[serde(default)]
    pub series: String,
    /// The (first) month, `2017-09`; blank for reference tables without a date.
    pub month: String,
    /// How many months it stands for: 1, or 3 for a quarter.
    pub months: i32,
    /// The tier between commissioner and region that it records: `area-team`, `stp`, `icb`.
    pub middle: Option<String>,
    /// Its Parquet files, relative to the folder of the store. They are deleted once it is superseded.
    pub files: Vec<String>,
    /// Rows in the first of them.
    pub rows: u64,
    /// Totals over the rows of the source.
    pub totals_read: Totals,
    /// Totals over the Parquet file, read back from disk. Always equal to `totals_read`.
    pub totals_stored: Totals,
    /// Set when a later file for the same dataset and month has taken its place.
    pub superseded: Option<Superseded>,
}

/// Totals of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Totals {
    /// Prescribing.
    Prescribing(Sums),
    /// Population.
    Population {
        /// Practices listed.
        practices: i64,
        /// Their registered patients.
        patients: i64,
    },
}

impl Totals {
    /// These minus the others; `None` for totals of different datasets and on overflow.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Prescribing(a), Self::Prescribing(b)) => a.minus(b).map(Self::Prescribing),
            (Self::Population { practices, patients }, Self::Population { practices: p, patients: q }) => {
                Some(Self::Population { practices: practices.checked_sub(p)?, patients: patients.checked_sub(q)? })
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Prescribing(Sums { items, quantity, nic, actual_cost }) => write!(
                f,
                "{}, quantity {quantity}, net ingredient cost {nic} pounds, actual cost {actual_cost} pounds",
                counted(*items, "item", "items")
            ),
            Self::Population { practices, patients } => write!(
                f,
                "{} of {}",
                counted(*patients, "patient", "patients"),
                counted(*practices, "practice", "practices")
            ),
        }
    }
}

/// By what a table was superseded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Superseded {
    /// Name of the later file.
    pub file: String,
    /// SHA-256 of the later file.
    pub sha256: String,
    /// When (RFC 3339), as the caller said.
    pub when: String,
    /// Totals of the later table minus those of this one.
    pub difference: Option<Totals>,
}

impl Catalogue {
    pub(super) fn empty() -> Self {
        Self { schema: SCHEMA, sources: Vec::new() }
    }

    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
        let refuse = |problem: String| Error::File { file: path.display().to_string(), problem };
        let catalogue: Self = serde_json::from_str(&text)
            .map_err(|e| refuse(format!("this is no catalogue of a store: {e}; ingest the files into a new folder")))?;
        if catalogue.schema != SCHEMA {
            let problem = format!("the store has schema {}, this program reads {SCHEMA}", catalogue.schema);
            return Err(refuse(format!("{problem}; ingest the files into a new folder")));
        }
        Ok(catalogue)
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The tables of a dataset that are not superseded, with their sources, sorted by month.
    #[must_use]
    pub fn current(&self, dataset: Dataset) -> Vec<(&CatalogueEntry, &TableEntry)> {
        let tables = self.sources.iter().flat_map(|s| s.tables.iter().map(move |t| (s, t)));
        let mut current: Vec<_> = tables.filter(|(_, t)| t.dataset == dataset && t.superseded.is_none()).collect();
        current.sort_by(|(_, a), (_, b)| a.month.cmp(&b.month));
        current
    }

    /// Marks the current table of this dataset and month as superseded, and gives its totals.
    pub(super) fn supersede(&mut self, by: &CatalogueEntry, table: &TableEntry) -> Option<Totals> {
        let tables = self.sources.iter_mut().flat_map(|s| s.tables.iter_mut());
        let key = |t: &TableEntry| (t.dataset, t.series.clone(), t.month.clone());
        let same = |t: &&mut TableEntry| key(t) == key(table);
        let earlier = tables.filter(same).find(|t| t.superseded.is_none())?;
        earlier.superseded = Some(Superseded {
            file: by.file.clone(),
            sha256: by.sha256.clone(),
            when: by.when.clone(),
            difference: table.totals_stored.minus(earlier.totals_stored),
        });
        Some(earlier.totals_stored)
    }
}

impl From<Sums> for Totals {
    fn from(sums: Sums) -> Self {
        Self::Prescribing(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed::Fixed;

    #[test]
    fn totals_read_as_words() {
        let sums = Sums { items: 1, quantity: Fixed(0), nic: Fixed(0), actual_cost: Fixed(0) };
        assert!(Totals::from(sums).to_string().starts_with("1 item, quantity 0.00, "));
        let text = Totals::Population { practices: 1, patients: 57_368_680 }.to_string();
        assert_eq!(text, "57,368,680 patients of 1 practice");
    }

    #[test]
    fn keeps_every_digit_of_a_total() {
        let sums = Sums { items: 7, quantity: Fixed(1), nic: Fixed(9_007_199_254_740_993), actual_cost: Fixed(-5) };
        let json = serde_json::to_string(&Totals::from(sums)).unwrap();
        assert_eq!(json, r#"{"items":7,"quantity":"0.00001","nic":"90071992547.40993","actual_cost":"-0.00005"}"#);
        assert_eq!(serde_json::from_str::<Totals>(&json).unwrap(), Totals::Prescribing(sums));
        let json = serde_json::to_string(&Totals::Population { practices: 2, patients: 9 }).unwrap();
        assert_eq!(serde_json::from_str::<Totals>(&json).unwrap(), Totals::Population { practices: 2, patients: 9 });
    }
}
