//! The two levels of one slice.

use super::ascent::climb;
use super::found::{AreaEffect, ByArea, Levels, empty, name_effects};
use super::laplace::{Area, Chance, Unit};
use super::reml::one_way;
use crate::data::kind::Kind;
use crate::data::practice::Practice;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::finite;
use crate::special::density::{ln_poisson, stirling_error};
use crate::special::normal;
use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::{PI, TAU};
use std::sync::Arc;

/// Fewer areas or practices say too little of the variances.
const LEAST_AREAS: usize = 5;

/// The variances of one slice from the practices of its areas; those of other areas are passed over.
///
/// A practice without a denominator is left out and counted, an area with a single practice is left out and named. The intraclass correlation of a share has pi^2/3 for the variance of
/// chance on the logistic scale (Goldstein, Browne & Rasbash 2002, Underst Stat 1:223), that of a count ln(1 + 1/m) with m the
/// mean of a typical practice (Nakagawa, Johnson & Schielzeth 2017, J R Soc Interface 14:20170213). The median ratio is
/// exp(sqrt(2 V) z), z the upper quartile of the normal distribution (Larsen & Merlo 2005, Am J Epidemiol 161:81).
#[must_use]
pub fn levels(slice: &Slice, practices: &[Practice]) -> Levels {
    let (by_area, left_out, without) = by_area(slice, practices);
    let mut found = empty(slice, &by_area);
    (found.practices_left_out, found.left_out) = (without, left_out);
    let entered = require(slice, &by_area).and_then(|()| match slice.kind() {
        Kind::Amount => amounts(&mut found, &by_area),
        kind => events(&mut found, &by_area, kind),
    });
    if let Err(undefined) = entered {
        found.undefined = Some(undefined.reason.into_owned());
    }
    name_effects(&mut found, slice);
    found
}

/// The practices of each area, the areas left out for having one, and how many practices have no denominator.
pub(super) fn by_area<'a>(slice: &Slice, practices: &'a [Practice]) -> (ByArea<'a>, Vec<Arc<str>>, usize) {
    let known: BTreeSet<&str> = slice.areas().iter().map(|a| &*a.code).collect();
    let there = || practices.iter().filter(|p| known.contains(&*p.area));
    let mut by_area: ByArea<'a> = BTreeMap::new();
    for practice in there().filter(|p| p.denominator > 0.0) {
        let unit = Unit { observed: practice.observed, denominator: practice.denominator };
        by_area.entry(&practice.area).or_default().push(unit);
    }
    let several = by_area.values().any(|units| units.len() > 1);
    let single = by_area.extract_if(.., |_, units| several && units.len() == 1).map(|(code, _)| code.into()).collect();
    (by_area, single, there().filter(|p| p.denominator <= 0.0).count())
}

pub(super) fn require(slice: &Slice, by_area: &ByArea<'_>) -> Result<(), Undefined> {
    slice.require_variation()?;
    if by_area.len() < LEAST_AREAS {
        return Err(Undefined::because("fewer than five areas say too little about how much areas differ"));
    }
    if by_area.values().all(|units| units.len() < 2) {
        return Err(Undefined::because("every area has a single practice, so that nothing is known of the two levels"));
    }
    Ok(())
}

/// Money and quantities: rates are normal within and between areas, each practice the same.
fn amounts(found: &mut Levels, by_area: &ByArea<'_>) -> Result<(), Undefined> {
    let rates = |units: &Vec<Unit>| units.iter().map(|u| (u.observed / u.denominator, 1.0)).collect();
    let fit = one_way(&by_area.values().map(rates).collect::<Vec<_>>())?;
    found.intercept = finite(fit.mean);
    variances(found, fit.between, fit.within);
    found.icc = found.area_share;
    found.loglik = finite(fit.log_likelihood);
    Ok(())
}

pub(super) fn chance_of(kind: Kind) -> Chance {
    if kind == Kind::Share { Chance::Binomial } else { Chance::Poisson }
}

