//! The default rule: limits, flags and alarms from one p that is right where nothing stands out.

mod fit;
mod judged;
mod score;
mod sides;
#[cfg(test)]
mod tests;

use self::fit::Area;
use self::judged::Judged;
pub use self::judged::MINIMUM_AREAS;
use self::sides::Sides;
pub use super::rule::Target;
use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;

/// One verdict for limits, flags and alarms.
pub const RULE: Rule = Rule {
    id: "calibrated",
    title: "Chance and ordinary spread around the typical area, calibrated",
    formula: "m = c E, v = 1/m + alpha (share: (1 - p)/m + alpha); z = (((O/m)^L - 1)/L - (L - 1) v/2) / sqrt v with the power \
              L = 1 - (1 + 3x + a x^2) / (3 (1 + x)^2), x = alpha m, that takes skewness away; c and alpha by Huber's \
              Proposal 2 with a = 2; a = 2.5 above and 1.5 below; p = 2 T_f(-|z| / (1 - 1.5/f)), f = 2 (v / se)^2",
    source: "Huber 1964, Ann Math Stat 35:73; Efron 2004, JASA 99:96; Wilson & Hilferty 1931, PNAS 17:684; \
             Anscombe 1948, Biometrika 35:246; Satterthwaite 1946, Biometrics Bull 2:110",
    undefined_when: "fewer than ten areas that expect ten effective events; the numerator is no count; nothing expected; \
                     more than half of the areas have nothing observed",
    does: "of ordinary areas 4.5% lie beyond its 95% and 0.15% beyond its 99.8% limits; at 1.8 times their rate a third of areas is \
           found, and 5% or fewer of those named are wrong; among areas without an outlier it names one in 3% of cases, with log-normal \
           spread in up to 10%",
    allows: Allows::Spread,
    basis: OF_THE_RULE,
    assess,
    against: Some(against),
};

/// [`assess_with`] around the typical area, each event being one of its own.
///
/// # Errors
/// As [`assess_with`].
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::calibrated};
/// let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
/// let mut rows: Vec<_> = codes.iter().map(|code| (code.as_str(), 100.0, 1000.0)).collect();
/// rows[3].1 = 300.0;
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = calibrated::assess(&slice, &[Confidence::new(0.998, "level").unwrap()]).unwrap();
/// let ratio = |i: usize| slice.observed()[i] / slice.expected()[i];
/// assert!(ratio(3) > found.areas[3].limits[0][1] && found.areas[3].p < 0.002);
/// assert!(ratio(4) < found.areas[4].limits[0][1] && found.areas[4].p > 0.5);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    against(slice, levels, Target::Typical)
}

fn against(slice: &Slice, levels: &[Confidence], target: Target) -> Result<Assessment, Undefined> {
    if slice.dispersion().is_none() || slice.below_zero() > 0 {
        slice.require_chance_of_counts()?;
    }
    assess_with(slice, levels, target, slice.dispersion().unwrap_or(1.0))
}

/// Judges every area against the ordinary areas of the slice.
///
/// The score of an area is a power of its ratio O / (c E) that has no skewness: 2/3 where chance rules (Anscombe), between
/// 1/2 and 1/6 where spread does. Centre c and squared coefficient of variation alpha of the ordinary areas come from the
/// areas that expect ten effective events or more, by Huber's Proposal 2, which outliers move little. The data cannot say whether the
/// spread is gamma, log-normal or square-root-normal, so the upper tail is judged as nearly log-normal and the lower as
/// square-root-normal, for shares a little less so. Student's t allows for the estimated spread; 1 - 1.5/f for each area
/// being a part of its own fit. With 30 areas or more, those with q of at most 5 % are left out and the rest fitted again,
/// twice, unless that leaves out more than 30 %.
///
/// Limits are the inverse of the same p: an area lies outside a limit exactly where its p says so. Shares above one half
/// are judged by their complement. `dispersion` is the variance of chance per event, 1 for events that are independent:
/// all figures are divided by it ("effective events").
///
/// `tau2` of the result is alpha; `centre` is c. What the rule holds to, by simulation, is in `docs/validity.md`.
///
/// # Errors
/// Undefined for fewer than [`MINIMUM_AREAS`] areas that expect ten effective events, when nothing is expected, for a
/// share without denominators, and where the typical ratio is zero.
pub fn assess_with(
    slice: &Slice,
    levels: &[Confidence],
    target: Target,
    dispersion: f64,
) -> Result<Assessment, Undefined> {
    slice.require_expected()?;
    let sides = Sides::of(slice, dispersion)?;
    let judged = Judged::of(&sides, target)?;
    let verdict = |area: &Area| {
        let (z, p) = judged.test(area);
        let limits = levels.iter().map(|level| sides.turned(judged.limits(area, *level), area)).collect();
        Verdict { z: if sides.complement { -z } else { z }, p, limits }
    };
    let areas = sides.areas.iter().map(verdict).collect();
    let curve = Curve::draw(slice, levels, |e, level| {
        let area = sides.area(e, e, dispersion);
        sides.turned(judged.limits(&area, level), &area)
    });
    let method = match (target, sides.complement) {
        (Target::Typical, false) => "calibrated, typical area by Huber's Proposal 2",
        (Target::Typical, true) => {
            "calibrated, typical area by Huber's Proposal 2, judged by the complement of the share"
        }
        (Target::Ratio(_), false) => "calibrated, around the target that was chosen",
        (Target::Ratio(_), true) => {
            "calibrated, around the target that was chosen, judged by the complement of the share"
        }
    };
    let centre = sides.centre(judged.ordinary.centre);
    Ok(Assessment { phi: None, tau2: Some(judged.ordinary.alpha), centre, method, areas, tests: None, curve })
}
