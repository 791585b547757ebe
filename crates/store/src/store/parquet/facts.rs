//! Figures by area and measure: rows, areas, measures.

use super::columns::{integers_or_null, number_or_null, numbers_or_null, strings, text, text_or_null, whole_or_null};
use super::fault::damaged;
use super::file::{read, write};
use super::orgs::{ORG, org_columns, orgs};
use super::table::{Heading, Table, Whole, count, not_empty, of_word, path, totals_again};
use crate::store::catalogue::rounded;
use crate::store::catalogue::{Changes, FactTotals, Totals};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactRow, FactValue, Facts, Unit};
use unwarranted_ingest::tables::{Dataset, Org};
use unwarranted_ingest::values::fixed::Fixed;

/// What a row says of its figure.
const STATES: [&str; 4] = ["exact", "number", "suppressed", "not-reported"];

fn state(value: FactValue) -> &'static str {
    match value {
        FactValue::Exact(_) => STATES[0],
        FactValue::Number(_) => STATES[1],
        FactValue::Suppressed => STATES[2],
        FactValue::NotReported => STATES[3],
    }
}

impl Table for Facts {
    const DATASET: Dataset = Dataset::Facts;

    fn heading(&self) -> Heading {
        Heading { series: self.series.clone(), months: self.months, middle: self.middle }
    }

    fn totals(&self) -> Result<Totals, String> {
        in_order(self)?;
        let mut totals = FactTotals { figures: not_empty(self.rows.len())?, ..FactTotals::default() };
        let mut sums = Sums::default();
        for row in &self.rows {
            let measure = self.measures.get(row.measure).ok_or(LOST)?;
            match row.value {
                FactValue::Exact(value) => sums.exact(measure, value)?,
                FactValue::Number(value) if value.is_finite() => {
                    totals.numbers += 1;
                    sums.number(measure, value);
                }
                FactValue::Number(_) => return Err(format!("a figure of {} is not a finite number", measure.id)),
                FactValue::Suppressed => totals.suppressed += 1,
                FactValue::NotReported => totals.not_reported += 1,
            }
        }
        sums.put_into(&mut totals);
        Ok(Totals::Facts(totals))
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        write_rows(self, path(paths, 0)?)?;
        write_areas(&self.areas, path(paths, 1)?)?;
        write_measures(&self.measures, path(paths, 2)?)
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let table = Self::read(paths, Heading::default())?;
        totals_again(&table, table.rows.len(), path(paths, 0)?)
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(Self::read(paths, self.heading())? == *self)
    }
}

/// Sums by measure of what can be added up: pounds, persons and counts. Rates, scores and shares have none.
#[derive(Default)]
struct Sums<'a> {
    exact: BTreeMap<&'a str, Fixed>,
    /// Of figures that are not exact; `None` once one is too large. Whole numbers, so that the order does not matter.
    numbers: BTreeMap<&'a str, Option<i128>>,
}

impl<'a> Sums<'a> {
    fn adds_up(measure: &FactMeasure) -> bool {
        matches!(measure.unit, Unit::Pounds | Unit::Persons | Unit::Count)
    }

    fn exact(&mut self, measure: &'a FactMeasure, value: Fixed) -> Result<(), String> {
        if Self::adds_up(measure) {
            let sum = self.exact.entry(&measure.id).or_default();
            let added = sum.0.checked_add(value.0).map(Fixed);
            *sum = added.ok_or_else(|| format!("the total of {} is too large to be kept exactly", measure.id))?;
        }
        Ok(())
    }

    fn number(&mut self, measure: &'a FactMeasure, value: f64) {
        if Self::adds_up(measure) {
            let sum = self.numbers.entry(&measure.id).or_insert(Some(0));
            *sum = sum.and_then(|sum| sum.checked_add(i128::from(rounded(value)?)));
        }
    }

