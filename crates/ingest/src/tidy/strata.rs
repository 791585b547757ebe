//! Small tables by age and sex: standard populations, reference rates, weights.

mod rows;
mod weights;

pub use weights::read_weights;

use super::tables::{TidyInput, TidyTable};
use crate::error::Error;
use crate::input::{self, InputFile};
use rows::{Rows, Wanted, read};
use std::path::Path;
use unwarranted_core::standardise::{Reference, Standard};

/// A table by age and sex with where it comes from.
#[derive(Debug, Clone)]
pub struct ByStratum<T> {
    /// The table.
    pub table: T,
    /// What it is called: the file's name without its ending, or the name of a set of weights.
    pub name: String,
    /// The file.
    pub input: TidyInput,
}

const PEOPLE: Wanted = Wanted { word: "population", aliases: &["population", "denominator", "people", "stdpop"] };
const EVENTS: Wanted = Wanted { word: "observed", aliases: &["observed", "numerator", "events", "count"] };
const RATE: Wanted = Wanted { word: "rate", aliases: &["rate"] };

/// Reads a standard population: columns `age_band` and/or `sex`, and `population`.
///
/// # Errors
/// Those of [`input::open`]; a missing column; a value that cannot be read; no rows; a stratum twice.
pub fn read_standard(path: &Path) -> Result<ByStratum<Standard>, Error> {
    let file = input::open(path)?;
    let rows = read(&file, &[PEOPLE])?;
    let people = rows.columns(0).ok_or_else(|| rows.lacks(&PEOPLE))?;
    Ok(made(&file, &rows, Standard::table(people)?))
}

/// Reads reference rates: columns `age_band` and/or `sex`, and either `rate` (per person) or `observed` and `population`.
///
/// # Errors
/// As [`read_standard`].
pub fn read_reference(path: &Path) -> Result<ByStratum<Reference>, Error> {
    let file = input::open(path)?;
    let rows = read(&file, &[RATE, EVENTS, PEOPLE])?;
    let reference = match (rows.columns(0), rows.columns(1), rows.columns(2)) {
        (_, Some(events), Some(people)) => {
            Reference::new(events.into_iter().zip(people).map(|((key, events), (_, people))| (key, events, people)))?
        }
        (Some(rates), ..) => Reference::of_rates(rates)?,
        _ => return Err(rows.lacks(&RATE)),
    };
    Ok(made(&file, &rows, reference))
}

fn made<T>(file: &InputFile, rows: &Rows, table: T) -> ByStratum<T> {
    let stem =
        Path::new(&file.name).file_stem().map_or_else(|| file.name.clone(), |s| s.to_string_lossy().into_owned());
    ByStratum { table, name: stem, input: provenance(file, rows.strata.len(), vec![rows.table.clone()]) }
}

fn provenance(file: &InputFile, rows_read: usize, tables: Vec<TidyTable>) -> TidyInput {
    TidyInput { name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone(), rows_read, tables }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::standardise::StratumKey;

    fn file(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn key(band: &str, sex: Option<&str>) -> StratumKey {
        StratumKey { age_band: band.parse().unwrap(), sex: sex.map(Into::into) }
    }

    #[test]
    fn standards_and_references_are_read_by_their_columns() {
        let (_folder, path) = file("own.csv", "Age_Band,Gender,Population\n0-4,F,30\n0-4,M,20\n5+,F,10\n5+,M,40\n");
        let standard = read_standard(&path).unwrap();
        assert_eq!((standard.name.as_str(), standard.input.rows_read), ("own", 4));
        assert_eq!(standard.table.weight(&key("0-4", None)).ok(), Some(50.0));
        let (_folder, path) = file("r.csv", "age,observed,population\n0-4,5,50\n5+,20,50\n");
        assert_eq!(read_reference(&path).unwrap().table.crude_rate(), Some(0.25));
        let (_folder, path) = file("r.csv", "sex,rate\nfemale,0.1\nmale,0.2\n");
        assert_eq!(read_reference(&path).unwrap().table.crude_rate(), None);
    }

    #[test]
    fn weights_are_read_from_csv_and_json() {
        let json = r#"{"statins": {"0-4": [0, 0.1], "75+": [5.5, 6]}, "other": {"0+": [1, 1]}}"#;
        let (_folder, path) = file("w.json", json);
        let found = read_weights(&path, Some("statins")).unwrap();
        assert_eq!((found.name.as_str(), found.table.weight(&key("80-84", Some("female")))), ("statins", Some(6.0)));
        assert!(read_weights(&path, None).unwrap_err().to_string().contains("`weights-set`: other, statins"));
        assert!(read_weights(&path, Some("x")).unwrap_err().to_string().contains("other, statins"));
        let (_folder, path) = file("w.csv", "age_band,weight\n0-64,1\n65+,3\n");
        assert_eq!(read_weights(&path, None).unwrap().table.weight(&key("70-74", Some("male"))), Some(3.0));
        assert!(read_weights(&path, Some("x")).is_err());
    }

    #[test]
    fn weights_are_read_from_the_sheets_of_prescribing_units() {
        let path = unwarranted_testing::fixture("prescribing-units/units (STAR-PUs).csv");
        let names = read_weights(&path, None).unwrap_err().to_string();
        assert!(
            names.contains("`weights-set`: star-pu-2009-caps-and-tabs-adq, star-pu-2009-healing-drugs-cost,"),
            "{names}"
        );
        let found = read_weights(&path, Some("star-pu-2013-healing-drugs-cost")).unwrap();
        assert_eq!((found.name.as_str(), found.input.rows_read), ("star-pu-2013-healing-drugs-cost", 4));
        assert_eq!(found.table.weight(&key("5-9", Some("female"))), Some(0.25));
        let gaps = read_weights(&path, Some("star-pu-2009-caps-and-tabs-adq")).unwrap_err().to_string();
        assert!(gaps.contains("has no weight for age 5-14, sex female"), "{gaps}");
    }

    #[test]
    fn errors_name_line_and_column() {
        for (text, said) in [
            ("age_band,population\n0-4,many\n", "line 2, column 'population'"),
            ("age_band,population\n0-4,\n", "must be complete"),
            ("age_band,population\nold,5\n", "line 2, column 'age_band'"),
            ("band,population\n0-4,5\n", "no column for age_band"),
            ("age_band,figure\n0-4,5\n", "no column for population"),
            ("age_band,population\n", "no rows"),
            ("age_band,population\n0-4,5\n0-4,6\n", "each stratum once"),
            ("age_band,age,population\n0-4,0-4,6\n", "more than one column"),
        ] {
            let (_folder, path) = file("s.csv", text);
            let error = read_standard(&path).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
