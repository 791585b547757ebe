//! The findings of a report made in other ways: does what it says depend on a choice?

use super::plan::{Data, Plan};
use super::words::DataWords;
use super::{Result, Study};
use crate::core::findings::{Choice, Family, Sensitivity, TargetRate, Version};
use crate::core::judgement::judge;
use crate::core::outliers::control::Control;
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
        selected: &[SliceFindings],
        focus: &[usize],
        words: &DataWords,
    ) -> Result<Sensitivity> {
        let reported: Vec<(usize, &SliceFindings)> =
            focus.iter().filter_map(|at| Some((*at, selected.get(*at)?))).collect();
        let mut bench = Bench::of(selected, self.family);
        let london = London::built_in()?;
        let mut all = Sensitivity::new();
        for (at, one) in reported.iter().filter(|(_, one)| one.areas.len() > 1) {
            let Some(slice) = slices.iter().find(|s| s.treatment() == &one.treatment && s.period() == one.period)
            else {
                continue;
            };
            let mut held = |(choice, other): (Choice, Result<SliceFindings>)| {
                let judged = other.map(|other| bench.judged(*at, other, self.control));
                (choice, judged.map(|other| Version::of(choice, one, &other)).map_err(|e| e.to_string()))
            };
            let mut tried = vec![(Choice::Reported, Ok(Version::of(Choice::Reported, one, one)))];
            tried.extend(self.of_slice(slice, &london, words).into_iter().map(&mut held));
            if reported.len() <= MOST_READ {
                tried.extend(self.of_rows(one).into_iter().map(&mut held));
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
            TargetRate::Similar | TargetRate::Given(_) => None,
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

    /// A slice analysed, and not yet judged.
    fn again(&self, slice: Slice, options: &AnalysisOptions, words: &DataWords) -> Result<SliceFindings> {
        let mut found = self.analysed(vec![slice], options, words)?;
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

/// What versions of a finding are judged among: what the reported one is judged among.
struct Bench {
    /// All that is reported, where the control holds over all of it.
    all: Vec<SliceFindings>,
}

impl Bench {
    fn of(selected: &[SliceFindings], family: Family) -> Self {
        Self { all: if family == Family::All { selected.to_vec() } else { Vec::new() } }
    }

    /// A version of the finding at a place, judged in its stead.
    fn judged(&mut self, at: usize, mut version: SliceFindings, control: Control) -> SliceFindings {
        match self.all.get_mut(at) {
            None => judge(std::slice::from_mut(&mut version), control, Family::Period),
            Some(own) => {
                std::mem::swap(own, &mut version);
                judge(&mut self.all, control, Family::All);
                std::mem::swap(&mut self.all[at], &mut version);
            }
        }
        version
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Outcome, Task};

    /// A finding put into its own place is judged as it was, also where the control holds over both treatments.
    #[test]
    fn versions_are_judged_among_what_the_reported_finding_is_judged_among() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two.csv");
        let mut text = "area,treatment,observed,population\n".to_owned();
        for i in 0..40 {
            for (treatment, own) in [("a", if i == 7 { 190 } else { 100 + i % 9 }), ("b", 90 + i % 31)] {
                text += &format!("A{i:02},{treatment},{own},1000\n");
            }
        }
        std::fs::write(&path, text).unwrap();
        let q = |family| {
            let study =
                Study { files: vec![path.clone()], family: Some(family), replicates: Some(0), ..Study::default() };
            let outcome = study.run_for(Task::Report).unwrap();
            let selected = outcome.selected();
            let at = Outcome::focus(&selected)[0];
            let mut bench = Bench::of(&selected, family);
            let again = bench.judged(at, selected[at].clone(), Control::Fdr(0.05));
            let qs = |s: &SliceFindings| s.areas.iter().map(|a| a.judgement.q).collect::<Vec<_>>();
            assert_eq!(qs(&again), qs(&selected[at]));
            qs(&again)[7]
        };
        assert_ne!(q(Family::Period), q(Family::All), "the other treatment counts");
    }
}
