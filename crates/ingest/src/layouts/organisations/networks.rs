//! `epcn`, also a sheet of `ePCN.xlsx`: primary care networks with their location.

use super::{ODS, ODS_ATTRIBUTION};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Source, file_name, required};
use crate::tables::directory::{Organisation, Organisations};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use std::collections::BTreeMap;

pub(crate) static FORMAT: Format = Format {
    id: "ods-pcns",
    title: "Primary care networks (epcn with header line, PCNDetails of ePCN.xlsx)",
    publisher: ODS,
    years: "2019 to today",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &["PCN Code", "PCN Name", "Current Sub ICB Loc Code", "Open Date", "Close Date", "Postcode"],
    traps: &[
        "networks that closed stay in the list, with the close date filled in",
        "the location was called CCG before July 2022",
    ],
    dataset: Some(Dataset::Organisations),
    geography: Geography::Unspecified,
    recognise: |sample| sample.find_header(is_header).is_some(),
    read: Some(Reader::Whole(read)),
};

const PARENT: [&str; 4] = [
    "CURRENT_SUB_ICB_LOC_CODE",
    "CURRENT_SUB_ICB_LOCATION_CODE",
    "CURRENT_CCG_CODE",
    "CURRENT_CLINICAL_COMMISSIONING_GROUP_CODE",
];

fn is_header(header: &Header) -> bool {
    header.has(&["PCN_CODE", "PCN_NAME", "OPEN_DATE"]) && header.find(&PARENT).is_some()
}

struct Columns {
    code: usize,
    name: usize,
    parent: usize,
    opened: usize,
    closed: Option<usize>,
    postcode: Option<usize>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let found = source.find_header(is_header);
    let (header, start) = found.ok_or_else(|| source.refuse("the header with the column PCN Code is missing"))?;
    let columns = Columns {
        code: required(source, &header, &["PCN_CODE"])?,
        name: required(source, &header, &["PCN_NAME"])?,
        parent: required(source, &header, &PARENT)?,
        opened: required(source, &header, &["OPEN_DATE"])?,
        closed: header.find(&["CLOSE_DATE"]),
        postcode: header.find(&["POSTCODE"]),
    };
    let mut rows: BTreeMap<String, Organisation> = BTreeMap::new();
    let tally = source.each_row_from(start, &header, |row| {
        Ok(columns.network(row).and_then(|network| {
            if rows.contains_key(&network.code) {
                return Err(row.bad(columns.code, "one row per network"));
            }
            rows.insert(network.code.clone(), network);
            Ok(Verdict::Used(None))
        }))
    })?;
    let list = Organisations { series: FORMAT.id.to_owned(), rows: rows.into_values().collect() };
    Ok(Reading { tables: Tables::Organisations(file_name::published(source), list), tally })
}

impl Columns {
    fn network(&self, row: &Row<'_>) -> Result<Organisation, Bad> {
        Ok(Organisation {
            kind: AreaKind::Pcn,
            code: row.required(self.code, "the code of a primary care network")?.to_owned(),
            name: row.text(self.name).to_owned(),
            parent: codes::trim_pco(row.text(self.parent)).to_owned(),
            opened: row.day(self.opened)?,
            closed: self.closed.map_or(Ok(None), |at| row.day(at))?,
            joined: None,
            left: None,
            status: String::new(),
            setting: String::new(),
            postcode: row.text_or_blank(self.postcode).to_owned(),
        })
    }
}
