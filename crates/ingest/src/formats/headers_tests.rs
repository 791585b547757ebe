//! Next year's file: every fixture with its header changed as publishers change headers is read with the same figures, or
//! refused with words; never read with other figures.

use super::*;
use crate::tables::{MAX_REJECTS, Tables};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unwarranted_testing as testing;

/// Records of a table; the first is the header.
type Records = Vec<Vec<String>>;

/// A change of a table, by what it is called.
type Change = (&'static str, fn(&Records) -> Records);

const CHANGES: [Change; 19] = [
    ("lower case", |t| header(t, &|name| name.to_lowercase())),
    ("upper case", |t| header(t, &|name| name.to_uppercase())),
    ("spaces for underscores", |t| header(t, &|name| name.replace('_', " "))),
    ("underscores for spaces", |t| header(t, &|name| name.replace(' ', "_"))),
    ("dots for spaces", |t| header(t, &|name| name.replace([' ', '_'], "."))),
    ("blanks around", |t| header(t, &|name| format!(" {name} "))),
    ("a column behind", |t| with_column(t, usize::MAX)),
    ("a column in front", |t| with_column(t, 0)),
    ("the other way round", |t| t.iter().map(|row| row.iter().rev().cloned().collect()).collect()),
    ("another year", |t| header(t, &|name| years(name, Some("25")))),
    ("no year", |t| header(t, &|name| years(name, None))),
    ("a title and a blank row above", |t| {
        [vec![vec!["Table 1: as published".to_owned()], vec![String::new()]], t.clone()].concat()
    }),
    ("notes below", |t| {
        [t.clone(), vec![vec![String::new()], vec!["Source: the publisher, under a licence".to_owned()]]].concat()
    }),
    ("hyphens for underscores", |t| header(t, &|name| name.replace('_', "-"))),
    ("two spaces for one", |t| header(t, &|name| name.replace(' ', "  "))),
    ("empty columns behind", |t| t.iter().map(|row| [row.clone(), vec![String::new(); 2]].concat()).collect()),
    ("years of four digits changed", |t| header(t, &|name| long_years(name, Some(1)))),
    ("no years of four digits", |t| header(t, &|name| long_years(name, None))),
    ("a blank row below the header", |t| {
        let below = header_at(t) + 1;
        [t[..below].to_vec(), vec![vec![String::new(); t[0].len()]], t[below..].to_vec()].concat()
    }),
];

/// Where the header stands, below titles perhaps: the first row with more than half as many texts as any.
fn header_at(table: &Records) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|field| !field.trim().is_empty()).count();
    let rows = || table.iter().take(20);
    let most = rows().map(filled).max().unwrap_or_default();
    rows().position(|row| filled(row) * 2 > most).unwrap_or_default()
}

fn header(table: &Records, change: &dyn Fn(&str) -> String) -> Records {
    let mut changed = table.clone();
    changed[header_at(table)].iter_mut().for_each(|name| *name = change(name));
    changed
}

fn with_column(table: &Records, at: usize) -> Records {
    let top = header_at(table);
    let put = |(line, row): (usize, &Vec<String>)| {
        let mut row = row.clone();
        let text = match line.cmp(&top) {
            std::cmp::Ordering::Less => "",
            std::cmp::Ordering::Equal => "Remark",
            std::cmp::Ordering::Greater => "as before",
        };
        row.insert(at.min(row.len()), text.to_owned());
        row
    };
    table.iter().enumerate().map(put).collect()
}

/// A name with every year of four digits so much later, or without it and the brackets around it.
fn long_years(name: &str, later: Option<i32>) -> String {
    let words: Vec<String> = name
        .split(' ')
        .filter_map(|word| {
            let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
            let year = digits.parse::<i32>().ok().filter(|y| digits.len() == 4 && (1990..2100).contains(y));
            match (year, later) {
                (Some(year), Some(later)) => Some(word.replace(digits, &(year + later).to_string())),
                (Some(_), None) => {
                    let rest = word.replace(digits, "");
                    (rest.chars().any(char::is_alphanumeric)).then_some(rest)
                }
                (None, _) => Some(word.to_owned()),
            }
        })
        .collect();
    words.join(" ")
}

/// A name with the year in it changed (`CCG21CD` to `CCG25CD`) or left out.
fn years(name: &str, year: Option<&str>) -> String {
    let bytes = name.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_uppercase);
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize| {
        letter(at.checked_sub(1))
            && digit(at)
            && digit(at + 1)
            && !digit(at + 2)
            && (at + 2 == bytes.len() || letter(Some(at + 2)))
    };
    match (0..bytes.len()).find(|at| is(*at)) {
        Some(at) => format!("{}{}{}", &name[..at], year.unwrap_or_default(), &name[at + 2..]),
        None => name.to_owned(),
    }
}

