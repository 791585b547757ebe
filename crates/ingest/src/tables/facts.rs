//! Figures by area and measure: funding, need, and populations by age and sex.

use super::org::{Middle, Org};
use crate::values::area_kind::AreaKind;
use crate::values::fixed::Fixed;

/// What a measure is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Pounds sterling, exact.
    Pounds,
    /// People: registered patients, residents, a disease register. Weighted populations too, which have decimals.
    Persons,
    /// Events or things counted.
    Count,
    /// Per cent, as published.
    Percent,
    /// A score, rate, ratio or weight, as published.
    Number,
}

unwarranted_core::worded!(Unit {
    Pounds = "pounds",
    Persons = "persons",
    Count = "count",
    Percent = "percent",
    Number = "number",
});

/// A measure of a table of facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactMeasure {
    /// Short identifier in lower case with hyphens, the same in every year whatever the column was called:
    /// `total-payments`, `registered-patients`, `weighted-patients`, `register-af`.
    pub id: String,
    /// The publisher's words.
    pub title: String,
    /// What it is given in.
    pub unit: Unit,
}

/// An area of a table of facts, as recorded there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactArea {
    /// What kind of area.
    pub kind: AreaKind,
    /// Its code as printed, without the padding `00` of commissioners.
    pub code: String,
    /// Its name; blank where the file has none.
    pub name: String,
    /// Code of its primary care network; blank where the file has none.
    pub pcn: String,
    /// Where it belongs; blank where the file does not say.
    pub org: Org,
}

/// A figure, or why there is none. Never zero for unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FactValue {
    /// Exact to 1/100,000: money, people, counts.
    Exact(Fixed),
    /// A published statistic with more digits than that. Finite.
    Number(f64),
    /// Withheld by the publisher because small.
    Suppressed,
    /// Above zero, and too small for the places that the publisher shows (`[low]`).
    TooSmall,
    /// Blank, `-`, `N/A`: the publisher gives no figure.
    NotReported,
}

impl FactValue {
    /// The figure as a number; `None` where it is not known, which is never zero.
    ///
    /// ```
    /// use unwarranted_ingest::tables::facts::FactValue;
    /// use unwarranted_ingest::values::fixed::Fixed;
    /// assert_eq!(FactValue::Exact(Fixed(150_000)).number(), Some(1.5));
    /// assert_eq!((FactValue::TooSmall.number(), FactValue::Suppressed.number()), (None, None));
    /// ```
    #[must_use]
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Exact(fixed) => Some(fixed.to_f64()),
            Self::Number(number) => Some(number),
            Self::Suppressed | Self::TooSmall | Self::NotReported => None,
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// Index into the table's areas.
    pub area: usize,
    /// Index into the table's measures.
    pub measure: usize,
    /// Age band as printed; blank for all ages.
    pub age: String,
    /// `male`, `female`, another word as printed; blank for all.
    pub sex: String,
    /// The figure.
    pub value: FactValue,
}

/// Figures of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What a later publication of the same period replaces: the layout's id, with the indicator where a file holds only
    /// one of many (`fingertips/93553`).
    pub series: String,
    /// How many months from its first month on the period has: 12 for a financial or calendar year, 0 where the file has
    /// no date.
    pub months: i32,
    /// Which kind of body `Org::middle` is; `None` when the file has no such column.
    pub middle: Option<Middle>,
    /// Areas, sorted by kind and code, each once.
    pub areas: Vec<FactArea>,
    /// Measures, sorted by identifier, each once.
    pub measures: Vec<FactMeasure>,
    /// Rows, sorted by measure, area, sex and age; no two alike in these.
    pub rows: Vec<FactRow>,
}
