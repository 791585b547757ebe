//! Sums of a table's figures by area.

use super::super::coverage::Coverage;
use super::super::places::Areas;
use super::people::Figures;
use super::recorded::{records, unrecorded};
use super::without::Without;
use crate::geography::Level;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Cell;
use unwarranted_ingest::tables::facts::{FactArea, FactValue, Facts};
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::fixed::Fixed;

/// One area in one period. Sums of exact figures are exact; sums of others are in the order of the practices.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    exact: i64,
    number: f64,
}

impl Sum {
    fn add(&mut self, value: FactValue) -> Option<()> {
        match value {
            FactValue::Exact(Fixed(units)) => self.exact = self.exact.checked_add(units)?,
            FactValue::Number(number) => self.number += number,
            FactValue::Suppressed | FactValue::TooSmall | FactValue::NotReported => {}
        }
        Some(())
    }

    fn add_sum(&mut self, other: Self) -> Option<()> {
        self.exact = self.exact.checked_add(other.exact)?;
        self.number += other.number;
        Some(())
    }

    pub(super) fn value(self) -> f64 {
        Fixed(self.exact).to_f64() + self.number
    }
}

/// What became of one table.
#[derive(Default)]
pub(super) struct PeriodSums {
    pub(super) areas: BTreeMap<String, (String, Sum, Sum)>,
    /// Practices (or areas) left out because a figure is missing or withheld.
    pub(super) lacking: BTreeSet<String>,
    /// What is set aside because its area is not known.
    pub(super) coverage: Coverage,
    /// Practices in no known area.
    pub(super) unplaced: BTreeSet<String>,
    /// Areas of another kind than asked for: totals of groups of areas.
    pub(super) other_kinds: BTreeSet<&'static str>,
    pub(super) homes: BTreeMap<String, (String, i64)>,
    /// The table is by practice.
    pub(super) by_practice: bool,
    /// Area, practice, and both figures, of tables by practice.
    pub(super) parts: Vec<(String, String, f64, f64)>,
    pub(super) without: Without,
    /// Areas with a figure of both kinds.
    known: BTreeSet<String>,
    /// Why a figure of an area is unknown: of the measure and of its denominator.
    gaps: BTreeMap<String, [Option<Gap>; 2]>,
}

/// Why there is no figure; withheld is the stronger reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    NotReported,
    TooSmall,
    Suppressed,
}

impl PeriodSums {
    /// Adds the figures of a practice, or of an area, to the area that is its `home`.
    ///
    /// # Errors
    /// A total that is too large.
    fn add(
        &mut self,
        area: &FactArea,
        (code, name): (&str, &str),
        (observed, denominator): (Option<&Vec<FactValue>>, Option<&Vec<FactValue>>),
    ) -> Result<(), String> {
        if self.by_practice {
            let people = sum(denominator).map_or(0.0, Sum::value);
            self.coverage.add(&area.code, people, !code.is_empty());
        }
        if code.is_empty() {
            self.unplaced.insert(area.code.clone());
            return Ok(());
        }
        let entry = self.areas.entry(code.to_owned()).or_default();
        if entry.0.is_empty() {
            name.clone_into(&mut entry.0);
        }
        let (Some(o), Some(d)) = (sum(observed), sum(denominator)) else {
            self.lacking.insert(area.code.clone());
            let cells = [observed, denominator].map(unknown);
            let gap = self.gaps.entry(code.to_owned()).or_default();
            *gap = [0, 1].map(|i| cells[i].max(gap[i]));
            return Ok(());
        };
        self.known.insert(code.to_owned());
        for (total, part) in [(&mut entry.1, o), (&mut entry.2, d)] {
            total.add_sum(part).ok_or_else(|| "a total is too large to be exact".to_owned())?;
        }
        let of_parts = self.by_practice && area.code != code;
        if of_parts {
            self.without.add(code, o.value(), d.value());
            self.parts.push((code.to_owned(), area.code.clone(), o.value(), d.value()));
        }
        #[allow(clippy::cast_possible_truncation, reason = "patients of one practice")]
        self.homes.insert(area.code.clone(), (code.to_owned(), d.value().round() as i64));
        Ok(())
    }

