//! Funnel limits of the Summary Hospital-level Mortality Indicator.

use super::rule::{Allows, Assessment, Curve, OF_THE_RULE, Rule, Verdict, require_spread};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::normal;

/// The additive random-effects limits of the SHMI.
pub const RULE: Rule = Rule {
    id: "shmi",
    title: "Chance and ordinary spread, log scale, trimmed (SHMI)",
    formula: "z = ln(O/E) sqrt E; areas in the lowest and highest tenth of z left out (floor(10 rank / (n + 1)) of 0 or 9); \
              phi = mean z^2; tau2 = max(0, (n phi - (n - 1)) / (W - sum E^2 / W)), W = sum E over the n areas kept; \
              limits exp(-/+ z_level sqrt(1/E + tau2))",
    source: "NHS Digital, SHMI specification; Spiegelhalter et al 2012, J R Stat Soc A 175:1",
    undefined_when: "an area observed nothing; fewer than two areas; the numerator is not a count; a share; nothing expected",
    does: "trimming makes its limits narrow: 19% of ordinary areas lie beyond the 95% and 4.3% beyond the 99.8% limits, and half of \
           those named are wrong",
    allows: Allows::Narrow,
    basis: OF_THE_RULE,
    assess,
    against: None,
};

/// Limits around O = E on the log scale, with a between-area variance tau2 by moments from trimmed z scores: the method
/// of England's hospital mortality indicator. Made for counts against expected counts, none of them zero.
///
/// phi and tau2 are of the areas kept; z, p and limits are given for every area, and include tau2. Expected values are
/// not rounded to two decimals first, as the publication does.
///
/// # Errors
/// Undefined for amounts and shares, without areas, when nothing is expected, for fewer than two areas and when any
/// area observed nothing: the logarithm of zero does not exist, and nothing is added to it here.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::shmi};
/// let level = [Confidence::new(0.95, "level").unwrap()];
/// let rows = [("A", 120.0, 100.0), ("B", 80.0, 100.0)];
/// let found = shmi::assess(&Slice::from_expected(Kind::Count, &rows).unwrap(), &level).unwrap();
/// let phi = 100.0 * (libm::log(1.2f64).powi(2) + libm::log(0.8f64).powi(2)) / 2.0;
/// assert!((found.phi.unwrap() - phi).abs() < 1e-12);
/// assert!((found.tau2.unwrap() - (2.0 * phi - 1.0) / 100.0).abs() < 1e-12);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    slice.require_chance_of_counts()?;
    slice.require_expected()?;
    if slice.kind() == Kind::Share {
        return Err(Undefined::because("the rule is made for counts against expected counts, not for shares"));
    }
    require_spread(slice)?;
    let zero = slice.observed().iter().filter(|o| **o <= 0.0).count();
    if zero > 0 {
        let areas = if zero == 1 { "an area" } else { "some areas" };
        return Err(Undefined::because(format!("{areas} observed nothing, and zero has no logarithm")));
    }
    let ys: Vec<f64> = slice.observed().iter().zip(slice.expected()).map(|(o, e)| libm::log(o / e)).collect();
    let raw: Vec<f64> = ys.iter().zip(slice.expected()).map(|(y, e)| y * e.sqrt()).collect();
    let (phi, tau2) = overdispersion(&raw, slice.expected());
    let limits = |e: f64, level: Confidence| {
        let reach = level.z() * (1.0 / e + tau2).sqrt();
        [libm::exp(-reach), libm::exp(reach.min(700.0))]
    };
    let verdict = |(y, e): (&f64, &f64)| {
        let z = y / (1.0 / e + tau2).sqrt();
        Verdict { z, p: normal::two_sided(z), limits: levels.iter().map(|level| limits(*e, *level)).collect() }
    };
    Ok(Assessment {
        phi: Some(phi),
        tau2: Some(tau2),
        centre: 1.0,
        method: "additive, log scale, lowest and highest tenth of the z scores left out",
        areas: ys.iter().zip(slice.expected()).map(verdict).collect(),
        tests: None,
        curve: Curve::draw(slice, levels, limits),
    })
}

/// phi and tau2 over the areas whose z is in neither the lowest nor the highest tenth; ties share their mean rank.
fn overdispersion(raw: &[f64], weights: &[f64]) -> (f64, f64) {
    let order = crate::quantile::sorted(raw);
    let all = raw.len() as f64;
    let tenth = |z: f64| {
        let (below, up_to) = (order.partition_point(|o| *o < z), order.partition_point(|o| *o <= z));
        (10.0 * (below as f64 + up_to as f64 + 1.0) / 2.0 / (all + 1.0)).floor()
    };
    let kept = raw.iter().zip(weights).filter(|(z, _)| tenth(**z) > 0.0 && tenth(**z) < 9.0);
    let (n, squares, sum, sum2) = kept.fold((0.0, 0.0, 0.0, 0.0), |(n, squares, sum, sum2), (z, w)| {
        (n + 1.0, squares + z * z, sum + w, sum2 + w * w)
    });
    let tau2 = (squares - (n - 1.0)) / (sum - sum2 / sum);
    (squares / n, if tau2.is_finite() { tau2.max(0.0) } else { 0.0 })
}
