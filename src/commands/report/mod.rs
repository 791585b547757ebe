//! `unwarranted report`

mod about;
mod explorer;
mod growth;
mod matrix;
mod policy;

use super::folder::Made;
use crate::cli::StudyArgs;
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use unwarranted::core::SliceFindings;
use unwarranted::plot::charts::{Beside, CHARTS, Chart, Subject};
use unwarranted::plot::{Size, png};
use unwarranted::report::{self, Manifest, Report, ReportChart};
use unwarranted::study::{About, Outcome, Study, Task, parquet};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted report hips.csv --period 2021/22 --title 'Hip replacements' --per 1000 --out hips
  unwarranted report --store ../store --bnf 0501 --level ccg --out antibiotics
  unwarranted report hips.csv --about area --highlight Z07 --like imd_score --out z07
  unwarranted report hips.csv --about policy --policies policies.csv --out policies
  unwarranted report hips.csv --per 1000 --boundaries areas.geojson --explorer hip-explorer";
/// Write a report folder: pages, tables, charts and a manifest.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Folder for the report. It is created if missing, and replaced if it holds an earlier report.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["file", "site", "explorer"])]
    out: Option<PathBuf>,
    /// What the report is about: each treatment over all areas; one area over all treatments; the league of all treatments, as
    /// 'unwarranted sweep' makes it; the dossier of one area and one treatment; areas assessed against criteria (columns area,
    /// criterion, domain, met or level, assessor, date); or what areas decided beside what they do (--policies names the file).
    /// Areas are named with --highlight [default: treatment].
    #[arg(long, value_parser = about_what, value_name = "treatment|area|national|dossier|matrix|policy")]
    about: Option<AboutWhat>,
    /// Folder for a site: pages of all treatments, all areas and all their pairs, with links between them, instead of --out.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "about"])]
    site: Option<PathBuf>,
    /// Folder for a page that answers questions in the browser: treatment, period, areas, benchmark, rule and chart can be chosen,
    /// and nothing is sent anywhere. It opens from a disk or any web host. Instead of --out.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "about", "site"])]
    explorer: Option<PathBuf>,
    /// Where the areas lie, for the maps of an explorer and of a national report: boundaries (GeoJSON), or a layout of hexagons (HexJSON).
    #[arg(long, value_name = "FILE")]
    boundaries: Option<PathBuf>,
}

/// What a report is about, as it is typed.
#[derive(Debug, Clone, Copy)]
enum AboutWhat {
    /// The league, which a sweep makes.
    National,
    Of(About),
}

fn about_what(text: &str) -> Result<AboutWhat, String> {
    match text {
        "national" => Ok(AboutWhat::National),
        "site" => Err("a site has a folder of its own: use --site DIR".to_owned()),
        "explorer" => Err("an explorer has a folder of its own: use --explorer DIR".to_owned()),
        _ => text.parse().map(AboutWhat::Of).map_err(|_| {
            let words = About::ALL.into_iter().filter(|(about, _)| !about.has_own_folder()).map(|(_, word)| word);
            format!("expected one of national, {}", words.collect::<Vec<_>>().join(", "))
        }),
    }
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let about = match self.about {
            Some(AboutWhat::National) => {
                let mut given = super::given(&self.study, Task::Sweep)?;
                given.study.boundaries = self.boundaries.clone().or(given.study.boundaries);
                return super::sweep::to_folder(&given, self.out.clone());
            }
            Some(AboutWhat::Of(about)) => Some(about),
            None => self.own_folder().map(|(about, _)| about),
        };
        let mut given = super::given(&self.study, Task::Report)?;
        given.study.about = about.or(given.study.about);
        given.study.boundaries = self.boundaries.clone().or(given.study.boundaries);
        let needs = "the study has no folder for a report; give one with --out, or as 'report' in its table 'out'";
        let out = self
            .out
            .clone()
            .or_else(|| self.own_folder().map(|(_, dir)| dir.clone()))
            .or_else(|| given.out())
            .context(needs)?;
        given.with(|study| write(study, &out, &super::say))
    }

    /// What has a folder of its own, and the folder.
    fn own_folder(&self) -> Option<(About, &PathBuf)> {
        let site = self.site.iter().map(|dir| (About::Site, dir));
        site.chain(self.explorer.iter().map(|dir| (About::Explorer, dir))).next()
    }
}

