//! Tables of what merging areas would do.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, topped};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::significant;
use crate::words;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_core::merge::{Differences, Merged, MergedArea};
use unwarranted_plot::labels::{Labels, LabelsBy};

impl OfSlice for Merged {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::merged(self, labels.map(|l| l.measure.as_str()))
    }
}

#[derive(Serialize)]
struct Top<'a> {
    before: &'a Differences,
    after: &'a Differences,
    between_share: Option<f64>,
    within_share: Option<f64>,
}

/// What merging would do to every slice, as JSON. Where there is one slice, its figures are at the top as well.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn merge_json(slices: &[Merged], labels: &LabelsBy) -> Result<String, Error> {
    topped(slices, labels, |s: &Merged| Top {
        before: &s.before,
        after: &s.after,
        between_share: s.between_share,
        within_share: s.within_share,
    })
}

/// Every group of every slice, one row each.
///
/// # Errors
/// As [`merge_json`].
pub fn merge_csv(slices: &[Merged]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "areas",
        "observed",
        "denominator",
        "rate",
        "lowest",
        "highest",
        "weighted_variance_before",
        "weighted_variance_after",
        "theil_t_before",
        "theil_t_after",
        "cv_weighted_before",
        "cv_weighted_after",
        "between_share",
        "within_share",
    ];
    write(head.map(str::to_owned), slices.iter().flat_map(|s| s.merged.iter().map(move |g| row(s, g))))
}

fn row(s: &Merged, g: &MergedArea) -> Vec<String> {
    let pair = |of: fn(&Differences) -> Option<f64>| [number(of(&s.before)), number(of(&s.after))];
    let mut cells = vec![text(&s.treatment), s.period.to_string(), text(&g.area), g.areas.len().to_string()];
    cells.extend([g.observed, g.denominator, g.rate, g.lowest, g.highest].map(|v| number(Some(v))));
    cells.extend(pair(|d| d.weighted_variance));
    cells.extend(pair(|d| d.theil_t));
    cells.extend(pair(|d| d.cv_weighted));
    cells.extend([number(s.between_share), number(s.within_share)]);
    cells
}

/// What merging would do to every slice, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn merge_table(slices: &[Merged], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, _, name| block(s, name, width))
}

fn block(s: &Merged, name: &str, width: Option<u16>) -> String {
    let mut out = heading(name, s.period, s.before.areas, "areas merged", s.kind, &s.set_aside);
    out += &words::merged(s, Some(name));
    out.push('\n');
    if s.undefined.is_some() {
        return prose(&out, width);
    }
    prose(&out, width) + "\n" + &measures(s, width) + "\n" + &groups(s, width)
}

fn measures(s: &Merged, width: Option<u16>) -> String {
    let mut table = table(&["Measure", "Before", "After", "Hidden by merging"], &[1, 2, 3], width);
    let figure = |v: Option<f64>| v.map_or_else(absent, |v| significant(v, 3));
    let part = |v: Option<f64>| v.map_or_else(absent, words::per_cent);
    let areas = |n: usize| n.to_string();
    table.add_row(["Areas".to_owned(), areas(s.before.areas), areas(s.after.areas), String::new()]);
    let (b, a) = (&s.before, &s.after);
    let smaller = b.cv_weighted.zip(a.cv_weighted).map(|(before, after)| 1.0 - after / before);
    for (name, before, after, hidden) in [
        ("Variance, weighted", b.weighted_variance, a.weighted_variance, s.within_share),
        ("Theil index T", b.theil_t, a.theil_t, s.theil_within_share),
        ("Coefficient of variation, weighted", b.cv_weighted, a.cv_weighted, smaller),
    ] {
        table.add_row([name.to_owned(), figure(before), figure(after), part(hidden)]);
    }
    lines(&table)
}

fn groups(s: &Merged, width: Option<u16>) -> String {
    let mut table = table(&["Merged area", "Areas", "Rate", "Lowest in it", "Highest in it"], &[1, 2, 3, 4], width);
    for g in &s.merged {
        let [rate, lowest, highest] = [g.rate, g.lowest, g.highest].map(|v| significant(v, 3));
        table.add_row([g.area.to_string(), g.areas.len().to_string(), rate, lowest, highest]);
    }
    lines(&table)
}
