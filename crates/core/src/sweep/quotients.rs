//! Quotients of order statistics of areas: of one list of rates, and of every replicate of many treatments at once.

use super::kernel::{LANES, Row};
use crate::quantile::quantiles;
use pulp::{Arch, Simd, WithSimd};

/// A quotient of order statistics of the areas' rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotient {
    /// The 95th percentile over the 5th, of type 7.
    Percentiles,
    /// The sixth highest over the sixth lowest.
    WithoutFive,
}

/// Those that a sweep draws, in the order in which it holds them.
pub(super) const QUOTIENTS: [Quotient; 2] = [Quotient::Percentiles, Quotient::WithoutFive];

/// One figure per quotient.
pub(super) type Quotients<T> = [T; QUOTIENTS.len()];

/// Areas left out at either end.
const LEFT_OUT: usize = 5;

impl Quotient {
    /// What is zero or below where the quotient is undefined.
    pub(super) fn divisor(self) -> &'static str {
        match self {
            Self::Percentiles => "the 5th percentile of the rates",
            Self::WithoutFive => "the sixth lowest rate",
        }
    }

    /// The quotient of these rates, which change their order; not finite where it is undefined.
    pub(super) fn of(self, rates: &mut [f64]) -> f64 {
        let ends = match self {
            Self::Percentiles => quantiles(rates, [0.95, 0.05]).map(|[high, low]| [low, high]),
            Self::WithoutFive => (rates.len() >= 2 * LEFT_OUT + 2).then(|| {
                rates.sort_unstable_by(f64::total_cmp);
                [rates[LEFT_OUT], rates[rates.len() - 1 - LEFT_OUT]]
            }),
        };
        quotient(ends)
    }

    /// The same of `n` rates of which the lowest and the highest are in order.
    fn of_ends<const K: usize>(self, n: usize, lane: usize, ends: &Ends<K>) -> f64 {
        let (lowest, highest) = (|i: usize| ends.lowest[i][lane], |i: usize| ends.highest[i][lane]);
        quotient(match self {
            Self::Percentiles => {
                let steps = n - 1;
                Some([at(steps, 0.05, lowest), at(steps, 0.95, |i| highest(steps - i))])
            }
            Self::WithoutFive => (n >= 2 * LEFT_OUT + 2).then(|| [lowest(LEFT_OUT), highest(LEFT_OUT)]),
        })
    }
}

fn quotient(ends: Option<[f64; 2]>) -> f64 {
    ends.filter(|[low, _]| *low > 0.0).map_or(f64::NAN, |[low, high]| high / low)
}

/// The place below a quantile.
fn below(steps: usize, p: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among areas")]
    let place = (steps as f64 * p).floor() as usize;
    place
}

/// A quantile of type 7, from a function that gives the rate at each place.
fn at(steps: usize, p: f64, order: impl Fn(usize) -> f64) -> f64 {
    let (low, above) = (below(steps, p), (steps as f64 * p).fract());
    let a = order(low);
    if above > 0.0 { a + above * (order(low + 1) - a) } else { a }
}

/// Replicates whose rates are held at once.
pub(super) const HELD: usize = 16;

/// Rates of areas in a few replicates: area after area, of each [`HELD`] replicates. NaN where nobody has a denominator.
pub(super) struct Rates {
    rows: Vec<Row>,
    column: Vec<f64>,
}

impl Rates {
    pub(super) fn of(areas: usize) -> Self {
        Self { rows: vec![[f64::NAN; LANES]; areas * HELD], column: Vec::with_capacity(areas) }
    }

    /// The rows of one area, to be filled.
    pub(super) fn area(&mut self, number: usize, replicates: usize) -> &mut [Row] {
        &mut self.rows[number * HELD..][..replicates]
    }

    /// The quotients of one of the replicates.
    pub(super) fn quotients(&mut self, replicate: usize) -> Quotients<Row> {
        let areas = self.rows.len() / HELD;
        // As many ends as the 5th percentile and the sixth lowest need.
        match (below(areas.saturating_sub(1), 0.05) + 2).max(LEFT_OUT + 1) {
            0..=8 => self.by_ends::<8>(replicate),
            9..=16 => self.by_ends::<16>(replicate),
            _ => self.by_columns(replicate, |_| true, [[f64::NAN; LANES]; 2]),
        }
    }

    fn by_ends<const K: usize>(&mut self, replicate: usize) -> Quotients<Row> {
        let mut ends = Ends::<K>::NONE;
        Arch::new().dispatch(Order { rates: &self.rows[replicate..], into: &mut ends });
        let areas = self.rows.len() / HELD;
        let mut found = [[f64::NAN; LANES]; 2];
        for (quotient, row) in QUOTIENTS.iter().zip(&mut found) {
            for lane in (0..LANES).filter(|lane| !ends.sums[*lane].is_nan()) {
                row[lane] = quotient.of_ends(areas, lane, &ends);
            }
        }
        self.by_columns(replicate, |lane| ends.sums[lane].is_nan(), found)
    }

