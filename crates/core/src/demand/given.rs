//! The rows of a forecast: complete, or refused with what is missing.

use super::periods::{periods, refuse};
use crate::data::period::Period;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was counted in one stratum (age and sex) of an area in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumRow {
    /// Area code.
    pub area: Arc<str>,
    /// Period.
    pub period: Period,
    /// Age and sex, as the projection calls them too.
    pub stratum: Arc<str>,
    /// What was observed, zero or more.
    pub observed: f64,
    /// People, zero or more.
    pub population: f64,
}

/// People that are projected in one stratum of an area in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectedRow {
    /// Area code.
    pub area: Arc<str>,
    /// Period.
    pub period: Period,
    /// Age and sex.
    pub stratum: Arc<str>,
    /// People, zero or more.
    pub population: f64,
}

/// What was observed and in how many people.
pub(super) type Cell = [f64; 2];

type Key<'a> = (&'a Arc<str>, Period, &'a Arc<str>);
type Names<'a> = BTreeSet<&'a Arc<str>>;

/// Rows by area, period and stratum, every one of them there.
pub(super) struct Given<'a> {
    known: BTreeMap<Key<'a>, Cell>,
    then: BTreeMap<Key<'a>, f64>,
    /// Areas that were counted, with a projection or without.
    counted: Names<'a>,
    /// Areas that have a projection.
    pub areas: Names<'a>,
    pub strata: Names<'a>,
    /// Periods that were counted, in order.
    pub before: Vec<Period>,
    /// Periods that are projected, in order.
    pub after: Vec<Period>,
}

impl<'a> Given<'a> {
    /// # Errors
    /// [`Error::Figures`] where rows stand twice or are missing, or the two kinds do not fit each other.
    pub(super) fn checked(counted: &'a [StratumRow], projected: &'a [ProjectedRow]) -> Result<Self, Error> {
        let known: BTreeMap<Key<'_>, Cell> =
            counted.iter().map(|r| ((&r.area, r.period, &r.stratum), [r.observed, r.population])).collect();
        let then: BTreeMap<Key<'_>, f64> =
            projected.iter().map(|r| ((&r.area, r.period, &r.stratum), r.population)).collect();
        if known.len() < counted.len() || then.len() < projected.len() {
            return refuse("an area has two rows of the same period, age and sex".to_owned());
        }
        if known.is_empty() || then.is_empty() {
            return refuse("there is nothing counted, or nobody projected".to_owned());
        }
        let strata: Names<'_> = counted.iter().map(|r| &r.stratum).collect();
        let own: Names<'_> = counted.iter().map(|r| &r.area).collect();
        let areas: Names<'_> = projected.iter().map(|r| &r.area).collect();
        let later: Names<'_> = projected.iter().map(|r| &r.stratum).collect();
        counted_too(&later, &strata, &areas, &own)?;
        let (before, after) =
            periods(counted.iter().map(|r| r.period).collect(), projected.iter().map(|r| r.period).collect())?;
        if let Some(absent) = strata.difference(&later).next() {
            return refuse(format!(
                "nobody is projected in {absent}, in which something was counted; write 0 for nobody"
            ));
        }
        let given = Self { known, then, counted: own, areas, strata, before, after };
        given.complete()?;
        Ok(given)
    }

    /// That every area with a projection has a row in every stratum and period.
    fn complete(&self) -> Result<(), Error> {
        if let Some((area, period, stratum)) = self.missing(&self.after, |key| self.then.contains_key(&key)) {
            return refuse(format!(
                "no people are projected in {stratum} of area {area} in {period}, and in others there are; write 0 for nobody"
            ));
        }
        if let Some((area, period, stratum)) = self.missing(&self.before, |key| self.known.contains_key(&key)) {
            return refuse(format!(
                "nothing was counted in {stratum} of area {area} in {period}, and in others it was; write 0 for nothing"
            ));
        }
        Ok(())
    }

    fn missing(&self, periods: &[Period], has: impl Fn(Key<'a>) -> bool) -> Option<Key<'a>> {
        let strata = |a, p| self.strata.iter().map(move |s| (a, p, *s));
        let mut all = self.areas.iter().flat_map(|a| periods.iter().flat_map(move |p| strata(*a, *p)));
        all.find(|key| !has(*key))
    }

    /// That a stratum in which people are projected has somebody to take a rate from.
    ///
    /// # Errors
    /// [`Error::Figures`] naming the first that has not.
    pub(super) fn has_rates(&self, overall: &[Cell], people: &[Vec<Vec<f64>>]) -> Result<(), Error> {
        let projected_in = |s: usize| people.iter().flatten().any(|area| area[s] > 0.0);
        let mut strata = self.strata.iter().zip(overall).enumerate();
        match strata.find(|(s, (_, [_, people]))| *people <= 0.0 && projected_in(*s)) {
            Some((_, (stratum, _))) => refuse(format!(
                "nobody was counted in {stratum}, and people are projected in it: there is no rate to take"
            )),
            None => Ok(()),
        }
    }

    /// What was counted, by period, area and stratum, in the areas that have a projection.
    pub(super) fn cells(&self) -> Vec<Vec<Vec<Cell>>> {
        self.in_order(&self.before, &self.known)
    }

    /// People to come, by period, area and stratum.
    pub(super) fn people(&self) -> Vec<Vec<Vec<f64>>> {
        self.in_order(&self.after, &self.then)
    }

    fn in_order<T: Copy>(&self, periods: &[Period], figures: &BTreeMap<Key<'a>, T>) -> Vec<Vec<Vec<T>>> {
        let area = |p: Period, a: &'a Arc<str>| self.strata.iter().map(|s| figures[&(a, p, *s)]).collect();
        periods.iter().map(|p| self.areas.iter().map(|a| area(*p, a)).collect()).collect()
    }

    pub(super) fn without_projection(&self) -> Vec<Arc<str>> {
        self.counted.difference(&self.areas).map(|area| Arc::clone(area)).collect()
    }
}

/// That the strata and areas of a projection are among those that were counted.
fn counted_too(later: &Names<'_>, strata: &Names<'_>, areas: &Names<'_>, own: &Names<'_>) -> Result<(), Error> {
    let strange = |a: &Names<'_>, b: &Names<'_>| some(a.difference(b).copied());
    if !later.is_subset(strata) {
        return refuse(format!(
            "people are projected in {}, which nothing was counted in; both files need the same age bands and sexes, \
             and the counts have {}",
            strange(later, strata),
            some(strata.iter().copied())
        ));
    }
    if !areas.is_subset(own) {
        return refuse(format!(
            "people are projected in areas {}, which nothing was counted in; codes there are like {}",
            strange(areas, own),
            some(own.iter().copied().take(3))
        ));
    }
    Ok(())
}

/// Some of these, and how many more.
fn some<'a>(all: impl Iterator<Item = &'a Arc<str>>) -> String {
    let all: Vec<&str> = all.map(|v| &**v).collect();
    let more = if all.len() > 5 { format!(" and {} more", all.len() - 5) } else { String::new() };
    all[..all.len().min(5)].join(", ") + &more
}
