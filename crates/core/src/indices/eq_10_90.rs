//! Extremal quotient, 10th to 90th percentile.

use super::eq::{quantile_ratio, quotient};
use super::index::{Behaviour, Computation, Computed, Index, Needs, QUANTILES, Scale, Smooth};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Extremal quotient, 10th to 90th percentile.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("eq-10-90"),
    title: Cow::Borrowed("Extremal quotient, 10th to 90th percentile"),
    formula: "Q90(O/E) / Q10(O/E), type-7 quantiles",
    source: "Atlas of variation convention (10 % trimmed at each end); quantiles: Hyndman & Fan 1996, Am Stat 50:361",
    undefined_when: "the 10th percentile of the rates is zero; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::LogLog, smooth: Smooth::Never(QUANTILES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// 90th percentile of O/E divided by the 10th, both by linear interpolation (type 7).
///
/// # Errors
/// Undefined when the 10th percentile is zero, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::eq_10_90};
/// let rows = [("A", 1.0, 9.0), ("B", 2.0, 9.0), ("C", 3.0, 9.0), ("D", 4.0, 9.0), ("E", 5.0, 9.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((eq_10_90::compute(&slice).unwrap().value - 4.6 / 1.4).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    quantile_ratio(slice, [0.1, 0.9], "the 10th percentile of the rates is zero")
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    quotient(d, 0.1, 0.9)
}
