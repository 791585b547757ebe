//! Inequality of a slice's rates over a deprivation score.

use crate::data::slice::Slice;
use crate::rates::interval::Confidence;
use crate::standardise::inequality::{Bounded, RankedArea, inequality};

/// Slope and relative index of inequality of the rates of a slice over the ranking variable of its areas.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Gradient {
    /// Areas that the line is drawn through.
    pub areas: usize,
    /// Areas left out, because they have no rate.
    pub left_out: usize,
    /// The indices.
    pub measures: Vec<GradientMeasure>,
}

/// One index of inequality over deprivation.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GradientMeasure {
    /// `sii`, `rii` or `rii-mean`.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// The estimate; `None` when undefined.
    pub value: Option<f64>,
    /// Lower limit; `None` where there is none.
    pub lower: Option<f64>,
    /// Upper limit; `None` where there is none.
    pub upper: Option<f64>,
    /// Confidence of the limits; `None` without any.
    pub confidence: Option<f64>,
    /// How the estimate and its limits were made.
    pub method: Option<&'static str>,
    /// Why there is no value, or no interval.
    pub undefined: Option<String>,
}

const TITLES: [(&str, &str); 3] = [
    ("sii", "Slope index of inequality: rate at the highest end of the ranking minus rate at the lowest"),
    ("rii", "Relative index of inequality: rate at the highest end of the ranking / rate at the lowest"),
    ("rii-mean", "Slope index of inequality / mean rate"),
];

/// The slope and relative index over [`Slice::ranking`], weighted by the denominators. `rates` are those of the areas, in
/// their order; areas without one are left out.
///
/// ```
/// use unwarranted_core::{Kind, Slice, gradient::gradient, interval::Confidence};
/// let rows = [("A", 11.0, 50.0), ("B", 13.0, 50.0), ("C", 15.0, 50.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let slice = slice.with_ranking(|code| Some(f64::from(code.as_bytes()[0]))).unwrap();
/// let rates = [Some(22.0), Some(26.0), Some(30.0)];
/// let found = gradient(&slice, &rates, Confidence::new(0.95, "level").unwrap());
/// assert!((found.measures[0].value.unwrap() - 12.0).abs() < 1e-9); // 4 between neighbours a third apart
/// ```
#[must_use]
pub fn gradient(slice: &Slice, rates: &[Option<f64>], confidence: Confidence) -> Gradient {
    let none = |reason: &str| Gradient { areas: 0, left_out: slice.len(), measures: undefined(reason) };
    let Some(scores) = slice.ranking() else { return none("the areas have no ranking variable") };
    let Some(people) = slice.denominator() else { return none("the input has no denominator") };
    let figures = rates.iter().zip(people).zip(scores);
    let area = |((rate, population), score): ((&Option<f64>, &f64), &f64)| {
        Some(RankedArea { rate: (*rate)?, population: *population, score: *score })
    };
    let areas: Vec<RankedArea> = figures.filter_map(area).collect();
    let measures = match inequality(&areas, confidence) {
        Err(refused) => undefined(&refused.reason),
        Ok(found) => {
            let all = [Some(found.slope), found.relative, found.slope_over_mean];
            let one = |(entry, bounded)| measure(entry, bounded, found.method, confidence);
            TITLES.into_iter().zip(all).map(one).collect()
        }
    };
    Gradient { areas: areas.len(), left_out: slice.len() - areas.len(), measures }
}

fn measure(
    (id, title): (&'static str, &'static str),
    bounded: Option<Bounded>,
    method: &'static str,
    confidence: Confidence,
) -> GradientMeasure {
    let interval = bounded.and_then(|b| b.interval);
    let undefined = match (bounded, interval) {
        (None, _) => Some("the line is not above zero at the end that the index divides by".to_owned()),
        (_, None) => Some("no interval: the divisor could be zero".to_owned()),
        _ => None,
    };
    GradientMeasure {
        id,
        title,
        value: bounded.map(|b| b.value),
        lower: interval.map(|i| i[0]),
        upper: interval.map(|i| i[1]),
        confidence: interval.map(|_| confidence.level()),
        method: bounded.map(|_| method),
        undefined,
    }
}

fn undefined(reason: &str) -> Vec<GradientMeasure> {
    let one = |(id, title)| GradientMeasure {
        id,
        title,
        value: None,
        lower: None,
        upper: None,
        confidence: None,
        method: None,
        undefined: Some(reason.to_owned()),
    };
    TITLES.into_iter().map(one).collect()
}
