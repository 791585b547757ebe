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
use super::{Groups, Lifetimes, Lineage, OnsCodes, Spell};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::Month;
use unwarranted_ingest::tables::{Middle, Org};
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::day::Day;

/// Which membership of practices in areas is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// As printed in each month's file.
    Recorded,
    /// As on one day, for all months.
    On(Day),
    /// As in the latest record of the store, with every merger known since followed.
    Current,
}

impl std::str::FromStr for Membership {
    type Err = String;

    /// Reads `recorded`, `current`, or a day such as `2018-04-01`; the error says what was expected.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "recorded" => Ok(Self::Recorded),
            "current" => Ok(Self::Current),
            _ => Day::parse(text)
                .map(Self::On)
                .ok_or_else(|| format!("'{text}' is neither 'recorded' nor 'current' nor a day such as 2018-04-01")),
        }
    }
}

impl serde::Serialize for Membership {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Membership {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Recorded => f.write_str("recorded"),
            Self::On(day) => day.fmt(f),
            Self::Current => f.write_str("current"),
        }
    }
}

/// Where one source says that a practice belongs in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The month of the source.
    pub month: Month,
    /// Areas as recorded; blank where the source does not say.
    pub org: Org,
    /// Which kind of body [`Org::middle`] is.
    pub middle: Option<Middle>,
    /// Code of the primary care network; blank where the source does not say.
    pub pcn: String,
    /// Its name.
    pub pcn_name: String,
}

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
    practices: BTreeMap<String, Vec<Sighting>>,
    spells: BTreeMap<String, Vec<Spell>>,
    names: Listed,
}

/// `-`, blank and `UNIDENTIFIED` are not areas.
fn known(code: &str) -> bool {
    !code.is_empty() && code != "-" && !code.eq_ignore_ascii_case("UNIDENTIFIED")
}

