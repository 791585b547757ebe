//! Workbooks (xlsx, xlsm, xlsb, ods, xls): each sheet that holds something becomes one text, as CSV.

mod cells;
mod kind;
mod value;

use super::text::push_csv_row;
use cells::{Cell, cells};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) use kind::{Kind, OLD_OFFICE};

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
    fn rows_keep_their_lines_and_empty_columns_at_the_left_go() {
        let cell = |row, column, text: &str| (row, column, text.to_owned());
        let cells =
            vec![cell(1, 2, "Title, with comma"), cell(3, 1, "a"), cell(3, 3, "b\"c"), cell(4, 2, "two\nlines")];
        let expected = "\n,\"Title, with comma\",\n\na,,\"b\"\"c\"\n,\"two\nlines\",\n";
        assert_eq!(csv(cells.clone(), 1000).as_deref(), Some(expected));
        assert_eq!(csv(cells, 20), None);
    }
}
