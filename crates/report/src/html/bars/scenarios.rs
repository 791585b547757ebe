//! Bars of scenarios: what areas will need, localities, areas that are split.

use super::{Bar, Bars, figures};
use crate::number::significant;
use crate::words;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::demand::{AreaDemand, Demand};
use unwarranted_core::localities::{Localities, Locality};
use unwarranted_core::split::{NewArea, Split};
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::{Labels, LabelsBy};

/// What areas will need, period by period: a bar for the change of each area in per cent of today. `names` are those of the areas, by
/// code.
#[must_use]
pub fn demand_bars(periods: &[Demand], measure: &str, names: &BTreeMap<Arc<str>, Arc<str>>) -> Vec<Bars> {
    periods.iter().map(|d| demand(d, measure, names)).collect()
}

fn demand(d: &Demand, measure: &str, names: &BTreeMap<Arc<str>, Arc<str>>) -> Bars {
    let per_cent = Figures::per_cent();
    let count = |v: f64| (v, Figures::counts().value(v.round() + 0.0));
    // Every row has the cells that the heads name.
    let intervals = d.areas.iter().all(|a| a.lower.is_some() && a.upper.is_some());
    let bar = |a: &AreaDemand| {
        let change = a.change_percent?;
        let mut cells = vec![count(a.before), count(a.demand)];
        cells.extend(
            a.lower.zip(a.upper).filter(|_| intervals).map(|(l, u)| [count(l), count(u)]).into_iter().flatten(),
        );
        cells.push((change, per_cent.value(change)));
        cells.extend([a.by_size, a.by_ageing].map(count));
        cells.extend(d.trend.is_some().then(|| count(a.by_rates)));
        Some(Bar { area: Arc::clone(&a.area), name: names.get(&a.area).cloned(), value: change, cells })
    };
    let bars: Vec<Bar> = d.areas.iter().filter_map(bar).collect();
    let mut notes =
        vec![format!("A bar for each area: the change against {}, the largest rise on the left.", d.base.words())];
    match d.areas.len() - bars.len() {
        0 => {}
        1 => notes
            .push("1 area has none today, so no change in per cent; it is in the tables beside the page.".to_owned()),
        n => notes.push(format!(
            "{n} areas have none today, so no change in per cent; they are in the tables beside the page."
        )),
    }
    let mut heads = vec!["Now", "Then"];
    heads.extend(intervals.then_some(["Lower end", "Upper end"]).into_iter().flatten());
    heads.extend(["Change", "By people", "By their ages"]);
    heads.extend(d.trend.is_some().then_some("By rates"));
    let said = words::demand(d, measure);
    Bars {
        treatment: measure.into(),
        period: d.period,
        bars,
        unit: format!("Change against {}, per cent", d.base.words()),
        figures: per_cent,
        finding: words::demand_short(d, measure),
        said,
        notes,
        heads,
        what: None,
    }
}

/// Localities of slices of practices: a bar for how far each lies above or below all of them.
#[must_use]
pub fn localities_bars(slices: &[Localities], labels: &LabelsBy) -> Vec<Bars> {
    slices.iter().map(|s| localities(s, labels.get(&s.treatment))).collect()
}

/// A column: its head, its value, how that is written.
type Column = (&'static str, fn(&Locality) -> Option<f64>, fn(f64) -> String);

/// Columns of localities that not every run has.
const OPTIONAL: [Column; 6] = [
    ("Moved by chance", |l| l.chance_cv, |cv| words::per_cent(cv)),
    ("Budget", |l| l.budget, |v| Figures::pounds().value(v)),
    ("Chance, up or down", |l| l.plus_or_minus, |v| Figures::pounds().value(v)),
    ("Allowance", |l| l.allowance, |v| Figures::pounds().value(v)),
    ("Spent", |l| l.spend, |v| Figures::pounds().value(v)),
    ("Beyond the allowance", |l| l.beyond_allowance, |v| Figures::pounds().value(v)),
];

fn localities(s: &Localities, labels: Option<&Labels>) -> Bars {
    let there: Vec<_> = OPTIONAL
        .iter()
        .filter(|(_, of, _)| !s.localities.is_empty() && s.localities.iter().all(|l| of(l).is_some()))
        .collect();
    let bar = |l: &Locality| {
        let mut cells = vec![
            (l.practices as f64, l.practices.to_string()),
            (l.observed, words::of_numerator(l.observed, labels)),
            (l.rate, significant(l.rate, 3)),
        ];
        cells.extend(there.iter().filter_map(|(_, of, told)| of(l).map(|v| (v, told(v)))));
        Bar { area: Arc::clone(&l.locality), name: None, value: 100.0 * (l.ratio - 1.0), cells }
    };
    let mut notes =
        vec!["A bar for each locality: how far its rate lies above or below that of all of them.".to_owned()];
    notes.extend(
        s.chance_undefined.iter().map(|why| format!("What chance does at the size of a locality is not known: {why}.")),
    );
    Bars {
        treatment: Arc::clone(&s.treatment),
        period: s.period,
        bars: s.localities.iter().map(bar).collect(),
        unit: "Above or below all localities, per cent".to_owned(),
        figures: Figures::per_cent(),
        finding: words::localities_short(s, labels),
        said: words::localities(s, labels),
        notes,
        heads: ["Practices", "Observed", "Rate"].into_iter().chain(there.iter().map(|(head, ..)| *head)).collect(),
        what: Some(["locality", "localities"]),
    }
}

/// Areas that are split: a bar for how far each new area lies above or below all of them.
#[must_use]
pub fn split_bars(slices: &[Split], labels: &LabelsBy) -> Vec<Bars> {
    slices.iter().map(|s| split(s, labels.get(&s.treatment))).collect()
}

fn split(s: &Split, labels: Option<&Labels>) -> Bars {
    let sum = |of: fn(&NewArea) -> f64| s.areas.iter().map(of).sum::<f64>();
    let all = sum(|a| a.observed) / sum(|a| a.denominator);
    let figures = figures(labels);
    let bar = |a: &NewArea| {
        let cells = vec![
            (a.from.len() as f64, a.from.join(", ")),
            (a.observed, words::of_numerator(a.observed, labels)),
            (a.rate, figures.value(a.rate)),
        ];
        Bar { area: Arc::clone(&a.area), name: None, value: 100.0 * (a.rate / all - 1.0), cells }
    };
    // Nothing is above or below nothing.
    let bars = if all > 0.0 { s.areas.iter().map(bar).collect() } else { Vec::new() };
    Bars {
        treatment: Arc::clone(&s.treatment),
        period: s.period,
        bars,
        unit: "Above or below all areas, per cent".to_owned(),
        figures: Figures::per_cent(),
        finding: words::split_short(s),
        said: words::split(s, labels),
        notes: vec!["A bar for each new area: how far its rate lies above or below that of all of them.".to_owned()],
        heads: vec!["Parts come from", "Observed", "Rate"],
        what: Some(["new area", "new areas"]),
    }
}
