//! Which tables of a file are read, and what the treatment of a table is called.

use super::search::Search;
use super::table::Table;
use super::tables::TidyOptions;
use crate::input::{Encoding, InputFile, Member};

/// The tables of a file; of a workbook the sheets that are tidy, where some are and others (a cover, notes) are not, and of an archive
/// not the texts that describe its tables (`README.txt`); and what is said of the others.
pub(super) fn of<'f>(file: &'f InputFile, options: &TidyOptions) -> (Vec<&'f Member>, Option<String>) {
    let (wanted, others): (Vec<&Member>, Vec<&Member>) =
        file.members.iter().partition(|member| !may_be_none(member) || has_header(member, options));
    if wanted.is_empty() {
        return (others, None);
    }
    let names: Vec<&str> = others.iter().map(|member| member.name.as_str()).collect();
    let what = if others.iter().all(|member| member.encoding == Encoding::Workbook) { "sheets" } else { "texts" };
    let note = format!("{what} without a table of areas are passed over: {}", names.join(", "));
    (wanted, (!names.is_empty()).then_some(note))
}

/// Whether a member may be another thing than a table: any sheet of a workbook, and a text by its name.
fn may_be_none(member: &Member) -> bool {
    let is_text = |end: &str| member.name.to_ascii_lowercase().ends_with(end);
    member.encoding == Encoding::Workbook || [".txt", ".md"].into_iter().any(is_text)
}

/// Whether a sheet has the header of a tidy table somewhere near its top.
fn has_header(member: &Member, options: &TidyOptions) -> bool {
    let search = |header: &[String]| is_tidy(member, header, options);
    Table::find(member, search).is_ok_and(|table| search(&table.header))
}

/// Whether this is the header of a tidy table.
pub(super) fn is_tidy(member: &Member, header: &[String], options: &TidyOptions) -> bool {
    Search { shown: &member.shown, header, named: Some(&options.columns), other: &options.other }.is_tidy()
}

/// The name of a file without `.csv`, `.gz` and the like.
pub(super) fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some(shorter) = [".csv", ".tsv", ".txt", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]
        .into_iter()
        .find_map(|end| crate::input::strip_suffix(stem, end))
    {
        stem = shorter;
    }
    if stem.is_empty() { name } else { stem }
}
