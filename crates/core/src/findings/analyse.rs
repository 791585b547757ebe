//! Runs every statistic on a slice.

use crate::chance::Dispersion;
use crate::data::adjusted::Adjusted;
use crate::data::kind::{Kind, KindFrom};
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::findings::area_rates::{self, Measured, RateOptions};
use crate::findings::chance::{self, AreaChance};
use crate::findings::checked::Checked;
use crate::findings::estimates;
use crate::findings::found::{
    AreaFinding, Compared, Findings, Overdispersion, SMALLEST_P, SliceFindings, Standardised, StandardisedBy,
};
use crate::findings::gradient::gradient;
use crate::findings::judgement::Judgement;
use crate::findings::options::AnalysisOptions;
use crate::number::finite;
use crate::outliers::ranks::{Ranks, ranks};
use crate::outliers::{Assessment, Test, exact};
use crate::quantile::{percent_ranks, quantile, sorted};
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
    let levels: &[Confidence] = if wanted.intervals() { &options.rate_levels } else { &[] };
    let of_rates = RateOptions { per, method: options.interval, levels };
    let rates = area_rates::rates(slice, &of_rates);
    let asked = || wanted.limits().then_some(()).ok_or_else(|| Undefined::because("not asked for"));
    let plain = asked().and_then(|()| against_chance(slice, options)).ok().map(|a| up_to_the_whole(slice, a));
    let adjusted = asked().and_then(|()| assessed(slice, options, per)).map(|a| up_to_the_whole(slice, a));
    let ranked = options.ranks.filter(|_| wanted.limits()).and_then(|o| ranks(slice, &o).ok());
    let verdicts = [plain.as_ref(), adjusted.as_ref().ok()];
    let of_chance = chance::of_areas(slice, &known, [options.confidence, options.levels[1]]);
    let mut areas = areas(slice, options, (&of_rates, rates.as_deref()), (verdicts, &of_chance), ranked.as_ref());
    let outer = RateOptions { levels: &options.levels[1..], ..of_rates };
    let positions = chance::within_noise(slice, &known, options.levels[1]);
    let positions = positions.or_else(|| area_rates::positions(slice, &outer, options.far));
    if let Some(positions) = positions.filter(|_| wanted.intervals()) {
        areas.iter_mut().zip(positions).for_each(|(area, position)| area.rates.position = position);
    }
    let told: Vec<Option<f64>> = areas.iter().map(|a| a.rate).collect();
    // An empty sum is -0.0, which nobody wants to read.
    let observed = slice.observed().iter().sum::<f64>() + 0.0;
    let denominator = slice.denominator().filter(|d| !d.is_empty()).map(|d| d.iter().sum::<f64>());
    SliceFindings {
        treatment: slice.treatment().clone(),
        period: slice.period(),
        kind: slice.kind(),
        kind_from: KindFrom::Values,
        per,
        expected_from: slice.expected_from(),
        confidence: options.confidence.level(),
        rate_levels: options.rate_levels.iter().map(|l| l.level()).collect(),
        standardised: standardised(slice, per),
        inequality: options.inequality.then(|| gradient(slice, &told, options.confidence)),
        months: slice.months(),
        months_full: slice.period().full_months(),
        observed,
        denominator,
        rate: area_rates::overall(slice, per),
        set_aside: slice.set_aside().to_vec(),
        indices: if wanted.indices() { estimates::estimates(slice, options) } else { Vec::new() },
        random_against_real: estimates::random_against_real(slice, options.simulation(slice).repeat_factor)
            .filter(|_| wanted.indices()),
        simulated: estimates::simulated(slice, options).filter(|_| wanted.indices()),
        chance: chance::of_slice(slice, &known, plain.as_ref()),
        deciles: deciles(&told),
        areas,
        curve: plain.map(|a| a.curve),
        levels: options.levels.map(Confidence::level),
        rule: options.rule.id,
        compared: Compared {
            target: options.target,
            centre: adjusted.as_ref().ok().and_then(|a| finite(a.centre)),
            far: options.far,
        },
        judged: None,
        rank_note: ranked.and_then(|r| r.note),
        overdispersion: overdispersion(adjusted.as_ref()),
        curve_adjusted: adjusted.ok().map(|a| a.curve),
    }
}

/// The verdicts of the rule that was chosen, around its target.
fn assessed(slice: &Slice, options: &Checked, per: f64) -> Result<Assessment, Undefined> {
    match options.rule.against {
        Some(against) => against(slice, &options.levels, options.target.ratio(slice, per)?),
        None => (options.rule.assess)(slice, &options.levels),
    }
}

