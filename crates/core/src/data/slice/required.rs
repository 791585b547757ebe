//! What a statistic needs of a slice: where it is not there, the reason.

use super::Slice;
use crate::data::kind::Kind;
use crate::error::Undefined;

impl Slice {
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

    /// Refuses amounts below zero, for statistics that have no meaning for them.
    pub(crate) fn require_none_below_zero(&self) -> Result<(), Undefined> {
        match self.below_zero() {
            0 => Ok(()),
            _ => Err(Undefined::because("some areas have amounts below zero, for which this has no meaning")),
        }
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
        match self.no_counts().filter(|_| self.known.dispersion.is_none()) {
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
