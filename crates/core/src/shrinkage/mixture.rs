//! What the figures leave open about the distribution of true ratios: distributions with their weights.
//!
//! An interval that takes the fitted distribution as known is too short where areas are few or small (Laird & Louis 1987,
//! J Am Stat Assoc 82:739). Here the variance between areas has a flat prior (Morris & Lysy 2012, Stat Sci 27:115, on why
//! flat: intervals then cover what they say) and is integrated over, as is the mean.

use super::family::Family;
use super::posterior::{LogNormal, Posterior};
use super::shrinker::Shrunk;
use crate::data::slice::Slice;
use crate::models::{beta_binomial, gamma_poisson, lognormal_poisson};
use crate::special::solve::bracketed;

/// Fewer areas leave the variance between them open beyond any use: with a flat prior its distribution has no mean.
pub(super) const LEAST_AREAS: usize = 5;

/// One distribution of true ratios.
#[derive(Debug, Clone, Copy)]
struct Node {
    weight: f64,
    /// ln of the mean (gamma), mean of the logarithm (log-normal), shift of the logit (beta-binomial).
    location: f64,
    /// Variance of ratios, of logarithms; correlation (beta-binomial).
    variance: f64,
}

/// The posterior distribution of the distribution of true ratios.
#[derive(Debug)]
pub(super) struct Mixture<'a> {
    family: Family,
    slice: &'a Slice,
    nodes: Vec<Node>,
}

/// The best location at a variance.
struct Profile {
    location: f64,
    error: f64,
    log_likelihood: f64,
}

/// Steps over the root of the variance, and the fall of the log likelihood at which they end.
const STEPS: u32 = 10;
const FALL: f64 = 10.0;

/// Gauss & Hermite with two points: places in standard errors, weights.
const LOCATIONS: [(f64, f64); 2] = [(-1.0, 0.5), (1.0, 0.5)];

impl<'a> Mixture<'a> {
    /// Those that the figures leave open, by a method with a distribution of true ratios.
    pub(super) fn of(shrunk: &Shrunk, slice: &'a Slice) -> Option<Self> {
        Self::new(shrunk.family?, slice, shrunk.open)
    }

    /// `best` is the maximum likelihood estimate of the variance. `None` for fewer than [`LEAST_AREAS`] areas, and where
    /// the likelihood says nothing that a number can hold.
    fn new(family: Family, slice: &'a Slice, best: f64) -> Option<Self> {
        if slice.len() < LEAST_AREAS {
            return None;
        }
        let shares = match family {
            Family::BetaBinomial => beta_binomial::areas(slice.observed(), slice.denominator()?, slice.expected()),
            _ => Vec::new(),
        };
        let profile = |root: f64| profile(family, slice, &shares, root * root);
        let (low, high) = range(family, slice, best, |root| profile(root).log_likelihood)?;
        let width = (high - low) / f64::from(STEPS);
        let points: Vec<(f64, Profile)> = (0..STEPS)
            .map(|i| low + width * (f64::from(i) + 0.5))
            .map(|root| (root, profile(root)))
            .filter(|(_, p)| p.log_likelihood.is_finite() && p.error.is_finite())
            .collect();
        let top = points.iter().map(|(_, p)| p.log_likelihood).fold(f64::NEG_INFINITY, f64::max);
        // Flat in the variance: d(root^2) = 2 root d(root). The likelihood integrates over the location to its height there
        // times the standard error.
        let weights: Vec<f64> = points.iter().map(|(r, p)| r * p.error * libm::exp(p.log_likelihood - top)).collect();
        let sum: f64 = weights.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return None;
        }
        let nodes = points.iter().zip(weights).flat_map(|((root, p), weight)| {
            LOCATIONS.map(|(at, share)| Node {
                weight: weight / sum * share,
                location: p.location + at * p.error,
                variance: root * root,
            })
        });
        let mut nodes: Vec<Node> = nodes.filter(|node| node.weight > 3e-5).collect();
        let kept: f64 = nodes.iter().map(|node| node.weight).sum();
        nodes.iter_mut().for_each(|node| node.weight /= kept);
        Some(Self { family, slice, nodes })
    }

    /// The posterior of the true ratio of one area.
    pub(super) fn area(&self, i: usize) -> Mixed {
        let (o, e) = (self.slice.observed()[i], self.slice.expected()[i]);
        let n = self.slice.denominator().map_or(f64::NAN, |d| d[i]);
        let one = |node: &Node| {
            let (at, v) = (node.location, node.variance);
            let posterior = match self.family {
                Family::Gamma => Posterior::Gamma { shape: 1.0 / v + o, rate: 1.0 / (v * libm::exp(at)) + e },
                Family::LogNormal => Posterior::LogNormal(LogNormal::new(o, e, at, v)),
                Family::BetaBinomial => Posterior::of_share([o, n, e], at, v),
            };
            (node.weight, posterior)
        };
        Mixed { parts: self.nodes.iter().map(one).collect() }
    }
}

