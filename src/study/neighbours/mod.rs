//! Which areas of a slice are neighbours, from a table of pairs or from boundaries.

mod asked;
mod pairs;
mod placed;

use super::{Error, Result};
use crate::core::Slice;
use crate::core::space::{Contiguity, Neighbours, Place, Touching, centroid};
use crate::store::geography::OnsCodes;
use placed::{Placed, Polygon};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

pub use asked::{NeighboursBy, NeighboursFrom, TOLERANCE};

/// Neighbours by the number of an area in the slice.
pub(in crate::study) struct Found {
    pub(in crate::study) neighbours: Neighbours,
    /// How they were found.
    pub(in crate::study) words: String,
    pub(in crate::study) notes: Vec<String>,
}

/// The areas of a slice by code, and those of its rows that are not used.
struct Known {
    number: BTreeMap<Arc<str>, usize>,
    aside: BTreeSet<Arc<str>>,
}

impl Known {
    fn of(slice: &Slice) -> Self {
        let number = slice.areas().iter().enumerate().map(|(i, area)| (Arc::clone(&area.code), i)).collect();
        let aside = slice.set_aside().iter().flat_map(|aside| &aside.areas).cloned().collect();
        Self { number, aside }
    }
}

pub(in crate::study) fn of(from: &NeighboursFrom, slice: &Slice, lists: &OnsCodes) -> Result<Found> {
    among(from, &Known::of(slice), lists)
}

/// Neighbours of areas with these codes, by their number in ascending order.
pub(in crate::study) fn of_codes(from: &NeighboursFrom, codes: &BTreeSet<Arc<str>>, lists: &OnsCodes) -> Result<Found> {
    let number = codes.iter().enumerate().map(|(i, code)| (Arc::clone(code), i)).collect();
    among(from, &Known { number, aside: BTreeSet::new() }, lists)
}

fn among(from: &NeighboursFrom, known: &Known, lists: &OnsCodes) -> Result<Found> {
    match from {
        NeighboursFrom::Table(path) => pairs::read(path, known),
        NeighboursFrom::Boundaries { path, contiguity, tolerance } => {
            let mut touching = Touching::new(*tolerance)?;
            let placed = Placed::read(path, known, lists)?;
            placed.polygons.into_iter().for_each(|area| touching.area(area.into_iter().flatten().flatten()));
            let notes = placed.notes;
            let shared = match contiguity {
                Contiguity::Rook => "two vertices or more",
                Contiguity::Queen => "a vertex",
            };
            let words = format!("boundaries in {} that share {shared}, to within {tolerance} degrees", name(path));
            Ok(Found { neighbours: touching.neighbours(*contiguity)?, words, notes })
        }
        NeighboursFrom::Centres { path, near } => {
            let placed = Placed::read(path, known, lists)?;
            let centre = |(area, code): (&Vec<Polygon>, &Arc<str>)| {
                let none =
                    || Error::option("boundaries", format!("{}: the boundary of {code} has no extent", name(path)));
                centroid(area).ok_or_else(none)
            };
            let centres: Vec<Place> =
                placed.polygons.iter().zip(known.number.keys()).map(centre).collect::<Result<_>>()?;
            let words = format!("centres of the boundaries in {} that lie near, {near}", name(path));
            Ok(Found { neighbours: near.neighbours(&centres)?, words, notes: placed.notes })
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
