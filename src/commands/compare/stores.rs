//! Two stores: which publishers' files each has, and which tables are current in it.

use anyhow::Result;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unwarranted::store::Store;

/// A publisher's file or a table that two stores do not share.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// The file, or what the table is of: format, series and month.
    name: String,
    /// In the first store, as [`Stores`] says.
    before: Option<String>,
    /// In the second.
    after: Option<String>,
}

/// How two stores differ.
#[derive(Debug, Serialize)]
pub(super) struct Stores {
    /// Publishers' files, by SHA-256.
    files: Vec<Entry>,
    /// Tables that are current, by their totals.
    tables: Vec<Entry>,
}

pub(super) fn compare(first: &Path, second: &Path) -> Result<Stores> {
    let (before, after) = (Store::open(first)?.catalogue()?, Store::open(second)?.catalogue()?);
    let files = |catalogue: &unwarranted::store::Catalogue| -> BTreeSet<(String, String)> {
        catalogue.sources.iter().map(|s| (s.file.clone(), s.sha256.clone())).collect()
    };
    let tables = |catalogue: &unwarranted::store::Catalogue| -> BTreeSet<(String, String)> {
        let of = |s: &unwarranted::store::CatalogueEntry| {
            let current = s.tables.iter().filter(|table| table.superseded.is_none());
            let name = |series: &str, month: &str| [s.format.as_str(), series, month].join(" ").replace("  ", " ");
            current.map(|t| (name(&t.series, &t.month), t.totals_stored.to_string())).collect::<Vec<_>>()
        };
        catalogue.sources.iter().flat_map(of).collect()
    };
    Ok(Stores { files: entries(&files(&before), &files(&after)), tables: entries(&tables(&before), &tables(&after)) })
}

/// What one has and the other has not, by name.
fn entries(before: &BTreeSet<(String, String)>, after: &BTreeSet<(String, String)>) -> Vec<Entry> {
    let mut names: BTreeMap<&String, [Option<&String>; 2]> = BTreeMap::new();
    for (name, value) in before.difference(after) {
        names.entry(name).or_default()[0] = Some(value);
    }
    for (name, value) in after.difference(before) {
        names.entry(name).or_default()[1] = Some(value);
    }
    let entry = |(name, [before, after]): (&String, [Option<&String>; 2])| Entry {
        name: name.clone(),
        before: before.cloned(),
        after: after.cloned(),
    };
    names.into_iter().map(entry).collect()
}

impl Stores {
    pub(super) fn is_same(&self) -> bool {
        self.files.is_empty() && self.tables.is_empty()
    }

    pub(super) fn words(&self) -> String {
        let brief = |hash: &String| format!("SHA-256 {}", hash.get(..12).unwrap_or(hash));
        let whole = |totals: &String| totals.clone();
        section("Publishers' files", &self.files, &brief) + &section("Tables", &self.tables, &whole)
    }
}

fn section(title: &str, entries: &[Entry], told: &dyn Fn(&String) -> String) -> String {
    let line = |entry: &Entry| match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("  {}: {} becomes {}\n", entry.name, told(before), told(after)),
        (Some(before), None) => format!("  {}: only in the first ({})\n", entry.name, told(before)),
        (None, Some(after)) => format!("  {}: only in the second ({})\n", entry.name, told(after)),
        (None, None) => String::new(),
    };
    let lines: String = entries.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("{title}\n{lines}") }
}
