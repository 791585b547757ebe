//! Centre and spread of the ordinary areas, by Huber's Proposal 2.

/// Where z scores are pulled in: as in the published funnels a tenth at either end, for normal scores.
const BEND: f64 = 1.281_551_565_544_600_8;

/// Mean square of normal scores pulled in at [`BEND`]: 0.8 - 2 k f(k) + 0.2 k^2, f the normal density.
const SQUARE: f64 = 0.678_654_558_952_874_7;

/// Mean square of the normal scores within the bend, the others taken as 0.
const WITHIN: f64 = 0.350_179_675_922_911_3;

/// Variance of the squares of normal scores pulled in at the bend.
const VARIANCE: f64 = 0.390_672_369_610_343_6;

/// A measured deviation and its standard error by chance alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Deviation {
    pub(super) value: f64,
    pub(super) error: f64,
}

/// What is ordinary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ordinary {
    /// Centre of the deviations.
    pub(super) centre: f64,
    /// Variance of the true deviations about it, 0 or more.
    pub(super) tau2: f64,
    /// Standard error of `tau2`.
    pub(super) error: f64,
}

impl Ordinary {
    /// Huber's (1964, Ann Math Stat 35:73) Proposal 2 with a variance tau2 added to that of chance: with
    /// z = (d - centre) / sqrt(s^2 + tau2) and psi(z) = z pulled in to -k..k, sum psi(z) / sqrt(s^2 + tau2) = 0 and
    /// sum psi(z)^2 = (n - 1) E psi(Z)^2, Z standard normal. Unlike scores winsorised at their own quantiles it is right on
    /// average where nothing is an outlier.
    ///
    /// `centred` holds the centre at 0 and counts n instead of n - 1. tau2 is 0 where chance explains the scores.
    pub(super) fn fit(deviations: &[Deviation], centred: bool) -> Self {
        let n = deviations.len() as f64;
        let target = if centred { n } else { n - 1.0 } * SQUARE;
        let mut centre = 0.0;
        let excess = |tau2: f64, centre: &mut f64| {
            if !centred {
                *centre = location(deviations, tau2, *centre);
            }
            deviations.iter().map(|d| pulled(d.z(*centre, tau2)).powi(2)).sum::<f64>() - target
        };
        let mut tau2 = 0.0;
        if excess(0.0, &mut centre) > 0.0 {
            let largest = deviations.iter().fold(0.0, |max: f64, d| max.max(d.value.abs()));
            let (mut low, mut high) = (0.0, 32.0 * largest * largest);
            for _ in 0..60 {
                // Geometric once the scale is known: tau2 may be many orders below the largest deviation.
                let middle = if low > 0.0 { (low * high).sqrt() } else { high / 64.0 };
                if excess(middle, &mut centre) > 0.0 {
                    low = middle
                } else {
                    high = middle
                }
                if high / low < 1.0 + 1e-10 || high < 1e-300 {
                    break;
                }
            }
            tau2 = high;
            excess(tau2, &mut centre);
        }
        let slope: f64 = deviations.iter().map(|d| WITHIN / (d.error * d.error + tau2)).sum();
        Self { centre, tau2, error: (n * VARIANCE).sqrt() / slope }
    }

    /// Degrees of freedom of s^2 + tau2 as an estimate of the whole variance of an area (Welch 1947; Satterthwaite 1946).
    pub(super) fn freedom(self, error: f64) -> f64 {
        2.0 * ((error * error + self.tau2) / self.error).powi(2)
    }
}

impl Deviation {
    fn z(self, centre: f64, tau2: f64) -> f64 {
        (self.value - centre) / (self.error * self.error + tau2).sqrt()
    }
}

fn pulled(z: f64) -> f64 {
    z.clamp(-BEND, BEND)
}

