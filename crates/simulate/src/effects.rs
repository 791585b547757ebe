//! What areas truly do, by substance: their effects, the outliers among them, and the policies that end a treatment.

use super::formulary::{Need, Substance};
use super::options::SimulateOptions;
use super::random::{Purpose, stream};
use super::world::World;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use rand_distr::{Distribution, StandardNormal, StandardUniform};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// An area that has so many times as much of a substance as it would otherwise have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outlier {
    pub(super) substance: usize,
    pub(super) area: usize,
    pub(super) factor: f64,
}

/// An area that pays for nothing of a substance from a month of the simulation on, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) substance: usize,
    pub(super) area: usize,
    pub(super) from: usize,
}

/// The truth of all areas and substances.
#[derive(Debug)]
pub(super) struct Effects {
    /// Standard normal variate by area, by substance; `None` where the area does not differ.
    normal: Vec<Vec<Option<f64>>>,
    pub(super) outliers: Vec<Outlier>,
    pub(super) policies: Vec<Policy>,
    factors: BTreeMap<(usize, usize), f64>,
    ends: BTreeMap<(usize, usize), usize>,
}

/// Persons treated at a time in the average area, from which on an outlier is planted.
const ENOUGH: f64 = 40.0;
/// Share of areas x substances with enough persons that are outliers.
const OUTLIERS: f64 = 0.005;
/// Share of areas that stop paying for a substance of which some do.
const STOP: f64 = 0.12;

impl Effects {
    pub(super) fn new(options: &SimulateOptions, world: &World, substances: &[Substance]) -> Self {
        let of = |(t, s): (usize, &Substance)| normals(options, t, s);
        let normal = substances.par_iter().enumerate().map(of).collect();
        let mut rng = stream(options.seed, Purpose::Planted);
        let outliers = outliers(world, substances, &mut rng);
        let policies = policies(options, substances, &mut rng);
        let factors = outliers.iter().map(|o| ((o.substance, o.area), o.factor)).collect();
        let ends = policies.iter().map(|p| ((p.substance, p.area), p.from)).collect();
        Self { normal, outliers, policies, factors, ends }
    }

    /// The effect of an area in a month of the simulation.
    pub(super) fn of(&self, (t, substance): (usize, &Substance), area: usize, month: usize) -> f64 {
        if self.ends.get(&(t, area)).is_some_and(|from| *from <= month) {
            return 0.0;
        }
        let factor = self.factors.get(&(t, area)).copied().unwrap_or(1.0);
        let spread = substance.spread * libm::pow(1.0 + substance.widening, month as f64 / 12.0);
        self.normal[t][area].map_or(factor, |normal| factor * libm::exp(spread * normal - spread * spread / 2.0))
    }

    /// Whether the effect changes from month to month.
    pub(super) fn moves(&self, (t, substance): (usize, &Substance), area: usize) -> bool {
        substance.widening.abs() > 0.0 || self.ends.contains_key(&(t, area))
    }

    /// Whether the area differs in truth from the nation, by its effect or because its people need something else.
    pub(super) fn differs(&self, (t, substance): (usize, &Substance), area: usize) -> bool {
        let planted = self.factors.contains_key(&(t, area)) || self.ends.contains_key(&(t, area));
        planted || substance.need != Need::Alike || self.normal[t][area].is_some()
    }
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    StandardUniform.sample(rng)
}

fn normals(options: &SimulateOptions, t: usize, substance: &Substance) -> Vec<Option<f64>> {
    let mut rng = stream(options.seed, Purpose::Effects(t));
    let shared = smooth(options.areas, &mut rng);
    let own = |shared: f64| {
        let normal: f64 = StandardNormal.sample(&mut rng);
        let differs = uniform(&mut rng) < substance.differ && substance.spread > 0.0;
        let normal = substance.spatial.sqrt() * shared + (1.0 - substance.spatial).sqrt() * normal;
        differs.then_some(normal)
    };
    shared.into_iter().map(own).collect()
}

/// Columns of the map: areas lie in rows, from the north-west.
pub(super) fn columns(areas: usize) -> usize {
    (1..=areas).find(|n| n * n >= areas).unwrap_or(1)
}

/// Something that neighbours have in common, of mean 0 and variance 1 over the areas: waves across the map.
fn smooth(areas: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let columns = columns(areas);
    let waves: Vec<[f64; 4]> = (0..6).map(|_| [0; 4].map(|_| StandardNormal.sample(rng))).collect();
    let at = |i: usize| {
        let (x, y) = ((i % columns) as f64 / columns as f64, (i / columns) as f64 / columns as f64);
        waves.iter().map(|[a, b, c, d]| a * libm::cos(3.0 * (b * x + c * y) + 6.0 * d)).sum::<f64>()
    };
    let raw: Vec<f64> = (0..areas).map(at).collect();
    let mean = raw.iter().sum::<f64>() / areas as f64;
    let sd = (raw.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / areas as f64).sqrt();
    raw.into_iter().map(|v| if sd > 0.0 { (v - mean) / sd } else { 0.0 }).collect()
}

/// Areas with two to three times as much or as little, of substances that enough persons take. Where no area differs, none
/// is made to.
fn outliers(world: &World, substances: &[Substance], rng: &mut ChaCha8Rng) -> Vec<Outlier> {
    let people: Vec<f64> =
        world.areas.iter().map(|area| area.practices.iter().map(|p| p.patients).sum::<f64>() / 1_000.0).collect();
    let mut found = Vec::new();
    for (substance, s) in substances.iter().enumerate() {
        for (area, thousands) in people.iter().enumerate() {
            let (drawn, size) = (uniform(rng), 2.0 + uniform(rng));
            if s.spread > 0.0 && s.persons * thousands >= ENOUGH && drawn < OUTLIERS {
                let factor = if rng.next_u64().is_multiple_of(2) { size } else { 1.0 / size };
                found.push(Outlier { substance, area, factor });
            }
        }
    }
    found
}

/// Areas that stop paying, each at some time in the middle half of the simulation.
fn policies(options: &SimulateOptions, substances: &[Substance], rng: &mut ChaCha8Rng) -> Vec<Policy> {
    let mut found = Vec::new();
    for (substance, _) in substances.iter().enumerate().filter(|(_, s)| s.stops) {
        for area in 0..options.areas {
            let (drawn, when) = (uniform(rng), uniform(rng));
            if drawn < STOP {
                let months = options.months as f64;
                let from = usize::try_from(super::world::whole(months * (0.25 + 0.5 * when))).unwrap_or(0);
                found.push(Policy { substance, area, from });
            }
        }
    }
    found
}
