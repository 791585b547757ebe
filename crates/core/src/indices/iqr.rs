//! Interquartile range of the ratios.

use super::index::{Behaviour, Computation, Computed, Index, Needs, QUANTILES, Smooth, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Interquartile range of the ratios.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("iqr"),
    title: Cow::Borrowed("Interquartile range of the ratios"),
    formula: "Q75(O/E) - Q25(O/E), type-7 quantiles",
    source: "Galton 1882, Rep Br Assoc Adv Sci 51:225; quantiles: Hyndman & Fan 1996, Am Stat 50:361",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { below_zero: true, smooth: Smooth::Never(QUANTILES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// 75th percentile of O/E less the 25th, both by linear interpolation (type 7): 0.3 says that the middle half of the areas
/// spans 30 % of the expected rate.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::iqr};
/// let rows = [("A", 1.0, 9.0), ("B", 2.0, 9.0), ("C", 3.0, 9.0), ("D", 4.0, 9.0), ("E", 5.0, 9.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((iqr::compute(&slice).unwrap().value - 2.0 / 3.0).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let order = sorted(&ratios(slice)?);
    let at = |p| quantile(&order, p).unwrap_or(f64::NAN);
    Computed::new(at(0.75) - at(0.25), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    d.quantile(0.75) - d.quantile(0.25)
}
