//! What a table says of areas: the covariates of a slice.

use super::Need;
use super::codes::{listed, other_codes, rename};
use crate::core::explain::{NeedColumn, NeedGroup};
use crate::core::text::counted;
use crate::core::{Grain, Period, Slice};
use crate::ingest::tidy::{Beside, BesideColumn};
use crate::store::geography::OnsCodes;
use crate::study::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of areas, for any period.
pub(in crate::study) struct Known {
    pub(in crate::study) need: Vec<Need>,
    pub(in crate::study) beside: Beside,
}

impl Known {
    /// The covariates of the period of a slice: those of that period, else the mean of those of its parts, else those of the
    /// longer period around it. `None` where none of the periods is of use.
    pub(in crate::study) fn of(&self, period: Period) -> Option<Vec<NeedGroup>> {
        let wanted = self.used(period)?;
        let mut columns = self.beside.columns.iter();
        let group = |need: &Need| NeedGroup {
            name: need.name.as_str().into(),
            columns: need
                .columns
                .iter()
                .zip(columns.by_ref())
                .flat_map(|(name, column)| covariates(name, column, &wanted))
                .collect(),
        };
        Some(self.need.iter().map(group).collect())
    }

    /// The periods of the table that are of use for a period.
    fn used(&self, period: Period) -> Option<BTreeSet<Period>> {
        let all = self.periods();
        if !self.beside.has_periods {
            return Some(all);
        }
        if all.contains(&period) {
            return Some(BTreeSet::from([period]));
        }
        let inside = |p: &Period| period != Period::All && p.within(period.grain()).is_ok_and(|whole| whole == period);
        let parts: BTreeSet<Period> = all.iter().copied().filter(inside).collect();
        if !parts.is_empty() {
            return Some(parts);
        }
        let around = |p: &Period| p.grain() != Grain::All && period.within(p.grain()).is_ok_and(|whole| whole == *p);
        all.into_iter().find(around).map(|p| BTreeSet::from([p]))
    }

    pub(in crate::study) fn periods(&self) -> BTreeSet<Period> {
        let of = |column: &BesideColumn| -> BTreeSet<Period> {
            match column {
                BesideColumn::Numbers(values) => values.keys().map(|(_, period)| *period).collect(),
                BesideColumn::Words(values) => values.keys().map(|(_, period)| *period).collect(),
            }
        };
        self.beside.columns.iter().flat_map(of).collect()
    }

    /// The areas that have some value.
    fn areas(&self) -> BTreeSet<&Arc<str>> {
        let mut areas = BTreeSet::new();
        for column in &self.beside.columns {
            match column {
                BesideColumn::Numbers(values) => areas.extend(values.keys().map(|(area, _)| area)),
                BesideColumn::Words(values) => areas.extend(values.keys().map(|(area, _)| area)),
            }
        }
        areas
    }

    /// Calls areas as the data do, where the table has the code of the ONS of an area of the NHS or the other way round; says of how
    /// many.
    pub(in crate::study) fn rename(&mut self, data: &BTreeSet<Arc<str>>, lists: &OnsCodes) -> Option<String> {
        let names = other_codes(&self.areas(), data, lists);
        if names.is_empty() {
            return None;
        }
        for column in &mut self.beside.columns {
            match column {
                BesideColumn::Numbers(values) => rename(values, &names),
                BesideColumn::Words(values) => rename(values, &names),
            }
        }
        let many = counted(i64::try_from(names.len()).unwrap_or(i64::MAX), "area is", "areas are");
        Some(format!("need is joined by the program's list of ONS and NHS codes: {many} under the other code there"))
    }

