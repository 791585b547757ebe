//! The jackknife over areas: a check on the intervals of the indices that assumes no model.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::index::{Index, Smooth};
use crate::rates::interval::Confidence;
use crate::special::student;
use rayon::prelude::*;

/// Standard error and interval of an index by leaving out one area at a time.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Jackknifed {
    /// The standard error.
    pub jackknife_error: Option<f64>,
    /// Value less t standard errors, t of Student's distribution with n - 1 degrees of freedom (Tukey 1958, Ann Math Stat
    /// 29:614).
    pub jackknife_lower: Option<f64>,
    /// Value plus t standard errors.
    pub jackknife_upper: Option<f64>,
    /// Why there is none.
    pub jackknife_undefined: Option<String>,
}

/// The standard error of an index by leaving out one area at a time (Quenouille 1956, Biometrika 43:353; Tukey): a check
/// on the bootstrap that assumes no model.
///
/// # Errors
/// Undefined for fewer than three areas, wherever the index is, with or without one of the areas, and for an index that is
/// not smooth: quotients and ranges of quantiles and extremes, a median distance, a number of areas.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices, resampling::jackknife};
/// let rows = [("A", 10.0, 100.0), ("B", 30.0, 100.0), ("C", 20.0, 100.0), ("D", 25.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let error = jackknife(indices::find("cv").unwrap(), &slice).unwrap();
/// assert!(error > 0.1 && error < 0.3);
/// assert!(jackknife(indices::find("eq").unwrap(), &slice).is_err());
/// ```
pub fn jackknife(index: &Index, slice: &Slice) -> Result<f64, Undefined> {
    if let Smooth::Never(reason) = index.behaviour.smooth {
        return Err(Undefined::because(reason));
    }
    let without = |i: usize| index.compute(&slice.without(i)).map(|c| c.value);
    error(&(0..slice.len()).map(without).collect::<Vec<_>>())
}

/// The standard error from the values with each area left out.
fn error(values: &[Result<f64, Undefined>]) -> Result<f64, Undefined> {
    if values.len() < 3 {
        return Err(Undefined::because("the jackknife needs three areas"));
    }
    let unless =
        |u: &Undefined| Undefined::because(format!("without one of the areas the index is undefined: {}", u.reason));
    let values: Vec<f64> = values.iter().map(|v| v.as_ref().copied().map_err(unless)).collect::<Result<_, _>>()?;
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    Ok((values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() * (n - 1.0) / n).sqrt())
}

/// The jackknife of these indices, whose values are given; on as many threads as rayon has.
pub(crate) fn all(slice: &Slice, indices: &[(&Index, Option<f64>)], confidence: Confidence) -> Vec<Jackknifed> {
    let refusals: Vec<Option<&'static str>> = indices.iter().map(|(index, value)| refusal(index, *value)).collect();
    let left_out = |i: usize| -> Vec<Option<Result<f64, Undefined>>> {
        let slice = slice.without(i);
        let wanted = indices.iter().zip(&refusals);
        wanted.map(|((i, _), refusal)| refusal.is_none().then(|| i.compute(&slice).map(|c| c.value))).collect()
    };
    let rows: Vec<_> = (0..slice.len()).into_par_iter().map(left_out).collect();
    let one = |column: usize| {
        let value = match (indices[column].1, refusals[column]) {
            (Some(value), None) => value,
            (_, reason) => return refused(reason.unwrap_or("the index is undefined")),
        };
        let values: Vec<_> = rows.iter().filter_map(|r| r[column].clone()).collect();
        match error(&values) {
            Ok(error) if error.is_finite() => bounded(value, error, slice.len(), confidence),
            Ok(_) => refused("the standard error is too large for a number"),
            Err(undefined) => refused(&undefined.reason),
        }
    };
    (0..indices.len()).map(one).collect()
}

/// Why there is no jackknife of an index with this value, if there is none.
fn refusal(index: &Index, value: Option<f64>) -> Option<&'static str> {
    match (value, index.behaviour.smooth) {
        (None, _) => Some("the index is undefined"),
        (_, Smooth::Never(reason)) => Some(reason),
        (Some(value), Smooth::AboveZero) if value <= 0.0 => {
            Some("the estimate is on the boundary 0, where it is not smooth")
        }
        _ => None,
    }
}

fn bounded(value: f64, error: f64, areas: usize, confidence: Confidence) -> Jackknifed {
    let reach = student::quantile(areas as f64 - 1.0, confidence.tail()) * error;
    Jackknifed {
        jackknife_error: Some(error),
        jackknife_lower: Some(value - reach),
        jackknife_upper: Some(value + reach),
        jackknife_undefined: None,
    }
}

fn refused(reason: &str) -> Jackknifed {
    Jackknifed { jackknife_undefined: Some(reason.to_owned()), ..Jackknifed::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::indices::{self, INDICES, atkinson};

    fn slice() -> Slice {
        let rows = [("A", 10.0, 100.0), ("B", 30.0, 90.0), ("C", 20.0, 150.0), ("D", 25.0, 100.0), ("E", 60.0, 170.0)];
        Slice::from_denominators(Kind::Count, &rows).unwrap()
    }

    #[test]
    fn the_error_of_a_mean_is_that_of_the_textbook() {
        // The jackknife of a mean is s / sqrt n.
        let values = [3.0, 7.0, 8.0, 12.0];
        let (n, sum) = (4.0, 30.0);
        let left: Vec<Result<f64, Undefined>> = values.iter().map(|v| Ok((sum - v) / (n - 1.0))).collect();
        let s2 = values.iter().map(|v| (v - sum / n).powi(2)).sum::<f64>() / (n - 1.0);
        assert!((error(&left).unwrap() - (s2 / n).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn all_at_once_agrees_with_one_by_one_and_says_why_there_is_none() {
        let (slice, level) = (slice(), Confidence::new(0.95, "level").unwrap());
        let free = atkinson::index(0.5);
        let wanted = INDICES.iter().chain([&free]);
        let estimates: Vec<_> = wanted.map(|i| (i, i.compute(&slice).ok().map(|c| c.value))).collect();
        let found = all(&slice, &estimates, level);
        for ((index, value), jackknifed) in estimates.iter().zip(&found) {
            let id = &index.id;
            assert_ne!(jackknifed.jackknife_error.is_some(), jackknifed.jackknife_undefined.is_some(), "{id}");
            let Some(error) = jackknifed.jackknife_error else { continue };
            assert!((error - jackknife(index, &slice).unwrap()).abs() <= 1e-15 * error, "{id}");
            let reach = 2.776_445_105_197_793 * error;
            assert!((jackknifed.jackknife_upper.unwrap() - value.unwrap() - reach).abs() < 1e-9 * (1.0 + reach));
        }
        let of = |id: &str| &found[estimates.iter().position(|e| e.0.id == id).unwrap()];
        assert_eq!(of("atkinson").jackknife_error, of("atkinson-0.5").jackknife_error);
        for id in ["eq", "eq-25-75", "iqr", "mad", "concentration-50", "range"] {
            assert!(of(id).jackknife_undefined.as_ref().unwrap().contains("smooth"), "{id}");
            assert!(indices::find(id).is_some(), "{id}");
        }
        for id in ["cv", "scv", "gini", "theil-t", "variance-gamma", "chi-square"] {
            assert!(of(id).jackknife_error.unwrap() > 0.0, "{id}");
        }
        let two = Slice::from_denominators(Kind::Count, &[("A", 1.0, 9.0), ("B", 3.0, 9.0)]).unwrap();
        assert!(jackknife(indices::find("cv").unwrap(), &two).is_err());
    }
}
