//! What is said about an index of a slice, and how far areas differ beyond chance: the types.

use crate::simulation::jackknife::Jackknifed;
use crate::simulation::method::{IndexInterval, NullDraws};
use std::borrow::Cow;

/// One index of one slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// Identifier of the index.
    pub id: Cow<'static, str>,
    /// Name in words.
    pub title: Cow<'static, str>,
    /// The value; `None` when undefined.
    pub value: Option<f64>,
    /// Lower limit of the interval.
    pub lower: Option<f64>,
    /// Upper limit of the interval.
    pub upper: Option<f64>,
    /// Confidence of the interval; `None` without one.
    pub confidence: Option<f64>,
    /// How the interval was made; `None` without one.
    pub interval_method: Option<IndexInterval>,
    /// Probability of a value at least as extreme by chance alone; `None` without a simulated null.
    pub p: Option<f64>,
    /// Quantiles 5, 50 and 95 % of the index by chance alone; `None` without a simulated null.
    pub null: Option<[f64; 3]>,
    /// What p and null stand for, where that is not chance alone: areas permuted among groups, for what lies between groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null_method: Option<NullDraws>,
    /// The reason why there is no value; `None` when there is one.
    pub undefined: Option<String>,
    /// What a reader must know before quoting the value.
    pub note: Option<String>,
    /// A check of the interval by leaving out one area at a time; `None` where none was asked for.
    #[serde(flatten)]
    pub jackknife: Option<Jackknifed>,
}

/// Random against real: the observed variance of O/E, weighted by E, as the sum of what chance gives and of what is left.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RandomAgainstReal {
    /// sum E (O/E - m)^2 / sum E, relative to the squared mean m.
    pub observed: f64,
    /// What chance alone gives on average: (n - 1) / sum E, times (1 - p) for a share, times the repeat factor.
    pub chance: f64,
    /// The rest; 0 when less than chance was observed.
    pub systematic: f64,
    /// `chance` / `observed`, at most 1.
    pub chance_share: f64,
    /// `systematic` / `observed`.
    pub systematic_share: f64,
}

/// What the simulations behind the null and the intervals of the indices took for granted.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Simulated {
    /// Simulated sets of counts, for the null and again for the intervals.
    pub replicates: usize,
    /// Seed.
    pub seed: u64,
    /// Events per person.
    pub repeat_factor: f64,
    /// How chance was simulated; `None` where there is no chance model.
    pub null_method: Option<NullDraws>,
    /// What a reader must know before quoting p or an interval.
    pub warning: Option<&'static str>,
}

/// The overdispersion found in a slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Overdispersion {
    /// Mean squared (winsorised) z score: 1 when areas differ by chance alone.
    pub phi: Option<f64>,
    /// Between-area variance on the transformed scale.
    pub tau2: Option<f64>,
    /// How both were found.
    pub method: &'static str,
    /// The reason why there is none; `None` when there is one.
    pub undefined: Option<String>,
}
