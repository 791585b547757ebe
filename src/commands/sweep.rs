//! `unwarranted sweep`

use super::folder::Made;
use crate::cli::{Given, OutputFormat, TableArgs};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use unwarranted::core::sweep::League;
use unwarranted::report::manifest::Input;
use unwarranted::report::publish;
use unwarranted::report::tables::CodesBy;
use unwarranted::report::{self, LeaguePage, MOST_PAGES, league_page, tables, treatment_pages, treatment_paths};
use unwarranted::study::{self, Coding, NeedLeague, NeighboursBy, Progress, Study, Sweeping, Task, parquet};

/// The name of a file, and what it holds.
type Listed = (&'static str, &'static str);

/// The files of a folder, and what they hold.
const FILES: [Listed; 5] = [
    ("league.csv", "every treatment with its place, variance, intervals and counts"),
    ("league.json", "the same as JSON"),
    ("league.parquet", "the same as Parquet"),
    ("areas.parquet", "every area in every treatment: rate, interval, p and q"),
    ("by_area.csv", "in how many treatments each area is tested and differs"),
];

/// The log of a rule of disclosure control, where there is one.
const LOG: Listed = ("disclosure.csv", "what disclosure control did to each area");

/// What the columns mean.
const COLUMNS: Listed = (publish::METADATA, "what the columns of the CSV files mean, for programs");

/// The files of rare treatments that are smoothed, where they are.
const SMOOTHED: [Listed; 3] = [
    ("smoothed.csv", "every area in every rare treatment, smoothed by its neighbours"),
    ("smoothed.parquet", "the same as Parquet"),
    ("smoothing.csv", "which treatments are smoothed, and why others are not"),
];

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted sweep practices.csv --area ccg --within practice
  unwarranted sweep practices.csv --area ccg --within practice --out league
  unwarranted sweep practices.csv --area ccg --within practice --format json \\
  --replicates 1999 --seed 1
  unwarranted sweep practices.csv --area ccg --within practice --need deprivation=imd_score \\
  --need-file funding.csv
  unwarranted sweep --store ../store --grain treatments --period 2020/21 --out all
  unwarranted sweep --store ../store --treatment tag:antibiotics --by fy";
/// Rank all treatments by how far areas differ, and count the areas that stand out in each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
    /// Folder for a page, tables and a manifest, instead of printing. It is created if missing, and replaced if it holds an
    /// earlier league.
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
    /// Where the areas lie, for a map in the folder of how many treatments each differs in: boundaries (GeoJSON), or a layout of
    /// hexagons (HexJSON).
    #[arg(long, value_name = "FILE", conflicts_with = "format", hide_short_help = true)]
    boundaries: Option<PathBuf>,
    /// Smooth the rare treatments of a folder by the neighbours of each area: areas whose boundaries touch (touching), whose centres lie
    /// near (distance:KM, nearest:K), or pairs in a CSV.
    #[arg(long, value_name = "touching|RULE|FILE", hide_short_help = true)]
    neighbours: Option<NeighboursBy>,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let mut given = super::given(&self.table.study, Task::Sweep)?;
        given.study.boundaries = self.boundaries.clone().or(given.study.boundaries);
        given.study.neighbours = self.neighbours.clone().or(given.study.neighbours);
        let printed = self.table.format != OutputFormat::Table;
        let out = self.out.clone().or_else(|| given.out().filter(|_| !printed));
        if out.is_some() {
            return to_folder(&given, out);
        }
        if self.boundaries.is_some() {
            bail!("--boundaries is for the map in a folder: give --out DIR too");
        }
        if given.study.neighbours.is_some() {
            bail!("--neighbours is for the smoothed ratios in a folder: give --out DIR too");
        }
        let found = given.with(|study| found(study, Study::sweep_treatments))?;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        super::print(&printed_as(&found, self.table.format)?)
    }
}

/// A league as it is printed: with need, that before and after it.
fn printed_as(found: &Sweeping, format: OutputFormat) -> Result<String> {
    let (leagues, need) = (&found.leagues, &found.need);
    Ok(match (format, need.is_empty()) {
        (OutputFormat::Table, false) => tables::need_league_table(need, super::terminal_width()),
        (OutputFormat::Csv, false) => tables::need_league_csv(need)?,
        (OutputFormat::Json, false) => tables::need_league_json(need)?,
        (OutputFormat::Table, true) => tables::league_table(leagues, &found.labels, super::terminal_width()),
        (OutputFormat::Csv, true) => tables::league_csv(leagues)?,
        (OutputFormat::Json, true) => tables::league_json(leagues)?,
    })
}

/// Runs a study and writes the folder of its league: to `out`, or where the file of the study says.
pub(super) fn to_folder(given: &Given, out: Option<PathBuf>) -> Result<()> {
    let needs = "the study has no folder for a league; give one with --out, or as 'sweep' in its table 'out'";
    let dir = out.or_else(|| given.out()).context(needs)?;
    given.with(|study| write(study, &dir, &super::say))
}

