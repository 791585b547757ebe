//! Denominators that are already in thousands, under a unit that says "per 1,000".

use super::plan::Plan;
use super::run::Loaded;
use super::{Error, Result};
use crate::core::rates::RateUnit;
use crate::core::{Cell, CubeRow, Reading};

/// Fewer denominators than this tell nothing.
const FEWEST: usize = 5;

/// Numbers that units are per, in words.
const WORDS: [(f64, &str); 5] = [
    (100.0, "hundred"),
    (1_000.0, "thousand"),
    (10_000.0, "ten thousand"),
    (100_000.0, "hundred thousand"),
    (1_000_000.0, "million"),
];

/// Refuses rates per 1,000 people over denominators that count thousands of people already: each would be a thousand times too
/// large.
///
/// # Errors
/// A treatment with such denominators.
pub(super) fn refuse(plan: &Plan, loaded: &Loaded) -> Result<()> {
    for rows in loaded.cube.rows().chunk_by(|a, b| a.treatment == b.treatment) {
        let treatment = &rows[0].treatment;
        let per = plan.per(&loaded.words, treatment);
        let given = plan.study.unit.as_deref().and_then(RateUnit::parse);
        let own = &loaded.words.of(treatment).unit.denominator;
        let people = match &given {
            Some(RateUnit::Per { denominator, .. }) => denominator.to_string(),
            _ => own.to_string(),
        };
        let Some((_, word)) = WORDS.iter().find(|(number, _)| number.to_bits() == per.to_bits()) else { continue };
        if !Reading::is_named_stock(&people) || people.contains("weighted") {
            continue;
        }
        if let Some(example) = in_units_of(rows, per) {
            let problem = format!(
                "has denominators such as {example:.3}, and each is a whole number of {people} divided by {per}: they seem to \
                 be counted per {word} already, and rates per {per} would be {per} times too large; give the unit as '... per \
                 {word} {people}', or the denominators in {people}"
            );
            return Err(Error::Treatment { treatment: treatment.to_string(), problem });
        }
    }
    Ok(())
}

/// A denominator of those that are whole people divided by `per`: most have decimals, and none is left with any when it is
/// multiplied. Averages over quarters are none of these.
fn in_units_of(rows: &[CubeRow], per: f64) -> Option<f64> {
    let all = || rows.iter().filter_map(|r| r.denominator.and_then(Cell::value)).filter(|d| *d > 0.0);
    let whole = |v: f64| (v - v.round()).abs() <= 1e-6;
    let decimals = |d: &f64| !whole(*d * 4.0);
    let (n, with) = all().fold((0, 0), |(n, with), d| (n + 1, with + usize::from(decimals(&d))));
    (n >= FEWEST && with * 2 > n && all().all(|d| whole(d * per))).then(|| all().find(decimals)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Period;

    fn rows(denominators: &[f64]) -> Vec<CubeRow> {
        let row = |d: &f64| CubeRow {
            file: 0,
            treatment: "t".into(),
            period: Period::All,
            area: d.to_string().into(),
            observed: Cell::Value(1.0),
            denominator: Some(Cell::Value(*d)),
            expected: None,
        };
        denominators.iter().map(row).collect()
    }

    #[test]
    fn patients_in_thousands_are_told_from_patients() {
        let found = |d: &[f64], per| in_units_of(&rows(d), per);
        let thousands = [188.059_999_999_999_97, 178.791, 194.248, 2_916.485, 0.0, 1_775.577];
        assert_eq!(found(&thousands, 1_000.0), Some(188.059_999_999_999_97));
        assert_eq!(found(&thousands, 100.0), None, "they are no hundreds");
        assert_eq!(found(&[188_060.0, 178_791.0, 194_248.0, 2_916_485.0, 5.0], 1_000.0), None);
        assert_eq!(found(&[8_040.25, 7_300.5, 1_200.75, 900.25, 12_000.0], 1_000.0), None, "averages over quarters");
        assert_eq!(found(&[8_040.333_33, 7_300.111_11, 1_200.123_45, 900.1, 12_000.2], 1_000.0), None);
    }
}
