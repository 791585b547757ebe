//! Averages over the two parameters of a field, by Gauss-Legendre quadrature around the mode.
//!
//! The parameters are s = ln(sigma) and omega, with sin^2(omega) the share of the spatial part: a Beta(1/2, 1/2) prior of the share is
//! flat in omega, and nothing runs to infinity at shares of 0 and 1.

use crate::error::Undefined;
use crate::special::quadrature::gauss_legendre;
use rayon::prelude::*;
use statrs::function::erf::erfc;
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
    part: [f64; 2],
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

pub(super) fn grid<D: Density>(density: &D) -> Result<Grid<D::Start>, Undefined> {
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
            let range = (ends(density, &top, -1.0)?, ends(density, &top, 1.0)?);
            product(&gauss_legendre(17), range, &gauss_legendre(15), (0.0, FRAC_PI_2))
        }
    };
    Ok(Grid { nodes, top: top.height, start: top.start })
}

/// How far to go in s, wherever omega is.
fn ends<D: Density>(density: &D, top: &Top<D::Start>, direction: f64) -> Result<f64, Undefined> {
    let along = [0.05, 0.4, FRAC_PI_2 / 2.0, 1.2, FRAC_PI_2 - 0.05];
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
        (height - top).exp() * self.part[0] * self.part[1]
    }
}

/// A parameter after the data.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Parameter {
    /// Mean, or the most likely value.
    pub estimate: f64,
    /// Standard deviation; none for a value at the end of its range.
    pub sd: Option<f64>,
    /// Lower end of the middle 95 %.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

/// What is known of one of the two parameters, as `value` makes it from s or omega: nodes with their weights, which sum to 1.
pub(super) fn posterior(nodes: &[(Node, f64)], which: usize, value: impl Fn(f64) -> f64) -> Parameter {
    let moment = |power: i32| nodes.iter().map(|(node, w)| w * value(node.at[which]).powi(power)).sum::<f64>();
    let mean = moment(1);
    // The density along this parameter at its own abscissae, the other summed out.
    let mut along: Vec<(f64, f64)> = Vec::new();
    let mut sorted: Vec<&(Node, f64)> = nodes.iter().collect();
    sorted.sort_by(|a, b| a.0.at[which].total_cmp(&b.0.at[which]));
    for (node, weight) in sorted {
        let density = weight / node.part[which];
        match along.last_mut() {
            Some((at, sum)) if (*at - node.at[which]).abs() < 1e-12 => *sum += density,
            _ => along.push((node.at[which], density)),
        }
    }
    let cumulated = cumulate(&along);
    let quantile = |p: f64| {
        let found = cumulated.iter().find(|(_, sum)| *sum >= p);
        value(found.or(cumulated.last()).map_or(f64::NAN, |(at, _)| *at))
    };
    Parameter {
        estimate: mean,
        sd: Some((moment(2) - mean * mean).max(0.0).sqrt()),
        lower: Some(quantile(0.025)),
        upper: Some(quantile(0.975)),
    }
}

/// Shares below each place: the log density is straight between abscissae.
fn cumulate(along: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const STEPS: usize = 60;
    let mut found = vec![(along.first().map_or(f64::NAN, |a| a.0), 0.0)];
    for pair in along.windows(2) {
        let [(x, f), (y, g)] = [pair[0], pair[1]];
        let log = |t: f64| ((1.0 - t) * f.max(1e-300).ln() + t * g.max(1e-300).ln()).exp();
        for step in 0..STEPS {
            let t = (step as f64 + 0.5) / STEPS as f64;
            let before = found.last().map_or(0.0, |(_, sum)| *sum);
            let end = x + (y - x) * (step + 1) as f64 / STEPS as f64;
            found.push((end, before + log(t) * (y - x) / STEPS as f64));
        }
    }
    let whole = found.last().map_or(1.0, |(_, sum)| *sum).max(1e-300);
    found.iter_mut().for_each(|(_, sum)| *sum /= whole);
    found
}

/// The value that a mixture of normal distributions is below with probability `p`, given weights, means and standard deviations; to a
/// millionth of a standard deviation.
pub(super) fn mixture_quantile(parts: &[(f64, f64, f64)], p: f64) -> f64 {
    let mean: f64 = parts.iter().map(|(w, m, _)| w * m).sum();
    let variance: f64 = parts.iter().map(|(w, m, s)| w * (s * s + (m - mean).powi(2))).sum();
    let sd = variance.sqrt();
    let scale = (2.0 * std::f64::consts::PI).sqrt();
    // Its nine digits are enough here, and it is ten times as fast as tails that keep all.
    let below = |z: f64| 0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
    let (mut low, mut high) = (mean - 12.0 * sd, mean + 12.0 * sd);
    let mut x = mean + crate::special::normal::upper_quantile(1.0 - p) * sd;
    for _ in 0..60 {
        let one = |(sum, slope): (f64, f64), (w, m, s): &(f64, f64, f64)| {
            let z = (x - m) / s;
            (sum + w * below(z), slope + w * (-0.5 * z * z).exp() / (s * scale))
        };
        let (sum, slope) = parts.iter().fold((0.0, 0.0), one);
        if sum > p {
            high = x;
        } else {
            low = x;
        }
        let newton = x - (sum - p) / slope;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        let step = (next - x).abs();
        x = next;
        if step <= 1e-6 * sd {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
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
        let grid = grid(&Known(height)).unwrap();
        let weights: Vec<f64> = grid.nodes.iter().map(|node| node.weight(height(node.at), grid.top)).collect();
        let whole: f64 = weights.iter().sum();
        let nodes: Vec<(Node, f64)> = grid.nodes.into_iter().zip(weights.iter().map(|w| w / whole)).collect();
        posterior(&nodes, which, |x| x)
    }

    #[test]
    fn quantiles_of_a_mixture_have_its_share_below_them() {
        let parts = [(0.3, -1.0, 0.5), (0.7, 2.0, 1.0)];
        for p in [0.001, 0.025, 0.5, 0.975] {
            let x = mixture_quantile(&parts, p);
            let below: f64 = parts.iter().map(|(w, m, s)| w * crate::special::normal::upper((m - x) / s)).sum();
            assert!((below / p - 1.0).abs() < 1e-5, "{p} {x}");
        }
    }
}
