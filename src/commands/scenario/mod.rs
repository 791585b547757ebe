//! `unwarranted scenario`: what would be if areas were other areas, or had other money.

mod demand;
mod split;

use super::folder::Made;
use super::kept::{self, Kept, Said};
use super::sliced::{self, Render};
use crate::cli::{FigureArgs, Keep, OutputFormat};
use anyhow::{Result, bail};
use clap::Subcommand;
use demand::DemandArgs;
use split::SplitArgs;
use std::path::PathBuf;
use unwarranted::report::{self, Manifest, tables};
use unwarranted::study::{Localising, MergeInto, MoveBy, Study, TargetColumn};

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Merge areas: what it would do to how far they differ, with nothing changed for any patient.
    Merge(MergeArgs),
    /// Split areas: what it would do to how far they differ, with nothing changed for any patient.
    Split(SplitArgs),
    /// What areas will need: rates by age and sex of today, the people that are projected, and how rates change.
    Demand(DemandArgs),
    /// Move money between areas: who gains and who loses per head, how unequal it is before and after.
    Moves(MovesArgs),
    /// Localities within an area: whether they are real, budgets by weighted heads, what chance does at that size.
    Localities(LocalitiesArgs),
}

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted scenario merge hips.csv --period 2021/22 --into icb
  unwarranted scenario moves funding.csv --period 2021/22 --observed amount --kind amount \\
  --denominator weighted --to-target 2
  unwarranted scenario localities practices.csv --area practice --locality ccg --budget 1000000
  unwarranted scenario split practices.csv --area practice --from ccg --into practice
  unwarranted scenario demand demand.csv --population projections.csv --title 'Hip replacements'
  unwarranted scenario merge hips.csv --period 2021/22 --into icb --format json";
/// Say what would be if areas merged, or if money moved between them.
///
/// Say what would be if areas were merged or split, if money moved between them, what localities would get, and what areas will need.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct MergeArgs {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// Column that says what each area becomes a part of.
    #[arg(long, value_name = "COLUMN", required_unless_present = "lineage", conflicts_with = "lineage")]
    into: Option<String>,
    /// A table by area with that column, where FILE does not have it; areas that are not in it stay as they are.
    #[arg(long, value_name = "FILE", requires = "into")]
    into_file: Option<PathBuf>,
    /// What the program knows of areas: icb (sub-ICB locations, and the groups and trusts that became them, into their boards), pct
    /// (primary care trusts into the groups that hold them whole), or a day (commissioning groups as they had merged by it).
    #[arg(long, value_name = "icb|pct|DAY")]
    lineage: Option<MergeInto>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct MovesArgs {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// A table of moves: from, to, amount.
    #[arg(long, value_name = "FILE", required_unless_present = "to_target", conflicts_with = "to_target")]
    moves: Option<PathBuf>,
    /// Every area moves towards the rate of all together, or its --target, by at most this many per cent of what it has a year. With weighted heads as
    /// the denominator that is its fair share.
    #[arg(long, value_name = "%", allow_negative_numbers = true)]
    to_target: Option<f64>,
    /// Column with what each area should have, of which the shares count [default: the rate of all together].
    #[arg(long, value_name = "COLUMN", requires = "to_target")]
    target: Option<String>,
    /// A table by area with that column, where FILE does not have it.
    #[arg(long, value_name = "FILE", requires = "target")]
    target_file: Option<PathBuf>,
    /// For how many years [default: 1].
    #[arg(long, value_name = "N", requires = "to_target")]
    years: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct LocalitiesArgs {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// Column with the locality of each practice.
    #[arg(long, value_name = "COLUMN")]
    locality: String,
    /// Pounds that localities share by weighted heads.
    #[arg(long, value_name = "POUNDS", allow_negative_numbers = true)]
    budget: Option<f64>,
    /// Column with weighted heads [default: the denominator].
    #[arg(long, value_name = "COLUMN")]
    weighted: Option<String>,
    /// Pounds per head for running costs; for commissioning groups 25.00 in 2013/14, 24.73 in 2014/15 and 22.07 in 2015/16.
    #[arg(long, value_name = "POUNDS", allow_negative_numbers = true)]
    allowance: Option<f64>,
    /// Column with what practices spend on them.
    #[arg(long, value_name = "COLUMN")]
    spend: Option<String>,
    /// Deals of practices to localities behind p [default: 999].
    #[arg(long, value_name = "N")]
    replicates: Option<usize>,
    /// Seed of the deals [default: 20250401].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        match &self.scenario {
            Scenario::Merge(args) => kept::run(args, args.format),
            Scenario::Split(args) => kept::run(args, args.format),
            Scenario::Demand(args) => kept::run(args, args.format),
            Scenario::Moves(args) => kept::run(args, args.format),
            Scenario::Localities(args) => kept::run(args, args.format),
        }
    }

    /// The folder of a study that was read from it; `when` is the time to be stated.
    pub(super) fn again(&self, when: &str) -> Result<Made> {
        match &self.scenario {
            Scenario::Merge(args) => kept::one(args, when),
            Scenario::Split(args) => kept::one(args, when),
            Scenario::Demand(args) => kept::one(args, when),
            Scenario::Moves(args) => kept::one(args, when),
            Scenario::Localities(args) => kept::one(args, when),
        }
    }
}

