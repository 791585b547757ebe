//! How much of the differences of one slice goes with need.

use super::fitted::{
    Coefficient, ExplainedArea, Figures, GroupShare, Models, SpreadIs, by_group, coefficients, corrected, share,
};
use super::interval::interval;
use super::need::{Joined, NeedGroup};
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::rates::interval::Confidence;
use crate::regression::{Design, poisson};
use crate::sampling::stream::{Purpose, Streams};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Variance of chance over that of independent events, which was allowed for; `None` where every event is taken as another
    /// person.
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

/// How much of the differences between the areas of a slice goes with these groups of covariates.
///
/// Where the slice has a dispersion ([`Slice::with_dispersion`]), spread is measured in effective events. Where chance is not known, as
/// of money, the weighted variance of O / E takes the place of the gamma variance. Areas without a value of a covariate are left
/// out of both models and listed.
///
/// # Errors
/// [`Error::Covariates`] for a covariate that is the same everywhere or follows from others, and for more covariates than the
/// areas carry (fewer than four areas each).
///
/// ```
/// use unwarranted_core::explain::{ExplainOptions, NeedColumn, NeedGroup, explain};
/// use unwarranted_core::{Kind, Slice, interval::Confidence};
/// let rows: Vec<(String, f64, f64)> = (0..20)
///     .map(|i| (format!("A{i:02}"), 100.0 + 10.0 * f64::from(i) + 40.0 * f64::from(i % 3), 1000.0))
///     .collect();
/// let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o, d)| (code.as_str(), *o, *d)).collect();
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let values = (0..20).map(|i| (format!("A{i:02}").as_str().into(), f64::from(i))).collect();
/// let need = [NeedGroup { name: "age".into(), columns: vec![NeedColumn { name: "old".into(), values }] }];
/// let confidence = Confidence::new(0.95, "confidence").unwrap();
/// let options = ExplainOptions { confidence, replicates: 99, seed: 1, regions: None };
/// let found = explain(&slice, &need, &options).unwrap();
/// assert!(found.share_adjusted > Some(0.4) && found.share_adjusted < found.share);
/// ```
pub fn explain(slice: &Slice, need: &[NeedGroup], options: &ExplainOptions) -> Result<Explained, Error> {
    let joined = Joined::new(slice, need);
    let mut found = empty(slice, &joined, need, options);
    if let Err(undefined) = joined.require_areas() {
        return Ok(Explained { undefined: Some(undefined.reason.into_owned()), ..found });
    }
    let weak = joined.require_enough()?;
    let design = Design::new(joined.areas.len(), &joined.all())?;
    let figures = match figures(slice, &joined.areas) {
        Ok(figures) => figures,
        Err(undefined) => return Ok(Explained { undefined: Some(undefined.reason.into_owned()), ..found }),
    };
    found.notes.extend(weak);
    found.notes.extend(cautions(slice, &figures));
    found.spread = figures.is;
    if let Err(undefined) = enter(&mut found, &figures, (&joined, &design), options, slice)? {
        found.undefined = Some(undefined.reason.into_owned());
    }
    found.groups = match measures(&found) {
        Some(measures) => by_group(&figures, &joined, need.iter().map(|g| Arc::clone(&g.name)), measures)?,
        None => Vec::new(),
    };
    Ok(found)
}

/// The measure of spread before and after.
fn measures(found: &Explained) -> Option<[f64; 2]> {
    let of = |model: &super::Spread| match found.spread {
        SpreadIs::Gamma => model.alpha,
        SpreadIs::Weighted => model.weighted_variance,
    };
    of(&found.model.before).zip(of(&found.model.after)).map(|(before, after)| [before, after])
}

