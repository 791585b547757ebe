//! A study: which data, how they are cut, in which words; and its outcome.

mod adjust;
mod by_age;
mod files;
mod options;
mod outcome;
mod practices;
mod smooth;
mod statistics;
mod store;

use crate::core::findings::{AreaRecords, Standardised};
use crate::core::rates::RateUnit;
use crate::core::{
    AnalysisOptions, Cube, DenominatorIs, Grain, IntervalMethod, Kind, Month, Parts, Period, Slice, SliceOptions,
    analyse_all,
};
use crate::ingest::tidy::{AreaFacts, TidyOptions};
use crate::plot::labels::Labels;
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use crate::store::assemble::{FactsQuery, Query};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub use adjust::Adjust;
pub use outcome::Outcome;
pub use practices::Resample;
pub use smooth::Smoothing;
pub use statistics::{LEAGUE_TABLES, REPLICATES, SEED, Statistics};

/// Name and version, as charts and pages print them.
pub const PROGRAM: &str = concat!("unwarranted ", env!("CARGO_PKG_VERSION"));

/// Where the numbers come from.
#[derive(Debug, Clone)]
pub enum Data {
    /// Tidy CSV files.
    Files {
        /// The files; `-` is standard input.
        paths: Vec<PathBuf>,
        /// Which columns hold what.
        tidy: TidyOptions,
    },
    /// A store of publishers' files.
    Store {
        /// Folder of the store.
        dir: PathBuf,
        /// What to take from it.
        query: StoreQuery,
    },
}

/// What to take from a store.
#[derive(Debug, Clone)]
pub enum StoreQuery {
    /// Prescribing per registered patient.
    Prescribing(Query),
    /// Any other figures over a denominator.
    Facts(FactsQuery),
}

/// Words that the user gave; what is absent is taken from the data.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The measure in plain words.
    pub title: Option<String>,
    /// The unit of the rate.
    pub unit: Option<String>,
    /// What the areas are, plural.
    pub areas: Option<String>,
    /// Source and licence line.
    pub source: Option<String>,
}

impl Words {
    /// Whether the user gave every word that a page needs.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.title.is_some() && self.unit.is_some() && self.areas.is_some()
    }
}

/// Which data, how they are cut, in which words.
#[derive(Debug, Clone)]
pub struct Study {
    /// Where the numbers come from.
    pub data: Data,
    /// Length of the periods; `None`: as in the input, or that of `periods`.
    pub by: Option<Grain>,
    /// First month to use.
    pub from: Option<Month>,
    /// Last month to use.
    pub to: Option<Month>,
    /// The periods to report on; empty: all.
    pub periods: Vec<Period>,
    /// Kind of the numerator; `None`: from the values.
    pub kind: Option<Kind>,
    /// How denominators of several months become one; `None`: flow for shares, else stock.
    pub denominator_is: Option<DenominatorIs>,
    /// Rates are per this many units; `None`: 1, and 1000 from a store.
    pub per: Option<f64>,
    /// Confidence of the intervals of the rates.
    pub confidence: f64,
    /// Further confidence levels of the intervals of the rates.
    pub also: Vec<f64>,
    /// How the intervals of the rates are made; `None`: the usual way of the kind.
    pub interval: Option<IntervalMethod>,
    /// How rows by age and sex are used.
    pub adjust: Adjust,
    /// What intervals of the indices are drawn from; `None`: practices where rows name them, and for amounts from a store.
    pub resample: Option<Resample>,
    /// Simulations, outlier rule, control of false alarms.
    pub statistics: Statistics,
    /// Words that the user gave.
    pub words: Words,
}

/// A cube with the words and provenance that came with it.
struct Loaded {
    cube: Cube,
    /// The same cube with the events expected by age and sex as denominators, where a store made them.
    expected: Option<Cube>,
    /// Rows by age, sex and practice behind the cube.
    parts: Option<Parts>,
    /// Parent groups and ranking numbers of the areas.
    areas: AreaFacts,
    kind: Option<Kind>,
    per: f64,
    words: DefaultWords,
    notes: Vec<String>,
    inputs: Vec<Input>,
}

