//! How many false alarms are allowed when many areas (and treatments) are tested at once.

use crate::error::Error;
use std::str::FromStr;

/// What is held at its level over all tests together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Control {
    /// The expected share of false alarms among the alarms (Benjamini & Hochberg 1995).
    Fdr(f64),
    /// The probability of any false alarm (Holm 1979).
    Fwer(f64),
    /// Nothing: every area is judged as if it were the only one.
    None,
}

impl Control {
    /// What the adjusted p of this control is called, for the heading of its column.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Fdr(_) => "q (Benjamini-Hochberg)",
            Self::Fwer(_) => "p (Holm)",
            Self::None => "p (not adjusted)",
        }
    }

    /// The adjusted p of each test, by [`benjamini_hochberg`], [`holm`] or left as they are. `None` is not assessed.
    #[must_use]
    pub fn adjusted(self, p: &[Option<f64>]) -> Vec<Option<f64>> {
        match self {
            Self::Fdr(_) => benjamini_hochberg(p),
            Self::Fwer(_) => holm(p),
            Self::None => p.to_vec(),
        }
    }

    /// Whether each test is an alarm at the level of the control; `None` where it is not assessed, and everywhere for
    /// [`Control::None`], which has no level: there the limits decide.
    ///
    /// ```
    /// use unwarranted_core::outliers::control::Control;
    /// let p = [Some(0.001), Some(0.02), None, Some(0.6)];
    /// let control: Control = "fdr:0.05".parse().unwrap();
    /// assert_eq!(control.alarms(&p), [Some(true), Some(true), None, Some(false)]);
    /// assert_eq!(Control::Fwer(0.01).alarms(&p), [Some(true), Some(false), None, Some(false)]);
    /// ```
    #[must_use]
    pub fn alarms(self, p: &[Option<f64>]) -> Vec<Option<bool>> {
        let level = match self {
            Self::Fdr(level) | Self::Fwer(level) => level,
            Self::None => return vec![None; p.len()],
        };
        self.adjusted(p).into_iter().map(|adjusted| adjusted.map(|adjusted| adjusted <= level)).collect()
    }

    /// [`Self::adjusted`] over several slices (areas x treatments) as one family, in the shape they were given in.
    ///
    /// ```
    /// use unwarranted_core::outliers::control::Control;
    /// let found = Control::Fdr(0.05).adjusted_across(&[vec![Some(0.01), None], vec![Some(0.04)]]);
    /// assert_eq!(found, [vec![Some(0.02), None], vec![Some(0.04)]]);
    /// ```
    #[must_use]
    pub fn adjusted_across(self, slices: &[Vec<Option<f64>>]) -> Vec<Vec<Option<f64>>> {
        let mut flat = self.adjusted(&slices.concat()).into_iter();
        slices.iter().map(|slice| flat.by_ref().take(slice.len()).collect()).collect()
    }
}

impl FromStr for Control {
    type Err = Error;

    /// `fdr:0.05`, `fwer:0.05` or `none`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |value: f64| Error::Parameter {
            name: "control",
            value,
            expected: "fdr:LEVEL, fwer:LEVEL (a level above 0 and below 1, such as fdr:0.05) or none",
        };
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self::None);
        }
        let (what, level) = text.split_once(':').ok_or_else(|| unreadable(text))?;
        let level: f64 = level.trim().parse().map_err(|_| unreadable(text))?;
        if !(level > 0.0 && level < 1.0) {
            return Err(wrong(level));
        }
        match what.trim().to_ascii_lowercase().as_str() {
            "fdr" => Ok(Self::Fdr(level)),
            "fwer" => Ok(Self::Fwer(level)),
            _ => Err(unreadable(text)),
        }
    }
}

fn unreadable(text: &str) -> Error {
    Error::Word { name: "control", text: text.to_owned(), expected: "fdr:0.05, fwer:0.05 or none" }
}

impl std::fmt::Display for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fdr(level) => write!(f, "fdr:{level}"),
            Self::Fwer(level) => write!(f, "fwer:{level}"),
            Self::None => f.write_str("none"),
        }
    }
}

impl serde::Serialize for Control {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Control {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Benjamini & Hochberg's (1995, J R Stat Soc B 57:289) q values: q_(i) = min over j >= i of min(1, m p_(j) / j). Areas
/// with q of at most 0.05 are expected to hold at most 5 % false alarms, for tests that are independent or positively
/// dependent. `None` (not assessed) takes no part and is not counted in m.
///
/// ```
/// use unwarranted_core::outliers::control::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[Some(0.01), Some(0.5), Some(0.02), None]), [Some(0.03), Some(0.5), Some(0.03), None]);
/// ```
#[must_use]
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    step_up(p, 1.0)
}

/// Benjamini & Yekutieli's (2001, Ann Stat 29:1165) q values: those of [`benjamini_hochberg`] times 1 + 1/2 + ... + 1/m,
/// at most 1. Hold for tests that depend on each other in any way.
#[must_use]
pub fn benjamini_yekutieli(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let harmonic: f64 = (1..).take(p.iter().flatten().count()).map(|k: u32| 1.0 / f64::from(k)).sum();
    step_up(p, harmonic)
}

/// Bonferroni's adjusted p: min(1, m p).
#[must_use]
pub fn bonferroni(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let m = count(p);
    p.iter().map(|p| p.map(|p| (m * p).min(1.0))).collect()
}

/// Holm's (1979, Scand J Stat 6:65) adjusted p: max over j <= i of min(1, (m - j + 1) p_(j)). The probability of any false
/// alarm among areas with an adjusted p of at most 0.05 is at most 5 %; never less powerful than [`bonferroni`].
#[must_use]
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; p.len()];
    let (mut left, mut worst) = (count(p), 0.0f64);
    for (i, value) in ascending(p) {
        worst = worst.max((left * value).min(1.0));
        adjusted[i] = Some(worst);
        left -= 1.0;
    }
    adjusted
}

