//! Prescribing by practice and presentation.

use super::org::{Middle, Org};
use crate::values::codes::Label;
use crate::values::fixed::Fixed;

/// A practice within a commissioner, as recorded in one month's prescribing file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Practice code.
    pub code: String,
    /// Its name; blank where the file has none.
    pub name: String,
    /// Where it belongs.
    pub org: Org,
    /// Practice or stand-in.
    pub label: Label,
    /// Items of all presentations in the month.
    pub items: i64,
}

/// A BNF presentation that was prescribed in a month, with its place in the sorted rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// BNF code, 15 characters (11 for appliances).
    pub bnf: String,
    /// Its description.
    pub description: String,
    /// Name of the chemical substance; blank where the file has none.
    pub chemical: String,
    /// Name of the BNF chapter; blank where the file has none.
    pub chapter: String,
    /// Index of its first row among the month's rows.
    pub first_row: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// Sums over the publisher's rows of one practice and presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrescribingRow {
    /// Index into the month's presentations.
    pub presentation: u32,
    /// Index into the month's practices.
    pub practice: u32,
    /// Prescription items.
    pub items: i64,
    /// Total quantity; without meaning where the table's `quantity_reported` is false.
    pub quantity: Fixed,
    /// Net ingredient cost in pounds.
    pub nic: Fixed,
    /// Actual cost in pounds.
    pub actual_cost: Fixed,
}

/// Items, quantity and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Sums {
    /// Prescription items.
    pub items: i64,
    /// Total quantity (quantity per item times items), in the publisher's units of each presentation; `None` where the
    /// publisher reports none. Less than zero where more was returned than dispensed.
    pub quantity: Option<Fixed>,
    /// Net ingredient cost in pounds.
    pub nic: Fixed,
    /// Actual cost in pounds.
    pub actual_cost: Fixed,
}

impl Sums {
    /// Difference; `None` on overflow. The quantity is that of both, or not known.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        let less = |a: Fixed, b: Fixed| a.0.checked_sub(b.0).map(Fixed);
        let quantity = match (self.quantity, other.quantity) {
            (Some(a), Some(b)) => Some(less(a, b)?),
            _ => None,
        };
        Some(Self {
            items: self.items.checked_sub(other.items)?,
            quantity,
            nic: less(self.nic, other.nic)?,
            actual_cost: less(self.actual_cost, other.actual_cost)?,
        })
    }
}

/// One month of prescribing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prescribing {
    /// Which kind of body [`Org::middle`] is; `None` when the file has no such column.
    pub middle: Option<Middle>,
    /// Whether the file has quantities.
    pub quantity_reported: bool,
    /// Practices, sorted by code and commissioner.
    pub practices: Vec<Practice>,
    /// Presentations, sorted by BNF code.
    pub presentations: Vec<Presentation>,
    /// Rows, sorted by BNF code, then practice, then commissioner.
    pub rows: Vec<PrescribingRow>,
    /// Sums over the publisher's rows, kept apart from the rows' own sums so that the two can be compared.
    pub read: Sums,
}
