//! Atkinson's index, at three aversions to inequality, and at any other.

use super::index::{Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use std::collections::BTreeMap;
use std::sync::Mutex;

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

/// Atkinson's index for any aversion `epsilon` of 0 or more (0: no aversion, and so 0): the share of all events that could be given up, if the rest were
/// spread equally, without loss of welfare to a judge of that aversion. The parameter is carried in the identifier:
/// `atkinson` (0.5), `atkinson-1`, `atkinson-2`; others are named by [`id`].
///
/// # Errors
/// Undefined for fewer than two areas, when nothing was observed and for an aversion that is not a number of zero or more.
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
    if !epsilon.is_finite() || epsilon < 0.0 {
        return Err(Undefined::because("the aversion to inequality must be a number of zero or more"));
    }
    let parts = shares::parts(slice)?;
    if epsilon >= 1.0 && parts.iter().any(|p| p.relative <= 0.0) {
        return Computed::new(
            1.0,
            [Some("an area has a rate of zero, which this aversion counts as total inequality".to_owned())],
        );
    }
    let relative = || parts.iter().map(|Part { share, relative }| (*share, *relative));
    Computed::new(of_relative(relative, epsilon), [])
}

/// 1 - the rate that would do as well if it were equal, of shares and rates relative to a mean of 1.
pub(crate) fn of_relative<I: Iterator<Item = (f64, f64)>>(relative: impl Fn() -> I, epsilon: f64) -> f64 {
    let power = 1.0 - epsilon;
    if power.abs() < 1e-12 {
        return (1.0 - relative().map(|(p, x)| p * x.ln()).sum::<f64>().exp()).max(0.0);
    }
    if power.abs() < 1e-3 {
        // Near an aversion of 1 the power is nearly 1 throughout: what is left of it keeps its digits.
        let rest: f64 = relative().map(|(p, x)| p * (power * x.ln()).exp_m1()).sum();
        return (1.0 - (rest.ln_1p() / power).exp()).max(0.0);
    }
    let sum: f64 = relative().map(|(p, x)| p * x.powf(power)).sum();
    let equal = if sum.is_finite() && sum > 0.0 {
        sum.powf(1.0 / power)
    } else {
        // A power too large or too small for a number: the same from logarithms, relative to the largest term.
        let log = |(p, x): (f64, f64)| p.ln() + power * x.ln();
        let largest = relative().map(log).fold(f64::NEG_INFINITY, f64::max);
        ((largest + relative().map(|t| (log(t) - largest).exp()).sum::<f64>().ln()) / power).exp()
    };
    (1.0 - equal).max(0.0)
}

/// The identifier and the name of the index with any aversion: `atkinson-0.25`.
///
/// Both live as long as the program, as those of the registry do; each aversion is kept once.
///
/// ```
/// use unwarranted_core::indices::atkinson;
/// assert_eq!(atkinson::id(0.25), ("atkinson-0.25", "Atkinson index, aversion 0.25"));
/// ```
#[must_use]
pub fn id(epsilon: f64) -> (&'static str, &'static str) {
    static KNOWN: Mutex<BTreeMap<u64, (&'static str, &'static str)>> = Mutex::new(BTreeMap::new());
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let made = || (keep(format!("atkinson-{epsilon}")), keep(format!("Atkinson index, aversion {epsilon}")));
    *known.entry(epsilon.to_bits()).or_insert_with(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    #[test]
    fn any_aversion_goes_on_from_its_neighbours() {
        let rows = [("A", 3.0, 30.0), ("B", 5.0, 10.0), ("C", 8.0, 40.0)];
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let value = |e| at(&slice, e).unwrap().value;
        assert!(value(0.0).abs() < 1e-15);
        assert!((value(1.0) - value(1.0 + 1e-9)).abs() < 1e-8 && (value(1.0) - value(1.0 - 1e-9)).abs() < 1e-8);
        // At the end only the lowest relative rate counts.
        let lowest = 0.1 / (16.0 / 80.0);
        assert!((value(1000.0) - (1.0 - lowest)).abs() < 2e-3, "{}", value(1000.0));
        assert!([0.0, 0.25, 0.5, 0.9, 1.0, 1.5, 2.0, 5.0, 40.0, 1000.0].windows(2).all(|w| value(w[0]) < value(w[1])));
        assert!(at(&slice, -0.1).is_err() && at(&slice, f64::NAN).is_err());
        let zero = Slice::from_denominators(Kind::Count, &[("A", 0.0, 30.0), ("B", 5.0, 10.0)]).unwrap();
        assert!((at(&zero, 1.5).unwrap().value - 1.0).abs() < 1e-15);
        assert!(at(&zero, 0.25).unwrap().value < 1.0);
    }
}
