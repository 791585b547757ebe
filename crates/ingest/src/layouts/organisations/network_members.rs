//! `epcncorepartnerdetails`, also a sheet of `ePCN.xlsx`: which primary care network a practice belonged to, and when.

use super::{LinkSet, ODS, ODS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, Start, file_name};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::codes;
use crate::values::day::Day;

const COLUMNS: [&str; 11] = [
    "Partner Organisation Code",
    "Partner Name",
    "Practice Parent Sub ICB Location Code",
    "Practice Parent Sub ICB Location Name",
    "PCN Code",
    "PCN Name",
    "PCN Parent Sub ICB Location Code",
    "PCN Parent Sub ICB Location Name",
    "Practice to PCN Relationship Start Date",
    "Practice to PCN Relationship End Date",
    "Practice Sub ICB and PCN Sub ICB Match",
];
const PRACTICE: usize = 0;
const PRACTICE_NAME: usize = 1;
const NETWORK: usize = 4;
const NETWORK_NAME: usize = 5;
const JOINED: usize = 8;
const LEFT: usize = 9;

pub(crate) static FORMAT: Format = Format {
    id: "ods-pcn-members",
    title: "Core partners of primary care networks (epcncorepartnerdetails, ePCN.xlsx)",
    publisher: ODS,
    years: "2019 to today",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &COLUMNS,
    traps: &[
        "with or without a header line, whose names contain line breaks in the workbook",
        "practices that left a network stay in the list, with the end date filled in",
        "a practice may lie in another location than its network",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise,
    read: Some(Reader::Whole(read)),
};

fn recognise(sample: &Sample<'_>) -> bool {
    let is_member = |fields: &Vec<&str>| {
        fields.len() >= COLUMNS.len()
            && codes::is_practice(fields[PRACTICE])
            && codes::is_pcn(fields[NETWORK])
            && Day::parse(fields[JOINED]).is_some()
    };
    let rows: Vec<Vec<&str>> = sample.records().collect();
    rows.iter().filter(|fields| is_member(fields)).count() * 2 > rows.len()
        || (sample.find_header(is_header).is_some() && rows.iter().any(is_member))
}

fn is_header(header: &Header) -> bool {
    header.has(&["PARTNER_ORGANISATION_CODE", "PCN_CODE"])
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let (header, start) = match source.find_header(is_header) {
        Some(found) => found,
        None => (Header::new(COLUMNS), Start::TOP),
    };
    let mut links = LinkSet::default();
    let tally = source.each_row_from(start, &header, |row| Ok(add(row, &mut links)))?;
    Ok(Reading { tables: Tables::Links(file_name::published(source), links.finish(FORMAT.id)), tally })
}

fn add(row: &Row<'_>, links: &mut LinkSet) -> Result<Verdict, Bad> {
    let practice = row.required(PRACTICE, "a practice code")?;
    let network = row.required(NETWORK, "the code of a primary care network")?;
    let from = area(Scheme::Ods, AreaKind::Practice, practice, row.text(PRACTICE_NAME));
    let to = area(Scheme::Ods, AreaKind::Pcn, network, row.text(NETWORK_NAME));
    let new = links.insert(from, to, (row.day(JOINED)?, row.day(LEFT)?), None);
    Ok(if new { Verdict::Used(None) } else { Verdict::SetAside("listed before") })
}
