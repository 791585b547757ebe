//! Tells the published table from another file by its first bytes.

use crate::{Error, sniff};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes that are looked at: the longest line of column names of a published table has about 700.
pub(crate) const BEGINNING: usize = 4_096;

/// What came in the place of a table with some columns, in words; `None` where the beginning may be that of it.
///
/// A column may have several names, with `|` between them. Capitals do not count, and a space is an underscore. Without
/// columns only what is no text at all is found.
pub(crate) fn other(beginning: &[u8], columns: &[String]) -> Option<String> {
    if let Some(found) = sniff::no_data(beginning, false, false) {
        return Some(found);
    }
    let bytes = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    if bytes.iter().any(|b| b.is_ascii_control() && !b"\t\r\n".contains(b)) {
        return Some("a binary file".to_owned());
    }
    if columns.is_empty() {
        return None;
    }
    let end = bytes.iter().position(|b| b"\r\n".contains(b)).unwrap_or(bytes.len());
    let header = String::from_utf8_lossy(&bytes[..end]);
    let names: Vec<String> = header.split(',').map(normal).collect();
    let has = |column: &&String| column.split('|').any(|name| names.iter().any(|n| *n == normal(name)));
    let missing: Vec<String> = columns.iter().filter(|c| !has(c)).map(|c| c.replace('|', " or ")).collect();
    if !missing.is_empty() {
        let begins = header.chars().take(80).collect::<String>();
        return Some(format!(
            "another table (its first line is '{}', without {}; if the publisher has renamed columns, `accept-mismatch` \
             takes the file as it is)",
            begins.escape_debug(),
            missing.join(", ")
        ));
    }
    let rows = bytes[end..].iter().any(|b| !b.is_ascii_whitespace());
    (!rows && beginning.len() < BEGINNING).then(|| "a table with column names and no row".to_owned())
}

fn normal(name: &str) -> String {
    name.trim().trim_matches('"').trim().to_ascii_uppercase().replace(' ', "_")
}

/// The first bytes of a file, as many as tell whether it is the table that was published.
pub(crate) fn beginning_of(path: &Path) -> Result<Vec<u8>, Error> {
    let mut beginning = Vec::new();
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    file.take(BEGINNING as u64).read_to_end(&mut beginning).map_err(Error::io(path, "read"))?;
    Ok(beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_told_from_the_table() {
        let columns = ["YEAR_MONTH", "BNF_CODE|BNF_PRESENTATION_CODE"].map(str::to_owned);
        for good in [
            "YEAR_MONTH,BNF_CODE\r\n202001,1",
            "\u{feff}\"Year Month\", \"BNF Presentation Code\"\n202001,1",
            "X,BNF_CODE,YEAR_MONTH\r202001,1",
        ] {
            assert_eq!(other(good.as_bytes(), &columns), None, "{good}");
        }
        for (bad, says) in [
            (&b""[..], "an empty file"),
            (b"<html>", "a web page"),
            (b"{\"a\": 1}", "JSON"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a binary file"),
            (b"YEAR_MONTH,BNF_CODE\n\0\0\0", "a binary file"),
            (b"name,age\nx,1\n", "its first line is 'name,age', without YEAR_MONTH, BNF_CODE or BNF_PRESENTATION_CODE"),
            (b"202001,0501\n", "another table"),
            (b"YEAR_MONTH,BNF_CODE\r\n", "no row"),
            (b"YEAR_MONTH,BNF_CODE", "no row"),
        ] {
            assert!(
                other(bad, &columns).is_some_and(|found| found.contains(says)),
                "{says}: {:?}",
                other(bad, &columns)
            );
        }
        assert_eq!(other(b"name,age\n", &[]), None);
    }
}
