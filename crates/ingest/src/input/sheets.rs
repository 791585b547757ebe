//! The sheets of a workbook as texts to be read, or why the workbook is refused.

use super::apart::read;
use super::part::{Part, refuse};
use super::workbook::{Failure, Kind, Text};
use crate::error::Error;

/// The sheets of a workbook, named `FILE (Sheet)`. `allowed` bounds the text of all of them together, in bytes.
/// It unpacks to `size` bytes.
pub(super) fn sheets(
    (name, shown): (&str, &str),
    bytes: &[u8],
    kind: Kind,
    size: u64,
    allowed: u64,
) -> Result<Vec<Part>, Error> {
    if kind == Kind::Xls && is_encrypted(bytes) {
        return Err(refuse(shown, "the workbook is encrypted; save it without its password and give that file"));
    }
    let texts = read(bytes, kind, size, allowed).map_err(|failure| failed(failure, shown, kind, allowed))?;
    let parts: Vec<Part> = texts.into_iter().map(|text| part(text, name, shown)).collect();
    if parts.is_empty() {
        return Err(refuse(shown, "the workbook is empty; expected a sheet with a header line"));
    }
    if parts.iter().all(|part| part.hidden) {
        return Err(refuse(
            shown,
            "every sheet with something in it is hidden; show the one that is meant, and save the workbook",
        ));
    }
    Ok(parts)
}

fn part((sheet, csv): Text, name: &str, shown: &str) -> Part {
    Part {
        name: format!("{name} ({sheet})"),
        shown: format!("{shown} ({sheet})"),
        hidden: csv.is_none(),
        bytes: csv.unwrap_or_default().into_bytes(),
        sheet: true,
    }
}

/// What is said of a workbook that gave no texts.
fn failed(failure: Failure, shown: &str, kind: Kind, allowed: u64) -> Error {
    match failure {
        Failure::Unreadable(why) => {
            let kind = kind.words();
            refuse(shown, format!("this looks like {kind}, but it cannot be read ({why}); save the sheet as CSV UTF-8"))
        }
        Failure::TooLarge(sheet) => {
            let problem = format!("the sheet is larger than {allowed} bytes as CSV, which no published table is");
            refuse(&format!("{shown} ({sheet})"), problem)
        }
    }
}

/// A newer workbook with a password lies encrypted in a file of the older kind.
fn is_encrypted(bytes: &[u8]) -> bool {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &stream).is_some()
}
