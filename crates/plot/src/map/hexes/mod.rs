//! Cells for areas: as a layout says, or made from where the areas lie.
//!
//! A layout is made in three steps. The centres are pushed apart until each has room for a hexagon, while neighbours pull
//! each other (Dorling, *Area cartograms: their use and creation*, 1996). Of the cells of a honeycomb the ones where the
//! centres are densest are taken, as many as there are areas, so that the layout has no holes. Each area gets one, so that the
//! sum of the squared distances is the least (the assignment problem, solved by successive shortest paths). The honeycomb is tried
//! in nine positions, and the nearest is kept. Nothing is drawn by lot: the same boundaries give the same layout.

mod assign;
mod honeycomb;
pub(crate) mod labels;
mod relax;

use crate::geometry::Point;
use crate::map::memo::{Key, Memo};
use crate::map::project::{Projection, rings};
use crate::places::{Geometry, HexLayout, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most areas that are laid out: hexagons of more could hold no label, and would take long.
pub(crate) const MOST: usize = 400;

/// Cells of the places that have a place, by their position among them; neighbours are 1 apart, upwards.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) at: Vec<(usize, Point)>,
    /// Whether hexagons stand on a tip.
    pub(crate) pointed: bool,
    /// Whether the layout was made here.
    pub(crate) made: bool,
}

/// The cells of places: as a layout says, otherwise made from their polygons.
pub(crate) fn cells(places: &[Place], layout: Option<HexLayout>) -> Arc<Cells> {
    static KEPT: Memo<Cells> = Memo::new();
    let key = Key::default().with(layout.map(|layout| layout as u8));
    KEPT.get(places.iter().fold(key, Key::place), || laid_out(places, layout))
}

fn laid_out(places: &[Place], layout: Option<HexLayout>) -> Cells {
    if let Some(layout) = layout {
        let cell = |(i, p): (usize, &Place)| match p.geometry {
            Geometry::Hexagon { q, r } => Some((i, layout.centre(q, r))),
            Geometry::Polygons(_) | Geometry::Missing => None,
        };
        let at = places.iter().enumerate().filter_map(cell).collect();
        return Cells { at, pointed: layout.is_pointed(), made: false };
    }
    let projection = Projection::of(places);
    let found: Vec<(usize, Point, f64)> = places
        .iter()
        .enumerate()
        .filter_map(|(i, p)| centroid(&projection.polygons(p)).map(|(at, size)| (i, at, size)))
        .collect();
    let size: f64 = found.iter().map(|f| f.2).sum();
    // So that the areas together are as large as their hexagons.
    let scale = (found.len() as f64 * 3f64.sqrt() / 2.0 / size.max(f64::MIN_POSITIVE)).sqrt();
    let centres: Vec<Point> = found.iter().map(|(_, at, _)| (at.0 * scale, at.1 * scale)).collect();
    let shown: Vec<&Place> = found.iter().map(|f| &places[f.0]).collect();
    let relaxed = relax::relaxed(&centres, &neighbours(&shown, &centres));
    let at = honeycomb::nearest(&relaxed);
    Cells { at: found.iter().map(|f| f.0).zip(at).collect(), pointed: true, made: true }
}

/// Centre of mass and area of polygons; `None` where they have no area.
fn centroid(polygons: &[Vec<Vec<Point>>]) -> Option<(Point, f64)> {
    let (mut sum, mut all) = ((0.0, 0.0), 0.0);
    for outer in polygons.iter().filter_map(|p| p.first()) {
        let Some(origin) = outer.first().copied() else { continue };
        let near: Vec<Point> = outer.iter().map(|p| (p.0 - origin.0, p.1 - origin.1)).collect();
        let (mut x, mut y, mut twice) = (0.0, 0.0, 0.0);
        for (a, b) in near.iter().zip(near.iter().cycle().skip(1)) {
            let cross = a.0 * b.1 - b.0 * a.1;
            (x, y, twice) = (x + (a.0 + b.0) * cross, y + (a.1 + b.1) * cross, twice + cross);
        }
        let size = (twice / 2.0).abs();
        if size > 0.0 {
            let at = (origin.0 + x / (3.0 * twice), origin.1 + y / (3.0 * twice));
            sum = (sum.0 + at.0 * size, sum.1 + at.1 * size);
            all += size;
        }
    }
    (all > 0.0).then(|| ((sum.0 / all, sum.1 / all), all))
}

