//! Averages over the two parameters of a field, by Gauss-Legendre quadrature around the mode.
//!
//! The parameters are s = ln(sigma) and omega, with sin^2(omega) the share of the spatial part: a Beta(1/2, 1/2) prior of the share is
//! flat in omega, and nothing runs to infinity at shares of 0 and 1.

use crate::error::Undefined;
use crate::special::quadrature::gauss_legendre;
use rayon::prelude::*;
use std::f64::consts::FRAC_PI_2;

/// s and omega.
pub(super) type At = [f64; 2];

/// Fall of the log density beyond which nothing is looked at.
const FALL: f64 = 9.0;

/// Below this the spread between areas is none.
const LEAST: f64 = -9.0;
const MOST: f64 = 3.0;

/// A place where the average is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub(super) at: At,
    /// Length of the quadrature in each direction.
    pub(super) part: [f64; 2],
}

/// The places, with the height and what was found at the highest.
#[derive(Debug, Clone)]
pub(super) struct Grid<S> {
    pub(super) nodes: Vec<Node>,
    pub(super) top: f64,
    pub(super) start: S,
}

/// A density in s and omega: its logarithm at a place, and what the next evaluation nearby can start from.
pub(super) trait Density: Sync {
    type Start: Clone + Send + Sync;

    fn height(&self, at: At, start: Option<&Self::Start>) -> Result<(f64, Self::Start), Undefined>;
}

/// Where the density is highest, with its curvature.
struct Top<S> {
    at: At,
    height: f64,
    /// Minus the second derivatives, where they are those of a maximum inside the range.
    curvature: Option<[f64; 3]>,
    start: S,
}

/// `points` is how many values of s and of omega are taken where the density is no normal one.
pub(super) fn grid<D: Density>(density: &D, points: [usize; 2]) -> Result<Grid<D::Start>, Undefined> {
    let top = top(density)?;
    let nodes = match top.curvature.and_then(|c| narrow(&top, c)) {
        Some((curvature, spread)) => {
            let range = |k: usize| (top.at[k] - 4.5 * spread[k], top.at[k] + 4.5 * spread[k]);
            let mut nodes = product(&gauss_legendre(11), range(0), &gauss_legendre(11), range(1));
            nodes.retain(|node| {
                let [x, y] = [node.at[0] - top.at[0], node.at[1] - top.at[1]];
                0.5 * (curvature[0] * x * x + 2.0 * curvature[1] * x * y + curvature[2] * y * y) < 11.0
            });
            nodes
        }
        None => {
            let shares = shares(density, &top)?;
            let range = (ends(density, &top, shares, -1.0)?, ends(density, &top, shares, 1.0)?);
            let [first, second] = points.map(gauss_legendre);
            product(&first, range, &second, shares)
        }
    };
    Ok(Grid { nodes, top: top.height, start: top.start })
}

/// How far to go in omega: all cells of its range in which the density is not negligible at the highest s, and one more.
fn shares<D: Density>(density: &D, top: &Top<D::Start>) -> Result<(f64, f64), Undefined> {
    const CELLS: usize = 12;
    let width = FRAC_PI_2 / CELLS as f64;
    // What is lost in omega at one s may be gained at another.
    let high = |cell: usize| -> Result<bool, Undefined> {
        let omega = (cell as f64 + 0.5) * width;
        Ok(density.height([top.at[0], omega], Some(&top.start))?.0 > top.height - 1.6 * FALL)
    };
    let found: Vec<_> = (0..CELLS).into_par_iter().map(high).collect();
    let found = found.into_iter().collect::<Result<Vec<bool>, _>>()?;
    let (mut low, mut up) = (top.at[1], top.at[1]);
    for (cell, _) in found.iter().enumerate().filter(|(_, high)| **high) {
        low = low.min(cell as f64 * width);
        up = up.max((cell + 1) as f64 * width);
    }
    Ok(((low - width).max(0.0), (up + width).min(FRAC_PI_2)))
}

