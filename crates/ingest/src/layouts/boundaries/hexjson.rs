//! Hexjson: each area is a cell of a layout of hexagons.

use super::keys::{self, Keys};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::json::{self, Entries};
use crate::read::{Source, file_name};
use crate::tables::directory::{Geometry, Shape, Shapes};
use crate::tables::{Dataset, Geography, Reading, Tables, Tally, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use unwarranted_core::Month;

pub(crate) static FORMAT: Format = Format {
    id: "hexjson",
    title: "Layout of hexagons (hexjson)",
    publisher: "Open Innovations and others, for areas of the NHS",
    years: "2017 to today",
    licence: OGL,
    attribution: "Layout of hexagons as published in hexjson; areas: Office for National Statistics, licensed under the \
                  Open Government Licence v3.0.",
    columns: &["layout", "hexes: {code: {n, q, r}}"],
    traps: &[
        "the key of a cell is an ODS or an ONS code; n is often a short form, so a name under another key is preferred",
        "the four layouts (odd-r, even-r, odd-q, even-q) put the same q and r in different places: the layout is kept",
        "codes of an earlier kind of area (STP21CD) beside boards are not taken for theirs",
    ],
    dataset: Some(Dataset::Shapes),
    geography: Geography::Unspecified,
    recognise: |sample| sample.is_json() && sample.start.contains("\"hexes\""),
    read: Some(Reader::Whole(read)),
};

#[derive(serde::Deserialize)]
struct File {
    layout: Option<String>,
    hexes: Entries,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let File { layout, hexes: Entries(hexes) } = json::parse(source, source.text)?;
    let layout = layout.unwrap_or_default();
    if !["odd-r", "even-r", "odd-q", "even-q"].contains(&layout.as_str()) {
        return Err(source.refuse(format!("layout: found '{layout}'; expected odd-r, even-r, odd-q or even-q")));
    }
    let mut cells: Vec<(&str, &Map<String, Value>)> = Vec::with_capacity(hexes.len());
    for (code, value) in &hexes {
        let path = || format!("hexes.{code}");
        cells.push((code, value.as_object().ok_or_else(|| json::wrong(source, &path(), Some(value), "an object"))?));
    }
    let keys = Keys::find(&cells.iter().map(|(_, cell)| *cell).collect::<Vec<_>>());
    let mut tally = Tally { read: cells.len() as u64, ..Tally::default() };
    let mut taken: BTreeMap<(i32, i32), &str> = BTreeMap::new();
    let mut rows = Vec::with_capacity(cells.len());
    for (code, cell) in cells {
        let at = |key: &str| {
            let number = cell.get(key).and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
            number.ok_or_else(|| json::wrong(source, &format!("hexes.{code}.{key}"), cell.get(key), "a whole number"))
        };
        let (q, r) = (at("q")?, at("r")?);
        if let Some(other) = taken.insert((q, r), code) {
            return Err(source.refuse(format!("hexes.{code}: the cell q {q}, r {r} is that of {other} already")));
        }
        rows.push(shape(code, cell, &keys, Geometry::Hexagon { q, r }));
        tally.count(Verdict::Used(None));
    }
    rows.sort_by(|a, b| (&a.code, &a.ods, &a.name).cmp(&(&b.code, &b.ods, &b.name)));
    let month = keys.month.or_else(|| file_name::year(source).and_then(|year| Month::new(year, 4)));
    let coded = rows.iter().find(|row| !row.code.is_empty()).map(|row| AreaKind::of_ons(&row.code, month));
    let kind = keys.kind.or(coded).unwrap_or(AreaKind::Other);
    let year = month.map_or(String::new(), |month| format!("/{}", month.year()));
    let series = format!("{}/{}{year}", FORMAT.id, kind.word());
    Ok(Reading { tables: Tables::Shapes(month, Shapes { series, kind, layout, rows }), tally })
}

fn shape(key: &str, cell: &Map<String, Value>, keys: &Keys, geometry: Geometry) -> Shape {
    let get = |property: &Option<String>| keys::text(property.as_ref().and_then(|property| cell.get(property)));
    let (ons_key, ods_key) = (codes::is_ons(key), keys::is_ods_area(key));
    let code = if ons_key { key.to_owned() } else { get(&keys.ons) };
    let ods = if ods_key { key.to_owned() } else { get(&keys.ods) };
    let name = [get(&keys.name), keys::text(cell.get("n"))].into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| if ons_key || ods_key { String::new() } else { key.to_owned() });
    Shape { code, ods, name, geometry }
}
