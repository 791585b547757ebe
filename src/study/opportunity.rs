//! What slices would come to if every area moved to a target.

use super::beside::{Alike, IndicatorColumn, Indicators};
use super::files;
use super::plan::{Data, Plan};
use super::savings::Savings;
use super::similar::told;
use super::sliced::Sliced;
use super::{Error, Result};
use crate::core::opportunity::{MoveTo, Opportunity, OpportunityOptions, SIMILAR, opportunity};
use crate::core::similar::Likeness;
use crate::core::{Confidence, Polarity, Slice};
use crate::ingest::tidy::TidyOptions;
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use std::collections::{BTreeMap, BTreeSet};
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
    /// A table with those columns, or that of [`MoveTo::Column`], where the data do not have them.
    pub by_file: Option<PathBuf>,
    /// Savings as OpenPrescribing works them out, in place of what is worked out here.
    pub savings: Option<Savings>,
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
    let mut to = Target::new(plan, moving, &labels, &wanted)?;
    let found = wanted.iter().map(|slice| to.reach(slice)).collect::<Result<Vec<_>>>()?;
    let (without, inputs) = to.without();
    let slices: Vec<Opportunity> = found.into_iter().flatten().collect();
    if moving.league && slices.is_empty() {
        return Err(Error::option("polarity", NO_POLARITY));
    }
    let mut sliced = plan.sliced(loaded, &wanted, slices);
    sliced.notes.extend(without);
    sliced.inputs.extend(inputs);
    Ok(sliced)
}

/// Targets by area.
type Targets = BTreeMap<Arc<str>, f64>;

/// What slices are moved to.
pub(super) struct Target<'a> {
    plan: &'a Plan,
    moving: &'a Moving,
    /// The rate, per one of the denominator.
    to: MoveTo,
    indicators: Option<Indicators>,
    /// What of the inputs is beside the data.
    inputs: Vec<Input>,
    labels: &'a LabelsBy,
    /// Treatments of which nobody says which way is better.
    without: BTreeSet<Arc<str>>,
}

impl<'a> Target<'a> {
    /// `slices`: those that are moved, where all are there already.
    pub(super) fn new(plan: &'a Plan, moving: &'a Moving, labels: &'a LabelsBy, slices: &[Slice]) -> Result<Self> {
        let (indicators, inputs) = plan.indicators(moving, slices)?.unzip();
        let inputs = inputs.unwrap_or_default();
        // A rate is in the unit of the rates, as the user gives it.
        let to = match &moving.to {
            MoveTo::Rate(rate) => MoveTo::Rate(rate / plan.study.per.unwrap_or(1.0)),
            to => to.clone(),
        };
        Ok(Self { plan, moving, to, indicators, inputs, labels, without: BTreeSet::new() })
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
        let (likeness, targets) = self.beside(slice)?;
        let options = OpportunityOptions {
            to: self.to.clone(),
            polarity,
            likeness,
            targets,
            confidence: Confidence::new(plan.analysis.confidence, "confidence")?,
            replicates: plan.analysis.replicates,
            seed: plan.analysis.seed,
        };
        Ok(Some(opportunity(&plan.with_chance(slice)?, &options).map_err(told)?))
    }

    /// What areas of a slice have alike, or the target of each, as columns say.
    fn beside(&self, slice: &Slice) -> Result<(Option<Likeness>, Targets)> {
        let at = Some(slice.period());
        match (&self.indicators, &self.moving.to) {
            (None, _) => Ok((None, BTreeMap::new())),
            (Some(known), MoveTo::Column(column)) => {
                let values = known.numbers(at, false)?.into_iter().next().map(|i| i.values).unwrap_or_default();
                let per = self.plan.study.per.unwrap_or(1.0);
                let own = |code: &Arc<str>| Some((Arc::clone(code), *values.get(code)? / per));
                let targets: BTreeMap<_, _> = slice.areas().iter().filter_map(|area| own(&area.code)).collect();
                require_targets(&targets, column, slice)?;
                Ok((None, targets))
            }
            (Some(known), _) => Ok((Some(known.of(at, false, SIMILAR)?), BTreeMap::new())),
        }
    }

