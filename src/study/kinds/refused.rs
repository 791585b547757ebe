//! What is no numerator or denominator of a rate, by the names and figures of its columns.

use crate::core::{Cell, CubeRow, Grain, Reading};
use crate::study::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses rates, percentages and averages by the name of their column, and fractions in a column called value, which has rates
/// in the tables of most publishers.
pub(super) fn no_rates(rows: &[CubeRow], numerator: &str) -> Result<()> {
    let values = numerator.trim().eq_ignore_ascii_case("value") && rows.iter().any(has_fraction);
    let over = rows.iter().any(|r| r.denominator.is_some());
    let what = match () {
        () if over && Reading::is_named_rate(numerator) => "is by its name a rate, a percentage or an average",
        () if over && values => "has figures that are no whole numbers, as a rate or a percentage has",
        () => return Ok(()),
    };
    let problem = format!(
        "'{numerator}' {what}, and no rate can be made of that over a denominator; give the column of what was counted (with \
         `observed`), or say `kind count` or `kind amount` where it was counted or added up"
    );
    Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem })
}

/// Refuses pounds and pence as a count of events.
pub(super) fn no_count_of_pounds(rows: &[CubeRow], numerator: &str) -> Result<()> {
    if !rows.iter().any(has_fraction) {
        return Ok(());
    }
    let problem = format!(
        "'{numerator}' is money, and has figures that are no whole numbers: it is no count of events, and chance of events would say nothing of it; say \
         `kind amount`"
    );
    Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem })
}

fn has_fraction(row: &CubeRow) -> bool {
    row.observed.value().is_some_and(|v| v.fract() != 0.0)
}

/// Refuses proportions of large denominators, of which no rate can be made.
pub(super) fn no_proportions(rows: &[CubeRow], numerator: &str) -> Result<()> {
    if !are_proportions(rows) {
        return Ok(());
    }
    let problem = format!(
        "has proportions in '{numerator}': every figure is between 0 and 1, over denominators in the hundreds and more, \
         and no rate can be made of that; give what was counted, or say `kind amount`"
    );
    Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem })
}

/// That nobody can tell whether a denominator is averaged or summed.
pub(super) fn stock_or_flow(treatment: &str, [numerator, denominator]: [&str; 2]) -> Error {
    let problem = format!(
        "puts several periods together, and '{denominator}' may be a stock such as patients, which is averaged, or a flow such as \
         items, which is summed; rates of a year can differ twelvefold. Use `denominator-is stock` or `denominator-is \
         flow`, or `kind share` where '{numerator}' is part of it"
    );
    Error::Treatment { treatment: treatment.to_owned(), problem }
}

/// Refuses to sum a numerator that is there all the time over a denominator that is averaged: a register of twelve months
/// would count each patient twelve times.
pub(super) fn no_sum_of_stocks(rows: &[CubeRow], by: Option<Grain>, [numerator, denominator]: [&str; 2]) -> Result<()> {
    let why = if Reading::is_there_all_the_time(numerator) {
        format!("'{numerator}' is by its name there all the time, as a register is")
    } else if Reading::is_named_stock(denominator) && Reading::may_be_there(numerator) && sums_above(rows, by) {
        format!("'{numerator}' is part of '{denominator}' in every row, and its sum is above it")
    } else {
        return Ok(());
    };
    let problem = format!(
        "puts several periods together, and {why}: a sum would count the same people once for each. Use `from` and `to` \
         for one period, or leave out `by`; `denominator-is flow` for the average over the periods ('{denominator}' is then \
         summed too); or `denominator-is stock` where '{numerator}' counts something new in each"
    );
    Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem })
}

/// Whether no row is above its denominator, but all of a period together are above the average of theirs.
fn sums_above(rows: &[CubeRow], by: Option<Grain>) -> bool {
    let pair = |r: &CubeRow| Some((r.observed.value()?, r.denominator.and_then(Cell::value)?));
    if !rows.iter().filter_map(pair).all(|(o, d)| o <= d) {
        return false;
    }
    let mut wholes: BTreeMap<_, (f64, f64, BTreeSet<_>)> = BTreeMap::new();
    for row in rows {
        let whole = by.map_or(Ok(row.period), |grain| row.period.within(grain));
        if let Some((period, (o, d))) = whole.ok().zip(pair(row)) {
            let sum = wholes.entry(period).or_default();
            (sum.0, sum.1) = (sum.0 + o, sum.1 + d);
            sum.2.insert(row.period);
        }
    }
    wholes.values().any(|(o, d, periods)| *o * periods.len() as f64 > *d)
}

/// Whether every figure is a part of one, some are no whole numbers, and most denominators are far above one.
fn are_proportions(rows: &[CubeRow]) -> bool {
    const FEWEST: usize = 5;
    let pairs = || rows.iter().filter_map(|r| Some((r.observed.value()?, r.denominator.and_then(Cell::value)?)));
    let large = pairs().filter(|(_, d)| *d >= 100.0).count();
    let all = pairs().count();
    all >= FEWEST
        && large * 2 > all
        && pairs().all(|(o, _)| o <= 1.0)
        && pairs().filter(|(o, _)| o.fract() > 0.0).count() * 2 > all
}