/// Pairs of places that share two points of their borders; one without any is joined to the nearest.
fn neighbours(places: &[&Place], centres: &[Point]) -> Vec<(usize, usize)> {
    let mut at: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (i, place) in places.iter().enumerate() {
        for (x, y) in rings(place).flatten() {
            // To a hundred-thousandth of a degree, about a metre.
            #[allow(clippy::cast_possible_truncation)]
            let key = ((x * 1e5).round() as i64, (y * 1e5).round() as i64);
            let here = at.entry(key).or_default();
            if here.last() != Some(&i) {
                here.push(i);
            }
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for here in at.values() {
        for (k, a) in here.iter().enumerate() {
            for b in &here[k + 1..] {
                *shared.entry((*a.min(b), *a.max(b))).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        shared.into_iter().filter(|((a, b), n)| a != b && *n > 1).map(|(pair, _)| pair).collect();
    let alone: Vec<usize> = (0..places.len()).filter(|i| !pairs.iter().any(|(a, b)| a == i || b == i)).collect();
    let apart = |a: usize, b: usize| libm::hypot(centres[a].0 - centres[b].0, centres[a].1 - centres[b].1);
    for i in alone {
        let others = (0..places.len()).filter(|j| *j != i);
        pairs.extend(others.min_by(|a, b| apart(i, *a).total_cmp(&apart(i, *b))).map(|j| (i, j)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A chessboard of `n` by `n` squares around (-2, 52), those near the middle small.
    fn board(n: i32) -> Vec<Place> {
        let at = |i: i32| {
            let x = f64::from(i) / f64::from(n) * 2.0 - 1.0;
            x * x.abs() * 3.0
        };
        let square = |i: i32, j: i32| {
            let (x0, x1, y0, y1) = (at(i) - 2.0, at(i + 1) - 2.0, at(j) + 52.0, at(j + 1) + 52.0);
            let ring = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
            let geometry = Geometry::Polygons(vec![vec![ring]]);
            Place { code: Arc::from(format!("{i}-{j}")), name: String::new(), geometry }
        };
        (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| square(i, j)).collect()
    }

    #[test]
    fn every_area_has_a_cell_of_its_own_in_one_piece_and_most_neighbours_stay() {
        let places = board(7);
        let cells = cells(&places, None);
        assert!(cells.pointed && cells.made && cells.at.len() == 49);
        let apart =
            |a: usize, b: usize| libm::hypot(cells.at[a].1.0 - cells.at[b].1.0, cells.at[a].1.1 - cells.at[b].1.1);
        let touching = |a: usize| (0..49).filter(|b| *b != a && apart(a, *b) < 1.001).count();
        for a in 0..49 {
            assert!((a + 1..49).all(|b| apart(a, b) > 0.999));
            assert!(touching(a) >= 2, "{a}");
        }
        let pairs = neighbours(&places.iter().collect::<Vec<_>>(), &vec![(0.0, 0.0); 49]);
        assert_eq!(pairs.len(), 2 * 7 * 6);
        let kept = pairs.iter().filter(|(a, b)| apart(*a, *b) < 1.001).count();
        assert!(kept * 10 >= pairs.len() * 6, "{kept} of {}", pairs.len());
    }

    #[test]
    fn layouts_do_not_depend_on_the_order_of_areas_and_survive_what_has_no_area() {
        let (places, mut turned) = (board(4), board(4));
        turned.reverse();
        let by_code = |places: &[Place]| -> BTreeMap<Arc<str>, (i64, i64)> {
            #[allow(clippy::cast_possible_truncation)]
            let round = |p: Point| ((p.0 * 1e6) as i64, (p.1 * 1e6) as i64);
            laid_out(places, None).at.into_iter().map(|(i, at)| (Arc::clone(&places[i].code), round(at))).collect()
        };
        assert_eq!(by_code(&places).len(), by_code(&turned).len());
        let mut flat = board(2);
        flat[0].geometry = Geometry::Polygons(vec![vec![vec![(1.0, 1.0); 4]]]);
        flat[1].geometry = Geometry::Missing;
        assert_eq!(cells(&flat, None).at.len(), 2);
        assert!(cells(&[], None).at.is_empty());
        assert_eq!(cells(&board(1), None).at.len(), 1);
    }
}
