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
        "no header line, or one with names of any kind; 27 columns, every field quoted in older files and none in others",
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

#[cfg(test)]
mod tests {
    use super::super::ods_list::COLUMNS;
    use crate::formats::read;
    use crate::read::Source;
    use crate::tables::Tables;

    #[test]
    fn a_header_line_is_no_practice_whatever_it_calls_the_columns() {
        let row = |code: &str| format!("{code},P,Y63,QHM,,,,,,ZZ1 1ZZ,20010401,,A,B,00P,20130401,,,,,,0,,00P,,4,\n");
        let rows = row("A90001") + &row("A90002");
        let snake = COLUMNS.map(|name| name.to_lowercase().replace(' ', "_")).join(",");
        let short = COLUMNS.map(|name| name.split(' ').next().unwrap_or_default()).join(",");
        for header in [String::new(), COLUMNS.join(",") + "\n", snake + "\n", short.replace("19", "") + "\n"] {
            let text = header.clone() + &rows;
            let name = "epraccur.csv";
            let source = Source { shown: name, names: &[name], text: &text, max_rejects: 1.0, progress: &|_| () };
            let (format, reading) = read(&source).unwrap();
            let Tables::Organisations(_, list) = reading.tables else { panic!("organisations expected") };
            assert_eq!((format.id, list.rows.len(), reading.tally.read), (super::FORMAT.id, 2, 2), "{header}");
        }
    }
}
