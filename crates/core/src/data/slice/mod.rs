//! A slice: every area, one treatment, one period. The input of every index and every outlier rule.

mod adjusted;
mod area;
mod checks;
mod figures;
mod linked;
mod required;

use crate::data::adjusted::Adjusted;
use crate::data::likeness::Likeness;
use crate::data::month_noise::MonthNoise;
use crate::data::period::Period;
use crate::data::practice::Practice;
use crate::error::{Error, Undefined};
use area::bare_area;
use checks::{check, set_aside_zero_expected};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::data::kind::{DenominatorIs, ExpectedFrom, Kind};
pub use crate::data::set_aside::{Reason, SetAside};
pub use area::SliceArea;

/// Observed and expected values by area code.
type Figures = BTreeMap<Arc<str>, [f64; 2]>;

/// All areas of one treatment in one period, validated: every figure is from 0 to 1e15, an amount from -1e15,
/// every denominator positive, areas sorted by code.
#[derive(Debug, Clone)]
pub struct Slice {
    treatment: Arc<str>,
    period: Period,
    kind: Kind,
    areas: Vec<SliceArea>,
    observed: Vec<f64>,
    expected: Vec<f64>,
    denominator: Option<Vec<f64>>,
    expected_from: ExpectedFrom,
    set_aside: Vec<SetAside>,
    months: usize,
    known: Known,
}

/// What is known of the areas besides their figures; nothing of a new slice.
#[derive(Debug, Clone, Default)]
struct Known {
    groups: Option<Vec<Arc<str>>>,
    ranking: Option<Vec<f64>>,
    adjusted: Option<Adjusted>,
    practices: Option<Arc<[Practice]>>,
    dispersion: Option<f64>,
    month_noise: Option<(Arc<MonthNoise>, Figures)>,
    practice_dispersion: Option<Result<f64, Undefined>>,
    given_dispersion: Option<f64>,
    likeness: Option<Arc<Likeness>>,
}

impl Slice {
    /// Checks the areas and works out the expected values (one per area, in the order of the codes).
    ///
    /// Expected values are internal, E = D x sum O / sum D, when no area has one of its own. Areas whose given
    /// expected value and observed value are both zero are set aside as [`Reason::ZeroExpected`], one row per area
    /// ([`crate::Cube::slices`] has set them aside before, by input row).
    ///
    /// # Errors
    /// A figure that is negative, not finite or above 1e15, a denominator of zero, a given expected value of zero with
    /// something observed, a share above its denominator, or neither denominators nor expected values.
    pub fn new(
        treatment: impl Into<Arc<str>>,
        period: Period,
        kind: Kind,
        mut areas: Vec<SliceArea>,
        mut set_aside: Vec<SetAside>,
        months: usize,
    ) -> Result<Self, Error> {
        let treatment = treatment.into();
        areas.sort_by(|a, b| a.code.cmp(&b.code));
        for area in &areas {
            check(&treatment, area, kind, period)?;
        }
        let given = !areas.is_empty() && areas.iter().all(|a| a.expected.is_some());
        if given {
            set_aside_zero_expected(&mut areas, &mut set_aside);
        }
        let observed: Vec<f64> = areas.iter().map(|a| a.observed).collect();
        let denominator: Option<Vec<f64>> = areas.iter().map(|a| a.denominator).collect();
        let (expected, expected_from) = match (given, &denominator) {
            (true, _) => (areas.iter().filter_map(|a| a.expected).collect(), ExpectedFrom::Given),
            (false, Some(d)) => (internal_expected(&observed, d), ExpectedFrom::Internal),
            (false, None) => return Err(Error::NoBasis(treatment.to_string())),
        };
        Ok(Self {
            treatment,
            period,
            kind,
            areas,
            observed,
            expected,
            denominator,
            expected_from,
            set_aside,
            months,
            known: Known::default(),
        })
    }

