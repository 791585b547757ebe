//! A treatment: what is counted, over what, and how it is told.

mod measure;
mod selection;
mod takers;

use crate::data::kind::Kind;
use crate::data::unit::Quantity;
use selection::within;
use std::sync::Arc;

pub use measure::{Counted, Measure, Over};
pub use selection::{Selection, SelectionError, TreatmentCodes};
pub use takers::Takers;

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

/// Numerator and denominator of a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    /// What is counted or summed.
    pub numerator: Quantity,
    /// What it is counted over.
    pub denominator: Quantity,
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
    /// Which way is better; `None`: nobody said.
    pub polarity: Option<Polarity>,
    /// Numerator and denominator of its rate.
    pub unit: Units,
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
        let unit = Units::of(&numerator, &over);
        Self { id, title, numerator, over, kind, per_person: None, polarity: None, unit }
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

impl Units {
    fn of(numerator: &Counted, over: &Over) -> Self {
        match (numerator, over) {
            (_, Over::Other(of)) => Self { numerator: numerator.quantity(), denominator: of.quantity() },
            (Counted::Prescribed(_, measure), Over::Registered) => {
                Self { numerator: measure.counted(), denominator: Quantity::patients("registered") }
            }
            (Counted::Fact { .. }, Over::Registered) => {
                Self { numerator: numerator.quantity(), denominator: Quantity::patients("registered") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> TreatmentCodes {
        text.parse().unwrap()
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
        assert_eq!(
            (&*share.id, share.unit.denominator.to_string()),
            ("BNF 0501013K0/0501", "items of BNF 0501".to_owned())
        );
    }
}
