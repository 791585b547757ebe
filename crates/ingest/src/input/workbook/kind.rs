//! Kinds of workbook, by the names of files in them.

/// First bytes of a file of the older Office programs.
pub(in crate::input) const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Kinds of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
}

impl Kind {
    /// By the names of the files in a zip archive; `None` for an archive that is not a workbook.
    pub(in crate::input) fn of_archive(names: &[String]) -> Option<Self> {
        let has = |name: &str| names.iter().any(|n| n == name);
        let has_any = |start: &str| names.iter().any(|n| n.starts_with(start));
        if has("xl/workbook.bin") {
            Some(Self::Xlsb)
        } else if has_any("xl/") {
            Some(Self::Xlsx)
        } else if has("META-INF/manifest.xml") && has("content.xml") {
            Some(Self::Ods)
        } else {
            None
        }
    }

    pub(in crate::input) const ALL: [Self; 4] = [Self::Xlsx, Self::Xlsb, Self::Ods, Self::Xls];

    /// As files of this kind end.
    pub(in crate::input) fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Xls => "xls",
        }
    }

    pub(in crate::input) fn words(self) -> &'static str {
        match self {
            Self::Xlsx => "an Excel workbook (.xlsx)",
            Self::Xlsb => "an Excel workbook (.xlsb)",
            Self::Ods => "an OpenDocument file (.ods)",
            Self::Xls => "an old Excel workbook or Word document (.xls, .doc)",
        }
    }
}