    /// Refuses a table that has nothing to do with the areas or periods of the data.
    ///
    /// # Errors
    /// No area in common, with examples of codes of both; a table of several periods beside data of none, or of none of theirs.
    pub(in crate::study) fn require(&self, slices: &[Slice], option: &'static str) -> Result<()> {
        let data: BTreeSet<&Arc<str>> = slices.iter().flat_map(Slice::areas).map(|a| &a.code).collect();
        let need = self.areas();
        if !data.is_empty() && data.is_disjoint(&need) {
            let some = |codes: &BTreeSet<&Arc<str>>| {
                codes.iter().take(3).map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
            };
            let problem = format!(
                "has none of the areas of the data: codes there are like {}, in the data like {}; both need the same codes",
                some(&need),
                some(&data)
            );
            return Err(Error::option(option, problem));
        }
        if slices.iter().any(|slice| self.used(slice.period()).is_some()) || slices.is_empty() {
            return Ok(());
        }
        let [own, theirs] = [self.periods(), slices.iter().map(Slice::period).collect()].map(|p| span(&p));
        let remedy = if slices.iter().all(|s| s.period() == Period::All) {
            "the data have no periods, so keep the rows of one period in the table"
        } else {
            "no period is in both"
        };
        Err(Error::option(option, format!("is about {own}, the data about {theirs}: {remedy}")))
    }

    /// Refuses a column without a single value.
    ///
    /// # Errors
    /// The first such column.
    pub(in crate::study) fn require_values(&self, option: &'static str) -> Result<()> {
        let blank = |column: &BesideColumn| match column {
            BesideColumn::Numbers(values) => values.is_empty(),
            BesideColumn::Words(values) => values.is_empty(),
        };
        let names = self.need.iter().flat_map(|need| &need.columns);
        match names.zip(&self.beside.columns).find(|(_, column)| blank(column)) {
            None => Ok(()),
            Some((name, _)) => {
                let problem = format!(
                    "takes '{name}', which is blank for every area: nothing is known of it; take another column"
                );
                Err(Error::option(option, problem))
            }
        }
    }

    /// Areas of the table that are not in the data.
    pub(in crate::study) fn unused(&self, slices: &[Slice]) -> Option<String> {
        let mut data: BTreeSet<&Arc<str>> = slices.iter().flat_map(Slice::areas).map(|a| &a.code).collect();
        let aside = slices.iter().flat_map(Slice::set_aside).flat_map(|aside| &aside.areas);
        data.extend(aside);
        let left: Vec<&Arc<str>> = self.areas().into_iter().filter(|area| !data.contains(area)).collect();
        (!left.is_empty()).then(|| {
            let many = counted(i64::try_from(left.len()).unwrap_or(i64::MAX), "area", "areas");
            format!("need is known of {many} not in the data: {}", listed(&left))
        })
    }
}

fn span(periods: &BTreeSet<Period>) -> String {
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first != last => format!("{} periods from {first} to {last}", periods.len()),
        (Some(only), _) if *only != Period::All => only.to_string(),
        _ => "no period".to_owned(),
    }
}

/// A covariate of numbers, or one for each word but the first. One word alone is the same everywhere, and no word is a value that no area has:
/// both stay covariates, so that a model refuses the one and leaves out the areas of the other.
fn covariates(name: &str, column: &BesideColumn, periods: &BTreeSet<Period>) -> Vec<NeedColumn> {
    match column {
        BesideColumn::Numbers(values) => {
            let mut sums: BTreeMap<Arc<str>, (f64, f64)> = BTreeMap::new();
            for ((area, _), value) in values.iter().filter(|((_, period), _)| periods.contains(period)) {
                let sum = sums.entry(Arc::clone(area)).or_default();
                (sum.0, sum.1) = (sum.0 + value, sum.1 + 1.0);
            }
            let values = sums.into_iter().map(|(area, (sum, n))| (area, sum / n)).collect();
            vec![NeedColumn { name: name.into(), values }]
        }
        BesideColumn::Words(values) => {
            let latest: BTreeMap<&Arc<str>, &Arc<str>> =
                values.iter().filter(|((_, period), _)| periods.contains(period)).map(|((a, _), w)| (a, w)).collect();
            let words: BTreeSet<&Arc<str>> = latest.values().copied().collect();
            let one = |word: &&Arc<str>| NeedColumn {
                name: format!("{name}={word}").into(),
                values: latest.iter().map(|(a, w)| (Arc::clone(a), if w == word { 1.0 } else { 0.0 })).collect(),
            };
            match words.len() {
                0 => vec![NeedColumn { name: name.into(), values: BTreeMap::new() }],
                1 => words.iter().map(one).collect(),
                _ => words.iter().skip(1).map(one).collect(),
            }
        }
    }
}
