//! Every index from the shared sums of a replicate: the same numbers as the one-by-one computations, many times faster.

use super::draw::{Draw, Extra};
use super::lanes::sums;
use super::order::median_distance;
use crate::models::Mean;
use crate::models::gamma_poisson::{self, Start};

/// Which values of an index speak against chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Large ones.
    Upper,
    /// Both ends.
    Both,
}

/// The scale on which the sampling error of an index is about the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// ln t: measures of spread.
    Log,
    /// ln ln t: quotients, which start at 1.
    LogLog,
    /// ln(t + chance): variances beyond chance, areas counting the same.
    Excess,
    /// The same, areas weighted by their precision.
    WeightedExcess,
    /// -ln(1 - t): shares of the variation.
    Share,
    /// t itself.
    Plain,
    /// No interval from simulated areas.
    None,
}

/// How an index is simulated.
#[derive(Clone, Copy)]
pub(crate) struct Fast {
    pub(crate) id: &'static str,
    pub(crate) tail: Tail,
    pub(crate) scale: Scale,
    value: Value,
}

/// The computation of an index from a replicate.
#[derive(Clone, Copy)]
enum Value {
    Of(fn(&Draw, &mut Extra) -> f64),
    /// Atkinson's index at an aversion that the user gave.
    Atkinson(f64),
}

impl Fast {
    /// Value for a replicate, NaN where undefined. Truncated variances and I-squared are not cut off at 0 here.
    pub(crate) fn value(&self, draw: &Draw, extra: &mut Extra) -> f64 {
        match self.value {
            Value::Of(value) => value(draw, extra),
            Value::Atkinson(epsilon) => atkinson(draw, epsilon),
        }
    }

    /// The way of Atkinson's index at any aversion.
    pub(crate) fn atkinson(epsilon: f64) -> Self {
        let (id, _) = crate::indices::atkinson::id(epsilon);
        Self { id, tail: Tail::Upper, scale: Scale::Log, value: Value::Atkinson(epsilon) }
    }
}

const fn upper(id: &'static str, scale: Scale, value: fn(&Draw, &mut Extra) -> f64) -> Fast {
    Fast { id, tail: Tail::Upper, scale, value: Value::Of(value) }
}

/// The way of each index. `variance-lognormal` is not among them: its likelihood is too slow to fit thousands of times.
pub(crate) static FAST: &[Fast] = &[
    upper("eq", Scale::LogLog, |d, _| quotient(d, 0.0, 1.0)),
    upper("eq-5-95", Scale::LogLog, |d, _| quotient(d, 0.05, 0.95)),
    upper("eq-10-90", Scale::LogLog, |d, _| quotient(d, 0.1, 0.9)),
    upper("eq-25-75", Scale::LogLog, |d, _| quotient(d, 0.25, 0.75)),
    upper("range", Scale::Log, |d, _| d.quantile(1.0) - d.quantile(0.0)),
    upper("iqr", Scale::Log, |d, _| d.quantile(0.75) - d.quantile(0.25)),
    upper("mad", Scale::Log, |d, _| median_distance(d.sorted, d.quantile(0.5))),
    upper("cv", Scale::Log, |d, _| cv(d)),
    upper("cv-weighted", Scale::Log, |d, _| cv_weighted(d)),
    upper("scv", Scale::Excess, |d, _| d.chance().map_or(f64::NAN, |c| (d.sums.squares - c) / d.frame.n)),
    upper("scv-log", Scale::Excess, |d, _| scv_log(d)),
    upper("variance-gamma", Scale::WeightedExcess, gamma_free),
    upper("variance-gamma-mean1", Scale::WeightedExcess, gamma_one),
    upper("variance-dl", Scale::WeightedExcess, |d, _| variance_dl(d)),
    upper("i-squared", Scale::Share, |d, _| 1.0 - (d.frame.n - 1.0) / heterogeneity(d)),
    upper("chi-square", Scale::Log, |d, _| chi_square(d)),
    upper("dispersion", Scale::Log, |d, _| chi_square(d) / (d.frame.n - 1.0)),
    upper("dean", Scale::Plain, |d, _| dean(d)),
    upper("potthoff-whittinghill", Scale::Log, |d, _| potthoff_whittinghill(d)),
    upper("gini", Scale::Log, |d, _| gini(d)),
    upper("theil-t", Scale::Log, |d, _| d.sums.mean_entropy / d.sums.mean - d.sums.mean.ln()),
    upper("theil-l", Scale::Log, |d, _| if d.sums.zeros > 0.0 { f64::NAN } else { d.sums.mean.ln() - d.sums.mean_log }),
    upper("ge2", Scale::Log, |d, _| 0.5 * (d.sums.mean_square / (d.sums.mean * d.sums.mean) - 1.0)),
    upper("atkinson", Scale::Log, |d, _| 1.0 - d.sums.mean_root * d.sums.mean_root / d.sums.mean),
    upper(
        "atkinson-1",
        Scale::Log,
        |d, _| if d.sums.zeros > 0.0 { 1.0 } else { 1.0 - d.sums.mean_log.exp() / d.sums.mean },
    ),
    upper("atkinson-2", Scale::Log, |d, _| {
        if d.sums.zeros > 0.0 { 1.0 } else { 1.0 - 1.0 / (d.sums.mean * d.sums.mean_inverse) }
    }),
    upper("hoover", Scale::Log, |d, _| hoover(d)),
    Fast { id: "concentration", tail: Tail::Both, scale: Scale::Plain, value: Value::Of(|d, _| concentration(d)) },
    Fast { id: "concentration-50", tail: Tail::Both, scale: Scale::Log, value: Value::Of(half_of_excess) },
    upper("theil-t-between", Scale::None, |d, _| theil_split(d)[0]),
    upper("theil-t-within", Scale::None, |d, _| theil_split(d)[1]),
    upper("theil-t-between-share", Scale::None, |d, _| share(theil_split(d))),
    upper("variance-between", Scale::None, |d, _| variance_split(d)[0]),
    upper("variance-within", Scale::None, |d, _| variance_split(d)[1]),
    upper("variance-between-share", Scale::None, |d, _| share(variance_split(d))),
];

