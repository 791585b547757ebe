//! Atkinson's index, at three aversions to inequality, and at any other.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::shares::{self, Part};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

const SOURCE: &str = "Atkinson 1970, J Econ Theory 2:244";
const UNDEFINED_WHEN: &str = "fewer than two areas; nothing observed";

/// Aversion 0.5: the default, because it is informative also when some area has a rate of zero.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("atkinson"),
    title: Cow::Borrowed("Atkinson index, aversion 0.5"),
    formula: "1 - (sum p (x/mean)^(1-e))^(1/(1-e)), e = 0.5, x = O/E, p population shares",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_INEQUALITY,
    computation: Computation::At(at, 0.5),
    replicate: Some(Replicate::Of(|d, _| 1.0 - d.sums.mean_root * d.sums.mean_root / d.sums.mean)),
};

/// Aversion 1.
pub const INDEX_1: Index = Index {
    id: Cow::Borrowed("atkinson-1"),
    title: Cow::Borrowed("Atkinson index, aversion 1"),
    formula: "1 - exp(sum p ln(x/mean)), x = O/E, p population shares; 1 where a rate is zero",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_INEQUALITY,
    computation: Computation::At(at, 1.0),
    replicate: Some(Replicate::Of(|d, _| {
        if d.sums.zeros > 0.0 { 1.0 } else { 1.0 - libm::exp(d.sums.mean_log) / d.sums.mean }
    })),
};

/// Aversion 2.
pub const INDEX_2: Index = Index {
    id: Cow::Borrowed("atkinson-2"),
    title: Cow::Borrowed("Atkinson index, aversion 2"),
    formula: "1 - 1 / sum p (mean/x), x = O/E, p population shares; 1 where a rate is zero",
    source: SOURCE,
    undefined_when: UNDEFINED_WHEN,
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_INEQUALITY,
    computation: Computation::At(at, 2.0),
    replicate: Some(Replicate::Of(|d, _| {
        if d.sums.zeros > 0.0 { 1.0 } else { 1.0 - 1.0 / (d.sums.mean * d.sums.mean_inverse) }
    })),
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
/// `atkinson` (0.5), `atkinson-1`, `atkinson-2`; [`index`] makes others.
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
fn of_relative<I: Iterator<Item = (f64, f64)>>(relative: impl Fn() -> I, epsilon: f64) -> f64 {
    let power = 1.0 - epsilon;
    if power.abs() < 1e-12 {
        return (1.0 - libm::exp(relative().map(|(p, x)| p * libm::log(x)).sum::<f64>())).max(0.0);
    }
    if power.abs() < 1e-3 {
        // Near an aversion of 1 the power is nearly 1 throughout: what is left of it keeps its digits.
        let rest: f64 = relative().map(|(p, x)| p * libm::expm1(power * libm::log(x))).sum();
        return (1.0 - libm::exp(libm::log1p(rest) / power)).max(0.0);
    }
    let sum: f64 = relative().map(|(p, x)| p * libm::pow(x, power)).sum();
    let equal = if sum.is_finite() && sum > 0.0 {
        libm::pow(sum, 1.0 / power)
    } else {
        // A power too large or too small for a number: the same from logarithms, relative to the largest term.
        let log = |(p, x): (f64, f64)| libm::log(p) + power * libm::log(x);
        let largest = relative().map(log).fold(f64::NEG_INFINITY, f64::max);
        libm::exp((largest + libm::log(relative().map(|t| libm::exp(log(t) - largest)).sum::<f64>())) / power)
    };
    (1.0 - equal).max(0.0)
}

/// [`at`] of a replicate, for any aversion.
fn of_draw(d: &Draw, _: &mut Extra, epsilon: f64) -> f64 {
    if epsilon >= 1.0 && d.sums.zeros > 0.0 {
        return 1.0;
    }
    let relative = || d.ratios.iter().zip(&d.frame.shares).map(|(r, p)| (*p, r / d.sums.mean));
    of_relative(relative, epsilon)
}

/// The index with any aversion, such as `atkinson-0.25`.
///
/// ```
/// use unwarranted_core::indices::atkinson;
/// let index = atkinson::index(0.25);
/// assert_eq!((&*index.id, &*index.title), ("atkinson-0.25", "Atkinson index, aversion 0.25"));
/// ```
#[must_use]
pub fn index(epsilon: f64) -> Index {
    Index {
        id: Cow::Owned(format!("atkinson-{epsilon}")),
        title: Cow::Owned(format!("Atkinson index, aversion {epsilon}")),
        formula: "1 - (sum p (x/mean)^(1-e))^(1/(1-e)), e the aversion, x = O/E, p population shares",
        source: SOURCE,
        undefined_when: UNDEFINED_WHEN,
        needs: Needs::Nothing,
        behaviour: Behaviour::OF_INEQUALITY,
        computation: Computation::At(at, epsilon),
        replicate: Some(Replicate::At(of_draw, epsilon)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::sampling::draw::Space;
    use crate::sampling::frame::Frame;

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

    #[test]
    fn any_aversion_has_the_way_of_the_fixed_ones() {
        let rows = [("A", 3.0, 30.0), ("B", 5.0, 10.0), ("C", 8.0, 40.0)];
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let (frame, mut space) = (Frame::new(&slice).unwrap(), Space::default());
        let (draw, extra) = Draw::new(&frame, &[2.0, 9.0, 5.0], 1.0, &mut space).unwrap();
        for (fixed, epsilon) in [(INDEX, 0.5), (INDEX_1, 1.0), (INDEX_2, 2.0)] {
            let [fixed, free] = [fixed, index(epsilon)].map(|i| i.replicate.unwrap().value(&draw, extra));
            assert!((fixed - free).abs() < 1e-12, "{epsilon}");
        }
    }
}
