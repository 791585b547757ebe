//! XmR charts (individuals and moving ranges) with the rules of NHS England's "Making Data Count".

/// Limits of the chart lie this many mean moving ranges from the mean.
const LIMIT: f64 = 2.66;
/// A moving range from this many mean ones on is left out of the mean, once.
const SCREEN: f64 = 3.267;
/// So many points make a run.
const RUN: usize = 7;

/// Why a point is called special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// Above the upper limit.
    Above,
    /// Below the lower limit.
    Below,
    /// Part of seven points that each are above the one before.
    Rising,
    /// Part of seven points that each are below the one before.
    Falling,
    /// One of two of three points near the upper limit, all three above the mean.
    NearUpper,
    /// One of two of three points near the lower limit, all three below the mean.
    NearLower,
    /// Part of seven points above the mean.
    RunAbove,
    /// Part of seven points below the mean.
    RunBelow,
}

crate::worded!(Special {
    Above = "above-limit",
    Below = "below-limit",
    Rising = "rising",
    Falling = "falling",
    NearUpper = "near-upper-limit",
    NearLower = "near-lower-limit",
    RunAbove = "run-above",
    RunBelow = "run-below",
});

/// An XmR chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Xmr {
    /// Mean of all values.
    pub mean: f64,
    /// Lower process limit.
    pub lower: f64,
    /// Upper process limit.
    pub upper: f64,
    /// Of each point why it is special; `None` of ordinary ones.
    pub special: Vec<Option<Special>>,
}

/// The chart of a series: limits at the mean -/+ 2.66 mean moving ranges. `screened` leaves moving ranges of 3.267 times their mean and more
/// out of it, once, as NHS England's tools do. Of a constant series the limits are the mean. `None` of an empty series.
///
/// ```
/// use unwarranted_core::time::{Special, xmr};
/// let found = xmr(&[5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 12.0], true).unwrap();
/// assert_eq!(found.special[7], Some(Special::Above));
/// ```
#[must_use]
pub fn xmr(values: &[f64], screened: bool) -> Option<Xmr> {
    let mean = mean(values)?;
    let ranges: Vec<f64> = values.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
    let mut range = self::mean(&ranges).unwrap_or_default();
    if screened {
        let kept: Vec<f64> = ranges.into_iter().filter(|r| *r < SCREEN * range).collect();
        range = self::mean(&kept).unwrap_or(range);
    }
    let chart = Xmr { mean, lower: mean - LIMIT * range, upper: mean + LIMIT * range, special: Vec::new() };
    let special = chart.judged(values);
    Some(Xmr { special, ..chart })
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

impl Xmr {
    /// In the order of precedence: limits, runs up or down, two of three, runs on one side.
    fn judged(&self, values: &[f64]) -> Vec<Option<Special>> {
        let mut special = vec![None; values.len()];
        let sides: Vec<i8> = values.iter().map(|v| i8::from(*v > self.mean) - i8::from(*v < self.mean)).collect();
        for (value, cause) in values.iter().zip(&mut special) {
            *cause = if *value > self.upper {
                Some(Special::Above)
            } else if *value < self.lower {
                Some(Special::Below)
            } else {
                None
            };
        }
        self.enter_trends(values, &mut special);
        self.enter_two_of_three(values, &sides, &mut special);
        for (at, run) in sides.windows(RUN).enumerate() {
            let cause = match run[0] {
                1 => Special::RunAbove,
                -1 => Special::RunBelow,
                _ => continue,
            };
            if run.iter().all(|side| *side == run[0]) {
                special[at..at + RUN].iter_mut().for_each(|s| *s = s.or(Some(cause)));
            }
        }
        special
    }

    fn enter_trends(&self, values: &[f64], special: &mut [Option<Special>]) {
        for (at, run) in values.windows(RUN).enumerate() {
            let all = |ordered: fn(f64, f64) -> bool| run.windows(2).all(|w| ordered(w[0], w[1]));
            let cause = if all(|a, b| b > a) {
                Special::Rising
            } else if all(|a, b| b < a) {
                Special::Falling
            } else {
                continue;
            };
            special[at..at + RUN].iter_mut().for_each(|s| *s = s.or(Some(cause)));
        }
    }

    /// Only points that are themselves near a limit are called so; one beyond the limit is not near it.
    fn enter_two_of_three(&self, values: &[f64], sides: &[i8], special: &mut [Option<Special>]) {
        let third = (self.upper - self.mean) * 2.0 / 3.0;
        let near = |value: f64| {
            (value > self.mean + third && value <= self.upper) || (value < self.mean - third && value >= self.lower)
        };
        let close: Vec<bool> = values.iter().map(|v| near(*v)).collect();
        for at in 0..values.len().saturating_sub(2) {
            let side = sides[at];
            let together = side != 0 && sides[at..at + 3].iter().all(|s| *s == side);
            if together && close[at..at + 3].iter().filter(|c| **c).count() >= 2 {
                let cause = if side > 0 { Special::NearUpper } else { Special::NearLower };
                for i in (at..at + 3).filter(|i| close[*i]) {
                    special[i] = special[i].or(Some(cause));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes(values: &[f64]) -> Vec<Option<Special>> {
        let flat = Xmr { mean: 0.0, lower: -3.0, upper: 3.0, special: Vec::new() };
        flat.judged(values)
    }

    #[test]
    fn rules_come_in_their_order_and_flag_all_points_of_a_run() {
        let run = causes(&[1.0, 0.5, 1.0, 0.2, 0.7, 0.1, 3.5]);
        assert_eq!(run[6], Some(Special::Above));
        assert!(run[..6].iter().all(|c| *c == Some(Special::RunAbove)));
        assert!(causes(&[1.0, 0.5, 1.0, 0.0, 0.7, 0.1, 2.9]).iter().all(Option::is_none), "on the mean ends a run");
        let falling = causes(&[1.0, 0.5, 0.2, 0.1, -0.1, -0.2, -0.3]);
        assert!(falling.iter().all(|c| *c == Some(Special::Falling)));
        let near = causes(&[-2.5, -0.1, -2.2, 0.3]);
        assert_eq!(near, [Some(Special::NearLower), None, Some(Special::NearLower), None]);
        // A point beyond the limit is not near it, and one on the other side breaks the three.
        assert_eq!(causes(&[3.2, 2.5, 0.1]), [Some(Special::Above), None, None]);
        assert!(causes(&[2.5, -0.1, 2.5]).iter().all(Option::is_none));
    }

    #[test]
    fn a_constant_series_has_its_mean_as_limits_and_nothing_special() {
        let found = xmr(&[7.0; 9], true).unwrap();
        assert_eq!((found.mean, found.lower, found.upper), (7.0, 7.0, 7.0));
        assert!(found.special.iter().all(Option::is_none) && xmr(&[], true).is_none());
    }
}
