//! The formulas themselves.

use super::confidence::Confidence;
use super::formula::Formula;
use crate::special::{beta, gamma};

/// Lower and upper limit of a count or proportion, with the formula that gave them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// How they were made.
    pub method: Formula,
}

impl Interval {
    /// Both limits times `factor` (positive).
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor, ..self }
    }
}

/// Exact Poisson limits of a count (Garwood 1936, Biometrika 28:437): the means at which a count at least (at most)
/// as large has probability (1 - confidence) / 2; lower = qchisq(a/2, 2 O) / 2, upper = qchisq(1 - a/2, 2 O + 2) / 2.
///
/// `observed` is a whole number of zero or more. At zero the lower limit is 0 and the upper is -ln(a/2).
///
/// ```
/// use unwarranted_core::interval::{Confidence, exact_poisson};
/// let limits = exact_poisson(0.0, Confidence::new(0.95, "confidence").unwrap());
/// assert_eq!(limits.lower, 0.0);
/// assert!((limits.upper - 3.6888794541139363).abs() < 1e-12);
/// ```
#[must_use]
pub fn exact_poisson(observed: f64, confidence: Confidence) -> Interval {
    let tail = confidence.tail();
    let (lower, upper) = if observed <= 0.0 {
        (0.0, -libm::log(tail))
    } else {
        (gamma::lower_quantile(observed, tail), gamma::upper_quantile(observed + 1.0, tail))
    };
    Interval { lower, upper, method: Formula::ExactPoisson }
}

/// Byar's approximation to the exact Poisson limits (Breslow & Day 1987, Statistical Methods in Cancer Research II):
/// lower = O (1 - 1/(9 O) - z/(3 sqrt O))^3, upper = (O + 1) (1 - 1/(9 (O + 1)) + z/(3 sqrt(O + 1)))^3.
///
/// The lower limit is 0 at a count of zero, where its formula is 0/0, and wherever the formula is negative.
///
/// ```
/// use unwarranted_core::interval::{Confidence, byar};
/// let limits = byar(10.0, Confidence::new(0.95, "confidence").unwrap());
/// assert!((limits.lower - 4.78).abs() < 0.01 && (limits.upper - 18.39).abs() < 0.01);
/// ```
#[must_use]
pub fn byar(observed: f64, confidence: Confidence) -> Interval {
    let z = confidence.z();
    let cubed = |o: f64, z: f64| o * (1.0 - 1.0 / (9.0 * o) + z / (3.0 * o.sqrt())).powi(3);
    let lower = if observed <= 0.0 { 0.0 } else { cubed(observed, -z).max(0.0) };
    Interval { lower, upper: cubed(observed + 1.0, z), method: Formula::Byar }
}

/// The rule of PHE / OHID: [`exact_poisson`] for counts under 10, [`byar`] from 10.
///
/// ```
/// use unwarranted_core::interval::{Confidence, poisson};
/// let c = Confidence::new(0.95, "confidence").unwrap();
/// assert_eq!([9.0, 10.0].map(|o| poisson(o, c).method.word()), ["exact Poisson", "Byar"]);
/// ```
#[must_use]
pub fn poisson(observed: f64, confidence: Confidence) -> Interval {
    if observed < 10.0 { exact_poisson(observed, confidence) } else { byar(observed, confidence) }
}

/// Wilson's score limits of a proportion x / n (Wilson 1927, JASA 22:209):
/// (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)), 0 <= `x` <= `n`, `n` > 0.
///
/// The lower limit is computed as 2x^2 / (n (2x + z^2 + z sqrt(...))), the same number without cancellation, so that
/// it is exactly 0 at x = 0; the upper limit is exactly 1 at x = n.
///
/// ```
/// use unwarranted_core::interval::{Confidence, wilson};
/// let limits = wilson(0.0, 1000.0, Confidence::new(0.95, "confidence").unwrap());
/// assert_eq!(limits.lower, 0.0);
/// assert!((limits.upper - 0.003826758485555125).abs() < 1e-15);
/// ```
#[must_use]
pub fn wilson(x: f64, n: f64, confidence: Confidence) -> Interval {
    let z = confidence.z();
    let z2 = z * z;
    let sum = 2.0 * x + z2 + z * (z2 + 4.0 * x * (n - x).max(0.0) / n).sqrt();
    let upper = if x >= n { 1.0 } else { (sum / (2.0 * (n + z2))).min(1.0) };
    Interval { lower: (2.0 * x * (x / n) / sum).min(upper), upper, method: Formula::Wilson }
}

/// Exact binomial limits of a proportion x / n (Clopper & Pearson 1934, Biometrika 26:404), whole 0 <= `x` <= `n`:
/// lower = qbeta(a/2, x, n - x + 1), upper = qbeta(1 - a/2, x + 1, n - x).
///
/// ```
/// use unwarranted_core::interval::{Confidence, clopper_pearson};
/// let limits = clopper_pearson(0.0, 1000.0, Confidence::new(0.95, "confidence").unwrap());
/// assert_eq!(limits.lower, 0.0);
/// assert!((limits.upper - 0.003682083896865672).abs() < 1e-15);
/// ```
#[must_use]
pub fn clopper_pearson(x: f64, n: f64, confidence: Confidence) -> Interval {
    let tail = confidence.tail();
    let start = wilson(x, n, confidence);
    let lower = if x <= 0.0 {
        0.0
    } else if x >= n {
        libm::exp(libm::log(tail) / n)
    } else {
        beta::lower_quantile(x, n - x + 1.0, tail, start.lower)
    };
    let upper = if x >= n {
        1.0
    } else if x <= 0.0 {
        -libm::expm1(libm::log(tail) / n)
    } else {
        beta::upper_quantile(x + 1.0, n - x, tail, start.upper)
    };
    Interval { lower, upper, method: Formula::ClopperPearson }
}
