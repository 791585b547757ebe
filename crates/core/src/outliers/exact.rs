//! Funnel limits against chance alone.

use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict};
use super::scale::Point;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::{Chance, models};
use crate::rates::interval::Confidence;

/// Exact Poisson (for a share binomial) funnel limits.
pub const RULE: Rule = Rule {
    id: "exact",
    title: "Chance alone (exact Poisson or binomial)",
    formula: "limit = (r - (P(X <= r) - p) / P(X = r)) / E, r the smallest count with P(X <= r) >= p; \
              p = 2 min(P(X <= O), P(X >= O))",
    source: "Spiegelhalter 2005, Stat Med 24:1185",
    undefined_when: "the numerator is not a count; nothing expected; a share without denominators or expected to reach 100 %",
    does: "it takes chance for all there is: with ordinary spread 73% of ordinary areas lie beyond its 95% and 58% beyond its 99.8% \
           limits, the more the larger they are, and 94% of those named are wrong",
    allows: Allows::ChanceAlone,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// Limits that chance alone would keep an area within, by exact Poisson probabilities (binomial for a share),
/// interpolated between whole numbers so that they are continuous in E, on the scale of O / E. p is exact; z is on the
/// square-root scale (arcsine for a share) and has the sign of O - E. Estimates no overdispersion.
///
/// Areas that are large always look extreme against chance alone: see [`super::overdispersed`].
///
/// # Errors
/// Undefined for amounts, without areas, when nothing is expected, for a share without denominators and where an
/// expected share is 100 %.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::exact};
/// let slice = Slice::from_expected(Kind::Count, &[("A", 19.0, 10.0), ("B", 10.0, 10.0)]).unwrap();
/// let found = exact::assess(&slice, &[Confidence::new(0.95, "level").unwrap()]).unwrap();
/// let [low, high] = found.areas[0].limits[0];
/// assert!(0.3 < low && low < 0.4 && 1.6 < high && high < 1.7);
/// assert!((found.areas[0].p - 2.0 * 0.0071865).abs() < 1e-5); // 1 - ppois(18, 10)
/// assert!((found.areas[1].p - 1.0).abs() < 1e-12);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let models = models(slice)?;
    let verdict = |(observed, chance): (&f64, &Chance)| Verdict {
        z: Point::new(*observed, *chance).z(0.0),
        p: chance.two_sided(*observed),
        limits: levels.iter().map(|level| chance.limits(*level)).collect(),
    };
    let areas = slice.observed().iter().zip(&models).map(verdict).collect();
    let overall = overall(slice);
    let curve = Curve::draw(slice, levels, |e, level| at(e, overall).limits(level));
    Ok(Assessment {
        phi: None,
        tau2: None,
        centre: 1.0,
        method: "exact probabilities, interpolated",
        areas,
        tests: None,
        curve,
    })
}

/// The overall expected proportion of a share; `None` for a count.
pub(super) fn overall(slice: &Slice) -> Option<f64> {
    slice.overall_share()?;
    Some(slice.expected().iter().sum::<f64>() / slice.denominator()?.iter().sum::<f64>())
}

/// The chance model of an area that expects `e`, at the overall proportion.
pub(super) fn at(e: f64, overall: Option<f64>) -> Chance {
    overall.map_or(Chance::Poisson(e), |p| Chance::Binomial(e / p, p))
}
