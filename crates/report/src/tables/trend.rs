//! What changes over time, in tables.

use super::adoption;
use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use crate::error::Error;
use crate::number::significant;
use crate::words::trend as words;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use unwarranted_core::Period;
use unwarranted_core::error::Undefined;
use unwarranted_core::text::counted;
use unwarranted_core::time::{Direction, Ends, Lasting, NamedSeries, Series, SeriesTrend, Since, TreatmentTrend};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::share;

#[derive(Serialize)]
struct Document {
    schema: u32,
    treatments: Vec<Found>,
}

fn document(treatments: Vec<Found>) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, treatments }, 4)
}

/// Results and the reasons of those that are undefined, as they stand in JSON: in the order in which they were entered.
#[derive(Default)]
struct Found {
    entries: Vec<(&'static str, Value)>,
    nested: Vec<(&'static str, Found)>,
    undefined: Map<String, Value>,
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        self.entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        self.nested.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.serialize_entry("undefined", &self.undefined)?;
        map.end()
    }
}

impl Found {
    fn plain(&mut self, key: &'static str, value: Value) {
        self.entries.push((key, value));
    }

    fn result<T>(&mut self, key: &'static str, result: &Result<T, Undefined>, show: impl Fn(&T) -> Value) {
        let value = match result {
            Ok(found) => show(found),
            Err(reason) => {
                self.undefined.insert(key.to_owned(), Value::from(reason.reason.as_ref()));
                Value::Null
            }
        };
        self.plain(key, value);
    }

    /// What is said of a series.
    fn trend(&mut self, trend: &SeriesTrend, series: &Series) {
        let months = series.months().map(|m| m as f64);
        self.result("slope", &trend.slope, |s| {
            json!({"per_month": months.map(|m| s.per_period / m), "per_period": s.per_period, "intercept": s.intercept,
                "se_ols": s.se_ols, "se_newey_west": s.se_newey_west, "lag": s.lag, "p_newey_west": s.p,
                "autocorrelation": s.autocorrelation})
        });
        self.result(
            "first_order",
            &trend.first_order,
            |t| json!({"per_period": t.per_period, "se": t.se, "rho": t.rho, "p": t.p}),
        );
        self.result("mann_kendall", &trend.mann_kendall, |m| {
            json!({"s": m.s, "z": m.z, "p": m.p, "z_hamed_rao": m.z_hamed_rao, "p_hamed_rao": m.p_hamed_rao,
                "sen_slope": m.sen_slope})
        });
        let at = |last: usize| series.periods.get(last).copied();
        self.result("breaks", &trend.segments, |s| {
            let one = |b: &unwarranted_core::time::Break| {
                json!({"period": at(b.last), "lower": at(b.interval[0]), "upper": at(b.interval[1]),
                    "after": at(b.last - 1), "index": b.last})
            };
            s.breaks.iter().map(one).collect()
        });
        self.result("season", &trend.season, |s| json!({"f": s.f, "p": s.p, "df": s.df}));
        self.result("forecast", &trend.forecast, |f| {
            let one = |(period, a): (&Period, &unwarranted_core::time::Ahead)| {
                json!({"period": period, "mean": a.mean, "lower": a.lower, "upper": a.upper})
            };
            trend.ahead.iter().zip(&f.ahead).map(one).collect()
        });
        self.result("holdout", &trend.holdout, |h| {
            json!({"mape_theta": h.mape_theta, "mape_snaive": h.mape_snaive, "covered": h.covered, "periods": h.periods})
        });
    }

    fn since(&mut self, since: Option<Since>) {
        let (since, until) = match since {
            None => (Value::Null, Value::Null),
            Some(Since::Throughout) => (json!("throughout"), Value::Null),
            Some(Since::Period(period)) => (json!(period), Value::Null),
            Some(Since::Between(first, last)) => (json!(first), json!(last)),
        };
        self.plain("since", since);
        self.plain("until", until);
    }