/// How far to go in s, wherever omega is.
fn ends<D: Density>(density: &D, top: &Top<D::Start>, (low, up): (f64, f64), direction: f64) -> Result<f64, Undefined> {
    let along = [0.03, 0.25, 0.5, 0.75, 0.97].map(|part| low + part * (up - low));
    let end = |omega: f64| {
        let mut s = top.at[0];
        loop {
            let next = s + 0.3 * direction;
            if !(LEAST..=MOST).contains(&next) {
                return Ok(next.clamp(LEAST, MOST));
            }
            if density.height([next, omega], Some(&top.start))?.0 < top.height - FALL {
                return Ok(next);
            }
            s = next;
        }
    };
    let found: Vec<_> = along.into_par_iter().map(end).collect();
    let ends = found.into_iter().collect::<Result<Vec<f64>, _>>()?;
    Ok(ends.into_iter().fold(top.at[0], |end, at| if direction > 0.0 { end.max(at) } else { end.min(at) }))
}

/// The curvature and standard deviations where the density is close to a normal one well inside the range of omega.
fn narrow<S>(top: &Top<S>, curvature: [f64; 3]) -> Option<([f64; 3], [f64; 2])> {
    let [a, b, c] = curvature;
    let determinant = a * c - b * b;
    let spread = [(c / determinant).sqrt(), (a / determinant).sqrt()];
    let inside = top.at[1] - 4.5 * spread[1] > 0.0 && top.at[1] + 4.5 * spread[1] < FRAC_PI_2;
    (inside && spread[1] < 0.12 && spread[0] < 0.2).then_some((curvature, spread))
}

/// Slope and minus the second derivatives (ss, so, oo) by differences.
fn differences<D: Density>(density: &D, from: &Top<D::Start>) -> Result<([f64; 2], [f64; 3]), Undefined> {
    const STEP: f64 = 0.04;
    let around = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 1.0), (-1.0, -1.0)];
    let one =
        |(x, y): &(f64, f64)| Ok(density.height([from.at[0] + STEP * x, from.at[1] + STEP * y], Some(&from.start))?.0);
    let found: Vec<_> = around.par_iter().map(one).collect();
    let f = found.into_iter().collect::<Result<Vec<f64>, _>>()?;
    let slope = [(f[0] - f[1]) / (2.0 * STEP), (f[2] - f[3]) / (2.0 * STEP)];
    let [ss, oo, both] = [(0, 1), (2, 3), (4, 5)].map(|(i, j)| (2.0 * from.height - f[i] - f[j]) / (STEP * STEP));
    Ok((slope, [ss, 0.5 * (both - ss - oo), oo]))
}

/// The best of a few places to start from.
fn first<D: Density>(density: &D) -> Result<Top<D::Start>, Undefined> {
    let places: Vec<At> = [-3.0, -1.8, -1.1, -0.4, 0.4].map(|s| [s, FRAC_PI_2 / 2.0]).into();
    let found: Vec<_> = places.par_iter().map(|at| density.height(*at, None)).collect();
    let mut best: Option<Top<D::Start>> = None;
    for (at, found) in places.into_iter().zip(found) {
        let (height, start) = found?;
        if best.as_ref().is_none_or(|best| height > best.height) {
            best = Some(Top { at, height, curvature: None, start });
        }
    }
    best.ok_or_else(|| Undefined::because("the likelihood has no height"))
}