/// Limits against chance alone: of independent events, or of the dispersion that is known.
fn against_chance(slice: &Slice, options: &Checked) -> Result<Assessment, Undefined> {
    match slice.dispersion() {
        Some(phi) => crate::chance::assess(slice, phi, &options.levels),
        None => exact::assess(slice, &options.levels),
    }
}

/// A share cannot exceed 100 %, so an upper limit that reaches it is D / E, exactly the ratio of an area that is all
/// observed: computed another way it can fall short by the last digit, and such an area would be flagged.
fn up_to_the_whole(slice: &Slice, mut assessment: Assessment) -> Assessment {
    const ROUNDING: f64 = 1e-12;
    let Some(denominator) = slice.denominator().filter(|_| slice.kind() == Kind::Share) else { return assessment };
    for ((verdict, d), e) in assessment.areas.iter_mut().zip(denominator).zip(slice.expected()) {
        let whole = d / e;
        for [_, upper] in verdict.limits.iter_mut().filter(|[_, upper]| *upper >= whole * (1.0 - ROUNDING)) {
            *upper = whole;
        }
    }
    assessment
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

const TOO_LARGE: &str = "areas differ by so much more than chance that the dispersion is too large to be a number";

fn overdispersion(adjusted: Result<&Assessment, &Undefined>) -> Overdispersion {
    match adjusted {
        Ok(a) => Overdispersion {
            phi: a.phi.and_then(finite),
            tau2: a.tau2.and_then(finite),
            method: a.method,
            undefined: a.phi.is_some_and(|phi| !phi.is_finite()).then(|| TOO_LARGE.to_owned()),
        },
        Err(u) => Overdispersion { phi: None, tau2: None, method: "none", undefined: Some(u.reason.to_string()) },
    }
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

/// The place of each value among those there are.
fn ranks_among(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut ranks = percent_ranks(&values.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
    values.iter().map(|v| v.and_then(|_| ranks.next())).collect()
}

fn areas(
    slice: &Slice,
    options: &Checked,
    (wanted, rates): (&RateOptions, Option<&[Measured]>),
    (verdicts, of_chance): ([Option<&Assessment>; 2], &[AreaChance]),
    league: Option<&Ranks>,
) -> Vec<AreaFinding> {
    let ratios = area_rates::ratios(slice, wanted);
    let values = |measured: &[Measured]| measured.iter().map(|m| m.value.and_then(finite)).collect::<Vec<_>>();
    let ranks = rates.or(ratios.as_deref()).map(|found| ranks_among(&values(found)));
    let nothing = Measured::default();
    let test = |i: usize| verdicts[1].map(|a| a.test(i)).map(|t| Test { p: t.p.max(SMALLEST_P), ..t });
    let one = |(i, area): (usize, &crate::data::slice::SliceArea)| {
        let [rate, of_ratio] = [rates, ratios.as_deref()].map(|found| found.map_or(&nothing, |f| &f[i]));
        let interval = rate.intervals.first().filter(|v| v.lower.is_finite() && v.upper.is_finite());
        let ratio = of_ratio.value.and_then(finite);
        let p = |p: f64| finite(p).map(|p| p.max(SMALLEST_P));
        let [plain, adjusted] = verdicts.map(|found| found.map(|a| &a.areas[i]));
        // Too few effective events: no verdict, whatever the rule.
        let adjusted = adjusted.filter(|_| of_chance[i].is_tested());
        let limits_adjusted = adjusted.and_then(|v| options.limits(&v.limits));
        AreaFinding {
            area: area.code.clone(),
            name: area.name.clone(),
            observed: area.observed,
            denominator: area.denominator,
            expected: finite(slice.expected()[i]),
            rate: rate.value.and_then(finite),
            lower: interval.map(|v| v.lower),
            upper: interval.map(|v| v.upper),
            interval_method: interval.map(|v| v.method),
            ratio,
            percent_rank: ranks.as_ref().and_then(|r| r[i]),
            z: plain.and_then(|v| finite(v.z)),
            p: plain.and_then(|v| p(v.p)),
            limits: plain.and_then(|v| options.limits(&v.limits)),
            z_adjusted: adjusted.and_then(|v| finite(v.z)),
            p_adjusted: adjusted.and_then(|v| p(v.p)),
            flag: adjusted.zip(ratio).filter(|_| limits_adjusted.is_some()).map(|(v, r)| options.flag(r, &v.limits)),
            limits_adjusted,
            rates: area_rates::details(slice, wanted, i, rate, of_ratio),
            chance: of_chance[i].clone(),
            judgement: Judgement::ranked(league.map(|l| l.areas[i])).with_test(test(i)),
            months: area.months,
            ons_code: None,
            breaks: Vec::new(),
        }
    };
    slice.areas().iter().enumerate().map(one).collect()
}
