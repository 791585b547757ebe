//! Columns beside the figures: what else a table says of areas, such as need, deprivation, funding or the region.

use super::columns::Columns;
use super::fields::Field;
use super::period_column::PeriodColumn;
use super::row::Row;
use super::search::Search;
use super::sources::Sources;
use super::spelling::Spelling;
use super::survey::Survey;
use super::table::Table;
use super::tables::{TidyInput, TidyOptions, TidyTable};
use super::value::parse_cell_as;
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unwarranted_core::text::counted;
use unwarranted_core::{Cell, Period};

/// Columns of one or several files that say something of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// One entry for each column asked for, in their order.
    pub columns: Vec<BesideColumn>,
    /// Areas of the files by period, those whose cells are all blank among them.
    pub areas: BTreeSet<(Arc<str>, Period)>,
    /// Whether the files have periods.
    pub has_periods: bool,
    /// Rows without the code of an area, which are left out.
    pub without_area: usize,
    /// The files.
    pub inputs: Vec<TidyInput>,
}

impl Beside {
    /// That rows without the code of an area are left out, if there are any.
    #[must_use]
    pub fn blank(&self) -> Option<String> {
        let rows = counted(i64::try_from(self.without_area).unwrap_or(i64::MAX), "row", "rows");
        (self.without_area > 0).then(|| format!("{rows} without the code of an area, which are left out"))
    }
}

/// What one column says of areas, by period; [`Period::All`] where the file has no periods.
#[derive(Debug, Clone, PartialEq)]
pub enum BesideColumn {
    /// Numbers; areas whose cell is blank or marked as not available are absent.
    Numbers(BTreeMap<(Arc<str>, Period), f64>),
    /// Words, such as the name of a region; areas whose cell is blank are absent.
    Words(BTreeMap<(Arc<str>, Period), Arc<str>>),
}

/// A cell and the line it is on.
type Found = BTreeMap<(Arc<str>, Period), (Arc<str>, u64)>;

/// Reads these columns of files with a column of areas and, where there is one, of periods (those that `options` name or the
/// aliases of area and period). `flag` is what messages call the option that names the columns. A column in which no cell is
/// a number holds words.
///
/// # Errors
/// Those of [`input::open`]; standard input, which is read once; a column that is missing or there twice; a period that cannot be
/// read; a cell that is no number in a column of numbers; two values for one area and period.
pub fn read_beside(paths: &[PathBuf], columns: &[&str], flag: &str, options: &TidyOptions) -> Result<Beside, Error> {
    let mut read = Read { found: vec![Found::new(); columns.len()], ..Read::default() };
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let problem =
                format!("{flag} names columns of a file, and standard input can be read but once; save it as a file");
            return Err(Error::File { file: "standard input".to_owned(), problem });
        }
        let file = input::open(path)?;
        let is_header = |header: &[String], shown: &str| search(shown, header, options).has(columns);
        let wanted = |member: &&Member| {
            file.members.len() == 1
                || Table::find(member, |h| is_header(h, &member.shown))
                    .is_ok_and(|table| is_header(&table.header, &member.shown))
        };
        let members: Vec<&Member> = file.members.iter().filter(wanted).collect();
        if members.is_empty() {
            let problem = format!("no table of it has all columns that {flag} names: {}", columns.join(", "));
            return Err(Error::File { file: file.shown, problem });
        }
        let mut tables = Vec::new();
        for member in members {
            tables.push(read.table(member, columns, flag, options)?);
        }
        let rows_read = tables.iter().map(|t| t.rows_read).sum();
        inputs.push(TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables });
    }
    let Read { found, areas, without_area, shown, .. } = read;
    let shown = shown.join(", ");
    let of_tables = inputs.iter().flat_map(|i: &TidyInput| &i.tables).flat_map(|table| &table.columns);
    let has_periods = of_tables.map(|(field, _)| *field).any(|field| field == Field::Period);
    let columns = columns.iter().zip(found).map(|(name, found)| column(name, found, &shown, options));
    Ok(Beside { columns: columns.collect::<Result<_, _>>()?, areas, has_periods, without_area, inputs })
}

