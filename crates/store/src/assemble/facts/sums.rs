//! Sums of a table's figures by area.

use super::super::coverage::Coverage;
use super::super::places::Areas;
use super::people::Figures;
use super::without::Without;
use crate::geography::Level;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Cell;
use unwarranted_ingest::tables::Org;
use unwarranted_ingest::tables::facts::{FactValue, Facts};
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
            FactValue::Suppressed | FactValue::NotReported => {}
        }
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
    Suppressed,
}

impl PeriodSums {
    /// Measure and denominator of an area; unknown where no practice, or the area itself, has both.
    pub(super) fn cells(&self, code: &str, observed: Sum, denominator: Sum) -> [Cell; 2] {
        let values = [observed, denominator].map(|sum| Cell::Value(sum.value()));
        match self.gaps.get(code).filter(|_| !self.known.contains(code)) {
            None => values,
            Some(gaps) => gaps.map(|gap| match gap {
                Some(Gap::Suppressed) => Cell::Suppressed,
                _ => Cell::NotReported,
            }),
        }
    }
}

/// Why these figures have no sum; `None` where they have one.
fn unknown(values: Option<&Vec<FactValue>>) -> Option<Gap> {
    let gap = |value: &FactValue| match value {
        FactValue::Suppressed => Some(Gap::Suppressed),
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
        if matches!(value, FactValue::Suppressed | FactValue::NotReported) {
            return None;
        }
        sum.add(*value)?;
    }
    Some(sum)
}

/// The kind of area that is taken from a table: practices, where it has them.
pub(super) fn wanted(facts: &Facts, level: Level) -> Option<AreaKind> {
    let by_practice = facts.areas.iter().any(|a| a.kind == AreaKind::Practice);
    if by_practice { Some(AreaKind::Practice) } else { kind_of(level) }
}

fn kind_of(level: Level) -> Option<AreaKind> {
    match level {
        Level::Practice => Some(AreaKind::Practice),
        Level::Pcn => Some(AreaKind::Pcn),
        Level::Pct => Some(AreaKind::Pct),
        Level::Ccg => Some(AreaKind::Ccg),
        Level::AreaTeam => Some(AreaKind::AreaTeam),
        Level::Stp => Some(AreaKind::Stp),
        Level::Icb => Some(AreaKind::Icb),
        Level::Region => Some(AreaKind::Region),
        Level::Nation => Some(AreaKind::Nation),
        Level::LocalAuthority | Level::County => Some(AreaKind::LocalAuthority),
        Level::Group => None,
    }
}

/// # Errors
/// What is wrong: no area of the level, or a total that is too large.
pub(super) fn sums(
    facts: &Facts,
    numerator: &Figures,
    denominator: &Figures,
    areas: &Areas,
    level: Level,
) -> Result<PeriodSums, String> {
    let wanted = wanted(facts, level);
    let by_practice = wanted == Some(AreaKind::Practice);
    let overflow = || "a total is too large to be exact".to_owned();
    if by_practice && areas.is_recorded() && !records(facts, level) {
        return Err(unrecorded(facts, level));
    }
    let mut sums = PeriodSums { by_practice, ..PeriodSums::default() };
    for (at, area) in facts.areas.iter().enumerate() {
        if Some(area.kind) != wanted {
            sums.other_kinds.insert(area.kind.word());
            continue;
        }
        if let Some(tier) = level.other_tier(&area.code) {
            sums.other_kinds.insert(tier);
            continue;
        }
        let (code, name) =
            if by_practice { areas.of(&area.code, &area.name, &area.org) } else { (&*area.code, &*area.name) };
        if by_practice {
            let people = sum(denominator.get(&at)).map_or(0.0, Sum::value);
            sums.coverage.add(&area.code, people, !code.is_empty());
        }
        if code.is_empty() {
            sums.unplaced.insert(area.code.clone());
            continue;
        }
        let entry = sums.areas.entry(code.to_owned()).or_default();
        if entry.0.is_empty() {
            name.clone_into(&mut entry.0);
        }
        let (Some(o), Some(d)) = (sum(numerator.get(&at)), sum(denominator.get(&at))) else {
            sums.lacking.insert(area.code.clone());
            let cells = [numerator, denominator].map(|figures| unknown(figures.get(&at)));
            let gap = sums.gaps.entry(code.to_owned()).or_default();
            *gap = [0, 1].map(|i| cells[i].max(gap[i]));
            continue;
        };
        sums.known.insert(code.to_owned());
        for (total, part) in [(&mut entry.1, o), (&mut entry.2, d)] {
            total.exact = total.exact.checked_add(part.exact).ok_or_else(overflow)?;
            total.number += part.number;
        }
        if by_practice && level != Level::Practice {
            sums.without.add(code, o.value(), d.value());
            sums.parts.push((code.to_owned(), area.code.clone(), o.value(), d.value()));
        }
        #[allow(clippy::cast_possible_truncation, reason = "patients of one practice")]
        sums.homes.insert(area.code.clone(), (code.to_owned(), d.value().round() as i64));
    }
    if sums.areas.is_empty() && !by_practice {
        let kinds: Vec<&str> = sums.other_kinds.iter().copied().collect();
        let level = level.word();
        return Err(format!(
            "the table has no areas of `level {level}`; its areas are of these kinds: {}",
            kinds.join(", ")
        ));
    }
    if sums.areas.is_empty() {
        return Err(unrecorded(facts, level));
    }
    Ok(sums)
}

/// Whether a table by practice says in which area of this level its practices are.
fn records(facts: &Facts, level: Level) -> bool {
    let any = |of: fn(&Org) -> &str| facts.areas.iter().any(|a| !matches!(of(&a.org), "" | "-"));
    match level {
        Level::Ccg | Level::Pct => any(|org| &org.pco),
        Level::AreaTeam | Level::Stp | Level::Icb => facts.middle == level.middle() && any(|org| &org.middle),
        Level::Region => any(|org| &org.region),
        Level::LocalAuthority | Level::County => false,
        Level::Practice | Level::Nation | Level::Pcn | Level::Group => true,
    }
}

fn unrecorded(facts: &Facts, level: Level) -> String {
    let has: Vec<&str> =
        Level::ALL.into_iter().filter(|(l, _)| is_recorded_kind(*l) && records(facts, *l)).map(|(_, w)| w).collect();
    let day =
        level.lifetime().0.filter(|_| level == Level::Icb).map_or_else(|| "2018-04-01".to_owned(), |d| d.to_string());
    let local = level.is_local_authority();
    let (level, has) = (level.word(), has.join(", "));
    let says = format!(
        "the table is by practice and does not record the {level} of its practices (it records: {has}); choose one of these"
    );
    if local {
        return says;
    }
    format!(
        "{says}, or \
         take the {level} from the store's other records with `membership` current or a day such as `membership {day}`"
    )
}

fn is_recorded_kind(level: Level) -> bool {
    !matches!(level, Level::Nation | Level::Pcn | Level::Pct | Level::Group) && !level.is_local_authority()
}
