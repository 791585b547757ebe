//! Assessments of areas against criteria: one row per area, criterion, assessor and date.

use super::line::Line;
use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::criteria::{Assessed, Assessment};

/// The columns beside that of the area and its name.
const COLUMNS: [&str; 6] = ["criterion", "domain", "level", "met", "assessor", "date"];
const MET: [&str; 6] = ["yes", "y", "true", "met", "1", "pass"];
const NOT_MET: [&str; 7] = ["no", "n", "false", "not met", "0", "fail", "failed"];

/// The assessments of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessments {
    /// Every row with a finding, in the order of the file.
    pub rows: Vec<Assessment>,
    /// Names of areas.
    pub names: BTreeMap<Arc<str>, Arc<str>>,
    /// Rows without a finding: not assessed.
    pub missing: usize,
    /// Whether findings are levels.
    pub levels: bool,
    /// The file they come from.
    pub input: TidyInput,
}

/// Reads a table with a column of areas (`area`, or the one that is named), `criterion`, and `met` (yes or no) or `level` (a
/// number, higher being better); `name` (or the one that is named), `domain`, `assessor` and `date` (2013, 2013-03 or 2013-03-31) may be there.
/// A row with an empty finding is counted as not assessed.
///
/// # Errors
/// Those of [`input::open`]; a missing column, `level` beside `met`; a row without area or criterion; a finding or a date that
/// cannot be read; no rows.
pub fn read_assessments(path: &Path, area: Option<&str>, name: Option<&str>) -> Result<Assessments, Error> {
    let file = input::open(path)?;
    let mut found = Found::default();
    let tables = file.members.iter().map(|m| found.read(m, area, name)).collect::<Result<Vec<_>, _>>()?;
    let rows_read = tables.iter().map(|t| t.rows_read).sum();
    if found.rows.is_empty() {
        let problem = "no row has a finding; expected one row per area, criterion and assessor".to_owned();
        return Err(Error::File { file: file.name, problem });
    }
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables };
    let Found { rows, names, missing, levels } = found;
    Ok(Assessments { rows, names, missing, levels, input })
}

#[derive(Default)]
struct Found {
    rows: Vec<Assessment>,
    names: BTreeMap<Arc<str>, Arc<str>>,
    missing: usize,
    levels: bool,
}

/// Where the columns are.
struct Places {
    area: usize,
    criterion: usize,
    name: Option<usize>,
    /// What was found, as levels or as what is met.
    result: usize,
    levels: bool,
    domain: Option<usize>,
    assessor: Option<usize>,
    date: Option<usize>,
}

impl Places {
    fn find(member: &Member, header: &[String], area: Option<&str>, name: Option<&str>) -> Result<Self, Error> {
        let column = |wanted: &str| header.iter().position(|own| own.eq_ignore_ascii_case(wanted));
        let file_problem = |problem: String| Error::File { file: member.shown.clone(), problem };
        let need = |wanted: &str| {
            column(wanted).ok_or_else(|| {
                file_problem(format!("no column is called '{}'; columns found: {}", shorten(wanted), header.join(", ")))
            })
        };
        let (area, criterion) = (need(area.unwrap_or("area"))?, need(COLUMNS[0])?);
        let name = name.map(need).transpose()?.or_else(|| column("name"));
        let [_, domain, level, met, assessor, date] = COLUMNS.map(column);
        let (result, levels) = match (level, met) {
            (Some(at), None) => (at, true),
            (None, Some(at)) => (at, false),
            (Some(_), Some(_)) => {
                return Err(file_problem("there are columns 'level' and 'met'; expected one of them".to_owned()));
            }
            (None, None) => {
                return Err(file_problem("no column is called 'met' or 'level'; expected one of them".to_owned()));
            }
        };
        Ok(Self { area, criterion, name, result, levels, domain, assessor, date })
    }
}

