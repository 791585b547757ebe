//! What the figures of tidy files are, where nobody says it; and a refusal where a rate would hang on a guess.

use super::loaded::Loaded;
use super::{Error, Result};
use crate::core::{Cell, Cube, CubeRow, DenominatorIs, Grain, Kind, KindFrom, Known, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the user says of numerator and denominator.
pub(super) struct Said {
    pub(super) kind: Option<Kind>,
    /// Of single treatments, by a file of measures.
    pub(super) kinds: BTreeMap<Arc<str>, Kind>,
    pub(super) denominator_is: Option<DenominatorIs>,
    pub(super) by: Option<Grain>,
}

/// Enters how each treatment of the files is read, with what a reader should know of it.
///
/// # Errors
/// Several periods put together over a denominator that may be a stock or a flow, where the user does not say which.
pub(super) fn enter(loaded: &mut Loaded, said: &Said) -> Result<()> {
    let (mut shares, mut doubtful, mut stocks, mut events) = (Vec::new(), Vec::new(), false, false);
    let mut used = said.denominator_is.is_none();
    let unit = loaded.words.otherwise.unit.clone();
    let [numerator, denominator] = [unit.numerator.to_string(), unit.denominator.to_string()];
    let alone = areas_alone(&loaded.cube);
    let all = alone.as_deref().unwrap_or_else(|| loaded.cube.rows());
    for rows in all.chunk_by(|a, b| a.treatment == b.treatment) {
        let treatment = &rows[0].treatment;
        let kind = said.kind.or_else(|| said.kinds.get(treatment).copied());
        let (reading, is) = read(rows, [&numerator, &denominator], kind, said.denominator_is);
        if kind.is_none() {
            no_rates(rows, &numerator)?;
            no_proportions(rows, &numerator)?;
        }
        let together = puts_together(rows, said.by);
        used |= together || Reading::of(rows, &numerator, &denominator).kind == Kind::Share;
        if together && is == Some(DenominatorIs::Stock) && said.denominator_is.is_none() {
            no_sum_of_stocks(rows, said.by, [&numerator, &denominator])?;
        }
        let guessed = said.denominator_is.is_none() && !Reading::is_named_stock(&denominator);
        if together && (is.is_none() || guessed && is == Some(DenominatorIs::Stock) && may_be_share(rows)) {
            doubtful.push(treatment.to_string());
        }
        stocks |= together && is == Some(DenominatorIs::Stock) && said.denominator_is.is_none();
        events |= kind.is_none() && reading.kind == Kind::Count;
        if kind.is_none() {
            if reading.kind == Kind::Share {
                shares.push((treatment.to_string(), reading.kind_from));
                loaded.words.entry(treatment).share = true;
            }
            loaded.kinds_from.insert(Arc::clone(treatment), reading.kind_from);
        }
        let known = Known { kind: kind.unwrap_or(reading.kind), denominator_is: is };
        loaded.known.insert(Arc::clone(treatment), known);
    }
    if let Some(treatment) = doubtful.first() {
        return Err(stock_or_flow(treatment, [&numerator, &denominator]));
    }
    loaded
        .notes
        .extend((!used).then(|| "`denominator-is` changes nothing here: no periods are put together.".to_owned()));
    let stocks = stocks && !Reading::is_named_stock(&denominator);
    loaded.notes.extend(notes(&shares, stocks, &numerator, &denominator));
    loaded.notes.extend(events.then(|| other_chance(&numerator)).flatten());
    Ok(())
}

/// Refuses rates, percentages and averages by the name of their column, and fractions in a column called value, which has rates
/// in the tables of most publishers.
fn no_rates(rows: &[CubeRow], numerator: &str) -> Result<()> {
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

fn has_fraction(row: &CubeRow) -> bool {
    row.observed.value().is_some_and(|v| v.fract() != 0.0)
}

/// Refuses proportions of large denominators, of which no rate can be made.
fn no_proportions(rows: &[CubeRow], numerator: &str) -> Result<()> {
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
fn stock_or_flow(treatment: &str, [numerator, denominator]: [&str; 2]) -> Error {
    let problem = format!(
        "puts several periods together, and '{denominator}' may be a stock such as patients, which is averaged, or a flow such as \
         items, which is summed; rates of a year can differ twelvefold. Use `denominator-is stock` or `denominator-is \
         flow`, or `kind share` where '{numerator}' is part of it"
    );
    Error::Treatment { treatment: treatment.to_owned(), problem }
}

/// Refuses to sum a numerator that is there all the time over a denominator that is averaged: a register of twelve months
/// would count each patient twelve times.
fn no_sum_of_stocks(rows: &[CubeRow], by: Option<Grain>, [numerator, denominator]: [&str; 2]) -> Result<()> {
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

/// Whether a numerator that is never above its denominator is a good part of it, so that it may be a share of what happens.
fn may_be_share(rows: &[CubeRow]) -> bool {
    const PART: f64 = 0.05;
    let pairs = || rows.iter().filter_map(|r| Some((r.observed.value()?, r.denominator.and_then(Cell::value)?)));
    let (observed, denominator) = pairs().fold((0.0, 0.0), |sum, (o, d)| (sum.0 + o, sum.1 + d));
    pairs().all(|(o, d)| o <= d) && observed > PART * denominator
}

/// How a treatment is read, and what its denominator is where anybody says so.
fn read(
    rows: &[CubeRow],
    [numerator, denominator]: [&str; 2],
    kind: Option<Kind>,
    said: Option<DenominatorIs>,
) -> (Reading, Option<DenominatorIs>) {
    let mut reading = Reading::of(rows, numerator, denominator);
    if reading.kind == Kind::Share && said == Some(DenominatorIs::Stock) {
        reading = Reading { kind: Kind::Count, kind_from: KindFrom::Values, ..reading };
    }
    let of_share = (kind == Some(Kind::Share)).then_some(DenominatorIs::Flow);
    let fits = kind.is_none_or(|kind| kind == reading.kind || reading.kind != Kind::Share);
    let is = said.or(of_share).or(reading.denominator_is.filter(|_| fits));
    (reading, is)
}

fn notes(shares: &[(String, KindFrom)], stocks: bool, numerator: &str, denominator: &str) -> Vec<String> {
    let why = |from| match from {
        KindFrom::Names => "both columns count things that happen",
        _ => "the denominator goes up and down like something that happens",
    };
    let share = shares.first().map(|(_, from)| {
        let names: Vec<String> = shares.iter().map(|(name, _)| name.clone()).collect();
        format!(
            "{}: read as a share, as '{numerator}' is never above '{denominator}' and {}; shown in per cent and judged by \
             the binomial distribution. Use `kind count` where it is none.",
            listed(&names),
            why(*from)
        )
    });
    let stock = stocks.then(|| {
        format!(
            "'{denominator}' is read as a stock, such as registered patients, and averaged over the periods put together. Use \
             `denominator-is flow` where it is something that happens."
        )
    });
    share.into_iter().chain(stock).collect()
}

/// That whole pounds or doses are taken for events.
fn other_chance(numerator: &str) -> Option<String> {
    let what = if Reading::is_named_money(numerator) {
        "money"
    } else if Reading::is_named_dose(numerator) {
        "doses or time"
    } else {
        return None;
    };
    Some(format!(
        "'{numerator}' is read as a count of events, as its figures are whole numbers. Chance of {what} is another one: one patient \
         may have many, and areas are then called above or below by chance alone. Use `kind amount` where it is {what}."
    ))
}

/// The rows of areas, where there are others: a total, or rows without a code, which look like one area whose denominator jumps.
fn areas_alone(cube: &Cube) -> Option<Vec<CubeRow>> {
    let is_area = |row: &&CubeRow| !row.area.is_empty() && !cube.aside().contains_key(&row.area);
    let none = cube.rows().iter().any(|row| !is_area(&row));
    none.then(|| cube.rows().iter().filter(is_area).cloned().collect())
}

/// Whether some slice sums several periods of the rows.
fn puts_together(rows: &[CubeRow], by: Option<Grain>) -> bool {
    let Some(by) = by else { return false };
    let periods: BTreeSet<_> = rows.iter().map(|row| row.period).collect();
    let wholes: BTreeSet<_> = periods.iter().filter_map(|period| period.within(by).ok()).collect();
    wholes.len() < periods.len()
}

/// "'a', 'b' and 7 more".
pub(super) fn listed(names: &[impl AsRef<str>]) -> String {
    const MOST: usize = 4;
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", names.iter().take(MOST).map(|n| format!("'{}'", n.as_ref())).collect::<Vec<_>>().join(", "))
}
