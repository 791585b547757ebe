//! The treatments of a league before and after the same need.

use super::League;
use super::RankedBy;
use super::area_entry::AreaEntry;
use super::entry::LeagueEntry;
use super::ranking::order;
use crate::chance;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::slice::{Slice, SliceArea};
use crate::error::Error;
use crate::explain::{ExplainOptions, Explained, NeedGroup, SpreadIs, explain};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One treatment before and after need. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct NeedEntry {
    /// The period.
    pub period: Period,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Its name.
    pub title: String,
    /// Count, amount or share.
    pub kind: Kind,
    /// Place by what need does not explain, 1 for the largest variance.
    pub rank: Option<usize>,
    /// Place of the same treatments by all of the variance.
    pub rank_before: Option<usize>,
    /// Areas that have all covariates.
    pub areas: usize,
    /// Areas that lack one.
    pub areas_left_out: usize,
    /// What is measured.
    pub spread: SpreadIs,
    /// Variance between areas before need.
    pub before: Option<f64>,
    /// What need does not explain of it: `before` x (1 - `share`).
    pub unexplained: Option<f64>,
    /// Share that goes with need, corrected for the number of covariates.
    pub share: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
    /// Why there is no share; `None` where there is one.
    pub undefined: Option<String>,
}

impl League {
    /// Every treatment with a place as a slice, with chance as it is known.
    ///
    /// # Errors
    /// Those of [`Slice::new`].
    pub fn slices(&self) -> Result<Vec<Slice>, Error> {
        let mut areas: BTreeMap<&Arc<str>, Vec<SliceArea>> = BTreeMap::new();
        for standing in &self.standings {
            areas.entry(&standing.id).or_default().extend(area(standing));
        }
        let ranked = self.entries.iter().filter(|entry| entry.rank.is_some());
        let one = |entry: &LeagueEntry| {
            let areas = areas.get(&entry.id).cloned().unwrap_or_default();
            // What is over more than all of it is no share of it.
            let whole = areas.iter().all(|a| a.denominator.is_some_and(|d| a.observed <= d));
            let kind = if entry.kind == Kind::Share && !whole { Kind::Amount } else { entry.kind };
            let slice = Slice::new(Arc::clone(&entry.id), entry.period, kind, areas, Vec::new(), 1)?;
            // Practices say it relative to counts, slices relative to shares.
            let base = if self.by == RankedBy::Psv { chance::base(&slice) } else { 1.0 };
            Ok(entry.phi.map_or_else(|| slice.clone(), |phi| slice.clone().with_dispersion(phi / base)))
        };
        ranked.map(one).collect()
    }

    /// Every treatment with a place before and after the same need, ordered by what is left; those without a share last, by identifier.
    /// `need` has the covariates of the league's period.
    ///
    /// # Errors
    /// [`Error::Covariates`] where no treatment can be explained by them; those of [`Self::slices`].
    pub fn by_need(&self, need: &[NeedGroup], options: &ExplainOptions) -> Result<Vec<NeedEntry>, Error> {
        let found: Vec<(NeedEntry, Option<Error>)> = self
            .slices()?
            .par_iter()
            .map(|slice| {
                let entry = self.entries.iter().find(|entry| entry.id == *slice.treatment());
                let title = entry.map_or_else(|| slice.treatment().to_string(), |entry| entry.title.clone());
                match explain(slice, need, options) {
                    Ok(explained) => Ok((explained_entry(&explained, title), None)),
                    Err(Error::Covariates(problem)) => {
                        let bare = NeedEntry { undefined: Some(problem.clone()), ..bare(slice, title) };
                        Ok((bare, Some(Error::Covariates(problem))))
                    }
                    Err(other) => Err(other),
                }
            })
            .collect::<Result<_, Error>>()?;
        if let Some((_, Some(error))) = found.first().filter(|_| found.iter().all(|(_, error)| error.is_some())) {
            return Err(error.clone());
        }
        Ok(ordered(found.into_iter().map(|(entry, _)| entry).collect()))
    }
}

fn area(standing: &AreaEntry) -> Option<SliceArea> {
    let denominator = standing.denominator.filter(|d| *d > 0.0)?;
    Some(SliceArea {
        code: Arc::clone(&standing.area),
        name: standing.name.clone(),
        observed: standing.observed,
        denominator: Some(denominator),
        expected: None,
        months: 1,
    })
}

fn bare(slice: &Slice, title: String) -> NeedEntry {
    NeedEntry {
        period: slice.period(),
        id: Arc::clone(slice.treatment()),
        title,
        kind: slice.kind(),
        rank: None,
        rank_before: None,
        areas: 0,
        areas_left_out: 0,
        spread: SpreadIs::Gamma,
        before: None,
        unexplained: None,
        share: None,
        lower: None,
        upper: None,
        undefined: None,
    }
}

