//! Multinomial draws of a fixed total, fast.
//!
//! Independent Poisson counts given their sum are multinomial. So each area first gets a Poisson count, of means that sum
//! to a little less than the total, and the events still missing, about the square root of the total, are placed in the
//! same way by rounds of fixed size as long as these fit, and the last few one by one. A round that went over what is left
//! is taken back, which depends on its sum alone; whether another one follows depends on what is left alone. Given their
//! sums all rounds are multinomial with the same probabilities, and so is their total: nothing is approximated but the
//! probabilities, to 2^-32.

use super::lanes::sums;
use super::poisson::{self, Normal};
use super::stream::Generator;
use crate::special::normal;

/// Events per area up to which all are placed singly.
const SINGLY: f64 = 4.0;

/// Mean of an area in the smallest of the further rounds.
const LAST_ROUND: f64 = 2.0;

/// How many standard deviations a further round stays below what is left.
const MARGIN: f64 = 2.0;

/// Time of placing one event and of one Poisson count of the first round, in about nanoseconds: they only decide how far
/// below the total the first round stays.
const COSTS: [f64; 2] = [1.5, 5.0];

/// Means up to which a table per area is worth its making and its place in the processor's cache. Probabilities in it are
/// exact to 2^-32.
const TABULATED: f64 = 400.0;

/// A multinomial distribution prepared for many draws.
#[derive(Debug)]
pub(crate) struct Multinomial {
    total: f64,
    /// From the largest; the first is near the total.
    rounds: Vec<Round>,
    alias: Alias,
}

/// Poisson counts of all areas whose means sum to a given number of events.
#[derive(Debug)]
struct Round {
    events: f64,
    cells: Vec<Cell>,
    tables: Vec<(u32, u32)>,
}

/// The Poisson count of one area in a round.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Large(Normal),
    /// Where its table of probabilities is, and the count of its first entry.
    Table {
        start: usize,
        end: usize,
        first: f64,
    },
}

impl Round {
    fn new(events: f64, shares: &[f64]) -> Self {
        let mut this = Self { events, cells: Vec::with_capacity(shares.len()), tables: Vec::new() };
        for mean in shares.iter().map(|share| events * share) {
            this.cells.push(if mean > TABULATED {
                Cell::Large(Normal::new(mean))
            } else {
                let (first, masses) = poisson::masses(mean);
                let start = this.tables.len();
                this.tables.extend(Alias::new(&masses).0);
                Cell::Table { start, end: this.tables.len(), first }
            });
        }
        this
    }

    #[inline(always)]
    fn draw(&self, cell: &Cell, rng: &mut Generator) -> f64 {
        match cell {
            Cell::Large(normal) => normal.draw(rng),
            Cell::Table { start, end, first } => first + whole(pick(&self.tables[*start..*end], rng)),
        }
    }

    /// One row of counts.
    fn row(&self, rng: &mut Generator, row: &mut [f64]) {
        row.iter_mut().zip(&self.cells).for_each(|(count, cell)| *count = self.draw(cell, rng));
    }
}

impl Multinomial {
    /// `total` events (a whole number) over areas with these weights (positive, any sum).
    pub(crate) fn new(total: f64, weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|w| w / sum).collect();
        let areas = shares.len() as f64;
        let mut rounds = Vec::new();
        if total >= SINGLY * areas {
            // What the first round leaves is mostly below four square roots of the total; rounds that halve follow.
            let mut events = LAST_ROUND * areas;
            while events < 2.0 * total.sqrt() {
                rounds.push(Round::new(events, &shares));
                events *= 2.0;
            }
            rounds.push(Round::new(total - margin(total, areas) * total.sqrt(), &shares));
            rounds.reverse();
        }
        Self { total, alias: Alias::new(&shares), rounds }
    }

    /// Draws for every row of `block`, a row per replicate.
    pub(crate) fn draw(&self, rng: &mut Generator, block: &mut [f64]) {
        let n = self.alias.0.len();
        match self.rounds.first() {
            None => block.fill(0.0),
            Some(round) => Self::first(round, rng, block),
        }
        let mut more = vec![0.0; n];
        for row in block.chunks_exact_mut(n) {
            let left = self.left_over(rng, row);
            self.complete(rng, row, left, &mut more);
        }
    }

    /// The first round. Areas are the outer loop, so that one table serves all rows while it is in the cache.
    fn first(round: &Round, rng: &mut Generator, block: &mut [f64]) {
        for (i, cell) in round.cells.iter().enumerate() {
            let column = block.iter_mut().skip(i).step_by(round.cells.len());
            match cell {
                Cell::Large(normal) => column.for_each(|count| *count = normal.draw(rng)),
                Cell::Table { start, end, first } => {
                    let table = &round.tables[*start..*end];
                    column.for_each(|count| *count = first + whole(pick(table, rng)));
                }
            }
        }
    }

    /// The events that the first round left over. A row that went over the total is drawn again.
    fn left_over(&self, rng: &mut Generator, row: &mut [f64]) -> f64 {
        loop {
            let [placed] = sums([&*row], |terms| terms);
            match self.rounds.first() {
                Some(round) if placed > self.total => round.row(rng, row),
                _ => return self.total - placed,
            }
        }
    }

    /// Places the events that are left over: many by further rounds, of which one that goes over is taken back, and the
    /// last few singly.
    fn complete(&self, rng: &mut Generator, row: &mut [f64], mut left: f64, more: &mut [f64]) {
        for round in self.rounds.iter().skip(1) {
            while left >= round.events + MARGIN * round.events.sqrt() {
                round.row(rng, more);
                let [placed] = sums([&*more], |terms| terms);
                if placed <= left {
                    row.iter_mut().zip(&*more).for_each(|(count, more)| *count += more);
                    left -= placed;
                }
            }
        }
        #[allow(clippy::cast_possible_truncation)]
        for _ in 0..left as u64 {
            row[pick(&self.alias.0, rng)] += 1.0;
        }
    }
}

