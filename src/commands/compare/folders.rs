//! Two folders of `report` or `sweep`.

use super::figures::{self, Change};
use super::rows::{self, Account, CodeChange, RowChange};
use crate::commands::provenance::{self, Fact};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unwarranted::report::manifest;
use unwarranted::study::file::{FILE, StudyFile};
use unwarranted::study::{StudyRows, Task};

/// How two folders differ.
#[derive(Debug, Default, Serialize)]
pub(super) struct Folders {
    /// Version, command, options and inputs that differ.
    pub(super) provenance: Vec<Fact>,
    /// Files whose bytes differ, or that one folder alone has.
    pub(super) files: Vec<String>,
    /// Figures that differ, by sort, the largest first.
    pub(super) figures: Vec<Change>,
    /// What rows add up to by area and practice, the largest first.
    pub(super) accounts: Vec<Account>,
    /// Presentations of prescribing from a store whose sums differ, the largest first.
    pub(super) codes: Vec<CodeChange>,
    /// Rows of tidy inputs, or sums of a store by practice, that differ, the largest first.
    pub(super) rows: Vec<RowChange>,
    /// What could not be compared, and why.
    pub(super) notes: Vec<String>,
}

impl Folders {
    /// Whether everything but the time is the same.
    pub(super) fn is_same(&self) -> bool {
        self.provenance.is_empty() && self.files.is_empty() && self.figures.is_empty()
    }
}

pub(super) fn compare(first: &Path, second: &Path, inputs: &[PathBuf]) -> Result<Folders> {
    let [before, after] = [read(first)?, read(second)?];
    let [old, new] = [&before, &after].map(|manifest| manifest["command"].as_str().unwrap_or_default().to_owned());
    if old != new {
        bail!("{} holds a {old} and {} a {new}; two of one sort can be compared", first.display(), second.display());
    }
    let mut found = Folders {
        provenance: provenance::differences(&before, &after),
        files: files(first, second)?,
        figures: figures::changes(first, second)?,
        ..Folders::default()
    };
    if found.provenance.iter().any(|fact| fact.what == "input") {
        enter_rows(&mut found, [first, second], inputs);
    }
    Ok(found)
}

fn read(dir: &Path) -> Result<Value> {
    manifest::listed(dir).with_context(|| format!("{}: not a folder that report or sweep wrote", dir.display()))?;
    let path = dir.join(manifest::FILE);
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}: cannot read", path.display()))
}

/// Files whose bytes differ, as the disk has them, without the manifests, which hold the time.
fn files(first: &Path, second: &Path) -> Result<Vec<String>> {
    let names = |dir: &Path| -> Result<BTreeSet<String>> {
        Ok(manifest::listed(dir)?.into_iter().map(|(name, _)| name).collect())
    };
    let both: BTreeSet<String> = names(first)?.union(&names(second)?).cloned().collect();
    let bytes = |dir: &Path, name: &str| std::fs::read(dir.join(name)).ok();
    Ok(both.into_iter().filter(|name| bytes(first, name) != bytes(second, name)).collect())
}

/// Rows and codes that differ, where the inputs of both are at hand; otherwise a note why they are not.
fn enter_rows(found: &mut Folders, dirs: [&Path; 2], inputs: &[PathBuf]) {
    let [before, after] = dirs.map(|dir| of(dir, inputs));
    match (before, after) {
        (Ok(before), Ok(after)) => {
            found.rows = rows::changes(&before.rows, &after.rows);
            found.codes = rows::codes(&before.codes, &after.codes);
            found.accounts = rows::accounts(&found.rows);
        }
        (before, after) => {
            let why =
                [before.err(), after.err()].into_iter().flatten().map(|e| format!("rows were not compared: {e:#}"));
            let why: BTreeSet<String> = why.collect();
            found.notes.extend(why);
        }
    }
}

/// The rows behind a folder.
fn of(dir: &Path, inputs: &[PathBuf]) -> Result<StudyRows> {
    let file = StudyFile::read(&dir.join(FILE))?;
    let task = file.commands().first().copied().unwrap_or(Task::Report);
    let found = file.found(task, inputs)?;
    if let Some(lost) = found.lost.first() {
        bail!("the inputs of {} are not at hand: {}", dir.display(), lost.words());
    }
    let says = "figures of a store other than prescribing, and every code of a level, are compared by 'unwarranted compare \
                STORE STORE'";
    found.study.rows()?.context(says)
}
