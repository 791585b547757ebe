//! `unwarranted ingest`

use crate::cli::IngestArgs;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use unwarranted::ingest::store::{Ingested, Status, Store};
use unwarranted::ingest::words::{counted, whole};

pub(super) fn run(args: &IngestArgs) -> Result<()> {
    let done = ingest(&args.files, &args.store, &super::when()?)?;
    for table in &done {
        super::print(&line(table))?;
    }
    let rejected: u64 = done.iter().map(|t| t.entry.rows.rejected).sum();
    if rejected > 0 {
        super::say(&format!("{} rejected: see the files in {}", rows(rejected), args.store.join("rejects").display()));
    }
    Ok(())
}

/// Ingests files with a progress bar that shows only on a terminal, and only for work that lasts over a second.
pub(super) fn ingest(files: &[PathBuf], dir: &Path, when: &str) -> Result<Vec<Ingested>> {
    const STEPS: u32 = 1_000;
    let bar = ProgressBar::new(u64::from(STEPS));
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} % {msg}")?);
    bar.enable_steady_tick(std::time::Duration::from_secs(1));
    let progress = |text: &str, share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1,000 steps")]
        bar.set_position((share.clamp(0.0, 1.0) * f64::from(STEPS)) as u64);
        bar.set_message(text.to_owned());
    };
    let done = Store::create_or_open(dir).and_then(|store| store.ingest(files, when, &progress));
    bar.finish_and_clear();
    Ok(done?)
}

fn rows(count: u64) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "row", "rows")
}

fn number(count: u64) -> String {
    whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What became of one table, with its totals.
fn line(done: &Ingested) -> String {
    let entry = &done.entry;
    let name = entry.member.as_ref().map_or_else(|| entry.file.clone(), |m| format!("{} ({m})", entry.file));
    let status = match done.status {
        Status::New => "stored",
        Status::AlreadyPresent => "already in the store, passed over",
        Status::Replaced => "stored in the place of an earlier file",
    };
    let account = &entry.rows;
    let mut text = format!(
        "{name}: {}, {status}; {} read, {} used, {} stored, {} rejected\n",
        entry.format,
        rows(account.read),
        number(account.used),
        number(account.stored),
        number(account.rejected)
    );
    for table in &entry.tables {
        text += &format!("    {}: {}\n", table.month, table.totals_stored);
    }
    for (reason, count) in &account.set_aside {
        text += &format!("    set aside: {}, {reason}\n", rows(*count));
    }
    for (label, count) in &account.labelled {
        text += &format!("    labelled: {}, {label}\n", rows(*count));
    }
    for notice in &entry.notices {
        text += &format!("    note: {notice}\n");
    }
    for replaced in &done.replaced {
        text += &format!("    {} before: {}\n", replaced.month, replaced.before);
    }
    text
}