/// Standard deviations below the total that are cheapest: further, and more events are placed singly; nearer, and more
/// first rounds are taken back.
fn margin(total: f64, areas: f64) -> f64 {
    let cost = |m: f64| m * total.sqrt() * COSTS[0] + areas * COSTS[1] / (1.0 - 0.5 * normal::two_sided(m));
    (2..=12).map(|m| f64::from(m) * 0.25).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap_or(MARGIN)
}

#[allow(clippy::cast_possible_truncation)]
fn whole(k: usize) -> f64 {
    f64::from(k as u32)
}

/// An index from a table of thresholds and aliases.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn pick(table: &[(u32, u32)], rng: &mut Generator) -> usize {
    let bits = rng.number();
    let place = (((bits >> 32) * table.len() as u64) >> 32) as usize;
    let (threshold, other) = table[place];
    // Without a branch, which would be guessed wrong half of the time.
    let own = u32::from((bits as u32) < threshold).wrapping_neg();
    ((place as u32 & own) | (other & !own)) as usize
}

/// Draws an index with given probabilities in constant time (Walker 1977, ACM TOMS 3:253; Vose's construction).
#[derive(Debug)]
pub(crate) struct Alias(Vec<(u32, u32)>);

impl Alias {
    /// Probabilities that sum to 1, at least one and fewer than 2^32.
    #[allow(clippy::cast_possible_truncation)]
    fn new(shares: &[f64]) -> Self {
        let n = shares.len() as f64;
        let mut scaled: Vec<f64> = shares.iter().map(|p| p * n).collect();
        let mut table: Vec<(u32, u32)> = (0..shares.len()).map(|i| (u32::MAX, i as u32)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..shares.len()).partition(|i| scaled[*i] < 1.0);
        while let (Some(s), Some(l)) = (small.pop(), large.last().copied()) {
            table[s] = ((scaled[s] * 4_294_967_296.0) as u32, l as u32);
            scaled[l] -= 1.0 - scaled[s];
            if scaled[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Self(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{density, gamma};
    use std::collections::{BTreeMap, BTreeSet};

    /// The plain way: events one by one, each to the area in which a uniform number falls.
    fn one_by_one(total: u32, weights: &[f64], rng: &mut Generator) -> Vec<u32> {
        let sum: f64 = weights.iter().sum();
        let mut counts = vec![0; weights.len()];
        for _ in 0..total {
            let mut left = poisson::uniform(rng) * sum;
            let area = weights.iter().position(|w| {
                left -= w;
                left < 0.0
            });
            counts[area.unwrap_or(weights.len() - 1)] += 1;
        }
        counts
    }

    /// Upper tail probability of the chi-square of two samples of the same size, cells of at least 20 in all.
    fn two_samples(a: &BTreeMap<Vec<u32>, f64>, b: &BTreeMap<Vec<u32>, f64>) -> f64 {
        let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
        let (mut x, mut y, mut statistic, mut cells) = (0.0, 0.0, 0.0, 0.0);
        for key in keys {
            x += a.get(key).copied().unwrap_or(0.0);
            y += b.get(key).copied().unwrap_or(0.0);
            if x + y >= 20.0 {
                statistic += (x - y) * (x - y) / (x + y);
                (x, y, cells) = (0.0, 0.0, cells + 1.0);
            }
        }
        gamma::tails((cells - 1.0) / 2.0, statistic / 2.0).upper
    }

    #[test]
    fn joint_counts_are_those_of_events_one_by_one() {
        let weights = [1.0, 4.0, 0.3, 2.0];
        // All singly; a first round from tables, completed singly; the same with more to complete.
        for total in [5, 17, 60, 300] {
            let multinomial = Multinomial::new(f64::from(total), &weights);
            let (mut ours, mut plain) = (BTreeMap::new(), BTreeMap::new());
            let (mut first, mut second) = (Generator::from_seed(3), Generator::from_seed(4));
            for _ in 0..400 {
                let mut block = [0.0; 4 * 100];
                multinomial.draw(&mut first, &mut block);
                for row in block.chunks(4) {
                    #[allow(clippy::cast_possible_truncation)]
                    let counts: Vec<u32> = row.iter().map(|c| *c as u32).collect();
                    *ours.entry(counts).or_default() += 1.0;
                    *plain.entry(one_by_one(total, &weights, &mut second)).or_default() += 1.0;
                }
            }
            let p = two_samples(&ours, &plain);
            assert!(p > 1e-3, "{total}: p {p}");
        }
    }

    #[test]
    fn counts_of_an_area_are_binomial() {
        let weights = [1.0, 2.0, 0.05, 7.0, 30.0, 0.5];
        let sum: f64 = weights.iter().sum();
        for total in [17.0, 60.0, 5_000.0, 200_000.0] {
            let multinomial = Multinomial::new(total, &weights);
            let mut rng = Generator::from_seed(11);
            let mut block = vec![0.0; 6 * 60_000];
            multinomial.draw(&mut rng, &mut block);
            for (area, weight) in weights.iter().enumerate() {
                let mut seen = BTreeMap::<u64, f64>::new();
                #[allow(clippy::cast_possible_truncation)]
                block.chunks(6).for_each(|row| *seen.entry(row[area] as u64).or_default() += 1.0);
                let p = weight / sum;
                let (mut expected, mut count, mut statistic, mut cells, mut done) = (0.0, 0.0, 0.0, 0.0, 0.0);
                for k in 0..=200_000u32 {
                    let k = f64::from(k);
                    if k > total || done > 60_000.0 - 20.0 {
                        break;
                    }
                    let mass = 60_000.0 * density::binomial(k, total, p, 1.0 - p);
                    #[allow(clippy::cast_possible_truncation)]
                    let here = seen.get(&(k as u64)).copied().unwrap_or(0.0);
                    (expected, count, done) = (expected + mass, count + here, done + mass);
                    if expected >= 20.0 {
                        statistic += (count - expected) * (count - expected) / expected;
                        (expected, count, cells) = (0.0, 0.0, cells + 1.0);
                    }
                }
                let p = gamma::tails((cells - 1.0_f64).max(1.0) / 2.0, statistic / 2.0).upper;
                assert!(p > 1e-4, "{total} {area}: p {p}");
            }
        }
    }

    /// Mean, variance and covariance of every area against the formulas, from few events to many.
    #[test]
    fn has_the_multinomial_moments_and_total() {
        let weights = [1.0, 2.0, 0.05, 7.0, 30.0, 0.5];
        let sum: f64 = weights.iter().sum();
        for total in [1.0, 17.0, 60.0, 5_000.0, 3e6, 1e9] {
            let multinomial = Multinomial::new(total, &weights);
            let mut rng = Generator::from_seed(9);
            let (mut first, mut second, mut cross) = ([0.0; 6], [0.0; 6], 0.0);
            let draws = 40_000;
            let mut block = vec![0.0; 6 * draws];
            multinomial.draw(&mut rng, &mut block);
            for counts in block.chunks(6) {
                assert!((counts.iter().sum::<f64>() - total).abs() < 0.5);
                for i in 0..6 {
                    let d = counts[i] - total * weights[i] / sum;
                    first[i] += d;
                    second[i] += d * d;
                }
                cross += (counts[3] - total * weights[3] / sum) * (counts[4] - total * weights[4] / sum);
            }
            let r = f64::from(u32::try_from(draws).unwrap());
            for i in 0..6 {
                let p = weights[i] / sum;
                let variance = total * p * (1.0 - p);
                assert!((first[i] / r).abs() < 5.0 * (variance / r).sqrt(), "{total} {i}");
                let spread = (variance * variance * 2.0 + variance).sqrt() / r.sqrt();
                assert!((second[i] / r - variance).abs() < 5.0 * spread, "{total} {i}: {} {variance}", second[i] / r);
            }
            let covariance = -total * weights[3] * weights[4] / sum / sum;
            assert!((cross / r / covariance - 1.0).abs() < 0.1, "{total}");
        }
    }
}
