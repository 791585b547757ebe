//! What an area was called on a day.
//!
//! Publishers call areas in a table of one year by their names of another, and put the name of one kind of area in the
//! column of another. A name is taken, in this order,
//! 1. from the record nearest to the day (before it rather than after) that has one name only for the code, of those
//!    whose words fit the level and the day: no "CCG" for a board, no "ICB" before July 2022;
//! 2. from the built-in list of mergers, then that of ONS codes, where it fits;
//! 3. for commissioners, from the nearest record of any kind, as a name out of its time still shows which area it is.
//!
//! Else the area has its code only.

use super::level::Level;
use super::{Lineage, OnsCodes};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::day::Day;

/// The kind of body that a name says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Trust,
    Group,
    Board,
    Nothing,
}

impl Said {
    fn of(name: &str) -> Self {
        let name = name.to_uppercase();
        let word = |wanted: &str| name.split(|c: char| !c.is_alphanumeric()).any(|word| word == wanted);
        match () {
            () if word("ICB") || name.contains("INTEGRATED CARE BOARD") => Self::Board,
            () if word("CCG") || name.contains("CLINICAL COMMISSIONING GROUP") => Self::Group,
            () if word("PCT") || name.contains("PRIMARY CARE TRUST") => Self::Trust,
            () => Self::Nothing,
        }
    }
}

/// Whether an area of this level can have had this name on a day.
fn fits(level: Level, name: &str, day: Day) -> bool {
    let lies_in = |level: Level| level.lifetime_holds(day);
    match (level, Said::of(name)) {
        (_, Said::Nothing) => true,
        (Level::Ccg | Level::Pct, Said::Board) => lies_in(Level::Icb),
        (Level::Ccg | Level::Pct, Said::Trust) => lies_in(Level::Pct),
        (Level::Ccg | Level::Pct, Said::Group) => !lies_in(Level::Icb) && !lies_in(Level::Pct),
        (Level::Icb, said) => said == Said::Board,
        (Level::Pcn | Level::Group | Level::Practice, _) => true,
        _ => false,
    }
}

/// The same name in other capitals or with other spaces is the same name.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// The latest item up to a month, else the earliest after it, among items sorted by month.
pub(super) fn nearest<T>(items: &[T], of: impl Fn(&T) -> Month, month: Month) -> Option<&T> {
    let later = items.partition_point(|item| of(item) <= month);
    later.checked_sub(1).and_then(|at| items.get(at)).or_else(|| items.get(later))
}

/// The names that lists of areas have, by kind and code.
pub(super) type Listed = BTreeMap<(AreaKind, String), BTreeSet<(Month, String)>>;

