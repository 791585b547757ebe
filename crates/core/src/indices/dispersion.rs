//! Index of dispersion.

use super::chi_square;
use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::notes::binomial_note;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Index of dispersion.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("dispersion"),
    title: Cow::Borrowed("Index of dispersion"),
    formula: "chi-square / (n - 1)",
    source: "Fisher 1925, Statistical Methods for Research Workers; McCullagh & Nelder 1989, Generalized Linear Models",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_COUNTS,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// [`super::chi_square`] divided by its degrees of freedom: about 1 when areas differ by chance alone, the Pearson
/// dispersion of a Poisson (for a share, binomial) model with nothing but an intercept.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::dispersion};
/// let rows = [("A", 10.0, 100.0), ("B", 30.0, 100.0), ("C", 20.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((dispersion::compute(&slice).unwrap().value - 10.0 / 2.0).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    Computed::new(chi_square::statistic(slice)? / count(slice.len() - 1), [binomial_note(slice)])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    chi_square::of_draw(d) / (d.frame.n - 1.0)
}
