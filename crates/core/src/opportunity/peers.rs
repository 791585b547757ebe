//! Similar areas among those of a slice.

use super::found::OpportunityOptions;
use super::target::{MoveTo, SIMILAR};
use crate::data::slice::Slice;
use crate::error::Error;
use crate::similar::{Indicator, Similar, similar};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Similar areas among those of the slice, where the target needs them.
pub(super) fn peers(slice: &Slice, options: &OpportunityOptions) -> Result<Option<Similar>, Error> {
    if options.to != MoveTo::Similar {
        return match options.indicators.first() {
            Some(_) => Err(Error::Indicators("goes with `target similar`".to_owned())),
            None => Ok(None),
        };
    }
    let own = |indicator: &Indicator| {
        let value = |code: &Arc<str>| Some((Arc::clone(code), *indicator.values.get(code)?));
        Indicator { values: slice.areas().iter().filter_map(|a| value(&a.code)).collect(), ..indicator.clone() }
    };
    let mut found = similar(&options.indicators.iter().map(own).collect::<Vec<_>>(), SIMILAR)?;
    // Areas of the slice of which nothing at all is known.
    let known = |code: &Arc<str>| options.indicators.iter().any(|i| i.values.contains_key(code));
    let names = || options.indicators.iter().map(|i| Arc::clone(&i.name)).collect();
    let unknown = slice.areas().iter().map(|a| &a.code).filter(|code| !known(code));
    found.lacking.extend(unknown.map(|code| crate::similar::Lacking { area: Arc::clone(code), lacks: names() }));
    found.lacking.sort_by(|a, b| a.area.cmp(&b.area));
    Ok(Some(found))
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
