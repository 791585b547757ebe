//! Denominators that are already in thousands, under a unit that says "per 1,000".

use super::loaded::Loaded;
use super::plan::Plan;
use super::shared_notes::shared;
use super::{Error, Result};
use crate::core::rates::{Nature, RateUnit, UnitNumber};
use crate::core::text::thousands;
use crate::core::{Cell, CubeRow, Kind, Period, Reading};
use std::collections::BTreeMap;

/// Fewer denominators than this tell nothing.
const FEWEST: usize = 5;

/// The part of the denominators that must be whole people: a few may be rounded.
const MOST: f64 = 0.9;

/// More people than any nation that publishes such figures: denominators that would add up to more are no thousands.
const NATION: f64 = 1e8;

/// Fewer people than an area or a practice has. An average over months has more decimals, and a larger area.
const SMALL: f64 = 1_000.0;

/// More pounds (or other amounts) than a person takes in a year, and more events.
const AMOUNT: f64 = 200.0;
const EVENTS: f64 = 30.0;

/// Numbers that units are per, in words.
const WORDS: [(f64, &str); 5] = [
    (100.0, "hundred"),
    (1_000.0, "thousand"),
    (10_000.0, "ten thousand"),
    (100_000.0, "hundred thousand"),
    (1_000_000.0, "million"),
];

/// Words of denominators that have decimals of their own.
const DECIMAL: [&str; 7] = ["weighted", "year", "month", "day", "average", "avg", "mean"];

/// What denominators look like that may count thousands of people.
#[derive(Debug, PartialEq)]
enum Found {
    /// They count thousands: they have the decimals of whole people, of which this is one, and areas would be smaller than a street or too much
    /// is observed for people.
    Certain(f64),
    /// They may: so much is observed for each.
    Possible(f64),
}

/// Refuses rates per 1,000 people over denominators that count thousands of people already, as their decimals and the rates
/// show: each rate would be a thousand times too large. Gives a note where they may, and where a unit alone says that they do.
///
/// # Errors
/// A treatment with such denominators, and one whose unit says thousands of people where that would be too many.
pub(super) fn check(plan: &Plan, loaded: &Loaded) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for rows in loaded.cube.rows().chunk_by(|a, b| a.treatment == b.treatment) {
        let treatment = &rows[0].treatment;
        let per = plan.per(&loaded.words, treatment);
        let found = match Named::of(plan, loaded, treatment) {
            Named::Each { events, people } => each(plan, loaded, rows, &(events, people, per)),
            Named::Word { word, number, people } => by_word(plan, rows, per, (&word, number, &people)),
            Named::Otherwise => Ok(None),
        };
        let refused = |problem| Error::Treatment { treatment: treatment.to_string(), problem };
        notes.extend(found.map_err(refused)?.map(|note| (treatment.clone(), note)));
    }
    Ok(shared(notes))
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits()
}

/// Denominators that are called people, under a unit per many of them.
fn each(
    plan: &Plan,
    loaded: &Loaded,
    rows: &[CubeRow],
    (events, people, per): &(String, String, f64),
) -> Result<Option<String>, String> {
    let Some((_, word)) = WORDS.iter().find(|(number, _)| same(*number, *per)) else { return Ok(None) };
    if !Reading::is_named_stock(people) {
        return Ok(None);
    }
    let kind = plan.study.kind.or_else(|| loaded.known.get(&rows[0].treatment).map(|known| known.kind));
    let amount =
        kind == Some(Kind::Amount) || loaded.words.of(&rows[0].treatment).unit.numerator.nature == Nature::Money;
    let many = thousands(*per, 0);
    let unit = format!("'{events} per {word} {people}'");
    let advice = match (&plan.study.measures, &plan.study.unit) {
        (Some(_), None) => format!("write {unit} as its unit in the file of measures"),
        _ => format!("give `unit` {unit} and `per` 1"),
    };
    match look(rows, *per, amount) {
        Some(Found::Certain(example)) => Err(format!(
            "has denominators, such as {example}, that look like {word}s of {people}; rates per {many} would then be {many} \
             times too large. Where they are {word}s, {advice}; where they are averages, say so: '{events} per {many} {people} \
             on average'"
        )),
        Some(Found::Possible(rate)) => Ok(Some(format!(
            "{} {events} are observed for one of the {people}. Where the denominators count {word}s of {people}, rates per \
             {many} are {many} times too large: {advice}.",
            thousands(rate, 1)
        ))),
        None => Ok(None),
    }
}

