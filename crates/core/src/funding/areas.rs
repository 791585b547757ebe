//! The money of areas in one period, per head and against their targets.

use super::Head;
use super::area::{AreaFunding, NoHeads, RegionFunding, Totals, of_area, ratio, regions, without_heads};
use super::given::{Funded, RealTerms, TargetIs, above_zero, aim, check};
use super::prescribing::BesidePrescribing;
use super::unequal::{Unequal, unequal};
use crate::data::period::Period;
use crate::error::Error;

/// The money of all areas in one period.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Funding {
    /// Period label.
    pub period: Period,
    /// Whose prices the pounds are in, where not its own.
    pub real_terms: Option<RealTerms>,
    /// Money in pounds.
    pub amount: f64,
    /// Registered people of the areas that have a count of them.
    pub registered: Option<f64>,
    /// Weighted people of the areas that have a count of them.
    pub weighted: Option<f64>,
    /// Pounds per registered head of those areas.
    pub per_registered: Option<f64>,
    /// Pounds per weighted head of those areas.
    pub per_weighted: Option<f64>,
    /// Sum of the targets of the areas that have one.
    pub target: Option<f64>,
    /// What the targets are.
    pub target_is: Option<TargetIs>,
    /// How unequal it is, for each kind of head that is known.
    pub unequal: Vec<Unequal>,
    /// Regions by name; none where they are not known.
    pub regions: Vec<RegionFunding>,
    /// Areas by code.
    pub areas: Vec<AreaFunding>,
    /// Areas without people of a kind that others have.
    pub without_heads: Vec<NoHeads>,
    /// What is prescribed there, which tables write beside it.
    #[serde(skip)]
    pub prescribing: Vec<BesidePrescribing>,
}

/// The money of areas in one period.
///
/// # Errors
/// [`Error::Figures`] for no areas; [`Error::Value`] for figures that are not finite, and for heads and targets below zero.
///
/// ```
/// use unwarranted_core::Period;
/// use unwarranted_core::funding::{Funded, funding};
/// let area = |code: &str, amount, registered, weighted| Funded {
///     code: code.into(), name: None, region: None, amount,
///     registered: Some(registered), weighted: Some(weighted), target: None, rank: None,
/// };
/// let found = funding(Period::All, vec![area("A", 300.0, 2.0, 2.0), area("B", 500.0, 2.0, 3.0)], None).unwrap();
/// // A fifth of the need is A's by 2 / 5: 320 of 800 pounds.
/// assert_eq!(found.areas[0].target, Some(320.0));
/// assert_eq!(found.areas[0].distance_percent, Some(-6.25));
/// assert_eq!(found.per_weighted, Some(160.0));
/// ```
pub fn funding(period: Period, mut given: Vec<Funded>, real_terms: Option<RealTerms>) -> Result<Funding, Error> {
    given.sort_by(|a, b| a.code.cmp(&b.code));
    if given.is_empty() {
        return Err(Error::Figures(format!("no area has an amount of money in {period}")));
    }
    given.iter().try_for_each(|area| check(area, period))?;
    let factor = real_terms.as_ref().map_or(1.0, |real| real.factor);
    for area in &mut given {
        area.amount *= factor;
        area.target = area.target.map(|target| target * factor);
    }
    let target_is = aim(&mut given);
    let amount = given.iter().map(|a| a.amount).sum::<f64>();
    let areas: Vec<AreaFunding> = given.iter().map(|a| of_area(a, amount)).collect();
    let whole = Totals::of(areas.iter());
    Ok(Funding {
        period,
        real_terms,
        amount,
        registered: above_zero(whole.registered[1]),
        weighted: above_zero(whole.weighted[1]),
        per_registered: ratio(whole.registered),
        per_weighted: ratio(whole.weighted),
        target: above_zero(whole.target[1]),
        target_is,
        unequal: [Head::Registered, Head::Weighted].iter().filter_map(|head| unequal(&areas, *head)).collect(),
        regions: regions(&areas),
        without_heads: without_heads(&areas),
        areas,
        prescribing: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, region: &str, amount: f64, heads: [f64; 2], target: Option<f64>) -> Funded {
        let [registered, weighted] = heads.map(Some);
        let region = Some(region.into());
        Funded { code: code.into(), name: None, region, amount, registered, weighted, target, rank: None }
    }

    /// Bury and Central Manchester in Annex A of the allocations of 2013-14, in pounds.
    #[test]
    fn distances_from_target_are_those_published() {
        let bury = area("00V", "North", 215_753e3, [196_283.0, 207_371.0], Some(235_451e3));
        let central = area("00W", "North", 233_893e3, [214_744.0, 196_572.0], Some(223_190e3));
        let found = funding(Period::All, vec![central, bury], None).unwrap();
        let of = |i: usize| (found.areas[i].distance_percent.unwrap(), found.areas[i].per_registered.unwrap().round());
        let ((bury, per_head), (central, per_head_central)) = (of(0), of(1));
        assert_eq!(((bury * 100.0).round(), (central * 100.0).round()), (-837.0, 480.0));
        assert_eq!((per_head, per_head_central), (1099.0, 1089.0));
        assert_eq!(found.areas[0].distance, Some(-19_698e3));
        assert_eq!(found.target_is, Some(TargetIs::Given));
        let both = 100.0 * (449_646.0 / 458_641.0 - 1.0);
        assert!((found.regions[0].distance_percent.unwrap() - both).abs() < 1e-12);
    }

    #[test]
    fn real_terms_change_money_and_no_share() {
        let areas = || vec![area("A", "N", 100.0, [1.0, 1.0], None), area("B", "N", 300.0, [1.0, 1.0], None)];
        let real = RealTerms { prices_of: Period::All, factor: 1.25, source: "own".into() };
        let [cash, real] = [None, Some(real)].map(|real| funding(Period::All, areas(), real).unwrap());
        assert_eq!((cash.amount, real.amount), (400.0, 500.0));
        assert_eq!((cash.areas[1].share, real.areas[1].share), (Some(0.75), Some(0.75)));
        assert_eq!(real.areas[0].distance, Some(-125.0));
        assert_eq!(real.unequal[0].gini, cash.unequal[0].gini);
    }

    #[test]
    fn what_is_not_known_is_absent_and_named() {
        let lacking = Funded { weighted: None, registered: Some(0.0), ..area("B", "N", 10.0, [1.0, 1.0], None) };
        let found = funding(Period::All, vec![area("A", "N", 30.0, [2.0, 3.0], None), lacking], None).unwrap();
        assert_eq!((found.per_registered, found.per_weighted, found.target), (Some(15.0), Some(10.0), None));
        assert_eq!(found.areas[1].per_registered, None);
        let named: Vec<_> = found.without_heads.iter().map(|w| (&*w.area, w.lacks)).collect();
        assert_eq!(named, [("B", Head::Registered), ("B", Head::Weighted)]);
    }

    #[test]
    fn figures_that_cannot_be_are_refused() {
        let good = area("A", "N", 30.0, [2.0, 3.0], None);
        let bad = |area: Funded| funding(Period::All, vec![area], None).unwrap_err().to_string();
        assert!(bad(Funded { amount: f64::NAN, ..good.clone() }).contains("amount is NaN"));
        assert!(bad(Funded { weighted: Some(-1.0), ..good.clone() }).contains("weighted is -1"));
        assert!(bad(Funded { target: Some(0.0), ..good }).contains("target is 0"));
        assert!(funding(Period::All, Vec::new(), None).unwrap_err().to_string().contains("no area has an amount"));
    }
}
