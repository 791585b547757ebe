//! Empirical Bayes of shares with a beta distribution of true shares.

use super::family::Family;
use super::posterior::Posterior;
use super::shrinker::{Shrinker, Shrunk, all_alike, require};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::beta_binomial;
use crate::models::chance::certain;

/// Beta-binomial empirical Bayes.
pub const SHRINKER: Shrinker = Shrinker {
    id: "beta-binomial",
    title: "Empirical Bayes of shares, beta-binomial",
    formula: "posterior of the true share: beta with a = p s + O, b = (1 - p) s + D - O, logit p = logit(E/D) + shift; its mean over \
              E/D; s, shift by beta-binomial maximum likelihood",
    source: "Griffiths 1973, Biometrics 29:637; Martuzzi & Elliott 1996, Stat Med 15:1867",
    undefined_when: "the numerator is no share of the denominator; fewer than two areas; nothing or everything observed; \
                     nothing expected",
    shrink,
};

/// True shares follow a beta distribution about the expected share E / D (moved by one shift of the logit for all), and
/// counts are binomial around them. `variance` is that of the ratios at the overall share, rho (1 - p) / p with rho =
/// 1 / (s + 1). When rho is zero every area shrinks to what is expected of it.
///
/// # Errors
/// Undefined unless the numerator is a share, for fewer than two areas, when nothing or everything was observed and where
/// the expected share reaches 100 %.
///
/// ```
/// use unwarranted_core::{Kind, Slice, shrinkage::beta_binomial};
/// let rows = [("A", 4.0, 10.0), ("B", 9.0, 10.0), ("C", 700.0, 1000.0), ("D", 500.0, 1000.0)];
/// let found = beta_binomial::shrink(&Slice::from_denominators(Kind::Share, &rows).unwrap()).unwrap();
/// // 9 of 10 is drawn further towards the overall share than 700 of 1,000.
/// let overall = 1213.0 / 2020.0;
/// assert!(found.areas[1].mean() < 0.85 / overall && found.areas[2].mean() > 0.695 / overall);
/// ```
pub fn shrink(slice: &Slice) -> Result<Shrunk, Undefined> {
    if slice.kind() != Kind::Share {
        return Err(Undefined::because(
            "the beta-binomial model is for shares, whose numerator is part of the denominator",
        ));
    }
    require(slice)?;
    let trials = slice.denominator().ok_or_else(|| Undefined::because("a share needs denominators"))?;
    if slice.expected().iter().zip(trials).any(|(e, n)| e >= n) {
        return Err(certain());
    }
    let fit = beta_binomial::fit(slice.observed(), trials, slice.expected())?;
    let figures = || slice.observed().iter().zip(trials).zip(slice.expected());
    let share = |n: f64, e: f64| beta_binomial::share(libm::log(e / (n - e)) + fit.shift);
    let moved: f64 = figures().map(|((_, n), e)| n * share(*n, *e)).sum();
    let centre = moved / slice.expected().iter().sum::<f64>();
    if fit.correlation <= 0.0 {
        return Ok(Shrunk { family: Some(Family::BetaBinomial), ..all_alike(slice, centre) });
    }
    let areas = figures().map(|((y, n), e)| Posterior::of_share([*y, *n, *e], fit.shift, fit.correlation)).collect();
    let p = moved / trials.iter().sum::<f64>();
    let variance = fit.correlation * (1.0 - p) / p;
    Ok(Shrunk { centre, variance, areas, note: None, family: Some(Family::BetaBinomial), open: fit.correlation })
}
