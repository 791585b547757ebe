//! Bytes of a file to the bytes of the texts in it: gzip and zip, with a bound on what they may unpack to.

use super::refuse;
use crate::error::Error;
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The bytes of one text before decoding.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) shown: String,
    pub(super) bytes: Vec<u8>,
}

/// How much an archive may unpack to before it is refused as a decompression bomb.
pub(super) struct Limits {
    /// Always allowed, in bytes.
    pub(super) floor: u64,
    /// Unpacked bytes per byte on disk above that. Tables compress 5- to 100-fold, bombs about 1,000-fold.
    pub(super) ratio: u64,
    /// Never exceeded, in bytes; the largest monthly prescribing file is about 7 GB.
    pub(super) ceiling: u64,
}

impl Limits {
    pub(super) const DEFAULT: Self = Self { floor: 64 << 20, ratio: 250, ceiling: 16 << 30 };

    fn allowed(&self, on_disk: usize) -> u64 {
        self.floor.max(self.ratio.saturating_mul(on_disk as u64)).min(self.ceiling)
    }
}

/// The texts in a file: itself when plain, what it holds when gzip or zip.
pub(super) fn unpack(name: &str, shown: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Part>, Error> {
    let allowed = limits.allowed(bytes.len());
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let content = gunzip(shown, &bytes, allowed)?;
        let inner = strip_suffix(name, ".gz").unwrap_or(name).to_owned();
        Ok(vec![Part { name: inner, shown: shown.to_owned(), bytes: content }])
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        unzip(shown, &bytes, allowed)
    } else {
        Ok(vec![Part { name: name.to_owned(), shown: shown.to_owned(), bytes }])
    }
}

/// `name` without `suffix`, whatever the case of its letters.
pub(crate) fn strip_suffix<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(suffix.len())?;
    name.get(at..)?.eq_ignore_ascii_case(suffix).then(|| &name[..at])
}

fn gunzip(shown: &str, bytes: &[u8], allowed: u64) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(allowed + 1).read_to_end(&mut content);
    read.map_err(|e| damaged(shown, "gzip", &e))?;
    within(shown, content, allowed, bytes.len())
}

fn damaged(shown: &str, format: &str, e: &std::io::Error) -> Error {
    let cut = e.kind() == std::io::ErrorKind::UnexpectedEof;
    let what = if cut { "end too early: the file is cut short".to_owned() } else { format!("are damaged ({e})") };
    Error::Damaged {
        file: shown.to_owned(),
        problem: format!("the {format} data {what}; fetch or copy the file again"),
    }
}

fn within(shown: &str, content: Vec<u8>, allowed: u64, on_disk: usize) -> Result<Vec<u8>, Error> {
    if content.len() as u64 <= allowed {
        return Ok(content);
    }
    let problem = format!(
        "{on_disk} bytes on disk unpack to more than {allowed} bytes, which no published table does; \
         if the file is to be trusted, unpack it first and give the unpacked file"
    );
    Err(refuse(shown, problem))
}

fn unzip(shown: &str, bytes: &[u8], allowed: u64) -> Result<Vec<Part>, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(shown, &e))?;
    let names = (0..archive.len())
        .filter_map(|at| archive.name_for_index(at).map(|n| n.map(std::borrow::Cow::into_owned)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| broken(shown, &e))?;
    if let Some(kind) = document(&names) {
        return Err(refuse(shown, kind));
    }
    let mut left = allowed;
    let mut parts = Vec::new();
    for (at, name) in names.iter().enumerate().filter(|(_, name)| !is_clutter(name)) {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let member = format!("{shown} ({base})");
        let content = member_bytes(&mut archive, at, &member, left)?;
        let content = within(shown, content, left, bytes.len())?;
        left -= content.len() as u64;
        parts.push(Part { name: base, shown: member, bytes: content });
    }
    if parts.is_empty() {
        return Err(refuse(shown, "the zip archive holds no file; expected one or several tables"));
    }
    Ok(parts)
}

fn member_bytes(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, shown: &str, left: u64) -> Result<Vec<u8>, Error> {
    if archive.by_index_raw(at).map_err(|e| broken(shown, &e))?.encrypted() {
        let problem = "is encrypted; unpack it with its password and give the unpacked file".to_owned();
        return Err(Error::Damaged { file: shown.to_owned(), problem });
    }
    let member = archive.by_index(at).map_err(|e| broken(shown, &e))?;
    let mut content = Vec::new();
    member.take(left + 1).read_to_end(&mut content).map_err(|e| damaged(shown, "zip", &e))?;
    Ok(content)
}

/// Folders, and what macOS and Windows put beside the files.
fn is_clutter(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.is_empty()
        || name.split(['/', '\\']).any(|part| part == "__MACOSX")
        || base.starts_with("._")
        || [".DS_Store", "Thumbs.db"].contains(&base)
}

/// Office documents are zip archives too; what to say about them.
fn document(names: &[String]) -> Option<&'static str> {
    let has = |start: &str| names.iter().any(|n| n.starts_with(start));
    if has("xl/") {
        Some("this is an Excel workbook (.xlsx); save the sheet as CSV UTF-8 and give that file")
    } else if has("word/") {
        Some("this is a Word document (.docx); expected a table as CSV")
    } else if has("META-INF/manifest.xml") && has("content.xml") {
        Some("this is an OpenDocument file (.ods); save the sheet as CSV and give that file")
    } else {
        None
    }
}

fn broken(shown: &str, e: &ZipError) -> Error {
    let problem = match e {
        ZipError::InvalidArchive(_) => {
            "the zip archive is damaged or cut short; fetch or copy the file again".to_owned()
        }
        ZipError::CompressionMethodNotSupported(_) => {
            "the zip archive uses a compression other than deflate; unpack it and give the unpacked file".to_owned()
        }
        e => format!("the zip archive cannot be read ({e}); unpack it and give the unpacked file"),
    };
    Error::Damaged { file: shown.to_owned(), problem }
}