    /// The slice without its area number `i`; its rates are not standardised and its practices not known.
    pub(crate) fn without(&self, i: usize) -> Self {
        let known = Known { adjusted: None, practices: None, ..self.known.clone() };
        let mut other = Self { known, ..self.clone() };
        other.areas.remove(i);
        other.observed.remove(i);
        other.expected.remove(i);
        if let Some(d) = &mut other.denominator {
            d.remove(i);
        }
        if let Some(groups) = &mut other.known.groups {
            groups.remove(i);
        }
        if let Some(ranking) = &mut other.known.ranking {
            ranking.remove(i);
        }
        if let (ExpectedFrom::Internal, Some(d)) = (other.expected_from, &other.denominator) {
            other.expected = internal_expected(&other.observed, d);
        }
        other
    }

    /// The slice with the areas that `keep` wants; internal expected values follow. Its practices are not known.
    ///
    /// # Errors
    /// [`Error::Empty`] where no area is left, and for directly standardised rates, whose whole is made of all areas.
    ///
    /// ```
    /// use unwarranted_core::{Kind, Slice};
    /// let all = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0), ("C", 50.0, 100.0)]).unwrap();
    /// let two = all.keeping(|area| &*area.code != "C").unwrap();
    /// assert_eq!(two.expected(), [20.0, 20.0]);
    /// ```
    pub fn keeping(&self, keep: impl Fn(&SliceArea) -> bool) -> Result<Self, Error> {
        if matches!(self.known.adjusted, Some(Adjusted::Direct(_))) {
            return Err(Error::Empty("directly standardised rates are made of all areas together".to_owned()));
        }
        let adjusted = self.known.adjusted.clone();
        let mut kept = self.clone();
        for i in (0..self.areas.len()).rev().filter(|i| !keep(&self.areas[*i])) {
            kept = kept.without(i);
        }
        if kept.areas.is_empty() {
            return Err(Error::Empty("no area is left".to_owned()));
        }
        kept.known.adjusted = adjusted;
        Ok(kept)
    }

    /// The same areas with other observed values; internal expected values follow their total.
    #[cfg(test)]
    pub(crate) fn resampled(&self, observed: &[f64]) -> Self {
        let mut other = self.clone();
        other.observed = observed.to_vec();
        for (area, o) in other.areas.iter_mut().zip(observed) {
            area.observed = *o;
        }
        if let (ExpectedFrom::Internal, Some(d)) = (self.expected_from, &self.denominator) {
            other.expected = internal_expected(observed, d);
        }
        other
    }

    /// A slice of nameless treatment and period from area codes, observed values and denominators.
    ///
    /// # Errors
    /// Those of [`Slice::new`].
    ///
    /// ```
    /// use unwarranted_core::{Kind, Slice};
    /// let slice = Slice::from_denominators(Kind::Count, &[("B", 30.0, 100.0), ("A", 10.0, 100.0)]).unwrap();
    /// assert_eq!(slice.expected(), [20.0, 20.0]);
    /// assert_eq!(slice.ratios().unwrap(), [0.5, 1.5]);
    /// ```
    pub fn from_denominators(kind: Kind, rows: &[(&str, f64, f64)]) -> Result<Self, Error> {
        let areas = rows.iter().map(|&(code, o, d)| bare_area(code, o, Some(d), None)).collect();
        Self::new("", Period::All, kind, areas, Vec::new(), 1)
    }

    /// A slice of nameless treatment and period from area codes, observed and expected values.
    ///
    /// # Errors
    /// Those of [`Slice::new`].
    pub fn from_expected(kind: Kind, rows: &[(&str, f64, f64)]) -> Result<Self, Error> {
        let areas = rows.iter().map(|&(code, o, e)| bare_area(code, o, None, Some(e))).collect();
        Self::new("", Period::All, kind, areas, Vec::new(), 1)
    }
}

fn internal_expected(observed: &[f64], denominator: &[f64]) -> Vec<f64> {
    let rate = observed.iter().sum::<f64>() / denominator.iter().sum::<f64>();
    denominator.iter().map(|d| d * rate).collect()
}
