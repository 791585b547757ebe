//! What a study says of each of its slices.

use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::Plan;
use super::words::DataWords;
use super::{Error, Result};
use crate::core::text::counted;
use crate::core::{Reason, Slice};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use std::collections::BTreeMap;

/// What is said of each slice, with the words of its treatment and what a reader must know.
#[derive(Debug, Clone)]
pub struct Sliced<T> {
    /// One entry per treatment and period asked for.
    pub slices: Vec<T>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why, a line per reason.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

impl Plan {
    /// The slices of the periods asked for.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub(super) fn wanted(&self, words: &DataWords, slices: Vec<Slice>) -> Result<Vec<Slice>> {
        self.check(words, &slices)?;
        Ok(slices.into_iter().filter(|s| self.asks_for(s.period())).collect())
    }

    /// Refuses what no command can say anything of: every command asks here before it analyses.
    ///
    /// # Errors
    /// Periods that the data do not have; titles that say that rates are per another number than they are; data of which nothing
    /// is left to analyse.
    pub(super) fn check(&self, words: &DataWords, slices: &[Slice]) -> Result<()> {
        self.require_periods(slices.iter().map(Slice::period))?;
        self.check_titles(words, slices.iter().map(Slice::treatment))?;
        require_areas(slices.iter().filter(|s| self.asks_for(s.period())))
    }

    /// What is said of these slices, with the words and all else that came with the data.
    pub(super) fn sliced<T>(&self, loaded: Loaded, wanted: &[Slice], found: Vec<T>) -> Sliced<T> {
        let labels = self.labels(&loaded.words, wanted.iter().map(Slice::treatment));
        let set_aside = aside_lines(wanted.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { inputs, warnings, notes, .. } = loaded;
        Sliced { slices: found, labels, inputs, warnings, set_aside, notes }
    }
}

/// Refuses data in which no area has a figure that can be used: an empty table says nothing of why it is empty.
fn require_areas<'a>(slices: impl Iterator<Item = &'a Slice> + Clone) -> Result<()> {
    let Some(first) = slices.clone().next().filter(|_| slices.clone().all(|s| s.areas().is_empty())) else {
        return Ok(());
    };
    let mut rows: BTreeMap<Reason, usize> = BTreeMap::new();
    slices.flat_map(Slice::set_aside).for_each(|aside| *rows.entry(aside.reason).or_default() += aside.rows);
    let why = |(reason, n): (&Reason, &usize)| {
        format!("{}, because {}", counted(i64::try_from(*n).unwrap_or(i64::MAX), "row", "rows"), reason.meaning())
    };
    let why: Vec<String> = rows.iter().map(why).collect();
    let advice = if rows.contains_key(&Reason::IncompletePeriod) {
        "choose shorter periods with `by`, or others with `from` and `to`"
    } else {
        "choose another period or column, or a file that has the figures"
    };
    Err(Error::Treatment {
        treatment: first.treatment().to_string(),
        problem: format!("has no figure of any area that can be used. Set aside: {}; {advice}", why.join("; ")),
    })
}
