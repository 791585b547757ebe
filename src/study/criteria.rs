//! Areas assessed against criteria: a study whose input is no table of rates.

use super::{About, Error, REPLICATES, Result, SEED, Study, Task, files};
use crate::core::Confidence;
use crate::core::criteria::{
    Agreement, AreaResult, Criteria, CriterionResult, agreement, area_results, criterion_results,
};
use crate::core::findings::TargetRate;
use crate::ingest::tidy::read_assessments;
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Options that say something about a matrix of criteria.
const OWN: [&str; 11] = [
    "files",
    "about",
    "column-area",
    "column-name",
    "target",
    "replicates",
    "seed",
    "confidence",
    "title",
    "areas",
    "source",
];

/// What is found about areas and criteria.
#[derive(Debug, Clone)]
pub struct Assessing {
    /// The assessments as a table.
    pub table: Criteria,
    /// Every criterion.
    pub criteria: Vec<CriterionResult>,
    /// Every area.
    pub areas: Vec<AreaResult>,
    /// Whether assessors agree.
    pub agreement: Option<Agreement>,
    /// Names of areas.
    pub names: BTreeMap<Arc<str>, Arc<str>>,
    /// Level from which a criterion is met; `None` where findings are yes or no.
    pub target: Option<f64>,
    /// Rows without a finding.
    pub missing: usize,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// The inputs.
    pub inputs: Vec<Input>,
}

impl Study {
    /// Whether it is about a matrix of criteria.
    #[must_use]
    pub fn is_of_criteria(&self) -> bool {
        self.about == Some(About::Matrix)
    }

    /// Whether an option says something about a matrix of criteria; of targets a level does.
    pub(super) fn criteria_take(&self, key: &str) -> bool {
        OWN.contains(&key) && (key != "target" || matches!(self.target, Some(TargetRate::Given(_))))
    }

    /// Reads assessments and says which criteria are failed and which areas are far from the rest.
    ///
    /// # Errors
    /// Options without effect on criteria; levels without a target; several files that mix levels with yes and no; those of
    /// [`read_assessments`] and [`Criteria::of`].
    pub fn assess(&self) -> Result<Assessing> {
        self.check(Some(Task::Report))?;
        let confidence = Confidence::new(self.confidence.unwrap_or(0.95), "confidence")?;
        let (mut rows, mut names, mut inputs, mut missing, mut levels) =
            (Vec::new(), BTreeMap::new(), Vec::new(), 0, Vec::new());
        for path in &self.files {
            let read = read_assessments(path, self.column_area.as_deref(), self.column_name.as_deref())?;
            rows.extend(read.rows);
            names.extend(read.names);
            missing += read.missing;
            levels.push(read.levels);
            inputs.push(files::whole_input(&read.input));
        }
        let target = self.level_to_meet(&levels)?;
        let table = Criteria::of(&rows, target.unwrap_or(1.0)).map_err(|problem| Error::option("files", problem))?;
        let replicates = u32::try_from(self.replicates.unwrap_or(REPLICATES)).unwrap_or(u32::MAX);
        Ok(Assessing {
            criteria: criterion_results(&table, confidence, replicates, self.seed.unwrap_or(SEED)),
            areas: area_results(&table),
            agreement: agreement(&table),
            table,
            names,
            target,
            missing,
            confidence: confidence.level(),
            inputs,
        })
    }

    /// The level from which a criterion is met, where findings are levels.
    fn level_to_meet(&self, levels: &[bool]) -> Result<Option<f64>> {
        match (levels.iter().any(|l| *l), levels.iter().all(|l| *l), self.target) {
            (true, false, _) => {
                Err(Error::option("files", "some have levels and some yes and no; expected one of them"))
            }
            (true, _, Some(TargetRate::Given(level))) => Ok(Some(level)),
            (true, ..) => Err(Error::option("target", "must say the level from which a criterion is met, such as 2")),
            (false, _, Some(_)) => Err(Error::option("target", "has no effect where criteria are met or not")),
            (false, _, None) => Ok(None),
        }
    }
}
