//! Distance from the median in robust standard deviations.

use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict, require_spread};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::rates::interval::Confidence;
use crate::special::normal;

/// Median and median absolute deviation.
pub const RULE: Rule = Rule {
    id: "robust",
    title: "Distance from the median in median absolute deviations",
    formula: "r = O/E; z = (r - median r) / (1.4826 median |r - median r|); limits median -/+ z_level 1.4826 MAD, cut at 0",
    source: "Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers; Leys et al 2013, J Exp Soc Psychol 49:764",
    undefined_when: "fewer than two areas; more than half of the areas have the same ratio; nothing expected",
    does: "it knows nothing of size: 5.7% of ordinary areas lie beyond its 95% and 0.62% beyond its 99.8% limits, among areas that \
           differ by chance alone 8.5% and 1.5%, the small ones above all",
    allows: Allows::SizeBlind,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// 1 / the upper quartile of the standard normal distribution: makes the MAD estimate a standard deviation.
const NORMAL: f64 = 1.482_602_218_505_602;

/// The same limits for areas of every size: the median ratio -/+ a multiple of the median absolute deviation. Needs no
/// chance model, and so also works for amounts; takes no account of chance, and so flags small areas too easily.
/// `tau2` is the square of the robust standard deviation.
///
/// # Errors
/// Undefined without areas, when nothing is expected, for fewer than two areas and when the MAD is zero.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::robust};
/// let rows = [("A", 1.0, 1.0), ("B", 2.0, 1.0), ("C", 3.0, 1.0), ("D", 4.0, 1.0), ("E", 99.0, 1.0)];
/// let slice = Slice::from_expected(Kind::Amount, &rows).unwrap();
/// let found = robust::assess(&slice, &[Confidence::new(0.95, "level").unwrap()]).unwrap();
/// assert!((found.areas[4].z - 96.0 / 1.482602218505602).abs() < 1e-12);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let ratios = slice.ratios()?;
    require_spread(slice)?;
    let median = |values: &[f64]| quantile(&sorted(values), 0.5).unwrap_or_default();
    let centre = median(&ratios);
    let deviations: Vec<f64> = ratios.iter().map(|r| (r - centre).abs()).collect();
    let scale = NORMAL * median(&deviations);
    if scale <= 0.0 {
        return Err(Undefined::because("more than half of the areas have the same ratio"));
    }
    Ok(flat(slice, levels, &ratios, [centre, scale], "median and median absolute deviation"))
}

/// z scores and limits that do not depend on the size of the area.
pub(super) fn flat(
    slice: &Slice,
    levels: &[Confidence],
    ratios: &[f64],
    [centre, scale]: [f64; 2],
    method: &'static str,
) -> Assessment {
    // Amounts taken back may be below zero, and an ordinary area too then.
    let least = if slice.below_zero() > 0 { f64::NEG_INFINITY } else { 0.0 };
    let limits = |level: Confidence| [(centre - level.z() * scale).max(least), centre + level.z() * scale];
    let verdict = |r: &f64| {
        let z = (r - centre) / scale;
        Verdict { z, p: normal::two_sided(z), limits: levels.iter().map(|level| limits(*level)).collect() }
    };
    Assessment {
        phi: None,
        tau2: Some(scale * scale),
        centre,
        method,
        areas: ratios.iter().map(verdict).collect(),
        tests: None,
        curve: Curve::draw(slice, levels, |_, level| limits(level)),
    }
}
