//! Puts a checked file into its place, beside and never over an earlier one.

use crate::checksum::Digests;
use crate::manifest::{Downloads, Entry};
use crate::{Error, Event, Watch, checksum};
use std::fs;
use std::path::Path;

/// Moves the file at `from` to the name that its entry gives, and records it.
///
/// A file of that name with other bytes is kept under a name with its date or hash. The order (keep, record, replace)
/// leaves after a crash either the old state, or a record whose file is not there yet, which the next run puts there.
pub(crate) fn place(
    dir: &Path,
    from: &Path,
    entry: Entry,
    downloads: &mut Downloads,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let target = dir.join(&entry.file);
    // The bytes are on the disk before the name is.
    fs::File::open(from).and_then(|file| file.sync_all()).map_err(Error::io(from, "write"))?;
    if target.exists() {
        let there = checksum::of_file(&target, watch)?;
        if there.sha256 != entry.sha256 {
            keep(dir, &entry, &there, downloads, watch)?;
        }
    }
    retire(&entry, downloads);
    downloads.put(entry);
    downloads.write(dir)?;
    fs::rename(from, &target).map_err(Error::io(&target, "write"))?;
    sync_folder(dir);
    Ok(())
}

/// Another file of the same resource under another name (its archive) is superseded, too.
fn retire(entry: &Entry, downloads: &mut Downloads) {
    let same = |e: &&mut Entry| e.resource == entry.resource && e.file != entry.file && e.superseded_by.is_none();
    for earlier in downloads.files.iter_mut().filter(same) {
        earlier.superseded_by = Some(entry.sha256.clone());
    }
}

/// Keeps the file that is there under another name.
fn keep(dir: &Path, entry: &Entry, there: &Digests, downloads: &mut Downloads, watch: Watch<'_>) -> Result<(), Error> {
    let recorded = downloads.files.iter().position(|e| e.file == entry.file && e.sha256 == there.sha256);
    let elsewhere = |e: &Entry| e.file != entry.file && e.sha256 == there.sha256 && dir.join(&e.file).exists();
    if recorded.is_none() && downloads.files.iter().any(elsewhere) {
        return Ok(());
    }
    let date = recorded.and_then(|at| date(&downloads.files[at]));
    let name = free_name(dir, &entry.file, date.as_deref(), &there.sha256);
    let (old, kept) = (dir.join(&entry.file), dir.join(&name));
    // A second name for the same bytes; where the file system has none, the only name changes.
    fs::hard_link(&old, &kept).or_else(|_| fs::rename(&old, &kept)).map_err(Error::io(&kept, "write"))?;
    watch(Event::Note(&format!("{}: the file that was there is kept as {name}", entry.file)));
    if let Some(at) = recorded {
        let mut earlier = downloads.files.remove(at);
        earlier.file = name;
        earlier.superseded_by = Some(entry.sha256.clone());
        downloads.put(earlier);
    }
    Ok(())
}

/// The day of a publication, where the portal gave one in the usual form.
fn date(entry: &Entry) -> Option<String> {
    let text = entry.last_modified.as_deref().or(entry.created.as_deref())?.get(..10)?;
    let fits = |(at, b): (usize, u8)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() };
    text.bytes().enumerate().all(fits).then(|| text.to_owned())
}

/// `EPD_202001.2020-03-04.csv`, or with the beginning of the hash where there is no date or the name is taken.
fn free_name(dir: &Path, file: &str, date: Option<&str>, sha256: &str) -> String {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "csv"));
    let dated = date.map(|date| format!("{stem}.{date}.{ending}"));
    dated.filter(|name| !dir.join(name).exists()).unwrap_or_else(|| {
        let lengths = [8, 16, 64].map(|n| format!("{stem}.{}.{ending}", &sha256[..n]));
        lengths.iter().find(|name| !dir.join(name).exists()).unwrap_or(&lengths[2]).clone()
    })
}

/// Makes the renaming durable where the system can; where it cannot, there is nothing to be done.
pub(crate) fn sync_folder(dir: &Path) {
    let _ = fs::File::open(dir).and_then(|folder| folder.sync_all());
}
