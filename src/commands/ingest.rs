//! `unwarranted ingest`

use crate::cli::parse;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use unwarranted::core::printable::one_line;
use unwarranted::core::text::{counted, whole};
use unwarranted::store::{
    CatalogueEntry, IngestOptions, Ingested, Ingestion, Refusal, Refused, Replaced, Status, Store, Superseded,
    TableEntry,
};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted ingest ../files/SYNTHETIC_EPD_201904.csv --store mine
  unwarranted ingest ../files --store mine                      every file of a folder
  unwarranted ingest ../files --store mine --max-rejects 2.5";

/// Read publishers' files, or folders of them, into a store.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Publishers' files (plain, .gz or .zip), or folders of them. Named files go in all together or not at all. From
    /// a folder every recognised file goes in; the others are listed with the reason.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// Folder of the store; made if missing.
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    /// Refuse a file when more than this percentage of its rows cannot be used. Such rows are listed in the store.
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = parse::percent)]
    max_rejects: f64,
    /// Read files again that later files have replaced, and make them current again.
    #[arg(long)]
    again: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    let (max_rejects, again) = (args.max_rejects, args.again);
    let options = IngestOptions { max_rejects, again, ..IngestOptions::new(&super::when()?) };
    let Ingestion { done, refused } = ingest(&args.files, &args.store, &options)?;
    for table in &done {
        super::print(&line(table, &args.store))?;
    }
    for file in &refused {
        super::print(&refused_line(file))?;
    }
    for text in alarms(&done) {
        super::say(&text);
    }
    let rejected: u64 = done.iter().map(|t| t.entry.rows.rejected).sum();
    if rejected > 0 {
        super::say(&format!("{} rejected: see the files in {}", rows(rejected), args.store.join("rejects").display()));
    }
    settle(&refused)
}

/// Warnings that must not be lost among the lines: known files that were replaced, and months that shrank.
fn alarms(done: &[Ingested]) -> Vec<String> {
    let known = done.iter().filter(|t| t.status == Status::AlreadyPresent && is_replaced(&t.entry)).count();
    let mut alarms = Vec::new();
    if known > 0 {
        let files = counted(i64::try_from(known).unwrap_or(i64::MAX), "file", "files");
        alarms.push(format!(
            "{files} skipped, known but replaced by a later file; --again makes such files current again"
        ));
    }
    for table in done {
        let of = |r: &Replaced| {
            let name = named(&table.entry.file, table.entry.member.as_deref());
            let fall = r.fall()?;
            Some(format!(
                "WARNING: {name} replaced {}, and {fall}; if that is wrong, ingest the earlier file with --again",
                when_and_what(&r.month, &r.series)
            ))
        };
        alarms.extend(table.replaced.iter().filter_map(of));
    }
    alarms
}

/// Fails when a file that belongs in a store could not be used, although everything else was stored.
fn settle(refused: &[Refused]) -> Result<()> {
    let of = |unknown: bool| refused.iter().filter(|r| (r.why == Refusal::UnknownLayout) == unknown).count();
    let files = |n: usize| counted(i64::try_from(n).unwrap_or(i64::MAX), "file", "files");
    let (unknown, stopped) = (of(true), of(false));
    if unknown > 0 {
        super::say(&format!("{} in layouts that a store does not take: listed above", files(unknown)));
    }
    if stopped > 0 {
        bail!("{} could not be used, for the reasons listed above; everything else was stored", files(stopped));
    }
    Ok(())
}

/// Ingests files with a progress bar.
pub(super) fn ingest(files: &[PathBuf], dir: &Path, options: &IngestOptions) -> Result<Ingestion> {
    let work = |progress: &(dyn Fn(&str, f64) + Sync)| Store::ingest_into(dir, files, options, progress);
    Ok(super::with_bar(work)??)
}

/// Why a file is not in the store, in one word and with the reason.
pub(super) fn refused_line(refused: &Refused) -> String {
    let what = match refused.why {
        Refusal::UnknownLayout => "not stored",
        Refusal::Stopped => "stopped",
        Refusal::Unreadable => "unreadable",
    };
    let format = refused.format.as_ref().map(|f| format!("{f}, ")).unwrap_or_default();
    let name = named(&refused.file, refused.member.as_deref());
    format!("{name}: {format}{what}: {}\n", refused.reason)
}

