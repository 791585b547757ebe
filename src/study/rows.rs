//! The rows behind the figures of a study, to be compared with those of another.

use super::plan::{Data, Plan};
use super::{Result, Study, files};
use crate::core::treatment::Counted;
use crate::core::{Cell, CubeRow, Measure, Period, Selection};
use crate::store::assemble::{CodeLevel, Matrix, MatrixOf, Query};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Which row: treatment, period, area, and the practice where rows are by practice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// Treatment.
    pub treatment: Arc<str>,
    /// Period.
    pub period: Period,
    /// Code of the area.
    pub area: Arc<str>,
    /// Code of the practice.
    pub practice: Option<Arc<str>>,
}

/// What a row says; rows by age and sex are summed, and unknown where one of them is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFigures {
    /// Observed events or amount.
    pub observed: Cell,
    /// Denominator, or the expected value where there is none.
    pub denominator: Cell,
}

/// Which sum of a store: treatment, period and BNF code of the presentation.
pub type CodeKey = (Arc<str>, Period, Arc<str>);

/// What figures are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyRows {
    /// Rows of tidy files as they are read, before anything is cut or left out; of a store the sums by practice.
    pub rows: BTreeMap<RowKey, RowFigures>,
    /// Of prescribing from a store what each presentation adds to the numerator, over all practices in known areas.
    pub codes: BTreeMap<CodeKey, f64>,
}

impl Study {
    /// The rows behind the figures; `None` where a study has none of its own: other figures of a store, and every code of a
    /// level.
    ///
    /// # Errors
    /// Those of [`Study::run`] that data and options give.
    pub fn rows(&self) -> Result<Option<StudyRows>> {
        let plan = self.plan(None)?;
        match &plan.data {
            Data::Files { paths, tidy } => {
                let loaded = files::load(paths, tidy)?;
                let mut rows = BTreeMap::new();
                match &loaded.parts {
                    Some(parts) => parts.rows().iter().for_each(|p| enter(&mut rows, &p.row, p.practice.as_ref())),
                    None => loaded.cube.rows().iter().for_each(|row| enter(&mut rows, row, None)),
                }
                Ok(Some(StudyRows { rows, codes: BTreeMap::new() }))
            }
            Data::Prescribing { dir, query, .. } if self.grain.is_none() => plan.rows_of_store(dir, query).map(Some),
            Data::Prescribing { .. } | Data::Facts { .. } => Ok(None),
        }
    }
}

impl Plan {
    fn rows_of_store(&self, dir: &Path, query: &Query) -> Result<StudyRows> {
        let rows = by_practice(&self.matrix(dir, query)?);
        let mut codes = BTreeMap::new();
        let of = query.treatments.iter().filter_map(|t| match &t.numerator {
            Counted::Prescribed(selection, measure) => Some((*measure, (&t.id, selection))),
            Counted::Fact { .. } => None,
        });
        let of: Vec<(Measure, (&Arc<str>, &Selection))> = of.collect();
        let measures: BTreeSet<Measure> = of.iter().map(|(measure, _)| *measure).collect();
        for measure in measures {
            let matrix = self.matrix_of(dir, query, MatrixOf::Codes(CodeLevel::Presentation, measure))?;
            let own = of.iter().filter(|(own, _)| *own == measure);
            own.for_each(|(_, (id, selection))| enter_codes(&mut codes, &matrix, id, selection));
        }
        codes.retain(|_, sum| *sum != 0.0);
        Ok(StudyRows { rows, codes })
    }
}

/// What each presentation that a treatment takes adds to it.
fn enter_codes(codes: &mut BTreeMap<CodeKey, f64>, matrix: &Matrix, treatment: &Arc<str>, selection: &Selection) {
    for of in &matrix.treatments {
        let Counted::Prescribed(own, _) = &of.treatment.numerator else { continue };
        // A presentation is one code.
        let Some(code) = own.include().first().map(ToString::to_string).filter(|code| selection.takes(code)) else {
            continue;
        };
        for period in &matrix.periods {
            let sum: f64 = period.sums.row(of.numerator).1.iter().sum();
            codes.insert((Arc::clone(treatment), period.period, code.as_str().into()), sum);
        }
    }
}

/// The sums of every practice that prescribed or had patients.
fn by_practice(matrix: &Matrix) -> BTreeMap<RowKey, RowFigures> {
    let mut rows = BTreeMap::new();
    let none = || vec![0.0; matrix.practices.len()];
    let (mut observed, mut denominator) = (none(), none());
    for period in &matrix.periods {
        for of in &matrix.treatments {
            period.sums.fill(of.numerator, &mut observed);
            matrix.fill_denominator(period, of, &mut denominator);
            for ((practice, observed), denominator) in matrix.practices.iter().zip(&observed).zip(&denominator) {
                let Some(area) = matrix.areas.get(practice.area).filter(|_| *observed != 0.0 || *denominator != 0.0)
                else {
                    continue;
                };
                let key = RowKey {
                    treatment: Arc::clone(&of.treatment.id),
                    period: period.period,
                    area: area.code.as_str().into(),
                    practice: Some(practice.code.as_str().into()),
                };
                let [observed, denominator] = [*observed, *denominator].map(Cell::Value);
                rows.insert(key, RowFigures { observed, denominator });
            }
        }
    }
    rows
}

fn enter(rows: &mut BTreeMap<RowKey, RowFigures>, row: &CubeRow, practice: Option<&Arc<str>>) {
    let key = RowKey {
        treatment: Arc::clone(&row.treatment),
        period: row.period,
        area: Arc::clone(&row.area),
        practice: practice.cloned(),
    };
    let denominator = row.denominator.or(row.expected).unwrap_or(Cell::NotReported);
    let figures = RowFigures { observed: row.observed, denominator };
    let sum = |a: Cell, b: Cell| match (a, b) {
        (Cell::Value(a), Cell::Value(b)) => Cell::Value(a + b),
        (Cell::Value(_), unknown) | (unknown, _) => unknown,
    };
    rows.entry(key)
        .and_modify(|known| {
            known.observed = sum(known.observed, figures.observed);
            known.denominator = sum(known.denominator, figures.denominator);
        })
        .or_insert(figures);
}
