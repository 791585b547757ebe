//! What is wanted and what is found of neighbours in a slice.

use super::Neighbours;
use super::global::{Association, Weights};
use super::local::{Cluster, Local};
use super::permutation::Permutations;
use super::smooth::{AreaRisk, COMMON, Effect, Model, Parameter, Priors};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::quantile::{quantile, sorted};
use std::sync::Arc;

/// Level of the false-discovery rate at which areas are named as clusters.
pub const FALSE_DISCOVERIES: f64 = 0.05;

/// How the parameters of the smoothing are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Averaged over what is known of them.
    Averaged,
    /// At their most likely values.
    Ml,
    /// The same, with the fixed effects integrated over.
    Reml,
}

crate::worded!(Fit { Averaged = "averaged", Ml = "ml", Reml = "reml" });

/// How areas are smoothed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// The model.
    pub model: Model,
    /// How its parameters are dealt with.
    pub fit: Fit,
    /// Priors where they are averaged.
    pub priors: Priors,
    /// Whether common counts are smoothed too, which changes next to nothing.
    pub anyway: bool,
}

/// What is wanted of a slice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpaceOptions {
    /// What a neighbour weighs in Moran's I and Geary's C.
    pub weights: Weights,
    /// Random orders.
    pub permutations: Permutations,
    /// How areas are smoothed.
    pub smoothing: Smoothing,
}

/// A statistic that does not exist, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Lacks {
    /// Key of the statistic.
    pub what: &'static str,
    /// Why.
    pub reason: String,
}

/// The neighbours that were used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Graph {
    /// Pairs of neighbours.
    pub pairs: usize,
    /// Pieces that no pair of neighbours joins, areas on their own among them.
    pub components: usize,
    /// Codes of the areas without neighbours.
    pub islands: Vec<Arc<str>>,
}

/// What is said of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Area code.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Observed.
    pub observed: f64,
    /// Expected.
    pub expected: f64,
    /// Neighbours.
    pub neighbours: usize,
    /// Smoothed ratio.
    pub risk: Option<AreaRisk>,
    /// The ratio drawn towards that of its neighbours by moments alone (Marshall, local).
    pub eb_local: Option<f64>,
    /// Local Moran's I of its ratio.
    pub moran: Option<Local>,
    /// Local G* of its ratio, in standard deviations.
    pub g: Option<f64>,
    /// p of local association by permutation, and its false-discovery q over the areas.
    pub p: Option<f64>,
    /// The same.
    pub q: Option<f64>,
    /// Where it stands beside its neighbours, where q is at most [`FALSE_DISCOVERIES`].
    pub cluster: Option<Cluster>,
}

/// What neighbours share in a slice.
#[derive(Debug, Clone)]
pub struct Space {
    /// The treatment.
    pub treatment: Arc<str>,
    /// The period.
    pub period: Period,
    /// What the numerator is.
    pub kind: Kind,
    /// What was not used.
    pub set_aside: Vec<SetAside>,
    /// Options.
    pub options: SpaceOptions,
    /// The neighbours.
    pub graph: Graph,
    /// Median over areas of what is observed.
    pub median_observed: f64,
    /// Whether smoothing was left out because counts are common.
    pub common: bool,
    /// Moran's I of the ratios.
    pub moran: Option<Association>,
    /// Its p by permutation.
    pub moran_p: Option<f64>,
    /// Moran's I with chance in small areas taken out, and its p by permutation.
    pub eb_moran: Option<(f64, f64)>,
    /// Geary's C.
    pub geary: Option<Association>,
    /// Getis and Ord's G, and what it would be by chance.
    pub getis_ord: Option<(f64, f64)>,
    /// Standard deviation of the field, its square, and the share that is spatial.
    pub parameters: Option<[Parameter; 3]>,
    /// Log likelihood at the maximum.
    pub log_likelihood: Option<f64>,
    /// Fixed effects.
    pub fixed: Vec<Effect>,
    /// Every area, by code.
    pub areas: Vec<Place>,
    /// What does not exist.
    pub undefined: Vec<Lacks>,
}

impl Space {
    /// Where an area lies beside its neighbours, by cluster: how many areas.
    #[must_use]
    pub fn clusters(&self, cluster: Cluster) -> usize {
        self.areas.iter().filter(|a| a.cluster == Some(cluster)).count()
    }

    /// Nothing yet but the neighbours.
    pub(super) fn empty(slice: &Slice, neighbours: &Neighbours, options: SpaceOptions) -> Self {
        let islands = neighbours.islands().into_iter().map(|i| Arc::clone(&slice.areas()[i].code)).collect();
        let components = neighbours.components().into_iter().max().map_or(0, |last| last + 1);
        let median_observed = quantile(&sorted(slice.observed()), 0.5).unwrap_or(0.0);
        Self {
            treatment: Arc::clone(slice.treatment()),
            period: slice.period(),
            kind: slice.kind(),
            set_aside: slice.set_aside().to_vec(),
            options,
            graph: Graph { pairs: neighbours.pairs().len(), components, islands },
            median_observed,
            common: median_observed >= COMMON && !options.smoothing.anyway,
            moran: None,
            moran_p: None,
            eb_moran: None,
            geary: None,
            getis_ord: None,
            parameters: None,
            log_likelihood: None,
            fixed: Vec::new(),
            areas: Vec::new(),
            undefined: Vec::new(),
        }
    }
}
