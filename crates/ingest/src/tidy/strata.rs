//! Small tables by age and sex: standard populations, reference rates, weights.

use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use super::unit_sheets;
use super::value::parse_cell;
use crate::error::Error;
use crate::input::{self, InputFile, Member, shorten};
use crate::read::ages::age_band;
use crate::read::sexes::{Sex, sex};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::standardise::{AgeBand, Reference, Standard, StratumKey, WeightTable};

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

const AGE: &[&str] = &["age_band", "age", "age_group", "ageband"];
const SEX: &[&str] = &["sex", "gender"];

/// A column that a table must or may have.
struct Wanted {
    word: &'static str,
    aliases: &'static [&'static str],
}

const PEOPLE: Wanted = Wanted { word: "population", aliases: &["population", "denominator", "people", "stdpop"] };
const EVENTS: Wanted = Wanted { word: "observed", aliases: &["observed", "numerator", "events", "count"] };
const RATE: Wanted = Wanted { word: "rate", aliases: &["rate"] };
const WEIGHT: Wanted = Wanted { word: "weight", aliases: &["weight", "weighting"] };

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

/// Reads weights: a table with columns `age_band` and/or `sex`, and `weight`; or named sets, of which `set` chooses one: JSON
/// with age bands and the weights of a male and a female patient in each, or the publisher's sheets of prescribing units
/// (layout `prescribing-units`, where the sets have the names of the measures).
///
/// # Errors
/// As [`read_standard`]; JSON in another layout; a set that is not there, or none named where there are several.
pub fn read_weights(path: &Path, set: Option<&str>) -> Result<ByStratum<WeightTable>, Error> {
    let file = input::open(path)?;
    let text = file.members.first().map_or("", |m| m.text.trim_start());
    if text.starts_with('{') {
        return json_weights(&file, text, set);
    }
    if let Some(sets) = unit_sheets::read(&file)? {
        return sheet_weights(&file, &sets, set);
    }
    if let Some(set) = set {
        let problem =
            format!("`weights-set` '{set}' chooses from a file of several sets; leave it out for a plain table");
        return Err(Error::File { file: file.name, problem });
    }
    let rows = read(&file, &[WEIGHT])?;
    let weights = rows.columns(0).ok_or_else(|| rows.lacks(&WEIGHT))?;
    Ok(made(&file, &rows, WeightTable::new(weights)?))
}

type Sets = BTreeMap<String, BTreeMap<String, [f64; 2]>>;

fn json_weights(file: &InputFile, text: &str, set: Option<&str>) -> Result<ByStratum<WeightTable>, Error> {
    let refuse = |problem: String| Error::File { file: file.name.clone(), problem };
    let layout = "expected {\"name of the set\": {\"age band\": [weight of a male, weight of a female]}}";
    let sets: Sets =
        serde_json::from_str(text).map_err(|e| refuse(format!("not the layout of weights ({e}); {layout}")))?;
    let (name, bands) = chosen(&sets, set).map_err(refuse)?;
    let mut weights = Vec::new();
    for (band, [male, female]) in bands {
        let band =
            age_band(band).map_err(|expected| refuse(format!("found the age band '{band}'; expected {expected}")))?;
        for (sex, weight) in [("male", male), ("female", female)] {
            weights.push((StratumKey { age_band: band, sex: Some(sex.into()) }, *weight));
        }
    }
    let input = provenance(file, weights.len(), Vec::new());
    Ok(ByStratum { table: WeightTable::new(weights)?, name: name.to_owned(), input })
}

fn sheet_weights(
    file: &InputFile,
    sets: &unit_sheets::Sets,
    set: Option<&str>,
) -> Result<ByStratum<WeightTable>, Error> {
    let refuse = |problem: String| Error::File { file: file.name.clone(), problem };
    let (name, rows) = chosen(sets, set).map_err(refuse)?;
    let given = |(key, weight): &(StratumKey, Option<f64>)| {
        let missing = || refuse(format!("the set '{name}' has no weight for {key}; choose another with `weights-set`"));
        Ok((key.clone(), weight.ok_or_else(missing)?))
    };
    let weights: Vec<(StratumKey, f64)> = rows.iter().map(given).collect::<Result<_, Error>>()?;
    let input = provenance(file, weights.len(), Vec::new());
    Ok(ByStratum { table: WeightTable::new(weights)?, name: name.to_owned(), input })
}

/// The set of this name, or the only one.
///
/// # Errors
/// All names, where none is chosen or there is no such set.
fn chosen<'a, T>(sets: &'a BTreeMap<String, T>, set: Option<&str>) -> Result<(&'a str, &'a T), String> {
    let names = || sets.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let found = match set {
        Some(name) => sets.iter().find(|(n, _)| *n == name),
        None if sets.len() == 1 => sets.iter().next(),
        None => return Err(format!("choose a set with `weights-set`: {}", names())),
    };
    let (name, found) = found.ok_or_else(|| {
        format!("there is no set '{}'; `weights-set` can be {}", shorten(set.unwrap_or_default()), names())
    })?;
    Ok((name, found))
}

