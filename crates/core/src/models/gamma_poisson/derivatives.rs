//! The derivatives of the gamma-Poisson log likelihood, summed over areas several at a time.

use super::super::Mean;

/// Above this the recurrences of the digamma function are not needed.
const ASYMPTOTIC: f64 = 10.0;

/// Above this theta its asymptotic series need but their first terms where a rough fit will do.
const SHORT: f64 = 100.0;

/// Relative step from which on a fit is rough: the short series are good to 1e-9.
pub(super) const ROUGH: f64 = 1e-4;

/// Derivatives of the log likelihood with respect to the variance V and a = ln(mean).
pub(super) struct Sums {
    pub(super) v: f64,
    pub(super) a: f64,
    pub(super) information: f64,
    pub(super) scoring: f64,
    pub(super) cross: f64,
    pub(super) information_a: f64,
}

/// Areas taken at a time, so that the compiler can use vector instructions.
const LANES: usize = 4;

/// Running sums of the terms of the areas, one per lane.
type Totals = [[f64; LANES]; 6];

impl Sums {
    pub(super) fn at(observed: &[f64], expected: &[f64], m: f64, v: f64, mean: Mean) -> Self {
        Self::with(observed, expected, m, v, mean, false)
    }

    /// `rough`: short series where they are good enough for fits that are not to the last digit.
    pub(super) fn with(observed: &[f64], expected: &[f64], m: f64, v: f64, mean: Mean, rough: bool) -> Self {
        let point = Point::new(v);
        let short = rough && point.theta >= SHORT;
        let mut totals: Totals = [[0.0; LANES]; 6];
        let ((o, last_o), (e, last_e)) = (observed.as_chunks::<LANES>(), expected.as_chunks::<LANES>());
        for (o, e) in last_o.iter().zip(last_e) {
            point.add(&mut totals, 0, *o, m * e);
        }
        if short {
            o.iter().zip(e).for_each(|(o, e)| point.add_lanes::<true>(&mut totals, o, e, m));
        } else {
            o.iter().zip(e).for_each(|(o, e)| point.add_lanes::<false>(&mut totals, o, e, m));
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
    pub(super) fn step(&self) -> (f64, f64) {
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
pub(super) struct Term {
    pub(super) first: f64,
    pub(super) second: f64,
}

/// What all areas share at one value of theta.
pub(super) struct Point {
    pub(super) theta: f64,
    inverse: f64,
    /// digamma(theta) - ln(theta) and trigamma(theta) - 1/theta, for theta below [`ASYMPTOTIC`].
    own: (f64, f64),
}

impl Point {
    pub(super) fn new(v: f64) -> Self {
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
    #[inline(always)]
    fn add_lanes<const SHORT: bool>(&self, totals: &mut Totals, o: &[f64; LANES], e: &[f64; LANES], m: f64) {
        let mut far = false;
        for lane in 0..LANES {
            let mu = m * e[lane];
            far |= (o[lane] - mu).abs() > if SHORT { NEAR } else { FAR } * (self.theta + mu);
        }
        if far || self.theta < ASYMPTOTIC {
            for lane in 0..LANES {
                self.add(totals, lane, o[lane], m * e[lane]);
            }
            return;
        }
        for lane in 0..LANES {
            let (o, mu) = (o[lane], m * e[lane]);
            // 1 / (theta + mu), 1 / (o + theta) and 1 / (their sum) by one division.
            let (x, y) = (self.theta + mu, o + self.theta);
            let z = x + y;
            let (xy, d) = (x * y, o - mu);
            let inverse = 1.0 / (xy * z);
            let (pull, a, s) = (y * z * inverse, x * z * inverse, d * xy * inverse);
            let delta = d * pull;
            let (digamma, trigamma, log) = if SHORT {
                let (digamma, trigamma) = self.short(o, a);
                (digamma, trigamma, log_of_near(delta, s))
            } else {
                let (digamma, trigamma) = self.asymptotic(o, a);
                (digamma, trigamma, log_by_series(delta, s))
            };
            let shrink = self.theta * pull;
            let (relative, score) = (mu * shrink, d * shrink);
            totals[0][lane] += digamma + log;
            totals[1][lane] += trigamma + delta * delta * a;
            totals[2][lane] += relative * relative;
            totals[3][lane] += score;
            totals[4][lane] += relative * y * pull;
            totals[5][lane] -= score * relative;
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
    pub(super) fn term(&self, o: f64, mu: f64, pull: f64) -> Term {
        let y = o + self.theta;
        let a = 1.0 / y;
        let (digamma, trigamma) = if self.theta >= ASYMPTOTIC {
            self.asymptotic(o, a)
        } else {
            let (digamma, trigamma) = remainders(y);
            (digamma - self.own.0, trigamma - self.own.1)
        };
        let delta = (o - mu) * pull;
        let log = if delta.abs() > FAR {
            libm::log(1.0 + delta) - delta
        } else {
            log_by_series(delta, delta / (2.0 + delta))
        };
        Term { first: digamma + log, second: trigamma + delta * delta * a }
    }

    /// [`Self::asymptotic`] without the terms that do not matter from a theta of [`SHORT`] on.
    #[inline(always)]
    fn short(&self, o: f64, a: f64) -> (f64, f64) {
        let b = self.inverse;
        let d = -o * a * b;
        let (s, squares) = (d * (a + b), a * a + b * b);
        let digamma = -0.5 * d - s * (1.0 / 12.0 - squares * (1.0 / 120.0));
        (digamma, 0.5 * s + d * (squares + a * b) * (1.0 / 6.0))
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

/// Relative distance from the mean up to which the series of the logarithm is used, and its first terms suffice.
const FAR: f64 = 0.35;

const NEAR: f64 = 0.15;

/// ln(1 + d) - d for |d| <= [`FAR`], by the series in s = d / (2 + d): nothing cancels for small d.
#[inline(always)]
fn log_by_series(d: f64, s: f64) -> f64 {
    let q = s * s;
    let high = 1.0 / 11.0 + q * (1.0 / 13.0 + q * (1.0 / 15.0 + q * (1.0 / 17.0)));
    let series = 1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * high)));
    s * (2.0 * q * series - d)
}

/// The same for |d| <= [`NEAR`], to 1e-9 of its size.
#[inline(always)]
fn log_of_near(d: f64, s: f64) -> f64 {
    let q = s * s;
    s * (2.0 * q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0)))) - d)
}

/// digamma(x) - ln(x) and trigamma(x) - 1/x.
pub(in crate::models) fn remainders(x: f64) -> (f64, f64) {
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
    if z > x { (digamma + d + libm::log(z / x), trigamma + t + r - 1.0 / x) } else { (d, t) }
}