/// What no model of counts or shares can have come from.
pub(super) fn require_counts(units: &[Unit], chance: Chance) -> Result<(), Undefined> {
    if units.iter().any(|u| u.observed < 0.0 || u.observed.fract() != 0.0) {
        return Err(Undefined::because("the figures of some practices are no whole numbers, as counts are"));
    }
    if chance == Chance::Binomial && units.iter().any(|u| u.observed > u.denominator) {
        return Err(Undefined::because(
            "in some practices more was observed than the denominator, so that it is no share",
        ));
    }
    Ok(())
}

/// The overall rate on the scale of the link.
pub(super) fn start_level(units: &[Unit], chance: Chance) -> Result<f64, Undefined> {
    let (observed, denominator) = units.iter().fold((0.0, 0.0), |(o, d), u| (o + u.observed, d + u.denominator));
    let rate = observed / denominator;
    if chance == Chance::Binomial && rate >= 1.0 {
        return Err(Undefined::because("everything that could be observed was observed in every practice"));
    }
    Ok(if chance == Chance::Binomial { libm::log(rate / (1.0 - rate)) } else { libm::log(rate) })
}

/// Median ratio of two units that differ by this standard deviation on the scale of the link.
pub(super) fn median_ratio(sd: f64) -> Option<f64> {
    finite(libm::exp(std::f64::consts::SQRT_2 * sd * normal::upper_quantile(0.25)))
}

/// Part of the variance that lies between areas, from that and the variance within them, chance included.
pub(super) fn icc(chance: Chance, units: &[Unit], intercept: f64, [between, within]: [f64; 2]) -> Option<f64> {
    let total = between + within;
    let noise = match chance {
        Chance::Binomial => PI * PI / 3.0,
        Chance::Poisson => {
            let logs = units.iter().map(|u| libm::log(u.denominator)).sum::<f64>() / units.len() as f64;
            libm::log1p(libm::exp(-(logs + intercept + 0.5 * total)))
        }
    };
    finite(between / (total + noise))
}

/// Counts and shares: both effects are normal on the scale of the link.
fn events(found: &mut Levels, by_area: &ByArea<'_>, kind: Kind) -> Result<(), Undefined> {
    let chance = chance_of(kind);
    let units: Vec<Unit> = by_area.values().flatten().copied().collect();
    require_counts(&units, chance)?;
    let level = start_level(&units, chance)?;
    let mut areas: Vec<Area> = by_area.values().map(|units| Area::new(units.clone())).collect();
    let top = climb(&mut areas, chance, [level, 0.3, 0.3])?;
    let [intercept, sd_area, sd_practice] = top.at;
    found.intercept = finite(intercept);
    variances(found, sd_area * sd_area, sd_practice * sd_practice);
    (found.mor_area, found.mor_practice) = (median_ratio(sd_area), median_ratio(sd_practice));
    found.icc = icc(chance, &units, intercept, [sd_area * sd_area, sd_practice * sd_practice]);
    found.loglik = finite(top.height + units.iter().map(|u| constant(*u, chance)).sum::<f64>());
    found.areas = by_area
        .iter()
        .zip(&areas)
        .map(|((code, units), area)| AreaEffect {
            area: (*code).into(),
            name: None,
            practices: units.len(),
            effect: sd_area * area.v,
        })
        .collect();
    Ok(())
}

fn variances(found: &mut Levels, area: f64, practice: f64) {
    (found.var_area, found.var_practice) = (finite(area), finite(practice));
    found.area_share = finite(area / (area + practice));
}

/// The part of a practice's log likelihood that no parameter moves.
pub(super) fn constant(unit: Unit, chance: Chance) -> f64 {
    let Unit { observed: y, denominator: n } = unit;
    match chance {
        // y ln n - ln y!
        Chance::Poisson => ln_poisson(y, n) + n,
        Chance::Binomial => log_factorial(n) - log_factorial(y) - log_factorial(n - y),
    }
}

fn log_factorial(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    stirling_error(x) + x * libm::log(x) - x + 0.5 * libm::log(TAU * x)
}
