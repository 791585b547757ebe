//! Where the numbers come from and how they are cut: shared by all commands that analyse.

use super::adjust::AdjustArgs;
use super::{WordArgs, parse};
use clap::Args;
use std::path::PathBuf;
use unwarranted::core::{DenominatorIs, Grain, IntervalMethod, Kind, Month, Period};
use unwarranted::ingest::tidy::{Field, TidyOptions};
use unwarranted::store::assemble::{FactDenominator, FactsQuery, Level, People, Query};
use unwarranted::store::geography::Membership;
use unwarranted::study::{Data, Statistics, StoreQuery, Study, Words};

/// Where the numbers come from and how they are cut.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    /// Tidy CSV files, one row per area, period and treatment ('-' reads standard input).
    #[arg(value_name = "FILE", required_unless_present = "store", conflicts_with = "store")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    cut: CutArgs,
    #[command(flatten)]
    adjust: AdjustArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Columns of the files")]
struct ColumnArgs {
    /// Column with the area code.
    #[arg(long, value_name = "COLUMN")]
    area: Option<String>,
    /// Column with the observed events or amount (the numerator).
    #[arg(long, value_name = "COLUMN")]
    observed: Option<String>,
    /// Column with the denominator. With --facts a measure of the series (registered-patients, weighted-patients), or
    /// 'population' for the store's extracts of registered patients [default there: registered-patients].
    #[arg(long, value_name = "COLUMN")]
    denominator: Option<String>,
    /// Column with expected values; without one they are standardised internally by the denominator.
    #[arg(long, value_name = "COLUMN")]
    expected: Option<String>,
    /// Column with the treatment (measure).
    #[arg(long, value_name = "COLUMN")]
    treatment: Option<String>,
    /// Column with the area name.
    #[arg(long, value_name = "COLUMN")]
    name: Option<String>,
    /// Column with the parent group of each area (an ICB, a region): variation is split between and within groups.
    #[arg(long, value_name = "COLUMN", conflicts_with = "store")]
    group: Option<String>,
    /// Column with a number that areas are ranked by (a deprivation score), for the concentration index.
    #[arg(long, value_name = "COLUMN", conflicts_with = "store")]
    rank_by: Option<String>,
    /// Column with the practice, or other unit within the area, where each row is about one; figures are summed by area.
    #[arg(long, value_name = "COLUMN", conflicts_with = "store")]
    within: Option<String>,
    /// Column with the age band.
    #[arg(long, value_name = "COLUMN", conflicts_with = "store")]
    age_band: Option<String>,
    /// Column with the sex.
    #[arg(long, value_name = "COLUMN", conflicts_with = "store")]
    sex: Option<String>,
    /// CSV with the names of the area codes (columns 'code' and 'name').
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Store instead of files")]
struct StoreArgs {
    /// Read from this store, filled by 'unwarranted ingest'.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Treatment: a BNF code or the beginning of one (0501 is antibacterial drugs).
    #[arg(long, value_name = "CODE", requires = "store", conflicts_with = "facts")]
    bnf: Option<String>,
    /// Series of figures other than prescribing, as 'unwarranted store' lists them (nhs-payments); --measure and
    /// --denominator then name measures of it.
    #[arg(long, value_name = "SERIES", requires_all = ["store", "measure"])]
    facts: Option<String>,
    /// What the areas are.
    #[arg(long, value_parser = parse::level, default_value = "ccg", value_name = "LEVEL")]
    level: Level,
    /// Which practices belong to which area: as recorded in each month's file, as on one day for all months, or as in
    /// the latest record.
    #[arg(long, default_value = "recorded", value_name = "recorded|DAY|current")]
    membership: Membership,
    /// CSV with columns 'group' and 'member' (practices or areas), for --level group.
    #[arg(long, value_name = "FILE", requires = "store")]
    groups: Option<PathBuf>,
    /// Translate changed BNF codes into those of this year [default: the latest list of changes in the store].
    #[arg(long, value_name = "YEAR", requires = "store", value_parser = clap::value_parser!(i32).range(2010..2200))]
    bnf_year: Option<i32>,
    /// What is summed: items, quantity, nic or actual-cost; with --facts the identifier of a measure of the series
    /// [default: items].
    #[arg(long, value_name = "MEASURE", requires = "store")]
    measure: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Analysis")]
struct CutArgs {
    /// What the numerator is; by default whole numbers are a count and anything fractional an amount.
    #[arg(long, value_parser = parse::kind, value_name = "count|amount|share")]
    kind: Option<Kind>,
    /// Length of the periods; by default as in the input.
    #[arg(long, value_parser = parse::grain, value_name = "month|quarter|year|fy|all")]
    by: Option<Grain>,
    /// First period to use, such as 2019-04 or 2019/20.
    #[arg(long, value_parser = parse::period, value_name = "PERIOD")]
    from: Option<Period>,
    /// Last period to use.
    #[arg(long, value_parser = parse::period, value_name = "PERIOD")]
    to: Option<Period>,
    /// A period to analyse, such as 2025-12, 2025 or 2019/20, or the name of the period column. May be repeated.
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN")]
    period: Vec<String>,
    /// How denominators of several months become one: a stock is averaged, a flow is summed [default: flow for shares, else stock].
    #[arg(long, value_parser = parse::denominator_is, value_name = "stock|flow")]
    denominator_is: Option<DenominatorIs>,
    /// Rates are per this many units of the denominator [default: 1; from a store 1000].
    #[arg(long, value_parser = parse::per, value_name = "N")]
    per: Option<f64>,
    /// Confidence of the intervals. Rates take several, such as 0.95,0.998; 'lower' and 'upper' hold the first.
    #[arg(long, value_parser = parse::confidence, value_delimiter = ',', default_value = "0.95", value_name = "P")]
    confidence: Vec<f64>,
    /// Method for the intervals of rates [default: phe for counts (exact below 10, else Byar), wilson for shares].
    #[arg(long, value_parser = parse::interval, value_name = "phe|exact|byar|wilson|clopper-pearson")]
    interval: Option<IntervalMethod>,
}

impl StudyArgs {
    /// The study that these arguments describe.
    pub(crate) fn study(&self, words: &WordArgs) -> Result<Study, String> {
        let (periods, column) = self.cut.periods()?;
        let month = |p: Option<Period>, pick: fn(Period) -> Option<Month>| p.and_then(pick);
        let data = match (&self.store.store, column) {
            (Some(_), Some(column)) => {
                return Err(format!("'{column}' is not a period; a store has no columns to choose"));
            }
            (Some(dir), None) => Data::Store { dir: dir.clone(), query: self.query()? },
            (None, column) => Data::Files { paths: self.files.clone(), tidy: self.columns.tidy(column) },
        };
        Ok(Study {
            data,
            by: self.cut.by,
            from: month(self.cut.from, Period::first_month),
            to: month(self.cut.to, Period::last_month),
            periods,
            kind: self.cut.kind,
            denominator_is: self.cut.denominator_is,
            per: self.cut.per,
            confidence: self.cut.confidence.first().copied().unwrap_or(0.95),
            also: self.cut.confidence.iter().skip(1).copied().collect(),
            interval: self.cut.interval,
            adjust: self.adjust.adjust()?,
            resample: None,
            statistics: Statistics::default(),
            words: Words {
                title: words.title.clone(),
                unit: words.unit.clone(),
                areas: words.areas.clone(),
                source: words.source.clone(),
            },
        })
    }
}

impl StudyArgs {
    /// What to take from the store.
    fn query(&self) -> Result<StoreQuery, String> {
        let StoreArgs { bnf, facts, level, measure, membership, groups, bnf_year, .. } = &self.store;
        let from = self.cut.from.and_then(Period::first_month);
        let to = self.cut.to.and_then(Period::last_month);
        match (bnf, facts, measure) {
            (Some(bnf), _, measure) => Ok(StoreQuery::Prescribing(Query {
                from,
                to,
                membership: *membership,
                groups: groups.clone(),
                bnf_year: *bnf_year,
                ..Query::of(bnf, *level, parse::measure(measure.as_deref().unwrap_or("items"))?)
            })),
            (None, Some(series), Some(measure)) => Ok(StoreQuery::Facts(FactsQuery {
                series: series.clone(),
                measure: measure.clone(),
                denominator: match self.columns.denominator.as_deref() {
                    Some("population") => FactDenominator::Population,
                    None | Some("registered") => FactDenominator::Measure("registered-patients".to_owned()),
                    Some("weighted") => FactDenominator::Measure("weighted-patients".to_owned()),
                    Some(id) => FactDenominator::Measure(id.to_owned()),
                },
                people: People::default(),
                level: *level,
                membership: *membership,
                groups: groups.clone(),
                from,
                to,
            })),
            _ => {
                Err("--store needs a treatment: --bnf CODE for prescribing, or --facts SERIES --measure ID for other \
                      figures ('unwarranted store DIR' lists what there is)"
                    .to_owned())
            }
        }
    }
}

impl ColumnArgs {
    fn tidy(&self, period: Option<String>) -> TidyOptions {
        let named = [
            (Field::Area, &self.area),
            (Field::Period, &period),
            (Field::Observed, &self.observed),
            (Field::Denominator, &self.denominator),
            (Field::Expected, &self.expected),
            (Field::Treatment, &self.treatment),
            (Field::Name, &self.name),
            (Field::Group, &self.group),
            (Field::Rank, &self.rank_by),
            (Field::AgeBand, &self.age_band),
            (Field::Sex, &self.sex),
            (Field::Within, &self.within),
        ];
        let columns = named.into_iter().filter_map(|(field, column)| Some((field, column.clone()?))).collect();
        TidyOptions { columns, names: self.names.clone() }
    }
}

impl CutArgs {
    /// `--period` names periods or, where the text is no period, the period column.
    fn periods(&self) -> Result<(Vec<Period>, Option<String>), String> {
        let mut periods = Vec::new();
        let mut column: Option<String> = None;
        for text in &self.period {
            match (Period::parse(text), &column) {
                (Ok(period), _) => periods.push(period),
                (Err(_), None) => column = Some(text.clone()),
                (Err(_), Some(first)) => {
                    return Err(format!(
                        "--period names two columns, '{first}' and '{text}'; give one, or periods such as 2025-12"
                    ));
                }
            }
        }
        Ok((periods, column))
    }
}
