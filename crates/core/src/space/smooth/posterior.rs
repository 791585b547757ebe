//! What is known of a parameter or an area, from weighted places or normal distributions.

use super::grid::Node;
use crate::special::normal;

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
        let log = |t: f64| libm::exp((1.0 - t) * libm::log(f.max(1e-300)) + t * libm::log(g.max(1e-300)));
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
    let below = |z: f64| 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
    let (mut low, mut high) = (mean - 12.0 * sd, mean + 12.0 * sd);
    let mut x = mean + normal::upper_quantile(1.0 - p) * sd;
    for _ in 0..60 {
        let one = |(sum, slope): (f64, f64), (w, m, s): &(f64, f64, f64)| {
            let z = (x - m) / s;
            (sum + w * below(z), slope + w * libm::exp(-0.5 * z * z) / (s * scale))
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
    fn quantiles_of_a_mixture_have_its_share_below_them() {
        let parts = [(0.3, -1.0, 0.5), (0.7, 2.0, 1.0)];
        for p in [0.001, 0.025, 0.5, 0.975] {
            let x = mixture_quantile(&parts, p);
            let below: f64 = parts.iter().map(|(w, m, s)| w * normal::upper((m - x) / s)).sum();
            assert!((below / p - 1.0).abs() < 1e-5, "{p} {x}");
        }
    }
}
