//! Bytes to text.

use super::part::{Encoding, Member, Part, refuse};
use crate::error::Error;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// First bytes of files that are not text, and what to say about them.
const NOT_TEXT: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document; expected a table as CSV"),
    (b"PAR1", "a Parquet file; give the store's folder with `store`, or export the table as CSV"),
    (b"PK\x03\x04", "a zip archive inside another archive; unpack it first"),
    (b"\x1f\x8b", "a gzip file inside another archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"SQLite format 3", "an SQLite database; export the table as CSV"),
    (b"\x89PNG", "a picture (PNG); expected a table as CSV"),
];

/// What a part is that only accompanies tables in an archive: a description as PDF, a picture.
pub(super) fn companion(part: &Part) -> Option<&'static str> {
    let document = NOT_TEXT.iter().find(|(magic, _)| !part.sheet && part.bytes.starts_with(magic));
    document.filter(|(magic, _)| [b"%PDF".as_slice(), b"\x89PNG"].contains(magic)).map(|(_, what)| *what)
}

/// The text of a part, refused when it is not text or has nothing in it.
pub(super) fn decode(part: Part) -> Result<Member, Error> {
    let Part { name, shown, bytes, sheet, .. } = part;
    if let Some((_, what)) = NOT_TEXT.iter().find(|(magic, _)| !sheet && bytes.starts_with(magic)) {
        return Err(refuse(&shown, format!("this looks like {what}")));
    }
    let (text, encoding) = text_of(bytes).map_err(|problem| refuse(&shown, problem))?;
    if sheet {
        return Ok(Member { name, shown, text, encoding: Encoding::Workbook });
    }
    if text.trim().is_empty() {
        return Err(refuse(&shown, "the file is empty; expected a table with a header line"));
    }
    let start = text.trim_start().get(..9).unwrap_or_default().to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml") {
        return Err(refuse(&shown, "this looks like a web page or XML, not a table; fetch the file itself as CSV"));
    }
    Ok(Member { name, shown, text, encoding })
}

fn text_of(bytes: Vec<u8>) -> Result<(String, Encoding), &'static str> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(UTF_16LE, rest).map(|t| (t, Encoding::Utf16Le));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(UTF_16BE, rest).map(|t| (t, Encoding::Utf16Be));
    }
    if memchr::memchr(0, &bytes).is_some() {
        return Err("this is not text: it holds NUL bytes (a binary file, or UTF-16 without byte order mark); \
                    save the table as CSV UTF-8");
    }
    let bom = bytes.starts_with(b"\xef\xbb\xbf");
    match String::from_utf8(bytes) {
        Ok(mut text) if bom => {
            text.drain(..3);
            Ok((text, Encoding::Utf8Bom))
        }
        Ok(text) => Ok((text, Encoding::Utf8)),
        Err(e) if bom => Err(if e.utf8_error().error_len().is_none() {
            CUT
        } else {
            "the byte order mark says UTF-8 but the text is not valid UTF-8; save the table again as CSV UTF-8"
        }),
        Err(e) => single_byte(&e),
    }
}

const CUT: &str = "the file ends in the middle of a UTF-8 character: it is cut short; fetch or copy the file again";

/// Text that is not UTF-8. It is cut-short UTF-8 rather than windows-1252 if all that is wrong is an incomplete
/// character at the very end and there are complete ones before it.
fn single_byte(e: &std::string::FromUtf8Error) -> Result<(String, Encoding), &'static str> {
    let (bytes, at) = (e.as_bytes(), e.utf8_error().valid_up_to());
    if e.utf8_error().error_len().is_none() && !bytes[..at].is_ascii() {
        return Err(CUT);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok((text.into_owned(), Encoding::Windows1252))
}

fn utf16(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, &'static str> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or("the UTF-16 text is damaged or cut short; save the table again as CSV UTF-8")?;
    if text.contains('\0') {
        return Err("this is not text: it holds NUL characters; save the table as CSV UTF-8");
    }
    Ok(text.into_owned())
}
