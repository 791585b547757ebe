//! Workbooks (xlsx, xlsm, xlsb, ods, xls): each sheet that holds something becomes one text, as CSV.

use super::text::push_csv_row;
use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// First bytes of a file of the older Office programs.
pub(super) const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Kinds of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
}

impl Kind {
    /// By the names of the files in a zip archive; `None` for an archive that is not a workbook.
    pub(super) fn of_archive(names: &[String]) -> Option<Self> {
        let has = |name: &str| names.iter().any(|n| n == name);
        let has_any = |start: &str| names.iter().any(|n| n.starts_with(start));
        if has("xl/workbook.bin") {
            Some(Self::Xlsb)
        } else if has_any("xl/") {
            Some(Self::Xlsx)
        } else if has("META-INF/manifest.xml") && has("content.xml") {
            Some(Self::Ods)
        } else {
            None
        }
    }

    pub(super) const ALL: [Self; 4] = [Self::Xlsx, Self::Xlsb, Self::Ods, Self::Xls];

    /// As files of this kind end.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Xls => "xls",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Xlsx => "an Excel workbook (.xlsx)",
            Self::Xlsb => "an Excel workbook (.xlsb)",
            Self::Ods => "an OpenDocument file (.ods)",
            Self::Xls => "an old Excel workbook or Word document (.xls, .doc)",
        }
    }
}

/// A cell with something in it: row and column from 0, and its text.
type Cell = (u32, u32, String);

/// Name and text of a sheet; no text for one that is hidden.
pub(super) type Text = (String, Option<String>);

/// Why there are no texts.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) enum Failure {
    /// In a clause.
    Unreadable(String),
    /// The sheet with which there was more text than is allowed.
    TooLarge(String),
}

/// The sheets that hold something, as CSV of no more than `allowed` bytes together.
pub(super) fn texts(bytes: &[u8], kind: Kind, allowed: u64) -> Result<Vec<Text>, Failure> {
    // Files come from anywhere: what the reader does not foresee must not end the program.
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes, kind, allowed)));
    let sheets = read.unwrap_or_else(|_| Err(Failure::Unreadable("it is damaged".to_owned())))?;
    let mut left = allowed;
    let mut texts = Vec::new();
    for (sheet, cells) in sheets {
        let Some(cells) = cells else {
            texts.push((sheet, None));
            continue;
        };
        if cells.is_empty() {
            continue;
        }
        let csv = csv(cells, left).ok_or_else(|| Failure::TooLarge(sheet.clone()))?;
        left = left.saturating_sub(csv.len() as u64);
        texts.push((sheet, Some(csv)));
    }
    Ok(texts)
}

/// The cells of every sheet with something in them; `None` of a sheet that is hidden, which a reader of the workbook does not see.
type Sheets = Vec<(String, Option<Vec<Cell>>)>;

fn cells(bytes: &[u8], kind: Kind, allowed: u64) -> Result<Sheets, Failure> {
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

/// The cells, sorted, as CSV. Rows keep their numbers as lines where no cell has a line break; empty columns at the left
/// are left out. `None` when the text would be longer than `allowed`.
fn csv(cells: Vec<Cell>, allowed: u64) -> Option<String> {
    let left = cells.iter().map(|(_, column, _)| *column).min()?;
    let right = cells.iter().map(|(_, column, _)| *column).max()?;
    let width = usize::try_from(right - left).ok()? + 1;
    let mut csv = String::new();
    let mut next_row = 0;
    let mut fields: Vec<String> = vec![String::new(); width];
    let mut cells = cells.into_iter().peekable();
    while let Some((row, column, text)) = cells.next() {
        fields[usize::try_from(column - left).ok()?] = text;
        if cells.peek().is_some_and(|(next, ..)| *next == row) {
            continue;
        }
        csv.extend(std::iter::repeat_n('\n', usize::try_from(row - next_row).ok()?));
        push_csv_row(&mut csv, fields.iter().map(String::as_str));
        fields.iter_mut().for_each(String::clear);
        next_row = row + 1;
        if csv.len() as u64 > allowed {
            return None;
        }
    }
    Some(csv)
}

/// A cell as text: numbers in full, days as 2023-04-01, truth as TRUE or FALSE, errors as #N/A.
fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => self::number(*number),
        Data::String(text) => text.clone(),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(when) if when.is_duration() => self::number(when.as_f64()),
        Data::DateTime(when) => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            match (when.as_f64() < 1.0, time.as_str()) {
                (true, _) => time,
                (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
                (false, _) => format!("{year:04}-{month:02}-{day:02}T{time}"),
            }
        }
        Data::DateTimeIso(when) => when.strip_suffix("T00:00:00").unwrap_or(when).to_owned(),
        Data::DurationIso(length) => length.clone(),
        Data::Error(error) => error.to_string(),
    }
}

/// The shortest decimal that gives the same number, without exponent. Where sixteen or seventeen digits are only the
/// noise of an addition (0.30000000000000004), the fifteen digits that spreadsheets show are taken.
fn number(number: f64) -> String {
    let shortest = number.to_string();
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>().len();
    let significant = |text: &str| digits(text.trim_start_matches(['-', '0', '.']));
    if !number.is_finite() || significant(&shortest) <= 15 {
        return shortest;
    }
    let rounded = format!("{number:.14e}").parse::<f64>().map(|n| n.to_string());
    match rounded {
        Ok(rounded) if significant(&rounded) <= 12 => rounded,
        _ => shortest,
    }
}

/// To how many bytes the files of an archive unpack, `None` for more than `allowed`: found out by unpacking them, as what
/// the archive says of their sizes may be untrue. A file that is no archive has its own size.
pub(super) fn unpacked_size(bytes: &[u8], allowed: u64) -> Option<u64> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Some(bytes.len() as u64) };
    let mut left = allowed;
    for at in 0..archive.len() {
        let Ok(member) = archive.by_index(at) else { continue };
        // A member that is damaged is for the reader of workbooks to refuse.
        let size = std::io::copy(&mut member.take(left.saturating_add(1)), &mut std::io::sink()).unwrap_or(0);
        left = left.checked_sub(size)?;
    }
    Some(allowed - left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_all_their_digits_and_no_noise() {
        for (value, expected) in [
            (0.1 + 0.2, "0.3"),
            (9.887_614_482_938_266, "9.887614482938266"),
            (1_234_567.890_1, "1234567.8901"),
            (1e21, "1000000000000000000000"),
            (-0.000_012_5, "-0.0000125"),
            (62_000_000.0, "62000000"),
            (1.1 * 3.0, "3.3"),
            (2.0 / 3.0, "0.6666666666666666"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn rows_keep_their_lines_and_empty_columns_at_the_left_go() {
        let cell = |row, column, text: &str| (row, column, text.to_owned());
        let cells =
            vec![cell(1, 2, "Title, with comma"), cell(3, 1, "a"), cell(3, 3, "b\"c"), cell(4, 2, "two\nlines")];
        let expected = "\n,\"Title, with comma\",\n\na,,\"b\"\"c\"\n,\"two\nlines\",\n";
        assert_eq!(csv(cells.clone(), 1000).as_deref(), Some(expected));
        assert_eq!(csv(cells, 20), None);
    }
}
