//! Areas that make half of the excess.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Smooth, Tail};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::sampling::order::half;
use std::borrow::Cow;

/// Areas that make half of the excess.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("concentration-50"),
    title: Cow::Borrowed("Areas that make half of the excess"),
    formula: "smallest k for which the k largest max(0, O - E) sum to half of sum max(0, O - E)",
    source: "after Lorenz 1905, Publ Am Stat Assoc 9:209",
    undefined_when: "no area is above its expected value; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour {
        below_zero: true,
        tail: Tail::Both,
        smooth: Smooth::Never("a number of areas does not move smoothly when one area is left out"),
        practices: false,
        ..Behaviour::OF_RATES
    },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
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

/// The same of a replicate.
fn replicate(d: &Draw, extra: &mut Extra) -> f64 {
    let pairs = d.observed.iter().zip(&d.frame.expected);
    extra.halver.half(pairs.map(|(o, e)| o - e * d.scale)).map_or(f64::NAN, count)
}