    /// One treatment at a time: where some area is not there, and for very many areas.
    fn by_columns(
        &mut self,
        replicate: usize,
        wanted: impl Fn(usize) -> bool,
        mut found: Quotients<Row>,
    ) -> Quotients<Row> {
        for lane in (0..LANES).filter(|lane| wanted(*lane)) {
            self.column.clear();
            let rates = self.rows[replicate..].iter().step_by(HELD).map(|row| row[lane]);
            self.column.extend(rates.filter(|rate| !rate.is_nan()));
            QUOTIENTS.iter().zip(&mut found).for_each(|(quotient, row)| row[lane] = quotient.of(&mut self.column));
        }
        found
    }
}

/// The K lowest and highest rates of every treatment, from the end inwards, and the sum of all.
struct Ends<const K: usize> {
    lowest: [Row; K],
    highest: [Row; K],
    sums: Row,
}

impl<const K: usize> Ends<K> {
    const NONE: Self =
        Self { lowest: [[f64::INFINITY; LANES]; K], highest: [[f64::NEG_INFINITY; LANES]; K], sums: [0.0; LANES] };
}

struct Order<'a, const K: usize> {
    /// Every [`HELD`]th row is one of the replicate.
    rates: &'a [Row],
    into: &'a mut Ends<K>,
}

/// Treatments whose ends stay in the registers together.
const WIDE: usize = 8;

impl<const K: usize> WithSimd for Order<'_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for from in (0..LANES).step_by(WIDE) {
            let part = |row: &Row| -> [f64; WIDE] { std::array::from_fn(|i| row[from + i]) };
            let mut lowest: [[f64; WIDE]; K] = std::array::from_fn(|k| part(&self.into.lowest[k]));
            let mut highest: [[f64; WIDE]; K] = std::array::from_fn(|k| part(&self.into.highest[k]));
            let mut sums = [0.0; WIDE];
            for row in self.rates.iter().step_by(HELD) {
                let rates = part(row);
                insert(&mut lowest, rates, |new, kept| new < kept);
                insert(&mut highest, rates, |new, kept| new > kept);
                sums.iter_mut().zip(rates).for_each(|(sum, rate)| *sum += rate);
            }
            for k in 0..K {
                self.into.lowest[k][from..from + WIDE].copy_from_slice(&lowest[k]);
                self.into.highest[k][from..from + WIDE].copy_from_slice(&highest[k]);
            }
            self.into.sums[from..from + WIDE].copy_from_slice(&sums);
        }
    }
}

/// Puts a rate of each treatment where it belongs; the last one falls out.
#[inline(always)]
fn insert<const K: usize>(kept: &mut [[f64; WIDE]; K], mut new: [f64; WIDE], before: impl Fn(f64, f64) -> bool) {
    for kept in kept {
        for i in 0..WIDE {
            let (a, b) = (kept[i], new[i]);
            let swap = before(b, a);
            kept[i] = if swap { b } else { a };
            new[i] = if swap { a } else { b };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::slice::Slice;
    use crate::indices;
    use proptest::prelude::*;

    /// The quotients as the indices of the slice define them, NaN where they are undefined.
    fn slowly(rates: &[f64]) -> [f64; 2] {
        let codes: Vec<String> = (0..rates.len()).map(|i| format!("A{i:03}")).collect();
        let rows: Vec<_> = codes.iter().zip(rates).map(|(code, rate)| (code.as_str(), *rate, 1.0)).collect();
        let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
        ["eq-5-95", "eq-without-5"].map(|id| indices::find(id).unwrap().compute(&slice).map_or(f64::NAN, |c| c.value))
    }

    fn close(a: f64, b: f64) -> bool {
        (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-12 * b.abs()
    }

    proptest! {
        /// 2 to 400 areas, zeros, equal rates and areas that are not there among them.
        #[test]
        fn quotients_side_by_side_are_the_indices(
            areas in prop_oneof![2usize..40, 100usize..150, 280usize..400],
            seed in 0usize..1000,
            zeros in 0usize..30,
            gone in 0usize..3,
        ) {
            let mut all = Rates::of(areas);
            let rate = |area: usize, lane: usize, r: usize| {
                let mixed = (area * 7919 + lane * 104_729 + r * 31 + seed * 613) % 1009;
                if mixed < zeros { 0.0 } else { (mixed / (1 + lane % 3)) as f64 / 7.0 }
            };
            // Two areas are always there.
            let missing = |area: usize, lane: usize| lane % 4 == 1 && area >= 2 && area < 2 + gone;
            for area in 0..areas {
                for (r, row) in all.area(area, HELD).iter_mut().enumerate() {
                    *row = std::array::from_fn(|lane| if missing(area, lane) { f64::NAN } else { rate(area, lane, r) });
                }
            }
            for r in [0, HELD - 1] {
                let found = all.quotients(r);
                for (lane, first) in found[0].iter().enumerate() {
                    let own: Vec<f64> =
                        (0..areas).filter(|a| !missing(*a, lane)).map(|a| rate(a, lane, r)).collect();
                    let slow = slowly(&own);
                    let fast = [*first, found[1][lane]];
                    for ((quotient, fast), slow) in QUOTIENTS.iter().zip(fast).zip(slow) {
                        let one = quotient.of(&mut own.clone());
                        prop_assert!(close(fast, slow) && close(one, slow), "{fast} {one} {slow} {lane}");
                    }
                }
            }
        }
    }
}