/// Runs a study and writes its league into `out`; `say` takes what a reader must know, and what was written.
pub(crate) fn write(study: &Study, out: &Path, say: &dyn Fn(&str)) -> Result<()> {
    report::write::check_target(out)?;
    let found = found(study, Study::sweep)?;
    super::told(&found.warnings, &found.set_aside, &found.notes).for_each(|line| say(&line));
    made(study, &found, &super::when()?)?.write(out, say)
}

/// Sweeps a study, with a progress bar.
fn found(of: &Study, sweep: fn(&Study, Progress<'_>) -> study::Result<Sweeping>) -> Result<Sweeping> {
    let bar = |progress: &(dyn Fn(&str, f64) + Sync)| {
        sweep(of, &|done, all| progress("drawing practices again", done as f64 / all.max(1) as f64))
    };
    Ok(super::with_bar(bar)??)
}

/// Runs a study and makes the folder of its league; `when` is the time to be stated.
pub(super) fn again(study: &Study, when: &str) -> Result<Made> {
    let found = found(study, Study::sweep)?;
    made(study, &found, when)
}

/// The folder of a league; `when` is the time to be stated.
pub(super) fn made(study: &Study, found: &Sweeping, when: &str) -> Result<Made> {
    let mut manifest = Made::manifest(study, Task::Sweep, when);
    let leagues = &found.leagues;
    let pages = treatment_paths(leagues);
    manifest.inputs.clone_from(&found.inputs);
    manifest.inputs.extend(places(study, found)?);
    manifest.notes = super::folder::notes(&found.warnings, &found.notes);
    if pages.is_empty() && leagues.iter().any(|league| !league.entries.is_empty()) {
        let says =
            format!("More than {MOST_PAGES} treatments: none has a page of its own; areas.parquet has every area.");
        manifest.notes.push(says);
    }
    let maps = super::by_area::maps(study, found)?;
    let codes = study.coding().of_leagues(leagues)?;
    let asked = asked_for(found, (&study.coding(), &codes))?;
    let downloads: Vec<_> = FILES.into_iter().chain(asked.iter().map(|(file, _)| *file)).chain([COLUMNS]).collect();
    let page = LeaguePage {
        leagues,
        labels: &found.labels,
        areas: &found.areas,
        manifest: &manifest,
        pages: &pages,
        downloads: &downloads,
        maps: &maps,
    };
    let mut files = vec![("index.html".to_owned(), league_page(&page)?.into_bytes())];
    files.extend(treatment_pages(&page)?.into_iter().map(|(path, html)| (path, html.into_bytes())));
    files.extend(FILES.iter().map(|(name, _)| (*name).to_owned()).zip(contents(leagues, &codes)?));
    files.extend(super::by_area::pictures(&maps, &codes)?);
    files.extend(asked.into_iter().map(|((name, _), bytes)| (name.to_owned(), bytes)));
    files.extend(of_need(&found.need)?);
    files.push((publish::METADATA.to_owned(), publish::metadata(&publish::tables(&files))?.into_bytes()));
    Made { files, manifest, page: "index.html".to_owned() }.with_study(study, Task::Sweep)
}

/// What is in [`FILES`].
fn contents(leagues: &[League], codes: &CodesBy) -> Result<[Vec<u8>; FILES.len()]> {
    Ok([
        tables::league_csv(leagues)?.into_bytes(),
        tables::league_json(leagues)?.into_bytes(),
        parquet::league(leagues)?,
        parquet::areas(leagues, codes)?,
        tables::by_area_csv(leagues, codes)?.into_bytes(),
    ])
}

/// The files of a league before and after need, where it was asked for.
fn of_need(need: &[NeedLeague]) -> Result<Vec<(String, Vec<u8>)>> {
    if need.is_empty() {
        return Ok(Vec::new());
    }
    let (csv, json) = (tables::need_league_csv(need)?, tables::need_league_json(need)?);
    Ok(vec![("need.csv".to_owned(), csv.into_bytes()), ("need.json".to_owned(), json.into_bytes())])
}

/// The files that say where areas lie, and beside which others.
fn places(study: &Study, found: &Sweeping) -> Result<Vec<Input>> {
    let table = match &study.neighbours {
        Some(NeighboursBy::Table(path)) => Some(path),
        _ => None,
    };
    found.boundaries.iter().chain(table).map(|path| super::kept::input(path)).collect()
}

/// The files that are there where a rule hides counts, or rare treatments are smoothed.
fn asked_for(found: &Sweeping, (coding, codes): (&Coding, &CodesBy)) -> Result<Vec<(Listed, Vec<u8>)>> {
    let mut files = Vec::new();
    if !found.protected.is_empty() {
        files.push((LOG, coding.csv(&tables::disclosure_csv(&found.protected)?)?.into_bytes()));
    }
    let all = &found.smoothed;
    if !all.is_empty() {
        let tables = [
            coding.csv(&tables::smoothed_csv(all)?)?.into_bytes(),
            parquet::smoothed(all, codes)?,
            tables::smoothing_csv(all)?.into_bytes(),
        ];
        files.extend(SMOOTHED.into_iter().zip(tables));
    }
    Ok(files)
}