    /// The treatments that are left out, and rows of the indicators that are about no area; the inputs beside the data.
    pub(super) fn without(self) -> (Vec<String>, Vec<Input>) {
        let all: Vec<&str> = self.without.iter().map(|id| &**id).collect();
        let left_out = || format!("nobody says which way is better for {}, which are left out", all.join(", "));
        let aside = self.indicators.into_iter().flat_map(|known| known.set_aside);
        let unit = in_its_unit(&self.moving.to, &self.to, self.plan.study.per);
        ((!all.is_empty()).then(left_out).into_iter().chain(aside).chain(unit).collect(), self.inputs)
    }
}

/// What is said of targets that are given in a unit of their own.
fn in_its_unit(given: &MoveTo, to: &MoveTo, per: Option<f64>) -> Option<String> {
    let per = per.filter(|per| (per - 1.0).abs() > 1e-12)?;
    let plain = "as the unit says; rates here are per one of the denominator, and so";
    match given {
        MoveTo::Rate(_) => Some(format!("the target {given} is per {per}, {plain} it is {to} there")),
        MoveTo::Column(column) => {
            Some(format!("the targets of column '{column}' are per {per}, {plain} they are divided by {per} there"))
        }
        _ => None,
    }
}

/// Refuses targets that no area of a slice has, and targets below zero.
fn require_targets(targets: &BTreeMap<Arc<str>, f64>, column: &str, slice: &Slice) -> Result<()> {
    let said = |problem: String| Err(Error::option("target", format!("column '{column}' {problem}")));
    if let Some((area, target)) = targets.iter().find(|(_, target)| !(target.is_finite() && **target >= 0.0)) {
        return said(format!("has {target} for area {area}; a target is a rate, zero or more"));
    }
    if targets.is_empty() {
        return said(format!("has no target for any area of {} in {}", slice.treatment(), slice.period()));
    }
    Ok(())
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
    /// What similar areas have alike, or the target of each area, from a table of one's own or the data; and the inputs beside the data.
    fn indicators(&self, moving: &Moving, slices: &[Slice]) -> Result<Option<(Indicators, Vec<Input>)>> {
        if let (MoveTo::Column(column), true) = (&moving.to, moving.by.is_empty()) {
            let column = IndicatorColumn { column: column.to_string(), alike: Alike::Value };
            return self.beside_data("target", moving, &[column], slices).map(Some);
        }
        if moving.to != MoveTo::Similar {
            return match (moving.by.is_empty(), &moving.by_file) {
                (false, _) => Err(Error::option(
                    "by",
                    "names the columns that similar areas have alike, not the length of periods, and goes with `target similar`",
                )),
                (true, Some(_)) => Err(Error::option("by-file", "goes with `target similar` and `target column:NAME`")),
                (true, None) => Ok(None),
            };
        }
        if moving.by.is_empty() {
            return Err(Error::option("target", "similar needs `by`, the columns that similar areas have alike"));
        }
        self.beside_data("by", moving, &moving.by, slices).map(Some)
    }

    /// Columns about areas: from a table of one's own, the files of the data, or the store that they come from.
    fn beside_data(
        &self,
        option: &'static str,
        moving: &Moving,
        columns: &[IndicatorColumn],
        slices: &[Slice],
    ) -> Result<(Indicators, Vec<Input>)> {
        let plain = TidyOptions::default();
        let (paths, tidy): (&[PathBuf], _) = match (&moving.by_file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => (std::slice::from_ref(path), tidy),
            (Some(path), _) => (std::slice::from_ref(path), &plain),
            (None, Data::Files { paths, tidy }) => (paths, tidy),
            (None, _) if option == "by" && self.study.grain.is_none() => {
                let mut names: Vec<&str> = columns.iter().map(|c| c.column.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                let (beside, inputs) = self.need_of_store(option, &names, slices)?;
                return Ok((Indicators::of_store(option, columns, beside)?, inputs));
            }
            (None, _) => {
                let problem = "goes with `by-file`, a table by area, where the data come from a store";
                return Err(Error::option(option, problem));
            }
        };
        let indicators = Indicators::read_for(option, paths, columns, tidy)?;
        let own = moving.by_file.is_some();
        let inputs = if own { indicators.inputs.iter().map(files::whole_input).collect() } else { Vec::new() };
        Ok((indicators, inputs))
    }
}
