//! What a check of a definition prints as a table.

use super::diff::differences;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use unwarranted::core::text::{counted, thousands, whole};
use unwarranted::definitions::Definition;
use unwarranted::store::assemble::{Caught, CaughtPresentation, Explained};

/// Presentations shown without `--all`.
const SHOWN: usize = 15;

/// How a check is worded.
pub(super) struct Words {
    /// Whether every presentation is shown.
    pub all: bool,
}

impl Words {
    pub(super) fn table(
        &self,
        own: &Definition,
        other: Option<&Definition>,
        found: &Explained,
        own_parts: &[(&str, &Caught)],
        other_parts: &[(&str, &Caught)],
    ) -> String {
        let mut text = format!("{} ({}), {}\n", own.treatment.title, own.id(), span(found));
        for (part, caught) in own_parts {
            text += &self.part(part, caught, found);
        }
        if let [(_, numerator), (_, denominator)] = own_parts {
            let ((items, cost), (all_items, all_cost)) = (numerator.totals(), denominator.totals());
            if all_items > 0 && all_cost > 0.0 {
                let per_cent = |part: f64, all: f64| 100.0 * part / all;
                let _ = writeln!(
                    text,
                    "The numerator has {:.1} % of the denominator's items and {:.1} % of its cost.",
                    per_cent(items as f64, all_items as f64),
                    per_cent(cost, all_cost)
                );
            }
        }
        if let Some(other) = other {
            let _ = writeln!(text, "\nAgainst {}:", other.id());
            for line in differences(other, own) {
                let _ = writeln!(text, "  {line}");
            }
            for ((part, caught), (_, before)) in own_parts.iter().zip(other_parts) {
                text += &self.compared(part, caught, before);
            }
        }
        text
    }

    fn part(&self, part: &str, caught: &Caught, found: &Explained) -> String {
        let (items, cost) = caught.totals();
        let mut text = format!("\nThe {part} catches {}.\n", summed(caught.presentations.len(), items, cost));
        text += &self.rows(caught.presentations.iter());
        if !caught.idle.is_empty() {
            let _ = writeln!(text, "  These codes match nothing in this period: {}", listed(&caught.idle));
        }
        match found.bnf_year {
            None => text += "  The store has no list of changed BNF codes, so what changes do to it is not known.\n",
            Some(year) => text += &changes(caught, year),
        }
        text
    }

    /// Presentations, those with most items first.
    fn rows<'a>(&self, presentations: impl Iterator<Item = &'a CaughtPresentation>) -> String {
        let mut order: Vec<&CaughtPresentation> = presentations.collect();
        order.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.code.cmp(&b.code)));
        let shown = if self.all { order.len() } else { SHOWN };
        let row = |p: &&CaughtPresentation| {
            format!("  {:<15}  {:>11} items  {:>14}  {}\n", p.code, whole(p.items), pounds(p.actual_cost), p.name)
        };
        let mut text: String = order.iter().take(shown).map(row).collect();
        if order.len() > shown {
            let _ = writeln!(text, "  and {} more (--all shows them)", order.len() - shown);
        }
        text
    }

    fn compared(&self, part: &str, own: &Caught, other: &Caught) -> String {
        let codes = |of: &Caught| of.presentations.iter().map(|p| p.code.clone()).collect::<BTreeSet<_>>();
        let (now, before) = (codes(own), codes(other));
        let mut text = String::new();
        for (does, of, lacks) in [("also catches", own, &before), ("no longer catches", other, &now)] {
            let only = || of.presentations.iter().filter(|p| !lacks.contains(&p.code));
            let sum = only().fold((0, 0i64, 0.0), |(n, items, cost), p| {
                (n + 1, items.saturating_add(p.items), cost + p.actual_cost)
            });
            if sum.0 > 0 {
                let _ = writeln!(text, "  The {part} {does} {}:", summed(sum.0, sum.1, sum.2));
                text += &self.rows(only());
            }
        }
        if text.is_empty() { format!("  The {part} catches the same presentations.\n") } else { text }
    }
}

fn summed(presentations: usize, items: i64, cost: f64) -> String {
    let n = i64::try_from(presentations).unwrap_or(i64::MAX);
    format!("{}: {}, {}", counted(n, "presentation", "presentations"), counted(items, "item", "items"), pounds(cost))
}

fn pounds(cost: f64) -> String {
    format!("£{}", thousands(cost.round(), 0))
}

pub(super) fn span(found: &Explained) -> String {
    let months = counted(i64::try_from(found.months.len()).unwrap_or(i64::MAX), "month", "months");
    match (found.months.first(), found.months.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last} ({months})"),
        (Some(only), _) => only.to_string(),
        _ => months,
    }
}

fn listed(codes: &[String]) -> String {
    const MOST: usize = 20;
    let more = if codes.len() > MOST { format!(" and {} more", codes.len() - MOST) } else { String::new() };
    format!("{}{more}", codes.iter().take(MOST).cloned().collect::<Vec<_>>().join(", "))
}

/// What changes of the BNF do to it. Codes are followed forward, so that the later code decides in all months.
fn changes(caught: &Caught, year: i32) -> String {
    let mut text = String::new();
    for (gained, does) in [(false, "loses"), (true, "gains")] {
        let of: Vec<String> = caught
            .changes
            .iter()
            .filter(|change| change.gained == gained)
            .map(|c| {
                let items = c.items.map_or_else(String::new, |n| format!(", {}", counted(n, "item", "items")));
                format!("{} (now {}{items})", c.old, c.new)
            })
            .collect();
        if !of.is_empty() {
            let _ = writeln!(text, "  It {does} these when the BNF changes: {}", listed(&of));
        }
    }
    if text.is_empty() {
        format!("  No change of the BNF up to {year} makes it lose or gain a product.\n")
    } else {
        text
    }
}
