//! Rows that are about no area like the others: totals, areas that are not known, areas of another level.
//!
//! A total among areas changes every index, so it is set aside where its code or name says what it is, or where its figures
//! are the sums of all others. Two levels in one file would count everybody twice, so that is refused.

mod half;
mod kind;
mod said;
mod strays;
mod sums;

use said::{listed, note};

use super::not_areas::{Says, fills_in, is_nation_code, is_other_nation, says};
use crate::error::Error;
use crate::hashed::HashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{CubeRow, Reason};

/// Areas whose rows are set aside, and what a reader should know of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) aside: BTreeMap<Arc<str>, Reason>,
    pub(super) notes: Vec<String>,
}

/// The areas of all rows, with what is known of them.
pub(super) struct Areas<'a> {
    /// One row for an area, treatment and period.
    pub(super) rows: &'a [CubeRow],
    pub(super) names: &'a BTreeMap<Arc<str>, Arc<str>>,
    /// Parent group by area.
    pub(super) groups: &'a BTreeMap<Arc<str>, Arc<str>>,
    /// Kinds to keep (`ccg`, `E38`); empty: all. `None` where nobody can choose.
    pub(super) only: Option<&'a [String]>,
    /// How messages call the files.
    pub(super) shown: &'a str,
}

impl Areas<'_> {
    /// # Errors
    /// Areas of two levels without a choice, and a choice that fits no area.
    pub(super) fn find(&self) -> Result<Found, Error> {
        // Hashed first, as there may be millions of rows.
        let all: HashSet<&Arc<str>> = self.rows.iter().map(|r| &r.area).filter(|a| !a.is_empty()).collect();
        self.find_in(&[self.rows], all.into_iter().collect())
    }

    /// The same of these areas, whose figures stand in several columns: what is a sum in one of them is one.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub(super) fn find_in(&self, columns: &[&[CubeRow]], all: BTreeSet<&Arc<str>>) -> Result<Found, Error> {
        let mut found = Found::default();
        for area in self.by_word(&all) {
            found.aside.insert(area, Reason::NotAnArea);
        }
        self.by_kind(&all, &mut found)?;
        found.aside.extend(strays::of(all.iter().filter(|a| !found.aside.contains_key(**a)).copied()));
        self.by_group(&all, &mut found)?;
        self.regions_by_name(&all, &found)?;
        let rest: BTreeSet<&Arc<str>> = all.into_iter().filter(|a| !found.aside.contains_key(*a)).collect();
        match columns.iter().find_map(|rows| sums::find(rows, &rest)) {
            None => found.notes.extend(columns.iter().find_map(|rows| half::note(rows, &rest))),
            Some(sums::Sums::Total(area)) => drop(found.aside.insert(area, Reason::TotalOfOthers)),
            Some(sums::Sums::Levels(larger, smaller)) => {
                let problem = format!(
                    "the figures of {} add up to those of {}, so that two levels stand in one file and everybody counts \
                     twice; keep the rows of one of them",
                    listed(&smaller),
                    listed(&larger)
                );
                return Err(self.refuse(problem));
            }
        }
        found.notes.extend(note(&found.aside));
        Ok(found)
    }

    /// Totals alone, by their code, name or figures: of areas that are known to be of one level.
    pub(super) fn totals(&self) -> Found {
        let all: HashSet<&Arc<str>> = self.rows.iter().map(|r| &r.area).filter(|a| !a.is_empty()).collect();
        let all: BTreeSet<&Arc<str>> = all.into_iter().collect();
        let mut found = Found::default();
        found.aside.extend(self.by_word(&all).into_iter().map(|area| (area, Reason::NotAnArea)));
        let rest: BTreeSet<&Arc<str>> = all.into_iter().filter(|a| !found.aside.contains_key(*a)).collect();
        if let Some(sums::Sums::Total(area)) = sums::find(self.rows, &rest) {
            found.aside.insert(area, Reason::TotalOfOthers);
        }
        found.notes.extend(note(&found.aside));
        found
    }

    /// Areas whose code or name says that they are none. Of nations side by side England is one.
    fn by_word(&self, all: &BTreeSet<&Arc<str>>) -> Vec<Arc<str>> {
        let name = |area: &Arc<str>| self.names.get(area).map_or("", |n| &**n);
        let is = |text: &str, nation: &str| text.trim().eq_ignore_ascii_case(nation);
        let nations =
            all.iter().any(|a| ["Scotland", "Wales", "Northern Ireland"].iter().any(|n| is(a, n) || is(name(a), n)));
        let own = |a: &&&Arc<str>| {
            !is_other_nation(a) && !is_other_nation(name(a)) && says(a).is_none() && says(name(a)).is_none()
        };
        // Wales is an area beside England and Scotland, or beside the regions of England; beside its CCGs it is none.
        let smaller = all.iter().filter(own).any(|a| {
            !kind::is_region(a) && !kind::is_region(name(a)) && kind::of(a).is_none_or(|k| k.word() != "region")
        });
        let none = |text: &str| {
            says(text).is_some_and(|s| !(nations && s == Says::All && is(text, "England")))
                || smaller && is_other_nation(text)
        };
        let codes = || all.iter().map(|a| &***a);
        let coded = all.iter().filter(|a| none(a) || fills_in(a, codes()));
        let coded: Vec<Arc<str>> = coded.map(|a| Arc::clone(a)).collect();
        let mut named: Vec<Arc<str>> = all
            .iter()
            .filter(|a| !coded.contains(**a) && (none(name(a)) || is_nation_code(name(a))))
            .map(|a| Arc::clone(a))
            .collect();
        // A column that calls most areas England names the country, not the areas.
        if named.len() * 2 >= all.len() {
            named.clear();
        }
        if coded.len() + named.len() == all.len() { Vec::new() } else { coded.into_iter().chain(named).collect() }
    }

    /// Areas of another kind than the rest, by their codes.
    fn by_kind(&self, all: &BTreeSet<&Arc<str>>, found: &mut Found) -> Result<(), Error> {
        let mut kinds: BTreeMap<kind::Kind, Vec<&Arc<str>>> = BTreeMap::new();
        let mut unknown = 0;
        for area in all.iter().filter(|a| !found.aside.contains_key(**a)) {
            match kind::of(area) {
                Some(kind) => kinds.entry(kind).or_default().push(area),
                None => unknown += 1,
            }
        }
        if let Some(only) = self.only.filter(|only| !only.is_empty()) {
            return self.keep_only(only, all, &kinds, found);
        }
        if kinds.len() > 1 || unknown > 0 {
            for nation in kinds.remove(&kind::NATION).into_iter().flatten() {
                found.aside.insert(Arc::clone(nation), Reason::NotAnArea);
            }
        }
        let Some(most) = kinds.values().map(Vec::len).max() else { return Ok(()) };
        let main = kinds.iter().find(|(_, areas)| areas.len() == most).map(|(kind, _)| *kind);
        for (kind, areas) in &kinds {
            let Some(main) = main.filter(|main| kind.is_another_level(*main)) else { continue };
            if areas.len() > 1 || most < 3 {
                return Err(self.two_levels(&kinds, [main, *kind]));
            }
            found.aside.insert(Arc::clone(areas[0]), Reason::OtherLevel);
        }
        Ok(())
    }

    fn two_levels(&self, kinds: &BTreeMap<kind::Kind, Vec<&Arc<str>>>, which: [kind::Kind; 2]) -> Error {
        let one = |kind: kind::Kind| {
            let codes: Vec<Arc<str>> = kinds[&kind].iter().map(|a| Arc::clone(a)).collect();
            format!("{} ({})", kind.counted(codes.len()), listed(&codes))
        };
        let choose = match self.only {
            Some(_) => format!("say `only-kind {}` or `only-kind {}`", which[0].word(), which[1].word()),
            None => "keep the rows of one of them".to_owned(),
        };
        let problem = format!(
            "areas of two levels stand in one file: {} and {}; together they count everybody twice: {choose}",
            one(which[0]),
            one(which[1])
        );
        self.refuse(problem)
    }

    fn keep_only(
        &self,
        only: &[String],
        all: &BTreeSet<&Arc<str>>,
        kinds: &BTreeMap<kind::Kind, Vec<&Arc<str>>>,
        found: &mut Found,
    ) -> Result<(), Error> {
        let wanted = |area: &str| only.iter().any(|word| kind::is(area, word));
        for word in only {
            if !all.iter().any(|area| kind::is(area, word)) {
                let have: Vec<String> =
                    kinds.iter().map(|(k, areas)| format!("{} ({})", k.word(), areas.len())).collect();
                let have = if have.is_empty() { "none that this program knows".to_owned() } else { have.join(", ") };
                return Err(
                    self.refuse(format!("`only-kind {word}`: no area is of that kind; kinds in the file: {have}"))
                );
            }
        }
        for area in all.iter().filter(|area| !wanted(area)) {
            found.aside.entry(Arc::clone(area)).or_insert(Reason::OtherLevel);
        }
        Ok(())
    }

    /// Areas that are the parent groups of others.
    fn by_group(&self, all: &BTreeSet<&Arc<str>>, found: &mut Found) -> Result<(), Error> {
        let here = |area: &Arc<str>| !found.aside.contains_key(area);
        let parents: BTreeSet<&Arc<str>> =
            self.groups.iter().filter(|(area, group)| here(area) && area != group).map(|(_, group)| group).collect();
        let parents: Vec<Arc<str>> =
            all.iter().filter(|a| here(a) && parents.contains(**a)).map(|a| Arc::clone(a)).collect();
        if parents.len() > 1 {
            let problem = format!(
                "{} are areas and the parent groups of others, so that two levels stand in one file and everybody counts \
                 twice; keep the rows of one of them",
                listed(&parents)
            );
            return Err(self.refuse(problem));
        }
        found.aside.extend(parents.into_iter().map(|area| (area, Reason::OtherLevel)));
        Ok(())
    }

    /// Regions beside other areas, where areas go by their names: fewer than the others, as regions are.
    fn regions_by_name(&self, all: &BTreeSet<&Arc<str>>, found: &Found) -> Result<(), Error> {
        let here = all.iter().filter(|a| !found.aside.contains_key(**a));
        let (regions, others): (Vec<&&Arc<str>>, Vec<&&Arc<str>>) = here.partition(|a| kind::is_region(a));
        if regions.is_empty() || regions.len() * 2 > others.len() {
            return Ok(());
        }
        let codes = |of: Vec<&&Arc<str>>| of.into_iter().map(|a| Arc::clone(a)).collect::<Vec<_>>();
        Err(self.refuse(format!(
            "areas of two levels stand in one file: regions ({}) and areas that are none ({}); together they count everybody \
             twice: keep the rows of one of them",
            listed(&codes(regions)),
            listed(&codes(others))
        )))
    }

    fn refuse(&self, problem: String) -> Error {
        Error::File { file: self.shown.to_owned(), problem }
    }
}
