//! The rate and the ratio of each area of a slice, with intervals at any number of confidence levels.

use crate::chance;
use crate::data::adjusted::{Adjusted, Direct};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::findings::area_finding::AreaRates;
use crate::findings::position::Position;
use crate::rates::interval::{Confidence, Formula, Interval, IntervalMethod};
use crate::standardise::{direct, direct_value};

/// A figure with its intervals, one for each level.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    pub(crate) value: Option<f64>,
    pub(crate) intervals: Vec<Interval>,
    /// Why there is no figure, where there is a reason of its own.
    pub(crate) undefined: Option<String>,
}

/// Which intervals are wanted.
pub(crate) struct RateOptions<'a> {
    pub(crate) per: f64,
    pub(crate) method: Option<IntervalMethod>,
    /// The level of `lower` and `upper` first.
    pub(crate) levels: &'a [Confidence],
}

/// How an interval is made.
#[derive(Debug, Clone, Copy)]
enum How {
    /// Of independent events.
    Events(IntervalMethod),
    /// Of a sum with this variance over its mean.
    Gamma(f64),
}

impl How {
    /// The interval of a sum over a divisor.
    fn gamma(dispersion: f64, observed: f64, divisor: f64, level: Confidence) -> Interval {
        let [lower, upper] = chance::interval(observed, dispersion, level).map(|limit| limit / divisor);
        Interval { lower, upper, method: Formula::EffectiveEvents }
    }
}

impl RateOptions<'_> {
    /// The method for this slice; `None` where no chance model applies.
    fn method(&self, slice: &Slice) -> Option<How> {
        if let Some(phi) = slice.dispersion() {
            return Some(How::Gamma(phi * chance::base(slice))).filter(|_| chance::base(slice) > 0.0);
        }
        // Whole numbers are what an interval for counts is made for, whatever the kind says.
        slice.require_counts().ok()?;
        self.method.or_else(|| IntervalMethod::usual(slice.kind())).map(How::Events)
    }
}

/// The rate of each area: standardised where the slice is, else observed / denominator. `None` without denominators.
pub(crate) fn rates(slice: &Slice, wanted: &RateOptions) -> Option<Vec<Measured>> {
    let denominator = slice.denominator()?;
    let method = wanted.method(slice);
    let figures = slice.observed().iter().zip(denominator).zip(slice.expected());
    Some(match slice.adjusted() {
        Some(Adjusted::Direct(d)) => d
            .areas
            .iter()
            .zip(slice.areas())
            .map(|(strata, area)| match d.lacking.get(&area.code) {
                Some(reason) => Measured { undefined: Some(reason.clone()), ..Measured::default() },
                None => standardised(strata, d, wanted, method),
            })
            .collect(),
        Some(Adjusted::Indirect { reference_rate: Some(base) }) => {
            figures.map(|((o, d), e)| ratio([*o, *e], Some(*d), base * wanted.per, method, wanted.levels)).collect()
        }
        Some(Adjusted::Indirect { reference_rate: None }) => {
            let reason = "the reference gives rates but no populations, so there is no overall rate to multiply the \
                          ratio by";
            vec![Measured { undefined: Some(reason.to_owned()), ..Measured::default() }; slice.len()]
        }
        None => figures.map(|((o, d), _)| crude(*o, *d, wanted, method)).collect(),
    })
}

/// The rate of all areas together, made as that of each area.
pub(crate) fn overall(slice: &Slice, per: f64) -> Option<f64> {
    let denominator = slice.denominator().filter(|d| !d.is_empty())?;
    let observed: f64 = slice.observed().iter().sum();
    let value = match slice.adjusted() {
        Some(Adjusted::Direct(d)) => direct_value(&d.overall).ok()? * per,
        Some(Adjusted::Indirect { reference_rate }) => {
            observed / slice.expected().iter().sum::<f64>() * (*reference_rate)? * per
        }
        None => observed / denominator.iter().sum::<f64>() * per,
    };
    value.is_finite().then_some(value)
}

/// The ratio O / E of each area; `None` where there is none.
pub(crate) fn ratios(slice: &Slice, wanted: &RateOptions) -> Option<Vec<Measured>> {
    slice.require_expected().ok()?;
    let method = wanted.method(slice);
    let denominator = |i: usize| slice.denominator().map(|d| d[i]);
    let pairs = slice.observed().iter().zip(slice.expected()).enumerate();
    Some(pairs.map(|(i, (o, e))| ratio([*o, *e], denominator(i), 1.0, method, wanted.levels)).collect())
}

