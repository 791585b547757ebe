//! Runs every statistic on a slice.

use crate::chance::Dispersion;
use crate::data::adjusted::Adjusted;
use crate::data::kind::KindFrom;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::findings::among;
use crate::findings::area_finding::AreaFinding;
use crate::findings::area_rates::{self, RateOptions};
use crate::findings::areas;
use crate::findings::assessed::{against_chance, assessed, overdispersion, up_to_the_whole};
use crate::findings::chance;
use crate::findings::checked::Checked;
use crate::findings::estimates;
use crate::findings::found::{Compared, Findings, SliceFindings};
use crate::findings::gradient::gradient;
use crate::findings::options::AnalysisOptions;
use crate::findings::standardised::{Standardised, StandardisedBy};
use crate::number::finite;
use crate::outliers::Assessment;
use crate::outliers::ranks::{Ranks, ranks};
use crate::quantile::{quantile, sorted};
use crate::rates::interval::Confidence;
use rayon::prelude::*;

/// Every finding about one slice.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range. A figure that cannot be computed for this slice is not an error: it is
/// `None` with its reason.
///
/// ```
/// use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse};
/// let rows = [("A", 90.0, 1000.0), ("B", 110.0, 1000.0), ("C", 100.0, 1000.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = analyse(&slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap();
/// assert_eq!(found.rate, Some(100.0));
/// assert_eq!(found.areas[1].flag, None, "three areas are too few for the default rule");
/// let exact = analyse(&slice, &AnalysisOptions { rule: "exact", ..AnalysisOptions::default() }).unwrap();
/// assert_eq!(exact.areas[1].flag.unwrap().to_string(), "none");
/// ```
pub fn analyse(slice: &Slice, options: &AnalysisOptions) -> Result<SliceFindings, Error> {
    let options = Checked::new(options)?;
    area_rates::check(slice, options.interval)?;
    Ok(findings(slice, &options, options.per))
}

/// [`analyse`] of every slice, in the order of the slices, on as many threads as rayon has. The result does not depend
/// on their number.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range.
pub fn analyse_all(slices: &[Slice], options: &AnalysisOptions) -> Result<Findings, Error> {
    let options = Checked::new(options)?;
    slices.iter().try_for_each(|slice| area_rates::check(slice, options.interval))?;
    Ok(slices.par_iter().map(|slice| findings(slice, &options, options.per)).collect())
}

/// The findings about a slice with rates per `per`.
pub(super) fn findings(slice: &Slice, options: &Checked, per: f64) -> SliceFindings {
    let known = Dispersion::of(slice, options.per_person(slice));
    // Counts of one event per person have the models of independent events.
    let independent = |d: &Dispersion| d.phi <= 1.0 && slice.require_counts().is_ok();
    let dispersed = known.as_ref().ok().filter(|d| !independent(d));
    let dispersed = dispersed.map(|d| slice.clone().with_dispersion(d.phi));
    let slice = dispersed.as_ref().unwrap_or(slice);
    let wanted = options.wanted;
    let verdicts = Verdicts::of(slice, options, per);
    let mut areas = with_positions(slice, options, per, &known, &verdicts);
    let similar = if wanted.intervals() { among::enter(slice, options, per, &mut areas) } else { None };
    let told: Vec<Option<f64>> = areas.iter().map(|a| a.rate).collect();
    let split = || estimates::random_against_real(slice, options.simulation(slice).repeat_factor);
    let Verdicts { plain, adjusted, ranked } = verdicts;
    SliceFindings {
        standardised: standardised(slice, per),
        inequality: options.inequality.then(|| gradient(slice, &told, options.confidence)),
        indices: if wanted.indices() { estimates::estimates(slice, options) } else { Vec::new() },
        random_against_real: if wanted.indices() { split() } else { None },
        simulated: if wanted.indices() { estimates::simulated(slice, options) } else { None },
        chance: chance::of_slice(slice, &known, plain.as_ref()),
        deciles: deciles(&told),
        areas,
        curve: plain.map(|a| a.curve),
        compared: Compared {
            target: options.target,
            centre: adjusted.as_ref().ok().and_then(|a| finite(a.centre)),
            far: options.far,
        },
        rank_note: ranked.and_then(|r| r.note),
        overdispersion: overdispersion(adjusted.as_ref()),
        // Limits around areas' own targets make no curve.
        curve_adjusted: adjusted.ok().map(|a| a.curve).filter(|curve| !curve.expected.is_empty()),
        similar,
        ..described(slice, options, per)
    }
}

