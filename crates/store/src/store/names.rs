//! What the folders and files of a store are called.

use unwarranted_ingest::input;
use unwarranted_ingest::tables::Dataset;

/// The catalogue.
pub(super) const CATALOGUE: &str = "catalogue.json";

/// Held while a process reads or writes.
pub(super) const LOCK: &str = "store.lock";

/// Folder for files that are not yet part of the store.
pub(super) const STAGING: &str = ".staging";

/// Names of the files of a run that is being published, one a line.
pub(super) const JOURNAL: &str = "journal";

/// Folder for lists of rejected rows.
pub(super) const REJECTS: &str = "rejects";

/// The folder of each of the files of a table, that of the rows first.
pub(super) const fn folders_of(dataset: Dataset) -> &'static [&'static str] {
    match dataset {
        Dataset::Prescribing => &["prescribing", "practices", "presentations"],
        Dataset::Population => &["population", "strata"],
        Dataset::Facts => &["facts", "areas", "measures"],
        Dataset::Organisations => &["organisations"],
        Dataset::Links => &["links"],
        Dataset::Terms => &["terms"],
        Dataset::Shapes => &["shapes"],
    }
}

/// Folders whose files the catalogue names.
pub(super) fn folders() -> impl Iterator<Item = &'static str> {
    Dataset::ALL.into_iter().flat_map(|(dataset, _)| folders_of(dataset).iter().copied()).chain([REJECTS])
}

/// The beginning of a hash that no other table of the store has: that of the file, with the member, and with a number
/// for a table that was ingested before.
pub(super) fn key(sha256: &str, member: Option<&str>, times: usize) -> String {
    let whole = match (member, times) {
        (None, 0) => sha256.to_owned(),
        (Some(member), 0) => input::sha256_hex(format!("{sha256}/{member}").as_bytes()),
        (member, times) => input::sha256_hex(format!("{sha256}/{}/{times}", member.unwrap_or_default()).as_bytes()),
    };
    whole.chars().take(10).collect()
}

/// Names of the files of a table: their folders, month and the beginning of the source's hash.
pub(super) fn names(dataset: Dataset, month: &str, key: &str) -> Vec<String> {
    let month = month_or_undated(month);
    folders_of(dataset).iter().map(|folder| format!("{folder}/{month}-{key}.parquet")).collect()
}

/// The beginning of the names of a table's files.
pub(super) fn month_or_undated(month: &str) -> &str {
    if month.is_empty() { "undated" } else { month }
}

/// Whether a name has the form that this program gives to files of the store.
pub(super) fn is_ours(name: &str) -> bool {
    let Some((_, file)) = name.split_once('/') else { return false };
    let Some((stem, end)) = file.rsplit_once('.') else { return false };
    // Where one source has periods of several lengths their number of months follows the key.
    let stem = stem.strip_suffix("-months").and_then(|s| s.rsplit_once('-')).map_or(stem, |(stem, _)| stem);
    let key = stem.rsplit('-').next().unwrap_or(stem);
    matches!(end, "parquet" | "csv") && key.len() == 10 && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
