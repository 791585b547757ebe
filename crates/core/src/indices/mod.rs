//! Indices of variation: each a function from a [`Slice`] to one number, in a file of its own.
//!
//! [`INDICES`] is the only list of them: the command line, `unwarranted list`, the documentation and the
//! completeness test all read it. To add one, write its file and add one line here.
//!
//! All are functions of the ratios O / E. With internal expected values (E proportional to the denominator) a ratio is
//! the rate divided by the overall rate, so the indices that do not depend on scale are those of the rates.

use crate::error::Undefined;
use crate::slice::{ExpectedFrom, Kind, Slice};

pub mod atkinson;
pub mod chi_square;
pub mod concentration;
pub mod concentration_50;
pub mod cv;
pub mod cv_weighted;
pub mod dean;
pub mod dispersion;
pub mod eq;
pub mod eq_10_90;
pub mod eq_25_75;
pub mod eq_5_95;
pub mod ge2;
pub mod gini;
pub mod groups;
pub mod hoover;
pub mod i_squared;
pub mod iqr;
pub mod mad;
pub mod potthoff_whittinghill;
pub mod range;
pub mod scv;
pub mod scv_log;
mod shares;
pub mod theil_l;
pub mod theil_t;
pub mod variance_dl;
pub mod variance_gamma;
pub mod variance_gamma_mean1;
pub mod variance_lognormal;

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

/// The note of a variance that is zero because less than chance was seen.
const BOUNDARY: &str = "no overdispersion: the estimate is on the boundary 0";

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

/// Every index, in the order of output.
pub static INDICES: &[Index] = &[
    eq::INDEX,
    eq_5_95::INDEX,
    eq_10_90::INDEX,
    eq_25_75::INDEX,
    range::INDEX,
    iqr::INDEX,
    mad::INDEX,
    cv::INDEX,
    cv_weighted::INDEX,
    scv::INDEX,
    scv_log::INDEX,
    variance_gamma::INDEX,
    variance_gamma_mean1::INDEX,
    variance_lognormal::INDEX,
    variance_dl::INDEX,
    i_squared::INDEX,
    chi_square::INDEX,
    dispersion::INDEX,
    dean::INDEX,
    potthoff_whittinghill::INDEX,
    gini::INDEX,
    theil_t::INDEX,
    theil_l::INDEX,
    ge2::INDEX,
    atkinson::INDEX,
    atkinson::INDEX_1,
    atkinson::INDEX_2,
    hoover::INDEX,
    concentration::INDEX,
    concentration_50::INDEX,
    groups::THEIL_BETWEEN,
    groups::THEIL_WITHIN,
    groups::THEIL_SHARE,
    groups::VARIANCE_BETWEEN,
    groups::VARIANCE_WITHIN,
    groups::VARIANCE_SHARE,
];

/// The index with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Index> {
    INDICES.iter().find(|index| index.id == id)
}

/// Refuses slices in which there is nothing to compare.
pub(crate) fn require_variation(slice: &Slice) -> Result<(), Undefined> {
    slice.require_expected()?;
    if slice.len() < 2 {
        return Err(Undefined::because("there is only one area"));
    }
    if slice.observed().iter().all(|o| *o <= 0.0) {
        return Err(Undefined::because("nothing was observed in any area"));
    }
    Ok(())
}

/// Ratios O / E of at least two areas with something observed.
fn ratios(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    require_variation(slice)?;
    slice.ratios()
}

#[allow(clippy::cast_precision_loss)]
fn count(areas: usize) -> f64 {
    areas as f64
}

/// Notes of the models with Poisson chance.
fn model_note(slice: &Slice, variance: f64) -> Option<String> {
    let share = (slice.kind() == Kind::Share).then_some(
        "chance is taken as Poisson, which for a share is too wide, so that this is a lower bound of the variance",
    );
    let notes: Vec<&str> = (variance <= 0.0).then_some(BOUNDARY).into_iter().chain(share).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Says that a share was taken as binomial.
fn binomial_note(slice: &Slice) -> Option<String> {
    (slice.kind() == Kind::Share).then(|| "chance is binomial, as the numerator is part of the denominator".to_owned())
}

/// Says that given expected values do not sum to the observed, which a formula without centring counts as variation.
fn sum_note(slice: &Slice) -> Option<String> {
    let (observed, expected): (f64, f64) = (slice.observed().iter().sum(), slice.expected().iter().sum());
    let differ = slice.expected_from() != ExpectedFrom::Internal && (observed - expected).abs() > 1e-6 * observed;
    differ.then(|| {
        let ratio = observed / expected;
        format!(
            "the expected values do not sum to the observed (overall ratio {ratio:.4}), and this index counts the \
             overall difference as variation"
        )
    })
}

/// Says that small expected values or one area alone may make the value: `terms` are the squared deviations summed.
fn fragile_note(slice: &Slice, terms: &[f64]) -> Option<String> {
    let smallest = slice.expected().iter().copied().fold(f64::INFINITY, f64::min);
    let small = (smallest < 1.0).then(|| "an area expects less than one event, which makes this unstable".to_owned());
    let total: f64 = terms.iter().sum();
    let top = terms.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, t)| **t > 0.5 * total);
    let single = top.map(|(i, t)| {
        let code = &slice.areas()[i].code;
        format!("area {code} alone contributes {:.0} % of the sum of squares", 100.0 * t / total)
    });
    match (small, single) {
        (Some(a), Some(b)) => Some(format!("{a}; {b}")),
        (a, b) => a.or(b),
    }
}
