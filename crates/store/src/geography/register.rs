//! The area of every practice at a date.
//!
//! A practice is *sighted* with its areas wherever the store records them by month: in prescribing files, extracts of
//! registered patients, tables of facts, practice maps and lists of organisations. Lists of memberships give *spells*, from
//! one day to another. On a day a practice belongs to
//! 1. the commissioner of what is known last up to that day, with the mergers since then followed ([`Lineage`]): so a
//!    practice that closed follows the lineage of its last area. A sighting in the very month goes before a spell;
//! 2. where there is none, the commissioner of what is known first after the day, provided that area was there already:
//!    a merger cannot be undone, as it does not say which practice came from where;
//!    (neither rule crosses April 2013, when trusts became CCGs that are not whole mergers of them)
//! 3. else nowhere that is known.
//!
//! An area that was not there on the day ([`Lifetimes`]) is never the answer: what is known next counts. Lists of today give
//! today's commissioner with the day on which the practice joined an earlier one.
//!
//! Areas above the commissioner (STP, ICB, region, area team) are those that most practices of the commissioner record
//! nearest to the day, before it rather than after, so that areas nest.

use super::level::Level;
use super::names::{Listed, Names, nearest};
use super::sighting::{Sighting, known};
use super::{Lifetimes, Lineage, Spell};
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::day::Day;

