//! What areas decided: one row per area, policy and day from which it holds.

use super::line::Line;
use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::policy::PolicyRow;

/// The columns, as a header names them: blanks, hyphens and underscores are the same.
const COLUMNS: [&str; 5] = ["area", "policy", "value", "valid from", "source"];

/// The lines of a policy file.
#[derive(Debug, Clone, PartialEq)]
pub struct Policies {
    /// Every row, in the order of the file.
    pub rows: Vec<PolicyRow>,
    /// The file they come from.
    pub input: TidyInput,
}

/// Reads a table with the columns `area`, `policy`, `value`, `valid from` (2016, 2016-04 or 2016-04-01: the first day on which
/// it holds) and `source` (who says so).
///
/// # Errors
/// Those of [`input::open`]; a missing column; an empty field, as a policy without a source cannot be published; a date that
/// cannot be read; no rows.
pub fn read_policies(path: &Path) -> Result<Policies, Error> {
    let file = input::open(path)?;
    let mut rows = Vec::new();
    let tables = file.members.iter().map(|m| read(m, &mut rows)).collect::<Result<Vec<_>, _>>()?;
    let rows_read = tables.iter().map(|t| t.rows_read).sum();
    if rows.is_empty() {
        let problem = "there are no rows; expected one per area and policy".to_owned();
        return Err(Error::File { file: file.name, problem });
    }
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables };
    Ok(Policies { rows, input })
}

fn read(member: &Member, rows: &mut Vec<PolicyRow>) -> Result<TidyTable, Error> {
    let mut table = Table::open(member)?;
    let header = table.header.clone();
    let plain = |name: &str| name.trim().to_lowercase().replace(['_', '-', '.'], " ");
    let place = |wanted: &str| {
        header.iter().position(|own| plain(own) == wanted).ok_or_else(|| {
            let found: Vec<String> = header.iter().map(|own| shorten(own)).collect();
            let problem = format!(
                "no column is called '{wanted}'; columns found: {}; a policy file has area, policy, value, valid from and source",
                found.join(", ")
            );
            Error::File { file: member.shown.clone(), problem }
        })
    };
    let places = COLUMNS.into_iter().map(place).collect::<Result<Vec<usize>, Error>>()?;
    let mut rows_read = 0;
    while let Some((number, record)) = table.next()? {
        rows_read += 1;
        let line = Line { file: &member.shown, line: number, header: &header };
        let text = |column: usize| -> Result<&str, Error> {
            let field = record.get(places[column]).map(str::trim).filter(|text| !text.is_empty());
            field.ok_or_else(|| line.field(places[column], "", needed(column)))
        };
        let owned = |column: usize| text(column).map(Arc::<str>::from);
        rows.push(PolicyRow {
            area: owned(0)?,
            policy: owned(1)?,
            value: owned(2)?,
            from: line.date(places[3], text(3)?)?,
            from_text: owned(3)?,
            source: owned(4)?,
            line: number,
        });
    }
    let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
    Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: Vec::new() })
}

/// What an empty field should have.
fn needed(column: usize) -> String {
    match column {
        2 => "what the area decided, such as 3 or no; leave the row out where that is not known",
        3 => "the first day on which it holds, such as 2016, 2016-04 or 2016-04-01",
        4 => "who says so: a policy without a source cannot be published",
        _ => "a value",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Month;

    fn of(text: &str) -> Result<Policies, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.csv");
        std::fs::write(&path, text).unwrap();
        read_policies(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn a_row_for_each_area_policy_and_day() {
        let found =
            of("area,policy,value,valid from,source\nA,IVF cycles,3,2016,Audit\nB,IVF cycles,1,2016-04-15,Audit\n")
                .unwrap();
        let day = |year, month, day| (Month::new(year, month).unwrap(), day);
        assert_eq!(found.rows.iter().map(|r| r.from).collect::<Vec<_>>(), [day(2016, 1, 1), day(2016, 4, 15)]);
        assert_eq!((found.rows[1].line, &*found.rows[1].from_text, found.input.rows_read), (3, "2016-04-15", 2));
        assert_eq!(of("Area;Policy;Value;VALID_FROM;Source\nA;x;yes;2016;y\n").unwrap().rows.len(), 1);
    }

    #[test]
    fn what_is_missing_is_told_with_line_and_column() {
        let head = "area,policy,value,valid from,source\n";
        for (text, says) in [
            (
                "area,policy,value,source\nA,x,1,y\n".to_owned(),
                ["no column is called 'valid from'", "a policy file has area"],
            ),
            (format!("{head}A,x,1,2016,\n"), ["line 2", "without a source cannot be published"]),
            (format!("{head}A,x,1,2016,y\nB,x,,2016,y\n"), ["line 3", "leave the row out"]),
            (format!("{head}A,x,1,April 2016,y\n"), ["line 2", "a date such as 2013"]),
            (format!("{head}A,x,1,2016-13,y\n"), ["line 2", "a date such as 2013"]),
            (format!("{head}A,x,1,,y\n"), ["line 2", "the first day on which it holds"]),
            (format!("{head},x,1,2016,y\n"), ["line 2", "column"]),
            (head.to_owned(), ["no rows", "one per area"]),
        ] {
            let error = of(&text).unwrap_err();
            assert!(says.iter().all(|part| error.contains(part)), "{text:?}: {error}");
        }
    }
}
