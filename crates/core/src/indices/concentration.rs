//! Concentration index.

use super::index::{Computed, Index, Needs};
use super::shares;
use crate::data::slice::Slice;
use crate::error::Undefined;

/// The concentration index.
pub const INDEX: Index = Index {
    id: "concentration",
    title: "Concentration index",
    formula: "2 sum p x R / mean - 1, R = cumulated population share by rank, mid-point, averaged in ties",
    source: "Kakwani, Wagstaff & van Doorslaer 1997, J Econom 77:87",
    undefined_when: "no ranking variable; fewer than two areas; nothing observed",
    needs: Needs::Ranking,
    compute,
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
    let places = places(slice)?;
    Computed::new(parts.iter().zip(&places).map(|(p, r)| p.share * p.relative * (2.0 * r - 1.0)).sum(), [])
}

/// The place R of each area between 0 (lowest rank) and 1: population share below it plus half of its own, where areas of
/// the same rank count as one.
///
/// # Errors
/// Undefined without a ranking variable.
pub(crate) fn places(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    let ranks = slice.ranking().ok_or_else(|| Undefined::because("no ranking variable was given"))?;
    let weights = slice.weights()?;
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by(|a, b| ranks[*a].total_cmp(&ranks[*b]));
    let (mut places, mut below) = (vec![0.0; ranks.len()], 0.0);
    for tied in order.chunk_by(|a, b| ranks[*a].total_cmp(&ranks[*b]).is_eq()) {
        let own: f64 = tied.iter().map(|i| weights[*i]).sum();
        for i in tied {
            places[*i] = below + own / 2.0;
        }
        below += own;
    }
    Ok(places)
}
