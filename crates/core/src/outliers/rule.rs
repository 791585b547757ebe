//! What an outlier rule is.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;

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
    /// What it did to ordinary areas in simulation, or what it takes for granted, in a sentence. The figures are those of
    /// 106 areas of a coefficient of variation of 20 %, in `docs/validity.md`.
    pub does: &'static str,
    /// What its verdicts leave to ordinary areas.
    pub allows: Allows,
    /// What alarms rest on, in a clause.
    pub basis: &'static str,
    /// Fits the rule to a slice, with limits at each of the confidence levels.
    pub assess: fn(&Slice, &[Confidence]) -> Result<Assessment, Undefined>,
    /// The same against a chosen target; `None` for rules whose centre is part of their definition.
    pub against: Option<Against>,
}

impl Rule {
    /// Whether alarms rest on the p of the rule itself.
    #[must_use]
    pub fn has_own_p(&self) -> bool {
        self.basis == OF_THE_RULE
    }

    /// What its limits leave to ordinary areas. Rules whose alarms rest on other tests have those because their own limits
    /// are narrow.
    #[must_use]
    pub fn limits_allow(&self) -> Allows {
        if self.allows == Allows::Spread && self.basis == super::ROBUST { Allows::Narrow } else { self.allows }
    }
}

/// What a rule leaves to ordinary areas before it names one: what may be said of those it names. By the simulations in
/// `docs/validity.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allows {
    /// Chance and ordinary spread: false discoveries are held at their level.
    Spread,
    /// Ordinary spread, but too little of it: more ordinary areas are named than the level says.
    Narrow,
    /// The spread of the ratios, whatever the size of the areas: small areas are named by chance.
    SizeBlind,
    /// Chance alone: areas that differ in an ordinary way are named, the larger the more.
    ChanceAlone,
}

/// Fits a rule to a slice around a target, with limits at each of the confidence levels.
pub type Against = fn(&Slice, &[Confidence], Target) -> Result<Assessment, Undefined>;

/// What areas are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Target {
    /// The ratio O / E of the typical area, found from the areas themselves.
    #[default]
    Typical,
    /// A ratio O / E: 1 for the overall rate of all areas together.
    Ratio(f64),
}

/// The basis of alarms of rules without tests of their own.
pub(crate) const OF_THE_RULE: &str = "the p of the rule";

/// A rule fitted to a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Mean squared (winsorised) z score, for rules that estimate overdispersion.
    pub phi: Option<f64>,
    /// Between-area variance on the transformed scale, for rules that estimate it.
    pub tau2: Option<f64>,
    /// Ratio O / E that areas are compared with, where the limits are centred: 1 for the overall rate.
    pub centre: f64,
    /// How the rule was applied, in a clause.
    pub method: &'static str,
    /// One verdict per area, in the order of the slice.
    pub areas: Vec<Verdict>,
    /// What alarms rest on, one per area, where that is not the p of the verdicts.
    pub tests: Option<Vec<Test>>,
    /// The limits as curves for drawing.
    pub curve: Curve,
}

impl Assessment {
    /// What an alarm of area `i`, in the order of the slice, rests on.
    pub(crate) fn test(&self, i: usize) -> Test {
        let Verdict { z, p, .. } = self.areas[i];
        self.tests.as_ref().map_or(Test { z, p }, |tests| tests[i])
    }
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
    /// For each confidence level asked for, the lower and upper limit of O / E at each expected value. A share is
    /// drawn at the overall expected proportion.
    pub limits: Vec<Vec<[f64; 2]>>,
}

impl Curve {
    /// `limits(e, level)` at 200 expected values, evenly spaced on the log scale, from 0.8 times the smallest of the
    /// slice to 1.25 times the largest. The slice has at least one area and all expected values are positive.
    pub(crate) fn draw(slice: &Slice, levels: &[Confidence], limits: impl Fn(f64, Confidence) -> [f64; 2]) -> Self {
        const POINTS: u32 = 200;
        let low = 0.8 * slice.expected().iter().copied().fold(f64::INFINITY, f64::min);
        let high = 1.25 * slice.expected().iter().copied().fold(0.0, f64::max);
        let step = libm::log(high / low) / f64::from(POINTS - 1);
        let expected: Vec<f64> = (0..POINTS).map(|i| low * libm::exp(f64::from(i) * step)).collect();
        let limits = levels.iter().map(|level| expected.iter().map(|e| limits(*e, *level)).collect()).collect();
        Self { expected, limits }
    }
}

/// Evidence that one area is none of the ordinary ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Distance from the centre of the ordinary areas in standard errors of chance and ordinary spread; its sign is the side.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Refuses a slice of a single area.
pub(super) fn require_spread(slice: &Slice) -> Result<(), Undefined> {
    if slice.len() < 2 {
        return Err(Undefined::because("there is only one area, so no spread between areas can be estimated"));
    }
    Ok(())
}
