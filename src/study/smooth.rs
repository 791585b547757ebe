//! Shrunken ratios of a study.

use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::Plan;
use super::{EXCEED, Error, Result, Study, Task};
use crate::core::Slice;
use crate::core::shrinkage::{Shrinker, SmoothedSlice, smooth_known, usual};
use crate::report::LabelsBy;
use rayon::prelude::*;

/// The shrunken ratios of a study with their words.
#[derive(Debug, Clone)]
pub struct Smoothing {
    /// One entry per treatment and period asked for.
    pub slices: Vec<SmoothedSlice>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// What a reader must know before all else: how much of the country is not in the figures.
    pub warnings: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

impl Smoothing {
    /// What was set aside and why, a line per reason.
    #[must_use]
    pub fn set_aside_lines(&self) -> Vec<String> {
        aside_lines(self.slices.iter().map(|s| (&s.treatment, &*s.set_aside)))
    }
}

impl Study {
    /// Reads the data, cuts them and shrinks the ratios of every slice, by the `method` asked for or the usual one of its
    /// kind, and gives the probability that the true ratio is above `exceed`.
    ///
    /// # Errors
    /// As [`Study::run`], for a method that there is not and for an `exceed` that is not above zero.
    pub fn smooth(&self) -> Result<Smoothing> {
        let plan = self.plan_for(Task::Smooth)?;
        let (method, exceed) = plan.smoothing()?;
        let (loaded, slices) = plan.cut()?;
        let labels = plan.labels(&loaded.words, slices.iter().map(|s| s.treatment()));
        let wanted = plan.wanted(&loaded.words, slices)?;
        let one = |slice: Slice| {
            let method = method.unwrap_or_else(|| usual(slice.kind()));
            Ok(smooth_known(slice, &plan.analysis, method, exceed)?)
        };
        let slices: Vec<Result<SmoothedSlice>> = wanted.into_par_iter().map(one).collect();
        let slices = slices.into_iter().collect::<Result<_>>()?;
        let Loaded { warnings, notes, .. } = loaded;
        Ok(Smoothing { slices, labels, warnings, notes })
    }
}

impl Plan {
    /// How ratios are shrunken, where that was said, and the ratio to be above.
    pub(super) fn smoothing(&self) -> Result<(Option<&'static Shrinker>, f64)> {
        let (method, exceed) = (self.study.shrinker()?, self.study.exceed.unwrap_or(EXCEED));
        if !exceed.is_finite() || exceed <= 0.0 {
            return Err(Error::option("exceed", format!("is {exceed}; expected a ratio above zero, such as 1.25")));
        }
        Ok((method, exceed))
    }
}
