//! How large chance of an amount looks from the data, where nothing says what one person takes.
//!
//! Persons who stay on treatment for years look like a habit of their area: what is found here is less than chance, never more than
//! what areas did not keep.

use super::fixed::{Fixed, figures};
use crate::chance::LEAST_EFFECTIVE;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::special::beta::tails;
use std::ops::Range;

/// Median of the square of a standard normal variable.
const MEDIAN: f64 = 0.454_936_423_119_572_8;
/// How often the limit of the median may lie below it.
const LEVEL: f64 = 0.05;
/// Fewest values.
const FEWEST: usize = 5;

/// One dispersion of many squared errors, each over what it would be at a dispersion of 1: their median, at its upper 95% limit by the sign test
/// (Thompson 1936, Ann Math Stat 7:122), over that of chi-square with one degree of freedom. A median, since areas that really changed must
/// not make the others seem noisy: fewer than half may. `None` of fewer than five.
pub(super) fn typical(ratios: &[f64]) -> Option<f64> {
    let ratios = sorted(ratios);
    let n = ratios.len();
    let beyond = |rank: &usize| tails(*rank as f64, (n - rank + 1) as f64, 0.5, 0.5).lower <= LEVEL;
    let rank = (n.div_ceil(2)..=n).find(beyond).filter(|_| n >= FEWEST)?;
    Some(ratios[rank - 1] / MEDIAN)
}

/// The dispersion of sums of `length` periods, from how each area's share of two such sums that follow each other differs from that of
/// all areas: (b - s T)^2 / (s (1 - s) T), T = a + b, is the dispersion on average where an area did not change.
///
/// # Errors
/// Undefined for fewer than five pairs of sums in which something was observed, where areas never vary, and where the median area has less
/// than ten times the dispersion.
pub(super) fn dispersion(fixed: &Fixed, length: usize) -> Result<f64, Undefined> {
    let (n, areas) = (fixed.slices.len(), fixed.slices.first().map_or(0, |s| s.len()));
    let spans: Vec<Range<usize>> = (n % length..n).step_by(length).map(|at| at..at + length).collect();
    let sums: Vec<Vec<[f64; 2]>> = spans.into_iter().map(|span| sums(fixed, span, areas)).collect();
    let overall = |of: &[[f64; 2]]| of.iter().map(|a| a[0]).sum::<f64>() / of.iter().map(|a| a[1]).sum::<f64>();
    let a_year = |area: usize| sums.iter().map(|of| of[area][0]).sum::<f64>() / sums.len() as f64;
    let typical_year = quantile(&sorted(&(0..areas).map(a_year).collect::<Vec<_>>()), 0.5).unwrap_or_default();
    let ratios: Vec<f64> = sums
        .windows(2)
        .flat_map(|w| {
            let rates = [overall(&w[0]), overall(&w[1])];
            w[0].iter().zip(&w[1]).filter_map(move |(a, b)| ratio([*a, *b], rates))
        })
        .collect();
    let none = || Undefined::because("chance of an amount is not known, and too few areas say how much they vary");
    let phi = typical(&ratios).filter(|phi| *phi > 0.0).ok_or_else(none)?;
    // Where most areas have a patient or two, years mostly agree until one of them leaves, and say too little.
    if typical_year < LEAST_EFFECTIVE * phi {
        return Err(Undefined::because(
            "chance of an amount is not known, and most areas have so little of it that how they vary does not tell it; give `per-person`, what \
             a treated patient takes in a year",
        ));
    }
    Ok(phi)
}

/// Sums of observed and of what it is over, area by area.
fn sums(fixed: &Fixed, span: Range<usize>, areas: usize) -> Vec<[f64; 2]> {
    let mut sums = vec![[0.0; 2]; areas];
    for slice in &fixed.slices[span] {
        let (observed, over) = figures(slice);
        for (sum, (o, d)) in sums.iter_mut().zip(observed.iter().zip(over)) {
            *sum = [sum[0] + o, sum[1] + d];
        }
    }
    sums
}

fn ratio([[first, before], [last, after]]: [[f64; 2]; 2], rates: [f64; 2]) -> Option<f64> {
    let expected = [before * rates[0], after * rates[1]];
    let (share, total) = (expected[1] / (expected[0] + expected[1]), first + last);
    let ratio = (last - share * total).powi(2) / (share * (1.0 - share) * total);
    Some(ratio).filter(|r| total > 0.0 && r.is_finite())
}

/// The dispersion that two years show whose areas correlate by `r`, where one unit of it makes the shares `k` of their variances: the true rates of
/// the areas kept their order, so that r^2 = (1 - phi k1)(1 - phi k2) (Spearman 1904, Am J Psychol 15:72). No correlation below zero is
/// one: then all of the year in which chance is the larger share is chance.
pub(super) fn retested(r: f64, [first, last]: [f64; 2]) -> f64 {
    let (sum, product) = (first + last, first * last);
    let unlike = 1.0 - r.clamp(0.0, 1.0).powi(2);
    // The smaller root of phi^2 k1 k2 - phi (k1 + k2) + 1 - r^2 = 0, without loss of digits.
    2.0 * unlike / (sum + (sum * sum - 4.0 * product * unlike).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::Generator;
    use crate::time::testing::normal;

    #[test]
    fn the_typical_dispersion_is_that_of_most_and_of_no_few() {
        let mut rng = Generator::from_seed(1);
        let mut squares: Vec<f64> = (0..2_000).map(|_| 40.0 * normal(&mut rng).powi(2)).collect();
        let all = typical(&squares).unwrap();
        assert!(all > 40.0 && all < 46.0, "{all}");
        squares.iter_mut().step_by(10).for_each(|s| *s *= 1e6);
        assert!(typical(&squares).unwrap() < 60.0);
        assert_eq!(typical(&[1.0; 4]), None);
        // Five values: the largest is the limit, 1 in 32 lies wholly below the median.
        assert!((typical(&[5.0, 1.0, 2.0, 3.0, 4.0]).unwrap() * MEDIAN - 5.0).abs() < 1e-12);
    }

    #[test]
    fn two_years_that_agree_hold_no_chance_and_two_that_do_not_hold_nothing_else() {
        assert!(retested(1.0, [0.5, 2.0]).abs() < 1e-12);
        assert!((retested(-0.3, [0.5, 2.0]) - 0.5).abs() < 1e-12);
        // Shares 0.1 and 0.4 at a dispersion of 3.
        let found = retested((0.9_f64 * 0.6).sqrt(), [0.1 / 3.0, 0.4 / 3.0]);
        assert!((found - 3.0).abs() < 1e-12, "{found}");
    }
}