/// Relative step at which the fit of a replicate stops: the error after it is about its square.
const REPLICATE: f64 = 2e-3;

/// The way of the index with this identifier.
pub(crate) fn find(id: &str) -> Option<&'static Fast> {
    FAST.iter().find(|f| f.id == id)
}

fn quotient(d: &Draw, low: f64, high: f64) -> f64 {
    let low = d.quantile(low);
    if low > 0.0 { d.quantile(high) / low } else { f64::NAN }
}

fn cv(d: &Draw) -> f64 {
    let mean = d.sums.ratio / d.frame.n;
    // Around the mean, not around 1: ratios far from 1 would lose their digits.
    let [squares] = sums([d.ratios], |[r]| [(r - mean) * (r - mean)]);
    (squares / (d.frame.n - 1.0)).sqrt() / mean
}

fn cv_weighted(d: &Draw) -> f64 {
    let mean = d.total / (d.frame.sum_expected * d.scale);
    let [squares] = sums([d.ratios, &d.frame.expected], |[r, e]| [e * (r - mean) * (r - mean)]);
    (squares / d.frame.sum_expected).sqrt() / mean
}

fn scv_log(d: &Draw) -> f64 {
    match d.chance() {
        Some(chance) if d.sums.zeros <= 0.0 => (d.sums.log_squares - chance) / d.frame.n,
        _ => f64::NAN,
    }
}

fn gamma_free(d: &Draw, extra: &mut Extra) -> f64 {
    // The scale of the expected values only moves the mean, which is estimated.
    let start = start(d);
    let fit = gamma_poisson::ascend(d.observed, &d.frame.expected, Mean::Free, start, REPLICATE);
    extra.variance = fit.map_or(f64::NAN, |f| f.variance);
    extra.variance
}

fn gamma_one(d: &Draw, extra: &mut Extra) -> f64 {
    if !d.frame.internal {
        let variance = Some(extra.variance).filter(|v| *v > 0.0);
        let fit = gamma_poisson::solve(d.observed, &d.frame.expected, Mean::One, REPLICATE, variance);
        return fit.map_or(f64::NAN, |f| f.variance);
    }
    // The expected values have been scaled to the total, so that the derivative at zero is that with the mean free.
    let variance = if extra.variance > 0.0 { extra.variance } else { start(d).variance };
    let start = Start { mean: 1.0, variance };
    let fit = if (d.scale - 1.0).abs() < 1e-12 {
        gamma_poisson::ascend(d.observed, &d.frame.expected, Mean::One, start, REPLICATE)
    } else {
        extra.values.clear();
        extra.values.extend(d.frame.expected.iter().map(|e| e * d.scale));
        gamma_poisson::ascend(d.observed, &extra.values, Mean::One, start, REPLICATE)
    };
    fit.map_or(f64::NAN, |f| f.variance)
}

