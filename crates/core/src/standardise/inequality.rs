//! Slope and relative index of inequality over a deprivation score.

use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::student;

/// An area on the deprivation scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedArea {
    /// Rate of the area, in any unit.
    pub rate: f64,
    /// People.
    pub population: f64,
    /// Deprivation score, higher for more deprived (such as the Index of Multiple Deprivation score).
    pub score: f64,
}

/// A number with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// The estimate.
    pub value: f64,
    /// Lower and upper limit; `None` where the method gives no bounded one.
    pub interval: Option<[f64; 2]>,
}

/// Inequality of a rate over deprivation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inequality {
    /// Slope index (SII): how much higher the rate is at the most deprived end of the scale than at the least deprived
    /// one, in the unit of the rate.
    pub slope: Bounded,
    /// Relative index (RII, Mackenbach & Kunst 1997): the rate at the most deprived end divided by that at the least
    /// deprived end. `None` where the line is not above zero there.
    pub relative: Option<Bounded>,
    /// Slope divided by the mean rate (RII, Pamuk 1985). `None` for a mean of zero.
    pub slope_over_mean: Option<Bounded>,
    /// How it was computed.
    pub method: &'static str,
}

/// Ordinary least squares of the rate on the ridit of deprivation, weighted by population (Pamuk 1985, Popul Stud 39:17;
/// Mackenbach & Kunst 1997, Soc Sci Med 44:757). The ridit of an area is the share of people in less deprived areas plus
/// half of its own share; areas of equal score share the middle of their common range. The slope is the difference
/// between the two ends of the scale, 0 and 1.
///
/// Intervals are those of the regression, from the scatter of the areas around the line: slope -/+ t(n - 2) standard
/// errors, and for the ratios Fieller's theorem (1954, J R Stat Soc B 16:175), which gives none where the denominator
/// could be zero. They hold chance and the departure from a straight line together.
///
/// # Errors
/// Undefined for fewer than three areas, for figures that are not finite or not positive populations, and when all areas
/// have the same score.
///
/// ```
/// use unwarranted_core::interval::Confidence;
/// use unwarranted_core::standardise::inequality::{RankedArea, inequality};
/// // Ridits 1/6, 3/6, 5/6; rates on the line 10 + 6 x ridit.
/// let areas = [(1.0, 11.0), (2.0, 13.0), (3.0, 15.0)].map(|(score, rate)| RankedArea { rate, population: 50.0, score });
/// let found = inequality(&areas, Confidence::new(0.95, "level").unwrap()).unwrap();
/// assert!((found.slope.value - 6.0).abs() < 1e-12);
/// assert!((found.relative.unwrap().value - 1.6).abs() < 1e-12);
/// assert!((found.slope_over_mean.unwrap().value - 6.0 / 13.0).abs() < 1e-12);
/// ```
pub fn inequality(areas: &[RankedArea], confidence: Confidence) -> Result<Inequality, Undefined> {
    if areas.len() < 3 {
        return Err(Undefined::because("a line needs at least three areas"));
    }
    let finite = |a: &RankedArea| a.rate.is_finite() && a.score.is_finite() && a.population.is_finite();
    if !areas.iter().all(|a| finite(a) && a.population > 0.0) {
        return Err(Undefined::because("an area has no rate, no score or no population"));
    }
    let line = Line::fit(areas, &ridits(areas))?;
    let t = student::quantile(areas.len() as f64 - 2.0, confidence.tail());
    let reach = t * line.slope_variance.sqrt();
    // Variances and covariance of the two ends of the line, whose middle and slope are uncorrelated.
    let end = |x: f64| line.mean + line.slope * (x - line.centre);
    let share = |x: f64, y: f64| line.mean_variance + line.slope_variance * (x - line.centre) * (y - line.centre);
    Ok(Inequality {
        slope: Bounded { value: line.slope, interval: Some([line.slope - reach, line.slope + reach]) },
        relative: ratio([end(1.0), end(0.0)], [share(1.0, 1.0), share(0.0, 0.0), share(0.0, 1.0)], t),
        slope_over_mean: ratio([line.slope, line.mean], [line.slope_variance, line.mean_variance, 0.0], t),
        method: "least squares on the ridit, weighted by population; intervals by Student's t and Fieller's theorem",
    })
}

/// The share of people in areas with a lower score plus half of those with the same, one per area.
#[must_use]
pub fn ridits(areas: &[RankedArea]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by(|a, b| areas[*a].score.total_cmp(&areas[*b].score));
    let total: f64 = areas.iter().map(|a| a.population).sum();
    let (mut ridits, mut below) = (vec![0.0; areas.len()], 0.0);
    for tied in order.chunk_by(|a, b| areas[*a].score.total_cmp(&areas[*b].score).is_eq()) {
        let own: f64 = tied.iter().map(|i| areas[*i].population).sum();
        for i in tied {
            ridits[*i] = (below + own / 2.0) / total;
        }
        below += own;
    }
    ridits
}

struct Line {
    centre: f64,
    mean: f64,
    slope: f64,
    mean_variance: f64,
    slope_variance: f64,
}

