//! A monthly series as trend, season and rest, for a picture.

use crate::error::Undefined;

/// Passes over trend and season without weights, and with them; times that weights are made.
const INNER: [usize; 2] = [5, 2];
const OUTER: usize = 15;

/// A series as trend, season and rest, which add up to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stl {
    /// What lasts.
    pub trend: Vec<f64>,
    /// What comes back every year.
    pub season: Vec<f64>,
    /// What is left.
    pub rest: Vec<f64>,
}

/// How smooth the season is, and whether single values far out are held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StlOptions {
    /// Values of one month of the year that its season is smoothed over; odd, 3 or more.
    pub seasonal: usize,
    /// Whether values far from trend and season count less.
    pub robust: bool,
}

impl Default for StlOptions {
    fn default() -> Self {
        Self { seasonal: 7, robust: false }
    }
}

/// Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990, J Off Stat 6:3) of equally spaced values of which `year`
/// make a year. Straight lines throughout; the trend is smoothed over the next odd number above 1.5 year / (1 - 1.5 / seasonal), the low-pass
/// filter over that above `year`, as the paper advises and statsmodels has it. It describes: it finds a season in pure noise, so that whether there is
/// one is for [`crate::time::season`] to say.
///
/// # Errors
/// Undefined for fewer than two years of values, where a year is one value, for a value that is no number and for a `seasonal` that is even or below 3.
///
/// ```
/// use unwarranted_core::time::{StlOptions, stl};
/// let values: Vec<f64> = (0..48).map(|t| f64::from(t) + [5.0, 0.0, -5.0][t as usize % 12 / 4]).collect();
/// let found = stl(&values, 12, StlOptions::default()).unwrap();
/// assert!((found.trend[24] + found.season[24] + found.rest[24] - values[24]).abs() < 1e-12);
/// assert!(found.season[24] > 3.0 && found.season[34] < -3.0);
/// ```
pub fn stl(values: &[f64], year: usize, options: StlOptions) -> Result<Stl, Undefined> {
    let n = values.len();
    if year < 2 {
        return Err(Undefined::because("a season takes periods shorter than a year"));
    }
    if n < 2 * year {
        return Err(Undefined::because(format!(
            "trend and season take two years, {} periods, and there are {n}",
            2 * year
        )));
    }
    if options.seasonal < 3 || options.seasonal.is_multiple_of(2) || values.iter().any(|v| !v.is_finite()) {
        return Err(Undefined::because("trend and season take numbers, and an odd window of three years or more"));
    }
    let spans = Spans::new(year, options.seasonal);
    let mut parts = Parts { trend: vec![0.0; n], season: vec![0.0; n] };
    let inner = INNER[usize::from(options.robust)];
    parts.refine(values, &spans, inner, None);
    for _ in 0..if options.robust { OUTER } else { 0 } {
        let weights = parts.weights(values);
        parts.refine(values, &spans, inner, Some(&weights));
    }
    let Parts { trend, season } = parts;
    let rest = values.iter().zip(&trend).zip(&season).map(|((v, t), s)| v - t - s).collect();
    Ok(Stl { trend, season, rest })
}

/// How many values each smoother takes.
struct Spans {
    year: usize,
    seasonal: usize,
    trend: usize,
    low: usize,
}

impl Spans {
    fn new(year: usize, seasonal: usize) -> Self {
        let wide = 1.5 * year as f64 / (1.0 - 1.5 / seasonal as f64);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few years of periods")]
        let trend = wide.ceil() as usize;
        let odd = |n: usize| n + usize::from(n.is_multiple_of(2));
        Self { year, seasonal, trend: odd(trend), low: odd(year + 1) }
    }
}

/// What is found so far.
struct Parts {
    trend: Vec<f64>,
    season: Vec<f64>,
}

impl Parts {
    /// Season without trend, trend without season, so many times.
    fn refine(&mut self, values: &[f64], spans: &Spans, times: usize, weights: Option<&[f64]>) {
        for _ in 0..times {
            let level: Vec<f64> = values.iter().zip(&self.trend).map(|(v, t)| v - t).collect();
            let cycle = cycle(&level, spans, weights);
            let low = low_pass(&cycle, spans);
            self.season = low.iter().zip(&cycle[spans.year..]).map(|(low, c)| c - low).collect();
            let plain: Vec<f64> = values.iter().zip(&self.season).map(|(v, s)| v - s).collect();
            self.trend = smoothed(&plain, spans.trend, weights);
        }
    }

    /// Bisquare weights by how far a value is from trend and season, in six times the median such distance.
    fn weights(&self, values: &[f64]) -> Vec<f64> {
        let off: Vec<f64> =
            values.iter().zip(&self.trend).zip(&self.season).map(|((v, t), s)| (v - (t + s)).abs()).collect();
        let mut sorted = off.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let far = 3.0 * (sorted[middle] + sorted[sorted.len() - 1 - middle]);
        let weight = |r: &f64| match r {
            r if *r <= 0.001 * far => 1.0,
            r if *r <= 0.999 * far => (1.0 - (r / far).powi(2)).powi(2),
            _ => 0.0,
        };
        off.iter().map(weight).collect()
    }
}

/// Each month of the year smoothed over the years by itself, one year longer at both ends.
fn cycle(values: &[f64], spans: &Spans, weights: Option<&[f64]>) -> Vec<f64> {
    let year = spans.year;
    let mut cycle = vec![0.0; values.len() + 2 * year];
    for month in 0..year {
        let of = |all: &[f64]| all.iter().skip(month).step_by(year).copied().collect::<Vec<f64>>();
        let (own, weighted) = (of(values), weights.map(of));
        let (k, weighted) = (own.len(), weighted.as_deref());
        let within = smoothed(&own, spans.seasonal, weighted);
        let width = spans.seasonal.min(k);
        let before = at(&own, spans.seasonal, -1.0, [0, width - 1], weighted).unwrap_or(within[0]);
        let after = at(&own, spans.seasonal, k as f64, [k - width, k - 1], weighted).unwrap_or(within[k - 1]);
        let all = std::iter::once(before).chain(within).chain([after]);
        all.enumerate().for_each(|(i, value)| cycle[i * year + month] = value);
    }
    cycle
}

