//! A treatment: what is counted, over what, and how it is told.

mod codes;
mod measure;
mod people;
mod selection;
mod selection_error;
mod takers;

use crate::data::kind::Kind;
use crate::data::quantity::Quantity;
use selection::within;
use std::sync::Arc;

pub use codes::Codes;
pub use measure::{Counted, Measure, Over};
pub use people::{People, Sex};
pub use selection::{Selection, TreatmentCodes};
pub use selection_error::SelectionError;
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
            (_, Over::Registered | Over::People(_)) => of_measure,
            // What was prescribed over a register is counted as over people.
            (Prescribed(..), Over::Other(Counted::Fact { .. })) => of_measure,
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

    /// The same, of many codes only the first.
    #[must_use]
    pub fn brief(&self) -> String {
        let brief = |counted: &Counted| match counted {
            Counted::Prescribed(selection, _) => selection.brief(),
            Counted::Fact { measure, .. } => measure.clone(),
        };
        match &self.over {
            Over::Other(of @ Counted::Prescribed(..)) => format!("{}/{}", brief(&self.numerator), brief(of)),
            _ => brief(&self.numerator),
        }
    }

    /// The codes or measures counted: "0501", "0501013K0/0501".
    #[must_use]
    pub fn codes(&self) -> String {
        match &self.over {
            Over::Registered | Over::People(_) => self.numerator.to_string(),
            Over::Other(of) => format!("{}/{of}", self.numerator),
        }
    }
}

impl Units {
    fn of(numerator: &Counted, over: &Over) -> Self {
        let counted = |counted: &Counted, alone: bool| match counted {
            Counted::Prescribed(_, measure) if alone => measure.counted(),
            other => other.quantity(),
        };
        match over {
            // Beside other prescriptions a reader must know which is which.
            Over::Other(of) => {
                let alone = of.measure().is_none();
                Self { numerator: counted(numerator, alone), denominator: of.quantity() }
            }
            Over::Registered => {
                Self { numerator: counted(numerator, true), denominator: Quantity::patients("registered") }
            }
            Over::People(people) => Self { numerator: counted(numerator, true), denominator: people.quantity.clone() },
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
