//! One simulated set of counts, and the sums that all indices share.

use super::frame::{Frame, TABULATED};
use super::lanes::{logarithms, sums};
use super::order::{Halver, Sorter, extremes, whole};

/// How an index is computed from a replicate; NaN where it is undefined.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Replicate {
    /// From the replicate alone.
    Of(fn(&Draw, &mut Extra) -> f64),
    /// At the value of a parameter.
    At(fn(&Draw, &mut Extra, f64) -> f64, f64),
}

impl Replicate {
    pub(crate) fn value(self, draw: &Draw, extra: &mut Extra) -> f64 {
        match self {
            Self::Of(value) => value(draw, extra),
            Self::At(value, parameter) => value(draw, extra, parameter),
        }
    }
}

/// Space for indices that need more than the sums.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    pub(crate) values: Vec<f64>,
    pub(crate) halver: Halver,
    /// The gamma variance found for this replicate, from which the fit with the mean held starts.
    pub(crate) variance: f64,
}

/// Space that replicates use in turn.
#[derive(Debug, Default)]
pub(crate) struct Space {
    ratios: Vec<f64>,
    logs: Vec<f64>,
    roots: Vec<f64>,
    inverses: Vec<f64>,
    sorted: Vec<(f64, f64)>,
    sorter: Sorter,
    extra: Extra,
}

/// One replicate: its counts and what the indices need of them. The ratio of area i is r = O / E*, with E* = scale x E.
#[derive(Debug)]
pub(crate) struct Draw<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) observed: &'a [f64],
    pub(crate) ratios: &'a [f64],
    /// Ratios ascending, with their population shares.
    pub(crate) sorted: &'a [(f64, f64)],
    pub(crate) scale: f64,
    pub(crate) total: f64,
    /// Overall ratio: total / sum E.
    pub(crate) overall: f64,
    pub(crate) sums: Sums,
}

/// Sums over the areas of one replicate; p are population shares.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sums {
    /// sum r, sum (r - 1)^2.
    pub(crate) ratio: f64,
    pub(crate) squares: f64,
    /// sum p r, sum p r^2, sum p sqrt r, sum p r ln r, sum p ln r, sum p / r. The last two only without zeros.
    pub(crate) mean: f64,
    pub(crate) mean_square: f64,
    pub(crate) mean_root: f64,
    pub(crate) mean_entropy: f64,
    pub(crate) mean_log: f64,
    pub(crate) mean_inverse: f64,
    /// sum (ln r)^2, only without zeros.
    pub(crate) log_squares: f64,
    /// sum E ln r, sum E (ln r)^2 with half a count in place of zero.
    pub(crate) weighted_log: f64,
    pub(crate) weighted_log_squares: f64,
    /// Areas without a count.
    pub(crate) zeros: f64,
    /// sum O (O - 1) / E.
    pub(crate) pairs: f64,
    /// sum p |r - mean|.
    pub(crate) distance: f64,
    /// sum (O - kE)^2 and sum (O - kE)^2 / E, k the overall ratio.
    pub(crate) count_squares: f64,
    pub(crate) relative_squares: f64,
    /// Coefficients of V and V^2 of the derivative of the gamma-Poisson log likelihood with respect to its variance V.
    pub(crate) curvature: [f64; 2],
}

impl<'a> Draw<'a> {
    /// Sums and order of one set of counts; `unit` is what one count is worth. `None` when nothing was drawn.
    pub(crate) fn new(
        frame: &'a Frame,
        observed: &'a [f64],
        unit: f64,
        space: &'a mut Space,
    ) -> Option<(Self, &'a mut Extra)> {
        let [total] = sums([observed], |terms| terms);
        if total <= 0.0 {
            return None;
        }
        let scale = if frame.internal { total / frame.sum_observed } else { 1.0 };
        let overall = total / frame.sum_expected;
        space.extra.variance = f64::NAN;
        space.ratios.clear();
        let unscale = 1.0 / scale;
        space.ratios.extend(observed.iter().zip(&frame.inverse).map(|(o, e)| o * e * unscale));
        space.functions(frame, observed, frame.counts && (unit - 1.0).abs() < 1e-12);
        let mut sums = Sums::default();
        sums.first(frame, space, scale);
        sums.zeros_and_pairs(frame, observed);
        sums.second(frame, observed, &space.ratios, overall);
        space.sorter.sort(&space.ratios, &frame.shares, &mut space.sorted);
        let Space { ratios, sorted, extra, .. } = space;
        Some((Self { frame, observed, ratios, sorted, scale, total, overall, sums }, extra))
    }

