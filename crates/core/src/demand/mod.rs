//! What areas will need: rates by age and sex of today, times the people that are projected, times how rates change.
//!
//! The change of an area from now to then is split into what comes of more or fewer people, of older or younger ones, and of changing rates
//! (Das Gupta 1993), without rest.

mod area;
mod change;
mod draws;
mod given;
mod periods;
mod strata;
mod trend;

pub use area::{ALL, AreaDemand};
pub use change::{Change, Side, change};
pub use given::{ProjectedRow, StratumRow};
pub use trend::{Trend, TrendOf};

use crate::data::period::Period;
use crate::error::{Error, Undefined};
use crate::rates::interval::Confidence;
use std::sync::Arc;
use strata::Strata;

/// How a forecast of demand is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandOptions {
    /// Periods, the last ones, whose rates are taken together.
    pub rates_of: usize,
    /// How rates change.
    pub trend: TrendOf,
    /// What one treated person has of it in a period: variance of chance relative to that of independent events.
    pub per_person: f64,
    /// Confidence of the intervals.
    pub confidence: Confidence,
    /// Draws behind the intervals; 0 for none.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
}

/// What areas will need in one period that is projected.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Demand {
    /// The period.
    pub period: Period,
    /// The last period that was counted.
    pub base: Period,
    /// Periods whose rates are taken together.
    pub rates_of: usize,
    /// How rates change up to then, where they are taken to: that of all areas together, which every area shares.
    pub trend: Option<Trend>,
    /// Why rates are taken to stay as they are; `None` where they are not, or nobody asked for a trend.
    pub trend_undefined: Option<String>,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Draws behind them.
    pub replicates: usize,
    /// Why there are no intervals; `None` where there are.
    pub interval_undefined: Option<String>,
    /// All areas together.
    pub all: AreaDemand,
    /// Areas by code.
    pub areas: Vec<AreaDemand>,
    /// Areas that were counted and have no projection.
    pub without_projection: Vec<Arc<str>>,
}

/// What areas will need in every period that is projected, in the order of time.
///
/// The interval is of what will be counted: what may be behind the counted is drawn from gamma distributions (Fay & Feuer 1997), in units of what a person has, the trend
/// from the interval of its forecast, and the count of the period around what follows. It takes the projection of people as certain.
///
/// # Errors
/// [`Error::Figures`] where figures are missing: no rows, a stratum (age and sex) that no area was counted in, an area with people of some
/// ages projected and not of others, periods of several lengths or with gaps, a projection of the past or of areas that were not counted.
/// [`Error::Parameter`] for `rates_of` and `per_person` that are not above zero.
///
/// ```
/// use unwarranted_core::{Period, interval::Confidence, demand::*};
/// let at = |text| Period::parse(text).unwrap();
/// let row = |age: &str, observed, population| StratumRow {
///     area: "A".into(), period: at("2020"), stratum: age.into(), observed, population,
/// };
/// let counted = [row("0-64", 10.0, 1000.0), row("65+", 20.0, 200.0)];
/// let then = |age: &str, population| ProjectedRow { area: "A".into(), period: at("2030"), stratum: age.into(), population };
/// let options = DemandOptions {
///     rates_of: 1, trend: TrendOf::None, per_person: 1.0,
///     confidence: Confidence::new(0.95, "confidence").unwrap(), replicates: 0, seed: 1,
/// };
/// let found = demand(&counted, &[then("0-64", 1000.0), then("65+", 400.0)], &options).unwrap();
/// assert!((found[0].all.demand - 50.0).abs() < 1e-9); // 0.01 x 1,000 + 0.1 x 400
/// ```
pub fn demand(
    counted: &[StratumRow],
    projected: &[ProjectedRow],
    options: &DemandOptions,
) -> Result<Vec<Demand>, Error> {
    if options.rates_of == 0 {
        return Err(Error::Parameter { name: "rates-of", value: 0.0, expected: "periods, 1 or more" });
    }
    if !(options.per_person.is_finite() && options.per_person > 0.0) {
        let (value, expected) = (options.per_person, "a number above 0");
        return Err(Error::Parameter { name: "per-person", value, expected });
    }
    let strata = Strata::new(counted, projected, options.rates_of)?;
    let trends = trend::trends(&strata, options)?;
    let period = |at: usize| in_period(&strata, at, trends[at].clone(), options);
    Ok((0..strata.projected_periods().len()).map(period).collect())
}

fn in_period(strata: &Strata, at: usize, trend: Result<Option<Trend>, Undefined>, options: &DemandOptions) -> Demand {
    let (trend, trend_undefined) = match trend {
        Ok(trend) => (trend, None),
        Err(undefined) => (None, Some(undefined.reason.into_owned())),
    };
    let factor = trend.map_or(1.0, |t| t.factor);
    let mut found = Demand {
        period: strata.projected_periods()[at],
        base: strata.base(),
        rates_of: strata.rates_of(),
        trend,
        trend_undefined,
        confidence: options.confidence.level(),
        replicates: options.replicates,
        interval_undefined: None,
        all: strata.all(at, factor),
        areas: strata.areas(at, factor),
        without_projection: strata.without_projection().to_vec(),
    };
    match draws::intervals(strata, at, trend, options) {
        Ok((all, areas)) => {
            (found.all.lower, found.all.upper) = (Some(all[0]), Some(all[1]));
            for (area, [lower, upper]) in found.areas.iter_mut().zip(areas) {
                (area.lower, area.upper) = (Some(lower), Some(upper));
            }
        }
        Err(undefined) => found.interval_undefined = Some(undefined.reason.into_owned()),
    }
    found
}

#[cfg(test)]
mod tests;
