//! A made-up nation whose truth is known: for tests, the table of validity and the benchmark, which each bring the types.

use super::{Kind, Panel, PanelArea, PanelTreatment};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt as _, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, Poisson, StandardNormal};
use std::sync::Arc;

/// What is true of a simulated nation.
pub(crate) struct Truth {
    /// Weighted squared coefficient of variation of the areas' true rates.
    pub(crate) variance: Vec<f64>,
    /// Areas whose true rate differs, by treatment.
    pub(crate) differs: Vec<Vec<bool>>,
    /// Quotients of the areas' true rates: of their 95th and 5th percentiles, and of the sixth highest and lowest.
    pub(crate) quotients: Vec<[f64; 2]>,
}

pub(crate) struct Nation {
    pub(crate) treatments: usize,
    pub(crate) practices: usize,
    pub(crate) areas: usize,
    /// Standard deviation of the logarithm of the areas' rates, by treatment.
    pub(crate) tau: fn(usize) -> f64,
    /// Mean and standard deviation of the logarithm of its items in the nation.
    pub(crate) items: [f64; 2],
    /// Share of areas that differ at all.
    pub(crate) differ: f64,
}

fn names(prefix: &str, n: usize) -> Vec<Arc<str>> {
    (0..n).map(|i| format!("{prefix}{i:05}").into()).collect()
}

impl Nation {
    /// Practices of very different sizes and habits, items of 1 to 10 per person.
    pub(crate) fn simulate(&self, seed: u64) -> (Panel, Truth) {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
        let weights: Vec<f64> = (0..self.areas).map(|_| LogNormal::new(0.0, 0.6).unwrap().sample(rng)).collect();
        let all: f64 = weights.iter().sum();
        #[allow(clippy::cast_possible_truncation)]
        let sizes: Vec<usize> = weights.iter().map(|w| ((w / all * self.practices as f64) as usize).max(8)).collect();
        let mut codes = names("P", sizes.iter().sum()).into_iter();
        let areas: Vec<PanelArea> = names("A", self.areas)
            .into_iter()
            .zip(&sizes)
            .map(|(code, n)| PanelArea { code, name: None, practices: codes.by_ref().take(*n).collect() })
            .collect();
        let people: Vec<f64> = (0..sizes.iter().sum())
            .map(|_| LogNormal::<f64>::new(8.95, 0.55).unwrap().sample(rng).clamp(800.0, 60_000.0).round())
            .collect();
        let mut truth = Truth { variance: Vec::new(), differs: Vec::new(), quotients: Vec::new() };
        let treatments = names("T", self.treatments).into_iter().enumerate();
        let treatments = treatments.map(|(t, id)| self.treatment(t, id, &sizes, &people, &mut truth, rng)).collect();
        (Panel::new(areas, vec![people], treatments).unwrap(), truth)
    }

    fn treatment(
        &self,
        t: usize,
        id: Arc<str>,
        sizes: &[usize],
        people: &[f64],
        truth: &mut Truth,
        rng: &mut Xoshiro256PlusPlus,
    ) -> PanelTreatment {
        let tau = (self.tau)(t);
        let total: f64 = people.iter().sum();
        let items = libm::exp(self.items[0] + self.items[1] * rng.sample::<f64, _>(StandardNormal)).min(6e7);
        let sigma: f64 = LogNormal::<f64>::new(-0.7, 0.5).unwrap().sample(rng).min(1.6);
        let repeat = [1.0, 2.0, 4.0, 6.0, 10.0][rng.random_range(0..5)];
        let effect: Vec<f64> = sizes
            .iter()
            .map(|_| {
                let effect = libm::exp(tau * rng.sample::<f64, _>(StandardNormal) - tau * tau / 2.0);
                if rng.random::<f64>() < self.differ { effect } else { 1.0 }
            })
            .collect();
        let habit = Gamma::new(1.0 / sigma / sigma, sigma * sigma).unwrap();
        let (mut observed, mut at, mut weighted) = (Vec::new(), 0, vec![0.0; sizes.len()]);
        for (area, n) in sizes.iter().enumerate() {
            for (practice, people) in people.iter().enumerate().skip(at).take(*n) {
                weighted[area] += people / total;
                let mean = items / total * people * effect[area] * habit.sample(rng) / repeat;
                let persons = if mean > 1e-12 { Poisson::new(mean).unwrap().sample(rng) } else { 0.0 };
                observed.push((u32::try_from(practice).unwrap(), repeat * persons));
            }
            at += n;
        }
        let mean: f64 = weighted.iter().zip(&effect).map(|(w, e)| w * e).sum();
        truth.variance.push(weighted.iter().zip(&effect).map(|(w, e)| w * (e / mean - 1.0).powi(2)).sum());
        truth.quotients.push(quotients(&effect));
        truth.differs.push(effect.iter().map(|e| (*e - 1.0).abs() > 0.0).collect());
        PanelTreatment { id, title: "T".into(), kind: Kind::Count, over: 0, observed }
    }
}

/// The 95th percentile over the 5th, and the sixth highest over the sixth lowest; 0 for fewer than twelve.
fn quotients(effect: &[f64]) -> [f64; 2] {
    let mut order = effect.to_vec();
    order.sort_by(f64::total_cmp);
    let (low, high) = quantiles(&order);
    let n = order.len();
    [high / low, if n < 12 { 0.0 } else { order[n - 6] / order[5] }]
}

fn quantiles(order: &[f64]) -> (f64, f64) {
    let at = |p: f64| {
        let h = (order.len() - 1) as f64 * p;
        #[allow(clippy::cast_possible_truncation)]
        let low = h as usize;
        order[low] + h.fract() * (order.get(low + 1).unwrap_or(&order[low]) - order[low])
    };
    (at(0.05), at(0.95))
}
