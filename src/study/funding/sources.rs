//! What is given of money: areas by period, and what a reader must know of it.

use super::super::beside::Labelled;
use super::super::need::listed;
use super::super::{Error, Result, Study, files};
use super::FundingOptions;
use crate::core::Period;
use crate::core::funding::Funded;
use crate::core::text::counted;
use crate::ingest::tidy::{BesideColumn, Figures, NoAreas, TidyOptions, no_areas, read_beside};
use crate::report::manifest::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Money by period and area.
#[derive(Default)]
pub(super) struct Given {
    pub(super) periods: BTreeMap<Period, BTreeMap<Arc<str>, Funded>>,
    pub(super) inputs: Vec<Input>,
    pub(super) warnings: Vec<String>,
    pub(super) set_aside: Vec<String>,
    pub(super) notes: Vec<String>,
    /// Whether they are published files, or a store of them, which often have regions.
    pub(super) published: bool,
}

/// A column that says something of areas, as it is entered.
type Enter = fn(&mut Funded, f64);

/// Columns of numbers beside the money: option, its column, where it goes.
pub(super) fn numbers(options: &FundingOptions) -> [(&'static str, Option<&str>, Enter); 4] {
    [
        ("registered", options.registered.as_deref(), |area, value| area.registered = Some(value)),
        ("weighted", options.weighted.as_deref(), |area, value| area.weighted = Some(value)),
        ("target", options.target.as_deref(), |area, value| area.target = Some(value)),
        ("rank-by", options.rank_by.as_deref(), |area, value| area.rank = Some(value)),
    ]
}

impl Given {
    /// Keeps the periods that are asked for.
    pub(super) fn keep(&mut self, wanted: &[Period]) -> Result<()> {
        if let Some(missing) = wanted.iter().find(|period| !self.periods.contains_key(period)) {
            let have: Vec<String> = self.periods.keys().map(Period::to_string).collect();
            let problem = format!("{missing}: there is no money of it; there is of {}", have.join(", "));
            return Err(Error::option("period", problem));
        }
        if !wanted.is_empty() {
            self.periods.retain(|period, _| wanted.contains(period));
        }
        Ok(())
    }

    /// The last period in time.
    pub(super) fn latest(&self) -> Option<Period> {
        self.periods.keys().max_by_key(|period| period.last_month()).copied()
    }

    /// Every area of every period.
    pub(super) fn areas(&mut self) -> impl Iterator<Item = (Period, &mut Funded)> {
        self.periods.iter_mut().flat_map(|(period, areas)| areas.values_mut().map(|area| (*period, area)))
    }

    /// Sets aside totals and other rows that are about no area like the others. `shown` is how messages call the files.
    ///
    /// # Errors
    /// Areas of two levels.
    pub(super) fn without_totals(&mut self, shown: &str) -> Result<()> {
        let all: BTreeSet<Arc<str>> = self.periods.values().flat_map(BTreeMap::keys).cloned().collect();
        let mut names: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        let (mut money, mut over): (Figures, Figures) = (Figures::new(), Figures::new());
        for (period, area) in self.areas() {
            names.extend(area.name.clone().map(|name| (Arc::clone(&area.code), name)));
            let key = (Arc::clone(&area.code), period);
            over.extend(area.registered.or(area.weighted).map(|people| (key.clone(), [area.amount, people])));
            money.insert(key, [area.amount; 2]);
        }
        let columns = [("amount", money), ("amount per head", over)];
        let NoAreas { aside, notes } = no_areas(&columns, &all, &names, shown)?;
        self.periods.values_mut().for_each(|areas| areas.retain(|code, _| !aside.contains(code)));
        self.periods.retain(|_, areas| !areas.is_empty());
        if aside.is_empty() {
            self.notes.extend(notes)
        } else {
            self.set_aside.extend(notes)
        }
        Ok(())
    }

    /// Enters what a table beside says of the areas.
    pub(super) fn enter_beside(&mut self, study: &Study, options: &FundingOptions) -> Result<()> {
        let numbers: Vec<_> =
            numbers(options).into_iter().filter_map(|(option, column, enter)| Some((option, column?, enter))).collect();
        let Some(path) = &options.beside else { return Ok(()) };
        if numbers.is_empty() && options.region.is_none() {
            let problem =
                "goes with the columns that it has: `region`, `rank-by`, `registered`, `weighted` or `target`";
            return Err(Error::option("beside", problem));
        }
        let tidy = TidyOptions { decimal: study.decimal, ..TidyOptions::default() };
        for (option, column, enter) in numbers {
            self.enter_numbers(path, (option, column, enter), &tidy)?;
        }
        if let Some(column) = &options.region {
            self.enter_regions(std::slice::from_ref(path), column, &tidy)?;
        }
        Ok(())
    }

    fn enter_numbers(
        &mut self,
        path: &Path,
        (option, column, enter): (&'static str, &str, Enter),
        tidy: &TidyOptions,
    ) -> Result<()> {
        let beside = read_beside(std::slice::from_ref(&path.to_owned()), &[column], &format!("`{option}`"), tidy)?;
        let values = match beside.columns.into_iter().next() {
            Some(BesideColumn::Numbers(values)) => values,
            _ => return Err(Error::option(option, format!("names '{column}', which has no numbers"))),
        };
        self.inputs.extend(beside.inputs.iter().map(files::whole_input));
        let mut lacking: BTreeMap<Period, BTreeSet<Arc<str>>> = BTreeMap::new();
        let mut joined = false;
        for (period, area) in self.areas() {
            let value = [period, Period::All].iter().find_map(|p| values.get(&(Arc::clone(&area.code), *p)));
            // A table of one other year is of use where it says nothing of the time, not where it does.
            match value {
                Some(value) => {
                    joined = true;
                    enter(area, *value);
                }
                None => drop(lacking.entry(period).or_default().insert(Arc::clone(&area.code))),
            }
        }
        if !joined {
            return Err(self.nothing_joined(option, column, values.keys()));
        }
        for (period, codes) in lacking {
            let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area", "areas");
            let codes: Vec<&Arc<str>> = codes.iter().collect();
            self.set_aside.push(format!("{period}: {many} without '{column}': {}", listed(&codes)));
        }
        Ok(())
    }

    /// Why a table beside says nothing of any area: its codes or its periods.
    fn nothing_joined<'a>(
        &self,
        option: &'static str,
        column: &str,
        keys: impl Iterator<Item = &'a (Arc<str>, Period)>,
    ) -> Error {
        let (codes, periods): (BTreeSet<&Arc<str>>, BTreeSet<Period>) =
            keys.map(|(code, period)| (code, *period)).unzip();
        let own: BTreeSet<&Arc<str>> = self.periods.values().flat_map(BTreeMap::keys).collect();
        let some = |codes: &BTreeSet<&Arc<str>>| listed(&codes.iter().take(3).copied().collect::<Vec<_>>());
        if own.is_disjoint(&codes) {
            return Error::option(
                option,
                format!(
                    "names '{column}' of a table that has none of the areas of the money: codes there are like {}, with the money like {}",
                    some(&codes),
                    some(&own)
                ),
            );
        }
        let words = |periods: Vec<String>| periods.join(", ");
        let (theirs, ours) = (
            words(periods.iter().map(Period::to_string).collect()),
            words(self.periods.keys().map(Period::to_string).collect()),
        );
        let problem = format!(
            "names '{column}', which is of {theirs}, and the money is of {ours}: two years are not mixed; give rows of the same period, or \
             leave the column of periods out where the figures hold for all of them"
        );
        Error::option(option, problem)
    }

    /// Enters the regions that a column names.
    pub(super) fn enter_regions(&mut self, paths: &[PathBuf], column: &str, tidy: &TidyOptions) -> Result<()> {
        let labelled = Labelled::read(paths, column, "region", tidy)?;
        let mut lacking: BTreeSet<Arc<str>> = BTreeSet::new();
        let periods: Vec<Period> = self.periods.keys().copied().collect();
        for period in periods {
            let regions = labelled.of(Some(period), "region")?;
            for area in self.periods.get_mut(&period).into_iter().flat_map(BTreeMap::values_mut) {
                area.region = regions.get(&area.code).cloned();
                if area.region.is_none() {
                    lacking.insert(Arc::clone(&area.code));
                }
            }
        }
        if !lacking.is_empty() {
            let many = counted(i64::try_from(lacking.len()).unwrap_or(i64::MAX), "area", "areas");
            let codes: Vec<&Arc<str>> = lacking.iter().collect();
            self.set_aside.push(format!("{many} without '{column}', which are in no region: {}", listed(&codes)));
        }
        Ok(())
    }
}
