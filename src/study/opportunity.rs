//! What slices would come to if every area moved to a target.

use super::beside::{IndicatorColumn, Indicators};
use super::plan::{Data, Plan};
use super::similar::told;
use super::sliced::Sliced;
use super::{Error, Result};
use crate::core::opportunity::{MoveTo, Opportunity, OpportunityOptions, opportunity};
use crate::core::{Confidence, Polarity, Slice};
use crate::ingest::tidy::TidyOptions;
use crate::report::LabelsBy;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// What every area is moved to.
#[derive(Debug, Clone, PartialEq)]
pub struct Moving {
    /// The rate.
    pub to: MoveTo,
    /// Which way is better; `None`: as the data say of each treatment.
    pub polarity: Option<Polarity>,
    /// What similar areas have alike, for [`MoveTo::Similar`].
    pub by: Vec<IndicatorColumn>,
    /// A table with those columns, where the data do not have them.
    pub by_file: Option<PathBuf>,
    /// Whether many treatments are compared: one of which nobody says which way is better is then named and left out.
    pub league: bool,
}

/// What each slice would come to, with its words.
pub type Opportunities = Sliced<Opportunity>;

pub(super) const NO_POLARITY: &str =
    "is missing: is less better (low) or more (high)? Without it nobody can say what would be saved or gained";

/// What every slice of the data would come to if every area moved to the target.
///
/// # Errors
/// As [`Study::run`](super::Study::run); no polarity; indicators without a target of similar areas, or none with one.
pub(super) fn of_slices(plan: &Plan, moving: &Moving) -> Result<Opportunities> {
    let (loaded, slices) = plan.cut()?;
    let wanted = plan.wanted(&loaded.words, slices)?;
    let labels = plan.labels(&loaded.words, wanted.iter().map(Slice::treatment));
    let mut to = Target::new(plan, moving, &labels)?;
    let found = wanted.iter().map(|slice| to.reach(slice)).collect::<Result<Vec<_>>>()?;
    let without = to.without();
    let slices: Vec<Opportunity> = found.into_iter().flatten().collect();
    if moving.league && slices.is_empty() {
        return Err(Error::option("polarity", NO_POLARITY));
    }
    let mut sliced = plan.sliced(loaded, &wanted, slices);
    sliced.notes.extend(without);
    Ok(sliced)
}

/// What slices are moved to.
pub(super) struct Target<'a> {
    plan: &'a Plan,
    moving: &'a Moving,
    /// The rate, per one of the denominator.
    to: MoveTo,
    indicators: Option<Indicators>,
    labels: &'a LabelsBy,
    /// Treatments of which nobody says which way is better.
    without: BTreeSet<Arc<str>>,
}

impl<'a> Target<'a> {
    pub(super) fn new(plan: &'a Plan, moving: &'a Moving, labels: &'a LabelsBy) -> Result<Self> {
        // A rate is in the unit of the rates, as the user gives it.
        let to = match (moving.to, plan.study.per) {
            (MoveTo::Rate(rate), Some(per)) => MoveTo::Rate(rate / per),
            (to, _) => to,
        };
        Ok(Self { plan, moving, to, indicators: plan.indicators(moving)?, labels, without: BTreeSet::new() })
    }

    /// What a slice would come to; `None` in a league where nobody says which way is better.
    ///
    /// # Errors
    /// No polarity; those of [`opportunity`].
    pub(super) fn reach(&mut self, slice: &Slice) -> Result<Option<Opportunity>> {
        let (plan, moving) = (self.plan, self.moving);
        let known = self.labels.get(slice.treatment()).and_then(|l| l.polarity);
        let Some(polarity) = moving.polarity_or(known)? else {
            self.without.insert(Arc::clone(slice.treatment()));
            return Ok(None);
        };
        let indicators = self.indicators.as_ref().map(|known| known.of(Some(slice.period()), false)).transpose()?;
        let options = OpportunityOptions {
            to: self.to,
            polarity,
            indicators: indicators.unwrap_or_default(),
            confidence: Confidence::new(plan.analysis.confidence, "confidence")?,
            replicates: plan.analysis.replicates,
            seed: plan.analysis.seed,
        };
        Ok(Some(opportunity(&plan.with_chance(slice)?, &options).map_err(told)?))
    }

    /// The treatments that are left out, and rows of the indicators that are about no area.
    pub(super) fn without(self) -> Vec<String> {
        let all: Vec<&str> = self.without.iter().map(|id| &**id).collect();
        let left_out = || format!("nobody says which way is better for {}, which are left out", all.join(", "));
        let aside = self.indicators.into_iter().flat_map(|known| known.set_aside);
        let per = self.plan.study.per.filter(|per| self.moving.to != self.to && (per - 1.0).abs() > 1e-12);
        let unit = per.map(|per| {
            format!(
                "the target {} is per {per}, as the unit says; rates here are per one of the denominator, and so it is {} there",
                self.moving.to, self.to
            )
        });
        (!all.is_empty()).then(left_out).into_iter().chain(aside).chain(unit).collect()
    }
}

impl Moving {
    /// Which way is better: as it is asked for, else as it is known. `None` for one of many treatments of which nobody says it.
    ///
    /// # Errors
    /// Nobody says it of the only ones there are.
    fn polarity_or(&self, known: Option<Polarity>) -> Result<Option<Polarity>> {
        match self.polarity.or(known) {
            Some(Polarity::Neither) | None if self.league => Ok(None),
            Some(polarity) => Ok(Some(polarity)),
            None => Err(Error::option("polarity", NO_POLARITY)),
        }
    }
}

impl Plan {
    /// What similar areas have alike, from a table of one's own or the data.
    fn indicators(&self, moving: &Moving) -> Result<Option<Indicators>> {
        if moving.to != MoveTo::Similar {
            return match (moving.by.is_empty(), &moving.by_file) {
                (false, _) => Err(Error::option(
                    "by",
                    "names the columns that similar areas have alike, not the length of periods, and goes with `target similar`",
                )),
                (true, Some(_)) => Err(Error::option("by-file", "goes with `target similar`")),
                (true, None) => Ok(None),
            };
        }
        if moving.by.is_empty() {
            return Err(Error::option("target", "similar needs `by`, the columns that similar areas have alike"));
        }
        match (&moving.by_file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => Indicators::read(std::slice::from_ref(path), &moving.by, tidy),
            (Some(path), _) => Indicators::read(std::slice::from_ref(path), &moving.by, &TidyOptions::default()),
            (None, Data::Files { paths, tidy }) => Indicators::read(paths, &moving.by, tidy),
            (None, _) => {
                Err(Error::option("by", "goes with `by-file`, a table by area, where the data come from a store"))
            }
        }
        .map(Some)
    }
}
