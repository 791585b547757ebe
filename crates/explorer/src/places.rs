//! Where areas lie, as a page carries it.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use unwarranted_plot::Places;
use unwarranted_plot::places::{Geometry, HexLayout, Place, Polygon};

/// Where areas lie.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptPlaces {
    rows: Vec<(Arc<str>, String, Shape)>,
    layout: Option<Laid>,
    vintage: String,
    source: String,
    notes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Shape {
    Polygons(Vec<Polygon>),
    Hexagon(i32, i32),
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Laid {
    OddR,
    EvenR,
    OddQ,
    EvenQ,
}

unwarranted_core::worded!(Laid { OddR = "odd-r", EvenR = "even-r", OddQ = "odd-q", EvenQ = "even-q" });

impl From<Places> for KeptPlaces {
    fn from(places: Places) -> Self {
        let shape = |geometry| match geometry {
            Geometry::Polygons(polygons) => Shape::Polygons(polygons),
            Geometry::Hexagon { q, r } => Shape::Hexagon(q, r),
            Geometry::Missing => Shape::Missing,
        };
        let layout = places.layout.map(|layout| match layout {
            HexLayout::OddR => Laid::OddR,
            HexLayout::EvenR => Laid::EvenR,
            HexLayout::OddQ => Laid::OddQ,
            HexLayout::EvenQ => Laid::EvenQ,
        });
        let rows = places.rows.into_iter().map(|p| (p.code, p.name, shape(p.geometry))).collect();
        Self { rows, layout, vintage: places.vintage, source: places.source, notes: places.notes }
    }
}

impl From<KeptPlaces> for Places {
    fn from(kept: KeptPlaces) -> Self {
        let geometry = |shape| match shape {
            Shape::Polygons(polygons) => Geometry::Polygons(polygons),
            Shape::Hexagon(q, r) => Geometry::Hexagon { q, r },
            Shape::Missing => Geometry::Missing,
        };
        let place = |(code, name, shape)| Place { code, name, geometry: geometry(shape) };
        Self {
            rows: kept.rows.into_iter().map(place).collect(),
            layout: kept.layout.and_then(|layout| HexLayout::named(layout.word())),
            vintage: kept.vintage,
            source: kept.source,
            notes: kept.notes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_as_they_were() {
        let ring = vec![(0.1, 51.0), (0.2, 51.3), (0.3, 51.123_456_789)];
        let place = |code: &str, geometry| Place { code: code.into(), name: code.to_owned(), geometry };
        for layout in
            [None, Some(HexLayout::OddR), Some(HexLayout::EvenR), Some(HexLayout::OddQ), Some(HexLayout::EvenQ)]
        {
            let places = Places {
                rows: vec![
                    place("A", Geometry::Polygons(vec![vec![ring.clone()]])),
                    place("B", Geometry::Hexagon { q: -1, r: 2 }),
                    place("C", Geometry::Missing),
                ],
                layout,
                vintage: "areas".to_owned(),
                source: "ours".to_owned(),
                notes: vec!["a note".to_owned()],
            };
            let text = serde_json::to_string(&KeptPlaces::from(places.clone())).unwrap();
            assert_eq!(Places::from(serde_json::from_str::<KeptPlaces>(&text).unwrap()), places);
        }
    }
}
