//! Everything that is said of one series.

use super::direction::{Direction, LEVEL};
use super::mann_kendall::{MannKendall, mann_kendall};
use super::robust_breaks::{RobustBreaks, robust_breaks};
use super::season::{Season, season};
use super::segments::{Segments, Shape, segments};
use super::serial::{FirstOrder, first_order};
use super::since::{Since, since};
use super::slope::{Slope, slope};
use super::stl::{Stl, StlOptions, stl};
use super::theta::{Holdout, Theta, holdout, theta};
use crate::data::period::Period;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use std::sync::Arc;

/// A series: equally spaced periods and their values.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The periods, the oldest first.
    pub periods: Vec<Period>,
    /// Their values; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// A plain series with what is said of it.
#[derive(Debug, Clone)]
pub struct NamedSeries {
    /// Its name.
    pub name: Arc<str>,
    /// Its periods and values.
    pub series: Series,
    /// Everything that is said of it.
    pub trend: SeriesTrend,
}

/// How a series is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesOptions {
    /// Periods to forecast.
    pub ahead: usize,
    /// Confidence of the intervals of the forecast.
    pub confidence: Confidence,
}

/// Everything that is said of one series; what is undefined has its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTrend {
    /// The straight line.
    pub slope: Result<Slope, Undefined>,
    /// The test of the trend that the verdict rests on.
    pub first_order: Result<FirstOrder, Undefined>,
    /// The test by the order of values.
    pub mann_kendall: Result<MannKendall, Undefined>,
    /// Straight lines one after the other, as many as Schwarz's criterion chooses: too many where values resemble the one before.
    pub segments: Result<Segments, Undefined>,
    /// Those breaks that the series would not show by wandering.
    pub robust: Result<RobustBreaks, Undefined>,
    /// Whether it repeats from year to year.
    pub season: Result<Season, Undefined>,
    /// The series as trend, season and rest, for a picture: no verdict rests on it.
    pub parts: Result<Stl, Undefined>,
    /// What is ahead.
    pub forecast: Result<Theta, Undefined>,
    /// The periods of the forecast.
    pub ahead: Vec<Period>,
    /// How well the last year could be foreseen.
    pub holdout: Result<Holdout, Undefined>,
}

impl Series {
    /// Values without a gap.
    ///
    /// # Errors
    /// Undefined where a period or a value is missing.
    pub fn complete(&self) -> Result<Vec<f64>, Undefined> {
        if self.periods.iter().any(|p| p.first_month().is_none()) {
            return Err(Undefined::because("there is only one period"));
        }
        let length = |p: &Period| p.full_months();
        if let Some(other) = self.periods.iter().find(|p| length(p) != length(&self.periods[0])) {
            return Err(Undefined::because(format!("{} and {other} are not of one length", self.periods[0])));
        }
        if let Some(pair) = self.periods.windows(2).find(|w| w[1].first_month() < follows(w[0])) {
            return Err(Undefined::because(format!("{} and {} have months in common", pair[0], pair[1])));
        }
        let gap = self.periods.windows(2).find(|w| follows(w[0]) != w[1].first_month());
        if let Some(gap) = gap {
            return Err(Undefined::because(format!("nothing is known between {} and {}", gap[0], gap[1])));
        }
        let one = |(period, value): (&Period, &Option<f64>)| {
            value.ok_or_else(|| Undefined::because(format!("{period} has no value")))
        };
        self.periods.iter().zip(&self.values).map(one).collect()
    }

    /// How many periods make a year; 1 for years and longer.
    #[must_use]
    pub fn year(&self) -> usize {
        self.periods.first().and_then(|p| p.full_months()).map_or(1, |months| (12 / months.max(1)).max(1))
    }

    /// Months of one period; `None` where it has no length.
    #[must_use]
    pub fn months(&self) -> Option<usize> {
        self.periods.first()?.full_months()
    }

    /// Everything that is said of it.
    #[must_use]
    pub fn trend(&self, options: &SeriesOptions) -> SeriesTrend {
        let (values, year) = (self.complete(), self.year());
        let of = |undefined: &Undefined| undefined.clone();
        let values = values.as_ref().map_err(of);
        let tail = options.confidence.tail();
        SeriesTrend {
            slope: values.clone().and_then(|v| slope(v, year)),
            first_order: values.clone().and_then(|v| first_order(v)),
            mann_kendall: values.clone().and_then(|v| mann_kendall(v)),
            segments: values.clone().and_then(|v| segments(v, Shape::Line)),
            robust: values.clone().and_then(|v| robust_breaks(v)),
            season: values.clone().and_then(|v| season(v, year)),
            parts: values.clone().and_then(|v| stl(v, year, StlOptions::default())),
            forecast: values.clone().and_then(|v| theta(v, year, options.ahead, tail)),
            ahead: (1..=options.ahead).filter_map(|h| self.after(h)).collect(),
            holdout: values.and_then(|v| holdout(v, year, tail)),
        }
    }

    /// The period `steps` after the last.
    fn after(&self, steps: usize) -> Option<Period> {
        let (last, months) = (*self.periods.last()?, self.months()?);
        let shift = i32::try_from(months * steps).ok()?;
        let first = last.first_month()?.plus(shift);
        Period::span(first, i32::try_from(months).ok()?).map(|p| p.within(last.grain()).unwrap_or(p))
    }
}

fn follows(period: Period) -> Option<crate::data::month::Month> {
    period.last_month().map(|month| month.plus(1))
}

impl SeriesTrend {
    /// Whether the series itself goes up or down, by [`first_order`] at 5 %.
    ///
    /// # Errors
    /// Where that test is undefined.
    pub fn direction(&self) -> Result<Direction, Undefined> {
        let test = self.first_order.as_ref().map_err(Clone::clone)?;
        Ok(if test.p > LEVEL { Direction::None } else { Direction::of(test.per_period) })
    }

    /// Since when it goes that way, by the breaks that it would not show by wandering.
    #[must_use]
    pub fn since(&self, direction: Direction, periods: &[Period]) -> Option<Since> {
        since(self.robust.as_ref().ok()?, direction, periods)
    }
}
