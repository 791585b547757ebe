//! Arithmetic on all areas of a replicate, a few at a time, so that the compiler can use vector instructions.

/// Areas taken at a time.
const LANES: usize = 4;

/// Sums of the terms of all areas, in an order that depends on their number alone. All inputs are of the same length.
#[inline(always)]
#[allow(clippy::needless_range_loop)] // several inputs are walked together
pub(crate) fn sums<const INPUTS: usize, const TERMS: usize>(
    inputs: [&[f64]; INPUTS],
    term: impl Fn([f64; INPUTS]) -> [f64; TERMS],
) -> [f64; TERMS] {
    let mut totals = [[0.0; LANES]; TERMS];
    let n = inputs.first().map_or(0, |input| input.len());
    let chunks = inputs.map(|input| &input[..n].as_chunks::<LANES>().0[..n / LANES]);
    for c in 0..n / LANES {
        let values: [[f64; LANES]; INPUTS] = std::array::from_fn(|i| chunks[i][c]);
        for lane in 0..LANES {
            let terms = term(std::array::from_fn(|i| values[i][lane]));
            for (total, term) in totals.iter_mut().zip(terms) {
                total[lane] += term;
            }
        }
    }
    for area in n / LANES * LANES..n {
        let terms = term(std::array::from_fn(|i| inputs[i][area]));
        for (total, term) in totals.iter_mut().zip(terms) {
            total[0] += term;
        }
    }
    totals.map(|t| (t[0] + t[1]) + (t[2] + t[3]))
}

/// Natural logarithms of counts, of one half where there is none.
pub(crate) fn logarithms(counts: &[f64], out: &mut [f64]) {
    for (out, count) in out.iter_mut().zip(counts) {
        *out = logarithm(if *count > 0.5 { *count } else { 0.5 });
    }
}

/// ln x of a positive, normal x: x = 2^k m with m from sqrt 1/2 to sqrt 2, ln m = 2 artanh((m - 1) / (m + 1)) by its
/// series, whose terms left out are below 1e-16. Without branches or tables, so that it is done for several x at once.
#[inline(always)]
fn logarithm(x: f64) -> f64 {
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
    /// 2^52, whose last bits are a whole number.
    const SHIFT: u64 = 0x4330_0000_0000_0000;
    let bits = x.to_bits() + (ONE - ROOT_HALF);
    let k = f64::from_bits((bits >> 52) | SHIFT) - (4_503_599_627_370_496.0 + 1023.0);
    let m = f64::from_bits((bits & MANTISSA) + ROOT_HALF);
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let high = 1.0 / 13.0 + q * (1.0 / 15.0 + q * (1.0 / 17.0 + q * (1.0 / 19.0)));
    let series = 1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q * high))));
    k * std::f64::consts::LN_2 + (2.0 * s + 2.0 * s * (q * series))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn logarithms_are_those_of_the_library(counts in prop::collection::vec(0.5f64..1e15, 1..9)) {
            let mut found = vec![0.0; counts.len()];
            logarithms(&counts, &mut found);
            for (found, count) in found.iter().zip(&counts) {
                prop_assert!((found - libm::log(*count)).abs() <= 4e-16 * libm::log(*count).abs().max(1.0), "{count}: {found}");
            }
        }

        #[test]
        fn sums_are_those_one_by_one(pairs in prop::collection::vec((0.0f64..10.0, 0.0f64..10.0), 0..50)) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let found = sums([&a, &b], |[a, b]| [a, a * b]);
            prop_assert!((found[0] - a.iter().sum::<f64>()).abs() < 1e-12);
            prop_assert!((found[1] - pairs.iter().map(|(a, b)| a * b).sum::<f64>()).abs() < 1e-11);
        }
    }

    #[test]
    fn no_count_is_half_a_count() {
        let mut found = [0.0];
        logarithms(&[0.0], &mut found);
        assert!((found[0] - libm::log(0.5f64)).abs() < 1e-16);
    }
}
