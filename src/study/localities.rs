//! Localities within an area.

use super::beside::Labelled;
use super::plan::Data;
use super::sliced::Sliced;
use super::{Error, REPLICATES, Result, Study};
use crate::core::Period;
use crate::core::localities::{Localities, LocalityOptions, localities};
use crate::ingest::tidy::{BesideColumn, TidyOptions, read_beside};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What is asked of localities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Localising {
    /// Column with the locality of each practice.
    pub locality: String,
    /// Pounds that localities share.
    pub budget: Option<f64>,
    /// Column with weighted people.
    pub weighted: Option<String>,
    /// Pounds per head for running costs.
    pub allowance: Option<f64>,
    /// Column with what practices spend on them.
    pub spend: Option<String>,
}

impl Study {
    /// Reads practices with their localities, cuts them and says of every slice what lies between localities.
    ///
    /// # Errors
    /// As [`Study::run`]; a store; a column that is missing; a practice without a locality, weighted people or spending.
    pub fn localities(&self, asked: &Localising) -> Result<Sliced<Localities>> {
        let study = Self { replicates: self.replicates.or(Some(REPLICATES)), ..self.clone() };
        let plan = study.plan(None)?;
        let Data::Files { paths, tidy } = &plan.data else {
            return Err(Error::option("locality", "names a column of files; a store has no localities"));
        };
        for (option, given, needs) in
            [("weighted", asked.weighted.is_some(), asked.budget), ("spend", asked.spend.is_some(), asked.allowance)]
        {
            if given && needs.is_none() {
                let problem = if option == "spend" { "goes with `allowance`" } else { "goes with `budget`" };
                return Err(Error::option(option, problem));
            }
        }
        let labelled = Labelled::read(paths, &asked.locality, "locality", tidy)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let mut found = Vec::new();
        for slice in &wanted {
            let homes = labelled.of(Some(slice.period()), "locality")?;
            let slice = plan.with_chance(slice)?.with_groups(|code| homes.get(code).cloned()).map_err(|_| {
                let lost = slice.areas().iter().find(|a| !homes.contains_key(&a.code)).map_or("", |a| &*a.code);
                Error::option("locality", format!("names '{}', which is blank for practice {lost}", asked.locality))
            })?;
            let options = LocalityOptions {
                budget: asked.budget,
                weighted: numbers(paths, (asked.weighted.as_deref(), "weighted"), tidy, slice.period())?,
                allowance: asked.allowance,
                spend: numbers(paths, (asked.spend.as_deref(), "spend"), tidy, slice.period())?,
                replicates: plan.analysis.replicates,
                seed: plan.analysis.seed,
            };
            found.push(localities(&slice, &options)?);
        }
        Ok(plan.sliced(loaded, &wanted, found))
    }
}

/// The numbers of a column in a period; none where no column is named.
fn numbers(
    paths: &[PathBuf],
    (column, option): (Option<&str>, &'static str),
    tidy: &TidyOptions,
    period: Period,
) -> Result<BTreeMap<Arc<str>, f64>> {
    let Some(column) = column else { return Ok(BTreeMap::new()) };
    let beside = read_beside(paths, &[column], &format!("`{option}`"), tidy)?;
    match beside.columns.into_iter().next() {
        Some(BesideColumn::Numbers(values)) => {
            Ok(values.into_iter().filter(|((_, own), _)| *own == period).map(|((area, _), v)| (area, v)).collect())
        }
        _ => Err(Error::option(option, format!("names '{column}', which has no numbers"))),
    }
}
