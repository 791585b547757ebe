//! What neighbours share in one slice: association, clusters and smoothed ratios of its areas.

use super::Neighbours;
use super::global::{Association, Moments, Weights, geary, getis_ord, moran};
use super::local::{Cluster, Local, Null, local_g, local_moran};
use super::permutation::{Permutations, local_p, moran_p};
use super::rates::{empirical_bayes_moran, local_empirical_bayes, standardised};
use super::smooth::{AreaRisk, COMMON, Counted, Effect, Likelihood, Model, Parameter, Priors, most_likely, smooth};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::outliers::control::benjamini_hochberg;
use crate::quantile::{quantile, sorted};
use crate::regression::Design;
use std::sync::Arc;

/// Level of the false-discovery rate at which areas are named as clusters.
pub const FALSE_DISCOVERIES: f64 = 0.05;

/// How the parameters of the smoothing are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// Averaged over what is known of them.
    Averaged,
    /// At their most likely values.
    Ml,
    /// The same, with the fixed effects integrated over.
    Reml,
}

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

/// Keeps a result, or why there is none.
fn kept<T>(what: &'static str, found: Result<T, Undefined>, undefined: &mut Vec<Lacks>) -> Option<T> {
    found.map_err(|why| undefined.push(Lacks { what, reason: why.reason.into_owned() })).ok()
}

/// Association between neighbours and smoothed ratios of the areas of a slice. `neighbours` and `design` number areas as the slice
/// does.
///
/// # Errors
/// [`Error::Neighbours`] for neighbours or covariates of another number of areas; [`Error::Parameter`] for no permutations.
pub fn space(slice: &Slice, neighbours: &Neighbours, design: &Design, options: SpaceOptions) -> Result<Space, Error> {
    if neighbours.areas() != slice.areas().len() || design.areas() != slice.areas().len() {
        let problem = format!("are of {} areas, the data of {}", neighbours.areas(), slice.areas().len());
        return Err(Error::Neighbours(problem));
    }
    let mut undefined = Vec::new();
    let (observed, expected) = (slice.observed(), slice.expected());
    let islands = neighbours.islands().into_iter().map(|i| Arc::clone(&slice.areas()[i].code)).collect();
    let components = neighbours.components().into_iter().max().map_or(0, |last| last + 1);
    let median_observed = quantile(&sorted(observed), 0.5).unwrap_or(0.0);
    let mut found = Space {
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
    };
    if let Err(why) = slice.require_variation() {
        let reason = why.reason.into_owned();
        found.undefined = ["moran", "rr"].map(|what| Lacks { what, reason: reason.clone() }).into();
        return Ok(found);
    }
    let ratios: Vec<f64> = observed.iter().zip(expected).map(|(o, e)| o / e).collect();
    let weights = options.weights;
    found.moran = kept("moran", moran(&ratios, neighbours, weights, Moments::Randomisation), &mut undefined);
    let p = moran_p(&ratios, neighbours, weights, options.permutations)?;
    found.moran_p = found.moran.and_then(|_| p.ok());
    found.geary = kept("geary", geary(&ratios, neighbours, weights, Moments::Randomisation), &mut undefined);
    found.getis_ord = kept("getis_ord", getis_ord(&ratios, neighbours), &mut undefined);
    let rates = kept("eb_moran", rates(slice), &mut undefined);
    if let Some(rates) = &rates {
        let p = moran_p(rates, neighbours, weights, options.permutations)?;
        let i = empirical_bayes_moran(observed, expected, neighbours, weights);
        found.eb_moran = kept("eb_moran", i.and_then(|i| Ok((i, p?))), &mut undefined);
    }
    found.areas = places(slice, neighbours, &ratios, rates.as_deref(), options, &mut undefined)?;
    let risks = found.smoothed(slice, neighbours, design, &mut undefined)?;
    found.areas.iter_mut().zip(risks).for_each(|(area, risk)| area.risk = Some(risk));
    found.undefined = undefined;
    Ok(found)
}

/// Rates of which the spread does not depend on the size of an area.
fn rates(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    if slice.kind() == Kind::Count {
        standardised(slice.observed(), slice.expected())
    } else {
        Err(Undefined::because("what is observed is not a count"))
    }
}

fn places(
    slice: &Slice,
    neighbours: &Neighbours,
    ratios: &[f64],
    rates: Option<&[f64]>,
    options: SpaceOptions,
    undefined: &mut Vec<Lacks>,
) -> Result<Vec<Place>, Error> {
    let morans = kept("local_moran", local_moran(ratios, neighbours, options.weights, Null::Conditional), undefined);
    let gs = kept("local_g", local_g(ratios, neighbours), undefined);
    // Small areas have the most extreme ratios: clusters are sought among rates that have that taken out.
    let among = rates.unwrap_or(ratios);
    let p = kept("p", local_p(among, neighbours, options.permutations)?, undefined);
    let p = p.unwrap_or_else(|| vec![None; ratios.len()]);
    let q = benjamini_hochberg(&p);
    let quadrants = Cluster::quadrants(among, neighbours);
    let eb = if slice.kind() == Kind::Count {
        local_empirical_bayes(slice.observed(), slice.expected(), neighbours).ok()
    } else {
        None
    };
    let one = |(i, area): (usize, &crate::data::slice::SliceArea)| Place {
        area: Arc::clone(&area.code),
        name: area.name.clone(),
        observed: slice.observed()[i],
        expected: slice.expected()[i],
        neighbours: neighbours.of(i).len(),
        risk: None,
        eb_local: eb.as_ref().map(|eb| eb[i]),
        moran: morans.as_ref().and_then(|m| m[i]),
        g: gs.as_ref().and_then(|g| g[i]),
        p: p[i],
        q: q[i],
        cluster: quadrants[i].filter(|_| q[i].is_some_and(|q| q <= FALSE_DISCOVERIES)),
    };
    Ok(slice.areas().iter().enumerate().map(one).collect())
}

impl Space {
    /// Where an area lies beside its neighbours, by cluster: how many areas.
    #[must_use]
    pub fn clusters(&self, cluster: Cluster) -> usize {
        self.areas.iter().filter(|a| a.cluster == Some(cluster)).count()
    }

    /// Smooths, and enters what that rests on.
    fn smoothed(
        &mut self,
        slice: &Slice,
        neighbours: &Neighbours,
        design: &Design,
        undefined: &mut Vec<Lacks>,
    ) -> Result<Vec<AreaRisk>, Error> {
        if self.common {
            return Ok(Vec::new());
        }
        let data = Counted { observed: slice.observed(), expected: slice.expected(), design, neighbours };
        let smoothing = self.options.smoothing;
        let found = match (slice.kind(), smoothing.fit) {
            (Kind::Amount | Kind::Share, _) => Err(Undefined::because("what is observed is not a count")),
            (Kind::Count, Fit::Averaged) => smooth(&data, smoothing.model, smoothing.priors)?,
            (Kind::Count, Fit::Ml) => most_likely(&data, Likelihood::Maximum)?,
            (Kind::Count, Fit::Reml) => most_likely(&data, Likelihood::Restricted)?,
        };
        let Some(found) = kept("rr", found, undefined) else { return Ok(Vec::new()) };
        self.parameters = Some([found.sigma, found.tau2, found.mixing]);
        self.log_likelihood = found.log_likelihood;
        self.fixed = found.fixed;
        Ok(found.areas)
    }
}
