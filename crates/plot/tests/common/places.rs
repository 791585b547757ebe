//! Places for the areas of fixtures: a crooked grid over England, its cells sharing borders, some of them in London.

use super::Random;
use std::sync::Arc;
use unwarranted_core::SliceFindings;
use unwarranted_plot::places::{Geometry, HexLayout, Place, Places, Position};

/// Boundaries for all areas but a few, for some that the data do not have, and one without a geometry.
pub(crate) fn places(findings: &SliceFindings) -> Places {
    let mut codes: Vec<Arc<str>> = findings.areas.iter().map(|a| Arc::clone(&a.area)).collect();
    codes.extend(findings.set_aside.iter().flat_map(|s| s.areas.iter().cloned()));
    if codes.len() > 20 {
        codes.truncate(codes.len() - 2);
    }
    codes.extend(["Z01".into(), "Z02".into()]);
    let mut rows: Vec<Place> = polygons(codes.len())
        .into_iter()
        .zip(codes)
        .map(|(ring, code)| Place {
            name: format!("Boundary <b>{code}</b> & others"),
            code,
            geometry: Geometry::Polygons(vec![vec![ring]]),
        })
        .collect();
    rows.push(Place { code: "Z03".into(), name: "Nowhere".to_owned(), geometry: Geometry::Missing });
    Places {
        rows,
        layout: None,
        vintage: "clinical commissioning groups, April 2021".to_owned(),
        source: "Source: Office for National Statistics, licensed under the Open Government Licence v3.0.".to_owned(),
        notes: vec!["2 areas have another boundary, and another ONS code, in the period of the figures.".to_owned()],
    }
}

/// The same areas in a layout of hexagons.
pub(crate) fn hexagons(findings: &SliceFindings, layout: HexLayout) -> Places {
    let mut places = places(findings);
    let columns = i32::try_from(places.rows.len()).unwrap().isqrt() + 1;
    for (i, place) in (0..).zip(&mut places.rows) {
        place.geometry = Geometry::Hexagon { q: i % columns - 2, r: i / columns - 1 };
    }
    places.layout = Some(layout);
    places
}

/// Rings that share their corners: nine in London, the others from Cornwall to Northumberland.
fn polygons(n: usize) -> Vec<Vec<Position>> {
    let mut rings = grid(3, 3, [-0.45, 0.25], [51.32, 51.66]);
    let side = 2 + n.isqrt();
    rings.extend(grid(side, side, [-5.5, -0.7], [50.2, 55.5]));
    rings.truncate(n);
    rings
}

fn grid(columns: usize, rows: usize, x: [f64; 2], y: [f64; 2]) -> Vec<Vec<Position>> {
    let mut random = Random(columns as u64);
    let mut point = |i: usize, j: usize| {
        let along = |[from, to]: [f64; 2], k: f64, of: usize| from + (to - from) * k / of as f64;
        let (dx, dy) = (0.5 * (random.uniform() - 0.5), 0.5 * (random.uniform() - 0.5));
        (along(x, i as f64 + dx, columns), along(y, j as f64 + dy, rows))
    };
    let points: Vec<Vec<Position>> = (0..=columns).map(|i| (0..=rows).map(|j| point(i, j)).collect()).collect();
    let cell =
        |i: usize, j: usize| vec![points[i][j], points[i + 1][j], points[i + 1][j + 1], points[i][j + 1], points[i][j]];
    (0..columns).flat_map(|i| (0..rows).map(move |j| (i, j))).map(|(i, j)| cell(i, j)).collect()
}
