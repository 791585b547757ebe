//! What the rates of a slice are, where they are not observed / denominator.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Standardised rates of a slice, in the order of its areas.
#[derive(Debug, Clone, PartialEq)]
pub enum Adjusted {
    /// Directly standardised rates.
    Direct(Direct),
    /// Indirectly standardised rates: O / E times the rate of the reference population.
    Indirect {
        /// Overall rate of the reference, per person; `None` where the reference does not say it.
        reference_rate: Option<f64>,
    },
}

/// What directly standardised rates are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Direct {
    /// The strata of each area.
    pub areas: Vec<Vec<WeightedStratum>>,
    /// The strata of all areas together.
    pub overall: Vec<WeightedStratum>,
    /// What is said of areas without people in strata that others have people in: they have no rate, as it would be of
    /// another standard population.
    pub lacking: BTreeMap<Arc<str>, String>,
    /// How intervals are made.
    pub method: DirectMethod,
}

/// One age and sex group of one area, with its share of the standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedStratum {
    /// Events.
    pub observed: f64,
    /// People.
    pub population: f64,
    /// People in the standard population.
    pub weight: f64,
    /// Sum over persons of the square of the number of their events. Equal to `observed` when events are independent;
    /// larger when one person can have several.
    pub squares: f64,
}

impl WeightedStratum {
    /// A stratum of independent events.
    #[must_use]
    pub fn new(observed: f64, population: f64, weight: f64) -> Self {
        Self { observed, population, weight, squares: observed }
    }

    /// A stratum in which `persons[f - 1]` people had f events each.
    ///
    /// ```
    /// use unwarranted_core::standardise::WeightedStratum;
    /// let stratum = WeightedStratum::of_persons(&[75.0, 16.0, 4.0, 2.0], 636.0, 5000.0);
    /// assert_eq!((stratum.observed, stratum.squares), (127.0, 75.0 + 4.0 * 16.0 + 9.0 * 4.0 + 16.0 * 2.0));
    /// ```
    #[must_use]
    pub fn of_persons(persons: &[f64], population: f64, weight: f64) -> Self {
        let sum = |power| (1_u32..).zip(persons).map(|(f, persons)| f64::from(f).powi(power) * persons).sum();
        Self { observed: sum(1), population, weight, squares: sum(2) }
    }
}

/// How the interval of a directly standardised rate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectMethod {
    /// Dobson et al 1991 (Stat Med 10:457) with Byar's limits: the method of PHE / OHID, which gives no rate at all for
    /// fewer than ten events.
    Dobson,
    /// The gamma limits of Fay & Feuer 1997 (Stat Med 16:791), never too narrow, for any number of events.
    FayFeuer,
}

crate::worded!(DirectMethod { Dobson = "dobson", FayFeuer = "fay-feuer" });
