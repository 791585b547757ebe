//! The cube: area x treatment x period, with observed values, denominators and expected values.

use crate::data::cell::Cell;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::row::Key;
use crate::data::set_aside::{Aside, Reason, judged};
use crate::data::slice::{Slice, SliceArea};
use crate::data::slicing::{inside, pooling_problem};
use crate::error::Error;
use crate::number::count;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use crate::data::row::CubeRow;
pub use crate::data::slicing::{Known, SliceOptions};

/// All rows, sorted by treatment, period and area, so that no result depends on their order in the input.
#[derive(Debug, Clone)]
pub struct Cube {
    rows: Vec<CubeRow>,
    names: BTreeMap<Arc<str>, Arc<str>>,
    /// How many input rows of each file are behind a row that sums several.
    behind: BTreeMap<Key, Vec<(usize, usize)>>,
    /// Areas that are none, such as totals: all of their rows are set aside.
    aside: BTreeMap<Arc<str>, Reason>,
}

/// Rows by treatment and period of a slice.
pub(super) type Groups<'a> = BTreeMap<(&'a Arc<str>, Period), Vec<&'a CubeRow>>;

impl Cube {
    /// A cube of these rows; `names` gives the name of an area code where one is known.
    #[must_use]
    pub fn new(mut rows: Vec<CubeRow>, names: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        // Rows with the same key have no area and are only counted, so that their order among themselves does not matter.
        rows.par_sort_unstable_by(|a, b| {
            // Most rows share the text of their treatment.
            let same = Arc::ptr_eq(&a.treatment, &b.treatment);
            let treatments = if same { Ordering::Equal } else { a.treatment.cmp(&b.treatment) };
            treatments.then_with(|| a.period.cmp(&b.period)).then_with(|| a.area.cmp(&b.area))
        });
        Self { rows, names, behind: BTreeMap::new(), aside: BTreeMap::new() }
    }

    /// The same, where rows are sums of finer rows: how many of each input file is said by treatment, period and area.
    pub(crate) fn of_sums(
        rows: Vec<CubeRow>,
        names: BTreeMap<Arc<str>, Arc<str>>,
        behind: BTreeMap<Key, Vec<(usize, usize)>>,
    ) -> Self {
        Self { behind, ..Self::new(rows, names) }
    }

    /// The same, with all rows of these areas set aside: totals, and areas of another level.
    #[must_use]
    pub fn with_aside(mut self, aside: BTreeMap<Arc<str>, Reason>) -> Self {
        self.aside = aside;
        self
    }

    /// Areas all of whose rows are set aside, with why.
    #[must_use]
    pub fn aside(&self) -> &BTreeMap<Arc<str>, Reason> {
        &self.aside
    }

