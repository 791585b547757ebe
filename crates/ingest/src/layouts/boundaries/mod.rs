//! Boundaries of areas, and layouts of hexagons that stand for them.

mod collection;
pub(crate) mod geojson;
pub(crate) mod hexjson;
mod keys;
pub mod national_grid;

use collection::{Geometry, Position};

/// Rings of longitude and latitude in degrees, the outer one first.
pub type Polygon = Vec<Vec<(f64, f64)>>;

/// The polygons of a geometry in GeoJSON.
pub(crate) fn polygons(geometry: &str) -> Result<Vec<Polygon>, serde_json::Error> {
    let geometry: Geometry = serde_json::from_str(geometry)?;
    let point = |Position(x, y): &Position| (*x, *y);
    let polygon = |p: &collection::Polygon| p.iter().map(|ring| ring.iter().map(point).collect()).collect();
    Ok(geometry.polygons().iter().map(polygon).collect())
}