/// What a slice is and by which options it is judged, without any verdict.
fn described(slice: &Slice, options: &Checked, per: f64) -> SliceFindings {
    SliceFindings {
        treatment: slice.treatment().clone(),
        period: slice.period(),
        kind: slice.kind(),
        kind_from: KindFrom::Values,
        per,
        expected_from: slice.expected_from(),
        confidence: options.confidence.level(),
        rate_levels: options.rate_levels.iter().map(|l| l.level()).collect(),
        standardised: None,
        after_need: None,
        inequality: None,
        months: slice.months(),
        months_full: slice.period().full_months(),
        // An empty sum is -0.0, which nobody wants to read.
        observed: slice.observed().iter().sum::<f64>() + 0.0,
        denominator: slice.denominator().filter(|d| !d.is_empty()).map(|d| d.iter().sum::<f64>()),
        rate: area_rates::overall(slice, per),
        set_aside: slice.set_aside().to_vec(),
        indices: Vec::new(),
        random_against_real: None,
        simulated: None,
        chance: chance::ChanceFindings::default(),
        rule: options.rule.id,
        compared: Compared::default(),
        similar: None,
        judged: None,
        rank_note: None,
        overdispersion: overdispersion(Err(&Undefined::because("not asked for"))),
        deciles: None,
        areas: Vec::new(),
        curve: None,
        curve_adjusted: None,
        levels: options.levels.map(Confidence::level),
    }
}

/// Limits against chance alone and by the rule, and the places of areas among all, as far as they are asked for.
struct Verdicts {
    plain: Option<Assessment>,
    adjusted: Result<Assessment, Undefined>,
    ranked: Option<Ranks>,
}

impl Verdicts {
    fn of(slice: &Slice, options: &Checked, per: f64) -> Self {
        let limits = options.wanted.limits();
        let asked = || limits.then_some(()).ok_or_else(|| Undefined::because("not asked for"));
        let plain = asked().and_then(|()| against_chance(slice, options)).ok().map(|a| up_to_the_whole(slice, a));
        let adjusted = asked().and_then(|()| assessed(slice, options, per)).map(|a| up_to_the_whole(slice, a));
        let ranked = options.ranks.filter(|_| limits).and_then(|o| ranks(slice, &o).ok());
        Self { plain, adjusted, ranked }
    }
}

/// The findings about the areas, each with its position among all together.
fn with_positions(
    slice: &Slice,
    options: &Checked,
    per: f64,
    known: &Result<Dispersion, Undefined>,
    verdicts: &Verdicts,
) -> Vec<AreaFinding> {
    let levels: &[Confidence] = if options.wanted.intervals() { &options.rate_levels } else { &[] };
    let of_rates = RateOptions { per, method: options.interval, levels };
    let rates = area_rates::rates(slice, &of_rates);
    let limits = [verdicts.plain.as_ref(), verdicts.adjusted.as_ref().ok()];
    let of_chance = chance::of_areas(slice, known, [options.confidence, options.levels[1]]);
    let league = verdicts.ranked.as_ref();
    let mut areas = areas::areas(slice, options, (&of_rates, rates.as_deref()), (limits, &of_chance), league);
    let outer = RateOptions { levels: &options.levels[1..], ..of_rates };
    let positions = chance::within_noise(slice, known, options.levels[1]);
    let positions = positions.or_else(|| area_rates::positions(slice, &outer, options.far));
    if let Some(positions) = positions.filter(|_| options.wanted.intervals()) {
        areas.iter_mut().zip(positions).for_each(|(area, position)| area.rates.position = position);
    }
    areas
}

/// How the rates were standardised, in words that name no file; callers that know the file replace them.
fn standardised(slice: &Slice, per: f64) -> Option<Standardised> {
    Some(match slice.adjusted()? {
        Adjusted::Direct(_) => Standardised {
            method: StandardisedBy::Direct,
            by: "directly standardised".to_owned(),
            reference_rate: None,
        },
        Adjusted::Indirect { reference_rate } => Standardised {
            method: StandardisedBy::Indirect,
            by: "indirectly standardised".to_owned(),
            reference_rate: reference_rate.and_then(|rate| finite(rate * per)),
        },
    })
}

/// Deciles 10 to 90 (type 7) of the rates there are; `None` without any.
fn deciles(rates: &[Option<f64>]) -> Option<[f64; 9]> {
    let order = sorted(&rates.iter().flatten().copied().collect::<Vec<_>>());
    let mut deciles = [0.0; 9];
    for (tenths, decile) in (1_u8..).zip(&mut deciles) {
        *decile = quantile(&order, f64::from(tenths) / 10.0)?;
    }
    Some(deciles)
}
