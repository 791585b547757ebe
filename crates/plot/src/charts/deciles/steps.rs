//! The periods of a chart over time, and the highlighted area in them.

use crate::chart::Subject;
use crate::data::{Data, Datum};
use crate::names::Names;
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::{AreaFinding, Month, SliceFindings};

/// Deciles of fewer areas than this say nothing.
pub(in crate::charts) const LEAST: usize = 10;
/// Lines of up to this many periods also get a mark per period.
pub(super) const FEW: usize = 12;

/// One complete period.
pub(super) struct Step<'a> {
    pub(super) slice: &'a SliceFindings,
    pub(super) deciles: [f64; 9],
    /// 25th and 75th percentile.
    pub(super) middle_half: [f64; 2],
    /// Months since the first step.
    pub(super) at: f64,
}

/// Periods that are not drawn.
pub(super) struct LeftOut<'a> {
    pub(super) partial: &'a [&'a SliceFindings],
    /// Complete ones with fewer than [`LEAST`] areas.
    pub(super) thin: usize,
}

/// The figures drawn: a row a period.
pub(super) fn data(steps: &[Step], line: &[Option<f64>]) -> Data {
    let columns =
        ["period", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p25", "p75", "highlighted"];
    let mut data = Data::new(&columns);
    for (at, step) in steps.iter().enumerate() {
        let mut row: Vec<Datum> = vec![step.slice.period.to_string().into()];
        row.extend(step.deciles.map(Datum::from));
        row.extend(step.middle_half.map(Datum::from));
        row.push(line.get(at).copied().flatten().into());
        data.rows.push(row);
    }
    data
}

/// Longest step in months between neighbouring periods; a longer one is a gap.
pub(super) fn stride(steps: &[Step]) -> f64 {
    steps.last().and_then(|s| s.slice.period.full_months()).map_or(f64::INFINITY, |m| m as f64)
}

pub(super) fn adjoin(before: &Step, after: &Step, stride: f64) -> bool {
    after.at - before.at <= stride + 0.5
}

/// Steps without a neighbour on either side.
pub(super) fn isolated(steps: &[Step]) -> usize {
    let stride = stride(steps);
    let apart = |i: usize| !adjoin(&steps[i], &steps[i + 1], stride);
    (0..steps.len()).filter(|i| (*i == 0 || apart(i - 1)) && (i + 1 == steps.len() || apart(*i))).count()
}

pub(super) fn steps<'a>(slices: &[&'a SliceFindings]) -> Vec<Step<'a>> {
    let with: Vec<(&SliceFindings, [f64; 9], Month)> =
        slices.iter().filter_map(|s| Some((*s, s.deciles?, s.period.first_month()?))).collect();
    let Some(first) = with.iter().map(|(.., m)| *m).min() else { return Vec::new() };
    let step = |(slice, deciles, month): (&'a SliceFindings, [f64; 9], Month)| {
        let rates = sorted(&slice.areas.iter().filter_map(|a| a.rate).filter(|r| r.is_finite()).collect::<Vec<_>>());
        let quarter = |p: f64, near: f64| quantile(&rates, p).unwrap_or(near);
        let middle_half = [quarter(0.25, deciles[1]), quarter(0.75, deciles[7])];
        Step { slice, deciles, middle_half, at: f64::from(month.since(first)) }
    };
    let mut steps: Vec<Step> = with.into_iter().map(step).collect();
    steps.sort_by(|a, b| a.at.total_cmp(&b.at));
    steps
}

pub(super) fn area<'a>(step: &Step<'a>, code: &str) -> Option<&'a AreaFinding> {
    step.slice.areas.iter().find(|a| &*a.area == code)
}

/// The rates of the highlighted area, `None` where it has none; empty without one.
pub(super) fn highlighted(subject: &Subject, steps: &[Step]) -> Vec<Option<f64>> {
    let Some(code) = subject.highlight else { return Vec::new() };
    let rates: Vec<Option<f64>> = steps.iter().map(|s| area(s, code).and_then(|a| a.rate)).collect();
    if rates.iter().any(Option::is_some) { rates } else { Vec::new() }
}

/// Breaks of the highlighted area by step: what happened in the period, `None` where nothing did.
pub(super) fn breaks(subject: &Subject, steps: &[Step]) -> Vec<Option<String>> {
    let code = subject.highlight.unwrap_or_default();
    steps.iter().map(|s| area(s, code).and_then(AreaFinding::break_in_words)).collect()
}

/// Short name of the highlighted area from the latest period that has one.
pub(super) fn highlighted_name(subject: &Subject, steps: &[Step]) -> String {
    let code = subject.highlight.unwrap_or_default();
    let latest = steps.iter().rev().find(|s| area(s, code).is_some());
    latest.map_or(code.to_owned(), |s| Names::of(&s.slice.areas).get(code).to_owned())
}
