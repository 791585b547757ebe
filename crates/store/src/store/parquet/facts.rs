//! Figures by area and measure: rows, areas, measures.

use super::columns::{integers_or_null, number_or_null, numbers_or_null, strings, text, text_or_null, whole_or_null};
use super::fault::damaged;
use super::file::{read, write};
use super::orgs::{ORG, org_columns, orgs};
use super::table::{Heading, Table, Whole, not_empty, of_word, path, totals_again};
use crate::store::catalogue::{FactTotals, Totals};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactRow, FactValue, Facts};
use unwarranted_ingest::tables::{Dataset, Org};
use unwarranted_ingest::values::fixed::Fixed;

/// What a row says of its figure.
const STATES: [&str; 5] = ["exact", "number", "suppressed", "too-small", "not-reported"];

fn state(value: FactValue) -> &'static str {
    match value {
        FactValue::Exact(_) => STATES[0],
        FactValue::Number(_) => STATES[1],
        FactValue::Suppressed => STATES[2],
        FactValue::TooSmall => STATES[3],
        FactValue::NotReported => STATES[4],
    }
}

impl Table for Facts {
    const DATASET: Dataset = Dataset::Facts;

    fn heading(&self) -> Heading {
        Heading { series: self.series.clone(), months: self.months, middle: self.middle }
    }

    fn totals(&self) -> Result<Totals, String> {
        FactTotals::of(self, not_empty(self.rows.len())?).map(Totals::Facts)
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

impl Whole for Facts {
    /// Figures with their areas and measures, in the order in which they were written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let (areas, measures) = (read_areas(path(paths, 1)?)?, read_measures(path(paths, 2)?)?);
        let rows = read_rows(path(paths, 0)?, &areas, &measures)?;
        Ok(Self { series: heading.series, months: heading.months, middle: heading.middle, areas, measures, rows })
    }
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
        ("too-small", None, None) => Some(FactValue::TooSmall),
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
