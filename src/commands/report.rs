//! `unwarranted report`

use crate::cli::{StudyArgs, typed};
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use unwarranted::core::SliceFindings;
use unwarranted::plot::charts::{CHARTS, Chart, Subject};
use unwarranted::plot::{Size, png};
use unwarranted::report::{self, Manifest, Report, ReportChart};
use unwarranted::study::{Outcome, Study, Task};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted report hips.csv --period 2021/22 --out hip-operations \\
      --title 'Hip replacements' --per 1000 --unit 'operations per 1,000 patients'
  unwarranted report inhalers.csv --by year --kind share --out inhalers
  unwarranted report --store ../store --bnf 0501 --level ccg --out antibiotics";
/// Write a report folder: a page, tables, charts and a manifest.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Folder for the report. It is created if missing, and replaced if it holds an earlier report.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Code of an area to highlight in charts and tables.
    #[arg(long, value_name = "CODE")]
    highlight: Option<String>,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        write(&self.study.study()?, &self.out, self.highlight.as_deref(), "report", None)
    }
}

/// Runs a study and writes its report into `out`. `seed` is that of simulated data, where they are.
pub(super) fn write(
    study: &Study,
    out: &Path,
    highlight: Option<&str>,
    command: &str,
    seed: Option<u64>,
) -> Result<()> {
    report::write::check_target(out)?;
    let outcome = super::watched("reading and analysing", || Ok(study.run_for(Task::Report)?))?;
    super::warn(&outcome.warnings, &outcome.set_aside_lines(), &outcome.notes);
    if !study.has_words() && study.store.is_none() {
        super::say("tip: --title, --unit and --areas put the measure into plain words on the page and the charts");
    }
    if let Some(code) = highlight {
        outcome.require_area(code)?;
    }
    let findings = outcome.selected();
    let focus = Outcome::focus(&findings);
    let charts = super::watched("drawing", || draw(&outcome, &findings, &focus, highlight))?;
    let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), command, &super::when()?);
    manifest.options = study.options(Some(Task::Report));
    manifest.options.insert("highlight".to_owned(), highlight.into());
    manifest.options.insert("per".to_owned(), findings.first().map(|f| f.per).into());
    let resolved = study.resolved(Some(Task::Report));
    manifest.seed = seed.or(resolved.seed.filter(|_| resolved.replicates != Some(0)));
    manifest.inputs.clone_from(&outcome.inputs);
    let warnings = outcome.warnings.iter().map(|warning| format!("Warning: {warning}"));
    manifest.notes = warnings.chain(outcome.notes.iter().cloned()).map(|note| typed(&note)).collect();
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
