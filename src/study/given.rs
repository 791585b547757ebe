//! The options of a study: what the command line fills, a file of a study holds and the manifest lists, each stated once.

use super::headings::{
    AGE, ANALYSIS, CHANCE, COLUMNS, EXPLAINING, LIKE, MORE, OUTLIERS, POLICIES, PROTECTION, SMOOTHING, STORE, WORDS,
};
use super::parse;
use super::{About, Formulary, Need, NeighboursBy, Resample, Standardise};
use crate::core::disclosure::Disclosure;
use crate::core::findings::{Family, TargetRate};
use crate::core::outliers::control::Control;
use crate::core::standardise::DirectMethod;
use crate::core::{DenominatorIs, Grain, IntervalMethod, Kind, Period, TreatmentCodes};
use crate::ingest::tidy::Decimal;
use crate::store::assemble::Level;
use crate::store::geography::Membership;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The largest whole number of a TOML file, in which a study is kept.
const MOST_SEED: u64 = i64::MAX.unsigned_abs();
/// Which data, cut how, analysed how, told in which words. What is absent was not given: [`Study::resolved`] knows the
/// defaults, [`super::OPTIONS`] what each option belongs to.
///
/// The names of the fields, with `-` for `_`, are the keys of a file of a study and of the manifest. A key that is none of
/// them is an error which names it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, clap::Args)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Study {
    /// Tidy CSV files, one row per area, period and treatment ('-' reads standard input).
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Column with the area code.
    #[arg(long = "area", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_area: Option<String>,
    /// Column with the period.
    #[arg(skip)]
    pub column_period: Option<String>,
    /// Column with the observed events or amount (the numerator).
    #[arg(long = "observed", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_observed: Option<String>,
    /// Column with the denominator.
    #[arg(skip)]
    pub column_denominator: Option<String>,
    /// Column with expected values; without one they are standardised internally by the denominator.
    #[arg(long = "expected", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_expected: Option<String>,
    /// Column with the treatment (measure).
    #[arg(skip)]
    pub column_treatment: Option<String>,
    /// Column with the area name.
    #[arg(long = "name", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_name: Option<String>,
    /// Column with the parent group of each area (an ICB, a region): variation is split between and within groups.
    #[arg(long = "group", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_group: Option<String>,
    /// Column with a number that areas are ranked by (a deprivation score), for the concentration index. With a store a
    /// measure of its figures (indicator-93553, or deprivation/imd/ccg/average-score where several series have it).
    #[arg(long = "rank-by", value_name = "COLUMN|MEASURE", help_heading = COLUMNS)]
    pub column_rank: Option<String>,
    /// Column with the practice, or other unit within the area, where each row is about one; figures are summed by area.
    #[arg(long = "within", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_within: Option<String>,
    /// Column with the age band.
    #[arg(long = "age-band", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_age_band: Option<String>,
    /// Column with the sex. With `facts` the sex that figures are of [default there: everybody].
    #[arg(long = "sex", value_name = "COLUMN", help_heading = COLUMNS)]
    pub column_sex: Option<String>,
    /// Keep areas of this kind alone where a file has several: ccg, icb, region, practice, or the start of ONS codes (E38).
    #[arg(long, value_name = "KIND", value_delimiter = ',', help_heading = COLUMNS)]
    pub only_kind: Vec<String>,
    /// Keep this treatment alone where the data have several, by its identifier as in the tables. May be repeated.
    #[arg(long, value_name = "ID", help_heading = COLUMNS)]
    pub only_treatment: Vec<String>,
    /// Keep these areas alone, by their codes: they are compared with each other. What is known of chance still comes from all.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', help_heading = COLUMNS)]
    pub only_area: Vec<String>,
    /// What is before the decimals of figures: a dot (with commas between thousands) or a comma (with dots between them)
    /// [default: a dot; a column where it can be either is refused].
    #[arg(long, value_name = ".|,", help_heading = COLUMNS)]
    pub decimal: Option<Decimal>,
    /// CSV with the names of the area codes (columns 'code' and 'name').
    #[arg(long, value_name = "FILE", help_heading = COLUMNS)]
    pub names: Option<PathBuf>,
    /// CSV that says what the measures in the treatment column are (columns 'measure', 'title', 'unit', 'kind', 'polarity',
    /// 'source', 'per_person' and 'per_person_cv'; a measure of a file without that column is the name of the file).
    #[arg(long, value_name = "FILE", help_heading = COLUMNS)]
    pub measures: Option<PathBuf>,

    /// Read from this store, filled by 'unwarranted ingest'.
    #[arg(long, value_name = "DIR", help_heading = STORE)]
    pub store: Option<PathBuf>,
    /// Treatments by BNF codes or the beginnings of codes.
    #[arg(skip)]
    #[serde(with = "parse::one_or_many")]
    pub bnf: Vec<TreatmentCodes>,
    /// Treatments that are defined: identifiers, `tag:NAME`, or files of one's own.
    #[arg(skip)]
    pub treatment: Vec<String>,
    /// Which treatments a sweep compares: those that are defined, or everything prescribed by a level of BNF codes.
    #[arg(long, value_name = "treatments|presentation|chemical|subparagraph|paragraph|section", help_heading = STORE)]
    pub grain: Option<Formulary>,
    /// Series of figures other than prescribing, as 'unwarranted store' lists them (nhs-payments); `measure` and
    /// `denominator` then name measures of it.
    #[arg(long, value_name = "SERIES", help_heading = STORE)]
    pub facts: Option<String>,
    /// What the areas are: practice, ccg (or sub-icb, as they are called since July 2022), area-team, stp, icb, region,
    /// nation, pcn, pct, group; with `facts` also local-authority (districts and unitary authorities) or county (counties and unitary authorities).
    #[arg(long, value_name = "LEVEL", help_heading = STORE)]
    pub level: Option<Level>,
    /// Which practices belong to which area: as recorded in each month's file, as on one day for all months, or as in
    /// the latest record.
    #[arg(long, value_name = "recorded|DAY|current", help_heading = STORE)]
    pub membership: Option<Membership>,
    /// CSV with columns 'group' and 'member' (practices or areas), for `level group`.
    #[arg(long, value_name = "FILE", help_heading = STORE)]
    pub groups: Option<PathBuf>,
    /// Go on although practices with more than 20 % of the patients belong to no known area.
    #[arg(long, help_heading = STORE)]
    pub allow_missing: bool,
    /// Translate changed BNF codes into those of this year [default: the latest list of changes in the store].
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2010..2200), help_heading = STORE)]
    pub bnf_year: Option<i32>,
    /// What is summed: items, quantity, nic or actual-cost; with `facts` the identifier of a measure of the series.
    #[arg(long, value_name = "MEASURE", help_heading = STORE)]
    pub measure: Option<String>,
    /// What figures of `facts` are divided by: a measure of the series (registered-patients, weighted-patients), or
    /// 'population' for the store's extracts of registered patients.
    #[arg(skip)]
    pub denominator: Option<String>,
    /// The sex that figures of `facts` are of, as the series has it [default: everybody].
    #[arg(skip)]
    pub sex: Option<String>,
    /// The age band that figures of `facts` are of, as the series has it, or 'all' [default: all ages].
    #[arg(long, value_name = "AGES", help_heading = STORE)]
    pub age: Option<String>,

    /// The measure of the store's figures that areas are ranked by: its identifier, or series and identifier with '/'
    /// between them.
    #[arg(skip)]
    pub rank_by: Option<String>,

    /// What the numerator is; by default items over items are a share, whole numbers a count and anything fractional an
    /// amount.
    #[arg(long, value_name = "count|amount|share", help_heading = ANALYSIS)]
    pub kind: Option<Kind>,
    /// Length of the periods; by default as in the input.
    #[arg(long, value_name = "month|quarter|year|fy|all", help_heading = ANALYSIS)]
    pub by: Option<Grain>,
    /// First period to use, such as 2019-04 or 2019/20.
    #[arg(long, value_name = "PERIOD", help_heading = ANALYSIS)]
    pub from: Option<Period>,
    /// Last period to use.
    #[arg(long, value_name = "PERIOD", help_heading = ANALYSIS)]
    pub to: Option<Period>,
    /// The periods to analyse; none: all.
    #[arg(skip)]
    pub period: Vec<Period>,
    /// How denominators of several months become one: a stock is averaged, a flow is summed [default: flow for shares,
    /// otherwise by the name and movement of the column, or refused].
    #[arg(long, value_name = "stock|flow", help_heading = ANALYSIS)]
    pub denominator_is: Option<DenominatorIs>,
    /// Rates are per this many units of the denominator [default: 100 for shares, else 1; from a store
    /// 1000].
    #[arg(long, value_name = "N", value_parser = parse::number, allow_negative_numbers = true, help_heading = ANALYSIS)]
    pub per: Option<f64>,
    /// Confidence of the intervals.
    #[arg(skip)]
    pub confidence: Option<f64>,
    /// Further confidence levels of the intervals of rates.
    #[arg(skip)]
    pub confidence_also: Vec<f64>,
    /// Method for the intervals of rates [default: phe for counts (exact below 10, else Byar), wilson for shares].
    #[arg(long, value_name = "phe|exact|byar|wilson|clopper-pearson", help_heading = ANALYSIS)]
    pub interval: Option<IntervalMethod>,

    /// Standardise rates: direct (to a standard population) or indirect (expected values from reference rates, which
    /// indices and limits use too). From a store only indirect, and only with `reference`: prescribing files do not say
    /// how old patients are.
    #[arg(long, value_name = "direct|indirect", help_heading = AGE)]
    pub standardise: Option<Standardise>,
    /// CSV with another standard population (columns age_band, sex, population) [default: European Standard Population 2013].
    #[arg(long, value_name = "FILE", help_heading = AGE)]
    pub standard: Option<PathBuf>,
    /// Method for the intervals of directly standardised rates; dobson gives no rate for fewer than ten events.
    #[arg(long, value_name = "dobson|fay-feuer", help_heading = AGE)]
    pub dsr_method: Option<DirectMethod>,
    /// CSV with reference rates per person and period (columns age_band, sex and rate, or observed and population) [default:
    /// all areas together, which a store cannot give].
    #[arg(long, value_name = "FILE", help_heading = AGE)]
    pub reference: Option<PathBuf>,
    /// Weight denominators by age and sex: CSV (columns age_band, sex, weight), JSON with named sets, or the publisher's
    /// workbook of prescribing units (STAR-PU, ASTRO-PU). From a store registered patients are weighted.
    #[arg(long, value_name = "FILE", help_heading = AGE)]
    pub weights: Option<PathBuf>,
    /// Which set to use from a file that holds several; without this option an error lists them.
    #[arg(long, value_name = "NAME", help_heading = AGE)]
    pub weights_set: Option<String>,

    /// Simulated sets of counts behind p, by-chance quantiles and intervals; 0 for none.
    #[arg(long, value_name = "N", help_heading = CHANCE)]
    pub replicates: Option<usize>,
    /// Seed of the simulations: the same seed gives the same numbers.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=MOST_SEED), help_heading = CHANCE)]
    pub seed: Option<u64>,
    /// What a treated person takes in a year, in the unit of the numerator (items, pounds, doses): chance grows with it, and
    /// money and quantities get intervals and verdicts [default: for amounts, how practices differ within their areas
    /// where they are known; for counts every event is a different person, with a warning].
    #[arg(long, value_name = "Q", value_parser = parse::number, allow_negative_numbers = true, help_heading = CHANCE)]
    pub per_person: Option<f64>,
    /// Coefficient of variation of that over persons [default: 1].
    #[arg(long, value_name = "C", value_parser = parse::number, allow_negative_numbers = true, help_heading = CHANCE)]
    pub per_person_cv: Option<f64>,
    /// Events per person in the period, the same for all persons: --per-person with a coefficient of 0.
    #[arg(long, value_name = "F", value_parser = parse::number, allow_negative_numbers = true, help_heading = CHANCE)]
    pub repeat_factor: Option<f64>,
    /// What to draw again for intervals: the practices within each area, or areas from the fitted model [default:
    /// practices where `column-within` names them and for amounts from a store, else areas].
    #[arg(long, value_name = "practices|areas", help_heading = CHANCE)]
    pub resample: Option<Resample>,
    /// Also give Atkinson's index at this aversion to inequality (0 or more). May be repeated.
    #[arg(long, value_name = "EPSILON", value_delimiter = ',', value_parser = parse::number, allow_negative_numbers = true,
          help_heading = MORE)]
    pub atkinson: Vec<f64>,
    /// Add the jackknife: a standard error from leaving out one area at a time.
    #[arg(long, help_heading = MORE)]
    pub jackknife: bool,
    /// Rule that sets limits and flags: one of 'unwarranted list rules'.
    #[arg(long, value_name = "ID", help_heading = OUTLIERS)]
    pub rule: Option<String>,
    /// The two confidence levels of the limits, lower one first.
    #[arg(long, value_name = "P,P", value_parser = parse::levels, help_heading = OUTLIERS)]
    pub levels: Option<[f64; 2]>,
    /// The rate in the middle of the limits: that of the typical area, that of all areas together, that of the ten areas most like
    /// each (similar, by the columns of `like`), or a benchmark in the unit of the rates (of O / E beside `column-expected`).
    #[arg(long, value_name = "typical|pooled|similar|RATE", value_parser = parse::target, allow_negative_numbers = true,
          help_heading = OUTLIERS)]
    pub target: Option<TargetRate>,
    /// An area is far above all areas together when its whole interval is above this many times their rate, and far below
    /// when it is below one part in as many.
    #[arg(long, value_name = "TIMES", value_parser = parse::number, allow_negative_numbers = true, help_heading = OUTLIERS)]
    pub far: Option<f64>,
    /// False alarms allowed: their share (fdr), the probability of any (fwer), or no control.
    #[arg(long, value_name = "fdr:P|fwer:P|none", value_parser = parse::control, help_heading = OUTLIERS)]
    pub control: Option<Control>,
    /// Among which areas the control holds: those of each treatment and period, or everything printed.
    #[arg(long, value_name = "period|all", help_heading = OUTLIERS)]
    pub family: Option<Family>,
    /// Simulated league tables behind rank intervals; 0 for no ranks.
    #[arg(skip)]
    pub league_tables: Option<u32>,
    /// In how many of the shorter periods within (the months of a year) each area lay beyond the limits by itself.
    #[arg(long, help_heading = OUTLIERS)]
    pub persistence: bool,
    /// How ratios are shrunken: one of 'unwarranted list smoothers' [default: beta-binomial for shares, gamma-poisson
    /// otherwise].
    #[arg(long, value_name = "ID", help_heading = SMOOTHING)]
    pub method: Option<String>,
    /// Give the probability that the true ratio is above this.
    #[arg(long, value_name = "C", value_parser = parse::number, allow_negative_numbers = true, help_heading = SMOOTHING)]
    pub exceed: Option<f64>,
    /// What the differences may go with: a name and the columns behind it, such as age=over_75 or deprivation=imd,income. May
    /// be repeated. 'explain' and 'sweep' say how much goes with it; other commands show what is left after it, areas held against those of the
    /// same need. A column of words, such as a region, counts as one covariate for each word but the first. With a store it may be a score
    /// (average-score) or a rate of a series (qof-prevalence/practice:register-dm/list-size-dm) that the store has.
    #[arg(long, value_name = "NAME=COLUMN,...", help_heading = EXPLAINING)]
    pub need: Vec<Need>,
    /// CSV with the columns of `need` by area (and by period, where it has periods) [default: they are columns of the data].
    #[arg(long, value_name = "FILE", help_heading = EXPLAINING)]
    pub need_file: Option<PathBuf>,
    /// Column with the region of each area: standard errors then allow for areas of a region being alike, and `levels` has regions as a
    /// third level.
    #[arg(long = "region", value_name = "COLUMN", help_heading = EXPLAINING)]
    pub column_region: Option<String>,

    /// CSV with what areas decided (columns area, policy, value, valid from, source), for a report about policies.
    #[arg(long, value_name = "FILE", help_heading = POLICIES)]
    pub policies: Option<PathBuf>,

    /// Columns that similar areas have alike, several with commas; log:COLUMN takes the logarithm; group:COLUMN alone: similar are the others of
    /// its own group. For `target similar`, and for a report
    /// that is `about area`.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', help_heading = LIKE)]
    pub like: Vec<String>,
    /// CSV with the columns of `like` by area (and by period, where it has periods) [default: they are columns of the data].
    #[arg(long, value_name = "FILE", help_heading = LIKE)]
    pub like_file: Option<PathBuf>,

    /// What is done to small counts of people before anything is worked out of them: nothing (none), those of 1 to 7 hidden and
    /// the others rounded to 5 (nhs), those of 0 to 7 hidden and the others rounded to 5 (opensafely), or all rounded to the
    /// middle of bands of six (midpoint6) [default: none].
    #[arg(long, value_name = "none|nhs|opensafely|midpoint6", help_heading = PROTECTION)]
    pub disclosure: Option<Disclosure>,

    /// The measure in plain words, such as 'Gluten-free foods' [default: from the file name, or the names of the codes].
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    pub title: Option<String>,
    /// The unit of the rate, such as 'pounds per 1,000 registered patients' [default: from the column names].
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    pub unit: Option<String>,
    /// What the areas are, plural, such as 'sub-ICB locations' [default: 'areas'].
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    pub areas: Option<String>,
    /// Source and licence line of the charts [default: from the files].
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    pub source: Option<String>,
    /// What the report is about.
    #[arg(skip)]
    pub about: Option<About>,
    /// Where the areas lie, for the maps of an explorer and of a league: boundaries (GeoJSON), or a layout of hexagons (HexJSON).
    #[arg(skip)]
    pub boundaries: Option<PathBuf>,
    /// What makes areas neighbours, so that the rare treatments of a league are smoothed by them: boundaries that touch (touching), centres of
    /// boundaries that lie near (distance:KM, nearest:K), or a table of pairs.
    #[arg(skip)]
    pub neighbours: Option<NeighboursBy>,
    /// Code of an area to highlight in charts and tables.
    #[arg(long, value_name = "CODE", help_heading = WORDS)]
    pub highlight: Option<String>,
}
