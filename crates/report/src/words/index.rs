//! Indices as sentences quote them.

use crate::number::with_interval;
use unwarranted_core::{Estimate, SliceFindings};
use unwarranted_plot::numbers::level;

/// " (95% interval 2.7 to 3.4)", empty without an interval.
pub(crate) fn interval(e: &Estimate) -> String {
    match (e.value, e.lower, e.upper, e.confidence) {
        (Some(value), Some(low), Some(high), Some(confidence)) => {
            let [_, low, high] = with_interval(value, low, high);
            format!(" ({}% interval {low} to {high})", level(confidence))
        }
        _ => String::new(),
    }
}

/// The value of an index, as exact as [`interval`] has its ends; as `alone` puts it where there is no interval.
pub(crate) fn valued(e: &Estimate, alone: fn(f64) -> String) -> String {
    match (e.value, e.lower, e.upper, e.confidence) {
        (Some(value), Some(low), Some(high), Some(_)) => {
            let [value, ..] = with_interval(value, low, high);
            value
        }
        (value, ..) => alone(value.unwrap_or(f64::NAN)),
    }
}

/// The value of an index, if it has one.
pub(crate) fn index(s: &SliceFindings, id: &str) -> Option<f64> {
    index_of(s, id).and_then(|e| e.value)
}

/// An index, if the slice has it.
pub(crate) fn index_of<'a>(s: &'a SliceFindings, id: &str) -> Option<&'a Estimate> {
    s.indices.iter().find(|e| e.id == id)
}
