//! GeoJSON boundaries, in degrees or on the British National Grid.

use super::collection::{Collection, Feature, Geometry, Polygon, Position};
use super::keys::{self, Keys};
use super::national_grid;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Source, file_name, json, year_columns};
use crate::tables::directory::{self, Shape, Shapes};
use crate::tables::{Dataset, Geography, Reading, Tables, Tally, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use unwarranted_core::Month;

pub(crate) static FORMAT: Format = Format {
    id: "geojson",
    title: "Boundaries as GeoJSON",
    publisher: "Office for National Statistics, NHS England",
    years: "2013 to today",
    licence: OGL,
    attribution: "Source: Office for National Statistics, licensed under the Open Government Licence v3.0. \
                  Contains OS data © Crown copyright and database right.",
    columns: &["features[].properties (CCG21CD, CCG21NM and the like, or code and name)", "features[].geometry"],
    traps: &[
        "coordinates are degrees (WGS84, CRS84) or metres of the British National Grid: recognised by crs, or else by their size; metres are turned into degrees, to within 5 m",
        "property names carry kind and year, or are code, name, id: codes are also found by their form",
        "files keyed by name only have no codes: the store keeps the names",
        "areas with a null or empty geometry are listed, and kept without one",
        "a cartogram is not a map: it is recognised by its file name",
    ],
    dataset: Some(Dataset::Shapes),
    geography: Geography::Unspecified,
    recognise: |sample| {
        sample.is_json() && ["\"FeatureCollection\"", "\"features\""].iter().any(|key| sample.start.contains(key))
    },
    read: Some(Reader::Whole(read)),
};

/// What coordinates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Degrees,
    NationalGrid,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let collection: Collection = json::parse(source, source.text)?;
    if collection.features.is_empty() {
        return Err(source.refuse("features: the list is empty; expected one feature for each area"));
    }
    let system = system(source, &collection)?;
    let none = Map::new();
    let properties: Vec<&Map<String, Value>> =
        collection.features.iter().map(|f| f.properties.as_ref().unwrap_or(&none)).collect();
    let keys = Keys::find(&properties);
    let mut tally = Tally { read: collection.features.len() as u64, ..Tally::default() };
    let mut rows = Vec::with_capacity(collection.features.len());
    for (at, feature) in collection.features.iter().enumerate() {
        rows.push(shape(source, at, feature, &keys, system)?);
        tally.count(Verdict::Used(None));
    }
    rows.sort_by(|a, b| (&a.code, &a.ods, &a.name).cmp(&(&b.code, &b.ods, &b.name)));
    notices(&rows, system, &mut tally);
    let month = month(source, &keys, &collection);
    let kind = kind(&keys, &rows, month);
    let series = series(source, &collection, kind, month);
    Ok(Reading { tables: Tables::Shapes(month, Shapes { series, kind, layout: String::new(), rows }), tally })
}

/// What the coordinates are: as the file says, or by the size of the first one.
fn system(source: &Source<'_>, collection: &Collection) -> Result<System, Error> {
    let named = collection.crs.as_ref().and_then(|crs| crs.pointer("/properties/name")).and_then(Value::as_str);
    let said = match named {
        Some(name) if name.contains("27700") => Some(System::NationalGrid),
        Some(name) if ["CRS84", "4326", "4258"].iter().any(|code| name.contains(code)) => Some(System::Degrees),
        Some(name) => {
            let problem = format!(
                "crs.properties.name: found '{name}'; expected degrees (CRS84, EPSG:4326) or the British National Grid \
                 (EPSG:27700); export the boundaries in one of these"
            );
            return Err(source.refuse(problem));
        }
        None => None,
    };
    let first = collection.features.iter().filter_map(|f| f.geometry.as_ref()).find_map(|g| g.positions().next());
    let by_size =
        |Position(x, y)| if x.abs() <= 180.0 && y.abs() <= 90.0 { System::Degrees } else { System::NationalGrid };
    Ok(said.or_else(|| first.map(by_size)).unwrap_or(System::Degrees))
}

fn shape(source: &Source<'_>, at: usize, feature: &Feature, keys: &Keys, system: System) -> Result<Shape, Error> {
    let get = |key: &Option<String>| {
        let properties = feature.properties.as_ref();
        keys::text(key.as_ref().and_then(|key| properties?.get(key)))
    };
    let (mut code, mut ods, name) = (get(&keys.ons), get(&keys.ods), get(&keys.name));
    let id = keys::text(feature.id.as_ref());
    if code.is_empty() && codes::is_ons(&id) {
        code = id;
    } else if code.is_empty() && ods.is_empty() && keys::is_ods_area(&id) {
        ods = id;
    }
    if code.is_empty() && ods.is_empty() && name.is_empty() {
        let found = feature.properties.iter().flat_map(|p| p.keys()).cloned().collect::<Vec<_>>().join(", ");
        let problem = format!(
            "features[{at}].properties: no code and no name was found; expected a property such as \
                               CCG21CD, code or name; properties found: {found}"
        );
        return Err(source.refuse(problem));
    }
    let geometry = match &feature.geometry {
        Some(geometry) if geometry.positions().next().is_some() => {
            let text = polygons(geometry, system).map_err(|what| {
                source
                    .refuse(format!("features[{at}].geometry.coordinates ({}): {what}", first_of([&code, &ods, &name])))
            })?;
            directory::Geometry::Polygons(text)
        }
        _ => directory::Geometry::Missing,
    };
    Ok(Shape { code, ods, name, geometry })
}

