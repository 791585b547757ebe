//! A study that is analysed and written slice by slice.

use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::persistence::Within;
use super::plan::Plan;
use super::words::DataWords;
use super::{Result, Study, Task, adjust};
use crate::core::findings::{Piecewise, Wanted};
use crate::core::outliers::ranks::are_defined;
use crate::core::{AnalysisOptions, KindFrom, Slice, SliceFindings};
use crate::report::LabelsBy;
use crate::report::tables::Outline;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A study whose data are read and cut, with the slices of the periods asked for, and which is not yet analysed.
#[derive(Debug)]
pub struct Prepared {
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
    slices: Vec<Slice>,
    words: DataWords,
    /// How the kind of treatments is known that the source does not say.
    kinds_from: BTreeMap<Arc<str>, KindFrom>,
    /// What each area did in shorter periods, where that was asked for.
    within: Option<Within>,
    plan: Plan,
    wanted: Wanted,
}

impl Study {
    /// Reads and cuts the data for a table that is written slice by slice: that of [`Task::Rates`] or [`Task::Outliers`].
    ///
    /// # Errors
    /// Those of [`Study::run_for`].
    pub fn prepare(&self, task: Task) -> Result<Prepared> {
        let plan = self.plan_for(task)?;
        let (loaded, mut slices) = plan.cut()?;
        let within = plan.persistence(&loaded, &slices)?;
        // The rows have done their part, and are as large as the slices.
        let Loaded { words, warnings, notes, kinds_from, .. } = loaded;
        plan.check(&words, &slices)?;
        let labels = plan.labels(&words, slices.iter().map(Slice::treatment));
        slices.retain(|s| plan.asks_for(s.period()));
        slices.sort_by(|a, b| (a.treatment(), a.period()).cmp(&(b.treatment(), b.period())));
        Ok(Prepared { labels, warnings, notes, slices, words, kinds_from, within, plan, wanted: task.wanted() })
    }
}

impl Prepared {
    /// What was set aside and why, a line per reason.
    #[must_use]
    pub fn set_aside_lines(&self) -> Vec<String> {
        aside_lines(self.slices.iter().map(|s| (s.treatment(), s.set_aside())))
    }

    /// What the columns of a table depend on.
    #[must_use]
    pub fn outline(&self) -> Outline {
        let analysis = &self.plan.analysis;
        let several = !analysis.also.is_empty();
        let rate_levels = std::iter::once(analysis.confidence).chain(analysis.also.iter().copied());
        Outline {
            standardised: self.words.standardised.is_some() || self.slices.iter().any(|s| s.adjusted().is_some()),
            rate_levels: rate_levels.filter(|_| several).collect(),
            ranked: self.wanted == Wanted::Outliers
                && analysis.league_tables > 0
                && self.slices.iter().any(are_defined),
            persistence: self.within.is_some(),
            similar: self.slices.iter().any(|s| s.likeness().is_some()),
            levels: (!self.slices.is_empty()).then_some(analysis.levels),
        }
    }

    /// Analyses slice after slice and gives what `make` makes of each to `take`, in the order of treatment and period.
    ///
    /// # Errors
    /// Figures that cannot be analysed, and the errors of `make` and `take`.
    pub fn each<T: Send, E: From<super::Error> + Send>(
        self,
        make: impl Fn(&SliceFindings, &LabelsBy) -> Result<T, E> + Sync,
        take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { plan, words, labels, slices, kinds_from, within, wanted, .. } = self;
        let options = AnalysisOptions { wanted, ..plan.analysis.clone() };
        let with_per = |slice: Slice| {
            let per = plan.per(&words, slice.treatment());
            (slice, per)
        };
        let slices = slices.into_iter().map(with_per).collect();
        let mut piecewise = Piecewise::new(slices, &options).map_err(super::Error::from)?;
        if wanted == Wanted::Outliers {
            piecewise = piecewise.judged(plan.control, plan.family);
        }
        let named = |mut found: SliceFindings| {
            let one = std::slice::from_mut(&mut found);
            plan.enter_kinds(one, &kinds_from);
            words.records.enter(one);
            adjust::named(one, words.standardised.as_ref());
            words.name_need(one);
            if let Some(within) = &within {
                within.enter(&mut found);
            }
            make(&found, &labels)
        };
        piecewise.each(named, take)
    }
}
