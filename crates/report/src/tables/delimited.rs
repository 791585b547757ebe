//! CSV: comma, UTF-8, a header, LF; one row per index, area or row set aside.
//!
//! A spreadsheet runs a text cell that begins with `=`, `+`, `-` or `@` as a formula. Codes and names come from input
//! files, so such a cell is written with an apostrophe before it, which spreadsheets take to mean "text". Characters that act on a terminal are written like `\u001b`. The JSON
//! tables carry codes and names unchanged. Numbers, negative ones too, are never altered.

use super::pieces::Pieces;
use crate::error::Error;
use crate::number::exact;
use std::borrow::Cow;
use std::sync::Arc;
use unwarranted_core::printable::{acts, one_line};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::{AreaFinding, AsideArea, NotKnown, Reason, SliceFindings};

/// One area in its slice.
pub(super) struct Row<'a> {
    pub(super) slice: &'a SliceFindings,
    pub(super) unit: Option<&'a RateUnit>,
    pub(super) area: &'a AreaFinding,
}

type Make = Box<dyn Fn(&Row) -> String + Send + Sync>;

/// A column: its name and the cell of a row.
pub(super) struct Column {
    name: String,
    cell: Make,
    /// Whether the cell is the same for all areas of a slice, so that it need be made but once.
    of_slice: bool,
}

pub(super) fn column(name: &str, cell: impl Fn(&Row) -> String + Send + Sync + 'static) -> Column {
    Column { name: name.to_owned(), cell: Box::new(cell), of_slice: false }
}

/// A column with the same cell for all areas of a slice: `cell` looks at the slice and its unit alone.
pub(super) fn slice_column(name: &str, cell: impl Fn(&Row) -> String + Send + Sync + 'static) -> Column {
    Column { of_slice: true, ..column(name, cell) }
}

/// A table with a row for every area of every slice, also for those whose figure is not known: suppressed is not gone.
pub(super) fn area_rows<const N: usize>(columns: [Vec<Column>; N]) -> Result<Pieces, Error> {
    let columns: Vec<Column> = columns.into_iter().flatten().collect();
    let head = write(columns.iter().map(|c| c.name.clone()), [])?;
    Ok(Pieces::new([head.clone(), head], ["", ""], move |slice, labels| {
        let unit = labels.get(&slice.treatment).map(|l| &l.unit);
        let row = |area| Row { slice, unit, area };
        let once = |c: &Column| slice.areas.first().filter(|_| c.of_slice).map(|area| (c.cell)(&row(area)));
        let made: Vec<Option<String>> = columns.iter().map(once).collect();
        let areas = records(slice.areas.iter().map(|area| {
            let row = row(area);
            let cell = move |(c, made)| made_or(c, made, &row);
            columns.iter().zip(&made).map(cell)
        }))?;
        let unknown = slice.unknown();
        let cells = |(code, why): (&&Arc<str>, &NotKnown)| {
            columns.iter().map(|c| unknown_cell(c, slice, code, why)).collect::<Vec<_>>()
        };
        Ok(areas + &records(unknown.iter().map(cells))?)
    }))
}

/// A cell of an area whose figure is not known: what it is, and why there is no figure.
fn unknown_cell(column: &Column, slice: &SliceFindings, code: &str, why: &NotKnown) -> String {
    let known = |of: fn(&AsideArea) -> Option<&Arc<str>>| why.area.and_then(of).map(|words| text(words));
    match column.name.as_str() {
        "treatment" => text(&slice.treatment),
        "period" => slice.period.to_string(),
        "kind" => slice.kind.word().to_owned(),
        "area" => text(code),
        "name" => known(|area| area.name.as_ref()).unwrap_or_default(),
        "ods_code" => known(|area| area.ods_code.as_ref()).unwrap_or_default(),
        "ons_code" => known(|area| area.ons_code.as_ref()).unwrap_or_default(),
        "undefined" => unknown_words(why.reason),
        _ => String::new(),
    }
}

/// Why an area has no figure: the word of the reason, and its meaning.
pub(crate) fn unknown_words(reason: Reason) -> String {
    format!("{reason}: {}", reason.meaning())
}

fn made_or<'a>(column: &Column, made: &'a Option<String>, row: &Row) -> Cow<'a, [u8]> {
    made.as_ref().map_or_else(|| Cow::Owned((column.cell)(row).into_bytes()), |made| Cow::Borrowed(made.as_bytes()))
}

pub(super) fn write(
    head: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, Error> {
    records(std::iter::once(head.into_iter().collect::<Vec<_>>()).chain(rows))
}

/// Rows without a head.
fn records<R: IntoIterator<Item: AsRef<[u8]>>>(rows: impl IntoIterator<Item = R>) -> Result<String, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Error::Table(e.to_string());
    for row in rows {
        writer.write_record(row).map_err(fail)?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::Table(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map(exact).unwrap_or_default()
}

/// A text cell on one line that no spreadsheet takes for a formula: full-width signs are read like the plain ones, blanks
/// before them are passed over. What acts on a terminal becomes visible.
pub(super) fn text(value: &str) -> String {
    let starts = value.trim_start_matches(|c: char| c.is_whitespace() || acts(c));
    let safe = one_line(value);
    let formula = starts.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{2212}']);
    if formula || value.starts_with(['\t', '\r', '\n']) { format!("'{safe}") } else { safe.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_is_disarmed() {
        assert_eq!(text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(text("@SUM(A1)"), "'@SUM(A1)");
        for sign in ["\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", " =", "\u{a0}="] {
            assert_eq!(text(&format!("{sign}1+1")), format!("'{sign}1+1"));
        }
        assert_eq!(text("\t=1"), "'\\u0009=1");
        assert_eq!(text("\u{feff}=1"), "'\\ufeff=1");
        assert_eq!(text("\rx"), "'\\u000dx");
        assert_eq!(text("Kent\u{1b}[2J\u{9b}1m\u{202e}\n"), "Kent\\u001b[2J\\u009b1m\\u202e\\u000a");
        assert_eq!(text("NHS Kent + Medway"), "NHS Kent + Medway");
        assert_eq!(number(Some(-1.5)), "-1.5");
        assert_eq!(number(None), "");
    }
}