    fn ends(&mut self, ends: &Ends) {
        let [first, last] = ends.periods;
        let (difference, interval) = ends.difference.map_or((None, None), |(d, i)| (Some(d), i));
        self.plain(
            "change",
            json!({"first": first, "last": last, "from": ends.index[0], "to": ends.index[1], "difference": difference,
                "lower": interval.map(|i| i[0]), "upper": interval.map(|i| i[1])}),
        );
        self.result("pitman_morgan", &ends.pitman_morgan, |p| {
            json!({"t": p.plain.t, "p": p.plain.p, "df": p.plain.df, "t_robust": p.robust.map(|r| r.t),
                "p_robust": p.robust.map(|r| r.p), "first": first, "last": last, "sd_log_first": ends.sd_log[0],
                "sd_log_last": ends.sd_log[1], "areas": ends.areas[0], "zeros": ends.areas[1]})
        });
        let reliability = ends.reliability.as_ref().ok();
        self.result("beta", &ends.beta, |b| {
            json!({"raw": b.raw, "se_hc1": b.se, "corrected": reliability.and_then(|r| b.corrected(*r)),
                "reliability": reliability, "lambda": b.lambda})
        });
        if let (Ok(_), Err(reason)) = (&ends.beta, &ends.reliability) {
            self.undefined.insert("beta.corrected".to_owned(), json!(reason.reason));
        }
    }
}

/// What changes in every treatment, as JSON: a list with an entry per treatment. What is undefined is null, with the reason under
/// `undefined`.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn trend_json(trends: &[TreatmentTrend], labels: &LabelsBy, confidence: f64) -> Result<String, Error> {
    document(trends.iter().map(|t| entry(t, labels, confidence)).collect())
}

fn entry(t: &TreatmentTrend, labels: &LabelsBy, confidence: f64) -> Found {
    let (mut found, own) = (Found::default(), labels.get(&t.treatment));
    let periods = t.fixed.periods();
    found.plain("treatment", json!(t.treatment));
    found.plain("measure", json!(own.map(|l| &l.measure)));
    found.plain("kind", json!(t.kind));
    found.plain("areas", json!(t.fixed.slices.first().map_or(0, |s| s.len())));
    found.plain("confidence", json!(confidence));
    found.plain("headline", json!(words::headline(t, own, confidence)));
    let verdict = t.lottery.ends.as_ref().map_err(Clone::clone).and_then(|e| e.verdict.clone());
    found.result("verdict", &verdict, |(direction, _)| json!(direction));
    found.plain("basis", json!(verdict.as_ref().ok().map(|(_, basis)| basis)));
    found.since(t.lottery.since);
    found.plain("index_id", json!(t.lottery.spreading.id()));
    let points = t.lottery.index.iter().map(|p| {
        let (value, limits) = p.found.as_ref().map_or((None, None), |(value, limits)| (Some(value), *limits));
        let reason = p.found.as_ref().err().map(|u| &u.reason);
        json!({"period": p.period, "value": value, "lower": limits.map(|l| l[0]), "upper": limits.map(|l| l[1]),
            "undefined": reason})
    });
    found.plain("index", points.collect());
    let sigma = |s: &unwarranted_core::time::Sigma| json!({"period": s.period, "sd_log": s.sd_log, "areas": s.areas, "zeros": s.zeros});
    found.plain("sigma", t.lottery.sigma.iter().map(sigma).collect());
    match &t.lottery.ends {
        Ok(ends) => found.ends(ends),
        Err(reason) => {
            for key in ["change", "pitman_morgan", "beta"] {
                found.result(key, &Err::<(), _>(reason.clone()), |()| Value::Null);
            }
        }
    }
    found.plain("persistence", t.lottery.persistence.iter().map(lasting).collect());
    let index = Series { periods, values: Vec::new() };
    found.trend(&t.lottery.trend, &index);
    if !t.steps.is_empty() {
        found.plain("changes", t.steps.iter().map(adoption::step).collect());
    }
    found.nested.push(("national", national(t, &index)));
    found.plain("left_out", json!(t.fixed.passing));
    found.plain("memberships", json!(t.fixed.memberships));
    let incomplete = t.fixed.incomplete.iter().map(|(p, months)| json!({"period": p, "months": months}));
    found.plain("incomplete", incomplete.collect());
    found
}

fn lasting(l: &Lasting) -> Value {
    let found = l.found.as_ref().ok();
    json!({"first": l.periods[0], "last": l.periods[1], "spearman": found.map(|f| f.spearman),
        "lasting": found.map(|f| f.lasting), "undefined": l.found.as_ref().err().map(|u| &u.reason)})
}

fn national(t: &TreatmentTrend, periods: &Series) -> Found {
    let mut found = Found::default();
    let n = &t.national;
    let one = |((period, rate), even): ((&Period, &Option<f64>), &Option<f64>)| json!({"period": period, "rate": rate, "at_mean_working_days": even.filter(|_| n.elasticity.is_ok())});
    found.plain("rates", n.rates.periods.iter().zip(&n.rates.values).zip(&n.even.values).map(one).collect());
    found.result("working_days", &n.elasticity, |e| json!({"elasticity": e.value, "se": e.se}));
    found.result("verdict", &n.trend.direction(), |d| json!(d));
    found.trend(&n.trend, periods);
    found
}

