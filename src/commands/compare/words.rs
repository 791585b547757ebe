//! A comparison in words and numbers.

use super::change::{AreaPart, Change};
use super::folders::Folders;
use super::kept::{Differs, Said, TableRow};
use super::rows::{Account, AreaChange, CodeChange, RowChange};
use crate::commands::provenance::Fact;
use serde_json::Value;
use unwarranted::report::number::{percent, significant};

/// Lines of one sort that are shown.
const SHOWN: usize = 12;

/// Areas that are named for a treatment of a league.
const SHOWN_AREAS: usize = 3;

/// Digits of a figure.
const DIGITS: usize = 4;

/// Two folders.
pub(super) fn folders(found: &Folders) -> String {
    let of = |sort: &str| -> Vec<String> { found.figures.iter().filter(|c| c.of == sort).map(change).collect() };
    let mut text = section("What went in", &found.provenance.iter().map(fact).collect::<Vec<_>>());
    text += &section("Treatments and periods", &of("slice"));
    text += &section("Treatments of the league", &of("treatment"));
    text += &section("Indices", &of("index"));
    text += &section("Areas", &of("area"));
    text += &section("What is said", &found.said.iter().map(said).collect::<Vec<_>>());
    let files: std::collections::BTreeSet<&str> = found.tables.iter().map(|row| row.file.as_str()).collect();
    for file in files {
        let rows: Vec<String> = found.tables.iter().filter(|row| row.file == file).map(table_row).collect();
        text += &section(&format!("Rows of {file}"), &rows);
    }
    let accounts: Vec<String> = found.accounts.iter().map(account).collect();
    text += &section("Which areas and practices account for it", &accounts);
    text += &section("BNF codes that account for it", &found.codes.iter().map(code).collect::<Vec<_>>());
    text += &section("Rows of the inputs", &found.rows.iter().map(row).collect::<Vec<_>>());
    text += &section("Names, groups and ranks of areas", &found.areas.iter().map(area).collect::<Vec<_>>());
    text += &section("Files", &found.files);
    text += &section("Not as written", &found.condition);
    text += &section("Notes", &found.notes);
    text
}

/// "option 'far': 2.0 becomes 1.2".
pub(super) fn fact(fact: &Fact) -> String {
    let [what, before, after] = fact.words();
    match (fact.what, &fact.before, &fact.after) {
        ("input", _, Value::Null) => format!("{what}: only in the first ({before})"),
        ("input", Value::Null, _) => format!("{what}: only in the second ({after})"),
        _ => format!("{what}: {before} becomes {after}"),
    }
}

/// A heading with its number of lines, and the first of them.
fn section(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("{title} ({})\n", lines.len());
    text.extend(lines.iter().take(SHOWN).map(|line| format!("  {line}\n")));
    if lines.len() > SHOWN {
        text += &format!("  and {} more; --format json has all\n", lines.len() - SHOWN);
    }
    text
}

/// "hips, 2021/22, Z00 Synthetic Quillmere: rate 2.1 becomes 2.3 (+9.5%); observed 10 becomes 11".
fn change(change: &Change) -> String {
    let name = match (change.of, change.id.as_str(), change.name.as_str()) {
        (_, "", _) => String::new(),
        ("area", id, "") => format!(", {id}"),
        ("area", id, name) => format!(", {id} {name}"),
        (_, id, _) => format!(", {id}"),
    };
    let head = format!("{}, {}{name}", change.treatment, change.period);
    match change.there {
        "first" => return format!("{head}: only in the first ({} {})", change.figure, figure(change.before)),
        "second" => return format!("{head}: only in the second ({} {})", change.figure, figure(change.after)),
        _ => {}
    }
    let mut parts = Vec::new();
    if change.before != change.after {
        let share = change.share.map_or(String::new(), |share| format!(" ({})", signed(share)));
        parts.push(format!("{} {} becomes {}{share}", change.figure, figure(change.before), figure(change.after)));
    }
    let told = |(name, [before, after]): (&String, &[Value; 2])| match (name.as_str(), before, after) {
        ("set_aside", Value::Null, reason) => format!("now set aside: {}", value(reason)),
        ("set_aside", reason, Value::Null) => format!("no longer set aside: {}", value(reason)),
        (name, before, after) => format!("{} {} becomes {}", name.replace('_', " "), value(before), value(after)),
    };
    // Numbers behind a figure that there is not say nothing new.
    let there = |of: &&(&String, &[Value; 2])| change.before.is_some() == change.after.is_some() || of.0 == "set_aside";
    parts.extend(change.also.iter().filter(|of| there(&of)).map(told));
    let areas: Vec<String> = change.areas.iter().take(SHOWN_AREAS).map(part).collect();
    if !areas.is_empty() {
        parts.push(format!("most by {}", areas.join(", ")));
    }
    format!("{head}: {}", parts.join("; "))
}

/// "hips, 2021/22: '...' becomes '...'".
fn said(said: &Said) -> String {
    let head: Vec<&str> =
        [&said.treatment, &said.period].into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    let head = if head.is_empty() { said.file.clone() } else { head.join(", ") };
    match (&said.before, &said.after) {
        (Some(before), Some(after)) => format!("{head}: \"{before}\" becomes \"{after}\""),
        (Some(before), None) => format!("{head}: only in the first: \"{before}\""),
        (None, after) => format!("{head}: only in the second: \"{}\"", after.as_deref().unwrap_or_default()),
    }
}

