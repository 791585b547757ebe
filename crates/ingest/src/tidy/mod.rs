//! Tidy CSV: one row per area, period and treatment, with what was observed and what it is measured against.
//!
//! Columns are found by name from one list of aliases ([`FIELDS`]) or named by the user. Text that is not a plain number
//! is either a known mark for a suppressed or unreported value, or an error with file, line and column: nothing is
//! guessed.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use unwarranted_ingest::tidy::{self, Field, TidyOptions};
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("hips.csv");
//! std::fs::write(&path, "Code;Month;Items;Patients\n00L;2025-12-01;5;1200\n00M;2025-12-01;*;900\n")?;
//! let options = TidyOptions::default().with(Field::Denominator, "patients");
//! let tidy = tidy::read(&[path], &options)?;
//! assert_eq!(tidy.cube.rows().len(), 2);
//! assert_eq!(&*tidy.cube.rows()[0].treatment, "hips");
//! assert_eq!(tidy.column(Field::Observed), Some("Items"));
//! # Ok(())
//! # }
//! ```

mod area_codes;
mod area_names;
mod basis;
mod beside;
mod build;
mod columns;
mod context;
mod criteria;
mod doubts;
mod fields;
pub(crate) mod format;
mod latest;
mod levels;
mod line;
mod measures;
mod names;
mod no_areas;
mod not_areas;
pub(crate) mod openprescribing;
mod part;
mod part_sums;
mod period_column;
mod policies;
mod records;
mod row;
mod said_chance;
mod search;
mod seen;
mod series;
mod sources;
mod spelling;
pub mod strata;
mod strings;
mod subtotals;
mod survey;
mod swapped;
mod table;
mod tables;
#[cfg(test)]
mod testing;
mod unit_sheets;
mod value;
mod wanted;

use crate::error::Error;
use crate::input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use unwarranted_core::{Cube, Parts};

pub use area_codes::fault as code_fault;
pub use beside::{Beside, BesideColumn, columns_there, read_beside};
pub use criteria::{Assessments, read_assessments};
pub use fields::{FIELDS, Field, FieldEntry};
pub use measures::{MeasureWords, Measures, read_measures};
pub use names::{Names, read_names};
pub use no_areas::{Figures, NoAreas, Totals, no_areas, totals_among};
pub use not_areas::is_total;
pub use policies::{Policies, read_policies};
pub use records::{Record, Records, read_records};
pub use said_chance::SaidChance;
pub use series::{SeriesFile, read_series};
pub use tables::{AreaFacts, TidyInput, TidyOptions, TidyTable};
pub use value::{Decimal, parse_cell, parse_cell_as};

/// What tidy files hold.
#[derive(Debug, Clone)]
pub struct Tidy {
    /// The rows of all files, with the names of the areas.
    pub cube: Cube,
    /// The rows by age, sex and practice that the cube sums; `None` where no row is about a part of an area.
    pub parts: Option<Parts>,
    /// What else is known of the areas.
    pub areas: AreaFacts,
    /// What the files say of chance and of their numerators.
    pub said: SaidChance,
    /// The files, in the order given; the `file` of a row counts through them.
    pub inputs: Vec<TidyInput>,
    /// The names file, if one was given.
    pub names: Option<TidyInput>,
    /// What a reader should know although nothing was left out: a table that may have been cut short.
    pub notes: Vec<String>,
}

impl Tidy {
    /// What the column of `field` is called, for default units and labels; `None` if the files differ or have none.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&str> {
        self.column_of(field, |_| true)
    }

    /// The same of some of the files, by their places among the inputs.
    pub fn column_of(&self, field: Field, of: impl Fn(usize) -> bool) -> Option<&str> {
        let files = self.inputs.iter().enumerate().filter(|(at, _)| of(*at));
        let tables = files.flat_map(|(_, input)| &input.tables);
        let mut names = tables.map(|table| table.columns.iter().find(|(f, _)| *f == field).map(|(_, name)| &**name));
        let first = names.next()??;
        names.all(|name| name == Some(first)).then_some(columns::without_note(first))
    }
}

