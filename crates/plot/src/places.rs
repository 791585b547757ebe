//! Where areas lie: boundaries, or cells of a layout of hexagons.

use std::sync::Arc;

/// Longitude and latitude in degrees.
pub type Position = (f64, f64);

/// Rings of positions, closed or not: the outer one first, then holes.
pub type Polygon = Vec<Vec<Position>>;

/// A set of boundaries, or a layout of hexagons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// Its areas.
    pub rows: Vec<Place>,
    /// How its cells are laid out; `None` for boundaries.
    pub layout: Option<HexLayout>,
    /// What is drawn and of when, as it continues a sentence: "clinical commissioning groups, April 2021".
    pub vintage: String,
    /// Source and licence line of the boundaries.
    pub source: String,
    /// What a reader must know about how areas and boundaries were put together, a sentence each.
    pub notes: Vec<String>,
}

/// One area of a set of boundaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The code that the findings know the area by; its own code where they do not know it.
    pub code: Arc<str>,
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub geometry: Geometry,
}

/// Where an area lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// Its polygons in degrees.
    Polygons(Vec<Polygon>),
    /// Its cell in a layout of hexagons: column, and row from the bottom up.
    Hexagon {
        /// Column.
        q: i32,
        /// Row.
        r: i32,
    },
    /// The publisher lists the area without a geometry.
    Missing,
}

/// How hexagons are laid out, as in HexJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HexLayout {
    /// Tips up; odd rows stand half a cell to the right.
    OddR,
    /// Tips up; even rows stand half a cell to the right.
    EvenR,
    /// Flat sides up; odd columns stand half a cell higher.
    OddQ,
    /// Flat sides up; even columns stand half a cell higher.
    EvenQ,
}

impl HexLayout {
    /// The layout of this name in HexJSON; `None` for another.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "odd-r" => Some(Self::OddR),
            "even-r" => Some(Self::EvenR),
            "odd-q" => Some(Self::OddQ),
            "even-q" => Some(Self::EvenQ),
            _ => None,
        }
    }

    /// Whether hexagons stand on a tip.
    #[must_use]
    pub fn is_pointed(self) -> bool {
        matches!(self, Self::OddR | Self::EvenR)
    }

    /// The centre of a cell, where neighbours are 1 apart; upwards.
    pub(crate) fn centre(self, q: i32, r: i32) -> (f64, f64) {
        let (q_, r_, high) = (f64::from(q), f64::from(r), 3f64.sqrt() / 2.0);
        let half = |odd: bool, n: i32| if (n.rem_euclid(2) == 1) == odd { 0.5 } else { 0.0 };
        match self {
            Self::OddR => (q_ + half(true, r), r_ * high),
            Self::EvenR => (q_ + half(false, r), r_ * high),
            Self::OddQ => (q_ * high, r_ + half(true, q)),
            Self::EvenQ => (q_ * high, r_ + half(false, q)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_neighbours_of_a_cell_are_one_apart() {
        for layout in [HexLayout::OddR, HexLayout::EvenR, HexLayout::OddQ, HexLayout::EvenQ] {
            for (q, r) in [(0, 0), (1, 1), (-1, 2), (2, -3)] {
                let own = layout.centre(q, r);
                let around = (-1..=1).flat_map(|a| (-1..=1).map(move |b| (q + a, r + b)));
                let near = around.filter(|(a, b)| {
                    let other = layout.centre(*a, *b);
                    (libm::hypot(other.0 - own.0, other.1 - own.1) - 1.0).abs() < 1e-9
                });
                assert_eq!(near.count(), 6, "{layout:?} {q} {r}");
            }
        }
    }
}
