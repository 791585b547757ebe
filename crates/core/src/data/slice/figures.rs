//! The figures of a slice, and what is worked out of them.

use super::{Slice, SliceArea};
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::{NotKnown, SetAside, not_known};
use crate::error::Undefined;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Slice {
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

    /// Areas that have a figure which is not known here, by code, with the reason. They are not among the areas.
    #[must_use]
    pub fn unknown(&self) -> BTreeMap<&Arc<str>, NotKnown<'_>> {
        not_known(&self.set_aside, &self.areas.iter().map(|a| &a.code).collect())
    }

    /// Months that the rows of this slice cover (1 for a table without periods).
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// Areas with an amount below zero: money that was taken back.
    #[must_use]
    pub fn below_zero(&self) -> usize {
        self.observed.iter().filter(|o| **o < 0.0).count()
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
}
