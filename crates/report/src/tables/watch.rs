//! Alerts that are new, in tables.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use crate::error::Error;
use crate::number::significant;
use crate::words::trend::probability;
use serde::Serialize;
use std::collections::BTreeSet;
use unwarranted_core::time::{Alert, Tests, WatchRule};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tested: usize,
    untested: usize,
    alerts: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    measure: Option<&'a str>,
    #[serde(flatten)]
    alert: &'a Alert,
    headline: String,
}

/// The alerts that are new, as JSON; without any the list is empty.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn watch_json(alerts: &[Alert], tests: Tests, labels: &LabelsBy) -> Result<String, Error> {
    let entry = |alert| Entry { measure: measure(alert, labels), alert, headline: headline(alert, labels) };
    let Tests { tested, untested } = tests;
    to_lines(&Document { schema: SCHEMA, tested, untested, alerts: alerts.iter().map(entry).collect() }, 2)
}

fn measure<'a>(alert: &Alert, labels: &'a LabelsBy) -> Option<&'a str> {
    labels.get(&alert.treatment).map(|l| l.measure.as_str())
}

/// The alert in a sentence: who, what, compared with what, how sure.
fn headline(a: &Alert, labels: &LabelsBy) -> String {
    let who = a.name.as_ref().map_or_else(|| a.area.to_string(), |name| format!("{name} ({})", a.area));
    let what = measure(a, labels).unwrap_or(&a.treatment);
    let against = match a.expected {
        Some(expected) if expected > 0.0 => {
            format!("{} where {} was expected", significant(a.rate, 3), significant(expected, 3))
        }
        Some(_) => format!("{} where none was expected", significant(a.rate, 3)),
        None => significant(a.rate, 3),
    };
    let sure = a.p.map_or_else(|| format!("{}; ", a.rule.title()), |p| format!("{}; ", probability(p)));
    let before = a.alerted_before.map_or_else(String::new, |month| format!("; alerted before, in {}", month.words()));
    format!("{who}, {what}, {}: {against} ({sure}{}{before}).", a.month.words(), a.way)
}

/// The alerts that are new, one row each; nothing but the header without any.
///
/// # Errors
/// As [`watch_json`].
pub fn watch_csv(alerts: &[Alert]) -> Result<String, Error> {
    let head = ["rule", "treatment", "area", "name", "month", "way", "rate", "expected", "p", "q", "alerted_before"];
    let row = |a: &Alert| {
        vec![
            a.rule.to_string(),
            text(&a.treatment),
            text(&a.area),
            text(a.name.as_deref().unwrap_or_default()),
            a.month.to_string(),
            a.way.to_string(),
            number(Some(a.rate)),
            number(a.expected),
            number(a.p),
            number(a.q),
            a.alerted_before.map_or_else(String::new, |month| month.to_string()),
        ]
    };
    write(head.map(str::to_owned), alerts.iter().map(row))
}

/// The alerts that are new, rule by rule; nothing without any. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn watch_table(alerts: &[Alert], labels: &LabelsBy, width: Option<u16>) -> String {
    let rules: BTreeSet<WatchRule> = alerts.iter().map(|a| a.rule).collect();
    let block = |rule: &WatchRule| {
        let heads = ["Month", "Area", "Name", "Measure", "Way", "Rate", "Expected", "q", "Alerted before"];
        let mut rows = table(&heads, &[5, 6, 7], width);
        let own: Vec<&Alert> = alerts.iter().filter(|a| a.rule == *rule).collect();
        for a in &own {
            let shown = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| significant(v, 3));
            rows.add_row([
                a.month.to_string(),
                a.area.to_string(),
                a.name.as_deref().unwrap_or_default().to_owned(),
                measure(a, labels).unwrap_or(&a.treatment).to_owned(),
                a.way.to_string(),
                significant(a.rate, 3),
                shown(a.expected),
                a.q.map_or_else(|| "-".to_owned(), |q| significant(q, 2)),
                a.alerted_before.map_or_else(|| "-".to_owned(), |month| month.to_string()),
            ]);
        }
        let without = [(2, own.iter().all(|a| a.name.is_none())), (8, own.iter().all(|a| a.alerted_before.is_none()))];
        rows.hide(&without.iter().filter(|(_, none)| *none).map(|(at, _)| *at).collect::<Vec<_>>());
        prose(&format!("{} ({}): {} new\n", rule, rule.title(), own.len()), width) + &lines(&rows)
    };
    rules.iter().map(block).collect::<Vec<_>>().join("\n")
}
