//! The 27 columns that the lists of the Organisation Data Service share.

use crate::error::Error;
use crate::read::{Bad, Header, Row, Sample, Source, Start, file_name};
use crate::tables::directory::{Organisation, Organisations};
use crate::tables::{Reading, Tables, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use crate::values::day::Day;
use std::collections::BTreeMap;

/// The columns, by the names of the publisher's description; the file has no header.
pub(super) const COLUMNS: [&str; 27] = [
    "Organisation Code",
    "Name",
    "National Grouping",
    "High Level Health Geography",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Postcode",
    "Open Date",
    "Close Date",
    "Status Code",
    "Organisation Sub-Type Code",
    "Commissioner",
    "Join Provider/Purchaser Date",
    "Left Provider/Purchaser Date",
    "Contact Telephone Number",
    "Null 19",
    "Null 20",
    "Null 21",
    "Amended Record Indicator",
    "Null 23",
    "Provider/Purchaser",
    "Null 25",
    "Prescribing Setting",
    "Null 27",
];

pub(super) const CODE: usize = 0;
const NAME: usize = 1;
const HIGH_LEVEL: usize = 3;
const POSTCODE: usize = 9;
const OPENED: usize = 10;
const CLOSED: usize = 11;
const STATUS: usize = 12;
const SUBTYPE: usize = 13;
const COMMISSIONER: usize = 14;
const JOINED: usize = 15;
const LEFT: usize = 16;
const SETTING: usize = 25;

/// Whether most rows have these columns, and a prescribing setting or none.
pub(super) fn recognise(sample: &Sample<'_>, with_setting: bool) -> bool {
    let is_list = |fields: &Vec<&str>| {
        fields.len() == COLUMNS.len()
            && fields[CODE].bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && (1..=8).contains(&fields[CODE].len())
            && [OPENED, CLOSED].iter().all(|at| fields[*at].is_empty() || Day::parse(fields[*at]).is_some())
            && fields[SETTING].is_empty() != with_setting
    };
    let rows: Vec<Vec<&str>> = sample.records().filter(|fields| !is_header(fields[CODE])).collect();
    !rows.is_empty() && rows.iter().filter(|fields| is_list(fields)).count() * 2 > rows.len()
}

/// The publisher also offers its lists with a header line.
fn is_header(code: &str) -> bool {
    code.eq_ignore_ascii_case("Organisation Code") || code.eq_ignore_ascii_case("Code")
}

/// A first line with words where the rows have days is a header, whatever it calls its columns.
fn has_words_for_days(fields: &[String]) -> bool {
    let is_word =
        |at: usize| fields.get(at).is_some_and(|day| !day.is_empty() && !day.contains(|c: char| c.is_ascii_digit()));
    fields.len() == COLUMNS.len() && is_word(OPENED) && is_word(CLOSED)
}

/// What becomes of one row: its kind, and which column names its parent.
pub(super) struct Place {
    pub(super) kind: AreaKind,
    pub(super) parent: Parent,
}

/// Which column names the parent.
#[derive(Clone, Copy)]
pub(super) enum Parent {
    /// The commissioner, with the days of joining and leaving it.
    Commissioner,
    /// The area team, partnership or board.
    HighLevel,
}

/// The fields that tell kinds apart.
pub(super) struct Fields<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) subtype: &'a str,
}

/// Reads a list; `place` says what each row is.
pub(super) fn read(source: &Source<'_>, series: &str, place: impl Fn(&Fields<'_>) -> Place) -> Result<Reading, Error> {
    let header = Header::new(COLUMNS);
    let first = source.header()?;
    let of_words = has_words_for_days(first.shown());
    let named = source.find_header(|h| {
        h.shown().first().is_some_and(|code| is_header(code)) || (of_words && h.shown() == first.shown())
    });
    let start = named.map_or(Start::TOP, |(_, start)| start);
    let mut rows: BTreeMap<(AreaKind, String), Organisation> = BTreeMap::new();
    let mut latest: Option<Day> = None;
    let tally = source.each_row_from(start, &header, |row| {
        Ok(organisation(row, &place).and_then(|found| {
            if rows.contains_key(&(found.kind, found.code.clone())) {
                return Err(row.bad(CODE, "one row per organisation"));
            }
            latest = latest.max(found.opened).max(found.closed).max(found.joined).max(found.left);
            let label = if found.closed.is_some() { "closed" } else { "open" };
            rows.insert((found.kind, found.code.clone()), found);
            Ok(Verdict::Used(Some(label)))
        }))
    })?;
    let mut tally = tally;
    let month = file_name::published(source);
    if let (None, Some(day)) = (month, latest) {
        let text =
            format!("neither the list nor its file name says when it was published; the latest day in it is {day}");
        tally.notices.push(text);
    }
    let list = Organisations { series: series.to_owned(), rows: rows.into_values().collect() };
    Ok(Reading { tables: Tables::Organisations(month, list), tally })
}

fn organisation(row: &Row<'_>, place: &impl Fn(&Fields<'_>) -> Place) -> Result<Organisation, Bad> {
    let code = row.required(CODE, "an organisation code")?;
    let fields = Fields { code, name: row.text(NAME), subtype: row.text(SUBTYPE) };
    let Place { kind, parent } = place(&fields);
    let (opened, closed) = (row.day(OPENED)?, row.day(CLOSED)?);
    if let (Some(opened), Some(closed)) = (opened, closed)
        && closed < opened
    {
        return Err(row.bad(CLOSED, "a day of closing that is not before that of opening"));
    }
    let parent_at = match parent {
        Parent::Commissioner => COMMISSIONER,
        Parent::HighLevel => HIGH_LEVEL,
    };
    Ok(Organisation {
        kind,
        code: code.to_owned(),
        name: fields.name.to_owned(),
        parent: codes::trim_pco(row.text(parent_at)).to_owned(),
        opened,
        closed,
        joined: row.day(JOINED)?,
        left: row.day(LEFT)?,
        status: row.text(STATUS).to_owned(),
        setting: row.text(SETTING).to_owned(),
        postcode: row.text(POSTCODE).to_owned(),
    })
}
