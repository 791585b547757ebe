//! Sums of a table's figures by area.

use super::super::Level;
use super::super::places::Areas;
use super::Denominators;
use super::without::Without;
use std::collections::{BTreeMap, BTreeSet};
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
        Level::Group => None,
    }
}

/// # Errors
/// What is wrong: no area of the level, or a total that is too large.
pub(super) fn sums(
    facts: &Facts,
    numerator: &BTreeMap<usize, Vec<FactValue>>,
    denominator: &Denominators,
    areas: &Areas,
    level: Level,
) -> Result<PeriodSums, String> {
    let by_practice = facts.areas.iter().any(|a| a.kind == AreaKind::Practice);
    let wanted = if by_practice { Some(AreaKind::Practice) } else { kind_of(level) };
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
        let (code, name) =
            if by_practice { areas.of(&area.code, &area.name, &area.org) } else { (&*area.code, &*area.name) };
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
            continue;
        };
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
    if sums.areas.is_empty() {
        return Err(match by_practice {
            true => unrecorded(facts, level),
            false => {
                let kinds: Vec<&str> = sums.other_kinds.into_iter().collect();
                let kinds = kinds.join(", ");
                format!(
                    "the table has areas of kind {kinds}; --level {} cannot be made from them, with whatever membership",
                    level.word()
                )
            }
        });
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
        Level::Practice | Level::Nation | Level::Pcn | Level::Group => true,
    }
}

fn unrecorded(facts: &Facts, level: Level) -> String {
    let has: Vec<&str> =
        Level::ALL.into_iter().filter(|(l, _)| is_recorded_kind(*l) && records(facts, *l)).map(|(_, w)| w).collect();
    let day =
        level.lifetime().0.filter(|_| level == Level::Icb).map_or_else(|| "2018-04-01".to_owned(), |d| d.to_string());
    let level = level.word();
    format!(
        "the table is by practice and does not record the {level} of its practices (it records: {}); choose one of these, or \
         take the {level} from the store's other records with --membership current or a day such as --membership {day}",
        has.join(", ")
    )
}

fn is_recorded_kind(level: Level) -> bool {
    !matches!(level, Level::Nation | Level::Pcn | Level::Pct | Level::Group)
}
