//! Runs every statistic on a slice.

use crate::error::{Error, Undefined};
use crate::findings::{AnalysisOptions, AreaFinding, Findings, Limits, Overdispersion, SliceFindings};
use crate::indices::Needs;
use crate::interval::Confidence;
use crate::judgement::Judgement;
use crate::null::Simulation;
use crate::outliers::ranks::{RankOptions, Ranks, ranks};
use crate::outliers::{self, Assessment, Rule, exact};
use crate::quantile::{percent_ranks, quantile, sorted};
use crate::rates::{Rate, rate};
use crate::simulate;
use crate::slice::{Kind, Slice};
use rayon::prelude::*;

/// Everything that is said about one slice.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range. What cannot be computed for this slice is no error: it is
/// `None` with its reason.
///
/// ```
/// use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse};
/// let rows = [("A", 90.0, 1000.0), ("B", 110.0, 1000.0), ("C", 100.0, 1000.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = analyse(&slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap();
/// assert_eq!(found.rate, Some(100.0));
/// assert_eq!(found.areas[1].flag.as_deref(), Some("none"));
/// ```
pub fn analyse(slice: &Slice, options: &AnalysisOptions) -> Result<SliceFindings, Error> {
    Ok(findings(slice, &Checked::new(options)?))
}

/// [`analyse`] of every slice, in the order of the slices, on as many threads as rayon has. The result does not depend
/// on their number.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range.
pub fn analyse_all(slices: &[Slice], options: &AnalysisOptions) -> Result<Findings, Error> {
    let options = Checked::new(options)?;
    Ok(slices.par_iter().map(|slice| findings(slice, &options)).collect())
}

/// Options that are known to be in range.
pub(crate) struct Checked {
    per: f64,
    pub(crate) confidence: Confidence,
    levels: [Confidence; 2],
    labels: [String; 2],
    pub(crate) simulation: Simulation,
    pub(crate) repeat_given: bool,
    rule: &'static Rule,
    ranks: Option<RankOptions>,
}

impl Checked {
    fn new(options: &AnalysisOptions) -> Result<Self, Error> {
        if !options.per.is_finite() || options.per <= 0.0 {
            return Err(Error::Parameter { name: "--per", value: options.per, expected: "a number above zero" });
        }
        let [inner, outer] = options.levels;
        let levels = [Confidence::new(inner, "--levels")?, Confidence::new(outer, "--levels")?];
        let labels = levels.map(Confidence::per_cent);
        if inner >= outer || labels[0] == labels[1] {
            let expected = "a level above the first one, such as 0.998 after 0.95";
            return Err(Error::Parameter { name: "--levels", value: outer, expected });
        }
        let confidence = Confidence::new(options.confidence, "--confidence")?;
        let repeat_factor = options.repeat_factor.unwrap_or(1.0);
        if !(1.0..1e6).contains(&repeat_factor) {
            let expected = "events per person, 1 or more";
            return Err(Error::Parameter { name: "--repeat-factor", value: repeat_factor, expected });
        }
        let simulation = Simulation { replicates: options.replicates, seed: options.seed, repeat_factor };
        let repeat_given = options.repeat_factor.is_some();
        let (name, expected) = ("--rule", "an identifier from the list of outlier rules");
        let rule = outliers::find(options.rule);
        let rule = rule.ok_or_else(|| Error::Word { name, text: options.rule.to_owned(), expected })?;
        let draws = options.league_tables;
        let ranks = (draws > 0).then_some(RankOptions { seed: options.seed, draws, confidence });
        Ok(Self { per: options.per, confidence, levels, labels, simulation, repeat_given, rule, ranks })
    }

    fn limits(&self, pairs: &[[f64; 2]]) -> Option<Limits> {
        let known = pairs.iter().flatten().all(|v| v.is_finite());
        known.then(|| self.labels.iter().cloned().zip(pairs.iter().copied()).collect())
    }

    /// Name of the outermost limit that the ratio is strictly outside of.
    fn flag(&self, ratio: f64, limits: &[[f64; 2]]) -> String {
        for (label, [lower, upper]) in self.labels.iter().zip(limits).rev() {
            if ratio > *upper {
                return format!("high-{label}");
            }
            if ratio < *lower {
                return format!("low-{label}");
            }
        }
        "none".to_owned()
    }
}