fn first_of(texts: [&String; 3]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
}

/// The geometry in degrees as GeoJSON text.
fn polygons(geometry: &Geometry, system: System) -> Result<String, String> {
    let parts = geometry.polygons().iter().map(|p| polygon(p, system)).collect::<Result<Vec<_>, _>>()?;
    Ok(match geometry {
        Geometry::Polygon(_) => format!(r#"{{"type":"Polygon","coordinates":{}}}"#, parts.concat()),
        Geometry::MultiPolygon(_) => format!(r#"{{"type":"MultiPolygon","coordinates":[{}]}}"#, parts.join(",")),
    })
}

fn polygon(rings: &Polygon, system: System) -> Result<String, String> {
    let mut text = "[".to_owned();
    for (at, ring) in rings.iter().enumerate() {
        if ring.len() < 4 || ring.first() != ring.last() {
            return Err(
                "a ring is not closed; expected four positions or more, the last one equal to the first".to_owned()
            );
        }
        text.push_str(if at == 0 { "[" } else { ",[" });
        for (i, position) in ring.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let written = match degrees(*position, system)? {
                // A tenth of a metre, finer than the change of datum.
                Position(x, y) if system == System::NationalGrid => write!(text, "{comma}[{x:.6},{y:.6}]"),
                Position(x, y) => write!(text, "{comma}[{x},{y}]"),
            };
            written.map_err(|e| e.to_string())?;
        }
        text.push(']');
    }
    text.push(']');
    Ok(text)
}

fn degrees(Position(x, y): Position, system: System) -> Result<Position, String> {
    match system {
        System::Degrees if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(Position(x, y)),
        System::NationalGrid if national_grid::contains(x, y) => {
            let (longitude, latitude) = national_grid::to_wgs84(x, y);
            Ok(Position(longitude, latitude))
        }
        System::Degrees => Err(format!("found [{x}, {y}]; expected degrees, as in the rest of the file")),
        System::NationalGrid => Err(format!("found [{x}, {y}]; expected metres within the British National Grid")),
    }
}

fn notices(rows: &[Shape], system: System, tally: &mut Tally) {
    if system == System::NationalGrid {
        tally
            .notices
            .push("coordinates of the British National Grid were turned into degrees, to within 5 m".to_owned());
    }
    let missing = |row: &&Shape| row.geometry == directory::Geometry::Missing;
    let names: Vec<&str> = rows.iter().filter(missing).map(|row| first_of([&row.name, &row.code, &row.ods])).collect();
    if !names.is_empty() {
        tally.labelled.insert("area without a geometry", names.len() as u64);
        tally.notices.push(format!("areas without a geometry: {} ({})", names.len(), names.join("; ")));
    }
    let repeated =
        rows.windows(2).filter(|w| (&w[0].code, &w[0].ods, &w[0].name) == (&w[1].code, &w[1].ods, &w[1].name));
    let repeated = repeated.count();
    if repeated > 0 {
        tally.notices.push(format!("features with the code and name of another: {repeated}"));
    }
    if rows.iter().all(|row| row.code.is_empty() && row.ods.is_empty()) {
        tally.notices.push("the areas have no codes: they are known by name only".to_owned());
    }
}

/// When the boundaries hold: by the property names, else by the year in the name of the collection or of the file.
fn month(source: &Source<'_>, keys: &Keys, collection: &Collection) -> Option<Month> {
    let april = |year: Option<i32>| year.and_then(|year| year_columns::month(year, keys.kind == Some(AreaKind::Icb)));
    let title: Vec<&str> = collection.name.as_deref().into_iter().collect();
    let titled = Source { names: &title, ..*source };
    keys.month.or_else(|| april(file_name::year(&titled))).or_else(|| april(file_name::year(source)))
}

fn kind(keys: &Keys, rows: &[Shape], month: Option<Month>) -> AreaKind {
    let coded = rows.iter().find(|row| !row.code.is_empty()).map(|row| AreaKind::of_ons(&row.code, month));
    let named = || keys::kind_of_names(rows.iter().map(|row| row.name.as_str()));
    keys.kind.or(coded.filter(|kind| *kind != AreaKind::Other)).unwrap_or_else(named)
}

fn series(source: &Source<'_>, collection: &Collection, kind: AreaKind, month: Option<Month>) -> String {
    let mut series = format!("{}/{}", FORMAT.id, kind.word());
    if let Some(month) = month {
        series += &format!("/{}", month.year());
    }
    let names = source.names.iter().copied().chain(collection.name.as_deref());
    if names.into_iter().any(|name| name.to_ascii_lowercase().contains("cartogram")) {
        series += "/cartogram";
    }
    series
}
