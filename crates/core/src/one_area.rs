//! What is said of one area beside how it compares: its practices, the areas most like it, and where it is going.

use crate::data::period::Period;
use crate::error::Undefined;
use crate::findings::SliceFindings;
use crate::outliers::control::benjamini_hochberg;
use crate::similar::Neighbour;
use crate::time::{MannKendall, mann_kendall};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A share of false discoveries among the treatments of an area that are said to move.
pub const MOVES: f64 = 0.05;

/// One practice of the area.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPractice {
    /// Its code.
    pub code: Arc<str>,
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator; 0 where it has none.
    pub denominator: f64,
}

/// The practices of the area in one treatment and period, the highest rate first, those without a denominator last.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPractices {
    /// The treatment.
    pub treatment: Arc<str>,
    /// The period.
    pub period: Period,
    /// The practices.
    pub practices: Vec<OwnPractice>,
}

/// What was recorded of an area in one of the shorter periods that a longer one is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The shorter period: a month, as a rule.
    pub period: Period,
    /// Observed events or amount, after rows of the same area and period were added up.
    pub observed: f64,
    /// Denominator; `None` where the data have only expected values.
    pub denominator: Option<f64>,
}

/// What the figures of areas are put together from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordedIn {
    /// The files with the counts, each with how many of its rows are used over all areas and periods.
    pub files: Vec<(String, usize)>,
    /// The shorter periods of each treatment and area, in the order of time.
    pub by: BTreeMap<(Arc<str>, Arc<str>), Vec<Recorded>>,
}

/// The areas most like the area.
#[derive(Debug, Clone, PartialEq)]
pub struct LikeIt {
    /// The indicators that they have alike.
    pub by: Vec<Arc<str>>,
    /// Where these come from.
    pub from: String,
    /// The nearest areas, the nearest first; nothing where the area lacks an indicator.
    pub neighbours: Vec<Neighbour>,
    /// Whether they are too far off to be its peers.
    pub without_peers: bool,
    /// Whether they are the other areas of its group, which have no distances.
    pub in_group: bool,
}

/// How the area's ratio to all areas together moves over the complete periods of a treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnTrend {
    /// The first and the last period.
    pub periods: [Period; 2],
    /// The ratios in them.
    pub ratios: [f64; 2],
    /// Mann and Kendall's test of all of them.
    pub test: MannKendall,
    /// p, with the correction of Hamed and Rao where it exists.
    pub p: f64,
    /// Benjamini-Hochberg q among the treatments of the area.
    pub q: Option<f64>,
}

impl OwnTrend {
    /// Whether it goes up (`Some(true)`) or down; `None` where that may be chance.
    #[must_use]
    pub fn rises(&self) -> Option<bool> {
        self.q.filter(|q| *q <= MOVES).map(|_| self.test.s > 0.0)
    }
}

/// What is known of one area beside its figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OneArea {
    /// Its practices by treatment; empty where practices are not known.
    pub practices: Vec<OwnPractices>,
    /// The areas most like it, where that was asked for.
    pub like_it: Option<LikeIt>,
    /// Where it is going, by treatment; why that is not known.
    pub trends: BTreeMap<Arc<str>, Result<OwnTrend, Undefined>>,
}

/// Where an area is going in each treatment: the ratio of observed to expected, in which changes everywhere are taken out.
/// `series` are all periods in the order of treatment and time.
///
/// A treatment is [`Undefined`] with fewer than eight complete periods in which the area has a ratio, and where it has a gap
/// among them.
#[must_use]
pub fn trends(series: &[SliceFindings], area: &str) -> BTreeMap<Arc<str>, Result<OwnTrend, Undefined>> {
    let treatments = series.chunk_by(|a, b| a.treatment == b.treatment);
    let mut found: BTreeMap<Arc<str>, Result<OwnTrend, Undefined>> =
        treatments.map(|own| (Arc::clone(&own[0].treatment), trend(own, area))).collect();
    let p: Vec<Option<f64>> = found.values().map(|trend| trend.as_ref().ok().map(|t| t.p)).collect();
    for (trend, q) in found.values_mut().zip(benjamini_hochberg(&p)) {
        if let Ok(trend) = trend {
            trend.q = q;
        }
    }
    found
}

fn trend(own: &[SliceFindings], code: &str) -> Result<OwnTrend, Undefined> {
    let ratio = |slice: &SliceFindings| {
        let at = slice.areas.binary_search_by(|area| (*area.area).cmp(code)).ok()?;
        slice.areas[at].ratio.filter(|ratio| ratio.is_finite())
    };
    let complete = own.iter().filter(|s| s.is_complete() && s.period.first_month().is_some());
    let all: Vec<(Period, Option<f64>)> = complete.map(|slice| (slice.period, ratio(slice))).collect();
    let known: Vec<(Period, f64)> = all.iter().filter_map(|(period, ratio)| Some((*period, (*ratio)?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Err(Undefined::because("it has no ratio in a complete period"));
    };
    let between = all.iter().filter(|(period, _)| (first.0..=last.0).contains(period)).count();
    if between > known.len() {
        return Err(Undefined::because("it has no ratio in some of the periods"));
    }
    let test = mann_kendall(&known.iter().map(|(_, ratio)| *ratio).collect::<Vec<_>>())?;
    let p = test.p_hamed_rao.unwrap_or(test.p);
    Ok(OwnTrend { periods: [first.0, last.0], ratios: [first.1, last.1], test, p, q: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::{Cube, CubeRow, SliceOptions};
    use crate::findings::{AnalysisOptions, analyse};
    use crate::{Cell, Kind};

    fn series(years: i32) -> Vec<SliceFindings> {
        let mut rows = Vec::new();
        for year in 0..years {
            for (i, area) in ["A", "B", "C"].into_iter().enumerate() {
                let own = [200.0 + 15.0 * f64::from(year), 300.0, 250.0 + f64::from(year * 7 % 4)][i];
                rows.push(CubeRow {
                    area: area.into(),
                    treatment: "x".into(),
                    period: Period::Year(2010 + year),
                    observed: Cell::Value(own),
                    denominator: Some(Cell::Value(1000.0)),
                    expected: None,
                    file: 0,
                });
            }
        }
        let options = SliceOptions { kind: Some(Kind::Count), ..SliceOptions::default() };
        let slices = Cube::new(rows, BTreeMap::new()).slices(&options).unwrap();
        slices.iter().map(|s| analyse(s, &AnalysisOptions::default()).unwrap()).collect()
    }

    #[test]
    fn an_area_that_climbs_every_year_rises_and_few_years_tell_nothing() {
        let found = trends(&series(10), "A");
        let trend = found["x"].as_ref().unwrap();
        assert_eq!((trend.periods, trend.rises()), ([Period::Year(2010), Period::Year(2019)], Some(true)));
        // All 45 pairs of years go up.
        assert!((trend.test.s - 45.0).abs() < 1e-12);
        assert!(trends(&series(7), "A")["x"].as_ref().unwrap_err().reason.contains("8 periods"));
        assert!(trends(&series(10), "Z")["x"].is_err());
        assert_eq!(trends(&series(10), "B")["x"].as_ref().unwrap().rises(), Some(false), "the others rise");
    }
}