/// "hips, 2019/20: index 0.2 becomes 0.3 (+50%); rate 12 becomes 13 (+8%)".
fn table_row(row: &TableRow) -> String {
    let named = |(column, cell): &(String, String)| match column.as_str() {
        "row" => format!("row {cell} of these"),
        _ => cell.clone(),
    };
    let head: Vec<String> = row.row.iter().map(named).filter(|text| !text.is_empty()).collect();
    let head = if head.is_empty() { "the only row".to_owned() } else { head.join(", ") };
    let cell = |cell: &Differs| {
        let share = cell.share.map_or(String::new(), |share| format!(" ({})", signed(share)));
        format!("{} {} becomes {}{share}", cell.column.replace('_', " "), value(&cell.before), value(&cell.after))
    };
    match row.there {
        "both" => format!("{head}: {}", row.cells.iter().map(cell).collect::<Vec<_>>().join("; ")),
        side => format!("{head}: only in the {side}"),
    }
}

/// "A3 Area 3 (1.2 becomes 1.9 times the rate of all)".
fn part(part: &AreaPart) -> String {
    let name = part.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
    let times = |ratio: f64| significant(ratio, DIGITS);
    let how = match (part.before, part.after) {
        (Some(before), Some(after)) => format!("{} becomes {} times the rate of all", times(before), times(after)),
        (Some(before), None) => format!("{} times the rate of all, now gone", times(before)),
        (None, Some(after)) => format!("new, {} times the rate of all", times(after)),
        (None, None) => "no rate".to_owned(),
    };
    format!("{}{name} ({how})", part.area)
}

fn account(account: &Account) -> String {
    let Account { treatment, area, practice, rows, sums } = account;
    let practice = practice.as_ref().map_or(String::new(), |practice| format!(", practice {practice}"));
    let counted = |rows: usize| if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let figures = [
        ("observed", sums.observed_change, sums.observed_unknown),
        ("denominator", sums.denominator_change, sums.denominator_unknown),
        ("expected", sums.expected_change, sums.expected_unknown),
    ];
    let told = |(name, change, unknown): (&str, Option<f64>, usize)| match (change, unknown) {
        (None, 0) => None,
        (None, _) => Some(format!("{name} unknown")),
        (Some(change), 0) => Some(format!("{name} {}", plus(change))),
        (Some(change), unknown) => Some(format!("{name} {} and unknown in {}", plus(change), counted(unknown))),
    };
    let figures: Vec<String> = figures.into_iter().filter_map(told).collect();
    format!("{treatment}, {area}{practice}: {}, in {}", figures.join(", "), counted(*rows))
}

/// "A3, group: North becomes South".
fn area(change: &AreaChange) -> String {
    let AreaChange { area, what, before, after } = change;
    let [before, after] = [before, after].map(|text| text.as_deref().unwrap_or("none"));
    format!("{area}, {what}: {before} becomes {after}")
}

fn code(code: &CodeChange) -> String {
    let CodeChange { treatment, period, code, before, after, change } = code;
    let [before, after] = [before, after].map(|sum| value(&(*sum).into()));
    format!("{treatment}, {period}, {code}: {before} becomes {after} ({})", plus(*change))
}

fn row(row: &RowChange) -> String {
    let practice = row.practice.as_ref().map_or(String::new(), |practice| format!(", practice {practice}"));
    let people = row.people.as_ref().map_or(String::new(), |people| format!(", {people}"));
    let head = format!("{}, {}, {}{practice}{people}", row.treatment, row.period, row.area);
    let told = |(name, both): (&str, &[Value; 2])| match both {
        [Value::Null, Value::Null] => None,
        [before, after] if before == after => Some(format!("{name} {}", value(before))),
        [Value::Null, after] => Some(format!("{name} {} (new)", value(after))),
        [before, Value::Null] => Some(format!("{name} {} (gone)", value(before))),
        [before, after] => Some(format!("{name} {} becomes {}", value(before), value(after))),
    };
    let figures = [("observed", &row.observed), ("denominator", &row.denominator), ("expected", &row.expected)];
    format!("{head}: {}", figures.into_iter().filter_map(told).collect::<Vec<_>>().join("; "))
}

fn figure(figure: Option<f64>) -> String {
    figure.map_or_else(|| "undefined".to_owned(), |figure| significant(figure, DIGITS))
}

fn value(of: &Value) -> String {
    match of {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64() {
            // Counts are told to the last digit.
            Some(value) if value.fract() == 0.0 => format!("{value}"),
            Some(value) => significant(value, DIGITS),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

fn signed(share: f64) -> String {
    if share > 0.0 { format!("+{}", percent(share)) } else { percent(share) }
}

fn plus(change: f64) -> String {
    let sign = if change > 0.0 { "+" } else { "" };
    if change.fract() == 0.0 { format!("{sign}{change}") } else { format!("{sign}{}", significant(change, DIGITS)) }
}
