//! Range of the ratios.

use super::index::{Behaviour, Computation, Computed, EXTREMES, Index, Needs, Smooth, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Range of the ratios.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("range"),
    title: Cow::Borrowed("Range of the ratios"),
    formula: "max(O/E) - min(O/E)",
    source: "Diehr, Cain, Connell & Volinn 1990, Health Serv Res 24:741",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { below_zero: true, smooth: Smooth::Never(EXTREMES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// max(O/E) - min(O/E). Defined where the extremal quotient is not (a lowest rate of zero), and as unstable.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::range};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 0.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// assert!((range::compute(&slice).unwrap().value - 2.0).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let ratios = ratios(slice)?;
    let (low, high) = ratios.iter().fold((f64::INFINITY, 0.0f64), |(l, h), r| (l.min(*r), h.max(*r)));
    Computed::new(high - low, [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    d.quantile(1.0) - d.quantile(0.0)
}