fn step_up(p: &[Option<f64>], factor: f64) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; p.len()];
    let m = count(p);
    let (mut rank, mut best) = (m, 1.0f64);
    for (i, value) in ascending(p).into_iter().rev() {
        best = best.min(factor * m * value / rank);
        adjusted[i] = Some(best);
        rank -= 1.0;
    }
    adjusted
}

/// The tests assessed, with their places, smallest p first.
fn ascending(p: &[Option<f64>]) -> Vec<(usize, f64)> {
    let mut known: Vec<(usize, f64)> = p.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).collect();
    known.sort_by(|a, b| a.1.total_cmp(&b.1));
    known
}

fn count(p: &[Option<f64>]) -> f64 {
    p.iter().flatten().count() as f64
}

/// An area is assessed when it expects at least this many events, by default.
///
/// The rule of ten of English public health statistics (PHE / OHID: directly standardised rates and their significance
/// are not given under ten events), applied to the expected and not to the observed count: whether an area is tested
/// must not depend on the outcome of the test. With fewer than 6.9 expected an area that did nothing at all could not
/// be low at 99.8 % (-ln 0.001), and the normal limits of the overdispersed rules are not to be trusted either.
pub const MINIMUM_EXPECTED: f64 = 10.0;

/// Which areas are assessed under the low-number guard: those with an expected value of at least `minimum`.
///
/// The p of the others is to be left out before [`Control::adjusted`], and their flag to say "not assessed".
///
/// ```
/// use unwarranted_core::outliers::control::{MINIMUM_EXPECTED, assessed};
/// assert_eq!(assessed(&[9.99, 10.0, 250.0], MINIMUM_EXPECTED), [false, true, true]);
/// ```
#[must_use]
pub fn assessed(expected: &[f64], minimum: f64) -> Vec<bool> {
    expected.iter().map(|e| *e >= minimum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_are_read_and_written() {
        for text in ["fdr:0.05", "fwer:0.01", "none"] {
            assert_eq!(text.parse::<Control>().unwrap().to_string(), text);
        }
        assert_eq!("FDR: 0.1".parse::<Control>().unwrap(), Control::Fdr(0.1));
        for text in ["fdr:5", "fdr:0", "fwer:NaN"] {
            assert!(text.parse::<Control>().unwrap_err().to_string().contains("such as fdr:0.05"), "{text}");
        }
        for text in ["", "fdr", "by:0.05", "fdr:x"] {
            let message = text.parse::<Control>().unwrap_err().to_string();
            assert!(message.contains("fdr:0.05, fwer:0.05 or none"), "{message}");
        }
    }

    /// Straight from the definitions, each q by looking at every test.
    fn slow(p: &[f64], kind: usize) -> Vec<f64> {
        let m = f64::from(u32::try_from(p.len()).unwrap());
        let rank = |q: f64| f64::from(u32::try_from(p.iter().filter(|p| **p <= q).count()).unwrap());
        let least = |q: f64| f64::from(u32::try_from(p.iter().filter(|p| **p < q).count()).unwrap());
        let harmonic: f64 = (1..=p.len()).map(|k| 1.0 / f64::from(u32::try_from(k).unwrap())).sum();
        let one = |value: f64| match kind {
            0 => p.iter().filter(|q| **q >= value).map(|q| m * q / rank(*q)).fold(1.0, f64::min),
            1 => p.iter().filter(|q| **q >= value).map(|q| harmonic * m * q / rank(*q)).fold(1.0, f64::min),
            _ => p.iter().filter(|q| **q <= value).map(|q| ((m - least(*q)) * q).min(1.0)).fold(0.0, f64::max),
        };
        p.iter().map(|value| one(*value)).collect()
    }

    proptest! {
        #[test]
        fn agree_with_the_definitions(p in prop::collection::vec((0u32..50).prop_map(|k| f64::from(k) / 49.0), 0..40)) {
            let given: Vec<Option<f64>> = p.iter().map(|p| Some(*p)).collect();
            for (kind, found) in [benjamini_hochberg(&given), benjamini_yekutieli(&given), holm(&given)].iter().enumerate() {
                for (found, slow) in found.iter().zip(slow(&p, kind)) {
                    prop_assert!((found.unwrap() - slow).abs() < 1e-12, "{kind}: {found:?} {slow}");
                }
            }
            for (strong, weak) in bonferroni(&given).iter().zip(holm(&given)) {
                prop_assert!(strong.unwrap() >= weak.unwrap());
            }
        }
    }

    #[test]
    fn nothing_assessed_is_no_alarm() {
        assert_eq!(Control::Fdr(0.05).alarms(&[None, None]), [None, None]);
        assert_eq!(Control::Fdr(0.05).alarms(&[]), []);
        assert_eq!(Control::None.alarms(&[Some(0.0)]), [None]);
        assert_eq!(Control::None.adjusted(&[Some(0.3), None]), [Some(0.3), None]);
    }
}
