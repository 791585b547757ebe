//! Whether areas differ more or less than before.

mod ends;
mod unknown;

use super::adoption::{AreaStep, StepChance};
use super::convergence::standard_deviation;
use super::direction::Direction;
use super::fixed::Fixed;
use super::national::National;
use super::persistence::{Persistence, persistence};
use super::series::{Series, SeriesOptions, SeriesTrend};
use super::since::Since;
use super::spread::{AreaDraws, Spread, undefined};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::indices::cv_weighted;
use crate::sweep::Systematic;
use ends::{compared, rates, rooted};

pub use ends::{Basis, Ends};
use std::ops::Range;
use std::sync::Arc;
pub use unknown::Estimated;

/// What an index of a trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spreading {
    /// Weighted coefficient of variation, chance included.
    Weighted,
    /// By how much areas differ beyond what their practices do, as a share of the overall rate: the root of the systematic variance.
    Systematic,
}

impl Spreading {
    /// Its identifier: that of the index where there is one of this name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Weighted => cv_weighted::ID,
            Self::Systematic => "cv-systematic",
        }
    }
}

/// How to look at the change.
#[derive(Debug, Clone, Copy)]
pub struct TrendOptions {
    /// How series are looked at.
    pub series: SeriesOptions,
    /// How often practices or areas are drawn again; 0: never.
    pub replicates: usize,
    /// Seed of that.
    pub seed: u64,
}

/// The index in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexPoint {
    /// The period.
    pub period: Period,
    /// The index, its limits where practices or areas are drawn.
    pub found: Result<(f64, Option<[f64; 2]>), Undefined>,
}

/// Spread of the logarithms of rates in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sigma {
    /// The period.
    pub period: Period,
    /// Standard deviation of ln(rate); `None` for fewer than two areas with a rate above zero.
    pub sd_log: Option<f64>,
    /// Areas with a rate above zero.
    pub areas: usize,
    /// Areas without one, which have no logarithm.
    pub zeros: usize,
}

/// How much of how areas differ lasts from one year to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Lasting {
    /// The two years.
    pub periods: [Period; 2],
    /// How much lasts.
    pub found: Result<Persistence, Undefined>,
}

/// How the differences between areas change over time.
#[derive(Debug, Clone)]
pub struct Lottery {
    /// What the index is.
    pub spreading: Spreading,
    /// The index in each period.
    pub index: Vec<IndexPoint>,
    /// The spread of logarithms in each.
    pub sigma: Vec<Sigma>,
    /// The first year and the last; undefined where there is only one period.
    pub ends: Result<Ends, Undefined>,
    /// What lasts from each year to the next, and from the first to the last where that is more than one step.
    pub persistence: Vec<Lasting>,
    /// The index as a series.
    pub trend: SeriesTrend,
    /// When the verdict came about.
    pub since: Option<Since>,
}

/// What changes over time in one treatment.
#[derive(Debug, Clone)]
pub struct TreatmentTrend {
    /// The treatment.
    pub treatment: Arc<str>,
    /// Count, amount or share.
    pub kind: Kind,
    /// Areas that are there in all periods, those that are not, and where they come or go.
    pub fixed: Fixed,
    /// How far areas differ.
    pub lottery: Lottery,
    /// The overall rate.
    pub national: National,
    /// The largest step of every area; empty where nobody asked.
    pub steps: Vec<AreaStep>,
    /// How large chance was taken for those, where one event is not one person.
    pub step_chance: Option<StepChance>,
}

