//! A folder that `report`, `sweep` or a command with options of its own wrote, as the disk has it now.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted::ingest::input::sha256_of;
use unwarranted::report::manifest;
use unwarranted::study::Task;
use unwarranted::study::file::{FILE, Known, StudyFile};

/// A folder with its manifest.
pub(super) struct Written {
    pub(super) dir: PathBuf,
    pub(super) manifest: Value,
    /// SHA-256 of what was written, by name, without the manifest.
    hashes: BTreeMap<String, String>,
}

/// What became of a file since it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It has the bytes that the manifest lists; the manifest itself is in no list.
    AsWritten,
    Edited,
    Missing,
    /// Nothing that the program wrote.
    Foreign,
}

impl State {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::AsWritten => "as it was written",
            Self::Edited => "changed after it was written",
            Self::Missing => "missing",
            Self::Foreign => "foreign: the program did not write it",
        }
    }
}

/// A file of the folder: what became of it, and the SHA-256 of its bytes where it is there.
pub(super) type Now = (State, Option<String>);

impl Written {
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let hashes = manifest::listed(dir)
            .with_context(|| format!("{}: not a folder that this program wrote", dir.display()))?;
        let path = dir.join(manifest::FILE);
        let cannot = || format!("{}: cannot read", path.display());
        let manifest = serde_json::from_slice(&std::fs::read(&path).with_context(cannot)?).with_context(cannot)?;
        Ok(Self { dir: dir.to_owned(), manifest, hashes: hashes.into_iter().collect() })
    }

    /// The command that wrote it, as its manifest says.
    pub(super) fn command(&self) -> &str {
        self.manifest["command"].as_str().unwrap_or_default()
    }

    /// What the folder holds, where it is a report or a league.
    pub(super) fn task(&self) -> Result<Task> {
        let word = self.command();
        match word.parse::<Task>().ok().filter(|task| task.folder().is_some()) {
            Some(task) => Ok(task),
            None => {
                let manifest = self.dir.join(manifest::FILE);
                bail!("{}: 'command' is '{word}'; expected a command that writes folders", manifest.display())
            }
        }
    }

    /// The study that made it.
    pub(super) fn study(&self) -> Result<StudyFile> {
        Ok(StudyFile::read(&self.dir.join(FILE))?)
    }

    /// Whether the command that wrote the folder is one whose options are its own and not those of a study.
    pub(super) fn kept(&self) -> bool {
        crate::cli::is_kept(self.command())
    }

    /// Every input by name and SHA-256.
    pub(super) fn inputs(&self) -> Vec<Known> {
        let inputs = self.manifest["inputs"].as_array().into_iter().flatten();
        let text = |input: &Value, key: &str| input[key].as_str().map(str::to_owned);
        inputs.filter_map(|input| Some(Known { name: text(input, "name")?, sha256: text(input, "sha256")? })).collect()
    }

    /// The inputs that are not those of the study's own options: publishers' files in its store.
    pub(super) fn published(&self, study: &StudyFile) -> Vec<Known> {
        let own: BTreeSet<&str> =
            study.origin().into_iter().flat_map(|made| &made.inputs).map(|known| known.sha256.as_str()).collect();
        self.inputs().into_iter().filter(|known| !own.contains(known.sha256.as_str())).collect()
    }

    /// Whether the program wrote a file of this name.
    pub(super) fn lists(&self, name: &str) -> bool {
        self.hashes.contains_key(name)
    }

    /// The files that the program wrote with one of these endings, but for its manifest.
    pub(super) fn named(&self, endings: &[&str]) -> BTreeSet<String> {
        let ending =
            |name: &str| Path::new(name).extension().is_some_and(|of| endings.iter().any(|ending| of == *ending));
        self.hashes.keys().filter(|name| *name != manifest::FILE && ending(name)).cloned().collect()
    }

    /// Every file by name: those that are there and those that were written, the manifest among them.
    pub(super) fn files(&self) -> Result<BTreeMap<String, Now>> {
        let there = files_below(&self.dir)?;
        let names = there.iter().chain(self.hashes.keys()).map(String::as_str).chain([manifest::FILE]);
        let names: BTreeSet<&str> = names.collect();
        names.into_iter().map(|name| Ok((name.to_owned(), self.now(name, &there)?))).collect()
    }

    fn now(&self, name: &str, there: &BTreeSet<String>) -> Result<Now> {
        if !there.contains(name) {
            return Ok((State::Missing, None));
        }
        let path = self.dir.join(name);
        // A pipe or a link to nowhere has no bytes.
        if !path.is_file() {
            return Ok((if self.hashes.contains_key(name) { State::Edited } else { State::Foreign }, None));
        }
        let (_, hash) = sha256_of(&path)?;
        let state = match self.hashes.get(name) {
            Some(written) if *written == hash => State::AsWritten,
            Some(_) => State::Edited,
            None if name == manifest::FILE => State::AsWritten,
            None => State::Foreign,
        };
        Ok((state, Some(hash)))
    }
}

/// Refuses what is given as a folder of inputs and is none.
pub(super) fn require_folders(inputs: &[PathBuf]) -> Result<()> {
    match inputs.iter().find(|dir| !dir.is_dir()) {
        Some(dir) => bail!("--inputs {}: not a folder; give the folder that holds the inputs", dir.display()),
        None => Ok(()),
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
