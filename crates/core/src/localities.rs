//! Localities within an area: whether practices of one are alike, what each would get of a budget, and what chance does at that size.

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::indices::groups::VARIANCE_SHARE;
use crate::simulation::grouping::permute_of;
use crate::simulation::null::{Null, Simulation};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to work out besides the differences.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LocalityOptions {
    /// Pounds that localities share by weighted people.
    pub budget: Option<f64>,
    /// Weighted people of each practice by its code; empty: what rates are over.
    pub weighted: BTreeMap<Arc<str>, f64>,
    /// Pounds per head for running costs.
    pub allowance: Option<f64>,
    /// What each practice spends on them, by its code.
    pub spend: BTreeMap<Arc<str>, f64>,
    /// Permutations behind p.
    pub replicates: usize,
    /// Seed of the permutations.
    pub seed: u64,
}

/// One locality. Absent figures are undefined or were not asked for, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Locality {
    /// Its name.
    pub locality: Arc<str>,
    /// Its practices.
    pub practices: usize,
    /// Sum of what was observed.
    pub observed: f64,
    /// Sum of what rates are over.
    pub denominator: f64,
    /// The one over the other.
    pub rate: f64,
    /// Its rate over that of all localities.
    pub ratio: f64,
    /// Coefficient of variation that chance alone gives its rate; absent where chance is not known, as of money.
    pub chance_cv: Option<f64>,
    /// Weighted people.
    pub weighted: Option<f64>,
    /// Its budget, in pounds.
    pub budget: Option<f64>,
    /// By how much chance moves what it needs in 95 of 100 years, in pounds, up or down.
    pub plus_or_minus: Option<f64>,
    /// Allowance for running costs, in pounds.
    pub allowance: Option<f64>,
    /// What it spends on them.
    pub spend: Option<f64>,
    /// What it spends beyond the allowance (or has left, negative).
    pub beyond_allowance: Option<f64>,
}

/// The localities of one slice of practices.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Localities {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// Practices.
    pub practices: usize,
    /// Share of the weighted variance between practices that lies between localities.
    pub between_share: Option<f64>,
    /// That share where practices are dealt out to the localities at random: quantiles of 5, 50 and 95 %.
    pub by_dealing: Option<[f64; 3]>,
    /// How often dealing gives at least that share.
    pub p: Option<f64>,
    /// Permutations behind it.
    pub replicates: usize,
    /// Why there is no share; `None` where there is one.
    pub undefined: Option<String>,
    /// Why chance at the size of a locality is not known; `None` where it is.
    pub chance_undefined: Option<String>,
    /// Localities by name.
    pub localities: Vec<Locality>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// Standard normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// The localities of a slice whose areas are practices and whose groups are localities ([`Slice::with_groups`]).
