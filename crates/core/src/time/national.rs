//! The overall rate over time, at the mean number of working days.

use super::fixed::{Fixed, figures};
use super::series::{Series, SeriesOptions, SeriesTrend};
use super::working_days::{Elasticity, elasticity, per_working_day, working_days};
use crate::data::kind::Kind;
use crate::data::period::{Grain, Period};
use crate::error::Undefined;

/// The overall rate over time.
#[derive(Debug, Clone)]
pub struct National {
    /// Rate of all areas together in each period; `None` where nothing is divided by.
    pub rates: Series,
    /// How it follows working days; its values are taken at their mean number before the trend is looked at. Undefined for shares, and
    /// for periods that are no months.
    pub elasticity: Result<Elasticity, Undefined>,
    /// The rates at the mean number of working days; the rates themselves where that is undefined.
    pub even: Series,
    /// Everything about that series.
    pub trend: SeriesTrend,
}

/// The overall rate of the areas that are there in all periods.
#[must_use]
pub fn national(fixed: &Fixed, options: &SeriesOptions) -> National {
    let periods = fixed.periods();
    let rate = |slice: &crate::data::slice::Slice| {
        let (observed, over) = figures(slice);
        Some(observed.iter().sum::<f64>() / over.iter().sum::<f64>()).filter(|r| r.is_finite())
    };
    let rates = Series { periods: periods.clone(), values: fixed.slices.iter().map(rate).collect() };
    let share = fixed.slices.iter().any(|s| s.kind() == Kind::Share);
    let found = if share {
        Err(Undefined::because("a share does not follow working days"))
    } else {
        days(&periods).and_then(|days| {
            let values = rates.complete()?;
            Ok((elasticity(&values, &days)?, values, days))
        })
    };
    let even = match &found {
        Ok((elasticity, values, days)) => {
            let even = per_working_day(values, days, elasticity.value);
            Series { periods, values: even.into_iter().map(Some).collect() }
        }
        Err(_) => rates.clone(),
    };
    let trend = even.trend(options);
    National { rates, elasticity: found.map(|(elasticity, ..)| elasticity), even, trend }
}

fn days(periods: &[Period]) -> Result<Vec<u32>, Undefined> {
    let one = |period: &Period| {
        let month = period.first_month().filter(|_| period.grain() == Grain::Month);
        month.map(working_days).ok_or_else(|| Undefined::because("working days are counted by month"))
    };
    periods.iter().map(one).collect()
}
