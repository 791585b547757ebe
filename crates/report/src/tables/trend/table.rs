//! Words and a table.

use crate::number::significant;
use crate::tables::adoption;
use crate::tables::layout::{lines, prose, table};
use crate::words::trend as words;
use unwarranted_core::text::counted;
use unwarranted_core::time::{NamedSeries, TreatmentTrend};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::share;

/// What changes in every treatment, in words and a table. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn trend_table(trends: &[TreatmentTrend], labels: &LabelsBy, confidence: f64, width: Option<u16>) -> String {
    let blocks: Vec<String> = trends.iter().map(|t| block(t, labels, confidence, width)).collect();
    blocks.join("\n")
}

fn block(t: &TreatmentTrend, labels: &LabelsBy, confidence: f64, width: Option<u16>) -> String {
    let own = labels.get(&t.treatment);
    let mut said = vec![words::headline(t, own, confidence)];
    said.extend(Some(words::lasting(t)).filter(|text| !text.is_empty()));
    said.extend(membership(t));
    let mut out = prose(&(said.join("\n") + "\n"), width);
    let mut years =
        table(&["Period", "Index", "Lower", "Upper", "SD of logs", "Overall rate"], &[1, 2, 3, 4, 5], width);
    for (at, (point, sigma)) in t.lottery.index.iter().zip(&t.lottery.sigma).enumerate() {
        let (value, limits) = point.found.as_ref().map_or((None, None), |(v, limits)| (Some(*v), *limits));
        let per_cent = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), share);
        years.add_row([
            point.period.to_string(),
            per_cent(value),
            per_cent(limits.map(|l| l[0])),
            per_cent(limits.map(|l| l[1])),
            sigma.sd_log.map_or_else(|| "-".to_owned(), |sd| significant(sd, 3)),
            t.national.rates.values[at].map_or_else(|| "-".to_owned(), |rate| significant(rate, 4)),
        ]);
    }
    out += &lines(&years);
    let periods = t.fixed.periods();
    let mut notes = vec![format!("The index ({}):", t.lottery.spreading.id())];
    notes.extend(words::details(&t.lottery.trend, &periods, confidence));
    notes.push(national_words(t));
    notes.extend(words::details(&t.national.trend, &periods, confidence));
    out += &prose(&(notes.join("\n") + "\n"), width);
    if t.steps.is_empty() { out } else { out + &adoption::block(t, own, width) }
}

fn membership(t: &TreatmentTrend) -> Vec<String> {
    let mut said = Vec::new();
    if !t.fixed.passing.is_empty() {
        said.push(format!("Areas that are not there in every period take no part: {}.", t.fixed.passing.len()));
    }
    let short: Vec<String> = t
        .fixed
        .incomplete
        .iter()
        .map(|(period, months)| {
            format!("{period} ({})", counted(i64::try_from(*months).unwrap_or(i64::MAX), "month", "months"))
        })
        .collect();
    if !short.is_empty() {
        said.push(format!("Incomplete periods take no part: {}.", short.join(", ")));
    }
    said
}

fn national_words(t: &TreatmentTrend) -> String {
    match &t.national.elasticity {
        Ok(e) => format!(
            "The overall rate, at the mean number of working days (it rises by {}% with 1% more of them; standard error {}):",
            significant(e.value, 2),
            significant(e.se, 1)
        ),
        Err(_) => "The overall rate:".to_owned(),
    }
}

/// What changes in plain series, in words. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn series_table(series: &[NamedSeries], confidence: f64, width: Option<u16>) -> String {
    let one = |s: &NamedSeries| {
        let mut said = vec![words::series(s)];
        said.extend(words::details(&s.trend, &s.series.periods, confidence));
        prose(&(said.join("\n") + "\n"), width)
    };
    series.iter().map(one).collect::<Vec<_>>().join("\n")
}
