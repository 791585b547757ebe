//! A file that says what the measures of a tidy file are.

use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use unwarranted_core::rates::{RateUnit, UNIT_EXPECTED};
use unwarranted_core::{Kind, Polarity, UnknownWord};

/// The columns, the first of which must be there.
const COLUMNS: [&str; 8] = ["measure", "title", "unit", "kind", "polarity", "source", "per_person", "per_person_cv"];

/// What is known of one measure; `None`: the file does not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureWords {
    /// Its name, as it begins a sentence.
    pub title: Option<String>,
    /// What its rates are per.
    pub unit: Option<RateUnit>,
    /// Count, amount or share.
    pub kind: Option<Kind>,
    /// Which way is better.
    pub polarity: Option<Polarity>,
    /// The source line.
    pub source: Option<String>,
    /// What a treated person takes in a year, in the unit of the numerator, with its coefficient of variation over persons
    /// (1 where the file does not say it).
    pub per_person: Option<[f64; 2]>,
}

/// The measures of a file by their identifiers, as in the treatment column of a tidy file.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// What is known of each.
    pub measures: BTreeMap<Arc<str>, MeasureWords>,
    /// The file they come from.
    pub input: TidyInput,
}

/// Reads a table with the columns `measure,title,unit,kind,polarity,source,per_person,per_person_cv`; only the first must be
/// there, and a field may be empty.
///
/// # Errors
/// Those of [`input::open`]; a column that is none of these; a row without a measure, a measure with two rows; a unit,
/// kind or polarity that cannot be read; a percentage that is no share; an amount per person that is not above zero, or a
/// coefficient of variation below zero or without an amount; no rows.
pub fn read_measures(path: &Path) -> Result<Measures, Error> {
    let file = input::open(path)?;
    let mut measures = BTreeMap::new();
    let tables = file.members.iter().map(|m| read_table(m, &mut measures)).collect::<Result<Vec<_>, _>>()?;
    let rows_read = tables.iter().map(|t| t.rows_read).sum();
    if measures.is_empty() {
        let problem = "there are no rows; expected one row per measure".to_owned();
        return Err(Error::File { file: file.name, problem });
    }
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables };
    Ok(Measures { measures, input })
}

fn read_table(member: &Member, measures: &mut BTreeMap<Arc<str>, MeasureWords>) -> Result<TidyTable, Error> {
    let mut table = Table::open(member)?;
    let header: Vec<String> = table.header.iter().map(|name| name.to_lowercase()).collect();
    check_columns(member, &header)?;
    let at = COLUMNS.map(|wanted| header.iter().position(|name| name == wanted));
    let mut rows_read = 0;
    while let Some((line, record)) = table.next()? {
        rows_read += 1;
        let fields = at.map(|at| at.and_then(|at| record.get(at)).map(str::trim).filter(|text| !text.is_empty()));
        let row = Row { file: &member.shown, line, fields };
        let id: Arc<str> = row.fields[0].ok_or_else(|| row.problem("the row names no measure".to_owned()))?.into();
        let words = row.words()?;
        if measures.insert(Arc::clone(&id), words).is_some() {
            return Err(row.problem(format!("'{}' has a row above; expected one row per measure", shorten(&id))));
        }
    }
    let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
    Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: Vec::new() })
}

fn check_columns(member: &Member, header: &[String]) -> Result<(), Error> {
    let unknown = header.iter().find(|name| !COLUMNS.contains(&name.as_str()));
    let twice = COLUMNS.iter().find(|wanted| header.iter().filter(|name| name == *wanted).count() > 1);
    let says = match (unknown, twice) {
        (Some(name), _) => format!("a column is called '{}'", shorten(name)),
        (None, Some(name)) => format!("two columns are called '{name}'"),
        (None, None) if !header.iter().any(|name| name == COLUMNS[0]) => "no column is called 'measure'".to_owned(),
        (None, None) => return Ok(()),
    };
    let problem = format!(
        "{says}; a file of measures has the columns {}, of which only the first must be there",
        COLUMNS.join(", ")
    );
    Err(Error::File { file: member.shown.clone(), problem })
}

/// One row, its fields in the order of [`COLUMNS`].
struct Row<'a> {
    file: &'a str,
    line: u64,
    fields: [Option<&'a str>; 8],
}

