//! What an index of variation is.

use crate::data::slice::Slice;
use crate::error::Undefined;

/// An index of variation.
#[derive(Debug)]
pub struct Index {
    /// Identifier used on the command line and in tables.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Formula in plain text, in terms of O (observed), E (expected), w (weights) and n (areas).
    pub formula: &'static str,
    /// The paper it comes from.
    pub source: &'static str,
    /// When it is undefined, in words.
    pub undefined_when: &'static str,
    /// What it needs beyond the slice's figures.
    pub needs: Needs,
    /// The computation.
    pub compute: fn(&Slice) -> Result<Computed, Undefined>,
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

impl Index {
    /// Whether the slice has what the index needs: without parent groups or a ranking variable nobody asked for it.
    pub(crate) fn given(&self, slice: &Slice) -> bool {
        match self.needs {
            Needs::Nothing => true,
            Needs::Groups => slice.groups().is_some(),
            Needs::Ranking => slice.ranking().is_some(),
        }
    }
}

/// Ratios O / E of at least two areas with something observed.
pub(super) fn ratios(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    slice.require_variation()?;
    slice.ratios()
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn count(areas: usize) -> f64 {
    areas as f64
}
