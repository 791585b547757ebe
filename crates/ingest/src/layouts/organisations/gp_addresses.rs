//! Names and addresses of practices beside GP practice prescribing (ADDR).

use crate::error::Error;
use crate::layouts::prescribing::gp_prescribing::ATTRIBUTION;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Header, Sample, Source};
use crate::tables::directory::{Organisation, Organisations};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::AreaKind;
use std::collections::BTreeMap;
use unwarranted_core::{Month, Period};

/// Fields of a row: month, practice, name, four of the address, postcode.
const FIELDS: usize = 8;

pub(crate) static FORMAT: Format = Format {
    id: "gp-addresses",
    title: "GP practice prescribing: names and addresses of practices (T201403ADDR+BNFT.CSV)",
    publisher: "NHS Digital (formerly the Health and Social Care Information Centre)",
    years: "August 2010 to 2019",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &["(no header) month", "practice code", "name", "four address lines", "postcode"],
    traps: &[
        "there is no header: the layout is known by eight fields that start with a month and a practice code",
        "padded until 2018; N/A stands for blank in 2018",
    ],
    dataset: Some(Dataset::Organisations),
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| month(header).is_some(),
    read: Some(Reader::Whole(read)),
};

/// The month of the first row, which stands where a header would.
fn month(header: &Header) -> Option<Month> {
    let first = header.shown();
    let code = |text: &String| text.len() == 6 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let stamp = |text: &String| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    if first.len() != FIELDS || !stamp(&first[0]) || !code(&first[1]) {
        return None;
    }
    match Period::parse(&first[0]) {
        Ok(Period::Month(month)) => Some(month),
        _ => None,
    }
}

fn practice(code: &str, name: &str, postcode: &str) -> Organisation {
    Organisation {
        kind: AreaKind::Practice,
        code: code.to_owned(),
        name: name.to_owned(),
        parent: String::new(),
        opened: None,
        closed: None,
        joined: None,
        left: None,
        status: String::new(),
        setting: String::new(),
        postcode: if postcode == "N/A" { String::new() } else { postcode.to_owned() },
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let first = source.header()?;
    let of_file = month(&first);
    let columns = ["month", "practice code", "name", "address 1", "address 2", "address 3", "address 4", "postcode"];
    let header = Header::new(columns);
    let top = first.shown();
    let mut practices = BTreeMap::from([(top[1].clone(), practice(&top[1], &top[2], &top[7]))]);
    let mut tally = source.each_row(&header, |row| {
        if Period::parse(row.text(0)).ok() != of_file.map(Period::Month) {
            return Ok(Err(row.bad(0, "the month of the first row")));
        }
        let code = match row.required(1, "a practice code") {
            Ok(code) => code,
            Err(bad) => return Ok(Err(bad)),
        };
        if practices.insert(code.to_owned(), practice(code, row.text(2), row.text(7))).is_some() {
            return Ok(Err(row.bad(1, "each practice once")));
        }
        Ok(Ok(Verdict::Used(None)))
    })?;
    // The first row is read as a header.
    tally.read += 1;
    tally.used += 1;
    let rows = practices.into_values().collect();
    let organisations = Organisations { series: FORMAT.id.to_owned(), rows };
    Ok(Reading { tables: Tables::Organisations(of_file, organisations), tally })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_testing as testing;

    fn practices(path: &std::path::Path) -> (Option<Month>, Vec<Organisation>, u64) {
        let text = std::fs::read_to_string(path).unwrap();
        let source = Source { shown: "ADDR", names: &["ADDR"], text: &text, max_rejects: 1.0, progress: &|_| () };
        let (format, reading) = crate::formats::read(&source).unwrap();
        assert_eq!(format.id, "gp-addresses");
        let Tables::Organisations(month, organisations) = reading.tables else { panic!("organisations expected") };
        assert_eq!((reading.tally.read, reading.tally.rejects.len()), (organisations.rows.len() as u64, 0));
        (month, organisations.rows, reading.tally.used)
    }

    #[test]
    fn the_first_row_is_a_practice_too() {
        let (month, rows, used) = practices(&testing::fixture("gp-addresses/T201410ADDR+BNFT.CSV"));
        assert_eq!((month, used), (Month::new(2014, 10), 3));
        let seen: Vec<_> = rows.iter().map(|o| (o.code.as_str(), o.name.as_str(), o.postcode.as_str())).collect();
        assert_eq!(seen[0], ("A90001", "THE ELMS SYNTHETIC SURGERY", "ZZ1 1AA"));
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn published_files_of_both_forms() {
        for files in testing::folders() {
            let forms = [
                ("T201403ADDR+BNFT.CSV", Month::new(2014, 3), files.known(2, 27)),
                ("T201812ADDR BNFT.csv", Month::new(2018, 12), files.known(3, 9473)),
            ];
            for (name, month, rows) in forms {
                let (found, practices, _) = practices(&files.join("gp-prescribing").join(name));
                assert_eq!((found, practices.len()), (month, rows), "{name}");
                assert_eq!(practices[0].name, files.known("THE ELMS SYNTHETIC SURGERY", "THE DENSHAM SURGERY"));
            }
        }
    }
}
