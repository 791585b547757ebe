//! `unwarranted trend`

use super::kept::{self, Kept, Said};
use crate::cli::{FigureArgs, Keep, OutputFormat};
use anyhow::{Result, bail};
use unwarranted::core::{Grain, Month, Period};
use unwarranted::report::tables;
use unwarranted::study::{PlainSeries, Study, TrendAsked, Trending};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted trend hips.csv
  unwarranted trend --store ../store --bnf 0501 --by month --changes
  unwarranted trend practices.csv --area ccg --within practice --by year
  unwarranted trend --store ../store --bnf 0501 --by month --format json
  unwarranted trend hips.csv --format csv > index.csv
  unwarranted trend --series index index.csv
The verdict compares the last year with the first. With --within practices are drawn again, the same ones in all periods.";
/// Say whether areas differ more than before, and since when.
///
/// Say whether areas differ more than before and since when: index, breaks, season, forecast, what lasts.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// Take plain series instead: the name of the column of values, beside one of periods and perhaps one of treatments.
    #[arg(long, value_name = "COLUMN")]
    series: Option<String>,
    /// Length of the periods; by default as in the input.
    #[arg(long, value_name = "month|quarter|year|fy")]
    by: Option<Grain>,
    /// First period to use, such as 2019-04 or 2019/20.
    #[arg(long, value_name = "PERIOD")]
    from: Option<Period>,
    /// Last period to use.
    #[arg(long, value_name = "PERIOD")]
    to: Option<Period>,
    /// Periods to forecast [default: a year].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=120))]
    ahead: Option<u16>,
    /// Say which areas changed what they do, and when: the largest step of each area, false discoveries held at 5%.
    #[arg(long)]
    changes: bool,
    /// Count the months from guidance to each of these changes.
    #[arg(long, value_name = "MONTH", value_parser = crate::cli::parse::month, requires = "changes")]
    guidance: Option<Month>,
    /// What a treated person takes in a year, in the unit of the numerator: chance for money, quantities and items.
    #[arg(long, value_name = "N", conflicts_with = "series")]
    per_person: Option<f64>,
    /// Coefficient of variation of that over persons [default: 1].
    #[arg(long, value_name = "CV", requires = "per_person")]
    per_person_cv: Option<f64>,
    /// Draws of practices or areas behind the intervals of the index; 0 for none [default: 999].
    #[arg(long, value_name = "N")]
    replicates: Option<usize>,
    /// Seed of the draws [default: 20250401].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Confidence of the intervals [default: 0.95].
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::run(self, self.format)?;
        if self.changes && self.keep.out().is_none() && matches!(self.format, OutputFormat::Table) {
            super::say("tip: 'unwarranted chart adoption' draws which areas changed, and when");
        }
        Ok(())
    }

    fn treatments(&self, study: &Study, asked: &TrendAsked) -> Result<Said> {
        let found = super::watched("reading and comparing periods", || Ok(study.trend(asked)?))?;
        let Trending { treatments, labels, inputs, warnings, set_aside, notes, confidence, last } = found;
        let changes = asked.changes;
        // The table of changes takes the place of that of the index.
        let files = match changes {
            true => vec![("index.csv".to_owned(), tables::trend_csv(&treatments)?.into_bytes())],
            false => Vec::new(),
        };
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::trend_table(&treatments, &labels, confidence, width),
                OutputFormat::Csv if changes => tables::changes_csv(&treatments)?,
                OutputFormat::Csv => tables::trend_csv(&treatments)?,
                OutputFormat::Json => tables::trend_json(&treatments, &labels, confidence)?,
            })
        };
        let (draws, coding) = (self.replicates != Some(0), study.coding().until(last));
        Ok(Said { warnings, set_aside, notes, inputs, draws, files, coding, ..Said::of(render) })
    }

    fn plain(&self, study: &Study, column: &str, ahead: Option<usize>) -> Result<Said> {
        let plain = Study {
            files: study.files.clone(),
            column_period: study.column_period.clone(),
            column_treatment: study.column_treatment.clone(),
            decimal: study.decimal,
            from: study.from,
            to: study.to,
            confidence: study.confidence,
            ..Study::default()
        };
        if *study != plain || self.changes {
            bail!(
                "--series takes a column of values, which has no areas: with it go --period and --treatment, which name columns, \
                 --decimal, --from, --to, --ahead and --confidence"
            );
        }
        let found = plain.series(column, ahead)?;
        let PlainSeries { series, inputs, notes, confidence } = found;
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::series_table(&series, confidence, width),
                OutputFormat::Csv => tables::series_csv(&series)?,
                OutputFormat::Json => tables::series_json(&series, confidence)?,
            })
        };
        Ok(Said { notes, inputs, ..Said::of(render) })
    }
}

impl Kept for Args {
    const NAME: &'static str = "trend";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let study = Study {
            by: self.by,
            from: self.from,
            to: self.to,
            per_person: self.per_person,
            per_person_cv: self.per_person_cv,
            replicates: self.replicates,
            seed: self.seed,
            confidence: self.confidence,
            ..self.figures.study()?
        };
        let ahead = self.ahead.map(usize::from);
        match &self.series {
            Some(column) => self.plain(&study, column, ahead),
            None => self.treatments(&study, &TrendAsked { ahead, changes: self.changes, guidance: self.guidance }),
        }
    }
}