fn rows(count: u64) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "row", "rows")
}

fn number(count: u64) -> String {
    whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What became of one table, with its totals.
fn line(done: &Ingested, store: &Path) -> String {
    let entry = &done.entry;
    let name = named(&entry.file, entry.member.as_deref());
    let status = match done.status {
        Status::New => "stored",
        Status::AlreadyPresent if is_replaced(entry) => {
            "known, but replaced by a later file: skipped; --again makes it current again"
        }
        Status::AlreadyPresent => "already in the store, skipped",
        Status::Replaced => "stored, replacing an earlier file",
    };
    let account = &entry.rows;
    let text = format!(
        "{name}: {}, {status}; {} read, {} used, {} stored, {} rejected\n",
        entry.format,
        rows(account.read),
        number(account.used),
        number(account.stored),
        number(account.rejected)
    );
    text + &details(done, store)
}

/// Lines of one kind below a file, when there are more than [`MOST`] in all.
const EACH: usize = 3;
/// Lines below a file that are shown in full.
const MOST: usize = 10;

/// What is to be said of a file, at most about ten lines: a file of 80 series must not hide the file after it.
fn details(done: &Ingested, store: &Path) -> String {
    let entry = &done.entry;
    let account = &entry.rows;
    let table = |t: &TableEntry| format!("{}: {}{}", when_and_what(&t.month, &t.series), t.totals_stored, since(t));
    let rejected = account.set_aside.iter().map(|(reason, n)| format!("set aside: {}, {reason}", rows(*n)));
    let labelled = account.labelled.iter().map(|(label, n)| format!("labelled: {}, {label}", rows(*n)));
    let before = |r: &Replaced| {
        let line = format!("{} before: {}", when_and_what(&r.month, &r.series), r.before);
        [Some(line), r.difference.as_ref().map(|d| format!("difference: {d}"))]
    };
    let kinds: [(&str, Vec<String>); 4] = [
        ("tables", entry.tables.iter().map(table).collect()),
        ("groups of rows", rejected.chain(labelled).collect()),
        ("notes", entry.notices.iter().map(|notice| format!("note: {notice}")).collect()),
        ("lines on what was replaced", done.replaced.iter().flat_map(before).flatten().collect()),
    ];
    let all = kinds.iter().map(|(_, lines)| lines.len()).sum::<usize>() <= MOST;
    let mut text = String::new();
    for (kind, lines) in &kinds {
        // A line more than allowed takes no more room than saying so.
        let shown = if all || lines.len() <= EACH + 1 { lines.len() } else { EACH };
        text.extend(lines[..shown].iter().map(|line| format!("    {}\n", one_line(line))));
        if shown < lines.len() {
            let catalogue = store.join("catalogue.json");
            text += &format!("    and {} more {kind}, listed in {}\n", lines.len() - shown, catalogue.display());
        }
    }
    text
}

/// Whether a later file has taken the place of at least one of its tables.
fn is_replaced(entry: &CatalogueEntry) -> bool {
    entry.tables.iter().any(|table| table.superseded.is_some())
}

/// That a table was replaced, when and by what.
fn since(table: &TableEntry) -> String {
    let by =
        |by: &Superseded| format!("; replaced on {} by {}", by.when.split('T').next().unwrap_or(&by.when), by.file);
    table.superseded.as_ref().map(by).unwrap_or_default()
}

/// The month of a table, or that it has none, with its series where it has one.
fn when_and_what(month: &str, series: &str) -> String {
    let month = if month.is_empty() { "no date" } else { month };
    if series.is_empty() { month.to_owned() } else { format!("{month}, {series}") }
}

/// A file, with the member of an archive it is; a sheet already begins with the name of its workbook.
fn named(file: &str, member: Option<&str>) -> String {
    match member {
        Some(sheet) if sheet.starts_with(file) => sheet.to_owned(),
        Some(member) => format!("{file} ({member})"),
        None => file.to_owned(),
    }
}
