//! Small tables with columns of known names: costs of services, moves of money, an index of prices.

use super::survey::Dots;
use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use super::value::parse_cell_as;
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::Cell;
use unwarranted_core::near::near;

/// The rows of a small table.
#[derive(Debug, Clone)]
pub struct Records {
    /// In the order of the file.
    pub rows: Vec<Record>,
    /// The file.
    pub input: TidyInput,
    columns: Arc<[String]>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Record {
    file: Arc<str>,
    line: u64,
    columns: Arc<[String]>,
    cells: Vec<String>,
}

/// Reads a table that has the `required` columns and may have the `optional` ones. Names may differ in case, and in blanks, dots, hyphens
/// and underscores. Columns that are neither are passed over, unless their names are nearly that of an optional one.
///
/// # Errors
/// Those of [`input::open`]; an archive of several tables; a column that is missing, there twice or misspelt; no rows.
pub fn read_records(path: &Path, required: &[&str], optional: &[&str]) -> Result<Records, Error> {
    let file = input::open(path)?;
    let [member] = &file.members[..] else {
        let problem = format!("it holds {} tables; expected one", file.members.len());
        return Err(Error::File { file: file.shown, problem });
    };
    let has_all = |header: &[String]| required.iter().all(|name| header.iter().any(|own| same(own, name)));
    let mut table = Table::find(member, has_all)?;
    let header = table.header.clone();
    let columns: Arc<[String]> = places(member, &header, required, optional)?.into();
    let (shown, mut rows): (Arc<str>, Vec<Record>) = (member.shown.as_str().into(), Vec::new());
    while let Some((line, record)) = table.next()? {
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        rows.push(Record { file: Arc::clone(&shown), line, columns: Arc::clone(&columns), cells });
    }
    no_thousands(member, &header, table.delimiter == b',', &rows)?;
    if rows.is_empty() {
        return Err(Error::File {
            file: member.shown.clone(),
            problem: "there is a header line but no rows".to_owned(),
        });
    }
    let (name, delimiter, rows_read) = (member.name.clone(), char::from(table.delimiter), rows.len());
    let table = TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: Vec::new() };
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables: vec![table] };
    Ok(Records { rows, input, columns })
}

/// Refuses columns in which a dot may stand between thousands.
fn no_thousands(member: &Member, header: &[String], commas: bool, rows: &[Record]) -> Result<(), Error> {
    for (at, name) in header.iter().enumerate() {
        let mut dots = Dots::default();
        rows.iter().filter_map(|row| row.cells.get(at)).for_each(|cell| dots.see(cell.as_bytes()));
        if let Some(example) = dots.doubtful(commas) {
            let problem = format!(
                "column '{}': every dot stands before exactly three digits, so that {example} can be {}, with a dot between \
                 thousands, or a decimal number; write thousands without a dot, or decimals with other than three digits",
                shorten(name),
                example.replace('.', "")
            );
            return Err(Error::File { file: member.shown.clone(), problem });
        }
    }
    Ok(())
}

/// The name of each column of the file, in our words where it is one of ours.
fn places(member: &Member, header: &[String], required: &[&str], optional: &[&str]) -> Result<Vec<String>, Error> {
    let refuse = |problem: String| Error::File { file: member.shown.clone(), problem };
    for name in required.iter().chain(optional) {
        match header.iter().filter(|own| same(own, name)).count() {
            0 if required.contains(name) => {
                let found: Vec<String> = header.iter().map(|own| shorten(own)).collect();
                let problem = format!("no column is called '{name}'; columns found: {}", found.join(", "));
                return Err(refuse(problem));
            }
            0 | 1 => {}
            _ => return Err(refuse(format!("more than one column is called '{name}'"))),
        }
    }
    let all = || required.iter().chain(optional);
    let one = |own: &String| match all().find(|name| same(own, name)) {
        Some(name) => Ok((*name).to_owned()),
        None => {
            let free = optional.iter().copied().filter(|name| !header.iter().any(|own| same(own, name)));
            match near(own, free).first() {
                Some(meant) => Err(refuse(format!("there is a column '{}'; did you mean '{meant}'?", shorten(own)))),
                None => Ok(own.clone()),
            }
        }
    };
    header.iter().map(one).collect()
}

