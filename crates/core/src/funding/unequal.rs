//! How unequal money per head is.

use super::Head;
use super::area::AreaFunding;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::{Index, concentration, cv, cv_weighted, gini, groups, theil_t};
use std::sync::Arc;

/// How unequal money per head of one kind is over areas. Absent figures are undefined, with the reason in `undefined`.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Unequal {
    /// What money is divided by.
    pub per: Option<Head>,
    /// Areas with people of this kind.
    pub areas: usize,
    /// Pounds per head of all of them together.
    pub mean: f64,
    /// Pounds per head of the area with the fewest.
    pub lowest: f64,
    /// Pounds per head of the area with the most.
    pub highest: f64,
    /// Gini coefficient, areas weighted by heads.
    pub gini: Option<f64>,
    /// Theil index T, areas weighted by heads.
    pub theil_t: Option<f64>,
    /// Coefficient of variation, areas the same.
    pub cv: Option<f64>,
    /// Coefficient of variation, areas weighted by heads.
    pub cv_weighted: Option<f64>,
    /// Areas whose region is known; the next four are about them.
    pub areas_with_region: usize,
    /// Theil index T between regions.
    pub theil_between: Option<f64>,
    /// Theil index T within regions.
    pub theil_within: Option<f64>,
    /// Share of the Theil index T that lies between regions.
    pub theil_between_share: Option<f64>,
    /// Share of the weighted variance that lies between regions.
    pub variance_between_share: Option<f64>,
    /// Areas that have what areas are ranked by; the next is about them.
    pub areas_with_rank: usize,
    /// What they are ranked by: the name of a column, where one was given.
    pub ranked_by: Option<Arc<str>>,
    /// Concentration index: below zero where areas low in rank have more. By a deprivation score they are the least deprived.
    pub concentration: Option<f64>,
    /// Why figures are absent.
    pub undefined: Vec<String>,
}

/// `None` where fewer than two areas have people of this kind.
pub(super) fn unequal(areas: &[AreaFunding], head: Head) -> Option<Unequal> {
    let all = slice(areas, head, |_| true)?;
    let per: Vec<f64> = areas.iter().filter_map(|a| a.per(head)).collect();
    let mut found = Unequal {
        per: Some(head),
        areas: all.len(),
        mean: all.observed().iter().sum::<f64>() / all.denominator()?.iter().sum::<f64>(),
        lowest: per.iter().copied().fold(f64::INFINITY, f64::min),
        highest: per.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        ..Unequal::default()
    };
    let mut value = |index: &Index, slice: &Slice| match index.compute(slice) {
        Ok(computed) => Some(computed.value),
        Err(Undefined { reason }) => {
            found.undefined.push(format!("{}: {reason}", index.title));
            None
        }
    };
    found.gini = value(&gini::INDEX, &all);
    found.theil_t = value(&theil_t::INDEX, &all);
    found.cv = value(&cv::INDEX, &all);
    found.cv_weighted = value(&cv_weighted::INDEX, &all);
    if let Some(grouped) = slice(areas, head, |a| a.region.is_some()).and_then(|s| by_region(s, areas)) {
        found.areas_with_region = grouped.len();
        found.theil_between = value(&groups::THEIL_BETWEEN, &grouped);
        found.theil_within = value(&groups::THEIL_WITHIN, &grouped);
        found.theil_between_share = value(&groups::THEIL_SHARE, &grouped);
        found.variance_between_share = value(&groups::VARIANCE_SHARE, &grouped);
    }
    if let Some(ranked) = slice(areas, head, |a| a.rank.is_some()).and_then(|s| by_rank(s, areas)) {
        found.areas_with_rank = ranked.len();
        found.concentration = value(&concentration::INDEX, &ranked);
    }
    Some(found)
}

/// Money over heads of the areas that are wanted and have some.
fn slice(areas: &[AreaFunding], head: Head, wanted: impl Fn(&AreaFunding) -> bool) -> Option<Slice> {
    let rows: Vec<(&str, f64, f64)> =
        areas.iter().filter(|a| wanted(a)).filter_map(|a| Some((&*a.area, a.amount, a.heads(head)?))).collect();
    Slice::from_denominators(Kind::Amount, &rows).ok().filter(|slice| slice.len() > 1)
}

