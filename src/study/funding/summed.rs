//! Sums by area of a published table of money.

use super::bare;
use crate::core::funding::Funded;
use crate::core::text::{counted, thousands};
use crate::ingest::tables::Middle;
use crate::ingest::tables::facts::{FactArea, FactValue, Facts};
use crate::ingest::values::area_kind::AreaKind;
use crate::store::assemble::{Level, area_kind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Figures by area, and practices that lack one of them.
pub(super) struct Summed {
    pub(super) areas: BTreeMap<Arc<str>, Funded>,
    practices: usize,
    pounds: f64,
}

impl Summed {
    pub(super) fn left_out(&self, shown: &str) -> Option<String> {
        (self.practices > 0).then(|| {
            let many = counted(i64::try_from(self.practices).unwrap_or(i64::MAX), "practice", "practices");
            format!(
                "{shown}: {many} without a figure of money or people, or in no area, are left out of all sums (£{})",
                thousands(self.pounds, 0)
            )
        })
    }

    fn add(&mut self, area: &FactArea, (code, name): (&str, &str), values: [Option<f64>; 4], by_practice: bool) {
        let [amount, registered, weighted, target] = values;
        let sum = self.areas.entry(code.into()).or_insert_with(|| bare(code, 0.0));
        if sum.name.is_none() && !name.is_empty() {
            sum.name = Some(name.into());
        }
        if sum.region.is_none() && !area.org.region.is_empty() && by_practice && area.org.region != code {
            let region = if area.org.region_name.is_empty() { &area.org.region } else { &area.org.region_name };
            sum.region = Some(region.as_str().into());
        }
        sum.amount += amount.unwrap_or_default();
        for (own, more) in [(&mut sum.registered, registered), (&mut sum.weighted, weighted), (&mut sum.target, target)]
        {
            *own = more.map(|more| own.unwrap_or_default() + more).or(*own);
        }
    }
}

/// Sums by area of money, registered and weighted people and targets. A practice that lacks one of those asked for is in no sum: money without
/// people would raise what others get per head.
pub(super) fn sums(facts: &Facts, level: Level, wanted: [Option<&str>; 4]) -> Result<Summed, String> {
    let at = wanted.map(|id| id.and_then(|id| facts.measures.iter().position(|m| m.id == id)));
    let mut figures: BTreeMap<usize, [Option<f64>; 4]> = BTreeMap::new();
    for row in facts.rows.iter().filter(|row| row.age.is_empty() && row.sex.is_empty()) {
        let Some(slot) = at.iter().position(|m| *m == Some(row.measure)) else { continue };
        figures.entry(row.area).or_default()[slot] = match row.value {
            FactValue::Exact(fixed) => Some(fixed.to_f64()),
            FactValue::Number(number) => Some(number),
            FactValue::Suppressed | FactValue::NotReported => None,
        };
    }
    let by_practice = facts.areas.iter().any(|area| area.kind == AreaKind::Practice);
    let mut summed = Summed { areas: BTreeMap::new(), practices: 0, pounds: 0.0 };
    for (area, values) in figures {
        let area = &facts.areas[area];
        let home = if by_practice { home(area, level, facts.middle)? } else { own(area, level) };
        let Some((code, name)) = home else { continue };
        let complete = at.iter().zip(values).all(|(at, value)| at.is_none() || value.is_some());
        if code.is_empty() || (by_practice && !complete) {
            summed.practices += 1;
            summed.pounds += values[0].unwrap_or_default();
            continue;
        }
        summed.add(area, (code, name), values, by_practice);
    }
    if summed.areas.is_empty() {
        return Err(format!("is {}, and there are no such areas", level.word()));
    }
    Ok(summed)
}

/// Code and name of the area of a practice.
fn home(area: &FactArea, level: Level, middle: Option<Middle>) -> Result<Option<(&str, &str)>, String> {
    let org = &area.org;
    let of_middle = |wanted: Middle| match middle {
        Some(found) if found == wanted => Ok(Some((org.middle.as_str(), org.middle_name.as_str()))),
        Some(other) => Err(format!("is {}, and the file has {}", level.word(), other.word())),
        None => Err(format!("is {}, which the file does not have", level.word())),
    };
    match level {
        Level::Practice => Ok(Some((&area.code, &area.name))),
        Level::Ccg => Ok(Some((&org.pco, &org.pco_name))),
        Level::Region => Ok(Some((&org.region, &org.region_name))),
        Level::Pcn => Ok(Some((&area.pcn, ""))),
        Level::Nation => Ok(Some(("England", ""))),
        Level::AreaTeam => of_middle(Middle::AreaTeam),
        Level::Stp => of_middle(Middle::Stp),
        Level::Icb => of_middle(Middle::Icb),
        Level::Pct | Level::LocalAuthority | Level::County | Level::Group => Err(format!(
            "is {}, which published files of money do not have; use a store for groups of your own",
            level.word()
        )),
    }
}

/// Code and name of an area that is of the level.
fn own(area: &FactArea, level: Level) -> Option<(&str, &str)> {
    (area_kind(level) == Some(area.kind)).then_some((&area.code, &area.name))
}
