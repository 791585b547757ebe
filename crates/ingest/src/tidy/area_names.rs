//! The name of each area, where a column of names has one.

use crate::hashed::HashMap;
use crate::values::codes::is_synthetic;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{CubeRow, Period};

/// Names that an area can have had one after another, in all the ways that they are written: more are not its own.
const MOST: usize = 4;

/// Names, in whichever periods, from which on an area that is not alone in it has none: a merger renames an area once or twice.
const SEVERAL: usize = 3;

/// Areas that must share their names before the names are taken for those of something else.
const FEWEST: usize = 4;

/// Treatment, period and area.
type Key = (Arc<str>, Period, Arc<str>);

/// Names as the rows have them: of each area that of its latest period.
#[derive(Debug, Default)]
pub(super) struct AreaNames {
    kept: BTreeMap<Arc<str>, Kept>,
    /// The first name of each key of rows about parts of areas. Looked up, never iterated.
    of_parts: HashMap<Key, Arc<str>>,
    /// Areas with several rows of one period and treatment that have a name.
    several: BTreeSet<Arc<str>>,
    varied: BTreeSet<Arc<str>>,
    synthetic: bool,
}

#[derive(Debug)]
struct Kept {
    period: Period,
    name: Arc<str>,
    /// The first [`MOST`] different names in the alphabet.
    all: BTreeMap<String, Arc<str>>,
}

impl AreaNames {
    /// The name of a row, which is not blank; `part` says whether it is about a part of the area.
    pub(super) fn see(&mut self, row: &CubeRow, name: &Arc<str>, part: bool) {
        let area = &row.area;
        let new = || Kept { period: row.period, name: Arc::clone(name), all: BTreeMap::new() };
        let kept = self.kept.entry(Arc::clone(area)).or_insert_with(new);
        if row.period > kept.period || row.period == kept.period && *name < kept.name {
            (kept.period, kept.name) = (row.period, Arc::clone(name));
        }
        if !kept.all.values().any(|known| known == name) {
            self.synthetic |= is_synthetic(name);
            let smallest = kept.all.entry(folded(name)).or_insert_with(|| Arc::clone(name));
            if *name < *smallest {
                *smallest = Arc::clone(name);
            }
            if kept.all.len() > MOST {
                kept.all.pop_last();
                self.varied.insert(Arc::clone(area));
            }
        }
        if part {
            let key = (Arc::clone(&row.treatment), row.period, Arc::clone(area));
            if let Some(first) = self.of_parts.get(&key) {
                self.several.insert(Arc::clone(area));
                if folded(first) != folded(name) {
                    self.varied.insert(Arc::clone(area));
                }
            } else {
                self.of_parts.insert(key, Arc::clone(name));
            }
        }
    }

    /// Whether a name, used or not, says that its area is simulated.
    pub(super) fn synthetic(&self) -> bool {
        self.synthetic
    }

    /// The names, and what is to be said of those that are not used: where the names of half of the areas that could show
    /// it vary within an area, the column names something else.
    pub(super) fn finish(mut self) -> (BTreeMap<Arc<str>, Arc<str>>, Option<String>) {
        if let Some(note) = self.shared() {
            return (BTreeMap::new(), Some(note));
        }
        if let Some(note) = self.changing() {
            return (BTreeMap::new(), Some(note));
        }
        let Some(area) = self.varied.first().cloned() else {
            let note = self.renamed().into_iter().chain(self.alike()).collect::<Vec<_>>().join(" ");
            return (self.names(), (!note.is_empty()).then_some(note));
        };
        let all = self.varied.len() * 2 >= self.several.len();
        let what = if all { "the areas of this file" } else { "such areas" };
        let names: Vec<String> = self
            .kept
            .get(&area)
            .map(|k| k.all.values().take(2).map(|n| format!("'{n}'")).collect())
            .unwrap_or_default();
        let note = format!(
            "One area has several names ({area}: {}), so that these are not the names of areas; {what} go by their codes, or \
             by names that are known from elsewhere.",
            names.join(", ")
        );
        if all {
            self.kept.clear();
        }
        self.varied.iter().for_each(|area| drop(self.kept.remove(area)));
        (self.names(), Some(note))
    }

    /// What is said where most names are those of several areas, so that they are names of something else.
    fn shared(&self) -> Option<String> {
        let mut areas: BTreeMap<String, Vec<&Arc<str>>> = BTreeMap::new();
        for (area, kept) in &self.kept {
            areas.entry(folded(&kept.name)).or_default().push(area);
        }
        let several: Vec<_> = areas.iter().filter(|(name, areas)| !name.is_empty() && areas.len() > 1).collect();
        let shared: usize = several.iter().map(|(_, areas)| areas.len()).sum();
        let (_, first) = several.first().filter(|_| shared >= FEWEST && shared * 2 > self.kept.len())?;
        Some(format!(
            "'{}' is the name of {} and of {}, and most other names are of several areas too, so that these are not the names \
             of areas; they go by their codes, or by names that are known from elsewhere.",
            self.kept[first[0]].name, first[0], first[1]
        ))
    }

    /// What is said where most areas have had several names: those are of something else, as of the practice a row was written for.
    fn changing(&self) -> Option<String> {
        let several: Vec<(&Arc<str>, &Kept)> = self.kept.iter().filter(|(_, kept)| kept.all.len() >= SEVERAL).collect();
        let (area, kept) = several.first().filter(|_| several.len() > 1 && several.len() * 2 >= self.kept.len())?;
        Some(format!(
            "Most areas have several names, one period after another ({area}: {}), so that these are not the names of areas; they go by \
             their codes, or by names that are known from elsewhere.",
            quoted(kept)
        ))
    }

    /// What is said of areas that have had other names.
    fn renamed(&self) -> Option<String> {
        let renamed: Vec<(&Arc<str>, &Kept)> = self.kept.iter().filter(|(_, kept)| kept.all.len() > 1).collect();
        let (area, kept) = renamed.first()?;
        let n = renamed.len();
        let (have, they) =
            if n == 1 { ("area has", "it goes by its latest") } else { ("areas have", "they go by their latest") };
        Some(format!("{n} {have} had other names in other periods ({area}: {}); {they}.", quoted(kept)))
    }

    /// What is said of a name that several areas share.
    fn alike(&self) -> Option<String> {
        let mut areas: BTreeMap<String, Vec<&Arc<str>>> = BTreeMap::new();
        for (area, kept) in &self.kept {
            areas.entry(folded(&kept.name)).or_default().push(area);
        }
        let (_, first) = areas.iter().find(|(name, areas)| !name.is_empty() && areas.len() > 1)?;
        Some(format!(
            "'{}' is the name of {} and of {}; their codes tell such areas apart.",
            self.kept[first[0]].name, first[0], first[1]
        ))
    }

    fn names(self) -> BTreeMap<Arc<str>, Arc<str>> {
        self.kept.into_iter().map(|(area, kept)| (area, kept.name)).collect()
    }
}

/// The first names of an area, in quotes.
fn quoted(kept: &Kept) -> String {
    let names: Vec<String> = kept.all.values().take(3).map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

/// Letters and digits alone: the same name in other capitals or with other signs is the same name.
fn folded(name: &str) -> String {
    name.replace('&', "and").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
