//! Plain-text tables for the terminal: aligned columns, numbers to the right, rounded for reading.

use super::kind_word;
use super::layout::{lines, prose, table};
use crate::number::{column_decimals, exact, percent, probability, significant};
use crate::{LabelsBy, words};
use std::collections::BTreeSet;
use unwarranted_core::findings::Limits;
use unwarranted_core::{AreaFinding, Confidence, Estimate, ExpectedFrom, Kind, Period, SetAside, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands};
use unwarranted_plot::text::capitalised;

/// The indices of every slice. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn indices_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| {
        let confidence = s.indices.iter().find_map(|e| e.confidence).unwrap_or(s.confidence);
        let interval = format!("{}% interval", level(confidence));
        let heads = ["Index", "Value", &interval, "Jackknife", "By chance", "p", "In words"];
        let mut table = table(&heads, &[1, 5], width);
        for e in &s.indices {
            table.add_row(index_row(e));
        }
        // An empty column would only take room.
        let all = |f: fn(&Estimate) -> bool| s.indices.iter().all(f);
        let empty = [
            (2, all(|e| e.lower.is_none())),
            (3, all(|e| e.jackknife.is_none())),
            (4, all(|e| e.null.is_none())),
            (5, all(|e| e.p.is_none())),
        ];
        let empty: Vec<usize> = empty.into_iter().filter(|(_, empty)| *empty).map(|(at, _)| at).collect();
        table.hide(&empty);
        prose(&split(s), width) + &lines(&table) + &prose(&simulated(s), width)
    })
}

fn index_row(e: &Estimate) -> [String; 7] {
    let short = |v: f64, digits| if v.abs() < 1e9 { significant(v, digits) } else { format!("{v:.2e}") };
    let pair = |lo: f64, hi: f64| format!("{} to {}", short(lo, 3), short(hi, 3));
    let checked = e.jackknife.as_ref().and_then(|j| j.jackknife_lower.zip(j.jackknife_upper));
    let said = match (&e.undefined, &e.note) {
        (Some(reason), _) => format!("{}; undefined: {reason}", e.title),
        (None, Some(note)) => format!("{}; note: {note}", e.title),
        (None, None) => e.title.to_owned(),
    };
    [
        e.id.to_owned(),
        e.value.map_or_else(absent, |v| short(v, 4)),
        e.lower.zip(e.upper).map_or_else(absent, |(lo, hi)| pair(lo, hi)),
        checked.map_or_else(absent, |(lo, hi)| pair(lo, hi)),
        e.null.map_or_else(absent, |[lo, _, hi]| pair(lo, hi)),
        e.p.map_or_else(absent, probability),
        said,
    ]
}

/// Random against real, in a line.
fn split(s: &SliceFindings) -> String {
    s.random_against_real.as_ref().map_or_else(String::new, |split| {
        let (chance, real) = (percent(split.chance_share), percent(split.systematic_share));
        format!("Of the variance between areas, {chance} is what chance alone gives and {real} is systematic.\n")
    })
}

/// How p, intervals and "by chance" were made, and what to know before quoting them.
fn simulated(s: &SliceFindings) -> String {
    let Some(made) = &s.simulated else { return String::new() };
    let mut out = String::new();
    if made.null_method.is_some() {
        out += &format!(
            "By chance: middle 90% of {} simulations in which areas differ by chance alone (seed {}).\n",
            count(made.replicates),
            made.seed
        );
    }
    made.warning.map_or(out.clone(), |warning| out + &format!("warning: {warning}.\n"))
}

/// The rates of every slice, highest first.
#[must_use]
pub fn rates_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| {
        let [interval, ratios] = [interval_head(s), "O/E interval".to_owned()];
        let heads = [
            "Area",
            "Name",
            "Observed",
            "Denominator",
            "Rate",
            "Lower",
            "Upper",
            &interval,
            "O/E",
            &ratios,
            "Higher than",
        ];
        let mut table = table(&heads, &[2, 3, 4, 5, 6, 8, 10], width);
        let places = Places::of(s);
        for a in ordered(s) {
            let of_ratio = a.rates.ratio_lower.zip(a.rates.ratio_upper);
            table.add_row([
                a.area.to_string(),
                a.name.as_deref().unwrap_or("-").to_owned(),
                thousands(a.observed, places.observed),
                places.or_absent(a.denominator, places.denominator),
                places.or_absent(a.rate, places.rate),
                places.or_absent(a.lower, places.rate),
                places.or_absent(a.upper, places.rate),
                further(s, a, places.rate),
                places.or_absent(a.ratio, 2),
                of_ratio.map_or_else(absent, |(lo, hi)| format!("{} to {}", thousands(lo, 2), thousands(hi, 2))),
                a.percent_rank.map_or_else(absent, percent),
            ]);
        }
        // With internal expected values the ratio says no more than the rate.
        let internal = s.expected_from == ExpectedFrom::Internal;
        let hidden = [(7, s.rate_levels.len() < 2), (9, internal)];
        let hidden: Vec<usize> = hidden.into_iter().filter(|(_, hide)| *hide).map(|(at, _)| at).collect();
        table.hide(&hidden);
        let mut out = lines(&table);
        for why in why_absent(s, &["rate", "interval", "ratio"]) {
            out += &prose(&why, width);
        }
        out + &prose(&parts(s), width)
    })
}

