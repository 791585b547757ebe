//! A row for each period of a treatment or a plain series.

use crate::error::Error;
use crate::tables::delimited::{number, text, write};
use unwarranted_core::time::{NamedSeries, TreatmentTrend};

/// Index, spread of logarithms and overall rate of every period, one row each.
///
/// # Errors
/// As [`super::trend_json`].
pub fn trend_csv(trends: &[TreatmentTrend]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "areas",
        "index_id",
        "index",
        "index_lower",
        "index_upper",
        "sd_log",
        "sd_log_areas",
        "rate",
        "rate_at_mean_working_days",
        "undefined",
    ];
    let rows = trends.iter().flat_map(|t| {
        let even = t.national.elasticity.is_ok();
        let parts = t.lottery.index.iter().zip(&t.lottery.sigma).enumerate();
        parts.map(move |(at, (point, sigma))| {
            let (value, limits) = point.found.as_ref().map_or((None, None), |(v, limits)| (Some(*v), *limits));
            vec![
                text(&t.treatment),
                point.period.to_string(),
                t.fixed.slices[at].len().to_string(),
                t.lottery.spreading.id().to_owned(),
                number(value),
                number(limits.map(|l| l[0])),
                number(limits.map(|l| l[1])),
                number(sigma.sd_log),
                sigma.areas.to_string(),
                number(t.national.rates.values[at]),
                number(t.national.even.values[at].filter(|_| even)),
                text(point.found.as_ref().err().map_or("", |u| &u.reason)),
            ]
        })
    });
    write(head.map(str::to_owned), rows)
}

/// The values of plain series and their forecasts, one row each.
///
/// # Errors
/// As [`super::trend_json`].
pub fn series_csv(series: &[NamedSeries]) -> Result<String, Error> {
    let head = ["series", "period", "value", "forecast", "lower", "upper"];
    let rows = series.iter().flat_map(|s| {
        let known = s.series.periods.iter().zip(&s.series.values).map(|(p, v)| (*p, *v, None));
        let ahead = s.trend.forecast.as_ref().ok().into_iter().flat_map(|f| s.trend.ahead.iter().zip(&f.ahead));
        let ahead = ahead.map(|(p, a)| (*p, None, Some(*a)));
        known.chain(ahead).map(|(period, value, ahead)| {
            vec![
                text(&s.name),
                period.to_string(),
                number(value),
                number(ahead.map(|a| a.mean)),
                number(ahead.map(|a| a.lower)),
                number(ahead.map(|a| a.upper)),
            ]
        })
    });
    write(head.map(str::to_owned), rows)
}
