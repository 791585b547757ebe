//! From degrees to pixels, with the same scale in both directions.

use super::memo::{Key, Memo};
use crate::geometry::{Point, Rect};
use crate::places::{Geometry, Place, Polygon, Position};
use std::sync::Arc;

/// The central meridian of the British National Grid, and the longitudes and latitudes where it is drawn with it.
const GRID: f64 = -2.0;
const BRITAIN: ([f64; 2], [f64; 2]) = ([-9.0, 3.0], [49.0, 61.5]);

/// The transverse Mercator projection of a sphere: true to angles, and the shape that readers know of Britain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Projection {
    meridian: f64,
}

impl Projection {
    /// With the central meridian of the grid for places in Britain, of the middle of the places elsewhere.
    pub(crate) fn of(places: &[Place]) -> Self {
        let bounds = Bounds::of(places.iter().flat_map(|p| rings(p).flatten().copied()));
        let inside = |v: f64, [from, to]: [f64; 2]| (from..=to).contains(&v);
        let meridian = match bounds {
            Some(b)
                if [b.low.0, b.high.0].into_iter().all(|v| inside(v, BRITAIN.0))
                    && [b.low.1, b.high.1].into_iter().all(|v| inside(v, BRITAIN.1)) =>
            {
                GRID
            }
            Some(b) => (b.low.0 + b.high.0) / 2.0,
            None => 0.0,
        };
        Self { meridian }
    }

    /// In radians of the sphere, upwards.
    pub(crate) fn at(self, (longitude, latitude): Position) -> Point {
        // The projection has no place for what lies a quarter of the globe away.
        let across = (longitude - self.meridian).clamp(-80.0, 80.0).to_radians();
        let up = latitude.clamp(-89.0, 89.0).to_radians();
        (libm::atanh(libm::cos(up) * libm::sin(across)), libm::atan(libm::tan(up) / libm::cos(across)))
    }

    /// The polygons of a place; none for one without.
    pub(crate) fn polygons(self, place: &Place) -> Vec<Vec<Vec<Point>>> {
        let number = |at: &&Position| at.0.is_finite() && at.1.is_finite();
        let ring = |ring: &Vec<Position>| ring.iter().filter(number).map(|at| self.at(*at)).collect();
        let polygon = |p: &Polygon| p.iter().map(ring).collect();
        match &place.geometry {
            Geometry::Polygons(polygons) => polygons.iter().map(polygon).collect(),
            Geometry::Hexagon { .. } | Geometry::Missing => Vec::new(),
        }
    }
}

/// The projected rings of places, none for one without.
pub(crate) fn projected(projection: Projection, places: &[Option<&Place>]) -> Arc<Vec<Vec<Vec<Point>>>> {
    static KEPT: Memo<Vec<Vec<Vec<Point>>>> = Memo::new();
    let key = Key::default().with(projection.meridian.to_bits());
    let key = places.iter().fold(key, |key, place| place.iter().fold(key.with(place.is_some()), |key, p| key.place(p)));
    let rings = |p: &Place| projection.polygons(p).into_iter().flatten().collect();
    KEPT.get(key, || places.iter().map(|place| place.map(rings).unwrap_or_default()).collect())
}

/// Every ring of a place.
pub(crate) fn rings(place: &Place) -> impl Iterator<Item = &Vec<Position>> {
    let polygons = match &place.geometry {
        Geometry::Polygons(polygons) => polygons.as_slice(),
        Geometry::Hexagon { .. } | Geometry::Missing => &[],
    };
    polygons.iter().flatten()
}

/// The least and the largest coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: Point,
    pub(crate) high: Point,
}

impl Bounds {
    /// Of these points; `None` without any.
    pub(crate) fn of(points: impl Iterator<Item = Point>) -> Option<Self> {
        points.filter(|p| p.0.is_finite() && p.1.is_finite()).fold(None, |bounds: Option<Self>, p| {
            Some(match bounds {
                None => Self { low: p, high: p },
                Some(b) => {
                    Self { low: (b.low.0.min(p.0), b.low.1.min(p.1)), high: (b.high.0.max(p.0), b.high.1.max(p.1)) }
                }
            })
        })
    }

    pub(crate) fn width(&self) -> f64 {
        self.high.0 - self.low.0
    }

    pub(crate) fn height(&self) -> f64 {
        self.high.1 - self.low.1
    }
}

/// From what lies in bounds, upwards, to a rectangle of pixels, downwards: centred, as large as fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) scale: f64,
    middle: Point,
    centre: Point,
}

impl View {
    pub(crate) fn fit(bounds: &Bounds, rect: &Rect) -> Self {
        let size = |v: f64| v.max(1e-9);
        let scale = ((rect.x1 - rect.x0) / size(bounds.width())).min((rect.y1 - rect.y0) / size(bounds.height()));
        let middle = ((bounds.low.0 + bounds.high.0) / 2.0, (bounds.low.1 + bounds.high.1) / 2.0);
        Self { scale, middle, centre: ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0) }
    }

    /// What tells views apart.
    pub(crate) fn bits(&self) -> [u64; 5] {
        [self.scale, self.middle.0, self.middle.1, self.centre.0, self.centre.1].map(f64::to_bits)
    }

    pub(crate) fn at(&self, p: Point) -> Point {
        (self.centre.0 + (p.0 - self.middle.0) * self.scale, self.centre.1 - (p.1 - self.middle.1) * self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(ring: &[Position]) -> Place {
        let geometry = Geometry::Polygons(vec![vec![ring.to_vec()]]);
        Place { code: Arc::from("A"), name: String::new(), geometry }
    }

    #[test]
    fn a_degree_north_is_as_long_as_a_degree_of_the_globe_and_one_east_shorter_by_the_cosine() {
        let projection = Projection::of(&[place(&[(-3.0, 51.0), (-1.0, 51.0), (-1.0, 53.0)])]);
        let ((x0, y0), (x1, _), (_, y1)) =
            (projection.at((-2.5, 52.0)), projection.at((-1.5, 52.0)), projection.at((-2.0, 53.0)));
        assert!((x1 - x0 - 1f64.to_radians() * libm::cos(52f64.to_radians())).abs() < 1e-6);
        assert!((y1 - y0 - 1f64.to_radians()).abs() < 1e-4);
        let far = projection.at((180.0, 90.0));
        assert!(far.0.is_finite() && far.1.is_finite());
    }

    #[test]
    fn a_view_keeps_shapes_and_stays_inside() {
        let bounds = Bounds::of([(0.0, 0.0), (2.0, 1.0)].into_iter()).unwrap();
        let view = View::fit(&bounds, &Rect::new(10.0, 10.0, 110.0, 210.0));
        assert_eq!((view.at((0.0, 0.0)), view.at((2.0, 1.0))), ((10.0, 135.0), (110.0, 85.0)));
        let point = Bounds::of(std::iter::once((1.0, 1.0))).unwrap();
        assert_eq!(View::fit(&point, &Rect::new(0.0, 0.0, 10.0, 20.0)).at((1.0, 1.0)), (5.0, 10.0));
        assert_eq!(Bounds::of(std::iter::once((f64::NAN, 1.0))), None);
    }
}
