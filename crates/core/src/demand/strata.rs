//! Counts and people by area and stratum, and what follows from their rates.

use super::area::AreaDemand;
use super::change::{Side, change};
use super::given::{Cell, Given, ProjectedRow, StratumRow};
use crate::data::period::Period;
use crate::error::Error;
use std::sync::Arc;

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

impl Strata {
    /// # Errors
    /// [`Error::Figures`] where a figure is missing, or a stratum has people to come and nobody to take a rate from.
    pub(super) fn new(counted: &[StratumRow], projected: &[ProjectedRow], rates_of: usize) -> Result<Self, Error> {
        let given = Given::checked(counted, projected)?;
        let (cells, people) = (given.cells(), given.people());
        let rates_of = rates_of.min(cells.len());
        let taken = together(&cells[cells.len() - rates_of..]);
        let overall: Vec<Cell> = (0..given.strata.len()).map(|s| sum(taken.iter().map(|area| area[s]))).collect();
        given.has_rates(&overall, &people)?;
        Ok(Self {
            areas: given.areas.iter().copied().cloned().collect(),
            without_projection: given.without_projection(),
            counted: given.before,
            projected: given.after,
            cells,
            people,
            taken,
            overall,
            rates_of,
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

fn rate([observed, people]: &Cell) -> Option<f64> {
    (*people > 0.0).then(|| observed / people)
}

/// Periods taken together, by area and stratum.
fn together(periods: &[Vec<Vec<Cell>>]) -> Vec<Vec<Cell>> {
    let (areas, strata) = (periods[0].len(), periods[0][0].len());
    let area = |i: usize| (0..strata).map(|s| sum(periods.iter().map(|p| p[i][s]))).collect();
    (0..areas).map(area).collect()
}

fn sum(cells: impl Iterator<Item = Cell>) -> Cell {
    cells.fold([0.0, 0.0], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1]])
}
