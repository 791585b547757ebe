//! What merging areas would do to how far they differ: nothing changes for any patient, and the figures look better.
//!
//! Numerators and denominators of the areas of a group are summed and everything is computed again. Of the weighted variance and of
//! the Theil index T the total is what lies between groups plus what lies within them, exactly; merging leaves the first alone.

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::Undefined;
use std::sync::Arc;

/// How far areas differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Differences {
    /// Areas.
    pub areas: usize,
    /// Variance of the rates (of O / E where expected values are given), weighted by population.
    pub weighted_variance: Option<f64>,
    /// Theil index T, weighted by population; `None` with amounts below zero.
    pub theil_t: Option<f64>,
    /// Coefficient of variation, weighted by population.
    pub cv_weighted: Option<f64>,
}

/// What merging the areas of one slice would do. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Merged {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// The areas as they are.
    pub before: Differences,
    /// The groups that they are merged into.
    pub after: Differences,
    /// Areas that are the only one of their group: merging leaves them as they are.
    pub left_alone: usize,
    /// Share of the weighted variance that lies between groups and is left.
    pub between_share: Option<f64>,
    /// Share that lies within groups: by so much the differences would look smaller.
    pub within_share: Option<f64>,
    /// The same of the Theil index T.
    pub theil_between_share: Option<f64>,
    /// The same of the Theil index T.
    pub theil_within_share: Option<f64>,
    /// The groups, sorted by name.
    pub merged: Vec<MergedArea>,
    /// The reason why there are no figures; `None` where there are.
    pub undefined: Option<String>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// A group as one area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MergedArea {
    /// Its name.
    pub area: Arc<str>,
    /// The areas in it.
    pub areas: Vec<Arc<str>>,
    /// Sum of what was observed.
    pub observed: f64,
    /// Sum of the denominators (of the expected values where they are given).
    pub denominator: f64,
    /// The one over the other.
    pub rate: f64,
    /// Lowest rate of its areas.
    pub lowest: f64,
    /// Highest rate of its areas.
    pub highest: f64,
}

/// What merging the areas of each parent group ([`Slice::with_groups`]) would do.
///
/// ```
/// use unwarranted_core::{Kind, Slice, merge::merge};
/// let rows = [("A1", 10.0, 100.0), ("A2", 20.0, 100.0), ("B1", 30.0, 100.0), ("B2", 40.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = merge(&slice.with_groups(|code| Some(code[..1].into())).unwrap());
/// // Rates 0.1 to 0.4 become 0.15 and 0.35: variance 0.0125 before, 0.01 after.
/// assert!((found.before.weighted_variance.unwrap() - 0.0125).abs() < 1e-15);
/// assert!((found.within_share.unwrap() - 0.2).abs() < 1e-12);
/// ```
#[must_use]
pub fn merge(slice: &Slice) -> Merged {
    let found = Merged {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        before: Differences { areas: slice.len(), ..Differences::default() },
        after: Differences::default(),
        left_alone: 0,
        between_share: None,
        within_share: None,
        theil_between_share: None,
        theil_within_share: None,
        merged: Vec::new(),
        undefined: None,
        set_aside: slice.set_aside().to_vec(),
    };
    match figures(slice) {
        Ok((before, numbers)) => entered(found, slice, &before, &numbers),
        Err(undefined) => Merged { undefined: Some(undefined.reason.into_owned()), ..found },
    }
}

/// What was observed and what it is divided by, of each area.
pub(crate) type Pairs = Vec<(f64, f64)>;

/// What was observed in each area, and what its rate is over.
///
/// # Errors
/// Undefined for one area and where an area has nothing to divide by.
pub(crate) fn pairs(slice: &Slice) -> Result<Pairs, Undefined> {
    slice.require_variation()?;
    let base = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator,
        _ => slice.expected(),
    };
    if let Some(at) = base.iter().position(|d| *d <= 0.0) {
        return Err(Undefined::because(format!("area {} has no denominator above zero", slice.areas()[at].code)));
    }
    Ok(slice.observed().iter().copied().zip(base.iter().copied()).collect())
}

fn figures(slice: &Slice) -> Result<(Pairs, Vec<usize>), Undefined> {
    Ok((pairs(slice)?, slice.group_numbers()?))
}

fn entered(found: Merged, slice: &Slice, before: &Pairs, numbers: &[usize]) -> Merged {
    let merged = groups(slice, before, numbers);
    let after: Pairs = merged.iter().map(|g| (g.observed, g.denominator)).collect();
    let [was, is] = [differences(before), differences(&after)];
    // Of what is left after merging and what is not: between + within is the whole, so that neither is measured twice.
    let share = |was: Option<f64>, is: Option<f64>| was.zip(is).filter(|(was, _)| *was > 0.0).map(|(was, is)| is / was);
    let within = |numbers: Option<f64>| numbers.map(|share| (1.0 - share).clamp(0.0, 1.0));
    let variance = share(was.weighted_variance, is.weighted_variance);
    let theil = share(was.theil_t, is.theil_t);
    let undefined =
        variance.is_none().then(|| "all rates are the same, so that there is nothing to make smaller".to_owned());
    Merged {
        before: was,
        after: is,
        left_alone: merged.iter().filter(|group| group.areas.len() == 1).count(),
        between_share: variance,
        within_share: within(variance),
        theil_between_share: theil,
        theil_within_share: within(theil),
        merged,
        undefined,
        ..found
    }
}

fn groups(slice: &Slice, pairs: &Pairs, numbers: &[usize]) -> Vec<MergedArea> {
    let names = slice.groups().unwrap_or_default();
    let mut merged: Vec<Option<MergedArea>> = vec![None; numbers.iter().max().map_or(0, |last| last + 1)];
    for (i, ((observed, base), number)) in pairs.iter().zip(numbers).enumerate() {
        let group = merged[*number].get_or_insert_with(|| MergedArea {
            area: Arc::clone(&names[i]),
            areas: Vec::new(),
            observed: 0.0,
            denominator: 0.0,
            rate: 0.0,
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
        });
        group.areas.push(Arc::clone(&slice.areas()[i].code));
        group.observed += observed;
        group.denominator += base;
        group.lowest = group.lowest.min(observed / base);
        group.highest = group.highest.max(observed / base);
    }
    let with_rate = |group: MergedArea| MergedArea { rate: group.observed / group.denominator, ..group };
    merged.into_iter().flatten().map(with_rate).collect()
}

/// The three measures, each weighted by what rates are over.
pub(crate) fn differences(pairs: &Pairs) -> Differences {
    let (observed, base) = pairs.iter().fold((0.0, 0.0), |(o, d), pair| (o + pair.0, d + pair.1));
    let mean = observed / base;
    let variance = pairs.iter().map(|(o, d)| d / base * (o / d - mean).powi(2)).sum::<f64>();
    let entropy = |x: f64| if x > 0.0 { x * libm::log(x) } else { 0.0 };
    let theil = pairs.iter().map(|(o, d)| d / base * entropy(o / d / mean)).sum::<f64>().max(0.0);
    let positive = mean > 0.0 && pairs.iter().all(|(o, _)| *o >= 0.0);
    Differences {
        areas: pairs.len(),
        weighted_variance: Some(variance),
        theil_t: positive.then_some(theil),
        cv_weighted: (mean > 0.0).then(|| variance.sqrt() / mean),
    }
}
