//! Theil index T.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Theil index T.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("theil-t"),
    title: Cow::Borrowed("Theil index T"),
    formula: "sum p (x/mean) ln(x/mean), x = O/E, p population shares; a rate of zero adds 0",
    source: "Theil 1967, Economics and Information Theory",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_RATES,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Generalised entropy of order 1, the entropy by which the areas' share of events departs from their share of people.
///
/// Weights are the denominators (the expected values where there are none). Chance inflates every such measure: read it
/// beside what the null gives.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::theil_t};
/// // rates 1 and 3 per 10, populations 30 and 10: mean 1.5, relative rates 2/3 and 2, shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((theil_t::compute(&slice).unwrap().value - (0.5 * libm::log(2.0f64 / 3.0) + 0.5 * libm::log(2.0))).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let term = |p: &Part| if p.relative > 0.0 { p.share * p.relative * libm::log(p.relative) } else { 0.0 };
    Computed::new(shares::parts(slice)?.iter().map(term).sum::<f64>().max(0.0), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    of_draw(d)
}

/// The same of a replicate.
pub(super) fn of_draw(d: &Draw) -> f64 {
    d.sums.mean_entropy / d.sums.mean - libm::log(d.sums.mean)
}
