//! Gini coefficient.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Gini coefficient.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("gini"),
    title: Cow::Borrowed("Gini coefficient"),
    formula: "sum_ij p_i p_j |x_i - x_j| / (2 mean), x = O/E, p population shares",
    source: "Gini 1914, Atti R Ist Veneto 73:1203; population form without n/(n-1)",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_INEQUALITY,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Half the mean absolute difference between two persons' rates, relative to the mean: 0 when all are equal.
///
/// Weights are the denominators (the expected values where there are none). Chance inflates every such measure: read it
/// beside what the null gives.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::gini};
/// // rates 1 and 3 per 10, populations 30 and 10: mean 1.5, relative rates 2/3 and 2, shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((gini::compute(&slice).unwrap().value - 0.75 * 0.25 * (2.0 - 2.0 / 3.0)).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let mut parts = shares::parts(slice)?;
    parts.sort_by(|a, b| a.relative.total_cmp(&b.relative));
    let mut below = 0.0;
    let term = |Part { share, relative }: &Part| {
        let term = share * (relative - 1.0) * (2.0 * below + share);
        below += share;
        term
    };
    Computed::new(parts.iter().map(term).sum::<f64>().max(0.0), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let (mut below, mut sum) = (0.0, 0.0);
    for (r, p) in d.sorted {
        sum += p * (r - d.sums.mean) * (2.0 * below + p);
        below += p;
    }
    (sum / d.sums.mean).max(0.0)
}
