//! Finds inputs near a file of a study, by name and SHA-256.

use super::super::Result;
use super::Known;
use super::lost::Lost;
use super::paths::name;
use crate::ingest::input::sha256_of;
use crate::report::manifest;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders above that of a study in which its inputs are looked for.
const ABOVE: usize = 3;

/// Folders above the current one.
const ABOVE_HERE: usize = 1;

/// What a store has in its folder.
const CATALOGUE: &str = "catalogue.json";

/// Folders in which the inputs of a study in this folder may lie, the nearest first, after those given.
pub(crate) fn places(folder: &Path, inputs: &[PathBuf]) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // What lies above `a/../b` is known once the dots are gone; what lies above a link is looked at too.
    let [real, named] = [folder.canonicalize().unwrap_or_else(|_| whole(folder)), whole(folder)];
    let here = whole(Path::new("."));
    let above = [(&real, ABOVE), (&named, ABOVE), (&here, ABOVE_HERE)];
    let above = above.into_iter().flat_map(|(path, above)| path.ancestors().take(above + 1));
    let mut places = inputs.to_vec();
    for place in above {
        if !places.iter().any(|known| known == place) {
            places.push(place.to_owned());
        }
    }
    places
}

/// Finds inputs by name and SHA-256 in a list of folders.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    own: &'a [Known],
    published: &'a [Known],
    places: Vec<PathBuf>,
    /// How often a name was asked for: inputs of one name are in the order of their options.
    seen: BTreeMap<String, usize>,
    lost: Vec<Lost>,
}

impl<'a> Finder<'a> {
    /// For these files that options name, and publishers' files that a store must have.
    pub(crate) fn new((own, published): (&'a [Known], &'a [Known]), places: Vec<PathBuf>) -> Self {
        Self { own, published, places, seen: BTreeMap::new(), lost: Vec::new() }
    }

    /// Where a file lies; one that is missing keeps its name.
    ///
    /// # Errors
    /// A file of that name that cannot be read.
    pub(crate) fn file(&mut self, path: &Path) -> Result<PathBuf> {
        let name = name(path);
        let times = self.seen.entry(name.clone()).or_default();
        let wanted = self.own.iter().filter(|k| k.name == name).nth(*times);
        *times += 1;
        let (at, problem) = file(&name, wanted.map(|k| k.sha256.as_str()), &self.places)?;
        self.lost.extend(problem);
        Ok(at)
    }

    /// Where a store lies; one that is missing keeps its name.
    pub(crate) fn store(&mut self, path: &Path) -> PathBuf {
        let (at, problem) = store(&name(path), self.published, &self.places);
        self.lost.extend(problem);
        at
    }

    /// The first input that is not there as it was, in words, with where it was looked for.
    pub(crate) fn first_lost(&self) -> Option<String> {
        let looked: Vec<String> = self.places.iter().map(|place| place.display().to_string()).collect();
        self.lost.first().map(|lost| format!("{}; looked in {}", lost.words(), looked.join(", ")))
    }

    /// Inputs that are not there as they were.
    pub(crate) fn into_lost(self) -> Vec<Lost> {
        self.lost
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

/// Whether the program wrote a file into a folder: a table there may have the name of an input.
fn is_output(path: &Path) -> bool {
    let listed = path.parent().and_then(|dir| manifest::listed(dir).ok()).unwrap_or_default();
    listed.iter().any(|(name, _)| path.file_name().is_some_and(|own| own == name.as_str()))
}

/// The file of a name with the wanted bytes; the nearest with other bytes where there is none.
fn file(name: &str, wanted: Option<&str>, places: &[PathBuf]) -> Result<(PathBuf, Option<Lost>)> {
    let mut other = None;
    for at in places.iter().map(|place| place.join(name)).filter(|path| path.is_file()) {
        let (_, is) = sha256_of(&at)?;
        if wanted.is_none_or(|wanted| wanted == is) {
            return Ok((at, None));
        }
        if !is_output(&at) {
            other.get_or_insert((at, is));
        }
    }
    Ok(match other.zip(wanted) {
        Some(((at, is), was)) => {
            let changed = Lost::Changed { name: name.to_owned(), at: at.clone(), was: was.to_owned(), is };
            (at, Some(changed))
        }
        None => (name.into(), Some(Lost::Missing { name: name.to_owned() })),
    })
}
