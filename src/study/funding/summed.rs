//! Sums by area of a published table of money.

use super::bare;
use crate::core::funding::Funded;
use crate::core::text::{counted, thousands};
use crate::ingest::tables::Middle;
use crate::ingest::tables::facts::{FactArea, Facts};
use crate::ingest::values::area_kind::AreaKind;
use crate::store::assemble::{Level, area_kind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Figures by area, and practices that lack one of them.
pub(super) struct Summed {
    pub(super) areas: BTreeMap<Arc<str>, Funded>,
    practices: usize,
    pounds: f64,
    /// Areas of a table by area whose money is not known.
    without: Vec<String>,
}

impl Summed {
    /// What is in no sum.
    pub(super) fn left_out(&self, shown: &str) -> Vec<String> {
        let practices = (self.practices > 0).then(|| {
            let many = counted(i64::try_from(self.practices).unwrap_or(i64::MAX), "practice", "practices");
            format!(
                "{shown}: {many} without a figure of money or people, or in no area, are left out of all sums (£{})",
                thousands(self.pounds, 0)
            )
        });
        let areas = (!self.without.is_empty()).then(|| {
            let many = counted(i64::try_from(self.without.len()).unwrap_or(i64::MAX), "area", "areas");
            format!("{shown}: {many} whose money is not known are left out ({})", codes(&self.without))
        });
        practices.into_iter().chain(areas).collect()
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
        // A table of people has no money.
        sum.amount += amount.unwrap_or_default();
        for (own, more) in [(&mut sum.registered, registered), (&mut sum.weighted, weighted), (&mut sum.target, target)]
        {
            *own = more.map(|more| own.unwrap_or_default() + more).or(*own);
        }
    }
}

/// The first codes.
fn codes(all: &[String]) -> String {
    const NAMED: usize = 8;
    let named = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.len() > NAMED { named + ", ..." } else { named }
}

/// Sums by area of money, registered and weighted people and targets. A practice that lacks one of those asked for is in no sum: money without
/// people would raise what others get per head. Nor is an area of a table by area whose money is withheld or not reported.
pub(super) fn sums(facts: &Facts, level: Level, wanted: [Option<&str>; 4]) -> Result<Summed, String> {
    let at = wanted.map(|id| id.and_then(|id| facts.measures.iter().position(|m| m.id == id)));
    let mut figures: BTreeMap<usize, [Option<f64>; 4]> = BTreeMap::new();
    for row in facts.rows.iter().filter(|row| row.age.is_empty() && row.sex.is_empty()) {
        let Some(slot) = at.iter().position(|m| *m == Some(row.measure)) else { continue };
        figures.entry(row.area).or_default()[slot] = row.value.number();
    }
    let by_practice = facts.areas.iter().any(|area| area.kind == AreaKind::Practice);
    let mut summed = Summed { areas: BTreeMap::new(), practices: 0, pounds: 0.0, without: Vec::new() };
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
        if at[0].is_some() && values[0].is_none() {
            summed.without.push(code.to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::tables::Org;
    use crate::ingest::tables::facts::{FactMeasure, FactRow, FactValue, Unit};
    use crate::ingest::values::fixed::Fixed;

    #[test]
    fn money_that_is_not_known_is_not_zero() {
        let area = |code: &str| FactArea {
            kind: AreaKind::Ccg,
            code: code.to_owned(),
            name: String::new(),
            pcn: String::new(),
            org: Org::default(),
        };
        let measure = |id: &str, unit| FactMeasure { id: id.to_owned(), title: String::new(), unit };
        let row = |area, measure, value| FactRow { area, measure, age: String::new(), sex: String::new(), value };
        let pounds = |n: i64| FactValue::Exact(Fixed(n * 100_000));
        let facts = Facts {
            series: String::new(),
            months: 12,
            middle: None,
            areas: ["90A", "90B", "90C", "90D"].map(area).into(),
            measures: vec![measure("money", Unit::Pounds), measure("people", Unit::Persons)],
            rows: vec![
                row(0, 0, pounds(500)),
                row(0, 1, pounds(10)),
                row(1, 0, FactValue::Suppressed),
                row(1, 1, pounds(20)),
                row(2, 0, FactValue::TooSmall),
                row(2, 1, pounds(30)),
                row(3, 0, FactValue::NotReported),
                row(3, 1, pounds(30)),
            ],
        };
        let found = sums(&facts, Level::Ccg, [Some("money"), Some("people"), None, None]).unwrap();
        let amounts: Vec<(&str, f64)> = found.areas.iter().map(|(code, sum)| (&**code, sum.amount)).collect();
        assert_eq!(amounts, [("90A", 500.0)]);
        let people = sums(&facts, Level::Ccg, [None, Some("people"), None, None]).unwrap();
        assert_eq!((people.areas.len(), people.areas["90B"].registered), (4, Some(20.0)));
        assert_eq!(found.left_out("t.csv"), ["t.csv: 3 areas whose money is not known are left out (90B, 90C, 90D)"]);
    }
}
