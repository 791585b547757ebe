//! From the spread of replicates to limits: the scale on which the error of an index does not depend on its size.

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::index::{Index, Scale};
use crate::models::chance::variances;
use crate::quantile::quantiles;
use crate::rates::interval::Confidence;
use crate::special::gamma;

/// Share of replicates in which an index may be undefined before its interval is.
const UNDEFINED: f64 = 0.01;

/// The variance that chance adds to that of each area's relative rate.
pub(super) struct Chance {
    variances: Vec<f64>,
    areas: f64,
    pub(super) exact: bool,
    counts: bool,
}

impl Chance {
    pub(super) fn new(slice: &Slice, repeat: f64) -> Result<Self, Undefined> {
        let relative = variances(slice)?;
        let variances = relative.iter().zip(slice.expected()).map(|(v, e)| repeat * v / e).collect();
        let exact = slice.kind() == Kind::Count && slice.require_counts().is_ok() && (repeat - 1.0).abs() < 1e-12;
        Ok(Self { variances, areas: slice.len() as f64, exact, counts: slice.kind() == Kind::Count })
    }

    /// What the error of an estimate of the variance V is in proportion to, c being the chance variance of an area: V + c,
    /// for maximum likelihood averaged over areas weighted by their precision. For the variance of ratios itself (`scv`) the
    /// fourth cumulant of gamma-Poisson counts adds to it. Half of it is used: as V grows the estimate becomes more skewed,
    /// and the shorter lower tail takes the other half back.
    fn spread(&self, weighted: bool, v: f64) -> f64 {
        let v = v.max(0.0);
        let mean = |f: &dyn Fn(f64) -> f64| self.variances.iter().map(|c| f(*c)).sum::<f64>() / self.areas;
        // Fourth cumulant of O / E; that of a share is left out, as it is smaller and may be negative.
        let fourth =
            |c: f64| if self.counts { c.powi(3) + 7.0 * v * c * c + 12.0 * v * v * c + 6.0 * v.powi(3) } else { 0.0 };
        if weighted {
            mean(&|c| (v + c).powi(-2)).sqrt().recip()
        } else {
            mean(&|c| (v + c).powi(2) + 0.25 * fourth(c)).sqrt()
        }
    }

    /// The lower pivot of normal data with equal chance variances, chi-square with n - 1 degrees of freedom over n, less 1
    /// (Cochran 1934). Where the estimate is small a few large areas carry the weight in the replicates and the tail is
    /// shorter than it is at the upper limit, where all areas count.
    fn lowest(&self, confidence: Confidence) -> f64 {
        2.0 * gamma::lower_quantile(0.5 * (self.areas - 1.0), confidence.tail()) / self.areas - 1.0
    }

    /// The variance V whose pivot (t - V) / spread(V) is `pivot`, between -1 and infinity; infinite where the spread grows
    /// faster than V, so that there is none.
    fn variance_at(&self, weighted: bool, t: f64, pivot: f64) -> f64 {
        if pivot >= 0.0 {
            // Below V = 0 the spread is constant.
            let below = t - pivot * self.spread(weighted, 0.0);
            if below <= 0.0 {
                return below;
            }
        }
        let excess = |v: f64| t - v - pivot * self.spread(weighted, v);
        let (mut low, mut high) = (0.0, t.max(0.0) + self.spread(weighted, 0.0));
        for _ in 0..60 {
            if excess(high) <= 0.0 {
                break;
            }
            high *= 2.0;
        }
        if excess(high) > 0.0 {
            return f64::INFINITY;
        }
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if excess(middle) > 0.0 { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }
}

pub(super) struct Pivot<'a> {
    pub(super) index: &'a Index,
    pub(super) confidence: Confidence,
    pub(super) chance: &'a Chance,
    /// Variance of the relative rates of areas in the fitted model.
    pub(super) variance: f64,
}

