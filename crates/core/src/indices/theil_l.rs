//! Theil index L (mean log deviation).

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Theil index L (mean log deviation).
pub const INDEX: Index = Index {
    id: Cow::Borrowed("theil-l"),
    title: Cow::Borrowed("Theil index L (mean log deviation)"),
    formula: "sum p ln(mean/x), x = O/E, p population shares",
    source: "Theil 1967, Economics and Information Theory; Bourguignon 1979, Econometrica 47:901",
    undefined_when: "an area observed nothing; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_RATES,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Generalised entropy of order 0: the mean logarithm of how far a person's rate lies below the overall rate.
///
/// Weights are the denominators (the expected values where there are none). Chance inflates every such measure: read it
/// beside what the null gives.
///
/// # Errors
/// Undefined when an area observed nothing, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::theil_l};
/// // rates 1 and 3 per 10, populations 30 and 10: mean 1.5, relative rates 2/3 and 2, shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// assert!((theil_l::compute(&slice).unwrap().value - (0.75 * libm::log(1.5f64) - 0.25 * libm::log(2.0))).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let parts = shares::parts(slice)?;
    shares::require_positive(slice)?;
    Computed::new(parts.iter().map(|p| -p.share * libm::log(p.relative)).sum::<f64>().max(0.0), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    if d.sums.zeros > 0.0 { f64::NAN } else { libm::log(d.sums.mean) - d.sums.mean_log }
}
