//! Funnel limits as a widely used R package draws them, for comparison only.

use super::alarm::ROBUST;
use super::overdispersed;
use super::rule::{Allows, Assessment, Curve, Rule, Verdict};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;

/// Limits left on the square-root scale.
pub const RULE: Rule = Rule {
    id: "cqc-compat",
    title: "Compatibility: additive overdispersion with limits left on the square-root scale",
    formula: "z, phi and tau2 as overdispersed; limits 1 -/+ z_level sqrt(1/(4E) + tau2), not squared, cut at 0",
    source: "FunnelPlotR 0.6.0, sr_method = \"CQC\"",
    undefined_when: "a share; fewer than two areas; the numerator is not a count; nothing expected",
    does: "as the additive rule: 13% of ordinary areas lie beyond its 95% and 1.6% beyond its 99.8% limits, and 18% of those named are \
           wrong",
    allows: Allows::Spread,
    basis: ROBUST,
    assess,
    against: None,
};

/// The limits that FunnelPlotR 0.6.0 draws for `sr_method = "CQC"`: those of [`super::overdispersed`] without the step
/// back from the square root of O / E to O / E. They are about half as wide as they should be, so that many more areas
/// lie outside; they are here to explain such a chart, not to be used. z and p are those of the right rule.
///
/// # Errors
/// As [`super::overdispersed`], and for shares.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::cqc_compat};
/// let level = [Confidence::new(0.95, "level").unwrap()];
/// let rows = [("A", 100.0, 100.0), ("B", 100.0, 100.0)];
/// let found = cqc_compat::assess(&Slice::from_expected(Kind::Count, &rows).unwrap(), &level).unwrap();
/// assert!((found.areas[0].limits[0][1] - (1.0 + 1.959963984540054 / 20.0)).abs() < 1e-12);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    if slice.kind() == Kind::Share {
        return Err(Undefined::because("the rule is made for counts against expected counts, not for shares"));
    }
    let right = overdispersed::assess(slice, levels)?;
    let tau2 = right.tau2.unwrap_or(0.0);
    let limits = |e: f64, level: Confidence| {
        let reach = level.z() * (0.25 / e + tau2).sqrt();
        [(1.0 - reach).max(0.0), 1.0 + reach]
    };
    let areas = right
        .areas
        .iter()
        .zip(slice.expected())
        .map(|(area, e)| Verdict { limits: levels.iter().map(|level| limits(*e, *level)).collect(), ..*area });
    Ok(Assessment {
        areas: areas.collect(),
        centre: 1.0,
        method: "additive, square-root scale, z scores winsorised at 10 %, limits not squared back (compatibility)",
        curve: Curve::draw(slice, levels, limits),
        ..right
    })
}
