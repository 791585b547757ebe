//! `unwarranted verify`

use super::folder::Made;
use super::provenance::{self, Fact};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted::report::manifest::{self, sha256};
use unwarranted::study::file::{FILE, StudyFile};
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted verify ../league
  unwarranted verify ../report --inputs ..";

/// Run the study of a report or a league again, and say of each file whether every byte is the same.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder that 'unwarranted report' or 'unwarranted sweep' wrote.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Folder with the inputs; without it they are looked for beside the study, in the folders above and here. May be
    /// repeated.
    #[arg(long, value_name = "DIR")]
    inputs: Vec<PathBuf>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Same,
    /// The study gives other bytes.
    Differs,
    /// Somebody changed it after it was written.
    Edited,
    Missing,
    /// Nothing that the program wrote.
    Foreign,
    /// The study gives it, and the folder never had it.
    New,
    /// As it was written; the study cannot be run.
    Unknown,
}

impl Fate {
    fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::Edited => "changed after it was written",
            Self::Missing => "missing",
            Self::Foreign => "foreign: the program did not write it",
            Self::New => "missing: this version writes it too",
            Self::Unknown => "as it was written, but not made again",
        }
    }
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let folder = Folder::read(&self.dir)?;
        let Again { files, reasons } = folder.again(&self.inputs)?;
        let fates = folder.fates(files.as_ref())?;
        let lines = fates.iter().map(|(name, fate)| format!("{name}: {}\n", fate.words()));
        super::print(&lines.collect::<String>())?;
        let wrong = fates.values().filter(|fate| **fate != Fate::Same).count();
        if wrong == 0 && reasons.is_empty() {
            super::say(&format!("every byte of {} files is the same", fates.len()));
            return Ok(());
        }
        reasons.iter().for_each(|reason| super::say(reason));
        bail!("{}: {wrong} of {} files are not as the study gives them", self.dir.display(), fates.len())
    }
}

/// A folder as it is.
struct Folder {
    dir: PathBuf,
    /// The manifest, as far as it is there.
    manifest: Value,
    /// SHA-256 of what was written, by name.
    written: BTreeMap<String, String>,
}

/// What the study gives now.
struct Again {
    /// Its files; `None` where it cannot be run.
    files: Option<BTreeMap<String, Vec<u8>>>,
    /// What changed since.
    reasons: Vec<String>,
}

impl Folder {
    fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(manifest::FILE);
        let written = manifest::listed(dir)
            .with_context(|| format!("{}: not a folder that report or sweep wrote", dir.display()))?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot read", path.display()))?;
        Ok(Self { dir: dir.to_owned(), manifest: serde_json::from_str(&text)?, written: written.into_iter().collect() })
    }

    /// Runs the study again, at the time of the folder.
    fn again(&self, inputs: &[PathBuf]) -> Result<Again> {
        let path = self.dir.join(FILE);
        let file = StudyFile::read(&path)
            .with_context(|| format!("{}: the folder cannot be made again without its study", self.dir.display()))?;
        let task = file.commands().first().copied().unwrap_or(Task::Report);
        let found = file.found(task, inputs)?;
        let mut reasons: Vec<String> = found.lost.iter().map(|lost| format!("input {}", lost.words())).collect();
        if found.lost.iter().any(unwarranted::study::file::Lost::is_missing) {
            return Ok(Again { files: None, reasons });
        }
        let when = self.manifest["when"].as_str().unwrap_or_default();
        let made = match made(&found.study, task, when) {
            Ok(made) => made,
            Err(error) => {
                reasons.push(format!("the study cannot be run: {error:#}"));
                return Ok(Again { files: None, reasons });
            }
        };
        reasons.extend(self.reasons(&made)?);
        Ok(Again { files: Some(made.all()?.into_iter().collect()), reasons })
    }

    /// Which input, option or version is another one than that of the folder.
    fn reasons(&self, made: &Made) -> Result<Vec<String>> {
        let now = serde_json::to_value(&made.manifest)?;
        let told = |fact: &Fact| {
            let [what, then, now] = fact.words();
            format!("{what}: {then} then, {now} now")
        };
        Ok(provenance::differences(&self.manifest, &now).iter().map(told).collect())
    }

    /// Every file by name, those of the folder and those that the study gives.
    fn fates(&self, again: Option<&BTreeMap<String, Vec<u8>>>) -> Result<BTreeMap<String, Fate>> {
        let there = files_below(&self.dir)?;
        let own = self.written.keys().cloned().chain([manifest::FILE.to_owned()]);
        let made = again.into_iter().flat_map(BTreeMap::keys).cloned();
        let names: BTreeSet<String> = there.iter().cloned().chain(own).chain(made).collect();
        names.into_iter().map(|name| Ok((name.clone(), self.fate(&name, &there, again)?))).collect()
    }

    fn fate(&self, name: &str, there: &BTreeSet<String>, again: Option<&BTreeMap<String, Vec<u8>>>) -> Result<Fate> {
        let written = self.written.get(name);
        let ours = written.is_some() || name == manifest::FILE;
        if !there.contains(name) {
            return Ok(if ours { Fate::Missing } else { Fate::New });
        }
        if !ours {
            return Ok(Fate::Foreign);
        }
        let path = self.dir.join(name);
        let bytes = std::fs::read(&path).with_context(|| format!("{}: cannot read", path.display()))?;
        let edited = written.is_some_and(|hash| *hash != sha256(&bytes));
        Ok(match again.map(|files| files.get(name) == Some(&bytes)) {
            _ if edited => Fate::Edited,
            Some(true) => Fate::Same,
            Some(false) => Fate::Differs,
            None => Fate::Unknown,
        })
    }
}

/// The folder of a study.
fn made(study: &Study, task: Task, when: &str) -> Result<Made> {
    match task {
        Task::Sweep => super::sweep::again(study, when),
        _ => super::report::again(study, when),
    }
}

/// Every file in a folder, with `/` between folders.
fn files_below(dir: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![(dir.to_owned(), String::new())];
    while let Some((folder, before)) = open.pop() {
        let cannot = || format!("{}: cannot read the folder", folder.display());
        for entry in std::fs::read_dir(&folder).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type().with_context(cannot)?.is_dir() {
                open.push((entry.path(), name + "/"));
            } else {
                found.insert(name);
            }
        }
    }
    Ok(found)
}
