//! Tables of what it would come to if areas moved to a target.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, json};
use super::text::heading;
use crate::error::Error;
use crate::number::significant;
use crate::words;
use std::sync::Arc;
use unwarranted_core::opportunity::{AreaOpportunity, MoveTo, Opportunity};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::thousands;

impl OfSlice for Opportunity {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::opportunity(self, labels)
    }

    fn unit(&self, labels: Option<&Labels>) -> Option<Option<String>> {
        // What a saving of OpenPrescribing counts are pounds, whatever its numerator counts.
        if self.savings.is_some() { Some(Some("pounds".to_owned())) } else { Some(labels.and_then(counted)) }
    }
}

/// What every slice would come to, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn opportunity_json(slices: &[Opportunity], labels: &LabelsBy) -> Result<String, Error> {
    json(slices, labels)
}

/// What sums are of.
fn counted(labels: &Labels) -> Option<String> {
    if labels.unit.is_money() { Some("pounds".to_owned()) } else { labels.unit.counted().map(str::to_owned) }
}

/// Every area of every slice, one row each.
///
/// # Errors
/// As [`opportunity_json`].
pub fn opportunity_csv(slices: &[Opportunity]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "name",
        "observed",
        "denominator",
        "rate",
        "target",
        "signed",
        "clipped",
        "total_signed",
        "total_clipped",
        "total_by_chance",
        "total_beyond_chance",
        "total_lower",
        "total_upper",
        "shown",
        "savings",
    ];
    let rows = slices.iter().flat_map(|s| s.areas.iter().map(move |a| row(s, a)));
    write(head.map(str::to_owned), rows)
}

fn row(s: &Opportunity, a: &AreaOpportunity) -> Vec<String> {
    vec![
        text(&s.treatment),
        s.period.to_string(),
        text(&a.area),
        text(a.name.as_deref().unwrap_or_default()),
        number(Some(a.observed)),
        number(Some(a.denominator)),
        number(Some(a.rate)),
        number(Some(a.target)),
        number(Some(a.signed)),
        number(Some(a.clipped)),
        number(s.signed),
        number(s.clipped),
        number(s.by_chance),
        number(s.beyond_chance),
        number(s.lower),
        number(s.upper),
        if s.shown { "yes" } else { "no" }.to_owned(),
        s.savings.map_or_else(String::new, |is| is.word().to_owned()),
    ]
}

/// What every slice would come to, in words and a table of areas, the most first. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn opportunity_table(slices: &[Opportunity], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, labels, name| block(s, (labels, name), width))
}

fn block(s: &Opportunity, (labels, name): (Option<&Labels>, &str), width: Option<u16>) -> String {
    let about = match words::savings_named(s) {
        Some(named) => format!("{named}, {}", words::target(s)),
        None => words::target(s),
    };
    let mut out = heading(name, s.period, s.areas.len(), &about, s.kind, &s.set_aside);
    out += &words::opportunity(s, labels);
    out.push('\n');
    if !s.left_out.is_empty() {
        let codes: Vec<&str> = s.left_out.iter().map(|code| &**code).collect();
        let why = match (&s.target_is, &s.groups) {
            _ if s.savings.is_some() => "without a quantity or without costs",
            (MoveTo::Column(_), _) => "without a target of their own",
            (_, Some(_)) => "alone in their group or in none",
            (_, None) => "without similar areas",
        };
        out += &format!("left out, {why}: {}: {}\n", codes.len(), codes.join(", "));
    }
    for note in &s.notes {
        out += &format!("note: {note}\n");
    }
    let heads = ["Area", "Name", "Observed", "Rate", "Target", "Signed", "Clipped"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6], width);
    let mut ordered: Vec<&AreaOpportunity> = s.areas.iter().collect();
    ordered.sort_by(|a, b| b.signed.total_cmp(&a.signed).then_with(|| a.area.cmp(&b.area)));
    for a in ordered {
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, 0),
            significant(a.rate, 3),
            significant(a.target, 3),
            thousands(a.signed, 0),
            thousands(a.clipped, 0),
        ]);
    }
    if s.areas.iter().all(|a| a.name.is_none()) {
        table.hide(&[1]);
    }
    prose(&out, width) + "\n" + &lines(&table)
}
