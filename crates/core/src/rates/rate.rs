//! Rates per N and indirectly standardised ratios, with intervals by the rule for what they count.

use crate::data::kind::Kind;
use crate::error::Undefined;
use crate::rates::interval::{Confidence, Interval, poisson, wilson};

/// A rate or ratio with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The rate or ratio.
    pub value: f64,
    /// Its interval, with the method; `None` for an amount, which has no chance model.
    pub interval: Option<Interval>,
}

/// `observed` / `denominator` x `per`, with an interval by kind: for a count the PHE rule on the observed count
/// ([`poisson`]), for a share Wilson's limits ([`wilson`]), for an amount none.
///
/// # Errors
/// Undefined for a denominator of zero.
///
/// ```
/// use unwarranted_core::{Kind, interval::Confidence, rates::rate};
/// let c = Confidence::new(0.95, "confidence").unwrap();
/// let r = rate(65.0, 100.0, 100_000.0, Kind::Count, c).unwrap();
/// assert_eq!((r.value, r.interval.unwrap().method.word()), (65_000.0, "Byar"));
/// assert_eq!(rate(65.0, 100.0, 100.0, Kind::Share, c).unwrap().interval.unwrap().method.word(), "Wilson");
/// assert!(rate(65.5, 100.0, 1.0, Kind::Amount, c).unwrap().interval.is_none());
/// assert!(rate(0.0, 0.0, 1.0, Kind::Count, c).is_err());
/// ```
pub fn rate(observed: f64, denominator: f64, per: f64, kind: Kind, confidence: Confidence) -> Result<Rate, Undefined> {
    if denominator <= 0.0 {
        return Err(Undefined::because("the denominator is zero"));
    }
    let interval = match kind {
        Kind::Count => Some(poisson(observed, confidence).scaled(per / denominator)),
        Kind::Share => Some(wilson(observed, denominator, confidence).scaled(per)),
        Kind::Amount => None,
    };
    Ok(Rate { value: observed / denominator * per, interval })
}

/// Indirectly standardised ratio O / E with the PHE rule on the observed count, the expected value taken as known.
///
/// Two such ratios are each comparable with 1, not with each other: their standards differ.
///
/// # Errors
/// Undefined for an expected value of zero.
///
/// ```
/// use unwarranted_core::{interval::Confidence, rates::indirect_ratio};
/// let r = indirect_ratio(0.0, 0.5, Confidence::new(0.95, "confidence").unwrap()).unwrap();
/// assert_eq!(r.value, 0.0);
/// assert!((r.interval.unwrap().upper - 7.37775890822787).abs() < 1e-12);
/// ```
pub fn indirect_ratio(observed: f64, expected: f64, confidence: Confidence) -> Result<Rate, Undefined> {
    if expected <= 0.0 {
        return Err(Undefined::because("the expected value is zero"));
    }
    let interval = Some(poisson(observed, confidence).scaled(1.0 / expected));
    Ok(Rate { value: observed / expected, interval })
}

/// Indirectly standardised rate: O / E times the crude rate of the reference population (per person), times `per`, with
/// the interval of [`indirect_ratio`].
///
/// # Errors
/// Those of [`indirect_ratio`].
///
/// ```
/// use unwarranted_core::{interval::Confidence, rates::indirect_rate};
/// let r = indirect_rate(30.0, 20.0, 0.002, 1000.0, Confidence::new(0.95, "confidence").unwrap()).unwrap();
/// assert_eq!(r.value, 3.0);
/// ```
pub fn indirect_rate(
    observed: f64,
    expected: f64,
    reference_rate: f64,
    per: f64,
    confidence: Confidence,
) -> Result<Rate, Undefined> {
    let Rate { value, interval } = indirect_ratio(observed, expected, confidence)?;
    let unit = reference_rate * per;
    Ok(Rate { value: value * unit, interval: interval.map(|i| i.scaled(unit)) })
}