/// The head of the intervals at further levels.
fn interval_head(s: &SliceFindings) -> String {
    let levels: Vec<String> = s.rate_levels.iter().skip(1).map(|l| format!("{}%", level(*l))).collect();
    format!("Interval {}", levels.join(", "))
}

/// The intervals of a rate at further levels.
fn further(s: &SliceFindings, a: &AreaFinding, places: usize) -> String {
    let one = |l: &f64| {
        let [lo, hi] = a.rates.intervals.get(&Confidence::new(*l, "level").ok()?.per_cent())?;
        Some(format!("{} to {}", thousands(*lo, places), thousands(*hi, places)))
    };
    let said: Vec<String> = s.rate_levels.iter().skip(1).filter_map(one).collect();
    if said.is_empty() { absent() } else { said.join(", ") }
}

/// Why figures are absent ("-"), a line for each reason.
fn why_absent(s: &SliceFindings, figures: &[&str]) -> BTreeSet<String> {
    let reasons = s.areas.iter().map(|a| super::rate_reasons(s, a).join("; "));
    let mut lines = BTreeSet::new();
    for reason in reasons.collect::<BTreeSet<_>>().iter().flat_map(|r| r.split("; ")) {
        if let Some((figure, why)) = reason.split_once(": ").filter(|(figure, _)| figures.contains(figure)) {
            lines.insert(format!("-: no {figure}, because {why}.\n"));
        }
    }
    lines
}

/// The areas without rows in some months of the period.
fn parts(s: &SliceFindings) -> String {
    let part = |a: &AreaFinding| format!("{}{}", a.area, words::part_of(s, a));
    let some: Vec<String> = s.areas.iter().filter(|a| a.months < s.months).map(part).collect();
    if some.is_empty() { String::new() } else { format!("Areas with a part of the period: {}.\n", some.join(", ")) }
}

/// The areas that stand out in every slice, highest first, with the limits they were held against.
#[must_use]
pub fn outliers_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| {
        if let Some(reason) = &s.overdispersion.undefined {
            return prose(&format!("Outliers: not tested, because {reason}.\n"), width);
        }
        let outside = |a: &&AreaFinding| {
            a.flag.as_deref().is_some_and(|f| f != "none") || matches!(a.judgement.alarm, Some("high" | "low"))
        };
        let out: Vec<&AreaFinding> = ordered(s).into_iter().filter(outside).collect();
        let mut head = prose(&(rule_line(s) + &judged_lines(s)), width);
        if out.is_empty() {
            return head;
        }
        head += &outlying(s, &out, width);
        head
    })
}

/// How many areas are outside the limits, and by which rule.
fn rule_line(s: &SliceFindings) -> String {
    let [lower, _] = s.levels.map(level);
    let flagged = s.areas.iter().filter(|a| a.flag.as_deref().is_some_and(|f| f != "none")).count();
    let allow = match s.rule {
        "overdispersed" => ", which allow for chance and for the ordinary spread between areas".to_owned(),
        rule => format!(" of the rule '{rule}' ({})", s.overdispersion.method),
    };
    let figures = [("phi", s.overdispersion.phi), ("tau2", s.overdispersion.tau2)];
    let figures: Vec<String> =
        figures.iter().filter_map(|(name, v)| v.map(|v| format!("{name} {}", significant(v, 3)))).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(" ({})", figures.join(", ")) };
    format!(
        "{flagged} of {} {} outside the {lower}% limits{allow}{figures}.\n",
        words::some_areas(s.areas.len()),
        if flagged == 1 { "is" } else { "are" }
    )
}

/// How many alarms the control leaves, and who was not tested.
fn judged_lines(s: &SliceFindings) -> String {
    let Some(judged) = &s.judged else { return String::new() };
    let mut out = String::new();
    let alarms = words::alarms(s);
    if judged.control != "none" {
        let family = match judged.slices {
            1 => words::some_areas(judged.tests),
            n => format!("{} in {} slices together", words::some_areas(judged.tests), count(n)),
        };
        let alarms = if alarms == 1 { "1 alarm".to_owned() } else { format!("{} alarms", count(alarms)) };
        out += &format!("{alarms} here under the control {}, over {family}.\n", judged.control);
        out += &format!("Alarms and q rest on {}.\n", judged.basis);
    }
    if let (Some(minimum), 1..) = (judged.minimum_expected, judged.not_assessed) {
        let (n, minimum) = (count(judged.not_assessed), exact(minimum));
        out += &format!("Not assessed for alarms: areas that expect fewer than {minimum} events ({n} here).\n");
    }
    if let Some(note) = &s.rank_note {
        out += &format!("ranks: {note}\n");
    }
    out
}

