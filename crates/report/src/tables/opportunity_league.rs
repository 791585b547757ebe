//! Treatments in the order of what it would come to if areas moved to a target.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use super::text::absent;
use crate::error::Error;
use crate::words::{self, MoneyEntry, money_league};
use serde::Serialize;
use unwarranted_core::opportunity::{Opportunity, SavingsIs};
use unwarranted_plot::labels::{Labels, LabelsBy};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    league: Vec<MoneyEntry<'a>>,
}

/// The league as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn opportunity_league_json(slices: &[Opportunity], labels: &LabelsBy) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, league: money_league(slices, labels) }, 2)
}

/// Every treatment and period as CSV, one row each, by the part of what was observed: units are in the table and the JSON.
///
/// # Errors
/// As [`opportunity_league_json`].
pub fn opportunity_league_csv(slices: &[Opportunity]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "polarity",
        "beyond_chance",
        "lower",
        "upper",
        "signed",
        "clipped",
        "by_chance",
        "part",
        "shown",
        "savings",
    ];
    let labels = LabelsBy::new();
    let row = |e: &MoneyEntry<'_>| {
        let mut cells = vec![text(e.treatment), e.period.to_string(), e.polarity.to_owned()];
        cells.extend([e.beyond_chance, e.lower, e.upper, e.signed, e.clipped, e.by_chance, e.part].map(number));
        cells.push(if e.shown { "yes" } else { "no" }.to_owned());
        cells.push(e.savings.map_or_else(String::new, |is| is.word().to_owned()));
        cells
    };
    write(head.map(str::to_owned), money_league(slices, &labels).iter().map(row))
}

/// The league for reading. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn opportunity_league_table(slices: &[Opportunity], labels: &LabelsBy, width: Option<u16>) -> String {
    let entries = money_league(slices, labels);
    let about = about(slices);
    let heads = ["Place", "Treatment", "Period", "Better", "Less chance", "Interval", "Part", "Clipped", "Signed"];
    let mut table = table(&heads, &[0, 4, 5, 6, 7, 8], width);
    for e in &entries {
        let own = labels.get(e.treatment);
        let amount = |v: Option<f64>| v.map_or_else(absent, |v| amount_in(v.round() + 0.0, e, own));
        let interval = e.lower.zip(e.upper).map(|(l, u)| format!("{} to {}", shown(l, e, own), shown(u, e, own)));
        table.add_row([
            e.rank.to_string(),
            e.measure.unwrap_or(e.treatment).to_owned(),
            e.period.to_string(),
            e.polarity.to_owned(),
            beyond(e, own),
            interval.unwrap_or_else(absent),
            e.part.filter(|_| e.shown).map_or_else(absent, words::per_cent),
            amount(e.clipped),
            amount(e.signed),
        ]);
    }
    let undefined: String = (entries.iter())
        .filter_map(|e| Some(format!("Undefined, {}: {}\n", e.measure.unwrap_or(e.treatment), e.undefined?)))
        .collect();
    prose(&about, width) + "\n" + &lines(&table) + &prose(&undefined, width)
}

/// What the league is of.
fn about(slices: &[Opportunity]) -> String {
    let named = slices.first().and_then(words::savings_named).map_or_else(String::new, |named| format!("{named}. "));
    if slices.iter().any(|s| s.savings.is_some_and(|is| is != SavingsIs::PerPatient)) {
        return format!(
            "{named}The clipped sum of each treatment, the most on top. OpenPrescribing allows for no chance here: part of each is chance, \
             and nobody has said how much.\n"
        );
    }
    let target = slices.first().map_or_else(String::new, words::target_named);
    format!(
        "{named}What it would come to if every area on the wrong side moved to {target}: the clipped sum less what chance alone would give if areas \
         did not differ. That takes too much off where they do differ; the interval allows for it.\nTreatments in pounds come first, the most \
         on top; others follow by the part of what was observed, as their units cannot be compared.\n"
    )
}

/// An end of the interval, or a value within it, as fine as the interval supports.
fn shown(value: f64, e: &MoneyEntry<'_>, labels: Option<&Labels>) -> String {
    let limits = [e.lower.unwrap_or(value), e.upper.unwrap_or(value)];
    amount_in(words::supported(value, limits), e, labels)
}

/// A sum; pounds for savings of OpenPrescribing.
fn amount_in(value: f64, e: &MoneyEntry<'_>, labels: Option<&Labels>) -> String {
    words::amount_in(value, e.savings.is_some(), labels)
}

fn beyond(e: &MoneyEntry<'_>, labels: Option<&Labels>) -> String {
    match e.beyond_chance {
        Some(value) if e.shown => shown(value, e, labels),
        Some(_) => "none shown".to_owned(),
        None => absent(),
    }
}
