//! Two folders of a command with options of its own, from their tables: every row by what identifies it.

use crate::commands::written::Written;
use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unwarranted::report::publish::Table;
use unwarranted::report::publish::columns::{Holds, described_in};

/// A row that is not the same in both tables.
#[derive(Debug, Serialize)]
pub(super) struct TableRow {
    /// The table, such as `trend.csv`.
    pub(super) file: String,
    /// The cells that identify the row, by column.
    pub(super) row: Vec<(String, String)>,
    /// Which side has it: "both", "first" or "second".
    pub(super) there: &'static str,
    /// The cells that differ, in the order of the columns; of a row that one side alone has, none.
    pub(super) cells: Vec<Differs>,
}

/// A cell that differs: numbers as numbers, an empty cell as `null`.
#[derive(Debug, Serialize)]
pub(super) struct Differs {
    pub(super) column: String,
    pub(super) before: Value,
    pub(super) after: Value,
    /// The change as a share of what it was, of numbers that were not 0.
    pub(super) share: Option<f64>,
}

/// A sentence that is not the same in both: the finding of a treatment and period.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    pub(super) file: String,
    pub(super) treatment: String,
    pub(super) period: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// What differs between the tables and the sentences of two folders, and notes on tables that one alone has.
pub(super) fn changes(folders: &[Written; 2]) -> Result<(Vec<TableRow>, Vec<Said>, Vec<String>)> {
    let (mut rows, mut said, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for name in folders[0].named(&["csv", "json"]).union(&folders[1].named(&["csv", "json"])) {
        let paths = folders.each_ref().map(|folder| folder.dir.join(name));
        if let Some(missing) = paths.iter().find(|path| !path.is_file()) {
            notes.push(format!("{name} was not compared: {} is missing", missing.display()));
        } else if has_ending(name, "csv") {
            let [before, after] = [Rows::read(name, &paths[0])?, Rows::read(name, &paths[1])?];
            rows.extend(differing(name, &before, &after));
        } else {
            said.extend(sentences(name, [&paths[0], &paths[1]])?);
        }
    }
    notes.push("rows of the inputs are compared for folders of report and sweep alone".to_owned());
    Ok((rows, said, notes))
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|of| of == ending)
}

/// A table: its columns, and its rows.
struct Rows {
    head: Vec<String>,
    /// Whether each column holds words.
    words: Vec<bool>,
    rows: Vec<Vec<String>>,
}

/// What identifies a row: its words, and of rows of the same words which of them it is.
type Key = (Vec<String>, usize);

impl Rows {
    fn read(name: &str, path: &Path) -> Result<Self> {
        let cannot = || format!("{}: cannot be read as a table", path.display());
        let csv = std::fs::read_to_string(path).with_context(cannot)?;
        let (head, rows) = Table { file: name, title: "", csv: &csv }.cells().with_context(cannot)?;
        let head: Vec<String> = head.iter().map(str::to_owned).collect();
        let is_words = |column: &String| described_in(name, column).is_none_or(|of| of.holds == Holds::Text);
        let words = head.iter().map(is_words).collect();
        let rows = rows.iter().map(|row| row.iter().map(str::to_owned).collect()).collect();
        Ok(Self { head, words, rows })
    }

    fn cell<'a>(&self, row: &'a [String], column: &str) -> Option<&'a str> {
        let at = self.head.iter().position(|name| name == column)?;
        row.get(at).map(String::as_str)
    }

    fn is_unique(&self, columns: &[&String]) -> bool {
        let keys: BTreeSet<Vec<Option<&str>>> =
            self.rows.iter().map(|row| columns.iter().map(|column| self.cell(row, column)).collect()).collect();
        keys.len() == self.rows.len()
    }

    /// Its rows by what identifies them.
    fn by(&self, columns: &[&String]) -> BTreeMap<Key, &[String]> {
        let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for row in &self.rows {
            let own: Vec<String> =
                columns.iter().map(|column| self.cell(row, column).unwrap_or_default().to_owned()).collect();
            let nth = seen.entry(own.clone()).and_modify(|n| *n += 1).or_insert(1);
            found.insert((own, *nth), row.as_slice());
        }
        found
    }
}

