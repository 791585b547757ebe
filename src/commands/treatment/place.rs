//! Where a definition stands in the league of all that are defined.

use anyhow::{Result, anyhow};
use serde::Serialize;
use std::path::Path;
use unwarranted::core::Period;
use unwarranted::core::text::thousands;
use unwarranted::definitions::{self, Definition};
use unwarranted::store::assemble::Level;
use unwarranted::study::Study;

/// The place of one definition among all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct LeaguePlace {
    /// 1 for the treatment whose rates vary most between areas.
    rank: Option<usize>,
    /// Treatments with a place, this one included.
    of: usize,
    /// By how much areas differ systematically, in shares of the overall rate.
    spread: Option<f64>,
    /// Why it has no place.
    not_ranked: Option<String>,
}

/// A store and the period and areas to look at.
pub(super) struct Look<'a> {
    pub(super) store: &'a Path,
    pub(super) level: Level,
    pub(super) period: Option<Period>,
}

impl Look<'_> {
    /// The place of a definition, given as `word`, in a league without either of the two that are compared.
    pub(super) fn place(&self, word: &str, own: &Definition, other: &Definition) -> Result<LeaguePlace> {
        let others = definitions::all()?.iter().map(Definition::id).filter(|id| ![own.id(), other.id()].contains(id));
        let treatment = others.chain([word]).map(str::to_owned).collect();
        let (store, level) = (Some(self.store.to_owned()), Some(self.level));
        let period = self.period.into_iter().collect();
        let study = Study { store, level, treatment, period, replicates: Some(0), ..Study::default() };
        let found = study.sweep(&|_, _| ())?;
        let entries = found.leagues.first().map(|league| league.entries.as_slice()).unwrap_or_default();
        let entry = entries.iter().find(|entry| &*entry.id == own.id());
        let entry = entry.ok_or_else(|| anyhow!("{} cannot be compared between areas of this store", own.id()))?;
        Ok(LeaguePlace {
            rank: entry.rank,
            of: entries.iter().filter(|entry| entry.rank.is_some()).count(),
            spread: entry.psv.filter(|_| entry.rank.is_some()).map(|psv| psv.max(0.0).sqrt()),
            not_ranked: entry.not_ranked.clone(),
        })
    }
}

impl LeaguePlace {
    /// "place 3 of 81 (areas differ by 24 %)".
    pub(super) fn words(&self) -> String {
        match (self.rank, self.spread) {
            (Some(rank), Some(spread)) => {
                format!("place {rank} of {} (areas differ by {} %)", self.of, thousands(100.0 * spread, 0))
            }
            _ => format!("no place: {}", self.not_ranked.as_deref().unwrap_or("it was not worked out")),
        }
    }
}
