//! A study as Python has it: data, options, and perhaps a file that holds more of them.

use crate::chart::{self, Chart};
use crate::error::{of_program, of_study, refused};
use crate::found::{self, Found};
use crate::keywords;
use crate::spool::Spool;
use crate::table::Table;
use anyhow::Result;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unwarranted::core::Period;
use unwarranted::program;
use unwarranted::study::file::StudyFile;
use unwarranted::study::{
    FundingOptions, IndicatorColumn, MergeInto, Moving, OPTIONS, OptionEntry, Study as Options, Task, TrendAsked,
};

/// Options that say which figures: all that every task has a use for.
const OF_FIGURES: fn(&OptionEntry) -> bool = |option| option.tasks.is_empty();
/// The same of words.
const WORDED: [&str; 3] = ["column-name", "column-expected", "unit"];
/// Options of money by area.
const OF_MONEY: [&str; 12] = [
    "store",
    "level",
    "membership",
    "measure",
    "column-area",
    "column-name",
    "column-period",
    "period",
    "decimal",
    "replicates",
    "seed",
    "confidence",
];
/// Options of what is drawn.
const DRAWN: [&str; 3] = ["replicates", "seed", "confidence"];

/// Where a study comes from.
pub(crate) struct Source {
    file: Option<StudyFile>,
    given: Options,
    /// The keys of what was given.
    keys: Vec<&'static str>,
    /// Data frames, for as long as somebody may read them.
    pub(crate) spool: Spool,
}

impl Source {
    /// Of figures that were worked out elsewhere: there are no data to draw or to run again.
    pub(crate) fn none() -> Self {
        Self { file: None, given: Options::default(), keys: Vec::new(), spool: Spool::default() }
    }

    /// The study for a task, and what of its file gave way to keywords; of keywords those that serve the task where `loosely`.
    pub(crate) fn of(&self, task: Task, loosely: bool) -> Result<(Options, Option<String>)> {
        let given = if loosely { self.given.only(task)? } else { self.given.clone() };
        let Some(file) = &self.file else { return Ok((given, None)) };
        let (study, gone) = file.study(task, &given)?;
        let keys: Vec<String> = gone.iter().map(|gone| format!("`{}`", gone.by)).collect();
        let note =
            (!keys.is_empty()).then(|| format!("{} overrides what {} says", keys.join(", "), file.path().display()));
        Ok((study, note))
    }

    /// The study for a command with options of its own, which takes those that say which figures, and `further` ones.
    fn figures(&self, command: &str, takes: fn(&OptionEntry) -> bool, further: &[&str]) -> PyResult<&Options> {
        if self.file.is_some() {
            return Err(refused(format!("`{command}` takes data and options, and no file of a study")));
        }
        let of = |key: &str| OPTIONS.iter().find(|o| o.key == key);
        let stray = |key: &&&str| of(key).is_some_and(|o| !takes(o) && !further.contains(key));
        match self.keys.iter().find(stray) {
            Some(key) => Err(refused(format!("`{key}` has no effect on {command}"))),
            None => Ok(&self.given),
        }
    }

    fn task(&self, word: &str) -> PyResult<Task> {
        word.parse::<Task>().map_err(|_| refused(format!("`{word}` is no command of a study")))
    }
}

/// Data and options, from which tables, charts and folders are made.
#[pyclass(frozen, module = "unwarranted._core", name = "Study")]
pub(crate) struct Study {
    source: Arc<Source>,
}

