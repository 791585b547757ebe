//! Which areas of a slice are neighbours, from a table of pairs or from boundaries.

use super::need::listed;
use super::{Error, Result};
use crate::core::Slice;
use crate::core::space::{Contiguity, Near, Neighbours, Place, Touching, centroid};
use crate::core::text::counted;
use crate::ingest::boundaries::{self, Boundaries};
use crate::ingest::neighbours as table;
use crate::ingest::tables::directory::{Geometry, Shape};
use crate::store::geography::OnsCodes;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where it is known from which areas are neighbours.
#[derive(Debug, Clone, PartialEq)]
pub enum NeighboursFrom {
    /// A table with a pair in each row.
    Table(PathBuf),
    /// Boundaries that touch.
    Boundaries {
        /// The file.
        path: PathBuf,
        /// What they must share.
        contiguity: Contiguity,
        /// How far apart vertices may be that are one, in degrees.
        tolerance: f64,
    },
    /// Boundaries whose centres of gravity lie near to each other.
    Centres {
        /// The file.
        path: PathBuf,
        /// How near.
        near: Near,
    },
}

/// What makes areas neighbours where rare treatments of a league are smoothed.
#[derive(Debug, Clone, PartialEq)]
pub enum NeighboursBy {
    /// Boundaries that touch along a stretch.
    Touching,
    /// Boundaries whose centres lie near to each other.
    Near(Near),
    /// A table with a pair in each row.
    Table(PathBuf),
}

/// The word for boundaries that touch.
const TOUCHING: &str = "touching";

impl std::str::FromStr for NeighboursBy {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            TOUCHING => Ok(Self::Touching),
            "" => Err(format!("expected {TOUCHING}, distance:KM, nearest:K, or a table of pairs")),
            _ if ["distance:", "nearest:"].iter().any(|rule| text.starts_with(rule)) => text.parse().map(Self::Near),
            _ => Ok(Self::Table(PathBuf::from(text))),
        }
    }
}

impl std::fmt::Display for NeighboursBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Touching => f.write_str(TOUCHING),
            Self::Near(Near::Distance(km)) => write!(f, "distance:{km}"),
            Self::Near(Near::Nearest(k)) => write!(f, "nearest:{k}"),
            Self::Table(path) => write!(f, "{}", path.display()),
        }
    }
}

impl serde::Serialize for NeighboursBy {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for NeighboursBy {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl NeighboursBy {
    /// Where it is known from, with these boundaries.
    ///
    /// # Errors
    /// No boundaries where they are needed.
    pub(super) fn from(&self, boundaries: Option<&Path>) -> Result<NeighboursFrom> {
        let path = || {
            let says = "goes with `boundaries`, unless it is a table of pairs: they say where the areas lie";
            boundaries.map(Path::to_path_buf).ok_or_else(|| Error::option("neighbours", says))
        };
        Ok(match self {
            Self::Table(path) => NeighboursFrom::Table(path.clone()),
            Self::Near(near) => NeighboursFrom::Centres { path: path()?, near: *near },
            Self::Touching => {
                NeighboursFrom::Boundaries { path: path()?, contiguity: Contiguity::Rook, tolerance: TOLERANCE }
            }
        })
    }
}

/// How far apart vertices may be that are one, in degrees, where nobody says so: a tenth of a metre.
pub const TOLERANCE: f64 = 1e-6;

/// Neighbours by the number of an area in the slice.
pub(super) struct Found {
    pub(super) neighbours: Neighbours,
    /// How they were found.
    pub(super) words: String,
    pub(super) notes: Vec<String>,
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

pub(super) fn of(from: &NeighboursFrom, slice: &Slice, lists: &OnsCodes) -> Result<Found> {
    among(from, &Known::of(slice), lists)
}

/// Neighbours of areas with these codes, by their number in ascending order.
pub(super) fn of_codes(from: &NeighboursFrom, codes: &BTreeSet<Arc<str>>, lists: &OnsCodes) -> Result<Found> {
    let number = codes.iter().enumerate().map(|(i, code)| (Arc::clone(code), i)).collect();
    among(from, &Known { number, aside: BTreeSet::new() }, lists)
}

fn among(from: &NeighboursFrom, known: &Known, lists: &OnsCodes) -> Result<Found> {
    match from {
        NeighboursFrom::Table(path) => of_table(path, known),
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

/// Refuses a table that begins with a pair of areas.
fn require_header(read: &table::Pairs, known: &Known) -> Result<()> {
    if !read.header.iter().all(|code| known.number.contains_key(code.as_str())) {
        return Ok(());
    }
    let [first, second] = &read.header;
    let problem = format!(
        "{}: the first line, '{first}' and '{second}', is a pair of areas; put a header above it, such as i,j",
        read.shown
    );
    Err(Error::option("neighbours", problem))
}

fn of_table(path: &Path, known: &Known) -> Result<Found> {
    let read = table::read(path)?;
    require_header(&read, known)?;
    let (mut pairs, mut unknown, mut aside) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for pair in &read.pairs {
        let numbers = pair.areas.each_ref().map(|code| known.number.get(code.as_str()));
        for (code, _) in pair.areas.iter().zip(numbers).filter(|(_, number)| number.is_none()) {
            if known.aside.contains(code.as_str()) {
                aside.insert(Arc::<str>::from(code.as_str()));
            } else {
                unknown.entry(Arc::<str>::from(code.as_str())).or_insert(pair.line);
            }
        }
        if let [Some(a), Some(b)] = numbers {
            pairs.push((*a, *b));
        }
    }
    if let Some((_, line)) = unknown.first_key_value() {
        let codes: Vec<&Arc<str>> = unknown.keys().collect();
        let some: Vec<&Arc<str>> = known.number.keys().take(3).collect();
        let problem = format!(
            "{}, line {line}: {} not in the data: {}; codes in the data are like {}. Take the pairs out, or use the same codes",
            read.shown,
            counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area is", "areas are"),
            listed(&codes),
            listed(&some)
        );
        return Err(Error::option("neighbours", problem));
    }
    let neighbours = Neighbours::from_pairs(known.number.len(), &pairs)?;
    let notes = set_aside(&aside).into_iter().collect();
    Ok(Found { neighbours, words: format!("pairs in {}", name(path)), notes })
}

/// What is said of neighbours that have no figures.
fn set_aside(areas: &BTreeSet<Arc<str>>) -> Option<String> {
    let codes: Vec<&Arc<str>> = areas.iter().collect();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area that was", "areas that were");
    (!codes.is_empty()).then(|| format!("neighbours: {many} set aside count as nobody's neighbour: {}", listed(&codes)))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// An outer ring and its holes.
type Polygon = Vec<Vec<Place>>;

/// The boundaries of the areas, in their order, and what was noticed on the way.
struct Placed {
    polygons: Vec<Vec<Polygon>>,
    notes: Vec<String>,
}

impl Placed {
    fn read(path: &Path, known: &Known, lists: &OnsCodes) -> Result<Self> {
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
