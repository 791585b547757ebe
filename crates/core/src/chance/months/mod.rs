//! Noise from month to month: what is left of chance when only areas and months are known.
//!
//! Months show batches, claims and short courses of treatment. They do not show which patients live in an area: somebody who
//! is treated all year adds a constant. Once people stay on treatment for a year, months see 2.5 to 14 % of chance, so this
//! is a lower bound: it can say that two figures cannot be told apart, and never that they differ.

mod line;
mod panel;
mod trend;

use crate::data::month_noise::LAGS;
use crate::data::slice::Slice;
use crate::error::Undefined;
use line::median;
use panel::Panel;
use trend::Trend;

pub use crate::data::month_noise::MonthNoise;
pub use panel::LEAST_MONTHS;

impl MonthNoise {
    /// From the areas of every month of one treatment, one slice each.
    ///
    /// Each area's figure over what all areas together had in that month takes out season and working days; a local linear
    /// trend (tricube, nine months either way) takes out change. What is left, times the root of the expected value over the
    /// trend, has autocovariances at lags 0 to 3, freed from what a fitted trend takes away from them; they are winsorised
    /// over areas at 5 % and averaged.
    ///
    /// # Errors
    /// Undefined for fewer than 36 months in a row and fewer than 20 areas that have all of them and more than nothing in
    /// half; where one month holds more than a fifth of its year; and where change hides noise: noise that does not fall with
    /// the size of areas, or a correlation above one half from one month to the next.
    ///
    /// ```
    /// use unwarranted_core::chance::MonthNoise;
    /// assert!(MonthNoise::of(&[]).unwrap_err().reason.contains("36 months"));
    /// ```
    pub fn of(slices: &[Slice]) -> Result<Self, Undefined> {
        let panel = Panel::of(slices)?;
        let trend = Trend::new(panel.months);
        let (mut events, mut relative, mut means) = (Vec::new(), Vec::new(), Vec::new());
        for area in &panel.areas {
            let left = trend.left(area);
            events.push(trend.covariances(&left.of_events));
            relative.push(trend.covariances(&left.relative)[0].max(0.0));
            means.push(left.mean);
        }
        let pooled: Vec<f64> = (0..=LAGS).map(|lag| winsorised_mean(events.iter().map(|g| g[lag]).collect())).collect();
        let covariances = std::array::from_fn(|lag| pooled[lag]);
        let noise = Self { months: panel.months, areas: panel.areas.len(), covariances };
        check(&noise, &means, winsorised(relative))?;
        Ok(noise)
    }
}

/// Refuses noise that is not what is left when change is taken out.
fn check(noise: &MonthNoise, means: &[f64], relative: Vec<f64>) -> Result<(), Undefined> {
    let [own, next, ..] = noise.covariances;
    if !(own.is_finite() && own > 0.0) {
        return Err(Undefined::because("the months of an area do not differ, so they show no noise"));
    }
    if next > 0.5 * own {
        return Err(Undefined::because(
            "figures stay high or low for months, so that change cannot be told from noise from month to month",
        ));
    }
    let [falling, constant] = line::fitted(means, &relative);
    let middle = median(means);
    if constant > 2.0 * falling / middle {
        return Err(Undefined::because(
            "large areas vary from month to month as much as small ones, so that change cannot be told from noise",
        ));
    }
    Ok(())
}

/// Values pulled in to their 5th and 95th percentile.
fn winsorised(values: Vec<f64>) -> Vec<f64> {
    let order = crate::quantile::sorted(&values);
    let ends = crate::quantile::quantile(&order, 0.05).zip(crate::quantile::quantile(&order, 0.95));
    ends.map_or_else(|| values.clone(), |(low, high)| values.iter().map(|v| v.clamp(low, high)).collect())
}

fn winsorised_mean(values: Vec<f64>) -> f64 {
    let n = values.len() as f64;
    winsorised(values).iter().sum::<f64>() / n
}

#[cfg(test)]
mod tests;
