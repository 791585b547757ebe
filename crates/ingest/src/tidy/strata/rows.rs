//! The rows of a small table by age and sex.

use crate::error::Error;
use crate::input::{InputFile, Member};
use crate::read::ages::age_band;
use crate::read::sexes::{Sex, sex};
use crate::tidy::columns::list;
use crate::tidy::line::Line;
use crate::tidy::table::Table;
use crate::tidy::tables::TidyTable;
use crate::tidy::value::parse_cell;
use std::sync::Arc;
use unwarranted_core::standardise::{AgeBand, StratumKey};

const AGE: &[&str] = &["age_band", "age", "age_group", "ageband"];
const SEX: &[&str] = &["sex", "gender"];

/// A column that a table must or may have.
pub(super) struct Wanted {
    pub(super) word: &'static str,
    pub(super) aliases: &'static [&'static str],
}

/// The rows of a table: strata, and the numbers of each column that is there.
pub(super) struct Rows {
    shown: String,
    header: Vec<String>,
    pub(super) strata: Vec<StratumKey>,
    numbers: Vec<Option<Vec<f64>>>,
    pub(super) table: TidyTable,
}

impl Rows {
    pub(super) fn columns(&self, at: usize) -> Option<Vec<(StratumKey, f64)>> {
        let numbers = self.numbers[at].as_ref()?;
        Some(self.strata.iter().cloned().zip(numbers.iter().copied()).collect())
    }

    pub(super) fn lacks(&self, wanted: &Wanted) -> Error {
        lacks(&self.shown, &self.header, wanted.word, wanted.aliases)
    }
}

/// Where the columns are.
struct Places {
    age: Option<usize>,
    sex: Option<usize>,
    numbers: Vec<Option<usize>>,
}

impl Places {
    fn find(member: &Member, header: &[String], wanted: &[Wanted]) -> Result<Self, Error> {
        let find = |word, aliases| position(member, header, word, aliases);
        let (age, sex) = (find("age_band", AGE)?, find("sex", SEX)?);
        if age.is_none() && sex.is_none() {
            return Err(lacks(&member.shown, header, "age_band", AGE));
        }
        let numbers = wanted.iter().map(|w| find(w.word, w.aliases)).collect::<Result<_, _>>()?;
        Ok(Self { age, sex, numbers })
    }

    /// The age and sex of a row.
    fn stratum<'a>(&self, row: &Line<'_>, text: impl Fn(usize) -> &'a str) -> Result<StratumKey, Error> {
        let band = |at: usize| age_band(text(at)).map_err(|expected| row.field(at, text(at), expected));
        let of_sex = |at: usize| sex(text(at)).map_err(|expected| row.field(at, text(at), expected));
        let age_band = self.age.map(band).transpose()?.unwrap_or(AgeBand::ALL);
        let sex = self.sex.map(of_sex).transpose()?.and_then(Sex::one).map(Arc::from);
        Ok(StratumKey { age_band, sex })
    }
}

/// A number, which must be there.
fn number(row: &Line<'_>, at: usize, text: &str) -> Result<f64, Error> {
    let known = parse_cell(text).map(unwarranted_core::Cell::value);
    let known = known.map_err(|expected| row.field(at, text, expected.to_owned()))?;
    known.ok_or_else(|| row.field(at, text, "a number; this table must be complete".to_owned()))
}

/// The rows of the only table of a file.
///
/// # Errors
/// Several tables; a missing column; a value that cannot be read; no rows.
pub(super) fn read(file: &InputFile, wanted: &[Wanted]) -> Result<Rows, Error> {
    let [member] = &file.members[..] else {
        let problem = "expected one table, found an archive of several".to_owned();
        return Err(Error::File { file: file.name.clone(), problem });
    };
    let mut table = Table::open(member)?;
    let header = table.header.clone();
    let places = Places::find(member, &header, wanted)?;
    let mut strata = Vec::new();
    let mut numbers: Vec<Option<Vec<f64>>> = places.numbers.iter().map(|c| c.map(|_| Vec::new())).collect();
    while let Some((line, record)) = table.next()? {
        let row = Line { file: &member.shown, line, header: &header };
        let text = |at: usize| record.get(at).unwrap_or_default().trim();
        strata.push(places.stratum(&row, text)?);
        for (at, numbers) in places.numbers.iter().zip(&mut numbers) {
            if let (Some(at), Some(numbers)) = (at, numbers) {
                numbers.push(number(&row, *at, text(*at))?);
            }
        }
    }
    if strata.is_empty() {
        let problem = "there is a header line but no rows; expected one row per age band and sex".to_owned();
        return Err(Error::File { file: member.shown.clone(), problem });
    }
    let delimiter = char::from(table.delimiter);
    let rows_read = strata.len();
    let table =
        TidyTable { name: member.name.clone(), encoding: member.encoding, delimiter, rows_read, columns: Vec::new() };
    Ok(Rows { shown: member.shown.clone(), header, strata, numbers, table })
}

/// The one column with one of these names.
fn position(
    member: &Member,
    header: &[String],
    word: &'static str,
    aliases: &'static [&'static str],
) -> Result<Option<usize>, Error> {
    let is = |name: &String| aliases.iter().any(|a| a.eq_ignore_ascii_case(name));
    let found: Vec<usize> = header.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at).collect();
    match found[..] {
        [] => Ok(None),
        [at] => Ok(Some(at)),
        _ => {
            let names: Vec<&str> = found.iter().map(|at| header[*at].as_str()).collect();
            let problem = format!("more than one column for {word}: {}; rename all but one of them", names.join(", "));
            Err(Error::File { file: member.shown.clone(), problem })
        }
    }
}

fn lacks(shown: &str, header: &[String], word: &str, aliases: &[&str]) -> Error {
    let problem = format!("no column for {word} (looked for {}); columns found: {}", aliases.join(", "), list(header));
    Error::File { file: shown.to_owned(), problem }
}
