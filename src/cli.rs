//! The command line as it is typed: arguments, help and examples. Nothing is computed here.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use unwarranted::core::outliers::{RULES, Rule, control::Control};
use unwarranted::core::shrinkage::{SHRINKERS, Shrinker};
use unwarranted::core::{DenominatorIs, Grain, Kind, Month, Period};
use unwarranted::ingest::assemble::{Level, Measure, Query};
use unwarranted::ingest::tidy::{Field, TidyOptions};
use unwarranted::study::{Data, LEAGUE_TABLES, REPLICATES, SEED, Statistics, Study, Words};

/// Measures the postcode lottery: how much the care a patient gets depends on where they live.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with 'unwarranted demo', which needs no data and no network.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a small synthetic health service and write a report on it.
    #[command(after_help = examples::DEMO)]
    Demo(DemoArgs),
    /// Write a report folder: a page, tables, charts and a manifest.
    #[command(after_help = examples::REPORT)]
    Report(ReportArgs),
    /// Print the indices of variation of every treatment and period.
    #[command(after_help = examples::INDICES)]
    Indices(IndicesArgs),
    /// Print every area with its funnel limits and whether it stands out.
    #[command(after_help = examples::OUTLIERS)]
    Outliers(OutliersArgs),
    /// Print every area's rate with its interval.
    #[command(after_help = examples::RATES)]
    Rates(TableArgs),
    /// Print every area's ratio drawn towards the overall one by as much as chance makes it uncertain.
    #[command(after_help = examples::SMOOTH)]
    Smooth(SmoothArgs),
    /// Read publishers' files into a store.
    #[command(after_help = examples::INGEST)]
    Ingest(IngestArgs),
    /// List what this program knows: indices, outlier rules, smoothers, file formats or charts.
    #[command(after_help = examples::LIST)]
    List(ListArgs),
    /// Print the completion script of a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionArgs),
}

