//! The page of money by area, with its tables and charts in a folder.

use super::Args;
use crate::commands::folder::{Made, notes};
use crate::commands::kept::{beside, with_study};
use crate::commands::{say, told, watched, when};
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted::core::rates::RateUnit;
use unwarranted::plot::{Labels, png};
use unwarranted::report::publish::{self, Cover, METADATA, WORKBOOK};
use unwarranted::report::{self, Drawn, FUNDING_FILES, FundingPage, Manifest, Report, funding_page, tables};
use unwarranted::study::{Coding, FundingOptions, Fundings, PROGRAM, Study, file};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

/// The command.
const NAME: &str = "funding";

type Files = Vec<(String, Vec<u8>)>;

/// Reads the money and writes its folder.
pub(super) fn write(args: &Args, study: &Study, options: &FundingOptions, dir: &Path) -> Result<()> {
    report::write::check_target(dir)?;
    let found = found(study, options)?;
    told(&found.warnings, &found.set_aside, &found.notes).for_each(|line| say(&line));
    made(args, study, options, (&found, &when()?))?.write(dir, &say)
}

/// Reads the money.
pub(super) fn found(study: &Study, options: &FundingOptions) -> Result<Fundings> {
    watched("reading money", || Ok(study.funding(options)?))
}

/// The folder of what was found, with the time to be stated.
pub(super) fn made(
    args: &Args,
    study: &Study,
    options: &FundingOptions,
    (found, when): (&Fundings, &str),
) -> Result<Made> {
    let kept = args.keep.options(NAME)?;
    let mut manifest = manifest(args, study, options, (found, when));
    manifest.inputs.extend(beside(&kept, &found.inputs)?);
    let money = money(args, found);
    let by = found.labels.iter().map(|(treatment, labels)| (treatment.clone(), labels.clone()));
    let labels = by.chain([("".into(), money.clone())]).collect();
    let whole = Report::bare(&labels, manifest);
    let page = FundingPage {
        periods: &found.periods,
        money: &money,
        per: &found.per,
        drawn: found.drawn,
        set_aside: &found.set_aside,
        report: &whole,
    };
    let files = watched("drawing", || files(&page, found, &study.coding()))?;
    with_study(Made { files, manifest: whole.manifest, page: "report.html".to_owned() }, NAME, &kept)
}

fn files(page: &FundingPage, found: &Fundings, coding: &Coding) -> Result<Files> {
    let charts = page.charts()?;
    let mut files: Files = vec![("report.html".to_owned(), funding_page(page, &charts)?.into_bytes())];
    let (periods, labels) = (&found.periods, &found.labels);
    let own = [
        coding.csv(&tables::funding_csv(periods)?)?,
        coding.json(&tables::funding_json(periods, labels)?)?,
        tables::unequal_csv(periods)?,
        tables::beside_csv(periods)?,
    ];
    let alone = found.labels.is_empty();
    for ((name, _), text) in FUNDING_FILES.into_iter().zip(own) {
        if !(alone && name == "beside.csv") {
            files.push((name.to_owned(), text.into_bytes()));
        }
    }
    let tables = publish::tables(&files);
    let cover = Cover {
        title: format!("{} by area", page.money.measure),
        lines: cover(page),
        notes: page.report.manifest.notes.clone(),
    };
    let beside = [
        (METADATA.to_owned(), publish::metadata(&tables)?.into_bytes()),
        (WORKBOOK.to_owned(), publish::workbook(&cover, &tables)?),
    ];
    files.extend(beside);
    for (name, drawn) in &charts {
        files.extend(pictures(name, drawn)?);
    }
    Ok(files)
}

fn pictures(name: &str, drawn: &Drawn) -> Result<Files> {
    let Ok(figure) = drawn else { return Ok(Vec::new()) };
    Ok(vec![
        (format!("charts/{name}.svg"), figure.web.svg.clone().into_bytes()),
        (format!("charts/{name}.png"), png(&figure.web.svg, PNG_SCALE)?),
    ])
}