fn outlying(s: &SliceFindings, out: &[&AreaFinding], width: Option<u16>) -> String {
    let [lower, upper] = s.levels.map(level);
    let columns = [format!("Limits {lower}%"), format!("Limits {upper}%")];
    let heads =
        ["Area", "Name", "Observed", "Expected", "O/E", &columns[0], &columns[1], "z", "Flag", "q", "Alarm", "Rank"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7, 9, 11], width);
    let places = Places::of(s);
    for a in out {
        let j = &a.judgement;
        let rank = j.rank.zip(j.rank_lower).zip(j.rank_upper);
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, places.observed),
            places.or_absent(a.expected, places.expected),
            places.or_absent(a.ratio, 2),
            range(a.limits_adjusted.as_ref(), &lower),
            range(a.limits_adjusted.as_ref(), &upper),
            places.or_absent(a.z_adjusted, 1),
            a.flag.clone().unwrap_or_default(),
            j.q.map_or_else(absent, probability),
            j.alarm.unwrap_or("-").to_owned(),
            rank.map_or_else(absent, |((rank, lo), hi)| format!("{rank} ({lo} to {hi})")),
        ]);
    }
    if s.judged.is_none() {
        table.hide(&[9, 10]);
    }
    if s.areas.iter().all(|a| a.judgement.rank.is_none()) {
        table.hide(&[11]);
    }
    lines(&table)
}

/// What stands for a figure that does not exist.
pub(super) fn absent() -> String {
    "-".to_owned()
}

/// Decimals for each column of areas.
struct Places {
    observed: usize,
    denominator: usize,
    expected: usize,
    rate: usize,
}

impl Places {
    fn of(s: &SliceFindings) -> Self {
        let over = |f: fn(&AreaFinding) -> Option<f64>| column_decimals(s.areas.iter().filter_map(f));
        Self {
            observed: over(|a| Some(a.observed)),
            denominator: over(|a| a.denominator),
            expected: over(|a| a.expected).min(1),
            rate: over(|a| a.rate),
        }
    }

    fn or_absent(&self, value: Option<f64>, decimals: usize) -> String {
        value.map_or_else(absent, |v| thousands(v, decimals))
    }
}

/// The areas from the highest rate (ratio, where there is no rate) to the lowest; ties by code.
pub(crate) fn ordered(s: &SliceFindings) -> Vec<&AreaFinding> {
    let mut areas: Vec<&AreaFinding> = s.areas.iter().collect();
    // An area without a standardised rate is not ranked by its ratio among the rates of others.
    let rates = s.areas.iter().any(|a| a.rate.is_some());
    let key = |a: &AreaFinding| if rates { a.rate } else { a.ratio }.unwrap_or(f64::NEG_INFINITY);
    areas.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    areas
}

fn range(limits: Option<&Limits>, level: &str) -> String {
    limits
        .and_then(|l| l.get(level))
        .map_or_else(absent, |[lo, hi]| format!("{} to {}", thousands(*lo, 2), thousands(*hi, 2)))
}

pub(super) fn blocks(
    findings: &[SliceFindings],
    labels: &LabelsBy,
    width: Option<u16>,
    body: impl Fn(&SliceFindings) -> String,
) -> String {
    let blocks: Vec<String> = findings.iter().map(|s| prose(&head(s, labels), width) + &body(s)).collect();
    blocks.join("\n")
}

/// Treatment, period, areas, unit and what was set aside.
fn head(s: &SliceFindings, labels: &LabelsBy) -> String {
    let words = labels.get(&s.treatment);
    let measure = words.map_or(&*s.treatment, |l| l.measure.as_str());
    let unit = words.map_or_else(|| format!("per {} of the denominator", exact(s.per)), |l| l.unit.clone());
    let mut out = heading(measure, s.period, s.areas.len(), &unit, s.kind, &[]);
    if let Some(partial) = words::partial_period(s) {
        out += &format!("{partial}\n");
    }
    if let Some(by) = &s.standardised {
        out += &format!("{}.\n", capitalised(&by.by));
    }
    out + &aside(&s.set_aside)
}

/// The first lines over a table.
pub(super) fn heading(
    measure: &str,
    period: Period,
    areas: usize,
    unit: &str,
    kind: Kind,
    set_aside: &[SetAside],
) -> String {
    let areas = words::some_areas(areas);
    let parts = [measure.to_owned(), period.words(), areas, unit.to_owned(), kind_word(kind).to_owned()];
    let shown: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    format!("{}\n{}", shown.join(" | "), aside(set_aside))
}

fn aside(set_aside: &[SetAside]) -> String {
    let line = |a: &SetAside| format!("set aside: {}, because {}\n", words::rows(a.rows), a.reason.meaning());
    set_aside.iter().map(line).collect()
}
