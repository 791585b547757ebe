//! The league of a study before and after the same need.

use super::explain::NeedFound;
use super::plan::Plan;
use super::{Result, Sweeping};
use crate::core::explain::ExplainOptions;
use crate::core::sweep::{League, NeedEntry};
use crate::core::{Confidence, Slice};

/// Draws of areas behind the interval of a share, at most: a league has hundreds of treatments.
const MOST_DRAWS: usize = 199;

/// The treatments of one period before and after need.
pub type NeedLeague = Vec<NeedEntry>;

impl Plan {
    /// Enters the leagues before and after need, where it is asked for.
    ///
    /// # Errors
    /// Need that cannot be read, of other areas or periods, and that no treatment can be explained by.
    pub(super) fn enter_need(&self, found: &mut Sweeping) -> Result<()> {
        if self.study.need.is_empty() {
            return Ok(());
        }
        let slices: Vec<Vec<Slice>> = found.leagues.iter().map(League::slices).collect::<Result<_, _>>()?;
        let all: Vec<Slice> = slices.iter().flatten().cloned().collect();
        let NeedFound { known, option, inputs, note } = self.known_need(&all)?;
        known.require(&all, option)?;
        let replicates = self.analysis.replicates.min(MOST_DRAWS);
        let confidence = Confidence::new(self.analysis.confidence, "confidence")?;
        let options = ExplainOptions { confidence, replicates, seed: self.analysis.seed, regions: None };
        let mut without = Vec::new();
        for league in &found.leagues {
            match known.of(league.period) {
                Some(groups) => found.need.push(league.by_need(&groups, &options)?),
                None => without.push(league.period.to_string()),
            }
        }
        found.inputs.extend(inputs);
        found.notes.extend(note);
        found.notes.extend(known.unused(&all));
        if !without.is_empty() {
            found.notes.push(format!("no need is known of {}, which are not explained", without.join(", ")));
        }
        Ok(())
    }
}