/// The names of the areas of one level, by code and month.
pub(super) struct Names<'a> {
    level: Level,
    recorded: BTreeMap<&'a str, BTreeMap<Month, BTreeSet<&'a str>>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(level: Level, listed: &'a Listed) -> Self {
        let mut names = Self { level, recorded: BTreeMap::new() };
        for ((kind, code), found) in listed {
            let of_level = match level {
                Level::Ccg | Level::Pct => matches!(kind, AreaKind::Ccg | AreaKind::Pct),
                Level::AreaTeam => *kind == AreaKind::AreaTeam,
                Level::Stp => *kind == AreaKind::Stp,
                Level::Icb => *kind == AreaKind::Icb,
                Level::Region => *kind == AreaKind::Region,
                Level::LocalAuthority | Level::County => *kind == AreaKind::LocalAuthority,
                Level::Practice | Level::Nation | Level::Pcn | Level::Group => false,
            };
            found.iter().filter(|_| of_level).for_each(|(month, name)| names.see(code, *month, name));
        }
        names
    }

    pub(super) fn see(&mut self, code: &'a str, month: Month, name: &'a str) {
        if !name.is_empty() {
            self.recorded.entry(code).or_default().entry(month).or_default().insert(name);
        }
    }

    /// The name of an area on a day, by the rules of this module; blank where none is known.
    pub(super) fn on(&self, code: &str, day: Day, lineage: &Lineage, ons: &OnsCodes) -> String {
        let commissioner = matches!(self.level, Level::Ccg | Level::Pct);
        let fitting = |name: &&str| fits(self.level, name, day);
        let merged = || lineage.name(code).filter(|_| commissioner).filter(fitting);
        let built_in = || ons.name(self.level, code, day).filter(fitting);
        let any = || self.nearest(code, day, |_| true, false).filter(|_| commissioner);
        let found = self.nearest(code, day, |name| fitting(&name), true).or_else(merged).or_else(built_in).or_else(any);
        found.unwrap_or_default().to_owned()
    }

    /// The nearest recorded name that fits; where `agreed`, of months alone that have one such name for the code.
    fn nearest(&self, code: &str, day: Day, fitting: impl Fn(&'a str) -> bool, agreed: bool) -> Option<&'a str> {
        let of_month = |names: &BTreeSet<&'a str>| {
            let names: Vec<&str> = names.iter().copied().filter(|name| fitting(name)).collect();
            let different: BTreeSet<String> = names.iter().map(|name| plain(name)).collect();
            names.last().copied().filter(|_| !agreed || different.len() == 1)
        };
        let months = self.recorded.get(code)?.iter();
        let months: Vec<(Month, &str)> = months.filter_map(|(m, names)| Some((*m, of_month(names)?))).collect();
        nearest(&months, |m| m.0, day.to_month()?).map(|m| m.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn month(year: i32) -> Month {
        Month::new(year, 4).unwrap()
    }

    fn name(names: &Names<'_>, code: &str, on: &str) -> String {
        names.on(code, day(on), Lineage::built_in().unwrap(), OnsCodes::built_in().unwrap())
    }

    #[test]
    fn a_sub_icb_location_was_a_ccg_before() {
        let none = Listed::new();
        let mut names = Names::new(Level::Ccg, &none);
        names.see("X2C4Y", month(2022), "NHS WEST YORKSHIRE ICB - X2C4Y");
        names.see("9ZZ", month(2022), "NHS NOWHERE ICB - 9ZZ");
        assert_eq!(name(&names, "X2C4Y", "2021-04-01"), "NHS KIRKLEES CCG");
        assert_eq!(name(&names, "X2C4Y", "2022-07-01"), "NHS WEST YORKSHIRE ICB - X2C4Y");
        assert_eq!(name(&names, "9ZZ", "2021-04-01"), "NHS NOWHERE ICB - 9ZZ"); // nothing else is known
        let listed =
            Listed::from([((AreaKind::Ccg, "9ZZ".into()), [(month(2021), "NHS Somewhere CCG".into())].into())]);
        let mut names = Names::new(Level::Ccg, &listed);
        names.see("9ZZ", month(2020), "NHS NOWHERE ICB - 9ZZ");
        assert_eq!(name(&names, "9ZZ", "2020-06-01"), "NHS Somewhere CCG");
        assert_eq!(name(&names, "01H", "2022-07-01"), "NHS North East and North Cumbria ICB - 01H");
    }

    #[test]
    fn a_board_is_not_called_after_a_ccg_in_it() {
        let none = Listed::new();
        let mut names = Names::new(Level::Icb, &none);
        for ccg in ["NHS Morecambe Bay CCG", "NHS East Lancashire CCG"] {
            names.see("QE1", month(2023), ccg);
            names.see("QZZ", month(2023), ccg);
        }
        let board = "NHS Lancashire and South Cumbria Integrated Care Board";
        assert_eq!((name(&names, "QE1", "2024-04-01"), name(&names, "QZZ", "2024-04-01")), (board.into(), "".into()));
        names.see("QE1", month(2022), "NHS LANCASHIRE ICB");
        assert_eq!(name(&names, "QE1", "2024-04-01"), "NHS LANCASHIRE ICB");
    }

    #[test]
    fn a_month_with_several_names_says_less_than_one_with_one() {
        let none = Listed::new();
        let mut names = Names::new(Level::Region, &none);
        names.see("Y9Z", month(2019), "North");
        names.see("Y9Z", month(2020), "South");
        names.see("Y9Z", month(2020), "East");
        assert_eq!(name(&names, "Y9Z", "2020-06-01"), "North");
        names.see("Y9Y", month(2020), "NORTH  WEST");
        names.see("Y9Y", month(2020), "North West");
        assert_eq!(name(&names, "Y9Y", "2020-06-01"), "North West");
    }
}
