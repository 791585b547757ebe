//! Generalised entropy of order 2.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Generalised entropy of order 2.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("ge2"),
    title: Cow::Borrowed("Generalised entropy of order 2"),
    formula: "sum p ((x/mean)^2 - 1) / 2, x = O/E, p population shares: half the squared weighted CV",
    source: "Shorrocks 1980, Econometrica 48:613",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_RATES,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Half the squared coefficient of variation weighted by population; the entropy measure that high rates move most.
///
/// Weights are the denominators (the expected values where there are none). Chance inflates every such measure: read it
/// beside what the null gives.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::ge2};
/// // rates 1 and 3 per 10, populations 30 and 10: mean 1.5, relative rates 2/3 and 2, shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((ge2::compute(&slice).unwrap().value - 0.5 * (0.75 / 9.0 + 0.25)).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let term = |p: &Part| 0.5 * p.share * (p.relative - 1.0).powi(2);
    Computed::new(shares::parts(slice)?.iter().map(term).sum(), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    0.5 * (d.sums.mean_square / (d.sums.mean * d.sums.mean) - 1.0)
}
