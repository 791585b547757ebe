//! Treatments side by side: the sums over areas of every replicate, for a few of them at a time.

use super::draws::Draws;
use super::kernel::{AreaBlock, Below, LANES, Moments, Row};
use super::panel::Panel;
use super::point::Point;
use rayon::prelude::*;

/// From this many treatments over one denominator they share its sums.
const SHARED_FROM: usize = 16;

/// Sums over areas of one treatment.
pub(super) struct Replicates<'a> {
    moments: &'a [Moments],
    totals: Totals<'a>,
    lane: usize,
}

#[derive(Clone, Copy)]
enum Totals<'a> {
    Shared(&'a [f64]),
    Own(&'a [Row]),
}

impl Replicates<'_> {
    pub(super) fn len(&self) -> usize {
        self.moments.len()
    }

    /// Sum of O^2 / D over areas, in every replicate.
    pub(super) fn squares(&self) -> impl Iterator<Item = f64> {
        self.moments.iter().map(|m| m.squares[self.lane])
    }

    /// Weighted squared coefficient of variation in every replicate; not finite where nothing was drawn.
    pub(super) fn variances(&self) -> impl Iterator<Item = f64> {
        self.moments.iter().enumerate().map(|(r, m)| {
            let total = match self.totals {
                Totals::Shared(all) => all[r],
                Totals::Own(all) => all[r][self.lane],
            };
            let mean = m.observed[self.lane] / total;
            (m.squares[self.lane] / total - mean * mean) / (mean * mean)
        })
    }
}

/// Makes something of the replicates of every treatment whose variance is defined, in their order; `done` is told how many
/// are finished.
pub(super) fn each<T: Send>(
    panel: &Panel,
    draws: &Draws,
    points: &[Point],
    make: impl Fn(&Point, Replicates<'_>) -> T + Sync,
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Option<T>> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); panel.denominators()];
    for (number, treatment) in panel.treatments().iter().enumerate() {
        if points[number].variance.is_finite() {
            members[treatment.over].push(number);
        }
    }
    let (many, few): (Vec<_>, Vec<_>) = members.into_iter().enumerate().partition(|(_, m)| m.len() >= SHARED_FROM);
    let many = many.into_iter().map(|(over, members)| (Some(Shared::of(panel, draws, over)), members));
    let few = (None, few.into_iter().flat_map(|(_, members)| members).collect());
    let mut found: Vec<Option<T>> = points.iter().map(|_| None).collect();
    for (shared, members) in many.chain([few]) {
        let one = |members: &[usize]| -> Vec<T> {
            let block = Block::of(panel, members, shared.is_none());
            let (moments, own) = block.pass(draws, shared.as_ref());
            let totals = shared.as_ref().map_or(Totals::Own(&own), |shared| Totals::Shared(&shared.total));
            let lanes = members.iter().enumerate();
            let all =
                lanes.map(|(lane, i)| make(&points[*i], Replicates { moments: &moments, totals, lane })).collect();
            done(members.len());
            all
        };
        let made: Vec<Vec<T>> = members.par_chunks(LANES).map(one).collect();
        members.iter().zip(made.into_iter().flatten()).for_each(|(i, made)| found[*i] = Some(made));
    }
    found
}

/// Sums of a denominator that many treatments are counted over, replicate by replicate.
struct Shared {
    areas: Vec<Vec<f64>>,
    total: Vec<f64>,
}

impl Shared {
    fn of(panel: &Panel, draws: &Draws, over: usize) -> Self {
        let people = panel.denominator(over);
        let areas: Vec<Vec<f64>> = draws.areas.par_iter().map(|area| area.sums(people, draws.replicates)).collect();
        let total = (0..draws.replicates).map(|r| areas.iter().map(|area| area[r]).sum()).collect();
        Self { areas, total }
    }
}

/// Figures of a few treatments, practice by practice.
struct Block {
    rows: Vec<Row>,
    /// Their own denominators; empty where they share one.
    below: Vec<Row>,
}

impl Block {
    fn of(panel: &Panel, members: &[usize], own: bool) -> Self {
        let mut rows = vec![[0.0; LANES]; panel.practices()];
        let mut below = vec![[0.0; LANES]; if own { panel.practices() } else { 0 }];
        for (lane, treatment) in members.iter().map(|number| &panel.treatments()[*number]).enumerate() {
            for (practice, figure) in &treatment.observed {
                rows[*practice as usize][lane] = *figure;
            }
            for (row, people) in below.iter_mut().zip(panel.denominator(treatment.over)) {
                row[lane] = *people;
            }
        }
        Self { rows, below }
    }

    /// Sums over areas in every replicate, and those of own denominators.
    fn pass(&self, draws: &Draws, shared: Option<&Shared>) -> (Vec<Moments>, Vec<Row>) {
        let mut into = vec![Moments::ZERO; draws.replicates];
        let mut denominators = vec![[0.0; LANES]; if shared.is_none() { draws.replicates } else { 0 }];
        for (number, area) in draws.areas.iter().enumerate() {
            let rows = &self.rows[area.from.clone()];
            let below = match shared {
                Some(shared) => Below::Shared(&shared.areas[number]),
                None => Below::Own(&self.below[area.from.clone()]),
            };
            let (draws, weight) = (&*area.taken, area.weight);
            AreaBlock { rows, below, draws, weight, into: &mut into, denominators: &mut denominators }.add();
        }
        (into, denominators)
    }
}
