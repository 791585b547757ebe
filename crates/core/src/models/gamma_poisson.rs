//! Counts with gamma-distributed rates: the negative binomial model with variance m + V m^2, m = mean x E.

use super::{Mean, score_at_zero};
use crate::error::Undefined;
use statrs::function::gamma::ln_gamma;

/// Above this the recurrences of the digamma function are not needed.
const ASYMPTOTIC: f64 = 10.0;

/// A fitted model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Variance of the areas' relative rates, 1 / theta; 0 on the boundary.
    pub variance: f64,
    /// The overall ratio: exp(intercept).
    pub mean: f64,
    /// Curvature of the log likelihood in the variance (observed information); 0 on the boundary.
    pub information: f64,
}

impl Fit {
    /// Shape of the gamma distribution; `None` on the boundary, where it is infinite.
    #[must_use]
    pub fn theta(self) -> Option<f64> {
        (self.variance > 0.0).then(|| 1.0 / self.variance)
    }

    /// Log likelihood of the counts it was fitted to.
    #[must_use]
    pub fn log_likelihood(self, observed: &[f64], expected: &[f64]) -> f64 {
        let term = |(o, e): (&f64, &f64)| {
            let m = self.mean * e;
            let of_m = if *o > 0.0 { o * m.ln() } else { 0.0 };
            match self.theta() {
                None => of_m - m - ln_gamma(o + 1.0),
                Some(t) => {
                    ln_gamma(o + t) - ln_gamma(t) - ln_gamma(o + 1.0) + of_m - o * t.ln() - (t + o) * (m / t).ln_1p()
                }
            }
        };
        observed.iter().zip(expected).map(term).sum()
    }

    /// Standard error of theta given the mean, as `MASS::theta.ml` gives it; `None` on the boundary.
    #[must_use]
    pub fn theta_error(self, observed: &[f64], expected: &[f64]) -> Option<f64> {
        let theta = self.theta()?;
        let at = Point::new(self.variance);
        let curvature: f64 = observed
            .iter()
            .zip(expected)
            .map(|(o, e)| at.term(*o, self.mean * e, 1.0 / (at.theta + self.mean * e)).second)
            .sum();
        debug_assert!(theta > 0.0);
        (curvature < 0.0).then(|| (-curvature).sqrt().recip())
    }
}

/// Maximum likelihood by Newton's method in both parameters, from the moment estimate, to a relative step of 1e-11.
///
/// Counts may be any numbers of zero or more (a repeat factor divides them); expected values are positive. When the
/// likelihood falls from a variance of zero on, that is the estimate.
///
/// # Errors
/// Undefined when nothing was observed and when the likelihood has no maximum at a finite variance.
///
/// ```
/// use unwarranted_core::models::{Mean, gamma_poisson};
/// let fit = gamma_poisson::fit(&[3.0, 14.0, 9.0, 30.0], &[10.0, 10.0, 20.0, 20.0], Mean::Free).unwrap();
/// assert!(fit.variance > 0.1 && fit.variance < 0.4);
/// assert_eq!(gamma_poisson::fit(&[10.0, 11.0], &[10.0, 10.0], Mean::Free).unwrap().variance, 0.0);
/// ```
pub fn fit(observed: &[f64], expected: &[f64], mean: Mean) -> Result<Fit, Undefined> {
    solve(observed, expected, mean, 1e-11, None).ok_or_else(|| {
        Undefined::because("the likelihood has no maximum at a finite variance (nearly all events are in one area)")
    })
}