/// What is left of a season and is none: means of a year, of a year and of three periods one after the other, smoothed.
fn low_pass(cycle: &[f64], spans: &Spans) -> Vec<f64> {
    let means = means(&means(&means(cycle, spans.year), spans.year), 3);
    smoothed(&means, spans.low, None)
}

/// Means of `width` values at a time.
fn means(values: &[f64], width: usize) -> Vec<f64> {
    let mut sum: f64 = values[..width].iter().sum();
    let mut means = vec![sum / width as f64];
    for (out, into) in values.iter().zip(&values[width..]) {
        sum += into - out;
        means.push(sum / width as f64);
    }
    means
}

/// Every value by loess over `span` values around it; a value that no weight is near stays as it is.
fn smoothed(values: &[f64], span: usize, weights: Option<&[f64]>) -> Vec<f64> {
    let n = values.len();
    let width = span.min(n);
    let half = span.div_ceil(2);
    let one = |i: usize| {
        // The window moves from the middle of the first `span` values to that of the last.
        let first = if span >= n { 0 } else { (i + 1).saturating_sub(half).min(n - span) };
        at(values, span, i as f64, [first, first + width - 1], weights).unwrap_or(values[i])
    };
    (0..n).map(one).collect()
}

/// Loess at `x`, counted from the first value, from the values numbered `first` to `last`: a straight line by tricube weights; `None` where all
/// weights are 0.
fn at(values: &[f64], span: usize, x: f64, [first, last]: [usize; 2], weights: Option<&[f64]>) -> Option<f64> {
    let n = values.len();
    let far = (x - first as f64).max(last as f64 - x) + if span > n { ((span - n) / 2) as f64 } else { 0.0 };
    let weight = |j: usize| {
        let r = (j as f64 - x).abs();
        let near = match r {
            r if r > 0.999 * far => 0.0,
            r if r > 0.001 * far => (1.0 - (r / far).powi(3)).powi(3),
            _ => 1.0,
        };
        near * weights.map_or(1.0, |weights| weights[j])
    };
    let mut kernel: Vec<f64> = (first..=last).map(weight).collect();
    let all: f64 = kernel.iter().sum();
    if all <= 0.0 {
        return None;
    }
    kernel.iter_mut().for_each(|w| *w /= all);
    if far > 0.0 {
        let middle: f64 = kernel.iter().zip(first..).map(|(w, j)| w * j as f64).sum();
        let spread: f64 = kernel.iter().zip(first..).map(|(w, j)| w * (j as f64 - middle).powi(2)).sum();
        if spread.sqrt() > 0.001 * (n as f64 - 1.0) {
            let slope = (x - middle) / spread;
            kernel.iter_mut().zip(first..).for_each(|(w, j)| *w *= slope * (j as f64 - middle) + 1.0);
        }
    }
    Some(kernel.iter().zip(&values[first..]).map(|(w, v)| w * v).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(n: i32) -> Vec<f64> {
        (0..n).map(|t| 100.0 - 0.5 * f64::from(t) + f64::from((t * t) % 7) + 6.0 * f64::from(t % 12)).collect()
    }

    #[test]
    fn parts_add_up_and_a_line_with_a_season_leaves_no_rest() {
        let plain: Vec<f64> = (0..60).map(|t| 3.0 + 0.25 * f64::from(t) + f64::from((t % 12) * (t % 12))).collect();
        for robust in [false, true] {
            let found = stl(&plain, 12, StlOptions { robust, ..StlOptions::default() }).unwrap();
            assert!(found.rest.iter().all(|r| r.abs() < 1e-9), "{:?}", found.rest);
            assert!((found.trend[30] - found.trend[18] - 3.0).abs() < 1e-9);
        }
        let (values, found) = (own(50), stl(&own(50), 12, StlOptions::default()).unwrap());
        for (t, value) in values.iter().enumerate() {
            assert!((found.trend[t] + found.season[t] + found.rest[t] - value).abs() < 1e-9);
        }
    }

    #[test]
    fn one_value_far_out_stays_in_the_rest_where_it_counts_less() {
        let mut values = own(60);
        values[20] += 500.0;
        let rest = |robust| stl(&values, 12, StlOptions { robust, ..StlOptions::default() }).unwrap().rest[20];
        assert!(rest(true) > 480.0 && rest(false) < 400.0, "{} {}", rest(true), rest(false));
    }

    #[test]
    fn what_cannot_be_decomposed_says_why() {
        let why = |values: &[f64], year, seasonal| {
            stl(values, year, StlOptions { seasonal, robust: false }).unwrap_err().reason.into_owned()
        };
        assert!(why(&own(23), 12, 7).contains("24 periods, and there are 23"));
        assert!(why(&own(40), 1, 7).contains("shorter than a year"));
        assert!(why(&own(40), 12, 8).contains("odd window") && why(&[f64::NAN; 40], 12, 7).contains("numbers"));
        assert!(stl(&own(24), 12, StlOptions::default()).is_ok());
        let constant = stl(&[4.0; 36], 12, StlOptions { robust: true, ..StlOptions::default() }).unwrap();
        assert!(constant.trend.iter().all(|v| (v - 4.0).abs() < 1e-12));
    }
}
