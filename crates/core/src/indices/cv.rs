//! Coefficient of variation.

use super::index::{Behaviour, Computation, Computed, Index, Needs, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::sampling::lanes::sums;
use std::borrow::Cow;

/// Coefficient of variation.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("cv"),
    title: Cow::Borrowed("Coefficient of variation"),
    formula: "sd(O/E) / mean(O/E), sd with n - 1",
    source: "Pearson 1896, Philos Trans R Soc A 187:253",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { below_zero: true, ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Standard deviation (with n - 1) of O/E divided by its mean, every area counting the same.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::cv};
/// // rates 1, 2 and 3 per 10: sd 1, mean 2
/// let rows = [("A", 1.0, 10.0), ("B", 4.0, 20.0), ("C", 9.0, 30.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((cv::compute(&slice).unwrap().value - 0.5).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let ratios = ratios(slice)?;
    let n = count(ratios.len());
    let mean = ratios.iter().sum::<f64>() / n;
    if mean <= 0.0 {
        return Err(Undefined::because("the mean of the rates is not above zero"));
    }
    let squares: f64 = ratios.iter().map(|r| (r / mean - 1.0).powi(2)).sum();
    Computed::new((squares / (n - 1.0)).sqrt(), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let mean = d.sums.ratio / d.frame.n;
    // Around the mean, not around 1: ratios far from 1 would lose their digits.
    let [squares] = sums([d.ratios], |[r]| [(r - mean) * (r - mean)]);
    (squares / (d.frame.n - 1.0)).sqrt() / mean
}
