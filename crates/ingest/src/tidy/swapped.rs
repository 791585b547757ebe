//! Names in the column of areas while another column has their codes.

use super::columns::Columns;
use super::fields::{FIELDS, Field};
use super::table::Table;
use crate::input::shorten;
use crate::values::codes::{is_ods, is_ons};
use std::collections::{BTreeMap, BTreeSet};

/// Areas from which on the codes beside them are those of areas and no accident.
const FEWEST: usize = 3;

/// The code of each area.
type Codes = BTreeMap<Vec<u8>, Vec<u8>>;

/// What is said where no area has a code and another column has one of the NHS or the Office for National Statistics for each, by which
/// figures of other files are joined. The first area that looks like a code ends the search.
pub(super) fn note(table: &Table<'_>, columns: &Columns) -> Option<String> {
    let area = columns.get(Field::Area)?;
    let taken = |at: &usize| FIELDS.iter().any(|entry| columns.get(entry.field) == Some(*at));
    let free = (0..table.header.len()).filter(|at| !taken(at));
    // The code of each area, of every column that may have them.
    let mut found: Vec<(usize, Codes)> = free.map(|at| (at, Codes::new())).collect();
    let (mut again, mut record) = (table.again(), csv::ByteRecord::new());
    while again.read_byte_record(&mut record).unwrap_or(false) {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim_ascii();
        let own = cell(area);
        if own.is_empty() {
            continue;
        }
        if is_code(own) {
            return None;
        }
        found.retain_mut(|(at, codes)| {
            let code = cell(*at);
            is_code(code) && *codes.entry(own.to_vec()).or_insert_with(|| code.to_vec()) == code
        });
        if found.is_empty() {
            return None;
        }
    }
    let one_each = |codes: &Codes| {
        let all: BTreeSet<&Vec<u8>> = codes.values().collect();
        codes.len() >= FEWEST && all.len() == codes.len()
    };
    let (at, codes) = found.iter().find(|(_, codes)| one_each(codes))?;
    let (name, code) = codes.first_key_value()?;
    let [name, code] = [name, code].map(|text| shorten(&String::from_utf8_lossy(text)));
    let [area, other] = [area, *at].map(|at| shorten(&table.header[at]));
    Some(format!(
        "the column '{area}', which is taken for the areas, has names such as {name}, and the column '{other}' has a code for each \
         ({code}): name it with `area` where areas are to go by their codes"
    ))
}

/// Whether a text is a code of nine characters of the Office for National Statistics, or one of the NHS, which has a figure.
fn is_code(text: &[u8]) -> bool {
    let ods = |text: &str| {
        is_ods(text) && text.bytes().any(|b| b.is_ascii_digit()) && !text.bytes().all(|b| b.is_ascii_digit())
    };
    std::str::from_utf8(text).is_ok_and(|text| is_ons(text) || ods(text))
}

#[cfg(test)]
mod tests {
    use crate::tidy::{Field, TidyOptions, read};

    fn notes(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        read(&[path], &TidyOptions::default().with(Field::Area, "place")).unwrap().notes
    }

    fn table(rows: [[&str; 3]; 3]) -> String {
        let rows: String =
            rows.iter().map(|[place, code, region]| format!("{place},{code},{region},5,100\n")).collect();
        format!("place,code,region,observed,denominator\n{rows}")
    }

    #[test]
    fn codes_beside_names_are_told() {
        for codes in [["E38000042", "E38000047", "E38000061"], ["00C", "00D", "00F"], ["A81001", "A81002", "A81003"]] {
            let [a, b, c] = codes;
            let told = notes(&table([["Darlington", a, "Y63"], ["Durham", b, "Y63"], ["Gateshead", c, "Y63"]]));
            let wanted = format!(
                "the column 'place', which is taken for the areas, has names such as Darlington, and the column 'code' has a code for \
                 each ({a}): name it with `area`"
            );
            assert!(told.iter().any(|note| note.contains(&wanted)), "{told:?}");
        }
    }

    #[test]
    fn nothing_is_said_of_codes_of_something_else() {
        for rows in [
            // Areas that have codes.
            [["00C", "E38000042", "N"], ["00D", "E38000047", "N"], ["00F", "E38000061", "N"]],
            // Codes of a region, two areas of which have one.
            [["Darlington", "Y63", "N"], ["Durham", "Y63", "N"], ["Gateshead", "Y62", "N"]],
            // Numbers, and a column with a word among codes.
            [["Darlington", "101", "N"], ["Durham", "102", "N"], ["Gateshead", "103", "N"]],
            [["Darlington", "00C", "N"], ["Durham", "none", "N"], ["Gateshead", "00F", "N"]],
        ] {
            let told = notes(&table(rows));
            assert!(!told.iter().any(|note| note.contains("has a code for each")), "{told:?}");
        }
    }
}
