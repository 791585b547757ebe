//! Boundaries of areas, and layouts of hexagons that stand for them.

mod collection;
pub(crate) mod geojson;
pub(crate) mod hexjson;
mod keys;
pub mod national_grid;
