//! A slice: every area, one treatment, one period. The input of every index and every outlier rule.

mod adjusted;
mod linked;

use crate::chance::MonthNoise;
use crate::data::adjusted::Adjusted;
use crate::data::period::Period;
use crate::data::practice::Practice;
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::data::kind::{DenominatorIs, ExpectedFrom, Kind};
pub use crate::data::set_aside::{Reason, SetAside};

/// One area of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceArea {
    /// Area code, as in the input.
    pub code: Arc<str>,
    /// Area name, where the input or a names file gives one.
    pub name: Option<Arc<str>>,
    /// Observed events or amount over the period.
    pub observed: f64,
    /// Denominator over the period; `None` where the input has only expected values.
    pub denominator: Option<f64>,
    /// Expected value given by the input; `None`: internal.
    pub expected: Option<f64>,
    /// How many of the period's months this area has rows for.
    pub months: usize,
}

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
    groups: Option<Vec<Arc<str>>>,
    ranking: Option<Vec<f64>>,
    adjusted: Option<Adjusted>,
    practices: Option<Arc<[Practice]>>,
    dispersion: Option<f64>,
    month_noise: Option<(Arc<MonthNoise>, Figures)>,
    practice_dispersion: Option<Result<f64, Undefined>>,
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
            check(area, kind, period)?;
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
        let (groups, ranking, adjusted, practices, dispersion) = (None, None, None, None, None);
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
            groups,
            ranking,
            adjusted,
            practices,
            dispersion,
            month_noise: None,
            practice_dispersion: None,
        })
    }

    /// The slice without its area number `i`; its rates are not standardised and its practices not known.
    pub(crate) fn without(&self, i: usize) -> Self {
        let mut other = Self { adjusted: None, practices: None, ..self.clone() };
        other.areas.remove(i);
        other.observed.remove(i);
        other.expected.remove(i);
        if let Some(d) = &mut other.denominator {
            d.remove(i);
        }
        if let Some(groups) = &mut other.groups {
            groups.remove(i);
        }
        if let Some(ranking) = &mut other.ranking {
            ranking.remove(i);
        }
        if let (ExpectedFrom::Internal, Some(d)) = (other.expected_from, &other.denominator) {
            other.expected = internal_expected(&other.observed, d);
        }
        other
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

    /// Population weights that sum to 1: the denominators, or the expected values where there are none.
    ///
    /// # Errors
    /// Those of [`Self::require_expected`].
    pub fn weights(&self) -> Result<Vec<f64>, Undefined> {
        self.require_expected()?;
        let base = self.denominator().unwrap_or(&self.expected);
        let total: f64 = base.iter().sum();
        Ok(base.iter().map(|w| w / total).collect())
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

    /// The treatment (measure) this slice is about.
    #[must_use]
    pub fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    /// The period this slice is about.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// What the numerator counts.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Number of areas used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether no area is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The areas used, sorted by code.
    #[must_use]
    pub fn areas(&self) -> &[SliceArea] {
        &self.areas
    }

    /// Observed values, one per area.
    #[must_use]
    pub fn observed(&self) -> &[f64] {
        &self.observed
    }

    /// Expected values, one per area. All zero when nothing was observed and they are internal.
    #[must_use]
    pub fn expected(&self) -> &[f64] {
        &self.expected
    }

    /// Denominators, one per area, all positive; `None` where the input has only expected values.
    #[must_use]
    pub fn denominator(&self) -> Option<&[f64]> {
        self.denominator.as_deref()
    }

    /// Where the expected values come from.
    #[must_use]
    pub fn expected_from(&self) -> ExpectedFrom {
        self.expected_from
    }

    /// Rows not used, by reason.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// Months that the rows of this slice cover (1 for a table without periods).
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// Refuses a slice in which no area has an expected value above zero.
    ///
    /// # Errors
    /// Undefined without areas, and when nothing was observed anywhere (internal expected values are all zero).
    pub fn require_expected(&self) -> Result<(), Undefined> {
        if self.is_empty() {
            return Err(Undefined::because("no areas"));
        }
        if self.expected.iter().any(|e| *e <= 0.0) {
            return Err(self.nothing());
        }
        Ok(())
    }

    /// Refuses a slice in which there is nothing to compare.
    ///
    /// # Errors
    /// Those of [`Self::require_expected`], for a single area and when nothing was observed anywhere.
    pub fn require_variation(&self) -> Result<(), Undefined> {
        self.require_expected()?;
        if self.len() < 2 {
            return Err(Undefined::because("there is only one area"));
        }
        if self.observed.iter().all(|o| *o <= 0.0) {
            return Err(self.nothing());
        }
        Ok(())
    }

    /// Why there is nothing to compare with.
    fn nothing(&self) -> Undefined {
        let some = self.observed.iter().any(|o| *o < 0.0);
        Undefined::because(if some { TAKEN_BACK_IN_ALL } else { "nothing was observed in any area" })
    }

    /// Areas with an amount below zero: money that was taken back.
    #[must_use]
    pub fn below_zero(&self) -> usize {
        self.observed.iter().filter(|o| **o < 0.0).count()
    }

    /// Refuses amounts below zero, for statistics that have no meaning for them.
    pub(crate) fn require_none_below_zero(&self) -> Result<(), Undefined> {
        match self.below_zero() {
            0 => Ok(()),
            _ => Err(Undefined::because("some areas have amounts below zero, for which this has no meaning")),
        }
    }

    /// Ratios O / E, one per area.
    ///
    /// # Errors
    /// Those of [`Self::require_expected`].
    pub fn ratios(&self) -> Result<Vec<f64>, Undefined> {
        self.require_expected()?;
        Ok(self.observed.iter().zip(&self.expected).map(|(o, e)| o / e).collect())
    }

    /// The overall proportion p of a share (sum O / sum D), for the binomial chance model; `None` for other kinds.
    #[must_use]
    pub fn overall_share(&self) -> Option<f64> {
        let d = self.denominator().filter(|_| self.kind == Kind::Share)?;
        let total: f64 = d.iter().sum();
        (total > 0.0).then(|| self.observed.iter().sum::<f64>() / total)
    }

    /// Refuses a slice whose numerator is not a count of events.
    ///
    /// # Errors
    /// Undefined for an amount, and for fractional values (money, quantity) of any kind.
    pub fn require_counts(&self) -> Result<(), Undefined> {
        self.no_counts().map_or(Ok(()), |what| {
            Err(Undefined::because(format!("the numerator is {what}, and this needs a count of events")))
        })
    }

    /// [`Self::require_counts`] where nothing but chance is at stake: the reason is what would make it known.
    pub(crate) fn require_chance_of_counts(&self) -> Result<(), Undefined> {
        if self.below_zero() > 0 {
            return Err(Undefined::because("some areas have amounts below zero, which no model of chance allows"));
        }
        match self.no_counts().filter(|_| self.dispersion.is_none()) {
            Some(what) => Err(Undefined::because(format!(
                "the numerator is {what}, and nothing says what one person takes of it, so chance is not known"
            ))),
            None => self.require_counts(),
        }
    }

    /// What the numerator is, where it is no count.
    fn no_counts(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Amount => Some("an amount (such as money or quantity)"),
            Kind::Count | Kind::Share if self.observed.iter().any(|o| o.fract() != 0.0) => Some("not in whole numbers"),
            Kind::Count | Kind::Share => None,
        }
    }
}

