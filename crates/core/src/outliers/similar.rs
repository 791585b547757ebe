//! Each area among those most like it: limits where one more of them would lie.

use super::rule::{Allows, Assessment, Curve, Rule, Verdict};
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::rates::interval::Confidence;
use crate::similar::Likeness;
use crate::special::student;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The comparison that stands in for a rule where the target is [`crate::findings::TargetRate::Similar`]. It is in no list of rules: areas must
/// have been given what makes them alike.
pub static RULE: Rule = Rule {
    id: "similar",
    title: "Among similar areas",
    formula: "t = (r - mean of the r of the similar areas) / sqrt(s^2 (1 + 1/n) + phi m (1/d - mean of their 1/d)), n - 1 degrees of \
              freedom; m is their rate together, for a share m (1 - m); limits are where |t| has the p of the level",
    source: "the prediction interval of one more observation of a normal sample; NHS RightCare's similar areas",
    undefined_when: "nothing says what areas have alike, chance is not known, or fewer than five similar areas differ",
    does: "an area is held against its own similar areas, so that what they all do is ordinary; ten of them say little of their spread, and \
           limits are wide",
    allows: Allows::Spread,
    basis: "Student's t of the rate among those of its own most similar areas",
    assess,
    against: None,
};

/// Similar areas below which nothing is said of what is unusual among them.
const FEWEST: usize = 5;

/// Where the rate of one more area would lie among similar ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Among {
    /// Mean of their rates, each counting the same.
    pub(crate) mean: f64,
    /// Standard error of one more.
    error: f64,
    degrees: f64,
}

impl Among {
    /// From what was observed in the similar areas and what it is over, for an area over `denominator`. `noise` is the variance of chance times
    /// what a rate is over. s^2 holds the chance of areas as large as those; what a smaller area has beyond that is added. `None` where
    /// they do not differ, or are fewer than five.
    pub(crate) fn of(theirs: &[(f64, f64)], denominator: f64, noise: f64) -> Option<Self> {
        let n = theirs.len() as f64;
        let mean = theirs.iter().map(|(o, d)| o / d).sum::<f64>() / n;
        let variance = theirs.iter().map(|(o, d)| (o / d - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let smaller = 1.0 / denominator - theirs.iter().map(|(_, d)| 1.0 / d).sum::<f64>() / n;
        let error = (variance * (1.0 + 1.0 / n) + noise * smaller.max(0.0)).sqrt();
        (theirs.len() >= FEWEST && variance > 0.0).then_some(Self { mean, error, degrees: n - 1.0 })
    }

    /// Distance of a rate from their mean in standard errors.
    fn t(self, rate: f64) -> f64 {
        (rate - self.mean) / self.error
    }

    /// Two-sided probability of a rate so far away.
    pub(crate) fn p(self, rate: f64) -> f64 {
        student::two_sided(self.t(rate), self.degrees)
    }

    /// Where the rate of one more would lie at this level.
    fn limits(self, level: Confidence) -> [f64; 2] {
        let reach = student::quantile(self.degrees, 0.5 * (1.0 - level.level())) * self.error;
        [(self.mean - reach).max(0.0), self.mean + reach]
    }
}

/// The variance of chance at a rate, times what the rate is over.
pub(crate) fn noise(kind: Kind, phi: f64, rate: f64) -> f64 {
    phi * rate * if kind == Kind::Share { 1.0 - rate } else { 1.0 }
}

/// What was observed in each area, and what its rate is over.
///
/// # Errors
/// [`Error::Figures`] where an area has nothing to divide by, or the data have expected values or standardised rates.
pub(crate) fn pairs(slice: &Slice) -> Result<BTreeMap<&str, (f64, f64)>, Error> {
    let plain = slice.expected_from() == ExpectedFrom::Internal && slice.adjusted().is_none();
    let Some(base) = slice.denominator().filter(|_| plain) else {
        let problem = "the data have expected values of their own: what they are compared with is settled already";
        return Err(Error::Figures(problem.to_owned()));
    };
    let codes = slice.areas().iter().map(|a| &*a.code);
    if let Some((code, _)) = codes.clone().zip(base).find(|(_, d)| **d <= 0.0) {
        return Err(Error::Figures(format!("area {code} has no denominator above zero")));
    }
    Ok(codes.zip(slice.observed().iter().copied().zip(base.iter().copied())).collect())
}

/// Every area among its similar areas; one that has none, or whose similar areas are far away, has neither limits nor a p.
fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    slice.require_expected()?;
    slice.require_chance_of_counts()?;
    let likeness = slice.likeness().ok_or_else(|| Undefined::because("nothing says what similar areas have alike"))?;
    let told = |error: Error| Undefined::because(error.to_string());
    let pairs = pairs(slice).map_err(told)?;
    let among = of_areas(slice, likeness, &pairs).map_err(told)?;
    if among.is_empty() {
        return Err(Undefined::because("no area has five similar areas that differ from each other"));
    }
    let overall = slice.observed().iter().sum::<f64>() / pairs.values().map(|(_, d)| d).sum::<f64>();
    let verdict = |code: &Arc<str>| match (among.get(code), pairs.get(&**code)) {
        (Some(among), Some((o, d))) => Verdict {
            z: among.t(o / d),
            p: among.p(o / d),
            limits: levels.iter().map(|level| among.limits(*level).map(|rate| rate / overall)).collect(),
        },
        _ => Verdict { z: f64::NAN, p: f64::NAN, limits: vec![[f64::NAN; 2]; levels.len()] },
    };
    Ok(Assessment {
        phi: None,
        tau2: None,
        // Each area has a centre of its own.
        centre: f64::NAN,
        method: "spread of the rates of each area's own similar areas",
        areas: slice.areas().iter().map(|area| verdict(&area.code)).collect(),
        tests: None,
        curve: Curve { expected: Vec::new(), limits: Vec::new() },
    })
}

/// What is known of the areas that have peers.
fn of_areas(
    slice: &Slice,
    likeness: &Likeness,
    pairs: &BTreeMap<&str, (f64, f64)>,
) -> Result<BTreeMap<Arc<str>, Among>, Error> {
    let found = likeness.among(slice)?;
    let far: BTreeSet<&Arc<str>> = found.without_peers.iter().map(|w| &w.area).collect();
    let phi = slice.dispersion().unwrap_or(1.0);
    let one = |of: &[crate::similar::Neighbour]| {
        let code = &of.first().filter(|n| !far.contains(&n.area))?.area;
        let theirs: Vec<(f64, f64)> = of.iter().filter_map(|n| pairs.get(&*n.neighbour).copied()).collect();
        let (other, people) = theirs.iter().fold((0.0, 0.0), |(o, d), pair| (o + pair.0, d + pair.1));
        let among = Among::of(&theirs, pairs.get(&**code)?.1, noise(slice.kind(), phi, other / people))?;
        Some((Arc::clone(code), among))
    };
    Ok(found.by_area().filter_map(one).collect())
}
