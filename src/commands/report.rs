//! `unwarranted report`

use crate::cli::{ReportArgs, StudyArgs, WordArgs};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted::plot::charts::{self, Subject};
use unwarranted::report::{self, Manifest, Report, ReportChart};
use unwarranted::study::{Outcome, Study};

pub(super) fn run(args: &ReportArgs) -> Result<()> {
    let study = args.study.study(&args.words).map_err(anyhow::Error::msg)?;
    write(&study, &args.out, args.highlight.as_deref(), "report", None)
}

/// Runs a study and writes its report into `out`.
pub(super) fn write(study: &Study, out: &Path, highlight: Option<&str>, command: &str, seed: Option<u64>) -> Result<()> {
    report::write::check_target(out)?;
    let outcome = super::watched("reading and analysing", || study.run())?;
    super::warn(&outcome);
    if let Some(code) = highlight {
        outcome.require_area(code)?;
    }
    let focus = outcome.focus();
    let charts = super::watched("drawing", || draw(&outcome, &focus, highlight))?;
    let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), command, &super::when()?);
    manifest.options = study.options(highlight);
    manifest.seed = seed;
    manifest.inputs.clone_from(&outcome.inputs);
    manifest.sources.clone_from(&outcome.sources);
    manifest.notes.clone_from(&outcome.notes);
    let findings = outcome.selected();
    let focus = outcome.focus_in(&findings);
    let whole = Report { findings: &findings, focus, labels: &outcome.labels, highlight, charts, manifest };
    let written = report::write(out, &whole)?;
    super::say(&format!("wrote {} files into {}: open {}", written.len(), out.display(), out.join("report.html").display()));
    Ok(())
}
