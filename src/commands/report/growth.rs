//! The charts of how far areas differ over time.

use super::PNG_SCALE;
use anyhow::{Context, Result};
use rayon::prelude::*;
use unwarranted::core::time::TreatmentTrend;
use unwarranted::plot::charts::{Draw, OF_A_TREND, TrendSubject};
use unwarranted::plot::{Size, png};
use unwarranted::report::{ReportChart, Trended};
use unwarranted::study::{Outcome, Study};

/// Every trend of an outcome with its chart.
pub(super) fn drawn<'a>(outcome: &'a Outcome, study: &Study, pictures: bool) -> Result<Vec<Trended<'a>>> {
    let confidence = study.confidence.unwrap_or(0.95);
    outcome.trends.par_iter().map(|trend| one(outcome, trend, confidence, pictures)).collect()
}

fn one<'a>(outcome: &Outcome, trend: &'a TreatmentTrend, confidence: f64, pictures: bool) -> Result<Trended<'a>> {
    let Draw::Trend(draw) = OF_A_TREND.draw else { anyhow::bail!("the chart of a trend is drawn from something else") };
    let labels = outcome.labels.get(&trend.treatment).context("a treatment without labels")?;
    let of = |size| draw(&TrendSubject { trend, labels, confidence, highlight: None, size });
    let drawn = of(Size::WEB);
    let image = drawn.as_ref().ok().filter(|_| pictures).map(|d| png(&d.svg, PNG_SCALE)).transpose()?;
    let phone = of(Size::PHONE).ok();
    let treatment = trend.treatment.clone();
    let chart = ReportChart { treatment, chart: OF_A_TREND, outcome: drawn, phone, png: image };
    Ok(Trended { trend, chart, confidence })
}
