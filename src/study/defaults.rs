//! Defaults that do not depend on the data, in one place: help, manifest and files of studies ask here.

use super::options::Task;
use super::{EXCEED, LEAGUE_TABLES, REPLICATES, SEED, Standardise, Study};
use crate::core::findings::Family;
use crate::core::indices::{self, atkinson};
use crate::core::outliers;
use crate::core::outliers::control::Control;
use crate::core::standardise::DirectMethod;
use crate::core::{AnalysisOptions, Measure, Month, Period};
use crate::store::assemble::Level;
use crate::store::geography::Membership;
use serde_json::Value;
use std::collections::BTreeMap;

/// Options whose default is told in help.
const DEFAULTED: [&str; 14] = [
    "confidence",
    "levels",
    "replicates",
    "seed",
    "rule",
    "target",
    "far",
    "control",
    "family",
    "exceed",
    "dsr-method",
    "level",
    "membership",
    "measure",
];

impl Study {
    /// The study with the defaults that do not depend on the data: those of the library, or of a task.
    #[must_use]
    pub fn resolved(&self, task: Option<Task>) -> Self {
        let mut study = self.clone();
        study.resolve_analysis(task);
        study.resolve_source();
        study.resolve_atkinson();
        let month = |period: Option<Period>, pick: fn(Period) -> Option<Month>| {
            period.map(|period| pick(period).map_or(period, Period::Month))
        };
        study.from = month(study.from, Period::first_month);
        study.to = month(study.to, Period::last_month);
        study
    }

    fn resolve_analysis(&mut self, task: Option<Task>) {
        let analysis = AnalysisOptions::default();
        let simulates = matches!(task, Some(Task::Report | Task::Indices | Task::Sweep | Task::Explain));
        self.confidence.get_or_insert(analysis.confidence);
        self.levels.get_or_insert(analysis.levels);
        self.replicates.get_or_insert(if simulates { REPLICATES } else { 0 });
        self.seed.get_or_insert(SEED);
        if !self.is_against_similar() {
            self.rule.get_or_insert_with(|| outliers::DEFAULT.id.to_owned());
        }
        // A table of rates has no limits.
        if task != Some(Task::Rates)
            && self.rule.as_deref().and_then(outliers::find).is_some_and(|rule| rule.against.is_some())
        {
            self.target.get_or_insert(analysis.target);
        }
        self.far.get_or_insert(analysis.far);
        self.control.get_or_insert(Control::Fdr(0.05));
        self.family.get_or_insert(Family::Period);
        self.league_tables.get_or_insert(if task == Some(Task::Outliers) { LEAGUE_TABLES } else { 0 });
        if task == Some(Task::Smooth) {
            self.exceed.get_or_insert(EXCEED);
        }
        if self.standardise == Some(Standardise::Direct) {
            self.dsr_method.get_or_insert(DirectMethod::Dobson);
        }
    }

    fn resolve_source(&mut self) {
        if self.store.is_some() {
            self.level.get_or_insert(Level::Ccg);
            self.membership.get_or_insert(Membership::Recorded);
        }
        if self.store.is_some() && !self.bnf.is_empty() {
            self.measure.get_or_insert_with(|| Measure::Items.word().to_owned());
        }
        if self.facts.is_some() {
            let denominator = match self.denominator.as_deref() {
                None | Some("registered") => "registered-patients",
                Some("weighted") => "weighted-patients",
                Some(other) => other,
            };
            self.denominator = Some(denominator.to_owned());
        }
    }

    /// Each aversion once, and not those that the registry has under the same name.
    fn resolve_atkinson(&mut self) {
        let name = |epsilon: &f64| atkinson::index(*epsilon).id;
        if self.atkinson.iter().all(|epsilon| epsilon.is_finite() && *epsilon >= 0.0) {
            self.atkinson.iter_mut().for_each(|epsilon| *epsilon += 0.0);
            self.atkinson.sort_by(f64::total_cmp);
            self.atkinson.dedup_by_key(|epsilon| name(epsilon));
            self.atkinson.retain(|epsilon| indices::find(&name(epsilon)).is_none());
        }
    }

    /// The defaults of a task that do not depend on the data, by key, as they are typed.
    #[must_use]
    pub fn defaults(task: Task) -> BTreeMap<String, String> {
        let any = || Some("".into());
        let files = Self::default().resolved(Some(task)).entries();
        let direct = Self { standardise: Some(Standardise::Direct), ..Self::default() }.resolved(Some(task)).entries();
        let codes = "05".parse().map(|codes| vec![codes]).unwrap_or_default();
        let store = Self { store: any(), bnf: codes, ..Self::default() }.resolved(Some(task)).entries();
        let told = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Array(values) => values.iter().map(Value::to_string).collect::<Vec<_>>().join(","),
            other => other.to_string(),
        };
        let default = |key: &str| {
            let of =
                [&files, &direct, &store].into_iter().find_map(|entries| entries.get(key).filter(|v| !v.is_null()));
            Some((key.to_owned(), told(of?)))
        };
        DEFAULTED.into_iter().filter_map(default).collect()
    }
}
