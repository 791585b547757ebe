//! A treatment: what is counted, over what, and how it is told.

use crate::data::kind::Kind;
use std::str::FromStr;
use std::sync::Arc;

/// What is summed over prescriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Prescription items.
    Items,
    /// Quantity, in the publisher's units of each presentation.
    Quantity,
    /// Net ingredient cost in pounds.
    Nic,
    /// Actual cost in pounds.
    ActualCost,
}

crate::worded!(Measure { Items = "items", Quantity = "quantity", Nic = "nic", ActualCost = "actual-cost" });

impl Measure {
    /// What is counted, in words.
    #[must_use]
    pub fn counted(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Quantity => "units of quantity",
            Self::Nic => "pounds (net ingredient cost)",
            Self::ActualCost => "pounds (actual cost)",
        }
    }

    /// Items are events, everything else is an amount.
    #[must_use]
    pub fn kind(self) -> Kind {
        if self == Self::Items { Kind::Count } else { Kind::Amount }
    }
}

/// Prescriptions by the beginnings of their BNF codes: those that begin with one of `include` and with none of `exclude`.
///
/// Written with `+` and `-`: `0501-050109-0501100` is section 5.1 less tuberculosis and leprosy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection {
    include: Vec<String>,
    exclude: Vec<String>,
}

/// A text that selects no prescriptions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// Something between the signs is no beginning of a BNF code.
    #[error("'{0}' is not the start of a BNF code; expected 1 to 15 letters and digits, such as 0501")]
    Code(String),
    /// What is left out is not part of what is taken.
    #[error(
        "'{0}' leaves out codes that are not taken; expected the start of a code that begins with one of those taken"
    )]
    Outside(String),
    /// More than one `/`.
    #[error("'{0}' has more than one '/'; expected a treatment, or a share such as 0501013K0/0501")]
    Shares(String),
}

impl Selection {
    /// Codes that begin with one of `include` and with none of `exclude`; in capitals, each once, sorted.
    ///
    /// # Errors
    /// A text that is no beginning of a code; an exclusion without a longer or equal inclusion that it is part of.
    pub fn new(include: &[&str], exclude: &[&str]) -> Result<Self, SelectionError> {
        let codes = |texts: &[&str]| -> Result<Vec<String>, SelectionError> {
            let mut codes: Vec<String> = texts.iter().map(|text| code(text)).collect::<Result<_, _>>()?;
            codes.sort();
            codes.dedup();
            Ok(codes)
        };
        let (include, exclude) = (codes(include)?, codes(exclude)?);
        if include.is_empty() {
            return Err(SelectionError::Code(String::new()));
        }
        match exclude.iter().find(|out| !include.iter().any(|taken| out.starts_with(taken) && *out != taken)) {
            Some(outside) => Err(SelectionError::Outside(outside.clone())),
            None => Ok(Self { include, exclude }),
        }
    }

    /// Whether a code is taken. `code` is in capitals.
    #[must_use]
    pub fn takes(&self, code: &str) -> bool {
        let among = |starts: &[String]| starts.iter().any(|start| code.starts_with(start.as_str()));
        among(&self.include) && !among(&self.exclude)
    }

    /// The beginnings taken, sorted.
    #[must_use]
    pub fn include(&self) -> &[String] {
        &self.include
    }

    /// The beginnings left out, sorted.
    #[must_use]
    pub fn exclude(&self) -> &[String] {
        &self.exclude
    }
}

fn code(text: &str) -> Result<String, SelectionError> {
    let code = text.trim().to_ascii_uppercase();
    if (1..=15).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(code);
    }
    Err(SelectionError::Code(code))
}

impl FromStr for Selection {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let (mut include, mut exclude) = (Vec::new(), Vec::new());
        for part in text.split_inclusive(['+', '-']).scan('+', |sign, part| {
            let own = *sign;
            *sign = part.chars().next_back().filter(|c| matches!(c, '+' | '-')).unwrap_or('+');
            Some((own, part.trim_end_matches(['+', '-'])))
        }) {
            let (sign, code) = part;
            if sign == '+' { include.push(code) } else { exclude.push(code) }
        }
        if text.trim_end().ends_with(['+', '-']) {
            return Err(SelectionError::Code(text.trim().to_owned()));
        }
        Self::new(&include, &exclude)
    }
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.include.join("+"))?;
        self.exclude.iter().try_for_each(|code| write!(f, "-{code}"))
    }
}

/// The codes of a treatment as they are asked for: a selection per registered patient (`0501`), or a share of another
/// selection (`0501013K0/0501`).
///
/// ```
/// use unwarranted_core::TreatmentCodes;
/// let share: TreatmentCodes = "0501013k0+050102/0501-050109".parse().unwrap();
/// assert!(share.numerator.takes("0501021L0AAAAAA"));
/// assert!(!share.denominator.as_ref().unwrap().takes("0501090R0AAAAAA"));
/// assert_eq!(share.to_string(), "0501013K0+050102/0501-050109");
/// assert!("0501/0502/0503".parse::<TreatmentCodes>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreatmentCodes {
    /// What is counted.
    pub numerator: Selection,
    /// What it is a share of; `None`: it is counted per registered patient.
    pub denominator: Option<Selection>,
}

