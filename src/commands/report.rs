//! `unwarranted report`

use crate::cli::ReportArgs;
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::path::Path;
use unwarranted::core::SliceFindings;
use unwarranted::plot::charts::{CHARTS, Chart, Subject};
use unwarranted::plot::{Size, png};
use unwarranted::report::{self, Manifest, Report, ReportChart};
use unwarranted::study::{Data, Outcome, Study};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

pub(super) fn run(args: &ReportArgs) -> Result<()> {
    let study = args.simulation.on(args.study.study(&args.words).map_err(anyhow::Error::msg)?);
    let seed = (study.statistics.replicates > 0).then_some(study.statistics.seed);
    write(&study, &args.out, args.highlight.as_deref(), "report", seed)
}

/// Runs a study and writes its report into `out`.
pub(super) fn write(
    study: &Study,
    out: &Path,
    highlight: Option<&str>,
    command: &str,
    seed: Option<u64>,
) -> Result<()> {
    report::write::check_target(out)?;
    let outcome = super::watched("reading and analysing", || study.run())?;
    super::warn(&outcome);
    if !study.words.complete() && matches!(study.data, Data::Files { .. }) {
        super::say("tip: --title, --unit and --areas put the measure into plain words on the page and the charts");
    }
    if let Some(code) = highlight {
        outcome.require_area(code)?;
    }
    let findings = outcome.selected();
    let focus = Outcome::focus(&findings);
    let charts = super::watched("drawing", || draw(&outcome, &findings, &focus, highlight))?;
    let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), command, &super::when()?);
    manifest.options = study.options();
    manifest.options.insert("highlight".to_owned(), highlight.into());
    manifest.options.insert("per".to_owned(), findings.first().map(|f| f.per).into());
    manifest.seed = seed;
    manifest.inputs.clone_from(&outcome.inputs);
    manifest.notes.clone_from(&outcome.notes);
    let whole = Report {
        findings: &findings,
        series: &outcome.findings,
        focus,
        labels: &outcome.labels,
        highlight,
        charts,
        manifest,
    };
    let written = report::write(out, &whole)?;
    super::say(&format!("wrote {} files; open {}", written.len(), out.join("report.html").display()));
    Ok(())
}

/// Every chart of every slice in focus, drawn in parallel, in the order of the registry.
fn draw(
    outcome: &Outcome,
    findings: &[SliceFindings],
    focus: &[usize],
    highlight: Option<&str>,
) -> Result<Vec<ReportChart>> {
    let jobs: Vec<(&SliceFindings, &'static Chart)> =
        focus.iter().flat_map(|at| CHARTS.iter().map(|chart| (&findings[*at], chart))).collect();
    let one = |(slice, chart): (&SliceFindings, &'static Chart)| {
        let labels = outcome.labels.get(&slice.treatment).context("a treatment without labels")?;
        let subject =
            Subject { findings: slice, series: outcome.series(&slice.treatment), labels, highlight, size: Size::WEB };
        let drawn = (chart.draw)(&subject);
        let image = drawn.as_ref().ok().map(|d| png(&d.svg, PNG_SCALE)).transpose()?;
        Ok(ReportChart { treatment: slice.treatment.clone(), chart, outcome: drawn, png: image })
    };
    jobs.into_par_iter().map(one).collect()
}