impl Line {
    fn fit(areas: &[RankedArea], ridits: &[f64]) -> Result<Self, Undefined> {
        let total: f64 = areas.iter().map(|a| a.population).sum();
        let weighted = |f: &dyn Fn(&RankedArea, f64) -> f64| -> f64 {
            areas.iter().zip(ridits).map(|(a, x)| a.population / total * f(a, *x)).sum()
        };
        let (centre, mean) = (weighted(&|_, x| x), weighted(&|a, _| a.rate));
        let spread = weighted(&|_, x| (x - centre).powi(2));
        if spread <= 1e-20 {
            return Err(Undefined::because("all areas have the same deprivation score"));
        }
        let slope = weighted(&|a, x| (x - centre) * (a.rate - mean)) / spread;
        let residual = weighted(&|a, x| (a.rate - mean - slope * (x - centre)).powi(2));
        let mean_variance = residual / (areas.len() as f64 - 2.0);
        Ok(Self { centre, mean, slope, mean_variance, slope_variance: mean_variance / spread })
    }
}

/// Fieller's interval of a ratio of two normal estimates with variances and covariance `[of_top, of_bottom, both]`.
fn ratio([top, bottom]: [f64; 2], [of_top, of_bottom, both]: [f64; 3], t: f64) -> Option<Bounded> {
    if bottom <= 0.0 {
        return None;
    }
    let (t2, value) = (t * t, top / bottom);
    let a = bottom * bottom - t2 * of_bottom;
    let half = top * bottom - t2 * both;
    let c = top * top - t2 * of_top;
    let root = half * half - a * c;
    let interval = (a > 0.0 && root >= 0.0).then(|| [(half - root.sqrt()) / a, (half + root.sqrt()) / a]);
    value.is_finite().then_some(Bounded { value, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level() -> Confidence {
        Confidence::new(0.95, "level").unwrap()
    }

    #[test]
    fn student_quantiles_are_those_of_the_tables() {
        for (df, t) in [(1.0, 12.706_204_736), (2.0, 4.302_652_730), (10.0, 2.228_138_852), (200.0, 1.971_896_224)] {
            assert!(
                (student::quantile(df, level().tail()) - t).abs() < 1e-8,
                "{df}: {}",
                student::quantile(df, level().tail())
            );
        }
    }

    #[test]
    fn regression_agrees_with_the_normal_equations() {
        // Equal populations: ridits 0.125 ... 0.875. By hand: slope = Sxy / Sxx, s^2 = RSS / 2.
        let rates = [10.0, 14.0, 13.0, 19.0];
        let areas: Vec<RankedArea> =
            (1..).zip(rates).map(|(k, rate)| RankedArea { rate, population: 7.0, score: f64::from(k) }).collect();
        let x = [0.125, 0.375, 0.625, 0.875];
        let sxx: f64 = x.iter().map(|x| (x - 0.5f64).powi(2)).sum();
        let sxy: f64 = x.iter().zip(rates).map(|(x, y)| (x - 0.5) * (y - 14.0)).sum();
        let slope = sxy / sxx;
        let rss: f64 = x.iter().zip(rates).map(|(x, y)| (y - 14.0 - slope * (x - 0.5)).powi(2)).sum();
        let reach = 4.302_652_729_911_275 * (rss / 2.0 / sxx).sqrt();
        let found = inequality(&areas, level()).unwrap();
        assert!((found.slope.value - slope).abs() < 1e-12);
        let [low, high] = found.slope.interval.unwrap();
        assert!((low - slope + reach).abs() < 1e-8 && (high - slope - reach).abs() < 1e-8);
        assert!((found.relative.unwrap().value - (14.0 + slope / 2.0) / (14.0 - slope / 2.0)).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_line_says_why() {
        let area = |rate, score| RankedArea { rate, population: 1.0, score };
        assert!(inequality(&[area(1.0, 1.0), area(2.0, 2.0)], level()).is_err());
        assert!(inequality(&[area(1.0, 3.0); 5], level()).unwrap_err().reason.contains("same deprivation score"));
        assert!(inequality(&[area(f64::NAN, 1.0); 5], level()).is_err());
        let steep = [area(-5.0, 1.0), area(0.0, 2.0), area(5.0, 3.0)];
        let found = inequality(&steep, level()).unwrap();
        assert_eq!((found.relative, found.slope_over_mean), (None, None));
        let scattered = [area(1.0, 1.0), area(900.0, 2.0), area(2.0, 3.0), area(800.0, 4.0)];
        assert!(inequality(&scattered, level()).unwrap().relative.is_none_or(|r| r.interval.is_none()));
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_ties_share(rows in prop::collection::vec((0.0f64..1e3, 1.0f64..1e6, 0u8..6), 3..40)) {
            let areas: Vec<RankedArea> = rows.iter()
                .map(|(rate, population, score)| RankedArea { rate: *rate, population: *population, score: f64::from(*score) })
                .collect();
            let turned: Vec<RankedArea> = areas.iter().rev().copied().collect();
            if let (Ok(a), Ok(b)) = (inequality(&areas, level()), inequality(&turned, level())) {
                prop_assert!((a.slope.value - b.slope.value).abs() <= 1e-7 * (1.0 + a.slope.value.abs()));
                for bounded in [Some(a.slope), a.relative, a.slope_over_mean].into_iter().flatten() {
                    prop_assert!(bounded.value.is_finite());
                    if let Some([low, high]) = bounded.interval {
                        prop_assert!(low <= bounded.value + 1e-9 * bounded.value.abs() && high.is_finite());
                        prop_assert!(high >= bounded.value - 1e-9 * bounded.value.abs());
                    }
                }
            }
            let mean: f64 = areas.iter().zip(ridits(&areas)).map(|(a, r)| a.population * r).sum::<f64>()
                / areas.iter().map(|a| a.population).sum::<f64>();
            prop_assert!((mean - 0.5).abs() < 1e-9);
        }
    }
}
