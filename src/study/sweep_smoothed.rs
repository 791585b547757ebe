//! The rare treatments of a league, smoothed by the neighbours of each area.

use super::need::listed;
use super::plan::Plan;
use super::{Result, Sweeping, neighbours};
use crate::core::space::smooth::COMMON;
use crate::core::sweep::{League, Rarity, SmoothedLeague};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

impl Plan {
    /// Smooths the rare treatments of every league, where it is asked for. `progress` is told how many treatments of how many
    /// are done.
    ///
    /// # Errors
    /// Neighbours that cannot be read, or that are of other areas.
    pub(super) fn enter_smoothed(&self, found: &mut Sweeping, progress: super::Progress<'_>) -> Result<()> {
        let Some(by) = &self.study.neighbours else { return Ok(()) };
        let from = by.from(self.study.boundaries.as_deref())?;
        let standings = || found.leagues.iter().flat_map(|league| &league.standings);
        let codes: BTreeSet<Arc<str>> = standings().map(|standing| Arc::clone(&standing.area)).collect();
        let beside = neighbours::of_codes(&from, &codes, self.study.ons_codes()?.as_ref())?;
        let codes: Vec<Arc<str>> = codes.into_iter().collect();
        let all = found.leagues.iter().map(|league| league.entries.len()).sum();
        let done = AtomicUsize::new(0);
        let step = |more| progress(done.fetch_add(more, Ordering::Relaxed) + more, all);
        let smooth = |league: &League| league.smoothed(&beside.neighbours, &codes, &step);
        found.smoothed = found.leagues.iter().map(smooth).collect::<std::result::Result<_, _>>()?;
        found.notes.extend(beside.notes);
        let islands: Vec<&Arc<str>> = beside.neighbours.islands().into_iter().map(|at| &codes[at]).collect();
        if !islands.is_empty() {
            found.notes.push(format!(
                "Without neighbours, and so drawn towards the overall ratio alone: {}.",
                listed(&islands)
            ));
        }
        found.notes.extend(told(&found.smoothed, &beside.words));
        Ok(())
    }
}

/// What was smoothed, by what, and what was not.
fn told(leagues: &[SmoothedLeague], by: &str) -> Vec<String> {
    let all: Vec<&(Arc<str>, Rarity)> = leagues.iter().flat_map(|league| &league.treatments).collect();
    let smoothed = all.iter().filter(|(_, rarity)| matches!(rarity, Rarity::Smoothed { .. })).count();
    let common = all.iter().filter(|(_, rarity)| *rarity == Rarity::Common).count();
    let of = if leagues.len() > 1 { "treatments and periods" } else { "treatments" };
    let mut notes = vec![format!(
        "Smoothed by neighbours (BYM2; {by}): {smoothed} of {} {of}, of which the median area expects fewer than {COMMON:.0} effective \
         events.",
        all.len()
    )];
    if common > 0 {
        notes.push(format!("Left as they are, {common} of {}: the median area expects as many or more, and smoothing would change next to nothing.", all.len()));
    }
    let mut reasons: BTreeMap<&str, BTreeSet<&Arc<str>>> = BTreeMap::new();
    for (id, rarity) in &all {
        if let Rarity::Undefined(why) = rarity {
            reasons.entry(&why.reason).or_default().insert(id);
        }
    }
    notes.extend(reasons.into_iter().map(|(reason, ids)| {
        let ids: Vec<&Arc<str>> = ids.into_iter().collect();
        format!("Not smoothed, because {reason}: {}.", listed(&ids))
    }));
    notes
}
