//! The league of areas whose practices are not known, or not to be used.

use super::Result;
use super::kinds::listed;
use super::plan::Plan;
use crate::core::findings::{Family, Wanted};
use crate::core::judgement::judge;
use crate::core::sweep::{League, as_events};
use crate::core::{AnalysisOptions, Period, Slice, SliceFindings, analyse_all};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Plan {
    /// Leagues of areas whose practices are not known, and what they rest on.
    pub(super) fn of_areas(
        &self,
        slices: Vec<Slice>,
        title: &dyn Fn(&str) -> String,
        options: &AnalysisOptions,
    ) -> Result<(Vec<League>, Vec<String>)> {
        let rests = chance(options, &slices)?;
        let given = |slice: &Slice| options.given_per_person_of(slice.treatment());
        let events = slices.iter().map(|slice| as_events(slice, given(slice)?)).collect::<Result<Vec<_>, _>>()?;
        let events: Vec<Slice> = events.into_iter().flatten().collect();
        let independent = AnalysisOptions {
            per_person: None,
            repeat_factor: None,
            per_person_of: BTreeMap::new(),
            ..options.clone()
        };
        let events = analyse_all(&events, &AnalysisOptions { wanted: Wanted::Indices, ..independent })?;
        let events: BTreeMap<_, _> = events.into_iter().map(|f| ((f.period, Arc::clone(&f.treatment)), f)).collect();
        let mut findings = analyse_all(&slices, options)?;
        let mut periods: BTreeMap<Period, Vec<_>> = BTreeMap::new();
        for f in findings.drain(..) {
            periods.entry(f.period).or_default().push(f);
        }
        let league = |(period, mut findings): (Period, Vec<_>)| {
            judge(&mut findings, self.control, Family::All);
            let of = |f: &SliceFindings| events.get(&(period, Arc::clone(&f.treatment))).cloned();
            League::of_areas(period, &findings, &of, title)
        };
        Ok((periods.into_iter().map(league).collect(), rests))
    }
}

/// What the chance of a league without practices rests on.
fn chance(options: &AnalysisOptions, slices: &[Slice]) -> Result<Vec<String>> {
    if let Some(person) = options.given_per_person()? {
        return Ok(vec![format!(
            "Chance rests on what one treated person takes, as given: {} in the unit of each numerator, with a coefficient of \
             variation of {} over persons, the same for all treatments. Where that is wrong for one, so are its place and its \
             counts of areas.",
            person.amount(),
            person.cv()
        )]);
    }
    let there: BTreeSet<&Arc<str>> = slices.iter().map(Slice::treatment).collect();
    let said: BTreeSet<&Arc<str>> =
        slices.iter().filter(|s| s.given_dispersion().is_some()).map(Slice::treatment).collect();
    let (known, others): (Vec<_>, Vec<_>) = there.into_iter().partition(|id| options.per_person_of.contains_key(*id));
    let mut notes = Vec::new();
    if !known.is_empty() {
        let one = |id: &Arc<str>| options.per_person_of.get(id).map(|[amount, cv]| format!("{id} {amount} (CV {cv})"));
        notes.push(format!(
            "Chance rests on what one treated person takes in a year, as a definition or the file of measures gives it, in the unit of each \
             numerator, with the coefficient of variation over persons: {}.",
            known.into_iter().filter_map(one).collect::<Vec<_>>().join(", ")
        ));
    }
    let (said, unknown): (Vec<_>, Vec<_>) = others.into_iter().partition(|id| said.contains(id));
    if !said.is_empty() {
        notes.push(format!("Chance is what the column chance_phi says of {}.", listed(&said)));
    }
    if !unknown.is_empty() {
        let of = if notes.is_empty() { String::new() } else { format!(" of {}", listed(&unknown)) };
        notes.push(format!(
            "Every event{of} counts as another person. Where events repeat per person, as prescription items do, chance is \
             larger than this, and fewer areas differ: give `per-person`, or a column per_person in a file of `measures`."
        ));
    }
    Ok(notes)
}
