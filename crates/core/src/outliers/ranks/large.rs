//! Ranks among so many areas that their distribution need not be counted.
//!
//! An area whose true ratio is x has 1 + N(x) as its rank, N(x) being how many others lie above x: a sum of independent
//! events of which mean and variance are found from a hundred league tables. What is uncertain is x, and its quantiles and
//! tails are those of the area's posterior distribution. So a hundred tables give what counting needs thousands for.

use super::area_rank::AreaRank;
use super::model::{Model, Posterior, first_places};
use crate::rates::interval::Confidence;
use crate::sampling::stream::Streams;
use crate::special::gamma;
use rayon::prelude::*;

/// Slices of more areas than this are ranked here.
pub(super) const MOST_COUNTED: usize = 10_000;
/// League tables drawn.
const TABLES: usize = 100;
/// Ratios at which areas above are counted.
const KNOTS: usize = 1_000;

/// How many areas lie above a ratio.
struct Above {
    /// Ascending, with mean and variance of the number of areas above each.
    knots: Vec<(f64, f64, f64)>,
}

impl Above {
    /// From league tables, each the drawn ratios of all areas. Knots are quantiles of the first.
    fn new(tables: &[Vec<f64>]) -> Self {
        let first = crate::quantile::sorted(&tables[0]);
        let last = first.len() - 1;
        let mut at: Vec<f64> = (0..=KNOTS).map(|k| first[k * last / KNOTS]).collect();
        at.dedup();
        let counts: Vec<Vec<usize>> = tables.par_iter().map(|table| above_each(table, &at)).collect();
        let knot = |(k, x): (usize, f64)| {
            let of = || counts.iter().map(|c| c[k] as f64);
            let mean = of().sum::<f64>() / counts.len() as f64;
            let variance = of().map(|n| (n - mean).powi(2)).sum::<f64>() / (counts.len() - 1) as f64;
            (x, mean, variance)
        };
        Self { knots: at.into_iter().enumerate().map(knot).collect() }
    }

    /// Mean and variance at a ratio, on straight lines between the knots.
    fn at(&self, x: f64) -> (f64, f64) {
        let after = self.knots.partition_point(|k| k.0 <= x);
        let (Some(right), Some(left)) = (self.knots.get(after), after.checked_sub(1).map(|i| self.knots[i])) else {
            let end = self.knots[after.min(self.knots.len() - 1)];
            return (end.1, end.2);
        };
        let share = (x - left.0) / (right.0 - left.0);
        (left.1 + share * (right.1 - left.1), left.2 + share * (right.2 - left.2))
    }

    /// The ratio above which `n` areas lie.
    fn ratio(&self, n: f64) -> f64 {
        let after = self.knots.partition_point(|k| k.1 > n);
        let (Some(right), Some(left)) = (self.knots.get(after), after.checked_sub(1).map(|i| self.knots[i])) else {
            return self.knots[after.min(self.knots.len() - 1)].0;
        };
        left.0 + (left.1 - n) / (left.1 - right.1) * (right.0 - left.0)
    }
}

/// How many of the values lie above each knot; knots ascend.
fn above_each(values: &[f64], knots: &[f64]) -> Vec<usize> {
    let mut order = values.to_vec();
    order.sort_unstable_by(f64::total_cmp);
    knots.iter().map(|x| order.len() - order.partition_point(|v| v <= x)).collect()
}

/// The ranks of areas with these posterior distributions.
pub(super) fn ranks(
    model: &Model,
    posteriors: &[Posterior],
    streams: Streams,
    decile: usize,
    confidence: Confidence,
) -> Vec<AreaRank> {
    let tables: Vec<Vec<f64>> = (0..TABLES).into_par_iter().map(|draw| model.draw(&mut streams.stream(draw))).collect();
    let above = Above::new(&tables);
    let n = posteriors.len() as f64;
    // Between two ranks, as a rank is a whole number.
    let [high, low] = [decile as f64 - 0.5, n - decile as f64 - 0.5].map(|others| above.ratio(others));
    let own = first_places(&model.means);
    let one = |(i, posterior): (usize, &Posterior)| {
        let Posterior { shape, rate, .. } = *posterior;
        let rank = |x: f64| 1.0 + above.at(x).0;
        let (middle, variance) = (rank(model.means[i]), above.at(model.means[i]).1);
        let [upper_ratio, lower_ratio] =
            [gamma::upper_quantile(shape, confidence.tail()), gamma::lower_quantile(shape, confidence.tail())];
        let end = |x: f64| libm::hypot(rank(x / rate) - middle, confidence.z() * variance.sqrt());
        let [high, low] = [high, low].map(|x| gamma::tails(shape, x * rate));
        let drawn = || tables.iter().map(|table| (table[i], rank(table[i])));
        AreaRank {
            rank: own[i],
            mean: mean_at(model.means[i], drawn).clamp(1.0, n),
            lower: whole(middle - end(upper_ratio), n),
            upper: whole(middle + end(lower_ratio), n),
            highest: high.upper,
            lowest: low.lower,
        }
    };
    posteriors.par_iter().enumerate().map(one).collect()
}

/// The mean of the second of each pair, corrected on their straight line for how far the mean of the first is from its
/// true value: the ratio as a control variate.
fn mean_at<I: Iterator<Item = (f64, f64)>>(truth: f64, pairs: impl Fn() -> I) -> f64 {
    let (n, sums) = pairs().fold((0.0, [0.0; 2]), |(n, [x, y]), pair| (n + 1.0, [x + pair.0, y + pair.1]));
    let [x, y] = sums.map(|sum| sum / n);
    let [products, squares] = pairs().fold([0.0; 2], |[products, squares], pair| {
        [products + (pair.0 - x) * (pair.1 - y), squares + (pair.0 - x).powi(2)]
    });
    if squares > 0.0 { y + products / squares * (truth - x) } else { y }
}

/// The ranks of areas that differ by chance alone: each is as likely as any other.
pub(super) fn alike(own: &[usize], decile: usize, confidence: Confidence) -> Vec<AreaRank> {
    let n = own.len() as f64;
    let within = decile as f64 / n;
    let one = |rank: &usize| AreaRank {
        rank: *rank,
        mean: f64::midpoint(n, 1.0),
        lower: whole(confidence.tail() * n + 1.0, n),
        upper: whole(n - confidence.tail() * n, n),
        highest: within,
        lowest: within,
    };
    own.iter().map(one).collect()
}

/// The nearest rank there is.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank from 1 to n")]
fn whole(rank: f64, n: f64) -> usize {
    rank.round().clamp(1.0, n) as usize
}