/// As many columns of words as it takes to tell the rows of both tables apart, from the left; where words do not suffice the first
/// columns whatever they hold, such as a size; and where those do not either, what names place and time.
fn identifying<'a>(before: &'a Rows, after: &Rows) -> Vec<&'a String> {
    /// Columns from the left that may identify a row although they hold numbers.
    const FIRST: usize = 4;
    const FIXED: [&str; 4] = ["treatment", "period", "area", "id"];
    let shared: Vec<(&String, bool)> = before.head.iter().zip(before.words.iter().copied()).collect();
    let shared: Vec<(&String, bool)> = shared.into_iter().filter(|(name, _)| after.head.contains(name)).collect();
    let words: Vec<&String> = shared.iter().filter(|(_, words)| *words).map(|(name, _)| *name).collect();
    let first: Vec<&String> = shared.iter().take(FIRST).map(|(name, _)| *name).collect();
    for columns in [&words, &first] {
        let enough = |n: &usize| before.is_unique(&columns[..*n]) && after.is_unique(&columns[..*n]);
        // What names place and time is part of it also where a single row needs neither.
        let least = columns.iter().rposition(|name| FIXED.contains(&name.as_str())).map_or(1, |at| at + 1);
        if let Some(n) = (least..=columns.len()).find(enough) {
            return columns[..n].to_vec();
        }
    }
    words.into_iter().filter(|name| FIXED.contains(&name.as_str())).collect()
}

/// Rows that differ, those that one side alone has first, then the largest change of a number as a share of what it was.
fn differing(file: &str, before: &Rows, after: &Rows) -> Vec<TableRow> {
    let columns = identifying(before, after);
    let [old, new] = over_time([before.by(&columns), after.by(&columns)], &columns);
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let mut names: Vec<&String> = before.head.iter().collect();
    names.extend(after.head.iter().filter(|name| !before.head.contains(name)));
    let one = |key: &Key| {
        let (there, cells) = match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) => {
                let cell = |column: &&&String| Differs::of(column, [before.cell(a, column), after.cell(b, column)]);
                ("both", names.iter().filter(|name| !columns.contains(name)).filter_map(|name| cell(&name)).collect())
            }
            (Some(_), None) => ("first", Vec::new()),
            _ => ("second", Vec::new()),
        };
        let mut row: Vec<(String, String)> =
            columns.iter().zip(&key.0).map(|(name, cell)| ((*name).clone(), cell.clone())).collect();
        if key.1 > 1 {
            row.push(("row".to_owned(), key.1.to_string()));
        }
        (there != "both" || !cells.is_empty()).then(|| TableRow { file: file.to_owned(), row, there, cells })
    };
    let mut found: Vec<TableRow> = keys.into_iter().filter_map(one).collect();
    found.sort_by(|a, b| b.size().total_cmp(&a.size()));
    found
}

/// The rows of two tables of one period each, and not the same one, as rows of a period that follows another.
fn over_time<'a>(both: [BTreeMap<Key, &'a [String]>; 2], columns: &[&String]) -> [BTreeMap<Key, &'a [String]>; 2] {
    let Some(at) = columns.iter().position(|name| *name == "period") else { return both };
    let periods = both.each_ref().map(|rows| rows.keys().map(|(key, _)| key[at].clone()).collect::<BTreeSet<_>>());
    let [before, after] = &periods;
    let (Some(from), Some(to), 1, 1) = (before.first(), after.first(), before.len(), after.len()) else { return both };
    if from == to {
        return both;
    }
    let period = format!("{from} to {to}");
    let renamed = |((mut key, nth), row): (Key, &'a [String])| {
        key[at].clone_from(&period);
        ((key, nth), row)
    };
    both.map(|rows| rows.into_iter().map(renamed).collect())
}

