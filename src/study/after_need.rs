//! What is left of differences after need: areas are held against those of the same need, as `explain` expects of them.

use super::explain::{NeedFound, lacking, named};
use super::files::after_need;
use super::loaded::Loaded;
use super::need::{Known, listed};
use super::plan::Plan;
use super::{Error, Result, Task};
use crate::core::chance::{ChanceFrom, Dispersion};
use crate::core::explain::{ExplainOptions, Explained, explain};
use crate::core::slice::{Reason, SetAside, SliceArea};
use crate::core::{Cell, Confidence, Cube, CubeRow, Kind, Slice};
use crate::plot::labels::sources;
use crate::report::tables::need_of;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is done with the areas of a slice after need, or why nothing can be.
type Left = std::result::Result<Slice, String>;

impl Plan {
    /// Whether need is taken out of what is made: `explain` and a sweep say themselves what goes with it.
    fn takes_need_out(&self) -> bool {
        let own = [Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Smooth];
        !self.study.need.is_empty() && self.task.is_some_and(|task| own.contains(&task))
    }

    /// The slices with the values that are expected of areas of the same need, where need is asked for; areas whose need is not known are
    /// set aside, and periods without need left out.
    ///
    /// # Errors
    /// Those of `explain` for what is asked for; no model for any of it.
    pub(super) fn after_need(&self, slices: Vec<Slice>, loaded: &mut Loaded) -> Result<Vec<Slice>> {
        if !self.takes_need_out() {
            return Ok(slices);
        }
        let NeedFound { known, option, inputs, note } = self.known_need(&slices)?;
        let (asked, _): (Vec<Slice>, Vec<Slice>) = slices.iter().cloned().partition(|s| self.is_asked(s));
        known.require(&asked, option)?;
        let tables: Vec<String> = inputs.iter().filter(|_| option == "need-file").map(|i| i.name.clone()).collect();
        loaded.inputs.extend(inputs);
        loaded.notes.extend(note);
        loaded.notes.extend(known.unused(&slices));
        let (mut done, mut without): (Vec<Slice>, Vec<(Arc<str>, String)>) = (Vec::new(), Vec::new());
        let mut of_treatment: BTreeMap<Arc<str>, Vec<Explained>> = BTreeMap::new();
        for slice in &slices {
            let Some(found) = self.explained(slice, &known)? else {
                without.push((format!("{} ({})", slice.treatment(), slice.period()).into(), NO_NEED.to_owned()));
                continue;
            };
            match self.left(slice, &found)? {
                Ok(left) => done.push(left),
                Err(reason) => without.push((format!("{} ({})", slice.treatment(), slice.period()).into(), reason)),
            }
            of_treatment.entry(Arc::clone(slice.treatment())).or_default().push(found);
        }
        require_some(&done, &without, |slice| self.is_asked(slice))?;
        loaded.notes.extend(left_out(&without));
        for found in of_treatment.values() {
            enter(found, &tables, loaded);
        }
        (loaded.parts, loaded.cube) = (None, cube(&done, &loaded.cube));
        Ok(done)
    }

    fn is_asked(&self, slice: &Slice) -> bool {
        let only = &self.study.only_treatment;
        self.asks_for(slice.period()) && (only.is_empty() || only.iter().any(|t| **t == **slice.treatment()))
    }

    /// The model on need of a slice; `None` where nothing is known of its period. What is not asked for is left out where it has none.
    fn explained(&self, slice: &Slice, known: &Known) -> Result<Option<Explained>> {
        let Some(groups) = known.of(slice.period()) else { return Ok(None) };
        let confidence = Confidence::new(self.analysis.confidence, "confidence")?;
        let options = ExplainOptions { confidence, replicates: 0, seed: self.analysis.seed, regions: None };
        match explain(&self.with_chance(slice)?, &groups, &options) {
            Ok(found) => Ok(Some(found)),
            Err(error) if self.is_asked(slice) => Err(named(error, slice)),
            Err(_) => Ok(None),
        }
    }

