//! The clinical commissioning groups that primary care trusts became in 2013.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use unwarranted_ingest::error::Error;

const BUILT_IN: &str = include_str!("../../data/geography/pct-ccg.csv");

/// The groups of each trust by ODS codes, with the share of its postcodes in each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trusts {
    groups: BTreeMap<String, Vec<(String, f64)>>,
}

impl Trusts {
    /// The 151 trusts of 2012/13 and the groups as they were in April 2015.
    ///
    /// # Errors
    /// None in practice: a line of the built-in table that cannot be read.
    ///
    /// ```
    /// use unwarranted_store::geography::Trusts;
    /// let trusts = Trusts::built_in()?;
    /// let surrey: f64 = trusts.of("5P5").map(|(_, share)| share).sum();
    /// assert!((surrey - 1.0).abs() < 1e-9 && trusts.of("5P5").count() > 3);
    /// assert_eq!(trusts.of("5A4").next(), Some(("08F", 1.0))); // Havering
    /// assert!(trusts.of("08F").next().is_none()); // a group
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn built_in() -> Result<&'static Self, Error> {
        static TRUSTS: OnceLock<Trusts> = OnceLock::new();
        super::once(&TRUSTS, Self::read)
    }

    fn read() -> Result<Self, Error> {
        let mut groups: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
        for (line, record) in (2u64..).zip(csv::Reader::from_reader(BUILT_IN.as_bytes()).records()) {
            let bad = |problem: String| Error::Row { file: "pct-ccg.csv".to_owned(), line, problem };
            let record = record.map_err(|e| bad(e.to_string()))?;
            let (Some(trust), Some(group), Some(Ok(per_cent))) =
                (record.get(0), record.get(1), record.get(2).map(str::parse::<f64>))
            else {
                return Err(bad("expected a trust, its group and per cent".to_owned()));
            };
            groups.entry(trust.to_owned()).or_default().push((group.to_owned(), per_cent / 100.0));
        }
        Ok(Self { groups })
    }

    /// The groups of a trust, each with its share; none for other codes.
    pub fn of(&self, trust: &str) -> impl Iterator<Item = (&str, f64)> {
        self.groups.get(trust).into_iter().flatten().map(|(group, share)| (group.as_str(), *share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::{Level, OnsCodes};
    use std::collections::BTreeSet;
    use unwarranted_ingest::values::day::Day;

    #[test]
    fn every_trust_goes_into_groups_of_2015_as_a_whole() {
        let (trusts, codes) = (Trusts::built_in().unwrap(), OnsCodes::built_in().unwrap());
        assert_eq!(trusts.groups.len(), 151);
        for (trust, groups) in &trusts.groups {
            let sum: f64 = groups.iter().map(|(_, share)| share).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{trust}");
        }
        let groups: BTreeSet<&String> = trusts.groups.values().flatten().map(|(group, _)| group).collect();
        assert_eq!(groups.len(), 209);
        let day = Day::new(2015, 4, 1).unwrap();
        let open = |group: &&&String| codes.area(group, day).is_some_and(|area| area.level == Level::Ccg);
        assert_eq!(groups.iter().filter(open).count(), 209);
    }
}
