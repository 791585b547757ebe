//! Potthoff and Whittinghill's statistic.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::special::normal;
use std::borrow::Cow;

/// Potthoff and Whittinghill's statistic.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("potthoff-whittinghill"),
    title: Cow::Borrowed("Potthoff and Whittinghill's statistic"),
    formula: "sum E x sum O (O - 1) / E; by chance N (N - 1) with variance 2 (n - 1) N (N - 1), N = sum O",
    source: "Potthoff & Whittinghill 1966, Biometrika 53:183",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_COUNTS,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// The most powerful test against gamma-distributed rates. The value is the statistic itself; the note gives what chance
/// would give, the standardised value and its one-sided p (normal).
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::potthoff_whittinghill};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let found = potthoff_whittinghill::compute(&slice).unwrap();
/// assert!((found.value - 40.0 * (90.0 / 20.0 + 870.0 / 20.0)).abs() < 1e-9);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let total: f64 = slice.observed().iter().sum();
    let sum: f64 = slice.observed().iter().zip(slice.expected()).map(|(o, e)| o * (o - 1.0) / e).sum();
    let statistic = slice.expected().iter().sum::<f64>() * sum;
    let mean = total * (total - 1.0);
    let sd = (2.0 * count(slice.len() - 1) * mean).sqrt();
    let note = (sd > 0.0).then(|| {
        let z = (statistic - mean) / sd;
        let p = normal::two_sided(z) / 2.0;
        let p = if z > 0.0 { p } else { 1.0 - p };
        format!("chance gives {mean:.0}; standardised {z:.2}, one-sided {}", super::chi_square::in_words(p))
    });
    Computed::new(statistic, [note])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    d.frame.sum_expected * d.sums.pairs
}