const TAKEN_BACK_IN_ALL: &str = "the amounts of all areas together are not above zero";

fn bare_area(code: &str, observed: f64, denominator: Option<f64>, expected: Option<f64>) -> SliceArea {
    SliceArea { code: code.into(), name: None, observed, denominator, expected, months: 1 }
}

fn internal_expected(observed: &[f64], denominator: &[f64]) -> Vec<f64> {
    let rate = observed.iter().sum::<f64>() / denominator.iter().sum::<f64>();
    denominator.iter().map(|d| d * rate).collect()
}

fn set_aside_zero_expected(areas: &mut Vec<SliceArea>, set_aside: &mut Vec<SetAside>) {
    let (zero, used): (Vec<_>, Vec<_>) =
        std::mem::take(areas).into_iter().partition(|a| a.expected.is_some_and(|e| e <= 0.0));
    *areas = used;
    if !zero.is_empty() {
        let rows = zero.len();
        let areas = zero.into_iter().map(|a| a.code).collect();
        set_aside.push(SetAside { reason: Reason::ZeroExpected, rows, areas });
        set_aside.sort_by_key(|s| s.reason);
    }
}

fn check(area: &SliceArea, kind: Kind, period: Period) -> Result<(), Error> {
    let fail = |field, value, expected| {
        Err(Error::Value { area: area.code.to_string(), period: period.to_string(), field, value, expected })
    };
    // Whole numbers, and so sums of counts, are exact up to 1e15; below 1e-9 there is no figure that anybody reports, and
    // powers of it would leave the range of numbers.
    let bad = |v: f64| v != 0.0 && !(1e-9..=1e15).contains(&v);
    // Money that was taken back.
    let taken_back = kind == Kind::Amount && !bad(-area.observed);
    if bad(area.observed) && !taken_back {
        return fail("observed", area.observed, "0 or a number from 1e-9 to 1e15; below zero only with `kind amount`");
    }
    if let Some(d) = area.denominator {
        if bad(d) || d <= 0.0 {
            return fail("denominator", d, "a number from 1e-9 to 1e15");
        }
        if kind == Kind::Share && area.observed > d {
            return fail(
                "observed",
                area.observed,
                "at most the denominator, because `kind share` says it is part of it",
            );
        }
    }
    match area.expected {
        Some(e) if bad(e) => fail("expected", e, "0 or a number from 1e-9 to 1e15"),
        Some(e) if e <= 0.0 && area.observed != 0.0 => {
            fail("expected", e, "more than zero, because something was observed; correct the expected column")
        }
        _ => Ok(()),
    }
}
