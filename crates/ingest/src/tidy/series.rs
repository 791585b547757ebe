//! Plain series: one row per period, or per treatment and period.

use super::columns::Columns;
use super::fields::Field;
use super::period_column::PeriodColumn;
use super::row::Row;
use super::search::Search;
use super::survey::Survey;
use super::table::Table;
use super::tables::{TidyInput, TidyOptions, TidyTable};
use super::value::parse_cell_as;
use super::wanted::stem;
use crate::error::Error;
use crate::input::{self, Member};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::{Cell, Period};

/// The series of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesFile {
    /// Values by treatment and period; one treatment, named by the file, where no column has treatments.
    pub series: BTreeMap<Arc<str>, BTreeMap<Period, Cell>>,
    /// The file.
    pub input: TidyInput,
}

/// Reads a table with a column of periods and one of values, which `column` names; a column of treatments parts it into several
/// series. Values may be negative.
///
/// # Errors
/// Those of [`input::open`]; a column that is missing or there twice; a period or value that cannot be read; two rows for one
/// period of one series; no rows.
pub fn read_series(path: &Path, column: &str, options: &TidyOptions) -> Result<SeriesFile, Error> {
    let file = input::open(path)?;
    let mut series: BTreeMap<Arc<str>, BTreeMap<Period, Cell>> = BTreeMap::new();
    let read = |member: &Member| read_table(member, column, options, &mut series);
    let tables = file.members.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if series.is_empty() {
        let problem = "there are no rows; expected one row per period".to_owned();
        return Err(Error::File { file: file.shown, problem });
    }
    let rows_read = tables.iter().map(|t| t.rows_read).sum();
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables };
    Ok(SeriesFile { series, input })
}

fn read_table(
    member: &Member,
    name: &str,
    options: &TidyOptions,
    series: &mut BTreeMap<Arc<str>, BTreeMap<Period, Cell>>,
) -> Result<TidyTable, Error> {
    let search = |header: &[String]| {
        let search = Search { shown: &member.shown, header, named: Some(&options.columns), other: &options.other };
        Ok::<(Columns, usize), Error>((search.periods()?, search.own(name, "`series`")?))
    };
    let mut table = Table::find(member, |header| search(header).is_ok())?;
    let header = table.header.clone();
    let (columns, at) = search(&header)?;
    let survey = Survey::of(&table, member, &columns, &[], options.decimal)?;
    let periods = PeriodColumn::of(&table, &columns);
    let treatment: Arc<str> = stem(&member.name).into();
    let mut rows_read = 0;
    while let Some((line, record)) = table.next()? {
        rows_read += 1;
        let row = Row { file: &member.shown, line, header: &header, record };
        let period = row.period(columns.get(Field::Period).unwrap_or_default(), &periods, &survey)?;
        let cell = signed(row.text(at), options).map_err(|expected| row.refuse(at, expected.to_owned()))?;
        let own = columns.get(Field::Treatment).map(|at| row.text(at)).filter(|t| !t.is_empty());
        let own = own.map_or_else(|| Arc::clone(&treatment), Arc::from);
        if series.entry(Arc::clone(&own)).or_default().insert(period, cell).is_some() {
            let problem = format!("'{own}' has a second value for {period}; expected one row per series and period");
            return Err(row.problem(problem));
        }
    }
    let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
    Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: Vec::new() })
}

/// A cell that may be below zero.
fn signed(text: &str, options: &TidyOptions) -> Result<Cell, &'static str> {
    let negative = text.len() > 1 && text.starts_with('-');
    let positive = if negative { text.trim_start_matches('-') } else { text };
    Ok(match parse_cell_as(positive, options.decimal)? {
        Cell::Value(value) if negative => Cell::Value(-value),
        cell => cell,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SeriesFile, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.csv");
        std::fs::write(&path, text).unwrap();
        read_series(&path, "value", &TidyOptions::default()).map_err(|e| e.to_string())
    }

    #[test]
    fn one_series_or_several_with_what_is_missing_kept_apart() {
        let one = read("month,value\n2024-02,-1.5\n2024-01,3\n2024-03,\n").unwrap();
        let values: Vec<(String, Cell)> = one.series["index"].iter().map(|(p, c)| (p.to_string(), *c)).collect();
        let expected = [("2024-01", Cell::Value(3.0)), ("2024-02", Cell::Value(-1.5)), ("2024-03", Cell::NotReported)];
        assert_eq!(values, expected.map(|(p, c)| (p.to_owned(), c)));
        let two = read("measure,month,areas,value\na,2024-01,1,3\nb,2024-01,1,4\n").unwrap();
        assert_eq!(two.series.keys().map(|k| &**k).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        assert!(read("month,rate\n2024-01,3\n").unwrap_err().contains("value"));
        assert!(read("value,rate\n2024,3\n").unwrap_err().contains("period"));
        let error = read("month,value\n2024-01,3\nsoon,4\n").unwrap_err();
        assert!(error.contains("line 3, column 'month': found 'soon'"), "{error}");
        let error = read("month,value\n2024-01,3\n2024-02,many\n").unwrap_err();
        assert!(error.contains("line 3, column 'value': found 'many'"), "{error}");
        let error = read("month,value\n2024-01,3\n2024-01,4\n").unwrap_err();
        assert!(error.contains("line 3: 'index' has a second value for 2024-01"), "{error}");
        assert!(read("month,value\n").unwrap_err().contains("no rows"));
    }
}
