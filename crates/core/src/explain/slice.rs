//! How much of the differences of one slice goes with need.

use super::explained::{ExplainOptions, Explained, empty};
use super::fitted::{ExplainedArea, Figures, Models, SpreadIs, by_group, coefficients, corrected, share};
use super::interval::interval;
use super::need::{Joined, NeedGroup};
use crate::chance;
use crate::data::kind::ExpectedFrom;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::regression::{Design, poisson};
use crate::sampling::stream::{Purpose, Streams};
use std::collections::BTreeSet;
use std::sync::Arc;

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

fn figures(slice: &Slice, areas: &[usize]) -> Result<Figures, Undefined> {
    slice.require_variation()?;
    slice.require_none_below_zero()?;
    let of = |values: &[f64]| -> Vec<f64> { areas.iter().map(|i| values[*i]).collect() };
    let base = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator,
        _ => slice.expected(),
    };
    let is = if slice.require_chance_of_counts().is_ok() { SpreadIs::Gamma } else { SpreadIs::Weighted };
    // Relative to counts: the models are those of counts, and shares vary less by chance.
    let phi = slice.dispersion().unwrap_or(1.0) * chance::base(slice);
    if phi <= 0.0 {
        return Err(Undefined::because("every area reaches 100 %, so that they do not differ"));
    }
    Ok(Figures { observed: of(slice.observed()), exposure: of(base), phi, is })
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
    let said = |p: f64| {
        format!(
            "a share is modelled by its ratio to the expected one, with chance as of a share at the overall one ({p:.3}): its variance is {:.3} of \
             that of a count",
            1.0 - p
        )
    };
    slice.overall_share().map(said)
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
            denominator: area.denominator,
            expected: *expected,
            ratio: area.observed / expected,
        }
    };
    numbers.iter().zip(&fit.means).map(one).collect()
}
