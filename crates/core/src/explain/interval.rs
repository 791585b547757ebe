//! The interval of a share, by drawing areas again.

use super::fitted::{Figures, SpreadIs, corrected, share, weighted};
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::rates::interval::Confidence;
use crate::regression::{Design, negative_binomial, poisson};
use crate::sampling::stream::Streams;
use rayon::prelude::*;

/// Areas beyond the coefficients below which there is no interval.
const SPARE: usize = 5;

/// Part of the replicates that have to have a share.
const ENOUGH: f64 = 0.95;

/// Relative step to which the models of a replicate are fitted.
const ROUGH: f64 = 1e-6;

/// The interval of the corrected share: quantiles of shares of areas drawn again with replacement, each corrected twice.
///
/// Once, because covariates take k / (n - 1) of the differences in any areas; and once more, because areas that are drawn
/// twice agree with themselves, which takes as much again. In simulations of log-linear areas (42 to 182 areas, 1 to 8
/// covariates, shares of 0 to 40 %; `docs/validity.md`) intervals of 95 % so made lay wholly below the share in 0 to 7 % and wholly above it
/// in 0 to 3 %; corrected once, or turned round (the basic bootstrap), they missed in up to 12 and 34 %.
///
/// A share is never below 0, and in areas that happen to go with need less than chance makes them both corrections can take the whole
/// interval there. So the upper end is no lower than the quantile of the shares as they were drawn, at most k / (n - 1), what any k covariates
/// go with: that much cannot be ruled out.
///
/// # Errors
/// Undefined for few areas, and where many draws have no share.
pub(super) fn interval(
    figures: &Figures,
    design: &Design,
    streams: Streams,
    replicates: usize,
    confidence: Confidence,
) -> Result<[f64; 2], Undefined> {
    let (n, k) = (design.areas(), design.size() - 1);
    if n < k + 1 + SPARE {
        return Err(Undefined::because("too few areas to draw again for an interval"));
    }
    let fits = match figures.is {
        SpreadIs::Gamma => Some([figures.gamma(&Design::constant(n))?, figures.gamma(design)?]),
        SpreadIs::Weighted => None,
    };
    let one = |replicate: usize| {
        let mut numbers = streams.stream(replicate);
        let drawn: Vec<usize> = (0..n).map(|_| numbers.below(n)).collect();
        let found = redrawn(figures, design, fits.as_ref(), &drawn)?;
        Some(found)
    };
    let shares: Vec<f64> = (0..replicates).into_par_iter().filter_map(one).collect();
    if (shares.len() as f64) < ENOUGH * replicates as f64 || shares.is_empty() {
        let failed = replicates - shares.len();
        let why = format!("in {failed} of {replicates} draws of areas no share could be worked out");
        return Err(Undefined::because(why));
    }
    let shares = sorted(&shares);
    let at = |p: f64| quantile(&shares, p);
    let limits = at(confidence.tail()).zip(at(1.0 - confidence.tail()));
    limits.map(|limits| corrected_limits(limits, n, k)).ok_or_else(|| Undefined::because("there are no draws"))
}

/// The ends of the interval from quantiles of shares of `n` areas drawn again, `k` covariates.
fn corrected_limits((lower, upper): (f64, f64), n: usize, k: usize) -> [f64; 2] {
    let twice = |share: f64| corrected(corrected(share, n, k), n, k);
    let by_chance = k as f64 / (n as f64 - 1.0);
    [twice(lower), twice(upper).max(upper.clamp(0.0, by_chance))]
}

/// The share in areas drawn again; `None` where there is none.
fn redrawn(
    figures: &Figures,
    design: &Design,
    fits: Option<&[negative_binomial::Fit; 2]>,
    drawn: &[usize],
) -> Option<f64> {
    let of = |values: &[f64]| -> Vec<f64> { drawn.iter().map(|i| values[*i]).collect() };
    let exposure = of(&figures.exposure);
    let designs = [Design::constant(drawn.len()), design.of(drawn)];
    let [before, after] = match fits {
        Some(fits) => {
            let observed = of(&figures.effective());
            let variance =
                |at: usize| negative_binomial::near(&observed, &exposure, &designs[at], &fits[at], ROUGH).ok();
            [variance(0)?, variance(1)?]
        }
        None => {
            let observed = of(&figures.observed);
            let variance =
                |at: usize| poisson::fit(&observed, &exposure, &designs[at]).ok().map(|fit| weighted(&observed, &fit));
            [variance(0)?, variance(1)?]
        }
    };
    share(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reaches_what_a_share_can_be() {
        // Two corrections of 1 / 180 each; by hand: 1 - 0.99 (181/180)^2.
        let [lower, upper] = corrected_limits((0.0, 0.01), 182, 1);
        assert!((lower - (1.0 - (181.0f64 / 180.0).powi(2))).abs() < 1e-15 && lower < 0.0);
        assert!((upper - 1.0 / 181.0).abs() < 1e-15, "{upper}");
        // Less than chance drew: no more than that is left open.
        assert!((corrected_limits((0.0, 0.002), 182, 1)[1] - 0.002).abs() < 1e-15);
        assert!(corrected_limits((-0.3, -0.1), 182, 1)[1].abs() < 1e-15);
        // An end that is well above 0 is corrected as ever.
        let [lower, upper] = corrected_limits((0.2, 0.5), 100, 3);
        let twice = |share: f64| 1.0 - (1.0 - share) * (99.0f64 / 96.0).powi(2);
        assert!((lower - twice(0.2)).abs() < 1e-14 && (upper - twice(0.5)).abs() < 1e-14);
    }
}
