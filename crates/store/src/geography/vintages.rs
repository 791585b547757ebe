//! Areas of two vintages: one that ended beside those that hold its people since, and one area under two codes.

use super::{Lineage, OnsCodes, Trusts};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use unwarranted_ingest::error::Error;

const BUILT_IN: &str = include_str!("../../data/geography/successors.csv");

/// The least share of a trust's postcodes in a group for the two to count as the same people.
const PART: f64 = 0.05;

/// What became of areas whose codes ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Vintages {
    /// The codes that hold the people of an area since.
    after: BTreeMap<String, Vec<String>>,
    lineage: &'static Lineage,
    trusts: &'static Trusts,
}

/// Two codes of a table that hold the same people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice<'a> {
    /// Two codes of one area.
    Codes(&'a str, &'a str),
    /// An area that ended, and one that holds its people, or some of them, since.
    Became(&'a str, &'a str),
}

impl<'a> Twice<'a> {
    /// The two codes, the older first where it is known.
    #[must_use]
    pub fn both(self) -> [&'a str; 2] {
        let (Self::Codes(a, b) | Self::Became(a, b)) = self;
        [a, b]
    }
}

impl Vintages {
    /// Local authorities, boards, commissioning groups and primary care trusts that this program knows.
    ///
    /// # Errors
    /// None in practice: a line of a built-in table that cannot be read.
    pub fn built_in() -> Result<&'static Self, Error> {
        static VINTAGES: OnceLock<Vintages> = OnceLock::new();
        super::once(&VINTAGES, Self::read)
    }

    fn read() -> Result<Self, Error> {
        let mut after: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (line, record) in (2u64..).zip(csv::Reader::from_reader(BUILT_IN.as_bytes()).records()) {
            let bad = |problem: String| Error::Row { file: "successors.csv".to_owned(), line, problem };
            let record = record.map_err(|e| bad(e.to_string()))?;
            let (Some(old), Some(new)) = (record.get(1), record.get(2)) else {
                return Err(bad("expected a date, a code that ended and one after it".to_owned()));
            };
            after.entry(old.to_owned()).or_default().push(new.to_owned());
        }
        Ok(Self { after, lineage: Lineage::built_in()?, trusts: Trusts::built_in()? })
    }

    /// Two of these codes that hold the same people, by whichever office they are: one area under two codes, or an area that
    /// ended beside one that came after it, however many changes later.
    ///
    /// ```
    /// use unwarranted_store::geography::{OnsCodes, Twice, Vintages};
    /// let (vintages, ons) = (Vintages::built_in()?, OnsCodes::built_in()?);
    /// let found = |codes: &[&'static str]| vintages.twice(&codes.iter().copied().collect(), &ons);
    /// assert_eq!(found(&["E06000028", "E06000058"]), Some(Twice::Became("E06000028", "E06000058"))); // Bournemouth
    /// assert_eq!(found(&["E07000191", "E06000066"]), Some(Twice::Became("E07000191", "E06000066"))); // in two steps
    /// assert_eq!(found(&["E38000041", "E38000215"]), Some(Twice::Codes("E38000041", "E38000215"))); // Cumbria
    /// assert_eq!(found(&["5QN", "11J"]), Some(Twice::Became("5QN", "11J"))); // Bournemouth and Poole in Dorset
    /// assert_eq!(found(&["E06000028", "E06000029", "E07000048"]), None);
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    #[must_use]
    pub fn twice<'a>(&self, codes: &BTreeSet<&'a str>, ons: &OnsCodes) -> Option<Twice<'a>> {
        let mut own: BTreeMap<(&str, &str), &'a str> = BTreeMap::new();
        for &code in codes {
            let key = ons.ods(code).unwrap_or(("", code));
            if let Some(first) = own.insert(key, code) {
                return Some(Twice::Codes(first, code));
            }
        }
        let by_ods = |code: &str| {
            let alike = own.iter().filter(|((_, ods), _)| *ods == code);
            codes.get(code).copied().or_else(|| alike.map(|(_, own)| *own).next())
        };
        codes.iter().find_map(|code| {
            let ods = ons.ods(code).map_or(*code, |(_, ods)| ods);
            let after = self.all_after(code, ods);
            after.iter().find_map(|later| by_ods(later)).map(|later| Twice::Became(code, later))
        })
    }

    /// Every area that holds people of this one, now or after further changes.
    fn all_after(&self, code: &str, ods: &str) -> BTreeSet<String> {
        let groups = self.trusts.of(ods).filter(|(_, share)| *share >= PART).map(|(group, _)| group.to_owned());
        let mut next: Vec<String> = self.after.get(code).into_iter().flatten().cloned().chain(groups).collect();
        next.extend(self.lineage.successors(ods).map(str::to_owned));
        let mut found = BTreeSet::new();
        while let Some(code) = next.pop() {
            if found.insert(code.clone()) {
                next.extend(self.after.get(&code).into_iter().flatten().cloned());
                next.extend(self.lineage.successors(&code).map(str::to_owned));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_one_vintage_hold_nobody_twice() {
        let (vintages, ons) = (Vintages::built_in().unwrap(), OnsCodes::built_in().unwrap());
        let old: BTreeSet<&str> = vintages.after.keys().map(String::as_str).filter(|c| c.starts_with("E07")).collect();
        // Somerset West and Taunton was itself made of two.
        let first: BTreeSet<&str> = old.iter().copied().filter(|c| *c != "E07000246").collect();
        assert_eq!(vintages.twice(&first, ons), None);
        assert!(first.len() > 40, "{}", first.len());
        for (old, after) in &vintages.after {
            for new in after {
                let both: BTreeSet<&str> = [old.as_str(), new.as_str()].into();
                assert_eq!(
                    vintages.twice(&both, ons).map(|t| matches!(t, Twice::Became(..) | Twice::Codes(..))),
                    Some(true)
                );
            }
        }
    }

    #[test]
    fn every_kind_of_change_is_found() {
        let (vintages, ons) = (Vintages::built_in().unwrap(), OnsCodes::built_in().unwrap());
        let found = |codes: &[&'static str]| vintages.twice(&codes.iter().copied().collect(), ons).map(Twice::both);
        assert_eq!(found(&["E07000004", "E07000005", "E06000060"]), Some(["E07000004", "E06000060"]));
        assert_eq!(found(&["E07000187", "E06000066"]), Some(["E07000187", "E06000066"]));
        assert_eq!(found(&["E08000020", "E08000037"]), Some(["E08000020", "E08000037"]));
        assert_eq!(found(&["E54000052", "E54000063"]), Some(["E54000052", "E54000063"]));
        assert_eq!(found(&["00C", "16C"]), Some(["00C", "16C"]));
        assert_eq!(found(&["E38000042", "16C"]), Some(["E38000042", "16C"]));
        assert_eq!(found(&["5QM", "5QN", "11J"]), Some(["5QM", "11J"]));
        assert_eq!(found(&["E54000056", "E54000060"]), None, "Cambridgeshire and Nottingham");
        assert_eq!(found(&["01H", "01K"]), None);
        assert_eq!(found(&["5QN", "5QM"]), None);
    }
}
