//! `unwarranted similar`

use super::kept::{self, Kept, Said};
use super::sliced::{self, Render};
use crate::cli::{Keep, OutputFormat};
use anyhow::{Result, bail};
use std::path::PathBuf;
use unwarranted::core::{Kind, Period};
use unwarranted::ingest::tidy::Decimal;
use unwarranted::report::tables;
use unwarranted::study::{IndicatorColumn, Likened, Study};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted similar hips.csv --by imd_score,log:population --period 2021/22
  unwarranted similar hips.csv --by imd_score --period 2021/22 --nearest 5 --format json
  unwarranted similar hips.csv --by imd_score,log:population --period 2021/22 --benchmark
  unwarranted similar hips.csv --by imd_score --period 2021/22 --benchmark --format csv > like.csv
  unwarranted rates like.csv
Distances are Euclidean, in standard deviations of each column. An area has no peers, which a warning says, where the last of
its similar areas is over 1.5 times as far as that of the median area.";
/// Print the areas most like each area, by columns that they should have alike.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    /// Tidy CSV files, one row per area.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Columns that similar areas have alike, several with commas; log:COLUMN takes the logarithm. group:COLUMN alone: similar are the
    /// others of its own group.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN", required = true)]
    by: Vec<IndicatorColumn>,
    /// How many similar areas each area gets [default: 10; of a group all].
    #[arg(long, value_name = "N")]
    nearest: Option<usize>,
    /// Column with the area code.
    #[arg(long, value_name = "COLUMN")]
    area: Option<String>,
    /// Column with the area name, which the table shows.
    #[arg(long, value_name = "COLUMN")]
    name: Option<String>,
    /// The period of the columns, where they change from one to another, or the name of the period column.
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN")]
    period: Vec<String>,
    /// What is before the decimals of figures: a dot or a comma [default: a dot].
    #[arg(long, value_name = ".|,")]
    decimal: Option<Decimal>,
    /// Compare each area with its similar areas: its rate over theirs with an interval, its place among them, and who is unusual. With
    /// --format csv the table has what each would have at their rate (expected), which rates, outliers and report take.
    #[arg(long)]
    benchmark: bool,
    /// Column with the observed events or amount, for --benchmark.
    #[arg(long, value_name = "COLUMN", requires = "benchmark")]
    observed: Option<String>,
    /// Column with the denominator, for --benchmark.
    #[arg(long, value_name = "COLUMN", requires = "benchmark")]
    denominator: Option<String>,
    /// What the numerator is, for --benchmark; by default whole numbers are a count and anything fractional an amount.
    #[arg(long, value_name = "count|amount|share", requires = "benchmark")]
    kind: Option<Kind>,
    /// What it is called, for --benchmark.
    #[arg(long, value_name = "TEXT", requires = "benchmark")]
    title: Option<String>,
    /// What one treated person has of it in a period, for --benchmark.
    #[arg(long, value_name = "N", requires = "benchmark")]
    per_person: Option<f64>,
    /// Confidence of the intervals, for --benchmark [default: 0.95].
    #[arg(long, value_name = "P", requires = "benchmark", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::run(self, self.format)
    }

    fn study(&self) -> Result<Study> {
        let mut study = Study {
            files: self.files.clone(),
            column_area: self.area.clone(),
            column_name: self.name.clone(),
            decimal: self.decimal,
            column_observed: self.observed.clone(),
            column_denominator: self.denominator.clone(),
            kind: self.kind,
            title: self.title.clone(),
            per_person: self.per_person,
            ..Study::default()
        };
        for text in &self.period {
            match (Period::parse(text), &study.column_period) {
                (Ok(period), _) => study.period.push(period),
                (Err(_), None) => study.column_period = Some(text.clone()),
                (Err(_), Some(first)) => bail!("--period names two columns, '{first}' and '{text}'; give one"),
            }
        }
        Ok(study)
    }
}

impl Kept for Args {
    const NAME: &'static str = "similar";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let study = self.study()?;
        if self.benchmark {
            let study = Study { confidence: self.confidence, ..study };
            let found = study.benchmark(&self.by, self.nearest)?;
            let (table, csv, json) = (tables::benchmark_table, tables::benchmark_csv, tables::benchmark_json);
            return Ok(sliced::said(&study, found, Render { table, csv, json }, false));
        }
        let found = study.similar(&self.by, self.nearest)?;
        let Likened { found, names, warnings, set_aside } = found;
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::similar_table(&found, &names, width),
                OutputFormat::Csv => tables::similar_csv(&found, &names)?,
                OutputFormat::Json => tables::similar_json(&found)?,
            })
        };
        Ok(Said { warnings, set_aside, coding: study.coding(), ..Said::of(render) })
    }
}
