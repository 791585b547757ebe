//! The likelihood of two levels by Laplace's approximation, with its exact slope.
//!
//! Of an area with practices i: eta_i = b + s v + t u_i with v and u_i standard normal. The likelihood is integrated over v and u
//! by the normal density at their mode: h(mode) - ln det(M) / 2, where M = I + T'WT is an arrow, so that everything is a sum over
//! practices: det M = K prod d_i, d_i = 1 + t^2 w_i, K = 1 + s^2 sum w_i / d_i.

use rayon::prelude::*;

/// How chance works in a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chance {
    /// A count with mean n exp(eta).
    Poisson,
    /// A part of n with probability 1 / (1 + exp(-eta)).
    Binomial,
}

/// Observed and denominator of one practice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub(super) observed: f64,
    pub(super) denominator: f64,
}

/// The overall level on the scale of the link, and the standard deviations of areas and practices.
pub(super) type Parameters = [f64; 3];

/// Slopes of a practice's log likelihood in eta: first, minus second, minus third.
pub(super) struct Slopes {
    pub(super) first: f64,
    pub(super) weight: f64,
    third: f64,
}

impl Chance {
    #[inline]
    pub(super) fn slopes(self, unit: Unit, eta: f64) -> Slopes {
        match self {
            Self::Poisson => {
                let mean = unit.denominator * libm::exp(eta);
                Slopes { first: unit.observed - mean, weight: mean, third: mean }
            }
            Self::Binomial => {
                let p = 1.0 / (1.0 + libm::exp(-eta));
                let weight = unit.denominator * p * (1.0 - p);
                Slopes { first: unit.observed - unit.denominator * p, weight, third: weight * (1.0 - 2.0 * p) }
            }
        }
    }

    /// Log likelihood as far as eta moves it.
    #[inline]
    pub(super) fn height(self, unit: Unit, eta: f64) -> f64 {
        match self {
            Self::Poisson => unit.observed * eta - unit.denominator * libm::exp(eta),
            // ln(1 + e^eta) without overflow.
            Self::Binomial => {
                unit.observed * eta - unit.denominator * (eta.max(0.0) + libm::log1p(libm::exp(-eta.abs())))
            }
        }
    }
}

/// One area with the modes of its effects, which the next evaluation starts from.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) units: Vec<Unit>,
    /// Mode of the effect of the area, in standard deviations.
    pub(super) v: f64,
    u: Vec<f64>,
}

/// Height and slope of the log likelihood.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Point {
    pub(super) height: f64,
    pub(super) slope: Parameters,
}

impl Point {
    fn plus(mut self, other: Self) -> Self {
        self.height += other.height;
        self.slope.iter_mut().zip(other.slope).for_each(|(a, b)| *a += b);
        self
    }
}

impl Area {
    pub(super) fn new(units: Vec<Unit>) -> Self {
        let u = vec![0.0; units.len()];
        Self { units, v: 0.0, u }
    }

    /// Moves to the mode of the effects: Newton's method on the arrow, a long step shortened where it would not go up. The likelihood
    /// is concave, so that short ones do.
    fn find(&mut self, chance: Chance, at: Parameters) {
        const SHORT: f64 = 0.3;
        let [_, s, _] = at;
        let mut steps: Vec<(f64, f64)> = Vec::with_capacity(self.units.len());
        for _ in 0..100 {
            let dv = self.step(chance, at, &mut steps);
            let du = |(own, shared): &(f64, f64)| own - shared * s * dv;
            let largest = steps.iter().fold(dv.abs(), |max, step| max.max(du(step).abs()));
            if largest < SHORT {
                self.v += dv;
                self.u.iter_mut().zip(&steps).for_each(|(u, step)| *u += du(step));
            } else {
                let height = self.joint(chance, at, self.v, &self.u);
                let mut part = 1.0;
                loop {
                    let v = self.v + part * dv;
                    let u: Vec<f64> = self.u.iter().zip(&steps).map(|(u, step)| u + part * du(step)).collect();
                    if self.joint(chance, at, v, &u) >= height || part < 1e-6 {
                        (self.v, self.u) = (v, u);
                        break;
                    }
                    part *= 0.5;
                }
            }
            // Newton's method squares what is left.
            if largest < 1e-5 {
                break;
            }
        }
    }

