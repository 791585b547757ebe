//! `unwarranted list`

use crate::cli::typed;
use anyhow::{Result, bail};
use clap::ValueEnum;
use unwarranted::core::outliers::{RULES, Rule};
use unwarranted::core::text::wrapped;
use unwarranted::core::{indices::INDICES, shrinkage::SHRINKERS};
use unwarranted::fetch::sources::{Source, sources};
use unwarranted::ingest::formats::{FORMATS, Format};
use unwarranted::plot::charts::CHARTS;
use unwarranted::report::schemas::{self, CONTRACTS, Contract};

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listing {
    /// Indices of variation.
    Indices,
    /// Outlier rules.
    Rules,
    /// Methods of 'unwarranted smooth'.
    Smoothers,
    /// File formats that are read.
    Formats,
    /// Charts that are drawn.
    Charts,
    /// Public datasets: publisher, page, licence, and how to get them.
    Sources,
    /// JSON Schemas of what is written as JSON; with an identifier, the schema itself.
    Schemas,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Style {
    /// Lines for reading.
    Text,
    /// A page of a documentation, with a heading for each entry.
    Markdown,
}

const EXAMPLES: &str = "Examples:
  unwarranted list indices
  unwarranted list formats
  unwarranted list rules --format markdown > rules.md
  unwarranted list schemas rates > rates.schema.json";

/// List indices, rules, file formats, charts and other things known.
///
/// List what this program knows: indices, outlier rules, smoothers, file formats, charts, public datasets or JSON
/// Schemas.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to list.
    #[arg(value_enum)]
    what: Listing,
    /// Identifier of a schema, which is then printed.
    #[arg(value_name = "ID", conflicts_with = "format")]
    id: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Style::Text)]
    format: Style,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    if let Some(id) = &args.id {
        return super::print(&schema(args.what, id)?);
    }
    let entries = entries(args.what)?;
    match args.format {
        Style::Text => super::print(&entries.iter().map(Entry::text).collect::<Vec<_>>().join("\n")),
        Style::Markdown => super::print(&entries.iter().map(Entry::markdown).collect::<Vec<_>>().join("\n")),
    }
}

fn entries(what: Listing) -> Result<Vec<Entry>> {
    Ok(match what {
        Listing::Indices => {
            INDICES.iter().map(|i| statistic(&i.id, &i.title, i.formula, i.source, i.undefined_when)).collect()
        }
        Listing::Rules => RULES.iter().map(rule).collect(),
        Listing::Smoothers => {
            SHRINKERS.iter().map(|s| statistic(s.id, s.title, s.formula, s.source, s.undefined_when)).collect()
        }
        Listing::Charts => CHARTS.iter().map(|c| Entry::of(c.id, c.title, &[("shows", c.about)])).collect(),
        Listing::Formats => FORMATS.iter().map(format).collect(),
        Listing::Sources => sources()?.iter().map(source).collect(),
        Listing::Schemas => CONTRACTS.iter().map(contract).collect(),
    })
}

fn statistic(id: &str, title: &str, formula: &str, source: &str, undefined: &str) -> Entry {
    Entry::of(id, title, &[("formula", formula), ("source", source), ("undefined", undefined)])
}

fn rule(rule: &Rule) -> Entry {
    let mut entry = statistic(rule.id, rule.title, rule.formula, rule.source, rule.undefined_when);
    entry.facts.insert(1, ("does", rule.does.to_owned()));
    entry
}

fn format(format: &Format) -> Entry {
    let facts = [
        ("publisher", format.publisher),
        ("years", format.years),
        ("areas", format.geography.about()),
        ("licence", format.licence),
        ("columns", &format.columns.join(", ")),
        ("traps", &typed(&format.traps.join("; "))),
    ];
    Entry::of(format.id, format.title, &facts)
}

fn source(source: &Source) -> Entry {
    let command = source.ckan.as_ref().map(|c| match c.series == source.id {
        true => format!("unwarranted download {}", source.id),
        false => format!("unwarranted download {} (or {})", c.series, source.id),
    });
    let mut facts = vec![
        ("publisher", source.publisher.as_str()),
        ("years", &source.years),
        ("page", &source.landing_page),
        ("licence", &source.licence),
        ("credit", &source.attribution),
    ];
    facts.extend(source.ckan.iter().map(|c| ("dataset", c.dataset.as_str())));
    facts.extend(command.iter().map(|text| ("get it", text.as_str())));
    facts.extend(source.by_hand.iter().map(|text| ("by hand", text.as_str())));
    Entry::of(&source.id, &source.title, &facts)
}

fn contract(contract: &Contract) -> Entry {
    let printed: Vec<String> =
        contract.printed_by.iter().map(|command| format!("unwarranted {command} --format json")).collect();
    let printed = printed.join(", ");
    let mut facts: Vec<(&str, &str)> = Vec::new();
    facts.extend((!printed.is_empty()).then_some(("printed by", printed.as_str())));
    facts.extend(contract.file.map(|file| ("file", file)));
    Entry::of(contract.id, contract.title, &facts)
}

/// The text of a schema.
fn schema(what: Listing, id: &str) -> Result<String> {
    if what != Listing::Schemas {
        bail!("'{id}' has no effect here: only schemas are printed one by one, as in 'unwarranted list schemas rates'");
    }
    let Some(contract) = schemas::find(id) else {
        let ids: Vec<&str> = CONTRACTS.iter().map(|contract| contract.id).collect();
        bail!("there is no schema called '{id}'; expected one of {}", ids.join(", "));
    };
    Ok(contract.text()?)
}

/// What is said of one thing that is listed.
struct Entry {
    id: String,
    title: String,
    facts: Vec<(&'static str, String)>,
}

/// Columns of a line where output is no terminal.
const WIDTH: usize = 100;
/// Columns before the text of a fact.
const INDENT: usize = 15;

impl Entry {
    fn of(id: &str, title: &str, facts: &[(&'static str, &str)]) -> Self {
        let facts = facts.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
        Self { id: id.to_owned(), title: title.to_owned(), facts }
    }

    fn text(&self) -> String {
        let width = super::terminal_width().map_or(WIDTH, usize::from);
        let fact = |(key, text): &(&str, String)| {
            let lines = wrapped(text, width.saturating_sub(INDENT));
            let head = |at: usize| if at == 0 { format!("    {key:<10} ") } else { " ".repeat(INDENT) };
            lines.iter().enumerate().map(|(at, line)| format!("{}{line}\n", head(at))).collect::<String>()
        };
        let title = wrapped(&format!("{}  {}", self.id, self.title), width).join("\n    ");
        format!("{title}\n{}", self.facts.iter().map(fact).collect::<String>())
    }

    fn markdown(&self) -> String {
        let fact = |(key, text): &(&str, String)| format!("- **{key}**: {}\n", escaped(text));
        let facts: String = self.facts.iter().map(fact).collect();
        format!("## {}\n\n{}.\n\n{facts}", self.id, escaped(self.title.trim_end_matches('.')))
    }
}

/// Text in which no character stands for a layout.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '*' | '_' | '[' | ']' | '<' | '>' | '|' | '`' | '\\' | '#') {
            plain.push('\\');
        }
        plain.push(char);
    }
    plain
}
