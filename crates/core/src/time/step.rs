//! The one step of a series: whether there is one, when and how far.

use super::least_squares::{fit, steps};
use super::segments::LIMIT;
use super::serial::{cautious, whitened};
use super::slope::autocorrelation;
use crate::error::Undefined;
use crate::special::student;
use std::f64::consts::PI;

/// Fewest periods before and after a step: one nearer to an end is placed here.
pub const EDGE: usize = 6;
/// Fewest periods of a series.
const FEWEST: usize = 24;
/// How many standard errors the autocorrelation is taken too high, so that wandering is no step.
const CAUTION: f64 = 1.5;

/// The largest step of a series beside its straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Number of the last period before it, from 1.
    pub last: usize,
    /// Earliest and latest such period that the series allows, 95 %.
    pub interval: [usize; 2],
    /// Its size, in the unit of the series.
    pub size: f64,
    /// Probability of a step as clear anywhere in a series without one.
    pub p: f64,
    /// How closely a residual was taken to follow the one before.
    pub rho: f64,
}

/// The step of a series on a straight line whose residuals follow the one before. Every date with six periods before and
/// after it is tried; p is that of the largest |t| of all, by the length of the curve that the dates make (Knowles & Siegmund 1989, Int
/// Stat Rev 57:205): two-sided t plus length / pi (1 + t^2 / df)^(-df / 2), which is on the safe side for steps. The autocorrelation of residuals about
/// the best step is corrected for its bias and taken 1.5 standard errors too high.
///
/// # Errors
/// Undefined for fewer than 24 values, and of a series that never changes.
///
/// ```
/// use unwarranted_core::time::step;
/// let values: Vec<f64> = (0..48).map(|t| if t < 30 { 20.0 } else { 5.0 } + f64::from(t * 5 % 7) / 2.0).collect();
/// let found = step(&values).unwrap();
/// assert!(found.last == 30 && found.size < -10.0 && found.p < 1e-6);
/// ```
pub fn step(values: &[f64]) -> Result<Step, Undefined> {
    let n = values.len();
    if n < FEWEST {
        return Err(Undefined::because(format!("a step takes {FEWEST} periods, and there are {n}")));
    }
    if values.iter().all(|v| (v - values[0]).abs() <= 0.0) {
        return Err(Undefined::because("the series never changes"));
    }
    let plain = Tried::of(values, 0.0).ok_or_else(|| Undefined::because("a straight line fits the series exactly"))?;
    let rho = cautious(autocorrelation(&plain.residuals()), n, 3, CAUTION);
    let tried = Tried::of(values, rho).ok_or_else(|| Undefined::because("a straight line fits the series exactly"))?;
    let best = tried.best();
    let (last, size) = (EDGE + best, tried.parts[best] / tried.norms[best]);
    let [first, until] = tried.interval();
    Ok(Step { last, interval: [EDGE + first, EDGE + until], size, p: tried.p(), rho })
}

/// Every date of a step, on whitened values.
struct Tried {
    /// What a line leaves of the values.
    left: Vec<f64>,
    /// What a line leaves of the step of each date, of length 1.
    directions: Vec<Vec<f64>>,
    /// Lengths before that.
    norms: Vec<f64>,
    /// Part of the values along each direction.
    parts: Vec<f64>,
}

impl Tried {
    fn of(values: &[f64], rho: f64) -> Option<Self> {
        let n = values.len();
        let line = [whitened(&vec![1.0; n], rho), whitened(&steps(n), rho)];
        let left = fit(&line, &whitened(values, rho))?.residuals;
        let (mut directions, mut norms) = (Vec::new(), Vec::new());
        for last in EDGE..=n - EDGE {
            let after: Vec<f64> = (0..n).map(|t| if t < last { 0.0 } else { 1.0 }).collect();
            let own = fit(&line, &whitened(&after, rho))?;
            let norm = own.rss.sqrt();
            directions.push(own.residuals.iter().map(|v| v / norm).collect());
            norms.push(norm);
        }
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let parts = directions.iter().map(|d: &Vec<f64>| dot(d, &left)).collect();
        Some(Self { left, directions, norms, parts })
    }