impl Differs {
    fn of(column: &str, cells: [Option<&str>; 2]) -> Option<Self> {
        let [before, after] = cells.map(value);
        if before == after {
            return None;
        }
        let numbers = before.as_f64().zip(after.as_f64());
        let share = numbers.filter(|(was, _)| *was != 0.0).map(|(was, is)| (is - was) / was.abs());
        Some(Self { column: column.to_owned(), before, after, share })
    }
}

/// A cell as what it holds.
fn value(cell: Option<&str>) -> Value {
    match cell {
        None | Some("") => Value::Null,
        Some(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => number.into(),
            _ => text.into(),
        },
    }
}

impl TableRow {
    fn size(&self) -> f64 {
        let one = |cell: &Differs| cell.share.map_or(0.0, f64::abs);
        if self.there == "both" { self.cells.iter().map(one).fold(0.0, f64::max) } else { f64::INFINITY }
    }
}

/// The findings in words that differ between two JSON files.
fn sentences(file: &str, paths: [&Path; 2]) -> Result<Vec<Said>> {
    let read = |path: &Path| -> Result<BTreeMap<[String; 2], String>> {
        let cannot = || format!("{}: cannot be read", path.display());
        let json: Value =
            serde_json::from_str(&std::fs::read_to_string(path).with_context(cannot)?).with_context(cannot)?;
        let lists = json.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_array());
        let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
        let said = lists.flatten().filter(|entry| entry["headline"].is_string());
        Ok(said.map(|entry| ([text(entry, "treatment"), text(entry, "period")], text(entry, "headline"))).collect())
    };
    let [before, after] = [read(paths[0])?, read(paths[1])?];
    let keys: BTreeSet<&[String; 2]> = before.keys().chain(after.keys()).collect();
    let differ = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    let one = |key: &[String; 2]| {
        let [treatment, period] = key.clone();
        Said {
            file: file.to_owned(),
            treatment,
            period,
            before: before.get(key).cloned(),
            after: after.get(key).cloned(),
        }
    };
    Ok(differ.map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Rows {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trend.csv");
        std::fs::write(&path, text).unwrap();
        Rows::read("trend.csv", &path).unwrap()
    }

    fn told(before: &str, after: &str) -> Vec<String> {
        let one = |row: TableRow| {
            let key = row.row.iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("/");
            let cells = row.cells.iter().map(|c| format!(" {} {} {}", c.column, c.before, c.after)).collect::<String>();
            format!("{key} {}{cells}", row.there)
        };
        differing("trend.csv", &rows(before), &rows(after)).into_iter().map(one).collect()
    }

    #[test]
    fn rows_are_known_by_their_words_and_the_largest_change_comes_first() {
        let before = "treatment,period,areas,index\nhips,2019,6,0.2\nhips,2020,6,0.4\nhips,2021,6,\n";
        let after = "treatment,period,areas,index\nhips,2020,6,0.5\nhips,2019,6,0.3\nhips,2022,6,0.1\n";
        assert_eq!(
            told(before, after),
            ["hips/2021 first", "hips/2022 second", "hips/2019 both index 0.2 0.3", "hips/2020 both index 0.4 0.5"]
        );
        assert!(told(before, before).is_empty());
    }

    #[test]
    fn one_period_is_compared_with_another_and_a_blank_is_not_zero() {
        let table = |period: &str, cell: &str| format!("treatment,period,index\nhips,{period},{cell}\n");
        assert_eq!(told(&table("2019", ""), &table("2020", "0")), ["hips/2019 to 2020 both index null 0.0"]);
    }

    #[test]
    fn rows_of_the_same_words_are_told_apart_by_their_order() {
        let table = |cells: [u32; 2]| format!("treatment,index\nhips,{}\nhips,{}\n", cells[0], cells[1]);
        assert_eq!(told(&table([1, 1]), &table([1, 4])), ["hips/2 both index 1.0 4.0"]);
        // A size may tell them apart too.
        assert_eq!(told(&table([1, 2]), &table([1, 4])), ["hips/2 first", "hips/4 second"]);
    }
}
