//! Runs a study: its data are cut and every slice is analysed.

use super::loaded::Loaded;
use super::plan::Plan;
use super::words::DataWords;
use super::{About, Error, Outcome, Result, Study, Task, adjust};
use crate::core::findings::Sensitivity;
use crate::core::{AnalysisOptions, Findings, KindFrom, Period, Slice, SliceFindings, analyse_all};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Study {
    /// Reads the data, cuts them and analyses every slice with the defaults of the library: nothing is simulated unless
    /// it is asked for.
    ///
    /// # Errors
    /// Options without effect or out of range, input that cannot be read or analysed, and periods that the data do not
    /// have; the message says where and what to do.
    pub fn run(&self) -> Result<Outcome> {
        self.plan(None)?.run(false)
    }

    /// [`Self::run`] with the defaults and for the purpose of a task.
    ///
    /// # Errors
    /// Those of [`Self::run`]; options without effect on the task.
    pub fn run_for(&self, task: Task) -> Result<Outcome> {
        let mut plan = self.plan_for(task)?;
        plan.analysis.wanted = task.wanted();
        let mut outcome = plan.run(task == Task::Inequality)?;
        self.police(&mut outcome)?;
        Ok(outcome)
    }

    /// [`Self::run_for`] a report about treatments: with how far areas differ over time in each, and what those in focus would say if they were
    /// made in other ways. A site has the former only.
    ///
    /// # Errors
    /// Those of [`Self::run_for`].
    pub fn run_tried(&self) -> Result<Outcome> {
        let mut plan = self.plan_for(Task::Report)?;
        plan.analysis.wanted = Task::Report.wanted();
        plan.run_tried()
    }

    /// The study as it is done for a task.
    pub(super) fn plan_for(&self, task: Task) -> Result<Plan> {
        let plan = self.plan(Some(task))?;
        if task == Task::Inequality && self.column_rank.is_none() && self.rank_by.is_none() {
            return Err(Error::option("inequality", "needs `column-rank`, the numbers that areas are ranked by"));
        }
        Ok(plan)
    }
}

impl Plan {
    pub(super) fn run(&self, inequality: bool) -> Result<Outcome> {
        let (loaded, slices) = self.cut()?;
        self.found(loaded, slices, inequality).map(|(outcome, _)| outcome)
    }

    /// The outcome, with the treatments in focus made in other ways.
    fn run_tried(&self) -> Result<Outcome> {
        let (loaded, slices) = self.cut()?;
        let kept: Vec<Slice> = slices.iter().filter(|s| self.asks_for(s.period())).cloned().collect();
        let (trends, notes) = self.trends(&kept, &loaded)?;
        let (mut outcome, words) = self.found(loaded, slices, false)?;
        outcome.trends = trends;
        outcome.notes.extend(notes);
        if outcome.about == About::Site {
            return Ok(outcome);
        }
        let selected = outcome.selected();
        let focus = Outcome::focus(&selected);
        outcome.sensitivity = self.sensitivity(&kept, &selected, &focus, &words)?;
        Ok(outcome)
    }

    fn found(&self, mut loaded: Loaded, slices: Vec<Slice>, inequality: bool) -> Result<(Outcome, DataWords)> {
        let notes = self.readable(&slices, &mut loaded.words);
        loaded.notes.extend(notes);
        self.check(&loaded.words, &slices)?;
        let options = AnalysisOptions { inequality, ..self.analysis.clone() };
        let behind = self.behind_area(&loaded, &slices)?;
        let within = self.persistence(&loaded, &slices)?;
        let recorded = self.recorded(&loaded, &slices)?;
        let mut findings = self.analysed(slices, &options, &loaded.words)?;
        self.enter_kinds(&mut findings, &loaded.kinds_from);
        loaded.words.records.enter(&mut findings);
        adjust::named(&mut findings, loaded.words.standardised.as_ref());
        loaded.words.name_need(&mut findings);
        within.iter().for_each(|within| findings.iter_mut().for_each(|found| within.enter(found)));
        let labels = self.labels(&loaded.words, findings.iter().map(|f| &f.treatment));
        let Loaded { inputs, warnings, notes, protected, words, .. } = loaded;
        let mut outcome = Outcome {
            findings,
            labels,
            inputs,
            warnings,
            notes,
            protected,
            sensitivity: Sensitivity::new(),
            trends: Vec::new(),
            policies: None,
            of_area: None,
            recorded,
            highlight: self.study.highlight.clone(),
            about: self.study.about.unwrap_or(About::Treatment),
            periods: self.study.period.clone(),
            control: self.control,
            family: self.family,
        };
        outcome.highlight.as_deref().map_or(Ok(()), |code| outcome.require_area(code))?;
        self.enter_area(&mut outcome, behind)?;
        Ok((outcome, words))
    }

    /// Says in the findings how their kind is known.
    pub(super) fn enter_kinds(&self, findings: &mut [SliceFindings], kinds_from: &BTreeMap<Arc<str>, KindFrom>) {
        for f in findings {
            let found = kinds_from.get(&f.treatment).filter(|_| self.study.kind.is_none());
            f.kind_from = found.copied().unwrap_or(KindFrom::Given);
        }
    }

    /// The findings of every slice, in the order of treatment and period.
    pub(super) fn analysed(
        &self,
        slices: Vec<Slice>,
        options: &AnalysisOptions,
        words: &DataWords,
    ) -> Result<Findings> {
        // Periods not asked for are drawn over time, and nothing that is simulated is drawn.
        let plain = AnalysisOptions { replicates: 0, league_tables: 0, jackknife: false, ..options.clone() };
        // A key in the order of the numbers, which are above zero.
        let mut groups: BTreeMap<(u64, bool), Vec<Slice>> = BTreeMap::new();
        for slice in slices {
            let key = (self.per(words, slice.treatment()).to_bits(), self.asks_for(slice.period()));
            groups.entry(key).or_default().push(slice);
        }
        let mut findings = Findings::new();
        for ((per, asked), slices) in groups {
            let options = if asked { options } else { &plain };
            findings.extend(analyse_all(&slices, &AnalysisOptions { per: f64::from_bits(per), ..options.clone() })?);
        }
        findings.sort_by(|a, b| (&a.treatment, a.period).cmp(&(&b.treatment, b.period)));
        Ok(findings)
    }

    pub(super) fn asks_for(&self, period: Period) -> bool {
        self.study.period.is_empty() || self.study.period.contains(&period)
    }

    pub(super) fn require_periods(&self, periods: impl Iterator<Item = Period>) -> Result<()> {
        let mut have: Vec<Period> = periods.collect();
        have.sort();
        let Some(missing) = self.study.period.iter().find(|period| !have.contains(period)) else { return Ok(()) };
        let span = have.first().zip(have.last()).map_or(String::new(), |(a, b)| format!("; they run from {a} to {b}"));
        Err(Error::option("period", format!("{missing}: the data have no rows for it{span}")))
    }
}