/// [`fit`] to a given relative step, from a given variance.
pub(crate) fn solve(observed: &[f64], expected: &[f64], mean: Mean, tolerance: f64, start: Option<f64>) -> Option<Fit> {
    let total: f64 = observed.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let mut m = if mean == Mean::Free { total / expected.iter().sum::<f64>() } else { 1.0 };
    let score = score_at_zero(observed, expected, m);
    // Counts exactly in proportion leave rounding errors only.
    let squares: f64 = expected.iter().map(|e| (m * e).powi(2)).sum();
    if score <= 1e-14 * squares {
        return Some(Fit { variance: 0.0, mean: m, information: 0.0 });
    }
    let mut v = start.unwrap_or(2.0 * score / squares);
    for _ in 0..200 {
        let sums = Sums::at(observed, expected, m, v, mean);
        let (dv, da) = sums.step();
        let next = if v + dv > 0.1 * v { (v + dv).min(10.0 * v) } else { 0.1 * v };
        let small = (next - v).abs() <= tolerance * v && da.abs() <= tolerance;
        m *= da.clamp(-1.0, 1.0).exp();
        v = next;
        if small {
            return Some(Fit { variance: v, mean: m, information: sums.information });
        }
        if !(1e-14..1e9).contains(&v) {
            return (v < 1.0).then_some(Fit { variance: 0.0, mean: m, information: 0.0 });
        }
    }
    None
}

/// Derivatives of the log likelihood with respect to the variance V and a = ln(mean).
struct Sums {
    v: f64,
    a: f64,
    information: f64,
    scoring: f64,
    cross: f64,
    information_a: f64,
}

/// Areas taken at a time, so that the compiler can use vector instructions.
const LANES: usize = 4;

/// Running sums of the terms of the areas, one per lane.
type Totals = [[f64; LANES]; 6];

impl Sums {
    fn at(observed: &[f64], expected: &[f64], m: f64, v: f64, mean: Mean) -> Self {
        let point = Point::new(v);
        let mut totals: Totals = [[0.0; LANES]; 6];
        let (o, e) = (observed.chunks_exact(LANES), expected.chunks_exact(LANES));
        for (o, e) in o.remainder().iter().zip(e.remainder()) {
            point.add(&mut totals, 0, *o, m * e);
        }
        for (o, e) in o.zip(e) {
            point.add_lanes(&mut totals, o, e, m);
        }
        let [first, second, scoring, a, information_a, cross] = totals.map(|t| t.iter().sum::<f64>());
        let theta = 1.0 / v;
        let mut s = Self {
            v: -theta * theta * first,
            a,
            information: -(theta.powi(4) * second + 2.0 * theta.powi(3) * first),
            scoring: 0.5 * scoring,
            cross,
            information_a,
        };
        if mean == Mean::One {
            (s.a, s.cross, s.information_a) = (0.0, 0.0, 1.0);
        }
        s
    }

    /// Newton's step where the curvature is that of a maximum, Fisher's otherwise.
    fn step(&self) -> (f64, f64) {
        let determinant = self.information * self.information_a - self.cross * self.cross;
        if self.information > 0.2 * self.scoring && determinant > 0.2 * self.information * self.information_a {
            let v = (self.v * self.information_a + self.a * self.cross) / determinant;
            let a = (self.a * self.information + self.v * self.cross) / determinant;
            (v, a)
        } else {
            (self.v / self.scoring, self.a / self.information_a)
        }
    }
}

/// Terms of one area: first and second derivative of the log likelihood with respect to theta.
struct Term {
    first: f64,
    second: f64,
}

/// What all areas share at one value of theta.
struct Point {
    theta: f64,
    inverse: f64,
    /// digamma(theta) - ln(theta) and trigamma(theta) - 1/theta, for theta below [`ASYMPTOTIC`].
    own: (f64, f64),
}

impl Point {
    fn new(v: f64) -> Self {
        let theta = 1.0 / v;
        Self { theta, inverse: v, own: remainders(theta) }
    }

    /// One area of mean `mu` into one lane.
    fn add(&self, totals: &mut Totals, lane: usize, o: f64, mu: f64) {
        let pull = 1.0 / (self.theta + mu);
        let Term { first, second } = self.term(o, mu, pull);
        let terms = self.others(o, mu, pull);
        for (total, term) in totals.iter_mut().zip([first, second, terms[0], terms[1], terms[2], terms[3]]) {
            total[lane] += term;
        }
    }

