//! Sums by treatment and practice, and what a page must say of them.

use super::super::query::Stored;
use super::packed::{pack, unpack};
use crate::store::CatalogueEntry;
use std::sync::Arc;
use unwarranted_core::{Measure, Month, Period, Treatment};

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixArea {
    /// Its code.
    pub code: String,
    /// Its name in the latest month that gives one; blank where none does.
    pub name: String,
}

/// A practice within an area. A practice that moves is in each of its areas, with what it did there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixPractice {
    /// Its code.
    pub code: String,
    /// Index into [`Matrix::areas`].
    pub area: usize,
}

/// What the sums of a treatment are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatrixDenominator {
    /// Index into [`MatrixPeriod::people`].
    People(usize),
    /// A row of [`MatrixPeriod::sums`]: other prescriptions.
    Row(usize),
}

/// A treatment with the rows that are its numerator and its denominator.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixTreatment {
    /// The treatment, with the title that the store gives it where it has none of its own.
    pub treatment: Treatment,
    /// A row of [`MatrixPeriod::sums`].
    pub numerator: usize,
    /// What it is divided by.
    pub denominator: MatrixDenominator,
}

/// Rows of sums by practice; what is not there is 0. Held in few bytes: a row is read as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseRows {
    /// Where each row begins; one more, where the last ends.
    starts: Vec<usize>,
    bytes: Vec<u8>,
    measures: Vec<Measure>,
    stored: usize,
}

impl SparseRows {
    /// These rows: of each its measure and the places of its practices, ascending, with the sum of each as stored.
    pub(super) fn of(rows: impl Iterator<Item = (Measure, Vec<(u32, i64)>)>) -> Self {
        let mut all = Self { starts: vec![0], ..Self::default() };
        for (measure, row) in rows {
            all.stored += row.len();
            pack(row.into_iter(), &mut all.bytes);
            all.measures.push(measure);
            all.starts.push(all.bytes.len());
        }
        all.bytes.shrink_to_fit();
        all
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.measures.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Places of practices, ascending, and the sum of each in the unit of the measure. Empty for a row that is not there.
    pub fn row(&self, at: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let own = |at: usize| Some((self.starts.get(at)?, self.starts.get(at + 1)?, self.measures.get(at)?));
        let (bytes, measure) = match own(at) {
            Some((first, last, measure)) => (&self.bytes[*first..*last], *measure),
            None => (&[][..], Measure::Items),
        };
        unpack(bytes).map(move |(practice, sum)| (practice, measure.value(sum)))
    }

    /// Sums of all rows together that are not 0 by position: the density is this over rows times practices.
    #[must_use]
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// Writes a row into `into`, one place per practice, zeros included.
    pub fn fill(&self, at: usize, into: &mut [f64]) {
        into.fill(0.0);
        for (practice, value) in self.row(at) {
            if let Some(place) = into.get_mut(practice as usize) {
                *place = value;
            }
        }
    }
}

/// The sums of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixPeriod {
    /// The period as it was asked for.
    pub period: Period,
    /// Months of it that the store has.
    pub months: usize,
    /// What people are counted, each by practice and averaged over the months of the period. The first are registered
    /// patients; a practice that is not in an extract has none in that month.
    pub people: Vec<Vec<f64>>,
    /// Of each of `people`: places of practices of whom they are not known in at least one month, ascending. Such a practice
    /// has no people there, and its numerators belong in no sum over them.
    pub unknown: Vec<Vec<u32>>,
    /// Sums by row and practice, in the unit of the measure.
    pub sums: SparseRows,
    /// By row: presentations that it takes, at most in a month. 0: the codes catch nothing in this period.
    pub caught: Vec<usize>,
    /// By row: items and actual cost in pounds of what it takes in known areas.
    pub totals: Vec<[f64; 2]>,
    /// By row: the sum of prescribers in no known area, which is in no practice above.
    pub aside: Vec<f64>,
    /// Indices into [`Matrix::areas`], ascending: areas that were there and none of whose practices are in the extract of at
    /// least one month. Their number of patients is not known for this period.
    pub without_patients: Vec<usize>,
}

/// Sums by treatment and practice over each period of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The treatments in the order of the query, or of their codes.
    pub treatments: Vec<MatrixTreatment>,
    /// The areas, sorted by code.
    pub areas: Vec<MatrixArea>,
    /// The practices, sorted by area and code, so that those of an area lie side by side: every practice of a month's file
    /// or of its extract of patients that belongs to a known area, whatever it prescribed.
    pub practices: Vec<MatrixPractice>,
    /// The periods in the order of the query.
    pub periods: Vec<MatrixPeriod>,
    /// Identifiers of treatments that cannot be had by practice, with the reason in words.
    pub left_out: Vec<(Arc<str>, String)>,
    /// Totals of treatments that jump in a month in which their codes change, by treatment and month.
    pub jumps: Vec<Jump>,
    /// What a reader must know before all else, in whole sentences.
    pub warnings: Vec<String>,
    /// How the figures were put together and what was left out, in whole sentences.
    pub notes: Vec<String>,
    /// The sources used: prescribing by month, then population by month.
    pub sources: Vec<CatalogueEntry>,
    /// The lines to print with the figures, each once.
    pub attribution: Vec<String>,
    /// Whether any source says that it is simulated.
    pub synthetic: bool,
    /// The areas in words: "CCGs".
    pub areas_are: String,
    /// How practices were assigned, in words.
    pub membership: String,
}

impl Matrix {
    /// Writes the numerators of a treatment in a period into `into`, one place per practice: 0 for a practice whose
    /// people are not known.
    pub fn fill_numerator(&self, period: &MatrixPeriod, treatment: &MatrixTreatment, into: &mut [f64]) {
        period.sums.fill(treatment.numerator, into);
        if let MatrixDenominator::People(which) = treatment.denominator {
            for place in period.unknown.get(which).into_iter().flatten() {
                if let Some(place) = into.get_mut(*place as usize) {
                    *place = 0.0;
                }
            }
        }
    }

    /// Writes its denominators into `into`, one place per practice.
    pub fn fill_denominator(&self, period: &MatrixPeriod, treatment: &MatrixTreatment, into: &mut [f64]) {
        match treatment.denominator {
            MatrixDenominator::Row(row) => period.sums.fill(row, into),
            MatrixDenominator::People(which) => match period.people.get(which) {
                Some(people) if people.len() == into.len() => into.copy_from_slice(people),
                _ => into.fill(0.0),
            },
        }
    }

    /// The first practice of each area and, at the end, the number of practices.
    #[must_use]
    pub fn area_starts(&self) -> Vec<usize> {
        (0..=self.areas.len()).map(|area| self.practices.partition_point(|p| p.area < area)).collect()
    }
}

/// A jump of the total of a treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct Jump {
    /// Identifier of the treatment.
    pub treatment: Arc<str>,
    /// The month before it.
    pub before: Month,
    /// The first month at the new level.
    pub month: Month,
    /// Mean items a month over up to twelve months before it, and from it on.
    pub items: [f64; 2],
    /// Codes that begin in that month, and codes that end before it.
    pub codes: [Vec<String>; 2],
}