fn profile(family: Family, slice: &Slice, shares: &[beta_binomial::Area], v: f64) -> Profile {
    let (o, e) = (slice.observed(), slice.expected());
    let ratio = o.iter().sum::<f64>() / e.iter().sum::<f64>();
    match family {
        Family::Gamma => {
            let p = gamma_poisson::profiled(o, e, v, ratio);
            Profile { location: libm::log(p.mean), error: p.error, log_likelihood: p.log_likelihood }
        }
        Family::LogNormal => {
            let (location, error) = lognormal_poisson::located(o, e, v, libm::log(ratio));
            let fit = lognormal_poisson::Fit { variance: v, intercept: location, error: None };
            Profile { location, error, log_likelihood: fit.relative_log_likelihood(o, e) }
        }
        Family::BetaBinomial => {
            let p = beta_binomial::profile(shares, v, 0.0);
            Profile { location: p.shift, error: p.error, log_likelihood: p.log_likelihood }
        }
    }
}

/// The roots of the variance between which the likelihood is within [`FALL`] of the best.
fn range(family: Family, slice: &Slice, best: f64, likelihood: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
    let limit: f64 = if family == Family::BetaBinomial { 0.99 } else { 10.0 };
    let mean = slice.expected().iter().sum::<f64>() / slice.len() as f64;
    let felt = if family == Family::BetaBinomial {
        (slice.len() as f64 / slice.denominator()?.iter().sum::<f64>()).min(0.25)
    } else {
        mean.recip().min(1.0)
    };
    let centre = best.sqrt().min(limit);
    let top = likelihood(centre.max(1e-3 * felt.sqrt()));
    let fallen = |root: f64| likelihood(root).partial_cmp(&(top - FALL)) != Some(std::cmp::Ordering::Greater);
    let (mut inside, mut step) = (centre, 0.1 * centre + 0.2 * felt.sqrt());
    while inside + step < limit && !fallen(inside + step) {
        inside += step;
        step *= 1.5;
    }
    let high = halved(inside, (inside + step).min(limit), fallen);
    let floor = 1e-3 * centre;
    let low = if centre > 0.0 && fallen(floor) { halved(centre, floor, fallen) } else { 0.0 };
    (top.is_finite() && high > low).then_some((low, high))
}

/// Between a place that is not fallen and one that is, to a hundredth.
fn halved(mut inside: f64, mut outside: f64, fallen: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..7 {
        let middle = f64::midpoint(inside, outside);
        if fallen(middle) { outside = middle } else { inside = middle }
    }
    outside
}

/// What is known of the true ratio of one area, the distribution of true ratios being uncertain itself.
#[derive(Debug)]
pub(super) struct Mixed {
    parts: Vec<(f64, Posterior)>,
}

impl Mixed {
    pub(super) fn exceeds(&self, ratio: f64) -> f64 {
        self.parts.iter().map(|(w, part)| w * part.tails(ratio).upper).sum()
    }

    fn below(&self, ratio: f64) -> f64 {
        self.parts.iter().map(|(w, part)| w * part.tails(ratio).lower).sum()
    }

