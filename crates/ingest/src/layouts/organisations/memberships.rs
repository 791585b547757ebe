//! `epcmem`: which commissioner, and in later files which primary care network, a practice belonged to, and when.

use super::{LinkSet, ODS, ODS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, Start, file_name};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::codes;
use crate::values::day::Day;

const COLUMNS: [&str; 6] = [
    "Organisation Code",
    "Parent Organisation Code",
    "Parent Organisation Type",
    "Join Parent Date",
    "Left Parent Date",
    "Amended Record Indicator",
];
const CODE: usize = 0;
const PARENT: usize = 1;
const JOINED: usize = 3;
const LEFT: usize = 4;

pub(crate) static FORMAT: Format = Format {
    id: "ods-memberships",
    title: "Memberships of practices in commissioners and primary care networks (epcmem)",
    publisher: ODS,
    years: "2001 to today, quarterly, later daily",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &COLUMNS,
    traps: &[
        "no header line; 6 columns, quoted or not",
        "the history is complete: a practice has one row for each spell, and no left date while it belongs",
        "a merger of commissioners shows as every practice leaving one and joining the other; practices that had closed stay behind",
        "kinds are recognised by the form of the parent's code and the day of joining: U and five digits is a network, others are trusts before April 2013",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise,
    read: Some(Reader::Whole(read)),
};

fn recognise(sample: &Sample<'_>) -> bool {
    let is_membership = |fields: &Vec<&str>| {
        fields.len() == COLUMNS.len()
            && codes::is_practice(fields[CODE])
            && codes::is_ods(fields[PARENT])
            && Day::parse(fields[JOINED]).is_some()
    };
    let rows: Vec<Vec<&str>> = sample.records().filter(|fields| !is_header(fields[CODE])).collect();
    !rows.is_empty() && rows.iter().filter(|fields| is_membership(fields)).count() * 2 > rows.len()
}

fn is_header(code: &str) -> bool {
    code.eq_ignore_ascii_case(COLUMNS[CODE])
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = Header::new(COLUMNS);
    let named = source.find_header(|h| h.shown().first().is_some_and(|code| is_header(code)));
    let start = named.map_or(Start::TOP, |(_, start)| start);
    let mut links = LinkSet::default();
    let tally = source.each_row_from(start, &header, |row| Ok(add(row, &mut links)))?;
    Ok(Reading { tables: Tables::Links(file_name::published(source), links.finish(FORMAT.id)), tally })
}

fn add(row: &Row<'_>, links: &mut LinkSet) -> Result<Verdict, Bad> {
    let code = row.required(CODE, "a practice code")?;
    let parent = row.required(PARENT, "the code of a commissioner or network")?;
    let joined = row.day(JOINED)?.ok_or_else(|| row.bad(JOINED, "a day such as 20130401"))?;
    let left = row.day(LEFT)?;
    if left.is_some_and(|left| left < joined) {
        return Err(row.bad(LEFT, "a day of leaving that is not before that of joining"));
    }
    let from = area(Scheme::Ods, AreaKind::Practice, code, "");
    let to = area(Scheme::Ods, parent_kind(parent, joined), codes::trim_pco(parent), "");
    let new = links.insert(from, to, (Some(joined), left), None);
    Ok(if new { Verdict::Used(None) } else { Verdict::SetAside("listed before") })
}

fn parent_kind(code: &str, joined: Day) -> AreaKind {
    if codes::is_pcn(code) {
        AreaKind::Pcn
    } else if code.starts_with("7A") && code.ends_with(|c: char| c.is_ascii_digit()) {
        // The health boards of Wales are 7A1 to 7A7.
        AreaKind::Other
    } else if Day::new(2013, 4, 1).is_some_and(|groups| joined < groups) {
        AreaKind::Pct
    } else {
        AreaKind::Ccg
    }
}
