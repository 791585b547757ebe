//! How the figures of areas changed from the month or quarter before, by what months alone show.

use crate::chance::{LEAST_EFFECTIVE, MonthNoise};
use crate::data::slice::Slice;
use crate::number::finite;
use crate::rates::interval::Confidence;

/// Ratio of O / E to that of the period before, with its interval.
pub(crate) type Change = [Option<f64>; 3];

/// The change of each area; nothing where nothing is known of the period before, where either figure is nothing, and where
/// it is too small for noise to be told.
///
/// The change is a ratio of two O / E, so that what all areas did is not part of it. The interval allows for noise from month
/// to month alone.
pub(crate) fn changes(slice: &Slice, noise: &MonthNoise, level: Confidence) -> Vec<Change> {
    let (dispersion, variance) = (noise.dispersion(slice.months()), noise.change(slice.months()));
    let months = slice.months().max(1) as f64;
    let one = |(area, (o, e)): (&crate::data::slice::SliceArea, (&f64, &f64))| {
        let [before, expected] = slice.before(&area.code).filter(|[before, _]| *before > 0.0 && *o > 0.0)?;
        let events = f64::midpoint(before, *o);
        let ratio = (o / e) / (before / expected);
        let factor = libm::exp(level.z() * (variance / (months * events)).sqrt());
        (events / dispersion >= LEAST_EFFECTIVE).then(|| [ratio, ratio / factor, ratio * factor].map(finite))
    };
    let figures = slice.observed().iter().zip(slice.expected());
    slice.areas().iter().zip(figures).map(|pair| one(pair).unwrap_or_default()).collect()
}
