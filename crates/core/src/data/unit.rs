//! The unit of a rate: what is counted, per how many of what.

use crate::data::quantity::{MONEY, Nature, Quantity};
use crate::text::thousands;
use std::fmt;

mod number;

pub use number::UnitNumber;

/// The unit of a rate.
///
/// ```
/// use unwarranted_core::rates::{Quantity, RateUnit};
/// let cost = Quantity::pounds().with_detail("net ingredient cost");
/// let per = |per| RateUnit::Per { numerator: cost.clone(), denominator: Quantity::of("registered patients"), per };
/// assert_eq!(per(1000.0).to_string(), "pounds (net ingredient cost) per 1,000 registered patients");
/// assert_eq!(per(1.0).brief().to_string(), "pounds per registered patient");
/// assert!(per(1.0).is_money());
/// let given = RateUnit::given("Pounds (net) per 1,000 patients");
/// assert_eq!((given.is_money(), given.brief().to_string().as_str()), (true, "Pounds per 1,000 patients"));
/// assert_eq!(given.after_the_sign(), "(net) per 1,000 patients");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum RateUnit {
    /// So much of one thing per so many of another.
    Per {
        /// What is counted.
        numerator: Quantity,
        /// What it is counted over.
        denominator: Quantity,
        /// Per how many.
        per: f64,
    },
    /// What share of one thing is of another kind, in per cent; `None`: the whole has no name.
    Percentage(Option<Quantity>),
    /// As somebody worded it: see [`RateUnit::given`].
    Given(GivenUnit),
}

/// A unit in the words of the user, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUnit {
    /// "pounds", "Pounds" or the pound sign; empty for anything but money.
    sign: String,
    rest: String,
    weighted: bool,
    /// What is counted, where the unit says it before "per".
    counted: Option<String>,
}

/// What [`RateUnit::parse`] expects.
pub const UNIT_EXPECTED: &str = "what is counted, 'per', and what it is counted over, such as 'items per 1,000 patients'; 'per cent'; or 'percentage of items'";

impl RateUnit {
    /// A unit as the user words it. One that begins with "pounds" or a pound sign is money, and one that says "weighted" is
    /// of people or things that count by weight.
    #[must_use]
    pub fn given(text: &str) -> Self {
        let text = text.trim();
        let sign = MONEY.into_iter().find(|money| text.starts_with(money)).unwrap_or_default();
        let (sign, rest) = (sign.to_owned(), text[sign.len()..].to_owned());
        let numerator = match Self::parse(text) {
            Some(Self::Per { numerator, .. }) if numerator.nature == Nature::Plain => Some(numerator.to_string()),
            _ => None,
        };
        let counted = numerator.map(|name| without_brackets(&name)).filter(|name| !name.is_empty());
        Self::Given(GivenUnit { sign, rest, weighted: text.to_lowercase().contains("weighted"), counted })
    }

