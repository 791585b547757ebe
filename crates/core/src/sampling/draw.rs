//! One simulated set of counts, and the sums that all indices share.

use super::order::Sorter;
use crate::chance::relative_variances;
use crate::error::Undefined;
use crate::indices::{concentration, groups};
use crate::slice::{ExpectedFrom, Kind, Slice};

/// What does not change between the replicates of a slice.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) expected: Vec<f64>,
    pub(crate) inverse: Vec<f64>,
    logs: Vec<f64>,
    /// Population shares; they sum to 1.
    pub(crate) shares: Vec<f64>,
    /// Denominators of a share, for its binomial chance.
    pub(crate) trials: Option<Vec<f64>>,
    /// Share x (2 place - 1) of the concentration index.
    pub(crate) places: Option<Vec<f64>>,
    pub(crate) groups: Option<Vec<usize>>,
    pub(crate) n: f64,
    pub(crate) sum_expected: f64,
    sum_observed: f64,
    internal: bool,
    counts: bool,
    sum_inverse: f64,
    sum_inverse_trials: f64,
    sum_squares: f64,
    log_table: Vec<f64>,
}

impl Frame {
    /// # Errors
    /// Undefined when the slice has fewer than two areas or nothing observed.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn new(slice: &Slice) -> Result<Self, Undefined> {
        crate::indices::require_variation(slice)?;
        let expected = slice.expected().to_vec();
        let trials = (slice.kind() == Kind::Share).then(|| slice.denominator().map(<[f64]>::to_vec)).flatten();
        let shares = slice.weights()?;
        let ranked = concentration::places(slice).ok();
        let places = ranked.map(|r| r.iter().zip(&shares).map(|(r, p)| p * (2.0 * r - 1.0)).collect());
        let counts = relative_variances(slice).is_ok();
        Ok(Self {
            inverse: expected.iter().map(|e| 1.0 / e).collect(),
            logs: expected.iter().map(|e| e.ln()).collect(),
            places,
            groups: groups::places(slice).ok(),
            n: expected.len() as f64,
            sum_expected: expected.iter().sum(),
            sum_observed: slice.observed().iter().sum(),
            internal: slice.expected_from() == ExpectedFrom::Internal,
            counts,
            sum_inverse: expected.iter().map(|e| 1.0 / e).sum(),
            sum_inverse_trials: trials.iter().flatten().map(|d| 1.0 / d).sum(),
            sum_squares: expected.iter().map(|e| e * e).sum(),
            log_table: (0..4096).map(|k| f64::from(k).ln()).collect(),
            shares,
            trials,
            expected,
        })
    }
}

/// Space for indices that need an order of their own.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    pub(crate) values: Vec<f64>,
    pub(crate) sorted: Vec<(f64, f64)>,
    pub(crate) sorter: Sorter,
    /// The gamma variance found for this replicate, from which the fit with the mean held starts.
    pub(crate) variance: f64,
}

/// Space that replicates use in turn.
#[derive(Debug, Default)]
pub(crate) struct Space {
    ratios: Vec<f64>,
    pub(crate) sorted: Vec<(f64, f64)>,
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
    pub(crate) sums: Sums,
}

/// Sums over the areas of one replicate.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sums {
    /// sum r, sum (r - 1)^2.
    pub(crate) ratio: f64,
    pub(crate) squares: f64,
    /// sum p r, sum p r^2, sum p sqrt r, sum p r ln r, sum p ln r, sum p / r.
    pub(crate) mean: f64,
    pub(crate) mean_square: f64,
    pub(crate) mean_root: f64,
    pub(crate) mean_entropy: f64,
    pub(crate) mean_log: f64,
    pub(crate) mean_inverse: f64,
    /// sum (ln r)^2.
    pub(crate) log_squares: f64,
    /// sum E ln r, sum E (ln r)^2 with half a count in place of zero.
    pub(crate) weighted_log: f64,
    pub(crate) weighted_log_squares: f64,
    /// Areas without a count.
    pub(crate) zeros: f64,
}

