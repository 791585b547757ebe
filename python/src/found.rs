//! What a task finds, as text, JSON, CSV and columns: one line for each task in each of them.

use crate::arrow_out::Column;
use anyhow::{Result, bail};
use unwarranted::core::{Cell, Cube, CubeRow, SliceFindings, printable};
use unwarranted::report::LabelsBy;
use unwarranted::report::publish::Table;
use unwarranted::report::tables::{self, Outline};
use unwarranted::store::ExportValues;
use unwarranted::study::{Coding, Cubed, Explaining, Levelled, Smoothing, Study, Sweeping, Task, parquet};

/// How a table is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For reading, in a width.
    Table(Option<u16>),
    Csv,
    Json,
}

/// What a command says.
pub(crate) struct Asked {
    /// The file whose columns have the meanings of these.
    pub(crate) file: &'static str,
    pub(crate) render: Box<dyn Fn(Format) -> Result<String> + Send + Sync>,
    /// Where the codes of its areas are looked up.
    pub(crate) coding: Coding,
}

/// What was found.
pub(crate) enum Found {
    /// Slices of a task, and what the columns of their table depend on.
    Slices(Task, Vec<SliceFindings>, LabelsBy, Outline),
    Smooth(Smoothing, Coding),
    Explain(Explaining, Coding),
    Levels(Levelled, Coding),
    League(Sweeping),
    /// What a command with options of its own says.
    Asked(Asked),
    Cube(Cubed),
}

/// What is said beside it.
#[derive(Clone, Default)]
pub(crate) struct Told {
    pub(crate) warnings: Vec<String>,
    pub(crate) set_aside: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl Told {
    pub(crate) fn of(warnings: &[String], set_aside: &[String], notes: &[String]) -> Self {
        Self { warnings: warnings.to_vec(), set_aside: set_aside.to_vec(), notes: notes.to_vec() }
    }
}

/// Runs a study for a task.
pub(crate) fn find(study: &Study, task: Task) -> Result<(Found, Told)> {
    let found = match task {
        Task::Rates | Task::Outliers => return slice_by_slice(study, task),
        Task::Indices | Task::Inequality => {
            let outcome = study.run_for(task)?;
            let told = Told::of(&outcome.warnings, &outcome.set_aside_lines(), &outcome.notes);
            let findings = outcome.selected();
            let outline = Outline::of(&findings);
            return Ok((Found::Slices(task, findings, outcome.labels, outline), told));
        }
        Task::Smooth => Found::Smooth(study.smooth()?, study.coding()),
        Task::Explain => Found::Explain(study.explain()?, study.coding()),
        Task::Levels => Found::Levels(study.split()?, study.coding()),
        Task::Sweep if study.boundaries.is_some() => {
            bail!("`boundaries` is for the map in a folder; a table of the league has none")
        }
        Task::Sweep if study.neighbours.is_some() => {
            bail!("`neighbours` is for the smoothed ratios in a folder; a table of the league has none")
        }
        Task::Sweep => Found::League(study.sweep(&|_, _| ())?),
        other => bail!("{other} gives a folder, not a table"),
    };
    let told = found.told();
    Ok((found, told))
}

/// The tasks whose slices are judged as they are made.
fn slice_by_slice(study: &Study, task: Task) -> Result<(Found, Told)> {
    let prepared = study.prepare(task)?;
    let told = Told::of(&prepared.warnings, &prepared.set_aside_lines(), &prepared.notes);
    let (labels, outline, mut findings) = (prepared.labels.clone(), prepared.outline(), Vec::new());
    let take = |slice| {
        findings.push(slice);
        Ok(())
    };
    prepared.each(|slice, _| Ok::<_, anyhow::Error>(slice.clone()), take)?;
    Ok((Found::Slices(task, findings, labels, outline), told))
}

impl Found {
    /// What is said beside it.
    pub(crate) fn told(&self) -> Told {
        match self {
            Self::Slices(..) | Self::Asked(_) => Told::default(),
            Self::Smooth(f, _) => Told::of(&f.warnings, &f.set_aside_lines(), &f.notes),
            Self::Explain(f, _) => Told::of(&f.warnings, &f.set_aside, &f.notes),
            Self::Levels(f, _) => Told::of(&f.warnings, &f.set_aside, &f.notes),
            Self::League(f) => Told::of(&f.warnings, &f.set_aside, &f.notes),
            Self::Cube(f) => Told::of(&f.warnings, &[], &f.notes),
        }
    }

    /// The table for reading, as the command line prints it on a terminal of a width in columns, or in a pipe.
    pub(crate) fn text(&self, width: Option<u16>) -> Result<String> {
        let text = match self {
            Self::Slices(Task::Indices, f, l, _) => tables::indices_table(f, l, width),
            Self::Slices(Task::Inequality, f, l, _) => tables::inequality_table(f, l, width),
            Self::Slices(Task::Outliers, f, l, _) => tables::outliers_pieces(width).whole(f, l)?,
            Self::Slices(_, f, l, _) => tables::rates_pieces(width).whole(f, l)?,
            Self::Smooth(f, _) => tables::smooth_table(&f.slices, &f.labels, width),
            Self::Explain(f, _) => tables::explain_table(&f.slices, &f.labels, width),
            Self::Levels(f, _) => tables::levels_table(&f.slices, &f.labels, width),
            Self::League(f) if !f.need.is_empty() => tables::need_league_table(&f.need, width),
            Self::League(f) => tables::league_table(&f.leagues, &f.labels, width),
            Self::Asked(f) => (f.render)(Format::Table(width))?,
            Self::Cube(f) => cube_words(&f.cube),
        };
        Ok(printable::lines(&text).into_owned())
    }

