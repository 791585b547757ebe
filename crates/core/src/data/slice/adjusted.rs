//! A slice with expected values, denominators, rates or practices that are made from finer rows than its areas.

use super::{ExpectedFrom, Known, Slice, SliceArea};
use crate::data::adjusted::{Adjusted, Direct, DirectMethod, WeightedStratum};
use crate::data::practice::Practice;
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Slice {
    /// The same slice with expected values from the age and sex of each area's people, as `expected` gives them by area
    /// code, and rates that are O / E times `reference_rate` (per person).
    ///
    /// # Errors
    /// Those of [`Slice::new`], and [`Error::Figures`] naming an area without an expected value.
    ///
    /// ```
    /// use unwarranted_core::{ExpectedFrom, Kind, Slice};
    /// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
    /// let slice = slice.with_expected(|code| Some(if code == "A" { 15.0 } else { 25.0 }), Some(0.2)).unwrap();
    /// assert_eq!((slice.expected_from(), slice.expected()), (ExpectedFrom::Strata, &[15.0, 25.0][..]));
    /// ```
    pub fn with_expected(
        self,
        expected: impl Fn(&str) -> Option<f64>,
        reference_rate: Option<f64>,
    ) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Figures(format!("area {} has no expected value by age and sex", a.code));
        let mut made = self.rebuilt(|mut area| {
            area.expected = Some(expected(&area.code).ok_or_else(|| missing(&area))?);
            Ok(area)
        })?;
        made.expected_from = ExpectedFrom::Strata;
        made.known.adjusted = Some(Adjusted::Indirect { reference_rate });
        Ok(made)
    }

    /// The same slice with directly standardised rates, made from the strata of each area, as `strata` gives them by area
    /// code, and from those of all areas together. `lacking` says of areas why they have no rate.
    ///
    /// # Errors
    /// [`Error::Figures`] naming an area without strata.
    pub fn with_direct(
        mut self,
        strata: impl Fn(&str) -> Option<Vec<WeightedStratum>>,
        overall: Vec<WeightedStratum>,
        lacking: BTreeMap<Arc<str>, String>,
        method: DirectMethod,
    ) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Figures(format!("area {} has no figures by age and sex", a.code));
        let one = |a: &SliceArea| strata(&a.code).ok_or_else(|| missing(a));
        let areas = self.areas.iter().map(one).collect::<Result<_, _>>()?;
        self.known.adjusted = Some(Adjusted::Direct(Direct { areas, overall, lacking, method }));
        Ok(self)
    }

    /// The same slice with other denominators, as `denominator` gives them by area code; internal expected values follow.
    ///
    /// # Errors
    /// Those of [`Slice::new`], and [`Error::Figures`] naming an area without one.
    pub fn with_denominators(self, denominator: impl Fn(&str) -> Option<f64>) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Figures(format!("area {} has no weighted denominator", a.code));
        self.rebuilt(|mut area| {
            area.denominator = Some(denominator(&area.code).ok_or_else(|| missing(&area))?);
            Ok(area)
        })
    }

    /// The same slice with the practices that its areas are made of, which intervals can draw from.
    #[must_use]
    pub fn with_practices(mut self, practices: Vec<Practice>) -> Self {
        self.known.practices = Some(practices.into());
        self
    }

    /// Standardised rates; `None` where rates are observed / denominator.
    #[must_use]
    pub fn adjusted(&self) -> Option<&Adjusted> {
        self.known.adjusted.as_ref()
    }

    /// The practices that the areas are made of; `None` where they are not known or not wanted.
    #[must_use]
    pub fn practices(&self) -> Option<&[Practice]> {
        self.known.practices.as_deref()
    }

    fn rebuilt(self, area: impl FnMut(SliceArea) -> Result<SliceArea, Error>) -> Result<Self, Error> {
        let (treatment, period, kind, months) = (Arc::clone(&self.treatment), self.period, self.kind, self.months);
        let practices = self.known.practices.clone();
        let areas = self.areas.into_iter().map(area).collect::<Result<_, _>>()?;
        let made = Self::new(treatment, period, kind, areas, self.set_aside, months)?;
        Ok(Self { known: Known { practices, ..Known::default() }, ..made })
    }
}
