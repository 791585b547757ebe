//! `epraccur`: every GP practice and other prescribing unit, open or closed.

use super::ods_list::{self, Parent, Place};
use super::{ODS, ODS_ATTRIBUTION};
use crate::layouts::{Format, OGL, Reader};
use crate::tables::{Dataset, Geography};
use crate::values::area_kind::AreaKind;

pub(crate) static FORMAT: Format = Format {
    id: "ods-practices",
    title: "GP practices and prescribing cost centres (epraccur)",
    publisher: ODS,
    years: "2010 to today, quarterly, later daily",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &ods_list::COLUMNS,
    traps: &[
        "no header line; 27 columns, every field quoted in older files and none in others",
        "closed practices stay in the list: the close date is column 12, the status (A, C, D, P) column 13",
        "the commissioner is column 15, with the days on which the practice joined and left it in 16 and 17",
        "only prescribing setting 4 (column 26) is a GP practice; others are clinics, hospices, out-of-hours services",
        "practices of Wales are listed with their health boards",
    ],
    dataset: Some(Dataset::Organisations),
    geography: Geography::Unspecified,
    recognise: |sample| ods_list::recognise(sample, true),
    read: Some(Reader::Whole(|source| {
        ods_list::read(source, FORMAT.id, |_| Place { kind: AreaKind::Practice, parent: Parent::Commissioner })
    })),
};
