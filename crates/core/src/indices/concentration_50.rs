//! Areas that make half of the excess.

use super::index::{Computed, Index, Needs, count};
use crate::data::slice::Slice;
use crate::error::Undefined;

/// The areas that make half of the excess.
pub const INDEX: Index = Index {
    id: "concentration-50",
    title: "Areas that make half of the excess",
    formula: "smallest k for which the k largest max(0, O - E) sum to half of sum max(0, O - E)",
    source: "after Lorenz 1905, Publ Am Stat Assoc 9:209",
    undefined_when: "no area is above its expected value; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    compute,
};

/// How many areas, largest excess first, make half of all that is observed beyond the expected: few areas, and talking to
/// them is enough; many, and the variation is everybody's.
///
/// # Errors
/// Undefined when no area is above its expected value, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::concentration_50};
/// let rows = [("A", 10.0, 20.0), ("B", 28.0, 20.0), ("C", 25.0, 20.0), ("D", 17.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// // excess 8 and 5: area B alone has more than half of 13
/// assert_eq!(concentration_50::compute(&slice).unwrap().value, 1.0);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_variation()?;
    let excess = |(o, e): (&f64, &f64)| Some(o - e).filter(|x| *x > 0.0);
    let mut excess: Vec<f64> = slice.observed().iter().zip(slice.expected()).filter_map(excess).collect();
    let Some(k) = half(&mut excess) else {
        return Err(Undefined::because("no area is above its expected value"));
    };
    let share = format!("{k} of {} areas, of which {} are above their expected value", slice.len(), excess.len());
    Computed::new(count(k), [Some(share)])
}

/// How many of the largest values make half of their sum; the values are sorted, largest first.
pub(crate) fn half(excess: &mut [f64]) -> Option<usize> {
    excess.sort_unstable_by(|a, b| b.total_cmp(a));
    let (target, mut sum) = (0.5 * excess.iter().sum::<f64>(), 0.0);
    let reaches = |x: &f64| {
        sum += x;
        sum >= target * (1.0 - 1e-12)
    };
    excess.iter().position(reaches).map(|i| i + 1)
}
