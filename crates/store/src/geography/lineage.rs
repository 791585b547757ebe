//! Mergers of clinical commissioning groups, 2015 to 2021: every one a whole merger into one successor.
//!
//! Derived from the areas of every practice in nine years of practice-level payments; dates agree with the closing dates
//! of the ODS list of 2024. The areas by financial year from 2014/15 on are 211, 209, 209, 207, 195, 191, 135, 106, 106.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::values::day::Day;

const BUILT_IN: &str = include_str!("../../data/geography/ccg-lineage.csv");

/// An area that closed, and where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// First day of the successor.
    pub day: Day,
    /// Name of the area that closed.
    pub old_name: String,
    /// Code of the successor.
    pub new: String,
    /// Name of the successor.
    pub new_name: String,
}

/// Mergers by the code of the area that closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    mergers: BTreeMap<String, Merger>,
}

impl Lineage {
    /// The mergers of CCGs that this program knows.
    ///
    /// # Errors
    /// None in practice; those of [`Self::parse`] if the built-in table were damaged.
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// use unwarranted_store::geography::Lineage;
    /// let lineage = Lineage::built_in()?;
    /// let at = |code, year| lineage.area_at(code, Day::new(year, 4, 1).unwrap()).to_owned();
    /// assert_eq!(at("00F", 2014), "00F"); // Gateshead
    /// assert_eq!(at("00F", 2015), "13T"); // Newcastle Gateshead
    /// assert_eq!(at("10G", 2021), "D4U1Y"); // Bracknell and Ascot, through East Berkshire, in Frimley
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn built_in() -> Result<&'static Self, Error> {
        static LINEAGE: OnceLock<Lineage> = OnceLock::new();
        super::once(&LINEAGE, || Self::parse("ccg-lineage.csv", BUILT_IN))
    }

    /// Reads `date,old_code,old_name,new_code,new_name,patient_share,practices`.
    ///
    /// # Errors
    /// A date that cannot be read, an area that closes twice, a share other than 1 (only whole mergers can be followed), and
    /// areas that merge in a circle.
    pub fn parse(shown: &str, text: &str) -> Result<Self, Error> {
        let mut mergers = BTreeMap::new();
        for (line, record) in (2u64..).zip(csv::Reader::from_reader(text.as_bytes()).records()) {
            let bad = |problem: String| Error::Row { file: shown.to_owned(), line, problem };
            let record = record.map_err(|e| bad(e.to_string()))?;
            let field = |at: usize| record.get(at).unwrap_or_default();
            let day = Day::parse(field(0)).ok_or_else(|| bad(format!("'{}' is not a date", field(0))))?;
            if field(5).parse::<f64>().ok().is_none_or(|share| (share - 1.0).abs() > 1e-9) {
                return Err(bad(format!("a share of '{}'; only whole mergers (1.0) can be followed", field(5))));
            }
            let merger =
                Merger { day, old_name: field(2).to_owned(), new: field(3).to_owned(), new_name: field(4).to_owned() };
            if mergers.insert(field(1).to_owned(), merger).is_some() {
                return Err(bad(format!("the area {} closes twice", field(1))));
            }
        }
        let lineage = Self { mergers };
        match lineage.circle() {
            Some(code) => Err(Error::File { file: shown.to_owned(), problem: format!("{code} merges into itself") }),
            None => Ok(lineage),
        }
    }

    /// An area whose successors lead back to it.
    fn circle(&self) -> Option<&str> {
        self.mergers.keys().map(String::as_str).find(|start| {
            let mut seen = BTreeSet::from([*start]);
            let mut at = *start;
            while let Some(merger) = self.mergers.get(at) {
                at = &merger.new;
                if !seen.insert(at) {
                    return at == *start;
                }
            }
            false
        })
    }

    /// The area that an area is, or had become, on `day`: mergers up to and including that day are followed. A code
    /// without mergers is its own.
    #[must_use]
    pub fn area_at<'a>(&'a self, code: &'a str, day: Day) -> &'a str {
        let mut at = code;
        while let Some(merger) = self.mergers.get(at).filter(|m| m.day <= day) {
            at = &merger.new;
        }
        at
    }

    /// Two areas of these that hold the same people: one that closed, and the one it merged into, however many mergers later.
    #[must_use]
    pub fn overlapping<'a>(&'a self, codes: &BTreeSet<&'a str>) -> Option<(&'a str, &'a str)> {
        codes.iter().find_map(|code| {
            let mut at = *code;
            while let Some(merger) = self.mergers.get(at) {
                at = &merger.new;
                if codes.contains(at) {
                    return Some((*code, at));
                }
            }
            None
        })
    }

    /// Whether an area was there on `day`: not closed yet, and not first made by a later merger.
    #[must_use]
    pub fn is_open(&self, code: &str, day: Day) -> bool {
        let closed = self.mergers.get(code).is_some_and(|m| m.day <= day);
        !closed && self.opened(code).is_none_or(|opened| opened <= day)
    }

    /// When the first of the mergers that made this area happened; `None` for an area that no merger made.
    #[must_use]
    pub fn opened(&self, code: &str) -> Option<Day> {
        self.mergers.values().filter(|m| m.new == code).map(|m| m.day).min()
    }

    /// The name of an area that closed or was made by a merger; `None` for others.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&str> {
        let closed = self.mergers.get(code).map(|m| m.old_name.as_str());
        closed.or_else(|| self.mergers.values().find(|m| m.new == code).map(|m| m.new_name.as_str()))
    }

    /// The areas that an area became, one merger after the other; none where it did not close.
    ///
    /// ```
    /// use unwarranted_store::geography::Lineage;
    /// let lineage = Lineage::built_in()?;
    /// assert_eq!(lineage.successors("10G").collect::<Vec<_>>(), ["15D", "D4U1Y"]);
    /// assert_eq!(lineage.successors("D4U1Y").next(), None);
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn successors<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(self.mergers.get(code), |merger| self.mergers.get(&merger.new)).map(|m| m.new.as_str())
    }

    /// The areas that merged into `code`, whenever that was.
    pub fn predecessors<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        self.mergers.iter().filter(move |(_, m)| m.new == code).map(|(old, _)| old.as_str())
    }

    /// The areas that merged into `code` between two days: after `after`, up to and including `until`.
    #[must_use]
    pub fn merged_into(&self, code: &str, after: Day, until: Day) -> Vec<&str> {
        let between = |m: &Merger| m.new == code && after < m.day && m.day <= until;
        self.mergers.iter().filter(|(_, m)| between(m)).map(|(old, _)| old.as_str()).collect()
    }

    /// The day of the latest merger; `None` without any.
    #[must_use]
    pub fn last(&self) -> Option<Day> {
        self.mergers.values().map(|m| m.day).max()
    }

    /// Number of areas that closed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mergers.len()
    }

    /// Whether no merger is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mergers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unwarranted_testing::folders;

    fn day(year: i32) -> Day {
        Day::new(year, 4, 1).unwrap()
    }

    #[test]
    fn knows_142_whole_mergers() {
        let lineage = Lineage::built_in().unwrap();
        assert_eq!((lineage.len(), lineage.is_empty()), (142, false));
        assert_eq!(lineage.merged_into("13T", day(2014), day(2015)), ["00F", "00G", "00H"]);
        assert!(lineage.merged_into("13T", day(2015), day(2021)).is_empty());
        assert!(lineage.is_open("00F", day(2014)) && !lineage.is_open("00F", day(2015)));
        assert!(!lineage.is_open("13T", day(2014)) && lineage.is_open("13T", day(2015)));
        assert_eq!(lineage.name("00F"), Some("NHS GATESHEAD CCG"));
        assert_eq!(lineage.name("ZZZ"), None);
    }

    /// The areas of 2014/15 in the payments, followed from year to year, are those that later files record.
    #[test]
    fn areas_by_year_are_as_published() {
        for files in folders() {
            let text = std::fs::read_to_string(files.join("funding/nhs-payments-gp-14-15.csv")).unwrap();
            let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            let first: BTreeSet<String> =
                csv.records().map(|r| r.unwrap()[2].to_owned()).filter(|c| !c.is_empty()).collect();
            let lineage = Lineage::built_in().unwrap();
            let areas = |year| first.iter().map(|c| lineage.area_at(c, day(year))).collect::<BTreeSet<_>>().len();
            let counts: Vec<usize> = (2014..=2022).map(areas).collect();
            // One area of 2022 (27 codes and D2P2L) is as it was in 2021: ICBs changed, their locations did not.
            assert_eq!(
                counts,
                files.known([14, 12, 12, 11, 10, 10, 8, 8, 8], [211, 209, 209, 207, 195, 191, 135, 106, 106])
            );
        }
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        let head = "date,old_code,old_name,new_code,new_name,patient_share,practices\n";
        let parse = |rows: &str| Lineage::parse("x.csv", &format!("{head}{rows}")).unwrap_err().to_string();
        assert!(parse("2015-04-01,A,,B,,0.5,1\n").contains("line 2: a share of '0.5'"));
        assert!(parse("2015-04-01,A,,B,,1.0,1\n2016-04-01,A,,C,,1.0,1\n").contains("line 3: the area A closes twice"));
        assert!(parse("2015-04-31,A,,B,,1.0,1\n").contains("'2015-04-31' is not a date"));
        assert!(parse("2015-04-01,A,,B,,1.0,1\n2016-04-01,B,,A,,1.0,1\n").contains("merges into itself"));
    }

    proptest! {
        /// Going straight to a day is going there in two steps, and where one arrives is open.
        #[test]
        fn steps_compose(at in 0usize..142, first in 2013i32..2024, second in 2013i32..2024) {
            let lineage = Lineage::built_in().unwrap();
            let code = lineage.mergers.keys().nth(at).unwrap();
            let (early, late) = (day(first.min(second)), day(first.max(second)));
            let stepwise = lineage.area_at(lineage.area_at(code, early), late);
            prop_assert_eq!(stepwise, lineage.area_at(code, late));
            prop_assert!(lineage.mergers.get(stepwise).is_none_or(|m| m.day > late));
        }
    }
}
