//! Extremal quotient.

use super::index::{Behaviour, Computation, Computed, EXTREMES, Index, Needs, Scale, Smooth, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Extremal quotient.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("eq"),
    title: Cow::Borrowed("Extremal quotient"),
    formula: "max(O/E) / min(O/E)",
    source: "Ibanez, Librero, Bernal-Delgado, Peiro et al 2009, BMC Health Serv Res 9:60",
    undefined_when: "the lowest rate is zero; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::LogLog, smooth: Smooth::Never(EXTREMES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// max(O/E) / min(O/E). The most dramatic index and the least stable: the two most extreme areas decide it, and it
/// grows with the number of areas and with their smallness.
///
/// # Errors
/// Undefined when the lowest rate is zero, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::eq};
/// let slice = |lowest| Slice::from_denominators(Kind::Count, &[("A", lowest, 100.0), ("B", 6.0, 200.0)]).unwrap();
/// assert!((eq::compute(&slice(12.0)).unwrap().value - 4.0).abs() < 1e-12);
/// assert_eq!(eq::compute(&slice(0.0)).unwrap_err().reason, "the lowest rate is zero");
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    quantile_ratio(slice, [0.0, 1.0], "the lowest rate is zero")
}

/// Ratio of two type-7 quantiles of O/E.
pub(super) fn quantile_ratio(slice: &Slice, [low, high]: [f64; 2], zero: &'static str) -> Result<Computed, Undefined> {
    let order = sorted(&ratios(slice)?);
    match (quantile(&order, low), quantile(&order, high)) {
        (Some(low), Some(high)) if low > 0.0 => Computed::new(high / low, []),
        _ => Err(Undefined::because(zero)),
    }
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    quotient(d, 0.0, 1.0)
}

/// The same of a replicate.
pub(super) fn quotient(d: &Draw, low: f64, high: f64) -> f64 {
    let low = d.quantile(low);
    if low > 0.0 { d.quantile(high) / low } else { f64::NAN }
}
