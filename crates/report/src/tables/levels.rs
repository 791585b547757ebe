//! Tables of the two levels.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, json};
use super::text::heading;
use crate::error::Error;
use crate::number::significant;
use crate::words;
use std::sync::Arc;
use unwarranted_core::Kind;
use unwarranted_core::levels::Levels;
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::thousands;

impl OfSlice for Levels {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::levels(self, labels.map(|l| l.measure.as_str()))
    }
}

/// The two levels of every slice, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn levels_json(slices: &[Levels], labels: &LabelsBy) -> Result<String, Error> {
    json(slices, labels)
}

/// The columns of the CSV.
const COLUMNS: [&str; 19] = [
    "treatment",
    "period",
    "kind",
    "model",
    "areas_used",
    "practices_used",
    "intercept",
    "var_area",
    "var_practice",
    "area_share",
    "mor_area",
    "mor_practice",
    "icc",
    "loglik",
    "undefined",
    "regions_used",
    "var_region",
    "region_share",
    "mor_region",
];

/// The two levels, one row for each slice.
///
/// # Errors
/// As [`levels_json`].
pub fn levels_csv(slices: &[Levels]) -> Result<String, Error> {
    write(COLUMNS.map(str::to_owned), slices.iter().map(row))
}

fn row(s: &Levels) -> Vec<String> {
    vec![
        text(&s.treatment),
        s.period.to_string(),
        s.kind.word().to_owned(),
        s.model.to_owned(),
        s.areas_used.to_string(),
        s.practices_used.to_string(),
        number(s.intercept),
        number(s.var_area),
        number(s.var_practice),
        number(s.area_share),
        number(s.mor_area),
        number(s.mor_practice),
        number(s.icc),
        number(s.loglik),
        text(s.undefined.as_deref().unwrap_or_default()),
        s.regions_used.map_or_else(String::new, |n| n.to_string()),
        number(s.var_region),
        number(s.region_share),
        number(s.mor_region),
    ]
}

/// The two levels of every slice, in words and figures. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn levels_table(slices: &[Levels], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, _, name| block(s, name, width))
}

fn block(s: &Levels, name: &str, width: Option<u16>) -> String {
    let mut out = heading(
        name,
        s.period,
        s.areas_used,
        if s.regions_used.is_some() { "practices within areas within regions" } else { "practices within areas" },
        s.kind,
        &s.set_aside,
    );
    out += &words::levels(s, Some(name));
    out.push('\n');
    match of_levels(s, width) {
        Some(table) => prose(&out, width) + "\n" + &table,
        None => prose(&out, width),
    }
}

/// The variance of each level; `None` where it is undefined.
fn of_levels(s: &Levels, width: Option<u16>) -> Option<String> {
    let mut table = table(&["Level", "Units", "Variance", "Share", "Median ratio"], &[1, 2, 3, 4], width);
    let (area, practice, share) = (s.var_area?, s.var_practice?, s.area_share?);
    let ratio = |r: Option<f64>| r.map_or_else(|| "-".to_owned(), |r| thousands(r, 2));
    let part = |share: f64| words::per_cent(share);
    let units = |n: usize| n.to_string();
    if let (Some(n), Some(variance), Some(share)) = (s.regions_used, s.var_region, s.region_share) {
        let row = ["regions".to_owned(), units(n), significant(variance, 3), part(share), ratio(s.mor_region)];
        table.add_row(row);
    }
    let above = s.region_share.unwrap_or(0.0);
    let areas = if s.regions_used.is_some() { "areas within regions" } else { "areas" };
    table.add_row([areas.to_owned(), units(s.areas_used), significant(area, 3), part(share), ratio(s.mor_area)]);
    table.add_row([
        "practices within areas".to_owned(),
        units(s.practices_used),
        significant(practice, 3),
        part((1.0 - above - share).max(0.0)),
        ratio(s.mor_practice),
    ]);
    let of = match s.kind {
        Kind::Amount => "Variances are of rates",
        Kind::Count => "Variances are of the logarithm of rates",
        Kind::Share => "Variances are of the logit of shares, median ratios of odds",
    };
    let icc = s.icc.map_or_else(String::new, |icc| format!("; intraclass correlation {}", significant(icc, 3)));
    Some(lines(&table) + &prose(&format!("{of}{icc}.\n"), width))
}
