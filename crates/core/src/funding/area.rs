//! Money per head and against target, of single areas and of regions.

use super::Head;
use super::given::Funded;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The money of one area. Absent figures are not known, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaFunding {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What it belongs to.
    pub region: Option<Arc<str>>,
    /// Money in pounds.
    pub amount: f64,
    /// Its part of all money.
    pub share: Option<f64>,
    /// Registered people.
    pub registered: Option<f64>,
    /// People weighted by need.
    pub weighted: Option<f64>,
    /// Pounds per registered head.
    pub per_registered: Option<f64>,
    /// Pounds per weighted head.
    pub per_weighted: Option<f64>,
    /// What it should get, in pounds.
    pub target: Option<f64>,
    /// Pounds above (or below, negative) target.
    pub distance: Option<f64>,
    /// The same in per cent of the target.
    pub distance_percent: Option<f64>,
    /// The same per registered head.
    pub distance_per_head: Option<f64>,
    /// What it is ranked by.
    pub rank: Option<f64>,
}

/// The money of a region.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RegionFunding {
    /// Its name or code.
    pub region: Arc<str>,
    /// Areas in it.
    pub areas: usize,
    /// Money in pounds.
    pub amount: f64,
    /// Pounds per registered head of the areas with a count of them.
    pub per_registered: Option<f64>,
    /// Pounds per weighted head of the areas with a count of them.
    pub per_weighted: Option<f64>,
    /// Money above (or below, negative) target in per cent of it, of the areas with a target.
    pub distance_percent: Option<f64>,
}

/// An area without people to divide its money by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NoHeads {
    /// Area code.
    pub area: Arc<str>,
    /// What it lacks.
    pub lacks: Head,
}

pub(super) fn of_area(a: &Funded, all: f64) -> AreaFunding {
    let per = |heads: Option<f64>| heads.and_then(|heads| ratio([a.amount, heads]));
    let distance = a.target.map(|target| a.amount - target);
    AreaFunding {
        area: Arc::clone(&a.code),
        name: a.name.clone(),
        region: a.region.clone(),
        amount: a.amount,
        share: ratio([a.amount, all]),
        registered: a.registered,
        weighted: a.weighted,
        per_registered: per(a.registered),
        per_weighted: per(a.weighted),
        target: a.target,
        distance,
        distance_percent: a.target.map(|target| 100.0 * (a.amount / target - 1.0)),
        distance_per_head: distance.zip(a.registered).and_then(|(distance, heads)| ratio([distance, heads])),
        rank: a.rank,
    }
}

/// Money and what it is divided by, of the areas that have that.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) registered: [f64; 2],
    pub(super) weighted: [f64; 2],
    pub(super) target: [f64; 2],
}

impl Totals {
    pub(super) fn of<'a>(areas: impl Iterator<Item = &'a AreaFunding>) -> Self {
        let mut sums = Self::default();
        for a in areas {
            let pairs = [
                (&mut sums.registered, a.registered.filter(|heads| *heads > 0.0)),
                (&mut sums.weighted, a.weighted.filter(|heads| *heads > 0.0)),
                (&mut sums.target, a.target),
            ];
            for (sum, under) in pairs {
                if let Some(under) = under {
                    *sum = [sum[0] + a.amount, sum[1] + under];
                }
            }
        }
        sums
    }
}

pub(super) fn regions(areas: &[AreaFunding]) -> Vec<RegionFunding> {
    let mut by_region: BTreeMap<&Arc<str>, Vec<&AreaFunding>> = BTreeMap::new();
    for area in areas {
        if let Some(region) = &area.region {
            by_region.entry(region).or_default().push(area);
        }
    }
    let one = |(region, areas): (&Arc<str>, Vec<&AreaFunding>)| {
        let sums = Totals::of(areas.iter().copied());
        RegionFunding {
            region: Arc::clone(region),
            areas: areas.len(),
            amount: areas.iter().map(|a| a.amount).sum(),
            per_registered: ratio(sums.registered),
            per_weighted: ratio(sums.weighted),
            distance_percent: ratio(sums.target).map(|of_target| 100.0 * (of_target - 1.0)),
        }
    };
    by_region.into_iter().map(one).collect()
}

/// Areas that lack people of a kind that other areas have.
pub(super) fn without_heads(areas: &[AreaFunding]) -> Vec<NoHeads> {
    let of = |head: Head| {
        let known = move |a: &&AreaFunding| a.per(head).is_some();
        let any = areas.iter().any(|a| known(&a));
        let lacking = areas.iter().filter(move |a| any && !known(a));
        lacking.map(move |a| NoHeads { area: Arc::clone(&a.area), lacks: head })
    };
    of(Head::Registered).chain(of(Head::Weighted)).collect()
}

impl AreaFunding {
    /// Pounds per head of this kind.
    #[must_use]
    pub fn per(&self, head: Head) -> Option<f64> {
        match head {
            Head::Registered => self.per_registered,
            Head::Weighted => self.per_weighted,
        }
    }

    /// People of this kind, where there are any.
    #[must_use]
    pub fn heads(&self, head: Head) -> Option<f64> {
        let heads = match head {
            Head::Registered => self.registered,
            Head::Weighted => self.weighted,
        };
        heads.filter(|heads| *heads > 0.0)
    }
}

pub(super) fn ratio([over, under]: [f64; 2]) -> Option<f64> {
    (under > 0.0).then(|| over / under)
}