/// Index, spread of logarithms and overall rate of every period, one row each.
///
/// # Errors
/// As [`trend_json`].
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

/// What changes in every treatment, in words and a table. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn trend_table(trends: &[TreatmentTrend], labels: &LabelsBy, confidence: f64, width: Option<u16>) -> String {
    let blocks: Vec<String> = trends.iter().map(|t| block(t, labels, confidence, width)).collect();
    blocks.join("\n")
}

fn block(t: &TreatmentTrend, labels: &LabelsBy, confidence: f64, width: Option<u16>) -> String {
    let own = labels.get(&t.treatment);
    let mut said = vec![words::headline(t, own, confidence)];
    said.extend(membership(t));
    let mut out = prose(&(said.join("\n") + "\n"), width);
    let mut years =
        table(&["Period", "Index", "Lower", "Upper", "SD of logs", "Overall rate"], &[1, 2, 3, 4, 5], width);
    for (at, (point, sigma)) in t.lottery.index.iter().zip(&t.lottery.sigma).enumerate() {
        let (value, limits) = point.found.as_ref().map_or((None, None), |(v, limits)| (Some(*v), *limits));
        let per_cent = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), share);
        years.add_row([
            point.period.to_string(),
            per_cent(value),
            per_cent(limits.map(|l| l[0])),
            per_cent(limits.map(|l| l[1])),
            sigma.sd_log.map_or_else(|| "-".to_owned(), |sd| significant(sd, 3)),
            t.national.rates.values[at].map_or_else(|| "-".to_owned(), |rate| significant(rate, 4)),
        ]);
    }
    out += &lines(&years);
    let periods = t.fixed.periods();
    let mut notes = vec![format!("The index ({}):", t.lottery.spreading.id())];
    notes.extend(words::details(&t.lottery.trend, &periods, confidence));
    notes.push(national_words(t));
    notes.extend(words::details(&t.national.trend, &periods, confidence));
    out += &prose(&(notes.join("\n") + "\n"), width);
    if t.steps.is_empty() { out } else { out + &adoption::block(t, width) }
}

fn membership(t: &TreatmentTrend) -> Vec<String> {
    let mut said = Vec::new();
    if !t.fixed.passing.is_empty() {
        said.push(format!("Areas that are not there in every period take no part: {}.", t.fixed.passing.len()));
    }
    let short: Vec<String> = t
        .fixed
        .incomplete
        .iter()
        .map(|(period, months)| {
            format!("{period} ({})", counted(i64::try_from(*months).unwrap_or(i64::MAX), "month", "months"))
        })
        .collect();
    if !short.is_empty() {
        said.push(format!("Incomplete periods take no part: {}.", short.join(", ")));
    }
    said
}

fn national_words(t: &TreatmentTrend) -> String {
    match &t.national.elasticity {
        Ok(e) => format!(
            "The overall rate, at the mean number of working days (it rises by {}% with 1% more of them; standard error {}):",
            significant(e.value, 2),
            significant(e.se, 1)
        ),
        Err(_) => "The overall rate:".to_owned(),
    }
}

/// What changes in plain series, as JSON, with the keys of [`trend_json`]; limits of the values are null.
///
/// # Errors
/// As [`trend_json`].
pub fn series_json(series: &[NamedSeries], confidence: f64) -> Result<String, Error> {
    let one = |s: &NamedSeries| {
        let mut found = Found::default();
        let direction = s.trend.direction();
        found.plain("treatment", json!(s.name));
        found.plain("confidence", json!(confidence));
        found.plain("headline", json!(words::series(s)));
        found.result("verdict", &direction, |d| json!(d));
        let moving = direction.as_ref().ok().filter(|d| **d != Direction::None);
        found.since(moving.and_then(|d| s.trend.since(*d, &s.series.periods)));
        let point = |(period, value): (&Period, &Option<f64>)| json!({"period": period, "value": value, "lower": null, "upper": null});
        found.plain("index", s.series.periods.iter().zip(&s.series.values).map(point).collect());
        found.trend(&s.trend, &s.series);
        found
    };
    document(series.iter().map(one).collect())
}

/// The values of plain series and their forecasts, one row each.
///
/// # Errors
/// As [`trend_json`].
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

/// What changes in plain series, in words. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn series_table(series: &[NamedSeries], confidence: f64, width: Option<u16>) -> String {
    let one = |s: &NamedSeries| {
        let mut said = vec![words::series(s)];
        said.extend(words::details(&s.trend, &s.series.periods, confidence));
        prose(&(said.join("\n") + "\n"), width)
    };
    series.iter().map(one).collect::<Vec<_>>().join("\n")
}
