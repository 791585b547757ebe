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

pub mod apart;
mod decode;
mod packed;
mod part;
mod sheets;
mod source;
mod text;
mod unpack;
mod workbook;
mod zip_names;

use crate::error::Error;
use part::refuse;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

pub use packed::Packed;
pub use part::{Encoding, Member};
pub(crate) use text::{NO_LINE_END, push_csv_row, unclosed_quote};
pub use text::{delimiter, first_line, line_at, shorten};
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
    /// Documents and pictures beside the tables of an archive, and hidden sheets of a workbook, which are passed over: how messages
    /// name them.
    pub passed_over: Vec<String>,
}

/// Opens a file, or standard input for the path `-`; unpacks gzip and zip (recognised by their first bytes) and decodes.
///
/// # Errors
/// A path that cannot be read or is a folder, a device or a named pipe; a file that changes while it is read; an empty
/// file; truncated, damaged or encrypted archives, such as unpack to an implausible size, and such as have two members of
/// one name; workbooks that are damaged, empty or encrypted; contents that are not a table (PDF, Parquet,
/// web pages), each by name.
pub fn open(path: &Path) -> Result<InputFile, Error> {
    let shown = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let name = match path.file_name() {
        Some(name) if path != Path::new("-") => name.to_string_lossy().into_owned(),
        _ => shown.clone(),
    };
    from_bytes(name, shown, source::read(path)?)
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
    passed_over.extend(parts.iter().filter(|part| part.hidden).map(|part| format!("{}, a hidden sheet", part.shown)));
    parts.retain(|part| !part.hidden);
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

#[cfg(test)]
mod tests;
#[cfg(test)]
mod workbook_tests;
