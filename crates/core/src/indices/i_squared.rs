//! I-squared.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale};
use super::variance_dl;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// I-squared: share of the variation beyond chance.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("i-squared"),
    title: Cow::Borrowed("I-squared: share of the variation beyond chance"),
    formula: "max(0, (Q - (n - 1)) / Q), Q as for variance-dl",
    source: "Higgins & Thompson 2002, Stat Med 21:1539",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::Share, floor: true, ..Behaviour::OF_COUNTS },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// The share, 0 to 1, of the variation of ln(O/E) that chance does not explain. It depends on how many events the areas
/// have: with national counts it approaches 1 however small the spread. A count of zero enters as one half, as in
/// [`variance_dl`].
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::i_squared};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let q = 2.0 * 20.0 * (libm::log(3.0) / 2.0).powi(2);
/// assert!((i_squared::compute(&slice).unwrap().value - (q - 1.0) / q).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let q = variance_dl::moments(slice)?.q;
    let df = count(slice.len() - 1);
    let value = if q > df { (q - df) / q } else { 0.0 };
    Computed::new(value, [variance_dl::zeros_note(slice)])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    1.0 - (d.frame.n - 1.0) / variance_dl::heterogeneity(d)
}
