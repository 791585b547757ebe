//! Codes of the Office for National Statistics for areas of the NHS, 2013 to 2023.
//!
//! `data/geography/ons-ods.csv` is derived from the lists of that office and of the Organisation Data Service by a test.
//! An area keeps its ODS code when its boundary changes and gets another ONS code, so the day matters.

use super::level::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::values::day::Day;

const BUILT_IN: &str = include_str!("../../data/geography/ons-ods.csv");

/// One area as a lookup has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    ons: String,
    /// As in the latest list that has the code.
    name: String,
    /// The place alone: without NHS, CCG, the board around it and the code.
    place: String,
    /// From when it held, or where that is not known, the month of the first list that has it.
    start: Day,
    /// First and last day, where the list says them.
    days: (Option<Day>, Option<Day>),
}

/// The levels of the lists.
const LEVELS: [Level; 4] = [Level::Ccg, Level::Icb, Level::Stp, Level::Region];

/// What the lists know of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnsArea<'a> {
    /// What it is.
    pub level: Level,
    /// Its ONS code.
    pub ons: &'a str,
    /// Its name in the latest list that has the code.
    pub name: &'a str,
    /// The place alone, such as Kirklees where the name is `NHS West Yorkshire ICB - X2C4Y`; blank where no list says it.
    pub place: &'a str,
}

/// ONS codes by kind of area and ODS code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnsCodes {
    areas: BTreeMap<(String, String), Vec<Entry>>,
    /// Kind and ODS code of the areas that had an ONS code, ascending.
    by_ons: BTreeMap<String, BTreeSet<(String, String)>>,
    /// NHS codes of commissioners by ONS code that are in none of the lists.
    more: BTreeMap<String, String>,
}

