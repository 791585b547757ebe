//! Where what a folder has and what its study gives begin to differ.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted::core::text::counted;
use unwarranted::report::manifest;
use unwarranted::report::publish::Table;
use unwarranted::study::file;

/// Characters of a line or a cell that are shown.
const SHOWN: usize = 60;

/// Where the first of these files of a folder is not as its study gives it: a table where there is one, and the study and the manifest,
/// which differ wherever an input does, last.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn first<'a>(
    dir: &Path,
    names: impl Iterator<Item = &'a str>,
    gives: &BTreeMap<String, Vec<u8>>,
) -> Result<Option<String>> {
    let rank = |name: &str| (matches!(name, manifest::FILE | file::FILE), !name.ends_with(".csv"));
    let first = names.filter_map(|name| Some((name, gives.get(name)?))).min_by_key(|(name, _)| rank(name));
    let Some((name, gives)) = first else { return Ok(None) };
    let path = dir.join(name);
    // A pipe or a link to nowhere has no bytes.
    if !path.is_file() {
        return Ok(None);
    }
    let has = std::fs::read(&path).with_context(|| format!("{}: cannot read", path.display()))?;
    Ok((has != *gives).then(|| format!("first difference: {}", place(name, &has, gives))))
}

/// The first place where what a folder has and what its study gives are different, in words: of a table row and column, of text the
/// line, of anything else the byte.
fn place(name: &str, has: &[u8], gives: &[u8]) -> String {
    let table = name.to_ascii_lowercase().ends_with(".csv");
    let at = match (std::str::from_utf8(has), std::str::from_utf8(gives)) {
        (Ok(has), Ok(gives)) => {
            let cell = table.then(|| of_tables(name, has, gives)).flatten();
            cell.unwrap_or_else(|| of_lines(has, gives))
        }
        _ => of_bytes(has, gives),
    };
    format!("{name}, {at}")
}

/// The first cell of two tables that differs; `None` where one is no table, or where all cells are the same.
fn of_tables(name: &str, has: &str, gives: &str) -> Option<String> {
    let cells = |csv| Table { file: name, title: "", csv }.cells().ok();
    let ((head, rows), (other_head, other_rows)) = (cells(has)?, cells(gives)?);
    let many = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let beyond = |one: &str, all: &str, here: usize, there: usize| {
        format!("{} in the folder, {there} by the study", counted(many(here), one, all))
    };
    for (at, (own, other)) in head.iter().zip(&other_head).enumerate() {
        if own != other {
            return Some(format!("column {}: '{}' in the folder, '{}' by the study", at + 1, short(own), short(other)));
        }
    }
    if head.len() != other_head.len() {
        return Some(beyond("column", "columns", head.len(), other_head.len()));
    }
    for (row, (own, other)) in rows.iter().zip(&other_rows).enumerate() {
        for ((column, own), other) in head.iter().zip(own).zip(other) {
            if own != other {
                return Some(format!(
                    "row {} (below the header), column '{column}': '{}' in the folder, '{}' by the study",
                    row + 1,
                    short(own),
                    short(other)
                ));
            }
        }
    }
    (rows.len() != other_rows.len()).then(|| beyond("row", "rows", rows.len(), other_rows.len()))
}

/// The first line that differs.
fn of_lines(has: &str, gives: &str) -> String {
    let (mut own, mut other) = (has.split('\n'), gives.split('\n'));
    let mut line = 1;
    loop {
        match (own.next(), other.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (Some(a), Some(b)) => return of_line(line, a, b),
            (Some(_), None) => return format!("line {line}: the study's version ends before it"),
            (None, Some(_)) => return format!("line {line}: the folder's version ends before it"),
            (None, None) => return "nowhere".to_owned(),
        }
    }
}

/// Two versions of a line, from shortly before they differ.
fn of_line(line: usize, has: &str, gives: &str) -> String {
    const BEFORE: usize = 20;
    let same = has.chars().zip(gives.chars()).take_while(|(a, b)| a == b).count();
    let from = |text: &str| text.chars().skip(same.saturating_sub(BEFORE)).collect::<String>();
    format!("line {line}: '{}' in the folder, '{}' by the study", short(&from(has)), short(&from(gives)))
}

fn of_bytes(has: &[u8], gives: &[u8]) -> String {
    let same = has.iter().zip(gives).take_while(|(a, b)| a == b).count();
    format!("byte {} ({} bytes in the folder, {} by the study)", same + 1, has.len(), gives.len())
}

/// A text of at most so many characters.
fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_has_its_place() {
        for (name, has, gives, wanted) in [
            (
                "a.csv",
                "area,rate\nA,1\nB,2\n",
                "area,rate\nA,1\nB,3\n",
                "a.csv, row 2 (below the header), column 'rate': '2' in the folder, '3' by the study",
            ),
            ("a.csv", "area,rate\nA,1\n", "area,ratio\nA,1\n", "column 2: 'rate' in the folder, 'ratio' by the study"),
            ("a.csv", "area\nA\n", "area\nA\nB\n", "a.csv, 1 row in the folder, 2 by the study"),
            ("a.csv", "area,rate\nA,1\n", "area\nA\n", "a.csv, 2 columns in the folder, 1 by the study"),
            ("a.csv", "a,b\n1,\"2\"\n", "a,b\n1,2\n", "a.csv, line 2: '1,\"2\"' in the folder, '1,2' by the study"),
            ("a.json", "{\n1\n}", "{\n2\n}", "a.json, line 2: '1' in the folder, '2' by the study"),
            ("a.txt", "x\ny", "x", "a.txt, line 2: the study's version ends before it"),
            ("a.txt", "x", "x\ny", "a.txt, line 2: the folder's version ends before it"),
        ] {
            let said = place(name, has.as_bytes(), gives.as_bytes());
            assert!(said.contains(wanted), "{said}");
        }
        assert_eq!(
            place("a.png", &[0xff, 1, 2], &[0xff, 1, 3, 4]),
            "a.png, byte 3 (3 bytes in the folder, 4 by the study)"
        );
        let long = "x".repeat(500);
        let said = place("a.html", format!("{long}1").as_bytes(), format!("{long}2").as_bytes());
        assert!(said.len() < 150 && said.contains("x1' in the folder"), "{said}");
    }
}
