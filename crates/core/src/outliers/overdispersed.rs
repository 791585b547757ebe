//! Funnel limits that allow for the ordinary spread between areas.

use super::alarm;
use super::alarm::ROBUST;
use super::exact::{at, overall};
use super::rule::{Allows, Assessment, Curve, Rule, Verdict, require_spread};
use super::scale::Point;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::models;
use crate::quantile::{quantile, sorted};
use crate::rates::interval::Confidence;
use crate::special::normal;

/// Funnel limits with additive overdispersion.
pub const RULE: Rule = Rule {
    id: "overdispersed",
    title: "Chance and ordinary spread between areas (additive overdispersion)",
    formula: "y = sqrt(O/E), s = 1/(2 sqrt E); for a share y = asin sqrt(O/D), s = 1/(2 sqrt D); z = (y - t)/s winsorised \
              at 10 %; phi = mean z^2; tau2 = max(0, (n phi - (n - 1)) / (W - sum w^2 / W)), w = 1/s^2, W = sum w; \
              limits t -/+ z_level sqrt(s^2 + tau2), transformed back",
    source: "Spiegelhalter 2005, Qual Saf Health Care 14:347; Spiegelhalter et al 2012, J R Stat Soc A 175:1",
    undefined_when: "fewer than two areas; the numerator is not a count; nothing expected; \
                     a share without denominators or expected to reach 100 %",
    does: "as published its limits are narrow: 13% of ordinary areas lie beyond the 95% and 1.6% beyond the 99.8% limits, where 5% \
           and 0.2% are meant; alarms rest on other tests, which find fewer outliers than the calibrated rule",
    allows: Allows::Spread,
    basis: ROBUST,
    assess,
    against: None,
};

/// Share of the z scores pulled in at either end before overdispersion is estimated.
const WINSORISED: f64 = 0.1;

/// Limits around O = E that add to chance a between-area variance tau2, estimated by moments from z scores winsorised
/// at their type-7 10th and 90th percentiles, so that outliers do not hide themselves. Limits are transformed back and
/// are on the scale of O / E. z and the normal two-sided p include tau2.
///
/// With tau2 far above 1/(4E) the funnel is flat: an area outside is one that stands out from the spread that is
/// ordinary between areas. tau2 is on the transformed scale; on the square-root scale about a quarter of the variance
/// of O / E.
///
/// Winsorising takes about a third off phi where nothing is an outlier (the mean square of normal z scores winsorised at
/// 10 % is 0.68), as the method is published: limits are then a little narrow and p a little small, which a control of
/// false discoveries does not mend. Alarms therefore rest on `tests`, an empirical null whose p is right for ordinary areas:
/// see [`super::Test`].
///
/// # Errors
/// As [`super::exact`], and for fewer than two areas.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::overdispersed};
/// let level = [Confidence::new(0.95, "level").unwrap()];
/// let rows = [("A", 121.0, 100.0), ("B", 81.0, 100.0), ("C", 100.0, 100.0)];
/// let found = overdispersed::assess(&Slice::from_expected(Kind::Count, &rows).unwrap(), &level).unwrap();
/// // z = 2, -2, 0, winsorised to 1.6, -1.6, 0
/// assert!((found.phi.unwrap() - 2.0 * 1.6f64.powi(2) / 3.0).abs() < 1e-12);
/// let [low, high] = found.areas[0].limits[0];
/// assert!(low < 0.81 && high > 1.21);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let models = models(slice)?;
    require_spread(slice)?;
    let points: Vec<Point> = slice.observed().iter().zip(&models).map(|(o, chance)| Point::new(*o, *chance)).collect();
    let (phi, tau2) = overdispersion(&points);
    let reach: Vec<f64> = levels.iter().map(|level| level.z()).collect();
    let verdict = |point: &Point| {
        let z = point.z(tau2);
        Verdict { z, p: normal::two_sided(z), limits: reach.iter().map(|r| point.limits(*r, tau2)).collect() }
    };
    let overall = overall(slice);
    let curve = Curve::draw(slice, levels, |e, level| Point::new(e, at(e, overall)).limits(level.z(), tau2));
    Ok(Assessment {
        phi: Some(phi),
        tau2: Some(tau2),
        centre: 1.0,
        method: method(slice.kind()),
        areas: points.iter().map(verdict).collect(),
        tests: Some(alarm::tests(slice, &models, &points)),
        curve,
    })
}

/// phi and tau squared by the method of moments from winsorised z scores.
pub(super) fn overdispersion(points: &[Point]) -> (f64, f64) {
    let raw: Vec<f64> = points.iter().map(|p| p.z(0.0)).collect();
    let order = sorted(&raw);
    let ends = quantile(&order, WINSORISED).zip(quantile(&order, 1.0 - WINSORISED));
    let winsorised = |z: &f64| ends.map_or(*z, |(low, high)| z.clamp(low, high));
    let n = points.len() as f64;
    let phi = raw.iter().map(|z| winsorised(z).powi(2)).sum::<f64>() / n;
    let weights = points.iter().map(|p| 1.0 / (p.error * p.error));
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    let tau2 = (n * phi - (n - 1.0)) / (sum - squares / sum);
    (phi, if tau2.is_finite() { tau2.max(0.0) } else { 0.0 })
}

fn method(kind: Kind) -> &'static str {
    match kind {
        Kind::Share => "additive, arcsine scale, z scores winsorised at 10 %",
        Kind::Count | Kind::Amount => "additive, square-root scale, z scores winsorised at 10 %",
    }
}