    /// The ratio whose lower tail is `p`.
    pub(super) fn lower_quantile(&self, p: f64) -> f64 {
        let start = self.heaviest().and_then(|part| part.lower_quantile(p));
        quantile(start, |u| libm::log(self.below(libm::exp(u)).max(f64::MIN_POSITIVE) / p))
    }

    /// The ratio whose upper tail is `p`.
    pub(super) fn upper_quantile(&self, p: f64) -> f64 {
        let start = self.heaviest().and_then(|part| part.upper_quantile(p));
        quantile(start, |u| -libm::log(self.exceeds(libm::exp(u)).max(f64::MIN_POSITIVE) / p))
    }

    /// The part of the greatest weight: its quantiles are near those of the whole.
    fn heaviest(&self) -> Option<&Posterior> {
        self.parts.iter().reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, part)| part)
    }
}

fn quantile(start: Option<f64>, rising: impl Fn(f64) -> f64) -> f64 {
    libm::exp(bracketed(libm::log(start.unwrap_or(1.0).clamp(f64::MIN_POSITIVE, f64::MAX)), rising))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::rates::interval::Confidence;

    const COUNTS: [f64; 12] = [4.0, 7.0, 16.0, 9.0, 2.0, 12.0, 21.0, 6.0, 9.0, 3.0, 5.0, 11.0];

    fn slice() -> Slice {
        let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
        let rows: Vec<_> = codes.iter().zip(COUNTS).map(|(c, o)| (c.as_str(), o, 8.0)).collect();
        Slice::from_expected(Kind::Count, &rows).unwrap()
    }

    /// Integrated over variance and ln(mean) on a fine grid.
    #[test]
    fn agrees_with_a_fine_grid_of_distributions() {
        let slice = slice();
        let fit = gamma_poisson::fit(slice.observed(), slice.expected(), crate::models::Mean::Free).unwrap();
        let mixture = Mixture::new(Family::Gamma, &slice, fit.variance).unwrap();
        for (i, ratio) in [(2, 1.2), (4, 0.5), (6, 2.0), (0, 0.9)] {
            let (mut sum, mut above) = (0.0, 0.0);
            for step in 0..700 {
                let v = 0.002 * (f64::from(step) + 0.5);
                for place in -60..=60 {
                    let mean = libm::exp(0.02 * f64::from(place));
                    let at = gamma_poisson::Fit { variance: v, mean, information: 0.0 };
                    let w = libm::exp(at.log_likelihood(slice.observed(), slice.expected()) + 30.0);
                    let posterior = Posterior::Gamma { shape: 1.0 / v + COUNTS[i], rate: 1.0 / (v * mean) + 8.0 };
                    (sum, above) = (sum + w, above + w * posterior.exceeds(ratio).unwrap());
                }
            }
            let found = mixture.area(i).exceeds(ratio);
            assert!((found - above / sum).abs() < 1e-2, "{i}: {found}, by sums {}", above / sum);
        }
    }

    #[test]
    fn quantiles_invert_the_tails_and_are_wider_than_with_known_parameters() {
        let slice = slice();
        let level = Confidence::new(0.95, "level").unwrap();
        for method in [super::super::gamma_poisson::SHRINKER, super::super::log_normal::SHRINKER] {
            let shrunk = (method.shrink)(&slice).unwrap();
            let mixture = Mixture::of(&shrunk, &slice).unwrap();
            for i in [0, 4, 6] {
                let area = mixture.area(i);
                let (low, high) = (area.lower_quantile(0.025), area.upper_quantile(0.025));
                assert!(
                    (area.below(low) / 0.025 - 1.0).abs() < 1e-8 && (area.exceeds(high) / 0.025 - 1.0).abs() < 1e-8
                );
                let [naive_low, naive_high] = shrunk.areas[i].interval(level).unwrap();
                assert!(
                    libm::log(high) - libm::log(low) > libm::log(naive_high) - libm::log(naive_low),
                    "{} {i}",
                    method.id
                );
            }
        }
    }
}
