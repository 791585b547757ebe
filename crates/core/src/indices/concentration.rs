//! Concentration index.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale, Tail};
use super::shares;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Concentration index.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("concentration"),
    title: Cow::Borrowed("Concentration index"),
    formula: "2 sum p x R / mean - 1, R = cumulated population share by rank, mid-point, averaged in ties",
    source: "Kakwani, Wagstaff & van Doorslaer 1997, J Econom 77:87",
    undefined_when: "no ranking variable; fewer than two areas; nothing observed",
    needs: Needs::Ranking,
    behaviour: Behaviour { tail: Tail::Both, scale: Scale::Plain, ..Behaviour::OF_RATES },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Whether events concentrate in areas with a high (positive, up to 1) or a low (negative, down to -1) value of a ranking
/// variable such as deprivation. `x` = O/E, weights the denominators.
///
/// # Errors
/// Undefined without a ranking variable, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::concentration};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let ranked = slice.with_ranking(|code| Some(if code == "A" { 1.0 } else { 2.0 })).unwrap();
/// // R = 0.25 and 0.75, relative rates 0.5 and 1.5
/// assert!((concentration::compute(&ranked).unwrap().value - 0.25).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let parts = shares::parts(slice)?;
    let places = slice.places()?;
    Computed::new(parts.iter().zip(&places).map(|(p, r)| p.share * p.relative * (2.0 * r - 1.0)).sum(), [])
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let Some(places) = &d.frame.places else { return f64::NAN };
    d.ratios.iter().zip(places).map(|(r, p)| r * p).sum::<f64>() / d.sums.mean
}
