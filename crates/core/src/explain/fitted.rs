//! The models of one slice before and after need.

use super::need::Joined;
use crate::error::{Error, Undefined};
use crate::number::finite;
use crate::regression::negative_binomial::{self, Fit as Gamma};
use crate::regression::{Covariate, Design, errors, log_normal, poisson};
use std::sync::Arc;

/// What is measured before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpreadIs {
    /// The gamma variance of rates: what is left of the differences without chance.
    Gamma,
    /// The weighted variance of O / E, chance included: for money and quantities of which chance is not known.
    Weighted,
}

crate::worded!(SpreadIs { Gamma = "gamma-variance", Weighted = "weighted-variance" });

/// How far areas differ around a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Spread {
    /// Gamma variance of the areas' rates (alpha of NB2, 1 / theta).
    pub alpha: Option<f64>,
    /// Variance of their logarithm in the log-normal model.
    pub tau2_lognormal: Option<f64>,
    /// Systematic component of variation with the fitted means as expected values.
    pub scv: Option<f64>,
    /// Log likelihood of the model with gamma-distributed rates.
    pub loglik: Option<f64>,
    /// sum w (O/E - 1)^2 with w = E / sum E: chance is part of it.
    pub weighted_variance: Option<f64>,
}

/// How far areas differ without and with need.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Models {
    /// The constant alone.
    pub before: Spread,
    /// With all covariates.
    pub after: Spread,
}

/// What goes with one group of covariates, as parts of the differences before.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GroupShare {
    /// The group.
    pub name: Arc<str>,
    /// Its covariates.
    pub covariates: Vec<Arc<str>>,
    /// The share of a model with this group alone.
    pub alone: Option<f64>,
    /// What the share of all groups has more than that of all others.
    pub last: Option<f64>,
    /// `alone`, corrected for the number of covariates.
    pub alone_adjusted: Option<f64>,
    /// `last` of corrected shares.
    pub last_adjusted: Option<f64>,
}

/// One coefficient of the model with all covariates, on the scale of the covariate.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Coefficient {
    /// The covariate, or `(Intercept)`.
    pub name: Arc<str>,
    /// Difference of ln(rate) for one unit more of it.
    pub estimate: f64,
    /// Standard error without the Poisson variance taken for granted (HC1).
    pub se_hc1: Option<f64>,
    /// Standard error where areas of a region are alike; without regions absent.
    pub se_cluster: Option<f64>,
    /// Ratio of rates of two areas that are one standard deviation apart in it; absent for the constant.
    pub ratio_per_sd: Option<f64>,
}

/// One area after need.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ExplainedArea {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator; `None` where expected values were given alone.
    pub denominator: Option<f64>,
    /// What an area of this need is expected to have.
    pub expected: f64,
    /// Observed / expected.
    pub ratio: f64,
}

/// The figures of the areas that are compared.
pub(super) struct Figures {
    pub(super) observed: Vec<f64>,
    /// Denominators, or expected values that were given.
    pub(super) exposure: Vec<f64>,
    /// Variance of chance over that of independent counts: below 1 for a share.
    pub(super) phi: f64,
    pub(super) is: SpreadIs,
}

impl Figures {
    /// Counts of effective events.
    pub(super) fn effective(&self) -> Vec<f64> {
        self.observed.iter().map(|o| o / self.phi).collect()
    }

    /// The measure of spread around a model with these covariates.
    pub(super) fn measured(&self, covariates: &[Covariate]) -> Result<Result<f64, Undefined>, Error> {
        let design = Design::new(self.observed.len(), covariates)?;
        Ok(match self.is {
            SpreadIs::Gamma => self.gamma(&design).map(|fit| fit.variance),
            SpreadIs::Weighted => {
                poisson::fit(&self.observed, &self.exposure, &design).map(|f| weighted(&self.observed, &f))
            }
        })
    }

    pub(super) fn gamma(&self, design: &Design) -> Result<Gamma, Undefined> {
        negative_binomial::fit(&self.effective(), &self.exposure, design)
    }

