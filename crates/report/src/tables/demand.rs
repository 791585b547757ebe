//! Tables of what areas will need.

use super::delimited::{number, text, write};
use super::json::document;
use super::layout::{lines, prose, table};
use super::text::absent;
use crate::error::Error;
use crate::words;
use serde::Serialize;
use unwarranted_core::demand::{AreaDemand, Demand};
use unwarranted_plot::numbers::thousands;

#[derive(Serialize)]
struct Slice<'a> {
    headline: String,
    #[serde(flatten)]
    demand: &'a Demand,
}

/// What areas will need in every period, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn demand_json(periods: &[Demand], measure: &str) -> Result<String, Error> {
    document(periods.iter().map(|demand| Slice { headline: words::demand(demand, measure), demand }))
}

/// Every area of every period, one row each, all areas together last.
///
/// # Errors
/// As [`demand_json`].
pub fn demand_csv(periods: &[Demand]) -> Result<String, Error> {
    let head = [
        "period",
        "base",
        "area",
        "population_before",
        "population",
        "before",
        "demand",
        "lower",
        "upper",
        "change_percent",
        "by_size",
        "by_ageing",
        "by_rates",
        "borrowed",
    ];
    let row = |d: &Demand, a: &AreaDemand| {
        let mut cells = vec![d.period.to_string(), d.base.to_string(), text(&a.area)];
        cells.extend([a.population_before, a.population, a.before, a.demand].map(|v| number(Some(v))));
        cells.extend([a.lower, a.upper, a.change_percent].map(number));
        cells.extend([a.by_size, a.by_ageing, a.by_rates].map(|v| number(Some(v))));
        cells.push(a.borrowed.to_string());
        cells
    };
    let rows = periods.iter().flat_map(|d| d.areas.iter().chain([&d.all]).map(move |a| row(d, a)));
    write(head.map(str::to_owned), rows)
}

/// What areas will need, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn demand_table(periods: &[Demand], measure: &str, width: Option<u16>) -> String {
    let block = |d: &Demand| {
        let out =
            format!("{measure}, {} against {}\n{}\n", d.period.words(), d.base.words(), words::demand(d, measure));
        prose(&out, width) + "\n" + &areas(d, width)
    };
    periods.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// Areas, the one that grows most first, and all together.
fn areas(d: &Demand, width: Option<u16>) -> String {
    let heads = ["Area", "Now", "Then", "Interval", "Change", "Size", "Ageing", "Rates"];
    let mut table = table(&heads, &[1, 2, 3, 4, 5, 6, 7], width);
    let key = |a: &AreaDemand| a.change_percent.unwrap_or(f64::NEG_INFINITY);
    let mut ordered: Vec<&AreaDemand> = d.areas.iter().collect();
    ordered.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    // No figure is minus zero.
    let signed = |v: f64| format!("{}{}", if v.round() > 0.0 { "+" } else { "" }, thousands(v.round() + 0.0, 0));
    for a in ordered.into_iter().chain([&d.all]) {
        table.add_row([
            a.area.to_string(),
            thousands(a.before, 0),
            thousands(a.demand, 0),
            a.lower.zip(a.upper).map_or_else(absent, |(l, u)| format!("{} to {}", thousands(l, 0), thousands(u, 0))),
            a.change_percent.map_or_else(absent, |v| format!("{:+.1}%", (v * 10.0).round() / 10.0 + 0.0)),
            signed(a.by_size),
            signed(a.by_ageing),
            signed(a.by_rates),
        ]);
    }
    if d.all.lower.is_none() {
        table.hide(&[3]);
    }
    if d.trend.is_none() {
        table.hide(&[7]);
    }
    lines(&table)
}
