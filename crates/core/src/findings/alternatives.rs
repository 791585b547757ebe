//! What an area would be compared with by other choices: does its verdict stand whichever is made?

use crate::findings::area_finding::AreaFinding;
use crate::findings::found::SliceFindings;
use crate::quantile::{quantile, sorted};

/// What an area is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yardstick {
    /// All areas together, the area itself among them.
    All,
    /// All other areas together.
    Others,
    /// The middle area, each counting the same.
    Middle,
    /// All areas together but the tenth with the smallest expected values.
    Larger,
    /// All areas together but the tenth with the highest and the tenth with the lowest ratios.
    Inner,
}

crate::worded!(Yardstick {
    All = "all areas",
    Others = "all other areas",
    Middle = "the middle area",
    Larger = "all areas but the smallest tenth",
    Inner = "all areas but the highest and the lowest tenth",
});

/// An area held against one of the yardsticks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alternative {
    /// What it is compared with.
    pub yardstick: Yardstick,
    /// The observed over the expected value of the yardstick: 1 for all areas where expected values are made from them.
    pub benchmark: f64,
    /// The ratio O / E of the area over the benchmark.
    pub ratio: f64,
    /// Its interval, at the confidence of the slice, with the benchmark taken as known; `None` where the area has none.
    pub interval: Option<[f64; 2]>,
}

impl Alternative {
    /// On which side of the yardstick the whole interval lies: -1, 0 where it holds the yardstick, 1; `None` without one.
    #[must_use]
    pub fn side(&self) -> Option<i8> {
        self.interval.map(|[lower, upper]| i8::from(lower > 1.0) - i8::from(upper < 1.0))
    }
}

/// An area (by its place among those of the slice) by every yardstick that is defined: those with an observed and an expected
/// value above zero. Empty where the area has no ratio.
///
/// ```
/// use unwarranted_core::findings::{Yardstick, alternatives};
/// use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse};
/// let rows = [("a", 30.0, 100.0), ("b", 10.0, 100.0), ("c", 20.0, 200.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = analyse(&slice, &AnalysisOptions::default()).unwrap();
/// let others = alternatives(&found, 0)[1];
/// // 0.3 of a against 30 / 300 of the other two.
/// assert_eq!(others.yardstick, Yardstick::Others);
/// assert!((others.ratio - 3.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn alternatives(slice: &SliceFindings, at: usize) -> Vec<Alternative> {
    let Some((area, ratio)) = slice.areas.get(at).and_then(|area| Some((area, area.ratio?))) else { return Vec::new() };
    let one = |(yardstick, _): (Yardstick, &str)| {
        let benchmark = benchmark(slice, at, yardstick).filter(|b| b.is_finite() && *b > 0.0)?;
        let interval = area.rates.ratio_lower.zip(area.rates.ratio_upper);
        Some(Alternative {
            yardstick,
            benchmark,
            ratio: ratio / benchmark,
            interval: interval.map(|(lower, upper)| [lower / benchmark, upper / benchmark]),
        })
    };
    Yardstick::ALL.into_iter().filter_map(one).collect()
}

/// Observed over expected of a yardstick.
fn benchmark(slice: &SliceFindings, at: usize, yardstick: Yardstick) -> Option<f64> {
    let known: Vec<(usize, &AreaFinding, f64)> = slice.areas.iter().enumerate().filter_map(with_expected).collect();
    let pooled = |keep: &dyn Fn(usize, &AreaFinding, f64) -> bool| {
        let (mut observed, mut expected) = (0.0, 0.0);
        for (_, area, e) in known.iter().filter(|(i, area, e)| keep(*i, area, *e)) {
            observed += area.observed;
            expected += e;
        }
        (expected > 0.0).then(|| observed / expected)
    };
    let ratios = || sorted(&known.iter().filter_map(|(_, area, _)| area.ratio).collect::<Vec<_>>());
    let expected = || sorted(&known.iter().map(|(.., e)| *e).collect::<Vec<_>>());
    match yardstick {
        Yardstick::All => pooled(&|_, _, _| true),
        Yardstick::Others => pooled(&|i, _, _| i != at),
        Yardstick::Middle => quantile(&ratios(), 0.5),
        Yardstick::Larger => {
            let least = quantile(&expected(), 0.1)?;
            pooled(&|_, _, e| e > least)
        }
        Yardstick::Inner => {
            let (low, high) = quantile(&ratios(), 0.1).zip(quantile(&ratios(), 0.9))?;
            pooled(&|_, area, _| area.ratio.is_some_and(|r| r >= low && r <= high))
        }
    }
}

fn with_expected((at, area): (usize, &AreaFinding)) -> Option<(usize, &AreaFinding, f64)> {
    Some((at, area, area.expected.filter(|e| *e > 0.0)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::slice::Slice;
    use crate::{AnalysisOptions, analyse};

    /// Twenty areas of growing size; the last has four times the rate.
    fn found() -> (Vec<(String, f64, f64)>, SliceFindings) {
        let rows: Vec<(String, f64, f64)> = (1..=20u32)
            .map(|i| {
                let people = f64::from(i) * 100_000.0;
                let rate = if i == 20 { 0.04 } else { 0.01 + 0.0001 * f64::from(i * 7 % 19) };
                (format!("{i:02}"), (people * rate).round(), people)
            })
            .collect();
        let borrowed: Vec<_> = rows.iter().map(|(c, o, d)| (c.as_str(), *o, *d)).collect();
        let slice = Slice::from_denominators(Kind::Count, &borrowed).unwrap();
        let found = analyse(&slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap();
        (rows, found)
    }

    #[test]
    fn each_yardstick_is_the_rate_worked_out_from_its_areas() {
        let (rows, found) = found();
        let rate = |keep: &dyn Fn(usize) -> bool| {
            let kept = rows.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, row)| row);
            let (o, d) = kept.fold((0.0, 0.0), |(o, d), row| (o + row.1, d + row.2));
            o / d
        };
        let own = rows[19].1 / rows[19].2;
        let mut rates: Vec<f64> = rows.iter().map(|row| row.1 / row.2).collect();
        let inner: Vec<bool> = {
            let mut order: Vec<usize> = (0..20).collect();
            order.sort_by(|a, b| rates[*a].total_cmp(&rates[*b]));
            (0..20).map(|i| (2..18).contains(&order.iter().position(|at| *at == i).unwrap())).collect()
        };
        rates.sort_by(f64::total_cmp);
        let slow = [
            own / rate(&|_| true),
            own / rate(&|i| i != 19),
            own / ((rates[9] + rates[10]) / 2.0),
            own / rate(&|i| i > 1),
            own / rate(&|i| inner[i]),
        ];
        let fast = alternatives(&found, 19);
        assert_eq!(fast.len(), slow.len());
        for (fast, slow) in fast.iter().zip(slow) {
            assert!((fast.ratio / slow - 1.0).abs() < 1e-12, "{:?} {slow}", fast);
            assert_eq!(fast.side(), Some(1));
        }
        // All areas together hold the area itself: the difference is larger against the others.
        assert!(fast[1].ratio > fast[0].ratio);
    }

    #[test]
    fn without_a_ratio_or_an_area_there_is_nothing_to_compare() {
        let (_, mut found) = found();
        assert!(alternatives(&found, 20).is_empty());
        found.areas[3].ratio = None;
        assert!(alternatives(&found, 3).is_empty());
        found.areas[4].rates.ratio_lower = None;
        assert_eq!(alternatives(&found, 4)[0].side(), None);
    }
}
