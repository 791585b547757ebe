//! Which areas lie beside each other.

use crate::error::Error;
use std::collections::BTreeMap;

/// Areas, by number, with the areas beside each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    starts: Vec<usize>,
    list: Vec<usize>,
}

impl Neighbours {
    /// Of `areas` areas with these pairs of neighbours, which may be named in either order, in both, and several times.
    ///
    /// # Errors
    /// [`Error::Neighbours`] for an area beside itself or with a number that there is not.
    ///
    /// ```
    /// use unwarranted_core::space::Neighbours;
    /// let found = Neighbours::from_pairs(4, &[(0, 1), (1, 0), (2, 1)]).unwrap();
    /// assert_eq!((found.of(1), found.pairs()), (&[0, 2][..], vec![(0, 1), (1, 2)]));
    /// assert_eq!((found.islands(), found.components()), (vec![3], vec![0, 0, 0, 1]));
    /// ```
    pub fn from_pairs(areas: usize, pairs: &[(usize, usize)]) -> Result<Self, Error> {
        let mut beside = vec![Vec::new(); areas];
        for (a, b) in pairs {
            if a == b || *a.max(b) >= areas {
                let problem = format!("{a} and {b} are no pair of {areas} areas that are numbered from 0");
                return Err(Error::Neighbours(problem));
            }
            beside[*a].push(*b);
            beside[*b].push(*a);
        }
        let mut starts = vec![0];
        for list in &mut beside {
            list.sort_unstable();
            list.dedup();
            starts.push(starts.last().unwrap_or(&0) + list.len());
        }
        Ok(Self { starts, list: beside.concat() })
    }

    /// Areas.
    #[must_use]
    pub fn areas(&self) -> usize {
        self.starts.len() - 1
    }

    /// The neighbours of an area, ascending.
    ///
    /// # Panics
    /// For a number that there is not.
    #[must_use]
    pub fn of(&self, area: usize) -> &[usize] {
        &self.list[self.starts[area]..self.starts[area + 1]]
    }

    /// Every pair once, the smaller number first, ascending.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let of = |i| self.of(i).iter().filter(move |j| i < **j).map(move |j| (i, *j));
        (0..self.areas()).flat_map(of).collect()
    }

    /// Areas without neighbours.
    #[must_use]
    pub fn islands(&self) -> Vec<usize> {
        (0..self.areas()).filter(|i| self.of(*i).is_empty()).collect()
    }

    /// For each area the number of the component that it belongs to: areas of one component can be reached from one another.
    #[must_use]
    pub fn components(&self) -> Vec<usize> {
        let mut component = vec![usize::MAX; self.areas()];
        let mut found = 0;
        for start in 0..self.areas() {
            if component[start] != usize::MAX {
                continue;
            }
            component[start] = found;
            let mut open = vec![start];
            while let Some(area) = open.pop() {
                for other in self.of(area) {
                    if component[*other] == usize::MAX {
                        component[*other] = found;
                        open.push(*other);
                    }
                }
            }
            found += 1;
        }
        component
    }
}

/// The area of a vertex, and where it lies.
type Vertex = (usize, f64, f64);

/// When boundaries touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// They share a stretch: two vertices or more.
    Rook,
    /// They share a vertex at least, as four areas do that meet in a point.
    Queen,
}

crate::worded!(Contiguity { Rook = "rook", Queen = "queen" });

/// Finds areas whose boundaries touch, by the vertices that they share to within a tolerance.
#[derive(Debug)]
pub struct Touching {
    tolerance: f64,
    /// By cell of a grid as wide as the tolerance.
    vertices: BTreeMap<(i64, i64), Vec<Vertex>>,
    areas: usize,
}