impl Register {
    /// Adds a sighting. Of several in one month the one added last counts.
    pub fn add(&mut self, practice: &str, sighting: Sighting) {
        let sightings = self.practices.entry(practice.to_owned()).or_default();
        let at = sightings.partition_point(|s| s.month <= sighting.month);
        sightings.insert(at, sighting);
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

    fn network(&self, practice: &str, day: Day) -> Option<(&str, &str)> {
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

    /// The body of this level that a sighting records: its code and name.
    fn body(sighting: &Sighting, level: Level) -> Option<(&str, &str)> {
        let org = &sighting.org;
        let (code, name) = match level {
            Level::Ccg | Level::Pct => (&org.pco, &org.pco_name),
            Level::Region => (&org.region, &org.region_name),
            _ if level.middle().is_some() && sighting.middle == level.middle() => (&org.middle, &org.middle_name),
            _ => return None,
        };
        known(code).then_some((code, name))
    }

    /// The code of the body of this level above each commissioner on a day.
    fn above(&self, lineage: &Lineage, level: Level, day: Day) -> BTreeMap<String, String> {
        let Some(month) = day.to_month() else { return BTreeMap::new() };
        // By commissioner and month: how many practices record each body.
        let mut counts: BTreeMap<&str, BTreeMap<Month, Bodies<'_>>> = BTreeMap::new();
        for s in self.practices.values().flatten().filter(|s| known(&s.org.pco)) {
            if let Some((code, _)) = Self::body(s, level) {
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
    fn recorded_names(&self, level: Level) -> Names<'_> {
        let mut names = Names::new(level, &self.names);
        for sighting in self.practices.values().flatten() {
            if let Some((code, name)) = Self::body(sighting, level) {
                names.see(code, sighting.month, name);
            }
        }
        names
    }

    /// The areas of one level on one day.
    ///
    /// `groups` are the user's own, for [`Level::Group`].
    #[must_use]
    pub fn grouping(
        &self,
        lineage: &Lineage,
        ons: &OnsCodes,
        level: Level,
        day: Day,
        groups: Option<&Groups>,
    ) -> Grouping {
        let mut grouping = Grouping { day, ..Grouping::default() };
        let lives = Lifetimes { lineage, ons };
        let above = match level {
            Level::Stp | Level::Icb | Level::AreaTeam | Level::Region => self.above(lineage, level, day),
            _ => BTreeMap::new(),
        };
        let names = self.recorded_names(level);
        let up = |area: &str| -> Option<(String, String)> {
            match level {
                Level::Ccg | Level::Pct => Some((area.to_owned(), String::new())),
                Level::Nation => Some(("E92000001".to_owned(), "England".to_owned())),
                Level::Group => groups.and_then(|g| g.of(area, day)).map(|g| (g.to_owned(), String::new())),
                _ => above.get(area).map(|code| (code.clone(), String::new())),
            }
        };
        for practice in self.practices.keys() {
            let found = self.home(lives, practice, day);
            let area = if let Home::In(area) = found { Some(area) } else { None };
            let home = match level {
                Level::Practice => Some((practice.clone(), String::new())),
                Level::Pcn => self.network(practice, day).map(|(code, name)| (code.to_owned(), name.to_owned())),
                // England is there whatever its parts were called.
                Level::Nation => (found != Home::Unknown).then(|| up("")).flatten(),
                Level::Group => {
                    let own = groups.and_then(|g| g.of(practice, day)).map(|g| (g.to_owned(), String::new()));
                    own.or_else(|| area.and_then(&up))
                }
                _ => area.and_then(&up),
            };
            match (home, found) {
                (Some(home), _) => grouping.put(practice, home),
                (None, Home::NotThen(code)) => {
                    grouping.not_then.insert(practice.clone(), lives.reason(code, day));
                }
                (None, _) => {}
            }
            if let Some(area) = area
                && let Some((code, _)) = up(area)
                && level != Level::Practice
            {
                grouping.by_commissioner.insert(area.to_owned(), code.into());
            }
        }
        for (code, name) in grouping.names.iter_mut().filter(|(_, name)| name.is_empty()) {
            *name = names.on(code, day, lineage, ons);
        }
        grouping.lineage = Some(Arc::new(lineage.clone()));
        grouping
    }
}

/// The area of every practice at one level on one day.
#[derive(Debug, Clone)]
pub struct Grouping {
    day: Day,
    by_practice: BTreeMap<String, Arc<str>>,
    by_commissioner: BTreeMap<String, Arc<str>>,
    names: BTreeMap<Arc<str>, String>,
    lineage: Option<Arc<Lineage>>,
    /// Practices recorded only in commissioners that were not there on the day, with the reason.
    not_then: BTreeMap<String, String>,
}

impl Default for Grouping {
    fn default() -> Self {
        let (by_practice, by_commissioner, names, not_then) = Default::default();
        Self { day: Day::FIRST, by_practice, by_commissioner, names, lineage: None, not_then }
    }
}

impl Grouping {
    fn put(&mut self, practice: &str, (code, name): (String, String)) {
        let code: Arc<str> = code.into();
        let known = self.names.entry(Arc::clone(&code)).or_default();
        if known.is_empty() {
            *known = name;
        }
        self.by_practice.insert(practice.to_owned(), code);
    }

    /// The area of a practice; blank where none is known. For prescribers that are not practices of the register, such as
    /// stand-ins for unidentified ones, the area that the recorded commissioner is in.
    #[must_use]
    pub fn area(&self, practice: &str, commissioner: &str) -> &str {
        if let Some(area) = self.by_practice.get(practice) {
            return area;
        }
        let followed = self.lineage.as_ref().map_or(commissioner, |l| l.area_at(commissioner, self.day));
        self.by_commissioner.get(followed).map_or("", |area| area)
    }

    /// The name of an area; blank where none is known.
    #[must_use]
    pub fn name(&self, area: &str) -> &str {
        self.names.get(area).map_or("", String::as_str)
    }

    /// Why a practice is in no area although the store records one for it: "16C opened on 2020-04-01".
    #[must_use]
    pub fn not_then(&self) -> &BTreeMap<String, String> {
        &self.not_then
    }

    /// Number of areas with a practice.
    #[must_use]
    pub fn areas(&self) -> usize {
        self.names.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sightings drawn as a table: practice, month, commissioner, ICB, network; `.` for blank.
    fn register(table: &str) -> Register {
        let mut register = Register::default();
        for line in table.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let cells: Vec<&str> = line.split_whitespace().map(|c| if c == "." { "" } else { c }).collect();
            let month = month(cells[1]);
            let org = Org { pco: cells[2].into(), middle: cells[3].into(), ..Org::default() };
            let sighting =
                Sighting { month, org, middle: Some(Middle::Icb), pcn: cells[4].into(), pcn_name: String::new() };
            register.add(cells[0], sighting);
        }
        register
    }

    fn month(text: &str) -> Month {
        unwarranted_core::Period::parse(text).unwrap().first_month().unwrap()
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    const TABLE: &str = "
        P1  2014-06  00F  .    .
        P1  2019-06  13T  QHM  U1
        P2  2014-06  00G  .    .
        P3  2019-06  13T  QHM  U1
        P4  2014-06  07L  .    .
        P4  2016-05  08F  QMF  U2
        P5  2014-06  -    .    .
        P6  2019-06  02M  .    .
    ";

    fn areas(level: Level, on: &str) -> Vec<String> {
        let lineage = Lineage::built_in().unwrap();
        let grouping = register(TABLE).grouping(&lineage, &OnsCodes::built_in().unwrap(), level, day(on), None);
        ["P1", "P2", "P3", "P4", "P5", "P6"].map(|p| grouping.area(p, "").to_owned()).to_vec()
    }

    #[test]
    fn practices_belong_by_their_latest_sighting_and_its_mergers() {
        assert_eq!(areas(Level::Ccg, "2014-07-01"), ["00F", "00G", "", "07L", "", "02M"]);
        // P2 closed before the merger and follows its area; P3 was seen in the merged area alone.
        assert_eq!(areas(Level::Ccg, "2015-04-01"), ["13T", "13T", "13T", "07L", "", "02M"]);
        assert_eq!(areas(Level::Ccg, "2017-01-01"), ["13T", "13T", "13T", "08F", "", "02M"]);
        // Havering (08F) merged into North East London (A3A8R) in 2021.
        assert_eq!(areas(Level::Ccg, "2021-04-01")[3], "A3A8R");
    }

    #[test]
    fn areas_above_nest_and_networks_are_the_practices_own() {
        assert_eq!(areas(Level::Icb, "2019-07-01"), ["QHM", "QHM", "QHM", "QMF", "", ""]);
        assert_eq!(areas(Level::Pcn, "2019-07-01"), ["U1", "", "U1", "U2", "", ""]);
        assert_eq!(areas(Level::Nation, "2019-07-01")[..2], ["E92000001", "E92000001"]);
        assert_eq!(areas(Level::Nation, "2019-07-01")[4], "");
    }

    #[test]
    fn stand_ins_follow_the_commissioner_they_are_recorded_in() {
        let lineage = Lineage::built_in().unwrap();
        let grouping =
            register(TABLE).grouping(&lineage, &OnsCodes::built_in().unwrap(), Level::Icb, day("2019-07-01"), None);
        assert_eq!(
            (grouping.area("00F998", "00F"), grouping.area("X", "99Z"), grouping.area("X", "-")),
            ("QHM", "", "")
        );
    }

    #[test]
    fn groups_of_areas_and_of_practices() {
        let groups = Groups::parse("g.csv", "group,member\nTyne,13T\nTyne,P6\nEast,P4\n").unwrap();
        let lineage = Lineage::built_in().unwrap();
        let grouping = register(TABLE).grouping(
            &lineage,
            &OnsCodes::built_in().unwrap(),
            Level::Group,
            day("2019-07-01"),
            Some(&groups),
        );
        let found = ["P1", "P2", "P3", "P4", "P5", "P6"].map(|p| grouping.area(p, "").to_owned());
        assert_eq!(found, ["Tyne", "Tyne", "Tyne", "East", "", "Tyne"]);
        assert_eq!(grouping.areas(), 2);
    }

    /// The obvious second way: walk all sightings in time and remember the last area.
    fn slow(sightings: &[(i32, &'static str)], lineage: &Lineage, on: i32) -> Option<String> {
        let mut sorted = sightings.to_vec();
        sorted.sort_by_key(|(year, _)| *year);
        let mut area: Option<String> = None;
        for year in 2013..=on {
            for (_, code) in sorted.iter().filter(|(y, _)| *y == year) {
                area = Some((*code).to_owned());
            }
            let april = Day::new(year, 4, 1).unwrap();
            area = area.map(|a| lineage.area_at(&a, april).to_owned());
        }
        area
    }

    proptest! {
        #[test]
        fn agrees_with_walking_through_time(
            seen in proptest::collection::vec((2013i32..2023, prop_oneof![Just("00F"), Just("00G"), Just("07L"), Just("10G"), Just("15D"), Just("02M")]), 1..6),
            on in 2013i32..2024,
        ) {
            let mut seen = seen;
            seen.sort_by_key(|(year, _)| *year);
            seen.dedup_by_key(|(year, _)| *year);
            let lineage = Lineage::built_in().unwrap();
            let mut register = Register::default();
            for (year, pco) in &seen {
                let org = Org { pco: (*pco).into(), ..Org::default() };
                let month = Month::new(*year, 4).unwrap();
                register.add("P", Sighting { month, org, middle: None, pcn: String::new(), pcn_name: String::new() });
            }
            let ons = OnsCodes::built_in().unwrap();
            let lives = Lifetimes { lineage: &lineage, ons: &ons };
            let day = Day::new(on, 4, 1).unwrap();
            match (slow(&seen, &lineage, on), register.home(lives, "P", day)) {
                (Some(area), found) if lives.is_open(&area, day) => prop_assert_eq!(found, Home::In(&area)),
                (_, Home::In(area)) => prop_assert!(lives.is_open(area, day)),
                (area, _) => prop_assert!(area.is_none_or(|area| !lives.is_open(&area, day))),
            }
        }
    }
}
