//! Where practices belong, from sightings drawn as tables, and against a walk through time.

use super::*;
use crate::geography::{Groups, OnsCodes};
use proptest::prelude::*;
use unwarranted_ingest::tables::{Middle, Org};

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
    let grouping = register(TABLE).grouping(lineage, OnsCodes::built_in().unwrap(), level, day(on), None);
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
        register(TABLE).grouping(lineage, OnsCodes::built_in().unwrap(), Level::Icb, day("2019-07-01"), None);
    assert_eq!((grouping.area("00F998", "00F"), grouping.area("X", "99Z"), grouping.area("X", "-")), ("QHM", "", ""));
}

#[test]
fn groups_of_areas_and_of_practices() {
    let groups = Groups::parse("g.csv", "group,member\nTyne,13T\nTyne,P6\nEast,P4\n").unwrap();
    let lineage = Lineage::built_in().unwrap();
    let grouping = register(TABLE).grouping(
        lineage,
        OnsCodes::built_in().unwrap(),
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
        let lives = Lifetimes { lineage, ons };
        let day = Day::new(on, 4, 1).unwrap();
        match (slow(&seen, lineage, on), register.home(lives, "P", day)) {
            (Some(area), found) if lives.is_open(&area, day) => prop_assert_eq!(found, Home::In(&area)),
            (_, Home::In(area)) => prop_assert!(lives.is_open(area, day)),
            (area, _) => prop_assert!(area.is_none_or(|area| !lives.is_open(&area, day))),
        }
    }
}
