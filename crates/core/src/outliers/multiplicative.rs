//! Funnel limits widened by one factor everywhere.

use super::exact::{at, overall};
use super::overdispersed::overdispersion;
use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict, require_spread};
use super::scale::Point;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::models;
use crate::rates::interval::Confidence;
use crate::special::normal;

/// Funnel limits with multiplicative overdispersion.
pub const RULE: Rule = Rule {
    id: "multiplicative",
    title: "Chance widened by one factor (multiplicative overdispersion)",
    formula: "y, t, s, phi as overdispersed; limits t -/+ z_level s sqrt(phi), transformed back; phi taken as 1 unless \
              phi > 1 + 2 sqrt(2 / n)",
    source: "Spiegelhalter 2005, Stat Med 24:1185; Qual Saf Health Care 14:347",
    undefined_when: "fewer than two areas; the numerator is not a count; nothing expected; \
                     a share without denominators or expected to be 100 %",
    does: "12% of ordinary areas lie beyond its 95% and 2.6% beyond its 99.8% limits, large areas above all, and 37% of those named \
           are wrong",
    allows: Allows::Narrow,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// Limits whose standard error by chance is multiplied by sqrt(phi) at every size, phi being the mean squared z score
/// winsorised at 10 %. The factor is applied only where phi is more than chance would give it, phi > 1 + 2 sqrt(2/n);
/// `method` says whether it was. The funnel keeps its shape, so that large areas are judged more strictly than under
/// the additive rule.
///
/// # Errors
/// As [`super::overdispersed`].
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::{exact, multiplicative}};
/// let level = [Confidence::new(0.95, "level").unwrap()];
/// let rows = [("A", 101.0, 100.0), ("B", 99.0, 100.0), ("C", 100.0, 100.0)];
/// let found = multiplicative::assess(&Slice::from_expected(Kind::Count, &rows).unwrap(), &level).unwrap();
/// assert!(found.phi.unwrap() < 1.0 && found.method.contains("not applied"));
/// assert!((found.areas[0].limits[0][1] - 1.098f64.powi(2)).abs() < 1e-4);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let models = models(slice)?;
    require_spread(slice)?;
    let points: Vec<Point> = slice.observed().iter().zip(&models).map(|(o, chance)| Point::new(*o, *chance)).collect();
    let (phi, _) = overdispersion(&points);
    let applied = phi > 1.0 + 2.0 * (2.0 / slice.len() as f64).sqrt();
    let factor = if applied { phi.sqrt() } else { 1.0 };
    let limits = |point: Point, level: Confidence| point.limits_at(level.z() * factor * point.error);
    let verdict = |point: &Point| {
        let z = point.z(0.0) / factor;
        Verdict { z, p: normal::two_sided(z), limits: levels.iter().map(|level| limits(*point, *level)).collect() }
    };
    let overall = overall(slice);
    Ok(Assessment {
        phi: Some(phi),
        tau2: None,
        centre: 1.0,
        method: if applied {
            "multiplicative, variance-stabilised scale, z scores winsorised at 10 %"
        } else {
            "multiplicative, not applied because phi is within 1 + 2 sqrt(2 / n)"
        },
        areas: points.iter().map(verdict).collect(),
        tests: None,
        curve: Curve::draw(slice, levels, |e, level| limits(Point::new(e, at(e, overall)), level)),
    })
}