    /// Newton's step of the effect of the area; those of the practices are the first of `steps` less the second
    /// times it and the deviation of areas.
    fn step(&self, chance: Chance, [b, s, t]: Parameters, steps: &mut Vec<(f64, f64)>) -> f64 {
        let (mut sum_first, mut sum_ratio, mut pull) = (0.0, 0.0, 0.0);
        steps.clear();
        for (unit, u) in self.units.iter().zip(&self.u) {
            let Slopes { first, weight, .. } = chance.slopes(*unit, b + s * self.v + t * u);
            let (d, g) = (1.0 + t * t * weight, t * first - u);
            let ratio = weight / d;
            sum_first += first;
            sum_ratio += ratio;
            pull += t * ratio * g;
            steps.push((g / d, t * ratio));
        }
        (s * sum_first - self.v - s * pull) / (1.0 + s * s * sum_ratio)
    }

    fn joint(&self, chance: Chance, [b, s, t]: Parameters, v: f64, u: &[f64]) -> f64 {
        let one = |(unit, u): (&Unit, &f64)| chance.height(*unit, b + s * v + t * u) - 0.5 * u * u;
        self.units.iter().zip(u).map(one).sum::<f64>() - 0.5 * v * v
    }

    /// Log likelihood of the area and its slope, effects taken along to their new modes.
    fn evaluate(&mut self, chance: Chance, at: Parameters) -> Point {
        self.find(chance, at);
        let [b, s, t] = at;
        let slopes = |(unit, u): (&Unit, &f64)| chance.slopes(*unit, b + s * self.v + t * u);
        let all: Vec<Slopes> = self.units.iter().zip(&self.u).map(slopes).collect();
        let d = |x: &Slopes| 1.0 + t * t * x.weight;
        let ratios: Vec<f64> = all.iter().map(|x| x.weight / d(x)).collect();
        let (ratio, first): (f64, f64) = (ratios.iter().sum(), all.iter().map(|x| x.first).sum());
        let k = 1.0 + s * s * ratio;
        let log_det = libm::log(k) + all.iter().map(|x| libm::log(d(x))).sum::<f64>();
        let height = self.joint(chance, at, self.v, &self.u) - 0.5 * log_det;

        // d(eta_i) = (E_i + s dv) / d_i, and dv = ([of s] sum l' - s sum (w_i / d_i) E_i) / K.
        let direct = |i: usize, of: usize| match of {
            0 => 1.0,
            1 => self.v,
            _ => self.u[i],
        };
        let mut slope = [0.0; 3];
        for (of, slope) in slope.iter_mut().enumerate() {
            let e = |i: usize| direct(i, of) + if of == 2 { t * all[i].first } else { 0.0 };
            let own = if of == 1 { first } else { 0.0 };
            let dv = (own - s * ratios.iter().enumerate().map(|(i, q)| q * e(i)).sum::<f64>()) / k;
            let mut sum = 0.0;
            for (i, (x, q)) in all.iter().zip(&ratios).enumerate() {
                let d = d(x);
                let by_weight = t * t / d + s * s / (d * d * k);
                let moved = (e(i) + s * dv) / d;
                let explicit = if of == 2 { 2.0 * t * (q - s * s / k * q * q) } else { 0.0 };
                sum += direct(i, of) * x.first - 0.5 * (explicit + by_weight * x.third * moved);
            }
            *slope = sum - if of == 1 { s * ratio / k } else { 0.0 };
        }
        Point { height, slope }
    }
}

/// Log likelihood of all areas, as far as the parameters move it, and its slope. The sum does not depend on threads.
pub(super) fn evaluate(areas: &mut [Area], chance: Chance, at: Parameters) -> Point {
    let points: Vec<Point> = areas.par_iter_mut().map(|area| area.evaluate(chance, at)).collect();
    points.into_iter().fold(Point::default(), Point::plus)
}
