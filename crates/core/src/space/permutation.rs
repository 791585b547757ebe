//! Association of neighbours beside that of values in random order.

use super::Neighbours;
use super::global::{Centred, Sums, Weights, lag, moran_of};
use crate::error::{Error, Undefined};
use crate::sampling::stream::{Generator, Purpose, Streams};
use rayon::prelude::*;

/// An area is done with once so many draws were as far out as it is (Besag & Clifford 1991, Biometrika 78:301).
const ENOUGH: usize = 50;

/// How values are put in random order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permutations {
    /// How often.
    pub replicates: usize,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Permutations {
    fn require(self) -> Result<(), Error> {
        if self.replicates == 0 {
            let expected = "how often values are put in random order, 1 or more; 9999 is usual";
            return Err(Error::Parameter { name: "replicates", value: 0.0, expected });
        }
        Ok(())
    }

    fn streams(self, purpose: Purpose) -> Streams {
        Streams::keyed(self.seed, purpose, &[])
    }
}

/// Probability of a Moran's I as large or larger with the values in random order: (1 + those) / (1 + replicates). The same on any
/// number of threads.
///
/// # Errors
/// [`Error::Parameter`] for no replicates. Within: undefined as [`super::global::moran`].
pub fn moran_p(
    values: &[f64],
    neighbours: &Neighbours,
    weights: Weights,
    permutations: Permutations,
) -> Result<Result<f64, Undefined>, Error> {
    permutations.require()?;
    let (sums, mut centred) = match (Sums::of(neighbours, weights), Centred::of(values)) {
        (Ok(sums), Ok(centred)) => (sums, centred),
        (Err(undefined), _) | (_, Err(undefined)) => return Ok(Err(undefined)),
    };
    let found = moran_of(&centred, neighbours, weights, &sums);
    let streams = permutations.streams(Purpose::Neighbours);
    let original = std::mem::take(&mut centred.z);
    let squares = centred.squares;
    let products = |z: &[f64]| -> f64 { z.iter().zip(lag(z, neighbours, weights)).map(|(z, lag)| z * lag).sum() };
    // Orders that differ only between equal values are no different but for rounding.
    let level = found - 1e-12 * found.abs();
    let reached = (0..permutations.replicates).into_par_iter().filter(|replicate| {
        let mut z = original.clone();
        shuffle(&mut z, &mut streams.stream(*replicate));
        sums.n / sums.s0 * products(&z) / squares >= level
    });
    Ok(Ok((1 + reached.count()) as f64 / (1 + permutations.replicates) as f64))
}

fn shuffle(values: &mut [f64], random: &mut Generator) {
    for i in (1..values.len()).rev() {
        values.swap(i, random.below(i + 1));
    }
}

/// For each area the probability that as many areas, taken at random from the others, have a mean as far from that of the others as
/// its neighbours have, on either side (conditional permutation); `None` without neighbours. Areas that are not remarkable stop
/// early, so that the rest can have many draws. The same on any number of threads.
///
/// # Errors
/// [`Error::Parameter`] for no replicates. Within: undefined for values that are all the same.
pub fn local_p(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: Permutations,
) -> Result<Result<Vec<Option<f64>>, Undefined>, Error> {
    permutations.require()?;
    let centred = match Centred::of(values) {
        Ok(centred) => centred,
        Err(undefined) => return Ok(Err(undefined)),
    };
    let streams = permutations.streams(Purpose::NeighboursOfArea);
    let one = |area: usize| {
        let list = neighbours.of(area);
        (!list.is_empty()).then(|| p_of(&centred.z, area, list, permutations.replicates, &mut streams.stream(area)))
    };
    Ok(Ok((0..values.len()).into_par_iter().map(one).collect()))
}

/// p of one area, whose own value stays where it is.
fn p_of(z: &[f64], area: usize, list: &[usize], replicates: usize, random: &mut Generator) -> f64 {
    let mut others: Vec<f64> = z.iter().enumerate().filter(|(i, _)| *i != area).map(|(_, z)| *z).collect();
    let many = list.len() as f64;
    let centre = many * others.iter().sum::<f64>() / others.len() as f64;
    let scale: f64 = others.iter().map(|z| z.abs()).sum();
    let away = (list.iter().map(|j| z[*j]).sum::<f64>() - centre).abs() - 1e-12 * scale;
    let mut reached = 0;
    for drawn in 1..=replicates {
        let mut sum = 0.0;
        // The first of a random order; what was drawn before does not matter.
        for k in 0..list.len() {
            let taken = k + random.below(others.len() - k);
            others.swap(k, taken);
            sum += others[k];
        }
        reached += usize::from((sum - centre).abs() >= away);
        if reached == ENOUGH {
            return reached as f64 / drawn as f64;
        }
    }
    (1 + reached) as f64 / (1 + replicates) as f64
}
