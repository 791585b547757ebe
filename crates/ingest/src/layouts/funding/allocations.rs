//! Allocations to CCGs with targets from the fair-shares formula and the distance from them.

mod text;

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Header, Source, figures, file_name, kinds};
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::tables::{Dataset, Geography, Middle, Reading, Tally, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use crate::values::fixed::{Fixed, SCALE};

pub(crate) static FORMAT: Format = Format {
    id: "ccg-allocations",
    title: "CCG allocations, targets and distance from target (NHS England, Annex A)",
    publisher: "NHS England",
    years: "2013/14 to 2022/23",
    licence: OGL,
    attribution: "Contains NHS England data: CCG allocations, licensed under the Open Government Licence v3.0.",
    columns: &[
        "Code, CCG",
        "Raw Population (raw-population), Weighted Population (weighted-population)",
        "Allocation (allocation), Target (target-allocation), Distance from target (distance-from-target), in pounds",
        "Distance in per cent (distance-from-target-percent)",
        "Allocation and target per head (allocation-per-head, target-per-head), in pounds",
    ],
    traps: &[
        "money is printed in thousands of pounds and is stored in pounds: the figure times 1,000, exactly",
        "brackets are negative: (17,978) is 17,978 below target, (7.58)% is minus 7.58",
        "rows of area teams (Q44) are the sums of the CCGs above them: kept as areas of their own kind, never added to the CCGs",
        "the year is taken from the file name (2013-14)",
        "the published table is a PDF: as text its columns are separated only by spaces, and '#' starts a comment",
        "targets of 2013/14 were indicative",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |sample| text::recognise(sample.start) || below::has_header(sample, is_header),
    read: Some(Reader::Whole(read)),
};

/// What a column holds, in the order of the published table.
const MEASURES: [(&str, &str, Unit); 8] = [
    ("raw-population", "Raw population", Unit::Persons),
    ("weighted-population", "Weighted population", Unit::Persons),
    ("allocation", "Allocation", Unit::Pounds),
    ("target-allocation", "Target allocation from the fair-shares formula", Unit::Pounds),
    ("distance-from-target", "Distance from target, (under) or over", Unit::Pounds),
    ("distance-from-target-percent", "Distance from target as a share of the target", Unit::Percent),
    ("allocation-per-head", "Allocation per head, in pounds", Unit::Number),
    ("target-per-head", "Target allocation per head, in pounds", Unit::Number),
];
/// The measures that can be summed over areas: the first five.
const SUMMABLE: usize = 5;
/// Money is printed in thousands.
const THOUSAND: i64 = 1_000;

/// One row: an area and its figures, in the order of [`MEASURES`]; `None` for columns that the table lacks.
struct Line {
    area: FactArea,
    values: [Option<FactValue>; 8],
}

/// The figure of a column of [`MEASURES`], in pounds where it is money.
fn figure(column: usize, text: &str, factor: i64) -> Result<FactValue, &'static str> {
    match MEASURES[column].2 {
        Unit::Percent => figures::percentage(text),
        Unit::Pounds => figures::scaled(text, factor),
        _ => figures::value(text),
    }
}

fn line(code: &str, name: &str, values: [Option<FactValue>; 8]) -> Line {
    let code = codes::trim_pco(code);
    Line { area: collect::area(kinds::kind_of(code), code, name), values }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let year = file_name::required_financial_year(source, "ccg-allocations-2013-14.csv")?;
    let span = Span::financial_year(year).ok_or_else(|| source.refuse("the year in the file name is out of range"))?;
    let mut lines: Vec<Line> = Vec::new();
    let unique = |lines: &[Line], new: &Line| {
        !lines.iter().any(|l| (l.area.kind, &l.area.code) == (new.area.kind, &new.area.code))
    };
    let mut tally = if text::recognise(source.text) {
        text::read(source, &mut lines, unique)?
    } else {
        read_table(source, &mut lines, unique)?
    };
    belonging(&mut lines);
    tally.notices.extend(sums(&lines));
    tally.notices.extend(distances(&lines));
    let mut all = Collector::default();
    for Line { area, values } in &lines {
        for ((id, title, unit), value) in MEASURES.iter().zip(values) {
            if let Some(value) = value {
                let added = all.add(span, area, &Measure::new(*id, *title, *unit), Group::default(), *value);
                added.map_err(|clash| source.refuse(format!("{}: expected {}", area.code, clash.expected())))?;
            }
        }
    }
    all.finish(source, FORMAT.id, Some(Middle::AreaTeam), tally)
}

/// A column of the table as CSV: which measure, and the factor to pounds.
fn column_of(name: &str) -> Option<(usize, i64)> {
    let key = figures::key(&name.replace('%', " percent "));
    let has = |word: &str| key.contains(word);
    let column = if has("distance") {
        if has("percent") { 5 } else { 4 }
    } else if has("perhead") || name.to_ascii_lowercase().contains("/head") {
        if has("target") { 7 } else { 6 }
    } else if has("rawpop") {
        0
    } else if has("weightedpop") {
        1
    } else if has("target") {
        3
    } else if has("allocation") {
        2
    } else {
        return None;
    };
    let thousands = name.contains("000") || has("thousand");
    Some((column, if thousands { THOUSAND } else { 1 }))
}

const CODE: &[&str] = &["CODE", "CCG_CODE", "ORG_CODE", "AREA_CODE"];
const NAME: &[&str] = &["CCG", "CCG_NAME", "CCG_/_AT", "CCG_AT", "NAME", "AREA"];

fn is_header(header: &Header) -> bool {
    let found: Vec<usize> = header.shown().iter().filter_map(|name| column_of(name)).map(|(at, _)| at).collect();
    header.find(CODE).is_some() && [2, 3, 4].iter().all(|at| found.contains(at))
}

fn read_table(
    source: &Source<'_>,
    lines: &mut Vec<Line>,
    unique: impl Fn(&[Line], &Line) -> bool,
) -> Result<Tally, Error> {
    let table = Below::find(source, is_header)?;
    let code = crate::read::required(source, &table.header, CODE)?;
    let name = table.header.find(NAME);
    let columns: Vec<(usize, usize, i64)> = (0..table.header.shown().len())
        .filter(|at| *at != code && Some(*at) != name)
        .filter_map(|at| column_of(&table.header.shown()[at]).map(|(measure, factor)| (at, measure, factor)))
        .collect();
    table.each_row(|row| {
        let mut values = [None; 8];
        for &(at, measure, factor) in &columns {
            values[measure] = Some(figure(measure, row.text(at), factor).map_err(|e| row.bad(at, e))?);
        }
        let new = line(row.required(code, "the code of a CCG or area team")?, row.text_or_blank(name), values);
        if !unique(lines, &new) {
            return Err(row.bad(code, "one row per area"));
        }
        let label = verdict(&new.area);
        lines.push(new);
        Ok(label)
    })
}

fn verdict(area: &FactArea) -> Verdict {
    Verdict::Used(match area.kind {
        AreaKind::AreaTeam | AreaKind::Region | AreaKind::Nation => Some("total of the rows above"),
        _ => None,
    })
}

/// The CCGs above an area team belong to it.
fn belonging(lines: &mut [Line]) {
    let mut team: Option<(String, String)> = None;
    for line in lines.iter_mut().rev() {
        match (line.area.kind, &team) {
            (AreaKind::AreaTeam, _) => team = Some((line.area.code.clone(), line.area.name.clone())),
            (AreaKind::Ccg, Some((code, name))) => {
                (line.area.org.middle, line.area.org.middle_name) = (code.clone(), name.clone());
            }
            (AreaKind::Ccg, None) => {}
            _ => team = None,
        }
    }
}

/// Whether each area team is the sum of the CCGs above it, allowing for the rounding of every addend and of the sum.
fn sums(lines: &[Line]) -> Vec<String> {
    let (mut above, mut checked, mut wrong): (Vec<&Line>, i64, Vec<String>) = (Vec::new(), 0, Vec::new());
    for line in lines {
        match line.area.kind {
            AreaKind::Ccg => above.push(line),
            AreaKind::AreaTeam => {
                for (column, (id, _, unit)) in MEASURES.iter().enumerate().take(SUMMABLE) {
                    let step = SCALE * if *unit == Unit::Pounds { THOUSAND } else { 1 };
                    let allowed = step.unsigned_abs() * (above.len() as u64 + 1) / 2;
                    let difference = difference(line, &above, column);
                    wrong.extend(difference.filter(|d| d.unsigned_abs() > allowed).map(|d| {
                        format!("{} {id}: the printed total is {} more than the sum", line.area.code, Fixed(d))
                    }));
                    checked += i64::from(difference.is_some());
                }
                above.clear();
            }
            _ => {}
        }
    }
    let mut notices: Vec<String> =
        collect::notice("totals of area teams that are not the sum of their CCGs", &wrong).into_iter().collect();
    if wrong.is_empty() && checked > 0 {
        notices.push(format!(
            "{checked} totals of area teams were checked: each is the sum of its CCGs, but for rounding"
        ));
    }
    notices
}

/// Printed total less the sum; `None` where a figure is missing.
fn difference(total: &Line, above: &[&Line], column: usize) -> Option<i64> {
    let exact = |line: &Line| match line.values[column] {
        Some(FactValue::Exact(Fixed(units))) => Some(units),
        _ => None,
    };
    let sum = above.iter().try_fold(0_i64, |sum, line| sum.checked_add(exact(line)?))?;
    exact(total)?.checked_sub(sum)
}

/// Whether the distance is allocation minus target, allowing for the rounding of the three.
fn distances(lines: &[Line]) -> Option<String> {
    let exact = |value: Option<FactValue>| match value {
        Some(FactValue::Exact(Fixed(units))) => Some(units),
        _ => None,
    };
    let wrong = |line: &&Line| {
        let [allocation, target, distance] = [2, 3, 4].map(|at| exact(line.values[at]));
        let (Some(allocation), Some(target), Some(distance)) = (allocation, target, distance) else { return false };
        allocation.saturating_sub(target).saturating_sub(distance).unsigned_abs()
            > (THOUSAND * SCALE * 3 / 2).unsigned_abs()
    };
    let codes: Vec<String> = lines.iter().filter(wrong).map(|l| l.area.code.clone()).collect();
    collect::notice("areas whose distance is not allocation minus target", &codes)
}

#[cfg(test)]
mod tests;
