//! Practices behind the areas, for intervals that draw them again.

use super::plan::{Data, Plan};
use super::{Error, Resample, Result};
use crate::core::{Kind, Parts, Slice, SliceOptions};
use std::collections::BTreeMap;

impl Plan {
    /// The slices with their practices, where intervals are to draw from them.
    pub(super) fn with_practices(
        &self,
        slices: Vec<Slice>,
        parts: Option<&Parts>,
        options: &SliceOptions,
    ) -> Result<(Vec<Slice>, Vec<String>)> {
        let known = parts.filter(|p| p.has_practices());
        let from_store = !matches!(self.data, Data::Files { .. });
        let (draws, resample) = (self.analysis.replicates > 0, self.study.resample);
        let Some(parts) = known.filter(|_| draws && resample != Some(Resample::Areas)) else {
            return match draws && self.study.asks_for_practices() {
                true if from_store => Err(Error::option(
                    "resample",
                    "practices: here the areas are the practices themselves; choose a larger `level`",
                )),
                true => Err(Error::option(
                    "resample",
                    "practices needs rows by practice; name their column with `column-within COLUMN`",
                )),
                false => Ok((slices, Vec::new())),
            };
        };
        let mut single: (usize, usize) = (0, 0);
        let mut complete = |slice: Slice| -> Result<Slice> {
            // Weighted or standardised figures are not the sums of those of the practices.
            if from_store && resample.is_none() && slice.kind() != Kind::Amount {
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