///
/// Practices are dealt out to the localities at random, as many to each as it has; p counts deals that put at least as much between
/// localities. What chance does to a locality is sqrt(phi / E) of what it is expected to have, phi as it is known of the slice.
///
/// # Errors
/// [`Error::Figures`] without groups, for a single locality, and where a practice lacks weighted people or spending that others have;
/// [`Error::Parameter`] for pounds that are not above zero.
///
/// ```
/// use unwarranted_core::{Kind, Slice, localities::{LocalityOptions, localities}};
/// let rows = [("N1", 10.0, 100.0), ("N2", 12.0, 100.0), ("S1", 30.0, 100.0), ("S2", 28.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap().with_groups(|code| Some(code[..1].into())).unwrap();
/// let options = LocalityOptions { budget: Some(800.0), replicates: 99, seed: 1, ..LocalityOptions::default() };
/// let found = localities(&slice, &options).unwrap();
/// // Rates 0.1, 0.12, 0.3, 0.28 around 0.2: 0.0081 of 0.0082 lies between.
/// assert!((found.between_share.unwrap() - 0.0081 / 0.0082).abs() < 1e-12);
/// assert_eq!(found.localities[0].budget, Some(400.0));
/// ```
pub fn localities(slice: &Slice, options: &LocalityOptions) -> Result<Localities, Error> {
    for (name, value) in [("budget", options.budget), ("allowance", options.allowance)] {
        if let Some(value) = value.filter(|v| !v.is_finite() || *v <= 0.0) {
            return Err(Error::Parameter { name, value, expected: "pounds above 0" });
        }
    }
    let members = members(slice)?;
    let chance = slice.require_chance_of_counts().map(|()| slice.dispersion().unwrap_or(1.0));
    let people = base(slice);
    let weights = complete(slice, &options.weighted, "weighted people")?.unwrap_or_else(|| people.clone());
    let spend = complete(slice, &options.spend, "spending")?;
    let all = Whole {
        rate: slice.observed().iter().sum::<f64>() / people.iter().sum::<f64>(),
        weighted: weights.iter().sum(),
        phi: chance.as_ref().ok().copied(),
    };
    let figures = Figures { people: &people, weights: &weights, spend: spend.as_deref() };
    let localities = members.into_iter().map(|(name, at)| one(slice, (name, &at), &figures, (&all, options))).collect();
    let (between_share, null, undefined) = match between(slice, options) {
        Ok((share, null)) => (Some(share), null, None),
        Err(Undefined { reason }) => (None, None, Some(reason.into_owned())),
    };
    Ok(Localities {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        practices: slice.len(),
        between_share,
        by_dealing: null.as_ref().and_then(|null| null.quantiles),
        p: null.and_then(|null| null.p),
        replicates: options.replicates,
        undefined,
        chance_undefined: chance.err().map(|undefined| undefined.reason.into_owned()),
        localities,
        set_aside: slice.set_aside().to_vec(),
    })
}

/// The practices of each locality, of which there are two or more.
fn members(slice: &Slice) -> Result<BTreeMap<&Arc<str>, Vec<usize>>, Error> {
    let groups = slice.groups().ok_or_else(|| Error::Figures("practices have no localities".to_owned()))?;
    let mut members: BTreeMap<&Arc<str>, Vec<usize>> = BTreeMap::new();
    for (i, group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(i);
    }
    if members.len() < 2 {
        let only = groups.first().map_or("", |g| &**g);
        return Err(Error::Figures(format!(
            "all practices are in one locality, '{only}': there is nothing between localities"
        )));
    }
    Ok(members)
}

/// The share of the variance that lies between localities, and what dealing practices out at random puts there.
fn between(slice: &Slice, options: &LocalityOptions) -> Result<(f64, Option<Null>), Undefined> {
    let simulation = Simulation { replicates: options.replicates, seed: options.seed, repeat_factor: 1.0 };
    let share = VARIANCE_SHARE.compute(slice)?;
    let null = permute_of(slice, &simulation, &[&VARIANCE_SHARE])?.into_iter().next();
    Ok((share.value, null))
}

/// What rates are over.
fn base(slice: &Slice) -> Vec<f64> {
    match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator.to_vec(),
        _ => slice.expected().to_vec(),
    }
}

/// A figure of every practice; `None` where it is known of none.
fn complete(slice: &Slice, known: &BTreeMap<Arc<str>, f64>, what: &str) -> Result<Option<Vec<f64>>, Error> {
    if known.is_empty() {
        return Ok(None);
    }
    let of = |area: &crate::data::slice::SliceArea| {
        let value = known.get(&area.code).copied().filter(|v| v.is_finite() && *v >= 0.0);
        value.ok_or_else(|| {
            Error::Figures(format!("practice {} has no {what}, zero or more, and others have", area.code))
        })
    };
    slice.areas().iter().map(of).collect::<Result<_, _>>().map(Some)
}

/// Figures of practices.
struct Figures<'a> {
    people: &'a [f64],
    weights: &'a [f64],
    spend: Option<&'a [f64]>,
}

/// What holds for all localities together.
struct Whole {
    rate: f64,
    weighted: f64,
    phi: Option<f64>,
}

