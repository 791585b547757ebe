//! The rows of tidy files, to be compared with others.

use super::plan::Data;
use super::{Result, Study, files};
use crate::core::{Cell, CubeRow, Period};
use std::collections::BTreeMap;
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

impl Study {
    /// The rows of the tidy files as they are read, before anything is cut or left out; `None` for a study of a store.
    ///
    /// # Errors
    /// Those of [`Study::run`] that files and options give.
    pub fn rows(&self) -> Result<Option<BTreeMap<RowKey, RowFigures>>> {
        let plan = self.plan(None)?;
        let Data::Files { paths, tidy } = &plan.data else { return Ok(None) };
        let loaded = files::load(paths, tidy)?;
        let mut rows: BTreeMap<RowKey, RowFigures> = BTreeMap::new();
        match &loaded.parts {
            Some(parts) => parts.rows().iter().for_each(|part| enter(&mut rows, &part.row, part.practice.as_ref())),
            None => loaded.cube.rows().iter().for_each(|row| enter(&mut rows, row, None)),
        }
        Ok(Some(rows))
    }
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
