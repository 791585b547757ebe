//! Tables of what neighbours share.

mod rows;

use super::lines::{SCHEMA, to_lines};
use crate::error::Error;
use crate::words;
pub use rows::{space_csv, space_table};
use serde::Serialize;
use std::collections::BTreeMap;
use unwarranted_core::Period;
use unwarranted_core::space::global::Weights;
use unwarranted_core::space::local::Cluster;
use unwarranted_core::space::slice::{Fit, Graph, Lacks, Place, Space};
use unwarranted_core::space::smooth::{Effect, Model, Parameter};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    treatment: &'a str,
    measure: Option<&'a str>,
    period: Period,
    headline: String,
    neighbours: Near<'a>,
    areas_used: usize,
    median_observed: f64,
    smoothed: bool,
    moran: Option<Moran>,
    eb_moran: Option<EbMoran>,
    geary: Option<Geary>,
    getis_ord: Option<GetisOrd>,
    permutations: usize,
    seed: u64,
    model: Model,
    fit: Fit,
    priors: Option<Priors>,
    sigma: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phi: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rho: Option<f64>,
    tau2: Option<f64>,
    log_likelihood: Option<f64>,
    parameters: BTreeMap<&'static str, Parameter>,
    fixed: &'a [Effect],
    undefined: &'a [Lacks],
    areas: Vec<Area<'a>>,
}

#[derive(Serialize)]
struct Near<'a> {
    from: &'a str,
    weights: &'static str,
    #[serde(flatten)]
    graph: &'a Graph,
}

#[derive(Serialize)]
struct Moran {
    i: f64,
    expected: f64,
    variance: f64,
    z: f64,
    p: f64,
    p_permutation: Option<f64>,
}

#[derive(Serialize)]
struct EbMoran {
    i: f64,
    p_permutation: f64,
}

#[derive(Serialize)]
struct Geary {
    c: f64,
    expected: f64,
    variance: f64,
    z: f64,
    p: f64,
}

#[derive(Serialize)]
struct GetisOrd {
    g: f64,
    expected: f64,
}

#[derive(Serialize)]
struct Priors {
    sigma: String,
    mixing: String,
    fixed: &'static str,
}

#[derive(Serialize)]
pub(super) struct Area<'a> {
    pub(super) area: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) observed: f64,
    pub(super) expected: f64,
    pub(super) ratio: f64,
    pub(super) rr: Option<f64>,
    pub(super) rr_sd: Option<f64>,
    pub(super) rr_lower: Option<f64>,
    pub(super) rr_upper: Option<f64>,
    pub(super) p_above_1: Option<f64>,
    pub(super) neighbours: usize,
    pub(super) local_moran: Option<f64>,
    pub(super) local_moran_z: Option<f64>,
    pub(super) local_g: Option<f64>,
    pub(super) local_p: Option<f64>,
    pub(super) local_q: Option<f64>,
    pub(super) cluster: Option<Cluster>,
    pub(super) eb_local: Option<f64>,
}

impl<'a> Area<'a> {
    pub(super) fn of(place: &'a Place) -> Self {
        Self {
            area: &place.area,
            name: place.name.as_deref(),
            observed: place.observed,
            expected: place.expected,
            ratio: place.observed / place.expected,
            rr: place.risk.map(|r| r.rr),
            rr_sd: place.risk.map(|r| r.sd),
            rr_lower: place.risk.map(|r| r.lower),
            rr_upper: place.risk.map(|r| r.upper),
            p_above_1: place.risk.map(|r| r.p_above_1),
            neighbours: place.neighbours,
            local_moran: place.moran.map(|m| m.value),
            local_moran_z: place.moran.map(|m| m.z),
            local_g: place.g,
            local_p: place.p,
            local_q: place.q,
            cluster: place.cluster,
            eb_local: place.eb_local,
        }
    }
}

/// What neighbours share, as JSON. `from` says how neighbours were found.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn space_json(s: &Space, labels: &LabelsBy, from: &str) -> Result<String, Error> {
    let smoothing = s.options.smoothing;
    let parameter = |which: usize| s.parameters.map(|p| p[which]);
    let share = parameter(2).map(|p| p.estimate);
    let bym2 = smoothing.model == Model::Bym2;
    let names = ["sigma", "tau2", if bym2 { "phi" } else { "rho" }];
    let document = Document {
        schema: SCHEMA,
        treatment: &s.treatment,
        measure: labels.get(&s.treatment).map(|l| l.measure.as_str()),
        period: s.period,
        headline: words::space(s),
        neighbours: Near { from, weights: weights(s.options.weights), graph: &s.graph },
        areas_used: s.areas.len(),
        median_observed: s.median_observed,
        smoothed: s.parameters.is_some(),
        moran: moran(s),
        eb_moran: s.eb_moran.map(|(i, p_permutation)| EbMoran { i, p_permutation }),
        geary: geary(s),
        getis_ord: s.getis_ord.map(|(g, expected)| GetisOrd { g, expected }),
        permutations: s.options.permutations.replicates,
        seed: s.options.permutations.seed,
        model: smoothing.model,
        fit: smoothing.fit,
        priors: priors(s),
        sigma: parameter(0).map(|p| p.estimate),
        phi: share.filter(|_| bym2),
        rho: share.filter(|_| !bym2),
        tau2: parameter(1).map(|p| p.estimate),
        log_likelihood: s.log_likelihood,
        parameters: s.parameters.into_iter().flat_map(|p| names.into_iter().zip(p)).collect(),
        fixed: &s.fixed,
        undefined: &s.undefined,
        areas: s.areas.iter().map(Area::of).collect(),
    };
    to_lines(&document, 2)
}

fn moran(s: &Space) -> Option<Moran> {
    let m = s.moran?;
    let p_permutation = s.moran_p;
    Some(Moran { i: m.value, expected: m.expected, variance: m.variance, z: m.z, p: m.p, p_permutation })
}

fn geary(s: &Space) -> Option<Geary> {
    let c = s.geary?;
    Some(Geary { c: c.value, expected: c.expected, variance: c.variance, z: c.z, p: c.p })
}

/// The priors, where parameters are averaged over them.
fn priors(s: &Space) -> Option<Priors> {
    let smoothing = s.options.smoothing;
    (smoothing.fit == Fit::Averaged).then(|| Priors {
        sigma: smoothing.priors.sigma.to_string(),
        mixing: smoothing.priors.mixing.to_string(),
        fixed: "normal, variance 1000 per standard deviation of a covariate",
    })
}

fn weights(weights: Weights) -> &'static str {
    match weights {
        Weights::Row => "row",
        Weights::Binary => "binary",
    }
}
