//! `unwarranted store`: what is in a store, and whether it is as its catalogue says.

use crate::cli::OutputFormat;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use std::path::Path;
use std::path::PathBuf;
use unwarranted::core::text::{counted, whole};
use unwarranted::store::{
    Checked, Contents, Refusal, Refused, SeriesContents, Store, SupersededContents, TableContents,
};

#[derive(Debug, Subcommand)]
enum StoreAction {
    /// Read every file of the store and compare it with the catalogue; fails when anything is wrong.
    Check(CheckArgs),
    /// Print the figures of a series other than prescribing as CSV, as published.
    Figures(FiguresArgs),
}

#[derive(Debug, clap::Args)]
struct FiguresArgs {
    /// Folder of the store.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Series, as 'unwarranted store DIR' lists them.
    #[arg(value_name = "SERIES")]
    series: String,
    /// Identifier of a measure [default: all of them].
    #[arg(long, value_name = "MEASURE")]
    measure: Option<String>,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Folder of the store.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// How to print: table or json.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted store ../store
  unwarranted store ../store --format csv > contents.csv
  unwarranted store check ../store";

/// Show what is in a store.
///
/// Show what is in a store: series, months and gaps, rows, totals, what later files replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Option<StoreAction>,
    /// Folder of the store.
    #[arg(required = true, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    match &args.action {
        Some(StoreAction::Check(check)) => return self::check(check),
        Some(StoreAction::Figures(of)) => {
            return super::print(&Store::open(&of.dir)?.figures_csv(&of.series, of.measure.as_deref())?);
        }
        None => {}
    }
    let dir = args.dir.as_deref().context("name the folder of the store")?;
    let contents = Store::open(dir)?.contents()?;
    let text = match args.format {
        OutputFormat::Table => shown(dir, &contents),
        OutputFormat::Csv => contents.to_csv()?,
        OutputFormat::Json => serde_json::to_string_pretty(&contents)? + "\n",
    };
    super::print(&text)
}

fn check(args: &CheckArgs) -> Result<()> {
    let store = Store::open(&args.dir)?;
    let checked = super::with_bar(|progress| store.check(progress))??;
    let text = match args.format {
        OutputFormat::Table => verdict(&args.dir, &checked),
        OutputFormat::Csv => bail!("a check is printed as table or json"),
        OutputFormat::Json => serde_json::to_string_pretty(&checked)? + "\n",
    };
    super::print(&text)?;
    match checked.problems.len() {
        0 => Ok(()),
        problems => bail!("{} in {}", number(problems, "problem", "problems"), args.dir.display()),
    }
}

fn verdict(dir: &Path, checked: &Checked) -> String {
    let mut text = String::new();
    for problem in &checked.problems {
        text += &format!("{}: {}\n", problem.file, problem.problem);
    }
    for file in &checked.remains {
        text += &format!("{file}: left by an interrupted run; the next ingest removes it\n");
    }
    let sound = if checked.problems.is_empty() { "as the catalogue says" } else { "not as the catalogue says" };
    let (tables, files) = (number(checked.tables, "table", "tables"), number(checked.files, "file", "files"));
    text + &format!("{}: {tables} in {files}, {sound}\n", dir.display())
}

fn shown(dir: &Path, contents: &Contents) -> String {
    let sources = number(contents.sources, "source", "sources");
    let mut text = format!("{}: {sources}, {}\n", dir.display(), size(contents.bytes));
    for series in &contents.series {
        text += &series_lines(series);
    }
    text + &refused_lines(contents)
}

/// Files that could not be used, each with its reason; how many others there are.
fn refused_lines(contents: &Contents) -> String {
    let (unknown, stopped): (Vec<&Refused>, Vec<&Refused>) =
        contents.refused.iter().partition(|r| r.why == Refusal::UnknownLayout);
    let mut text = String::new();
    if !stopped.is_empty() {
        text += "\nfiles in folders that could not be used\n";
        text.extend(stopped.iter().map(|r| format!("    {}", super::ingest::refused_line(r))));
    }
    if !unknown.is_empty() {
        let files = number(unknown.len(), "file", "files");
        text += &format!("\n{files} in folders, in layouts that a store does not take; --format json lists them\n");
    }
    text
}

/// A series: a line about it, then its months, gaps and replaced tables in the order of months.
fn series_lines(series: &SeriesContents) -> String {
    let name = [series.dataset.word(), &series.series].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
    let formats: Vec<&str> = series.formats.iter().map(String::as_str).collect();
    let geographies: Vec<&str> = series.geographies.iter().copied().collect();
    let (tables, rows) = (number(series.tables.len(), "table", "tables"), rows(series.rows));
    let about = format!("layouts {}; areas: {}", formats.join(", "), geographies.join(", "));
    let mut lines: Vec<(String, String)> = Vec::new();
    lines.extend(series.tables.iter().map(|t| (t.month.clone(), table_line(t))));
    lines.extend(series.gaps.iter().map(|g| {
        let missing = number(usize::try_from(g.months).unwrap_or_default(), "month", "months");
        (g.from.clone(), format!("{:<21}missing: {missing}", span(&g.from, &g.to)))
    }));
    lines.extend(series.superseded.iter().map(|s| (s.month.clone(), superseded_line(s))));
    lines.sort_by(|(a, _), (b, _)| a.cmp(b));
    let lines: String = lines.into_iter().map(|(_, line)| format!("    {line}\n")).collect();
    format!("\n{}: {tables}, {rows}, {} ({about})\n{lines}", name.join(" "), size(series.bytes))
}

fn table_line(table: &TableContents) -> String {
    let from = table.member.as_ref().map_or_else(|| table.file.clone(), |m| format!("{} ({m})", table.file));
    format!(
        "{:<21}{}, {}; {}; {from}",
        span(&table.month, &table.last),
        rows(table.rows),
        size(table.bytes),
        table.totals
    )
}

fn superseded_line(old: &SupersededContents) -> String {
    let difference = old.difference.as_ref().map_or_else(|| "too large".to_owned(), ToString::to_string);
    let month = span(&old.month, "");
    format!(
        "{month:<21}replaced: {} by {} ({}); it had {}; difference {difference}",
        old.file, old.by, old.when, old.totals
    )
}

fn span(first: &str, last: &str) -> String {
    match (first, last) {
        ("", _) => "no date".to_owned(),
        (first, last) if last.is_empty() || first == last => first.to_owned(),
        (first, last) => format!("{first} to {last}"),
    }
}

fn number(count: usize, one: &str, many: &str) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), one, many)
}

fn rows(count: u64) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "row", "rows")
}

/// A size in the largest unit of which there is at least one, with one decimal below ten.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        None => format!("{bytes} bytes"),
        Some((unit, word)) if bytes < 10 * unit => format!("{}.{} {word}", bytes / unit, bytes % unit * 10 / unit),
        Some((unit, word)) => format!("{} {word}", whole(i64::try_from(bytes / unit).unwrap_or(i64::MAX))),
    }
}