    /// [`LANES`] areas at once, without a branch where theta is large and no area is far from its mean.
    #[inline]
    fn add_lanes(&self, totals: &mut Totals, o: &[f64], e: &[f64], m: f64) {
        let mut far = false;
        for lane in 0..LANES {
            let mu = m * e[lane];
            far |= (o[lane] - mu).abs() > FAR * (self.theta + mu);
        }
        if far || self.theta < ASYMPTOTIC {
            for lane in 0..LANES {
                self.add(totals, lane, o[lane], m * e[lane]);
            }
            return;
        }
        for lane in 0..LANES {
            let (o, mu) = (o[lane], m * e[lane]);
            let (pull, a) = (1.0 / (self.theta + mu), 1.0 / (o + self.theta));
            let delta = (o - mu) * pull;
            let (digamma, trigamma) = self.asymptotic(o, a);
            let terms = self.others(o, mu, pull);
            totals[0][lane] += digamma + log_by_series(delta);
            totals[1][lane] += trigamma + delta * delta * a;
            totals[2][lane] += terms[0];
            totals[3][lane] += terms[1];
            totals[4][lane] += terms[2];
            totals[5][lane] += terms[3];
        }
    }

    /// Twice the expected information of V; score, observed information and cross term of ln(mean).
    #[inline(always)]
    fn others(&self, o: f64, mu: f64, pull: f64) -> [f64; 4] {
        let shrink = self.theta * pull;
        let (relative, score) = (mu * shrink, (o - mu) * shrink);
        [relative * relative, score, relative * (1.0 + self.inverse * o) * shrink, -score * relative]
    }

    /// First and second derivative with respect to theta; `pull` is 1 / (theta + mu).
    fn term(&self, o: f64, mu: f64, pull: f64) -> Term {
        let y = o + self.theta;
        let a = 1.0 / y;
        let (digamma, trigamma) = if self.theta >= ASYMPTOTIC {
            self.asymptotic(o, a)
        } else {
            let (digamma, trigamma) = remainders(y);
            (digamma - self.own.0, trigamma - self.own.1)
        };
        let delta = (o - mu) * pull;
        let log = if delta.abs() > FAR { (1.0 + delta).ln() - delta } else { log_by_series(delta) };
        Term { first: digamma + log, second: trigamma + delta * delta * a }
    }

    /// Differences of the asymptotic series at o + theta (`a` is its inverse) and theta, written so that nothing cancels
    /// where they are small differences of large numbers.
    #[inline(always)]
    fn asymptotic(&self, o: f64, a: f64) -> (f64, f64) {
        let b = self.inverse;
        let d = -o * a * b;
        let (s, a2, b2, ab) = (d * (a + b), a * a, b * b, a * b);
        let squares = a2 + b2;
        let quartic = squares * squares - a2 * b2;
        let digamma = -0.5 * d
            - s * (1.0 / 12.0 - squares * (1.0 / 120.0) + quartic * (1.0 / 252.0)
                - squares * (squares * squares - 2.0 * a2 * b2) * (1.0 / 240.0));
        let cubes = d * (squares + ab) * (1.0 / 6.0);
        let fifths = d * (squares * squares - a2 * b2 + ab * squares) * (1.0 / 30.0);
        let sevenths = (a2 * a2 * a2 * a - b2 * b2 * b2 * b) * (1.0 / 42.0);
        (digamma, 0.5 * s + cubes - fifths + sevenths)
    }
}

/// Relative distance from the mean up to which the series of the logarithm is used.
const FAR: f64 = 0.35;

