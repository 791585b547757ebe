//! Similar areas among those of a slice.

use super::found::OpportunityOptions;
use super::target::MoveTo;
use crate::data::slice::Slice;
use crate::error::Error;
use crate::similar::Similar;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Similar areas among those of the slice, where the target needs them.
pub(super) fn peers(slice: &Slice, options: &OpportunityOptions) -> Result<Option<Similar>, Error> {
    match (&options.to, &options.likeness) {
        (MoveTo::Similar, Some(likeness)) => likeness.among(slice).map(Some),
        (MoveTo::Similar, None) => {
            Err(Error::Indicators("names no indicator: what should similar areas have alike?".to_owned()))
        }
        (_, Some(_)) => Err(Error::Indicators("goes with `target similar`".to_owned())),
        (_, None) => Ok(None),
    }
}

/// The target of its own of each area, where there are such.
pub(super) fn own(slice: &Slice, options: &OpportunityOptions) -> Vec<Option<f64>> {
    let of = |code: &Arc<str>| options.targets.get(code).copied();
    match options.to {
        MoveTo::Column(_) => slice.areas().iter().map(|area| of(&area.code)).collect(),
        _ => Vec::new(),
    }
}

/// Areas of the slice that have no target: they lack what similar areas have alike, are alone in their group, or have none in the column.
pub(super) fn left_out(slice: &Slice, targets: &[Option<f64>]) -> Vec<Arc<str>> {
    let without = slice.areas().iter().zip(targets).filter(|(_, target)| target.is_none());
    without.map(|(area, _)| Arc::clone(&area.code)).collect()
}

/// Numbers in the slice of the similar areas of each area.
pub(super) fn numbers(slice: &Slice, near: Option<&Similar>) -> Vec<Option<Vec<usize>>> {
    let Some(near) = near else { return vec![None; slice.len()] };
    let at: BTreeMap<&Arc<str>, usize> = slice.areas().iter().enumerate().map(|(i, a)| (&a.code, i)).collect();
    let mut peers = vec![None; slice.len()];
    for of in near.by_area() {
        let own = of.first().and_then(|n| at.get(&n.area));
        if let Some(own) = own {
            peers[*own] = Some(of.iter().filter_map(|n| at.get(&n.neighbour).copied()).collect());
        }
    }
    peers
}

pub(super) fn without_peers(near: &Similar) -> Option<String> {
    const SHOWN: usize = 8;
    // Those of groups have no target at all, and are listed with the others that have none.
    near.nearest?;
    let mut codes: Vec<&str> = near.without_peers.iter().take(SHOWN).map(|w| &*w.area).collect();
    if near.without_peers.len() > SHOWN {
        codes.push("...");
    }
    (!codes.is_empty()).then(|| {
        format!(
            "{} areas have no peers (their tenth similar area is over 1.5 times as far as usual), so that their target says little: {}",
            near.without_peers.len(),
            codes.join(", ")
        )
    })
}