/// Words taken from the data.
struct DefaultWords {
    /// `None`: the treatment's identifier.
    title: Option<String>,
    numerator: String,
    denominator: String,
    /// The singular of the denominator, for rates per one.
    denominator_one: Option<String>,
    areas: String,
    membership: Option<String>,
    /// How figures were made comparable between people of different age and sex.
    standardised: Option<Standardised>,
    /// Source line of each treatment.
    sources: BTreeMap<Arc<str>, String>,
    synthetic: bool,
    /// Other codes of areas, and breaks in their series.
    records: AreaRecords,
}

impl Study {
    /// A study of these data with the defaults of the command line.
    #[must_use]
    pub fn of(data: Data) -> Self {
        Self {
            data,
            by: None,
            from: None,
            to: None,
            periods: Vec::new(),
            kind: None,
            denominator_is: None,
            per: None,
            confidence: 0.95,
            also: Vec::new(),
            interval: None,
            adjust: Adjust::None,
            resample: None,
            statistics: Statistics::default(),
            words: Words::default(),
        }
    }

    /// Reads the data, cuts them and analyses every slice.
    ///
    /// # Errors
    /// Input that cannot be read or analysed, and periods that the data do not have; the message says where and what to do.
    pub fn run(&self) -> Result<Outcome> {
        let (loaded, slices, per) = self.cut()?;
        let options = AnalysisOptions {
            also: self.also.clone(),
            interval: self.interval,
            ..self.statistics.analysis(per, self.confidence)
        };
        // Periods not asked for are drawn over time, and nothing that is simulated is drawn.
        let plain = AnalysisOptions { replicates: 0, league_tables: 0, jackknife: false, ..options.clone() };
        let asked = |s: &Slice| self.periods.is_empty() || self.periods.contains(&s.period());
        let (asked, others): (Vec<Slice>, Vec<Slice>) = slices.into_iter().partition(asked);
        let mut findings = analyse_all(&asked, &options)?;
        findings.extend(analyse_all(&others, &plain)?);
        findings.sort_by(|a, b| (&a.treatment, a.period).cmp(&(&b.treatment, b.period)));
        self.require_periods(findings.iter().map(|f| f.period))?;
        adjust::named(&mut findings, loaded.words.standardised.as_ref());
        loaded.words.records.enter(&mut findings);
        let labels = self.labels(&loaded.words, per, findings.iter().map(|f| &f.treatment));
        let Loaded { inputs, notes, .. } = loaded;
        let control = self.statistics.control;
        Ok(Outcome { findings, labels, inputs, notes, periods: self.periods.clone(), control })
    }

    /// The data, their slices, and how many units of the denominator rates are per.
    fn cut(&self) -> Result<(Loaded, Vec<Slice>, f64)> {
        let by = self.grain()?;
        let by_age = match &self.data {
            Data::Files { .. } => None,
            Data::Store { query, .. } => by_age::Table::read(&self.adjust, query, self.kind)?,
        };
        let mut loaded = match &self.data {
            Data::Files { paths, tidy } => files::load(paths, tidy)?,
            Data::Store { dir, query } => {
                store::load(dir, query, self.wants_practices(store::is_amount(query)), by_age.as_ref())?
            }
        };
        let options = SliceOptions {
            by,
            from: self.from,
            to: self.to,
            kind: self.kind.or(loaded.kind),
            denominator_is: self.denominator_is,
        };
        let mut slices = loaded.cube.slices(&options)?;
        if let Data::Files { tidy, .. } = &self.data {
            for (file, rows) in loaded.cube.row_use(&options)? {
                if let Some(input) = loaded.inputs.get_mut(file) {
                    input.rows = (&rows).into();
                }
            }
            loaded.notes.extend(self.denominator_note(&slices));
            slices = self.adjusted(slices, &mut loaded, &options)?;
            let (with_facts, notes) = files::with_facts(slices, &loaded.areas, tidy)?;
            slices = with_facts;
            loaded.notes.extend(notes);
        } else if let Some((table, expected)) = by_age.as_ref().zip(loaded.expected.as_ref()) {
            slices = table.expected(slices, expected, &options)?;
        }
        let (slices, notes) = self.with_practices(slices, loaded.parts.as_ref(), &options)?;
        loaded.notes.extend(notes);
        let per = self.per.unwrap_or(loaded.per);
        Ok((loaded, slices, per))
    }

