//! Areas by their z score against chance alone, beside what chance alone would give.

use crate::findings::found::SliceFindings;
use crate::special::normal;

/// One bin of z scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZBin {
    /// Lower edge; `None` for the bin of all below.
    pub from: Option<f64>,
    /// Upper edge; `None` for the bin of all above.
    pub to: Option<f64>,
    /// Areas in it.
    pub areas: usize,
    /// Areas that chance alone would put there: the normal distribution times the number of areas.
    pub chance: f64,
}

/// Half of the range that is cut into bins.
const OUTER: f64 = 6.0;
/// Width of a bin.
const WIDTH: f64 = 0.5;

impl SliceFindings {
    /// Areas by their z score against chance alone in bins of half a standard deviation from -6 to 6, and all beyond in one at
    /// either end. An area on an edge counts in the upper bin. `None` where no area has a z score.
    #[must_use]
    pub fn z_bins(&self) -> Option<Vec<ZBin>> {
        let scores: Vec<f64> = self.areas.iter().filter_map(|a| a.z).filter(|z| !z.is_nan()).collect();
        if scores.is_empty() {
            return None;
        }
        let edges: Vec<f64> = (0..=24).map(|k| -OUTER + WIDTH * f64::from(k)).collect();
        let ends: Vec<Option<f64>> = std::iter::once(None).chain(edges.into_iter().map(Some)).chain([None]).collect();
        let above = |edge: Option<f64>, at_end: f64| edge.map_or(at_end, normal::upper);
        let bin = |w: &[Option<f64>]| {
            let (from, to) = (w[0], w[1]);
            let inside = |z: &&f64| from.is_none_or(|f| **z >= f) && to.is_none_or(|t| **z < t);
            let chance = (above(from, 1.0) - above(to, 0.0)) * scores.len() as f64;
            ZBin { from, to, areas: scores.iter().filter(inside).count(), chance }
        };
        Some(ends.windows(2).map(bin).collect())
    }
}