/// The paths of what was given as data: paths, data frames, or several of them.
fn files(data: &Bound<'_, PyAny>, name: &str, spool: &mut Spool) -> PyResult<Vec<PathBuf>> {
    if data.is_none() {
        return Ok(Vec::new());
    }
    if let Ok(named) = data.cast::<PyDict>() {
        let one = |(name, frame): (Bound<'_, PyAny>, Bound<'_, PyAny>)| spool.add(&frame, &name.extract::<String>()?);
        return named.iter().map(one).collect();
    }
    if data.is_instance_of::<PyList>() || data.is_instance_of::<PyTuple>() {
        let mut all = Vec::new();
        for item in data.try_iter()? {
            let item = item?;
            if Spool::takes(&item)? {
                return Err(refused(
                    "several data frames need names: give a dictionary, {\"hips\": hips, \"knees\": knees}",
                ));
            }
            all.extend(files(&item, name, spool)?);
        }
        return Ok(all);
    }
    if Spool::takes(data)? {
        return Ok(vec![spool.add(data, name)?]);
    }
    data.extract::<PathBuf>().map(|path| vec![path]).map_err(|_| {
        let kind = data.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        refused(format!(
            "the data are of the type {kind}; expected a path, or a data frame with the Arrow interface \
             (__arrow_c_stream__), as polars, pandas from 2.2 on, pyarrow and DuckDB have"
        ))
    })
}

#[pymethods]
impl Study {
    #[new]
    #[pyo3(signature = (data, name, file, options))]
    fn new(data: &Bound<'_, PyAny>, name: &str, file: Option<PathBuf>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut spool = Spool::default();
        let (mut given, keys) = keywords::study(options, &mut spool)?;
        given.files = files(data, name, &mut spool)?;
        if spool.has_numbers() && given.decimal.is_some() {
            return Err(refused("`decimal` has no effect on numbers of a data frame, which are numbers already"));
        }
        let file = file.map(|path| StudyFile::read(&path)).transpose().map_err(|e| of_study(e, &spool))?;
        Ok(Self { source: Arc::new(Source { file, given, keys, spool }) })
    }

