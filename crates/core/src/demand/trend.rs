//! How rates change up to a period that is projected.

use super::DemandOptions;
use super::periods::steps;
use super::strata::Strata;
use crate::error::{Error, Undefined};
use crate::special::normal;
use crate::time::theta;

/// Whose rates change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrendOf {
    /// Nobody's: rates stay as they are.
    None,
    /// Those of all areas together, in the same way everywhere.
    All,
}

crate::worded!(TrendOf { None = "none", All = "all" });

/// What rates are multiplied by up to a period.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Trend {
    /// The factor.
    pub factor: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation behind the interval.
    pub sd: f64,
    /// Periods that it is taken from.
    pub periods: usize,
}

/// One for each projected period, `None` where nobody asked for a trend; undefined where there are too few periods.
///
/// The rates of all areas at the same ages are forecast by the theta method ([`theta`]); one area alone has too few events for a trend of
/// its own.
pub(super) fn trends(strata: &Strata, options: &DemandOptions) -> Result<Vec<Result<Option<Trend>, Undefined>>, Error> {
    let projected = strata.projected_periods();
    if options.trend == TrendOf::None {
        return Ok(projected.iter().map(|_| Ok(None)).collect());
    }
    let index = strata.index();
    let base = strata.base();
    let farthest = projected.iter().filter_map(|p| steps(base, *p)).max().unwrap_or(1);
    let (ahead, tail) = (usize::try_from(farthest).unwrap_or(1), options.confidence.tail());
    let year = base.full_months().map_or(1, |months| (12 / months.max(1)).max(1));
    let forecast = theta(&index, year, ahead, tail);
    let z = normal::upper_quantile(tail);
    let one = |period: &crate::data::period::Period| {
        let forecast = forecast.clone()?;
        let step = steps(base, *period).and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
        let found = forecast.ahead.get(step - 1).copied();
        let found = found.ok_or_else(|| Undefined::because("the forecast does not reach that far"))?;
        if found.mean <= 0.0 {
            return Err(Undefined::because("rates would fall to nothing, which no trend says"));
        }
        let (factor, lower, upper) = (found.mean, found.lower.max(0.0), found.upper);
        Ok(Some(Trend { factor, lower, upper, sd: (found.upper - found.mean) / z, periods: strata.periods().len() }))
    };
    Ok(projected.iter().map(one).collect())
}
