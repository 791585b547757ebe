//! Where the inputs of a study lie: beside its file, or, for the study of a folder, wherever near a file of that name has
//! the bytes that were read.

use super::super::{Error, Result, Study, Task};
use super::paths::name;
use super::{Known, StudyFile};
use crate::ingest::input::sha256_of;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders above that of a study in which its inputs are looked for.
const ABOVE: usize = 3;

/// Folders above the current one.
const ABOVE_HERE: usize = 1;

/// What a store has in its folder.
const CATALOGUE: &str = "catalogue.json";

/// An input that is not there as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// No file of the name, or no store.
    Missing {
        /// Its name.
        name: String,
    },
    /// A file of the name has other bytes.
    Changed {
        /// Its name.
        name: String,
        /// Where the nearest one lies.
        at: PathBuf,
        /// SHA-256 of the bytes that were read.
        was: String,
        /// SHA-256 of the bytes that are there.
        is: String,
    },
    /// A store has not, or no longer, all publishers' files that were read from it.
    Store {
        /// Its name.
        name: String,
        /// Where it lies.
        at: PathBuf,
        /// The files that it lacks, at least one.
        lacks: Vec<String>,
    },
    /// Standard input, which nobody can read again.
    Stdin,
}

/// A study with its inputs where they lie now.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The study; what is missing keeps its name.
    pub study: Study,
    /// Inputs that are not there as they were.
    pub lost: Vec<Lost>,
}

impl Lost {
    /// Whether there is nothing in its place.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Stdin)
    }

    /// The files that are lost, as a manifest names them.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Missing { name } | Self::Changed { name, .. } => vec![name],
            Self::Store { lacks, .. } => lacks.iter().map(String::as_str).collect(),
            Self::Stdin => Vec::new(),
        }
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Missing { name } => format!("{name}: not found"),
            Self::Changed { name, at, was, is } => format!(
                "{name}: has other bytes than were read (SHA-256 {} then, {} now, in {})",
                brief(was),
                brief(is),
                at.display()
            ),
            Self::Store { name, at, lacks } => {
                const SHOWN: usize = 3;
                let more = lacks.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let shown = lacks.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
                format!("{name}: the store does not have {shown}{more} as read then, in {}", at.display())
            }
            Self::Stdin => "standard input: cannot be read again; save it as a file and name that".to_owned(),
        }
    }
}

/// The beginning of a hash, as it is shown.
fn brief(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

impl StudyFile {
    /// The study for a task with its inputs found, in `inputs` before anywhere else: what cannot be found is said and is no
    /// error. `published` are publishers' files that its store must have, where it has one.
    ///
    /// # Errors
    /// A file that is not for this task.
    pub fn found(&self, task: Task, inputs: &[PathBuf], published: &[Known]) -> Result<Found> {
        self.require(task)?;
        let mut found = match &self.made {
            Some(made) => self.search(self.study.clone(), (&made.inputs, published), &self.places(inputs))?,
            None => Found { study: self.located(self.study.clone())?, lost: Vec::new() },
        };
        if self.study.reads_standard_input() {
            found.lost.push(Lost::Stdin);
        }
        Ok(found)
    }

    /// The study with the paths of its inputs as they are seen from here.
    pub(super) fn located(&self, mut study: Study) -> Result<Study> {
        let Some(made) = &self.made else {
            study.each_path::<Error>(|_, path| Ok(self.folder().join(path)))?;
            return Ok(study);
        };
        let places = self.places(&[]);
        let Found { study, lost } = self.search(study, (&made.inputs, &[]), &places)?;
        let Some(first) = lost.first() else { return Ok(study) };
        let looked: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
        let words = first.words();
        let (at, says) = ("made", "put it beside the study, or name it with its option");
        Err(self.error(at, format!("names inputs; {words}; looked in {}; {says}", looked.join(", "))))
    }

    /// Folders in which inputs may lie, the nearest first.
    fn places(&self, inputs: &[PathBuf]) -> Vec<PathBuf> {
        let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = whole(if self.folder().as_os_str().is_empty() { Path::new(".") } else { self.folder() });
        let here = whole(Path::new("."));
        let above = folder.ancestors().take(ABOVE + 1).chain(here.ancestors().take(ABOVE_HERE + 1));
        let mut places = inputs.to_vec();
        for place in above {
            if !places.iter().any(|known| known == place) {
                places.push(place.to_owned());
            }
        }
        places
    }

    /// Finds inputs of its own and a store with these publishers' files.
    fn search(&self, mut study: Study, known: (&[Known], &[Known]), places: &[PathBuf]) -> Result<Found> {
        let (own, published) = known;
        let mut lost = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        study.each_path::<Error>(|key, path| {
            let name = name(path);
            let (at, problem) = if key == "store" {
                store(&name, published, places)
            } else {
                let times = seen.entry(name.clone()).or_default();
                let wanted = own.iter().filter(|k| k.name == name).nth(*times);
                *times += 1;
                file(&name, wanted.map(|k| k.sha256.as_str()), places)?
            };
            lost.extend(problem);
            Ok(at)
        })?;
        Ok(Found { study, lost })
    }
}

/// The nearest store with these publishers' files; the nearest store where none has them all.
fn store(name: &str, published: &[Known], places: &[PathBuf]) -> (PathBuf, Option<Lost>) {
    let mut other = None;
    let near = places.iter().flat_map(|place| [place.join(name), place.clone()]);
    for at in near.filter(|dir| dir.join(CATALOGUE).is_file()) {
        let lacks = lacks(&at, published);
        if lacks.is_empty() {
            return (at, None);
        }
        other.get_or_insert((at, lacks));
    }
    match other {
        Some((at, lacks)) => (at.clone(), Some(Lost::Store { name: name.to_owned(), at, lacks })),
        None => (name.into(), Some(Lost::Missing { name: name.to_owned() })),
    }
}

/// The files that a store has not, or that a later file has taken the place of. One whose catalogue cannot be read has none.
fn lacks(dir: &Path, published: &[Known]) -> Vec<String> {
    if published.is_empty() {
        return Vec::new();
    }
    let catalogue = Store::open(dir).and_then(|store| store.catalogue());
    let current: BTreeSet<String> = catalogue
        .iter()
        .flat_map(|catalogue| catalogue.tables())
        .filter(|(_, table)| table.superseded.is_none())
        .map(|(source, _)| source.sha256.clone())
        .collect();
    published.iter().filter(|known| !current.contains(&known.sha256)).map(|known| known.name.clone()).collect()
}

/// The file of a name with the wanted bytes; the nearest with other bytes where there is none.
fn file(name: &str, wanted: Option<&str>, places: &[PathBuf]) -> Result<(PathBuf, Option<Lost>)> {
    let mut other = None;
    for at in places.iter().map(|place| place.join(name)).filter(|path| path.is_file()) {
        let (_, is) = sha256_of(&at)?;
        if wanted.is_none_or(|wanted| wanted == is) {
            return Ok((at, None));
        }
        other.get_or_insert((at, is));
    }
    Ok(match other.zip(wanted) {
        Some(((at, is), was)) => {
            let changed = Lost::Changed { name: name.to_owned(), at: at.clone(), was: was.to_owned(), is };
            (at, Some(changed))
        }
        None => (name.into(), Some(Lost::Missing { name: name.to_owned() })),
    })
}
