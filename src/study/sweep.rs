//! Every treatment of a study at once.

use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::{Data, Plan};
use super::sweep_need::NeedLeague;
use super::{Error, Result, Study, Task, sweep_doubts};
use crate::core::disclosure::Protected;
use crate::core::sweep::{
    League, PeriodPanel, SmoothedLeague, SweepOptions, UnknownEntry, enter_changes, panels, sweep,
};
use crate::core::{Confidence, Parts, Period, Slice, SliceOptions};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use std::path::PathBuf;

/// The leagues of a study, one per period, with their words.
#[derive(Debug, Clone)]
pub struct Sweeping {
    /// One league per period, in the order of time.
    pub leagues: Vec<League>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The treatments of each period before and after need, where it was asked for and is known.
    pub need: Vec<NeedLeague>,
    /// The rare treatments of each league, smoothed by neighbours, where it was asked for.
    pub smoothed: Vec<SmoothedLeague>,
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

const PRACTICES: &str = "a sweep compares areas by their practices; choose a level above practice";

const NO_COLUMN: &str = "The rows have no practices, so this league is ordered by the variance of the gamma-Poisson model: it holds what practices do \
     differently as well as what areas do. Name the column of practices with `column-within` where there is one.";

/// How far a sweep is: treatments done, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What is kept of the league of a period while the others are swept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Its treatments, with every area in each.
    Areas,
    /// Its treatments alone.
    Treatments,
}

impl Keep {
    /// Drops what is not kept.
    pub(super) fn of(self, leagues: &mut [League]) {
        if self == Self::Treatments {
            leagues.iter_mut().for_each(|league| (league.standings, league.unknown) = Default::default());
        }
    }
}

impl Study {
    /// Reads the data and makes the league of all treatments in each period.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn sweep(&self, progress: Progress<'_>) -> Result<Sweeping> {
        self.swept(Keep::Areas, progress)
    }

    /// The same without the areas in each treatment ([`League::standings`] is empty), which take most of the memory where
    /// there are many periods; they are kept where need is asked for. Nothing is smoothed.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn sweep_treatments(&self, progress: Progress<'_>) -> Result<Sweeping> {
        self.swept(if self.need.is_empty() { Keep::Treatments } else { Keep::Areas }, progress)
    }

    fn swept(&self, keep: Keep, progress: Progress<'_>) -> Result<Sweeping> {
        let plan = self.plan_for(Task::Sweep)?;
        let mut found = plan.sweep(keep, progress)?;
        plan.enter_need(&mut found)?;
        if keep == Keep::Areas {
            plan.enter_smoothed(&mut found, progress)?;
        }
        Ok(found)
    }
}

impl Plan {
    fn sweep(&self, keep: Keep, progress: Progress<'_>) -> Result<Sweeping> {
        if let Data::Prescribing { dir, query, .. } = &self.data {
            return self.of_store(dir, query, keep, progress);
        }
        let (mut loaded, slices, options) = self.cut_plainly()?;
        let notes = self.readable(&slices, &mut loaded.words);
        loaded.notes.extend(notes);
        let labels = self.labels(&loaded.words, slices.iter().map(Slice::treatment));
        let slices = self.wanted(&loaded.words, slices)?;
        let slices = self.protected(slices, &mut loaded)?;
        let set_aside = aside_lines(slices.iter().map(|s| (s.treatment(), s.set_aside())));
        let title = |treatment: &str| labels.get(treatment).map_or_else(|| treatment.to_owned(), |l| l.measure.clone());
        loaded.notes.extend(sweep_doubts::total(&slices));
        let unknown = UnknownEntry::of(&slices);
        let mut leagues = self.leagues(&mut loaded, slices, (&options, &title), keep, progress)?;
        League::enter_unknown(&mut leagues, &unknown);
        keep.of(&mut leagues);
        let Loaded { words, inputs, warnings, notes, protected, .. } = loaded;
        let (areas, boundaries) = (words.areas, self.study.boundaries.clone());
        let (need, smoothed) = (Vec::new(), Vec::new());
        Ok(Sweeping {
            leagues,
            need,
            smoothed,
            labels,
            areas,
            inputs,
            boundaries,
            warnings,
            set_aside,
            protected,
            notes,
        })
    }