fn one(
    slice: &Slice,
    (name, at): (&Arc<str>, &[usize]),
    figures: &Figures<'_>,
    (all, options): (&Whole, &LocalityOptions),
) -> Locality {
    let sum = |values: &[f64]| at.iter().map(|i| values[*i]).sum::<f64>();
    let (observed, denominator, weighted) = (sum(slice.observed()), sum(figures.people), sum(figures.weights));
    let expected = all.rate * denominator;
    let chance_cv = all.phi.filter(|_| expected > 0.0).map(|phi| (phi / expected).sqrt());
    let budget = options.budget.filter(|_| all.weighted > 0.0).map(|budget| budget * weighted / all.weighted);
    let allowance = options.allowance.map(|per_head| per_head * denominator);
    let spend = figures.spend.map(sum);
    Locality {
        locality: Arc::clone(name),
        practices: at.len(),
        observed,
        denominator,
        rate: observed / denominator,
        ratio: if expected > 0.0 { observed / expected } else { 0.0 },
        chance_cv,
        weighted: budget.map(|_| weighted),
        budget,
        plus_or_minus: budget.zip(chance_cv).map(|(budget, cv)| Z * cv * budget),
        allowance,
        spend,
        beyond_allowance: spend.zip(allowance).map(|(spend, allowance)| spend - allowance),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(kind: Kind, rows: &[(&str, f64, f64)]) -> Slice {
        let slice = Slice::from_denominators(kind, rows).unwrap();
        slice.with_groups(|code| Some(code[..1].into())).unwrap()
    }

    const ROWS: [(&str, f64, f64); 4] =
        [("N1", 10.0, 100.0), ("N2", 12.0, 100.0), ("S1", 30.0, 100.0), ("S2", 28.0, 300.0)];

    /// Of the six ways to deal four practices in pairs, two put as much between as N and S do: p is a third.
    #[test]
    fn p_counts_deals() {
        let rows = [("N1", 10.0, 100.0), ("N2", 12.0, 100.0), ("S1", 30.0, 100.0), ("S2", 28.0, 100.0)];
        let options = LocalityOptions { replicates: 9_999, seed: 3, ..LocalityOptions::default() };
        let found = localities(&slice(Kind::Count, &rows), &options).unwrap();
        assert!((found.p.unwrap() - 1.0 / 3.0).abs() < 0.02, "{:?}", found.p);
    }

    #[test]
    fn budgets_and_allowances_by_hand() {
        let spend = ROWS.iter().map(|(code, ..)| ((*code).into(), 1_000.0)).collect();
        let weighted = ROWS.iter().zip([1.0, 1.0, 2.0, 4.0]).map(|((code, ..), w)| ((*code).into(), w)).collect();
        let options =
            LocalityOptions { budget: Some(800.0), weighted, allowance: Some(25.0), spend, replicates: 99, seed: 1 };
        let found = localities(&slice(Kind::Count, &ROWS), &options).unwrap();
        let [n, s] = &found.localities[..] else { panic!() };
        assert_eq!((n.budget, s.budget, n.weighted), (Some(200.0), Some(600.0), Some(2.0)));
        // 200 and 400 heads at 25 pounds.
        assert_eq!((n.allowance, s.beyond_allowance), (Some(5_000.0), Some(-8_000.0)));
        // 80 events in 600 people: 200 expect 26.67.
        assert!((n.chance_cv.unwrap() - (600.0f64 / 80.0 / 200.0).sqrt()).abs() < 1e-12);
        assert!((n.plus_or_minus.unwrap() - Z * n.chance_cv.unwrap() * 200.0).abs() < 1e-9);
    }

    #[test]
    fn money_has_no_chance_and_gaps_are_named() {
        let found =
            localities(&slice(Kind::Amount, &ROWS), &LocalityOptions { replicates: 99, ..LocalityOptions::default() });
        let found = found.unwrap();
        assert!(
            found.chance_undefined.is_some()
                && found.localities[0].chance_cv.is_none()
                && found.between_share.is_some()
        );
        let spend = BTreeMap::from([("N1".into(), 3.0)]);
        let gap = localities(&slice(Kind::Count, &ROWS), &LocalityOptions { spend, ..LocalityOptions::default() });
        assert!(gap.unwrap_err().to_string().contains("practice N2 has no spending"));
        let single = slice(Kind::Count, &ROWS[..2]);
        assert!(
            localities(&single, &LocalityOptions::default()).unwrap_err().to_string().contains("in one locality, 'N'")
        );
    }
}
