//! Gamma draws whose bits are the same on every platform.

use super::stream::Generator;
use super::ziggurat::{ZIGGURAT, open};

/// A gamma distribution (Marsaglia & Tsang 2000, ACM TOMS 26:363). It uses its stream as that of `rand_distr`, whose logarithms and powers
/// are those of the platform.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gamma {
    /// A shape below 1 is drawn as one more and brought down by a power of a uniform number.
    power: Option<f64>,
    scale: f64,
    d: f64,
    c: f64,
}

impl Gamma {
    /// `None` unless shape and scale are above zero and finite.
    pub(crate) fn new(shape: f64, scale: f64) -> Option<Self> {
        let valid = |x: f64| x > 0.0 && x.is_finite();
        if !valid(shape) || !valid(scale) {
            return None;
        }
        let power = (shape < 1.0).then(|| 1.0 / shape);
        let d = if power.is_some() { shape + 1.0 } else { shape } - 1.0 / 3.0;
        Some(Self { power, scale, d, c: 1.0 / (9.0 * d).sqrt() })
    }

    pub(crate) fn draw(&self, rng: &mut Generator) -> f64 {
        match self.power {
            Some(power) => {
                let lowered = libm::pow(open(rng), power);
                self.cube(rng) * lowered * self.d * self.scale
            }
            None => self.cube(rng) * (self.d * self.scale),
        }
    }

    fn cube(&self, rng: &mut Generator) -> f64 {
        loop {
            let x = ZIGGURAT.normal(rng);
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let (cube, u, square) = (root * root * root, open(rng), x * x);
            if u < 1.0 - 0.0331 * square * square
                || libm::log(u) < 0.5 * square + self.d * (1.0 - cube + libm::log(cube))
            {
                return cube;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::gamma;
    use rand_distr::{Distribution, StandardNormal};

    /// The same numbers from the same stream, as near as the ends of the layers are known: each is worked out from the one before.
    #[test]
    fn draws_are_those_of_an_independent_program() {
        for (shape, scale) in [(1e-3, 1.0), (0.3, 2.0), (0.999, 1.0), (1.5, 0.1), (7.0, 1.0), (2.5e4, 4e-5), (1e9, 3.0)]
        {
            let (own, other) = (Gamma::new(shape, scale).unwrap(), rand_distr::Gamma::new(shape, scale).unwrap());
            let (mut a, mut b) = (Generator::from_seed(5), Generator::from_seed(5));
            for i in 0..100_000 {
                let (own, other) = (own.draw(&mut a), other.sample(&mut b));
                assert!((own - other).abs() <= 1e-9 * other, "{shape} {scale}, draw {i}: {own} {other}");
            }
        }
        let (mut a, mut b) = (Generator::from_seed(6), Generator::from_seed(6));
        for _ in 0..1_000_000 {
            let (own, other): (f64, f64) = (ZIGGURAT.normal(&mut a), StandardNormal.sample(&mut b));
            assert!((own - other).abs() <= 1e-9 * other.abs(), "{own} {other}");
        }
    }

    /// Shape 1 is drawn as any other, and not as an exponential number.
    #[test]
    fn draws_have_the_distribution_asked_for() {
        for shape in [0.2, 1.0, 30.0] {
            let (own, mut rng) = (Gamma::new(shape, 1.0).unwrap(), Generator::from_seed(7));
            let mut uniform: Vec<f64> = (0..20_000).map(|_| gamma::tails(shape, own.draw(&mut rng)).lower).collect();
            uniform.sort_by(f64::total_cmp);
            let n = uniform.len() as f64;
            let distance =
                uniform.iter().enumerate().map(|(i, u)| (u - (i as f64 + 0.5) / n).abs()).fold(0.0, f64::max);
            assert!(distance * n.sqrt() < 1.63, "{shape}: Kolmogorov's distance {distance}");
        }
    }

    #[test]
    fn what_is_no_distribution_is_none() {
        for (shape, scale) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
            assert!(Gamma::new(shape, scale).is_none(), "{shape} {scale}");
        }
    }
}