    /// The league of each period, by practices where there are some; `title` names a treatment.
    fn leagues(
        &self,
        loaded: &mut Loaded,
        slices: Vec<Slice>,
        (options, title): (&SliceOptions, &dyn Fn(&str) -> String),
        keep: Keep,
        progress: Progress<'_>,
    ) -> Result<Vec<League>> {
        match loaded.parts.take().filter(Parts::has_practices) {
            Some(parts) => {
                let made = panels(&parts, &slices, options, title)?;
                loaded.notes.extend(self.notes_on(&made));
                let treatments = made.iter().map(|made| made.panel.treatments().len()).sum();
                self.of_panels(made.into_iter().map(Ok), treatments, keep, progress)
            }
            None => self.without_practices(slices, title, loaded),
        }
    }

    /// What a reader must know of practices.
    fn notes_on(&self, made: &[PeriodPanel]) -> Vec<String> {
        let unused = (!self.analysis.per_person_of.is_empty()).then(|| UNUSED.to_owned());
        let few = few_practices(made.iter().filter_map(median_practices));
        unused.into_iter().chain(few).chain(sweep_doubts::in_two_areas(made)).collect()
    }

    /// The leagues of rows that have no practices.
    fn without_practices(
        &self,
        slices: Vec<Slice>,
        title: &dyn Fn(&str) -> String,
        loaded: &mut Loaded,
    ) -> Result<Vec<League>> {
        if !matches!(self.data, Data::Files { .. }) && loaded.protected.is_empty() {
            return Err(Error::option("level", PRACTICES));
        }
        let (leagues, rests) = self.of_areas(slices, title, &self.analysis)?;
        loaded.notes.push(NO_COLUMN.to_owned());
        loaded.notes.extend(rests);
        Ok(leagues)
    }

    /// The league of every panel, of which no more than two are there at once: one, and that before it for what changed.
    /// `treatments` counts those of all panels.
    pub(super) fn of_panels(
        &self,
        panels: impl Iterator<Item = Result<PeriodPanel>>,
        treatments: usize,
        keep: Keep,
        progress: Progress<'_>,
    ) -> Result<Vec<League>> {
        let confidence = Confidence::new(self.analysis.confidence, "confidence")?;
        let (replicates, seed) = (self.analysis.replicates, self.analysis.seed);
        let options = SweepOptions { replicates, reassignments: replicates, seed, confidence };
        let total = if replicates > 0 { 2 * treatments } else { 0 };
        let done = std::sync::atomic::AtomicUsize::new(0);
        let step = |more| progress(done.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more, total);
        let (mut leagues, mut before) = (Vec::new(), None::<PeriodPanel>);
        for made in panels {
            let made = made?;
            let PeriodPanel { period, panel } = &made;
            let mut league = League::of_practices(*period, panel, &sweep(panel, &options, &step)?, confidence);
            // Periods that do not follow each other are not compared.
            if let Some(before) = before.take().filter(|before| follows(before.period, *period)) {
                enter_changes(&mut league, &before.panel, panel, &options)?;
            }
            keep.of(std::slice::from_mut(&mut league));
            leagues.push(league);
            before = Some(made);
        }
        Ok(leagues)
    }
}

/// Whether a period begins in the month after another has ended.
fn follows(before: Period, now: Period) -> bool {
    let first = now.first_month();
    first.is_some() && before.last_month().map(|month| month.plus(1)) == first
}

/// Practices in the median area from which on they show chance well enough (`docs/validity.md`).
const ENOUGH_PRACTICES: usize = 8;

/// Practices in the median area.
pub(super) fn median_practices(PeriodPanel { panel, .. }: &PeriodPanel) -> Option<usize> {
    let mut sizes: Vec<usize> = panel.areas().iter().map(|area| area.practices.len()).collect();
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied()
}

/// That practices show chance badly, where the median areas of some period have few.
pub(super) fn few_practices(medians: impl Iterator<Item = usize>) -> Option<String> {
    let fewest = medians.min().filter(|n| *n < ENOUGH_PRACTICES)?;
    Some(format!(
        "The median area has {fewest} practice{}. So few show too little of chance: intervals are too short, and more areas are \
         said to differ than do. Take larger areas, or read places and counts with care.",
        if fewest == 1 { "" } else { "s" }
    ))
}