/// Layouts whose first row is data, so that a change of it is a change of figures, or whose fields are between marks that
/// are none of CSV.
const HEADLESS: [&str; 8] = [
    "bnf-changes",
    "gp-addresses",
    "ods-practices",
    "ods-commissioners",
    "ods-memberships",
    "ods-pcn-members",
    "nhs-choices-indicators",
    "nhs-choices-organisations",
];

/// A table that is read, and the file that it stands in.
struct Read {
    id: &'static str,
    /// The names of member and file.
    names: [String; 2],
    table: Records,
}

/// Rows of a table that are tried, and tables of a file: more of the same show nothing new.
const ROWS: usize = 60;
const SHEETS: usize = 3;

/// The tables with a header in some files, each with its layout: those that are read as they are.
fn tables(paths: &[PathBuf]) -> Vec<Read> {
    let mut found = Vec::new();
    for path in paths {
        let file = input::open(path).unwrap();
        for member in file.members.iter().take(SHEETS) {
            let delimiter = input::delimiter(input::first_line(&member.text));
            let mut csv = csv::ReaderBuilder::new();
            let mut csv =
                csv.has_headers(false).flexible(true).delimiter(delimiter).from_reader(member.text.as_bytes());
            let records = csv.records().take(ROWS).map(|r| r.unwrap().iter().map(str::to_owned).collect());
            let (table, names) = (records.collect::<Records>(), [member.name.clone(), file.name.clone()]);
            let id = figures(&names, &table).map_or("", |(id, _)| id);
            if !id.is_empty() && !HEADLESS.contains(&id) && !member.text.trim_start().starts_with(['{', '[']) {
                found.push(Read { id, names, table });
            }
        }
    }
    found
}

/// All files below a folder that may be tables, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let ends = ["csv", "xlsx", "zip"];
        if entry.is_dir() {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|e| ends.iter().any(|end| e.eq_ignore_ascii_case(end))) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn text(table: &Records) -> String {
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    table.iter().for_each(|row| csv.write_record(row).unwrap());
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

/// The figures of a table, whatever its columns are called and whatever time they are of.
fn figures(names: &[String; 2], table: &Records) -> Result<(&'static str, Vec<String>), String> {
    let (text, names) = (text(table), names.each_ref().map(String::as_str));
    let source = Source { shown: names[0], names: &names, text: &text, max_rejects: MAX_REJECTS, progress: &|_| () };
    let (format, reading) = read(&source).map_err(|e| e.to_string())?;
    let mut figures: Vec<String> = match reading.tables {
        Tables::Facts(tables) => tables
            .iter()
            .flat_map(|(_, facts)| {
                let row = |r: &crate::tables::facts::FactRow| {
                    format!("{} {} {} {:?}", facts.areas[r.area].code, r.sex, r.age, r.value)
                };
                facts.rows.iter().map(row).collect::<Vec<_>>()
            })
            .collect(),
        // The year in a header is that of the links.
        Tables::Links(_, links) => vec![format!("{links:?}")],
        other => vec![format!("{other:?}")],
    };
    figures.sort();
    Ok((format.id, figures))
}

/// Changes after which a layout cannot be read, with the reason.
const REFUSED: &[(&str, &str)] = &[
    // The fixture has the year nowhere else; the message says to rename the file.
    ("deprivation", "no years of four digits"),
    // Rows have a field less than the header, so that columns are known by their order.
    ("gp-chemicals", "the other way round"),
    // Sheets with a second line of headers, which stand to the left of what they are about.
    ("prescribing-units", "the other way round"),
    ("qof-workbook", "the other way round"),
];

fn try_all(files: &[PathBuf]) -> usize {
    let (mut same, mut refused, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for Read { id, names, table } in tables(files) {
        let (_, plain) = figures(&names, &table).unwrap();
        for (change, apply) in CHANGES {
            match figures(&names, &apply(&table)) {
                Ok((as_id, found)) if found == plain && as_id == id => same += 1,
                Ok((as_id, _)) => {
                    wrong.push(format!("{id}, {}, {change}: read as {as_id} with other figures", names[0]))
                }
                Err(error) => drop(refused.insert((id, change), format!("{}: {error}", names[0]))),
            }
        }
    }
    println!("{same} the same, {} refused", refused.len());
    for ((id, change), error) in &refused {
        println!("{id}, {change}: {}", error.chars().take(300).collect::<String>());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let new: Vec<_> = refused.keys().filter(|key| !REFUSED.contains(key)).collect();
    assert!(new.is_empty(), "{new:?}");
    same
}

#[test]
fn next_years_header_gives_the_same_figures() {
    let fixtures: Vec<PathBuf> =
        FORMATS.iter().map(|f| testing::fixture(f.id)).filter(|p| p.is_dir()).flat_map(|p| files(&p)).collect();
    let same = try_all(&fixtures);
    assert!(same > 500, "{same}");
}

#[test]
fn next_years_header_of_published_files_gives_the_same_figures() {
    for folder in testing::folders() {
        let same = try_all(&files(folder.path()));
        assert!(same > 500, "{same}");
    }
}
