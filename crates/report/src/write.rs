//! A report as files in a folder.
//!
//! Everything is first written to a hidden folder inside the target, so on the same file system, and then renamed
//! file by file, `manifest.json` last. Whatever goes wrong before that leaves an earlier report as it was. Files that
//! the earlier report listed and this one does not are removed; files that no manifest lists are never touched.

use crate::error::Error;
use crate::manifest::{self, Manifest, Output};
use crate::report::Report;
use crate::{html, publish, tables};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Where a report is put together before it is moved into place.
const STAGING: &str = ".unwarranted-writing";
/// Held while a report is written.
const LOCK: &str = "lock";

/// A file written.
pub type Written = Output;

/// Writes a report into `dir`, which is created where it does not exist, and returns the files written, the manifest last.
///
/// # Errors
/// [`Error::NotOurs`] when `dir` holds other files and no earlier report, [`Error::InTheWay`] when a file that the earlier
/// report did not write would be overwritten, [`Error::NotAFolder`] when it is a file,
/// [`Error::Busy`] when another run is writing to it, [`Error::Io`] when the operating system refuses,
/// [`Error::Template`] or [`Error::Table`] for a defect of this program. Nothing is half-written in any of these cases.
pub fn write(dir: &Path, report: &Report) -> Result<Vec<Written>, Error> {
    folder(dir, &files(report)?, &report.manifest)
}

/// Writes files (path inside the folder and content) and their manifest into `dir`, as [`write`](fn@write) does.
///
/// # Errors
/// As [`write`](fn@write).
pub fn folder(dir: &Path, files: &[(String, Vec<u8>)], manifest: &Manifest) -> Result<Vec<Written>, Error> {
    check_target(dir)?;
    nothing_in_the_way(dir, files)?;
    let created = !dir.exists();
    fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
    let done = in_staging(dir, manifest, files);
    if done.is_err() {
        // Best effort: the error being reported matters more than what is left.
        let _ = created.then(|| fs::remove_dir(dir));
    }
    done
}

/// Refuses a target that holds something other than a report; an empty or missing folder will do.
///
/// # Errors
/// As [`write`](fn@write). Commands call this before a long computation.
pub fn check_target(dir: &Path) -> Result<(), Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => return Err(Error::NotAFolder(dir.to_owned())),
        Err(e) => return Err(Error::io(dir, "read the folder")(e)),
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    // A staging folder is left only by a run of ours that was killed while it wrote.
    let interrupted = dir.join(STAGING).is_dir();
    match names.into_iter().next() {
        Some(file) if !interrupted && manifest::listed(dir).is_err() => {
            Err(Error::NotOurs { dir: dir.to_owned(), file })
        }
        _ => Ok(()),
    }
}

/// Refuses files that this report would overwrite and that no earlier one wrote. Where a run was killed while it moved files
/// into place, some are of that run.
fn nothing_in_the_way(dir: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    let Ok(earlier) = manifest::listed(dir) else { return Ok(()) };
    if dir.join(STAGING).is_dir() {
        return Ok(());
    }
    let foreign = |name: &&String| earlier.iter().all(|(known, _)| known != *name) && dir.join(name).exists();
    match files.iter().map(|(name, _)| name).find(foreign) {
        Some(name) => Err(Error::InTheWay(dir.join(name))),
        None => Ok(()),
    }
}

/// Every file but the manifest: path inside the report and content.
///
/// # Errors
/// [`Error::Template`] or [`Error::Table`] for a defect of this program.
pub fn files(report: &Report) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let pages = html::pages(report)?.into_iter().map(|(name, page)| (name, page.into_bytes()));
    let mut files: Vec<(String, Vec<u8>)> = pages.chain(table_files(report, Vec::new())?).collect();
    files.extend(chart_files(report));
    Ok(files)
}

