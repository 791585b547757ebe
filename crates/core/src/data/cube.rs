//! The cube: area x treatment x period, with observed values, denominators and expected values.

use crate::data::cell::Cell;
use crate::data::kind::{DenominatorIs, Kind};
use crate::data::period::{Grain, Month, Period};
pub use crate::data::row::CubeRow;
use crate::data::row::Key;
use crate::data::set_aside::{Aside, Reason, judged};
use crate::data::slice::{Slice, SliceArea};
use crate::error::Error;
use crate::number::count;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// What became of the rows of one input file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowUse {
    /// Data rows read.
    pub read: usize,
    /// Rows that went into a slice.
    pub used: usize,
    /// Rows outside `from` and `to`.
    pub not_selected: usize,
    /// Rows set aside, by reason.
    pub set_aside: BTreeMap<Reason, usize>,
}

/// How to cut a cube into slices.
#[derive(Debug, Clone, Default)]
pub struct SliceOptions {
    /// Length of the periods; `None`: as the rows have them.
    pub by: Option<Grain>,
    /// First month to use.
    pub from: Option<Month>,
    /// Last month to use.
    pub to: Option<Month>,
    /// Kind of the numerator; `None`: per treatment, whole numbers are a count and anything else an amount.
    pub kind: Option<Kind>,
    /// How denominators are combined; `None`: flow for a share, stock otherwise.
    pub denominator_is: Option<DenominatorIs>,
    /// What is known of single treatments, where `kind` and `denominator_is` do not say.
    pub known: BTreeMap<Arc<str>, Known>,
}

/// What is known of a treatment before its values are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What the numerator counts.
    pub kind: Kind,
    /// How denominators are combined; `None`: by the kind.
    pub denominator_is: Option<DenominatorIs>,
}

impl SliceOptions {
    /// Whether denominators of several periods are summed rather than averaged.
    pub(crate) fn flow(&self, treatment: &str, kind: Kind) -> bool {
        let known = || self.known.get(treatment)?.denominator_is;
        self.denominator_is.or_else(known).map_or(kind == Kind::Share, |choice| choice == DenominatorIs::Flow)
    }

    /// The kind of a treatment that need not be found from its values.
    fn kind_of(&self, treatment: &str) -> Option<Kind> {
        self.kind.or_else(|| Some(self.known.get(treatment)?.kind))
    }
}

