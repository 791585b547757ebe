//! Names of chemical substances beside GP practice prescribing (CHEM).

use crate::error::Error;
use crate::layouts::prescribing::gp_prescribing::ATTRIBUTION;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Header, Sample, Source};
use crate::tables::directory::{Term, Terms};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::codes;
use std::collections::BTreeMap;
use unwarranted_core::{Month, Period};

pub(crate) static FORMAT: Format = Format {
    id: "gp-chemicals",
    title: "GP practice prescribing: names of chemical substances (T201304CHEM+SUBS.CSV)",
    publisher: "NHS Digital (formerly the Health and Social Care Information Centre)",
    years: "August 2010 to 2019",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &["CHEM SUB", "NAME"],
    traps: &[
        "the month is the name of a column, most often the third, which has no values",
        "until 2018 codes and names are padded and lines end in a comma",
        "appliances have a code of 4 characters",
    ],
    dataset: Some(Dataset::Terms),
    geography: Geography::Unspecified,
    recognise: |Sample { header, .. }| header.has(&["CHEM_SUB", "NAME"]) && month(header).is_some(),
    read: Some(Reader::Whole(read)),
};

/// The month, which is a column's name.
fn month(header: &Header) -> Option<Month> {
    let in_name = |name: &String| match Period::parse(name.trim_matches(['.', '_', ' '])) {
        Ok(Period::Month(month)) => Some(month),
        _ => None,
    };
    header.shown().iter().find_map(in_name)
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let (code, name) =
        (crate::read::required(source, &header, &["CHEM_SUB"])?, crate::read::required(source, &header, &["NAME"])?);
    // Rows have a field less than the header, as the month has no value.
    let fields = Sample::new(source)?.rows.first().map_or(2, csv::StringRecord::len).max(2);
    let narrow = Header::new(header.shown().iter().take(fields).map(String::as_str));
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let tally = source.each_row(&narrow, |row| {
        let text = row.text(code);
        if !codes::is_bnf(text) {
            return Ok(Err(row.bad(code, "a BNF code of 4 to 9 letters and digits")));
        }
        let name = match row.required(name, "the name of a chemical substance") {
            Ok(name) => name,
            Err(bad) => return Ok(Err(bad)),
        };
        if names.insert(text.to_owned(), name.to_owned()).is_some() {
            return Ok(Err(row.bad(code, "each code once")));
        }
        Ok(Ok(Verdict::Used(None)))
    })?;
    let term = |(code, name): (String, String)| {
        let parent = code.get(..7).filter(|_| code.len() > 7).unwrap_or_default().to_owned();
        Term { code, level: "chemical".to_owned(), name, parent, value: None, unit: String::new() }
    };
    let rows = names.into_iter().map(term).collect();
    let terms = Terms { series: FORMAT.id.to_owned(), rows };
    Ok(Reading { tables: Tables::Terms(month(&header), terms), tally })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_testing as testing;

    fn terms(path: &std::path::Path) -> (Option<Month>, Terms, u64) {
        let text = std::fs::read_to_string(path).unwrap();
        let source = Source { shown: "CHEM", names: &["CHEM"], text: &text, max_rejects: 1.0, progress: &|_| () };
        let (format, reading) = crate::formats::read(&source).unwrap();
        assert_eq!(format.id, "gp-chemicals");
        let Tables::Terms(month, terms) = reading.tables else { panic!("terms expected") };
        (month, terms, reading.tally.rejects.len() as u64)
    }

    #[test]
    fn the_month_is_a_column_name() {
        let (month, terms, rejects) = terms(&testing::fixture("gp-chemicals/T201304CHEM+SUBS.CSV"));
        assert_eq!((month, rejects), (Month::new(2013, 4), 0));
        let seen: Vec<_> = terms.rows.iter().map(|t| (t.code.as_str(), t.name.as_str(), t.parent.as_str())).collect();
        let expected = [
            ("0212000B0", "Atorvastatin", "0212000"),
            ("0501013B0", "Amoxicillin", "0501013"),
            ("2003", "Wound Management & Other Dressings", ""),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn published_files_of_both_forms() {
        for files in testing::folders() {
            let forms = [
                ("T201304CHEM+SUBS.CSV", Month::new(2013, 4), files.known(3, 88)),
                ("T201812CHEM SUBS.csv", Month::new(2018, 12), files.known(4, 3481)),
            ];
            for (name, month, rows) in forms {
                let (found, terms, rejects) = terms(&files.join("gp-prescribing").join(name));
                assert_eq!((found, terms.rows.len(), rejects), (month, rows, 0), "{name}");
                assert!(terms.rows.iter().any(|t| (&*t.code, &*t.name) == ("0101010A0", "Alexitol Sodium")), "{name}");
            }
        }
    }
}
