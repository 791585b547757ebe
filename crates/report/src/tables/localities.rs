//! Tables of localities.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, json};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::significant;
use crate::words;
use std::sync::Arc;
use unwarranted_core::localities::{Localities, Locality};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::thousands;

impl OfSlice for Localities {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::localities(self, labels)
    }
}

/// The localities of every slice, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn localities_json(slices: &[Localities], labels: &LabelsBy) -> Result<String, Error> {
    json(slices, labels)
}

/// Every locality of every slice, one row each.
///
/// # Errors
/// As [`localities_json`].
pub fn localities_csv(slices: &[Localities]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "locality",
        "practices",
        "observed",
        "denominator",
        "rate",
        "ratio",
        "chance_cv",
        "weighted",
        "budget",
        "plus_or_minus",
        "allowance",
        "spend",
        "beyond_allowance",
        "between_share",
        "p",
    ];
    write(head.map(str::to_owned), slices.iter().flat_map(|s| s.localities.iter().map(move |l| row(s, l))))
}

fn row(s: &Localities, l: &Locality) -> Vec<String> {
    let mut cells = vec![text(&s.treatment), s.period.to_string(), text(&l.locality), l.practices.to_string()];
    cells.extend([l.observed, l.denominator, l.rate, l.ratio].map(|v| number(Some(v))));
    cells.extend([l.chance_cv, l.weighted, l.budget, l.plus_or_minus].map(number));
    cells.extend([l.allowance, l.spend, l.beyond_allowance, s.between_share, s.p].map(number));
    cells
}

/// The localities of every slice, in words and a table. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn localities_table(slices: &[Localities], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, labels, name| block(s, (labels, name), width))
}

fn block(s: &Localities, (labels, name): (Option<&Labels>, &str), width: Option<u16>) -> String {
    let mut out = heading(name, s.period, s.practices, "practices in localities", s.kind, &s.set_aside);
    out += &words::localities(s, labels);
    out.push('\n');
    if let Some(reason) = &s.chance_undefined {
        out += &format!("What chance does at the size of a locality is not known: {reason}.\n");
    }
    prose(&out, width) + "\n" + &of_each(s, width)
}

/// The heads of the table.
const HEADS: [&str; 10] = [
    "Locality",
    "Practices",
    "Rate",
    "Of all",
    "Chance CV",
    "Budget",
    "Plus or minus",
    "Allowance",
    "Spend",
    "Beyond it",
];

fn of_each(s: &Localities, width: Option<u16>) -> String {
    let mut table = table(&HEADS, &[1, 2, 3, 4, 5, 6, 7, 8, 9], width);
    let money = |v: Option<f64>| v.map_or_else(absent, words::pounds);
    for l in &s.localities {
        table.add_row([
            l.locality.to_string(),
            l.practices.to_string(),
            significant(l.rate, 3),
            thousands(l.ratio, 2),
            l.chance_cv.map_or_else(absent, words::cv),
            money(l.budget),
            money(l.plus_or_minus),
            money(l.allowance),
            money(l.spend),
            money(l.beyond_allowance),
        ]);
    }
    let none = |of: fn(&Locality) -> Option<f64>| s.localities.iter().all(|l| of(l).is_none());
    let hidden = [
        (4, none(|l| l.chance_cv)),
        (5, none(|l| l.budget)),
        (6, none(|l| l.plus_or_minus)),
        (7, none(|l| l.allowance)),
        (8, none(|l| l.spend)),
        (9, none(|l| l.beyond_allowance)),
    ];
    table.hide(&hidden.into_iter().filter(|(_, hide)| *hide).map(|(at, _)| at).collect::<Vec<_>>());
    lines(&table)
}
