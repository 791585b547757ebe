//! Atkinson's index, at three aversions to inequality.

use super::shares::{self, Part};
use super::{Computed, Index, Needs};
use crate::error::Undefined;
use crate::slice::Slice;

const SOURCE: &str = "Atkinson 1970, J Econ Theory 2:244";
const UNDEFINED_WHEN: &str = "fewer than two areas; nothing observed";

/// Aversion 0.5: the default, because it is informative also when some area has a rate of zero.
pub const INDEX: Index = Index {
    id: "atkinson",
    title: "Atkinson index, aversion 0.5",
    formula: "1 - (sum p (x/mean)^(1-e))^(1/(1-e)), e = 0.5, x = O/E, p population shares",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    compute,
};

/// Aversion 1.
pub const INDEX_1: Index = Index {
    id: "atkinson-1",
    title: "Atkinson index, aversion 1",
    formula: "1 - exp(sum p ln(x/mean)), x = O/E, p population shares; 1 where a rate is zero",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    compute: |slice| at(slice, 1.0),
};

/// Aversion 2.
pub const INDEX_2: Index = Index {
    id: "atkinson-2",
    title: "Atkinson index, aversion 2",
    formula: "1 - 1 / sum p (mean/x), x = O/E, p population shares; 1 where a rate is zero",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    compute: |slice| at(slice, 2.0),
};

/// [`at`] an aversion of 0.5.
///
/// # Errors
/// Undefined for fewer than two areas and when nothing was observed.
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    at(slice, 0.5)
}

/// Atkinson's index for any aversion `epsilon` > 0: the share of all events that could be given up, if the rest were
/// spread equally, without loss of welfare to a judge of that aversion. The parameter is carried in the identifier:
/// `atkinson` (0.5), `atkinson-1`, `atkinson-2`.
///
/// # Errors
/// Undefined for fewer than two areas, when nothing was observed and for an aversion that is not above zero.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::atkinson};
/// // relative rates 2/3 and 2, population shares 3/4 and 1/4
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 3.0, 30.0), ("B", 3.0, 10.0)]).unwrap();
/// let by_hand = 1.0 - (0.75 * (2.0f64 / 3.0).sqrt() + 0.25 * 2f64.sqrt()).powi(2);
/// assert!((atkinson::compute(&slice).unwrap().value - by_hand).abs() < 1e-12);
/// let two = 1.0 - 1.0 / (0.75 * 1.5 + 0.25 / 2.0);
/// assert!((atkinson::at(&slice, 2.0).unwrap().value - two).abs() < 1e-12);
/// ```
pub fn at(slice: &Slice, epsilon: f64) -> Result<Computed, Undefined> {
    if !epsilon.is_finite() || epsilon <= 0.0 {
        return Err(Undefined::because("the aversion to inequality must be a number above zero"));
    }
    let parts = shares::parts(slice)?;
    let mean = |f: &dyn Fn(f64) -> f64| parts.iter().map(|Part { share, relative }| share * f(*relative)).sum::<f64>();
    if epsilon >= 1.0 && parts.iter().any(|p| p.relative <= 0.0) {
        return Computed::new(
            1.0,
            [Some("an area has a rate of zero, which this aversion counts as total inequality".to_owned())],
        );
    }
    let power = 1.0 - epsilon;
    let equal = if power.abs() < 1e-12 { mean(&f64::ln).exp() } else { mean(&|x| x.powf(power)).powf(1.0 / power) };
    Computed::new((1.0 - equal).max(0.0), [])
}
