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
        "titles and a header may stand above; a header with old and new says where the codes are, among names in any order",
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
    let mut places = Places::default();
    let all = whole.lines().map(str::trim).filter(|line| !is_remark(line));
    let lines: Vec<&str> = all.skip_while(|line| places.heading(line)).collect();
    let is_change = |line: &&&str| match places.codes(line) {
        Some([old, new]) => is_loose(&old) && (is_loose(&new) || is_withdrawn(&new)),
        None => false,
    };
    let has_code = |line: &&&str| places.codes(line).is_some_and(|[old, _]| super::is_code(&old));
    let share = |count: usize| count * 10 > lines.len() * 8;
    share(lines.iter().filter(is_change).count()) && share(lines.iter().filter(has_code).count())
}

/// Whether a text may be a code, also one that lost its leading zero.
fn is_loose(text: &str) -> bool {
    (6..=15).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_remark(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// Where a line has its two codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Places {
    /// Whether the new code stands before the old one.
    swapped: bool,
    /// What stands between fields, and the places of the old and the new code, where there are names beside them.
    named: Option<(u8, [usize; 2])>,
}

impl Places {
    /// Whether a line stands above the codes: a title, or the names of the columns, which say where each code is.
    fn heading(&mut self, line: &str) -> bool {
        let has_word = line.split(|c: char| !c.is_alphabetic()).any(|word| word.len() >= 3);
        if !has_word || fields(line).into_iter().any(is_loose) {
            return false;
        }
        *self = Self::of(line).unwrap_or(*self);
        true
    }

    /// The places that the names of columns say; `None` for another line.
    fn of(line: &str) -> Option<Self> {
        let by = [b'\t', b';', b','].into_iter().find(|by| line.as_bytes().contains(by))?;
        let columns: Vec<String> = split(line, by).iter().map(|name| name.to_lowercase()).collect();
        let place = |word: &str| {
            let is = |name: &&String| name.split(|c: char| !c.is_alphabetic()).any(|part| part == word);
            let names = |name: &&String| name.contains("name") || name.contains("descr") || name.contains("product");
            columns.iter().position(|name| is(&name) && !names(&name))
        };
        let (old, new) = (place("old")?, place("new")?);
        Some(match columns.len() {
            2 => Self { swapped: new < old, named: None },
            _ => Self { swapped: false, named: Some((by, [old, new])) },
        })
    }

    /// The old and the new code of a line.
    fn codes(&self, line: &str) -> Option<[String; 2]> {
        if let Some((by, places)) = self.named {
            let cells = split(line, by);
            let [old, new] = places.map(|at| cells.get(at).filter(|cell| !cell.is_empty()).cloned());
            return Some([old?, new?]);
        }
        match fields(line)[..] {
            [old, new] if self.swapped => Some([new.to_owned(), old.to_owned()]),
            [old, new] => Some([old.to_owned(), new.to_owned()]),
            _ => None,
        }
    }
}

/// The fields of a line, which may have quotation marks around them.
fn split(line: &str, by: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(by).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
    first.iter().map(|field| field.trim().to_owned()).collect()
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
    let (mut tally, mut places) = (Tally::default(), Places::default());
    for (at, line) in source.text.lines().enumerate() {
        let (number, line) = (at as u64 + 1, line.trim());
        if is_remark(line) || tally.read == 0 && places.heading(line) {
            continue;
        }
        tally.read += 1;
        match change(line, &places) {
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

fn change(line: &str, places: &Places) -> Result<Change, String> {
    let [old, new] = places.codes(line).ok_or_else(|| match places.named {
        Some(_) => "expected an old code and a new code, in the columns that the header names".to_owned(),
        None => "expected two codes with a tab or a comma between them, or columns that the header names old code and new code"
            .to_owned(),
    })?;
    let (old, old_zero) = code(&old)?;
    if is_withdrawn(&new) {
        return Ok(Change::Withdrawn);
    }
    let (new, new_zero) = code(&new)?;
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