/// Which of these columns the first table of areas of a file has.
///
/// # Errors
/// Those of [`input::open`].
pub fn columns_there<'a>(path: &Path, columns: &[&'a str], options: &TidyOptions) -> Result<BTreeSet<&'a str>, Error> {
    let file = input::open(path)?;
    let is_header = |header: &[String], shown: &str| search(shown, header, options).has(&[]);
    let has = |member: &Member, name: &str| {
        Table::find(member, |h| is_header(h, &member.shown)).is_ok_and(|table| {
            is_header(&table.header, &member.shown)
                && search(&member.shown, &table.header, options).own(name, "").is_ok()
        })
    };
    Ok(columns.iter().copied().filter(|name| file.members.iter().any(|member| has(member, name))).collect())
}

fn search<'a>(shown: &'a str, header: &'a [String], options: &'a TidyOptions) -> Search<'a> {
    Search { shown, header, named: Some(&options.columns), other: &options.other }
}

impl Search<'_> {
    /// Whether this is the header of a table of areas with these columns.
    fn has(&self, columns: &[&str]) -> bool {
        self.header.len() > 1 && self.places().is_ok() && columns.iter().all(|name| self.own(name, "").is_ok())
    }
}

/// Keeps the value of a column for an area and period, which all of their rows must have.
fn enter(found: &mut Found, key: (Arc<str>, Period), (name, value): (&str, &str), line: u64) -> Result<(), String> {
    if value.is_empty() {
        return Ok(());
    }
    let area = Arc::clone(&key.0);
    let (first, before) = found.entry(key).or_insert_with(|| (value.into(), line));
    if **first == *value {
        return Ok(());
    }
    Err(format!(
        "'{name}' of area {} is '{}' here and '{}' on line {before}; expected one value for an area in all of its rows of a period",
        shorten(&area),
        shorten(value),
        shorten(first)
    ))
}

/// What the files read so far say.
#[derive(Default)]
struct Read {
    found: Vec<Found>,
    areas: BTreeSet<(Arc<str>, Period)>,
    spelling: Spelling,
    sources: Sources,
    without_area: usize,
    /// How messages call the tables.
    shown: Vec<String>,
}

impl Read {
    fn table(
        &mut self,
        member: &Member,
        names: &[&str],
        flag: &str,
        options: &TidyOptions,
    ) -> Result<TidyTable, Error> {
        let mut table = Table::find(member, |header| search(&member.shown, header, options).has(names))?;
        let header = table.header.clone();
        let search = search(&member.shown, &header, options);
        let columns = search.places()?;
        let own: Vec<usize> = names.iter().map(|name| search.own(name, flag)).collect::<Result<_, _>>()?;
        let survey = Survey::of(&table, member, &columns, &own, options.decimal)?;
        let periods = PeriodColumn::of(&table, &columns);
        self.sources.push(member.shown.clone());
        self.shown.push(member.shown.clone());
        let mut rows_read = 0;
        while let Some((line, record)) = table.next()? {
            rows_read += 1;
            let row = Row { file: &member.shown, line, header: &header, record };
            let Some(area) = self.area(&row, &columns)? else { continue };
            let period = columns.get(Field::Period);
            let period = period.map_or(Ok(Period::All), |at| row.period(at, &periods, &survey))?;
            self.areas.insert((Arc::clone(&area), period));
            for ((at, name), found) in own.iter().zip(names).zip(&mut self.found) {
                let key = (Arc::clone(&area), period);
                enter(found, key, (name, row.text(*at)), line).map_err(|problem| row.problem(problem))?;
            }
        }
        if rows_read == 0 {
            let problem = "there is a header line but no rows; expected one row per area".to_owned();
            return Err(Error::File { file: member.shown.clone(), problem });
        }
        let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
        Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: columns.named(&header) })
    }

    /// The code of the area that a row is about; `None` of a row without one, which is counted.
    fn area(&mut self, row: &Row<'_>, columns: &Columns) -> Result<Option<Arc<str>>, Error> {
        let Some(at) = columns.get(Field::Area).filter(|at| !row.text(*at).is_empty()) else {
            self.without_area += 1;
            return Ok(None);
        };
        let area: Arc<str> = row.text(at).into();
        let spelling = self.spelling.area(row.line, &area, &self.sources);
        spelling.map_err(|expected| row.refuse(at, expected))?;
        Ok(Some(area))
    }
}