/// Newton's method by differences, a step shortened where it would not go up.
fn top<D: Density>(density: &D) -> Result<Top<D::Start>, Undefined> {
    const EDGE: f64 = 0.08;
    let mut top = first(density)?;
    for _ in 0..30 {
        let (slope, [a, b, c]) = differences(density, &top)?;
        let determinant = a * c - b * b;
        let rises = a > 0.0 && determinant > 0.0;
        let step = if rises {
            [(c * slope[0] - b * slope[1]) / determinant, (a * slope[1] - b * slope[0]) / determinant]
        } else {
            [0.5 * slope[0].signum(), 0.2 * slope[1].signum()]
        };
        let inside = top.at[1] > EDGE && top.at[1] < FRAC_PI_2 - EDGE;
        top.curvature = (rises && inside).then_some([a, b, c]);
        let mut part = (0.8 / step[0].abs()).min(0.3 / step[1].abs()).min(1.0);
        let mut gain = 0.0;
        // Less than that is no other place for an average.
        while part > 1e-3 && gain <= 0.0 && (step[0] * step[0] * a.abs()).max(step[1] * step[1] * c.abs()) > 1e-3 {
            let next = [
                (top.at[0] + part * step[0]).clamp(LEAST + 1.0, MOST - 1.0),
                (top.at[1] + part * step[1]).clamp(EDGE, FRAC_PI_2 - EDGE),
            ];
            let (height, start) = density.height(next, Some(&top.start))?;
            if height > top.height {
                gain = height - top.height;
                top = Top { at: next, height, curvature: top.curvature, start };
            }
            part *= 0.4;
        }
        if gain < 1e-3 {
            break;
        }
    }
    Ok(top)
}

fn product(first: &[(f64, f64)], (from, to): (f64, f64), second: &[(f64, f64)], (low, high): (f64, f64)) -> Vec<Node> {
    let node = |(x, u): &(f64, f64), (y, v): &(f64, f64)| Node {
        at: [from + (to - from) * x, low + (high - low) * y],
        part: [u * (to - from), v * (high - low)],
    };
    first.iter().flat_map(|x| second.iter().map(move |y| node(x, y))).collect()
}

impl Node {
    /// Weight of the node for a log density beside the highest.
    pub(super) fn weight(&self, height: f64, top: f64) -> f64 {
        libm::exp(height - top) * self.part[0] * self.part[1]
    }
}

#[cfg(test)]
mod tests {
    use super::super::posterior::{Parameter, posterior};
    use super::*;

    #[test]
    fn averages_of_a_known_density_are_those_of_its_formula() {
        // Narrow: normal in both, correlated. Wide: flat in omega, ln(sigma) normal.
        let narrow = |[s, o]: At| {
            let (x, y) = ((s + 1.0) / 0.1, (o - 0.7) / 0.05);
            -0.5 * (x * x - 1.2 * x * y + y * y) / 0.64
        };
        let wide = |[s, _]: At| -0.5 * ((s + 1.0) / 0.4).powi(2);
        for (which, mean, sd) in [(0, -1.0, 0.1), (1, 0.7, 0.05)] {
            let found = of(&narrow, which);
            assert!((found.estimate - mean).abs() < 1e-4 && (found.sd.unwrap() / sd - 1.0).abs() < 0.01, "{found:?}");
            assert!((found.lower.unwrap() - mean + 1.96 * sd).abs() < 0.1 * sd, "{found:?}");
        }
        let found = of(&wide, 0);
        assert!((found.estimate + 1.0).abs() < 1e-3 && (found.sd.unwrap() / 0.4 - 1.0).abs() < 0.01, "{found:?}");
        assert!((found.upper.unwrap() + 1.0 - 1.96 * 0.4).abs() < 0.05, "{found:?}");
        let found = of(&wide, 1);
        assert!((found.estimate - FRAC_PI_2 / 2.0).abs() < 1e-6, "{found:?}");
        assert!((found.lower.unwrap() - 0.025 * FRAC_PI_2).abs() < 0.02, "{found:?}");
    }

    struct Known<F>(F);

    impl<F: Fn(At) -> f64 + Sync> Density for Known<F> {
        type Start = ();

        fn height(&self, at: At, _: Option<&()>) -> Result<(f64, ()), Undefined> {
            Ok((self.0(at), ()))
        }
    }

    fn of(height: &(impl Fn(At) -> f64 + Sync), which: usize) -> Parameter {
        let grid = grid(&Known(height), [17, 15]).unwrap();
        let weights: Vec<f64> = grid.nodes.iter().map(|node| node.weight(height(node.at), grid.top)).collect();
        let whole: f64 = weights.iter().sum();
        let nodes: Vec<(Node, f64)> = grid.nodes.into_iter().zip(weights.iter().map(|w| w / whole)).collect();
        posterior(&nodes, which, |x| x)
    }
}
