//! Two folders of one command.

use super::change::Change;
use super::figures;
use super::kept::{self, Said, TableRow};
use super::rows::{self, Account, AreaChange, CodeChange, RowChange};
use crate::commands::provenance::{self, Fact};
use crate::commands::written::{Now, State, Written};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted::report::manifest;
use unwarranted::study::StudyRows;
use unwarranted::study::file::Known;

/// How two folders differ.
#[derive(Debug, Default, Serialize)]
pub(super) struct Folders {
    /// Version, command, options and inputs that differ.
    pub(super) provenance: Vec<Fact>,
    /// Files whose bytes differ, or that one folder alone has, whoever wrote them.
    pub(super) files: Vec<String>,
    /// Files that are not as the folder's manifest says, with the folder and what became of them.
    pub(super) condition: Vec<String>,
    /// Figures that differ, by sort, the largest first.
    pub(super) figures: Vec<Change>,
    /// Rows of the tables of a command with options of its own that differ, table by table, the largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tables: Vec<TableRow>,
    /// Findings in words of such a command that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) said: Vec<Said>,
    /// What rows add up to by area and practice, the largest first.
    pub(super) accounts: Vec<Account>,
    /// Presentations of prescribing from a store whose sums differ, the largest first.
    pub(super) codes: Vec<CodeChange>,
    /// Rows of tidy inputs, or sums of a store by practice, that differ, the largest first.
    pub(super) rows: Vec<RowChange>,
    /// Names, groups and ranks of areas in tidy inputs that differ.
    pub(super) areas: Vec<AreaChange>,
    /// What could not be compared, and why.
    pub(super) notes: Vec<String>,
}

impl Folders {
    /// Whether everything but the time is the same.
    pub(super) fn is_same(&self) -> bool {
        let figures = self.figures.is_empty() && self.tables.is_empty() && self.said.is_empty();
        self.provenance.is_empty() && self.files.is_empty() && figures
    }
}

pub(super) fn compare(first: &Path, second: &Path, inputs: &[PathBuf]) -> Result<Folders> {
    let both = [Written::read(first)?, Written::read(second)?];
    let own = one_command(&both)?;
    if own && !inputs.is_empty() {
        bail!("--inputs goes with two folders of report or sweep, whose rows are compared");
    }
    let now = [both[0].files()?, both[1].files()?];
    let (mut figures, mut tables, mut said) = (Vec::new(), Vec::new(), Vec::new());
    let notes;
    if own {
        (tables, said, notes) = kept::changes(&both)?;
    } else {
        (figures, notes) = figures::changes(&both)?;
    }
    let mut found = Folders {
        tables,
        said,
        provenance: provenance::differences(&both[0].manifest, &both[1].manifest),
        files: files(&now),
        condition: both.iter().zip(&now).flat_map(|(folder, now)| condition(folder, now, &ODD)).collect(),
        figures,
        notes,
        ..Folders::default()
    };
    let changed =
        both.iter().zip(&now).flat_map(|(folder, now)| condition(folder, now, &[State::Edited, State::Missing]));
    if let (true, Some(changed)) = (found.is_same(), changed.into_iter().next()) {
        bail!("{changed}; whether two folders are the same can be said when their files are as they were written");
    }
    if !own && found.provenance.iter().any(|fact| fact.what == "input") {
        enter_rows(&mut found, &both, inputs);
    }
    Ok(found)
}

/// Whether both are of a command with options of its own, where both are of one command.
///
/// # Errors
/// Folders of two commands, and of one that writes none.
fn one_command(both: &[Written; 2]) -> Result<bool> {
    let name =
        |of: &Written| if of.kept() { Ok(of.command().to_owned()) } else { of.task().map(|task| task.to_string()) };
    let [old, new] = [name(&both[0])?, name(&both[1])?];
    if old != new {
        let [first, second] = both.each_ref().map(|of| of.dir.display());
        bail!("{first} holds a {old} and {second} a {new}; two of one sort can be compared");
    }
    Ok(both[0].kept())
}

