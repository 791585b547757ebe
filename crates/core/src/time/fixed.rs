//! The same areas in every period, and the first and last year that are compared.

use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::slice::{Slice, SliceArea};
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// An area that is not there in every period.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Passing {
    /// Its code.
    pub area: Arc<str>,
    /// The first period that it is there.
    pub first: Period,
    /// The last.
    pub last: Period,
    /// In how many periods it is there.
    pub periods: usize,
}

/// A period in which the areas are not those of the period before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Membership {
    /// The period.
    pub period: Period,
    /// Areas that are new.
    pub came: Vec<Arc<str>>,
    /// Areas that are gone.
    pub went: Vec<Arc<str>>,
}

/// Slices of one treatment with the same areas in every period.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The slices, the oldest first.
    pub slices: Vec<Slice>,
    /// Periods of which months are missing, with the months that are there; they take no part.
    pub incomplete: Vec<(Period, usize)>,
    /// Areas that take no part.
    pub passing: Vec<Passing>,
    /// Where areas come or go.
    pub memberships: Vec<Membership>,
}

impl Fixed {
    /// Of the slices of one treatment, in the order of time, those of complete periods with the areas that are in all of them. A period is
    /// incomplete where its slice has fewer months than it should.
    ///
    /// # Errors
    /// Those of [`Slice::new`].
    pub fn of(slices: &[Slice]) -> Result<Self, Error> {
        let short = |s: &&Slice| s.period().full_months().is_some_and(|full| s.months() < full);
        let incomplete = slices.iter().filter(short).map(|s| (s.period(), s.months())).collect();
        let whole: Vec<&Slice> = slices.iter().filter(|s| !short(s)).collect();
        let mut there: BTreeMap<&Arc<str>, Vec<usize>> = BTreeMap::new();
        for (at, slice) in whole.iter().enumerate() {
            slice.areas().iter().for_each(|area| there.entry(&area.code).or_default().push(at));
        }
        let passing = |(area, periods): (&&Arc<str>, &Vec<usize>)| Passing {
            area: Arc::clone(area),
            first: whole[periods[0]].period(),
            last: whole[periods[periods.len() - 1]].period(),
            periods: periods.len(),
        };
        let passing = there.iter().filter(|(_, p)| p.len() < whole.len()).map(passing).collect();
        let kept = |slice: &&Slice| {
            let areas = slice.areas().iter().filter(|a| there[&a.code].len() == whole.len()).cloned().collect();
            let (treatment, months) = (Arc::clone(slice.treatment()), slice.months());
            Slice::new(treatment, slice.period(), slice.kind(), areas, slice.set_aside().to_vec(), months)
        };
        let memberships = whole.windows(2).filter_map(|w| membership(w[0], w[1])).collect();
        let slices = whole.iter().map(kept).collect::<Result<_, _>>()?;
        Ok(Self { slices, incomplete, passing, memberships })
    }

    /// The periods.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        self.slices.iter().map(Slice::period).collect()
    }

    /// Numbers of the slices of the first and of the last year: of the first and last twelve months or four quarters, where the two
    /// do not overlap; else of the first and last period.
    ///
    /// # Errors
    /// Undefined for fewer than two periods.
    pub fn ends(&self) -> Result<[Range<usize>; 2], Undefined> {
        let n = self.slices.len();
        if n < 2 {
            return Err(Undefined::because("a change takes two complete periods"));
        }
        let months = self.slices[0].period().full_months().unwrap_or(12);
        let year = (12 / months.max(1)).max(1);
        let long = |at: &Range<usize>| pooled_period(&self.slices[at.clone()]).is_some();
        let years = [0..year.min(n), n.saturating_sub(year)..n];
        let apart = n >= 2 * year && years.iter().all(long);
        Ok(if apart { years } else { [0..1, n - 1..n] })
    }

    /// Slices summed, area by area.
    ///
    /// # Errors
    /// Those of [`Slice::new`].
    pub fn pooled(&self, range: &Range<usize>) -> Result<Slice, Error> {
        let slices = &self.slices[range.clone()];
        let Some((first, others)) = slices.split_first() else {
            return Err(Error::Empty("no period is left".to_owned()));
        };
        let mut areas: Vec<SliceArea> = first.areas().to_vec();
        for (at, area) in others.iter().flat_map(|s| s.areas().iter().enumerate()) {
            let into = &mut areas[at];
            into.observed += area.observed;
            into.denominator = into.denominator.zip(area.denominator).map(|(a, b)| a + b);
            into.expected = into.expected.zip(area.expected).map(|(a, b)| a + b);
            into.months += area.months;
        }
        let period = pooled_period(slices).unwrap_or(first.period());
        let months = slices.iter().map(Slice::months).sum();
        Slice::new(Arc::clone(first.treatment()), period, first.kind(), areas, Vec::new(), months)
    }
}

/// The period that slices cover together; `None` where one is missing between them.
fn pooled_period(slices: &[Slice]) -> Option<Period> {
    let (first, last) = (slices.first()?.period(), slices.last()?.period());
    let months = i32::try_from(slices.iter().map(|s| s.period().full_months()).sum::<Option<usize>>()?).ok()?;
    let (start, end) = (first.first_month()?, last.last_month()?);
    (end.since(start) + 1 == months).then(|| Period::span(start, months))?
}

fn membership(before: &Slice, now: &Slice) -> Option<Membership> {
    let missing = |from: &Slice, of: &Slice| {
        let known: Vec<&Arc<str>> = of.areas().iter().map(|a| &a.code).collect();
        let gone = from.areas().iter().filter(|a| known.binary_search(&&a.code).is_err());
        gone.map(|a| Arc::clone(&a.code)).collect::<Vec<_>>()
    };
    let (came, went) = (missing(now, before), missing(before, now));
    (!came.is_empty() || !went.is_empty()).then(|| Membership { period: now.period(), came, went })
}

/// Rates of the areas of a slice over what they are counted over: denominators, or expected values where there are none.
pub(super) fn figures(slice: &Slice) -> (&[f64], &[f64]) {
    (slice.observed(), slice.denominator().unwrap_or(slice.expected()))
}

/// Variance of chance of observed / expected, in units of 1 / expected: phi, less for a share.
pub(super) fn chance_factor(slice: &Slice, phi: f64) -> f64 {
    let (observed, over) = figures(slice);
    let rate = observed.iter().sum::<f64>() / over.iter().sum::<f64>();
    if slice.kind() == Kind::Share { phi * (1.0 - rate) } else { phi }
}
