//! The verdicts of the outlier rule and of chance alone on a slice.

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::findings::checked::Checked;
use crate::findings::estimate::Overdispersion;
use crate::number::finite;
use crate::outliers::{Assessment, effective, exact};

/// The verdicts of the rule that was chosen, around its target.
pub(super) fn assessed(slice: &Slice, options: &Checked, per: f64) -> Result<Assessment, Undefined> {
    match options.rule.against {
        Some(against) => against(slice, &options.levels, options.target.ratio(slice, per)?),
        None => (options.rule.assess)(slice, &options.levels),
    }
}

/// Limits against chance alone: of independent events, or of the dispersion that is known.
pub(super) fn against_chance(slice: &Slice, options: &Checked) -> Result<Assessment, Undefined> {
    match slice.dispersion() {
        Some(phi) => effective::assess(slice, phi, &options.levels),
        None => exact::assess(slice, &options.levels),
    }
}

/// A share cannot exceed 100 %, so an upper limit that reaches it is D / E, exactly the ratio of an area that is all
/// observed: computed another way it can fall short by the last digit, and such an area would be flagged.
pub(super) fn up_to_the_whole(slice: &Slice, mut assessment: Assessment) -> Assessment {
    const ROUNDING: f64 = 1e-12;
    let Some(denominator) = slice.denominator().filter(|_| slice.kind() == Kind::Share) else { return assessment };
    for ((verdict, d), e) in assessment.areas.iter_mut().zip(denominator).zip(slice.expected()) {
        let whole = d / e;
        for [_, upper] in verdict.limits.iter_mut().filter(|[_, upper]| *upper >= whole * (1.0 - ROUNDING)) {
            *upper = whole;
        }
    }
    assessment
}

const TOO_LARGE: &str = "areas differ by so much more than chance that the dispersion is too large to be a number";

pub(super) fn overdispersion(adjusted: Result<&Assessment, &Undefined>) -> Overdispersion {
    match adjusted {
        Ok(a) => Overdispersion {
            phi: a.phi.and_then(finite),
            tau2: a.tau2.and_then(finite),
            method: a.method,
            undefined: a.phi.is_some_and(|phi| !phi.is_finite()).then(|| TOO_LARGE.to_owned()),
        },
        Err(u) => Overdispersion { phi: None, tau2: None, method: "none", undefined: Some(u.reason.to_string()) },
    }
}
