//! Median absolute deviation of the ratios.

use super::index::{Behaviour, Computation, Computed, Index, Needs, QUANTILES, Smooth, ratios};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::sampling::order::median_distance;
use std::borrow::Cow;

/// Median absolute deviation of the ratios.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("mad"),
    title: Cow::Borrowed("Median absolute deviation of the ratios"),
    formula: "median |O/E - median(O/E)|, not rescaled",
    source: "Hampel 1974, J Am Stat Assoc 69:383",
    undefined_when: "fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { below_zero: true, smooth: Smooth::Never(QUANTILES), ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Median distance of O/E from its median, every area counting the same. Not multiplied by 1.4826: half of the areas lie
/// within it.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::mad};
/// let rows = [("A", 1.0, 9.0), ("B", 2.0, 9.0), ("C", 3.0, 9.0), ("D", 4.0, 9.0), ("E", 5.0, 9.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((mad::compute(&slice).unwrap().value - 1.0 / 3.0).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let ratios = ratios(slice)?;
    let median = |v: &[f64]| quantile(&sorted(v), 0.5).unwrap_or(f64::NAN);
    let centre = median(&ratios);
    let distances: Vec<f64> = ratios.iter().map(|r| (r - centre).abs()).collect();
    Computed::new(median(&distances), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    median_distance(d.sorted, d.quantile(0.5))
}