/// The centre at which the pulled-in scores balance, by reweighting from `start`.
fn location(deviations: &[Deviation], tau2: f64, start: f64) -> f64 {
    let mut centre = start;
    for _ in 0..200 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for d in deviations {
            let z = d.z(centre, tau2).abs();
            let weight = (BEND / z).min(1.0) / (d.error * d.error + tau2);
            sum += weight * d.value;
            weights += weight;
        }
        let next = sum / weights;
        let step = (next - centre).abs();
        centre = next;
        if step <= 1e-12 * centre.abs() + 1e-15 {
            break;
        }
    }
    centre
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::normal;

    #[test]
    fn constants_are_those_of_the_normal_distribution() {
        assert!((normal::upper(BEND) - 0.1).abs() < 1e-14);
        // By the midpoint rule over -9..9.
        let (steps, width) = (200_000, 18.0);
        let mean = |f: &dyn Fn(f64) -> f64| {
            let at = |i: i32| {
                let z = (f64::from(i) + 0.5) / f64::from(steps) * width - 9.0;
                f(z) * libm::exp(-0.5 * z * z)
            };
            (0..steps).map(at).sum::<f64>() * width / f64::from(steps) / (2.0 * std::f64::consts::PI).sqrt()
        };
        assert!((mean(&|z| pulled(z).powi(2)) - SQUARE).abs() < 1e-8);
        assert!((mean(&|z| if z.abs() < BEND { z * z } else { 0.0 }) - WITHIN).abs() < 1e-4);
        assert!((mean(&|z| (pulled(z).powi(2) - SQUARE).powi(2)) - VARIANCE).abs() < 1e-8);
    }

    fn normal_scores(n: u32, centre: f64, tau: f64) -> Vec<Deviation> {
        let score = |i: u32| normal::upper_quantile((f64::from(i) + 0.5) / f64::from(n));
        (0..n).map(|i| Deviation { value: centre + tau * score(i), error: 1e-9 }).collect()
    }

    #[test]
    fn finds_centre_and_spread_of_normal_scores_and_outliers_move_them_little() {
        let mut all = normal_scores(2000, 0.03, 0.2);
        let found = Ordinary::fit(&all, false);
        assert!((found.centre - 0.03).abs() < 1e-9 && (found.tau2.sqrt() / 0.2 - 1.0).abs() < 0.002, "{found:?}");
        // 2 n b^2 / g degrees of freedom: 63 % of those of the ordinary variance.
        assert!((found.freedom(0.0) / 2000.0 - 0.628).abs() < 0.001, "{}", found.freedom(0.0));
        all.iter_mut().step_by(20).for_each(|d| d.value = 50.0);
        let with = Ordinary::fit(&all, false);
        assert!((with.centre - 0.03).abs() < 0.03 && with.tau2.sqrt() > 0.2 && with.tau2.sqrt() < 0.24, "{with:?}");
    }

    #[test]
    fn solves_both_equations_and_leaves_chance_alone() {
        let deviation =
            |i: u32| Deviation { value: f64::from(i * 37 % 50) / 50.0, error: 0.05 + f64::from(i % 7) / 50.0 };
        let all: Vec<Deviation> = (0..50).map(deviation).collect();
        for centred in [false, true] {
            let found = Ordinary::fit(&all, centred);
            let squares: f64 = all.iter().map(|d| pulled(d.z(found.centre, found.tau2)).powi(2)).sum();
            assert!((squares / SQUARE - if centred { 50.0 } else { 49.0 }).abs() < 1e-6, "{squares}");
            let score = |d: &Deviation| pulled(d.z(found.centre, found.tau2)) / (d.error * d.error + found.tau2).sqrt();
            assert!(centred || all.iter().map(score).sum::<f64>().abs() < 1e-6);
        }
        let even: Vec<Deviation> = all.iter().map(|d| Deviation { value: 0.1 * d.error, ..*d }).collect();
        assert!(Ordinary::fit(&even, true).tau2 <= 0.0);
        let same = [Deviation { value: 0.0, error: 0.1 }; 3];
        assert!(Ordinary::fit(&same, false).tau2 <= 0.0 && Ordinary::fit(&same, false).centre == 0.0);
    }
}
