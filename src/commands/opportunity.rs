//! `unwarranted opportunity`

use super::kept::{self, Kept, Said};
use super::sliced::{self, Render};
use crate::cli::{FigureArgs, Keep, OutputFormat};
use anyhow::Result;
use std::path::PathBuf;
use unwarranted::core::Polarity;
use unwarranted::core::opportunity::{MoveTo, Opportunity, SavingsIs};
use unwarranted::report::{self, LabelsBy, Manifest, tables};
use unwarranted::study::{Formulary, IndicatorColumn, Moving, Savings, Study};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted opportunity hips.csv --period 2021/22 --target similar --by imd_score --polarity low
  unwarranted opportunity hips.csv --period 2021/22 --target similar --by group:icb --polarity low
  unwarranted opportunity --store ../store --treatment tag:antibiotics --period 2020 \\
  --target median --league
  unwarranted opportunity --store ../store --grain paragraph --measure actual-cost --period 2020 \\
  --target decile:1 --polarity low --league
  unwarranted opportunity practices.csv --area ccg --within practice \\
  --kind amount --savings per-patient";
/// Print what it would come to if every area moved to a target.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// What every area moves to: national (the rate of all together), median, weighted-median (half of the people live below it),
    /// decile:1 to decile:9, similar (the mean of the best five of its ten similar areas, or of its group), column:NAME (a rate of its
    /// own for each area), or a rate (in the unit that --unit gives, else per one of the denominator; so are those of a column).
    #[arg(long, value_name = "TARGET", required_unless_present = "savings")]
    target: Option<MoveTo>,
    /// Whether less is better (low) or more (high) [default: as the treatment says].
    #[arg(long, value_name = "low|high")]
    polarity: Option<Polarity>,
    /// Columns that similar areas have alike, several with commas; log:COLUMN takes the logarithm. group:COLUMN alone: similar are those
    /// of its own group.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    by: Vec<IndicatorColumn>,
    /// A table by area with those columns, or that of --target column:NAME, where FILE does not have them.
    #[arg(long, value_name = "FILE")]
    by_file: Option<PathBuf>,
    /// What a treated person takes in a period, in the unit of the numerator: chance for money, quantities and items.
    #[arg(long, value_name = "N")]
    per_person: Option<f64>,
    /// Coefficient of variation of that over persons [default: 1].
    #[arg(long, value_name = "CV", requires = "per_person", hide_short_help = true)]
    per_person_cv: Option<f64>,
    /// Draws behind the interval and what chance alone would give; 0 for none [default: 999].
    #[arg(long, value_name = "N")]
    replicates: Option<usize>,
    /// Seed of the draws [default: 20250401].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Confidence of the interval [default: 0.95].
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// Savings as OpenPrescribing works them out, in pounds (per-patient: cost over people; percentage: quantities, with --cost and
    /// --denominator-cost; price-per-unit: cost over quantity, --within the practice; the last two without chance). Of --target
    /// decile:1 where that is not given.
    #[arg(long, value_name = "WHICH")]
    savings: Option<SavingsIs>,
    /// Column with what the numerator costs, for --savings percentage.
    #[arg(long, value_name = "COLUMN", requires = "savings", hide_short_help = true)]
    cost: Option<String>,
    /// Column with what the denominator costs, likewise.
    #[arg(long, value_name = "COLUMN", requires = "savings", hide_short_help = true)]
    denominator_cost: Option<String>,
    /// Where it would come to most: one row for each treatment, those in pounds first and the most pounds on top.
    #[arg(long)]
    league: bool,
    /// Every treatment of a store at once, with --league: treatments (all that are defined), presentation, chemical, subparagraph,
    /// paragraph or section.
    #[arg(long, value_name = "GRAIN", requires = "store")]
    grain: Option<Formulary>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::run(self, self.format)
    }
}

/// The page of a league with its charts, the page first.
fn league(
    slices: &[Opportunity],
    labels: &LabelsBy,
    (manifest, stem): (&Manifest, &str),
) -> Result<Vec<(String, Vec<u8>)>> {
    let charts = report::opportunity_league_charts(slices, labels, stem);
    let page = report::opportunity_league_page(slices, labels, &charts, manifest.clone(), &sliced::beside(stem))?;
    sliced::with_charts(page, &charts, stem)
}

impl Kept for Args {
    const NAME: &'static str = "opportunity";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let study = Study {
            per_person: self.per_person,
            per_person_cv: self.per_person_cv,
            replicates: self.replicates,
            seed: self.seed,
            confidence: self.confidence,
            grain: self.grain,
            ..self.figures.study()?
        };
        let (by, by_file) = (self.by.clone(), self.by_file.clone());
        let savings = self.savings.map(|is| {
            let (cost, denominator_cost) = (self.cost.clone(), self.denominator_cost.clone());
            Savings { is, cost, denominator_cost }
        });
        let drawn = self.replicates != Some(0) && !savings.as_ref().is_some_and(Savings::without_chance);
        let to = self.target.clone().unwrap_or_else(|| Savings::target(self.polarity));
        let moving = Moving { to, polarity: self.polarity, by, by_file, savings, league: self.league };
        let found = super::watched("reading and moving areas", || Ok(study.opportunity(&moving)?))?;
        let one =
            Render { table: tables::opportunity_table, csv: tables::opportunity_csv, json: tables::opportunity_json };
        let all = Render {
            table: tables::opportunity_league_table,
            csv: tables::opportunity_league_csv,
            json: tables::opportunity_league_json,
        };
        Ok(if self.league {
            let (slices, labels) = (found.slices.clone(), found.labels.clone());
            let page = move |manifest: &Manifest, stem: &str| league(&slices, &labels, (manifest, stem));
            Said { page: Some(Box::new(page)), ..sliced::said(&study, found, all, drawn) }
        } else {
            sliced::drawn(&study, found, (one, report::opportunity_bars), drawn)
        })
    }
}
