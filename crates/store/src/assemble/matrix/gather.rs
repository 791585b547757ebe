//! Months added up to periods.

use super::super::taken::Taken;
use super::super::words::{NAMED, number};
use super::axis::Axis;
use super::period::{Order, Sums};
use super::result::{Jump, Matrix, MatrixDenominator, MatrixPeriod, MatrixPractice, MatrixTreatment};
use super::scan::{MonthScan, Unit};
use super::sentinel::Sentinel;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::Period;
use unwarranted_ingest::error::Error;

/// All periods, with units and codes in the order in which they were found.
pub(super) struct Gathered {
    units: BTreeMap<Unit, u32>,
    codes: BTreeMap<String, usize>,
    taken: Vec<Taken>,
    periods: Vec<Sums>,
    sentinel: Sentinel,
}

impl Gathered {
    pub(super) fn new(periods: usize, rows: usize, others: usize) -> Self {
        Self {
            units: BTreeMap::new(),
            codes: BTreeMap::new(),
            taken: vec![Taken::default(); rows],
            periods: vec![Sums::new(rows, others); periods],
            sentinel: Sentinel::default(),
        }
    }

    /// Adds a month to the periods that it belongs to; months come in their order, so that a period that has begun and does
    /// not have this month is complete. `None` on overflow.
    pub(super) fn add(&mut self, scan: &MonthScan, of: &[usize]) -> Option<()> {
        let complete = |(at, sums): &(usize, &mut Sums)| sums.has_begun() && !of.contains(at);
        self.periods.iter_mut().enumerate().filter(complete).try_for_each(|(_, sums)| sums.close())?;
        let units: Vec<u32> = scan.units.iter().map(|(unit, _)| self.unit(unit)).collect::<Option<_>>()?;
        let rows: Vec<usize> = match scan.codes.is_empty() {
            true => (0..scan.lines.len()).collect(),
            false => scan.codes.iter().map(|code| self.row(code)).collect(),
        };
        for (row, line) in rows.iter().zip(&scan.lines) {
            self.taken[*row].merge(&line.taken);
        }
        self.sentinel.look(scan.month, &rows, &scan.lines);
        let all = (self.units.len(), self.taken.len());
        of.iter().try_for_each(|period| self.periods[*period].add(scan, (&units, &rows), all))
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
        let Self { units, codes, taken, periods: sums, sentinel } = self;
        let mut by_row = vec![String::new(); taken.len()];
        codes.into_iter().for_each(|(code, row)| by_row[row] = code);
        let (treatments, left_out) = treatments(axis, &by_row, &taken, &sums)?;
        let jumps = treatments.iter().flat_map(|of| jumps(&sentinel, of)).collect();
        let order = Order::of(&units, names);
        let practice = |(area, code): &Unit| MatrixPractice { code: code.clone(), area: order.area(area) };
        let practices = units.keys().map(practice).collect();
        let finish = |(sums, period): (Sums, &Period)| sums.finish(*period, axis, &order);
        let periods: Option<Vec<MatrixPeriod>> = sums.into_iter().zip(periods).map(finish).collect();
        let periods = periods.ok_or_else(|| problem("a total is too large to be exact".to_owned()))?;
        Ok(Matrix {
            treatments,
            areas: order.areas,
            practices,
            periods,
            left_out,
            jumps,
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

/// Jumps of what a treatment counts, and of what it is counted over.
fn jumps(sentinel: &Sentinel, of: &MatrixTreatment) -> Vec<Jump> {
    let over = match of.denominator {
        MatrixDenominator::Row(row) => Some(row),
        MatrixDenominator::People(_) => None,
    };
    let rows = std::iter::once(of.numerator).chain(over);
    rows.flat_map(|row| sentinel.of_row(row)).map(|found| sentinel.jump(&of.treatment.id, found)).collect()
}

/// Treatments that are left out, each with the reason.
type LeftOut = Vec<(Arc<str>, String)>;

/// The treatments of the rows; those are left out whose people nobody can count in some period.
fn treatments(
    axis: &Axis,
    by_row: &[String],
    taken: &[Taken],
    periods: &[Sums],
) -> Result<(Vec<MatrixTreatment>, LeftOut), Error> {
    let problems: BTreeMap<usize, String> = periods.iter().flat_map(Sums::problems).collect();
    let why = |of: &MatrixTreatment| match of.denominator {
        MatrixDenominator::People(which) => problems.get(&which).cloned(),
        MatrixDenominator::Row(_) => None,
    };
    let treatments = axis.treatments(by_row, taken).map_err(problem)?;
    let mut left_out = axis.left_out();
    left_out.extend(treatments.iter().filter_map(|of| Some((Arc::clone(&of.treatment.id), why(of)?))));
    Ok((treatments.into_iter().filter(|of| why(of).is_none()).collect(), left_out))
}

fn problem(problem: String) -> Error {
    Error::File { file: "prescribing".to_owned(), problem }
}
