//! Sums over drawn practices of many treatments at once, with the vector instructions of the processor at hand.
//!
//! A replicate's sum of an area is the sum of the rows of the practices drawn: additions only, of treatments side by side,
//! so that no result depends on how many of them one instruction takes.

use pulp::{Arch, Simd, WithSimd};

/// Treatments side by side.
pub(super) const LANES: usize = 32;

/// A figure per treatment.
pub(super) type Row = [f64; LANES];

/// Sums over areas in one replicate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    /// Sum of the areas' figures.
    pub(super) observed: Row,
    /// Sum of their squares over their denominators.
    pub(super) squares: Row,
}

impl Moments {
    pub(super) const ZERO: Self = Self { observed: [0.0; LANES], squares: [0.0; LANES] };
}

/// Denominators of an area.
#[derive(Debug, Clone, Copy)]
pub(super) enum Below<'a> {
    /// The same for all treatments: one figure per replicate.
    Shared(&'a [f64]),
    /// Of each treatment its own, by practice, as the figures are; and the sums of denominators over areas.
    Own(&'a [Row]),
}

/// One area of a block of treatments.
pub(super) struct AreaBlock<'a> {
    /// Figures of its practices.
    pub(super) rows: &'a [Row],
    pub(super) below: Below<'a>,
    /// Numbers of rows, as many for each replicate.
    pub(super) draws: &'a [u32],
    /// What each drawn row counts.
    pub(super) weight: f64,
    /// Sums over areas, replicate by replicate: these are added to.
    pub(super) into: &'a mut [Moments],
    /// Sums of own denominators, replicate by replicate; empty where they are shared.
    pub(super) denominators: &'a mut [Row],
    /// Where the rates of the area go, replicate by replicate; empty where nobody asks for them.
    pub(super) rates: &'a mut [Row],
}

impl AreaBlock<'_> {
    pub(super) fn add(self) {
        Arch::new().dispatch(self);
    }
}

impl WithSimd for AreaBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let each = self.draws.len() / self.into.len().max(1);
        if each == 0 {
            return;
        }
        let replicates = self.into.iter_mut().zip(self.draws.chunks_exact(each)).enumerate();
        for (replicate, (moments, drawn)) in replicates {
            let observed = sum(self.rows, drawn, self.weight);
            let below = match self.below {
                Below::Shared(denominators) => [denominators[replicate]; LANES],
                Below::Own(rows) => {
                    let own = sum(rows, drawn, self.weight);
                    let all = &mut self.denominators[replicate];
                    all.iter_mut().zip(own).for_each(|(all, own)| *all += own);
                    own
                }
            };
            enter(moments, &observed, &below);
            if let Some(rates) = self.rates.get_mut(replicate) {
                (0..LANES).for_each(|lane| rates[lane] = observed[lane] / below[lane]);
            }
        }
    }
}

#[inline(always)]
fn sum(rows: &[Row], drawn: &[u32], weight: f64) -> Row {
    let mut total = [0.0; LANES];
    for practice in drawn {
        let row = &rows[*practice as usize];
        for lane in 0..LANES {
            total[lane] += row[lane];
        }
    }
    total.map(|sum| sum * weight)
}

/// Where nobody was drawn who has a denominator, nothing was observed either.
#[inline(always)]
fn enter(moments: &mut Moments, observed: &Row, below: &Row) {
    for lane in 0..LANES {
        let own = observed[lane];
        moments.observed[lane] += own;
        moments.squares[lane] += own * own / below[lane].max(f64::MIN_POSITIVE);
    }
}