    fn best(&self) -> usize {
        let larger = |a: usize, b: usize| if self.parts[b].abs() > self.parts[a].abs() { b } else { a };
        (0..self.parts.len()).reduce(larger).unwrap_or_default()
    }

    fn residuals(&self) -> Vec<f64> {
        let at = self.best();
        self.left.iter().zip(&self.directions[at]).map(|(v, d)| v - self.parts[at] * d).collect()
    }

    /// What is left with a step at a date; never below the rounding of the whole.
    fn rss(&self, at: usize) -> f64 {
        let all: f64 = self.left.iter().map(|v| v * v).sum();
        (all - self.parts[at].powi(2)).max(1e-24 * all)
    }

    fn p(&self) -> f64 {
        let best = self.best();
        let free = self.left.len() as f64 - 4.0;
        let square = self.parts[best].powi(2) / (self.rss(best) / free);
        let angle =
            |w: &[Vec<f64>]| libm::acos(w[0].iter().zip(&w[1]).map(|(a, b)| a * b).sum::<f64>().clamp(-1.0, 1.0));
        let length: f64 = self.directions.windows(2).map(angle).sum();
        let tube = length / PI * libm::pow(1.0 + square / free, -free / 2.0);
        (student::two_sided(square.sqrt(), free) + tube).min(1.0)
    }

    fn interval(&self) -> [usize; 2] {
        let (best, n) = (self.best(), self.left.len() as f64);
        let allowed = |at: &usize| n * libm::log(self.rss(*at) / self.rss(best)) <= LIMIT;
        let mut there = (0..self.parts.len()).filter(allowed);
        let first = there.next().unwrap_or(best);
        [first, there.next_back().unwrap_or(first)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::Generator;
    use crate::time::testing::wandering;

    #[test]
    fn few_of_a_thousand_series_without_a_step_have_one() {
        for (rho, seed) in [(0.0, 1), (0.5, 2), (0.8, 3)] {
            let mut rng = Generator::from_seed(seed);
            let p: Vec<f64> = (0..600).map(|_| step(&wandering(&mut rng, 48, rho)).unwrap().p).collect();
            let share = |level: f64| p.iter().filter(|p| **p <= level).count() as f64 / 600.0;
            assert!(share(0.05) < 0.08 && share(0.01) < 0.035, "{rho}: {} {}", share(0.05), share(0.01));
        }
    }

    #[test]
    fn the_size_and_date_are_those_of_all_least_squares() {
        let mut rng = Generator::from_seed(7);
        let values: Vec<f64> = wandering(&mut rng, 40, 0.0)
            .into_iter()
            .enumerate()
            .map(|(t, e)| e + if t < 18 { 0.0 } else { 6.0 })
            .collect();
        let tried = Tried::of(&values, 0.0).unwrap();
        let of = |last: usize| {
            let after = (0..40).map(|t| if t < last { 0.0 } else { 1.0 }).collect();
            fit(&[vec![1.0; 40], steps(40), after], &values).unwrap()
        };
        let best = (EDGE..=34).min_by(|a, b| of(*a).rss.total_cmp(&of(*b).rss)).unwrap();
        assert_eq!(best, EDGE + tried.best());
        assert!((of(best).rss - tried.rss(tried.best())).abs() < 1e-9);
        let at = tried.best();
        assert!((of(best).coefficients[2] - tried.parts[at] / tried.norms[at]).abs() < 1e-9);
        let found = step(&values).unwrap();
        assert!(found.last == 18 && found.p < 1e-4 && found.interval[0] <= 18 && found.interval[1] >= 18, "{found:?}");
    }

    #[test]
    fn a_step_without_noise_is_certain_and_a_constant_has_none() {
        let found = step(&[[3.0; 20], [0.0; 20]].concat()).unwrap();
        assert!(found.last == 20 && found.p < 1e-12 && found.interval == [20, 20], "{found:?}");
        assert!(step(&[0.0; 30]).is_err() && step(&[0.0; 10]).is_err());
    }
}
