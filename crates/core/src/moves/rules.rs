//! What moves: single amounts, or a part every year.

use crate::data::slice::Slice;
use crate::error::Error;
use crate::near::did_you_mean;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An amount that goes from one area to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Code of the area that gives it.
    pub from: Arc<str>,
    /// Code of the area that gets it.
    pub to: Arc<str>,
    /// How much, in the unit of the numerator, above zero.
    pub amount: f64,
}

/// What moves.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// These amounts.
    Moves(Vec<Move>),
    /// Every area moves towards the rate of all together, or its target, up or down by at most this part of what it has, every year.
    ToTarget {
        /// Part of its amount by which an area changes in a year at most, above zero.
        at_most: f64,
        /// Years.
        years: usize,
        /// What each area should have, in any unit: money is neither made nor lost, so that its shares of what there is count. `None`: the
        /// rate of all together.
        targets: Option<BTreeMap<Arc<str>, f64>>,
    },
}

pub(super) fn by_moves(slice: &Slice, moves: &[Move]) -> Result<Vec<f64>, Error> {
    let places: BTreeMap<&str, usize> = slice.areas().iter().enumerate().map(|(i, a)| (&*a.code, i)).collect();
    let place = |code: &Arc<str>| {
        let meant = || did_you_mean(code, places.keys().copied());
        places.get(&**code).copied().ok_or_else(|| {
            Error::Figures(format!("there is no area {code} in {} to move money from or to{}", slice.period(), meant()))
        })
    };
    let mut after = slice.observed().to_vec();
    for Move { from, to, amount } in moves {
        if !amount.is_finite() || *amount <= 0.0 {
            let expected = "an amount above 0; turn the move round where it goes the other way";
            return Err(Error::Parameter { name: "amount", value: *amount, expected });
        }
        let (giver, taker) = (place(from)?, place(to)?);
        if giver == taker {
            return Err(Error::Figures(format!("area {from} gives {amount} to itself")));
        }
        after[giver] -= amount;
        after[taker] += amount;
    }
    match slice.areas().iter().zip(&after).find(|(a, after)| **after < 0.0 && a.observed >= 0.0) {
        Some((area, after)) => {
            let gives = area.observed - after;
            Err(Error::Figures(format!(
                "area {} has {} and gives {gives}; nothing is below zero",
                area.code, area.observed
            )))
        }
        None => Ok(after),
    }
}

/// What each area should have: at the rate of all together, or its share of what there is by targets of their own.
///
/// # Errors
/// [`Error::Figures`] for an area without a target, one below zero, and targets that are all zero.
pub(super) fn aims(
    slice: &Slice,
    people: &[f64],
    targets: Option<&BTreeMap<Arc<str>, f64>>,
) -> Result<Vec<f64>, Error> {
    let own: Vec<f64> = match targets {
        None => people.to_vec(),
        Some(targets) => {
            let one = |area: &crate::data::slice::SliceArea| match targets.get(&area.code) {
                Some(target) if target.is_finite() && *target >= 0.0 => Ok(*target),
                Some(target) => {
                    Err(Error::Figures(format!("the target of area {} is {target}; it is 0 or more", area.code)))
                }
                None => Err(Error::Figures(format!(
                    "area {} has no target; money moves between areas that all have one",
                    area.code
                ))),
            };
            slice.areas().iter().map(one).collect::<Result<_, _>>()?
        }
    };
    let (all, there) = (own.iter().sum::<f64>(), slice.observed().iter().sum::<f64>());
    if all <= 0.0 {
        return Err(Error::Figures("all targets are zero".to_owned()));
    }
    Ok(own.iter().map(|own| own * (there / all)).collect())
}

/// Each year every area moves by as much as it may; the side that moves more is scaled to what the other takes or gives.
pub(super) fn to_target(before: &[f64], aims: &[f64], at_most: f64, years: usize) -> Result<Vec<f64>, Error> {
    if !(at_most > 0.0 && at_most <= 1.0) {
        let expected = "per cent a year above 0 and at most 100";
        return Err(Error::Parameter { name: "to-target", value: 100.0 * at_most, expected });
    }
    if !(1..=100).contains(&years) {
        let value = years as f64;
        return Err(Error::Parameter { name: "years", value, expected: "years from 1 to 100" });
    }
    if before.iter().any(|b| *b < 0.0) {
        return Err(Error::Figures("an area has less than nothing, so that no part of it can move".to_owned()));
    }
    let mut now = before.to_vec();
    for _ in 0..years {
        let change: Vec<f64> =
            now.iter().zip(aims).map(|(own, aim)| (aim - own).clamp(-at_most * own, at_most * own)).collect();
        let gains: f64 = change.iter().filter(|c| **c > 0.0).sum();
        let losses: f64 = -change.iter().filter(|c| **c < 0.0).sum::<f64>();
        let all = gains.min(losses);
        if all <= 0.0 {
            break;
        }
        for (own, change) in now.iter_mut().zip(change) {
            *own += change * if change > 0.0 { all / gains } else { all / losses };
        }
    }
    Ok(now)
}
