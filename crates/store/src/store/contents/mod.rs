//! What is in the store, in the order of datasets, series and months.

mod csv;
mod figures;

use super::Store;
use super::catalogue::{Catalogue, CatalogueEntry, Refused, StoredFile, TableEntry, Totals};
use super::names::CATALOGUE;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Dataset, Geography};

/// What is in a store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Contents {
    /// Size of everything in the store in bytes.
    pub bytes: u64,
    /// Source files, those wholly superseded included.
    pub sources: usize,
    /// Its series, by dataset and series.
    pub series: Vec<SeriesContents>,
    /// Files found in folders that are not in the store.
    pub refused: Vec<Refused>,
}

/// One series: what later publications replace month by month.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SeriesContents {
    /// Which dataset.
    pub dataset: Dataset,
    /// Which series; blank where the dataset has one only.
    pub series: String,
    /// Identifiers of the layouts of its tables.
    pub formats: BTreeSet<String>,
    /// Whose places its areas are.
    pub geographies: BTreeSet<&'static str>,
    /// Rows of its tables.
    pub rows: u64,
    /// Size of its files in bytes.
    pub bytes: u64,
    /// Its tables by month, superseded ones not included.
    pub tables: Vec<TableContents>,
    /// Months between its tables that none of them has.
    pub gaps: Vec<Gap>,
    /// Tables that later files have replaced, by month, then in the order of ingestion.
    pub superseded: Vec<SupersededContents>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableContents {
    /// Its first month, `2017-09`; blank without a date.
    pub month: String,
    /// Its last month; blank without a date, and for reference tables, which hold from their month on.
    pub last: String,
    /// The file it came from.
    pub file: String,
    /// Name of the member, for an archive.
    pub member: Option<String>,
    /// Identifier of its layout.
    pub format: String,
    /// Rows.
    pub rows: u64,
    /// Size of its files in bytes.
    pub bytes: u64,
    /// Its totals.
    pub totals: Totals,
}

/// Months that are missing between two tables of a series.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Gap {
    /// The first missing month.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub months: i32,
}

/// A table that a later file has replaced.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SupersededContents {
    /// Its first month; blank without a date.
    pub month: String,
    /// The file it came from.
    pub file: String,
    /// The file that replaced it.
    pub by: String,
    /// When (RFC 3339).
    pub when: String,
    /// Its totals.
    pub totals: Totals,
    /// Totals of the table that replaced it minus these.
    pub difference: Option<Totals>,
}

impl Store {
    /// What is in the store, from its catalogue. Files are not read; see [`Store::check`].
    ///
    /// # Errors
    /// A catalogue that is missing or damaged.
    pub fn contents(&self) -> Result<Contents, Error> {
        let catalogue = self.catalogue()?;
        let size = |name: &str| std::fs::metadata(self.dir.join(name)).map_or(0, |m| m.len());
        let rejects = catalogue.sources.iter().filter_map(|s| s.rejects.as_deref()).map(size).sum::<u64>();
        let series = self.series(&catalogue)?;
        let bytes = series.iter().map(|s| s.bytes).sum::<u64>() + rejects + size(CATALOGUE);
        Ok(Contents { bytes, sources: catalogue.sources.len(), series, refused: catalogue.refused })
    }

    fn series(&self, catalogue: &Catalogue) -> Result<Vec<SeriesContents>, Error> {
        let mut by_series: BTreeMap<(Dataset, &str), Vec<(&CatalogueEntry, &TableEntry)>> = BTreeMap::new();
        for (source, table) in catalogue.tables() {
            by_series.entry((table.dataset, &table.series)).or_default().push((source, table));
        }
        let one = |((dataset, series), mut tables): ((Dataset, &str), Vec<(&CatalogueEntry, &TableEntry)>)| {
            tables.sort_by(|(_, a), (_, b)| a.month.cmp(&b.month));
            let current = || tables.iter().filter(|(_, t)| t.superseded.is_none());
            let held: Vec<TableContents> =
                current().map(|(s, t)| self.table_contents(s, t)).collect::<Result<_, Error>>()?;
            Ok(SeriesContents {
                dataset,
                series: series.to_owned(),
                formats: tables.iter().map(|(s, _)| s.format.clone()).collect(),
                geographies: tables.iter().map(|(s, _)| s.geography).map(Geography::word).collect(),
                rows: held.iter().map(|t| t.rows).sum(),
                bytes: held.iter().map(|t| t.bytes).sum(),
                gaps: gaps(current().map(|(_, t)| (t.month.as_str(), t.months)))?,
                tables: held,
                superseded: tables.iter().filter_map(|(s, t)| superseded(s, t)).collect(),
            })
        };
        by_series.into_iter().map(one).collect()
    }

    fn table_contents(&self, source: &CatalogueEntry, table: &TableEntry) -> Result<TableContents, Error> {
        let size = |file: &StoredFile| std::fs::metadata(self.dir.join(&file.name)).map_or(0, |m| m.len());
        let last = match table.months {
            months if months > 0 && !table.month.is_empty() => month(&table.month)?.plus(months - 1).to_string(),
            _ => String::new(),
        };
        Ok(TableContents {
            month: table.month.clone(),
            last,
            file: source.file.clone(),
            member: source.member.clone(),
            format: source.format.clone(),
            rows: table.rows,
            bytes: table.files.iter().map(size).sum(),
            totals: table.totals_stored.clone(),
        })
    }
}

fn superseded(source: &CatalogueEntry, table: &TableEntry) -> Option<SupersededContents> {
    let by = table.superseded.as_ref()?;
    Some(SupersededContents {
        month: table.month.clone(),
        file: source.file.clone(),
        by: by.file.clone(),
        when: by.when.clone(),
        totals: table.totals_stored.clone(),
        difference: by.difference.clone().map(|d| d.corrected(&table.totals_stored)),
    })
}

/// Months that no table has, between the first and the last. Reference tables and tables without a date have no gaps.
fn gaps<'a>(tables: impl Iterator<Item = (&'a str, i32)>) -> Result<Vec<Gap>, Error> {
    let mut gaps = Vec::new();
    let mut next: Option<Month> = None;
    for (text, months) in tables.filter(|(month, months)| !month.is_empty() && *months > 0) {
        let first = month(text)?;
        if let Some(from) = next.filter(|next| *next < first) {
            gaps.push(Gap { from: from.to_string(), to: first.plus(-1).to_string(), months: first.since(from) });
        }
        next = next.max(Some(first.plus(months)));
    }
    Ok(gaps)
}

fn month(text: &str) -> Result<Month, Error> {
    match Period::parse(text) {
        Ok(Period::Month(month)) => Ok(month),
        _ => {
            let problem = format!("'{text}' is not a month; ingest the files into a new folder");
            Err(Error::File { file: CATALOGUE.to_owned(), problem })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_lie_between_tables_and_know_quarters_and_years() {
        let found = |tables: &[(&str, i32)]| {
            let gaps = gaps(tables.iter().copied()).unwrap();
            gaps.into_iter().map(|g| format!("{} {} {}", g.from, g.to, g.months)).collect::<Vec<_>>()
        };
        assert_eq!(found(&[("2016-01", 1), ("2017-09", 1)]), ["2016-02 2017-08 19"]);
        assert_eq!(found(&[("2019-01", 3), ("2019-04", 1), ("2019-06", 1)]), ["2019-05 2019-05 1"]);
        assert_eq!(found(&[("2014-04", 12), ("2014-06", 1), ("2015-04", 12)]), [""; 0]);
        assert_eq!(found(&[("", 0), ("2014-04", 0), ("2019-04", 0)]), [""; 0]);
    }
}