    /// The slice with its areas held against those of the same need, with what is known of its chance.
    fn left(&self, slice: &Slice, found: &Explained) -> Result<Left> {
        if found.areas.is_empty() {
            return Ok(Err(found.undefined.clone().unwrap_or_else(|| "there is no model".to_owned())));
        }
        let months: BTreeMap<&Arc<str>, usize> = slice.areas().iter().map(|a| (&a.code, a.months)).collect();
        let is_share = found.kind == Kind::Share && found.areas.iter().all(|a| a.denominator.is_some());
        let kind = if found.kind == Kind::Share && !is_share { Kind::Count } else { found.kind };
        let one = |a: &crate::core::explain::ExplainedArea| SliceArea {
            code: Arc::clone(&a.area),
            name: a.name.clone(),
            observed: a.observed,
            denominator: a.denominator.filter(|_| is_share),
            expected: Some(a.expected),
            months: months.get(&a.area).copied().unwrap_or_default(),
        };
        let areas = found.areas.iter().map(one).collect();
        let mut set_aside = found.set_aside.clone();
        if !found.left_out.is_empty() {
            let areas: Vec<Arc<str>> = found.left_out.iter().map(|left| Arc::clone(&left.area)).collect();
            set_aside.push(SetAside::new(Reason::NoNeed, areas.len(), areas, |_| None));
        }
        let treatment = Arc::clone(slice.treatment());
        let mut left = Slice::new(treatment, slice.period(), kind, areas, set_aside, slice.months())?;
        if let Some(groups) = slice.groups() {
            let by: BTreeMap<&str, &Arc<str>> = slice.areas().iter().map(|a| &*a.code).zip(groups).collect();
            left = left.with_groups(|code| by.get(code).map(|group| Arc::clone(group)))?;
        }
        if let Some(ranking) = slice.ranking() {
            let by: BTreeMap<&str, f64> = slice.areas().iter().map(|a| &*a.code).zip(ranking.iter().copied()).collect();
            left = left.with_ranking(|code| by.get(code).copied())?;
        }
        self.with_chance_of(left, slice).map(Ok)
    }

    /// What is left of a slice, with what is known of the chance of its practices or of the data.
    fn with_chance_of(&self, left: Slice, slice: &Slice) -> Result<Slice> {
        let per_person = self.analysis.given_per_person_of(slice.treatment())?;
        Ok(match Dispersion::of(slice, per_person) {
            Ok(known) if known.from == ChanceFrom::Practices => left.with_practice_dispersion(Ok(known.phi)),
            Ok(known) if known.from == ChanceFrom::Given => left.with_given_dispersion(known.phi),
            _ => left,
        })
    }
}

const NO_NEED: &str = "no need is known of the period, or it does not fit";

/// Refuses need after which nothing that is asked for is left.
fn require_some(done: &[Slice], without: &[(Arc<str>, String)], asked: impl Fn(&Slice) -> bool) -> Result<()> {
    if done.iter().any(asked) {
        return Ok(());
    }
    let why = without.first().map_or_else(String::new, |(of, reason)| format!(": {of}: {reason}"));
    Err(Error::option("need", format!("leaves nothing to compare{why}")))
}

/// The slices without a model, a line per reason.
fn left_out(without: &[(Arc<str>, String)]) -> Vec<String> {
    let mut by_reason: BTreeMap<&str, Vec<&Arc<str>>> = BTreeMap::new();
    without.iter().for_each(|(of, reason)| by_reason.entry(reason).or_default().push(of));
    let line = |(reason, of): (&str, Vec<&Arc<str>>)| {
        format!("left out, {} in all, as there is nothing after need: {} ({reason})", of.len(), listed(&of))
    };
    by_reason.into_iter().map(line).collect()
}

/// Enters the need of a treatment, and the areas without it, among the words and notes.
fn enter(found: &[Explained], tables: &[String], loaded: &mut Loaded) {
    let Some(first) = found.iter().find(|e| !e.areas.is_empty()) else { return };
    let need: Arc<str> = need_of(first).into();
    loaded.notes.push(after_need(&first.treatment, &need));
    loaded.notes.extend(lacking(found));
    loaded.words.after_need.insert(Arc::clone(&first.treatment), need);
    if let Some(line) = loaded.words.sources.get_mut(&first.treatment) {
        tables.iter().for_each(|table| *line = sources([line.as_str(), &format!("Source: {table}")]));
    }
}

/// The figures as a table of the CSV of `explain` would have them: what is made of shorter periods and of practices is without need.
fn cube(slices: &[Slice], before: &Cube) -> Cube {
    let row = |slice: &Slice, area: &SliceArea| CubeRow {
        file: 0,
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        area: Arc::clone(&area.code),
        observed: Cell::Value(area.observed),
        denominator: area.denominator.map(Cell::Value),
        expected: area.expected.map(Cell::Value),
    };
    let rows = slices.iter().flat_map(|slice| slice.areas().iter().map(move |area| row(slice, area))).collect();
    Cube::new(rows, before.names().clone())
}