impl Pivot<'_> {
    /// The limits of an index from its estimate and its replicates; `None` where they set none.
    pub(super) fn limits(&self, observed: f64, column: &[f64]) -> Option<[f64; 2]> {
        let mut defined: Vec<f64> = column.iter().copied().filter(|v| v.is_finite()).collect();
        let missing = 1.0 - defined.len() as f64 / (column.len().max(1)) as f64;
        if missing > UNDEFINED || !observed.is_finite() {
            return None;
        }
        let tail = self.confidence.tail();
        let [high, middle, low] = quantiles(&mut defined, [1.0 - tail, 0.5, tail])?;
        let limits = match self.index.behaviour.scale {
            Scale::Log => ratio(observed, middle, [low, high]),
            Scale::LogLog => {
                let [low, high] =
                    ratio(libm::log(observed), libm::log(middle), [libm::log(low), libm::log(high)])?.map(libm::exp);
                Some([low, high])
            }
            Scale::Excess { weighted, logarithmic } => {
                // The truth behind the replicates is the fitted variance, unless it is that of logarithms.
                let centre = if self.chance.exact && !logarithmic { self.variance } else { middle };
                self.excess(weighted, observed, centre, [low, high])
            }
            Scale::Share => {
                ratio(1.0 / (1.0 - observed), 1.0 / (1.0 - middle), [1.0 / (1.0 - low), 1.0 / (1.0 - high)])
                    .map(|l| l.map(|x| (1.0 - 1.0 / x).max(0.0)))
            }
            Scale::Plain => Some([observed - (high - middle), observed + (middle - low)]),
            Scale::None => None,
        };
        limits.filter(|l| l[0].is_finite() && !l[1].is_nan() && l[0] <= l[1])
    }

    /// By the pivot (t - V) / spread(V).
    fn excess(&self, weighted: bool, observed: f64, centre: f64, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
        let spread = self.chance.spread(weighted, centre);
        let mut pivots = [low, high].map(|q| (q - centre) / spread);
        if weighted && self.chance.exact && centre < spread - centre {
            pivots[0] = pivots[0].min(self.chance.lowest(self.confidence));
        }
        if pivots[0] <= -1.0 || !spread.is_finite() {
            return None;
        }
        let [upper, lower] = pivots.map(|pivot| self.chance.variance_at(weighted, observed, pivot));
        Some([lower, upper].map(|limit| self.index.cut_off(limit)))
    }
}

/// A lower quantile below this share of the middle is nothing but rounding: it sets no upper limit.
const NOTHING: f64 = 1e-9;

/// Limits t x centre / quantile; the upper one infinite where the lower quantile is nothing.
pub(super) fn ratio(t: f64, centre: f64, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
    let upper = if low > NOTHING * centre { t * centre / low } else { f64::INFINITY };
    (t >= 0.0 && centre > 0.0 && low > 0.0).then(|| [t * centre / high, upper])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(kind: Kind, observed: impl Fn(u32) -> f64) -> Slice {
        let codes: Vec<String> = (0..30).map(|i| format!("A{i:02}")).collect();
        let row = |i: u32| (codes[i as usize].as_str(), observed(i), 1000.0 + 100.0 * f64::from(i));
        Slice::from_denominators(kind, &(0..30).map(row).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_pivot_is_inverted() {
        for kind in [Kind::Count, Kind::Share] {
            let chance = Chance::new(&slice(kind, |i| f64::from(20 + i)), 1.0).unwrap();
            for weighted in [false, true] {
                for (t, pivot) in [(0.05, -0.4), (0.05, 0.3), (0.0, -0.5), (-0.002, -0.3), (0.3, 2.0), (1.5, -0.2)] {
                    let v = chance.variance_at(weighted, t, pivot);
                    assert!(((t - v) / chance.spread(weighted, v) - pivot).abs() < 1e-9, "{weighted} {t} {pivot}: {v}");
                }
            }
        }
    }
}
