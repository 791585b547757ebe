//! What is asked of an opportunity, and what is found.

use super::savings::SavingsIs;
use super::target::MoveTo;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::data::treatment::Polarity;
use crate::rates::interval::Confidence;
use crate::similar::Likeness;
use crate::simulation::method::IndexInterval;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct OpportunityOptions {
    /// What every area is moved to.
    pub to: MoveTo,
    /// Which way is better.
    pub polarity: Polarity,
    /// What similar areas have alike; for [`MoveTo::Similar`] alone.
    pub likeness: Option<Likeness>,
    /// The target of each area that has one, in the unit of the numerator per one of the denominator; for [`MoveTo::Column`] alone.
    pub targets: BTreeMap<Arc<str>, f64>,
    /// Confidence of the interval.
    pub confidence: Confidence,
    /// Draws behind the interval and behind what chance gives; 0 for none.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
}

/// What one slice would come to at the target. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Opportunity {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// What every area is moved to.
    pub target_is: MoveTo,
    /// That rate; `None` where it differs between areas.
    pub target: Option<f64>,
    /// The column of the groups whose areas are each other's peers; `None` without groups.
    pub groups: Option<Arc<str>>,
    /// Which savings of OpenPrescribing these are, in pounds; `None` for what is worked out here.
    pub savings: Option<SavingsIs>,
    /// Which way is better.
    pub polarity: &'static str,
    /// Sum over areas of the distance to the target times the denominator, in units of the numerator: above zero where areas
    /// would have less of it (more, where more is better).
    pub signed: Option<f64>,
    /// The same over areas on the wrong side of the target alone.
    pub clipped: Option<f64>,
    /// What chance alone would give in the clipped sum.
    pub by_chance: Option<f64>,
    /// The clipped sum less what chance alone would give if areas did not differ: too low where they do.
    pub beyond_chance: Option<f64>,
    /// Lower end of the interval of what is beyond chance, all of `by_chance` taken off.
    pub lower: Option<f64>,
    /// Upper end of it, nothing taken off: where areas differ much, chance adds little.
    pub upper: Option<f64>,
    /// Confidence of that interval.
    pub confidence: f64,
    /// What was drawn for it.
    pub interval_method: Option<IndexInterval>,
    /// Whether the interval lies above zero; otherwise none is shown.
    pub shown: bool,
    /// The reason why there are no figures; `None` where there are.
    pub undefined: Option<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Each area, sorted by code.
    pub areas: Vec<AreaOpportunity>,
    /// Areas without similar ones, or without a target of their own, which have no target.
    pub left_out: Vec<Arc<str>>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// What one area would come to at its target.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaOpportunity {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What was observed.
    pub observed: f64,
    /// What rates are over: the denominator, or the expected value where one is given.
    pub denominator: f64,
    /// The one over the other.
    pub rate: f64,
    /// The rate that it is moved to.
    pub target: f64,
    /// Distance to it times the denominator.
    pub signed: f64,
    /// The same, 0 on the right side of the target.
    pub clipped: f64,
}

pub(super) fn empty(slice: &Slice, options: &OpportunityOptions) -> Opportunity {
    Opportunity {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        target_is: options.to.clone(),
        target: None,
        groups: None,
        savings: None,
        polarity: options.polarity.word(),
        signed: None,
        clipped: None,
        by_chance: None,
        beyond_chance: None,
        lower: None,
        upper: None,
        confidence: options.confidence.level(),
        interval_method: None,
        shown: false,
        undefined: None,
        notes: Vec::new(),
        areas: Vec::new(),
        left_out: Vec::new(),
        set_aside: slice.set_aside().to_vec(),
    }
}
