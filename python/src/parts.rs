//! A league in parts: what is found of some treatments in one place, and the league of all of them in another.

use crate::arrow_in::Blocks;
use crate::cells;
use crate::error::refused;
use crate::found::{Found, Told};
use crate::source::Source;
use crate::table::Table;
use polars_arrow::array::StructArray;
use polars_arrow::datatypes::ArrowDataType;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted::core::sweep::{League, Panel, PanelArea, PanelTreatment, Part, SweepOptions};
use unwarranted::core::{Confidence, Kind, Period};
use unwarranted::study::Sweeping;

/// Columns of a data frame by name, each cell as text.
struct Texts {
    what: &'static str,
    columns: BTreeMap<String, Vec<String>>,
}

impl Texts {
    fn of(object: &Bound<'_, PyAny>, what: &'static str) -> PyResult<Self> {
        let mut blocks = Blocks::of(object)?;
        let ArrowDataType::Struct(fields) = blocks.field().dtype() else {
            return Err(refused(format!("{what}: expected a table with named columns")));
        };
        let names: Vec<String> = fields.iter().map(|field| field.name.to_string()).collect();
        let mut columns: BTreeMap<String, Vec<String>> = names.iter().map(|n| (n.clone(), Vec::new())).collect();
        while let Some(block) = blocks.next() {
            let block = block?;
            let Some(table) = block.as_any().downcast_ref::<StructArray>() else { continue };
            for (name, array) in names.iter().zip(table.values()) {
                let held =
                    |held| refused(format!("{what}, column '{name}': it holds {held}; expected numbers or text"));
                let write = cells::writer(array.as_ref()).map_err(held)?;
                let cell = |row| {
                    let mut text = String::new();
                    write(row, &mut text);
                    text
                };
                columns.entry(name.clone()).or_default().extend((0..table.len()).map(cell));
            }
        }
        Ok(Self { what, columns })
    }

    fn column(&self, name: &str) -> PyResult<&[String]> {
        let there = || self.columns.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let found = self.columns.get(name).map(Vec::as_slice);
        found.ok_or_else(|| refused(format!("{}: there is no column '{name}' (there are: {})", self.what, there())))
    }

    /// The cells of a column, none of which may be blank.
    fn named(&self, name: &str) -> PyResult<&[String]> {
        let cells = self.column(name)?;
        match cells.iter().position(|cell| cell.trim().is_empty()) {
            Some(row) => Err(refused(format!("{}, row {row} (counted from 0): '{name}' is blank", self.what))),
            None => Ok(cells),
        }
    }

    fn numbers(&self, name: &str) -> PyResult<Vec<f64>> {
        let number = |(row, cell): (usize, &String)| {
            let parsed = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            parsed.ok_or_else(|| {
                refused(format!(
                    "{}, row {row} (counted from 0), '{name}': found '{cell}'; expected a number",
                    self.what
                ))
            })
        };
        self.column(name)?.iter().enumerate().map(number).collect()
    }
}

/// Areas with their practices, the denominator of each practice, and its number.
type Practices = (Vec<PanelArea>, Vec<f64>, BTreeMap<String, u32>);

/// All areas with their practices, without treatments.
fn practices(table: &Bound<'_, PyAny>) -> PyResult<Practices> {
    let table = Texts::of(table, "practices")?;
    let (areas, codes) = (table.named("area")?, table.named("practice")?);
    let people = table.numbers("denominator")?;
    let names = table.columns.contains_key("name").then(|| table.column("name")).transpose()?;
    let mut sorted: Vec<usize> = (0..codes.len()).collect();
    sorted.sort_by_key(|row| (&areas[*row], &codes[*row]));
    let (mut made, mut denominators, mut numbers) = (Vec::<PanelArea>::new(), Vec::new(), BTreeMap::new());
    for row in sorted {
        if made.last().is_none_or(|area| *area.code != *areas[row]) {
            let name = names.map(|names| names[row].as_str()).filter(|name| !name.is_empty()).map(Arc::from);
            made.push(PanelArea { code: areas[row].as_str().into(), name, practices: Vec::new() });
        }
        made.last_mut().into_iter().for_each(|area| area.practices.push(codes[row].as_str().into()));
        denominators.push(people[row]);
        let number = u32::try_from(numbers.len()).map_err(|_| refused("practices: there are too many"))?;
        if numbers.insert(codes[row].clone(), number).is_some() {
            return Err(refused(format!("practices: '{}' is there twice; expected one row per practice", codes[row])));
        }
    }
    Ok((made, denominators, numbers))
}

