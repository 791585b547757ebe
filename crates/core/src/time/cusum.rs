//! The CUSUM of OpenPrescribing, kept as it is so that its alerts can be compared.
//!
//! <https://github.com/bennettoxford/openprescribing> (MIT): sums of percentiles beyond a slack of half a standard deviation around
//! a target, rounded to two decimals at every step. On values of 0 to 1 that rounding hides what it should find: give
//! percentiles of 0 to 100.

/// OpenPrescribing's window, in months.
pub const WINDOW: usize = 12;
/// OpenPrescribing's threshold, in standard deviations of the window.
pub const SENSITIVITY: f64 = 5.0;

/// One period of a CUSUM.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CusumStep {
    /// Sum above the target.
    pub above: f64,
    /// Sum below it, zero or less.
    pub below: f64,
    /// The mean that is aimed at.
    pub target: f64,
    /// The sum that alerts.
    pub threshold: f64,
}

impl CusumStep {
    /// Whether the sums alert, and which way: 1 up, -1 down, 0 not.
    #[must_use]
    pub fn alert(self) -> i8 {
        i8::from(self.above > self.threshold) - i8::from(self.below < -self.threshold)
    }
}

/// The sums of a series, period by period. Periods without a value count as nothing; none are given before the first
/// window that has a value.
///
/// ```
/// use unwarranted_core::time::{SENSITIVITY, WINDOW, cusum};
/// let mut values = vec![Some(40.0), Some(42.0)].repeat(12);
/// values.extend([Some(90.0), Some(92.0)]);
/// let steps = cusum(&values, WINDOW, SENSITIVITY);
/// assert_eq!((steps[23].alert(), steps[24].alert()), (0, 1));
/// ```
#[must_use]
pub fn cusum(values: &[Option<f64>], window: usize, sensitivity: f64) -> Vec<CusumStep> {
    let data: Vec<f64> = values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    let nothing = |from: usize| data[from..data.len().min(from + window)].iter().all(|v| v.is_nan());
    let start = (0..data.len()).find(|from| !nothing(*from)).unwrap_or(data.len());
    let mut steps: Vec<CusumStep> = Vec::with_capacity(data.len());
    for (i, datum) in data.iter().enumerate() {
        let step = match steps.last().copied().filter(|_| i > start) {
            None => {
                let own = &data[i..data.len().min(i + window)];
                next(*datum, mean(own), deviation(own) * sensitivity, sensitivity, [0.0; 2])
            }
            Some(last) if last.alert() == 0 => {
                next(*datum, last.target, last.threshold, sensitivity, [last.above, last.below])
            }
            Some(last) => after_alert(last, *datum, &data[i.saturating_sub(window)..i], sensitivity),
        };
        steps.push(step);
    }
    steps
}

/// A new target; while the sums go on in the same direction the threshold stays, else everything begins anew.
fn after_alert(last: CusumStep, datum: f64, window: &[f64], sensitivity: f64) -> CusumStep {
    let target = mean(window);
    let on = next(datum, target, last.threshold, sensitivity, [last.above, last.below]);
    let same = (last.alert() > 0 && on.above > last.above) || (last.alert() < 0 && on.below < last.below);
    if same { on } else { next(datum, target, deviation(window) * sensitivity, sensitivity, [0.0; 2]) }
}

fn next(datum: f64, target: f64, threshold: f64, sensitivity: f64, [above, below]: [f64; 2]) -> CusumStep {
    let slack = 0.5 * threshold / sensitivity;
    CusumStep {
        above: rounded((datum - (target + slack) + above).max(0.0)),
        below: rounded((datum - (target - slack) + below).min(0.0)),
        target,
        threshold,
    }
}

/// To two decimals, exact halves to the even digit, as Python rounds.
fn rounded(value: f64) -> f64 {
    format!("{value:.2}").parse().unwrap_or(value)
}

fn mean(window: &[f64]) -> f64 {
    let there = || window.iter().filter(|v| !v.is_nan());
    there().sum::<f64>() / there().count() as f64
}

fn deviation(window: &[f64]) -> f64 {
    let (mean, there) = (mean(window), || window.iter().filter(|v| !v.is_nan()));
    (there().map(|v| (v - mean).powi(2)).sum::<f64>() / there().count() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_begin_anew_when_the_movement_ends_and_gaps_count_as_nothing() {
        // Window of 2, threshold 5 standard deviations of it: 5 x 1 = 5, slack 0.5.
        let values = [None, None, Some(9.0), Some(11.0), Some(20.0), Some(30.0), Some(5.0), None].to_vec();
        let steps = cusum(&values, 2, 5.0);
        // A window that begins with a gap has one value, and no deviation.
        assert_eq!((steps[1].target, steps[1].threshold), (9.0, 0.0));
        assert!((steps[3].above - 2.0).abs() < 1e-12);
        let up: Vec<i8> = steps.iter().map(|s| s.alert()).collect();
        assert_eq!(up[3..6], [1, 1, 1]);
        // 5 ends the movement: target 25 and slack 2.5 of 20 and 30, kept over the gap.
        assert_eq!((steps[6].target, steps[6].threshold, steps[6].below, steps[6].alert()), (25.0, 25.0, -17.5, 0));
        assert_eq!((steps[7].target, steps[7].above, steps[7].below), (25.0, 0.0, 0.0));
        assert!(cusum(&[None, None], 2, 5.0).len() == 2 && cusum(&[], 2, 5.0).is_empty());
    }

    #[test]
    fn halves_round_to_the_even_digit_as_python_rounds() {
        let found = [0.125, 0.375, 2.675, -0.125].map(|v| rounded(v).to_string());
        assert_eq!(found, ["0.12", "0.38", "2.67", "-0.12"]);
    }
}
