//! That a catalogue does not contradict itself.

use super::Catalogue;
use super::entry::TableEntry;
use crate::store::names::{folders, is_ours, month_or_undated};
use std::collections::BTreeSet;

impl Catalogue {
    /// What the catalogue says against itself; nothing for a sound one.
    pub(super) fn contradiction(&self) -> Option<String> {
        let (mut files, mut places) = (BTreeSet::new(), BTreeSet::new());
        for (source, table) in self.tables() {
            if let Some(problem) = misplaced(table) {
                return Some(format!("{}: {problem}", source.file));
            }
            if table.superseded.is_some() {
                continue;
            }
            for file in &table.files {
                if !files.insert(&file.name) {
                    return Some(format!("{}: '{}' is the file of two tables", source.file, file.name));
                }
            }
            if !places.insert((table.dataset, &table.series, &table.month, table.months)) {
                let (dataset, month) = (table.dataset.word(), &table.month);
                return Some(format!("{}: two tables of {dataset} stand for {month}", source.file));
            }
        }
        let rejects = self.sources.iter().filter_map(|s| s.rejects.as_deref());
        rejects.into_iter().find(|name| !inside(name)).map(|name| format!("'{name}' is no file of this store"))
    }
}

/// A table whose files lie elsewhere than its month says, or outside of the store.
fn misplaced(table: &TableEntry) -> Option<String> {
    let month = month_or_undated(&table.month);
    for file in &table.files {
        if !inside(&file.name) {
            return Some(format!("'{}' is no file of this store", file.name));
        }
        let name = file.name.split_once('/').map_or("", |(_, name)| name);
        if !name.strip_prefix(month).is_some_and(|rest| rest.starts_with('-')) {
            return Some(format!("'{}' is not of {month}", file.name));
        }
    }
    None
}

/// One folder of the store and a name that this program gives.
fn inside(name: &str) -> bool {
    let known = |folder: &str| folders().any(|f| f == folder);
    is_ours(name) && name.split_once('/').is_some_and(|(folder, file)| known(folder) && !file.contains(['/', '\\']))
}
