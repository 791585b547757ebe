//! The two levels of one slice.

use super::ascent::climb;
use super::laplace::{Area, Chance, Unit};
use super::reml::one_way;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::practice::Practice;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::finite;
use crate::special::density::{ln_poisson, stirling_error};
use crate::special::normal;
use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};
use std::sync::Arc;

/// Fewer areas or practices say too little of the variances.
const LEAST_AREAS: usize = 5;

/// How much of the differences lies between areas and how much between practices. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Levels {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// The model: `poisson-log`, `binomial-logit` or `normal-reml`.
    pub model: &'static str,
    /// Areas used.
    pub areas_used: usize,
    /// Practices used.
    pub practices_used: usize,
    /// Practices without a denominator, which no model uses.
    pub practices_left_out: usize,
    /// Areas with a single practice, of which nothing tells the effect of the area from that of the practice: no model uses them.
    pub left_out: Vec<Arc<str>>,
    /// Overall level on the scale of the link; of an amount the mean rate.
    pub intercept: Option<f64>,
    /// Variance between areas, on the scale of the link; of an amount of its rates.
    pub var_area: Option<f64>,
    /// Variance between the practices of an area.
    pub var_practice: Option<f64>,
    /// var_area / (var_area + var_practice).
    pub area_share: Option<f64>,
    /// Median ratio of the rates (of a share: of the odds) of two areas taken at random, higher over lower; absent for amounts.
    pub mor_area: Option<f64>,
    /// The same of two practices of an area.
    pub mor_practice: Option<f64>,
    /// Part of all variance that lies between areas, chance included; of an amount the area share.
    pub icc: Option<f64>,
    /// Log likelihood (of an amount the restricted one).
    pub loglik: Option<f64>,
    /// The reason why there are no variances; `None` where there are.
    pub undefined: Option<String>,
    /// Most likely effect of each area, on the scale of the link; none for amounts.
    pub areas: Vec<AreaEffect>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// The effect of one area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaEffect {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// Practices.
    pub practices: usize,
    /// Its effect, drawn towards zero as its practices are few.
    pub effect: f64,
}

/// The variances of one slice from the practices of its areas; those of other areas are passed over.
///
/// A practice without a denominator is left out and counted, an area with a single practice is left out and named. The intraclass correlation of a share has pi^2/3 for the variance of
/// chance on the logistic scale (Goldstein, Browne & Rasbash 2002, Underst Stat 1:223), that of a count ln(1 + 1/m) with m the
/// mean of a typical practice (Nakagawa, Johnson & Schielzeth 2017, J R Soc Interface 14:20170213). The median ratio is
/// exp(sqrt(2 V) z), z the upper quartile of the normal distribution (Larsen & Merlo 2005, Am J Epidemiol 161:81).
#[must_use]
pub fn levels(slice: &Slice, practices: &[Practice]) -> Levels {
    let known: BTreeMap<&str, usize> = slice.areas().iter().enumerate().map(|(i, a)| (&*a.code, i)).collect();
    let there = || practices.iter().filter(|p| known.contains_key(&*p.area));
    let mut by_area: BTreeMap<&str, Vec<Unit>> = BTreeMap::new();
    for practice in there().filter(|p| p.denominator > 0.0) {
        let unit = Unit { observed: practice.observed, denominator: practice.denominator };
        by_area.entry(&practice.area).or_default().push(unit);
    }
    let several = by_area.values().any(|units| units.len() > 1);
    let single = by_area.extract_if(.., |_, units| several && units.len() == 1).map(|(code, _)| code.into()).collect();
    let mut found = empty(slice, &by_area);
    found.practices_left_out = there().filter(|p| p.denominator <= 0.0).count();
    found.left_out = single;
    let entered = require(slice, &by_area).and_then(|()| match slice.kind() {
        Kind::Amount => amounts(&mut found, &by_area),
        kind => events(&mut found, &by_area, kind),
    });
    if let Err(undefined) = entered {
        found.undefined = Some(undefined.reason.into_owned());
    }
    for effect in &mut found.areas {
        effect.name = known.get(&*effect.area).and_then(|i| slice.areas()[*i].name.clone());
    }
    found
}

