//! The findings of a report made in other ways: does what it says depend on a choice?

use super::plan::{Data, Plan};
use super::words::DataWords;
use super::{Result, Study};
use crate::core::findings::{Choice, Family, Sensitivity, TargetRate, Version};
use crate::core::judgement::judge;
use crate::core::{AnalysisOptions, Measure, Slice, SliceFindings, outliers};
use crate::store::assemble::Level;
use crate::store::geography::{London, Membership};
use std::sync::Arc;

/// Treatments of a store whose findings are made again from its rows: each reads a period once more for every way.
const MOST_READ: usize = 4;

impl Plan {
    /// Each of the reported findings made in the other ways that apply to it.
    pub(super) fn sensitivity(
        &self,
        slices: &[Slice],
        reported: &[&SliceFindings],
        words: &DataWords,
    ) -> Result<Sensitivity> {
        let london = London::built_in()?;
        let mut all = Sensitivity::new();
        for one in reported.iter().filter(|one| one.areas.len() > 1) {
            let Some(slice) = slices.iter().find(|s| s.treatment() == &one.treatment && s.period() == one.period)
            else {
                continue;
            };
            let held = |(choice, other): (Choice, Result<SliceFindings>)| {
                (choice, other.map(|other| Version::of(choice, one, &other)).map_err(|e| e.to_string()))
            };
            let mut tried = vec![(Choice::Reported, Ok(Version::of(Choice::Reported, one, one)))];
            tried.extend(self.of_slice(slice, &london, words).into_iter().map(held));
            if reported.len() <= MOST_READ {
                tried.extend(self.of_rows(one).into_iter().map(held));
            }
            all.insert(Arc::clone(&one.treatment), tried);
        }
        Ok(all)
    }

    /// With some of the areas, and around another target.
    fn of_slice(&self, slice: &Slice, london: &London, words: &DataWords) -> Vec<(Choice, Result<SliceFindings>)> {
        let least = tenth(slice);
        let larger = slice.keeping(|area| least.is_none_or(|least| expected(slice, &area.code) > least));
        let mut made = vec![(Choice::Larger, larger)];
        let inside = slice.areas().iter().filter(|area| london.holds(&area.code)).count();
        if inside > 0 && inside < slice.len() {
            made.push((Choice::OutsideLondon, slice.keeping(|area| !london.holds(&area.code))));
        }
        let plain = self.plainly();
        let mut tried: Vec<_> = made
            .into_iter()
            .map(|(choice, slice)| (choice, slice.map_err(Into::into).and_then(|s| self.again(s, &plain, words))))
            .collect();
        let judged = outliers::find(self.analysis.rule).is_some_and(|rule| rule.against.is_some());
        let other = match self.analysis.target {
            TargetRate::Typical => Some((Choice::Pooled, TargetRate::Pooled)),
            TargetRate::Pooled => Some((Choice::Typical, TargetRate::Typical)),
            TargetRate::Given(_) => None,
        };
        if let Some((choice, target)) = other.filter(|_| judged) {
            tried.push((choice, self.again(slice.clone(), &AnalysisOptions { target, ..plain }, words)));
        }
        tried
    }

    /// From other rows of the store, in the period of the finding.
    fn of_rows(&self, one: &SliceFindings) -> Vec<(Choice, Result<SliceFindings>)> {
        let Data::Prescribing { .. } = &self.data else { return Vec::new() };
        let study = Study {
            period: vec![one.period],
            about: None,
            highlight: None,
            replicates: Some(0),
            seed: None,
            resample: None,
            ..self.study.clone()
        };
        let mut studies = Vec::new();
        if !study.bnf.is_empty()
            && study.per_person.is_none()
            && study.unit.is_none()
            && study.target.is_none_or(|t| t == TargetRate::Typical)
        {
            let own = study.measure.clone();
            for (choice, measure) in MEASURES {
                if own.as_deref() != Some(measure.word()) {
                    studies
                        .push((choice, Study { measure: Some(measure.word().to_owned()), per: None, ..study.clone() }));
                }
            }
        }
        if study.weights.is_some() {
            studies.push((Choice::Unweighted, Study { weights: None, weights_set: None, ..study.clone() }));
        }
        if study.level != Some(Level::Practice) {
            let (choice, membership) = match study.membership {
                Some(Membership::Current) => (Choice::Recorded, Membership::Recorded),
                _ => (Choice::Current, Membership::Current),
            };
            studies.push((choice, Study { membership: Some(membership), ..study }));
        }
        studies.into_iter().map(|(choice, study)| (choice, alone(&study, one))).collect()
    }

    /// A slice analysed and judged by itself.
    fn again(&self, slice: Slice, options: &AnalysisOptions, words: &DataWords) -> Result<SliceFindings> {
        let mut found = self.analysed(vec![slice], options, words)?;
        judge(&mut found, self.control, Family::Period);
        found.pop().ok_or_else(|| super::Error::option("period", "has no figures".to_owned()))
    }

    /// The options without what is simulated.
    fn plainly(&self) -> AnalysisOptions {
        AnalysisOptions {
            replicates: 0,
            league_tables: 0,
            jackknife: false,
            inequality: false,
            ..self.analysis.clone()
        }
    }
}

/// What a store can count, in the order of the panel.
const MEASURES: [(Choice, Measure); 4] = [
    (Choice::Items, Measure::Items),
    (Choice::ActualCost, Measure::ActualCost),
    (Choice::Nic, Measure::Nic),
    (Choice::Quantity, Measure::Quantity),
];

/// The finding of another study for the treatment and period of `one`.
fn alone(study: &Study, one: &SliceFindings) -> Result<SliceFindings> {
    let plan = study.plan(None)?;
    let (loaded, slices) = plan.cut()?;
    let missing = || super::Error::option("period", format!("{}: the data have no rows for it", one.period));
    let slice = slices.into_iter().find(|s| s.treatment() == &one.treatment && s.period() == one.period);
    plan.again(slice.ok_or_else(missing)?, &plan.plainly(), &loaded.words)
}

fn expected(slice: &Slice, code: &str) -> f64 {
    let at = slice.areas().binary_search_by(|area| (*area.code).cmp(code));
    at.ok().and_then(|at| slice.expected().get(at).copied()).unwrap_or_default()
}

/// The expected value that a tenth of the areas do not exceed.
fn tenth(slice: &Slice) -> Option<f64> {
    let mut all = slice.expected().to_vec();
    all.sort_by(f64::total_cmp);
    (all.len() / 10).checked_sub(1).and_then(|at| all.get(at).copied())
}
