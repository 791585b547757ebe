//! What was prescribed in one month, of every treatment in one scan.

use super::frame::Frame;
use super::month::MonthSums;
use super::places::Areas;
use super::query::Stored;
use super::reads::Needs;
use super::taken::Taken;
use super::treatment_sums::{Pair, TreatmentSums};
use crate::store::{Store, StoredValue, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::treatment::Takers;
use unwarranted_core::{Measure, Month, Selection};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Practice, Presentation};

/// The sums of each selection over its rows, by practice of the month's file.
pub(super) struct Scan {
    taken: Vec<Taken>,
    /// By selection and place of the practice; `None` where the practice has no row.
    sums: Vec<Vec<Option<i64>>>,
    /// Stored rows of all selections, each once.
    pub(super) rows: usize,
    /// Whether a sum was too large to be exact, or a practice is not one of the month.
    broken: bool,
}

impl Scan {
    /// Reads every row that any selection takes, once for each measure that is summed of it.
    pub(super) fn of(frame: &Frame<'_>, month: Month, table: &TableEntry, practices: usize) -> Result<Self, Error> {
        let selections = &frame.reads.selections;
        let takers_of = Takers::of(selections.iter().map(|(selection, _)| selection));
        let mut scan = Self {
            taken: vec![Taken::default(); selections.len()],
            sums: vec![vec![None; practices]; selections.len()],
            rows: 0,
            broken: false,
        };
        let mut wanted: Vec<(Presentation, Vec<usize>)> = Vec::new();
        for presentation in frame.store.presentations(table)? {
            let now = frame.changes.code(&presentation.bnf, month, frame.bnf_year);
            let takers = takers_of.of_code(&now);
            for at in &takers {
                scan.taken[*at].add(&presentation, &now);
            }
            if !takers.is_empty() {
                scan.rows += presentation.rows;
                wanted.push((presentation, takers));
            }
        }
        let measures: BTreeSet<Measure> = selections.iter().map(|(_, measure)| *measure).collect();
        for measure in measures {
            scan.read(frame.store, table, measure, selections, &wanted)?;
        }
        Ok(scan)
    }

    /// Adds the rows of one measure: presentations whose rows lie side by side are read together.
    fn read(
        &mut self,
        store: &Store,
        table: &TableEntry,
        measure: Measure,
        selections: &[(Selection, Measure)],
        wanted: &[(Presentation, Vec<usize>)],
    ) -> Result<(), Error> {
        let of_measure = |takers: &[usize]| takers.iter().any(|at| selections[*at].1 == measure);
        let wanted: Vec<&(Presentation, Vec<usize>)> = wanted.iter().filter(|(_, at)| of_measure(at)).collect();
        let beside = |a: &&(Presentation, Vec<usize>), b: &&(Presentation, Vec<usize>)| {
            a.0.first_row + a.0.rows == b.0.first_row
        };
        for run in wanted.chunk_by(beside) {
            let rows = run.iter().map(|(p, _)| p.rows).sum();
            let values = store.values(table, measure.column(), run[0].0.first_row, rows)?;
            let mut values = values.into_iter();
            for (presentation, takers) in run {
                let own: Vec<StoredValue> = values.by_ref().take(presentation.rows).collect();
                for at in takers.iter().filter(|at| selections[**at].1 == measure) {
                    self.add(*at, &own);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, selection: usize, values: &[StoredValue]) {
        for value in values {
            let sum = self.sums[selection].get_mut(value.practice);
            match sum.map(|sum| (sum.unwrap_or_default().checked_add(value.value), sum)) {
                Some((Some(total), sum)) => *sum = Some(total),
                _ => self.broken = true,
            }
        }
    }

    /// The sums of each treatment; `None` on overflow, and for a practice that the month does not have.
    pub(super) fn treatments(mut self, frame: &Frame<'_>, placed: &Placed<'_>) -> Option<Vec<TreatmentSums>> {
        if self.broken {
            return None;
        }
        let mut all = Vec::new();
        for Needs { numerator, denominator, other } in &frame.reads.of {
            let left_out = placed.people.left_out_of(*other);
            let mut sums =
                TreatmentSums { practices: frame.by_practice.then(BTreeMap::new), ..TreatmentSums::default() };
            sums.unlisted = placed.unlisted.iter().map(|practice| (practice.clone(), 0)).collect();
            for (at, practice) in placed.practices.iter().enumerate() {
                let observed = self.sums[*numerator][at];
                let over = denominator.and_then(|of| self.sums[of][at]);
                if observed.is_some() || over.is_some() {
                    let pair = Pair { observed: observed.unwrap_or_default(), over: over.unwrap_or_default() };
                    sums.add((placed.areas, placed.unlisted), left_out, practice, pair)?;
                }
            }
            all.push((sums, *numerator, *denominator));
        }
        let mut taken = |at: usize| std::mem::take(&mut self.taken[at]);
        // The same selection may serve several treatments.
        let copies: Vec<Taken> = (0..frame.reads.selections.len()).map(&mut taken).collect();
        let one = |(sums, numerator, denominator): (TreatmentSums, usize, Option<usize>)| TreatmentSums {
            taken: copies[numerator].clone(),
            taken_over: denominator.map(|of| copies[of].clone()),
            ..sums
        };
        Some(all.into_iter().map(one).collect())
    }
}

/// Where the practices of a month are.
pub(super) struct Placed<'a> {
    pub(super) areas: &'a Areas,
    pub(super) practices: &'a [Practice],
    pub(super) people: &'a MonthSums,
    /// Practices that are in the file and have no registered patients in the extract.
    pub(super) unlisted: &'a BTreeSet<String>,
}
