//! Yearly lists of BNF codes that changed: old code, new code.

use super::{LENGTHS, NHSBSA, NHSBSA_ATTRIBUTION};
use crate::error::Error;
use crate::layouts::organisations::LinkSet;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Sample, Source, file_name};
use crate::tables::directory::Node;
use crate::tables::{Dataset, Geography, Reading, Reject, Tables, Tally, Verdict};
use crate::values::area_kind::Scheme;
use crate::values::day::Day;
use std::collections::BTreeMap;
use unwarranted_core::Month;

pub(crate) static FORMAT: Format = Format {
    id: "bnf-changes",
    title: "BNF codes that changed in a year (old code, new code)",
    publisher: NHSBSA,
    years: "2010 to today, each January",
    licence: OGL,
    attribution: NHSBSA_ATTRIBUTION,
    columns: &["old code", "new code"],
    traps: &[
        "a tab, spaces, a comma or a semicolon between the codes; most lists have no header line; lines that begin with # are remarks",
        "codes of any level: a section or a chemical stands for everything below it",
        "no date: the year is taken from the file name (2018.txt), and the changes hold from its January",
        "a code that is replaced by itself, a repeated line, and a code without a successor (None, REMOVED) are set aside",
        "codes that lost their leading zero have it restored; other codes of an impossible length cannot be used",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise,
    read: Some(Reader::Whole(read)),
};

const WITHDRAWN: [&str; 3] = ["NONE", "REMOVED", "WITHDRAWN"];

fn recognise(sample: &Sample<'_>) -> bool {
    let whole = sample.start.rfind(['\n', '\r']).map_or(sample.start, |end| &sample.start[..end]);
    let mut lines: Vec<&str> = whole.lines().map(str::trim).filter(|line| !is_remark(line)).collect();
    if lines.first().is_some_and(|line| is_header(line)) {
        lines.remove(0);
    }
    let loose = |text: &str| {
        (6..=15).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_digit())
    };
    let is_change = |line: &&&str| match fields(line)[..] {
        [old, new] => loose(old) && (loose(new) || is_withdrawn(new)),
        _ => false,
    };
    let begins_with_code = |line: &&&str| fields(line).first().copied().is_some_and(super::is_code);
    let share = |count: usize| count * 10 > lines.len() * 8;
    share(lines.iter().filter(is_change).count()) && share(lines.iter().filter(begins_with_code).count())
}

fn is_remark(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// Whether a first line names the columns: no code is without a figure.
fn is_header(line: &str) -> bool {
    line.contains(char::is_alphabetic) && !line.contains(|c: char| c.is_ascii_digit())
}

/// What stands between tabs, spaces, commas and semicolons, without quotation marks around it.
fn fields(line: &str) -> Vec<&str> {
    let between =
        line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).map(|field| field.trim_matches('"'));
    between.filter(|field| !field.is_empty()).collect()
}

fn is_withdrawn(text: &str) -> bool {
    WITHDRAWN.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let year = file_name::year(source);
    let mut found = Found { from: year.and_then(|year| Day::new(year, 1, 1)), ..Found::default() };
    let (mut tally, mut headed) = (Tally::default(), false);
    for (at, line) in source.text.lines().enumerate() {
        let (number, line) = (at as u64 + 1, line.trim());
        let first = tally.read == 0 && !headed;
        if is_remark(line) || first && is_header(line) {
            headed |= !is_remark(line);
            continue;
        }
        tally.read += 1;
        match change(line) {
            Ok(change) => tally.count(found.take(change)),
            Err(reason) => {
                tally.rejects.push(Reject { line: number, column: String::new(), reason, raw: line.to_owned() });
            }
        }
    }
    source.tolerates(&tally)?;
    let several = found.successors.values().filter(|n| **n > 1).count();
    for (n, what) in
        [(found.restored, "codes whose leading zero was restored"), (several as u64, "codes with several successors")]
    {
        if n > 0 {
            tally.notices.push(format!("{what}: {n}"));
        }
    }
    let month = year.and_then(|year| Month::new(year, 1));
    Ok(Reading { tables: Tables::Links(month, found.links.finish(FORMAT.id)), tally })
}

/// The links so far.
#[derive(Default)]
struct Found {
    /// The day from which they hold.
    from: Option<Day>,
    links: LinkSet,
    /// Leading zeros that were restored.
    restored: u64,
    /// How many successors each code has.
    successors: BTreeMap<String, u64>,
}

impl Found {
    fn take(&mut self, change: Change) -> Verdict {
        match change {
            Change::Withdrawn => Verdict::SetAside("withdrawn without a successor"),
            Change::Replaced { old, new, .. } if old == new => Verdict::SetAside("replaced by itself"),
            Change::Replaced { old, new, zeros } => {
                self.restored += zeros;
                if !self.links.insert(node(&old), node(&new), (self.from, None), None) {
                    return Verdict::SetAside("listed before");
                }
                *self.successors.entry(old).or_default() += 1;
                Verdict::Used(None)
            }
        }
    }
}

enum Change {
    Replaced { old: String, new: String, zeros: u64 },
    Withdrawn,
}

fn change(line: &str) -> Result<Change, String> {
    let [old, new] = fields(line)[..] else {
        return Err("expected two codes with a tab or a comma between them".to_owned());
    };
    let (old, old_zero) = code(old)?;
    if is_withdrawn(new) {
        return Ok(Change::Withdrawn);
    }
    let (new, new_zero) = code(new)?;
    Ok(Change::Replaced { old, new, zeros: u64::from(old_zero) + u64::from(new_zero) })
}

/// A code of any level, and whether its leading zero had to be restored. A code of 14, 10 or 8 characters that does not
/// begin with a zero lost one when the list was edited as numbers; 6 and 5 could also be whole codes, or none.
fn code(text: &str) -> Result<(String, bool), String> {
    if super::is_code(text) {
        return Ok((text.to_owned(), false));
    }
    let with_zero = format!("0{text}");
    let lost = matches!(text.len(), 8 | 10 | 14) && text.starts_with(|c: char| ('1'..='9').contains(&c));
    if lost && super::is_code(&with_zero) {
        return Ok((with_zero, true));
    }
    let lengths: Vec<String> = LENGTHS.iter().map(ToString::to_string).collect();
    Err(format!("found '{text}'; expected a BNF code of {} characters", lengths.join(", ")))
}

fn node(code: &str) -> Node {
    Node { scheme: Scheme::Bnf, kind: None, code: code.to_owned(), name: String::new() }
}
