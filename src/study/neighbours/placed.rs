//! Areas placed by their boundaries.

use super::Known;
use crate::core::space::Place;
use crate::core::text::counted;
use crate::ingest::boundaries::{self, Boundaries};
use crate::ingest::tables::directory::{Geometry, Shape};
use crate::store::geography::OnsCodes;
use crate::study::need::listed;
use crate::study::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// An outer ring and its holes.
pub(super) type Polygon = Vec<Vec<Place>>;

/// The boundaries of the areas, in their order, and what was noticed on the way.
pub(super) struct Placed {
    pub(super) polygons: Vec<Vec<Polygon>>,
    pub(super) notes: Vec<String>,
}

impl Placed {
    pub(super) fn read(path: &Path, known: &Known, lists: &OnsCodes) -> Result<Self> {
        let file = boundaries::open(path)?;
        let polygons = polygons(&file, known, lists)?;
        Ok(Self { polygons, notes: file.notices })
    }
}

fn polygons(file: &Boundaries, known: &Known, lists: &OnsCodes) -> Result<Vec<Vec<Polygon>>> {
    let mut placed: BTreeMap<usize, &Shape> = BTreeMap::new();
    for shape in &file.shapes.rows {
        let nhs = lists.commissioner(&shape.code).unwrap_or_default();
        let found = [shape.code.as_str(), shape.ods.as_str(), nhs].into_iter().find_map(|code| known.number.get(code));
        if let Some(number) = found
            && placed.insert(*number, shape).is_some()
        {
            let problem = format!("{}: two features have the code of one area, {}", file.shown, shape.code);
            return Err(Error::option("boundaries", problem));
        }
    }
    let bare: Vec<&Arc<str>> = known.number.iter().filter(|(_, i)| !placed.contains_key(i)).map(|(c, _)| c).collect();
    if !bare.is_empty() {
        let problem = format!(
            "{}: {} no boundary there: {}. Take boundaries of the same kind of area, and of the time of the figures",
            file.shown,
            counted(i64::try_from(bare.len()).unwrap_or(i64::MAX), "area has", "areas have"),
            listed(&bare)
        );
        return Err(Error::option("boundaries", problem));
    }
    let mut areas = Vec::with_capacity(placed.len());
    for shape in placed.values() {
        let Geometry::Polygons(text) = &shape.geometry else {
            let problem = format!(
                "{}: {} has no boundary there; neighbours are areas whose boundaries touch",
                file.shown,
                if shape.name.is_empty() { &shape.code } else { &shape.name }
            );
            return Err(Error::option("boundaries", problem));
        };
        areas.push(boundaries::polygons(text)?);
    }
    Ok(areas)
}
