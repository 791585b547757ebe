//! What it would come to if every area moved to a target: its units (pounds, where it counts pounds) that would be saved or gained.
//!
//! Signed, areas beyond the target are set off against the others; clipped, only areas on the wrong side of it count. The two
//! differ widely, so both are given. A clipped sum is above zero even where areas differ by chance alone, because chance puts
//! some on the wrong side; what it is then on average is given beside it. What is left without that is no estimate of what would be
//! saved: where areas do differ, chance adds less, so that too much is taken off. The interval allows for both.

mod found;
mod peers;
mod replicates;
mod savings;
mod target;

pub use found::{AreaOpportunity, Opportunity, OpportunityOptions};
pub use savings::{AreaCosts, SavingsIs, percentage_savings, price_savings};
pub use target::{MoveTo, SIMILAR};

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use found::empty;
use peers::{left_out, numbers, own, peers, without_peers};
use std::sync::Arc;
use target::Aim;

/// What the areas of a slice would come to at the target.
///
/// The interval has the target computed again in every draw: a target that is taken as known makes it too narrow (Dropkin 2017,
/// J Public Health, fdx136). Practices are drawn again within their areas where they are known
/// ([`Slice::with_practices`]); otherwise areas come from the fitted overdispersed model, as for the indices.
///
/// # Errors
/// [`Error::Word`] for a polarity of neither; [`Error::Parameter`] for a share that is to be above 1; those of
/// [`Likeness::among`](crate::similar::Likeness::among); [`Error::Indicators`] for indicators without a target that needs them, or none
/// with one that does.
///
/// ```
/// use unwarranted_core::opportunity::{MoveTo, OpportunityOptions, opportunity};
/// use unwarranted_core::{Confidence, Kind, Polarity, Slice};
/// let rows = [("A", 10.0, 100.0), ("B", 20.0, 100.0), ("C", 60.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let confidence = Confidence::new(0.95, "confidence").unwrap();
/// let options = OpportunityOptions {
///     to: MoveTo::Median, polarity: Polarity::Low, likeness: None, targets: Default::default(), confidence,
///     replicates: 0, seed: 1,
/// };
/// let found = opportunity(&slice, &options).unwrap();
/// // The median is 0.2: A has 10 fewer, C 40 more.
/// assert!((found.signed.unwrap() - 30.0).abs() < 1e-9 && (found.clipped.unwrap() - 40.0).abs() < 1e-9);
/// ```
pub fn opportunity(slice: &Slice, options: &OpportunityOptions) -> Result<Opportunity, Error> {
    let expected =
        "low where less is better or high where more is: without it nobody can say what would be saved or gained";
    let unclear = || Error::Word { name: "polarity", text: options.polarity.word().to_owned(), expected };
    let sign = Aim::sign(options.polarity).ok_or_else(unclear)?;
    require_possible(slice, options)?;
    let near = peers(slice, options)?;
    let aim = Aim { to: options.to.clone(), sign, peers: numbers(slice, near.as_ref()), own: own(slice, options) };
    let mut found = empty(slice, options);
    if let Some(near) = &near {
        found.groups =
            options.likeness.as_ref().filter(|_| near.nearest.is_none()).and_then(|l| l.by().into_iter().next());
        found.notes.extend(without_peers(near));
    }
    match figures(slice) {
        Ok(base) => enter(&mut found, slice, base, &aim, options),
        Err(undefined) => found.undefined = Some(undefined.reason.into_owned()),
    }
    Ok(found)
}

/// Refuses a share of more than all.
fn require_possible(slice: &Slice, options: &OpportunityOptions) -> Result<(), Error> {
    let share = slice.kind() == Kind::Share && slice.expected_from() == ExpectedFrom::Internal;
    let above = |value: &f64| share && *value > 1.0;
    let found = match &options.to {
        MoveTo::Rate(value) => Some(*value).filter(above),
        MoveTo::Column(_) => options.targets.values().copied().find(above),
        _ => None,
    };
    let expected = "a share from 0 to 1 (0.3 for 30 %): no area can have more than all";
    found.map_or(Ok(()), |value| Err(Error::Parameter { name: "target", value, expected }))
}

/// What rates are over.
fn figures(slice: &Slice) -> Result<&[f64], Undefined> {
    slice.require_variation()?;
    let base = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator,
        _ => slice.expected(),
    };
    match base.iter().position(|d| *d <= 0.0) {
        Some(at) => Err(Undefined::because(format!("area {} has no denominator above zero", slice.areas()[at].code))),
        None => Ok(base),
    }
}

fn enter(found: &mut Opportunity, slice: &Slice, base: &[f64], aim: &Aim, options: &OpportunityOptions) {
    let targets = aim.targets(slice.observed(), base);
    let one = |((area, d), target): ((&crate::data::slice::SliceArea, &f64), &Option<f64>)| {
        let target = (*target)?;
        let signed = aim.gap(area.observed, *d, target);
        Some(AreaOpportunity {
            area: Arc::clone(&area.code),
            name: area.name.clone(),
            observed: area.observed,
            denominator: *d,
            rate: area.observed / d,
            target,
            signed,
            clipped: signed.max(0.0),
        })
    };
    found.areas = slice.areas().iter().zip(base).zip(&targets).filter_map(one).collect();
    found.left_out = left_out(slice, &targets);
    let is_one = !matches!(options.to, MoveTo::Similar | MoveTo::Column(_));
    found.target = targets.first().copied().flatten().filter(|_| is_one);
    let sums = aim.sums(slice.observed(), base);
    // At the rate of all together gains and losses are the same, but for the rounding of their sum.
    let scale: f64 = found.areas.iter().map(|a| a.signed.abs()).sum();
    let signed = if sums.signed.abs() <= 1e-12 * scale.max(slice.observed().iter().sum()) { 0.0 } else { sums.signed };
    (found.signed, found.clipped) = (Some(signed), Some(sums.clipped));
    if options.replicates > 0 {
        enter_chance(found, slice, base, aim, options);
    }
}

/// Enters what chance alone would give, and the interval of what is beyond it.
fn enter_chance(found: &mut Opportunity, slice: &Slice, base: &[f64], aim: &Aim, options: &OpportunityOptions) {
    let clipped = aim.sums(slice.observed(), base).clipped;
    match replicates::by_chance(slice, base, aim, options) {
        Ok(chance) => {
            (found.by_chance, found.beyond_chance) = (Some(chance), Some(clipped - chance));
            match replicates::interval(slice, base, aim, options, (clipped, chance)) {
                Ok((limits, method)) => {
                    (found.lower, found.upper) = (Some(limits[0]), Some(limits[1]));
                    found.interval_method = Some(method);
                    found.shown = limits[0] > 0.0;
                }
                Err(undefined) => found.notes.push(format!("no interval: {}", undefined.reason)),
            }
        }
        Err(undefined) => {
            found.notes.push(format!(
                "what chance alone would give is not known, and so there is no interval: {}",
                undefined.reason
            ));
        }
    }
}