/// Where a practice was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home<'a> {
    /// In this commissioner.
    In(&'a str),
    /// All that is recorded are commissioners, such as this one, that were not there on the day.
    NotThen(&'a str),
    /// Nothing is recorded.
    Unknown,
}

/// How many practices record each body, by its code.
type Bodies<'a> = BTreeMap<&'a str, usize>;

/// Every sighting of every practice.
#[derive(Debug, Clone, Default)]
pub struct Register {
    pub(super) practices: BTreeMap<String, Vec<Sighting>>,
    spells: BTreeMap<String, Vec<Spell>>,
    names: Listed,
}

impl Register {
    /// Adds a sighting. Of several in one month the one added last counts.
    pub fn add(&mut self, practice: &str, sighting: Sighting) {
        let sightings = self.practices.entry(practice.to_owned()).or_default();
        let at = sightings.partition_point(|s| s.month <= sighting.month);
        sightings.insert(at, sighting);
    }

    /// Whether the primary care network of any practice is recorded.
    pub(crate) fn has_networks(&self) -> bool {
        self.practices.values().flatten().any(|sighting| known(&sighting.pcn))
    }

    /// Adds the name that a list of areas has in a month.
    pub fn add_name(&mut self, kind: AreaKind, code: &str, month: Month, name: &str) {
        if known(code) && !name.is_empty() {
            self.names.entry((kind, code.to_owned())).or_default().insert((month, name.to_owned()));
        }
    }

    /// Adds a stay in a commissioner, trust or network.
    pub fn add_spell(&mut self, practice: &str, spell: Spell) {
        if known(&spell.code) {
            self.practices.entry(practice.to_owned()).or_default();
            self.spells.entry(practice.to_owned()).or_default().push(spell);
        }
    }

    /// Spells in commissioners and trusts.
    fn stays(&self) -> impl Iterator<Item = &Spell> {
        self.spells.values().flatten().filter(|s| matches!(s.kind, AreaKind::Ccg | AreaKind::Pct))
    }

    /// The latest month in which any practice is known to have had a commissioner.
    #[must_use]
    pub fn latest(&self) -> Option<Month> {
        let spells = self.stays().filter_map(|s| s.to.unwrap_or(s.known.max(s.from)).to_month()).max();
        self.practices.values().flatten().filter(|s| known(&s.org.pco)).map(|s| s.month).max().max(spells)
    }

    /// The first month in which any practice is known to have had a commissioner.
    #[must_use]
    pub fn earliest(&self) -> Option<Month> {
        let spells = self.stays().filter_map(|s| s.from.to_month());
        let sightings = self.practices.values().flatten().filter(|s| known(&s.org.pco)).map(|s| s.month);
        sightings.chain(spells).min()
    }

    /// Whether any practice is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.practices.is_empty()
    }

    /// Where a practice was on a day, by the rules of this module.
    #[must_use]
    pub fn home<'a>(&'a self, lives: Lifetimes<'a>, practice: &str, day: Day) -> Home<'a> {
        let (Some(month), Some(sightings)) = (day.to_month(), self.practices.get(practice)) else {
            return Home::Unknown;
        };
        // Primary care trusts and the CCGs after them have no lineage: neither says where a practice was under the other.
        let trusts = |month: Month| month.financial_year() < 2013;
        let usable = |s: &&Sighting| known(&s.org.pco) && trusts(s.month) == trusts(month);
        let spells = || self.spells.get(practice).into_iter().flatten().filter(|s| s.is_of_the_time(month));
        let mut before: Vec<((bool, Day), &str)> =
            spells().filter_map(|s| Some(((false, s.last_known(day)?), s.code.as_str()))).collect();
        let (past, future): (Vec<&Sighting>, Vec<&Sighting>) =
            sightings.iter().filter(usable).partition(|s| s.month <= month);
        before.extend(past.iter().map(|s| ((s.month == month, Day::first_of(s.month)), s.org.pco.as_str())));
        before.sort_by_key(|(known, _)| *known);
        let before: Vec<&str> = before.iter().rev().map(|(_, code)| lives.at(code, day)).collect();
        let sighted = future.first().map(|s| (Day::first_of(s.month), s.org.pco.as_str()));
        let joined = spells().filter(|s| s.from > day).map(|s| (s.from, s.code.as_str()));
        let after = joined.chain(sighted).min_by_key(|(from, _)| *from).map(|(_, code)| code);
        match before.iter().copied().chain(after).find(|code| lives.is_open(code, day)) {
            Some(code) => Home::In(code),
            None => before.first().copied().or(after).map_or(Home::Unknown, Home::NotThen),
        }
    }

    /// Code and name of the network of a practice on a day.
    pub(super) fn network(&self, practice: &str, day: Day) -> Option<(&str, &str)> {
        let month = day.to_month()?;
        let sightings: Vec<&Sighting> = self.practices.get(practice)?.iter().filter(|s| known(&s.pcn)).collect();
        let sighted = nearest(&sightings, |s| s.month, month);
        if let Some(in_month) = sighted.filter(|s| s.month == month) {
            return Some((&in_month.pcn, &in_month.pcn_name));
        }
        let mut spells = self.spells.get(practice).into_iter().flatten().filter(|s| s.kind == AreaKind::Pcn);
        match spells.find(|s| s.last_known(day) == Some(day)) {
            Some(spell) => Some((&spell.code, &spell.name)),
            None => sighted.map(|s| (s.pcn.as_str(), s.pcn_name.as_str())),
        }
    }

    /// The code of the body of this level above each commissioner on a day.
    pub(super) fn above(&self, lineage: &Lineage, level: Level, day: Day) -> BTreeMap<String, String> {
        let Some(month) = day.to_month() else { return BTreeMap::new() };
        // By commissioner and month: how many practices record each body.
        let mut counts: BTreeMap<&str, BTreeMap<Month, Bodies<'_>>> = BTreeMap::new();
        for s in self.practices.values().flatten().filter(|s| known(&s.org.pco)) {
            if let Some((code, _)) = s.body(level) {
                let months = counts.entry(lineage.area_at(&s.org.pco, day)).or_default();
                *months.entry(s.month).or_default().entry(code).or_default() += 1;
            }
        }
        let most = |bodies: &Bodies<'_>| {
            let best = bodies.iter().rev().max_by_key(|(_, practices)| **practices);
            best.map(|(code, _)| (*code).to_owned())
        };
        let of = |months: BTreeMap<Month, Bodies<'_>>| {
            let months: Vec<_> = months.into_iter().collect();
            nearest(&months, |m| m.0, month).and_then(|(_, bodies)| most(bodies))
        };
        counts.into_iter().filter_map(|(area, months)| Some((area.to_owned(), of(months)?))).collect()
    }

    /// All names of the areas of a level, as recorded.
    pub(super) fn recorded_names(&self, level: Level) -> Names<'_> {
        let mut names = Names::new(level, &self.names);
        for sighting in self.practices.values().flatten() {
            if let Some((code, name)) = sighting.body(level) {
                names.see(code, sighting.month, name);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests;
