//! Extremal quotient without the five highest and the five lowest areas.

use super::index::{Behaviour, Computation, Computed, Index, Needs, QUANTILES, Scale, Smooth, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::sorted;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Extremal quotient without the five highest and lowest.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("eq-without-5"),
    title: Cow::Borrowed("Extremal quotient without the five highest and lowest"),
    formula: "6th highest O/E / 6th lowest O/E",
    source: "Right Care 2010, The NHS Atlas of Variation in Healthcare",
    undefined_when: "the sixth lowest rate is zero; fewer than twelve areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::LogLog, smooth: Smooth::Never(QUANTILES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Areas left out at either end.
const LEFT_OUT: usize = 5;

/// How many times the sixth lowest O/E the sixth highest is: the range that the NHS Atlases give beside the full one.
///
/// # Errors
/// Undefined when the sixth lowest rate is zero, for fewer than twelve areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::eq_without_5};
/// let codes: Vec<String> = (1..=13).map(|i| format!("A{i:02}")).collect();
/// let rows: Vec<_> = codes.iter().zip(1..).map(|(c, i)| (c.as_str(), f64::from(i), 100.0)).collect();
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// // Of 1 to 13 events: 8 over 6.
/// assert!((eq_without_5::compute(&slice).unwrap().value - 8.0 / 6.0).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let order = sorted(&ratios(slice)?);
    if order.len() < 2 * LEFT_OUT + 2 {
        return Err(Undefined::because("there are fewer than twelve areas, so fewer than two would be left"));
    }
    let (low, high) = (order[LEFT_OUT], order[order.len() - 1 - LEFT_OUT]);
    if low <= 0.0 {
        return Err(Undefined::because("the sixth lowest rate is zero"));
    }
    Computed::new(high / low, [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let n = d.sorted.len();
    if n < 2 * LEFT_OUT + 2 {
        return f64::NAN;
    }
    let low = d.sorted[LEFT_OUT].0;
    if low > 0.0 { d.sorted[n - 1 - LEFT_OUT].0 / low } else { f64::NAN }
}
