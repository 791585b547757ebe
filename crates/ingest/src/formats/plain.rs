//! Tables in a frame: titles above the header, notes below the last row, rows with nothing in them.

use super::{FORMATS, recognise};
use crate::error::Error;
use crate::input;
use crate::layouts::Format;
use crate::read::{Sample, Source};

/// Lines above the header that are looked at.
const ABOVE: usize = 20;

/// The text without its frame, each line where it was; `None` where it has none, or is no small table with several columns.
#[must_use]
pub fn without_frame(source: &Source<'_>) -> Option<String> {
    let text = source.text;
    if Sample::new(source).is_ok_and(|sample| sample.is_json()) {
        return None;
    }
    let delimiter = delimiter(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let filled = |line: &str| line.split(delimiter).filter(|field| !bare(field).is_empty()).count();
    let first = lines.iter().take(ABOVE).position(|line| filled(line) > 1)?;
    // Titles are one text each; a mark left open would hold the table itself.
    if text.matches('"').count() % 2 == 1 || lines[..first].iter().any(|line| line.matches('"').count() % 2 == 1) {
        return None;
    }
    let columns = lines[first].split(delimiter).count();
    let texts = |line: &str| texts(line, delimiter);
    let end = end_of_rows(&lines, texts, columns);
    let blank = |line: &&str| !line.trim().is_empty() && filled(line) == 0;
    if first == 0 && end == lines.len() && !lines.iter().any(blank) {
        return None;
    }
    let kept =
        |(at, line): (usize, &&str)| if at < first || blank(line) { "\n".to_owned() } else { (*line).to_owned() };
    Some(lines[..end].iter().enumerate().map(kept).collect())
}

/// The delimiter of the header: of the first line that has one.
fn delimiter(text: &str) -> char {
    let line = text.lines().take(ABOVE).find(|line| line.contains([',', ';', '\t'])).unwrap_or_default();
    char::from(input::delimiter(line))
}

/// How many fields of a line have a text: commas within quotation marks separate none.
fn texts(line: &str, delimiter: char) -> usize {
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    let mut csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(line.as_bytes());
    csv.records().flatten().map(|row| row.iter().filter(|field| !field.trim().is_empty()).count()).sum()
}

fn bare(field: &str) -> &str {
    field.trim_matches(|c: char| c.is_whitespace() || c == '"')
}

/// Where the notes below begin: texts by themselves, after a row with nothing in it.
fn end_of_rows(lines: &[&str], filled: impl Fn(&str) -> usize, columns: usize) -> usize {
    let mut end = lines.len();
    if columns < 3 {
        return end;
    }
    while let Some(at) = end.checked_sub(1).filter(|at| filled(lines[*at]) <= 1) {
        end = at;
    }
    let gap = lines[end..].iter().any(|line| filled(line) == 0);
    if gap { end } else { lines.len() }
}

/// The layout of a table, and the text to read it from: without its frame where that is a more specific layout, or the only one.
///
/// # Errors
/// Those of [`recognise`], of the text as it is.
pub fn better<'s, 'a>(
    source: &'s Source<'a>,
    plain: Option<&'s Source<'a>>,
) -> Result<(&'static Format, &'s Source<'a>), Error> {
    let place = |format: &'static Format| FORMATS.iter().position(|f| f.id == format.id);
    let Some(plain) = plain else { return Ok((recognise(source)?, source)) };
    match (recognise(source), recognise(plain)) {
        (Ok(own), Ok(other)) if place(other) > place(own) => Ok((own, source)),
        (Ok(own), Err(_)) => Ok((own, source)),
        (_, Ok(other)) => Ok((other, plain)),
        (Err(error), Err(_)) => Err(error),
    }
}
