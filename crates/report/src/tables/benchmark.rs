//! Tables of areas against their similar areas.

use super::delimited::{number, text, write};
use super::json::document;
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, entries};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::{probability, significant};
use crate::words;
use std::sync::Arc;
use unwarranted_core::benchmark::{Benchmark, Benchmarked};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::thousands;

impl OfSlice for Benchmark {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::benchmark(self, labels)
    }
}

/// Every area against its similar areas, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn benchmark_json(slices: &[Benchmark], labels: &LabelsBy) -> Result<String, Error> {
    document(entries(slices, labels).into_iter())
}

/// Every area of every slice, one row each, with what it would have at the rate of its similar areas.
///
/// # Errors
/// As [`benchmark_json`].
pub fn benchmark_csv(slices: &[Benchmark]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "name",
        "observed",
        "denominator",
        "expected",
        "rate",
        "rate_of_similar",
        "ratio",
        "ratio_lower",
        "ratio_upper",
        "place",
        "p",
        "q",
        "without_peers",
        "p_ratio",
        "q_ratio",
    ];
    let row = |s: &Benchmark, a: &Benchmarked| {
        let name = text(a.name.as_deref().unwrap_or_default());
        let mut cells = vec![text(&s.treatment), s.period.to_string(), text(&a.area), name];
        cells.extend([a.observed, a.denominator, a.expected, a.rate, a.rate_of_similar].map(|v| number(Some(v))));
        cells.extend([a.ratio, a.lower, a.upper].map(number));
        cells.push(a.place.to_string());
        cells.extend([a.p, a.q].map(number));
        cells.push(if a.without_peers { "yes" } else { "no" }.to_owned());
        cells.extend([a.p_ratio, a.q_ratio].map(number));
        cells
    };
    write(head.map(str::to_owned), slices.iter().flat_map(|s| s.areas.iter().map(move |a| row(s, a))))
}

/// Every area against its similar areas, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn benchmark_table(slices: &[Benchmark], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, labels, name| {
        let mut out = heading(name, s.period, s.areas.len(), "rates", s.kind, &s.set_aside);
        out += &words::benchmark(s, labels);
        out.push('\n');
        prose(&out, width) + "\n" + &areas(s, width)
    })
}

/// Areas, the highest ratio first.
fn areas(s: &Benchmark, width: Option<u16>) -> String {
    let heads = ["Area", "Name", "Rate", "Similar areas", "Ratio", "Interval", "Place", "q", "Peers"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let mut ordered: Vec<&Benchmarked> = s.areas.iter().collect();
    let key = |a: &Benchmarked| a.ratio.unwrap_or(f64::INFINITY);
    ordered.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    let upper = |a: &Benchmarked| a.upper.map_or_else(|| "any".to_owned(), |v| thousands(v, 2));
    for a in ordered {
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            significant(a.rate, 3),
            significant(a.rate_of_similar, 3),
            a.ratio.map_or_else(absent, |v| thousands(v, 2)),
            a.lower.map_or_else(absent, |v| format!("{} to {}", thousands(v, 2), upper(a))),
            format!("{} of {}", a.place, a.similar.len() + 1),
            a.q.map_or_else(absent, probability),
            if a.without_peers { "none" } else { "" }.to_owned(),
        ]);
    }
    if s.areas.iter().all(|a| a.name.is_none()) {
        table.hide(&[1]);
    }
    if s.areas.iter().all(|a| !a.without_peers) {
        table.hide(&[8]);
    }
    lines(&table)
}
