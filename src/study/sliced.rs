//! What a study says of each of its slices.

use super::Result;
use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::Plan;
use super::words::DataWords;
use crate::core::Slice;
use crate::report::LabelsBy;
use crate::report::manifest::Input;

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
    /// Periods that the data do not have; titles that say that rates are per another number than they are.
    pub(super) fn wanted(&self, words: &DataWords, slices: Vec<Slice>) -> Result<Vec<Slice>> {
        self.require_periods(slices.iter().map(Slice::period))?;
        self.check_titles(words, slices.iter().map(Slice::treatment))?;
        Ok(slices.into_iter().filter(|s| self.asks_for(s.period())).collect())
    }

    /// What is said of these slices, with the words and all else that came with the data.
    pub(super) fn sliced<T>(&self, loaded: Loaded, wanted: &[Slice], found: Vec<T>) -> Sliced<T> {
        let labels = self.labels(&loaded.words, wanted.iter().map(Slice::treatment));
        let set_aside = aside_lines(wanted.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { inputs, warnings, notes, .. } = loaded;
        Sliced { slices: found, labels, inputs, warnings, set_aside, notes }
    }
}
