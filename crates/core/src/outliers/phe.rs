//! The funnel plots of English public health profiles (PHE, now OHID).

use super::exact::overall;
use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict};
use super::scale::Point;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::{Chance, models};
use crate::rates::interval::{Confidence, poisson};
use crate::special::normal;

/// The significance rule of the Fingertips funnel plots.
pub const RULE: Rule = Rule {
    id: "phe",
    title: "Public health profiles: the area's own interval excludes the average",
    formula: "count: outside where the exact (under 10) or Byar interval of O excludes E, the limit interpolated between \
              counts; share: p -/+ z_level sqrt(p (1 - p) / D), cut at 0 and 1",
    source: "PHEindicatormethods 2.1.0, assign_funnel_significance; PHE, Technical Guide: Funnel plots",
    undefined_when: "the numerator is not a count; nothing expected; a share without denominators or expected to be 100 %",
    does: "it asks how far an area is from the average and not whether that is unusual: with ordinary spread 73% of ordinary areas \
           lie beyond its 95% and 58% beyond its 99.8% limits",
    allows: Allows::ChanceAlone,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// An area is outside when its own interval ([`crate::rates::interval::poisson`]) excludes E, or for a share when its
/// proportion is outside the normal limits around the overall one. Limits are on the scale of O / E and flags drawn from
/// them are those of the public health profiles at every count. Estimates no overdispersion.
///
/// Public health profiles draw their curve for ratios from exact intervals at every count and test with Byar's from 10,
/// so that a point may lie inside its curve and yet be flagged; here curve and flag agree. The two differ by less than
/// 0.5 %. p is exact for a count and normal for a share.
///
/// # Errors
/// As [`super::exact`].
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::phe};
/// let slice = Slice::from_expected(Kind::Count, &[("A", 9.0, 4.2), ("B", 9.0, 4.0)]).unwrap();
/// let found = phe::assess(&slice, &[Confidence::new(0.95, "level").unwrap()]).unwrap();
/// // The interval of 9 starts at 4.115: it includes 4.2 and excludes 4.0.
/// assert!(9.0 / 4.2 < found.areas[0].limits[0][1] && 9.0 / 4.0 > found.areas[1].limits[0][1]);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let models = models(slice)?;
    let verdict = |(observed, chance): (&f64, &Chance)| {
        let z = match chance {
            Chance::Binomial(n, p) => (observed / n - p) / (p * (1.0 - p) / n).sqrt(),
            _ => Point::new(*observed, *chance).z(0.0),
        };
        let p = if matches!(chance, Chance::Binomial(..)) { normal::two_sided(z) } else { chance.two_sided(*observed) };
        Verdict { z, p, limits: levels.iter().map(|level| limits(*chance, *level)).collect() }
    };
    let areas = slice.observed().iter().zip(&models).map(verdict).collect();
    let overall = overall(slice);
    let curve = Curve::draw(slice, levels, |e, level| limits(super::exact::at(e, overall), level));
    Ok(Assessment {
        phi: None,
        tau2: None,
        centre: 1.0,
        method: "interval of the area against the average",
        areas,
        tests: None,
        curve,
    })
}

fn limits(chance: Chance, level: Confidence) -> [f64; 2] {
    match chance {
        Chance::Binomial(n, p) => share_limits(p, n, level).map(|limit| limit / p),
        Chance::Poisson(e) | Chance::NegativeBinomial(e, _) => count_limits(e, level).map(|limit| limit / e),
    }
}

/// Limits of a proportion around `p` (0 to 1) with denominator `n` > 0: p -/+ z sqrt(p (1 - p) / n), cut at 0 and 1.
///
/// ```
/// use unwarranted_core::{interval::Confidence, outliers::phe};
/// let [low, high] = phe::share_limits(0.5, 100.0, Confidence::new(0.95, "level").unwrap());
/// assert!((low - 0.402).abs() < 1e-4 && (high - 0.598).abs() < 1e-4);
/// ```
#[must_use]
pub fn share_limits(p: f64, n: f64, level: Confidence) -> [f64; 2] {
    let reach = level.z() * (p * (1.0 - p) / n).sqrt();
    [(p - reach).max(0.0), (p + reach).min(1.0)]
}

/// The counts at which the interval of an area that expects `e` > 0 just touches `e`, interpolated between whole numbers:
/// a whole count is above the upper one exactly when its interval lies above `e`.
///
/// ```
/// use unwarranted_core::{interval::{Confidence, poisson}, outliers::phe};
/// let level = Confidence::new(0.95, "level").unwrap();
/// let [low, high] = phe::count_limits(poisson(30.0, level).lower, level);
/// assert!((high - 30.0).abs() < 1e-9);
/// assert!(low > 11.0 && low < 12.0); // the interval of 11 ends at 19.7, of 12 at 21.0, that of 30 starts at 20.2
/// assert_eq!(phe::count_limits(3.0, level)[0], 0.0);
/// ```
#[must_use]
pub fn count_limits(e: f64, level: Confidence) -> [f64; 2] {
    let (lower, upper) = (|o: f64| poisson(o, level).lower, |o: f64| poisson(o, level).upper);
    // The largest count whose interval does not lie above e, and the largest that lies below it.
    let high = last(e, |o| lower(o) <= e);
    let part = (e - lower(high)) / (lower(high + 1.0) - lower(high));
    let above = (high + part).clamp(high, high + 1.0);
    if upper(0.0) >= e {
        return [0.0, above];
    }
    let low = last(e, |o| upper(o) < e);
    let part = (e - upper(low)) / (upper(low + 1.0) - upper(low));
    [(low + part).clamp(low, low + 1.0).min(e), above]
}

/// The largest whole number for which `holds` (true at 0, false from some number on), by doubling and halving.
fn last(start: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let mut width = start.sqrt().floor().max(1.0);
    let mut low = start.floor();
    while low > 0.0 && !holds(low) {
        low = (low - width).max(0.0);
        width *= 2.0;
    }
    width = start.sqrt().floor().max(1.0);
    let mut high = low + width;
    while holds(high) {
        low = high;
        width *= 2.0;
        high += width;
    }
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high).floor();
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_those_of_the_interval_at_every_count() {
        for level in [0.8, 0.95, 0.998] {
            let level = Confidence::new(level, "level").unwrap();
            let mut e = 0.01;
            while e < 300.0 {
                let [low, high] = count_limits(e, level);
                for o in 0..500 {
                    let o = f64::from(o);
                    let interval = poisson(o, level);
                    assert_eq!(o > high, interval.lower > e, "{o} {e} {high}");
                    assert_eq!(o < low, interval.upper < e, "{o} {e} {low}");
                }
                e *= 1.37;
            }
        }
    }
}
