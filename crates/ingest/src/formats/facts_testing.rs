//! What the tests of the layouts with figures share.

use super::read;
use crate::error::Error;
use crate::input;
use crate::layouts::Format;
use crate::read::Source;
use crate::tables::facts::{FactValue, Facts};
use crate::tables::{MAX_REJECTS, Reading, Tables};
use crate::values::fixed::Fixed;
use std::path::Path;
use unwarranted_core::Month;
use unwarranted_testing as testing;

pub(crate) type Read = (&'static Format, Reading);

pub(crate) fn text(name: &str, text: &str) -> Result<Read, Error> {
    read(&Source { shown: name, names: &[name], text, max_rejects: MAX_REJECTS, progress: &|_| () })
}

pub(crate) fn file(path: &Path) -> Result<Read, Error> {
    let file = input::open(path)?;
    text(&file.members[0].name, &file.members[0].text)
}

pub(crate) fn fixture(path: &str) -> Read {
    file(&testing::fixture(path)).unwrap()
}

/// A file of the synthetic twins, and the real one where it is there.
#[track_caller]
pub(crate) fn published(path: &str) -> Vec<(testing::Folder, Read)> {
    let read = |folder: testing::Folder| (folder.clone(), file(&folder.join(path)).unwrap());
    testing::folders().into_iter().map(read).collect()
}

pub(crate) fn tables(reading: &Reading) -> impl Iterator<Item = (Option<Month>, &Facts)> {
    let Tables::Facts(months) = &reading.tables else { panic!("facts expected") };
    months.iter().map(|(month, facts)| (*month, facts))
}

pub(crate) fn only(reading: &Reading) -> (Option<Month>, &Facts) {
    let mut all = tables(reading);
    let first = all.next().unwrap();
    assert!(all.next().is_none(), "one period expected");
    first
}

pub(crate) fn exact(text: &str) -> FactValue {
    FactValue::Exact(Fixed::parse(text).unwrap())
}

/// The figure for all ages and sexes.
pub(crate) fn figure(facts: &Facts, area: &str, measure: &str) -> FactValue {
    part(facts, area, measure, "", "")
}

pub(crate) fn part(facts: &Facts, area: &str, measure: &str, age: &str, sex: &str) -> FactValue {
    let is = |r: &&crate::tables::facts::FactRow| {
        (facts.areas[r.area].code.as_str(), facts.measures[r.measure].id.as_str()) == (area, measure)
            && (r.age.as_str(), r.sex.as_str()) == (age, sex)
    };
    let found: Vec<FactValue> = facts.rows.iter().filter(is).map(|r| r.value).collect();
    assert_eq!(found.len(), 1, "{area} {measure} {age} {sex}");
    found[0]
}

/// The sum over all areas for all ages and sexes: exact parts exactly, then the others.
pub(crate) fn total(facts: &Facts, measure: &str) -> f64 {
    let (mut exact, mut rest) = (0, 0.0);
    for row in &facts.rows {
        if facts.measures[row.measure].id == measure && row.age.is_empty() && row.sex.is_empty() {
            match row.value {
                FactValue::Exact(Fixed(units)) => exact += units,
                FactValue::Number(number) => rest += number,
                FactValue::Suppressed | FactValue::TooSmall | FactValue::NotReported => {}
            }
        }
    }
    Fixed(exact).to_f64() + rest
}

/// Equal up to the rounding of a sum of floating point numbers.
pub(crate) fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found}, expected {expected}");
}
