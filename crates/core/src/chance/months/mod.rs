//! Noise from month to month: what is left of chance when only areas and months are known.
//!
//! Months show batches, claims and short courses of treatment. They do not show which patients live in an area: somebody who
//! is treated all year adds a constant. Once people stay on treatment for a year, months see 2.5 to 14 % of chance, so this
//! is a lower bound: it can say that two figures cannot be told apart, and never that they differ.

mod line;
mod panel;
mod trend;

use crate::data::slice::Slice;
use crate::error::Undefined;
use panel::Panel;
use trend::Trend;

/// Fewer months than this show no trend to take out.
pub const LEAST_MONTHS: usize = 36;

/// Fewer areas than this do not tell one dispersion.
const LEAST_AREAS: usize = 20;

/// Months over which noise may hang together.
const LAGS: usize = 3;

/// The least that a sum or change may vary, relative to one of months that do not hang together.
const LEAST_SHARE: f64 = 0.25;

/// The noise of one treatment from month to month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthNoise {
    /// Months that it is known from.
    pub months: usize,
    /// Areas that it is known from.
    pub areas: usize,
    /// Covariance of months 0 to 3 apart over the mean of a month.
    covariances: [f64; LAGS + 1],
}

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
        noise.check(&means, winsorised(relative))?;
        Ok(noise)
    }

    /// The variance of the sum of so many months over its mean.
    #[must_use]
    pub fn dispersion(&self, months: usize) -> f64 {
        let n = months.max(1);
        self.variance(&vec![1.0; n]) / n as f64
    }

    /// The variance of the change from one run of months to the next, in the sum of both over the mean of a month: that of a
    /// ratio of two equal sums S is this over the square of the months and over the mean of a month, relative to 1.
    #[must_use]
    pub(crate) fn change(&self, months: usize) -> f64 {
        let n = months.max(1);
        let weights: Vec<f64> = (0..2 * n).map(|t| if t < n { -1.0 } else { 1.0 }).collect();
        self.variance(&weights)
    }

    /// The variance of a weighted sum of months over the mean of a month, not below [`LEAST_SHARE`] of that of independent
    /// months.
    fn variance(&self, weights: &[f64]) -> f64 {
        let apart = |lag: usize| weights.iter().zip(weights.iter().skip(lag)).map(|(a, b)| a * b).sum::<f64>();
        let [own, further @ ..] = &self.covariances;
        let further: f64 = further.iter().zip(1..).map(|(g, lag)| 2.0 * g * apart(lag)).sum();
        (own * apart(0) + further).max(LEAST_SHARE * own * apart(0))
    }

    /// Refuses noise that is not what is left when change is taken out.
    fn check(&self, means: &[f64], relative: Vec<f64>) -> Result<(), Undefined> {
        let [own, next, ..] = self.covariances;
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

fn median(values: &[f64]) -> f64 {
    crate::quantile::quantile(&crate::quantile::sorted(values), 0.5).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests;