    /// The document that `--format json` prints.
    pub(crate) fn json(&self) -> Result<String> {
        let json = match self {
            Self::Slices(Task::Indices, f, l, _) => tables::indices_json(f, l)?,
            Self::Slices(Task::Inequality, f, l, _) => tables::inequality_json(f, l)?,
            Self::Slices(Task::Outliers, f, l, _) => tables::outliers_json_pieces()?.whole(f, l)?,
            Self::Slices(_, f, l, _) => tables::rates_json_pieces()?.whole(f, l)?,
            Self::Smooth(f, coding) => coding.json(&tables::smooth_json(&f.slices, &f.labels)?)?,
            Self::Explain(f, coding) => coding.json(&tables::explain_json(&f.slices, &f.labels)?)?,
            Self::Levels(f, coding) => coding.json(&tables::levels_json(&f.slices, &f.labels)?)?,
            Self::League(f) if !f.need.is_empty() => tables::need_league_json(&f.need)?,
            Self::League(f) => tables::league_json(&f.leagues)?,
            Self::Asked(f) => f.coding.json(&(f.render)(Format::Json)?)?,
            Self::Cube(_) => bail!("a cube has no JSON: take its columns, as `to_polars()` and `to_pandas()` do"),
        };
        Ok(printable::lines(&json).into_owned())
    }

    /// The table that `--format csv` prints.
    pub(crate) fn csv(&self) -> Result<String> {
        Ok(match self {
            Self::Slices(Task::Indices, f, ..) => tables::indices_csv(f)?,
            Self::Slices(Task::Inequality, f, l, _) => tables::inequality_csv(f, l)?,
            Self::Slices(Task::Outliers, f, l, outline) => tables::outliers_csv_pieces(outline)?.whole(f, l)?,
            Self::Slices(_, f, l, outline) => tables::rates_csv_pieces(outline)?.whole(f, l)?,
            Self::Smooth(f, coding) => coding.csv(&tables::smooth_csv(&f.slices)?)?,
            Self::Explain(f, coding) => coding.csv(&tables::explain_csv(&f.slices)?)?,
            Self::Levels(f, coding) => coding.csv(&tables::levels_csv(&f.slices)?)?,
            Self::League(f) if !f.need.is_empty() => tables::need_league_csv(&f.need)?,
            Self::League(f) => tables::league_csv(&f.leagues)?,
            Self::Asked(f) => f.coding.csv(&(f.render)(Format::Csv)?)?,
            Self::Cube(_) => bail!("a cube has no CSV: take its columns, as `to_polars()` and `to_pandas()` do"),
        })
    }

    /// The file whose columns have the meanings of these.
    pub(crate) fn file(&self) -> &'static str {
        match self {
            Self::Asked(asked) => asked.file,
            Self::League(f) if f.need.is_empty() => "league.csv",
            _ => "table.csv",
        }
    }

    /// The columns of the CSV with their types; an empty cell is null.
    pub(crate) fn columns(&self) -> Result<Vec<Column>> {
        Ok(match self {
            Self::League(f) if f.need.is_empty() => {
                parquet::league_columns(&f.leagues).into_iter().map(|(name, of)| (name.to_owned(), of)).collect()
            }
            Self::Cube(f) => cube_columns(&f.cube),
            other => parquet::typed(&Table { file: self.file(), title: "", csv: &other.csv()? })?,
        })
    }
}

fn cube_words(cube: &Cube) -> String {
    let of = |key: fn(&CubeRow) -> String| cube.rows().iter().map(key).collect::<std::collections::BTreeSet<_>>().len();
    let (treatments, periods) = (of(|r| r.treatment.to_string()), of(|r| r.period.to_string()));
    let areas = of(|r| r.area.to_string());
    format!("cube of {} rows: {treatments} treatments, {periods} periods, {areas} areas\n", cube.rows().len())
}

/// The rows of a cube: what there is no number for has a word in a column that ends in `_unknown`.
fn cube_columns(cube: &Cube) -> Vec<Column> {
    let rows = cube.rows();
    let text = |name: &str, of: &dyn Fn(&CubeRow) -> Option<String>| {
        let values = rows.iter().map(|row| of(row).map(Into::into)).collect();
        (name.to_owned(), ExportValues::Text(values))
    };
    let mut columns = vec![
        text("treatment", &|r| Some(r.treatment.to_string())),
        text("period", &|r| Some(r.period.to_string())),
        text("area", &|r| Some(r.area.to_string())),
        text("name", &|r| cube.names().get(&r.area).map(ToString::to_string)),
    ];
    type Figure = fn(&CubeRow) -> Option<Cell>;
    let figures: [(&str, Figure); 3] =
        [("observed", |r| Some(r.observed)), ("denominator", |r| r.denominator), ("expected", |r| r.expected)];
    for (name, figure) in figures.into_iter().filter(|(_, figure)| rows.iter().any(|r| figure(r).is_some())) {
        let numbers = rows.iter().map(|r| figure(r).and_then(Cell::value)).collect();
        columns.push((name.to_owned(), ExportValues::Number(numbers)));
        columns.push(text(&format!("{name}_unknown"), &|r| figure(r).and_then(unknown).map(str::to_owned)));
    }
    columns
}

fn unknown(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Value(_) => None,
        Cell::Suppressed => Some("suppressed"),
        Cell::TooSmall => Some("too-small"),
        Cell::NotReported => Some("not-reported"),
    }
}