    /// The slices with what is made of rows by age and sex, and what is to be said of it.
    fn adjusted(&self, slices: Vec<Slice>, loaded: &mut Loaded, options: &SliceOptions) -> Result<Vec<Slice>> {
        let done = self.adjust.apply(slices, loaded.parts.as_ref(), options)?;
        loaded.notes.extend(done.notes);
        loaded.inputs.extend(done.input.as_ref().map(files::whole_input));
        if let Some(name) = done.weighted_by {
            loaded.words.denominator = format!("{}, weighted by {name}", loaded.words.denominator);
        }
        loaded.words.standardised = done.words;
        Ok(done.slices)
    }

    /// Says that a default was taken which is wrong for a comparator: yearly rates would be twelve times too high.
    fn denominator_note(&self, slices: &[Slice]) -> Option<String> {
        let summed = slices.iter().any(|s| s.months() > 1 && s.kind() != Kind::Share && s.denominator().is_some());
        (summed && self.denominator_is.is_none()).then(|| {
            "Denominators of several months are averaged, as is right for a stock such as registered patients. If the \
             denominator is something that happens, such as all items of a group, rates come out too high: use \
             --denominator-is flow, or --kind share if the observed is part of it."
                .to_owned()
        })
    }

    /// The grain to cut by: as asked, or that of the periods asked for.
    fn grain(&self) -> Result<Option<Grain>> {
        let mut grain = self.by;
        for period in &self.periods {
            let wanted = *grain.get_or_insert(period.grain());
            if wanted != period.grain() {
                bail!(
                    "--period {period} is not a period of --by {}; leave out --by, or give periods of that length",
                    wanted.word()
                );
            }
        }
        Ok(grain)
    }

    fn require_periods(&self, periods: impl Iterator<Item = Period>) -> Result<()> {
        let mut have: Vec<Period> = periods.collect();
        have.sort();
        for period in &self.periods {
            if !have.contains(period) {
                let span =
                    have.first().zip(have.last()).map_or(String::new(), |(a, b)| format!("; they run from {a} to {b}"));
                bail!("--period {period}: the data have no rows for it{span}");
            }
        }
        Ok(())
    }

    fn labels<'a>(&self, words: &DefaultWords, per: f64, treatments: impl Iterator<Item = &'a Arc<str>>) -> LabelsBy {
        let treatments: BTreeSet<&Arc<str>> = treatments.collect();
        let several = treatments.len() > 1;
        let label = |treatment: &Arc<str>| {
            let given =
                self.words.title.as_ref().map(|t| if several { format!("{t} ({treatment})") } else { t.clone() });
            Labels {
                measure: given.or_else(|| words.title.clone()).unwrap_or_else(|| treatment.to_string()),
                unit: RateUnit::given(&self.words.unit.clone().unwrap_or_else(|| words.unit(per))),
                areas: self.words.areas.clone().unwrap_or_else(|| words.areas.clone()),
                membership: words.how(),
                source: self
                    .words
                    .source
                    .clone()
                    .or_else(|| words.sources.get(treatment).cloned())
                    .unwrap_or_else(|| "Source: not stated".to_owned()),
                program: PROGRAM.to_owned(),
                synthetic: words.synthetic,
            }
        };
        treatments.into_iter().map(|t| (Arc::clone(t), label(t))).collect()
    }
}

impl DefaultWords {
    /// How areas were made from practices and figures standardised, as it follows a subtitle.
    fn how(&self) -> Option<String> {
        let by = self.standardised.as_ref().map(|s| s.by.clone());
        let parts: Vec<String> = self.membership.iter().cloned().chain(by).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// "items per 1,000 registered patients".
    fn unit(&self, per: f64) -> String {
        if (per - 1.0).abs() < f64::EPSILON {
            let one = self.denominator_one.as_ref().unwrap_or(&self.denominator);
            return format!("{} per {one}", self.numerator);
        }
        format!("{} per {} {}", self.numerator, crate::plot::numbers::thousands(per, 0), self.denominator)
    }
}
