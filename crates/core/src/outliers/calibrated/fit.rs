//! Centre and spread of the ordinary areas, by Huber's Proposal 2 on the scores.

use super::score::{Scale, Shape};
use crate::quantile::{quantile, sorted};

/// Where scores are pulled in: a tenth at either end of normal scores.
const BEND: f64 = 1.281_551_565_544_600_8;

/// Mean square of normal scores pulled in at [`BEND`].
const SQUARE: f64 = 0.678_654_558_952_874_7;

/// Mean square of the normal scores within the bend, the others taken as 0.
const WITHIN: f64 = 0.350_179_675_922_911_3;

/// Variance of the squares of normal scores pulled in at the bend.
const VARIANCE: f64 = 0.390_672_369_610_343_6;

/// The smallest and the largest squared coefficient of variation that are looked for.
const RANGE: [f64; 2] = [1e-9, 50.0];

/// Step on the logarithm with which the spread is bracketed.
const STEP: f64 = 2.0;

/// One area in effective events: counts divided by the variance of chance per event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) observed: f64,
    pub(super) expected: f64,
    /// The denominator of a share, whose chance is binomial.
    pub(super) trials: Option<f64>,
}

/// What is ordinary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ordinary {
    /// Ratio O / E of the typical area, or the target that was given.
    pub(super) centre: f64,
    /// Squared coefficient of variation of the ordinary areas' true rates; 0 where chance explains the spread.
    pub(super) alpha: f64,
    /// Standard error of `alpha`.
    pub(super) error: f64,
}

impl Ordinary {
    /// Huber's (1964, Ann Math Stat 35:73) Proposal 2: with psi(z) = z pulled in to -k..k,
    /// sum psi(z) / sqrt v = 0 and sum psi(z)^2 = (n - 1) E psi(Z)^2, Z standard normal. A `target` holds the centre and
    /// counts n instead of n - 1. `None` where the typical ratio is 0.
    pub(super) fn fit(areas: &[Area], target: Option<f64>) -> Option<Self> {
        let ratios: Vec<f64> = areas.iter().map(|a| a.observed / a.expected).collect();
        let start = target.or_else(|| quantile(&sorted(&ratios), 0.5)).filter(|c| *c > 0.0)?;
        let mut search = Search { areas, target, log_centre: libm::log(start) };
        let alpha = search.alpha();
        let centre = target.unwrap_or_else(|| libm::exp(search.log_centre));
        let slope: f64 = areas.iter().map(|a| WITHIN / scale(a, centre, alpha, Shape::GAMMA).variance).sum();
        Some(Self { centre, alpha, error: (count(areas) * VARIANCE).sqrt() / slope })
    }

    /// The scale on which an area is judged.
    pub(super) fn scale(&self, area: &Area, shape: Shape) -> Scale {
        scale(area, self.centre, self.alpha, shape)
    }

    /// Degrees of freedom of v as an estimate of the variance of an area (Welch 1947; Satterthwaite 1946).
    pub(super) fn freedom(&self, area: &Area) -> f64 {
        2.0 * (self.scale(area, Shape::GAMMA).variance / self.error).powi(2)
    }
}

fn scale(area: &Area, centre: f64, alpha: f64, shape: Shape) -> Scale {
    Scale::new(centre * area.expected, area.trials, alpha, shape)
}

#[allow(clippy::cast_precision_loss)]
fn count(areas: &[Area]) -> f64 {
    areas.len() as f64
}

/// The search for the spread; the centre follows it.
struct Search<'a> {
    areas: &'a [Area],
    target: Option<f64>,
    log_centre: f64,
}

impl Search<'_> {
    /// The root of [`Self::excess`], which falls as the spread grows: the Illinois method on the logarithm, which needs a
    /// third of the steps of bisection.
    fn alpha(&mut self) -> f64 {
        if self.excess(0.0) <= 0.0 {
            return 0.0;
        }
        // From small to large, never far beyond the root: there the centre would run away.
        let (mut low, mut at_low) = (libm::log(RANGE[0]), self.excess(RANGE[0]));
        let mut high = low;
        let mut at_high = at_low;
        while at_high > 0.0 {
            if high >= libm::log(RANGE[1]) {
                return RANGE[1];
            }
            (low, at_low) = (high, at_high);
            high = (high + STEP).min(libm::log(RANGE[1]));
            at_high = self.excess(libm::exp(high));
        }
        if high <= low {
            return RANGE[0];
        }
        let mut last = 0;
        for _ in 0..60 {
            let middle = (low * at_high - high * at_low) / (at_high - at_low);
            let found = self.excess(libm::exp(middle));
            if found > 0.0 {
                (low, at_low) = (middle, found);
                at_high *= if last > 0 { 0.5 } else { 1.0 };
                last = 1;
            } else {
                (high, at_high) = (middle, found);
                at_low *= if last < 0 { 0.5 } else { 1.0 };
                last = -1;
            }
            if high - low < 1e-12 || found.abs() < 1e-12 {
                return libm::exp(middle);
            }
        }
        libm::exp(f64::midpoint(low, high))
    }

    /// By how much the sum of squared scores exceeds that of normal scores, at the centre that belongs to `alpha`.
    fn excess(&mut self, alpha: f64) -> f64 {
        if self.target.is_none() {
            self.centre(alpha);
        }
        let centre = libm::exp(self.log_centre);
        let squares: f64 = self.scores(centre, alpha).map(|(z, _)| (z * z).min(BEND * BEND)).sum();
        let degrees = count(self.areas) - if self.target.is_none() { 1.0 } else { 0.0 };
        squares - degrees * SQUARE
    }

    /// Newton's steps for the centre; where few scores lie within the bend the slope is kept from nothing.
    fn centre(&mut self, alpha: f64) {
        for _ in 0..40 {
            let (mut sum, mut within, mut all) = (0.0, 0.0, 0.0);
            for (z, v) in self.scores(libm::exp(self.log_centre), alpha) {
                sum += z.clamp(-BEND, BEND) / v.sqrt();
                all += v.recip();
                within += if z.abs() < BEND { v.recip() } else { 0.0 };
            }
            let step = (sum / within.max(0.2 * all)).clamp(-1.0, 1.0);
            self.log_centre += step;
            if step.abs() < 1e-12 {
                break;
            }
        }
    }

    fn scores(&self, centre: f64, alpha: f64) -> impl Iterator<Item = (f64, f64)> {
        self.areas.iter().map(move |a| {
            let scale = scale(a, centre, alpha, Shape::GAMMA);
            (scale.score(a.observed), scale.variance)
        })
    }
}
