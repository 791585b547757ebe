//! Next year's file: every fixture with its header changed as publishers change headers is read with the same figures, or
//! refused with words; never read with other figures.

use super::*;
use crate::tables::{MAX_REJECTS, Tables};
use std::collections::BTreeMap;
use std::path::PathBuf;
use unwarranted_testing as testing;

/// Records of a table; the first is the header.
type Records = Vec<Vec<String>>;

/// A change of a table, by what it is called.
type Change = (&'static str, fn(&Records) -> Records);

const CHANGES: [Change; 14] = [
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
    ("a blank row below the header", |t| {
        [vec![t[0].clone(), vec![String::new(); t[0].len()]], t[1..].to_vec()].concat()
    }),
];

fn header(table: &Records, change: &dyn Fn(&str) -> String) -> Records {
    let first = table[0].iter().map(|name| change(name)).collect();
    [vec![first], table[1..].to_vec()].concat()
}

fn with_column(table: &Records, at: usize) -> Records {
    let put = |(line, row): (usize, &Vec<String>)| {
        let mut row = row.clone();
        row.insert(at.min(row.len()), if line == 0 { "Remark".to_owned() } else { "as before".to_owned() });
        row
    };
    table.iter().enumerate().map(put).collect()
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
const HEADLESS: [&str; 7] = [
    "gp-addresses",
    "ods-practices",
    "ods-commissioners",
    "ods-memberships",
    "ods-pcn-members",
    "nhs-choices-indicators",
    "nhs-choices-organisations",
];

/// The CSV fixtures of every layout with a header, each with its records.
fn fixtures() -> Vec<(&'static str, PathBuf, Records)> {
    let mut found = Vec::new();
    for format in FORMATS.iter().filter(|f| f.read.is_some() && !HEADLESS.contains(&f.id)) {
        let Ok(entries) = std::fs::read_dir(testing::fixture(format.id)) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"))) {
            let file = input::open(&path).unwrap();
            let text = &file.members[0].text;
            let delimiter = input::delimiter(input::first_line(text));
            let mut csv = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .from_reader(text.as_bytes());
            let records: Records = csv.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            found.push((format.id, path, records));
        }
    }
    found
}

fn text(table: &Records) -> String {
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    table.iter().for_each(|row| csv.write_record(row).unwrap());
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

/// The figures of a table, whatever its columns are called and whatever time they are of.
fn figures(path: &std::path::Path, table: &Records) -> Result<(&'static str, Vec<String>), String> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = text(table);
    let source = Source { shown: &name, names: &[&name], text: &text, max_rejects: MAX_REJECTS, progress: &|_| () };
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

#[test]
fn next_years_header_gives_the_same_figures_or_words() {
    let (mut same, mut refused, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for (id, path, table) in fixtures() {
        let Ok(plain) = figures(&path, &table) else { continue };
        for (change, apply) in CHANGES {
            match figures(&path, &apply(&table)) {
                Ok(found) if found == plain => same += 1,
                Ok(found) => wrong.push(format!("{id}, {change}: read as {} with other figures", found.0)),
                Err(error) => drop(refused.insert((id, change), error)),
            }
        }
    }
    println!("{same} the same, {} refused", refused.len());
    for ((id, change), error) in &refused {
        println!("{id}, {change}: {}", error.chars().take(160).collect::<String>());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let words = |error: &String| error.contains("column") || error.contains("line") || error.contains("row");
    assert!(refused.values().all(words), "{refused:?}");
    assert!(same > 300, "{same}");
}