/// Where the likelihood is greatest by its derivative at a variance of zero up to the square of the variance: nearly there
/// when areas differ little more than by chance. Zero when it falls from there on.
fn start(d: &Draw) -> Start {
    let slope = 0.5 * (d.sums.count_squares - d.total);
    let squares = d.overall * d.overall * d.frame.sum_squares;
    let [first, second] = d.sums.curvature;
    let root = (first * first - 4.0 * slope * second).sqrt();
    let near = 2.0 * slope / (root - first);
    let variance = if slope <= 1e-14 * squares {
        0.0
    } else if root > 0.0 && first < 0.0 && near > 0.0 {
        near
    } else {
        2.0 * slope / squares
    };
    Start { mean: d.overall, variance }
}

/// Q of the DerSimonian-Laird estimator.
fn heterogeneity(d: &Draw) -> f64 {
    let squares = d.sums.weighted_log_squares - d.sums.weighted_log * d.sums.weighted_log / d.frame.sum_expected;
    d.scale * squares.max(0.0)
}

fn variance_dl(d: &Draw) -> f64 {
    let sum = d.frame.sum_expected;
    (heterogeneity(d) - (d.frame.n - 1.0)) / (d.scale * (sum - d.frame.sum_squares / sum))
}

fn chi_square(d: &Draw) -> f64 {
    let k = d.overall;
    match &d.frame.trials {
        None => d.sums.relative_squares / k,
        Some(trials) => {
            let term = |((o, e), t): ((&f64, &f64), &f64)| (o - k * e).powi(2) / (k * e * (1.0 - k * e / t));
            d.observed.iter().zip(&d.frame.expected).zip(trials).map(term).sum()
        }
    }
}

fn dean(d: &Draw) -> f64 {
    let means = d.overall * d.overall * d.frame.sum_squares;
    (d.sums.count_squares - d.total) / (2.0 * means).sqrt()
}

fn potthoff_whittinghill(d: &Draw) -> f64 {
    d.frame.sum_expected * d.sums.pairs
}

fn gini(d: &Draw) -> f64 {
    let (mut below, mut sum) = (0.0, 0.0);
    for (r, p) in d.sorted {
        sum += p * (r - d.sums.mean) * (2.0 * below + p);
        below += p;
    }
    (sum / d.sums.mean).max(0.0)
}

fn atkinson(d: &Draw, epsilon: f64) -> f64 {
    if epsilon >= 1.0 && d.sums.zeros > 0.0 {
        return 1.0;
    }
    let relative = || d.ratios.iter().zip(&d.frame.shares).map(|(r, p)| (*p, r / d.sums.mean));
    crate::indices::atkinson::of_relative(relative, epsilon)
}

fn hoover(d: &Draw) -> f64 {
    0.5 * d.sums.distance / d.sums.mean
}

fn concentration(d: &Draw) -> f64 {
    let Some(places) = &d.frame.places else { return f64::NAN };
    d.ratios.iter().zip(places).map(|(r, p)| r * p).sum::<f64>() / d.sums.mean
}

#[allow(clippy::cast_precision_loss)]
fn half_of_excess(d: &Draw, extra: &mut Extra) -> f64 {
    let pairs = d.observed.iter().zip(&d.frame.expected);
    extra.halver.half(pairs.map(|(o, e)| o - e * d.scale)).map_or(f64::NAN, |k| k as f64)
}

/// Sums of p and of p r by group.
fn by_group(d: &Draw) -> Option<Vec<(f64, f64)>> {
    let groups = d.frame.groups.as_ref()?;
    let mut sums = vec![(0.0, 0.0); groups.iter().max().map_or(0, |m| m + 1)];
    for ((g, p), r) in groups.iter().zip(&d.frame.shares).zip(d.ratios) {
        sums[*g].0 += p;
        sums[*g].1 += p * r;
    }
    Some(sums)
}

