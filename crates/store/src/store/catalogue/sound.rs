//! Whether a catalogue can be believed: its seal, and that it does not contradict itself.

use super::{Catalogue, SEALED, TableEntry};
use crate::store::publish::is_ours;
use crate::store::staging::folders;
use std::collections::BTreeSet;
use unwarranted_ingest::input::sha256_hex;

/// The key of the first line, which seals everything after it.
const SEAL: &str = "{\n  \"seal\": \"";

/// The text of a catalogue with a seal: the SHA-256 of everything after the line of the seal.
pub(super) fn sealed(json: &str) -> String {
    let rest = json.strip_prefix("{\n").unwrap_or(json).to_owned() + "\n";
    format!("{SEAL}{}\",\n{rest}", sha256_hex(rest.as_bytes()))
}

/// Refuses a catalogue that is not as it was written. Those of versions without a seal pass.
pub(super) fn check_seal(text: &str, schema: u32) -> Result<(), String> {
    let same = || {
        let (seal, rest) = text.strip_prefix(SEAL)?.split_once("\",\n")?;
        Some(seal == sha256_hex(rest.as_bytes()))
    };
    if schema >= SEALED && same() != Some(true) {
        return Err("the catalogue was changed or damaged after it was written (its seal does not fit)".to_owned());
    }
    Ok(())
}

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
    let month = if table.month.is_empty() { "undated" } else { &table.month };
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
