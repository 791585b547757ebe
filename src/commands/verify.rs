//! `unwarranted verify`

mod differ;

use super::folder::Made;
use super::kept;
use super::provenance::{self, Fact};
use super::written::{self, State, Written};
use crate::cli;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted::report::manifest::{self, sha256};
use unwarranted::study::file::Lost;
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted verify ../league
  unwarranted verify ../report --inputs ..
What 'funding', 'opportunity', 'pool', 'scenario', 'similar', 'space', 'trend' and 'watch' write with --out is verified too.";

/// Run the study of a folder again and compare every byte.
///
/// Run the study of a folder again, and say of each file whether every byte is the same; of the first that is not, where.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder that the program wrote, with a study in it.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Folder with the inputs; without it they are looked for beside the study, in the folders above and here. May be
    /// repeated.
    #[arg(long, value_name = "DIR")]
    inputs: Vec<PathBuf>,
}

/// What became of a file, and what the study gives in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Same,
    /// The study gives other bytes.
    Differs,
    /// It is not as it was written.
    Changed(State),
    /// The study gives it, and the folder never had it.
    New,
    /// As it was written; the study cannot be run.
    Unknown,
    /// The manifest, of which nothing says how it was written; the study cannot be run.
    Unlisted,
}

impl Fate {
    const fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::Changed(state) => state.words(),
            Self::New => "missing: this version writes it too",
            Self::Unknown => "as it was written, but not made again",
            Self::Unlisted => "not made again, and nothing says how it was written",
        }
    }
}

/// Every file of a folder by name, with what became of it in words.
pub type Fates = Vec<(String, &'static str)>;

/// What a folder is beside the study that made it.
#[derive(Debug)]
pub struct Verified {
    /// Every file of the folder, and those that the study gives.
    pub files: Fates,
    /// Which input, option or version changed, and why the study cannot be run.
    pub reasons: Vec<String>,
    /// What it comes to, in words.
    pub verdict: String,
    /// Whether every byte is the same, and all that it rests on.
    pub same: bool,
}

/// Runs the study of a folder again and compares every byte.
pub(crate) fn verified(dir: &Path, inputs: &[PathBuf]) -> Result<Verified> {
    written::require_folders(inputs)?;
    let folder = Written::read(dir)?;
    let Again { files, mut reasons } = again(&folder, inputs)?;
    let fates = fates(&folder, files.as_ref())?;
    let differs = |fate: &Fate| matches!(fate, Fate::Differs | Fate::Changed(State::Edited));
    let names = fates.iter().filter(|(_, fate)| differs(fate)).map(|(name, _)| &**name);
    reasons.extend(files.as_ref().map(|files| differ::first(dir, names, files)).transpose()?.flatten());
    let verdict = verdict(&folder, &fates, files.is_some(), reasons.is_empty());
    let (same, verdict) = verdict.map_or_else(|wrong| (false, wrong), |right| (true, right));
    let files = fates.into_iter().map(|(name, fate)| (name, fate.words())).collect();
    Ok(Verified { files, reasons, verdict, same })
}

/// What it comes to: in words where all is the same, and otherwise as an error.
fn verdict(folder: &Written, fates: &BTreeMap<String, Fate>, again: bool, sound: bool) -> Result<String, String> {
    let count = |which: fn(&Fate) -> bool| fates.values().filter(|fate| which(fate)).count();
    let (unknown, all) = (count(|fate| *fate == Fate::Unknown), fates.len());
    let wrong = count(|fate| !matches!(fate, Fate::Same | Fate::Unknown | Fate::Unlisted));
    let dir = folder.dir.display();
    match (again, wrong) {
        (true, 0) if sound => {
            let when = folder.manifest["when"].as_str().unwrap_or_default();
            Ok(format!(
                "every byte of {all} files is the same; when they were made, {when}, is what the manifest says and cannot be \
                 checked"
            ))
        }
        (true, 0) => Err(format!("{dir}: the files are the same, but not all of what they rest on is")),
        (true, _) => Err(format!("{dir}: {wrong} of {all} files are not as the study gives them")),
        (false, 0) => {
            Err(format!("{dir}: not verified; {unknown} files are as they were written, and none was made again"))
        }
        (false, _) => Err(format!(
            "{dir}: not verified; {wrong} of {all} files are not as they were written, and none was made again"
        )),
    }
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let Verified { files, reasons, verdict, same } = verified(&self.dir, &self.inputs)?;
        super::print(&files.iter().map(|(name, fate)| format!("{name}: {fate}\n")).collect::<String>())?;
        reasons.iter().for_each(|reason| super::say(reason));
        if !same {
            bail!(verdict);
        }
        super::say(&verdict);
        Ok(())
    }
}