fn require(slice: &Slice, by_area: &BTreeMap<&str, Vec<Unit>>) -> Result<(), Undefined> {
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
fn amounts(found: &mut Levels, by_area: &BTreeMap<&str, Vec<Unit>>) -> Result<(), Undefined> {
    let rates = |units: &Vec<Unit>| units.iter().map(|u| (u.observed / u.denominator, 1.0)).collect();
    let fit = one_way(&by_area.values().map(rates).collect::<Vec<_>>())?;
    found.intercept = finite(fit.mean);
    variances(found, fit.between, fit.within);
    found.icc = found.area_share;
    found.loglik = finite(fit.log_likelihood);
    Ok(())
}

fn empty(slice: &Slice, by_area: &BTreeMap<&str, Vec<Unit>>) -> Levels {
    Levels {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        model: match slice.kind() {
            Kind::Count => "poisson-log",
            Kind::Share => "binomial-logit",
            Kind::Amount => "normal-reml",
        },
        areas_used: by_area.len(),
        practices_used: by_area.values().map(Vec::len).sum(),
        practices_left_out: 0,
        left_out: Vec::new(),
        intercept: None,
        var_area: None,
        var_practice: None,
        area_share: None,
        mor_area: None,
        mor_practice: None,
        icc: None,
        loglik: None,
        undefined: None,
        areas: Vec::new(),
        set_aside: slice.set_aside().to_vec(),
    }
}

/// What no model of counts or shares can have come from.
fn require_counts(by_area: &BTreeMap<&str, Vec<Unit>>, chance: Chance) -> Result<(), Undefined> {
    let units = || by_area.values().flatten();
    if units().any(|u| u.observed < 0.0 || u.observed.fract() != 0.0) {
        return Err(Undefined::because("the figures of some practices are no whole numbers, as counts are"));
    }
    if chance == Chance::Binomial && units().any(|u| u.observed > u.denominator) {
        return Err(Undefined::because(
            "in some practices more was observed than the denominator, so that it is no share",
        ));
    }
    Ok(())
}

/// Counts and shares: both effects are normal on the scale of the link.
fn events(found: &mut Levels, by_area: &BTreeMap<&str, Vec<Unit>>, kind: Kind) -> Result<(), Undefined> {
    let chance = if kind == Kind::Share { Chance::Binomial } else { Chance::Poisson };
    require_counts(by_area, chance)?;
    let units = || by_area.values().flatten();
    let (observed, denominator) = units().fold((0.0, 0.0), |(o, d), u| (o + u.observed, d + u.denominator));
    let rate = observed / denominator;
    if chance == Chance::Binomial && rate >= 1.0 {
        return Err(Undefined::because("everything that could be observed was observed in every practice"));
    }
    let level = if chance == Chance::Binomial { (rate / (1.0 - rate)).ln() } else { rate.ln() };
    let mut areas: Vec<Area> = by_area.values().map(|units| Area::new(units.clone())).collect();
    let top = climb(&mut areas, chance, [level, 0.3, 0.3])?;
    let [intercept, sd_area, sd_practice] = top.at;
    found.intercept = finite(intercept);
    variances(found, sd_area * sd_area, sd_practice * sd_practice);
    let median = |sd: f64| finite((std::f64::consts::SQRT_2 * sd * normal::upper_quantile(0.25)).exp());
    (found.mor_area, found.mor_practice) = (median(sd_area), median(sd_practice));
    let total = sd_area * sd_area + sd_practice * sd_practice;
    let noise = match chance {
        Chance::Binomial => PI * PI / 3.0,
        Chance::Poisson => {
            let logs = units().map(|u| u.denominator.ln()).sum::<f64>() / found.practices_used as f64;
            (-(logs + intercept + 0.5 * total)).exp().ln_1p()
        }
    };
    found.icc = finite(sd_area * sd_area / (total + noise));
    found.loglik = finite(top.height + units().map(|u| constant(*u, chance)).sum::<f64>());
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
fn constant(unit: Unit, chance: Chance) -> f64 {
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
    stirling_error(x) + x * x.ln() - x + 0.5 * (TAU * x).ln()
}
