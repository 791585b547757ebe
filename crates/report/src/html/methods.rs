//! How we know, in words.

use super::view::{Formula, Methods};
use crate::number::{exact, significant};
use crate::report::Report;
use crate::words;
use std::collections::BTreeSet;
use unwarranted_core::findings::{Simulated, StandardisedBy, TargetRate};
use unwarranted_core::indices::INDICES;
use unwarranted_core::interval::Formula as IntervalFormula;
use unwarranted_core::outliers;
use unwarranted_core::{ExpectedFrom, Kind, SliceFindings};
use unwarranted_plot::numbers::{count, level};

pub(super) fn methods(report: &Report) -> Methods {
    let focus: Vec<&SliceFindings> = report.focused().collect();
    let mut paragraphs = vec![basis(&focus), rates(&focus)];
    if focus.iter().any(|s| words::any_part(s)) {
        paragraphs.push(
            "Where a table marks an area with part of the months, its denominator counts for the months present alone (a \
             population with rows in 3 of 12 months counts a quarter), so its rate is that of these months."
                .to_owned(),
        );
    }
    paragraphs.extend(limits(&focus));
    paragraphs.push(
        "An index of variation puts the difference between areas into one number. Quantiles are interpolated between \
         neighbouring areas (type 7 of Hyndman and Fan 1996). An index that does not exist for these data is marked as \
         undefined, with the reason; it is never replaced by zero."
            .to_owned(),
    );
    paragraphs.extend(intervals(report));
    let used: BTreeSet<&str> = report.findings.iter().flat_map(|s| s.indices.iter().map(|e| &*e.id)).collect();
    let indices = INDICES.iter().filter(|i| used.contains(&*i.id)).map(|i| Formula {
        id: &i.id,
        title: &i.title,
        formula: i.formula,
        source: i.source,
        undefined_when: i.undefined_when,
    });
    let judged: BTreeSet<&str> = report.findings.iter().map(|s| s.rule).chain(["exact"]).collect();
    let rules = outliers::followed().filter(|r| judged.contains(r.id)).map(|r| Formula {
        id: r.id,
        title: r.title,
        formula: r.formula,
        source: r.source,
        undefined_when: r.undefined_when,
    });
    Methods { paragraphs, formulas: indices.chain(rules).collect() }
}

/// Events per person: as it was given, or three digits of what was worked out.
fn factor(events: f64) -> String {
    Some(exact(events)).filter(|text| text.len() < 6).unwrap_or_else(|| significant(events, 3))
}

/// How intervals and p of the indices were made.
fn intervals(report: &Report) -> Vec<String> {
    let Some(made) = report.findings.iter().find_map(|s| s.simulated.as_ref()) else {
        return vec![
            "The indices are given without intervals, because no simulations were asked for. A small change of an \
             index from one period to the next may be chance."
                .to_owned(),
        ];
    };
    let nulls: BTreeSet<&str> =
        report.findings.iter().filter_map(|s| Some(s.simulated.as_ref()?.null_method?.word())).collect();
    let used: BTreeSet<&str> =
        report.findings.iter().flat_map(|s| s.indices.iter().filter_map(|e| Some(e.interval_method?.word()))).collect();
    let used: Vec<&str> = used.into_iter().collect();
    if nulls.is_empty() && used.is_empty() {
        return vec![
            "The indices of amounts are given without intervals: no chance model applies to money or quantities."
                .to_owned(),
        ];
    }
    if nulls.is_empty() {
        return vec![format!(
            "No chance model applies to money or quantities. Intervals of the indices say how far they depend on which \
             practices each area happens to have: {}; {} replicates, seed {}.",
            used.join("; "),
            count(made.replicates),
            made.seed
        )];
    }
    let nulls: Vec<&str> = nulls.into_iter().collect();
    let mut paragraphs = simulated(made, &nulls, &used);
    paragraphs.extend(made.warning.map(|warning| format!("Note: {warning}.")));
    paragraphs
}

/// How p of the indices came about, and how their intervals did.
fn simulated(made: &Simulated, nulls: &[&str], used: &[&str]) -> Vec<String> {
    let (replicates, factor) = (count(made.replicates), factor(made.repeat_factor));
    let mut paragraphs = vec![format!(
        "What an index would be by chance alone comes from {replicates} simulations in which all areas have the same underlying \
         rate ({}; Diehr 1990); events per person: {factor}. p is the share of simulations, the data counted as one \
         of them, with an index at least as extreme. Random against real: the variance of O / E, weighted by E, is split \
         into what chance gives on average and the rest.",
        nulls.join("; ")
    )];
    if !used.is_empty() {
        paragraphs.push(format!(
            "Intervals of the indices say how far they could be from the underlying variation between areas: {}; {replicates} \
             replicates. The seed of all simulations is {}.",
            used.join("; "),
            made.seed
        ));
    }
    paragraphs
}

