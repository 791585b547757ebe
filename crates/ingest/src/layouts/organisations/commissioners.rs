//! `eccg`: clinical commissioning groups and sub-ICB locations; `eauth`: area teams and regions, in the same columns.

use super::ods_list::{self, Fields, Parent, Place};
use super::{ODS, ODS_ATTRIBUTION};
use crate::layouts::{Format, OGL, Reader};
use crate::tables::{Dataset, Geography};
use crate::values::area_kind::AreaKind;

pub(crate) static FORMAT: Format = Format {
    id: "ods-commissioners",
    title: "Clinical commissioning groups, sub-ICB locations and higher bodies (eccg, eauth)",
    publisher: ODS,
    years: "2013 to today",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &ods_list::COLUMNS,
    traps: &[
        "no header line; 27 columns, every field quoted, CRLF",
        "commissioning hubs and reporting entities stand among the groups: kept as other bodies",
        "closed groups stay in the list: the close date is column 12; column 4 names today's area team, partnership or board also for them",
        "the sub-type is C or H in older files, RO319 and the like in newer ones, and blank for groups that closed",
    ],
    dataset: Some(Dataset::Organisations),
    geography: Geography::Unspecified,
    recognise: |sample| ods_list::recognise(sample, false),
    read: Some(Reader::Whole(|source| {
        ods_list::read(source, FORMAT.id, |f| Place { kind: kind(f), parent: Parent::HighLevel })
    })),
};

/// The kind of a body, by sub-type, name and code. Hubs and reporting entities share the codes of groups.
fn kind(fields: &Fields<'_>) -> AreaKind {
    let name = fields.name.to_ascii_uppercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let lettered = |letter: char| fields.code.len() == 3 && fields.code.starts_with(letter);
    if says(&["COMMISSIONING HUB", "REPORTING ENTITY", "GOVERNMENT OFFICE"]) || fields.subtype == "H" {
        AreaKind::Other
    } else if lettered('Q') {
        kind_of_q(&says)
    } else if lettered('Y') {
        AreaKind::Region
    } else if says(&["CCG", "CLINICAL COMMISSIONING GROUP", " ICB - "]) || fields.subtype == "C" {
        AreaKind::Ccg
    } else {
        AreaKind::Other
    }
}

/// Codes that begin with Q: strategic health authorities, then area teams, partnerships and boards.
fn kind_of_q(says: &impl Fn(&[&str]) -> bool) -> AreaKind {
    if says(&["INTEGRATED CARE BOARD", " ICB"]) {
        AreaKind::Icb
    } else if says(&["STP", "PARTNERSHIP"]) {
        AreaKind::Stp
    } else if says(&["STRATEGIC HEALTH AUTHORITY"]) {
        AreaKind::Sha
    } else {
        AreaKind::AreaTeam
    }
}
