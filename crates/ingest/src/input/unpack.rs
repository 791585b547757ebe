//! Bytes of a file to the bytes of the texts in it: gzip, zip and workbooks, with a bound on what they may unpack to.

use super::part::{Part, refuse};
use super::{sheets, workbook, zip_names};
use crate::error::Error;
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

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

    pub(super) fn allowed(&self, on_disk: u64) -> u64 {
        self.floor.max(self.ratio.saturating_mul(on_disk)).min(self.ceiling)
    }
}

/// The texts in a file: itself when plain, what it holds when gzip, zip or a workbook.
pub(super) fn unpack(name: &str, shown: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Part>, Error> {
    let allowed = limits.allowed(bytes.len() as u64);
    expect_distinct(shown, &bytes)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let content = gunzip(shown, &bytes, allowed)?;
        let inner = strip_suffix(name, ".gz").unwrap_or(name).to_owned();
        part(inner, shown.to_owned(), content, allowed)
    } else if is_zip(&bytes) && kind_of_workbook(&bytes).is_none() {
        unzip(shown, &bytes, allowed)
    } else {
        part(name.to_owned(), shown.to_owned(), bytes, allowed)
    }
}

/// Refuses an archive with two members of one name: which of them is meant nobody can say, and a reader sees one only.
fn expect_distinct(shown: &str, bytes: &[u8]) -> Result<(), Error> {
    let archive = is_zip(bytes).then(|| ZipArchive::new(Cursor::new(bytes)).ok()).flatten();
    let twice = archive.and_then(|a| zip_names::repeated(&mut Cursor::new(bytes), a.central_directory_start()));
    let Some(name) = twice else { return Ok(()) };
    let problem = format!(
        "the zip archive has two members called '{name}', and which is right cannot be told; unpack it, choose one, and \
         give the unpacked file"
    );
    Err(refuse(shown, problem))
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// A text as it is, or the sheets of a workbook.
fn part(name: String, shown: String, bytes: Vec<u8>, allowed: u64) -> Result<Vec<Part>, Error> {
    expect_distinct(&shown, &bytes)?;
    let Some(kind) = kind_of_workbook(&bytes) else {
        return Ok(vec![Part { name, shown, bytes, sheet: false, hidden: false }]);
    };
    let Some(size) = workbook::unpacked_size(&bytes, allowed) else {
        return Err(refuse(&shown, implausible(bytes.len() as u64, allowed)));
    };
    sheets::sheets((&name, &shown), &bytes, kind, size, allowed)
}

fn kind_of_workbook(bytes: &[u8]) -> Option<workbook::Kind> {
    if bytes.starts_with(workbook::OLD_OFFICE) {
        return Some(workbook::Kind::Xls);
    }
    let archive = is_zip(bytes).then(|| ZipArchive::new(Cursor::new(bytes)).ok())??;
    workbook::Kind::of_archive(&names(&archive).ok()?)
}

fn names<R>(archive: &ZipArchive<R>) -> Result<Vec<String>, ZipError>
where
    R: Read + std::io::Seek,
{
    let name = |at| archive.name_for_index(at).map(|n| n.map(std::borrow::Cow::into_owned));
    (0..archive.len()).filter_map(name).collect()
}

/// `name` without `suffix`, whatever the case of its letters.
pub(crate) fn strip_suffix<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(suffix.len())?;
    name.get(at..)?.eq_ignore_ascii_case(suffix).then(|| &name[..at])
}

fn gunzip(shown: &str, bytes: &[u8], allowed: u64) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(allowed + 1).read_to_end(&mut content);
    read.map_err(|e| surplus(shown, bytes, allowed).unwrap_or_else(|| damaged(shown, "gzip", &e)))?;
    within(shown, content, allowed, bytes.len())
}

/// What is wrong with gzip data that are whole, and followed by bytes that are none; `None` where they are not whole.
fn surplus(shown: &str, bytes: &[u8], allowed: u64) -> Option<Error> {
    let mut rest = bytes;
    while rest.starts_with(&[0x1f, 0x8b]) {
        let mut one = flate2::bufread::GzDecoder::new(rest);
        std::io::copy(&mut one.by_ref().take(allowed), &mut std::io::sink()).ok()?;
        rest = one.into_inner();
    }
    let problem = format!(
        "{} bytes follow the end of the gzip data, which are no part of them; fetch or copy the file again, or unpack it and give that file",
        rest.len()
    );
    (!rest.is_empty()).then(|| Error::Damaged { file: shown.to_owned(), problem })
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
    Err(refuse(shown, implausible(on_disk as u64, allowed)))
}

/// What to say of an archive that unpacks to more than is plausible.
pub(super) fn implausible(on_disk: u64, allowed: u64) -> String {
    format!(
        "{on_disk} bytes on disk unpack to more than {allowed} bytes, which no published table does; if you trust the \
         file, unpack it first and give the unpacked file"
    )
}

/// Names and places of the tables in a zip; `None` for a document that is one, and for a zip that is damaged or empty.
pub(super) fn tables<R: Read + std::io::Seek>(archive: &mut ZipArchive<R>) -> Option<(Vec<String>, Vec<usize>)> {
    let names: Vec<String> =
        (0..archive.len()).map(|at| Some(archive.name_for_index(at)?.ok()?.into_owned())).collect::<Option<_>>()?;
    if document(&names).is_some() || workbook::Kind::of_archive(&names).is_some() {
        return None;
    }
    let tables = names.iter().enumerate().filter(|(_, name)| !is_clutter(name));
    let base = |name: &String| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let (places, names): (Vec<usize>, Vec<String>) = tables.map(|(at, name)| (at, base(name))).unzip();
    (!names.is_empty()).then_some((names, places))
}

fn unzip(shown: &str, bytes: &[u8], allowed: u64) -> Result<Vec<Part>, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(shown, &e))?;
    let names = names(&archive).map_err(|e| broken(shown, &e))?;
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
        parts.extend(part(base, member, content, left)?);
    }
    if parts.is_empty() {
        return Err(refuse(shown, "the zip archive holds no file; expected one or several tables"));
    }
    Ok(parts)
}

fn member_bytes(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, shown: &str, left: u64) -> Result<Vec<u8>, Error> {
    if archive.by_index_raw(at).map_err(|e| broken(shown, &e))?.encrypted() {
        return Err(Error::Damaged { file: shown.to_owned(), problem: ENCRYPTED.to_owned() });
    }
    let member = archive.by_index(at).map_err(|e| broken(shown, &e))?;
    let mut content = Vec::new();
    member.take(left + 1).read_to_end(&mut content).map_err(|e| damaged(shown, "zip", &e))?;
    Ok(content)
}

pub(super) const ENCRYPTED: &str = "is encrypted; unpack it with its password and give the unpacked file";

/// Folders, and what macOS and Windows put beside the files.
fn is_clutter(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.is_empty()
        || name.split(['/', '\\']).any(|part| part == "__MACOSX")
        || base.starts_with("._")
        || [".DS_Store", "Thumbs.db"].contains(&base)
}

/// Documents are zip archives too; what to say about them.
fn document(names: &[String]) -> Option<&'static str> {
    let is_word = names.iter().any(|n| n.starts_with("word/"));
    is_word.then_some("this is a Word document (.docx); expected a table as CSV")
}

pub(super) fn broken(shown: &str, e: &ZipError) -> Error {
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
