//! Input files as decoded text with their provenance: plain, gzip, zip or a workbook (xlsx, xlsb, ods, xls); UTF-8,
//! UTF-16 or windows-1252 (latin-1).
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use unwarranted_ingest::input;
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("rates.csv");
//! std::fs::write(&path, "area;observed\n00L;5\n")?;
//! let file = input::open(&path)?;
//! assert_eq!((file.name.as_str(), file.bytes, file.members.len()), ("rates.csv", 20, 1));
//! let header = file.members[0].text.lines().next().unwrap_or_default();
//! assert_eq!(input::delimiter(header), b';');
//! # Ok(())
//! # }
//! ```

mod decode;
mod packed;
mod unpack;
mod workbook;

use crate::error::Error;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

pub use decode::Encoding;
pub use packed::Packed;
pub(crate) use unpack::strip_suffix;

/// One file as it lies on disk, with the text in it.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Name without folders, for the manifest; `standard input` for `-`.
    pub name: String,
    /// The path as the user gave it, for messages.
    pub shown: String,
    /// Size on disk in bytes, before any decompression.
    pub bytes: u64,
    /// SHA-256 of the bytes on disk, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The texts in it: one for a plain or gzip file, one per member of a zip in the order of the archive, one per sheet of
    /// a workbook that holds something, as CSV. Never empty.
    pub members: Vec<Member>,
    /// Documents and pictures beside the tables of an archive, which are passed over: how messages name them.
    pub passed_over: Vec<String>,
}

/// One text: a plain file, the content of a gzip file, a member of a zip, or a sheet of a workbook.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name without folders. For a plain file that of the file, for gzip the same without `.gz`, for a sheet
    /// `FILE (Sheet)`.
    pub name: String,
    /// How messages name it: the path as given, followed by the name of the member or sheet in brackets.
    pub shown: String,
    /// The text, without byte order mark. Line ends are as in the file (LF, CRLF or CR). Never blank.
    pub text: String,
    /// How the bytes were encoded.
    pub encoding: Encoding,
}

/// Opens a file, or standard input for the path `-`; unpacks gzip and zip (recognised by their first bytes) and decodes.
///
/// # Errors
/// A path that cannot be read or is a folder; an empty file; truncated, damaged or encrypted archives, and such as
/// unpack to an implausible size; workbooks that are damaged, empty or encrypted; contents that are not a table (PDF, Parquet,
/// web pages), each by name.
pub fn open(path: &Path) -> Result<InputFile, Error> {
    let shown = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let name = match path.file_name() {
        Some(name) if path != Path::new("-") => name.to_string_lossy().into_owned(),
        _ => shown.clone(),
    };
    from_bytes(name, shown, read(path)?)
}

/// As [`open`], for bytes already in memory: `name` is without folders, `shown` is how messages call the file.
///
/// # Errors
/// Those of [`open`], apart from reading.
pub fn from_bytes(name: String, shown: String, bytes: Vec<u8>) -> Result<InputFile, Error> {
    if bytes.is_empty() {
        return Err(refuse(&shown, "the file is empty; expected a table with a header line"));
    }
    let (size, sha256) = (bytes.len() as u64, sha256_hex(&bytes));
    let mut parts = unpack::unpack(&name, &shown, bytes, &unpack::Limits::DEFAULT)?;
    let mut passed_over = Vec::new();
    // Archives of the Organisation Data Service hold a description as PDF beside the list.
    if parts.iter().any(|part| decode::companion(part).is_none()) {
        let companions = parts.iter().filter(|part| decode::companion(part).is_some());
        passed_over.extend(companions.map(|part| part.shown.clone()));
        parts.retain(|part| decode::companion(part).is_none());
    }
    let members = parts.into_iter().map(decode::decode).collect::<Result<_, _>>()?;
    Ok(InputFile { name, shown, bytes: size, sha256, members, passed_over })
}

