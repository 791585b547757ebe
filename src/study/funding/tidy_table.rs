//! Money from a tidy table: a row per area and period, with its amount and what else is known.

use super::super::{Error, Result, Study, files};
use super::sources::{Given, numbers};
use super::{FundingOptions, bare};
use crate::core::Period;
use crate::ingest::tidy::{BesideColumn, TidyOptions, columns_there, read_beside};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Columns that are read where they are there and nobody names others.
const USUAL: [&str; 5] = ["registered", "weighted", "target", "region", "name"];

impl Study {
    /// # Errors
    /// Those of [`read_beside`]; two roles of one column; columns for published files.
    pub(super) fn money_of_table(&self, options: &FundingOptions) -> Result<Given> {
        for (option, given) in [("measure", self.measure.is_some()), ("level", self.level.is_some())] {
            if given {
                let problem = "belongs to published files and to a store; a tidy table has one amount for each area";
                return Err(Error::option(option, problem));
            }
        }
        let tidy = self.tidy();
        let (options, has_name) = self.named(options, &tidy)?;
        let amount = options.amount.as_deref().unwrap_or("amount");
        distinct(&options, amount)?;
        let mut given = Given::default();
        let beside = read_beside(&self.files, &[amount], "`amount`", &tidy)?;
        given.inputs.extend(beside.inputs.iter().map(files::whole_input));
        let blank = beside.blank();
        match beside.columns.into_iter().next() {
            Some(BesideColumn::Numbers(values)) => {
                for ((code, period), value) in values {
                    given.periods.entry(period).or_default().insert(Arc::clone(&code), bare(&code, value));
                }
            }
            _ => return Err(Error::option("amount", format!("names '{amount}', which has no numbers"))),
        }
        given.set_aside.extend(blank);
        given.without_amount(&beside.areas);
        if options.beside.is_none() {
            given.own_columns(self, &options, &tidy)?;
        }
        given.names(self, has_name, &tidy)?;
        Ok(given)
    }

    /// The options with the columns that the table has under their usual names, and whether it has names.
    fn named(&self, options: &FundingOptions, tidy: &TidyOptions) -> Result<(FundingOptions, bool)> {
        let mut own = options.clone();
        let there = match self.files.first().filter(|_| options.beside.is_none()) {
            Some(path) => columns_there(path, &USUAL, tidy)?,
            None => BTreeSet::new(),
        };
        let slots = [
            (&mut own.registered, USUAL[0]),
            (&mut own.weighted, USUAL[1]),
            (&mut own.target, USUAL[2]),
            (&mut own.region, USUAL[3]),
        ];
        for (slot, usual) in slots {
            if slot.is_none() && there.contains(usual) {
                *slot = Some(usual.to_owned());
            }
        }
        Ok((own, there.contains(USUAL[4])))
    }
}

/// Refuses a column that is to be two things.
fn distinct(options: &FundingOptions, amount: &str) -> Result<()> {
    let mut taken = vec![("amount", amount)];
    for (option, column, _) in numbers(options) {
        let Some(column) = column else { continue };
        if let Some((other, _)) = taken.iter().find(|(_, name)| name.eq_ignore_ascii_case(column)) {
            let problem =
                format!("names '{column}', which is the column of `{other}`: money and people are different columns");
            return Err(Error::option(option, problem));
        }
        taken.push((option, column));
    }
    Ok(())
}

impl Given {
    /// Names the areas that have a row and no amount.
    fn without_amount(&mut self, areas: &BTreeSet<(Arc<str>, Period)>) {
        let lacking: Vec<&Arc<str>> = areas
            .iter()
            .filter(|(code, period)| !self.periods.get(period).is_some_and(|areas| areas.contains_key(code)))
            .map(|(code, _)| code)
            .collect();
        if !lacking.is_empty() {
            let rows = lacking.len();
            let line = format!("{rows} rows without an amount, which are left out: {}", super::listed(&lacking));
            self.set_aside.push(line);
        }
    }

    /// What other columns of the table say.
    fn own_columns(&mut self, study: &Study, options: &FundingOptions, tidy: &TidyOptions) -> Result<()> {
        for (option, column, enter) in numbers(options) {
            let Some(column) = column else { continue };
            let beside = read_beside(&study.files, &[column], &format!("`{option}`"), tidy)?;
            let values = match beside.columns.into_iter().next() {
                Some(BesideColumn::Numbers(values)) => values,
                _ => return Err(Error::option(option, format!("names '{column}', which has no numbers"))),
            };
            for (period, area) in self.areas() {
                if let Some(value) = values.get(&(Arc::clone(&area.code), period)) {
                    enter(area, *value);
                }
            }
        }
        match &options.region {
            Some(column) => self.enter_regions(&study.files, column, tidy),
            None => Ok(()),
        }
    }

    /// The names of areas, from the column that is named or called `name`.
    fn names(&mut self, study: &Study, usual: bool, tidy: &TidyOptions) -> Result<()> {
        let Some(column) = study.column_name.as_deref().or(usual.then_some("name")) else { return Ok(()) };
        let beside = read_beside(&study.files, &[column], "`name`", tidy)?;
        if let Some(BesideColumn::Words(names)) = beside.columns.into_iter().next() {
            for (period, area) in self.areas() {
                area.name = names.get(&(Arc::clone(&area.code), period)).cloned();
            }
        }
        Ok(())
    }
}
