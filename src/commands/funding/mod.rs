//! `unwarranted funding`

mod asked;
mod page;

use super::folder::Made;
use super::kept::coded;
use crate::cli::{Keep, OutputFormat};
use anyhow::Result;
use std::path::PathBuf;
use unwarranted::core::{Kind, Period, funding::Head};
use unwarranted::ingest::tidy::Decimal;
use unwarranted::report::tables;
use unwarranted::store::assemble::Level;
use unwarranted::store::geography::Membership;

/// What only a page says.
const PAGE: &str = "Page";

const COLUMNS: &str = "Columns of a tidy table";
const BESIDE: &str = "Funding beside prescribing";
const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted funding funding.csv
  unwarranted funding funding.csv --period 2021/22 --region icb --rank-by imd_score
  unwarranted funding funding.csv --period 2021/22 --prescribing hips.csv
  unwarranted funding funding.csv --prescribing hips.csv --title 'Hip replacements' --out money
  unwarranted funding --store ../store --format json
Published files are known by their columns: NHS Payments to General Practice, CCG allocations, practice weighted populations.
Without targets that of an area is the share of all the money that its weighted population has of the whole.";
/// Print money per head by area, against target and beside prescribing.
///
/// Print money by area: per registered and per weighted head, against target, how unequal, and beside what is prescribed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    /// Published files of payments or allocations, or a tidy table: area, period, amount, registered, weighted, target.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read from this store, filled by 'unwarranted ingest' [series: payments to general practice].
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// What the areas of published files and of a store are: practice, ccg, area-team, stp, icb, region, nation, pcn [default: ccg].
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    /// Practices of a store as recorded, as of a day, or current [default: recorded].
    #[arg(long, value_name = "recorded|DAY|current")]
    membership: Option<Membership>,
    /// Which money of published files and of a store [default: all payments, or the allocation].
    #[arg(long, value_name = "ID")]
    measure: Option<String>,
    /// A period to show, such as 2019/20, or the name of the period column. May be repeated [default: all].
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN")]
    period: Vec<String>,
    /// Column with the area code.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    area: Option<String>,
    /// Column with the area name.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    name: Option<String>,
    /// Column with pounds [default: amount].
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    amount: Option<String>,
    /// Column with registered people [default: registered, where there is one].
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    registered: Option<String>,
    /// Column with people weighted by need [default: weighted, where there is one].
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    weighted: Option<String>,
    /// Column with targets in pounds [default: target, where there is one].
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    target: Option<String>,
    /// Column with regions, between and within which inequality is split [default: region, where there is one].
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    region: Option<String>,
    /// Column that areas are ranked by for the concentration index, such as a deprivation score.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    rank_by: Option<String>,
    /// A table by area with those of these columns that are named, where the files do not have them.
    #[arg(long, value_name = "FILE", help_heading = COLUMNS)]
    beside: Option<PathBuf>,
    /// What is before the decimals of figures: a dot or a comma [default: a dot].
    #[arg(long, value_name = ".|,", help_heading = COLUMNS)]
    decimal: Option<Decimal>,
    /// Index of prices: year, index, source. Money is then in the prices of one year.
    #[arg(long, value_name = "FILE")]
    deflator: Option<PathBuf>,
    /// The year of the prices [default: the latest year of the money].
    #[arg(long, value_name = "YEAR")]
    prices: Option<Period>,
    /// Tidy file of what is prescribed, in the same areas and periods; several with commas.
    #[arg(long, value_delimiter = ',', value_name = "FILE", help_heading = BESIDE)]
    prescribing: Vec<PathBuf>,
    /// Its column with the area code.
    #[arg(long, value_name = "COLUMN", help_heading = BESIDE)]
    prescribing_area: Option<String>,
    /// Its column with the period.
    #[arg(long, value_name = "COLUMN", help_heading = BESIDE)]
    prescribing_period: Option<String>,
    /// Its column with the observed events or amount.
    #[arg(long, value_name = "COLUMN", help_heading = BESIDE)]
    observed: Option<String>,
    /// Its column with the denominator.
    #[arg(long, value_name = "COLUMN", help_heading = BESIDE)]
    denominator: Option<String>,
    /// What its numerator is; by default whole numbers are a count and anything fractional an amount.
    #[arg(long, value_name = "count|amount|share", help_heading = BESIDE)]
    kind: Option<Kind>,
    /// What it is called.
    #[arg(long, value_name = "TEXT", help_heading = BESIDE)]
    title: Option<String>,
    /// What money is divided by beside prescribing: weighted or registered [default: weighted, where known].
    #[arg(long, value_name = "registered|weighted", help_heading = BESIDE)]
    per: Option<Head>,
    /// Draws of areas behind the interval of the share; 0 for none [default: 999].
    #[arg(long, value_name = "N", help_heading = BESIDE)]
    replicates: Option<usize>,
    /// Seed of the draws [default: 20250401].
    #[arg(long, value_name = "N", help_heading = BESIDE)]
    seed: Option<u64>,
    /// Confidence of the intervals [default: 0.95].
    #[arg(long, value_name = "P", allow_negative_numbers = true, help_heading = BESIDE)]
    confidence: Option<f64>,
    /// What the money is called [default: money].
    #[arg(long, value_name = "TEXT", requires = "out", help_heading = PAGE)]
    money: Option<String>,
    /// What the areas are called, plural [default: areas].
    #[arg(long, value_name = "TEXT", requires = "out", help_heading = PAGE)]
    areas: Option<String>,
    /// Unit of the rates of what is prescribed, such as 'operations per 1,000 people'.
    #[arg(long, value_name = "TEXT", requires = "out", help_heading = PAGE)]
    unit: Option<String>,
    /// What the rates of what is prescribed are shown per [default: the number in --unit, else 1].
    #[arg(long, value_name = "N", requires = "out", help_heading = PAGE)]
    rates_per: Option<f64>,
    /// Source and licence line [default: the names of the files].
    #[arg(long, value_name = "TEXT", requires = "out", help_heading = PAGE)]
    source: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let (study, options) = (self.study()?, self.options()?);
        if let Some(dir) = self.keep.out() {
            return page::write(self, &study, &options, dir);
        }
        let found = super::watched("reading money", || Ok(study.funding(&options)?))?;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        let text = match self.format {
            OutputFormat::Table => tables::funding_table(&found.periods, &found.labels, super::terminal_width()),
            OutputFormat::Csv => tables::funding_csv(&found.periods)?,
            OutputFormat::Json => tables::funding_json(&found.periods, &found.labels)?,
        };
        super::print(&coded(&study.coding(), self.format, text)?)
    }

    /// The folder of a study that was read from it; `when` is the time to be stated.
    pub(super) fn again(&self, when: &str) -> Result<Made> {
        let (study, options) = (self.study()?, self.options()?);
        page::made(self, &study, &options, (&page::found(&study, &options)?, when))
    }
}