    /// sum of the chance variance of r relative to 1: sum 1/E*, for a share sum (1/E* - 1/D). `None` without counts.
    pub(crate) fn chance(&self) -> Option<f64> {
        self.frame.counts.then(|| self.frame.sum_inverse / self.scale - self.frame.sum_inverse_trials)
    }

    /// Quantile of the ratios, type 7.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let h = (self.frame.n - 1.0) * p;
        let low = h.floor() as usize;
        let (a, b) = (self.sorted[low].0, self.sorted[(low + 1).min(self.sorted.len() - 1)].0);
        a + (h - h.floor()) * (b - a)
    }
}

impl Space {
    /// Logarithm (of one half for no count), square root and inverse of every observed value, from the table where they
    /// are small whole numbers.
    fn functions(&mut self, frame: &Frame, observed: &[f64], whole_numbers: bool) {
        for out in [&mut self.logs, &mut self.roots, &mut self.inverses] {
            out.resize(observed.len(), 0.0);
        }
        let outputs = self.logs.iter_mut().zip(&mut self.roots).zip(&mut self.inverses);
        if whole_numbers && extremes(observed).1 < f64::from(TABULATED) {
            let table = &frame.table[..TABULATED as usize];
            for (o, ((log, root), inverse)) in observed.iter().zip(outputs) {
                [*log, *root, *inverse] = table[(whole(*o) % TABULATED) as usize];
            }
        } else {
            logarithms(observed, &mut self.logs);
            for (o, (root, inverse)) in observed.iter().zip(self.roots.iter_mut().zip(&mut self.inverses)) {
                (*root, *inverse) = (o.sqrt(), 1.0 / o);
            }
        }
    }
}

impl Sums {
    fn first(&mut self, frame: &Frame, space: &Space, scale: f64) {
        let [ratio, squares, mean, mean_square] = sums([&space.ratios, &frame.shares], |[r, p]| {
            let d = r - 1.0;
            [r, d * d, p * r, p * r * r]
        });
        let [mean_root, mean_inverse] =
            sums([&space.roots, &frame.rooted, &space.inverses, &frame.weighted], |[root, p, inverse, q]| {
                [p * root, q * inverse]
            });
        let shift = libm::log(scale);
        let inputs = [&space.logs, &frame.logs, &space.ratios, &frame.expected, &frame.shares];
        let [mean_entropy, mean_log, log_squares, weighted_log, weighted_log_squares] =
            sums(inputs.map(Vec::as_slice), |[log, expected, r, e, p]| {
                let log = log - expected - shift;
                let (share, weighted) = (p * log, e * log);
                [share * r, share, log * log, weighted, weighted * log]
            });
        let (mean_root, mean_inverse) = (mean_root / scale.sqrt(), mean_inverse * scale);
        *self = Self {
            ratio,
            squares,
            mean,
            mean_square,
            mean_root,
            mean_inverse,
            mean_entropy,
            mean_log,
            log_squares,
            weighted_log,
            weighted_log_squares,
            ..*self
        };
    }

    fn zeros_and_pairs(&mut self, frame: &Frame, observed: &[f64]) {
        [self.zeros, self.pairs] =
            sums([observed, &frame.inverse], |[o, inverse]| [if o > 0.0 { 0.0 } else { 1.0 }, o * (o - 1.0) * inverse]);
    }

    fn second(&mut self, frame: &Frame, observed: &[f64], ratios: &[f64], overall: f64) {
        let mean = self.mean;
        let inputs = [observed, &frame.expected, &frame.inverse, ratios, &frame.shares];
        let [squares, relative, distance, first, second] = sums(inputs, |[o, e, inverse, r, p]| {
            let mu = overall * e;
            let d = o - mu;
            let (d2, o2, c) = (d * d, o * o, mu * d);
            // The power series of sum_{j<o} j / (1 + V j) + ln(1 + V mu) / V^2 - (o + 1/V) mu / (1 + V mu).
            let first = 0.5 * o2 - o * (1.0 / 6.0) - d2 * (mu + d * (1.0 / 3.0));
            let second = 1.5 * c * c + d2 * (c + 0.25 * d2) + o2 * (0.25 - 0.5 * o);
            [d2, d2 * inverse, p * (r - mean).abs(), first, second]
        });
        (self.count_squares, self.relative_squares, self.distance) = (squares, relative, distance);
        self.curvature = [first, second];
    }
}
