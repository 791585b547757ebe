//! Practices behind the areas, for intervals that draw them again.

use super::adjust::Adjust;
use super::plan::{Data, Plan};
use super::{Error, Resample, Result, Study, Task};
use crate::core::{Kind, Parts, Slice, SliceOptions, outliers};
use crate::ingest::tidy::SaidChance;
use crate::store::assemble::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Study {
    /// Whether chance is taken from practices where they are known: nobody says otherwise (what a person takes, a formula
    /// for independent events, a published rule), and figures are the sums of those of practices.
    pub(super) fn takes_chance_of_practices(&self, task: Option<Task>) -> bool {
        // At the level of practices areas are the practices themselves.
        let single = self.level.is_some_and(|level| level == Level::Practice);
        if task == Some(Task::Levels) {
            return !single;
        }
        // The line through ranked areas takes their scatter as it is, and a sweep reads practices itself.
        let rests = task.is_none_or(|t| !matches!(t, Task::Inequality | Task::Sweep));
        rests && !self.says_chance() && !single && matches!(self.adjust(), Adjust::None)
    }

    /// Whether chance is taken from what the data say of it themselves, unless it is said otherwise.
    pub(super) fn takes_said_chance(&self, task: Option<Task>) -> bool {
        task != Some(Task::Inequality) && !self.says_chance()
    }

    /// Whether the user says what chance is: by what a person takes, a formula for independent events, or a published rule.
    fn says_chance(&self) -> bool {
        let rule = self.rule.as_deref().and_then(outliers::find);
        let published = rule.is_some_and(|rule| rule.against.is_none());
        self.per_person.is_some() || self.repeat_factor.is_some() || self.interval.is_some() || published
    }
}

impl Plan {
    /// The slices with the chance that the data say themselves; and the treatments of which they say it of other periods than those cut, so that
    /// it is left out.
    pub(super) fn with_said_chance(&self, slices: Vec<Slice>, said: &SaidChance) -> (Vec<Slice>, Vec<String>) {
        if !self.said_chance || said.phi.is_empty() {
            return (slices, Vec::new());
        }
        let more = |treatment: &Arc<str>| said.phi.iter().any(|((of, _), phi)| of == treatment && *phi > 1.0);
        let mut without = BTreeSet::new();
        let mut one = |slice: Slice| {
            let key = (Arc::clone(slice.treatment()), slice.period());
            match said.phi.get(&key) {
                Some(phi) => slice.with_given_dispersion(*phi),
                None => {
                    if more(slice.treatment()) {
                        without.insert(format!("{} ({})", key.0, key.1));
                    }
                    slice
                }
            }
        };
        let slices = slices.into_iter().map(&mut one).collect();
        let left = |without: String| {
            format!(
                "The column chance_phi says nothing of chance in {without}: what it says is of other periods. Every event is taken as \
                 another person there, so that too many areas may be said to differ; use the periods of the table."
            )
        };
        let without = without.into_iter().collect::<Vec<_>>().join(", ");
        (slices, (!without.is_empty()).then(|| left(without)).into_iter().collect())
    }

    /// The slices with the chance that their practices show.
    pub(super) fn with_practice_chance(
        &self,
        slices: Vec<Slice>,
        parts: Option<&Parts>,
        options: &SliceOptions,
    ) -> Result<Vec<Slice>> {
        let Some(parts) = parts.filter(|p| self.chance_of_practices && p.has_practices()) else { return Ok(slices) };
        let one = |slice: Slice| -> Result<Slice> {
            let practices = parts.practices(&slice, options)?;
            Ok(slice.with_practice_chance(&practices))
        };
        slices.into_iter().map(one).collect()
    }

    /// The slices with their practices, where intervals are to draw from them.
    pub(super) fn with_practices(
        &self,
        slices: Vec<Slice>,
        parts: Option<&Parts>,
        options: &SliceOptions,
    ) -> Result<(Vec<Slice>, Vec<String>)> {
        let from_store = !matches!(self.data, Data::Files { .. });
        let Some(parts) = self.drawn_from(parts)? else { return Ok((slices, Vec::new())) };
        let mut single: (usize, usize) = (0, 0);
        let mut complete = |slice: Slice| -> Result<Slice> {
            // Weighted or standardised figures are not the sums of those of the practices.
            if from_store && self.study.resample.is_none() && slice.kind() != Kind::Amount {
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
        Ok((slices, notes(single)))
    }

    /// The practices that intervals draw again; `None` where they draw none.
    ///
    /// # Errors
    /// Practices are asked for, and there are none.
    fn drawn_from<'a>(&self, parts: Option<&'a Parts>) -> Result<Option<&'a Parts>> {
        let draws = self.analysis.replicates > 0;
        let known = parts.filter(|p| p.has_practices());
        let drawn = known.filter(|_| draws && self.study.resample != Some(Resample::Areas));
        if drawn.is_some() || !draws || !self.study.asks_for_practices() {
            return Ok(drawn);
        }
        let problem = if matches!(self.data, Data::Files { .. }) {
            "practices needs rows by practice; name their column with `column-within COLUMN`"
        } else {
            "practices: here the areas are the practices themselves; choose a larger `level`"
        };
        Err(Error::option("resample", problem))
    }
}

/// What a reader must know of intervals that draw practices, some areas of all having a single one.
fn notes((one, all): (usize, usize)) -> Vec<String> {
    let mut notes = Vec::new();
    if all > 0 {
        notes.push(
            "Intervals of the descriptive indices draw each area's practices again, with replacement. They show \
             how far an index depends on which practices an area happens to have, not on chance in what those \
             practices did."
                .to_owned(),
        );
    }
    if one > 0 {
        notes.push(format!(
            "{one} of {all} areas (over all slices) have a single practice, which cannot vary. This makes the \
             intervals too narrow."
        ));
    }
    notes
}
