//! Which areas changed what they do, and when, in tables.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use crate::error::Error;
use crate::number::significant;
use crate::words::changes as words;
use serde_json::{Value, json};
use unwarranted_core::time::{AreaStep, TreatmentTrend, Turned};
use unwarranted_plot::labels::Labels;

/// One area, as it stands in JSON.
pub(super) fn step(s: &AreaStep) -> Value {
    let found = s.found.as_ref().ok();
    json!({"area": s.area, "name": s.name, "changed": s.change().is_some(), "period": found.map(|t| t.period),
        "lower": found.map(|t| t.interval[0]), "upper": found.map(|t| t.interval[1]), "before": found.map(|t| t.before),
        "after": found.map(|t| t.after), "turn": found.map(|t| t.turn), "p": found.map(|t| t.p),
        "q": found.and_then(|t| t.q), "months_after_guidance": found.and_then(|t| t.months_after),
        "recorded": s.recorded, "undefined": s.found.as_ref().err().map(|u| &u.reason)})
}

/// The largest step of every area, one row each.
///
/// # Errors
/// None in practice; [`Error::Table`] if a row could not be written.
pub fn changes_csv(trends: &[TreatmentTrend]) -> Result<String, Error> {
    let head = [
        "treatment",
        "area",
        "name",
        "changed",
        "period",
        "period_lower",
        "period_upper",
        "before",
        "after",
        "turn",
        "p",
        "q",
        "months_after_guidance",
        "recorded",
        "undefined",
    ];
    let rows = trends.iter().flat_map(|t| t.steps.iter().map(move |s| row(t, s)));
    write(head.map(str::to_owned), rows)
}

fn row(t: &TreatmentTrend, s: &AreaStep) -> Vec<String> {
    let found = s.found.as_ref().ok();
    let word = |of: &dyn Fn(&Turned) -> String| found.map(of).unwrap_or_default();
    vec![
        text(&t.treatment),
        text(&s.area),
        text(s.name.as_deref().unwrap_or_default()),
        if s.change().is_some() { "yes" } else { "no" }.to_owned(),
        word(&|t| t.period.to_string()),
        word(&|t| t.interval[0].to_string()),
        word(&|t| t.interval[1].to_string()),
        number(found.map(|t| t.before)),
        number(found.map(|t| t.after)),
        word(&|t| t.turn.to_string()),
        number(found.map(|t| t.p)),
        number(found.and_then(|t| t.q)),
        found.and_then(|t| t.months_after).map(|m| m.to_string()).unwrap_or_default(),
        text(s.recorded.as_deref().unwrap_or_default()),
        text(s.found.as_ref().err().map_or("", |u| &u.reason)),
    ]
}

/// The areas that changed, in the order of their dates, in words and a table.
pub(super) fn block(t: &TreatmentTrend, labels: Option<&Labels>, width: Option<u16>) -> String {
    let mut changed: Vec<(&AreaStep, &Turned)> = t.steps.iter().filter_map(|s| Some((s, s.change()?))).collect();
    changed.sort_by(|(a, x), (b, y)| (x.period, &a.area).cmp(&(y.period, &b.area)));
    let heads = ["Area", "Name", "What", "From", "Earliest", "Latest", "Before", "After", "Months after"];
    let mut rows = table(&heads, &[6, 7, 8], width);
    for (step, turned) in &changed {
        rows.add_row([
            step.area.to_string(),
            step.name.as_deref().unwrap_or_default().to_owned(),
            turned.turn.to_string(),
            turned.period.to_string(),
            turned.interval[0].to_string(),
            turned.interval[1].to_string(),
            significant(turned.before, 3),
            significant(turned.after, 3),
            turned.months_after.map(|m| m.to_string()).unwrap_or_default(),
        ]);
    }
    if changed.iter().all(|(_, turned)| turned.months_after.is_none()) {
        rows.hide(&[8]);
    }
    let said = prose(&(words::changes(t, labels) + "\n"), width);
    if changed.is_empty() { said } else { said + &lines(&rows) }
}
