//! What the readers make of a publisher's file: one table per month, aggregated and sorted.

pub mod directory;
pub mod facts;
mod tally;

pub(crate) use tally::Verdict;
pub use tally::{MAX_REJECTS, Reject, Tally};

use crate::tables::directory::{Links, Organisations, Shapes, Terms};
use crate::tables::facts::Facts;
use crate::values::codes::Label;
use crate::values::fixed::Fixed;
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_core::standardise::StratumKey;

/// Which dataset of the store a layout belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// Items, quantity and cost by practice and presentation.
    Prescribing,
    /// Registered patients by practice.
    Population,
    /// Figures by area and measure: funding, need, populations by age and sex.
    Facts,
    /// Lists of organisations.
    Organisations,
    /// Links between codes.
    Links,
    /// Code lists.
    Terms,
    /// Boundaries.
    Shapes,
}

unwarranted_core::worded!(Dataset {
    Prescribing = "prescribing",
    Population = "population",
    Facts = "facts",
    Organisations = "organisations",
    Links = "links",
    Terms = "terms",
    Shapes = "shapes",
});

/// The tier between commissioner and region, which the publishers have renamed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Middle {
    /// NHS England area team (to 2020).
    AreaTeam,
    /// Sustainability and transformation partnership (2020 to 2022).
    Stp,
    /// Integrated care board (from July 2022).
    Icb,
    /// Strategic health authority (to March 2013).
    Sha,
}

unwarranted_core::worded!(Middle { AreaTeam = "area-team", Stp = "stp", Icb = "icb", Sha = "sha" });

/// Where a practice belongs, as recorded in one month's file. Blank where the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Org {
    /// Commissioner (PCT, CCG, sub-ICB location), without the padding `00`.
    pub pco: String,
    /// Its name.
    pub pco_name: String,
    /// Code of the area team, STP or ICB.
    pub middle: String,
    /// Its name.
    pub middle_name: String,
    /// Code of the region.
    pub region: String,
    /// Its name.
    pub region_name: String,
}

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

/// Registered patients of one practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSize {
    /// Practice code.
    pub practice: String,
    /// Its name; blank where the file has none.
    pub name: String,
    /// Where it belongs; blank where the file does not say.
    pub org: Org,
    /// Registered patients.
    pub patients: i64,
}

/// Registered patients of one practice, age band and sex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientStratum {
    /// Place of the practice, from 0, among [`Population::rows`].
    pub practice: usize,
    /// Age band and sex.
    pub stratum: StratumKey,
    /// Registered patients.
    pub patients: i64,
}

/// One extract of registered patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// How many months from its first month on the publisher gives this extract for: 1, or 3 for a quarter.
    pub months: i32,
    /// Which kind of body [`Org::middle`] is; `None` when the file has no such column.
    pub middle: Option<Middle>,
    /// One row per practice, sorted by code.
    pub rows: Vec<ListSize>,
    /// The same patients by age band and sex, sorted by practice, age band and sex. A practice may lack them, and they
    /// may come to another number than its total. `None` where they were not read.
    pub strata: Option<Vec<PatientStratum>>,
}

/// The tables read from one file, by (first) month.
#[derive(Debug, Clone, PartialEq)]
pub enum Tables {
    /// Prescribing by practice and presentation.
    Prescribing(BTreeMap<Month, Prescribing>),
    /// Registered patients by practice.
    Population(BTreeMap<Month, Population>),
    /// Figures by area and measure, sorted by month; `None` where the file has no date. Tables whose periods start in the same
    /// month differ in length, and are of different series.
    Facts(Vec<(Option<Month>, Facts)>),
    /// Organisations, with the month of the list where it is known.
    Organisations(Option<Month>, Organisations),
    /// Links between codes, with the month from which on they hold where it is known.
    Links(Option<Month>, Links),
    /// A code list, with the month of the list where it is known.
    Terms(Option<Month>, Terms),
    /// Boundaries, with the month from which on they hold where it is known.
    Shapes(Option<Month>, Shapes),
}

/// Whose places the areas of a layout are. Figures of different geographies must not be divided by one another unless it
/// is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Geography {
    /// Where the prescriber is.
    Prescriber,
    /// Where the medicine was dispensed, whoever prescribed it.
    Dispenser,
    /// Where patients are registered with a practice.
    Registered,
    /// Where people live.
    Resident,
    /// No areas, or whatever its user says they are.
    #[default]
    Unspecified,
}

unwarranted_core::worded!(Geography {
    Prescriber = "prescriber",
    Dispenser = "dispenser",
    Registered = "registered",
    Resident = "resident",
    Unspecified = "unspecified",
});

impl Geography {
    /// What the areas are, in words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Prescriber => "of the prescriber",
            Self::Dispenser => "of the dispenser, whoever prescribed: not to be divided by figures of prescribers",
            Self::Registered => "of the practice where patients are registered",
            Self::Resident => "where people live",
            Self::Unspecified => "none, or as its user says",
        }
    }
}

/// What a reader makes of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Tables by month.
    pub tables: Tables,
    /// What became of the rows.
    pub tally: Tally,
}