    /// The sums of the exact figures, and over all figures of measures that have others too, into the totals.
    fn put_into(self, totals: &mut FactTotals) {
        let exact = |id: &str| self.exact.get(id).map_or(0, |sum| i128::from(sum.0));
        let all = |id: &str, sum: Option<i128>| i64::try_from(sum?.checked_add(exact(id))?).ok().map(Fixed);
        totals.rounded = Some(self.numbers.iter().map(|(id, sum)| ((*id).to_owned(), all(id, *sum))).collect());
        totals.sums = self.exact.into_iter().map(|(id, sum)| (id.to_owned(), sum)).collect();
    }
}

const LOST: &str = "a figure has no area or no measure";

impl Whole for Facts {
    /// Figures with their areas and measures, in the order in which they were written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let (areas, measures) = (read_areas(path(paths, 1)?)?, read_measures(path(paths, 2)?)?);
        let rows = read_rows(path(paths, 0)?, &areas, &measures)?;
        Ok(Self { series: heading.series, months: heading.months, middle: heading.middle, areas, measures, rows })
    }
}

/// Every figure has an area and a measure, and no two are alike in area, measure, sex and age.
fn in_order(facts: &Facts) -> Result<(), String> {
    let mut keys: BTreeSet<(usize, usize, &str, &str)> = BTreeSet::new();
    for row in &facts.rows {
        let (Some(area), Some(measure)) = (facts.areas.get(row.area), facts.measures.get(row.measure)) else {
            return Err(LOST.to_owned());
        };
        if !keys.insert((row.measure, row.area, &row.sex, &row.age)) {
            let of = [row.sex.as_str(), &row.age].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
            let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", ")) };
            return Err(format!("{} has two figures of {}{of} in one period", area.code, measure.id));
        }
    }
    Ok(())
}

/// How these figures differ from earlier ones, figure by figure.
pub(crate) fn changes(now: &Facts, earlier: &Facts) -> Changes {
    let (now, before) = (by_key(now), by_key(earlier));
    let mut changes = Changes::default();
    for (key, value) in &now {
        match before.get(key) {
            Some(earlier) => changes.changed += i64::from(earlier != value),
            None => changes.added += 1,
        }
    }
    changes.gone = count(before.keys().filter(|key| !now.contains_key(*key)).count());
    changes
}

fn by_key(facts: &Facts) -> BTreeMap<(&str, &str, &str, &str, &str), FactValue> {
    let keyed = facts.rows.iter().filter_map(|row| {
        let (area, measure) = (facts.areas.get(row.area)?, facts.measures.get(row.measure)?);
        let key = (measure.id.as_str(), area.kind.word(), area.code.as_str(), row.sex.as_str(), row.age.as_str());
        Some((key, row.value))
    });
    keyed.collect()
}

fn write_rows(table: &Facts, path: &Path) -> Result<(), Error> {
    let area = |r: &FactRow| &table.areas[r.area];
    let exact = |r: &FactRow| if let FactValue::Exact(value) = r.value { Some(value.0) } else { None };
    let number = |r: &FactRow| if let FactValue::Number(value) = r.value { Some(value) } else { None };
    write(
        path,
        vec![
            text("measure", table.rows.iter().map(|r| table.measures[r.measure].id.as_str())),
            text("kind", table.rows.iter().map(|r| area(r).kind.word())),
            text("area", table.rows.iter().map(|r| area(r).code.as_str())),
            text_or_null("sex", table.rows.iter().map(|r| r.sex.as_str())),
            text_or_null("age", table.rows.iter().map(|r| r.age.as_str())),
            text("state", table.rows.iter().map(|r| state(r.value))),
            whole_or_null("exact", table.rows.iter().map(exact)),
            number_or_null("number", table.rows.iter().map(number)),
        ],
    )
}

