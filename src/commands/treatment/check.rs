//! A definition at work on a store.

use super::diff::differences;
use super::place::{LeaguePlace, Look};
use crate::cli::OutputFormat;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use unwarranted::core::text::{counted, thousands, whole};
use unwarranted::core::{Period, Selection};
use unwarranted::definitions::Definition;
use unwarranted::store::Store;
use unwarranted::store::assemble::{Caught, CaughtPresentation, Explained, Level, explain};

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Identifier, or a file of one's own (.toml).
    #[arg(value_name = "ID|FILE")]
    treatment: String,
    /// Folder of the store.
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    /// The period to look at, such as 2019/20 [default: all months of the store].
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// Another definition to compare with: what this one catches more, and what less.
    #[arg(long, value_name = "ID|FILE")]
    against: Option<String>,
    /// Areas to rank treatments by: where this definition, and the other one, stand in the league of all that are defined.
    #[arg(long, value_name = "LEVEL", requires = "against")]
    level: Option<Level>,
    /// Show every presentation, not only those with most items.
    #[arg(long)]
    all: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

/// Presentations shown without `--all`.
const SHOWN: usize = 15;

impl CheckArgs {
    pub(super) fn run(&self) -> Result<()> {
        if self.all && self.format != OutputFormat::Table {
            bail!("--all goes with --format table: the other formats have every presentation");
        }
        let own = super::one(&self.treatment)?;
        let other = self.against.as_deref().map(super::one).transpose()?;
        let parts: Vec<(&str, &Selection)> = parts(&own).into_iter().chain(other.iter().flat_map(parts)).collect();
        let selections: Vec<Selection> = parts.iter().map(|(_, selection)| (*selection).clone()).collect();
        let store = Store::open(&self.store)?;
        let found = super::super::watched("reading", || Ok(explain(&store, &selections, self.period)?))?;
        let n = if own.denominator.is_some() { 2 } else { 1 };
        let caught: Vec<(&str, &Caught)> = parts.iter().map(|(name, _)| *name).zip(&found.caught).collect();
        let (own_parts, other_parts) = caught.split_at(n);
        let places = self.places(&own, other.as_ref())?;
        let text = match self.format {
            OutputFormat::Table => {
                let text = self.table(&own, other.as_ref(), &found, own_parts, other_parts);
                text + &places.as_ref().map_or_else(String::new, |places| told(places, &own, other.as_ref()))
            }
            OutputFormat::Csv if other.is_some() => bail!("a comparison is printed as table or json"),
            OutputFormat::Csv => csv(own_parts),
            OutputFormat::Json => {
                let mut json = json(&own, other.as_ref(), &found, own_parts, other_parts);
                json["league"] = serde_json::json!(places.map(|[own, against]| LeaguePlaces { own, against }));
                serde_json::to_string_pretty(&json)? + "\n"
            }
        };
        super::super::print(&text)?;
        let nothing = own_parts.iter().find(|(_, caught)| caught.presentations.is_empty());
        match nothing {
            Some((part, _)) => bail!("the {part} of {} catches nothing in {}", own.id(), span(&found)),
            None => Ok(()),
        }
    }

    /// Where both definitions stand in the league, where a level is given.
    fn places(&self, own: &Definition, other: Option<&Definition>) -> Result<Option<[LeaguePlace; 2]>> {
        let (Some(level), Some(other), Some(word)) = (self.level, other, &self.against) else { return Ok(None) };
        let look = Look { store: &self.store, level, period: self.period };
        super::super::watched("ranking", || {
            Ok(Some([look.place(&self.treatment, own, other)?, look.place(word, other, own)?]))
        })
    }

    fn table(
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

/// Two places in the league.
#[derive(serde::Serialize)]
struct LeaguePlaces {
    own: LeaguePlace,
    against: LeaguePlace,
}

fn told([now, before]: &[LeaguePlace; 2], own: &Definition, other: Option<&Definition>) -> String {
    let other = other.map_or("the other", Definition::id);
    format!("  In the league of all treatments: {} has {}; {other} has {}.\n", own.id(), now.words(), before.words())
}

/// Numerator and, where it is prescribed, denominator.
fn parts(definition: &Definition) -> Vec<(&'static str, &Selection)> {
    let denominator = definition.denominator.as_ref().map(|of| ("denominator", &of.selection));
    std::iter::once(("numerator", &definition.numerator.selection)).chain(denominator).collect()
}

fn summed(presentations: usize, items: i64, cost: f64) -> String {
    let n = i64::try_from(presentations).unwrap_or(i64::MAX);
    format!("{}: {}, {}", counted(n, "presentation", "presentations"), counted(items, "item", "items"), pounds(cost))
}

fn pounds(cost: f64) -> String {
    format!("£{}", thousands(cost.round(), 0))
}

fn span(found: &Explained) -> String {
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

fn csv(parts: &[(&str, &Caught)]) -> String {
    let mut text = "part,code,name,items,actual_cost\n".to_owned();
    for (part, p) in parts.iter().flat_map(|(part, caught)| caught.presentations.iter().map(move |p| (part, p))) {
        let _ = writeln!(text, "{part},{},\"{}\",{},{}", p.code, p.name.replace('"', "\"\""), p.items, p.actual_cost);
    }
    text
}

fn json(
    own: &Definition,
    other: Option<&Definition>,
    found: &Explained,
    own_parts: &[(&str, &Caught)],
    other_parts: &[(&str, &Caught)],
) -> serde_json::Value {
    let of = |parts: &[(&str, &Caught)]| -> serde_json::Value {
        let one = |(part, caught): &(&str, &Caught)| ((*part).to_owned(), serde_json::json!(caught));
        parts.iter().map(one).collect::<serde_json::Map<_, _>>().into()
    };
    let months: Vec<String> = found.months.iter().map(ToString::to_string).collect();
    let against = other.map(|other| {
        serde_json::json!({ "id": other.id(), "differences": differences(other, own), "catches": of(other_parts) })
    });
    serde_json::json!({
        "schema": 1, "id": own.id(), "title": own.treatment.title, "months": months, "bnf_year": found.bnf_year,
        "catches": of(own_parts), "against": against,
    })
}