/// How far each area is from O = E by its interval at one level; `None` for all where no chance model applies.
pub(crate) fn positions(slice: &Slice, wanted: &RateOptions, far: f64) -> Option<Vec<Option<Position>>> {
    let of = |m: Measured| m.intervals.first().filter(|v| finite(v)).map(|v| Position::of([v.lower, v.upper], far));
    Some(ratios(slice, wanted)?.into_iter().map(of).collect())
}

/// Findings about an area's rate and ratio beyond value and first interval.
pub(crate) fn details(slice: &Slice, wanted: &RateOptions, i: usize, rate: &Measured, ratio: &Measured) -> AreaRates {
    let crude_rate = || Some(slice.observed()[i] / slice.denominator()?[i] * wanted.per);
    let first = ratio.intervals.first().filter(|v| finite(v));
    let all = |measured: &Measured| {
        let several = wanted.levels.len() > 1 && measured.intervals.iter().all(finite);
        let pairs = wanted.levels.iter().zip(&measured.intervals).filter(|_| several);
        pairs.map(|(level, v)| (level.per_cent(), [v.lower, v.upper])).collect()
    };
    AreaRates {
        crude_rate: slice.adjusted().and_then(|_| crude_rate()).filter(|v| v.is_finite()),
        ratio_lower: first.map(|v| v.lower),
        ratio_upper: first.map(|v| v.upper),
        ratio_interval_method: first.map(|v| v.method),
        intervals: all(rate),
        ratio_intervals: all(ratio),
        rate_undefined: rate.undefined.clone(),
        position: None,
        similar: None,
    }
}

fn finite(interval: &Interval) -> bool {
    interval.lower.is_finite() && interval.upper.is_finite()
}

fn crude(observed: f64, denominator: f64, wanted: &RateOptions, method: Option<How>) -> Measured {
    let one = |m: How, level: Confidence| match m {
        How::Events(m) => m.rate(observed, denominator, wanted.per, level),
        How::Gamma(dispersion) => How::gamma(dispersion, observed, denominator / wanted.per, level),
    };
    let at = |m: How| wanted.levels.iter().map(|level| one(m, *level)).collect();
    let value = observed / denominator * wanted.per;
    Measured { value: Some(value), intervals: method.map(at).unwrap_or_default(), undefined: None }
}

fn ratio(
    [observed, expected]: [f64; 2],
    denominator: Option<f64>,
    unit: f64,
    method: Option<How>,
    levels: &[Confidence],
) -> Measured {
    let one = |m: How, level: Confidence| match m {
        How::Events(m) => m.ratio(observed, denominator, expected, unit, level),
        How::Gamma(dispersion) => Some(How::gamma(dispersion, observed, expected / unit, level)),
    };
    let at = |m: How| levels.iter().map_while(|level| one(m, *level)).collect();
    let intervals = method.map(at).unwrap_or_default();
    Measured { value: Some(observed / expected * unit), intervals, undefined: None }
}

/// A directly standardised rate. The interval is that of the method of standardisation, for a count alone.
fn standardised(
    strata: &[crate::data::adjusted::WeightedStratum],
    by: &Direct,
    wanted: &RateOptions,
    method: Option<How>,
) -> Measured {
    let refused = |Undefined { reason }| Measured { undefined: Some(reason.into_owned()), ..Measured::default() };
    // The formulas of direct standardisation take every event as another person.
    if !matches!(method, Some(How::Events(_))) {
        let value = direct_value(strata).map(|v| v * wanted.per);
        return value.map_or_else(refused, |v| Measured { value: Some(v), ..Measured::default() });
    }
    let at = |level: &Confidence| direct(strata, wanted.per, by.method, *level);
    match wanted.levels.iter().map(at).collect::<Result<Vec<_>, _>>() {
        Err(undefined) => refused(undefined),
        Ok(found) => Measured {
            value: found.first().map(|r| r.value),
            intervals: found.iter().filter_map(|r| r.interval).collect(),
            undefined: None,
        },
    }
}

/// Refuses a method of intervals that does not fit the numerator of the slice.
pub(crate) fn check(slice: &Slice, method: Option<IntervalMethod>) -> Result<(), crate::error::Error> {
    let Some(method) = method else { return Ok(()) };
    let kind = if slice.require_counts().is_ok() { slice.kind() } else { Kind::Amount };
    let refuse = |problem| crate::error::Error::Interval {
        method: method.word(),
        treatment: slice.treatment().to_string(),
        problem,
    };
    method.fits(kind).map_err(refuse)
}
