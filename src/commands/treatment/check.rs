//! A definition at work on a store.

use super::check_words::{Words, span};
use super::diff::differences;
use super::place::{LeaguePlace, Look};
use crate::cli::OutputFormat;
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::path::PathBuf;
use unwarranted::core::{Period, Selection};
use unwarranted::definitions::Definition;
use unwarranted::store::Store;
use unwarranted::store::assemble::{Caught, Explained, Level, explain};

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
                let text = Words { all: self.all }.table(&own, other.as_ref(), &found, own_parts, other_parts);
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
