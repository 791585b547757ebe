//! What the replicates are drawn from: chance alone, or chance and areas with rates of their own.

use super::multinomial::Multinomial;
use super::poisson;
use super::stream::{Generator, Streams};
use crate::chance::base;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::variances;
use crate::models::{Mean, gamma_poisson};
use crate::sampling::draw::{Draw, Replicate, Space};
use crate::sampling::frame::Frame;
use crate::sampling::gamma::Gamma;
use rand_distr::{Beta, Binomial, Distribution};
use rayon::prelude::*;

/// Replicates that share a stream of random numbers and are drawn together, whatever the number of threads.
const BLOCK: usize = 64;

/// A distribution of the counts of all areas; every draw is times what one count is worth.
#[derive(Debug)]
pub(crate) struct Model {
    counts: Counts,
    /// Events per count: the repeat factor.
    pub(crate) unit: f64,
    /// Variance of the areas' relative rates.
    pub(crate) variance: f64,
}

#[derive(Debug)]
enum Counts {
    Multinomial(Multinomial),
    Poisson(Vec<f64>),
    GammaPoisson(Vec<f64>, Gamma),
    Binomial(Vec<Binomial>),
    /// Trials and the distribution of the probability.
    BetaBinomial(Vec<(u64, Beta<f64>)>),
    /// Effective events of each area, and the distribution of the areas' relative rates.
    Amounts(Vec<f64>, Option<Gamma>),
}

impl Model {
    /// Chance alone. Counts: the total is kept and spread over the areas in proportion to E (multinomial). Shares: each
    /// area draws from its own denominator (binomial, E / D), and the total varies a little.
    ///
    /// # Errors
    /// Undefined for amounts of unknown dispersion, and where there is no chance model.
    pub(crate) fn chance(slice: &Slice, repeat: f64) -> Result<Self, Undefined> {
        if slice.require_counts().is_err() {
            let counts = Counts::Amounts(effective(slice, repeat)?, None);
            return Ok(Self { counts, unit: repeat * base(slice), variance: 0.0 });
        }
        variances(slice)?;
        let total: f64 = slice.observed().iter().sum();
        if slice.kind() == Kind::Share {
            let binomials =
                trials(slice, repeat)?.into_iter().map(|(n, p)| Binomial::new(n, p).map_err(|_| too_large()));
            let counts = Counts::Binomial(binomials.collect::<Result<_, _>>()?);
            return Ok(Self { counts, unit: repeat, variance: 0.0 });
        }
        let persons = (total / repeat).round().max(1.0);
        let counts = Counts::Multinomial(Multinomial::new(persons, slice.expected()));
        Ok(Self { counts, unit: total / persons, variance: 0.0 })
    }

    /// The overdispersed model fitted to the slice: gamma-Poisson by maximum likelihood, for a share beta-binomial by
    /// moments; for an amount of known dispersion gamma, its rates gamma by moments; without overdispersion chance alone.
    ///
    /// # Errors
    /// Undefined for amounts of unknown dispersion, and where the model does not fit.
    pub(crate) fn overdispersed(slice: &Slice, repeat: f64) -> Result<Self, Undefined> {
        if slice.require_counts().is_err() {
            let variance = moment_variance(slice, repeat)?;
            let gamma = (variance > 1e-9).then(|| Gamma::new(1.0 / variance, variance)).flatten();
            let (counts, unit) = (Counts::Amounts(effective(slice, repeat)?, gamma), repeat * base(slice));
            return Ok(Self { counts, unit, variance });
        }
        variances(slice)?;
        if slice.kind() == Kind::Share {
            return Self::beta_binomial(slice, repeat);
        }
        let scaled = |v: &[f64]| v.iter().map(|x| x / repeat).collect::<Vec<_>>();
        let expected = scaled(slice.expected());
        let fit = gamma_poisson::fit(&scaled(slice.observed()), &expected, Mean::Free)?;
        let means: Vec<f64> = expected.iter().map(|e| fit.mean * e).collect();
        let gamma = fit.theta().and_then(|theta| Gamma::new(theta, 1.0 / theta));
        let counts = match gamma {
            Some(gamma) => Counts::GammaPoisson(means, gamma),
            None => Counts::Poisson(means),
        };
        Ok(Self { counts, unit: repeat, variance: fit.variance })
    }

    fn beta_binomial(slice: &Slice, repeat: f64) -> Result<Self, Undefined> {
        let variance = moment_variance(slice, repeat)?;
        let mut cells = Vec::new();
        for (n, p) in trials(slice, repeat)? {
            // A probability cannot spread further than between 0 and 1.
            let spread = variance.max(1e-9).min(0.99 * (1.0 - p) / p);
            let precision = (1.0 - p) / (spread * p) - 1.0;
            let beta = Beta::new(p * precision, (1.0 - p) * precision).map_err(|_| too_large())?;
            cells.push((n, beta));
        }
        Ok(Self { counts: Counts::BetaBinomial(cells), unit: repeat, variance })
    }

