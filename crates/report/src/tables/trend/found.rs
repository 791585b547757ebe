//! What is found over time as it stands in JSON.

use crate::error::Error;
use crate::tables::lines::{SCHEMA, to_lines};
use crate::words::changes::PER_PERSON;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use unwarranted_core::Period;
use unwarranted_core::error::Undefined;
use unwarranted_core::time::{Ends, RobustBreaks, Series, SeriesTrend, Since};

#[derive(Serialize)]
struct Document {
    schema: u32,
    treatments: Vec<Found>,
}

pub(super) fn document(treatments: Vec<Found>) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, treatments }, 4)
}

/// Results and the reasons of those that are undefined, as they stand in JSON: in the order in which they were entered.
#[derive(Default)]
pub(super) struct Found {
    entries: Vec<(&'static str, Value)>,
    pub(super) nested: Vec<(&'static str, Found)>,
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
    pub(super) fn plain(&mut self, key: &'static str, value: Value) {
        self.entries.push((key, value));
    }

    pub(super) fn result<T>(&mut self, key: &'static str, result: &Result<T, Undefined>, show: impl Fn(&T) -> Value) {
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
    pub(super) fn trend(&mut self, trend: &SeriesTrend, series: &Series) {
        self.direction(trend, series.months().map(|m| m as f64));
        self.breaks(trend, &series.periods);
        self.season(trend, &series.periods);
        self.ahead(trend);
    }

    /// Whether it rises or falls, by each method; `months` is the length of a period.
    fn direction(&mut self, trend: &SeriesTrend, months: Option<f64>) {
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
    }

    /// Where it changes its course.
    fn breaks(&mut self, trend: &SeriesTrend, periods: &[Period]) {
        let at = |last: usize| periods.get(last).copied();
        let one = |b: &unwarranted_core::time::Break| {
            json!({"period": at(b.last), "lower": at(b.interval[0]), "upper": at(b.interval[1]),
                "after": at(b.last - 1), "index": b.last})
        };
        self.result("breaks", &trend.segments, |s| s.breaks.iter().map(one).collect());
        self.result("breaks_robust", &trend.robust, |r| r.breaks.iter().map(one).collect());
        let p_next = |r: &RobustBreaks| json!({"p": r.p, "rho": r.rho});
        self.plain("breaks_robust_tests", trend.robust.as_ref().map_or(Value::Null, p_next));
    }

    /// Its season, and the parts that are left without it.
    fn season(&mut self, trend: &SeriesTrend, periods: &[Period]) {
        self.result("season", &trend.season, |s| json!({"f": s.f, "p": s.p, "df": s.df}));
        if let Ok(parts) = &trend.parts {
            let rows = parts.trend.iter().zip(&parts.season).zip(&parts.rest).zip(periods);
            let one = |(((trend, season), rest), period): (((&f64, &f64), &f64), &Period)| json!({"period": period, "trend": trend, "season": season, "rest": rest});
            self.plain("stl", rows.map(one).collect());
        }
    }

    /// What is expected to come, and how good that was where it is known.
    fn ahead(&mut self, trend: &SeriesTrend) {
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

    pub(super) fn since(&mut self, since: Option<Since>) {
        let (since, until) = match since {
            None => (Value::Null, Value::Null),
            Some(Since::Throughout) => (json!("throughout"), Value::Null),
            Some(Since::Period(period)) => (json!(period), Value::Null),
            Some(Since::Between(first, last)) => (json!(first), json!(last)),
        };
        self.plain("since", since);
        self.plain("until", until);
    }

    pub(super) fn ends(&mut self, ends: &Ends) {
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
        let estimated = ends.estimated.as_ref();
        let found = estimated.and_then(|e| e.as_ref().ok());
        let person = found.and_then(|f| f.break_even).map(|phi| phi / PER_PERSON);
        let chance = json!({"known": estimated.is_none(), "share_first": found.map(|f| f.shares[0]),
            "share_last": found.map(|f| f.shares[1]), "break_even_per_person": person,
            "undefined": estimated.and_then(|e| e.as_ref().err()).map(|u| &u.reason)});
        self.plain("chance", chance);
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