/// Denominators that a unit calls thousands: what a file of measures says is repeated, as nobody gave the number.
fn by_word(
    plan: &Plan,
    rows: &[CubeRow],
    per: f64,
    (word, number, people): (&str, f64, &str),
) -> Result<Option<String>, String> {
    let many = thousands(number, 0);
    if !same(per, 1.0) {
        return Err(format!(
            "has a unit that says 'per {word} {people}', and rates per {} of these can mean two things; write the number of the \
             unit in digits, 'per {many} {people}'",
            thousands(per, 0)
        ));
    }
    let most = per_period(rows).into_values().fold(0.0, f64::max) * number;
    if most > NATION {
        return Err(format!(
            "has denominators that would be {} {people} together if they counted {word}s, as the unit says; write 'per {many} \
             {people}' where they count each one",
            thousands(most, 0)
        ));
    }
    Ok(plan.study.unit.is_none().then(|| {
        format!(
            "the denominators are read as {word}s of {people}, as the unit says. Where they count each one, write 'per {many} \
             {people}'."
        )
    }))
}

/// What the denominators of a treatment are called.
enum Named {
    /// Each is counted as one.
    Each { events: String, people: String },
    /// A unit says thousands: "items per thousand patients".
    Word { word: String, number: f64, people: String },
    /// They have decimals of their own, or their column is called thousands.
    Otherwise,
}

impl Named {
    fn of(plan: &Plan, loaded: &Loaded, treatment: &str) -> Self {
        let units = &loaded.words.of(treatment).unit;
        let given = plan.study.unit.as_deref();
        let (events, people) = match given.and_then(RateUnit::parse) {
            Some(RateUnit::Per { numerator, denominator, .. }) => (numerator, denominator.to_string()),
            _ => (units.numerator.clone(), units.denominator.to_string()),
        };
        let of_column = given.is_none() && units.denominator == loaded.words.column(treatment).denominator;
        let people = match UnitNumber::word_of(&people) {
            Some(_) if of_column => return Self::Otherwise,
            // A unit "per thousand patients" with `per` 1000 says that patients are counted each.
            Some((_, number, rest)) if given.is_some() && plan.study.per.is_some_and(|per| same(per, number)) => {
                rest.to_owned()
            }
            Some((word, number, rest)) => return Self::Word { word: word.to_owned(), number, people: rest.to_owned() },
            None => people,
        };
        let decimal = units.denominator.nature == Nature::Weighted
            || [people.as_str(), &units.denominator.to_string()].iter().any(|name| has_decimals(name));
        if decimal {
            return Self::Otherwise;
        }
        let events = if events.nature == Nature::Nameless { "events".to_owned() } else { events.to_string() };
        Self::Each { events, people }
    }
}

/// Whether a name says that its figures have decimals of their own.
fn has_decimals(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| DECIMAL.iter().any(|d| word.trim_end_matches('s') == *d))
}

fn denominator(row: &CubeRow) -> Option<f64> {
    row.denominator.and_then(Cell::value).filter(|d| *d > 0.0)
}

/// The sum of the denominators of each period.
fn per_period(rows: &[CubeRow]) -> BTreeMap<Period, f64> {
    let mut sums = BTreeMap::new();
    for (row, d) in rows.iter().filter_map(|row| Some((row, denominator(row)?))) {
        *sums.entry(row.period).or_default() += d;
    }
    sums
}

/// The length of the longest period of the rows, a year at most.
fn years(rows: &[CubeRow]) -> f64 {
    let months = rows.iter().map(|row| row.period.full_months().unwrap_or(12)).max();
    months.unwrap_or(12).min(12) as f64 / 12.0
}

