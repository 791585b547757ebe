//! One text of a file, before and after decoding.

use crate::error::Error;

/// The bytes of one text before decoding.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) shown: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it is a sheet of a workbook, as CSV in UTF-8.
    pub(super) sheet: bool,
    /// Whether that sheet is hidden; it has no bytes then.
    pub(super) hidden: bool,
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

/// How the bytes of a text were encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Encoding {
    /// UTF-8 (plain ASCII included) without byte order mark.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-8 with byte order mark.
    #[serde(rename = "UTF-8 with BOM")]
    Utf8Bom,
    /// windows-1252, the superset of latin-1: anything that is not valid UTF-8.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, little-endian, with byte order mark.
    #[serde(rename = "UTF-16LE with BOM")]
    Utf16Le,
    /// UTF-16, big-endian, with byte order mark.
    #[serde(rename = "UTF-16BE with BOM")]
    Utf16Be,
    /// No text in the file: the cells of a sheet of a workbook.
    #[serde(rename = "workbook")]
    Workbook,
}

impl Encoding {
    /// The name as in the manifest.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "UTF-16LE with BOM",
            Self::Utf16Be => "UTF-16BE with BOM",
            Self::Workbook => "workbook",
        }
    }
}

pub(super) fn refuse(shown: &str, problem: impl Into<String>) -> Error {
    Error::File { file: shown.to_owned(), problem: problem.into() }
}
