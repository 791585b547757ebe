//! The charts of how far areas differ over time.

use super::PNG_SCALE;
use anyhow::{Context, Result};
use rayon::prelude::*;
use unwarranted::core::time::TreatmentTrend;
use unwarranted::plot::charts::{Chart, Draw, OF_A_TREND, OF_MONTHS, TrendSubject};
use unwarranted::plot::{Size, png};
use unwarranted::report::{ReportChart, Trended};
use unwarranted::study::{Outcome, Study};

/// Every trend of an outcome with its chart.
pub(super) fn drawn<'a>(outcome: &'a Outcome, study: &Study, pictures: bool) -> Result<Vec<Trended<'a>>> {
    let confidence = study.confidence.unwrap_or(0.95);
    outcome.trends.par_iter().map(|trend| one(outcome, trend, confidence, pictures)).collect()
}

fn one<'a>(outcome: &Outcome, trend: &'a TreatmentTrend, confidence: f64, pictures: bool) -> Result<Trended<'a>> {
    let labels = outcome.labels.get(&trend.treatment).context("a treatment without labels")?;
    let made = |chart: &'static Chart| -> Result<ReportChart> {
        let Draw::Trend(draw) = chart.draw else { anyhow::bail!("the chart of a trend is drawn from something else") };
        let of = |size| draw(&TrendSubject { trend, labels, confidence, highlight: None, size });
        let drawn = of(Size::WEB);
        let image = drawn.as_ref().ok().filter(|_| pictures).map(|d| png(&d.svg, PNG_SCALE)).transpose()?;
        let phone = of(Size::PHONE).ok();
        Ok(ReportChart { treatment: trend.treatment.clone(), chart, outcome: drawn, phone, png: image })
    };
    // Where there are no months there is nothing to take apart, which is no fault.
    let months = if trend.national.trend.parts.is_ok() { Some(made(OF_MONTHS)?) } else { None };
    Ok(Trended { trend, chart: made(OF_A_TREND)?, months: months.filter(|chart| chart.outcome.is_ok()), confidence })
}