fn cover(page: &FundingPage) -> Vec<String> {
    let manifest = &page.report.manifest;
    let mut lines: Vec<String> =
        page.money.synthetic.then(|| "The data are simulated.".to_owned()).into_iter().collect();
    let sources: std::collections::BTreeSet<&str> = page.report.labels.values().map(|l| l.source.as_str()).collect();
    lines.extend(sources.into_iter().map(str::to_owned));
    lines.push(format!(
        "Made by {} {}. manifest.json says from which files, and when.",
        manifest.program, manifest.version
    ));
    lines
}

/// The words of the money.
fn money(args: &Args, found: &Fundings) -> Labels {
    let beside: Vec<_> = args.prescribing.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    let own = |name: &&str| !beside.iter().any(|other| name.ends_with(other));
    let names: Vec<&str> = found.inputs.iter().map(|input| &*input.name).filter(own).collect();
    Labels {
        measure: args.money.clone().unwrap_or_else(|| "Money".to_owned()),
        unit: RateUnit::given("£ per head"),
        areas: args.areas.clone().unwrap_or_default(),
        membership: None,
        source: args.source.clone().unwrap_or_else(|| format!("Source: {}", names.join(", "))),
        program: PROGRAM.to_owned(),
        synthetic: found.synthetic,
        polarity: None,
    }
}

/// The manifest without outputs: every option that was given, with the defaults of those that draw.
fn manifest(args: &Args, study: &Study, options: &FundingOptions, (found, when): (&Fundings, &str)) -> Manifest {
    let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), NAME, when);
    let mut given = given(args, study, options);
    if !args.prescribing.is_empty() {
        let (replicates, seed) = found.drawn;
        given.insert("replicates", replicates.into());
        given.insert("confidence", study.confidence.unwrap_or(0.95).into());
        manifest.seed = (replicates > 0).then_some(seed);
    }
    manifest.options = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    manifest.inputs.clone_from(&found.inputs);
    manifest.notes = notes(&found.warnings, &found.notes);
    manifest
}

/// The options that were given, files by their names alone: the same study gives the same manifest wherever its inputs lie.
fn given(args: &Args, study: &Study, options: &FundingOptions) -> BTreeMap<&'static str, Value> {
    let text = |value: &Option<String>| value.clone().map_or(Value::Null, Value::from);
    let path = |value: &Option<std::path::PathBuf>| value.as_ref().map_or(Value::Null, |p| file::name(p).into());
    let word = |value: Option<String>| value.map_or(Value::Null, Value::from);
    let list = |paths: &[std::path::PathBuf]| paths.iter().map(|p| Value::from(file::name(p))).collect::<Value>();
    BTreeMap::from([
        ("files", list(&study.files)),
        ("store", path(&study.store)),
        ("level", word(study.level.map(|level| level.word().to_owned()))),
        ("membership", word(args.membership.as_ref().map(ToString::to_string))),
        ("measure", text(&study.measure)),
        ("period", study.period.iter().map(|p| Value::from(p.to_string())).collect()),
        ("column-period", text(&study.column_period)),
        ("area", text(&args.area)),
        ("name", text(&args.name)),
        ("amount", text(&options.amount)),
        ("registered", text(&options.registered)),
        ("weighted", text(&options.weighted)),
        ("target", text(&options.target)),
        ("region", text(&options.region)),
        ("rank-by", text(&options.rank_by)),
        ("beside", path(&options.beside)),
        ("deflator", path(&options.deflator)),
        ("prices", word(options.prices.map(|p| p.to_string()))),
        ("prescribing", list(&args.prescribing)),
        ("prescribing-area", text(&args.prescribing_area)),
        ("prescribing-period", text(&args.prescribing_period)),
        ("observed", text(&args.observed)),
        ("denominator", text(&args.denominator)),
        ("kind", word(args.kind.map(|kind| kind.word().to_owned()))),
        ("title", text(&args.title)),
        ("per", word(options.per.map(|head| head.word().to_owned()))),
        ("money", text(&args.money)),
        ("areas", text(&args.areas)),
        ("unit", text(&args.unit)),
        ("rates-per", args.rates_per.map_or(Value::Null, Value::from)),
        ("source", text(&args.source)),
    ])
}