/// Files whose bytes differ, as the disk has them, without the manifests, which hold the time.
fn files([first, second]: &[BTreeMap<String, Now>; 2]) -> Vec<String> {
    let hash = |of: &BTreeMap<String, Now>, name: &str| of.get(name).and_then(|(_, hash)| hash.clone());
    let names: BTreeSet<&String> = first.keys().chain(second.keys()).filter(|name| *name != manifest::FILE).collect();
    names.into_iter().filter(|name| hash(first, name) != hash(second, name)).cloned().collect()
}

/// What a file may be that the manifest does not say.
const ODD: [State; 3] = [State::Edited, State::Missing, State::Foreign];

/// What is not as the manifest of a folder says, in some of the ways.
fn condition(folder: &Written, now: &BTreeMap<String, Now>, ways: &[State]) -> Vec<String> {
    let odd = now.iter().filter(|(_, (state, _))| ways.contains(state));
    odd.map(|(name, (state, _))| format!("{}: {}", folder.dir.join(name).display(), state.words())).collect()
}

/// Rows and codes that differ, where the inputs of both are at hand; otherwise a note why they are not.
fn enter_rows(found: &mut Folders, dirs: &[Written; 2], inputs: &[PathBuf]) {
    let [before, after] = dirs.each_ref().map(|dir| of(dir, inputs));
    match (before, after) {
        (Ok(mut before), Ok(after)) => {
            if let Some([from, to]) = rows::follows(&before.rows, &after.rows) {
                before.rows = rows::moved(before.rows, to);
                before.codes = rows::moved_codes(before.codes, to);
                found.notes.push(format!("rows of {from} are compared with those of {to}"));
            }
            found.rows = rows::changes(&before.rows, &after.rows);
            found.codes = rows::codes(&before.codes, &after.codes);
            found.areas = rows::areas(&before.areas, &after.areas);
            found.accounts = rows::accounts(&found.rows);
            found.notes.extend(beside(found, &before, &after));
        }
        (before, after) => {
            let why =
                [before.err(), after.err()].into_iter().flatten().map(|e| format!("rows were not compared: {e:#}"));
            let why: BTreeSet<String> = why.collect();
            found.notes.extend(why);
        }
    }
}

/// What a reader must know of inputs that differ in something else than rows that count.
fn beside(found: &Folders, before: &StudyRows, after: &StudyRows) -> Option<String> {
    let over_time = rows::changes(&before.over_time, &after.over_time).len();
    if over_time > 0 {
        let rows = if over_time == 1 { "1 row".to_owned() } else { format!("{over_time} rows") };
        return Some(format!(
            "{rows} of periods that were not asked for came, went or changed: they are drawn over time, and are in no table"
        ));
    }
    let none = found.rows.is_empty() && found.areas.is_empty() && found.codes.is_empty();
    none.then(|| {
        "the inputs differ in something else than the figures of rows and the names, groups and ranks of areas: in columns \
         that were not used, in the order of rows, in how numbers are written, or in a file that is no list of areas"
            .to_owned()
    })
}

/// The rows behind a folder.
fn of(dir: &Written, inputs: &[PathBuf]) -> Result<StudyRows> {
    let study = dir.study()?;
    let published = dir.published(&study);
    let found = study.found(dir.task()?, inputs, &published)?;
    if let Some(lost) = found.lost.first() {
        bail!("the inputs of {} are not at hand: {}", dir.dir.display(), lost.words());
    }
    let says = "those of a league by `grain`, and of figures of a store other than prescribing, are not; 'unwarranted compare STORE STORE' says how two \
                stores differ";
    let rows = found.study.rows()?.context(says)?;
    let came = |known: &&Known| !published.iter().any(|then| then.sha256 == known.sha256);
    if let Some(new) = rows.published.iter().find(came) {
        let (dir, name) = (dir.dir.display(), &new.name);
        bail!("the store is not as it was for {dir}: {name} was added, or took the place of another file, later");
    }
    Ok(rows)
}