impl Kept for MergeArgs {
    const NAME: &'static str = "scenario merge";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let into = match (&self.lineage, &self.into) {
            (Some(lineage), _) => lineage.clone(),
            (None, Some(column)) => MergeInto::Column { column: column.clone(), file: self.into_file.clone() },
            (None, None) => bail!("--into or --lineage is missing: what do areas become?"),
        };
        let study = self.figures.study()?;
        let found = super::watched("reading and merging", || Ok(study.merge(&into)?))?;
        let render = Render { table: tables::merge_table, csv: tables::merge_csv, json: tables::merge_json };
        let (slices, labels) = (found.slices.clone(), found.labels.clone());
        let page = move |manifest: &Manifest, stem: &str| {
            let chart = report::merge_chart(&slices, &labels, stem);
            let page = report::merge_page(&slices, &labels, &chart, manifest.clone(), &sliced::beside(stem))?;
            sliced::with_charts(page, &[chart], stem)
        };
        Ok(Said { page: Some(Box::new(page)), ..sliced::said(&study, found, render, false) })
    }
}

impl Kept for MovesArgs {
    const NAME: &'static str = "scenario moves";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let by = match (&self.moves, self.to_target) {
            (Some(path), _) => MoveBy::File(path.clone()),
            (None, Some(at_most)) => {
                let target = self.target.clone();
                let target = target.map(|column| TargetColumn { column, file: self.target_file.clone() });
                MoveBy::ToTarget { at_most: at_most / 100.0, years: self.years.unwrap_or(1), target }
            }
            (None, None) => bail!("--moves or --to-target is missing: which money moves?"),
        };
        let study = self.figures.study()?;
        let found = super::watched("reading and moving money", || Ok(study.moves(&by)?))?;
        let render = Render { table: tables::moves_table, csv: tables::moves_csv, json: tables::moves_json };
        Ok(sliced::drawn(&study, found, (render, report::moves_bars), false))
    }
}

impl Kept for LocalitiesArgs {
    const NAME: &'static str = "scenario localities";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let study = Study { replicates: self.replicates, seed: self.seed, ..self.figures.study()? };
        let asked = Localising {
            locality: self.locality.clone(),
            budget: self.budget,
            weighted: self.weighted.clone(),
            allowance: self.allowance,
            spend: self.spend.clone(),
        };
        let found = super::watched("reading and dealing practices", || Ok(study.localities(&asked)?))?;
        let render =
            Render { table: tables::localities_table, csv: tables::localities_csv, json: tables::localities_json };
        Ok(sliced::drawn(&study, found, (render, report::localities_bars), self.replicates != Some(0)))
    }
}