/// Runs a study and writes its report into `out`; `say` takes what a reader must know, and what was written.
pub(crate) fn write(study: &Study, out: &Path, say: &dyn Fn(&str)) -> Result<()> {
    report::write::check_target(out)?;
    if study.is_of_criteria() {
        return matrix::made(study, &super::when()?)?.write(out, say);
    }
    if study.about == Some(About::Explorer) {
        return explorer::made(study, &super::when()?, say)?.write(out, say);
    }
    let outcome = outcome(study)?;
    super::told(&outcome.warnings, &outcome.set_aside_lines(), &outcome.notes).for_each(|line| say(&line));
    let untitled = outcome.labels.iter().any(|(id, labels)| labels.measure == **id);
    if !study.has_words() && study.store.is_none() && untitled {
        say("tip: --title, --unit and --areas put the measure into plain words on the page and the charts");
    }
    made(study, &outcome, &super::when()?)?.write(out, say)
}

/// Runs a study and makes its report, as it was made at a time.
pub(super) fn again(study: &Study, when: &str) -> Result<Made> {
    if study.is_of_criteria() {
        return matrix::made(study, when);
    }
    if study.about == Some(About::Explorer) {
        return explorer::made(study, when, &|_| ());
    }
    made(study, &outcome(study)?, when)
}

fn outcome(study: &Study) -> Result<Outcome> {
    let tried = study.about.is_none_or(|about| matches!(about, About::Treatment | About::Site));
    super::watched("reading and analysing", || {
        Ok(if tried { study.run_tried()? } else { study.run_for(Task::Report)? })
    })
}

/// The report of an outcome; `when` is the time to be stated.
fn made(study: &Study, outcome: &Outcome, when: &str) -> Result<Made> {
    let findings = outcome.selected();
    let focus = Outcome::focus(&findings);
    let highlight = outcome.highlight.as_deref();
    let about = outcome.about;
    let charts = match about {
        About::Treatment | About::Site => {
            let pictures = about == About::Treatment;
            super::watched("drawing", || draw(outcome, &findings, &focus, highlight, pictures))?
        }
        About::Area | About::Dossier | About::Explorer | About::Matrix | About::Policy => Vec::new(),
    };
    let trends = growth::drawn(outcome, study, about == About::Treatment)?;
    let whole = Report {
        findings: &findings,
        series: &outcome.findings,
        focus,
        labels: &outcome.labels,
        highlight,
        charts,
        codes: study.coding().of_findings(&findings)?,
        protected: &outcome.protected,
        sensitivity: Some(&outcome.sensitivity),
        recorded: Some(&outcome.recorded),
        trends,
        beside: parquet::OF_REPORT.to_vec(),
        manifest: manifest(study, outcome, &findings, when),
    };
    let (mut files, page) = match about {
        About::Treatment => (report::write::files(&whole)?, "report.html"),
        About::Area => (about::area(outcome, &whole)?, "report.html"),
        About::Dossier => (about::dossier(outcome, &whole)?, "report.html"),
        About::Site => (about::site(&whole)?, "index.html"),
        About::Policy => (policy::files(outcome, &whole, &study.coding())?, "report.html"),
        About::Explorer | About::Matrix => anyhow::bail!("this has no report of rates"),
    };
    if about != About::Matrix {
        files.extend(parquet::of_report(&files)?);
    }
    Made { files, manifest: whole.manifest, page: page.to_owned() }.with_study(study, Task::Report)
}

/// The manifest without outputs.
fn manifest(study: &Study, outcome: &Outcome, findings: &[SliceFindings], when: &str) -> Manifest {
    let mut manifest = Made::manifest(study, Task::Report, when);
    manifest.options.insert("per".to_owned(), findings.first().map(|f| f.per).into());
    manifest.inputs.clone_from(&outcome.inputs);
    manifest.notes = super::folder::notes(&outcome.warnings, &outcome.notes);
    manifest
}

/// Every chart of every slice in focus, drawn in parallel, in the order of the registry.
fn draw(
    outcome: &Outcome,
    findings: &[SliceFindings],
    focus: &[usize],
    highlight: Option<&str>,
    pictures: bool,
) -> Result<Vec<ReportChart>> {
    let jobs: Vec<(&SliceFindings, &'static Chart)> = focus
        .iter()
        .flat_map(|at| CHARTS.iter().filter(|chart| chart.twin.is_some()).map(|chart| (&findings[*at], chart)))
        .collect();
    let one = |(slice, chart): (&SliceFindings, &'static Chart)| {
        let labels = outcome.labels.get(&slice.treatment).context("a treatment without labels")?;
        let of = |size| Subject {
            findings: slice,
            series: outcome.series(&slice.treatment),
            labels,
            highlight,
            size,
            beside: Beside::default(),
        };
        let drawn = chart.draw(&of(Size::WEB));
        let image = drawn.as_ref().ok().filter(|_| pictures).map(|d| png(&d.svg, PNG_SCALE)).transpose()?;
        let phone = chart.draw(&of(Size::PHONE)).ok();
        Ok(ReportChart { treatment: slice.treatment.clone(), chart, outcome: drawn, phone, png: image })
    };
    jobs.into_par_iter().map(one).collect()
}
