//! What is found of the levels of one slice.

use super::laplace::Unit;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The practices of each area.
pub(super) type ByArea<'a> = BTreeMap<&'a str, Vec<Unit>>;

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
    /// Regions above the areas; absent where they are no level.
    pub regions_used: Option<usize>,
    /// Practices used.
    pub practices_used: usize,
    /// Practices without a denominator, which no model uses.
    pub practices_left_out: usize,
    /// Areas with a single practice, of which nothing tells the effect of the area from that of the practice: no model uses them. With regions
    /// also areas that lie in none.
    pub left_out: Vec<Arc<str>>,
    /// Overall level on the scale of the link; of an amount the mean rate.
    pub intercept: Option<f64>,
    /// Variance between regions, where they are a level; on the scale of the link, of an amount of its rates.
    pub var_region: Option<f64>,
    /// Variance between areas, on the same scale; with regions between the areas of a region.
    pub var_area: Option<f64>,
    /// Variance between the practices of an area.
    pub var_practice: Option<f64>,
    /// `var_region` over the sum of the variances.
    pub region_share: Option<f64>,
    /// `var_area` over the sum of the variances.
    pub area_share: Option<f64>,
    /// Median ratio of the rates of two regions taken at random, as `mor_area`.
    pub mor_region: Option<f64>,
    /// Median ratio of the rates (of a share: of the odds) of two areas taken at random, higher over lower; absent for amounts.
    pub mor_area: Option<f64>,
    /// The same of two practices of an area.
    pub mor_practice: Option<f64>,
    /// Part of all variance that lies between areas, those of other regions too, chance included; of an amount without chance.
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

/// Nothing yet.
pub(super) fn empty(slice: &Slice, by_area: &ByArea<'_>) -> Levels {
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
        regions_used: None,
        practices_used: by_area.values().map(Vec::len).sum(),
        practices_left_out: 0,
        left_out: Vec::new(),
        intercept: None,
        var_region: None,
        var_area: None,
        var_practice: None,
        region_share: None,
        area_share: None,
        mor_region: None,
        mor_area: None,
        mor_practice: None,
        icc: None,
        loglik: None,
        undefined: None,
        areas: Vec::new(),
        set_aside: slice.set_aside().to_vec(),
    }
}

/// Names of the areas that have effects.
pub(super) fn name_effects(found: &mut Levels, slice: &Slice) {
    let known: BTreeMap<&str, &Option<Arc<str>>> = slice.areas().iter().map(|a| (&*a.code, &a.name)).collect();
    for effect in &mut found.areas {
        effect.name = known.get(&*effect.area).copied().cloned().flatten();
    }
}
