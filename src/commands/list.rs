//! `unwarranted list`

use crate::cli::typed;
use anyhow::Result;
use clap::ValueEnum;
use unwarranted::core::outliers::{RULES, Rule};
use unwarranted::core::text::wrapped;
use unwarranted::core::{indices::INDICES, shrinkage::SHRINKERS};
use unwarranted::fetch::sources::{Source, sources};
use unwarranted::ingest::formats::FORMATS;
use unwarranted::plot::charts::CHARTS;

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
}

const EXAMPLES: &str = "Examples:
  unwarranted list indices
  unwarranted list formats";

/// List what this program knows: indices, outlier rules, smoothers, file formats, charts or public datasets.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to list.
    #[arg(value_enum)]
    what: Listing,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    let entries: Vec<String> = match args.what {
        Listing::Indices => {
            INDICES.iter().map(|i| entry(&i.id, &i.title, &statistic(i.formula, i.source, i.undefined_when))).collect()
        }
        Listing::Rules => {
            let rule = |r: &Rule| {
                let [formula, source, undefined] = statistic(r.formula, r.source, r.undefined_when);
                entry(r.id, r.title, &[formula, ("does", r.does), source, undefined])
            };
            RULES.iter().map(rule).collect()
        }
        Listing::Smoothers => {
            SHRINKERS.iter().map(|s| entry(s.id, s.title, &statistic(s.formula, s.source, s.undefined_when))).collect()
        }
        Listing::Charts => CHARTS.iter().map(|c| entry(c.id, c.title, &[("shows", c.about)])).collect(),
        Listing::Formats => FORMATS
            .iter()
            .map(|f| {
                let (columns, traps) = (f.columns.join(", "), typed(&f.traps.join("; ")));
                let facts = [
                    ("publisher", f.publisher),
                    ("years", f.years),
                    ("areas", f.geography.about()),
                    ("licence", f.licence),
                    ("columns", &columns),
                    ("traps", &traps),
                ];
                entry(f.id, f.title, &facts)
            })
            .collect(),
        Listing::Sources => sources()?.iter().map(source).collect(),
    };
    super::print(&entries.join("\n"))
}

fn source(source: &Source) -> String {
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
    entry(&source.id, &source.title, &facts)
}

fn statistic(
    formula: &'static str,
    source: &'static str,
    undefined: &'static str,
) -> [(&'static str, &'static str); 3] {
    [("formula", formula), ("source", source), ("undefined", undefined)]
}

/// Columns of a line where output is no terminal.
const WIDTH: usize = 100;
/// Columns before the text of a fact.
const INDENT: usize = 15;

fn entry(id: &str, title: &str, facts: &[(&str, &str)]) -> String {
    let width = super::terminal_width().map_or(WIDTH, usize::from);
    let fact = |(key, text): &(&str, &str)| {
        let lines = wrapped(text, width.saturating_sub(INDENT));
        let head = |at: usize| if at == 0 { format!("    {key:<10} ") } else { " ".repeat(INDENT) };
        lines.iter().enumerate().map(|(at, line)| format!("{}{line}\n", head(at))).collect::<String>()
    };
    let title = wrapped(&format!("{id}  {title}"), width).join("\n    ");
    format!("{title}\n{}", facts.iter().map(fact).collect::<String>())
}