    /// The commands that the file of the study names.
    fn commands(&self) -> Vec<&'static str> {
        self.source.file.iter().flat_map(|file| file.commands()).map(|task| task.word()).collect()
    }

    /// Whether a command writes a folder, and where the file of the study says it goes.
    fn folder(&self, command: &str) -> PyResult<(bool, Option<PathBuf>)> {
        let task = self.source.task(command)?;
        Ok((task.folder().is_some(), self.source.file.as_ref().and_then(|file| file.out(task))))
    }

    fn table(&self, py: Python<'_>, command: &str) -> PyResult<Table> {
        let task = self.source.task(command)?;
        self.found(py, || {
            let (study, note) = self.source.of(task, false)?;
            let (found, mut told) = found::find(&study, task)?;
            told.notes.extend(note);
            Ok((found, told))
        })
    }

    fn opportunity(
        &self,
        py: Python<'_>,
        target: &str,
        polarity: Option<&str>,
        by: Vec<String>,
        by_file: Option<PathBuf>,
    ) -> PyResult<Table> {
        let by = self.indicators(&by)?;
        let to = target.parse().map_err(|e| refused(format!("`target` is '{target}'; {e}")))?;
        let polarity = polarity
            .map(|word| word.parse().map_err(|_| refused(format!("`polarity` is '{word}'; expected low or high"))));
        let moving = Moving { to, polarity: polarity.transpose()?, by, by_file, league: false };
        let study = self.source.figures("opportunity", OF_FIGURES, &[WORDED, DRAWN].concat())?;
        self.found(py, || {
            let found = Found::Opportunity(study.opportunity(&moving)?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn similar(&self, py: Python<'_>, by: Vec<String>, nearest: usize) -> PyResult<Table> {
        let by = self.indicators(&by)?;
        let own = ["column-area", "column-name", "column-period", "decimal", "period"];
        let study = self.source.figures("similar", |_| false, &own)?;
        self.found(py, || {
            let found = Found::Similar(study.similar(&by, nearest)?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn merge(&self, py: Python<'_>, into: &str, into_file: Option<PathBuf>) -> PyResult<Table> {
        let into = MergeInto::Column { column: into.to_owned(), file: into_file };
        let study = self.source.figures("merge", OF_FIGURES, &WORDED)?;
        self.found(py, || {
            let found = Found::Merge(study.merge(&into)?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn trend(&self, py: Python<'_>, ahead: Option<usize>) -> PyResult<Table> {
        if ahead.is_some_and(|ahead| !(1..=120).contains(&ahead)) {
            return Err(refused("`ahead` is out of range; expected 1 to 120 periods"));
        }
        let asked = TrendAsked { ahead, ..TrendAsked::default() };
        let study = self.source.figures("trend", OF_FIGURES, &[WORDED, DRAWN].concat())?;
        self.found(py, || {
            let found = Found::Trend(study.trend(&asked)?);
            let told = found.told();
            Ok((found, told))
        })
    }

    /// Money by area; `columns` are those of the table of money, by what they hold.
    #[allow(clippy::too_many_arguments, reason = "the options of the command")]
    fn funding(
        &self,
        py: Python<'_>,
        mut columns: BTreeMap<String, String>,
        beside: Option<PathBuf>,
        deflator: Option<PathBuf>,
        prices: Option<&str>,
        head: Option<&str>,
        prescribing: Option<PyRef<'_, Self>>,
    ) -> PyResult<Table> {
        let study = self.source.figures("funding", |_| false, &OF_MONEY)?;
        let prices = prices.map(|word| Period::parse(word).map_err(|e| refused(format!("`prices`: {e}"))));
        let per = head.map(|word| word.parse().map_err(|e| refused(format!("`head` is '{word}'; {e}"))));
        let prescribing = prescribing.map(|other| other.source.figures("prescribing", OF_FIGURES, &WORDED).cloned());
        let asked = FundingOptions {
            amount: columns.remove("amount"),
            registered: columns.remove("registered"),
            weighted: columns.remove("weighted"),
            target: columns.remove("target"),
            region: columns.remove("region"),
            rank_by: columns.remove("rank_by"),
            beside,
            per: per.transpose()?,
            deflator,
            prices: prices.transpose()?,
            prescribing: prescribing.transpose()?,
        };
        self.found(py, || {
            let found = Found::Funding(study.funding(&asked)?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn cube(&self, py: Python<'_>) -> PyResult<Table> {
        self.found(py, || {
            let found = Found::Cube(self.source.given.cube()?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn chart(
        &self,
        py: Python<'_>,
        kind: &str,
        size: &str,
        dark: bool,
        about: Option<&str>,
        boundaries: Option<PathBuf>,
    ) -> PyResult<Chart> {
        chart::draw(py, &self.source, kind, size, dark, about, boundaries.as_deref())
    }

    fn write(&self, py: Python<'_>, command: &str, out: PathBuf) -> PyResult<()> {
        let task = self.source.task(command)?;
        let work = || program::write(&self.source.of(task, false)?.0, task, Path::new(&out));
        py.detach(work).map_err(|e| of_program(e, &self.source.spool))
    }
}

impl Study {
    /// Does what may take long without the lock of Python.
    fn found(&self, py: Python<'_>, work: impl FnOnce() -> Result<(Found, found::Told)> + Send) -> PyResult<Table> {
        let (found, mut told) = py.detach(work).map_err(|e| of_program(e, &self.source.spool))?;
        for line in told.warnings.iter_mut().chain(&mut told.set_aside).chain(&mut told.notes) {
            *line = crate::error::in_python(line);
        }
        let category = py.import("unwarranted")?.getattr("DataWarning")?;
        for warning in &told.warnings {
            py.import("warnings")?.call_method1("warn", (warning, &category, 3))?;
        }
        Ok(Table::new(found, told, Arc::clone(&self.source)))
    }

    fn indicators(&self, by: &[String]) -> PyResult<Vec<IndicatorColumn>> {
        by.iter().map(|text| text.parse().map_err(|e| refused(format!("`by` is '{text}'; {e}")))).collect()
    }
}