    /// Reads "items per 1,000 registered patients", "£ per item", "per cent" and "percentage of all items"; `None` for
    /// anything else, and for a number that cannot be read or is not above zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if matches!(text.to_lowercase().as_str(), "per cent" | "percent" | "%" | "percentage") {
            return Some(Self::Percentage(None));
        }
        if let Some(of) = text.strip_prefix("percentage of ").or_else(|| text.strip_prefix("Percentage of ")) {
            return Some(Self::Percentage(Some(Quantity::of(of.trim()))));
        }
        let (numerator, over) = text.split_once(" per ")?;
        let (numerator, over) = (Quantity::named(numerator), over.trim());
        let unit = if number::is_number(over) {
            let (per, rest) = number::digits(over);
            let denominator = Some(rest.trim()).filter(|rest| !rest.is_empty())?;
            Self::Per { numerator, denominator: Quantity::of(denominator), per: per? }
        } else {
            Self::Per { numerator, denominator: Quantity::one_of(over), per: 1.0 }
        };
        match UnitNumber::of(text) {
            // A number further on, as in "cost per item per 100 patients".
            Ok(Some(UnitNumber::Digits(number))) if unit.per().is_some_and(|per| (per - number).abs() > 0.0) => None,
            Ok(_) => Some(unit),
            Err(_) => None,
        }
    }

    /// Per how many units of the denominator rates are told, where the unit says it apart from the rest.
    #[must_use]
    pub fn per(&self) -> Option<f64> {
        match self {
            Self::Per { per, .. } => Some(*per),
            Self::Percentage(_) => Some(100.0),
            Self::Given(_) => None,
        }
    }

    /// What rates are over, plural, where the unit says it: "registered patients"; "items" of a percentage of items.
    #[must_use]
    pub fn denominator(&self) -> Option<String> {
        match self {
            Self::Per { denominator, .. } if denominator.nature == Nature::Nameless => None,
            Self::Per { denominator, .. } => Some(denominator.to_string()).filter(|name| !name.is_empty()),
            Self::Percentage(of) => of.as_ref().map(ToString::to_string),
            Self::Given(_) => Self::parse(&self.to_string()).and_then(|read| read.denominator()),
        }
    }

    /// Whether rates are amounts of pounds.
    #[must_use]
    pub fn is_money(&self) -> bool {
        match self {
            Self::Per { numerator, .. } => numerator.nature == Nature::Money,
            Self::Percentage(_) => false,
            Self::Given(given) => !given.sign.is_empty(),
        }
    }

    /// Whether what is divided by counts by weight.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        match self {
            Self::Per { denominator, .. } => denominator.nature == Nature::Weighted,
            Self::Percentage(of) => of.as_ref().is_some_and(|of| of.nature == Nature::Weighted),
            Self::Given(given) => given.weighted,
        }
    }

    /// Whether the unit is made of names that say nothing, such as "numerator per denominator".
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        matches!(self, Self::Per { numerator, .. } if numerator.nature == Nature::Nameless)
    }

    /// What is counted, in the plural, where the unit says it apart from the rest and by a name that says something.
    #[must_use]
    pub fn counted(&self) -> Option<&str> {
        match self {
            Self::Per { numerator, .. } => Some(&*numerator.many).filter(|_| numerator.nature != Nature::Nameless),
            Self::Given(given) => given.counted.as_deref(),
            Self::Percentage(_) => None,
        }
    }

    /// The same without what stands in brackets.
    #[must_use]
    pub fn brief(&self) -> Self {
        let bare = |quantity: &Quantity| {
            let among = quantity.among.as_deref().map(without_brackets).filter(|among| !among.is_empty());
            Quantity { detail: None, among, ..quantity.clone() }
        };
        match self {
            Self::Per { numerator, denominator, per } => {
                Self::Per { numerator: bare(numerator), denominator: bare(denominator), per: *per }
            }
            Self::Percentage(of) => Self::Percentage(of.as_ref().map(bare)),
            Self::Given(given) => {
                let (out, kept) = (without_brackets(&given.rest), given.rest.starts_with(char::is_whitespace));
                let space = if kept && !out.is_empty() && !given.sign.is_empty() { " " } else { "" };
                Self::Given(GivenUnit { rest: format!("{space}{out}"), ..given.clone() })
            }
        }
    }

    /// What follows an amount with a pound sign: "per 1,000 registered patients"; the whole unit where it is no money.
    #[must_use]
    pub fn after_the_sign(&self) -> String {
        match self {
            Self::Per { numerator, .. } if numerator.nature == Nature::Money => {
                self.to_string()[numerator.many.len()..].trim().to_owned()
            }
            Self::Given(given) => given.rest.trim().to_owned(),
            Self::Per { .. } | Self::Percentage(_) => self.to_string(),
        }
    }
}

impl fmt::Display for RateUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Per { numerator, denominator, per } => {
                write!(f, "{numerator} per ")?;
                if (per - 1.0).abs() < f64::EPSILON {
                    return denominator.write(f, &denominator.one);
                }
                // A number below one, or with decimals, is told as it is.
                let number = if per.fract() == 0.0 { thousands(*per, 0) } else { per.to_string() };
                write!(f, "{number} {denominator}")
            }
            Self::Percentage(Some(of)) => write!(f, "percentage of {of}"),
            Self::Percentage(None) => f.write_str("per cent"),
            Self::Given(given) => write!(f, "{}{}", given.sign, given.rest),
        }
    }
}

