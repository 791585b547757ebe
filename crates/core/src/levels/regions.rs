//! Three levels: practices in areas in regions, by Laplace's approximation.
//!
//! eta_i = b + r w + s v_a + t u_i with w, v and u standard normal. The matrix of the effects is an arrow of arrows, so that everything
//! is a sum over practices: det M = L prod K_a prod d_i with d_i = 1 + t^2 k_i, K_a = 1 + s^2 Q_a, Q_a = sum k_i / d_i and
//! L = 1 + r^2 sum Q_a / K_a, k_i the weight of a practice.

use super::laplace::{Chance, Slopes, Unit};
use rayon::prelude::*;

/// The overall level, then the standard deviations of regions, areas and practices.
pub(super) type Parameters = [f64; 4];

/// One region with the modes of its effects, which the next evaluation starts from.
#[derive(Debug, Clone)]
pub(super) struct Region {
    areas: Vec<Vec<Unit>>,
    /// Log likelihood of each practice where it is highest, from which its own is counted: sums of millions would hide small slopes.
    highest: Vec<Vec<f64>>,
    /// Mode of the effect of the region, in standard deviations.
    pub(super) w: f64,
    /// The same of its areas.
    pub(super) v: Vec<f64>,
    u: Vec<Vec<f64>>,
}

/// A step of all effects of a region.
struct Step {
    w: f64,
    v: Vec<f64>,
    u: Vec<Vec<f64>>,
}

impl Step {
    fn largest(&self) -> f64 {
        self.u.iter().flatten().chain(&self.v).fold(self.w.abs(), |most, x| most.max(x.abs()))
    }
}

/// What Newton's step of an area is made of, before the effect of its region is known.
struct Reduced {
    /// g_i / d_i and t k_i / d_i of each practice.
    units: Vec<(f64, f64)>,
    /// Sum of first slopes less what practices take up.
    pull: f64,
    /// Q_a.
    ratio: f64,
    log_det: f64,
}

impl Region {
    pub(super) fn new(areas: Vec<Vec<Unit>>, chance: Chance) -> Self {
        let highest = areas.iter().map(|units| units.iter().map(|unit| highest(*unit, chance)).collect()).collect();
        let u = areas.iter().map(|units| vec![0.0; units.len()]).collect();
        Self { highest, w: 0.0, v: vec![0.0; areas.len()], u, areas }
    }

    fn reduced(&self, area: usize, chance: Chance, [b, r, s, t]: Parameters) -> Reduced {
        let mut of = Reduced { units: Vec::new(), pull: 0.0, ratio: 0.0, log_det: 0.0 };
        for (unit, u) in self.areas[area].iter().zip(&self.u[area]) {
            let Slopes { first, weight, .. } = chance.slopes(*unit, b + r * self.w + s * self.v[area] + t * u);
            let (d, g) = (1.0 + t * t * weight, t * first - u);
            of.pull += first - t * weight * g / d;
            of.ratio += weight / d;
            of.log_det += libm::log(d);
            of.units.push((g / d, t * weight / d));
        }
        of
    }

    fn step(&self, chance: Chance, at: Parameters) -> Step {
        let [_, r, s, _] = at;
        let all: Vec<Reduced> = (0..self.areas.len()).map(|a| self.reduced(a, chance, at)).collect();
        let k = |of: &Reduced| 1.0 + s * s * of.ratio;
        let own = |of: &Reduced, v: f64| (s * of.pull - v) / k(of);
        let sums = all.iter().zip(&self.v).map(|(of, v)| (of.pull - s * of.ratio * own(of, *v), of.ratio / k(of)));
        let (pull, ratio) = sums.fold((0.0, 0.0), |sum, x| (sum.0 + x.0, sum.1 + x.1));
        let w = (r * pull - self.w) / (1.0 + r * r * ratio);
        let v: Vec<f64> = all.iter().zip(&self.v).map(|(of, v)| own(of, *v) - s * r * of.ratio / k(of) * w).collect();
        let u =
            |(of, dv): (&Reduced, &f64)| of.units.iter().map(|(own, shared)| own - shared * (s * dv + r * w)).collect();
        Step { w, u: all.iter().zip(&v).map(u).collect(), v }
    }

    fn moved(&self, by: &Step, part: f64) -> Self {
        let add = |x: &[f64], dx: &[f64]| x.iter().zip(dx).map(|(x, dx)| x + part * dx).collect::<Vec<f64>>();
        Self {
            areas: self.areas.clone(),
            highest: self.highest.clone(),
            w: self.w + part * by.w,
            v: add(&self.v, &by.v),
            u: self.u.iter().zip(&by.u).map(|(u, du)| add(u, du)).collect(),
        }
    }

    fn joint(&self, chance: Chance, [b, r, s, t]: Parameters) -> f64 {
        let area = |a: usize| {
            let units = self.areas[a].iter().zip(&self.highest[a]).zip(&self.u[a]);
            let one = |((unit, highest), u): ((&Unit, &f64), &f64)| {
                chance.height(*unit, b + r * self.w + s * self.v[a] + t * u) - highest - 0.5 * u * u
            };
            units.map(one).sum::<f64>() - 0.5 * self.v[a] * self.v[a]
        };
        (0..self.areas.len()).map(area).sum::<f64>() - 0.5 * self.w * self.w
    }

    /// What heights are counted from.
    pub(super) fn base(&self) -> f64 {
        self.highest.iter().flatten().sum()
    }

    /// Log likelihood of the region above its base, as far as the parameters move it; its effects are taken along to their modes.
    fn height(&mut self, chance: Chance, at: Parameters) -> f64 {
        for _ in 0..100 {
            let step = self.step(chance, at);
            let (before, largest) = (self.joint(chance, at), step.largest());
            let mut part = 1.0;
            let mut next = self.moved(&step, part);
            // The joint likelihood is concave, so that short steps go up.
            while next.joint(chance, at) < before - 1e-12 * before.abs() && part > 1e-6 {
                part *= 0.5;
                next = self.moved(&step, part);
            }
            *self = next;
            if largest < 1e-9 {
                break;
            }
        }
        let [_, r, s, _] = at;
        let (mut logs, mut ratio) = (0.0, 0.0);
        for area in 0..self.areas.len() {
            let of = self.reduced(area, chance, at);
            let k = 1.0 + s * s * of.ratio;
            logs += of.log_det + libm::log(k);
            ratio += of.ratio / k;
        }
        self.joint(chance, at) - 0.5 * (logs + libm::log(1.0 + r * r * ratio))
    }
}

/// About the highest log likelihood that a practice can have, as far as its rate moves it.
fn highest(unit: Unit, chance: Chance) -> f64 {
    let (observed, rest) = (unit.observed + 0.5, unit.denominator - unit.observed + 0.5);
    match chance {
        Chance::Poisson => chance.height(unit, libm::log(observed / unit.denominator)),
        Chance::Binomial => chance.height(unit, libm::log(observed / rest)),
    }
}

/// Log likelihood of all regions above their [`Region::base`], as far as the parameters move it. The sum does not depend on threads.
pub(super) fn height(regions: &mut [Region], chance: Chance, at: Parameters) -> f64 {
    let heights: Vec<f64> = regions.par_iter_mut().map(|region| region.height(chance, at)).collect();
    heights.into_iter().sum()
}
