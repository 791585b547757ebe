//! Counts and people by area and stratum, complete or refused.

use super::AreaDemand;
use super::change::{Side, change};
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

/// All figures in the order of areas and strata.
pub(super) struct Strata {
    areas: Vec<Arc<str>>,
    counted: Vec<Period>,
    projected: Vec<Period>,
    /// By period, area and stratum, for the areas that have a projection.
    cells: Vec<Vec<Vec<Cell>>>,
    /// By projected period, area and stratum.
    people: Vec<Vec<Vec<f64>>>,
    /// What was counted in the periods whose rates are taken, by area and stratum.
    taken: Vec<Vec<Cell>>,
    /// The same of all areas.
    overall: Vec<Cell>,
    rates_of: usize,
    without_projection: Vec<Arc<str>>,
}

fn refuse<T>(problem: String) -> Result<T, Error> {
    Err(Error::Empty(problem))
}

/// Some of these, and how many more.
fn some<'a>(all: impl Iterator<Item = &'a Arc<str>>) -> String {
    let all: Vec<&str> = all.map(|v| &**v).collect();
    let more = if all.len() > 5 { format!(" and {} more", all.len() - 5) } else { String::new() };
    all[..all.len().min(5)].join(", ") + &more
}

impl Strata {
    pub(super) fn new(counted: &[StratumRow], projected: &[ProjectedRow], rates_of: usize) -> Result<Self, Error> {
        let known: BTreeMap<(&Arc<str>, Period, &Arc<str>), Cell> =
            counted.iter().map(|r| ((&r.area, r.period, &r.stratum), [r.observed, r.population])).collect();
        let then: BTreeMap<(&Arc<str>, Period, &Arc<str>), f64> =
            projected.iter().map(|r| ((&r.area, r.period, &r.stratum), r.population)).collect();
        if known.len() < counted.len() || then.len() < projected.len() {
            return refuse("an area has two rows of the same period, age and sex".to_owned());
        }
        let strata: BTreeSet<&Arc<str>> = counted.iter().map(|r| &r.stratum).collect();
        let own: BTreeSet<&Arc<str>> = counted.iter().map(|r| &r.area).collect();
        let areas: BTreeSet<&Arc<str>> = projected.iter().map(|r| &r.area).collect();
        let other: BTreeSet<&Arc<str>> = projected.iter().map(|r| &r.stratum).collect();
        if own.is_empty() || areas.is_empty() {
            return refuse("there is nothing counted, or nobody projected".to_owned());
        }
        let strange = |a: &BTreeSet<&Arc<str>>, b: &BTreeSet<&Arc<str>>| some(a.difference(b).copied());
        if !other.is_subset(&strata) {
            let problem =
                "which nothing was counted in; both files need the same age bands and sexes, and the counts have";
            return refuse(format!(
                "people are projected in {}, {problem} {}",
                strange(&other, &strata),
                some(strata.iter().copied())
            ));
        }
        if !areas.is_subset(&own) {
            let problem = "which nothing was counted in; codes there are like";
            return refuse(format!(
                "people are projected in areas {}, {problem} {}",
                strange(&areas, &own),
                some(own.iter().copied().take(3))
            ));
        }
        let (before, after) =
            (counted.iter().map(|r| r.period).collect(), projected.iter().map(|r| r.period).collect());
        let (before, after) = periods(before, after)?;
        if let Some(absent) = strata.difference(&other).next() {
            return refuse(format!(
                "nobody is projected in {absent}, in which something was counted; write 0 for nobody"
            ));
        }
        if let Some((area, period, stratum)) = missing(&areas, &after, &other, |key| then.contains_key(&key)) {
            return refuse(format!(
                "no people are projected in {stratum} of area {area} in {period}, and in others there are; write 0 for nobody"
            ));
        }
        if let Some((area, period, stratum)) = missing(&areas, &before, &strata, |key| known.contains_key(&key)) {
            return refuse(format!(
                "nothing was counted in {stratum} of area {area} in {period}, and in others it was; write 0 for nothing"
            ));
        }
        let cell =
            |period: &Period, area: &&Arc<str>| strata.iter().map(|s| known[&(*area, *period, *s)]).collect::<Vec<_>>();
        let cells: Vec<Vec<Vec<Cell>>> = before.iter().map(|p| areas.iter().map(|a| cell(p, a)).collect()).collect();
        let row = |period: &Period, area: &&Arc<str>| {
            strata.iter().map(|s| then.get(&(*area, *period, *s)).copied().unwrap_or(0.0)).collect::<Vec<_>>()
        };
        let people: Vec<Vec<Vec<f64>>> = after.iter().map(|p| areas.iter().map(|a| row(p, a)).collect()).collect();
        let rates_of = rates_of.min(before.len());
        let last = &cells[cells.len() - rates_of..];
        let taken: Vec<Vec<Cell>> =
            (0..areas.len()).map(|i| (0..strata.len()).map(|s| sum(last.iter().map(|p| p[i][s]))).collect()).collect();
        let overall: Vec<Cell> = (0..strata.len()).map(|s| sum(taken.iter().map(|area| area[s]))).collect();
        let without = own.difference(&areas).map(|area| Arc::clone(area)).collect();
        let projected_in = |s: usize| people.iter().flatten().any(|area| area[s] > 0.0);
        let bare =
            strata.iter().zip(&overall).enumerate().find(|(s, (_, [_, people]))| *people <= 0.0 && projected_in(*s));
        if let Some((_, (stratum, _))) = bare {
            return refuse(format!(
                "nobody was counted in {stratum}, and people are projected in it: there is no rate to take"
            ));
        }
        Ok(Self {
            areas: areas.into_iter().cloned().collect(),
            counted: before,
            projected: after,
            cells,
            people,
            taken,
            overall,
            rates_of,
            without_projection: without,
        })
    }

