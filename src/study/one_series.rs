//! Whether the periods of a treatment are steps of one series.

use super::{Error, Result};
use crate::core::time::TreatmentTrend;
use crate::core::{Period, Slice};

/// Refuses months beside years: a figure of a year is no step on from that of a month.
pub(super) fn require_one_length(slices: &[Slice]) -> Result<()> {
    let (Some(first), length) = (slices.first(), |s: &Slice| s.period().full_months()) else { return Ok(()) };
    let Some(other) = slices.iter().find(|s| length(s) != length(first)) else { return Ok(()) };
    let problem = format!(
        "has periods of several lengths, such as {} and {}, which are no steps of one series; keep those of one length, or put the \
         shorter ones together with `by`",
        first.period(),
        other.period()
    );
    Err(Error::Treatment { treatment: first.treatment().to_string(), problem })
}

/// Refuses data without a whole period, of which nothing can be said.
pub(super) fn require_whole(treatments: &[TreatmentTrend]) -> Result<()> {
    let Some(first) = treatments.first().filter(|_| treatments.iter().all(|t| t.fixed.slices.is_empty())) else {
        return Ok(());
    };
    let short = |(period, months): &(Period, usize)| {
        let full = period.full_months().map_or(String::new(), |full| format!(" of {full}"));
        format!("{period} ({months}{full} months)")
    };
    let short: Vec<String> = first.fixed.incomplete.iter().map(short).collect();
    let problem = format!(
        "has no period with all of its months, and others take no part in a trend: {}; choose shorter periods with `by`",
        short.join(", ")
    );
    Err(Error::Treatment { treatment: first.treatment.to_string(), problem })
}
