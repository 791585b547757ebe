//! One month: its people by practice, and the sums of every row.

use super::super::frame::Frame;
use super::super::load::{people, too_large};
use super::super::month::MonthSums;
use super::super::other_people::OtherPeople;
use super::super::places::Areas;
use super::super::taken::Taken;
use super::super::values::{Values, Wanted};
use super::axis::Axis;
use crate::store::{StoredValue, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::{Measure, Month};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Practice, Presentation};

/// Place of a practice in no known area.
const NOWHERE: u32 = u32::MAX;

/// A practice within an area: codes of the area and of the practice.
pub(super) type Unit = (String, String);

/// What one row of sums took in one month.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) taken: Taken,
    /// Places of units, ascending, with stored sums.
    pub(super) sums: Vec<(u32, i64)>,
    /// Items and actual cost in known areas, as stored.
    pub(super) totals: [i64; 2],
    /// The stored sum in no known area.
    pub(super) aside: i64,
    /// Codes as recorded, sorted, with the stored rows of each.
    pub(super) codes: Vec<(String, u64)>,
}

/// People of one month other than registered patients, by unit.
pub(super) struct OtherMonth {
    pub(super) people: Vec<f64>,
    /// Units of which they are not known.
    pub(super) unknown: Vec<usize>,
    /// Why nobody can be counted.
    pub(super) problem: Option<String>,
}

impl OtherMonth {
    fn of(other: &OtherPeople, units: &[(Unit, i64)]) -> Self {
        let own = |unit: &Unit| other.practices.get(unit).copied().unwrap_or_default();
        let unknown = (0..units.len()).filter(|at| other.left_out.contains_key(&units[*at].0.1)).collect();
        let people = units.iter().map(|(unit, _)| own(unit)).collect();
        Self { people, unknown, problem: other.problem.clone() }
    }
}

/// One month.
pub(super) struct MonthScan {
    pub(super) month: Month,
    pub(super) people: MonthSums,
    /// Practices within areas, sorted, with their registered patients.
    pub(super) units: Vec<(Unit, i64)>,
    /// Areas of the month none of whose practices are in its extract.
    pub(super) without_patients: BTreeSet<String>,
    /// What some treatments are counted over, other than registered patients.
    pub(super) others: Vec<OtherMonth>,
    /// The rows; of codes in their order.
    pub(super) lines: Vec<Line>,
    /// The codes of the rows, where rows are codes.
    pub(super) codes: Vec<String>,
}

/// The practices of a month's file as units.
struct Units {
    all: usize,
    /// By practice of the file: the place of its unit, or [`NOWHERE`].
    of_practice: Vec<u32>,
}

pub(super) fn read(frame: &Frame<'_>, axis: &Axis, month: Month, table: &TableEntry) -> Result<MonthScan, Error> {
    let areas = &frame.places.in_month(month);
    let practices = frame.store.practices(table)?;
    let (mut people, _) = people(frame, month, areas, &practices)?;
    let units = units(&mut people, areas, &practices);
    let at = |practice: &Practice| {
        let (area, _) = areas.of(&practice.code, &practice.name, &practice.org);
        let unit = (area.to_owned(), practice.code.clone());
        units.binary_search_by(|(own, _)| own.cmp(&unit)).map_or(NOWHERE, |at| u32::try_from(at).unwrap_or(NOWHERE))
    };
    let places = Units { all: units.len(), of_practice: practices.iter().map(at).collect() };
    let known = people.areas.iter().filter(|(code, people)| !code.is_empty() && people.patients.is_none());
    let without_patients = known.map(|(code, _)| code.clone()).collect();
    let presentations = frame.store.presentations(table)?;
    let (wanted, mut lines, codes) = plan(frame, axis, month, &presentations);
    people.rows = wanted.iter().map(|w| w.rows).sum();
    let mut measures = axis.measures();
    measures.extend([Measure::Items, Measure::ActualCost]);
    for measure in measures {
        let values = Values::read(frame.store, table, measure, &wanted)?;
        let pieces = values.by_line(&wanted, lines.len());
        let added = pieces.and_then(|pieces| add(axis, measure, pieces, &places, &mut lines));
        added.ok_or_else(|| too_large(frame.store, month))?;
    }
    let others = people.others.iter().map(|other| OtherMonth::of(other, &units)).collect();
    Ok(MonthScan { month, people, units, without_patients, others, lines, codes })
}

