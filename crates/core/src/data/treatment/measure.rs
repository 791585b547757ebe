//! What is counted, and over what.

use super::{People, Selection};
use crate::data::kind::Kind;
use crate::data::quantity::Quantity;

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
    /// What is counted.
    #[must_use]
    pub fn counted(self) -> Quantity {
        match self {
            Self::Items => Quantity::of("items"),
            Self::Quantity => Quantity::of("units of quantity"),
            Self::Nic => Quantity::pounds().with_detail("net ingredient cost"),
            Self::ActualCost => Quantity::pounds().with_detail("actual cost"),
        }
    }

    /// Items are events, everything else is an amount.
    #[must_use]
    pub fn kind(self) -> Kind {
        if self == Self::Items { Kind::Count } else { Kind::Amount }
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
    /// What is counted, with the codes it is counted of: "items of BNF 0501".
    #[must_use]
    pub fn quantity(&self) -> Quantity {
        match self {
            Self::Prescribed(codes, measure) => measure.counted().among(format!("of BNF {}", codes.brief())),
            Self::Fact { measure, .. } => Quantity::of_measure(measure),
        }
    }

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
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// Registered patients, a stock: averaged over months.
    Registered,
    /// Registered patients of some ages and sexes, or counted by weights: a stock too.
    People(People),
    /// Something else that is counted: prescriptions, which are a flow and summed over months, or a measure of a series, such
    /// as a register of patients.
    Other(Counted),
}
