//! Limits within which a new area of the same population of areas would fall.

use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::Chance;
use crate::models::{Mean, gamma_poisson};
use crate::rates::interval::Confidence;

/// Predictive limits of the negative binomial model.
pub const RULE: Rule = Rule {
    id: "negative-binomial",
    title: "Predictive limits of the negative binomial model",
    formula: "O ~ negative binomial, mean mu E, shape theta, by maximum likelihood; limits = its quantiles / E, interpolated \
              between counts; p = 2 min(P(X <= O), P(X >= O)); z = (O - mu E) / sqrt(mu E + (mu E)^2 / theta)",
    source: "Lawless 1987, Can J Stat 15:209; limits interpolated as Spiegelhalter 2005, Stat Med 24:1185",
    undefined_when: "fewer than two areas; nothing observed; the numerator is not a count; a share; nothing expected",
    does: "4.9% of ordinary areas lie beyond its 95% and 0.18% beyond its 99.8% limits; outliers are part of the fit and widen it, so \
           that half as many are found as by the calibrated rule",
    allows: Allows::Spread,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// Limits that an area would keep within if its own rate were drawn from the gamma distribution fitted to all areas and
/// its count by chance from that rate. The centre is the mean mu of the fitted distribution, which is near 1 but not 1
/// where small areas differ from large ones. When the areas differ no more than by chance, theta diverges
/// and the limits are those of chance alone; `method` says so. `tau2` is 1 / theta, the variance of the true ratios
/// relative to mu^2.
///
/// Nothing is winsorised: one extreme area widens the limits for all.
///
/// # Errors
/// Undefined for amounts and shares, when nothing is expected or observed and for fewer than two areas.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::negative_binomial};
/// let level = [Confidence::new(0.95, "level").unwrap()];
/// let rows = [("A", 60.0, 100.0), ("B", 140.0, 100.0), ("C", 100.0, 100.0), ("D", 95.0, 100.0)];
/// let found = negative_binomial::assess(&Slice::from_expected(Kind::Count, &rows).unwrap(), &level).unwrap();
/// let [low, high] = found.areas[0].limits[0];
/// assert!(0.3 < low && low < 0.5 && 1.5 < high && high < 1.8);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    slice.require_chance_of_counts()?;
    slice.require_expected()?;
    if slice.kind() == Kind::Share {
        return Err(Undefined::because("the model is one of counts, not of shares"));
    }
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free)?;
    let model = |e: f64| {
        let mean = fit.mean * e;
        fit.theta().map_or(Chance::Poisson(mean), |theta| Chance::NegativeBinomial(mean, theta))
    };
    let limits = |e: f64, level: Confidence| model(e).limits(level).map(|limit| limit * fit.mean);
    let verdict = |(o, e): (&f64, &f64)| {
        let mean = fit.mean * e;
        let z = (o - mean) / (mean * (1.0 + mean * fit.variance)).sqrt();
        let limits = levels.iter().map(|level| limits(*e, *level)).collect();
        Verdict { z, p: model(*e).two_sided(*o), limits }
    };
    Ok(Assessment {
        phi: None,
        tau2: Some(fit.variance),
        centre: 1.0,
        method: if fit.theta().is_some() {
            "negative binomial by maximum likelihood"
        } else {
            "negative binomial without overdispersion: theta diverges, limits of chance alone"
        },
        areas: slice.observed().iter().zip(slice.expected()).map(verdict).collect(),
        tests: None,
        curve: Curve::draw(slice, levels, limits),
    })
}
