//! Weighted coefficient of variation.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::sampling::lanes::sums;
use std::borrow::Cow;

/// Identifier of [`INDEX`].
pub const ID: &str = "cv-weighted";

/// Coefficient of variation, weighted by population.
pub const INDEX: Index = Index {
    id: Cow::Borrowed(ID),
    title: Cow::Borrowed("Coefficient of variation, weighted by population"),
    formula: "sqrt(sum w (O/E - m)^2 / sum w) / m, w = E, m = sum w (O/E) / sum w = sum O / sum E",
    source: "Ibanez, Librero, Bernal-Delgado, Peiro et al 2009, BMC Health Serv Res 9:60",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { below_zero: true, ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Standard deviation of O/E around its weighted mean, divided by that mean, with weights E and no small-sample
/// correction. Internal expected values are proportional to the denominators, so that the weights are then the
/// denominators and the result is the weighted CV of the rates.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::cv_weighted};
/// // rates 1 and 3 per 10 in populations of 30 and 10: mean 1.5, variance (3 x 0.25 + 1 x 2.25) / 4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((cv_weighted::compute(&slice).unwrap().value - 0.75f64.sqrt() / 1.5).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_variation()?;
    let (observed, expected) = (slice.observed(), slice.expected());
    let weights: f64 = expected.iter().sum();
    let mean = observed.iter().sum::<f64>() / weights;
    let squares: f64 = observed.iter().zip(expected).map(|(o, e)| e * (o / e / mean - 1.0).powi(2)).sum();
    Computed::new((squares / weights).sqrt(), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let mean = d.total / (d.frame.sum_expected * d.scale);
    let [squares] = sums([d.ratios, &d.frame.expected], |[r, e]| [e * (r - mean) * (r - mean)]);
    (squares / d.frame.sum_expected).sqrt() / mean
}