    /// Whether no area has a figure of both kinds, though there are areas.
    pub(super) fn none_known(&self) -> bool {
        self.known.is_empty() && !(self.gaps.is_empty() && self.lacking.is_empty())
    }

    /// Measure and denominator of an area; unknown where no practice, or the area itself, has both.
    pub(super) fn cells(&self, code: &str, observed: Sum, denominator: Sum) -> [Cell; 2] {
        let values = [observed, denominator].map(|sum| Cell::Value(sum.value()));
        match self.gaps.get(code).filter(|_| !self.known.contains(code)) {
            None => values,
            Some(gaps) => gaps.map(|gap| match gap {
                Some(Gap::Suppressed) => Cell::Suppressed,
                Some(Gap::TooSmall) => Cell::TooSmall,
                Some(Gap::NotReported) | None => Cell::NotReported,
            }),
        }
    }
}

/// Why these figures have no sum; `None` where they have one.
fn unknown(values: Option<&Vec<FactValue>>) -> Option<Gap> {
    let gap = |value: &FactValue| match value {
        FactValue::Suppressed => Some(Gap::Suppressed),
        FactValue::TooSmall => Some(Gap::TooSmall),
        FactValue::NotReported => Some(Gap::NotReported),
        FactValue::Exact(_) | FactValue::Number(_) => None,
    };
    match values.filter(|v| !v.is_empty()) {
        None => Some(Gap::NotReported),
        Some(values) => values.iter().filter_map(gap).max(),
    }
}

/// The sum of the figures, or `None` where one is missing or withheld, or there is none.
fn sum(values: Option<&Vec<FactValue>>) -> Option<Sum> {
    let mut sum = Sum::default();
    for value in values.filter(|v| !v.is_empty())? {
        value.number()?;
        sum.add(*value)?;
    }
    Some(sum)
}

/// # Errors
/// What is wrong: no area of the level, or a total that is too large.
pub(super) fn sums(
    facts: &Facts,
    wanted: Option<AreaKind>,
    (numerator, denominator): (&Figures, &Figures),
    areas: &Areas,
) -> Result<PeriodSums, String> {
    let (level, by_practice) = (areas.level, wanted == Some(AreaKind::Practice));
    if by_practice && areas.is_recorded() && !records(facts, level) {
        return Err(unrecorded(facts, level));
    }
    let mut sums = PeriodSums { by_practice, ..PeriodSums::default() };
    for (at, area) in facts.areas.iter().enumerate() {
        if Some(area.kind) != wanted {
            sums.other_kinds.insert(area.kind.word());
        } else if let Some(tier) = level.other_tier(&area.code) {
            sums.other_kinds.insert(tier);
        } else {
            sums.add(area, home(area, areas, by_practice), (numerator.get(&at), denominator.get(&at)))?;
        }
    }
    match sums.areas.is_empty() {
        true if by_practice => Err(unrecorded(facts, level)),
        true => {
            let kinds: Vec<&str> = sums.other_kinds.iter().copied().collect();
            let (level, kinds) = (level.word(), kinds.join(", "));
            Err(format!("the table has no areas of `level {level}`; its areas are of these kinds: {kinds}"))
        }
        false => Ok(sums),
    }
}

/// The code and name of the area in which an area of a table counts; blank where that is not known.
fn home<'a>(area: &'a FactArea, areas: &'a Areas, by_practice: bool) -> (&'a str, &'a str) {
    match areas.level {
        _ if by_practice => areas.of(&area.code, &area.name, &area.org),
        Level::Group => (areas.group(&area.code), ""),
        _ => (&area.code, &area.name),
    }
}