    /// Everything that is said of a model.
    pub(super) fn spread(&self, design: &Design) -> Result<Spread, Undefined> {
        let fit = poisson::fit(&self.observed, &self.exposure, design)?;
        let variance = finite(weighted(&self.observed, &fit));
        if self.is == SpreadIs::Weighted {
            return Ok(Spread { weighted_variance: variance, ..Spread::default() });
        }
        let effective = self.effective();
        let gamma = self.gamma(design)?;
        let chance = poisson::fit(&effective, &self.exposure, design)?;
        Ok(Spread {
            alpha: finite(gamma.variance),
            tau2_lognormal: log_normal::fit(&effective, &self.exposure, design).ok().and_then(|f| finite(f.variance)),
            scv: finite(chance.scv(&effective)),
            loglik: finite(gamma.log_likelihood(&effective)),
            weighted_variance: variance,
        })
    }
}

/// sum E (O/E - 1)^2 / sum E.
pub(super) fn weighted(observed: &[f64], fit: &poisson::Fit) -> f64 {
    let total: f64 = fit.means.iter().sum();
    fit.pearson(observed) / total
}

/// 1 - after / before; `None` where areas did not differ before.
pub(super) fn share(before: f64, after: f64) -> Option<f64> {
    if before > 0.0 { finite(1.0 - after / before) } else { None }
}

/// A share corrected for what `k` covariates that have nothing to do with it go with in `n` areas.
pub(super) fn corrected(share: f64, n: usize, k: usize) -> f64 {
    let (n, k) = (n as f64, k as f64);
    1.0 - (1.0 - share) * (n - 1.0) / (n - k - 1.0)
}

/// The shares of each group alone and last.
pub(super) fn by_group(
    figures: &Figures,
    joined: &Joined,
    names: impl Iterator<Item = Arc<str>>,
    [before, after]: [f64; 2],
) -> Result<Vec<GroupShare>, Error> {
    let (n, all) = (joined.areas.len(), joined.groups.iter().flatten().count());
    let whole = share(before, after);
    let one = |(at, name): (usize, Arc<str>)| {
        let (only, without) = (joined.only(at), joined.without(at));
        let of = |covariates: &[Covariate]| -> Result<Option<f64>, Error> {
            Ok(figures.measured(covariates)?.ok().and_then(|v| share(before, v)))
        };
        let (alone, others) = (of(&only)?, of(&without)?);
        let minus = |k: usize, s: Option<f64>| s.map(|s| corrected(s, n, k));
        Ok(GroupShare {
            name,
            covariates: only.iter().map(|c| Arc::clone(&c.name)).collect(),
            alone,
            last: whole.zip(others).map(|(all, rest)| all - rest),
            alone_adjusted: minus(only.len(), alone),
            last_adjusted: minus(all, whole).zip(minus(all - only.len(), others)).map(|(all, rest)| all - rest),
        })
    };
    names.enumerate().map(one).collect()
}

/// The coefficients with their errors.
pub(super) fn coefficients(
    figures: &Figures,
    fit: &poisson::Fit,
    design: &Design,
    covariates: &[Covariate],
    regions: Option<&[Arc<str>]>,
) -> Vec<Coefficient> {
    let hc1 = errors::hc1(&figures.observed, fit, design).ok();
    let cluster = regions.and_then(|regions| errors::clustered(&figures.observed, fit, design, regions).ok());
    let at = |errors: &Option<Vec<f64>>, i: usize| errors.as_ref().and_then(|e| finite(e[i]));
    let one = |(i, estimate): (usize, &f64)| {
        let covariate = i.checked_sub(1).map(|i| &covariates[i]);
        Coefficient {
            name: covariate.map_or_else(|| "(Intercept)".into(), |c| Arc::clone(&c.name)),
            estimate: *estimate,
            se_hc1: at(&hc1, i),
            se_cluster: at(&cluster, i),
            ratio_per_sd: covariate.and_then(|c| finite(libm::exp(estimate * deviation(&c.values)))),
        }
    };
    fit.coefficients.iter().enumerate().map(one).collect()
}

/// Standard deviation over areas, each the same.
fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
