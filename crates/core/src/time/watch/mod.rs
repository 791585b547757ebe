//! Alerts of single months: an own rule with a level, and two published ones without.

mod alert;
mod change;
mod months;
mod published;

pub use alert::{Alert, WatchRule, Way};

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::outliers::control::benjamini_hochberg;
use change::{Unit, changes, offs};
use months::months;
use published::{specials, sums};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one event is in a month, where that is known.
pub type OneEvent<'a> = &'a (dyn Fn(&Slice) -> Option<f64> + Sync);

/// Level of the own rule: the share of false alerts among all of a run.
pub const WATCH_LEVEL: f64 = 0.05;

/// What became of the own rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tests {
    /// Areas x treatments x months that were tested.
    pub tested: usize,
    /// Those that could not be: too few months before, or fewer than ten events to expect, as far as it is known what one is.
    pub untested: usize,
}

/// Alerts of the slices of each treatment (in the order of time, one per month) from month number `from[treatment]` on, in the order of
/// treatment, month, area and rule. A month is judged by what came before it alone, so that later months change nothing. `event` says what one event
/// is; where it does not, it is 1 of a count or share, and of an amount what the errors of earlier months let it be.
#[must_use]
pub fn watch(treatments: &[&[Slice]], from: &[usize], event: OneEvent<'_>, rules: &[WatchRule]) -> (Vec<Alert>, Tests) {
    let of = |(slices, from): (&&[Slice], &usize)| alerts_of(slices, *from, event, rules);
    let found: Vec<(Vec<Alert>, usize)> = treatments.par_iter().zip(from.par_iter()).map(of).collect();
    let untested = found.iter().map(|(_, untested)| untested).sum();
    let mut all: Vec<Alert> = found.into_iter().flat_map(|(alerts, _)| alerts).collect();
    let p: Vec<Option<f64>> = all.iter().map(|a| a.p).collect();
    for (alert, q) in all.iter_mut().zip(benjamini_hochberg(&p)) {
        alert.q = q;
    }
    let tests = Tests { tested: p.iter().flatten().count(), untested };
    all.retain(|a| a.rule != WatchRule::Change || a.q.is_some_and(|q| q <= WATCH_LEVEL));
    all.sort_by(|a, b| (&a.treatment, a.month, &a.area, a.rule).cmp(&(&b.treatment, b.month, &b.area, b.rule)));
    (all, tests)
}

fn unit(slice: &Slice, event: OneEvent<'_>) -> Unit {
    match (event(slice), slice.kind()) {
        (Some(event), _) => Unit::Known(event),
        (None, Kind::Amount) => Unit::Unknown,
        (None, Kind::Count | Kind::Share) => Unit::Known(1.0),
    }
}

/// Every test of the own rule and the alerts of the others, and how many could not be tested.
fn alerts_of(slices: &[Slice], from: usize, event: OneEvent<'_>, rules: &[WatchRule]) -> (Vec<Alert>, usize) {
    let months = months(slices);
    let names: BTreeMap<&Arc<str>, Option<&Arc<str>>> =
        slices.iter().flat_map(Slice::areas).map(|a| (&a.code, a.name.as_ref())).collect();
    let offs = offs(&months, slices.len());
    let (mut alerts, mut untested) = (Vec::new(), 0);
    for rule in rules {
        for (at, slice) in slices.iter().enumerate().skip(from) {
            let (found, left) = match rule {
                WatchRule::Change => changes(&months, &offs, at, unit(slice, event)),
                WatchRule::Xmr => (specials(&months, at), 0),
                WatchRule::Cusum => (Vec::new(), 0),
            };
            untested += left;
            alerts.extend(found.into_iter().map(|found| found.alert(*rule, slice, &names)));
        }
        if *rule == WatchRule::Cusum {
            let found = sums(&months, slices.len(), from);
            alerts.extend(found.into_iter().map(|(at, found)| found.alert(*rule, &slices[at], &names)));
        }
    }
    (alerts, untested)
}

#[cfg(test)]
mod tests;