impl Found {
    fn read(&mut self, member: &Member, area: Option<&str>, name: Option<&str>) -> Result<TidyTable, Error> {
        let mut table = Table::open(member)?;
        let header = table.header.clone();
        let places = Places::find(member, &header, area, name)?;
        self.levels = places.levels;
        let mut rows_read = 0;
        while let Some((line, record)) = table.next()? {
            rows_read += 1;
            let row = Line { file: &member.shown, line, header: &header };
            let text = |at: Option<usize>| at.and_then(|at| record.get(at)).map(str::trim).filter(|t| !t.is_empty());
            let must = |at: usize| text(Some(at)).ok_or_else(|| row.field(at, "", "a value".to_owned()));
            let (area, criterion): (Arc<str>, Arc<str>) = (must(places.area)?.into(), must(places.criterion)?.into());
            if let Some(name) = text(places.name) {
                self.names.insert(Arc::clone(&area), name.into());
            }
            let date = text(places.date)
                .map(|t| row.date(places.date.unwrap_or_default(), t).map(|_| t.into()))
                .transpose()?;
            let Some(finding) = text(Some(places.result)) else {
                self.missing += 1;
                continue;
            };
            let assessed =
                if places.levels { row.level(places.result, finding)? } else { row.met(places.result, finding)? };
            let (domain, assessor) = (text(places.domain).map(Into::into), text(places.assessor).map(Into::into));
            self.rows.push(Assessment { area, criterion, domain, assessed, assessor, date });
        }
        let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
        Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: Vec::new() })
    }
}

impl Line<'_> {
    fn met(&self, at: usize, text: &str) -> Result<Assessed, Error> {
        let lower = text.to_lowercase();
        match (MET.contains(&&*lower), NOT_MET.contains(&&*lower)) {
            (true, _) => Ok(Assessed::Met(true)),
            (_, true) => Ok(Assessed::Met(false)),
            _ => Err(self.field(at, text, "yes or no; an empty field where it was not assessed".to_owned())),
        }
    }

    fn level(&self, at: usize, text: &str) -> Result<Assessed, Error> {
        let number = text.parse::<f64>().ok().filter(|level| level.is_finite());
        let expected = || "a number, higher being better; an empty field where it was not assessed".to_owned();
        number.map(Assessed::Level).ok_or_else(|| self.field(at, text, expected()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Assessments, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        std::fs::write(&path, text).unwrap();
        read_assessments(&path, None, None).map_err(|e| e.to_string())
    }

    #[test]
    fn yes_and_no_levels_and_what_was_not_assessed() {
        let found = read(
            "area,name,criterion,domain,met,assessor,date\nA,Here,x,d,Yes,p,2013-03\nB,,x,d,not met,,\nC,,x,d,,p,\n",
        )
        .unwrap();
        assert_eq!((found.rows.len(), found.missing, found.levels), (2, 1, false));
        assert_eq!(
            found.rows.iter().map(|r| r.assessed).collect::<Vec<_>>(),
            [Assessed::Met(true), Assessed::Met(false)]
        );
        assert_eq!((found.rows[0].date.as_deref(), found.rows[1].assessor.as_deref()), (Some("2013-03"), None));
        assert_eq!(found.names.len(), 1);
        let levels = read("area;criterion;level\nA;x;2\nB;x;0.5\n").unwrap();
        assert!(levels.levels && levels.rows[1].assessed == Assessed::Level(0.5));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_line_and_column() {
        for (text, says) in [
            ("area,criterion\nA,x\n", "no column is called 'met' or 'level'"),
            ("area,criterion,met,level\nA,x,1,2\n", "expected one of them"),
            ("place,criterion,met\nA,x,1\n", "no column is called 'area'"),
            ("area,criterion,met\nA,x,maybe\n", "line 2"),
            ("area,criterion,level\nA,x,high\n", "a number, higher being better"),
            ("area,criterion,met\nA,,1\n", "criterion"),
            ("area,criterion,met,date\nA,x,1,31/03/2013\n", "a date such as"),
            ("area,criterion,met,date\nA,x,1,2013-13\n", "a date such as"),
            ("area,criterion,met\nA,x,\n", "no row has a finding"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }
}