impl FromStr for TreatmentCodes {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        match text.split('/').collect::<Vec<_>>()[..] {
            [numerator] => Ok(Self { numerator: numerator.parse()?, denominator: None }),
            [numerator, of] => Ok(Self { numerator: numerator.parse()?, denominator: Some(of.parse()?) }),
            _ => Err(SelectionError::Shares(text.to_owned())),
        }
    }
}

impl std::fmt::Display for TreatmentCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.numerator.fmt(f)?;
        self.denominator.iter().try_for_each(|of| write!(f, "/{of}"))
    }
}

impl serde::Serialize for TreatmentCodes {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for TreatmentCodes {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Something that is counted or summed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// A measure of prescriptions.
    Prescribed(Selection, Measure),
    /// A measure of a series of other figures.
    Fact {
        /// The series: "nhs-payments".
        series: String,
        /// Identifier of the measure: "total-payments".
        measure: String,
    },
}

impl Counted {
    /// What is summed of prescriptions; `None` for other figures.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        match self {
            Self::Prescribed(_, measure) => Some(*measure),
            Self::Fact { .. } => None,
        }
    }
}

impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Prescribed(selection, _) => selection.fmt(f),
            Self::Fact { measure, .. } => f.write_str(measure),
        }
    }
}

/// What a treatment is counted over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Over {
    /// Registered patients, a stock: averaged over months.
    Registered,
    /// Something else that is counted: prescriptions, which are a flow and summed over months, or a measure of the series.
    Other(Counted),
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// Less is better.
    Low,
    /// More is better.
    High,
    /// Nobody can say.
    Neither,
}

crate::worded!(Polarity { Low = "low", High = "high", Neither = "neither" });

/// Numerator and denominator of a rate in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitWords {
    /// Plural: "items", "pounds (actual cost)".
    pub numerator: String,
    /// Plural: "registered patients".
    pub denominator: String,
    /// Singular: "registered patient"; `None` where it is not known.
    pub denominator_one: Option<String>,
}

/// One treatment of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// Identifier, as in the `treatment` of every table: "BNF 0501".
    pub id: Arc<str>,
    /// Name as it begins a sentence: "Antibacterial drugs (BNF 0501)".
    pub title: String,
    /// What is counted or summed.
    pub numerator: Counted,
    /// What it is counted over.
    pub over: Over,
    /// Count, amount or share.
    pub kind: Kind,
    /// Events or amount per person and period, where that is known: the repeat factor of a count.
    pub per_person: Option<f64>,
    /// Which way is better.
    pub polarity: Polarity,
    /// Numerator and denominator of its rate in words.
    pub unit: UnitWords,
}

impl Treatment {
    /// A treatment of prescriptions as it is asked for by codes alone: nothing is known of persons and polarity, and its
    /// title is its codes. Over other prescriptions the same measure is taken of both.
    ///
    /// Items over items of which they are a part are a [`Kind::Share`]; anything else over other prescriptions is a
    /// [`Kind::Amount`].
    #[must_use]
    pub fn of(codes: TreatmentCodes, measure: Measure) -> Self {
        let title = format!("BNF {codes}");
        let TreatmentCodes { numerator, denominator } = codes;
        let over = denominator.map_or(Over::Registered, |of| Over::Other(Counted::Prescribed(of, measure)));
        Self::new(title.as_str().into(), title, Counted::Prescribed(numerator, measure), over)
    }

    /// A treatment with this name.
    #[must_use]
    pub fn new(id: Arc<str>, title: String, numerator: Counted, over: Over) -> Self {
        use Counted::Prescribed;
        let of_measure = numerator.measure().map_or(Kind::Amount, Measure::kind);
        let kind = match (&numerator, &over) {
            (Prescribed(part, Measure::Items), Over::Other(Prescribed(whole, Measure::Items)))
                if within(part, whole) =>
            {
                Kind::Share
            }
            (_, Over::Registered) => of_measure,
            (_, Over::Other(_)) => Kind::Amount,
        };
        let unit = UnitWords::of(&numerator, &over);
        Self { id, title, numerator, over, kind, per_person: None, polarity: Polarity::Neither, unit }
    }

    /// Whether the denominator is itself prescribed.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        matches!(self.over, Over::Other(Counted::Prescribed(..)))
    }

    /// The codes or measures counted: "0501", "0501013K0/0501".
    #[must_use]
    pub fn codes(&self) -> String {
        match &self.over {
            Over::Registered => self.numerator.to_string(),
            Over::Other(of) => format!("{}/{of}", self.numerator),
        }
    }
}

