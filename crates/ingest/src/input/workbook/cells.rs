//! The cells of the sheets of a workbook.

use super::value::text;
use super::{Failure, Kind};
use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use std::io::Cursor;

/// A cell with something in it: row and column from 0, and its text.
pub(super) type Cell = (u32, u32, String);

/// The cells of every sheet with something in them; `None` of a sheet that is hidden, which a reader of the workbook does not see.
pub(super) type Sheets = Vec<(String, Option<Vec<Cell>>)>;

pub(super) fn cells(bytes: &[u8], kind: Kind, allowed: u64) -> Result<Sheets, Failure> {
    let file = Cursor::new(bytes);
    match kind {
        Kind::Xlsx => cells_of_xlsx(file, allowed),
        Kind::Xlsb => cells_of(Xlsb::new(file).map_err(unreadable)?, allowed),
        Kind::Ods => cells_of(Ods::new(file).map_err(unreadable)?, allowed),
        Kind::Xls => cells_of(Xls::new(file).map_err(unreadable)?, allowed),
    }
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::Unreadable(error.to_string())
}

/// Counts the text of cells while they are read: one string can stand in every cell of a sheet.
fn take(left: &mut u64, sheet: &str, text: &str) -> Result<(), Failure> {
    let rest = left.checked_sub(text.len() as u64 + 1);
    *left = rest.ok_or_else(|| Failure::TooLarge(sheet.to_owned()))?;
    Ok(())
}

/// Names of the sheets, and whether each is shown.
fn worksheets<'a, R: Reader<Cursor<&'a [u8]>>>(workbook: &R) -> Vec<(String, bool)> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
}

/// Cell by cell: a rectangle around two far corners would not fit into memory.
fn cells_of_xlsx(file: Cursor<&[u8]>, mut left: u64) -> Result<Sheets, Failure> {
    let mut workbook = Xlsx::new(file).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for (name, shown) in worksheets(&workbook) {
        if !shown {
            sheets.push((name, None));
            continue;
        }
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
        let (mut cells, mut formulas) = (Vec::new(), Formulas::default());
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
            let (row, column) = cell.pos;
            let is_formula = cell.formula.is_some();
            let text = text(&Data::from(cell.value));
            formulas.see(is_formula, (row, column), &text);
            if !text.is_empty() {
                take(&mut left, &name, &text)?;
                cells.push((row, column, text));
            }
        }
        formulas.check(&name)?;
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        sheets.push((name, Some(cells)));
    }
    Ok(sheets)
}

fn cells_of<'a, R>(mut workbook: R, mut left_over: u64) -> Result<Sheets, Failure>
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for (name, shown) in worksheets(&workbook) {
        if !shown {
            sheets.push((name, None));
            continue;
        }
        let range = workbook.worksheet_range(&name).map_err(unreadable)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = Vec::new();
        for (row, column, value) in range.used_cells() {
            let text = text(value);
            let at = u32::try_from(row).ok().zip(u32::try_from(column).ok());
            if let Some((row, column)) = at.filter(|_| !text.is_empty()) {
                take(&mut left_over, &name, &text)?;
                cells.push((row + top, column + left, text));
            }
        }
        sheets.push((name, Some(cells)));
    }
    Ok(sheets)
}

/// The formulas of a sheet: programs that do not compute write them without their values, so that their cells look blank.
#[derive(Default)]
struct Formulas {
    /// Row and column of the first without a value.
    bare: Option<(u32, u32)>,
    /// Whether another has one: then those without are blank by their formulas.
    computed: bool,
}

impl Formulas {
    fn see(&mut self, is_formula: bool, place: (u32, u32), text: &str) {
        if is_formula && text.is_empty() {
            self.bare.get_or_insert(place);
        }
        self.computed |= is_formula && !text.is_empty();
    }

    fn check(&self, sheet: &str) -> Result<(), Failure> {
        let Some((row, column)) = self.bare.filter(|_| !self.computed) else { return Ok(()) };
        Err(Failure::Unreadable(format!(
            "the formulas of the sheet '{sheet}' have no values, the first of them in row {}, column {}: open the workbook in a \
             spreadsheet program, which computes them, and save it there",
            row + 1,
            column + 1
        )))
    }
}
