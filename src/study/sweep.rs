//! Every treatment of a study at once.

use super::kinds::listed;
use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::{Data, Plan};
use super::sweep_need::NeedLeague;
use super::{Error, Result, Study, Task, matrix, store, sweep_doubts};
use crate::core::disclosure::Protected;
use crate::core::findings::{Family, Wanted};
use crate::core::judgement::judge;
use crate::core::sweep::{League, PeriodPanel, SweepOptions, as_events, enter_changes, panels, sweep};
use crate::core::{AnalysisOptions, Confidence, Cube, Parts, Period, Slice, SliceFindings, analyse_all};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use crate::store::assemble::Query;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The leagues of a study, one per period, with their words.
#[derive(Debug, Clone)]
pub struct Sweeping {
    /// One league per period, in the order of time.
    pub leagues: Vec<League>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The treatments of each period before and after need, where it was asked for and is known.
    pub need: Vec<NeedLeague>,
    /// What an area is called: "CCGs".
    pub areas: String,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// Where the areas lie, for a map of them; `None` where no file of it is named.
    pub boundaries: Option<PathBuf>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why.
    pub set_aside: Vec<String>,
    /// What a rule of disclosure control did to the counts of each area; empty without one.
    pub protected: Vec<Protected>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

/// Said where a file of measures gives amounts per person and rows are by practice.
const UNUSED: &str =
    "What a person takes, as the file of measures gives it, is not used: practices show how large chance is.";

/// How far a sweep is: treatments done, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

impl Study {
    /// Reads the data and makes the league of all treatments in each period.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn sweep(&self, progress: Progress<'_>) -> Result<Sweeping> {
        let plan = self.plan_for(Task::Sweep)?;
        let mut found = plan.sweep(progress)?;
        plan.enter_need(&mut found)?;
        Ok(found)
    }
}

impl Plan {
    fn sweep(&self, progress: Progress<'_>) -> Result<Sweeping> {
        let plan = self;
        if let Data::Prescribing { dir, query, .. } = &plan.data {
            return plan.of_store(dir, query, progress);
        }
        let (mut loaded, slices, options) = plan.cut_plainly()?;
        plan.require_periods(slices.iter().map(Slice::period))?;
        let labels = plan.labels(&loaded.words, slices.iter().map(Slice::treatment));
        let slices: Vec<Slice> = slices.into_iter().filter(|s| plan.asks_for(s.period())).collect();
        let slices = plan.protected(slices, &mut loaded)?;
        let set_aside = aside_lines(slices.iter().map(|s| (s.treatment(), s.set_aside())));
        let title = |treatment: &str| labels.get(treatment).map_or_else(|| treatment.to_owned(), |l| l.measure.clone());
        loaded.notes.extend(sweep_doubts::total(&slices));
        let leagues = match loaded.parts.take().filter(Parts::has_practices) {
            Some(parts) => {
                if !plan.analysis.per_person_of.is_empty() {
                    loaded.notes.push(UNUSED.to_owned());
                }
                let made = panels(&parts, &slices, &options, &title)?;
                loaded.notes.extend(few_practices(&made));
                loaded.notes.extend(sweep_doubts::in_two_areas(&made));
                plan.of_panels(made, progress)?
            }
            None => plan.of_areas(slices, &title, &mut loaded)?,
        };
        let areas = loaded.words.areas.clone();
        let Loaded { inputs, warnings, notes, protected, .. } = loaded;
        let (need, boundaries) = (Vec::new(), plan.study.boundaries.clone());
        Ok(Sweeping { leagues, need, labels, areas, inputs, boundaries, warnings, set_aside, protected, notes })
    }

    fn of_store(&self, dir: &Path, query: &Query, progress: Progress<'_>) -> Result<Sweeping> {
        let found = self.matrix(dir, query)?;
        let made = matrix::panels(&found)?;
        let mut notes = found.notes.clone();
        notes.extend(matrix::notes(&found, &made));
        notes.extend(few_practices(&made));
        let words = store::words_of(&found);
        let labels = self.labels(&words, found.treatments.iter().map(|t| &t.treatment.id));
        let inputs = store::inputs_of(&found);
        let (areas, warnings) = (words.areas.clone(), found.warnings.clone());
        let mut leagues = self.of_panels(made, progress)?;
        matrix::withhold(&mut leagues, &found.jumps);
        let (need, set_aside, protected) = (Vec::new(), Vec::new(), Vec::new());
        let boundaries = self.study.boundaries.clone();
        Ok(Sweeping { leagues, need, labels, areas, inputs, boundaries, warnings, set_aside, protected, notes })
    }

