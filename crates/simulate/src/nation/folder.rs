//! The folders of a nation, which must hold nothing else.

use super::truth;
use crate::out::PART;
use std::path::Path;
use unwarranted_ingest::error::Error;

pub(super) const FILES: &str = "files";
pub(super) const TRUTH: &str = "truth";
/// How the name of every file in a publisher's layout begins.
const PREFIX: &str = "SYNTHETIC_";

fn is_part(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PART)
}

fn is_file(name: &str) -> bool {
    name.starts_with(PREFIX) || is_part(name)
}

fn is_truth(name: &str) -> bool {
    truth::NAMES.contains(&name) || is_part(name)
}

/// Refuses a folder that holds anything but an earlier nation; an empty or missing one will do.
///
/// # Errors
/// A folder with other files, a file in its place, a folder that cannot be read.
pub fn check_target(dir: &Path) -> Result<(), Error> {
    check(dir, &|name| [FILES, TRUTH].contains(&name))?;
    check(&dir.join(FILES), &is_file)?;
    check(&dir.join(TRUTH), &is_truth)
}

fn check(dir: &Path, ours: &dyn Fn(&str) -> bool) -> Result<(), Error> {
    match names(dir)?.into_iter().find(|name| !ours(name)) {
        None => Ok(()),
        Some(other) => Err(Error::File {
            file: dir.display().to_string(),
            problem: format!(
                "this folder holds other files, such as {other}, so nothing was written; give an empty or a new folder"
            ),
        }),
    }
}

/// What a folder holds, sorted; nothing where it is missing.
fn names(dir: &Path) -> Result<Vec<String>, Error> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io(dir, "read the folder")(e)),
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Makes both folders and takes an earlier nation out of them: its months may be others.
pub(super) fn prepare(files: &Path, truth: &Path) -> Result<(), Error> {
    for (dir, ours) in [(files, is_file as fn(&str) -> bool), (truth, is_truth)] {
        check(dir, &ours)?;
        std::fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
        for name in names(dir)? {
            let path = dir.join(name);
            std::fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
        }
    }
    Ok(())
}