fn by_region(slice: Slice, areas: &[AreaFunding]) -> Option<Slice> {
    slice.with_groups(|code| find(areas, code)?.region.clone()).ok()
}

fn by_rank(slice: Slice, areas: &[AreaFunding]) -> Option<Slice> {
    slice.with_ranking(|code| find(areas, code)?.rank).ok()
}

/// Areas are in the order of their codes.
fn find<'a>(areas: &'a [AreaFunding], code: &str) -> Option<&'a AreaFunding> {
    areas.binary_search_by(|a| (*a.area).cmp(code)).ok().map(|i| &areas[i])
}

#[cfg(test)]
mod tests {
    use super::super::{Funded, funding};
    use super::*;
    use crate::data::period::Period;

    /// (code, region, pounds, heads, rank)
    const ROWS: [(&str, &str, f64, f64, f64); 4] = [
        ("A", "N", 100.0, 1.0, 4.0),
        ("B", "N", 200.0, 1.0, 3.0),
        ("C", "S", 900.0, 3.0, 2.0),
        ("D", "S", 400.0, 1.0, 1.0),
    ];

    fn found(rows: &[(&str, &str, f64, f64, f64)]) -> Vec<Unequal> {
        let one = |&(code, region, amount, heads, rank): &(&str, &str, f64, f64, f64)| Funded {
            code: code.into(),
            name: None,
            region: Some(region.into()),
            amount,
            registered: Some(heads),
            weighted: None,
            target: None,
            rank: Some(rank),
        };
        funding(Period::All, rows.iter().map(one).collect(), None).unwrap().unequal
    }

    /// Every measure again from its definition, pair by pair.
    #[test]
    fn measures_are_those_of_their_definitions() {
        let [u] = &found(&ROWS)[..] else { panic!("registered heads alone are known") };
        let (heads, money) = (6.0, 1600.0);
        let mean = money / heads;
        let (mut gini, mut theil, mut squares, mut concentration) = (0.0, 0.0, 0.0, 0.0);
        let per = |r: &(&str, &str, f64, f64, f64)| r.2 / r.3;
        for a in &ROWS {
            for b in &ROWS {
                gini += a.3 * b.3 / heads / heads * (per(a) - per(b)).abs() / (2.0 * mean);
            }
            theil += a.3 / heads * per(a) / mean * libm::log(per(a) / mean);
            squares += a.3 / heads * (per(a) - mean).powi(2);
            let below: f64 = ROWS.iter().filter(|b| b.4 < a.4).map(|b| b.3 / heads).sum();
            concentration += 2.0 * a.3 / heads * per(a) / mean * (below + a.3 / heads / 2.0);
        }
        let close =
            |found: Option<f64>, value: f64| assert!((found.unwrap() - value).abs() < 1e-12, "{found:?} {value}");
        close(u.gini, gini);
        close(u.theil_t, theil);
        close(u.cv_weighted, squares.sqrt() / mean);
        close(u.concentration, concentration - 1.0);
        // N has 300 pounds for 2 heads, S 1,300 for 4.
        let between = 300.0 / money * libm::log(150.0 / mean) + 1300.0 / money * libm::log(325.0 / mean);
        close(u.theil_between, between);
        close(u.theil_between_share, between / theil);
        close(u.theil_within, theil - between);
        assert_eq!((u.lowest, u.highest, u.areas, u.undefined.len()), (100.0, 400.0, 4, 0));
        // The most deprived have the least here.
        assert!(u.concentration < Some(0.0));
    }

    #[test]
    fn recoveries_leave_what_cannot_be_negative_undefined() {
        let mut rows = ROWS;
        rows[0].2 = -5.0;
        let [u] = &found(&rows)[..] else { panic!() };
        assert!(u.gini.is_none() && u.cv_weighted.is_some());
        assert!(u.undefined.iter().any(|why| why.starts_with("Gini coefficient: ")), "{:?}", u.undefined);
    }
}
