//! The tables of a report as an accessible workbook: a cover, notes, what the columns mean, and one table to a sheet.
//!
//! Made as the Analysis Function's guidance for spreadsheets asks: a title in the first cell, one marked table with one
//! row of headers, no merged and no blank cells, shorthand in square brackets that the notes explain.

use super::Table;
use super::columns::{self, Described, described_in};
use super::money;
use super::shorthand::{Shown, explained, shown};
use crate::error::Error;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Table as Marked, TableColumn, TableStyle, Workbook, Worksheet,
};
use std::collections::BTreeSet;

/// Sheets of more rows are slow to open, and readers of so many have the CSV and Parquet files.
const MOST_ROWS: usize = 100_000;
/// Row and column of the header of a table, from 0.
const HEAD: u32 = 3;

/// What the cover and the notes say.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// What the workbook is about.
    pub title: String,
    /// Lines of the cover: what, where from, made by which version.
    pub lines: Vec<String>,
    /// What a reader should know of the figures.
    pub notes: Vec<String>,
}

/// The workbook of some tables. Areas whose figures are suppressed or not reported have shorthand in place of them.
/// The bytes do not depend on the time.
///
/// # Errors
/// [`Error::Table`] for a defect of this program.
pub fn workbook(cover: &Cover, tables: &[Table]) -> Result<Vec<u8>, Error> {
    build(cover, tables).map_err(|e| match e {
        Failed::Sheet(e) => Error::Table(e.to_string()),
        Failed::Table(e) => e,
    })
}

enum Failed {
    Sheet(rust_xlsxwriter::XlsxError),
    Table(Error),
}

impl From<rust_xlsxwriter::XlsxError> for Failed {
    fn from(e: rust_xlsxwriter::XlsxError) -> Self {
        Self::Sheet(e)
    }
}

impl From<Error> for Failed {
    fn from(e: Error) -> Self {
        Self::Table(e)
    }
}

fn build(cover: &Cover, tables: &[Table]) -> Result<Vec<u8>, Failed> {
    let mut book = Workbook::new();
    // The manifest says when the report was made: the same figures are the same bytes on any day.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&cover.title).set_creation_datetime(&made));
    front(book.add_worksheet(), "Cover", &cover.title, &cover.lines)?;
    let (mut used, mut marks) = (BTreeSet::new(), BTreeSet::new());
    let mut sheets = Vec::new();
    for table in tables {
        let (head, rows) = table.cells()?;
        used.extend(head.iter().filter_map(|name| described_in(table.file, name)).map(|c| (c.name, c.about)));
        let rows: Vec<Vec<Shown>> = rows.iter().map(|row| shown(table.file, &head, row)).collect();
        marks.extend(rows.iter().flatten().filter_map(Shown::mark));
        sheets.push((table, head, rows));
    }
    let notes = [explained(&marks), cover.notes.clone()].concat();
    front(book.add_worksheet(), "Notes", "Notes", &notes)?;
    meanings(book.add_worksheet(), &used)?;
    for (at, (table, head, rows)) in sheets.iter().enumerate() {
        sheet(book.add_worksheet(), at, table, head, rows)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A sheet of lines in one column.
fn front(sheet: &mut Worksheet, name: &str, title: &str, lines: &[String]) -> Result<(), Failed> {
    sheet.set_name(name)?.set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(15))?;
    let wrapped = Format::new().set_text_wrap();
    for (row, line) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, line, &wrapped)?;
    }
    Ok(())
}

/// What the columns mean that are there.
fn meanings(sheet: &mut Worksheet, used: &BTreeSet<(&str, &str)>) -> Result<(), Failed> {
    let names = columns::all().chain(money::COLUMNS).filter(|c| used.contains(&(c.name, c.about)));
    let words = |c: &Described| [c.name, c.about].map(|words| Shown::Words(words.to_owned())).to_vec();
    let rows: Vec<Vec<Shown>> = names.map(words).collect();
    let head = csv::StringRecord::from(vec!["column", "meaning"]);
    titled(
        sheet,
        "Columns",
        "What the columns mean",
        "Levels of confidence in the names of columns are left out here.",
    )?;
    marked(sheet, 0, &head, &rows)?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 110)?;
    Ok(())
}

fn titled(sheet: &mut Worksheet, name: &str, title: &str, below: &str) -> Result<(), Failed> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(15))?;
    sheet.write_string(1, 0, below)?;
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    at: usize,
    table: &Table,
    head: &csv::StringRecord,
    rows: &[Vec<Shown>],
) -> Result<(), Failed> {
    let name = table.file.trim_end_matches(".csv");
    if rows.len() > MOST_ROWS {
        let below = format!("{} rows, more than a sheet can hold well: they are in {}.", rows.len(), table.file);
        return titled(sheet, name, table.title, &below);
    }
    titled(sheet, name, table.title, &format!("The same as {}. 'Notes' explains shorthand.", table.file))?;
    marked(sheet, at + 1, head, rows)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    Ok(())
}

/// Rows below a header, as a marked table.
fn marked(sheet: &mut Worksheet, at: usize, head: &csv::StringRecord, rows: &[Vec<Shown>]) -> Result<(), Failed> {
    for (row, cells) in (HEAD + 1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Shown::Figure(value) => sheet.write_number(row, column, *value)?,
                Shown::Words(words) => sheet.write_string(row, column, words)?,
                Shown::Mark(mark) => sheet.write_string(row, column, mark.text())?,
                Shown::Marked(mark, words) => sheet.write_string(row, column, format!("{} {words}", mark.text()))?,
            };
        }
    }
    let columns: Vec<TableColumn> = head.iter().map(|name| TableColumn::new().set_header(name)).collect();
    let table = Marked::new().set_name(format!("Table{at}")).set_autofilter(false).set_columns(&columns);
    let last = (
        u16::try_from(head.len()).unwrap_or(u16::MAX).saturating_sub(1),
        u32::try_from(rows.len().max(1)).unwrap_or(u32::MAX),
    );
    sheet.add_table(HEAD, 0, HEAD + last.1, last.0, &table.set_style(TableStyle::Light1))?;
    for (column, name) in (0..).zip(head.iter()) {
        let widest = u32::try_from(name.len().clamp(9, 40)).unwrap_or(9);
        sheet.set_column_width(column, widest + 2)?;
    }
    Ok(())
}