fn basis(focus: &[&SliceFindings]) -> String {
    let internal = focus.iter().any(|s| s.expected_from == ExpectedFrom::Internal);
    let given = focus.iter().any(|s| s.expected_from == ExpectedFrom::Given && s.after_need.is_none());
    let need: BTreeSet<&str> = focus.iter().filter_map(|s| s.after_need.as_deref()).collect();
    let strata = focus.iter().find(|s| s.expected_from == ExpectedFrom::Strata).and_then(|s| s.standardised.as_ref());
    let mut out = String::new();
    if internal {
        out += "The expected value E of an area is its denominator times the overall rate of all areas \
                (internal indirect standardisation), so that expected values add up to what was observed. ";
    }
    if given {
        out += "The expected value E of an area is the one that the input gives. ";
    }
    for need in need {
        out += &format!(
            "The expected value E of an area is what areas of the same need have ({need}): that of a Poisson model of ln(rate) on those covariates, \
             fitted to all areas of the period. "
        );
    }
    match strata.map(|by| (by.method, by.by.as_str())) {
        Some((StandardisedBy::Indirect, by)) => {
            out += &format!("The expected value E of an area is made from its people by age and sex: {by}. ");
        }
        Some(_) => {
            out += "The expected value E of an area is what its people would have had at the rates of all areas together, \
                    by age and sex. ";
        }
        None => {}
    }
    out + "O is the observed value, and O / E says how many times the expected value was observed. An area's value over \
           several months is the sum of its months; a population is averaged over the months, something that happens is summed."
}

fn rates(focus: &[&SliceFindings]) -> String {
    let methods: BTreeSet<IntervalFormula> =
        focus.iter().flat_map(|s| s.areas.iter().filter_map(|a| a.interval_method)).collect();
    let mut out = "A rate is the observed value divided by the denominator, times the unit shown. ".to_owned();
    if let Some(by) = focus.iter().find_map(|s| s.standardised.as_ref()) {
        out = match by.method {
            StandardisedBy::Direct => {
                format!("Rates are {}: what they would be if every area had those ages and sexes. ", by.by)
            }
            StandardisedBy::Indirect => {
                "A rate is O / E times the overall rate of the reference that E was made from. ".to_owned()
            }
            StandardisedBy::Weighted => format!("{out}The denominator is {}: people count by age and sex. ", by.by),
        };
    }
    if methods.is_empty() {
        out += "No chance model applies to these numerators, so the rates have no intervals. ";
    } else {
        let levels: BTreeSet<String> = focus.iter().map(|s| level(s.confidence)).collect();
        let levels: Vec<String> = levels.into_iter().collect();
        let names: Vec<&str> = methods.into_iter().map(IntervalFormula::explained).collect();
        out += &format!("Its {}% interval, for chance alone, is {}. ", levels.join("% or "), names.join(", and "));
    }
    if focus.iter().any(|s| s.kind == Kind::Amount) {
        out += "Money and quantities are amounts, not counts of events: they are never tested as if they were counts. ";
    }
    out.trim_end().to_owned()
}

fn limits(focus: &[&SliceFindings]) -> Vec<String> {
    let Some(s) = focus.iter().find(|s| s.overdispersion.undefined.is_none()) else {
        let few = focus.iter().filter(|s| s.curve.is_some()).find_map(|s| s.overdispersion.undefined.as_deref());
        return vec![few.map_or_else(
            || "No limits are drawn, because chance could not be modelled for these data.".to_owned(),
            |reason| format!("Limits allow for chance alone, and no area can be called unusual: {reason}."),
        )];
    };
    let [inner, outer] = s.levels.map(level);
    let known = focus.iter().filter(|s| s.overdispersion.undefined.is_none());
    let methods: BTreeSet<&str> = known.map(|s| s.overdispersion.method).collect();
    let methods: Vec<&str> = methods.into_iter().collect();
    let mut paragraphs = vec![
        format!(
            "Limits show how far an ordinary area may be from {}. There are two sets, each at {inner}% and {outer}%. The first \
             allows for chance alone. The second also allows for the ordinary spread between {}. Flags and limits are for one area looked at by itself. An area is called unusual when its p \
             survives that many areas are looked at: a false discovery rate of 5% over the areas of one treatment in one period, \
             unless the study asked for another control or family of comparisons.",
            centre(focus),
            if s.similar.is_some() {
                "its similar areas, which is estimated from those areas"
            } else {
                "areas, which is estimated from the areas themselves"
            }
        ),
        format!("How ordinary spread was estimated: {}.", methods.join("; ")),
    ];
    paragraphs.extend(words::similar_areas(s));
    let rules: BTreeSet<&str> = focus.iter().map(|s| s.rule).collect();
    let does = outliers::followed()
        .filter(|r| rules.contains(r.id))
        .map(|r| format!("What the rule {} does: {}.", r.id, r.does));
    paragraphs.extend(does);
    paragraphs
}

/// What the limits are drawn around.
fn centre(focus: &[&SliceFindings]) -> String {
    let known = |s: &&&SliceFindings| s.overdispersion.undefined.is_none();
    let Some(compared) = focus.iter().find(known).map(|s| s.compared) else { return "O = E".to_owned() };
    let ratio = compared.centre.map(|c| format!(" (O / E = {})", significant(c, 3))).filter(|_| focus.len() == 1);
    let what = match compared.target {
        TargetRate::Typical => "the typical area",
        TargetRate::Pooled => "the rate of all areas together",
        TargetRate::Similar => "the mean of its own similar areas",
        TargetRate::Given(_) => "the target that was given",
    };
    format!("{what}{}", ratio.unwrap_or_default())
}
