//! A study: which data, cut how, told in which words; and its outcome.

use crate::core::{
    AnalysisOptions, Cube, DenominatorIs, Findings, Grain, Kind, Month, Period, RowUse, SliceFindings, SliceOptions,
    findings,
};
use crate::ingest::assemble::{self, Query};
use crate::ingest::store::Store;
use crate::ingest::tidy::{self, TidyOptions};
use crate::plot::text::Labels;
use crate::report::manifest::{Input, Rows};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the numbers come from.
#[derive(Debug, Clone)]
pub enum Data {
    /// Tidy CSV files.
    Files {
        /// The files.
        paths: Vec<PathBuf>,
        /// Which columns hold what.
        tidy: TidyOptions,
        /// A CSV with the names of the area codes.
        names: Option<PathBuf>,
    },
    /// A store of publishers' files.
    Store {
        /// Folder of the store.
        dir: PathBuf,
        /// What to take from it.
        query: Query,
    },
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

/// Which data, cut how, told in which words.
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
    /// Words that the user gave.
    pub words: Words,
}

/// The findings of a study with what is needed to write them up.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// One entry per treatment and period, every period from `from` to `to`.
    pub findings: Findings,
    /// The words of each treatment.
    pub labels: BTreeMap<Arc<str>, Labels>,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
    periods: Vec<Period>,
}

/// A cube with the words and provenance that came with it.
struct Loaded {
    cube: Cube,
    kind: Option<Kind>,
    per: f64,
    unit: String,
    title: Option<String>,
    areas: String,
    membership: Option<String>,
    source: String,
    synthetic: bool,
    notes: Vec<String>,
    inputs: Vec<Input>,
}

impl Study {
    /// Reads the data, cuts them and analyses every slice.
    ///
    /// # Errors
    /// Input that cannot be read or analysed, and periods that the data do not have; the message says where and what to do.
    pub fn run(&self) -> Result<Outcome> {
        let by = self.grain()?;
        let loaded = self.load()?;
        let options = SliceOptions {
            by,
            from: self.from,
            to: self.to,
            kind: self.kind.or(loaded.kind),
            denominator_is: self.denominator_is,
        };
        let slices = loaded.cube.slices(&options)?;
        let analysis = AnalysisOptions { per: self.per.unwrap_or(loaded.per), confidence: self.confidence, ..Default::default() };
        let findings = findings::analyse_all(&slices, &analysis)?;
        for period in &self.periods {
            if !findings.iter().any(|f| f.period == *period) {
                bail!("no rows for --period {period}; the data have {}", spans(&findings));
            }
        }
        let inputs = with_row_use(&loaded, &options)?;
        let labels = self.labels(&loaded, &findings);
        Ok(Outcome { findings, labels, inputs, notes: loaded.notes, periods: self.periods.clone() })
    }
}

impl Study {
    /// The grain to cut by: as asked, or that of the periods asked for.
    fn grain(&self) -> Result<Option<Grain>> {
        let mut grain = self.by;
        for period in &self.periods {
            let wanted = *grain.get_or_insert(period.grain());
            if wanted != period.grain() {
                bail!("--period {period} is no period of --by {}; leave out --by, or give periods of that length", wanted.word());
            }
        }
        Ok(grain)
    }
}