impl serde::Serialize for RateUnit {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

fn without_brackets(text: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_unit_is_written_as_it_was_given() {
        for text in ["share of all inhaler items", "£ per patient", "£/patient", "pounds(net) per 1,000", "", "(all)"]
        {
            assert_eq!(RateUnit::given(&format!(" {text} ")).to_string(), text);
        }
        let brief = |text| RateUnit::given(text).brief().to_string();
        assert_eq!(
            ["items (all) per patient", "£/patient (net)", "pounds"].map(brief),
            ["items per patient", "£/patient", "pounds"]
        );
        assert!(RateUnit::given("items per Weighted patient").is_weighted());
        let counted = |text| RateUnit::given(text).counted().map(str::to_owned);
        assert_eq!(counted("items (all) per 1,000 patients").as_deref(), Some("items"));
        assert_eq!(["share of items", "£ per patient", "(all) per patient"].map(counted), [None, None, None]);
    }

    #[test]
    fn units_of_measures_are_read() {
        let read = |text: &str| RateUnit::parse(text).map(|unit| unit.to_string());
        for text in ["items per 1,000 registered patients", "£ per item", "per cent", "percentage of all items"] {
            assert_eq!(read(text).as_deref(), Some(text));
        }
        assert_eq!(read("items per 1 000 patients").as_deref(), Some("items per 1,000 patients"));
        assert!(RateUnit::parse("pounds spent per 1,000 patients").unwrap().is_money());
        // Per one of them, and per so many.
        let per_1000 = |text| match RateUnit::parse(text).unwrap() {
            RateUnit::Per { numerator, denominator, .. } => {
                RateUnit::Per { numerator, denominator, per: 1000.0 }.to_string()
            }
            other => other.to_string(),
        };
        assert_eq!(per_1000("items per registered patient"), "items per 1,000 registered patients");
        assert_eq!(read("doses per person").as_deref(), Some("doses per person"));
        assert_eq!(per_1000("doses per person"), "doses per 1,000 people");
        for text in [
            "items",
            "items per 0 patients",
            "items per 1,000",
            "items per -5 patients",
            "items per 10k patients",
            "items per 1.000 patients",
            "cost per item per 100 patients",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn quantities_by_the_names_of_columns() {
        let per = |name: &str| RateUnit::Per {
            numerator: Quantity::named(name),
            denominator: Quantity::named("list size"),
            per: 1.0,
        };
        for (name, money, sign) in [
            ("pounds spent (net)", true, "spent (net) per list size"),
            ("£", true, "per list size"),
            ("actual cost", false, "actual cost per list size"),
        ] {
            assert_eq!(per(name).to_string(), format!("{name} per list size"));
            assert_eq!((per(name).is_money(), per(name).after_the_sign().as_str()), (money, sign));
        }
        assert_eq!([per("ADQs").counted(), per("Numerator").counted(), per("n").counted()], [Some("ADQs"), None, None]);
        assert_eq!(per("pounds spent (net)").brief().to_string(), "pounds spent per list size");
        assert_eq!(
            RateUnit::Percentage(Some(Quantity::of("items").among("of BNF 05"))).to_string(),
            "percentage of items of BNF 05"
        );
    }

    #[test]
    fn weights_and_details_of_the_denominator_are_known() {
        let units = Quantity::of("STAR-PUs").with_detail("statins cost").weighted();
        let unit = |per| RateUnit::Per { numerator: Quantity::of("items"), denominator: units.clone(), per };
        assert_eq!(unit(1.0).to_string(), "items per STAR-PU (statins cost)");
        assert_eq!(unit(1000.0).brief().to_string(), "items per 1,000 STAR-PUs");
        assert!(unit(1.0).is_weighted() && !unit(1.0).is_money());
        assert_eq!(unit(1.0).after_the_sign(), unit(1.0).to_string());
    }
}