fn explained_entry(found: &Explained, title: String) -> NeedEntry {
    let before = match found.spread {
        SpreadIs::Gamma => found.model.before.alpha,
        SpreadIs::Weighted => found.model.before.weighted_variance,
    };
    NeedEntry {
        period: found.period,
        id: Arc::clone(&found.treatment),
        title,
        kind: found.kind,
        rank: None,
        rank_before: None,
        areas: found.areas_used,
        areas_left_out: found.left_out.len(),
        spread: found.spread,
        before,
        // A share below zero would leave more than there was.
        unexplained: before.zip(found.share_adjusted).map(|(before, share)| before * (1.0 - share.max(0.0))),
        share: found.share_adjusted,
        lower: found.lower,
        upper: found.upper,
        undefined: found.undefined.clone(),
    }
}

/// Places by both variances, shared by equal ones, which stand in the order of identifiers.
fn ordered(mut entries: Vec<NeedEntry>) -> Vec<NeedEntry> {
    let key = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
    let has: Vec<usize> = (0..entries.len()).filter(|i| entries[*i].unexplained.is_some()).collect();
    let places =
        |of: fn(&NeedEntry) -> Option<f64>| order(&has.iter().map(|i| key(of(&entries[*i]))).collect::<Vec<_>>());
    let (after, before) = (places(|e| e.unexplained), places(|e| e.before));
    for (at, i) in has.into_iter().enumerate() {
        (entries[i].rank, entries[i].rank_before) = (Some(after[at]), Some(before[at]));
    }
    entries.sort_by(|a, b| (a.rank.is_none(), a.rank, &a.id).cmp(&(b.rank.is_none(), b.rank, &b.id)));
    entries
}

#[cfg(test)]
mod tests {
    use super::super::{Panel, PanelArea, PanelTreatment, SweepOptions, sweep};
    use super::*;
    use crate::explain::NeedColumn;
    use crate::rates::interval::Confidence;

    /// Thirty areas of five practices. One treatment follows need, the other varies less and does not.
    fn league() -> (League, NeedGroup) {
        let noise = |i: usize, k: usize| (libm::sin((i * 31 + k * 17) as f64 * 12.9898) * 43_758.545).fract().abs();
        let areas: Vec<PanelArea> = (0..30)
            .map(|i| PanelArea {
                code: format!("A{i:02}").as_str().into(),
                name: None,
                practices: (0..5).map(|p| format!("A{i:02}{p}").as_str().into()).collect(),
            })
            .collect();
        let need = |i: usize| (i * 7 % 30) as f64;
        let treatment = |id: &str, of: &dyn Fn(usize) -> f64| PanelTreatment {
            id: id.into(),
            title: id.to_uppercase(),
            kind: Kind::Count,
            over: 0,
            observed: (0..150u32)
                .map(|p| (p, (400.0 * of(p as usize / 5) * (0.95 + 0.1 * noise(p as usize, 1))).round()))
                .collect(),
        };
        let treatments = vec![
            treatment("follows", &|i| libm::exp(0.03 * need(i) + 0.05 * noise(i, 2))),
            treatment("lottery", &|i| libm::exp(0.5 * noise(i, 3))),
        ];
        let panel = Panel::new(areas, vec![vec![2000.0; 150]], treatments).unwrap();
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 0, reassignments: 0, seed: 1, confidence };
        let found = sweep(&panel, &options, &|_| ()).unwrap();
        let values = (0..30).map(|i| (format!("A{i:02}").as_str().into(), need(i))).collect();
        let group = NeedGroup { name: "need".into(), columns: vec![NeedColumn { name: "need".into(), values }] };
        (League::of_practices(Period::All, &panel, &found, confidence), group)
    }

    fn options() -> ExplainOptions {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        ExplainOptions { confidence, replicates: 99, seed: 1, regions: None }
    }

    #[test]
    fn what_need_explains_goes_down_the_league() {
        let (league, need) = league();
        let found = league.by_need(&[need], &options()).unwrap();
        let of = |id: &str| found.iter().find(|e| &*e.id == id).unwrap();
        let (follows, lottery) = (of("follows"), of("lottery"));
        assert_eq!((follows.rank_before, lottery.rank_before), (Some(1), Some(2)));
        assert_eq!((follows.rank, lottery.rank), (Some(2), Some(1)));
        assert!(follows.share > Some(0.8) && follows.lower > Some(0.5) && lottery.share < Some(0.3), "{found:?}");
        assert_eq!((&*found[0].id, found[0].areas, found[0].title.as_str()), ("lottery", 30, "LOTTERY"));
    }

    /// Each treatment again by itself.
    #[test]
    fn entries_are_those_of_explain() {
        let (league, need) = league();
        let found = league.by_need(std::slice::from_ref(&need), &options()).unwrap();
        for slice in league.slices().unwrap() {
            let alone = explain(&slice, std::slice::from_ref(&need), &options()).unwrap();
            let entry = found.iter().find(|e| e.id == *slice.treatment()).unwrap();
            assert_eq!(
                (entry.share, entry.lower, entry.before),
                (alone.share_adjusted, alone.lower, alone.model.before.alpha)
            );
            assert!(slice.dispersion().is_some());
        }
    }

    #[test]
    fn need_that_explains_nothing_at_all_is_refused() {
        let (league, mut need) = league();
        need.columns[0].values.values_mut().for_each(|value| *value = 3.0);
        assert!(matches!(league.by_need(&[need], &options()), Err(Error::Covariates(_))));
    }
}
