//! Neighbours by how far apart areas lie.

use super::neighbours::Neighbours;
use crate::error::Error;

/// Mean radius of the earth, in kilometres (IUGG).
const RADIUS: f64 = 6_371.008_8;

/// Longitude and latitude, in degrees.
pub type Place = (f64, f64);

/// Which areas count as near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Near {
    /// Those no farther away than this many kilometres.
    Distance(f64),
    /// This many of each, and those of which it is one: so near to each other both ways. Of equally far ones the first.
    Nearest(usize),
}

impl std::str::FromStr for Near {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected distance:KM, such as distance:40, or nearest:K, such as nearest:4".to_owned();
        let (what, number) = text.split_once(':').ok_or_else(expected)?;
        match what {
            "distance" => number.parse().ok().filter(|km: &f64| km.is_finite() && *km > 0.0).map(Self::Distance),
            "nearest" => number.parse().ok().filter(|k| *k > 0).map(Self::Nearest),
            _ => None,
        }
        .ok_or_else(expected)
    }
}

impl std::fmt::Display for Near {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Distance(km) => write!(f, "no farther apart than {km} km"),
            Self::Nearest(1) => f.write_str("the nearest of each"),
            Self::Nearest(k) => write!(f, "the {k} nearest of each"),
        }
    }
}

impl Near {
    /// The neighbours of areas that lie at these places.
    ///
    /// # Errors
    /// [`Error::Neighbours`] where each has to have more neighbours than there are other areas.
    ///
    /// ```
    /// use unwarranted_core::space::Near;
    /// // A degree of latitude is 111 km.
    /// let places = [(0.0, 50.0), (0.0, 51.0), (0.0, 53.0)];
    /// assert_eq!(Near::Distance(120.0).neighbours(&places).unwrap().pairs(), [(0, 1)]);
    /// assert_eq!(Near::Nearest(1).neighbours(&places).unwrap().pairs(), [(0, 1), (1, 2)]);
    /// ```
    pub fn neighbours(self, places: &[Place]) -> Result<Neighbours, Error> {
        let n = places.len();
        let mut pairs = Vec::new();
        for (i, own) in places.iter().enumerate() {
            let mut others: Vec<(f64, usize)> =
                (0..n).filter(|j| *j != i).map(|j| (kilometres(*own, places[j]), j)).collect();
            match self {
                Self::Distance(km) => others.retain(|(apart, _)| *apart <= km),
                Self::Nearest(k) if k > others.len() => {
                    let problem =
                        format!("there are {} other areas, and each is to have {k} nearest ones", others.len());
                    return Err(Error::Neighbours(problem));
                }
                Self::Nearest(k) => {
                    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                    others.truncate(k);
                }
            }
            pairs.extend(others.into_iter().map(|(_, j)| (i, j)));
        }
        Neighbours::from_pairs(n, &pairs)
    }
}

/// Kilometres along a great circle, by the haversine (Sinnott 1984, Sky and Telescope 68:159).
///
/// ```
/// // London to Manchester.
/// let apart = unwarranted_core::space::kilometres((-0.1276, 51.5072), (-2.2426, 53.4808));
/// assert!((apart - 262.2).abs() < 0.5);
/// ```
#[must_use]
pub fn kilometres(a: Place, b: Place) -> f64 {
    let half = |x: f64, y: f64| libm::sin((x - y).to_radians() / 2.0).powi(2);
    let along = half(a.1, b.1) + libm::cos(a.1.to_radians()) * libm::cos(b.1.to_radians()) * half(a.0, b.0);
    2.0 * RADIUS * libm::asin(along.sqrt().min(1.0))
}

/// The centre of gravity of the polygons of an area, each an outer ring and its holes; `None` where they have no extent.
///
/// ```
/// let square = vec![vec![(0.0, 50.0), (2.0, 50.0), (2.0, 52.0), (0.0, 52.0), (0.0, 50.0)]];
/// assert_eq!(unwarranted_core::space::centroid(&[square]), Some((1.0, 51.0)));
/// ```
#[must_use]
pub fn centroid(polygons: &[Vec<Vec<Place>>]) -> Option<Place> {
    let origin = *polygons.first()?.first()?.first()?;
    let (mut area, mut east, mut north) = (0.0, 0.0, 0.0);
    for polygon in polygons {
        for (at, ring) in polygon.iter().enumerate() {
            let [own, x, y] = moments(ring, origin);
            // Rings run either way; what counts is that a hole takes away.
            let sign = if at == 0 { own.signum() } else { -own.signum() };
            area += sign * own;
            east += sign * x;
            north += sign * y;
        }
    }
    (area > 0.0).then(|| (origin.0 + east / area, origin.1 + north / area))
}

/// Area of a ring and its first moments about a place, signed by the way it runs.
fn moments(ring: &[Place], (east, north): Place) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let next = ring.iter().cycle().skip(1);
    for ((x0, y0), (x1, y1)) in ring.iter().zip(next) {
        let (x0, y0, x1, y1) = (x0 - east, y0 - north, x1 - east, y1 - north);
        let cross = x0 * y1 - x1 * y0;
        sums[0] += cross / 2.0;
        sums[1] += (x0 + x1) * cross / 6.0;
        sums[2] += (y0 + y1) * cross / 6.0;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_leaves_out_holes_whichever_way_rings_run() {
        let square =
            |x: f64, y: f64, side: f64| vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)];
        let hole: Vec<Place> = square(2.0, 52.0, 1.0).into_iter().rev().collect();
        let (plain, turned) =
            (vec![square(0.0, 50.0, 4.0), square(2.0, 52.0, 1.0)], vec![square(0.0, 50.0, 4.0), hole]);
        // (16 x 2 - 2.5) / 15 and (16 x 52 - 52.5) / 15.
        let centre = centroid(&[plain]).unwrap();
        assert!((centre.0 - 29.5 / 15.0).abs() < 1e-12 && (centre.1 - 779.5 / 15.0).abs() < 1e-12, "{centre:?}");
        let other = centroid(&[turned]).unwrap();
        assert!((centre.0 - other.0).abs() < 1e-12 && (centre.1 - other.1).abs() < 1e-12);
        assert_eq!(centroid(&[vec![vec![(1.0, 2.0), (1.0, 2.0)]]]), None);
    }

    #[test]
    fn words_are_read_and_wrong_ones_are_not() {
        assert_eq!("distance:40.5".parse(), Ok(Near::Distance(40.5)));
        assert_eq!("nearest:4".parse(), Ok(Near::Nearest(4)));
        for wrong in ["distance:0", "distance:x", "nearest:0", "nearest:1.5", "near:3", "pairs.csv"] {
            assert!(wrong.parse::<Near>().is_err(), "{wrong}");
        }
        assert!(Near::Nearest(2).neighbours(&[(0.0, 50.0), (1.0, 50.0)]).is_err());
    }
}
