//! What an index of variation is.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::Replicate;
use std::borrow::Cow;

/// An index of variation.
#[derive(Debug, Clone)]
pub struct Index {
    /// Identifier used on the command line and in tables.
    pub id: Cow<'static, str>,
    /// Name in words.
    pub title: Cow<'static, str>,
    /// Formula in plain text, in terms of O (observed), E (expected), w (weights) and n (areas).
    pub formula: &'static str,
    /// The paper it comes from.
    pub source: &'static str,
    /// When it is undefined, in words.
    pub undefined_when: &'static str,
    /// What it needs beyond the slice's figures.
    pub needs: Needs,
    /// How it behaves when it is simulated, and when areas are left out.
    pub(crate) behaviour: Behaviour,
    /// How it is computed.
    pub(crate) computation: Computation,
    /// The same number from the shared sums of a replicate, many times faster and not cut off at 0; `None` where it
    /// takes too long to be found thousands of times.
    pub(crate) replicate: Option<Replicate>,
}

impl Index {
    /// The value for a slice.
    ///
    /// # Errors
    /// Undefined as [`Self::undefined_when`] says.
    ///
    /// ```
    /// use unwarranted_core::{Kind, Slice, indices};
    /// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
    /// assert_eq!(indices::find("range").unwrap().compute(&slice).unwrap().value, 1.0);
    /// ```
    pub fn compute(&self, slice: &Slice) -> Result<Computed, Undefined> {
        if !self.behaviour.below_zero {
            slice.require_none_below_zero()?;
        }
        match self.computation {
            Computation::Of(compute) => compute(slice),
            Computation::At(compute, parameter) => compute(slice, parameter),
        }
    }

    /// Whether the slice has what the index needs: without parent groups or a ranking variable nobody asked for it.
    pub(crate) fn given(&self, slice: &Slice) -> bool {
        match self.needs {
            Needs::Nothing => true,
            Needs::Groups => slice.groups().is_some(),
            Needs::Ranking => slice.ranking().is_some(),
        }
    }

    /// Whether practices drawn again give its interval: it describes the rates themselves, and changes little by little.
    pub(crate) fn of_practices(&self) -> bool {
        self.needs == Needs::Nothing && !self.behaviour.counts && self.behaviour.practices
    }

    /// An interval without what the index cannot be.
    pub(crate) fn possible(&self, [lower, upper]: [f64; 2]) -> [f64; 2] {
        [lower, self.behaviour.most.map_or(upper, |most| upper.min(most))]
    }

    /// The value as it is reported, of one that is not cut off.
    pub(crate) fn cut_off(&self, value: f64) -> f64 {
        if self.behaviour.floor { value.max(0.0) } else { value }
    }
}

/// How an index is computed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Computation {
    /// From the slice alone.
    Of(fn(&Slice) -> Result<Computed, Undefined>),
    /// At the value of a parameter, such as an aversion to inequality.
    At(fn(&Slice, f64) -> Result<Computed, Undefined>, f64),
}

/// What an index needs beyond observed and expected values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing more.
    Nothing,
    /// Parent groups: [`Slice::with_groups`].
    Groups,
    /// A ranking variable: [`Slice::with_ranking`].
    Ranking,
}

/// An estimate and its standard error; `None` where the likelihood is not curved.
pub(crate) type Curvature = fn(&Slice) -> Option<[f64; 2]>;

/// How an index behaves when it is simulated, and when areas are left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Behaviour {
    /// Whether chance is part of its definition, so that the numerator must be a count.
    pub(crate) counts: bool,
    /// Which values speak against chance.
    pub(crate) tail: Tail,
    /// The scale of its interval.
    pub(crate) scale: Scale,
    /// Where the jackknife holds.
    pub(crate) smooth: Smooth,
    /// Whether it changes little by little, so that practices may be drawn for it: a number of areas does not.
    pub(crate) practices: bool,
    /// Whether it is cut off at 0. Its replicate is not.
    pub(crate) floor: bool,
    /// Whether it has a meaning where some amounts are below zero.
    pub(crate) below_zero: bool,
    /// The largest value it can have, where there is one.
    pub(crate) most: Option<f64>,
    /// For a maximum likelihood estimate: the score at 0 in standard deviations, by which it is continued below 0.
    pub(crate) score: Option<Replicate>,
    /// For an estimate that is not simulated: itself and its standard error from the curvature of its likelihood.
    pub(crate) curvature: Option<Curvature>,
    /// For a part that lies between groups: itself, of areas that other groups have been given to. Its null is that groups
    /// do not matter, however much areas differ.
    pub(crate) regrouped: Option<Regrouped>,
}

/// A figure from population shares, ratios and group numbers of the areas.
pub(crate) type Regrouped = fn(&[f64], &[f64], &[usize]) -> f64;

impl Behaviour {
    /// Of a measure of spread of the rates themselves.
    pub(crate) const OF_RATES: Self = Self {
        counts: false,
        tail: Tail::Upper,
        scale: Scale::Log,
        smooth: Smooth::Everywhere,
        practices: true,
        floor: false,
        below_zero: false,
        most: None,
        score: None,
        curvature: None,
        regrouped: None,
    };

    /// Of a measure of how unequally something is shared, at most 1.
    pub(crate) const OF_INEQUALITY: Self = Self { most: Some(1.0), ..Self::OF_RATES };

    /// Of a measure that sets the spread against chance.
    pub(crate) const OF_COUNTS: Self = Self { counts: true, ..Self::OF_RATES };
}

/// Which values of an index speak against chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Large ones.
    Upper,
    /// Both ends.
    Both,
}

/// The scale on which the sampling error of an index is about the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// ln t: measures of spread.
    Log,
    /// ln ln t: quotients, which start at 1.
    LogLog,
    /// ln(t + chance): variances beyond chance.
    Excess {
        /// Areas are weighted by their precision; otherwise all count the same.
        weighted: bool,
        /// The variance is that of the logarithms of the rates.
        logarithmic: bool,
    },
    /// -ln(1 - t): shares of the variation.
    Share,
    /// t itself.
    Plain,
    /// No interval from simulated areas.
    None,
}

/// Where an index moves smoothly when one area is left out. Elsewhere the error that the jackknife gives does not settle as
/// areas grow many (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Smooth {
    /// At every value.
    Everywhere,
    /// Above the boundary 0, at which it is cut off.
    AboveZero,
    /// Nowhere, for this reason.
    Never(&'static str),
}

/// Why extremes are not smooth.
pub(super) const EXTREMES: &str = "the highest and the lowest area alone decide it, so it is not smooth";

/// Why quantiles are not smooth.
pub(super) const QUANTILES: &str = "quantiles do not move smoothly when one area is left out";

/// The value of an index and what a reader must know before quoting it.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// Always finite.
    pub value: f64,
    /// A caution about this value, in plain words.
    pub note: Option<String>,
}

impl Computed {
    /// A value with its cautions, joined.
    ///
    /// # Errors
    /// Undefined when the value is not a finite number (the input spans more than a number can hold).
    pub fn new(value: f64, notes: impl IntoIterator<Item = Option<String>>) -> Result<Self, Undefined> {
        if !value.is_finite() {
            return Err(Undefined::because("the result is too large for a number"));
        }
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        Ok(Self { value, note: (!notes.is_empty()).then(|| notes.join("; ")) })
    }
}

/// Ratios O / E of at least two areas with something observed.
pub(super) fn ratios(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    slice.require_variation()?;
    slice.ratios()
}
