//! The sums of one period, month by month.

use super::super::query::Stored;
use super::axis::Axis;
use super::packed::{pack, unpack};
use super::result::{MatrixArea, MatrixPeriod, SparseRows};
use super::scan::{Line, MonthScan, Unit};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::{Measure, Period};

/// Practices and areas in their final order.
pub(super) struct Order {
    /// The place where each practice was found.
    found: Vec<u32>,
    /// By the place where a practice was found: its final place.
    sorted: Vec<u32>,
    pub(super) areas: Vec<MatrixArea>,
}

impl Order {
    pub(super) fn of(units: &BTreeMap<Unit, u32>, names: &BTreeMap<String, String>) -> Self {
        let found: Vec<u32> = units.values().copied().collect();
        let mut sorted = vec![0u32; found.len()];
        (0u32..).zip(&found).for_each(|(at, unit)| sorted[*unit as usize] = at);
        let codes: BTreeSet<&String> = units.keys().map(|(area, _)| area).collect();
        let area =
            |code: &String| MatrixArea { code: code.clone(), name: names.get(code).cloned().unwrap_or_default() };
        Self { found, sorted, areas: codes.into_iter().map(area).collect() }
    }

    /// The place of an area.
    pub(super) fn area(&self, code: &str) -> usize {
        self.areas.binary_search_by(|area| area.code.as_str().cmp(code)).unwrap_or_default()
    }
}

/// Sums of a period so far.
#[derive(Default, Clone)]
pub(super) struct Sums {
    months: usize,
    /// By unit: the sum over months of registered patients.
    patients: Vec<i64>,
    others: Vec<Other>,
    rows: Vec<Row>,
    without_patients: BTreeSet<String>,
}

impl Sums {
    pub(super) fn new(rows: usize, others: usize) -> Self {
        Self { rows: vec![Row::default(); rows], others: vec![Other::default(); others], ..Self::default() }
    }

    /// Adds a month, whose practices and lines have these places among `all` practices and rows. `None` on overflow.
    pub(super) fn add(
        &mut self,
        scan: &MonthScan,
        (units, rows): (&[u32], &[usize]),
        all: (usize, usize),
    ) -> Option<()> {
        self.months += 1;
        self.patients.resize(all.0, 0);
        self.rows.resize(all.1, Row::default());
        self.without_patients.extend(scan.without_patients.iter().cloned());
        for (unit, (_, patients)) in units.iter().zip(&scan.units) {
            let sum = self.patients.get_mut(*unit as usize)?;
            *sum = sum.checked_add(*patients)?;
        }
        for (other, month) in self.others.iter_mut().zip(&scan.others) {
            other.people.resize(all.0, 0.0);
            units.iter().zip(&month.people).for_each(|(unit, people)| other.people[*unit as usize] += people);
            other.unknown.extend(month.unknown.iter().map(|at| units[*at]));
            other.problem = other.problem.take().or_else(|| month.problem.clone());
        }
        rows.iter().zip(&scan.lines).try_for_each(|(row, line)| self.rows[*row].add(line, units))
    }

    /// After its last month: every row in few bytes. `None` on overflow.
    pub(super) fn close(&mut self) -> Option<()> {
        self.rows.iter_mut().try_for_each(Row::close)
    }

    /// Whether it has months.
    pub(super) fn has_begun(&self) -> bool {
        self.months > 0
    }

    /// Why nobody can be counted, by the place of those people among the denominators.
    pub(super) fn problems(&self) -> impl Iterator<Item = (usize, String)> {
        self.others.iter().enumerate().filter_map(|(at, other)| Some((at + 1, other.problem()?)))
    }

    /// People of each kind by practice, averaged over the months, and practices of which they are not known.
    fn people(&self, order: &Order) -> (Vec<Vec<f64>>, Vec<Vec<u32>>) {
        let months = self.months.max(1) as f64;
        let patients = |unit: &u32| self.patients.get(*unit as usize).copied().unwrap_or_default() as f64 / months;
        let mut people: Vec<Vec<f64>> = vec![order.found.iter().map(patients).collect()];
        let mut unknown = vec![Vec::new()];
        for other in &self.others {
            let own = |unit: &u32| other.people.get(*unit as usize).copied().unwrap_or_default() / months;
            let known = |unit: &u32| if other.unknown.contains(unit) { 0.0 } else { own(unit) };
            people.push(order.found.iter().map(known).collect());
            let mut places: Vec<u32> = other.unknown.iter().map(|unit| order.sorted[*unit as usize]).collect();
            places.sort_unstable();
            unknown.push(places);
        }
        (people, unknown)
    }

