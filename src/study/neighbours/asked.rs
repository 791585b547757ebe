//! What makes areas neighbours, as a study says.

use crate::core::space::{Contiguity, Near};
use crate::study::{Error, Result};
use std::path::{Path, PathBuf};

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
    pub(in crate::study) fn from(&self, boundaries: Option<&Path>) -> Result<NeighboursFrom> {
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
