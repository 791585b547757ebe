//! The z score of OpenPrescribing's outlier reports, for comparison.

use super::robust::flat;
use super::rule::{Allows, Assessment, OF_THE_RULE, Rule, require_spread};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;

/// The unweighted z score of OpenPrescribing.
pub const RULE: Rule = Rule {
    id: "openprescribing-z",
    title: "Compatibility: unweighted z score of the ratio (OpenPrescribing)",
    formula: "z = (r - mean r) / sd(r), sd with n - 1, r = O/E (the ratio to the overall rate), every area counted once; \
              limits mean -/+ z_level sd, cut at 0",
    source: "OpenPrescribing, outlier detection",
    undefined_when: "fewer than two areas; all ratios equal; nothing expected",
    does: "it knows nothing of size and outliers widen it: 4.7% of ordinary areas lie beyond its 95% and 0.35% beyond its 99.8% \
           limits, among areas that differ by chance alone 5.7% and 0.6%, the small ones above all",
    allows: Allows::SizeBlind,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// The z score that OpenPrescribing's outlier reports rank by: distance of an area's ratio from the mean of all in
/// standard deviations, whatever their size. An area with a tiny denominator is easily extreme, and an extreme area
/// widens the limits that should find it; it is here for comparison. The z of O / E with internal expected values is the
/// z of their ratio (numerator / denominator). `tau2` is the variance.
///
/// # Errors
/// Undefined without areas, when nothing is expected, for fewer than two areas and when all ratios are equal.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::openprescribing_z};
/// let rows = [("A", 1.0, 100.0), ("B", 2.0, 100.0), ("C", 6.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = openprescribing_z::assess(&slice, &[Confidence::new(0.95, "level").unwrap()]).unwrap();
/// assert!((found.areas[2].z - 3.0 / 7.0f64.sqrt()).abs() < 1e-12); // (6 - 3) / sqrt(14 / 2)
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    let ratios = slice.ratios()?;
    require_spread(slice)?;
    let n = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / n;
    let sd = (ratios.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    // Equal ratios leave rounding errors only.
    if sd <= 1e-14 * mean.abs() || !sd.is_finite() {
        return Err(Undefined::because("all areas have the same ratio"));
    }
    Ok(flat(slice, levels, &ratios, [mean, sd], "unweighted mean and standard deviation of the ratios"))
}