    /// The period in its final order. `None` on overflow.
    pub(super) fn finish(mut self, period: Period, axis: &Axis, order: &Order) -> Option<MatrixPeriod> {
        let (people, unknown) = self.people(order);
        let value = |row: usize, stored: i64| axis.measure(row).value(stored);
        self.close()?;
        let rows = self.rows.iter().enumerate().map(|(at, row)| {
            let mut own: Vec<(u32, i64)> =
                unpack(&row.packed).map(|(unit, sum)| (order.sorted[unit as usize], sum)).collect();
            own.sort_by_key(|(unit, _)| *unit);
            (axis.measure(at), own)
        });
        let total = |row: &Row| [Measure::Items.value(row.totals[0]), Measure::ActualCost.value(row.totals[1])];
        Some(MatrixPeriod {
            period,
            months: self.months,
            people,
            unknown,
            sums: SparseRows::of(rows),
            caught: self.rows.iter().map(|row| row.caught).collect(),
            totals: self.rows.iter().map(total).collect(),
            aside: self.rows.iter().enumerate().map(|(at, row)| value(at, row.aside)).collect(),
            without_patients: self.without_patients.iter().map(|code| order.area(code)).collect(),
        })
    }
}

/// People other than registered patients, summed over the months of a period.
#[derive(Default, Clone)]
struct Other {
    people: Vec<f64>,
    unknown: BTreeSet<u32>,
    problem: Option<String>,
}

impl Other {
    /// Why nobody can be counted in a period.
    fn problem(&self) -> Option<String> {
        let nobody = self.people.iter().all(|people| *people <= 0.0);
        let none =
            || "the store has no figure of the people it is counted over, in any practice of the period".to_owned();
        self.problem.clone().or_else(|| nobody.then(none))
    }
}

/// One row of a period. Units may be there several times until [`Row::compact`].
#[derive(Default, Clone)]
struct Row {
    /// Empty once it is closed.
    sums: Vec<(u32, i64)>,
    compacted: usize,
    /// The same when it is closed.
    packed: Vec<u8>,
    caught: usize,
    totals: [i64; 2],
    aside: i64,
}

impl Row {
    fn add(&mut self, line: &Line, units: &[u32]) -> Option<()> {
        self.sums.extend(line.sums.iter().map(|(unit, sum)| (units[*unit as usize], *sum)));
        self.caught = self.caught.max(line.taken.presentations);
        for (total, own) in self.totals.iter_mut().zip(line.totals) {
            *total = total.checked_add(own)?;
        }
        self.aside = self.aside.checked_add(line.aside)?;
        if self.sums.len() > 2 * self.compacted + 64 { self.compact() } else { Some(()) }
    }

    /// Packs what is not packed yet. `None` on overflow.
    fn close(&mut self) -> Option<()> {
        if !self.sums.is_empty() {
            let packed = std::mem::take(&mut self.packed);
            self.sums.extend(unpack(&packed));
            self.compact()?;
            pack(std::mem::take(&mut self.sums).into_iter(), &mut self.packed);
            self.packed.shrink_to_fit();
        }
        Some(())
    }

    /// Each unit once, ascending.
    fn compact(&mut self) -> Option<()> {
        self.sums.sort_by_key(|(unit, _)| *unit);
        let mut each: Vec<(u32, i64)> = Vec::with_capacity(self.sums.len());
        for (unit, sum) in self.sums.drain(..) {
            match each.last_mut() {
                Some((last, total)) if *last == unit => *total = total.checked_add(sum)?,
                _ => each.push((unit, sum)),
            }
        }
        self.compacted = each.len();
        self.sums = each;
        Some(())
    }
}