/// Denominators that would be whole people if they were thousands, where so few people live in no area or more is observed than
/// there are. Averages over quarters, and those with fewer decimals than thousands of people have, are none of these.
fn look(rows: &[CubeRow], per: f64, amount: bool) -> Option<Found> {
    let mut all: Vec<f64> = rows.iter().filter_map(denominator).collect();
    all.sort_by(f64::total_cmp);
    if all.len() < FEWEST || per_period(rows).into_values().any(|sum| sum * per > NATION) {
        return None;
    }
    let pairs = rows.iter().filter_map(|row| Some((row.observed.value()?, denominator(row)?)));
    let (observed, over) = pairs.fold((0.0, 0.0), |sum, (o, d)| (sum.0 + o, sum.1 + d));
    let whole = |v: f64| (v - v.round()).abs() <= 1e-6;
    let part = |times: f64| all.iter().filter(|d| whole(**d * times)).count() as f64 / all.len() as f64;
    let decimals = per >= 1_000.0 && part(per) >= MOST && part(per / 10.0) < 0.5 && part(4.0) < 0.5;
    let (usual, most) = if amount { (AMOUNT * years(rows), 10.0 * AMOUNT) } else { (1.0, EVENTS) };
    let rate = observed / over;
    let example = all.iter().copied().find(|d| whole(*d * per) && !whole(*d * per / 10.0));
    let small = all[all.len() / 2] < SMALL;
    match example.filter(|_| decimals) {
        Some(example) if rate > most || small => Some(Found::Certain(example)),
        Some(_) if rate > usual => Some(Found::Possible(rate)),
        _ if part(per) >= MOST && rate > most => Some(Found::Possible(rate)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(denominators: &[f64], observed: f64, per: f64) -> Option<Found> {
        found_in(Period::All, denominators, observed, per)
    }

    fn found_in(period: Period, denominators: &[f64], observed: f64, per: f64) -> Option<Found> {
        let row = |d: &f64| CubeRow {
            file: 0,
            treatment: "t".into(),
            period,
            area: d.to_string().into(),
            observed: Cell::Value(observed),
            denominator: Some(Cell::Value(*d)),
            expected: None,
        };
        look(&denominators.iter().map(row).collect::<Vec<_>>(), per, observed.fract() != 0.0)
    }

    const THOUSANDS: [f64; 6] = [188.059_999_999_999_97, 178.791, 194.248, 2_916.485, 0.0, 1_775.577];
    const LISTS: [f64; 5] = [5_284.193, 8_123.421, 12_050.677, 7_311.839, 9_004.583];

    #[test]
    fn patients_in_thousands_are_told_from_patients() {
        assert_eq!(found(&THOUSANDS, 9_000.0, 1_000.0), Some(Found::Certain(178.791)));
        assert_eq!(found(&THOUSANDS, 9_000.0, 100.0), None, "they are no hundreds");
        // One of ten is rounded to another place.
        let mostly: Vec<f64> = (0..10).map(|i| if i == 4 { 99.123_45 } else { 150.137 + f64::from(i) }).collect();
        assert_eq!(found(&mostly, 9_000.0, 1_000.0), Some(Found::Certain(150.137)));
        assert_eq!(found(&[188.0, 178.0, 194.0, 2_916.0, 5.0], 69_620.0, 1_000.0), Some(Found::Possible(100.0)));
        // Lists with three decimals may have been rounded to them, unless so many items are not to be had.
        assert!(matches!(found(&LISTS, 18_000.0, 1_000.0), Some(Found::Possible(rate)) if rate > 2.0 && rate < 2.5));
        assert_eq!(found(&LISTS, 900_000.0, 1_000.0), Some(Found::Certain(5_284.193)));
    }

    /// What a person takes in a month is a twelfth of what one takes in a year.
    #[test]
    fn amounts_of_months_are_held_against_months() {
        // Doses of hypnotics for each thousand patients in a month.
        let per_head = 95.0;
        let observed = per_head * THOUSANDS.iter().sum::<f64>() / 5.0 + 0.5;
        let month = Period::Month(crate::core::Month::new(2025, 12).unwrap());
        assert_eq!(found_in(month, &THOUSANDS, observed, 1_000.0), Some(Found::Certain(178.791)));
        assert_eq!(found(&THOUSANDS, observed, 1_000.0), Some(Found::Certain(178.791)));
        // A rare treatment, of which no rate says that denominators are too small.
        assert_eq!(found(&THOUSANDS, 90.0, 1_000.0), Some(Found::Certain(178.791)), "no area has 179 patients");
        assert_eq!(found_in(month, &LISTS, 90_000.5, 1_000.0), None, "as many as patients have");
    }

    #[test]
    fn averages_and_rates_that_can_be_are_left_alone() {
        for denominators in [
            &[188_060.0, 178_791.0, 194_248.0, 2_916_485.0, 5.0],
            &[8_040.25, 7_300.5, 1_200.75, 900.25, 12_000.0],
            &[8_040.333_33, 7_300.111_11, 1_200.123_45, 900.1, 12_000.2],
            &[5_284.19, 8_123.42, 12_050.67, 7_311.83, 9_004.58],
            &[528.19, 812.42, 1_205.67, 731.83, 900.58],
            &[1_761.333_333_333, 2_707.666_666_667, 4_016.0, 2_437.333_333_333, 3_001.666_666_667],
        ] {
            for observed in [40.0, 18_000.0] {
                assert_eq!(found(denominators, observed, 1_000.0), None, "{denominators:?}");
            }
        }
        assert_eq!(found(&LISTS, 40.0, 1_000.0), None);
        // Money of patients, and lists of practices that would make a world of people.
        assert_eq!(found(&LISTS, 150_000.5, 1_000.0), None);
        let lists: Vec<f64> = (0..400).map(|i| 5_284.193 + f64::from(i)).collect();
        assert_eq!(found(&lists, 90_000.0, 1_000.0), None);
        assert_eq!(found(&[188.0, 178.0, 194.0, 2_916.0, 5.0], 2_000.0, 1_000.0), None);
        for name in ["Weighted patients", "patient-years", "person_days", "Average list size", "patient months"] {
            assert!(has_decimals(name), "{name}");
        }
        assert!(!has_decimals("registered patients"));
    }
}