    /// Counts of every row of `block`, a row of all areas per replicate, times what one count is worth.
    fn draw(&self, rng: &mut Generator, areas: usize, block: &mut [f64]) {
        match &self.counts {
            Counts::Multinomial(multinomial) => multinomial.draw(rng, block),
            Counts::Poisson(means) => by_area(block, means, |mean| poisson::draw(rng, *mean)),
            Counts::GammaPoisson(means, gamma) => {
                by_area(block, means, |mean| {
                    let rate = mean * gamma.draw(rng);
                    poisson::draw(rng, rate)
                });
            }
            Counts::Binomial(binomials) => by_area(block, binomials, |binomial| as_count(binomial.sample(rng))),
            Counts::BetaBinomial(cells) => by_area(block, cells, |(n, beta)| {
                let p = beta.sample(rng).clamp(0.0, 1.0);
                Binomial::new(*n, p).map_or(0.0, |b| as_count(b.sample(rng)))
            }),
            Counts::Amounts(shapes, rates) => by_area(block, shapes, |shape| {
                let shape = shape * rates.map_or(1.0, |rates| rates.draw(rng));
                Gamma::new(shape.max(f64::MIN_POSITIVE), 1.0).map_or(0.0, |gamma| gamma.draw(rng))
            }),
        }
        debug_assert_eq!(block.len() % areas, 0);
        if self.unit.to_bits() != 1f64.to_bits() {
            block.iter_mut().for_each(|o| *o *= self.unit);
        }
    }

    /// What `of` makes of the counts of all areas in each of `replicates` draws, in their order whatever the number of threads.
    pub(crate) fn each<T: Send>(
        &self,
        areas: usize,
        streams: Streams,
        replicates: usize,
        of: impl Fn(&[f64]) -> T + Sync,
    ) -> Vec<T> {
        let block = |at: usize| {
            let mut counts = vec![0.0; areas * BLOCK.min(replicates - at * BLOCK)];
            self.draw(&mut streams.stream(at), areas, &mut counts);
            counts.chunks(areas).map(&of).collect::<Vec<T>>()
        };
        (0..replicates.div_ceil(BLOCK)).into_par_iter().flat_map_iter(block).collect()
    }

    /// Values of the indices in `replicates` draws, one column per index, in the order of the replicates whatever the
    /// number of threads.
    pub(crate) fn simulate(
        &self,
        frame: &Frame,
        indices: &[Replicate],
        streams: Streams,
        replicates: usize,
    ) -> Vec<Vec<f64>> {
        let (columns, areas) = (indices.len().max(1), frame.expected.len());
        let mut values = vec![f64::NAN; replicates * columns];
        values.par_chunks_mut(columns * BLOCK).enumerate().for_each_init(
            || (Space::default(), vec![0.0; areas * BLOCK]),
            |(space, counts), (block, rows)| {
                let counts = &mut counts[..rows.len() / columns * areas];
                self.draw(&mut streams.stream(block), areas, counts);
                for (row, counts) in rows.chunks_mut(columns).zip(counts.chunks(areas)) {
                    if let Some((draw, extra)) = Draw::new(frame, counts, self.unit, space) {
                        for (value, index) in row.iter_mut().zip(indices) {
                            *value = index.value(&draw, extra);
                        }
                    }
                }
            },
        );
        (0..indices.len()).map(|column| values.iter().skip(column).step_by(columns).copied().collect()).collect()
    }
}

/// Draws for one area after the other, all replicates of it together.
fn by_area<T>(block: &mut [f64], areas: &[T], mut draw: impl FnMut(&T) -> f64) {
    for (i, area) in areas.iter().enumerate() {
        block.iter_mut().skip(i).step_by(areas.len()).for_each(|count| *count = draw(area));
    }
}

/// Effective events that each area expects.
fn effective(slice: &Slice, phi: f64) -> Result<Vec<f64>, Undefined> {
    let chance = variances(slice)?;
    Ok(slice.expected().iter().zip(chance).map(|(e, v)| e / (phi * v)).collect())
}

/// Whole trials and expected probability of each area of a share.
fn trials(slice: &Slice, repeat: f64) -> Result<Vec<(u64, f64)>, Undefined> {
    let denominator =
        slice.denominator().ok_or_else(|| Undefined::because("the chance model of a share needs denominators"))?;
    #[allow(clippy::cast_possible_truncation)]
    let whole = |d: f64| (d / repeat).round().max(1.0) as u64;
    Ok(slice.expected().iter().zip(denominator).map(|(e, d)| (whole(*d), (e / d).clamp(0.0, 1.0))).collect())
}

fn as_count(k: u64) -> f64 {
    k as f64
}

fn too_large() -> Undefined {
    Undefined::because("the model of chance cannot be drawn from for figures of this size")
}

/// Variance V of the relative rates with sum (r - 1)^2 / (V + chance) = n - 1 (Paule & Mandel 1982, J Res Natl Bur Stand
/// 87:377), 0 when even V = 0 leaves less.
fn moment_variance(slice: &Slice, repeat: f64) -> Result<f64, Undefined> {
    let relative = variances(slice)?;
    let chance: Vec<f64> = relative.iter().zip(slice.expected()).map(|(v, e)| repeat * v / e).collect();
    let squares: Vec<f64> = slice.ratios()?.iter().map(|r| (r - 1.0).powi(2)).collect();
    let excess =
        |v: f64| squares.iter().zip(&chance).map(|(s, c)| s / (v + c)).sum::<f64>() - (squares.len() as f64 - 1.0);
    if excess(0.0) <= 0.0 {
        return Ok(0.0);
    }
    let (mut low, mut high) = (0.0, squares.iter().sum::<f64>());
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    Ok(f64::midpoint(low, high))
}