/// The tables of every report after those of its `own`, each with both codes of its areas, what their columns mean, and the workbook of all: path inside the
/// report and content.
///
/// # Errors
/// [`Error::Table`] for a defect of this program.
pub fn table_files(report: &Report, own: Vec<(String, Vec<u8>)>) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let (findings, labels) = (report.findings, report.labels);
    let mut files = own;
    files.extend([
        ("indices.csv".to_owned(), tables::indices_csv(findings)?.into_bytes()),
        ("indices.json".to_owned(), tables::indices_json(findings, labels)?.into_bytes()),
        ("areas.csv".to_owned(), tables::areas_csv(findings, labels)?.into_bytes()),
        ("areas.json".to_owned(), tables::areas_json(findings, labels)?.into_bytes()),
        ("set_aside.csv".to_owned(), tables::set_aside_csv(findings)?.into_bytes()),
    ]);
    if !report.protected.is_empty() {
        files.push(("disclosure.csv".to_owned(), tables::disclosure_csv(report.protected)?.into_bytes()));
    }
    if let Some(all) = report.sensitivity.filter(|all| !all.is_empty()) {
        files.push(("sensitivity.csv".to_owned(), tables::sensitivity_csv(all)?.into_bytes()));
    }
    for (_, csv) in files.iter_mut().filter(|(name, _)| name.ends_with(".csv")) {
        let text = String::from_utf8_lossy(csv);
        *csv = tables::csv_with_codes(&text, &|_, _| report.codes.clone())?.into_bytes();
    }
    let beside = publish::beside(report, &files)?;
    files.extend(beside);
    Ok(files)
}

/// The drawn charts of a report: path inside it and content.
#[must_use]
pub fn chart_files(report: &Report) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for chart in
        report.charts.iter().chain(report.trends.iter().flat_map(|t| std::iter::once(&t.chart).chain(&t.months)))
    {
        let folder = report.chart_folder(&chart.treatment);
        if let Ok(drawing) = &chart.outcome {
            files.push((format!("{folder}/{}.svg", chart.chart.id), drawing.svg.clone().into_bytes()));
            files.extend(chart.png.as_ref().map(|png| (format!("{folder}/{}.png", chart.chart.id), png.clone())));
        }
    }
    files
}

fn in_staging(dir: &Path, manifest: &Manifest, files: &[(String, Vec<u8>)]) -> Result<Vec<Written>, Error> {
    let staging = dir.join(STAGING);
    fs::create_dir_all(&staging).map_err(Error::io(&staging, "create the folder"))?;
    let lock = lock(dir, &staging)?;
    let done = stage_and_move(dir, &staging, manifest, files);
    drop(lock);
    match fs::remove_dir_all(&staging) {
        Err(e) if done.is_ok() => Err(Error::io(&staging, "remove the folder")(e)),
        _ => done,
    }
}

/// Takes the lock and clears what a killed run left behind.
fn lock(dir: &Path, staging: &Path) -> Result<File, Error> {
    let path = staging.join(LOCK);
    let lock = File::create(&path).map_err(Error::io(&path, "write"))?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(Error::Busy(dir.to_owned())),
        // A file system without locks: two runs at once are then the user's own doing.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    for entry in fs::read_dir(staging).map_err(Error::io(staging, "read the folder"))? {
        let path = entry.map_err(Error::io(staging, "read the folder"))?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path).map_err(Error::io(&path, "remove"))?;
        } else if !path.ends_with(LOCK) {
            fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
        }
    }
    Ok(lock)
}

fn stage_and_move(
    dir: &Path,
    staging: &Path,
    manifest: &Manifest,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<Written>, Error> {
    let earlier = manifest::listed(dir).unwrap_or_default();
    let mut written: Vec<Written> = files.iter().map(|(name, bytes)| Output::of(name, bytes)).collect();
    let mut manifest = manifest.clone();
    manifest.outputs.clone_from(&written);
    let text = manifest.to_json()?;
    written.push(Output::of(manifest::FILE, text.as_bytes()));
    for (name, bytes) in files.iter().map(|(n, b)| (&**n, &**b)).chain([(manifest::FILE, text.as_bytes())]) {
        let path = staging.join(name);
        create_parent(&path)?;
        fs::write(&path, bytes).map_err(Error::io(&path, "write"))?;
    }
    for name in written.iter().map(|w| &w.name) {
        let path = dir.join(name);
        create_parent(&path)?;
        fs::rename(staging.join(name), &path).map_err(Error::io(&path, "move the finished file into place"))?;
    }
    remove_stale(dir, &earlier, &written);
    Ok(written)
}

fn create_parent(path: &Path) -> Result<(), Error> {
    let parent: PathBuf = path.parent().map(Path::to_owned).unwrap_or_default();
    fs::create_dir_all(&parent).map_err(Error::io(&parent, "create the folder"))
}

/// Removes what the earlier report listed and this one does not, and chart folders that are then empty.
/// Best effort: the new report is complete, and its manifest does not list these files.
fn remove_stale(dir: &Path, earlier: &[(String, String)], written: &[Written]) {
    for (name, _) in earlier.iter().filter(|(name, _)| written.iter().all(|w| w.name != *name)) {
        let path = dir.join(name);
        let _ = fs::remove_file(&path);
        for parent in path.ancestors().skip(1).take_while(|p| *p != dir) {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
}
