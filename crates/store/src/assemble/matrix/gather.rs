//! Months added up to periods.

use super::super::prescribed::Taken;
use super::super::query::Stored;
use super::super::words::{NAMED, number};
use super::axis::Axis;
use super::result::{Matrix, MatrixArea, MatrixDenominator, MatrixPeriod, MatrixPractice, MatrixTreatment, SparseRows};
use super::scan::{Line, MonthScan, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Measure, Period};
use unwarranted_ingest::error::Error;

/// Sums of a period so far.
#[derive(Default)]
struct Sums {
    months: usize,
    /// By unit: the sum over months of registered patients.
    patients: Vec<i64>,
    others: Vec<Other>,
    rows: Vec<Row>,
    without_patients: BTreeSet<String>,
}

/// People other than registered patients, summed over the months of a period.
#[derive(Default, Clone)]
struct Other {
    people: Vec<f64>,
    unknown: BTreeSet<u32>,
    problem: Option<String>,
}

/// One row of a period. Units may be there several times until [`Row::compact`].
#[derive(Default, Clone)]
struct Row {
    sums: Vec<(u32, i64)>,
    compacted: usize,
    caught: usize,
    totals: [i64; 2],
    aside: i64,
}

/// All periods, with units and codes in the order in which they were found.
pub(super) struct Gathered {
    units: BTreeMap<Unit, u32>,
    codes: BTreeMap<String, usize>,
    taken: Vec<Taken>,
    periods: Vec<Sums>,
}

impl Gathered {
    pub(super) fn new(periods: usize, rows: usize, others: usize) -> Self {
        let (rows_of, others) = (vec![Row::default(); rows], vec![Other::default(); others]);
        let sums = || Sums { rows: rows_of.clone(), others: others.clone(), ..Sums::default() };
        Self {
            units: BTreeMap::new(),
            codes: BTreeMap::new(),
            taken: vec![Taken::default(); rows],
            periods: (0..periods).map(|_| sums()).collect(),
        }
    }

    /// Adds a month to the periods that it belongs to. `None` on overflow.
    pub(super) fn add(&mut self, scan: &MonthScan, of: &[usize]) -> Option<()> {
        let units: Vec<u32> = scan.units.iter().map(|(unit, _)| self.unit(unit)).collect::<Option<_>>()?;
        let rows: Vec<usize> = match scan.codes.is_empty() {
            true => (0..scan.lines.len()).collect(),
            false => scan.codes.iter().map(|code| self.row(code)).collect(),
        };
        for (row, line) in rows.iter().zip(&scan.lines) {
            self.taken[*row].merge(&line.taken);
        }
        let (all_units, all_rows) = (self.units.len(), self.taken.len());
        for period in of {
            let sums = &mut self.periods[*period];
            sums.months += 1;
            sums.patients.resize(all_units, 0);
            sums.rows.resize(all_rows, Row::default());
            sums.without_patients.extend(scan.without_patients.iter().cloned());
            for (unit, (_, patients)) in units.iter().zip(&scan.units) {
                let sum = sums.patients.get_mut(*unit as usize)?;
                *sum = sum.checked_add(*patients)?;
            }
            for (other, month) in sums.others.iter_mut().zip(&scan.others) {
                other.people.resize(all_units, 0.0);
                units.iter().zip(&month.people).for_each(|(unit, people)| other.people[*unit as usize] += people);
                other.unknown.extend(month.unknown.iter().map(|at| units[*at]));
                other.problem = other.problem.take().or_else(|| month.problem.clone());
            }
            for (row, line) in rows.iter().zip(&scan.lines) {
                sums.rows[*row].add(line, &units)?;
            }
        }
        Some(())
    }

    fn unit(&mut self, unit: &Unit) -> Option<u32> {
        if let Some(at) = self.units.get(unit) {
            return Some(*at);
        }
        let next = u32::try_from(self.units.len()).ok()?;
        self.units.insert(unit.clone(), next);
        Some(next)
    }

    fn row(&mut self, code: &str) -> usize {
        if let Some(at) = self.codes.get(code) {
            return *at;
        }
        let next = self.taken.len();
        self.codes.insert(code.to_owned(), next);
        self.taken.push(Taken::default());
        next
    }

    /// Products that had another code in some month.
    pub(super) fn renamed_note(&self, year: i32) -> Option<String> {
        let all: BTreeMap<&String, &String> = self.taken.iter().flat_map(|taken| &taken.renamed).collect();
        let named: Vec<String> = all.iter().take(NAMED).map(|(old, new)| format!("{old} is {new}")).collect();
        (!all.is_empty()).then(|| {
            format!(
                "Codes are those of {year}: {} recorded under an earlier code is counted under the later one ({}{}).",
                number(all.len(), "product", "products"),
                named.join(", "),
                if all.len() > NAMED { " and others" } else { "" }
            )
        })
    }

