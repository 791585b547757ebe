//! What is asked of a model on need, and what is found.

use super::fitted::{Coefficient, ExplainedArea, GroupShare, Models, SpreadIs};
use super::need::{Joined, NeedGroup};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::rates::interval::Confidence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainOptions {
    /// Confidence of the interval of the share.
    pub confidence: Confidence,
    /// Draws of areas behind it; 0 for none.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// The region of each area by area code, for clustered standard errors.
    pub regions: Option<BTreeMap<Arc<str>, Arc<str>>>,
}

/// How much of the differences of one slice goes with need. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Explained {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// Areas of the models.
    pub areas_used: usize,
    /// Covariates of the model with all of them.
    pub covariates: usize,
    /// What is measured before and after.
    pub spread: SpreadIs,
    /// Variance of chance over that of independent events (binomial for a share), which was allowed for; `None` where every event is
    /// taken as another person.
    pub chance_phi: Option<f64>,
    /// How far areas differ before and after.
    pub model: Models,
    /// 1 - after / before.
    pub share: Option<f64>,
    /// The share corrected for the number of covariates: the headline. It can be below zero.
    pub share_adjusted: Option<f64>,
    /// Lower end of the interval of the corrected share.
    pub lower: Option<f64>,
    /// Upper end of the interval of the corrected share.
    pub upper: Option<f64>,
    /// Confidence of that interval.
    pub confidence: f64,
    /// Draws of areas behind it.
    pub replicates: usize,
    /// The reason why there is no share; `None` where there is one.
    pub undefined: Option<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Each group of covariates.
    pub groups: Vec<GroupShare>,
    /// Coefficients of the Poisson model with all covariates.
    pub coefficients: Vec<Coefficient>,
    /// Expected values and ratios after need, sorted by area code.
    pub areas: Vec<ExplainedArea>,
    /// Areas without a value of some covariate, which no model uses.
    pub left_out: Vec<LeftOut>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// An area that has no value of some covariate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// The covariates that it lacks.
    pub lacks: Vec<Arc<str>>,
}

pub(super) fn empty(slice: &Slice, joined: &Joined, need: &[NeedGroup], options: &ExplainOptions) -> Explained {
    let left = |(i, lacks): &(usize, Vec<Arc<str>>)| {
        let area = &slice.areas()[*i];
        LeftOut { area: Arc::clone(&area.code), name: area.name.clone(), lacks: lacks.clone() }
    };
    Explained {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        areas_used: joined.areas.len(),
        covariates: need.iter().map(|g| g.columns.len()).sum(),
        spread: SpreadIs::Gamma,
        chance_phi: slice.dispersion(),
        model: Models::default(),
        share: None,
        share_adjusted: None,
        lower: None,
        upper: None,
        confidence: options.confidence.level(),
        replicates: options.replicates,
        undefined: None,
        notes: Vec::new(),
        groups: Vec::new(),
        coefficients: Vec::new(),
        areas: Vec::new(),
        left_out: joined.lacking.iter().map(left).collect(),
        set_aside: slice.set_aside().to_vec(),
    }
}
