//! Normal numbers by a ziggurat.

use super::poisson::uniform;
use super::stream::Generator;
use std::sync::LazyLock;

/// The ziggurat of the normal distribution (Marsaglia & Tsang 2000, J Stat Softw 5(8)): 256 layers of equal area, the
/// lowest of which has the tail.
#[derive(Debug)]
pub(crate) struct Ziggurat {
    /// Right ends of the layers from the lowest up (that of the lowest as if it were a rectangle), then 0.
    pub(super) ends: [f64; 257],
    /// exp(-x^2 / 2) at them.
    heights: [f64; 257],
}

/// Where the tail starts, and the area of a layer.
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004928673233974658;

pub(crate) static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(|| {
    let height = |x: f64| libm::exp(-0.5 * x * x);
    let (mut ends, mut x) = ([0.0; 257], TAIL);
    ends[0] = AREA / height(TAIL);
    for end in &mut ends[1..256] {
        *end = x;
        x = (-2.0 * libm::log((AREA / x + height(x)).min(1.0))).sqrt();
    }
    Ziggurat { heights: ends.map(height), ends }
});

impl Ziggurat {
    /// Layer and place within it, from -1 to 1, of one random number; six of its bits are left for other use.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn place(bits: u64) -> (usize, f64) {
        const UNIT: f64 = 1.0 / 562_949_953_421_312.0;
        ((bits & 255) as usize, (bits as i64 >> 14) as f64 * UNIT)
    }

    /// A normal number, from the random number given or, where that is rejected, from others.
    pub(super) fn finish(&self, rng: &mut Generator, mut bits: u64) -> f64 {
        loop {
            let (layer, place) = Self::place(bits);
            let z = place * self.ends[layer];
            if z.abs() < self.ends[layer + 1] {
                return z;
            }
            if layer == 0 {
                return tail(|| 1.0 - uniform(rng)).copysign(z);
            }
            let (low, high) = (self.heights[layer], self.heights[layer + 1]);
            if low + (high - low) * uniform(rng) < libm::exp(-0.5 * z * z) {
                return z;
            }
            bits = rng.number();
        }
    }

    /// A normal number. The stream is used as `rand_distr` uses it, with 52 bits for the place within the layer (ZIGNOR, Doornik 2005).
    pub(crate) fn normal(&self, rng: &mut Generator) -> f64 {
        const HALF: f64 = 1.0 / 2_251_799_813_685_248.0;
        loop {
            let bits = rng.number();
            #[allow(clippy::cast_possible_truncation)]
            let layer = (bits & 255) as usize;
            let place = (bits >> 12) as f64 * HALF - 1.0;
            let z = place * self.ends[layer];
            if z.abs() < self.ends[layer + 1] {
                return z;
            }
            if layer == 0 {
                return tail(|| open(rng)).copysign(z);
            }
            let (low, high) = (self.heights[layer], self.heights[layer + 1]);
            if high + (low - high) * uniform(rng) < libm::exp(-0.5 * z * z) {
                return z;
            }
        }
    }
}

/// Beyond [`TAIL`] (Marsaglia 1964, Technometrics 6:101), from uniform numbers above zero.
fn tail(mut uniform: impl FnMut() -> f64) -> f64 {
    loop {
        let (x, y) = (-libm::log(uniform()) / TAIL, -libm::log(uniform()));
        if y + y >= x * x {
            return TAIL + x;
        }
    }
}

/// A number between 0 and 1 and neither of them, with 52 random bits.
pub(super) fn open(rng: &mut Generator) -> f64 {
    const STEP: f64 = 1.0 / 4_503_599_627_370_496.0;
    (rng.number() >> 12) as f64 * STEP + 0.5 * STEP
}