/// SHA-256 as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Size and SHA-256 of a file, read piece by piece.
///
/// # Errors
/// A file that cannot be read.
pub fn sha256_of(path: &Path) -> Result<(u64, String), Error> {
    let mut file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        match file.read(&mut piece).map_err(Error::io(path, "read"))? {
            0 => return Ok((bytes, hex(&hasher.finalize()))),
            n => {
                hasher.update(&piece[..n]);
                bytes += n as u64;
            }
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The delimiter of a table, from its header line: the most frequent of comma, semicolon and tab outside quotes.
/// Comma when there is none (a single column), and before semicolon before tab when they are equally frequent.
#[must_use]
pub fn delimiter(header_line: &str) -> u8 {
    const DELIMITERS: [u8; 3] = *b",;\t";
    let mut counts = [0usize; 3];
    let mut quoted = false;
    for byte in header_line.bytes() {
        quoted ^= byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|d| !quoted && *d == byte) {
            counts[at] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|c| *c == most).map_or(b',', |at| DELIMITERS[at])
}

/// The first line of a text, whether lines end in LF, CRLF or CR; leading blank lines are passed over.
#[must_use]
pub fn first_line(text: &str) -> &str {
    text.trim_start_matches(['\r', '\n']).split(['\r', '\n']).next().unwrap_or_default()
}

/// The line (from 1) at a byte offset of a text whose lines end in LF, CRLF or CR. Line ends directly at the offset
/// belong to blank lines before the record, as CSV readers report the offset before they skip those.
#[must_use]
pub fn line_at(text: &str, offset: u64) -> u64 {
    let bytes = text.as_bytes();
    let mut end = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    while end < bytes.len() && matches!(bytes[end], b'\r' | b'\n') {
        end += 1;
    }
    let ends = memchr::memchr2_iter(b'\r', b'\n', &bytes[..end]);
    1 + ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}

/// Where a quoted field opens that is still open at the end of `record`, by the rules of the CSV reader: a quote opens
/// a field only as its first character, and a doubled quote stays inside.
pub(crate) fn unclosed_quote(record: &[u8], delimiter: u8) -> Option<usize> {
    let (mut open, mut field_start) = (None, true);
    let mut at = 0;
    while at < record.len() {
        match record[at] {
            b'"' if open.is_some() && record.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if open.is_some() => open = None,
            b'"' if field_start => open = Some(at),
            _ => {}
        }
        field_start = open.is_none() && (record[at] == delimiter || matches!(record[at], b'\r' | b'\n'));
        at += 1;
    }
    open
}

/// Adds one row to a CSV text: comma, fields quoted where they have to be, LF. No fields make a blank line.
pub(crate) fn push_csv_row<'a>(csv: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            csv.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&field.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(field);
        }
    }
    csv.push('\n');
}

/// A text cut to about 40 characters for a message, on one line.
#[must_use]
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(LONGEST).map(printable).collect();
    if text.chars().nth(LONGEST).is_some() {
        let _ = write!(short, "... ({} bytes)", text.len());
    }
    short
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(Error::io(Path::new("standard input"), "read"))?;
        return Ok(bytes);
    }
    if path.is_dir() {
        let problem = "this is a folder; give the files in it, for example with *.csv after the folder's name";
        return Err(refuse(&path.display().to_string(), problem));
    }
    std::fs::read(path).map_err(Error::io(path, "read"))
}

/// A file that could be opened but not read to its end.
pub(crate) fn unreadable(shown: &str, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            refuse(shown, "the compressed data end too early: the file is cut short; fetch or copy the file again")
        }
        std::io::ErrorKind::Other => refuse(shown, error.to_string()),
        _ => refuse(shown, format!("the file cannot be read to its end ({error}); fetch or copy it again")),
    }
}

fn refuse(shown: &str, problem: impl Into<String>) -> Error {
    Error::File { file: shown.to_owned(), problem: problem.into() }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod workbook_tests;