impl UnitWords {
    fn of(numerator: &Counted, over: &Over) -> Self {
        let told = |counted: &Counted, one: bool| match counted {
            Counted::Prescribed(codes, measure) => {
                format!("{} of BNF {codes}", if one { measure.one() } else { measure.counted() })
            }
            Counted::Fact { measure, .. } => measure.replace('-', " "),
        };
        match (numerator, over) {
            (_, Over::Other(of)) => Self {
                numerator: told(numerator, false),
                denominator: told(of, false),
                denominator_one: Some(told(of, true)),
            },
            (Counted::Prescribed(_, measure), Over::Registered) => Self {
                numerator: measure.counted().to_owned(),
                denominator: "registered patients".to_owned(),
                denominator_one: Some("registered patient".to_owned()),
            },
            (Counted::Fact { .. }, Over::Registered) => Self {
                numerator: told(numerator, false),
                denominator: "registered patients".to_owned(),
                denominator_one: Some("registered patient".to_owned()),
            },
        }
    }
}

impl Measure {
    fn one(self) -> &'static str {
        match self {
            Self::Items => "item",
            Self::Quantity => "unit of quantity",
            Self::Nic => "pound (net ingredient cost)",
            Self::ActualCost => "pound (actual cost)",
        }
    }
}

/// Whether every code that `part` takes is taken by `whole`.
fn within(part: &Selection, whole: &Selection) -> bool {
    let covered = |start: &String| whole.include.iter().any(|taken| start.starts_with(taken.as_str()));
    // A code left out of the whole must not be taken by the part: it is left out there too, or begins otherwise.
    let missed = |out: &String| {
        let left_out = part.exclude.iter().any(|own| out.starts_with(own.as_str()));
        let touches = part.include.iter().any(|own| own.starts_with(out.as_str()) || out.starts_with(own.as_str()));
        touches && !left_out
    };
    part.include.iter().all(covered) && !whole.exclude.iter().any(missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> TreatmentCodes {
        text.parse().unwrap()
    }

    #[test]
    fn selections_take_by_beginnings_and_leave_out_longer_ones() {
        let all: Selection = "0501 + 1310 - 050109 - 0501100".parse().unwrap();
        assert_eq!((all.include().len(), all.exclude().len()), (2, 2));
        for (code, taken) in
            [("0501013B0", true), ("0501090", false), ("0501100AA", false), ("1310", true), ("05", false)]
        {
            assert_eq!(all.takes(code), taken, "{code}");
        }
        for bad in
            ["", "+", "0501+", "-0501", "05 01", "0501-0502", "0501-0501", "0501--050109", "0501013B0AAABABAB", "£"]
        {
            assert!(bad.parse::<Selection>().is_err(), "{bad}");
        }
    }

    /// The slow way to know: every code of four letters of a small alphabet.
    #[test]
    fn a_share_is_one_when_no_code_of_the_numerator_is_missing_from_the_denominator() {
        let mut every = vec![String::new()];
        for _ in 0..4 {
            every = every.iter().flat_map(|c| ["0", "1"].map(|x| format!("{c}{x}"))).collect();
        }
        let texts =
            ["0", "1", "01", "0-01", "0-011", "0-00-011", "01-0110", "00+011", "0+1", "0+1-10", "0110", "01-011"];
        for part in texts {
            for whole in texts {
                let (p, w): (Selection, Selection) = (part.parse().unwrap(), whole.parse().unwrap());
                let all = every.iter().all(|code| !p.takes(code) || w.takes(code));
                // A selection that leaves out all it takes, piece by piece, is not looked through.
                if within(&p, &w) {
                    assert!(all, "{part} in {whole}");
                } else {
                    assert!(!all || p.exclude().len() + w.include().len() > 1, "{part} in {whole}");
                }
            }
        }
    }

    #[test]
    fn what_is_counted_over_what_decides_the_kind() {
        let kind = |text: &str, measure| Treatment::of(codes(text), measure).kind;
        assert_eq!(kind("0501", Measure::Items), Kind::Count);
        assert_eq!(kind("0501", Measure::Nic), Kind::Amount);
        assert_eq!(kind("0501013K0/0501", Measure::Items), Kind::Share);
        assert_eq!(kind("0501013K0/0501", Measure::Nic), Kind::Amount);
        assert_eq!(kind("0502/0501", Measure::Items), Kind::Amount);
        assert_eq!(kind("0501013K0/0501-0501013", Measure::Items), Kind::Amount);
        let share = Treatment::of(codes("0501013K0/0501"), Measure::Items);
        assert_eq!((&*share.id, share.unit.denominator.as_str()), ("BNF 0501013K0/0501", "items of BNF 0501"));
    }
}
