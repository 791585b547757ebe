//! Outlier rules: each a function from a [`Slice`] to a verdict per area, in a file of its own.
//!
//! [`RULES`] is the only list of them.

use crate::error::Undefined;
use crate::slice::Slice;

/// An outlier rule.
#[derive(Debug)]
pub struct Rule {
    /// Identifier used on the command line and in tables.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// The paper it comes from.
    pub source: &'static str,
    /// When it is undefined, in words.
    pub undefined_when: &'static str,
    /// Fits the rule to a slice. The confidence levels of the limits are ascending, between 0 and 1.
    pub assess: fn(&Slice, &[f64]) -> Result<Assessment, Undefined>,
}

/// A rule fitted to a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// phi and tau squared, for rules that estimate them.
    pub phi: Option<f64>,
    /// Between-area variance on the transformed scale.
    pub tau2: Option<f64>,
    /// How the rule was applied, in a clause.
    pub method: &'static str,
    /// One verdict per area, in the order of the slice.
    pub areas: Vec<Verdict>,
    /// The limits as curves for drawing.
    pub curve: Curve,
}

/// What a rule says of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// z score.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
    /// Lower and upper limit of O / E for each confidence level asked for.
    pub limits: Vec<[f64; 2]>,
}

/// Limits over a range of expected values, for drawing a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Expected values, ascending, from below the smallest to above the largest of the slice.
    pub expected: Vec<f64>,
    /// For each confidence level asked for, the lower and upper limit of O / E at each expected value.
    pub limits: Vec<Vec<[f64; 2]>>,
}

/// Every rule, in the order of output.
pub static RULES: &[Rule] = &[];
