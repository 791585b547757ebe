//! Rates in words and tables.

use crate::number::percent;
use crate::order::ordered;
use crate::tables::layout::{lines, prose, table};
use crate::tables::outliers::to_similar;
use crate::tables::pieces::Pieces;
use crate::tables::reasons::{Lack, advice, rate_lacks};
use crate::tables::text::{Places, absent, blocks, middle};
use crate::words;
use std::collections::BTreeSet;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, Confidence, ExpectedFrom, SliceFindings};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::{level, thousands};

/// The rates of every slice, highest first.
#[must_use]
pub fn rates_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| rates_block(s, labels.get(&s.treatment), width))
}

/// [`rates_table`] slice by slice.
#[must_use]
pub fn rates_pieces(width: Option<u16>) -> Pieces {
    Pieces::blocks(move |s, labels| rates_table(std::slice::from_ref(s), labels, width))
}

/// The rates of one slice, highest first.
fn rates_block(s: &SliceFindings, l: Option<&Labels>, width: Option<u16>) -> String {
    let distances = words::distances(s).map(|said| said + "\n").unwrap_or_default();
    let similar = words::similar_areas(s).map(|said| said + "\n").unwrap_or_default();
    let mut out = prose(&(middle(s) + &distances + &similar + &words::chance_lines(s, l)), width) + &of_areas(s, width);
    for why in why_absent(s) {
        out += &prose(&why, width);
    }
    out + &prose(&parts(s), width)
}

/// The table of areas, without columns that would say nothing.
fn of_areas(s: &SliceFindings, width: Option<u16>) -> String {
    let [interval, ratios] = [interval_head(s), "O/E interval".to_owned()];
    let against = capitalised(s.whole());
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
        &against,
        "Similar areas",
        "Times similar areas",
    ];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 8, 10, 12, 13], width);
    let places = Places::of(s);
    for a in ordered(s) {
        table.add_row(row(s, a, &places));
    }
    // With internal expected values the ratio says no more than the rate.
    let internal = s.expected_from == ExpectedFrom::Internal;
    let unknown = s.areas.iter().all(|a| a.rates.position.is_none());
    let alone = s.similar.is_none();
    let hidden = [(7, s.rate_levels.len() < 2), (9, internal), (11, unknown), (12, alone), (13, alone)];
    let hidden: Vec<usize> = hidden.into_iter().filter(|(_, hide)| *hide).map(|(at, _)| at).collect();
    table.hide(&hidden);
    lines(&table)
}

fn row(s: &SliceFindings, a: &AreaFinding, places: &Places) -> [String; 14] {
    let of_ratio = a.rates.ratio_lower.zip(a.rates.ratio_upper);
    [
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
        a.rates.position.map_or_else(absent, |position| position.words().to_owned()),
        places.or_absent(a.rates.similar.as_ref().map(|similar| similar.rate_of_similar), places.rate),
        to_similar(a),
    ]
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
fn why_absent(s: &SliceFindings) -> BTreeSet<String> {
    let lacks: BTreeSet<Lack> = s.areas.iter().flat_map(|a| rate_lacks(s, a)).collect();
    let said = lacks.iter().map(|lack| format!("-: no {}, because {}.\n", lack.figure, lack.why));
    said.chain(advice(s).map(|give| format!("To have what is missing, {give}.\n"))).collect()
}

/// The areas without rows in some months of the period.
fn parts(s: &SliceFindings) -> String {
    let part = |a: &AreaFinding| format!("{}{}", a.area, words::part_of(s, a));
    let some: Vec<String> = s.areas.iter().filter(|a| a.months < s.months).map(part).collect();
    if some.is_empty() { String::new() } else { format!("Areas with a part of the period: {}.\n", some.join(", ")) }
}
