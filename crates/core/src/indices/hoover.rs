//! Hoover index.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Hoover index.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("hoover"),
    title: Cow::Borrowed("Hoover index"),
    formula: "sum p |x/mean - 1| / 2, x = O/E, p population shares",
    source: "Hoover 1936, Rev Econ Stat 18:162",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_INEQUALITY,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// The share of all events that would have to move between areas for all rates to be equal (Robin Hood index).
///
/// Weights are the denominators (the expected values where there are none). Chance inflates every such measure: read it
/// beside what the null gives.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::hoover};
/// // rates 1 and 3 per 10, populations 30 and 10: mean 1.5, relative rates 2/3 and 2, shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((hoover::compute(&slice).unwrap().value - 0.25).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let term = |p: &Part| 0.5 * p.share * (p.relative - 1.0).abs();
    Computed::new(shares::parts(slice)?.iter().map(term).sum(), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    0.5 * d.sums.distance / d.sums.mean
}