/// Whether a text is a number with signs around it, which would otherwise be a word: `19.4%`, `£1,200`.
fn is_dressed(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, '%' | '£' | '$' | '€' | ',' | ' ' | '\u{a0}')).collect();
    bare != text && bare.starts_with(|c: char| c.is_ascii_digit() || c == '-') && bare.parse::<f64>().is_ok()
}

/// Numbers, or words where no cell is a number.
fn column(name: &str, found: Found, shown: &str, options: &TidyOptions) -> Result<BesideColumn, Error> {
    let number = |text: &str| -> Option<Cell> {
        let negative = text.strip_prefix(['-', '\u{2212}']).map(str::trim).filter(|rest| !rest.is_empty());
        match (parse_cell_as(negative.unwrap_or(text), options.decimal).ok()?, negative) {
            (Cell::Value(value), Some(_)) => Some(Cell::Value(-value)),
            (cell, _) => Some(cell),
        }
    };
    let has_numbers = found.values().any(|(text, _)| matches!(number(text), Some(Cell::Value(_))));
    let refuse = |text: &str, line: u64| {
        let expected = "a plain number such as 21.7, or blank".to_owned();
        let (file, column) = (shown.to_owned(), name.to_owned());
        Error::Field { file, line, column, found: shorten(text), expected }
    };
    if !has_numbers {
        let is_word = |text: &str| number(text).is_none();
        let words = || found.values().filter(|(text, _)| is_word(text));
        if let Some((text, line)) = words().next().filter(|_| words().all(|(text, _)| is_dressed(text))) {
            return Err(refuse(text, *line));
        }
        let words = found.into_iter().filter(|(_, (text, _))| is_word(text));
        return Ok(BesideColumn::Words(words.map(|(key, (text, _))| (key, text)).collect()));
    }
    let mut numbers = BTreeMap::new();
    for (key, (text, line)) in found {
        match number(&text) {
            Some(Cell::Value(value)) => drop(numbers.insert(key, value)),
            Some(_) => {}
            None => return Err(refuse(&text, line)),
        }
    }
    Ok(BesideColumn::Numbers(numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, columns: &[&str]) -> Result<Beside, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("need.csv");
        std::fs::write(&path, text).unwrap();
        read_beside(&[path], columns, "`need`", &TidyOptions::default()).map_err(|e| e.to_string())
    }

    #[test]
    fn numbers_and_words_by_area_and_period() {
        let text = "A title\n\nArea code,Year,IMD score,Region\nA1,2019,21.5,North\nA1,2020,-3,North\nA2,2019,,South\nA3,2019,*,\n";
        let found = read(text, &["imd_score", "region"]).unwrap();
        assert!(found.has_periods && found.inputs[0].rows_read == 4 && found.blank().is_none());
        let BesideColumn::Numbers(numbers) = &found.columns[0] else { panic!("{found:?}") };
        assert_eq!(numbers.values().copied().collect::<Vec<_>>(), [21.5, -3.0]);
        let BesideColumn::Words(words) = &found.columns[1] else { panic!("{found:?}") };
        assert_eq!(words.len(), 3);
        let text = "area,band\nA1,10% most deprived\nA2,20% most deprived\n";
        assert!(matches!(&read(text, &["band"]).unwrap().columns[0], BesideColumn::Words(words) if words.len() == 2));
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (text, column, says) in [
            ("area,imd\nA1,3\nA2,x4\n", "imd", "line 3, column 'imd': found 'x4'"),
            ("area,imd\nA1,30%\nA2,20%\n", "imd", "line 2, column 'imd': found '30%'; expected a plain number"),
            ("area,pay\nA1,\nA2,£20\n", "pay", "line 3, column 'pay': found '£20'"),
            ("area,imd\nA1,3\nA1,4\n", "imd", "line 3: 'imd' of area A1 is '4' here and '3' on line 2"),
            ("area,imd\nA1,3\n", "age", "there is no column 'age', which `need` names"),
            ("place,imd\nA1,3\n", "imd", "no column for area"),
            ("area,imd\n", "imd", "no rows"),
            ("area,imd\nA1,3\n#N/A,4\n", "imd", "line 3, column 'area': found '#N/A'"),
            ("area,imd\nA1,3\na1,4\n", "imd", "'A1': the two differ in case or blanks alone"),
            ("area;imd\nA1;54.060\nA2;44.179\n", "imd", "column 'imd': every dot stands before exactly three digits"),
        ] {
            let error = read(text, &[column]).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
