//! Allocations to CCGs with targets from the fair-shares formula and the distance from them.

mod checks;
mod line;
mod text;

use super::Roles;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{Collector, Group, Measure, Span};
use crate::read::{Header, Source, figures, file_name};
use crate::tables::{Dataset, Geography, Middle, Reading, Tally};
use crate::values::area_kind::AreaKind;
use checks::{distances, sums};
use line::{Line, MEASURES, THOUSAND, figure, line, verdict};

/// What its measures are.
pub(crate) const ROLES: Roles = Roles {
    amount: Some("allocation"),
    registered: Some("raw-population"),
    weighted: Some("weighted-population"),
    target: Some("target-allocation"),
};

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

#[cfg(test)]
mod tests;
