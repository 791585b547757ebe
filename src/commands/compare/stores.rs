//! Two stores: which publishers' files each has, and which tables are current in it.

use crate::commands::provenance::{Pairs, unshared};
use anyhow::{Result, bail};
use serde::Serialize;
use std::path::Path;
use unwarranted::store::{Catalogue, CatalogueEntry, Store, TableEntry};

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
    /// What became of the rows of files that both have, where that is not the same.
    rows: Vec<Entry>,
    /// Tables that are current, by their totals and the SHA-256 of their files.
    tables: Vec<Entry>,
}

/// Compares two stores that are as their catalogues say.
pub(super) fn compare(first: &Path, second: &Path) -> Result<Stores> {
    let (before, after) = (sound(first)?, sound(second)?);
    let shared = |source: &CatalogueEntry, other: &Catalogue| other.sources.iter().any(|s| s.sha256 == source.sha256);
    let files = |of: &Catalogue| of.sources.iter().map(|s| (named(s), s.sha256.clone())).collect();
    let rows = |of: &Catalogue, other: &Catalogue| -> Pairs {
        of.sources.iter().filter(|source| shared(source, other)).map(|source| (named(source), fate(source))).collect()
    };
    let tables = |of: &Catalogue| -> Pairs {
        let current = of.tables().filter(|(_, table)| table.superseded.is_none());
        current.map(|(source, table)| (title(source, table), contents(table))).collect()
    };
    Ok(Stores {
        files: entries(&files(&before), &files(&after)),
        rows: entries(&rows(&before, &after), &rows(&after, &before)),
        tables: entries(&tables(&before), &tables(&after)),
    })
}

/// The catalogue of a store whose files were read and are as it says: what is damaged or missing cannot be compared.
fn sound(dir: &Path) -> Result<Catalogue> {
    let store = Store::open(dir)?;
    let checked = crate::commands::with_bar(|progress| store.check(progress))??;
    if let Some(first) = checked.problems.first() {
        let more = match checked.problems.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more; 'unwarranted store check {}' lists them)", dir.display()),
        };
        bail!("{}: cannot be compared: {}: {}{more}", dir.display(), first.file, first.problem);
    }
    Ok(store.catalogue()?)
}

/// The file, with the member of an archive.
fn named(source: &CatalogueEntry) -> String {
    source.member.as_ref().map_or_else(|| source.file.clone(), |member| format!("{} ({member})", source.file))
}

fn title(source: &CatalogueEntry, table: &TableEntry) -> String {
    let parts = [source.format.as_str(), table.dataset.word(), &table.series, &table.month];
    let mut parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.dedup();
    parts.join(" ")
}

/// What became of the rows.
fn fate(source: &CatalogueEntry) -> String {
    let rows = &source.rows;
    let mut text = format!("{} rows, {} used, {} unusable", rows.read, rows.used, rows.rejected);
    text.extend(rows.set_aside.iter().map(|(reason, rows)| format!(", {rows} left out: {reason}")));
    text.extend(rows.labelled.iter().map(|(label, rows)| format!(", {rows} {label}")));
    text
}

/// Totals, and a hash of each file where the catalogue has one: rows may differ under the same totals.
fn contents(table: &TableEntry) -> String {
    let brief = |hash: &String| hash.get(..12).unwrap_or(hash).to_owned();
    let hashes: Vec<String> = table.files.iter().filter_map(|file| file.sha256.as_ref().map(brief)).collect();
    format!("{} (SHA-256 {})", table.totals_stored, hashes.join(", "))
}

fn entries(before: &Pairs, after: &Pairs) -> Vec<Entry> {
    let entry = |(name, [before, after]): (String, [Option<String>; 2])| Entry { name, before, after };
    unshared(before, after).into_iter().map(entry).collect()
}

impl Stores {
    pub(super) fn is_same(&self) -> bool {
        self.files.is_empty() && self.rows.is_empty() && self.tables.is_empty()
    }

    pub(super) fn words(&self) -> String {
        let brief = |hash: &String| format!("SHA-256 {}", hash.get(..12).unwrap_or(hash));
        section("Publishers' files", &self.files, &brief)
            + &section("Rows of the same files", &self.rows, &String::clone)
            + &section("Tables", &self.tables, &String::clone)
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