/// Reads tidy files (`-` is standard input) into one cube.
///
/// A table without a treatment column is about the treatment named by its file, without folder and `.csv`, `.gz` or
/// `.zip` (of several tables in a zip archive, each by its own name). A table without a period column is one period,
/// [`unwarranted_core::Period::All`]. Where an area has several names, parent
/// groups or ranking numbers, those of its latest period are kept.
///
/// # Errors
/// Those of [`input::open`]; a missing or ambiguous column; no rows; quotation marks or codes that are not what they seem; areas
/// of two levels; dots that may separate thousands; a row with too few or too many fields; a quote that
/// is never closed; a period or number that cannot be read, is negative or not finite; two rows for one area, period
/// and treatment (and age band, sex and practice); a row for all ages or both sexes beside rows for one; two parent groups or ranking numbers of one area in one period; a treatment with denominators in one file and only expected values in another; no files.
pub fn read(paths: &[PathBuf], options: &TidyOptions) -> Result<Tidy, Error> {
    if paths.is_empty() {
        let problem = "expected at least one tidy CSV file, or - for standard input".to_owned();
        return Err(Error::File { file: "no file given".to_owned(), problem });
    }
    let mut builder = build::Builder::default();
    let mut inputs = Vec::with_capacity(paths.len());
    let mut notes = Vec::new();
    let mut shown = Vec::new();
    for path in paths {
        let file = input::open(path)?;
        inputs.push(builder.add(&file, options)?);
        notes.extend(file.members.iter().filter_map(cut_short));
        notes.extend(file.passed_over.iter().map(|what| format!("passed over: {what}")));
        shown.push(file.shown);
    }
    let names = options.names.as_deref().map(read_names).transpose()?;
    let given = names.as_ref().map(|n| n.names.clone()).unwrap_or_default();
    let said = builder.said();
    let (cube, parts, areas, found) = builder.finish(given, options, &shown.join(", "))?;
    names.as_ref().map_or(Ok(()), |names| require_used(names, &cube))?;
    let names_input = names.map(|n| n.input);
    notes.extend(found);
    notes.extend(given_twice(&inputs));
    Ok(Tidy { cube, parts, areas, said, inputs, names: names_input, notes })
}

/// Refuses a file of names that gives no area its name.
fn require_used(file: &Names, cube: &Cube) -> Result<(), Error> {
    let codes: BTreeSet<&Arc<str>> = cube.rows().iter().map(|row| &row.area).collect();
    let named = || codes.iter().filter_map(|code| Some((*code, file.names.get(*code)?)));
    let problem = match (named().next(), codes.first(), file.names.keys().next()) {
        (None, Some(code), Some(other)) => format!(
            "it names none of the {} areas: its codes are like '{}' and theirs like '{}'; leave it out, or give one with the \
             same codes",
            codes.len(),
            input::shorten(other),
            input::shorten(code)
        ),
        (None, ..) => "it names no area; leave it out".to_owned(),
        (Some(_), ..) if named().any(|(code, name)| cube.names().get(code) == Some(name)) => return Ok(()),
        (Some(_), ..) => {
            "the tables name all areas themselves that it names, so that it has no effect; leave it out, or take the column \
             of names out of the tables"
                .to_owned()
        }
    };
    Err(Error::File { file: file.input.name.clone(), problem })
}

/// What is said of two files that are the same bytes: they are two measures by their names, and one by their figures.
fn given_twice(inputs: &[TidyInput]) -> Option<String> {
    let mut seen: BTreeMap<&str, &TidyInput> = BTreeMap::new();
    inputs.iter().find_map(|input| {
        let first = seen.insert(&input.sha256, input)?;
        Some(format!("{} and {} are the same file under two names.", first.name, input.name))
    })
}

/// What is said of a table that may have been cut short.
fn cut_short(member: &input::Member) -> Option<String> {
    (!member.text.ends_with(['\n', '\r'])).then(|| format!("{}: {}", member.name, input::NO_LINE_END))
}

#[cfg(test)]
mod tests;
