//! What does not change between the replicates of a slice.

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::relative_variances;

/// Counts below this have their logarithms, square roots and inverses in a table.
pub(super) const TABULATED: u32 = 4096;

/// What does not change between the replicates of a slice.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) expected: Vec<f64>,
    pub(crate) inverse: Vec<f64>,
    pub(super) logs: Vec<f64>,
    /// Population share / sqrt E, and population share x E.
    pub(super) rooted: Vec<f64>,
    pub(super) weighted: Vec<f64>,
    /// Population shares; they sum to 1.
    pub(crate) shares: Vec<f64>,
    /// Denominators of a share, for its binomial chance.
    pub(crate) trials: Option<Vec<f64>>,
    /// Share x (2 place - 1) of the concentration index.
    pub(crate) places: Option<Vec<f64>>,
    pub(crate) groups: Option<Vec<usize>>,
    pub(crate) n: f64,
    pub(crate) sum_expected: f64,
    pub(super) sum_observed: f64,
    /// Expected values follow the total of each replicate.
    pub(crate) internal: bool,
    pub(super) counts: bool,
    pub(super) sum_inverse: f64,
    pub(super) sum_inverse_trials: f64,
    pub(crate) sum_squares: f64,
    pub(crate) sum_inverse_squares: f64,
    /// Logarithm (of one half for no count), square root and inverse of a count.
    pub(super) table: Vec<[f64; 3]>,
}

impl Frame {
    /// # Errors
    /// Undefined when the slice has fewer than two areas or nothing observed.
    pub(crate) fn new(slice: &Slice) -> Result<Self, Undefined> {
        slice.require_variation()?;
        let expected = slice.expected().to_vec();
        let trials = (slice.kind() == Kind::Share).then(|| slice.denominator().map(<[f64]>::to_vec)).flatten();
        let shares = slice.weights()?;
        let ranked = slice.places().ok();
        let places = ranked.map(|r| r.iter().zip(&shares).map(|(r, p)| p * (2.0 * r - 1.0)).collect());
        let counts = relative_variances(slice).is_ok();
        Ok(Self {
            inverse: expected.iter().map(|e| 1.0 / e).collect(),
            logs: expected.iter().map(|e| libm::log(*e)).collect(),
            places,
            groups: slice.group_numbers().ok(),
            n: expected.len() as f64,
            sum_expected: expected.iter().sum(),
            sum_observed: slice.observed().iter().sum(),
            internal: slice.expected_from() == ExpectedFrom::Internal,
            counts,
            sum_inverse: expected.iter().map(|e| 1.0 / e).sum(),
            sum_inverse_trials: trials.iter().flatten().map(|d| 1.0 / d).sum(),
            sum_inverse_squares: expected.iter().map(|e| (e * e).recip()).sum(),
            sum_squares: expected.iter().map(|e| e * e).sum(),
            table: (0..TABULATED).map(f64::from).map(|k| [libm::log(k.max(0.5)), k.sqrt(), 1.0 / k]).collect(),
            rooted: shares.iter().zip(&expected).map(|(p, e)| p / e.sqrt()).collect(),
            weighted: shares.iter().zip(&expected).map(|(p, e)| p * e).collect(),
            shares,
            trials,
            expected,
        })
    }
}
