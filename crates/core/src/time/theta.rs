//! Forecasts: the theta method, with the same month of the year before as a yardstick.

use crate::error::Undefined;
use crate::special::normal;

/// Fewest periods of a forecast.
const FEWEST: usize = 8;
/// How far out an autocorrelation at the length of a year counts as a season (one-sided 5 %).
const SEASONAL: f64 = 0.05;
/// Smoothing parameters lie between these.
const ALPHA: [f64; 2] = [1e-4, 0.9999];

/// One period ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead {
    /// What is expected.
    pub mean: f64,
    /// Lower limit of the interval.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// A forecast by the theta method.
#[derive(Debug, Clone, PartialEq)]
pub struct Theta {
    /// One per period ahead.
    pub ahead: Vec<Ahead>,
    /// Weight of the newest value in the level.
    pub alpha: f64,
    /// Whether a season was taken out first and put back.
    pub seasonal: bool,
}

/// How well the last year could be foreseen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holdout {
    /// Periods held out.
    pub periods: usize,
    /// Mean absolute error of the theta method, per cent of what came.
    pub mape_theta: f64,
    /// That of the same period of the year before; `None` where a year is one period and the last value stands for it.
    pub mape_snaive: f64,
    /// Share of the held-out periods inside the interval.
    pub covered: f64,
}

/// Forecasts `ahead` periods, of which `year` make a year, with intervals of confidence 1 - 2 `tail`.
///
/// [Assimakopoulos & Nikolopoulos 2000] in the form of Hyndman & Billah 2003, as R's `forecast::thetaf`: exponential smoothing plus
/// half of the linear trend; a season that the autocorrelation shows is taken out by ratios to moving averages first. The
/// interval is that of the smoothing. It assumes that things go on as before.
///
/// # Errors
/// Undefined for fewer than eight values, and where a season would divide by zero.
///
/// [Assimakopoulos & Nikolopoulos 2000]: https://doi.org/10.1016/S0169-2070(00)00066-2
///
/// ```
/// use unwarranted_core::time::theta;
/// let values: Vec<f64> = (0..24).map(|t| 100.0 + f64::from(t) + f64::from(t * 5 % 7)).collect();
/// let found = theta(&values, 12, 3, 0.025).unwrap();
/// assert!(found.ahead[2].lower < found.ahead[2].mean && found.ahead[0].mean > 115.0);
/// ```
pub fn theta(values: &[f64], year: usize, ahead: usize, tail: f64) -> Result<Theta, Undefined> {
    let n = values.len();
    if n < FEWEST {
        return Err(Undefined::because(format!("a forecast takes {FEWEST} periods, and there are {n}")));
    }
    let seasonal = is_seasonal(values, year);
    let figure = if seasonal { Some(seasonal_figure(values, year)?) } else { None };
    let factor = |t: usize| figure.as_ref().map_or(1.0, |figure| figure[t % year]);
    let level: Vec<f64> = values.iter().enumerate().map(|(t, v)| v / factor(t)).collect();
    let smooth = Smooth::of(&level);
    let (alpha, drift) = (smooth.alpha, slope(&level) / 2.0);
    let sigma = (smooth.sse / (n as f64 - 2.0)).sqrt();
    let z = normal::upper_quantile(tail);
    let one = |h: usize| {
        let past = (1.0 - libm::pow(1.0 - alpha, n as f64)) / alpha;
        let mean = (smooth.last + drift * (h as f64 + past)) * factor(n + h);
        let se = sigma * (h as f64 * alpha * alpha + 1.0).sqrt();
        Ahead { mean, lower: mean - z * se, upper: mean + z * se }
    };
    Ok(Theta { ahead: (0..ahead).map(one).collect(), alpha, seasonal })
}

/// The same period of the last year there is, `ahead` periods ahead.
///
/// # Errors
/// Undefined for less than a year.
pub fn seasonal_naive(values: &[f64], year: usize, ahead: usize) -> Result<Vec<f64>, Undefined> {
    let year = year.max(1);
    let start = values.len().checked_sub(year).ok_or_else(|| Undefined::because("there is less than a year"))?;
    Ok((0..ahead).map(|h| values[start + h % year]).collect())
}

