//! Ratio of the 95th to the 5th percentile.

use super::eq::{quantile_ratio, quotient};
use super::index::{Behaviour, Computation, Computed, Index, Needs, QUANTILES, Scale, Smooth};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Extremal quotient, 5th to 95th percentile.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("eq-5-95"),
    title: Cow::Borrowed("Extremal quotient, 5th to 95th percentile"),
    formula: "Q95(O/E) / Q5(O/E), type-7 quantiles",
    source: "Ibanez, Librero, Bernal-Delgado, Peiro et al 2009, BMC Health Serv Res 9:60",
    undefined_when: "the 5th percentile of the rates is zero; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::LogLog, smooth: Smooth::Never(QUANTILES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// 95th percentile of O/E divided by the 5th, both by linear interpolation (type 7). Trims the extremes that make the plain extremal quotient unstable.
///
/// # Errors
/// Undefined when the 5th percentile is zero, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::eq_5_95};
/// let rows = [("A", 1.0, 9.0), ("B", 2.0, 9.0), ("C", 3.0, 9.0), ("D", 4.0, 9.0), ("E", 5.0, 9.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((eq_5_95::compute(&slice).unwrap().value - 4.8 / 1.2).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    quantile_ratio(slice, [0.05, 0.95], "the 5th percentile of the rates is zero")
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    quotient(d, 0.05, 0.95)
}