    /// Each row with the reason why it is set aside.
    pub(super) fn judged<'a>(&self, rows: &[&'a CubeRow], kind: Kind) -> Vec<(&'a CubeRow, Option<Reason>)> {
        let mut all = judged(rows, kind);
        if !self.aside.is_empty() {
            all.iter_mut().for_each(|(row, reason)| *reason = self.aside.get(&row.area).copied().or(*reason));
        }
        all
    }

    /// File and number of the input rows behind a row.
    pub(super) fn behind(&self, row: &CubeRow) -> Cow<'_, [(usize, usize)]> {
        let known = || self.behind.get(&(Arc::clone(&row.treatment), row.period, Arc::clone(&row.area)));
        let known = if self.behind.is_empty() { None } else { known() };
        known.map_or_else(|| Cow::Owned(vec![(row.file, 1)]), |known| Cow::Borrowed(known.as_slice()))
    }

    /// How many input rows are behind a row.
    fn rows_behind(&self, row: &CubeRow) -> usize {
        if self.behind.is_empty() { 1 } else { self.behind(row).iter().map(|(_, rows)| rows).sum() }
    }

    /// The rows, sorted by treatment, period and area.
    #[must_use]
    pub fn rows(&self) -> &[CubeRow] {
        &self.rows
    }

    /// Names by area code.
    #[must_use]
    pub fn names(&self) -> &BTreeMap<Arc<str>, Arc<str>> {
        &self.names
    }

    /// Gives areas other names; those that have none here go by their codes.
    pub fn rename(&mut self, names: BTreeMap<Arc<str>, Arc<str>>) {
        self.names = names;
    }

    /// Cuts the cube into one slice per treatment and period, in that order.
    ///
    /// Observed values are summed over a period. A stock denominator is summed over the area's months and divided by
    /// the number of distinct months (quarters, years, as the rows have them) in the period's rows, so an area that existed for half of the period has half of
    /// the denominator and its rate stays comparable; a flow denominator is summed. An area with a suppressed or
    /// unreported month has no known total: all of its rows in that period are set aside.
    ///
    /// # Errors
    /// Those of [`Slice::new`] and [`Period::within`]; [`Error::Empty`] when no row lies between `from` and `to`.
    pub fn slices(&self, options: &SliceOptions) -> Result<Vec<Slice>, Error> {
        let groups = self.groups(options)?;
        if (options.from.is_some() || options.to.is_some()) && self.rows.iter().any(|r| r.period == Period::All) {
            return Err(Error::Empty(
                "`from` and `to` need periods, and the input has no period column; name it with `column-period COLUMN`"
                    .to_owned(),
            ));
        }
        if groups.is_empty() {
            return Err(Error::Empty("nothing lies between `from` and `to`, or the input has no rows".to_owned()));
        }
        let kinds = self.kinds(options);
        let cut = |((treatment, period), rows): ((&Arc<str>, Period), Vec<&CubeRow>)| {
            let kind = kinds.get(treatment).copied().unwrap_or(Kind::Amount);
            self.cut(Arc::clone(treatment), period, kind, options, &rows)
        };
        // All are cut before the first error is looked for, so that it is the first on any number of threads.
        let cut: Vec<Result<Slice, Error>> = groups.into_par_iter().map(cut).collect();
        cut.into_iter().collect()
    }

    /// The rows inside `from` and `to`, by treatment and period of a slice.
    pub(super) fn groups(&self, options: &SliceOptions) -> Result<Groups<'_>, Error> {
        let mut groups = Groups::new();
        let same = |a: &CubeRow, b: &CubeRow| a.period == b.period && a.treatment == b.treatment;
        for rows in self.rows.chunk_by(same).filter(|rows| inside(rows[0].period, options)) {
            let own = rows[0].period;
            let period = options.by.map_or(Ok(own), |grain| own.within(grain))?;
            groups.entry((&rows[0].treatment, period)).or_default().extend(rows);
        }
        Ok(groups)
    }

    /// The kind of each treatment, from all of its rows, so that it cannot change from one period to the next.
    pub(super) fn kinds(&self, options: &SliceOptions) -> BTreeMap<Arc<str>, Kind> {
        let mut kinds = BTreeMap::new();
        for rows in self.rows.chunk_by(|a, b| a.treatment == b.treatment) {
            let mut used = rows.iter().filter(|r| !self.aside.contains_key(&r.area)).peekable();
            if used.peek().is_none() {
                continue;
            }
            let fractional = |row: &CubeRow| row.observed.value().is_some_and(|v| v.fract() != 0.0);
            let of_values = || if used.any(fractional) { Kind::Amount } else { Kind::Count };
            let kind = options.kind_of(&rows[0].treatment).unwrap_or_else(of_values);
            kinds.insert(Arc::clone(&rows[0].treatment), kind);
        }
        kinds
    }

    fn cut(
        &self,
        treatment: Arc<str>,
        period: Period,
        kind: Kind,
        options: &SliceOptions,
        rows: &[&CubeRow],
    ) -> Result<Slice, Error> {
        let periods: BTreeSet<Period> = rows.iter().map(|r| r.period).collect();
        let months = periods.iter().copied().map(months_in).sum();
        let flow = options.flow(&treatment, kind);
        if let Some(problem) = pooling_problem(&periods, kind, flow) {
            return Err(Error::Pooling { treatment: treatment.to_string(), period: period.to_string(), problem });
        }
        let mut aside = Aside::default();
        let mut used: Vec<&CubeRow> = Vec::with_capacity(rows.len());
        for (row, reason) in self.judged(rows, kind) {
            match reason {
                Some(reason) => aside.add(reason, row, self.rows_behind(row)),
                None => used.push(row),
            }
        }
        // The periods of an area stay in the order of time, in which they are added.
        used.sort_by(|a, b| a.area.cmp(&b.area));
        let mut areas: Vec<SliceArea> = Vec::new();
        for rows in used.chunk_by(|a, b| a.area == b.area) {
            areas.push(self.area(rows));
        }
        if !flow {
            for d in areas.iter_mut().filter_map(|a| a.denominator.as_mut()) {
                *d /= count(periods.len());
            }
        }
        Slice::new(treatment, period, kind, areas, aside.list(&self.names), months)
    }

    /// An area with the sums of its rows.
    fn area(&self, rows: &[&CubeRow]) -> SliceArea {
        let mut area = self.empty_area(rows[0]);
        for row in rows {
            area.observed += row.observed.value().unwrap_or_default();
            for (total, cell) in [(&mut area.denominator, row.denominator), (&mut area.expected, row.expected)] {
                *total = total.zip(cell.and_then(Cell::value)).map(|(t, v)| t + v);
            }
            area.months += months_in(row.period);
        }
        area
    }

    fn empty_area(&self, row: &CubeRow) -> SliceArea {
        SliceArea {
            code: Arc::clone(&row.area),
            name: self.names.get(&row.area).cloned(),
            observed: 0.0,
            denominator: row.denominator.map(|_| 0.0),
            expected: row.expected.map(|_| 0.0),
            months: 0,
        }
    }
}

/// Months that a row of this period stands for; a table without periods counts as one.
fn months_in(period: Period) -> usize {
    period.full_months().unwrap_or(1)
}