    pub(super) fn projected_periods(&self) -> &[Period] {
        &self.projected
    }

    pub(super) fn base(&self) -> Period {
        self.counted[self.counted.len() - 1]
    }

    pub(super) fn rates_of(&self) -> usize {
        self.rates_of
    }

    pub(super) fn without_projection(&self) -> &[Arc<str>] {
        &self.without_projection
    }

    pub(super) fn taken(&self) -> &[Vec<Cell>] {
        &self.taken
    }

    pub(super) fn projected_people(&self, at: usize) -> &[Vec<f64>] {
        &self.people[at]
    }

    pub(super) fn periods(&self) -> &[Period] {
        &self.counted
    }

    /// Of each period what was observed in all areas over what their people would have at the rates that are taken.
    pub(super) fn index(&self) -> Vec<f64> {
        let rates = self.overall.iter().map(rate).collect::<Vec<_>>();
        let one = |period: &Vec<Vec<Cell>>| {
            let cells = || period.iter().flat_map(|area| area.iter().zip(&rates));
            let observed: f64 = cells().map(|([o, _], _)| o).sum();
            let expected: f64 = cells().map(|([_, people], rate)| people * rate.unwrap_or(0.0)).sum();
            observed / expected
        };
        self.cells.iter().map(one).collect()
    }

    /// Rates of an area by stratum; that of all areas where it has nobody to take one from.
    pub(super) fn rates(&self, area: usize) -> Vec<f64> {
        let own = self.taken[area].iter().zip(&self.overall);
        own.map(|(own, overall)| rate(own).or_else(|| rate(overall)).unwrap_or(0.0)).collect()
    }

    pub(super) fn areas(&self, at: usize, factor: f64) -> Vec<AreaDemand> {
        (0..self.areas.len()).map(|area| self.area(area, at, factor)).collect()
    }

    fn area(&self, area: usize, at: usize, factor: f64) -> AreaDemand {
        let now: Vec<f64> = self.cells[self.cells.len() - 1][area].iter().map(|[_, people]| *people).collect();
        let (then, rates) = (&self.people[at][area], self.rates(area));
        let later: Vec<f64> = rates.iter().map(|rate| rate * factor).collect();
        let (before, after) = (Side { people: &now, rates: &rates }, Side { people: then, rates: &later });
        let split = change(before, after);
        let count = |side: Side| side.people.iter().zip(side.rates).map(|(p, r)| p * r).sum::<f64>();
        let borrowed =
            self.taken[area].iter().zip(then).filter(|(cell, people)| cell[1] <= 0.0 && **people > 0.0).count();
        AreaDemand {
            area: Arc::clone(&self.areas[area]),
            population_before: now.iter().sum(),
            population: then.iter().sum(),
            before: count(before),
            demand: count(after),
            by_size: split.size,
            by_ageing: split.structure,
            by_rates: split.rates,
            borrowed,
            ..AreaDemand::default()
        }
        .with_change()
    }

