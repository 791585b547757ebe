//! The three levels of one slice: practices in areas in regions.

use super::found::{AreaEffect, ByArea, Levels, empty, name_effects};
use super::laplace::Unit;
use super::nested_reml::nested;
use super::regions::{Parameters, Region, height};
use super::slice::{by_area, chance_of, constant, icc, median_ratio, require, require_counts, start_level};
use super::summit::summit;
use crate::data::kind::Kind;
use crate::data::practice::Practice;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::finite;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fewer regions say too little of how much they differ.
const LEAST_REGIONS: usize = 5;

/// As [`levels`](super::levels), with the regions that areas lie in as a third level: `var_area` is then the variance between the areas of
/// a region, and shares are of the sum of three variances. Areas without a region are left out and named.
///
/// ```
/// use unwarranted_core::levels::levels_in_regions;
/// use unwarranted_core::resampling::Practice;
/// use unwarranted_core::{Kind, Slice};
/// let rows = [("A", 10.0, 100.0), ("B", 20.0, 100.0), ("C", 30.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let practices: Vec<Practice> = rows
///     .iter()
///     .map(|(area, observed, denominator)| Practice { area: (*area).into(), observed: *observed, denominator: *denominator })
///     .collect();
/// let found = levels_in_regions(&slice, &practices, &Default::default());
/// assert!(found.undefined.unwrap().contains("fewer than five areas"));
/// ```
#[must_use]
pub fn levels_in_regions(slice: &Slice, practices: &[Practice], regions: &BTreeMap<Arc<str>, Arc<str>>) -> Levels {
    let (mut by_area, mut left_out, without) = by_area(slice, practices);
    left_out.extend(by_area.extract_if(.., |code, _| !regions.contains_key(*code)).map(|(code, _)| Arc::from(code)));
    let mut found = empty(slice, &by_area);
    (found.practices_left_out, found.left_out) = (without, left_out);
    let mut nested: BTreeMap<&str, ByArea<'_>> = BTreeMap::new();
    for (code, units) in &by_area {
        if let Some(region) = regions.get(*code) {
            nested.entry(region).or_default().insert(code, units.clone());
        }
    }
    found.regions_used = Some(nested.len());
    let entered = require(slice, &by_area).and_then(|()| several(&nested)).and_then(|()| match slice.kind() {
        Kind::Amount => amounts(&mut found, &nested),
        kind => events(&mut found, &nested, kind),
    });
    if let Err(undefined) = entered {
        found.undefined = Some(undefined.reason.into_owned());
    }
    name_effects(&mut found, slice);
    found
}

fn several(nested: &BTreeMap<&str, ByArea<'_>>) -> Result<(), Undefined> {
    if nested.len() < LEAST_REGIONS {
        return Err(Undefined::because("fewer than five regions say too little about how much regions differ"));
    }
    if nested.values().all(|areas| areas.len() < 2) {
        return Err(Undefined::because("every region has a single area, so that nothing tells the two apart"));
    }
    Ok(())
}

fn amounts(found: &mut Levels, by_region: &BTreeMap<&str, ByArea<'_>>) -> Result<(), Undefined> {
    let rates = |units: &Vec<Unit>| units.iter().map(|u| u.observed / u.denominator).collect();
    let all: Vec<Vec<Vec<f64>>> = by_region.values().map(|areas| areas.values().map(rates).collect()).collect();
    let fit = nested(&all)?;
    found.intercept = finite(fit.mean);
    variances(found, [fit.regions, fit.areas, fit.practices]);
    found.icc = finite((fit.regions + fit.areas) / (fit.regions + fit.areas + fit.practices));
    found.loglik = finite(fit.log_likelihood);
    Ok(())
}

fn events(found: &mut Levels, by_region: &BTreeMap<&str, ByArea<'_>>, kind: Kind) -> Result<(), Undefined> {
    let chance = chance_of(kind);
    let units: Vec<Unit> = by_region.values().flat_map(BTreeMap::values).flatten().copied().collect();
    require_counts(&units, chance)?;
    let level = start_level(&units, chance)?;
    let mut regions: Vec<Region> =
        by_region.values().map(|areas| Region::new(areas.values().cloned().collect(), chance)).collect();
    let at = |x: &[f64]| -> Parameters { [x[0], x[1], x[2], x[3]] };
    let top = summit(|x| height(&mut regions, chance, at(x)), vec![level, 0.2, 0.3, 0.3]);
    let (top, highest) = top.ok_or_else(|| Undefined::because("the variances of the three levels were not found"))?;
    height(&mut regions, chance, at(&top));
    let [intercept, region, area, practice] = at(&top);
    found.intercept = finite(intercept);
    variances(found, [region, area, practice].map(|sd| sd * sd));
    found.mor_region = median_ratio(region);
    (found.mor_area, found.mor_practice) = (median_ratio(area), median_ratio(practice));
    let between = region * region + area * area;
    found.icc = icc(chance, &units, intercept, [between, practice * practice]);
    let base: f64 = regions.iter().map(Region::base).sum();
    found.loglik = finite(highest + base + units.iter().map(|u| constant(*u, chance)).sum::<f64>());
    enter_effects(found, by_region, &regions, [region, area]);
    Ok(())
}

/// Effects of areas, that of their region included, in the order of areas.
fn enter_effects(found: &mut Levels, by_region: &BTreeMap<&str, ByArea<'_>>, regions: &[Region], sd: [f64; 2]) {
    let of_region = |(areas, region): (&ByArea<'_>, &Region)| -> Vec<AreaEffect> {
        let one = |((code, units), v): ((&&str, &Vec<Unit>), &f64)| AreaEffect {
            area: (*code).into(),
            name: None,
            practices: units.len(),
            effect: sd[0] * region.w + sd[1] * v,
        };
        areas.iter().zip(&region.v).map(one).collect()
    };
    found.areas = by_region.values().zip(regions).flat_map(of_region).collect();
    found.areas.sort_by(|a, b| a.area.cmp(&b.area));
}

fn variances(found: &mut Levels, [region, area, practice]: [f64; 3]) {
    let total = region + area + practice;
    found.var_region = finite(region);
    (found.var_area, found.var_practice) = (finite(area), finite(practice));
    (found.region_share, found.area_share) = (finite(region / total), finite(area / total));
}