impl Cube {
    /// A cube of these rows; `names` gives the name of an area code where one is known.
    #[must_use]
    pub fn new(mut rows: Vec<CubeRow>, names: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        // Rows with the same key have no area and are only counted, so that their order among themselves does not matter.
        rows.par_sort_unstable_by(|a, b| (&a.treatment, a.period, &a.area).cmp(&(&b.treatment, b.period, &b.area)));
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

    /// Each row with the reason why it is set aside.
    fn judged<'a>(&self, rows: &[&'a CubeRow], kind: Kind) -> Vec<(&'a CubeRow, Option<Reason>)> {
        let mut all = judged(rows, kind);
        if !self.aside.is_empty() {
            all.iter_mut().for_each(|(row, reason)| *reason = self.aside.get(&row.area).copied().or(*reason));
        }
        all
    }

    /// File and number of the input rows behind a row.
    fn behind(&self, row: &CubeRow) -> Vec<(usize, usize)> {
        if self.behind.is_empty() {
            return vec![(row.file, 1)];
        }
        let key = (Arc::clone(&row.treatment), row.period, Arc::clone(&row.area));
        self.behind.get(&key).cloned().unwrap_or_else(|| vec![(row.file, 1)])
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
        let mut groups: BTreeMap<(Arc<str>, Period), Vec<&CubeRow>> = BTreeMap::new();
        for row in self.rows.iter().filter(|r| inside(r.period, options)) {
            let period = options.by.map_or(Ok(row.period), |grain| row.period.within(grain))?;
            groups.entry((Arc::clone(&row.treatment), period)).or_default().push(row);
        }
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
        let cut = |((treatment, period), rows): ((Arc<str>, Period), Vec<&CubeRow>)| {
            let kind = kinds.get(&treatment).copied().unwrap_or(Kind::Amount);
            self.cut(treatment, period, kind, options, &rows)
        };
        groups.into_iter().map(cut).collect()
    }

    /// The kind of each treatment, from all of its rows, so that it cannot change from one period to the next.
    fn kinds(&self, options: &SliceOptions) -> BTreeMap<Arc<str>, Kind> {
        let mut kinds = BTreeMap::new();
        for row in self.rows.iter().filter(|r| !self.aside.contains_key(&r.area)) {
            let known = options.kind_of(&row.treatment);
            let kind = kinds.entry(Arc::clone(&row.treatment)).or_insert(known.unwrap_or(Kind::Count));
            let fractional = row.observed.value().is_some_and(|v| v.fract() != 0.0);
            if known.is_none() && fractional {
                *kind = Kind::Amount;
            }
        }
        kinds
    }

    /// What became of the rows of each input file, in the order of the files' numbers.
    ///
    /// # Errors
    /// Those of [`Period::within`].
    pub fn row_use(&self, options: &SliceOptions) -> Result<BTreeMap<usize, RowUse>, Error> {
        let mut uses: BTreeMap<usize, RowUse> = BTreeMap::new();
        let mut groups: BTreeMap<(&Arc<str>, Period), Vec<&CubeRow>> = BTreeMap::new();
        for row in &self.rows {
            let inside = inside(row.period, options);
            for (file, rows) in self.behind(row) {
                let tally = uses.entry(file).or_default();
                tally.read += rows;
                tally.not_selected += if inside { 0 } else { rows };
            }
            if inside {
                let period = options.by.map_or(Ok(row.period), |grain| row.period.within(grain))?;
                groups.entry((&row.treatment, period)).or_default().push(row);
            }
        }
        let kinds = self.kinds(options);
        for ((treatment, _), rows) in &groups {
            let kind = kinds.get(*treatment).copied().unwrap_or(Kind::Amount);
            for (row, reason) in self.judged(rows, kind) {
                for (file, rows) in self.behind(row) {
                    let tally = uses.entry(file).or_default();
                    match reason {
                        Some(reason) => *tally.set_aside.entry(reason).or_default() += rows,
                        None => tally.used += rows,
                    }
                }
            }
        }
        Ok(uses)
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
        let mut used: BTreeMap<Arc<str>, SliceArea> = BTreeMap::new();
        for (row, reason) in self.judged(rows, kind) {
            if let Some(reason) = reason {
                aside.add(reason, row, self.behind(row).iter().map(|(_, rows)| rows).sum());
                continue;
            }
            let area = used.entry(Arc::clone(&row.area)).or_insert_with(|| self.empty_area(row));
            area.observed += row.observed.value().unwrap_or_default();
            for (total, cell) in [(&mut area.denominator, row.denominator), (&mut area.expected, row.expected)] {
                *total = total.zip(cell.and_then(Cell::value)).map(|(t, v)| t + v);
            }
            area.months += months_in(row.period);
        }
        let mut areas: Vec<SliceArea> = used.into_values().collect();
        if !flow {
            for d in areas.iter_mut().filter_map(|a| a.denominator.as_mut()) {
                *d /= count(periods.len());
            }
        }
        Slice::new(treatment, period, kind, areas, aside.list(), months)
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

/// Why rows of these periods cannot be added together, if they cannot.
fn pooling_problem(periods: &BTreeSet<Period>, kind: Kind, flow: bool) -> Option<&'static str> {
    let lengths: BTreeSet<(Grain, Option<usize>)> = periods.iter().map(|p| (p.grain(), p.full_months())).collect();
    if lengths.len() > 1 {
        return Some(
            "the rows cover periods of different lengths, so a total may stand beside its parts; choose one length \
             with `from` and `to`, or split the file",
        );
    }
    if periods.iter().zip(periods.iter().skip(1)).any(|(a, b)| a.overlaps(*b)) {
        return Some(
            "the periods of the rows overlap, so that some months would count twice; \
             choose periods that do not with `from` and `to`, or leave out `by`",
        );
    }
    (periods.len() > 1 && kind == Kind::Share && !flow).then_some(
        "a share's denominator holds its numerator, so over several periods both are summed; \
         use `denominator-is flow`, or leave it out",
    )
}

pub(crate) fn inside(period: Period, options: &SliceOptions) -> bool {
    let (Some(first), Some(last)) = (period.first_month(), period.last_month()) else { return true };
    options.from.is_none_or(|from| first >= from) && options.to.is_none_or(|to| last <= to)
}

/// Months that a row of this period stands for; a table without periods counts as one.
fn months_in(period: Period) -> usize {
    period.full_months().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_of_different_lengths_are_not_put_together() {
        let problem = |periods: &[&str]| {
            pooling_problem(&periods.iter().map(|p| Period::parse(p).unwrap()).collect(), Kind::Count, false)
        };
        assert!(problem(&["2018-12", "2019"]).unwrap().contains("different lengths"));
        assert!(problem(&["2017-19", "2020"]).unwrap().contains("different lengths"));
        assert!(problem(&["2017-19", "2018-20"]).unwrap().contains("overlap"));
        assert_eq!(problem(&["2018-12", "2019-01"]), None);
    }
}