fn write_areas(areas: &[FactArea], path: &Path) -> Result<(), Error> {
    let mut columns = vec![
        text("kind", areas.iter().map(|a| a.kind.word())),
        text("area", areas.iter().map(|a| a.code.as_str())),
        text_or_null("name", areas.iter().map(|a| a.name.as_str())),
        text_or_null("pcn", areas.iter().map(|a| a.pcn.as_str())),
    ];
    columns.extend(org_columns(areas.iter().map(|a| &a.org)));
    write(path, columns)
}

fn write_measures(measures: &[FactMeasure], path: &Path) -> Result<(), Error> {
    write(
        path,
        vec![
            text("measure", measures.iter().map(|m| m.id.as_str())),
            text_or_null("title", measures.iter().map(|m| m.title.as_str())),
            text("unit", measures.iter().map(|m| m.unit.word())),
        ],
    )
}

fn read_areas(path: &Path) -> Result<Vec<FactArea>, Error> {
    let frame = read(path, &[&["kind", "area", "name", "pcn"][..], &ORG].concat())?;
    let [kinds, codes, names, pcns] = ["kind", "area", "name", "pcn"].map(|name| strings(&frame, name, path));
    let (kinds, codes, names, pcns) = (kinds?, codes?, names?, pcns?);
    let area = |(i, org): (usize, Org)| {
        let kind = of_word(kinds[i], path, "kind")?;
        let (code, name, pcn) = (codes[i].to_owned(), names[i].to_owned(), pcns[i].to_owned());
        Ok(FactArea { kind, code, name, pcn, org })
    };
    orgs(&frame, path)?.into_iter().enumerate().map(area).collect()
}

fn read_measures(path: &Path) -> Result<Vec<FactMeasure>, Error> {
    let frame = read(path, &["measure", "title", "unit"])?;
    let (ids, titles) = (strings(&frame, "measure", path)?, strings(&frame, "title", path)?);
    let units = strings(&frame, "unit", path)?;
    let measure = |i: usize| {
        let unit = of_word(units[i], path, "unit")?;
        Ok(FactMeasure { id: ids[i].to_owned(), title: titles[i].to_owned(), unit })
    };
    (0..ids.len()).map(measure).collect()
}

fn read_rows(path: &Path, areas: &[FactArea], measures: &[FactMeasure]) -> Result<Vec<FactRow>, Error> {
    let frame = read(path, &["measure", "kind", "area", "sex", "age", "state", "exact", "number"])?;
    let [measure, kind, area, sex, age, state] =
        ["measure", "kind", "area", "sex", "age", "state"].map(|name| strings(&frame, name, path));
    let (measure, kind, area, sex, age, state) = (measure?, kind?, area?, sex?, age?, state?);
    let (exact, number) = (integers_or_null(&frame, "exact", path)?, numbers_or_null(&frame, "number", path)?);
    let area_at: BTreeMap<(&str, &str), usize> =
        areas.iter().enumerate().map(|(i, a)| ((a.kind.word(), a.code.as_str()), i)).collect();
    let measure_at: BTreeMap<&str, usize> = measures.iter().enumerate().map(|(i, m)| (m.id.as_str(), i)).collect();
    let value = |i: usize| match (state[i], exact[i], number[i]) {
        ("exact", Some(value), None) => Some(FactValue::Exact(Fixed(value))),
        ("number", None, Some(value)) => Some(FactValue::Number(value)),
        ("suppressed", None, None) => Some(FactValue::Suppressed),
        ("not-reported", None, None) => Some(FactValue::NotReported),
        _ => None,
    };
    let row = |i: usize| {
        Ok(FactRow {
            area: *area_at.get(&(kind[i], area[i])).ok_or_else(|| damaged(path, "area"))?,
            measure: *measure_at.get(measure[i]).ok_or_else(|| damaged(path, "measure"))?,
            age: age[i].to_owned(),
            sex: sex[i].to_owned(),
            value: value(i).ok_or_else(|| damaged(path, "state"))?,
        })
    };
    (0..frame.height()).map(row).collect()
}
