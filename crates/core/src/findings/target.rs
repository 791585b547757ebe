//! The rate that areas are judged against.

use crate::data::adjusted::Adjusted;
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::findings::area_rates;
use crate::outliers::Target;
use std::str::FromStr;

/// The rate in the middle of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum TargetRate {
    /// That of the typical area, found from the areas themselves.
    #[default]
    Typical,
    /// That of all areas together.
    Pooled,
    /// That of the areas most like each, one by one: [`Slice::with_likeness`] says what they have alike.
    Similar,
    /// A benchmark, in the unit of the rates; of O / E for a slice with expected values of its own or without rates.
    Given(f64),
}

const EXPECTED: &str = "typical, pooled, similar or a rate above zero, in the unit of the rates";

impl TargetRate {
    /// Whether a benchmark can be one.
    pub(crate) fn check(self) -> Result<Self, Error> {
        match self {
            Self::Given(rate) if !(rate.is_finite() && rate > 0.0) => {
                Err(Error::Parameter { name: "target", value: rate, expected: EXPECTED })
            }
            target => Ok(target),
        }
    }

    /// The target as a ratio O / E of the slice, whose rates are per `per`.
    pub(crate) fn ratio(self, slice: &Slice, per: f64) -> Result<Target, Undefined> {
        let total = || slice.observed().iter().sum::<f64>() / slice.expected().iter().sum::<f64>();
        let ratio = match self {
            Self::Typical => return Ok(Target::Typical),
            Self::Pooled => total(),
            Self::Similar => {
                return Err(Undefined::because("each area has a target of its own: that of its similar areas"));
            }
            Self::Given(rate) => match (slice.adjusted(), slice.expected_from() == ExpectedFrom::Given) {
                (Some(Adjusted::Direct(_)), _) => {
                    return Err(Undefined::because(
                        "a target in directly standardised rates is no ratio of observed to expected; use `typical` or `pooled`",
                    ));
                }
                (None, true) => rate,
                _ if slice.kind() == Kind::Share && rate > per => {
                    return Err(Undefined::because("the target is a share of more than all, which no area can have"));
                }
                _ => area_rates::overall(slice, per).map_or(rate, |overall| rate / overall * total()),
            },
        };
        if ratio.is_finite() && ratio > 0.0 {
            Ok(Target::Ratio(ratio))
        } else {
            Err(Undefined::because("nothing was observed in any area, so that no rate can be the target"))
        }
    }
}

impl FromStr for TargetRate {
    type Err = Error;

    /// `typical`, `pooled`, `similar` or a number.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.trim().to_ascii_lowercase().as_str() {
            "typical" => Ok(Self::Typical),
            "pooled" => Ok(Self::Pooled),
            "similar" => Ok(Self::Similar),
            number => match number.parse() {
                Ok(rate) => Self::Given(rate).check(),
                Err(_) => Err(Error::Word { name: "target", text: text.to_owned(), expected: EXPECTED }),
            },
        }
    }
}

impl std::fmt::Display for TargetRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Typical => f.write_str("typical"),
            Self::Pooled => f.write_str("pooled"),
            Self::Similar => f.write_str("similar"),
            Self::Given(rate) => write!(f, "{rate}"),
        }
    }
}

impl serde::Serialize for TargetRate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for TargetRate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Text {
            Number(f64),
            Word(String),
        }
        let text = <Text as serde::Deserialize>::deserialize(from);
        let read = match text.map_err(|_| serde::de::Error::custom(format!("expected {EXPECTED}")))? {
            Text::Number(rate) => Self::Given(rate).check(),
            Text::Word(word) => word.parse(),
        };
        read.map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_is_read_in_the_unit_of_the_rates() {
        // Overall 200 / 2000: 100 per 1,000.
        let slice = Slice::from_denominators(Kind::Count, &[("A", 80.0, 1000.0), ("B", 120.0, 1000.0)]).unwrap();
        let ratio = |text: &str| text.parse::<TargetRate>().unwrap().ratio(&slice, 1000.0).unwrap();
        assert_eq!(ratio("typical"), Target::Typical);
        assert_eq!([ratio("pooled"), ratio("150")], [Target::Ratio(1.0), Target::Ratio(1.5)]);
        // With expected values of its own a benchmark is one of O / E.
        let given = Slice::from_expected(Kind::Count, &[("A", 80.0, 50.0), ("B", 120.0, 50.0)]).unwrap();
        assert_eq!(TargetRate::Pooled.ratio(&given, 1000.0).unwrap(), Target::Ratio(2.0));
        assert_eq!(TargetRate::Given(1.5).ratio(&given, 1000.0).unwrap(), Target::Ratio(1.5));
        let none = Slice::from_denominators(Kind::Count, &[("A", 0.0, 1000.0), ("B", 0.0, 1000.0)]).unwrap();
        assert!(TargetRate::Given(1.5).ratio(&none, 1.0).unwrap_err().reason.contains("nothing was observed"));
        for text in ["-1", "0", "inf", "mean", ""] {
            assert!(
                text.parse::<TargetRate>().unwrap_err().to_string().contains("typical, pooled, similar or a rate"),
                "{text}"
            );
        }
    }
}