/// Files by name.
type Contents = BTreeMap<String, Vec<u8>>;

/// What the study gives now.
struct Again {
    /// Its files by name; `None` where it cannot be run.
    files: Option<Contents>,
    /// What changed since.
    reasons: Vec<String>,
}

/// Runs the study of a folder again, at the time of the folder; why it cannot be run is a reason, and no error.
fn again(folder: &Written, inputs: &[PathBuf]) -> Result<Again> {
    let mut reasons = Vec::new();
    let made = made_again(folder, inputs, &mut reasons).unwrap_or_else(|error| {
        reasons.push(format!("the study cannot be run: {error:#}"));
        None
    });
    let Some(made) = made else { return Ok(Again { files: None, reasons }) };
    Ok(Again { files: Some(made.all()?.into_iter().collect()), reasons })
}

/// What the study gives, and what changed; nothing where an input is missing.
fn made_again(folder: &Written, inputs: &[PathBuf], reasons: &mut Vec<String>) -> Result<Option<Made>> {
    let when = when(folder)?;
    if folder.kept() {
        let again = cli::again(&folder.dir, inputs, &folder.inputs())?;
        return compared(folder, &again.lost, reasons, || kept::again(&again.cli.command, when));
    }
    let (task, study) = (folder.task()?, folder.study().context("the folder cannot be made again without its study")?);
    let found = study.found(task, inputs, &folder.published(&study))?;
    compared(folder, &found.lost, reasons, || made(&found.study, task, when))
}

/// Makes the folder, and enters what changed; nothing where an input is missing.
fn compared(
    folder: &Written,
    lost: &[Lost],
    reasons: &mut Vec<String>,
    make: impl FnOnce() -> Result<Made>,
) -> Result<Option<Made>> {
    reasons.extend(lost.iter().map(|lost| format!("input {}", lost.words())));
    if lost.iter().any(Lost::is_missing) {
        return Ok(None);
    }
    let made = make()?;
    let said: BTreeSet<&str> = lost.iter().flat_map(Lost::names).collect();
    reasons.extend(changes(folder, &made, &said)?);
    Ok(Some(made))
}

/// The time that the manifest states, which nothing else in the folder holds.
fn when(folder: &Written) -> Result<&str> {
    let text = folder.manifest["when"].as_str().unwrap_or_default();
    match text.parse::<jiff::Timestamp>() {
        Ok(time) if time.to_string() == text => Ok(text),
        _ => bail!(
            "{}: 'when' is '{text}'; expected a time such as 2026-04-01T12:00:00Z, as it was written",
            folder.dir.join(manifest::FILE).display()
        ),
    }
}

/// Which input, option or version is another one than that of the folder; not those inputs that were said.
fn changes(folder: &Written, made: &Made, said: &BTreeSet<&str>) -> Result<Vec<String>> {
    let now = serde_json::to_value(&made.manifest)?;
    let told = |fact: &Fact| {
        let [what, then, now] = fact.words();
        format!("{what}: {then} then, {now} now")
    };
    let facts = provenance::differences(&folder.manifest, &now);
    let new = |fact: &&Fact| fact.what != "input" || !said.contains(fact.name.as_str());
    Ok(facts.iter().filter(new).map(told).collect())
}

/// Every file by name, those of the folder and those that the study gives.
fn fates(folder: &Written, again: Option<&Contents>) -> Result<BTreeMap<String, Fate>> {
    let mut fates = BTreeMap::new();
    for (name, (state, hash)) in folder.files()? {
        let fate = match again.map(|files| files.get(&name).map(|bytes| sha256(bytes))) {
            _ if state != State::AsWritten => Fate::Changed(state),
            Some(made) if made.is_some() && made == hash => Fate::Same,
            Some(_) => Fate::Differs,
            None if name == manifest::FILE => Fate::Unlisted,
            None => Fate::Unknown,
        };
        fates.insert(name, fate);
    }
    for name in again.into_iter().flat_map(BTreeMap::keys) {
        fates.entry(name.clone()).or_insert(Fate::New);
    }
    Ok(fates)
}

/// The folder of a study.
fn made(study: &Study, task: Task, when: &str) -> Result<Made> {
    match task {
        Task::Sweep => super::sweep::again(study, when),
        _ => super::report::again(study, when),
    }
}
