//! Which limits are taken for a rate, and what they fit.

use super::confidence::Confidence;
use super::limits::{Interval, byar, clopper_pearson, exact_poisson, poisson, wilson};
use crate::data::kind::Kind;

/// How the interval of a rate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalMethod {
    /// The rule of PHE / OHID: exact for counts under 10, Byar from 10.
    Phe,
    /// Exact Poisson (Garwood).
    Exact,
    /// Byar's approximation, at every count.
    Byar,
    /// Wilson's score limits of a share.
    Wilson,
    /// Exact binomial limits of a share.
    ClopperPearson,
}

crate::worded!(IntervalMethod {
    Phe = "phe",
    Exact = "exact",
    Byar = "byar",
    Wilson = "wilson",
    ClopperPearson = "clopper-pearson",
});

impl IntervalMethod {
    /// The usual method of a kind of numerator; `None` for an amount, which has no chance model.
    #[must_use]
    pub fn usual(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Count => Some(Self::Phe),
            Kind::Share => Some(Self::Wilson),
            Kind::Amount => None,
        }
    }

    /// Refuses a method that does not fit the kind of numerator, with what to do.
    ///
    /// # Errors
    /// Binomial limits for a count, Poisson limits for a share, and any limits for an amount.
    ///
    /// ```
    /// use unwarranted_core::{Kind, interval::IntervalMethod};
    /// assert!(IntervalMethod::Byar.fits(Kind::Count).is_ok());
    /// assert!(IntervalMethod::Byar.fits(Kind::Share).unwrap_err().contains("wilson"));
    /// ```
    pub fn fits(self, kind: Kind) -> Result<(), &'static str> {
        match (self, kind) {
            (Self::Phe | Self::Exact | Self::Byar, Kind::Count)
            | (Self::Wilson | Self::ClopperPearson, Kind::Share) => Ok(()),
            (_, Kind::Count) => {
                Err("its numerator is a count, which is not part of the denominator; use phe, exact or \
                                     byar, or say `kind share` if it is part of it")
            }
            (_, Kind::Share) => Err("its numerator is part of its denominator; use wilson or clopper-pearson"),
            (_, Kind::Amount) => {
                Err("its numerator is an amount (such as money or quantity), for which no interval by \
                                      chance exists; leave `interval` out")
            }
        }
    }

    /// The interval of `observed` / `denominator` x `per`.
    #[must_use]
    pub fn rate(self, observed: f64, denominator: f64, per: f64, confidence: Confidence) -> Interval {
        match self {
            Self::Phe => poisson(observed, confidence).scaled(per / denominator),
            Self::Exact => exact_poisson(observed, confidence).scaled(per / denominator),
            Self::Byar => byar(observed, confidence).scaled(per / denominator),
            Self::Wilson => wilson(observed, denominator, confidence).scaled(per),
            Self::ClopperPearson => clopper_pearson(observed, denominator, confidence).scaled(per),
        }
    }

    /// The interval of `observed` / `expected` x `unit`, the expected value taken as known. A binomial method needs the
    /// denominator; `None` without one.
    ///
    /// ```
    /// use unwarranted_core::interval::{Confidence, IntervalMethod};
    /// let c = Confidence::new(0.95, "confidence").unwrap();
    /// let ratio = IntervalMethod::Wilson.ratio(40.0, Some(100.0), 20.0, 1.0, c).unwrap();
    /// let rate = IntervalMethod::Wilson.rate(40.0, 100.0, 1.0, c);
    /// assert!((ratio.lower - rate.lower * 5.0).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn ratio(
        self,
        observed: f64,
        denominator: Option<f64>,
        expected: f64,
        unit: f64,
        confidence: Confidence,
    ) -> Option<Interval> {
        match self {
            Self::Wilson | Self::ClopperPearson => {
                let denominator = denominator?;
                Some(self.rate(observed, denominator, unit * denominator / expected, confidence))
            }
            Self::Phe | Self::Exact | Self::Byar => Some(self.rate(observed, expected, unit, confidence)),
        }
    }
}