/// Forecasts the last year from what came before it, and scores the forecast.
///
/// # Errors
/// Those of [`theta`] for what is left; undefined where something held out is zero.
pub fn holdout(values: &[f64], year: usize, tail: f64) -> Result<Holdout, Undefined> {
    let short = || Undefined::because("too few periods are left when the last year is held out");
    let kept = values.len().checked_sub(year).filter(|kept| *kept >= FEWEST.max(year)).ok_or_else(short)?;
    let (known, held) = values.split_at(kept);
    if held.contains(&0.0) {
        return Err(Undefined::because("a value of the last year is zero, so that no error is a share of it"));
    }
    let theta = theta(known, year, year, tail)?;
    let naive = seasonal_naive(known, year, year)?;
    let error = |forecast: f64, came: f64| 100.0 * ((came - forecast) / came).abs() / year as f64;
    let pairs = || theta.ahead.iter().zip(held);
    Ok(Holdout {
        periods: year,
        mape_theta: pairs().map(|(f, came)| error(f.mean, *came)).sum(),
        mape_snaive: naive.iter().zip(held).map(|(f, came)| error(*f, *came)).sum(),
        covered: pairs().filter(|(f, came)| (f.lower..=f.upper).contains(*came)).count() as f64 / year as f64,
    })
}

/// Whether the autocorrelation at a year is beyond what those at shorter lags explain.
fn is_seasonal(values: &[f64], year: usize) -> bool {
    let n = values.len();
    if year < 2 || n <= 2 * year {
        return false;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let all: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    if all <= 0.0 {
        return false;
    }
    let at = |lag: usize| values.iter().skip(lag).zip(values).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / all;
    let shorter: f64 = (1..year).map(|lag| at(lag).powi(2)).sum();
    let error = ((1.0 + 2.0 * shorter) / n as f64).sqrt();
    at(year).abs() / error > normal::upper_quantile(SEASONAL)
}

/// Mean ratio of each period of the year to the moving average of a year around it, about 1.
fn seasonal_figure(values: &[f64], year: usize) -> Result<Vec<f64>, Undefined> {
    let half = year / 2;
    let zero = || Undefined::because("a season of a series with zeros cannot be taken out");
    let mut sums = vec![[0.0; 2]; year];
    for t in half..values.len() - half {
        let average = if year % 2 == 1 {
            values[t - half..=t + half].iter().sum::<f64>() / year as f64
        } else {
            let ends = (values[t - half] + values[t + half]) / 2.0;
            (values[t + 1 - half..t + half].iter().sum::<f64>() + ends) / year as f64
        };
        let sum = &mut sums[t % year];
        *sum = [sum[0] + values[t] / average, sum[1] + 1.0];
    }
    let figure: Vec<f64> = sums.iter().map(|[sum, n]| sum / n).collect();
    let mean = figure.iter().sum::<f64>() / year as f64;
    let figure: Vec<f64> = figure.into_iter().map(|f| f / mean).collect();
    if figure.iter().all(|f| f.is_finite() && f.abs() > 1e-10) { Ok(figure) } else { Err(zero()) }
}

fn slope(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = (n - 1.0) / 2.0;
    let product: f64 = values.iter().enumerate().map(|(t, v)| (t as f64 - mean) * v).sum();
    product / (n * (n * n - 1.0) / 12.0)
}

/// Simple exponential smoothing with the parameter and first level of least squared errors of the next value.
struct Smooth {
    alpha: f64,
    last: f64,
    sse: f64,
}

impl Smooth {
    fn of(values: &[f64]) -> Self {
        // The errors are a smooth function of alpha with few valleys: a grid finds the deepest, thirds its floor.
        const STEPS: u32 = 200;
        let [low, high] = ALPHA;
        let step = (high - low) / f64::from(STEPS);
        let at = |alpha: f64| Self::at(values, alpha);
        let grid = (0..=STEPS).map(|i| low + step * f64::from(i));
        let best = grid.reduce(|best, alpha| if at(alpha).sse < at(best).sse { alpha } else { best }).unwrap_or(low);
        let (mut a, mut b) = ((best - step).max(low), (best + step).min(high));
        for _ in 0..80 {
            let (c, d) = (a + (b - a) / 3.0, b - (b - a) / 3.0);
            if at(c).sse < at(d).sse { b = d } else { a = c }
        }
        [a, b, best]
            .map(at)
            .into_iter()
            .reduce(|best, next| if next.sse < best.sse { next } else { best })
            .unwrap_or(at(best))
    }

    /// For a given alpha every error is linear in the first level, which is solved for.
    fn at(values: &[f64], alpha: f64) -> Self {
        let (mut level, mut left) = (0.0, 1.0);
        let (mut ee, mut el, mut ll) = (0.0, 0.0, 0.0);
        for value in values {
            let error = value - level;
            (ee, el, ll) = (ee + error * error, el + error * left, ll + left * left);
            level += alpha * error;
            left *= 1.0 - alpha;
        }
        let first = el / ll;
        Self { alpha, last: level + left * first, sse: (ee - el * first).max(0.0) }
    }
}
