//! Practices behind the areas, for intervals that draw them again.

use super::{Adjust, Data, Study};
use crate::core::{Kind, Parts, Slice, SliceOptions};
use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// What intervals of the indices are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// The practices within each area.
    Practices,
    /// Areas, from the fitted model.
    Areas,
}

impl Resample {
    /// Both with the word used on the command line.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Practices, "practices"), (Self::Areas, "areas")];
}

impl Study {
    /// Whether practices are to be read from a store: asked for, or usual for an amount; only where something is drawn.
    pub(super) fn wants_practices(&self, amount: bool) -> bool {
        // What each practice expects by age and sex is not known to the intervals.
        let usual = if amount && !matches!(self.adjust, Adjust::Indirect { .. }) {
            Resample::Practices
        } else {
            Resample::Areas
        };
        self.statistics.replicates > 0 && self.resample.unwrap_or(usual) == Resample::Practices
    }

    /// The slices with their practices, where intervals are to draw from them.
    pub(super) fn with_practices(
        &self,
        slices: Vec<Slice>,
        parts: Option<&Parts>,
        options: &SliceOptions,
    ) -> Result<(Vec<Slice>, Vec<String>)> {
        let known = parts.filter(|p| p.has_practices());
        let from_store = matches!(self.data, Data::Store { .. });
        let Some(parts) = known.filter(|_| self.statistics.replicates > 0 && self.resample != Some(Resample::Areas))
        else {
            let wanted = self.resample == Some(Resample::Practices) && self.statistics.replicates > 0;
            if wanted && from_store {
                bail!("--resample practices: here the areas are the practices themselves; choose a larger --level");
            }
            if wanted {
                bail!("--resample practices needs rows by practice; name their column with --within COLUMN");
            }
            return Ok((slices, Vec::new()));
        };
        let mut single: (usize, usize) = (0, 0);
        let mut complete = |slice: Slice| -> Result<Slice> {
            // Weighted or standardised figures are not the sums of those of the practices.
            if from_store && self.resample.is_none() && slice.kind() != Kind::Amount {
                return Ok(slice);
            }
            let practices = parts.practices(&slice, options)?;
            let mut by_area: BTreeMap<&str, usize> = BTreeMap::new();
            for practice in &practices {
                *by_area.entry(&practice.area).or_default() += 1;
            }
            single = (single.0 + by_area.values().filter(|n| **n == 1).count(), single.1 + by_area.len());
            Ok(slice.with_practices(practices))
        };
        let slices: Vec<Slice> = slices.into_iter().map(&mut complete).collect::<Result<_>>()?;
        let mut notes = Vec::new();
        if single.1 > 0 {
            notes.push(
                "Intervals of the descriptive indices draw each area's practices again, with replacement. They show \
                 how far an index depends on which practices an area happens to have, not on chance in what those \
                 practices did."
                    .to_owned(),
            );
        }
        if single.0 > 0 {
            let (one, all) = single;
            notes.push(format!(
                "{one} of {all} areas (over all slices) have a single practice, which cannot vary. This makes the \
                 intervals too narrow."
            ));
        }
        Ok((slices, notes))
    }
}
