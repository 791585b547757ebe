//! Tables of what splitting areas would do.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, topped};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::significant;
use crate::words;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_core::merge::Differences;
use unwarranted_core::split::{NewArea, Split};
use unwarranted_plot::labels::{Labels, LabelsBy};

impl OfSlice for Split {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::split(self, labels)
    }
}

#[derive(Serialize)]
struct Top<'a> {
    before: &'a Differences,
    parts: &'a Differences,
    after: &'a Differences,
    within_areas: Option<f64>,
    within_new: Option<f64>,
    change: Option<f64>,
}

/// What splitting would do to every slice, as JSON. Where there is one slice, its figures are at the top as well.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn split_json(slices: &[Split], labels: &LabelsBy) -> Result<String, Error> {
    topped(slices, labels, |s: &Split| Top {
        before: &s.before,
        parts: &s.parts,
        after: &s.after,
        within_areas: s.within_areas,
        within_new: s.within_new,
        change: s.change,
    })
}

/// Every new area of every slice, one row each.
///
/// # Errors
/// As [`split_json`].
pub fn split_csv(slices: &[Split]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "from",
        "observed",
        "denominator",
        "rate",
        "weighted_variance_before",
        "weighted_variance_parts",
        "weighted_variance_after",
        "theil_t_before",
        "theil_t_parts",
        "theil_t_after",
        "change",
    ];
    write(head.map(str::to_owned), slices.iter().flat_map(|s| s.areas.iter().map(move |a| row(s, a))))
}

fn row(s: &Split, a: &NewArea) -> Vec<String> {
    let three = |of: fn(&Differences) -> Option<f64>| [of(&s.before), of(&s.parts), of(&s.after)].map(number);
    let mut cells = vec![text(&s.treatment), s.period.to_string(), text(&a.area), text(&a.from.join(" "))];
    cells.extend([a.observed, a.denominator, a.rate].map(|v| number(Some(v))));
    cells.extend(three(|d| d.weighted_variance));
    cells.extend(three(|d| d.theil_t));
    cells.push(number(s.change));
    cells
}

/// What splitting would do to every slice, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn split_table(slices: &[Split], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, labels, name| {
        let mut out = heading(name, s.period, s.before.areas, "areas split", s.kind, &s.set_aside);
        out += &words::split(s, labels);
        out.push('\n');
        prose(&out, width) + "\n" + &measures(s, width) + "\n" + &areas(s, width)
    })
}

fn measures(s: &Split, width: Option<u16>) -> String {
    let mut table = table(&["Measure", "Before", "Parts", "After"], &[1, 2, 3], width);
    let figure = |v: Option<f64>| v.map_or_else(absent, |v| significant(v, 3));
    let three = |of: fn(&Differences) -> Option<f64>| [of(&s.before), of(&s.parts), of(&s.after)].map(figure);
    let [a, b, c] = [&s.before, &s.parts, &s.after].map(|d| d.areas.to_string());
    table.add_row(["Areas".to_owned(), a, b, c]);
    for (name, of) in [
        ("Variance, weighted", (|d: &Differences| d.weighted_variance) as fn(&Differences) -> Option<f64>),
        ("Theil index T", |d| d.theil_t),
        ("Coefficient of variation, weighted", |d| d.cv_weighted),
    ] {
        let [a, b, c] = three(of);
        table.add_row([name.to_owned(), a, b, c]);
    }
    lines(&table)
}

fn areas(s: &Split, width: Option<u16>) -> String {
    let mut table = table(&["New area", "Parts of", "Rate", "Denominator"], &[2, 3], width);
    for a in &s.areas {
        let [rate, denominator] = [a.rate, a.denominator].map(|v| significant(v, 3));
        table.add_row([a.area.to_string(), a.from.join(", "), rate, denominator]);
    }
    lines(&table)
}