    /// Everything in its final order.
    pub(super) fn finish(
        self,
        axis: &Axis,
        names: &BTreeMap<String, String>,
        periods: &[Period],
    ) -> Result<Matrix, Error> {
        let Self { units, codes, taken, periods: sums } = self;
        let problems: BTreeMap<usize, String> = (sums.iter().flat_map(|sums| sums.others.iter().enumerate()))
            .filter_map(|(at, other)| Some((at + 1, other.problem()?)))
            .collect();
        let mut by_row = vec![String::new(); taken.len()];
        codes.into_iter().for_each(|(code, row)| by_row[row] = code);
        let treatments = axis
            .treatments(&by_row, &taken)
            .map_err(|problem| Error::File { file: "prescribing".to_owned(), problem })?;
        let mut left_out = axis.left_out();
        let why = |of: &MatrixTreatment| match of.denominator {
            MatrixDenominator::People(which) => problems.get(&which).cloned(),
            MatrixDenominator::Row(_) => None,
        };
        left_out.extend(treatments.iter().filter_map(|of| Some((Arc::clone(&of.treatment.id), why(of)?))));
        let treatments = treatments.into_iter().filter(|of| why(of).is_none()).collect();
        let areas: Vec<MatrixArea> = {
            let codes: BTreeSet<&String> = units.keys().map(|(area, _)| area).collect();
            let area =
                |code: &String| MatrixArea { code: code.clone(), name: names.get(code).cloned().unwrap_or_default() };
            codes.into_iter().map(area).collect()
        };
        let place = |code: &str| areas.binary_search_by(|area| area.code.as_str().cmp(code)).unwrap_or_default();
        let practices =
            units.keys().map(|(area, code)| MatrixPractice { code: code.clone(), area: place(area) }).collect();
        // The units in their order, each with the place where it was found.
        let found: Vec<u32> = units.values().copied().collect();
        let mut sorted = vec![0u32; found.len()];
        (0u32..).zip(&found).for_each(|(at, unit)| sorted[*unit as usize] = at);
        let finish = |(sums, period): (Sums, &Period)| sums.finish(*period, axis, &found, &sorted, &place);
        let periods: Option<Vec<MatrixPeriod>> = sums.into_iter().zip(periods).map(finish).collect();
        let large =
            || Error::File { file: "prescribing".to_owned(), problem: "a total is too large to be exact".to_owned() };
        Ok(Matrix {
            treatments,
            areas,
            practices,
            periods: periods.ok_or_else(large)?,
            left_out,
            warnings: Vec::new(),
            notes: Vec::new(),
            sources: Vec::new(),
            attribution: Vec::new(),
            synthetic: false,
            areas_are: String::new(),
            membership: String::new(),
        })
    }
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

impl Sums {
    fn finish(
        mut self,
        period: Period,
        axis: &Axis,
        found: &[u32],
        sorted: &[u32],
        place: &impl Fn(&str) -> usize,
    ) -> Option<MatrixPeriod> {
        let months = self.months.max(1) as f64;
        let patients = |unit: &u32| self.patients.get(*unit as usize).copied().unwrap_or_default() as f64 / months;
        let mut people: Vec<Vec<f64>> = vec![found.iter().map(patients).collect()];
        let mut unknown = vec![Vec::new()];
        for other in &self.others {
            let own = |unit: &u32| other.people.get(*unit as usize).copied().unwrap_or_default() / months;
            people.push(found.iter().map(|unit| if other.unknown.contains(unit) { 0.0 } else { own(unit) }).collect());
            let mut places: Vec<u32> = other.unknown.iter().map(|unit| sorted[*unit as usize]).collect();
            places.sort_unstable();
            unknown.push(places);
        }
        let value = |row: usize, stored: i64| axis.measure(row).value(stored);
        for row in &mut self.rows {
            row.compact()?;
        }
        let rows = self.rows.iter().enumerate().map(|(at, row)| {
            let mut own: Vec<(u32, f64)> =
                row.sums.iter().map(|(unit, sum)| (sorted[*unit as usize], value(at, *sum))).collect();
            own.sort_by_key(|(unit, _)| *unit);
            own
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
            without_patients: self.without_patients.iter().map(|code| place(code)).collect(),
        })
    }
}