/// Every practice within a known area, with its patients.
fn units(people: &mut MonthSums, areas: &Areas, practices: &[Practice]) -> Vec<(Unit, i64)> {
    let listed = people.practices.take().unwrap_or_default();
    let mut units: BTreeMap<Unit, i64> = listed.into_iter().map(|(unit, own)| (unit, own.patients)).collect();
    for practice in practices {
        let (area, _) = areas.of(&practice.code, &practice.name, &practice.org);
        if !area.is_empty() {
            units.entry((area.to_owned(), practice.code.clone())).or_default();
        }
    }
    units.into_iter().collect()
}

/// The presentations that any row takes, in the order of their rows, and the rows with what they take.
fn plan(
    frame: &Frame<'_>,
    axis: &Axis,
    month: Month,
    presentations: &[Presentation],
) -> (Vec<Wanted>, Vec<Line>, Vec<String>) {
    let now = |p: &Presentation| frame.changes.code(&p.bnf, month, frame.bnf_year);
    let followed: Vec<String> = presentations.iter().map(now).collect();
    let (codes, rows): (Vec<String>, usize) = match axis {
        Axis::Treatments { lines, .. } => (Vec::new(), lines.len()),
        Axis::Codes { level, .. } => {
            let codes: BTreeSet<&str> = followed.iter().map(|code| level.group(code)).collect();
            (codes.iter().map(|code| (*code).to_owned()).collect(), codes.len())
        }
    };
    let mut lines = vec![Line::default(); rows];
    let mut wanted = Vec::new();
    for (presentation, now) in presentations.iter().zip(&followed) {
        let takers = match axis {
            Axis::Treatments { takers, .. } => takers.of_code(now),
            Axis::Codes { level, .. } => {
                codes.binary_search_by(|code| code.as_str().cmp(level.group(now))).into_iter().collect()
            }
        };
        for row in &takers {
            lines[*row].taken.add(presentation, now);
            lines[*row].codes.push((presentation.bnf.clone(), presentation.rows as u64));
        }
        if !takers.is_empty() {
            wanted.push(Wanted { first_row: presentation.first_row, rows: presentation.rows, takers });
        }
    }
    wanted.sort_by_key(|w| w.first_row);
    (wanted, lines, codes)
}

/// Adds one measure to the rows that sum it, and to the totals of all. `None` on overflow, and for a practice that the month
/// does not have.
fn add(
    axis: &Axis,
    measure: Measure,
    pieces: Vec<Vec<&[StoredValue]>>,
    units: &Units,
    lines: &mut [Line],
) -> Option<()> {
    let mut sums: Vec<Option<i64>> = vec![None; units.all];
    for (row, (line, pieces)) in lines.iter_mut().zip(pieces).enumerate() {
        let (mut touched, mut aside) = (Vec::new(), 0i64);
        for value in pieces.into_iter().flatten() {
            let place = *units.of_practice.get(value.practice)?;
            let Some(sum) = sums.get_mut(place as usize) else {
                aside = aside.checked_add(value.value)?;
                continue;
            };
            if sum.is_none() {
                touched.push(place);
            }
            *sum = Some(sum.unwrap_or_default().checked_add(value.value)?);
        }
        touched.sort_unstable();
        let own: Vec<(u32, i64)> = touched.into_iter().filter_map(|at| Some((at, sums[at as usize].take()?))).collect();
        let total = own.iter().try_fold(0i64, |total, (_, sum)| total.checked_add(*sum))?;
        match measure {
            Measure::Items => line.totals[0] = total,
            Measure::ActualCost => line.totals[1] = total,
            Measure::Nic | Measure::Quantity => {}
        }
        if axis.measure(row) == measure {
            (line.sums, line.aside) = (own, aside);
        }
    }
    Some(())
}
