//! What was prescribed in one month, of every treatment in one scan.

use super::by_age::LeftOut;
use super::month::{Frame, MonthSums};
use super::others::Others;
use super::places::Areas;
use super::query::Stored;
use crate::store::{Store, StoredValue, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::treatment::{Counted, Takers};
use unwarranted_core::{Measure, Month, Over, Selection, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Practice, Presentation};
use unwarranted_ingest::values::codes::Label;

/// What one treatment needs: places among the selections and among the other denominators.
#[derive(Debug, Clone, Copy)]
struct Needs {
    numerator: usize,
    /// Where it is prescribed too.
    denominator: Option<usize>,
    /// Where it is neither prescribed nor all registered patients.
    other: Option<usize>,
}

/// The selections that treatments count and are counted over, each once.
#[derive(Debug, Default)]
pub(super) struct Reads {
    selections: Vec<(Selection, Measure)>,
    /// By treatment.
    of: Vec<Needs>,
}

impl Reads {
    pub(super) fn new(treatments: &[Treatment], others: &Others) -> Self {
        let mut reads = Self::default();
        for treatment in treatments {
            let numerator = reads.add(&treatment.numerator);
            let denominator = match &treatment.over {
                Over::Other(of) => reads.add(of),
                Over::Registered | Over::People(_) => None,
            };
            if let Some(numerator) = numerator {
                reads.of.push(Needs { numerator, denominator, other: others.at(&treatment.over) });
            }
        }
        reads
    }

    fn add(&mut self, counted: &Counted) -> Option<usize> {
        let Counted::Prescribed(selection, measure) = counted else { return None };
        let wanted = (selection.clone(), *measure);
        let known = self.selections.iter().position(|have| *have == wanted);
        Some(known.unwrap_or_else(|| {
            self.selections.push(wanted);
            self.selections.len() - 1
        }))
    }
}

/// A text that is the same for everything seen, or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Single {
    #[default]
    Nothing,
    One(String),
    Several,
}

impl Single {
    pub(super) fn add(&mut self, text: &str) {
        match self {
            Self::Nothing if !text.is_empty() => *self = Self::One(text.to_owned()),
            Self::One(have) if !text.is_empty() && have != text => *self = Self::Several,
            _ => {}
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        match other {
            Self::Nothing => {}
            Self::One(text) => self.add(text),
            Self::Several => *self = Self::Several,
        }
    }
}

/// The presentations that a selection takes.
#[derive(Debug, Clone, Default)]
pub(super) struct Taken {
    pub(super) presentations: usize,
    pub(super) bnf: Single,
    pub(super) chemical: Single,
    pub(super) description: Single,
    /// Presentations that had another code in this month, with their later code.
    pub(super) renamed: BTreeMap<String, String>,
}

impl Taken {
    pub(super) fn add(&mut self, presentation: &Presentation, now: &str) {
        self.presentations += 1;
        self.bnf.add(&presentation.bnf);
        self.chemical.add(&presentation.chemical);
        self.description.add(&presentation.description);
        if now != presentation.bnf {
            self.renamed.insert(presentation.bnf.clone(), now.to_owned());
        }
    }

    /// The same over several months.
    pub(super) fn over<'a>(months: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        months.for_each(|month| all.merge(month));
        all
    }

    /// Adds another month.
    pub(super) fn merge(&mut self, month: &Self) {
        self.presentations = self.presentations.max(month.presentations);
        self.bnf.merge(&month.bnf);
        self.chemical.merge(&month.chemical);
        self.description.merge(&month.description);
        self.renamed.extend(month.renamed.iter().map(|(old, new)| (old.clone(), new.clone())));
    }

    /// The one name of all that was taken, where it has one.
    pub(super) fn name(&self) -> Option<&String> {
        [&self.description, &self.chemical].into_iter().find_map(|name| match name {
            Single::One(name) => Some(name),
            Single::Nothing | Single::Several => None,
        })
    }
}

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
                    sums.add(placed, left_out, practice, pair)?;
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

/// Two stored sums: items, or 1/100,000 of a pound or of a unit of quantity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) observed: i64,
    /// What it is counted over, where that is prescribed too; else 0.
    pub(super) over: i64,
}

impl Pair {
    fn add(&mut self, other: Self) -> Option<()> {
        self.observed = self.observed.checked_add(other.observed)?;
        self.over = self.over.checked_add(other.over)?;
        Some(())
    }
}

/// What was prescribed of one treatment in one month.
#[derive(Debug, Clone, Default)]
pub(super) struct TreatmentSums {
    pub(super) taken: Taken,
    /// The same of its denominator, where that is prescribed.
    pub(super) taken_over: Option<Taken>,
    /// By area code, of areas where anything was prescribed; a blank code stands for prescribers without a known area.
    pub(super) areas: BTreeMap<String, Pair>,
    /// By area and practice, where they are wanted.
    pub(super) practices: Option<BTreeMap<(String, String), Pair>>,
    /// Observed of stand-ins for unidentified prescribers within a known area.
    pub(super) stand_ins: i64,
    /// Observed by practice, of those that prescribed anything but are not in the extract.
    pub(super) unlisted: BTreeMap<String, i64>,
    /// Observed by practice, of practices that belong to no known area.
    pub(super) unplaced: BTreeMap<String, i64>,
    /// Observed by practice, of practices whose patients cannot be counted by age and sex.
    pub(super) left_out: BTreeMap<String, i64>,
}

impl TreatmentSums {
    fn add(
        &mut self,
        placed: &Placed<'_>,
        left_out: &BTreeMap<String, LeftOut>,
        practice: &Practice,
        pair: Pair,
    ) -> Option<()> {
        let add = |sums: &mut BTreeMap<String, i64>| {
            let sum = sums.entry(practice.code.clone()).or_default();
            *sum = sum.checked_add(pair.observed)?;
            Some(())
        };
        if placed.unlisted.contains(&practice.code) {
            add(&mut self.unlisted)?;
        }
        if left_out.contains_key(&practice.code) {
            return add(&mut self.left_out);
        }
        let (code, _) = placed.areas.of(&practice.code, &practice.name, &practice.org);
        self.areas.entry(code.to_owned()).or_default().add(pair)?;
        if code.is_empty() {
            return if practice.label == Label::Practice { add(&mut self.unplaced) } else { Some(()) };
        }
        if let Some(practices) = &mut self.practices {
            practices.entry((code.to_owned(), practice.code.clone())).or_default().add(pair)?;
        }
        if practice.label == Label::UnidentifiedInArea {
            self.stand_ins = self.stand_ins.checked_add(pair.observed)?;
        }
        Some(())
    }
}