impl OnsCodes {
    /// The codes that this program knows.
    ///
    /// # Errors
    /// None in practice: a line of the built-in table that cannot be read.
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// use unwarranted_store::geography::{Level, OnsCodes};
    /// let codes = OnsCodes::built_in()?;
    /// let on = |code, year| codes.code(Level::Ccg, code, Day::new(year, 4, 1).unwrap());
    /// assert_eq!(on("00C", 2014), Some("E38000042"));
    /// // Cumbria became North Cumbria in April 2017 and kept its ODS code.
    /// assert_eq!((on("01H", 2014), on("01H", 2019)), (Some("E38000041"), Some("E38000215")));
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn built_in() -> Result<&'static Self, Error> {
        static CODES: OnceLock<OnsCodes> = OnceLock::new();
        super::once(&CODES, Self::read)
    }

    fn read() -> Result<Self, Error> {
        let mut codes = Self::default();
        let (mut reader, mut record) = (csv::Reader::from_reader(BUILT_IN.as_bytes()), csv::StringRecord::new());
        for line in 2u64.. {
            let bad = |problem: String| Error::Row { file: "ons-ods.csv".to_owned(), line, problem };
            if !reader.read_record(&mut record).map_err(|e| bad(e.to_string()))? {
                break;
            }
            let field = |at: usize| record.get(at).unwrap_or_default();
            let days = (Day::parse(field(5)), Day::parse(field(6)));
            let seen = || Day::parse(&format!("{}-01", field(7)));
            let start = days.0.or_else(seen).ok_or_else(|| bad("a day or a month is expected".to_owned()))?;
            let [kind, ods, ons, name, place] = [0, 1, 2, 3, 4].map(|at| field(at).to_owned());
            codes.by_ons.entry(ons.clone()).or_default().insert((kind.clone(), ods.clone()));
            codes.areas.entry((kind, ods)).or_default().push(Entry { ons, name, place, start, days });
        }
        for entries in codes.areas.values_mut() {
            entries.sort_by_key(|e| e.start);
        }
        Ok(codes)
    }

    /// The ONS code of an area on a day: the latest known to hold by then, else the earliest after it. `None` for areas
    /// in no list.
    #[must_use]
    pub fn code(&self, level: Level, ods: &str, day: Day) -> Option<&str> {
        self.find(level, ods, day).map(|entry| entry.ons.as_str())
    }

    /// The name of an area in the latest list that has its code of that day: of a commissioner that is the one of a sub-ICB
    /// location, where it became one.
    #[must_use]
    pub fn name(&self, level: Level, ods: &str, day: Day) -> Option<&str> {
        self.find(level, ods, day).map(|entry| entry.name.as_str())
    }

    /// The ODS code of a commissioner with this ONS code; `None` where no list has it.
    #[must_use]
    pub fn commissioner(&self, ons: &str) -> Option<&str> {
        let listed =
            self.by_ons.get(ons).into_iter().flatten().find(|(kind, _)| kind == "ccg").map(|(_, ods)| ods.as_str());
        listed.or_else(|| self.more.get(ons).map(String::as_str))
    }

    /// Level and ODS code of the area with this ONS code: that of a partnership is that of the board after it. `None` for
    /// codes in no list.
    #[must_use]
    pub fn ods(&self, ons: &str) -> Option<(&str, &str)> {
        let found = self.by_ons.get(ons).and_then(|areas| areas.first());
        let listed = found.map(|(kind, ods)| (if kind == "stp" { "icb" } else { kind.as_str() }, ods.as_str()));
        listed.or_else(|| self.more.get(ons).map(|ods| ("ccg", ods.as_str())))
    }

    /// Adds commissioners that a lookup of one's own has, as pairs of ONS and NHS codes; what is known already stays.
    ///
    /// ```
    /// use unwarranted_store::geography::OnsCodes;
    /// let mut codes = OnsCodes::built_in()?.clone();
    /// codes.add([("E38900000", "Z00"), ("E38000042", "Z01")]);
    /// assert_eq!((codes.commissioner("E38900000"), codes.commissioner("E38000042")), (Some("Z00"), Some("00C")));
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn add<'a>(&mut self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (ons, ods) in pairs {
            self.more.entry(ons.to_owned()).or_insert_with(|| ods.to_owned());
        }
    }

    /// The area that a code stands for on a day, whichever office gave the code. A code of the NHS may be that of a
    /// partnership and of the board after it: the day decides.
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// use unwarranted_store::geography::OnsCodes;
    /// let codes = OnsCodes::built_in()?;
    /// let place = |code| codes.area(code, Day::new(2023, 4, 1).unwrap()).map(|area| (area.place, area.ons));
    /// assert_eq!(place("01A"), Some(("East Lancashire", "E38000050")));
    /// assert_eq!(place("E38000050"), place("01A"));
    /// assert_eq!(place("QE1"), Some(("Lancashire and South Cumbria", "E54000048")));
    /// assert_eq!(place("A81001"), None);
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    #[must_use]
    pub fn area(&self, code: &str, day: Day) -> Option<OnsArea<'_>> {
        let own = |level: Level| Some((level, self.find(level, code, day)?));
        let open = |(level, _): &(Level, &Entry)| level.lifetime_holds(day);
        let by_nhs: Vec<_> = LEVELS.into_iter().filter_map(own).collect();
        let by_ons = LEVELS.into_iter().flat_map(|level| self.with_ons(level, code).map(move |entry| (level, entry)));
        let found: Vec<(Level, &Entry)> = by_nhs.into_iter().chain(by_ons).collect();
        let (level, entry) = found.iter().find(|found| open(found)).or_else(|| found.first())?;
        Some(OnsArea { level: *level, ons: &entry.ons, name: &entry.name, place: &entry.place })
    }

    fn with_ons(&self, level: Level, ons: &str) -> impl Iterator<Item = &Entry> {
        let areas = self.by_ons.get(ons).into_iter().flatten().filter(move |(kind, _)| kind == level.word());
        areas.flat_map(|area| &self.areas[area]).filter(move |entry| entry.ons == ons)
    }

    /// The first and the last day of an area, whatever ONS codes it had; `None` where the lists do not say.
    #[must_use]
    pub fn lifetime(&self, level: Level, ods: &str) -> (Option<Day>, Option<Day>) {
        let entries = self.entries(level, ods).unwrap_or_default();
        (entries.first().and_then(|e| e.days.0), entries.last().and_then(|e| e.days.1))
    }

    fn find(&self, level: Level, ods: &str, day: Day) -> Option<&Entry> {
        let entries = self.entries(level, ods)?;
        entries.iter().rev().find(|e| e.start <= day).or_else(|| entries.first())
    }

    fn entries(&self, level: Level, ods: &str) -> Option<&[Entry]> {
        let kind = match level {
            Level::Ccg => "ccg",
            Level::Stp => "stp",
            Level::Icb => "icb",
            Level::Region => "region",
            _ => return None,
        };
        self.areas.get(&(kind.to_owned(), ods.to_owned())).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Lineage;
    use unwarranted_testing::folders;

    #[test]
    fn every_area_of_the_payments_has_a_code() {
        let codes = OnsCodes::built_in().unwrap();
        for files in folders() {
            for (file, year, practices) in [
                ("funding/nhs-payments-gp-14-15.csv", 2014, files.known(14, 7959)),
                ("funding/nhs-payments-gp-20-21.csv", 2020, files.known(4, 6808)),
            ] {
                let text = std::fs::read_to_string(files.join(file)).unwrap();
                let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
                let day = Day::new(year, 4, 1).unwrap();
                let areas: Vec<String> = csv.records().map(|record| record.unwrap()[2].to_owned()).collect();
                assert_eq!(areas.len(), practices);
                for ccg in areas {
                    assert!(codes.code(Level::Ccg, &ccg, day).is_some(), "{ccg} in {year}");
                }
            }
        }
    }

    #[test]
    fn every_successor_has_a_code_and_codes_are_of_the_right_series() {
        let codes = OnsCodes::built_in().unwrap();
        let lineage = Lineage::built_in().unwrap();
        let day = Day::new(2021, 4, 1).unwrap();
        assert!(codes.areas.len() > 300, "{}", codes.areas.len());
        for (kind, ods) in codes.areas.keys().filter(|(kind, _)| kind == "ccg") {
            let later = lineage.area_at(ods, day);
            assert!(codes.code(Level::Ccg, later, day).is_some(), "{kind} {ods} -> {later}");
        }
        let start = |kind: &str| match kind {
            "ccg" => "E38",
            "region" => "E40",
            _ => "E54",
        };
        for ((kind, _), entries) in &codes.areas {
            assert!(entries.iter().all(|e| e.ons.starts_with(start(kind)) && e.ons.len() == 9), "{entries:?}");
        }
        assert_eq!(codes.code(Level::Icb, "QF7", Day::new(2022, 7, 1).unwrap()), Some("E54000061"));
        assert_eq!(codes.code(Level::Practice, "A81001", day), None);
    }
}
