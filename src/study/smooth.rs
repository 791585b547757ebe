//! Shrunken ratios of a study.

use super::{Loaded, Study};
use crate::core::Confidence;
use crate::core::shrinkage::{Shrinker, SmoothedSlice, smooth};
use crate::report::LabelsBy;
use anyhow::{Result, bail};
use rayon::prelude::*;

/// The shrunken ratios of a study with their words.
#[derive(Debug, Clone)]
pub struct Smoothing {
    /// One entry per treatment and period asked for.
    pub slices: Vec<SmoothedSlice>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

impl Study {
    /// Reads the data, cuts them and shrinks the ratios of every slice; `exceed` is the ratio whose exceedance is given
    /// a probability.
    ///
    /// # Errors
    /// As [`Study::run`], and for an `exceed` that is not above zero.
    pub fn smooth(&self, method: &Shrinker, exceed: f64) -> Result<Smoothing> {
        if !exceed.is_finite() || exceed <= 0.0 {
            bail!("--exceed is {exceed}; expected a ratio above zero, such as 1.25");
        }
        let confidence = Confidence::new(self.confidence, "--confidence")?;
        let (loaded, slices, per) = self.cut()?;
        self.require_periods(slices.iter().map(|s| s.period()))?;
        let labels = self.labels(&loaded.words, per, slices.iter().map(|s| s.treatment()));
        let wanted: Vec<_> =
            slices.iter().filter(|s| self.periods.is_empty() || self.periods.contains(&s.period())).collect();
        let slices = wanted.into_par_iter().map(|s| smooth(s, method, confidence, exceed)).collect();
        let Loaded { notes, .. } = loaded;
        Ok(Smoothing { slices, labels, notes })
    }
}
