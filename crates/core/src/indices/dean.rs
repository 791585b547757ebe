//! Dean's test of overdispersion.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::special::normal;
use std::borrow::Cow;

/// Dean's test of overdispersion.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("dean"),
    title: Cow::Borrowed("Dean's test of overdispersion"),
    formula: "sum ((O - m)^2 - O) / sqrt(2 sum m^2), m = kE, k = sum O / sum E",
    source: "Dean 1992, J Am Stat Assoc 87:451 (statistic P_B)",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::Plain, ..Behaviour::OF_COUNTS },
    computation: Computation::Of(compute),
    replicate: Some(REPLICATE),
};

/// Score test of Poisson against any overdispersed count with variance m + V m^2: approximately standard normal when areas
/// differ by chance alone. The note gives the one-sided p. For a share the Poisson chance it tests against is too wide, so
/// that it is conservative.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::dean};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let by_hand = (100.0 + 100.0 - 40.0) / (2.0f64 * 800.0).sqrt();
/// assert!((dean::compute(&slice).unwrap().value - by_hand).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let k = slice.observed().iter().sum::<f64>() / slice.expected().iter().sum::<f64>();
    let pairs = || slice.observed().iter().zip(slice.expected().iter().map(|e| k * e));
    let score: f64 = pairs().map(|(o, m)| (o - m).powi(2) - o).sum();
    let spread: f64 = pairs().map(|(_, m)| m * m).sum();
    let z = score / (2.0 * spread).sqrt();
    let p = normal::two_sided(z) / 2.0;
    let p = if z > 0.0 { p } else { 1.0 - p };
    Computed::new(z, [Some(format!("one-sided {}", super::chi_square::in_words(p)))])
}

/// The same of a replicate.
pub(super) const REPLICATE: Replicate = Replicate::Of(replicate);

fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let means = d.overall * d.overall * d.frame.sum_squares;
    (d.sums.count_squares - d.total) / (2.0 * means).sqrt()
}