fn same(own: &str, name: &str) -> bool {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase() };
    plain(own) == plain(name)
}

impl Records {
    /// Whether there is such a column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }
}

impl Record {
    /// The text of a column; `None` where it is blank or there is no such column.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.cells.get(at).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The text of a column that must have one.
    ///
    /// # Errors
    /// A blank cell.
    pub fn needed(&self, column: &str, expected: &str) -> Result<&str, Error> {
        self.text(column).ok_or_else(|| self.refuse(column, expected))
    }

    /// A number, negative ones among them; `None` where the cell is blank or there is no such column.
    ///
    /// # Errors
    /// A cell that is no number.
    pub fn number(&self, column: &str, expected: &str) -> Result<Option<f64>, Error> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let negative = text.strip_prefix(['-', '\u{2212}']).map(str::trim);
        match parse_cell_as(negative.unwrap_or(text), None) {
            Ok(Cell::Value(value)) => Ok(Some(if negative.is_some() { -value } else { value })),
            _ => Err(self.refuse(column, expected)),
        }
    }

    /// A number that must be there.
    ///
    /// # Errors
    /// A cell that is blank or no number.
    pub fn needed_number(&self, column: &str, expected: &str) -> Result<f64, Error> {
        self.number(column, expected)?.ok_or_else(|| self.refuse(column, expected))
    }

    /// What is wrong with a cell, with its place.
    #[must_use]
    pub fn refuse(&self, column: &str, expected: &str) -> Error {
        Error::Field {
            file: self.file.to_string(),
            line: self.line,
            column: column.to_owned(),
            found: shorten(self.text(column).unwrap_or_default()),
            expected: expected.to_owned(),
        }
    }

    /// What is wrong with the row, with its place.
    #[must_use]
    pub fn refuse_row(&self, problem: impl Into<String>) -> Error {
        Error::Row { file: self.file.to_string(), line: self.line, problem: problem.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Records, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("moves.csv");
        std::fs::write(&path, text).unwrap();
        read_records(&path, &["from", "amount"], &["year cv"]).map_err(|e| e.to_string())
    }

    #[test]
    fn columns_are_found_by_their_words() {
        let found = read("A title\n\nFrom,Amount,Year_CV,remark\nA,1234.5,,x\nB,-3,0.1,\n").unwrap();
        assert!(found.has("year cv") && !found.has("cost"));
        let [a, b] = &found.rows[..] else { panic!() };
        assert_eq!(
            (a.text("from"), a.number("amount", "").unwrap(), a.number("year cv", "").unwrap()),
            (Some("A"), Some(1234.5), None)
        );
        assert_eq!((b.number("amount", "").unwrap(), b.text("remark")), (Some(-3.0), None));
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let cell = read("from,amount\nA,x\n").unwrap().rows[0].needed_number("amount", "pounds").unwrap_err();
        assert!(cell.to_string().contains("line 2, column 'amount': found 'x'; expected pounds"), "{cell}");
        let blank = read("from,amount\n,3\n").unwrap().rows[0].needed("from", "an area").unwrap_err().to_string();
        assert!(blank.contains("line 2, column 'from': found ''; expected an area"), "{blank}");
        assert!(
            read("from,sum\nA,1\n").unwrap_err().contains("no column is called 'amount'; columns found: from, sum")
        );
        assert!(read("from,amount,year_vc\nA,1,2\n").unwrap_err().contains("did you mean 'year cv'?"));
        assert!(read("from,amount,From\nA,1,2\n").unwrap_err().contains("more than one column is called 'from'"));
        assert!(read("from,amount\n").unwrap_err().contains("no rows"));
        assert!(read("from;amount\nA;1.250\nB;10.000\n").unwrap_err().contains("1.250 can be 1250"));
    }
}
