//! Boundaries of areas, and layouts of hexagons that stand for them.

mod collection;
pub(super) mod geojson;
pub(super) mod hexjson;
mod keys;
pub mod national_grid;
