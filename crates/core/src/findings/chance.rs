//! What is said of chance: where it is known from, how many areas differ by more, and what one person would have to take.

use crate::chance::{
    ChanceFrom, Dispersion, LEAST_EFFECTIVE, PerPerson, base, break_even, interval, spread_as_chance, years,
};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::findings::changes::changes;
use crate::findings::position::Position;
use crate::number::finite;
use crate::outliers::Assessment;
use crate::rates::interval::Confidence;

/// The time over which a person takes an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    /// A year.
    Year,
    /// The period of the figures.
    Period,
}

crate::worded!(TakenIn { Year = "year", Period = "period" });

/// Chance in a slice. Absent figures are undefined, never zero.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct ChanceFindings {
    /// What the dispersion is known from; `None` where it is not known.
    pub from: Option<ChanceFrom>,
    /// Variance of chance over the mean, relative to independent events.
    pub phi: Option<f64>,
    /// What a treated person takes, where that was given.
    pub per_person: Option<f64>,
    /// Its coefficient of variation over persons.
    pub per_person_cv: Option<f64>,
    /// What a treated person would have to take in a year (in the period, where its length is not known) for the whole
    /// spread between areas to be chance, at that coefficient of variation (1 where none was given).
    pub break_even: Option<f64>,
    /// The time over which a person would take the break-evens of slice and areas.
    pub break_even_in: Option<TakenIn>,
    /// Areas that expect ten effective events or more.
    pub tested: Option<usize>,
    /// Those of them that differ from all areas together: beyond the outer limits against chance alone.
    pub differ: Option<usize>,
    /// Noise from month to month, where nothing else is known: less than chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month_noise: Option<MonthNoiseFound>,
    /// Why the dispersion is not known.
    pub undefined: Option<String>,
}

/// Noise from month to month in a slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MonthNoiseFound {
    /// Variance of the noise over the mean, for the months of the slice: a lower bound of that of chance.
    pub phi: f64,
    /// Months that it is known from.
    pub months: usize,
    /// Areas that it is known from.
    pub areas: usize,
}

/// Chance in one area.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct AreaChance {
    /// Independent events that the expected value is worth, expected / phi, where every event is not one already. Fewer than
    /// ten have no verdict.
    pub effective: Option<f64>,
    /// What one treated person would have to take in a year for the area to lie within the outer limits against chance
    /// alone: it differs from expected unless it is more than this.
    pub break_even: Option<f64>,
    /// How far noise from month to month takes the figure either way, as a share of it, at the confidence of intervals.
    /// This and what follows only where nothing else is known of chance: it is less than chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month_noise: Option<f64>,
    /// The ratio O / E over that of the month or quarter before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// Lower limit of the change, by noise from month to month alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_lower: Option<f64>,
    /// Upper limit of the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_upper: Option<f64>,
}

impl AreaChance {
    /// Whether a verdict is possible: ten effective events, where events are not independent.
    pub(crate) fn is_tested(&self) -> bool {
        self.effective.is_none_or(|effective| effective >= LEAST_EFFECTIVE)
    }
}

/// The dispersion, how many areas differ beyond the outer limits, and the break-even of the whole spread.
pub(crate) fn of_slice(
    slice: &Slice,
    known: &Result<Dispersion, Undefined>,
    plain: Option<&Assessment>,
) -> ChanceFindings {
    let person = known.as_ref().ok().and_then(|d| d.per_person);
    let whole = spread_as_chance(slice).map(|phi| phi / persons(slice, person));
    let tested =
        known.as_ref().ok().map(|d| slice.expected().iter().filter(|e| **e / d.phi >= LEAST_EFFECTIVE).count());
    let ratios = slice.ratios().unwrap_or_default();
    let differ = plain.map(|a| {
        let beyond = |(v, r): &(&crate::outliers::Verdict, &f64)| {
            v.limits.last().is_some_and(|[low, high]| *r < low || *r > high)
        };
        a.areas.iter().zip(&ratios).filter(beyond).count()
    });
    let month_noise = noise(slice, known);
    ChanceFindings {
        from: known.as_ref().ok().map(|d| d.from).or(month_noise.as_ref().map(|_| ChanceFrom::Months)),
        phi: known.as_ref().ok().and_then(|d| finite(d.phi)),
        per_person: person.map(PerPerson::amount),
        per_person_cv: person.map(PerPerson::cv),
        break_even: whole.and_then(finite),
        break_even_in: whole.and_then(finite).map(|_| taken_in(slice, person)),
        tested,
        differ,
        month_noise,
        undefined: known.as_ref().err().map(|u| u.reason.to_string()),
    }
}

/// Noise from month to month, where nothing else is known.
fn noise(slice: &Slice, known: &Result<Dispersion, Undefined>) -> Option<MonthNoiseFound> {
    let noise = slice
        .month_noise()
        .filter(|_| known.is_err() && slice.below_zero() == 0 && slice.require_expected().is_ok())?;
    let phi = noise.dispersion(slice.months());
    Some(MonthNoiseFound { phi, months: noise.months, areas: noise.areas })
}

/// Areas that even noise from month to month does not tell from all areas together. Of the others nothing is said.
pub(crate) fn within_noise(
    slice: &Slice,
    known: &Result<Dispersion, Undefined>,
    outer: Confidence,
) -> Option<Vec<Option<Position>>> {
    let phi = noise(slice, known)?.phi;
    let within = |(o, e): (&f64, &f64)| {
        let [low, high] = interval(*o, phi, outer);
        (low <= *e && *e <= high).then_some(Position::NotDistinguishable)
    };
    Some(slice.observed().iter().zip(slice.expected()).map(within).collect())
}

/// Effective events, break-even and noise from month to month of every area.
pub(crate) fn of_areas(
    slice: &Slice,
    known: &Result<Dispersion, Undefined>,
    [inner, outer]: [Confidence; 2],
) -> Vec<AreaChance> {
    if slice.require_expected().is_err() {
        return vec![AreaChance::default(); slice.len()];
    }
    let person = known.as_ref().ok().and_then(|d| d.per_person);
    let unit = persons(slice, person) * base(slice);
    let noise = noise(slice, known).map(|noise| noise.phi);
    let changes = slice.month_noise().filter(|_| noise.is_some()).map(|noise| changes(slice, noise, inner));
    let one = |(at, (o, e)): (usize, (&f64, &f64))| AreaChance {
        effective: slice.dispersion().and_then(|phi| finite(e / phi)),
        break_even: finite(break_even(*o, *e, outer.z()) / unit).filter(|_| *o >= 0.0),
        month_noise: noise.filter(|_| *o > 0.0).and_then(|phi| finite(inner.z() * (phi / o).sqrt())),
        change: changes.as_ref().and_then(|c| c[at][0]),
        change_lower: changes.as_ref().and_then(|c| c[at][1]),
        change_upper: changes.as_ref().and_then(|c| c[at][2]),
    };
    slice.observed().iter().zip(slice.expected()).enumerate().map(one).collect()
}

/// The time of the break-evens: that of the figures where their length is not known, or the user says so.
fn taken_in(slice: &Slice, given: Option<PerPerson>) -> TakenIn {
    let yearly = given.is_none_or(PerPerson::is_yearly) && slice.period().full_months().is_some();
    if yearly { TakenIn::Year } else { TakenIn::Period }
}

/// The dispersion of a person who takes one unit in a year.
fn persons(slice: &Slice, given: Option<PerPerson>) -> f64 {
    let scatter = given.map_or(2.0, PerPerson::scatter);
    scatter * if given.is_none_or(PerPerson::is_yearly) { years(slice) } else { 1.0 }
}
