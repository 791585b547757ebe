//! JSON of treatments and of plain series.

use super::found::{Found, document};
use crate::error::Error;
use crate::tables::adoption;
use crate::words::trend as words;
use serde_json::{Value, json};
use unwarranted_core::Period;
use unwarranted_core::time::{Direction, IndexPoint, Lasting, NamedSeries, Series, Sigma, TreatmentTrend};
use unwarranted_plot::labels::LabelsBy;

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
    found.plain("index", t.lottery.index.iter().map(point).collect());
    let sigma = |s: &Sigma| json!({"period": s.period, "sd_log": s.sd_log, "areas": s.areas, "zeros": s.zeros});
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
        let chance = t.step_chance.map(|c| json!({"phi": c.phi, "estimated": c.estimated}));
        found.plain("changes_chance", json!(chance));
    }
    found.nested.push(("national", national(t, &index)));
    found.plain("left_out", json!(t.fixed.passing));
    found.plain("memberships", json!(t.fixed.memberships));
    let incomplete = t.fixed.incomplete.iter().map(|(p, months)| json!({"period": p, "months": months}));
    found.plain("incomplete", incomplete.collect());
    found
}

fn point(p: &IndexPoint) -> Value {
    let (value, limits) = p.found.as_ref().map_or((None, None), |(value, limits)| (Some(value), *limits));
    let reason = p.found.as_ref().err().map(|u| &u.reason);
    json!({"period": p.period, "value": value, "lower": limits.map(|l| l[0]), "upper": limits.map(|l| l[1]),
        "undefined": reason})
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
