//! The tables of a report as an accessible workbook: a cover, notes, what the columns mean, and one table to a sheet.
//!
//! Made as the Analysis Function's guidance for spreadsheets asks: a title in the first cell, one marked table with one
//! row of headers, no merged and no blank cells, shorthand in square brackets that the notes explain.

use super::Table;
use super::columns::{COLUMNS, Holds, described_in};
use super::money;
use crate::error::Error;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Table as Marked, TableColumn, TableStyle, Workbook, Worksheet,
};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Reason;

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

/// Shorthand for cells without a figure, and what it means.
const SHORTHAND: [(&str, &str); 3] = [
    ("[c]", "Confidential: a small count that is not published, by the publisher or by disclosure control"),
    ("[x]", "Not available: the publisher gives no figure"),
    ("[z]", "Not applicable: there is no such figure; the column 'undefined' says why where there should be one"),
];

/// The workbook of some tables. Rows that were set aside as suppressed or not reported stand among the areas, with shorthand.
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
    let mut notes = vec!["Shorthand in the tables:".to_owned()];
    notes.extend(SHORTHAND.iter().map(|(mark, meaning)| format!("{mark} {meaning}.")));
    notes.extend(cover.notes.iter().cloned());
    front(book.add_worksheet(), "Notes", "Notes", &notes)?;
    let mut used = BTreeSet::new();
    let mut sheets = Vec::new();
    for table in tables {
        let (head, mut rows) = table.cells()?;
        if head.iter().any(|name| name == "observed") {
            rows.extend(aside(&head, tables)?);
        }
        used.extend(head.iter().filter_map(|name| described_in(table.file, name)).map(|c| (c.name, c.about)));
        sheets.push((table, head, rows));
    }
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
    let names = COLUMNS.iter().chain(money::COLUMNS).filter(|c| used.contains(&(c.name, c.about)));
    let rows = names.map(|c| csv::StringRecord::from(vec![c.name, c.about])).collect::<Vec<_>>();
    let head = csv::StringRecord::from(vec!["column", "meaning"]);
    titled(
        sheet,
        "Columns",
        "What the columns mean",
        "Levels of confidence in the names of columns are left out here.",
    )?;
    marked(sheet, 0, ("", &head), &rows)?;
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
    rows: &[csv::StringRecord],
) -> Result<(), Failed> {
    let name = table.file.trim_end_matches(".csv");
    if rows.len() > MOST_ROWS {
        let below = format!("{} rows, more than a sheet can hold well: they are in {}.", rows.len(), table.file);
        return titled(sheet, name, table.title, &below);
    }
    titled(sheet, name, table.title, &format!("The same as {}. 'Notes' explains shorthand.", table.file))?;
    marked(sheet, at + 1, (table.file, head), rows)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    Ok(())
}

/// Rows below a header, as a marked table.
fn marked(
    sheet: &mut Worksheet,
    at: usize,
    (file, head): (&str, &csv::StringRecord),
    rows: &[csv::StringRecord],
) -> Result<(), Failed> {
    let numbers: Vec<bool> =
        head.iter().map(|name| described_in(file, name).is_some_and(|c| c.holds != Holds::Text)).collect();
    for (row, cells) in (HEAD + 1..).zip(rows) {
        for (column, (cell, number)) in (0..).zip(cells.iter().zip(&numbers)) {
            match cell.parse::<f64>().ok().filter(|v| *number && v.is_finite()) {
                Some(value) => sheet.write_number(row, column, value)?,
                None => sheet.write_string(row, column, if cell.is_empty() { "[z]" } else { cell })?,
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

/// Rows for areas whose figures are suppressed or not reported, which are not among those used.
fn aside(head: &csv::StringRecord, tables: &[Table]) -> Result<Vec<csv::StringRecord>, Error> {
    let Some(table) = tables.iter().find(|table| table.file == "set_aside.csv") else { return Ok(Vec::new()) };
    let (names, rows) = table.cells()?;
    let mut made = Vec::new();
    for row in &rows {
        let cells: BTreeMap<&str, &str> = names.iter().zip(row.iter()).collect();
        let get = |name: &str| cells.get(name).copied().unwrap_or_default();
        let mark = match get("reason").parse() {
            Ok(Reason::Suppressed | Reason::Protected) => "[c]",
            Ok(Reason::NotReported | Reason::IncompletePeriod) => "[x]",
            _ => continue,
        };
        let cell = |name: &str| match name {
            "treatment" | "period" | "area" => get(name).to_owned(),
            "undefined" => get("meaning").to_owned(),
            "observed" | "rate" | "ratio" => mark.to_owned(),
            _ => String::new(),
        };
        made.push(head.iter().map(cell).collect());
    }
    Ok(made)
}