/// How the differences between the areas of these slices change. `practices` has the systematic variance of each slice and of the first and
/// last year ([`Fixed::ends`]), where practices are known. `phi` says how large chance is in a slice.
///
/// # Errors
/// Those of [`Slice::new`].
pub fn lottery(
    fixed: &Fixed,
    practices: Option<&[Systematic]>,
    phi: &dyn Fn(&Slice) -> Result<f64, Undefined>,
    options: &TrendOptions,
) -> Result<Lottery, Error> {
    let tail = options.series.confidence.tail();
    let name = fixed.slices.first().map_or("", |s| &**s.treatment());
    let areas = fixed.slices.first().map_or(0, Slice::len);
    let draws = AreaDraws::new(areas, if practices.is_some() { 0 } else { options.replicates }, options.seed, name);
    let spreads: Vec<Spread> = match practices {
        Some(known) => known.iter().map(rooted).collect(),
        None => fixed.slices.iter().map(|slice| draws.spread(slice)).collect(),
    };
    let index: Vec<IndexPoint> = fixed.slices.iter().zip(&spreads).map(|both| point(both, tail)).collect();
    let series = Series {
        periods: fixed.periods(),
        values: index.iter().map(|p| p.found.as_ref().ok().map(|(value, _)| *value)).collect(),
    };
    let trend = series.trend(&options.series);
    let ends = ends(fixed, practices, phi, tail)?;
    let direction = ends.as_ref().ok().and_then(|e| e.verdict.as_ref().ok()).map(|(direction, _)| *direction);
    let since = direction.filter(|d| *d != Direction::None).and_then(|d| trend.since(d, &series.periods));
    Ok(Lottery {
        spreading: if practices.is_some() { Spreading::Systematic } else { Spreading::Weighted },
        index,
        sigma: fixed.slices.iter().map(sigma).collect(),
        ends,
        persistence: lasting(fixed)?,
        trend,
        since,
    })
}

/// The first and last year, where there are two.
fn ends(
    fixed: &Fixed,
    practices: Option<&[Systematic]>,
    phi: &dyn Fn(&Slice) -> Result<f64, Undefined>,
    tail: f64,
) -> Result<Result<Ends, Undefined>, Error> {
    let Ok(ranges) = fixed.ends() else {
        return Ok(Err(Undefined::because("a change takes two complete periods")));
    };
    let pooled = [fixed.pooled(&ranges[0])?, fixed.pooled(&ranges[1])?];
    let n = fixed.slices.len();
    let known = practices.and_then(|known| Some([known.get(n)?.clone(), known.get(n + 1)?.clone()]));
    Ok(Ok(compared(pooled, known, phi, tail)))
}

fn point((slice, spread): (&Slice, &Spread), tail: f64) -> IndexPoint {
    let none = || undefined(slice).unwrap_or_else(|| Undefined::because("practices cannot tell what areas do"));
    let found = spread.value.map(|value| (value, spread.interval(tail))).ok_or_else(none);
    IndexPoint { period: slice.period(), found }
}

/// Logarithms of the rates above zero.
fn sigma(slice: &Slice) -> Sigma {
    let logs: Vec<f64> = rates(slice).into_iter().filter(|r| *r > 0.0).map(libm::log).collect();
    let (areas, zeros) = (logs.len(), slice.len() - logs.len());
    Sigma { period: slice.period(), sd_log: standard_deviation(&logs), areas, zeros }
}

/// What lasts from each year to the next, and from the first to the last: years are twelve months or four quarters, counted from the
/// last.
fn lasting(fixed: &Fixed) -> Result<Vec<Lasting>, Error> {
    let Ok([_, last]) = fixed.ends() else { return Ok(Vec::new()) };
    let (year, n) = (last.len(), fixed.slices.len());
    let start = n % year;
    let years: Vec<Range<usize>> = (start..n).step_by(year).map(|at| at..at + year).collect();
    let mut found = Vec::new();
    let whole = years.first().zip(years.last()).filter(|_| years.len() > 2);
    for (a, b) in years.windows(2).map(|w| (&w[0], &w[1])).chain(whole) {
        let [a, b] = [a, b].map(|range| fixed.pooled(range));
        let (a, b) = (a?, b?);
        found.push(Lasting { periods: [a.period(), b.period()], found: persistence(&rates(&a), &rates(&b)) });
    }
    Ok(found)
}
