//! Disclosure control: what is done to small counts before anything is worked out of them.

use super::loaded::Loaded;
use super::plan::Plan;
use super::{Error, Result};
use crate::core::disclosure::{Action, Disclosure, Protected};
use crate::core::{Period, Slice};

impl Plan {
    /// The slices as they may be published, with what was done entered in the log and said.
    pub(super) fn protected(&self, slices: Vec<Slice>, loaded: &mut Loaded) -> Result<Vec<Slice>> {
        let rule = self.study.disclosure.unwrap_or_default();
        if rule == Disclosure::None {
            return Ok(slices);
        }
        apart(&slices)?;
        // Practices are smaller than their areas.
        loaded.parts = None;
        let mut published = Vec::with_capacity(slices.len());
        for slice in slices {
            let (slice, log) = rule.protect(slice)?;
            published.push(slice);
            loaded.protected.extend(log);
        }
        loaded.notes.push(said(rule, &loaded.protected));
        Ok(self.with_said_chance(published, &loaded.said).0)
    }
}

/// Refuses periods that share months: one taken from the other leaves counts that no rule has seen.
pub(super) fn apart(slices: &[Slice]) -> Result<()> {
    let share = |w: &&[Slice]| {
        w[0].treatment() == w[1].treatment() && w[0].period() != Period::All && w[0].period().overlaps(w[1].period())
    };
    match slices.windows(2).find(share) {
        Some(pair) => Err(Error::option(
            "disclosure",
            format!(
                "the periods {} and {} overlap: taking one from the other would give small counts away; keep periods that do \
                 not, with `from` and `to`",
                pair[0].period(),
                pair[1].period()
            ),
        )),
        None => Ok(()),
    }
}

/// What was done, in words.
pub(super) fn said(rule: Disclosure, log: &[Protected]) -> String {
    let of = |action: Action| log.iter().filter(|p| p.action == action).count();
    let hidden = match (of(Action::Small), of(Action::Second)) {
        (0, 0) => "No figure of an area is hidden.".to_owned(),
        (small, 0) => format!("{} hidden.", figures(small)),
        (small, second) => format!(
            "{} hidden as too small, and {second} more because a single small one could be worked out from a total.",
            figures(small)
        ),
    };
    let meaning = rule.meaning();
    format!("Disclosure control ({rule}): {meaning} {hidden} Rates, intervals and indices are made of what is shown.")
}

fn figures(n: usize) -> String {
    if n == 1 { "1 figure of an area is".to_owned() } else { format!("{n} figures of areas are") }
}