impl Touching {
    /// Vertices no farther apart than `tolerance` are one, in the units of the coordinates.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a tolerance that is not above zero.
    ///
    /// ```
    /// use unwarranted_core::space::{Contiguity, Touching};
    /// let mut touching = Touching::new(1e-6).unwrap();
    /// touching.area([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]);
    /// touching.area([(1.0, 1.0000005), (2.0, 1.0), (2.0, 2.0)]);
    /// touching.area([(5.0, 5.0)]);
    /// assert_eq!(touching.neighbours(Contiguity::Queen).unwrap().pairs(), [(0, 1)]);
    /// assert!(touching.neighbours(Contiguity::Rook).unwrap().pairs().is_empty());
    /// ```
    pub fn new(tolerance: f64) -> Result<Self, Error> {
        if !(tolerance.is_finite() && tolerance > 0.0) {
            let expected = "a distance above zero, in the units of the boundaries";
            return Err(Error::Parameter { name: "tolerance", value: tolerance, expected });
        }
        Ok(Self { tolerance, vertices: BTreeMap::new(), areas: 0 })
    }

    /// Adds the next area with all its vertices.
    pub fn area(&mut self, vertices: impl IntoIterator<Item = (f64, f64)>) {
        for (x, y) in vertices {
            self.vertices.entry(self.cell(x, y)).or_default().push((self.areas, x, y));
        }
        self.areas += 1;
    }

    #[allow(clippy::cast_possible_truncation, reason = "a cell beyond 2^63 tolerances is the last one")]
    fn cell(&self, x: f64, y: f64) -> (i64, i64) {
        ((x / self.tolerance).floor() as i64, (y / self.tolerance).floor() as i64)
    }

    /// The pairs of areas that touch.
    ///
    /// # Errors
    /// None in practice.
    pub fn neighbours(&self, contiguity: Contiguity) -> Result<Neighbours, Error> {
        let around = |(x, y): &(i64, i64)| {
            let (x, y) = (*x, *y);
            (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x.saturating_add(dx), y.saturating_add(dy))))
        };
        // Vertices of the first area that the second has too; the first of a ring is also its last and counts once.
        let mut shared = Vec::new();
        for (cell, here) in &self.vertices {
            for there in around(cell).filter_map(|other| self.vertices.get(&other)) {
                for ((a, x, y), (b, u, v)) in here.iter().flat_map(|h| there.iter().map(move |t| (h, t))) {
                    if a < b && libm::hypot(x - u, y - v) <= self.tolerance {
                        shared.push((*a, *b, *cell));
                    }
                }
            }
        }
        shared.sort_unstable();
        shared.dedup();
        let least = match contiguity {
            Contiguity::Rook => 2,
            Contiguity::Queen => 1,
        };
        let same = |x: &(usize, usize, (i64, i64)), y: &(usize, usize, (i64, i64))| (x.0, x.1) == (y.0, y.1);
        let touch = shared.chunk_by(same).filter(|vertices| vertices.len() >= least);
        let pairs: Vec<(usize, usize)> = touch.filter_map(|vertices| vertices.first().map(|v| (v.0, v.1))).collect();
        Neighbours::from_pairs(self.areas, &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_touch_across_cells_and_not_beyond_the_tolerance() {
        for (apart, touches) in [(0.0, true), (0.9e-3, true), (1.1e-3, false)] {
            for start in [0.0, 0.000_95, -3.000_4, 2.9999] {
                let mut touching = Touching::new(1e-3).unwrap();
                touching.area([(start, 4.0), (start - 1.0, 4.0)]);
                touching.area([(start + apart, 4.0), (start + 1.0, 5.0)]);
                assert_eq!(
                    !touching.neighbours(Contiguity::Queen).unwrap().pairs().is_empty(),
                    touches,
                    "{apart} {start}"
                );
            }
        }
        assert!(Touching::new(0.0).is_err() && Touching::new(f64::NAN).is_err());
    }

    #[test]
    fn four_squares_that_meet_in_a_point_are_neighbours_of_queens_alone() {
        let mut touching = Touching::new(1e-6).unwrap();
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
            touching.area([(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)]);
        }
        let pairs = |contiguity| touching.neighbours(contiguity).unwrap().pairs();
        assert_eq!(pairs(Contiguity::Rook), [(0, 1), (0, 2), (1, 3), (2, 3)]);
        assert_eq!(pairs(Contiguity::Queen).len(), 6);
    }

    #[test]
    fn pairs_that_are_none_are_refused() {
        for pair in [(1, 1), (0, 3)] {
            let error = Neighbours::from_pairs(3, &[pair]).unwrap_err().to_string();
            assert!(error.contains(&format!("{} and {}", pair.0, pair.1)), "{error}");
        }
    }
}