impl Row<'_> {
    fn words(&self) -> Result<MeasureWords, Error> {
        let [_, title, unit, _, _, source, ..] = self.fields;
        let unit = unit.map(|text| RateUnit::parse(text).ok_or_else(|| self.field(2, text, UNIT_EXPECTED.to_owned())));
        let (unit, kind) = (unit.transpose()?, self.word::<Kind>(3)?);
        if matches!(unit, Some(RateUnit::Percentage(_))) && kind.is_some_and(|kind| kind != Kind::Share) {
            let expected = "share, as its unit is a percentage; or a unit such as 'items per 1,000 patients'";
            return Err(self.field(3, self.fields[3].unwrap_or_default(), expected.to_owned()));
        }
        let kind = kind.or_else(|| matches!(unit, Some(RateUnit::Percentage(_))).then_some(Kind::Share));
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (polarity, per_person) = (self.word(4)?, self.per_person()?);
        Ok(MeasureWords { title: text(title), unit, kind, polarity, source: text(source), per_person })
    }

    fn per_person(&self) -> Result<Option<[f64; 2]>, Error> {
        let [amount, cv] = [(6, "above zero"), (7, "of 0 or more")].map(|(at, range)| {
            let allowed = |x: &f64| x.is_finite() && *x >= 0.0 && (at == 7 || *x > 0.0);
            let number = |text: &str| {
                let found = text.parse().ok().filter(allowed);
                found.ok_or_else(|| self.field(at, text, format!("a number {range}, such as 1.5")))
            };
            self.fields[at].map(number).transpose()
        });
        match (amount?, cv?) {
            (Some(amount), cv) => Ok(Some([amount, cv.unwrap_or(1.0)])),
            (None, Some(_)) => {
                let expected = "nothing, as the row gives no per_person".to_owned();
                Err(self.field(7, self.fields[7].unwrap_or_default(), expected))
            }
            (None, None) => Ok(None),
        }
    }

    /// The field as one of the words of an enum.
    fn word<T: FromStr<Err = UnknownWord>>(&self, at: usize) -> Result<Option<T>, Error> {
        let one_of = |e: UnknownWord| format!("one of {}{}", e.expected.join(", "), e.meant);
        let parse = |text: &str| text.to_lowercase().parse().map_err(|e| self.field(at, text, one_of(e)));
        self.fields[at].map(parse).transpose()
    }

    fn field(&self, at: usize, found: &str, expected: String) -> Error {
        let (file, column) = (self.file.to_owned(), COLUMNS[at].to_owned());
        Error::Field { file, line: self.line, column, found: shorten(found), expected }
    }

    fn problem(&self, problem: String) -> Error {
        Error::Row { file: self.file.to_owned(), line: self.line, problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Measures, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        std::fs::write(&path, text).unwrap();
        read_measures(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn each_measure_has_its_words() {
        let found = read(
            "Measure;Unit;polarity;kind\nhips;operations per 1,000 patients;neither;\nsaba;percentage of inhalers;LOW;\n\
             cost;£ per patient;;amount\nplain;;;\n",
        )
        .unwrap()
        .measures;
        let unit = |id: &str| found[id].unit.clone().unwrap();
        assert_eq!(unit("hips").to_string(), "operations per 1,000 patients");
        assert!(unit("cost").is_money());
        assert_eq!((found["saba"].kind, found["saba"].polarity), (Some(Kind::Share), Some(Polarity::Low)));
        assert_eq!((found["hips"].kind, found["hips"].polarity), (None, Some(Polarity::Neither)));
        assert_eq!(found["plain"], MeasureWords::default());
        let amounts = read("measure,per_person,per_person_cv\na,120,0.5\nb,12,\nc,,\n").unwrap().measures;
        let amounts = ["a", "b", "c"].map(|id| amounts[id].per_person);
        assert_eq!(amounts, [Some([120.0, 0.5]), Some([12.0, 1.0]), None]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for (text, says) in [
            ("measure,polartiy\na,low\n", "m.csv: a column is called 'polartiy'"),
            ("measure,unit,unit\na,b,c\n", "two columns are called 'unit'"),
            ("title\nHips\n", "no column is called 'measure'"),
            ("measure\n", "there are no rows"),
            ("measure,title\n,Hips\n", "line 2: the row names no measure"),
            ("measure\na\na\n", "line 3: 'a' has a row above"),
            ("measure,unit\na,items\n", "line 2, column 'unit': found 'items'; expected what is counted, 'per'"),
            ("measure,unit\na,items per 0 patients\n", "line 2, column 'unit'"),
            ("measure,kind\na,ratio\n", "line 2, column 'kind': found 'ratio'; expected one of count"),
            ("measure,polarity\na,down\n", "line 2, column 'polarity': found 'down'"),
            ("measure,per_person\na,0\n", "line 2, column 'per_person': found '0'; expected a number above zero"),
            (
                "measure,per_person,per_person_cv\na,5,-1\n",
                "column 'per_person_cv': found '-1'; expected a number of 0 or more",
            ),
            ("measure,per_person,per_person_cv\na,,1\n", "found '1'; expected nothing, as the row gives no per_person"),
            ("measure,unit,kind\na,per cent,count\n", "expected share, as its unit is a percentage"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
