//! The table as text taken from the PDF: columns separated by spaces, `#` for comments.

use super::line::{Line, MEASURES, THOUSAND, figure, line, verdict};
use crate::error::Error;
use crate::read::Source;
use crate::tables::{Reject, Tally, Verdict};

/// Whether the first line that is not a comment is a row of the table.
pub(super) fn recognise(text: &str) -> bool {
    let content = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().map(str::trim).find(content).is_some_and(|first| parse(first).is_ok())
}

/// A code, a name of one or more words, and eight figures. Read from the right, as names have spaces.
fn parse(text: &str) -> Result<Line, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let expected = "expected a code, a name and eight figures, such as: \
                    01C NHS Somewhere CCG 202,256 208,986 219,307 237,285 (17,978) (7.58)% 1,084 1,173";
    let names = words.len().checked_sub(MEASURES.len()).filter(|n| *n >= 2).ok_or(expected)?;
    let mut values = [None; 8];
    for (column, word) in words[names..].iter().enumerate() {
        let value = figure(column, word, THOUSAND);
        values[column] = Some(value.map_err(|e| format!("{}: found '{word}', expected {e}", MEASURES[column].0))?);
    }
    let short = words[0].len() <= 5 && words[0].bytes().all(|b| b.is_ascii_alphanumeric());
    if !short || !words[1].contains(char::is_alphabetic) {
        return Err(expected.to_owned());
    }
    Ok(line(words[0], &words[1..names].join(" "), values))
}

pub(super) fn read(
    source: &Source<'_>,
    lines: &mut Vec<Line>,
    unique: impl Fn(&[Line], &Line) -> bool,
) -> Result<Tally, Error> {
    let mut tally = Tally::default();
    for (number, text) in (1..).zip(source.text.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        tally.read += 1;
        if text.starts_with('#') {
            tally.count(Verdict::SetAside("comment"));
            continue;
        }
        let parsed = parse(text)
            .and_then(|line| if unique(lines, &line) { Ok(line) } else { Err("expected one row per area".to_owned()) });
        match parsed {
            Ok(line) => {
                tally.count(verdict(&line.area));
                lines.push(line);
            }
            Err(reason) => {
                tally.rejects.push(Reject { line: number, column: String::new(), reason, raw: text.to_owned() });
            }
        }
    }
    (source.progress)(1.0);
    if !source.text.ends_with(['\n', '\r']) {
        tally.notices.push("the last row has no line end; compare it with the publisher's table".to_owned());
    }
    source.tolerates(&tally)?;
    Ok(tally)
}
