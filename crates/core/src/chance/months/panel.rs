//! The months of areas as one table.

use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::error::Undefined;
use std::collections::BTreeMap;

/// Fewer months than this show no trend to take out.
pub const LEAST_MONTHS: usize = 36;

/// Fewer areas than this do not tell one dispersion.
const LEAST_AREAS: usize = 20;

/// More of its year than this in one month is a batch or a correction.
const MOST_OF_YEAR: f64 = 0.2;

/// An area with more of all events than this is a part of what it is measured against.
const MOST_OF_ALL: f64 = 0.2;

/// An area month by month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Months {
    /// Observed over what all areas together would have had there.
    pub(super) ratio: Vec<f64>,
    /// What they would have had.
    pub(super) expected: Vec<f64>,
}

/// Areas that are there in all months.
#[derive(Debug)]
pub(super) struct Panel {
    pub(super) months: usize,
    pub(super) areas: Vec<Months>,
}

impl Panel {
    /// Of slices of one treatment, one for each month.
    ///
    /// # Errors
    /// Undefined for too few months or areas, for months that are missing and for batches.
    pub(super) fn of(slices: &[Slice]) -> Result<Self, Undefined> {
        let slices = in_a_row(slices)?;
        let totals: Vec<f64> = slices.iter().map(|s| s.observed().iter().sum()).collect();
        no_batches(&totals)?;
        let mut areas: BTreeMap<&str, Months> = BTreeMap::new();
        for (slice, total) in slices.iter().zip(&totals) {
            // Given expected values need not sum to the observed.
            let scale = total / slice.expected().iter().sum::<f64>();
            for ((area, o), e) in slice.areas().iter().zip(slice.observed()).zip(slice.expected()) {
                let months = areas.entry(&area.code).or_insert_with(|| Months { ratio: vec![], expected: vec![] });
                months.ratio.push(o / (e * scale));
                months.expected.push(e * scale);
            }
        }
        let (n, all) = (slices.len(), totals.iter().sum::<f64>());
        let usable = |m: &Months| {
            let some = m.ratio.iter().filter(|r| **r > 0.0).count();
            m.ratio.len() == n && 2 * some >= n && m.expected.iter().sum::<f64>() <= MOST_OF_ALL * all
        };
        let areas: Vec<Months> = areas.into_values().filter(usable).collect();
        if areas.len() < LEAST_AREAS {
            return Err(Undefined::because("fewer than 20 areas have figures in all months"));
        }
        Ok(Self { months: n, areas })
    }
}

/// The slices in the order of their months.
fn in_a_row(slices: &[Slice]) -> Result<Vec<&Slice>, Undefined> {
    let mut months: Vec<_> = Vec::new();
    for slice in slices {
        let Period::Month(month) = slice.period() else {
            return Err(Undefined::because("the figures are not those of months"));
        };
        months.push((month, slice));
    }
    months.sort_by_key(|(month, _)| *month);
    if months.len() < LEAST_MONTHS {
        return Err(Undefined::because("there are fewer than 36 months"));
    }
    if months.windows(2).any(|w| w[1].0.since(w[0].0) != 1) {
        return Err(Undefined::because("some months are missing"));
    }
    Ok(months.into_iter().map(|(_, slice)| slice).collect())
}

/// Refuses a month with more than a fifth of the twelve months around it.
fn no_batches(totals: &[f64]) -> Result<(), Undefined> {
    if totals.iter().any(|t| !(t.is_finite() && *t > 0.0)) {
        return Err(Undefined::because("in some months nothing was observed in all areas together"));
    }
    let batch = totals.windows(12).any(|year| {
        let most = year.iter().copied().fold(0.0, f64::max);
        most > MOST_OF_YEAR * year.iter().sum::<f64>()
    });
    if batch { Err(Undefined::because("one month holds more than a fifth of its year")) } else { Ok(()) }
}