fn theil_split(d: &Draw) -> [f64; 2] {
    let Some(sums) = by_group(d) else { return [f64::NAN; 2] };
    let log = |x: f64| if x > 0.0 { x * x.ln() } else { 0.0 };
    let between: f64 = sums.iter().map(|(p, pr)| p * log(pr / p / d.sums.mean)).sum();
    let total = d.sums.mean_entropy / d.sums.mean - d.sums.mean.ln();
    [between.max(0.0), (total - between).max(0.0)]
}

fn variance_split(d: &Draw) -> [f64; 2] {
    let Some(sums) = by_group(d) else { return [f64::NAN; 2] };
    let between: f64 = sums.iter().map(|(p, pr)| p * (pr / p - d.sums.mean).powi(2)).sum();
    [between, (d.sums.mean_square - d.sums.mean * d.sums.mean - between).max(0.0)]
}

fn share([between, within]: [f64; 2]) -> f64 {
    between / (between + within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::slice::Slice;
    use crate::indices::INDICES;
    use crate::sampling::draw::{Frame, Space};
    use proptest::prelude::*;

    #[test]
    fn every_index_but_one_has_its_way() {
        let without: Vec<_> = INDICES.iter().filter(|i| find(i.id).is_none()).map(|i| i.id).collect();
        assert_eq!(without, ["variance-lognormal"]);
        assert_eq!(FAST.len() + 1, INDICES.len());
    }

    fn agree(slice: &Slice, drawn: &[f64]) {
        let frame = Frame::new(slice).unwrap();
        let mut space = Space::default();
        let other = slice.resampled(drawn);
        let Some((draw, excess)) = Draw::new(&frame, drawn, 1.0, &mut space) else { return };
        for index in INDICES {
            let Some(fast) = find(index.id) else { continue };
            let mut found = fast.value(&draw, excess);
            if matches!(index.id, "variance-dl" | "i-squared") {
                found = found.max(0.0);
            }
            match (index.compute)(&other) {
                Ok(c) => {
                    let tolerance = if index.id.starts_with("variance-gamma") { 1e-5 } else { 1e-9 };
                    let close = (found - c.value).abs() <= tolerance * c.value.abs().max(1.0);
                    // A variance within rounding of the boundary, or without a maximum, may be found on either side.
                    assert!(close || !found.is_finite(), "{}: {found} {}", index.id, c.value);
                }
                Err(u) => assert!(
                    !found.is_finite()
                        || u.reason.contains("no maximum")
                        || u.reason.contains("nothing to split")
                        || u.reason.contains("reaches 100 %"),
                    "{}: {found} {u}",
                    index.id
                ),
            }
        }
    }

    #[test]
    fn any_aversion_has_the_way_of_the_fixed_ones() {
        let rows = [("A", 3.0, 30.0), ("B", 5.0, 10.0), ("C", 8.0, 40.0)];
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let (frame, mut space) = (Frame::new(&slice).unwrap(), Space::default());
        let (draw, extra) = Draw::new(&frame, &[2.0, 9.0, 5.0], 1.0, &mut space).unwrap();
        for (id, epsilon) in [("atkinson", 0.5), ("atkinson-1", 1.0), ("atkinson-2", 2.0)] {
            let (fixed, free) = (find(id).unwrap(), Fast::atkinson(epsilon));
            assert!((fixed.value(&draw, extra) - free.value(&draw, extra)).abs() < 1e-12, "{id}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_plain_computation(
            rows in prop::collection::vec((0u32..400, 0u32..400, 500u32..100_000), 2..40), kind in 0..3,
        ) {
            prop_assume!(rows.iter().any(|r| r.0 > 0));
            let codes: Vec<String> = (0..rows.len()).map(|i| format!("{}{i:03}", if i % 3 == 0 { "A" } else { "B" })).collect();
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by_key(|i| codes[*i].clone());
            let figures: Vec<_> =
                rows.iter().zip(&codes).map(|(r, c)| (c.as_str(), f64::from(r.0), f64::from(r.2))).collect();
            let slice = match kind {
                0 => Slice::from_denominators(Kind::Count, &figures),
                1 => Slice::from_denominators(Kind::Share, &figures),
                _ => Slice::from_expected(Kind::Count, &figures),
            };
            let slice = slice.unwrap().with_groups(|c| Some(c[..1].into())).unwrap();
            let slice = slice.with_ranking(|c| c[1..].parse().ok()).unwrap();
            let drawn: Vec<f64> = order.iter().map(|i| f64::from(rows[*i].1)).collect();
            agree(&slice, &drawn);
        }
    }
}