    /// All areas together: the sums of theirs.
    pub(super) fn all(&self, at: usize, factor: f64) -> AreaDemand {
        let sum = |mut all: AreaDemand, area: AreaDemand| {
            all.population_before += area.population_before;
            all.population += area.population;
            all.before += area.before;
            all.demand += area.demand;
            all.by_size += area.by_size;
            all.by_ageing += area.by_ageing;
            all.by_rates += area.by_rates;
            all.borrowed += area.borrowed;
            all
        };
        self.areas(at, factor).into_iter().fold(AreaDemand::default(), sum).with_change()
    }
}

impl Default for AreaDemand {
    /// Nothing, of all areas.
    fn default() -> Self {
        Self {
            area: "all".into(),
            population_before: 0.0,
            population: 0.0,
            before: 0.0,
            demand: 0.0,
            lower: None,
            upper: None,
            change_percent: None,
            by_size: 0.0,
            by_ageing: 0.0,
            by_rates: 0.0,
            borrowed: 0,
        }
    }
}

impl AreaDemand {
    fn with_change(mut self) -> Self {
        self.change_percent = (self.before > 0.0).then(|| 100.0 * (self.demand / self.before - 1.0));
        self
    }
}

fn rate([observed, people]: &Cell) -> Option<f64> {
    (*people > 0.0).then(|| observed / people)
}

fn sum(cells: impl Iterator<Item = Cell>) -> Cell {
    cells.fold([0.0, 0.0], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1]])
}

type Key<'a> = (&'a Arc<str>, Period, &'a Arc<str>);

fn missing<'a>(
    areas: &BTreeSet<&'a Arc<str>>,
    periods: &[Period],
    strata: &BTreeSet<&'a Arc<str>>,
    has: impl Fn(Key<'a>) -> bool,
) -> Option<Key<'a>> {
    let all = areas.iter().flat_map(|a| periods.iter().flat_map(move |p| strata.iter().map(move |s| (*a, *p, *s))));
    all.into_iter().find(|key| !has(*key))
}

/// Both kinds of periods in order: of one length, those counted without gaps, those projected after them.
fn periods(counted: BTreeSet<Period>, projected: BTreeSet<Period>) -> Result<(Vec<Period>, Vec<Period>), Error> {
    let in_order = |periods: BTreeSet<Period>| {
        let mut all: Vec<Period> = periods.into_iter().collect();
        all.sort_by_key(|p| p.last_month());
        all
    };
    let (counted, projected) = (in_order(counted), in_order(projected));
    let base = counted[counted.len() - 1];
    let all = || counted.iter().chain(&projected);
    if let Some(other) = all().find(|p| p.grain() != base.grain() || p.last_month().is_none()) {
        return refuse(format!(
            "periods are of one length, and {other} is not of that of {base}; write periods such as 2019/20 or 2019"
        ));
    }
    if let Some([before, after]) = counted.windows(2).find(|w| steps(w[0], w[1]) != Some(1)).map(|w| [w[0], w[1]]) {
        return refuse(format!("between {before} and {after} nothing was counted: leave no gap"));
    }
    match projected.iter().find(|p| steps(base, **p).is_none_or(|n| n < 1)) {
        Some(past) => {
            refuse(format!("people are projected in {past}, which is not after {base}, the last that was counted"))
        }
        None => Ok((counted, projected)),
    }
}

/// How many periods the second is after the first.
pub(super) fn steps(from: Period, to: Period) -> Option<i32> {
    let months = i32::try_from(from.full_months()?).ok()?;
    Some(to.last_month()?.since(from.last_month()?) / months)
}