    fn of_panels(&self, panels: Vec<PeriodPanel>, progress: Progress<'_>) -> Result<Vec<League>> {
        let confidence = Confidence::new(self.analysis.confidence, "confidence")?;
        let (replicates, seed) = (self.analysis.replicates, self.analysis.seed);
        let options = SweepOptions { replicates, reassignments: replicates, seed, confidence };
        let passes = if replicates > 0 { 2 } else { 0 };
        let total = panels.iter().map(|p| passes * p.panel.treatments().len()).sum();
        let done = std::sync::atomic::AtomicUsize::new(0);
        let step = |more| progress(done.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more, total);
        let one = |PeriodPanel { period, panel }: &PeriodPanel| -> Result<League> {
            Ok(League::of_practices(*period, panel, &sweep(panel, &options, &step)?, confidence))
        };
        let mut leagues = panels.iter().map(one).collect::<Result<Vec<_>>>()?;
        for (league, pair) in leagues.iter_mut().skip(1).zip(panels.windows(2)) {
            // Periods that do not follow each other are not compared.
            let follows = pair[0].period.last_month().map(|month| month.plus(1)) == pair[1].period.first_month();
            if follows && pair[1].period.first_month().is_some() {
                enter_changes(league, &pair[0].panel, &pair[1].panel, &options)?;
            }
        }
        Ok(leagues)
    }

    /// Leagues of areas whose practices are not known, and what they rest on.
    fn of_areas(&self, slices: Vec<Slice>, title: &dyn Fn(&str) -> String, loaded: &mut Loaded) -> Result<Vec<League>> {
        if !matches!(self.data, Data::Files { .. }) {
            return Err(Error::option(
                "level",
                "a sweep compares areas by their practices; choose a level above practice",
            ));
        }
        let options = &self.analysis;
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
        loaded.notes.push(
            "The rows have no practices, so this league is ordered by the variance of the gamma-Poisson model: it holds what \
             practices do differently as well as what areas do. Name the column of practices with `column-within` where \
             there is one."
                .to_owned(),
        );
        loaded.notes.extend(chance(options, &loaded.cube)?);
        let league = |(period, mut findings): (Period, Vec<_>)| {
            judge(&mut findings, self.control, Family::All);
            let of = |f: &SliceFindings| events.get(&(period, Arc::clone(&f.treatment))).cloned();
            League::of_areas(period, &findings, &of, title)
        };
        Ok(periods.into_iter().map(league).collect())
    }
}

/// Practices in the median area from which on they show chance well enough (`docs/validity.md`).
const ENOUGH_PRACTICES: usize = 8;

/// That practices show chance badly, where the areas of a period have few.
fn few_practices(panels: &[PeriodPanel]) -> Option<String> {
    let median = |PeriodPanel { panel, .. }: &PeriodPanel| {
        let mut sizes: Vec<usize> = panel.areas().iter().map(|area| area.practices.len()).collect();
        sizes.sort_unstable();
        sizes.get(sizes.len() / 2).copied()
    };
    let fewest = panels.iter().filter_map(median).min().filter(|n| *n < ENOUGH_PRACTICES)?;
    Some(format!(
        "The median area has {fewest} practice{}. So few show too little of chance: intervals are too short, and more areas are \
         said to differ than do. Take larger areas, or read places and counts with care.",
        if fewest == 1 { "" } else { "s" }
    ))
}

/// What the chance of a league without practices rests on.
fn chance(options: &AnalysisOptions, cube: &Cube) -> Result<Vec<String>> {
    if let Some(person) = options.given_per_person()? {
        return Ok(vec![format!(
            "Chance rests on what one treated person takes, as given: {} in the unit of each numerator, with a coefficient of \
             variation of {} over persons, the same for all treatments. Where that is wrong for one, so are its place and its \
             counts of areas.",
            person.amount(),
            person.cv()
        )]);
    }
    let there: BTreeSet<&Arc<str>> = cube.rows().iter().map(|row| &row.treatment).collect();
    let (known, unknown): (Vec<_>, Vec<_>) = there.into_iter().partition(|id| options.per_person_of.contains_key(*id));
    let mut notes = Vec::new();
    if !known.is_empty() {
        let one = |id: &Arc<str>| options.per_person_of.get(id).map(|[amount, cv]| format!("{id} {amount} (CV {cv})"));
        notes.push(format!(
            "Chance rests on what one treated person takes in a year, as the file of measures gives it, in the unit of each \
             numerator, with the coefficient of variation over persons: {}.",
            known.into_iter().filter_map(one).collect::<Vec<_>>().join(", ")
        ));
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