/// ln(1 + d) - d for |d| <= [`FAR`], by the series in d / (2 + d): nothing cancels for small d.
#[inline(always)]
fn log_by_series(d: f64) -> f64 {
    let s = d / (2.0 + d);
    let q = s * s;
    let high = 1.0 / 11.0 + q * (1.0 / 13.0 + q * (1.0 / 15.0 + q * (1.0 / 17.0)));
    let series = 1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * high)));
    s * (2.0 * q * series - d)
}

/// digamma(x) - ln(x) and trigamma(x) - 1/x.
fn remainders(x: f64) -> (f64, f64) {
    let (mut z, mut digamma, mut trigamma) = (x, 0.0, 0.0);
    while z < ASYMPTOTIC {
        let r = 1.0 / z;
        digamma -= r;
        trigamma += r * r;
        z += 1.0;
    }
    let r = 1.0 / z;
    let q = r * r;
    let d = -0.5 * r - q * (1.0 / 12.0 - q * (1.0 / 120.0 - q * (1.0 / 252.0 - q * (1.0 / 240.0 - q / 132.0))));
    let t = q * (0.5 + r * (1.0 / 6.0 - q * (1.0 / 30.0 - q * (1.0 / 42.0 - q * (1.0 / 30.0 - q * 5.0 / 66.0)))));
    if z > x { (digamma + d + (z / x).ln(), trigamma + t + r - 1.0 / x) } else { (d, t) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(observed: &[f64], expected: &[f64], v: f64) -> f64 {
        let best = |mean: f64| Fit { variance: v, mean, information: 0.0 }.log_likelihood(observed, expected);
        let k = observed.iter().sum::<f64>() / expected.iter().sum::<f64>();
        let (_, value) = golden(|a| best(k * a.exp()), -2.0, 2.0);
        value
    }

    fn golden(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> (f64, f64) {
        let ratio = (5f64.sqrt() - 1.0) / 2.0;
        while high - low > 1e-9 {
            let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
            if f(a) > f(b) { high = b } else { low = a }
        }
        (f64::midpoint(low, high), f(f64::midpoint(low, high)))
    }

    #[test]
    fn agrees_with_a_search_of_the_likelihood() {
        let sets: [(&[f64], &[f64]); 3] = [
            (&[3.0, 14.0, 9.0, 30.0], &[10.0, 10.0, 20.0, 20.0]),
            (&[0.0, 0.0, 7.0, 1.0, 2.0], &[1.0, 2.0, 1.5, 2.0, 3.0]),
            (&[1020.0, 2100.0, 2930.0, 4190.0, 980.0], &[1000.0, 2000.0, 3000.0, 4000.0, 1010.0]),
        ];
        for (o, e) in sets {
            let fitted = fit(o, e, Mean::Free).unwrap();
            let (log, _) = golden(|u| profile(o, e, u.exp()), -12.0, 4.0);
            assert!((fitted.variance / log.exp() - 1.0).abs() < 1e-4, "{} {}", fitted.variance, log.exp());
        }
    }

    #[test]
    fn derivatives_agree_with_differences_on_both_sides_of_the_switch() {
        for theta in [0.3, 9.0, 11.0, 500.0] {
            for (o, mu) in [(0.0, 2.0), (7.0, 3.0), (300.0, 280.0)] {
                let value = |t: f64| Fit { variance: 1.0 / t, mean: mu, information: 0.0 }.log_likelihood(&[o], &[1.0]);
                let h = theta * 1e-4;
                let term = Point::new(1.0 / theta).term(o, mu, 1.0 / (theta + mu));
                let first = (value(theta + h) - value(theta - h)) / (2.0 * h);
                assert!((term.first - first).abs() < 1e-5 * first.abs() + 1e-9, "{theta} {o}: {} {first}", term.first);
                let slope = |t: f64| Point::new(1.0 / t).term(o, mu, 1.0 / (t + mu)).first;
                let second = (slope(theta + h) - slope(theta - h)) / (2.0 * h);
                assert!((term.second - second).abs() < 1e-6 * second.abs() + 1e-13, "{theta} {o}");
            }
        }
    }
}
