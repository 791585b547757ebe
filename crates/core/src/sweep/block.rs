//! Treatments side by side: the sums over areas of every replicate, for a few of them at a time.

use super::draws::Draws;
use super::kernel::{AreaBlock, Below, LANES, Moments, Row};
use super::panel::Panel;
use super::point::Point;
use super::quotients::{HELD, Quotient, Quotients, Rates};
use rayon::prelude::*;
use std::ops::Range;

/// From this many treatments over one denominator they share its sums.
const SHARED_FROM: usize = 16;

/// Sums over areas of one treatment.
pub(super) struct Replicates<'a> {
    moments: &'a [Moments],
    totals: Totals<'a>,
    quotients: &'a [Quotients<Row>],
    lane: usize,
}

/// What is wanted of replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Sums over areas.
    Sums,
    /// Quotients of order statistics too.
    Quotients,
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

    /// A quotient of order statistics in every replicate, not finite where it is undefined; none where they are not wanted.
    pub(super) fn quotients(&self, quotient: Quotient) -> impl Iterator<Item = f64> {
        self.quotients.iter().map(move |all| all[quotient as usize][self.lane])
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
    (draws, wanted): (&Draws, Wanted),
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
            let Passed { moments, denominators, quotients } = block.pass(draws, wanted, shared.as_ref());
            let totals = shared.as_ref().map_or(Totals::Own(&denominators), |shared| Totals::Shared(&shared.total));
            let of = |lane| Replicates { moments: &moments, totals, quotients: &quotients, lane };
            let all = members.iter().enumerate().map(|(lane, i)| make(&points[*i], of(lane))).collect();
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

    /// Every replicate: a few at a time where the rates of all areas are wanted, so that they stay near the processor.
    fn pass(&self, draws: &Draws, wanted: Wanted, shared: Option<&Shared>) -> Passed {
        let own = if shared.is_none() { draws.replicates } else { 0 };
        let mut passed = Passed {
            moments: vec![Moments::ZERO; draws.replicates],
            denominators: vec![[0.0; LANES]; own],
            quotients: Vec::new(),
        };
        let (at_once, mut rates) = match wanted {
            Wanted::Sums => (draws.replicates.max(1), None),
            Wanted::Quotients => (HELD, Some(Rates::of(draws.areas.len()))),
        };
        for from in (0..draws.replicates).step_by(at_once) {
            let replicates = from..draws.replicates.min(from + at_once);
            self.some(draws, &replicates, shared, &mut passed, rates.as_mut());
            if let Some(rates) = &mut rates {
                passed.quotients.extend((0..replicates.len()).map(|r| rates.quotients(r)));
            }
        }
        passed
    }

    /// Adds every area of some replicates.
    fn some(
        &self,
        draws: &Draws,
        replicates: &Range<usize>,
        shared: Option<&Shared>,
        passed: &mut Passed,
        mut rates: Option<&mut Rates>,
    ) {
        for (number, area) in draws.areas.iter().enumerate() {
            let each = area.taken.len() / draws.replicates;
            let below = match shared {
                Some(shared) => Below::Shared(&shared.areas[number][replicates.clone()]),
                None => Below::Own(&self.below[area.from.clone()]),
            };
            let denominators: &mut [Row] =
                if shared.is_none() { &mut passed.denominators[replicates.clone()] } else { &mut [] };
            let block = AreaBlock {
                rows: &self.rows[area.from.clone()],
                below,
                draws: &area.taken[replicates.start * each..replicates.end * each],
                weight: area.weight,
                into: &mut passed.moments[replicates.clone()],
                denominators,
                rates: rates.as_deref_mut().map_or(&mut [], |rates| rates.area(number, replicates.len())),
            };
            block.add();
        }
    }
}

/// What a block finds in every replicate.
struct Passed {
    moments: Vec<Moments>,
    /// Sums of own denominators; empty where they are shared.
    denominators: Vec<Row>,
    /// Empty where they are not wanted.
    quotients: Vec<Quotients<Row>>,
}