mod examples {
    pub(super) const DEMO: &str = "Examples:
  unwarranted demo                         write ./unwarranted-demo and its report
  unwarranted demo --out /tmp/d --seed 7   another folder, another synthetic health service";
    pub(super) const REPORT: &str = "Examples:
  unwarranted report subicb-glutenfree.csv --out gluten --period 2025-12 \\
      --title 'Gluten-free foods' --unit 'pounds per 1,000 registered patients' \\
      --areas 'sub-ICB locations' --names area-names.csv
  unwarranted report ccg-dementia.csv --denominator dementia_register --by fy --out dementia
  unwarranted report --store store --bnf 0501 --level ccg --out antibiotics";
    pub(super) const INDICES: &str = "Examples:
  unwarranted indices subicb-saba.csv --kind share --by year
  unwarranted indices ccg-dementia.csv --denominator dementia_register --by all --format json
  unwarranted indices data.csv --repeat-factor 6 --replicates 9999 --seed 1
  unwarranted indices data.csv --group icb --rank-by imd_score
  unwarranted indices --store store --bnf 0501 --level ccg --format csv > indices.csv";
    pub(super) const OUTLIERS: &str = "Examples:
  unwarranted outliers ccg-dementia.csv --denominator dementia_register --period 2018/19
  unwarranted outliers data.csv --rule negative-binomial --control fwer:0.05
  unwarranted outliers data.csv --format csv | grep high-99.8";
    pub(super) const RATES: &str = "Examples:
  unwarranted rates ccg-statin-intensity-with-percentile.csv --period 2018-07
  unwarranted rates data.csv --per 1000 --confidence 0.998 --format json";
    pub(super) const SMOOTH: &str = "Examples:
  unwarranted smooth ccg-dementia.csv --denominator dementia_register --period 2018/19
  unwarranted smooth data.csv --method log-normal --exceed 1.25 --format csv";
    pub(super) const INGEST: &str = "Examples:
  unwarranted ingest EPD_201709.csv gp-reg-pat-prac-quin-age.csv --store store
  unwarranted ingest downloads/*.zip --store store";
    pub(super) const LIST: &str = "Examples:
  unwarranted list indices
  unwarranted list formats";
    pub(super) const COMPLETIONS: &str = "Examples:
  unwarranted completions bash > ~/.local/share/bash-completion/completions/unwarranted
  unwarranted completions zsh > ~/.zfunc/_unwarranted";
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the synthetic publisher files, the store and the report.
    #[arg(long, value_name = "DIR", default_value = "unwarranted-demo")]
    pub(crate) out: PathBuf,
    /// Seed of the simulation: the same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 2025)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    /// Folder for the report; made if missing, and replaced if it holds an earlier report.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Code of an area to highlight in charts and tables.
    #[arg(long, value_name = "CODE")]
    pub(crate) highlight: Option<String>,
    #[command(flatten)]
    pub(crate) simulation: SimulationArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(crate) struct IndicesArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) simulation: SimulationArgs,
}

#[derive(Debug, Args)]
pub(crate) struct OutliersArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SmoothArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
    /// How ratios are shrunken: one of 'unwarranted list smoothers'.
    #[arg(long, value_parser = parse_smoother, default_value = "gamma-poisson", value_name = "ID")]
    pub(crate) method: &'static Shrinker,
    /// Give the probability that the true ratio is above this.
    #[arg(long, value_parser = parse_ratio, default_value = "1", value_name = "C")]
    pub(crate) exceed: f64,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}

/// Simulations behind p and intervals of the indices.
#[derive(Debug, Args)]
#[command(next_help_heading = "Chance and intervals of the indices")]
pub(crate) struct SimulationArgs {
    /// Simulated sets of counts behind p, by-chance quantiles and intervals; 0 for none.
    #[arg(long, value_name = "N", default_value_t = REPLICATES, value_parser = parse_replicates)]
    replicates: usize,
    /// Seed of the simulations: the same seed gives the same numbers.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// Events per person, where events repeat (prescription items): scales what chance gives [default: every event is
    /// taken as another person, with a warning].
    #[arg(long, value_name = "F", value_parser = parse_repeat_factor)]
    repeat_factor: Option<f64>,
}

/// Outlier rule and control of false alarms.
#[derive(Debug, Args)]
#[command(next_help_heading = "Outliers")]
pub(crate) struct JudgingArgs {
    /// Rule that sets limits and flags: one of 'unwarranted list rules'.
    #[arg(long, value_parser = parse_rule, default_value = "overdispersed", value_name = "ID")]
    rule: &'static Rule,
    /// The two confidence levels of the limits, lower one first.
    #[arg(long, value_parser = parse_levels, default_value = "0.95,0.998", value_name = "P,P")]
    levels: [f64; 2],
    /// False alarms allowed over everything printed: their share (fdr), the probability of any (fwer), or no control.
    #[arg(long, value_parser = parse_control, default_value = "fdr:0.05", value_name = "fdr:P|fwer:P|none")]
    control: Control,
    /// Seed of the simulated league tables behind the rank intervals.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
}

/// How tables are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Aligned columns for reading.
    Table,
    /// Comma-separated values at full precision.
    Csv,
    /// JSON at full precision.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// Publishers' files (plain, .gz or .zip).
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Folder of the store; made if missing.
    #[arg(long, value_name = "DIR")]
    pub(crate) store: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What to list.
    #[arg(value_enum)]
    pub(crate) what: Listing,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// Indices of variation.
    Indices,
    /// Outlier rules.
    Rules,
    /// Methods of 'unwarranted smooth'.
    Smoothers,
    /// File formats that are read.
    Formats,
    /// Charts that are drawn.
    Charts,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

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
    /// Column with the denominator.
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
    /// CSV with the names of the area codes (columns 'code' and 'name').
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Store instead of files")]
struct StoreArgs {
    /// Read from this store, filled by 'unwarranted ingest'.
    #[arg(long, value_name = "DIR", requires = "bnf")]
    store: Option<PathBuf>,
    /// Treatment: a BNF code or the beginning of one (0501 is antibacterial drugs).
    #[arg(long, value_name = "CODE", requires = "store")]
    bnf: Option<String>,
    /// What the areas are.
    #[arg(long, value_parser = parse_level, default_value = "ccg", value_name = "LEVEL")]
    level: Level,
    /// What is summed.
    #[arg(long, value_parser = parse_measure, default_value = "items", value_name = "MEASURE")]
    measure: Measure,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Analysis")]
struct CutArgs {
    /// What the numerator is; by default whole numbers are a count and anything fractional an amount.
    #[arg(long, value_parser = parse_kind, value_name = "count|amount|share")]
    kind: Option<Kind>,
    /// Length of the periods; by default as in the input.
    #[arg(long, value_parser = parse_grain, value_name = "month|quarter|year|fy|all")]
    by: Option<Grain>,
    /// First period to use, such as 2019-04 or 2019/20.
    #[arg(long, value_parser = parse_period, value_name = "PERIOD")]
    from: Option<Period>,
    /// Last period to use.
    #[arg(long, value_parser = parse_period, value_name = "PERIOD")]
    to: Option<Period>,
    /// A period to analyse, such as 2025-12, 2025 or 2019/20, or the name of the period column. May be repeated.
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN")]
    period: Vec<String>,
    /// How denominators of several months become one: a stock is averaged, a flow is summed [default: flow for shares, else stock].
    #[arg(long, value_parser = parse_denominator_is, value_name = "stock|flow")]
    denominator_is: Option<DenominatorIs>,
    /// Rates are per this many units of the denominator [default: 1; from a store 1000].
    #[arg(long, value_parser = parse_per, value_name = "N")]
    per: Option<f64>,
    /// Confidence of the intervals of the rates.
    #[arg(long, value_parser = parse_confidence, default_value = "0.95", value_name = "P")]
    confidence: f64,
}

/// The words around the numbers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Words")]
pub(crate) struct WordArgs {
    /// The measure in plain words, such as 'Gluten-free foods' [default: from the file name].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The unit of the rate, such as 'pounds per 1,000 registered patients' [default: from the column names].
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// What the areas are, plural, such as 'sub-ICB locations' [default: 'areas'].
    #[arg(long, value_name = "TEXT")]
    areas: Option<String>,
    /// Source and licence line of the charts [default: from the files].
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
}

fn one_of<T: Copy>(all: &[(T, &'static str)], text: &str) -> Result<T, String> {
    let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
    let found = all.iter().find(|(_, word)| *word == text).map(|(value, _)| *value);
    found.ok_or_else(|| format!("expected one of {}", words.join(", ")))
}

fn parse_level(text: &str) -> Result<Level, String> {
    one_of(&Level::ALL, text)
}

fn parse_measure(text: &str) -> Result<Measure, String> {
    one_of(&Measure::ALL, text)
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    one_of(&Kind::ALL, text)
}

fn parse_grain(text: &str) -> Result<Grain, String> {
    one_of(&Grain::ALL, text)
}

fn parse_denominator_is(text: &str) -> Result<DenominatorIs, String> {
    one_of(&DenominatorIs::ALL, text)
}

fn parse_period(text: &str) -> Result<Period, String> {
    Period::parse(text).map_err(|e| e.to_string())
}

fn parse_per(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number such as 1000".to_owned())?;
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err("expected a number above zero".to_owned()) }
}

fn parse_confidence(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number such as 0.95".to_owned())?;
    if value > 0.5 && value < 1.0 {
        Ok(value)
    } else {
        Err("expected a number between 0.5 and 1, such as 0.95".to_owned())
    }
}

fn by_id<T>(all: &'static [T], id: fn(&T) -> &'static str, text: &str) -> Result<&'static T, String> {
    let ids: Vec<&str> = all.iter().map(id).collect();
    all.iter().find(|entry| id(entry) == text).ok_or_else(|| format!("expected one of {}", ids.join(", ")))
}

fn parse_rule(text: &str) -> Result<&'static Rule, String> {
    by_id(RULES, |rule| rule.id, text)
}

fn parse_smoother(text: &str) -> Result<&'static Shrinker, String> {
    by_id(SHRINKERS, |method| method.id, text)
}

fn parse_control(text: &str) -> Result<Control, String> {
    text.parse().map_err(|e: unwarranted::core::Error| e.to_string())
}

fn parse_levels(text: &str) -> Result<[f64; 2], String> {
    let expected = || "expected two confidence levels, the lower one first, such as 0.95,0.998".to_owned();
    let (inner, outer) = text.split_once(',').ok_or_else(expected)?;
    let levels = [parse_confidence(inner.trim())?, parse_confidence(outer.trim())?];
    if levels[0] < levels[1] { Ok(levels) } else { Err(expected()) }
}

fn parse_replicates(text: &str) -> Result<usize, String> {
    let expected = "expected 0 (none) or a whole number from 99 to 1000000; 999 is usual";
    let value: usize = text.parse().map_err(|_| expected.to_owned())?;
    if value == 0 || (99..=1_000_000).contains(&value) { Ok(value) } else { Err(expected.to_owned()) }
}

fn parse_repeat_factor(text: &str) -> Result<f64, String> {
    let expected = || "expected the events per person, 1 or more, such as 6".to_owned();
    let value: f64 = text.parse().map_err(|_| expected())?;
    if (1.0..1e6).contains(&value) { Ok(value) } else { Err(expected()) }
}

fn parse_ratio(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a ratio such as 1.25".to_owned())?;
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err("expected a ratio above zero".to_owned()) }
}

impl StudyArgs {
    /// The study that these arguments describe.
    pub(crate) fn study(&self, words: &WordArgs) -> Result<Study, String> {
        let (periods, column) = self.cut.periods()?;
        let month = |p: Option<Period>, pick: fn(Period) -> Option<Month>| p.and_then(pick);
        let data = match (&self.store.store, &self.store.bnf) {
            (Some(_), _) if column.is_some() => {
                return Err(format!(
                    "'{}' is not a period; a store has no columns to choose",
                    column.unwrap_or_default()
                ));
            }
            (Some(dir), Some(bnf)) => {
                let query = Query {
                    bnf: bnf.clone(),
                    level: self.store.level,
                    measure: self.store.measure,
                    from: month(self.cut.from, Period::first_month),
                    to: month(self.cut.to, Period::last_month),
                };
                Data::Store { dir: dir.clone(), query }
            }
            _ => Data::Files { paths: self.files.clone(), tidy: self.columns.tidy(column) },
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
            confidence: self.cut.confidence,
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

impl SimulationArgs {
    /// The study with these simulations.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        study.statistics.replicates = self.replicates;
        study.statistics.seed = self.seed;
        study.statistics.repeat_factor = self.repeat_factor;
        study
    }
}

impl JudgingArgs {
    /// The study judged in this way.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        study.statistics.rule = self.rule.id;
        study.statistics.levels = self.levels;
        study.statistics.control = self.control;
        study.statistics.seed = self.seed;
        study.statistics.league_tables = LEAGUE_TABLES;
        study
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