/// Enters models, shares, coefficients and areas.
fn enter(
    found: &mut Explained,
    figures: &Figures,
    (joined, design): (&Joined, &Design),
    options: &ExplainOptions,
    slice: &Slice,
) -> Result<Result<(), Undefined>, Error> {
    let fit = match poisson::fit(&figures.observed, &figures.exposure, design) {
        Ok(fit) => fit,
        Err(undefined) => return Ok(Err(undefined)),
    };
    let regions = regions(slice, &joined.areas, options)?;
    found.coefficients = coefficients(figures, &fit, design, &joined.all(), regions.as_deref());
    found.notes.extend(regions.as_deref().and_then(few_regions));
    found.areas = areas(slice, &joined.areas, &fit);
    let models = figures.spread(&Design::constant(joined.areas.len())).and_then(|b| Ok((b, figures.spread(design)?)));
    let (before, after) = match models {
        Ok(models) => models,
        Err(undefined) => return Ok(Err(undefined)),
    };
    found.model = Models { before, after };
    let Some(raw) = measures(found).and_then(|[before, after]| share(before, after)) else {
        return Ok(Err(Undefined::because(
            "areas do not differ by more than chance, so that there is nothing to explain",
        )));
    };
    found.share = Some(raw);
    found.share_adjusted = Some(corrected(raw, joined.areas.len(), found.covariates));
    if options.replicates > 0 {
        let streams = Streams::new(options.seed, Purpose::Need, slice);
        match interval(figures, design, streams, options.replicates, options.confidence) {
            Ok([lower, upper]) => (found.lower, found.upper) = (Some(lower), Some(upper)),
            Err(undefined) => found.notes.push(format!("no interval: {}", undefined.reason)),
        }
    }
    Ok(Ok(()))
}

fn empty(slice: &Slice, joined: &Joined, need: &[NeedGroup], options: &ExplainOptions) -> Explained {
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

fn figures(slice: &Slice, areas: &[usize]) -> Result<Figures, Undefined> {
    slice.require_variation()?;
    slice.require_none_below_zero()?;
    let of = |values: &[f64]| -> Vec<f64> { areas.iter().map(|i| values[*i]).collect() };
    let base = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator,
        _ => slice.expected(),
    };
    let is = if slice.require_chance_of_counts().is_ok() { SpreadIs::Gamma } else { SpreadIs::Weighted };
    Ok(Figures { observed: of(slice.observed()), exposure: of(base), phi: slice.dispersion().unwrap_or(1.0), is })
}

/// What limits the share.
fn cautions(slice: &Slice, figures: &Figures) -> Option<String> {
    if figures.is == SpreadIs::Weighted {
        let why = slice.require_chance_of_counts().err().map_or_else(String::new, |u| format!("{}: ", u.reason));
        return Some(format!(
            "{why}the share is that of the weighted variance of observed over expected, which has chance in it and so is too \
             small where chance is large"
        ));
    }
    (slice.kind() == Kind::Share && slice.expected_from() == ExpectedFrom::Internal).then(|| {
        "a share is modelled by its ratio to the expected one, with chance as of independent events, a little more than that of a \
         share"
            .to_owned()
    })
}

/// The region of each area, where regions were given.
fn regions(slice: &Slice, areas: &[usize], options: &ExplainOptions) -> Result<Option<Vec<Arc<str>>>, Error> {
    let Some(known) = &options.regions else { return Ok(None) };
    let of = |i: &usize| {
        let code = &slice.areas()[*i].code;
        let missing = || Error::Covariates(format!("area {code} has no region"));
        known.get(code).cloned().ok_or_else(missing)
    };
    areas.iter().map(of).collect::<Result<Vec<_>, _>>().map(Some)
}

fn few_regions(regions: &[Arc<str>]) -> Option<String> {
    const FEW: usize = 20;
    let count = regions.iter().collect::<BTreeSet<_>>().len();
    let said = match count {
        1 => "all areas are in one region, so that there are no standard errors by region".to_owned(),
        _ => format!("standard errors by region rest on {count} regions, which makes them too small"),
    };
    (count < FEW).then_some(said)
}

fn areas(slice: &Slice, numbers: &[usize], fit: &poisson::Fit) -> Vec<ExplainedArea> {
    let one = |(i, expected): (&usize, &f64)| {
        let area = &slice.areas()[*i];
        ExplainedArea {
            area: Arc::clone(&area.code),
            name: area.name.clone(),
            observed: area.observed,
            expected: *expected,
            ratio: area.observed / expected,
        }
    };
    numbers.iter().zip(&fit.means).map(one).collect()
}