impl<'a> Draw<'a> {
    /// Sums and order of one set of counts; `unit` is what one count is worth. `None` when nothing was drawn.
    pub(crate) fn new(
        frame: &'a Frame,
        observed: &'a [f64],
        unit: f64,
        space: &'a mut Space,
    ) -> Option<(Self, &'a mut Extra)> {
        let total: f64 = observed.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let scale = if frame.internal { total / frame.sum_observed } else { 1.0 };
        let Space { ratios, sorted, sorter, extra } = space;
        extra.variance = f64::NAN;
        ratios.clear();
        let unscale = 1.0 / scale;
        ratios.extend(observed.iter().zip(&frame.inverse).map(|(o, e)| o * e * unscale));
        let mut sums = Sums::default();
        plain_sums(&mut sums, frame, ratios);
        log_sums(&mut sums, frame, observed, ratios, unit, scale);
        sorter.sort(ratios, &frame.shares, sorted);
        Some((Self { frame, observed, ratios, sorted, scale, total, sums }, extra))
    }

    /// sum of the chance variance of r relative to 1: sum 1/E*, for a share sum (1/E* - 1/D). `None` without counts.
    pub(crate) fn chance(&self) -> Option<f64> {
        self.frame.counts.then(|| self.frame.sum_inverse / self.scale - self.frame.sum_inverse_trials)
    }

    /// sum (O - kE)^2 and sum (kE)^2, k the overall ratio.
    pub(crate) fn squares_of_counts(&self) -> (f64, f64) {
        let k = self.total / self.frame.sum_expected;
        let squares = self.observed.iter().zip(&self.frame.expected).map(|(o, e)| (o - k * e) * (o - k * e)).sum();
        (squares, k * k * self.frame.sum_squares)
    }

    /// Quantile of the ratios, type 7.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let h = (self.frame.n - 1.0) * p;
        let low = h.floor() as usize;
        let (a, b) = (self.sorted[low].0, self.sorted[(low + 1).min(self.sorted.len() - 1)].0);
        a + (h - h.floor()) * (b - a)
    }
}

fn plain_sums(s: &mut Sums, frame: &Frame, ratios: &[f64]) {
    for (r, p) in ratios.iter().zip(&frame.shares) {
        let d = r - 1.0;
        s.ratio += r;
        s.squares += d * d;
        s.mean += p * r;
        s.mean_square += p * r * r;
        s.mean_root += p * r.sqrt();
        s.mean_inverse += p / r;
    }
}

fn log_sums(s: &mut Sums, frame: &Frame, observed: &[f64], ratios: &[f64], unit: f64, scale: f64) {
    // ln r = ln(count) + ln(unit) - ln(scale) - ln E: the counts are whole numbers, whose logarithms are tabulated.
    let shift = unit.ln() - scale.ln();
    let half = 0.5f64.ln() - scale.ln();
    for ((o, log_e), ((r, p), e)) in
        observed.iter().zip(&frame.logs).zip(ratios.iter().zip(&frame.shares).zip(&frame.expected))
    {
        if *o > 0.0 {
            let log = log_of(o / unit, &frame.log_table) + shift - log_e;
            s.mean_entropy += p * r * log;
            s.mean_log += p * log;
            s.log_squares += log * log;
            s.weighted_log += e * log;
            s.weighted_log_squares += e * log * log;
        } else {
            let log = half - log_e;
            s.zeros += 1.0;
            s.weighted_log += e * log;
            s.weighted_log_squares += e * log * log;
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn log_of(count: f64, table: &[f64]) -> f64 {
    // Rounding in count x unit / unit is taken back, because counts are whole.
    let whole = (count + 0.5) as usize;
    match table.get(whole) {
        Some(log) if (count - whole as f64).abs() < 1e-6 => *log,
        _ => count.ln(),
    }
}