fn findings(slice: &Slice, options: &Checked) -> SliceFindings {
    let rates = rates(slice, options);
    let plain = exact::assess(slice, &options.levels).ok().map(|a| up_to_the_whole(slice, a));
    let adjusted = (options.rule.assess)(slice, &options.levels).map(|a| up_to_the_whole(slice, a));
    let ranked = options.ranks.and_then(|o| ranks(slice, &o).ok());
    let verdicts = [plain.as_ref(), adjusted.as_ref().ok()];
    let areas = areas(slice, options, rates.as_deref(), verdicts, ranked.as_ref());
    // An empty sum is -0.0, which nobody wants to read.
    let observed = slice.observed().iter().sum::<f64>() + 0.0;
    let denominator = slice.denominator().filter(|d| !d.is_empty()).map(|d| d.iter().sum::<f64>());
    SliceFindings {
        treatment: slice.treatment().clone(),
        period: slice.period(),
        kind: slice.kind(),
        per: options.per,
        expected_from: slice.expected_from(),
        confidence: options.confidence.level(),
        months: slice.months(),
        months_full: slice.period().full_months(),
        observed,
        denominator,
        rate: denominator.and_then(|d| finite(observed / d * options.per)),
        set_aside: slice.set_aside().to_vec(),
        indices: simulate::estimates(slice, options),
        random_against_real: simulate::random_against_real(slice, options.simulation.repeat_factor),
        simulated: simulate::simulated(slice, options),
        deciles: rates.as_deref().and_then(deciles),
        areas,
        curve: plain.map(|a| a.curve),
        levels: options.levels.map(Confidence::level),
        rule: options.rule.id,
        judged: None,
        rank_note: ranked.and_then(|r| r.note),
        overdispersion: overdispersion(adjusted.as_ref()),
        curve_adjusted: adjusted.ok().map(|a| a.curve),
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

/// The rate of each area; `None` without denominators.
fn rates(slice: &Slice, options: &Checked) -> Option<Vec<Rate>> {
    // Whole numbers are what an interval for counts is made for, whatever the kind says.
    let kind = if slice.require_counts().is_ok() { slice.kind() } else { Kind::Amount };
    let pairs = slice.observed().iter().zip(slice.denominator()?);
    pairs.map(|(o, d)| rate(*o, *d, options.per, kind, options.confidence).ok()).collect()
}

/// Whether the slice has what an index needs: without parent groups or a ranking variable nobody asked for it.
pub(crate) fn given(needs: Needs, slice: &Slice) -> bool {
    match needs {
        Needs::Nothing => true,
        Needs::Groups => slice.groups().is_some(),
        Needs::Ranking => slice.ranking().is_some(),
    }
}

fn overdispersion(adjusted: Result<&Assessment, &Undefined>) -> Overdispersion {
    match adjusted {
        Ok(a) => Overdispersion {
            phi: a.phi.and_then(finite),
            tau2: a.tau2.and_then(finite),
            method: a.method,
            undefined: None,
        },
        Err(u) => Overdispersion { phi: None, tau2: None, method: "none", undefined: Some(u.reason.to_string()) },
    }
}

/// Deciles 10 to 90 (type 7); `None` without areas or with a rate too large for a number.
fn deciles(rates: &[Rate]) -> Option<[f64; 9]> {
    let values: Vec<f64> = rates.iter().map(|r| finite(r.value)).collect::<Option<_>>()?;
    let order = sorted(&values);
    let mut deciles = [0.0; 9];
    for (tenths, decile) in (1_u8..).zip(&mut deciles) {
        *decile = quantile(&order, f64::from(tenths) / 10.0)?;
    }
    Some(deciles)
}

fn areas(
    slice: &Slice,
    options: &Checked,
    rates: Option<&[Rate]>,
    verdicts: [Option<&Assessment>; 2],
    league: Option<&Ranks>,
) -> Vec<AreaFinding> {
    let ratios = slice.ratios().ok();
    let ranked = rates.map(|r| r.iter().map(|r| r.value).collect()).or_else(|| ratios.clone());
    let ranks = ranked.map(|values: Vec<f64>| percent_ranks(&values));
    let test = |i: usize| verdicts[1].map(|a| a.test(i));
    let one = |(i, area): (usize, &crate::slice::SliceArea)| {
        let rate = rates.map(|r| r[i]);
        let interval = rate.and_then(|r| r.interval).filter(|v| v.lower.is_finite() && v.upper.is_finite());
        let ratio = ratios.as_ref().and_then(|r| finite(r[i]));
        let [plain, adjusted] = verdicts.map(|found| found.map(|a| &a.areas[i]));
        let limits_adjusted = adjusted.and_then(|v| options.limits(&v.limits));
        AreaFinding {
            area: area.code.clone(),
            name: area.name.clone(),
            observed: area.observed,
            denominator: area.denominator,
            expected: finite(slice.expected()[i]),
            rate: rate.and_then(|r| finite(r.value)),
            lower: interval.map(|v| v.lower),
            upper: interval.map(|v| v.upper),
            interval_method: interval.map(|v| v.method),
            ratio,
            percent_rank: ranks.as_ref().map(|r| r[i]),
            z: plain.and_then(|v| finite(v.z)),
            p: plain.and_then(|v| finite(v.p)),
            limits: plain.and_then(|v| options.limits(&v.limits)),
            z_adjusted: adjusted.and_then(|v| finite(v.z)),
            p_adjusted: adjusted.and_then(|v| finite(v.p)),
            flag: adjusted.zip(ratio).filter(|_| limits_adjusted.is_some()).map(|(v, r)| options.flag(r, &v.limits)),
            limits_adjusted,
            judgement: Judgement::ranked(league.map(|l| l.areas[i])).with_test(test(i)),
            months: area.months,
        }
    };
    slice.areas().iter().enumerate().map(one).collect()
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