/// What was observed, treatment by treatment, in the order of their identifiers.
fn treatments(rows: &Bound<'_, PyAny>, kind: Kind, numbers: &BTreeMap<String, u32>) -> PyResult<Vec<PanelTreatment>> {
    let rows = Texts::of(rows, "rows")?;
    let (ids, codes, figures) = (rows.named("treatment")?, rows.named("practice")?, rows.numbers("observed")?);
    let mut all: BTreeMap<&str, BTreeMap<u32, f64>> = BTreeMap::new();
    for (row, code) in codes.iter().enumerate() {
        let Some(number) = numbers.get(code) else {
            return Err(refused(format!("rows, row {row} (counted from 0): the table of practices has no '{code}'")));
        };
        if all.entry(&ids[row]).or_default().insert(*number, figures[row]).is_some() {
            let says = "expected their sum in one row";
            return Err(refused(format!("rows: treatment '{}' has two rows of practice '{code}'; {says}", ids[row])));
        }
    }
    let one = |(id, observed): (&str, BTreeMap<u32, f64>)| PanelTreatment {
        id: id.into(),
        title: id.to_owned(),
        kind,
        over: 0,
        observed: observed.into_iter().collect(),
    };
    Ok(all.into_iter().map(one).collect())
}

fn options(replicates: usize, seed: u64, confidence: f64) -> PyResult<SweepOptions> {
    let confidence = Confidence::new(confidence, "confidence").map_err(|e| refused(e.to_string()))?;
    Ok(SweepOptions { replicates, reassignments: replicates, seed, confidence })
}

/// What a sweep finds of the treatments of these rows, as bytes for [`league_of_parts`].
#[pyfunction]
pub(crate) fn sweep_part<'py>(
    py: Python<'py>,
    practices_table: &Bound<'py, PyAny>,
    rows: &Bound<'py, PyAny>,
    kind: &str,
    replicates: usize,
    seed: u64,
    confidence: f64,
) -> PyResult<Bound<'py, PyBytes>> {
    let kind: Kind = kind.parse().map_err(|e| refused(format!("`kind`: {e}")))?;
    if kind == Kind::Share {
        return Err(refused("`kind` is share, whose denominators differ by treatment; expected count or amount"));
    }
    let (areas, denominators, numbers) = practices(practices_table)?;
    let found = treatments(rows, kind, &numbers)?;
    let options = options(replicates, seed, confidence)?;
    let part = py.detach(|| {
        let panel = Panel::new(areas, vec![denominators], found)?;
        Part::of(&panel, &options)
    });
    let part = part.map_err(|e| refused(e.to_string()))?;
    let bytes = postcard::to_allocvec(&part).map_err(|e| refused(format!("the part cannot be written: {e}")))?;
    Ok(PyBytes::new(py, &bytes))
}

/// The league of all treatments of these parts.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the options of a league, as Python names them")]
pub(crate) fn league_of_parts(
    practices_table: &Bound<'_, PyAny>,
    parts: Vec<Vec<u8>>,
    period: &str,
    replicates: usize,
    seed: u64,
    confidence: f64,
    notes: Vec<String>,
) -> PyResult<Table> {
    let period = Period::parse(period).map_err(|e| refused(format!("`period`: {e}")))?;
    let (areas, denominators, _) = practices(practices_table)?;
    let read = |bytes: &Vec<u8>| {
        postcard::from_bytes::<Part>(bytes)
            .map_err(|e| refused(format!("a part cannot be read ({e}): was it made by this version?")))
    };
    let parts = parts.iter().map(read).collect::<PyResult<Vec<_>>>()?;
    let panel = Panel::new(areas, vec![denominators], Vec::new()).map_err(|e| refused(e.to_string()))?;
    let options = options(replicates, seed, confidence)?;
    let league = League::of_parts(period, &panel, parts, &options).map_err(|e| refused(e.to_string()))?;
    let found = Sweeping {
        leagues: vec![league],
        labels: BTreeMap::new(),
        need: Vec::new(),
        smoothed: Vec::new(),
        areas: "areas".to_owned(),
        inputs: Vec::new(),
        boundaries: None,
        warnings: Vec::new(),
        set_aside: Vec::new(),
        protected: Vec::new(),
        notes: Vec::new(),
    };
    Ok(Table::new(Found::League(found), Told { notes, ..Told::default() }, Arc::new(Source::none())))
}