/// The rows of a table: strata, and the numbers of each column that is there.
struct Rows {
    shown: String,
    header: Vec<String>,
    strata: Vec<StratumKey>,
    numbers: Vec<Option<Vec<f64>>>,
    table: TidyTable,
}

impl Rows {
    fn columns(&self, at: usize) -> Option<Vec<(StratumKey, f64)>> {
        let numbers = self.numbers[at].as_ref()?;
        Some(self.strata.iter().cloned().zip(numbers.iter().copied()).collect())
    }

    fn lacks(&self, wanted: &Wanted) -> Error {
        lacks(&self.shown, &self.header, wanted.word, wanted.aliases)
    }
}

fn made<T>(file: &InputFile, rows: &Rows, table: T) -> ByStratum<T> {
    let stem =
        Path::new(&file.name).file_stem().map_or_else(|| file.name.clone(), |s| s.to_string_lossy().into_owned());
    ByStratum { table, name: stem, input: provenance(file, rows.strata.len(), vec![rows.table.clone()]) }
}

fn provenance(file: &InputFile, rows_read: usize, tables: Vec<TidyTable>) -> TidyInput {
    TidyInput { name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone(), rows_read, tables }
}

fn read(file: &InputFile, wanted: &[Wanted]) -> Result<Rows, Error> {
    let [member] = &file.members[..] else {
        let problem = "expected one table, found an archive of several".to_owned();
        return Err(Error::File { file: file.name.clone(), problem });
    };
    let mut table = Table::open(member)?;
    let header = table.header.clone();
    let find = |word, aliases| position(member, &header, word, aliases);
    let (age, sexes) = (find("age_band", AGE)?, find("sex", SEX)?);
    if age.is_none() && sexes.is_none() {
        return Err(lacks(&member.shown, &header, "age_band", AGE));
    }
    let columns: Vec<Option<usize>> = wanted.iter().map(|w| find(w.word, w.aliases)).collect::<Result<_, _>>()?;
    let mut strata = Vec::new();
    let mut numbers: Vec<Option<Vec<f64>>> = columns.iter().map(|c| c.map(|_| Vec::new())).collect();
    while let Some((line, record)) = table.next()? {
        let text = |at: usize| record.get(at).unwrap_or_default().trim();
        let refuse = |at: usize, expected: String| Error::Field {
            file: member.shown.clone(),
            line,
            column: header[at].clone(),
            found: shorten(text(at)),
            expected,
        };
        let age_band = age.map(|at| age_band(text(at)).map_err(|e| refuse(at, e))).transpose()?;
        let sex = sexes.map(|at| sex(text(at)).map_err(|e| refuse(at, e))).transpose()?;
        let sex = sex.and_then(Sex::one).map(Arc::from);
        strata.push(StratumKey { age_band: age_band.unwrap_or(AgeBand::ALL), sex });
        for (at, numbers) in columns.iter().zip(&mut numbers) {
            if let (Some(at), Some(numbers)) = (at, numbers) {
                let known = parse_cell(text(*at)).map(unwarranted_core::Cell::value);
                let known = known.map_err(|expected| refuse(*at, expected.to_owned()))?;
                numbers.push(known.ok_or_else(|| refuse(*at, "a number; this table must be complete".to_owned()))?);
            }
        }
    }
    if strata.is_empty() {
        let problem = "there is a header line but no rows; expected one row per age band and sex".to_owned();
        return Err(Error::File { file: member.shown.clone(), problem });
    }
    let delimiter = char::from(table.delimiter);
    let rows_read = strata.len();
    let table =
        TidyTable { name: member.name.clone(), encoding: member.encoding, delimiter, rows_read, columns: Vec::new() };
    Ok(Rows { shown: member.shown.clone(), header, strata, numbers, table })
}

/// The one column with one of these names.
fn position(
    member: &Member,
    header: &[String],
    word: &'static str,
    aliases: &'static [&'static str],
) -> Result<Option<usize>, Error> {
    let is = |name: &String| aliases.iter().any(|a| a.eq_ignore_ascii_case(name));
    let found: Vec<usize> = header.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at).collect();
    match found[..] {
        [] => Ok(None),
        [at] => Ok(Some(at)),
        _ => {
            let names: Vec<&str> = found.iter().map(|at| header[*at].as_str()).collect();
            let problem = format!("more than one column for {word}: {}; rename all but one of them", names.join(", "));
            Err(Error::File { file: member.shown.clone(), problem })
        }
    }
}

fn lacks(shown: &str, header: &[String], word: &str, aliases: &[&str]) -> Error {
    let problem = format!(
        "no column for {word} (looked for {}); columns found: {}",
        aliases.join(", "),
        super::columns::list(header)
    );
    Error::File { file: shown.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

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
