//! What neighbours share in one slice: association, clusters and smoothed ratios of its areas.

use super::Neighbours;
use super::global::{Moments, geary, getis_ord, moran};
use super::local::{Cluster, Null, local_g, local_moran};
use super::permutation::{local_p, moran_p};
use super::rates::{empirical_bayes_moran, local_empirical_bayes, standardised};
use super::smooth::{AreaRisk, Counted, Likelihood, most_likely, smooth};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::outliers::control::benjamini_hochberg;
use crate::regression::Design;
use std::sync::Arc;

pub use super::found::{FALSE_DISCOVERIES, Fit, Graph, Lacks, Place, Smoothing, Space, SpaceOptions};

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
    let mut found = Space::empty(slice, neighbours, options);
    if let Err(why) = slice.require_variation() {
        let reason = why.reason.into_owned();
        found.undefined = ["moran", "rr"].map(|what| Lacks { what, reason: reason.clone() }).into();
        return Ok(found);
    }
    let mut undefined = Vec::new();
    let ratios: Vec<f64> = slice.observed().iter().zip(slice.expected()).map(|(o, e)| o / e).collect();
    let rates = kept("eb_moran", rates(slice), &mut undefined);
    found.associated(slice, neighbours, (&ratios, rates.as_deref()), &mut undefined)?;
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
    /// Enters association over all areas, of ratios and of rates.
    fn associated(
        &mut self,
        slice: &Slice,
        neighbours: &Neighbours,
        (ratios, rates): (&[f64], Option<&[f64]>),
        undefined: &mut Vec<Lacks>,
    ) -> Result<(), Error> {
        let SpaceOptions { weights, permutations, .. } = self.options;
        self.moran = kept("moran", moran(ratios, neighbours, weights, Moments::Randomisation), undefined);
        let p = moran_p(ratios, neighbours, weights, permutations)?;
        self.moran_p = self.moran.and_then(|_| p.ok());
        self.geary = kept("geary", geary(ratios, neighbours, weights, Moments::Randomisation), undefined);
        self.getis_ord = kept("getis_ord", getis_ord(ratios, neighbours), undefined);
        if let Some(rates) = rates {
            let p = moran_p(rates, neighbours, weights, permutations)?;
            let i = empirical_bayes_moran(slice.observed(), slice.expected(), neighbours, weights);
            self.eb_moran = kept("eb_moran", i.and_then(|i| Ok((i, p?))), undefined);
        }
        Ok(())
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
