//! How slices are analysed, as a page carries it.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::AnalysisOptions;
use unwarranted_core::findings::{Family, TargetRate, Wanted};
use unwarranted_core::interval::IntervalMethod;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::outliers::{self, RULES};

/// Options of an analysis, without the ones that each treatment has of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Options {
    confidence: f64,
    levels: [f64; 2],
    replicates: usize,
    seed: u64,
    repeat_factor: Option<f64>,
    per_person: Option<[f64; 2]>,
    per_person_of: BTreeMap<Arc<str>, [f64; 2]>,
    rule: String,
    target: TargetRate,
    far: f64,
    league_tables: u32,
    also: Vec<f64>,
    interval: Option<IntervalMethod>,
    atkinson: Vec<f64>,
    jackknife: bool,
    control: Control,
    family: Family,
}

impl Options {
    /// These options, with how areas are judged together.
    #[must_use]
    pub fn new(options: &AnalysisOptions, control: Control, family: Family) -> Self {
        let options = options.clone();
        Self {
            confidence: options.confidence,
            levels: options.levels,
            replicates: options.replicates,
            seed: options.seed,
            repeat_factor: options.repeat_factor,
            per_person: options.per_person,
            per_person_of: options.per_person_of,
            rule: options.rule.to_owned(),
            target: options.target,
            far: options.far,
            league_tables: options.league_tables,
            also: options.also,
            interval: options.interval,
            atkinson: options.atkinson,
            jackknife: options.jackknife,
            control,
            family,
        }
    }

    /// How areas are judged together.
    pub(crate) fn judged(&self) -> (Control, Family) {
        (self.control, self.family)
    }

    /// The rule that is used where none is asked for.
    pub(crate) fn rule(&self) -> &str {
        &self.rule
    }

    /// The target that is used where none is asked for.
    pub(crate) fn target(&self) -> TargetRate {
        self.target
    }

    /// The options of an analysis by a rule, around a target.
    ///
    /// # Errors
    /// A rule that is not in the registry.
    pub(crate) fn analysis(
        &self,
        wanted: Wanted,
        per: f64,
        rule: Option<&str>,
        target: Option<TargetRate>,
    ) -> Result<AnalysisOptions, Error> {
        let own = self.clone();
        let id = rule.unwrap_or(&self.rule);
        let known = || RULES.iter().map(|rule| rule.id).collect::<Vec<_>>().join(", ");
        let rule = outliers::find(id)
            .ok_or_else(|| Error::Unknown(format!("the rule '{id}' is not known; expected one of {}", known())))?;
        let target = target.unwrap_or(self.target);
        Ok(AnalysisOptions {
            wanted,
            per,
            confidence: own.confidence,
            levels: own.levels,
            replicates: own.replicates,
            seed: own.seed,
            repeat_factor: own.repeat_factor,
            per_person_of: own.per_person_of,
            per_person: own.per_person,
            rule: rule.id,
            // The centre of other rules is part of their definition.
            target: if rule.against.is_some() { target } else { TargetRate::default() },
            far: own.far,
            league_tables: own.league_tables,
            also: own.also,
            interval: own.interval,
            atkinson: own.atkinson,
            jackknife: own.jackknife,
            inequality: false,
        })
    }
}
