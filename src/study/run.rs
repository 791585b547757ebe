//! Reads the data of a study, cuts them and analyses every slice.

use super::places::Names;
use super::plan::{Adjust, Data, Plan};
use super::words::DataWords;
use super::{
    Error, Outcome, Result, Standardise, Study, Task, adjust, by_age, defined, files, kinds, measures, places, store,
};
use crate::core::rates::Quantity;
use crate::core::{
    AnalysisOptions, Cube, Findings, Kind, KindFrom, Known, Parts, Period, Slice, SliceFindings, SliceOptions,
    analyse_all,
};
use crate::ingest::tidy::{AreaFacts, TidyOptions};
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A cube with the words and provenance that came with it.
pub(super) struct Loaded {
    pub(super) cube: Cube,
    /// The same cube with the events expected by age and sex as denominators, where a store made them.
    pub(super) expected: Option<Cube>,
    /// Rows by age, sex and practice behind the cube.
    pub(super) parts: Option<Parts>,
    /// Parent groups and ranking numbers of the areas.
    pub(super) areas: AreaFacts,
    /// What the source knows of treatments.
    pub(super) known: BTreeMap<Arc<str>, Known>,
    /// How the kind of treatments is known that the source does not say.
    pub(super) kinds_from: BTreeMap<Arc<str>, KindFrom>,
    pub(super) words: DataWords,
    pub(super) warnings: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) inputs: Vec<Input>,
}

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
        plan.run(task == Task::Inequality)
    }

    /// The study as it is done for a task.
    pub(super) fn plan_for(&self, task: Task) -> Result<Plan> {
        let plan = self.plan(Some(task))?;
        let of_ratios = matches!(task, Task::Indices | Task::Outliers | Task::Smooth);
        if of_ratios && matches!(plan.data, Data::Files { .. }) && self.standardise == Some(Standardise::Direct) {
            let says = "direct gives rates, but this command compares observed with expected values; use `standardise \
                        indirect`, or 'unwarranted rates' and 'unwarranted report'";
            return Err(Error::option("standardise", says));
        }
        Ok(plan)
    }
}

impl Plan {
    fn run(&self, inequality: bool) -> Result<Outcome> {
        let (loaded, slices) = self.cut()?;
        let options = AnalysisOptions { inequality, ..self.analysis.clone() };
        let mut findings = self.analysed(slices, &options, &loaded.words)?;
        self.require_periods(findings.iter().map(|f| f.period))?;
        self.enter_kinds(&mut findings, &loaded.kinds_from);
        loaded.words.records.enter(&mut findings);
        adjust::named(&mut findings, loaded.words.standardised.as_ref());
        let labels = self.labels(&loaded.words, findings.iter().map(|f| &f.treatment));
        let Loaded { inputs, warnings, notes, .. } = loaded;
        let (periods, control, family) = (self.study.period.clone(), self.control, self.family);
        Ok(Outcome { findings, labels, inputs, warnings, notes, periods, control, family })
    }

    /// Says in the findings how their kind is known.
    pub(super) fn enter_kinds(&self, findings: &mut [SliceFindings], kinds_from: &BTreeMap<Arc<str>, KindFrom>) {
        for f in findings {
            let found = kinds_from.get(&f.treatment).filter(|_| self.study.kind.is_none());
            f.kind_from = found.copied().unwrap_or(KindFrom::Given);
        }
    }

    /// The findings of every slice, in the order of treatment and period.
    fn analysed(&self, slices: Vec<Slice>, options: &AnalysisOptions, words: &DataWords) -> Result<Findings> {
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

    /// The data and their slices.
    pub(super) fn cut(&self) -> Result<(Loaded, Vec<Slice>)> {
        let (mut loaded, slices, options) = self.cut_plainly()?;
        let slices = self.with_practice_chance(slices, loaded.parts.as_ref(), &options)?;
        let (slices, notes) = self.with_practices(slices, loaded.parts.as_ref(), &options)?;
        loaded.notes.extend(notes);
        let (slices, notes) = self.with_month_noise(slices, &loaded.cube, &options)?;
        loaded.notes.extend(notes);
        Ok((loaded, slices))
    }

    /// The data and their slices, without the practices behind them, and how they were cut.
    pub(super) fn cut_plainly(&self) -> Result<(Loaded, Vec<Slice>, SliceOptions)> {
        let by_age = match &self.data {
            Data::Prescribing { query, .. } => by_age::Table::read(self.study.adjust(), query, self.study.kind)?,
            Data::Files { .. } | Data::Facts { .. } => None,
        };
        let rank_by = self.study.rank_by.as_deref();
        let mut loaded = match &self.data {
            Data::Files { paths, tidy } => self.of_paths(paths, tidy)?,
            Data::Prescribing { dir, query, definitions } => {
                let amounts = query.treatments.iter().any(|t| t.kind == Kind::Amount);
                let mut loaded =
                    store::prescribing(dir, query, self.wants_practices(amounts), by_age.as_ref(), rank_by)?;
                let chance = !self.analysis.per_person_of.is_empty();
                loaded.notes.extend(definitions.iter().flat_map(|d| defined::notes(d, chance)));
                loaded
            }
            Data::Facts { dir, query } => store::facts(dir, query, rank_by)?,
        };
        if !matches!(self.data, Data::Files { .. }) {
            places::enter(&mut loaded, Names::OfStore)?;
        }
        let options = SliceOptions {
            by: self.by,
            from: self.from,
            to: self.to,
            kind: self.study.kind,
            denominator_is: self.study.denominator_is,
            known: loaded.known.clone(),
        };
        let mut slices = loaded.cube.slices(&options)?;
        loaded.notes.extend(overlapping(&slices));
        loaded.notes.extend(taken_back(&slices));
        if let Data::Files { tidy, .. } = &self.data {
            slices = self.of_files(slices, &mut loaded, tidy, &options)?;
        } else if let Some((table, expected)) = by_age.as_ref().zip(loaded.expected.as_ref()) {
            slices = table.expected(slices, expected, &options)?;
        }
        if rank_by.is_some() {
            slices = files::ranked(slices, &loaded.areas, "rank-by")?;
        }
        Ok((loaded, slices, options))
    }

    /// Tidy files, and how their treatments are read.
    fn of_paths(&self, paths: &[PathBuf], tidy: &TidyOptions) -> Result<Loaded> {
        let mut loaded = files::load(paths, tidy)?;
        places::enter(&mut loaded, if tidy.names.is_some() { Names::Blank } else { Names::All })?;
        let given = self.study.per_person.is_some() || self.study.repeat_factor.is_some();
        let kinds = self.study.measures.as_deref().map(|path| measures::enter(&mut loaded, path, given)).transpose()?;
        let (kind, denominator_is) = (self.study.kind, self.study.denominator_is);
        let kinds = kinds.unwrap_or_default();
        kinds::enter(&mut loaded, &kinds::Said { kind, kinds, denominator_is, by: self.by })?;
        Ok(loaded)
    }

    /// The slices of tidy files with what is known of their areas, and what becomes of their rows by age and sex.
    fn of_files(
        &self,
        slices: Vec<Slice>,
        loaded: &mut Loaded,
        tidy: &TidyOptions,
        options: &SliceOptions,
    ) -> Result<Vec<Slice>> {
        for (file, rows) in loaded.cube.row_use(options)? {
            if let Some(input) = loaded.inputs.get_mut(file) {
                input.rows = (&rows).into();
            }
        }
        let done = adjust::apply(self.study.adjust(), slices, loaded.parts.as_ref(), options)?;
        loaded.notes.extend(done.notes);
        loaded.inputs.extend(done.input.as_ref().map(files::whole_input));
        if let Some(name) = done.weighted_by {
            let words = &mut loaded.words;
            for words in words.treatments.values_mut().chain([&mut words.otherwise]) {
                let denominator = &mut words.unit.denominator;
                *denominator = Quantity::named(&format!("{denominator}, weighted by {name}")).weighted();
            }
        }
        loaded.words.standardised = done.words;
        let (slices, notes) = files::with_facts(done.slices, &loaded.areas, tidy)?;
        loaded.notes.extend(notes);
        Ok(slices)
    }

    pub(super) fn require_periods(&self, periods: impl Iterator<Item = Period>) -> Result<()> {
        let mut have: Vec<Period> = periods.collect();
        have.sort();
        let Some(missing) = self.study.period.iter().find(|period| !have.contains(period)) else { return Ok(()) };
        let span = have.first().zip(have.last()).map_or(String::new(), |(a, b)| format!("; they run from {a} to {b}"));
        Err(Error::option("period", format!("{missing}: the data have no rows for it{span}")))
    }

    /// Whether practices are to be read from a store: for chance, or to be drawn again, where that is asked for or usual for
    /// an amount.
    fn wants_practices(&self, amounts: bool) -> bool {
        // What each practice expects by age and sex is not known to the intervals.
        let usual = amounts && !matches!(self.study.adjust(), Adjust::Indirect { .. });
        let wanted = self.study.resample.map_or(usual, |_| self.study.asks_for_practices());
        self.chance_of_practices || (self.analysis.replicates > 0 && wanted)
    }
}

/// Says how many figures are below zero.
fn taken_back(slices: &[Slice]) -> Option<String> {
    let figures: usize = slices.iter().map(Slice::below_zero).sum();
    let counted =
        if figures == 1 { "1 figure of an area is".to_owned() } else { format!("{figures} figures of areas are") };
    (figures > 0).then(|| {
        format!(
            "{counted} below zero, as amounts that were taken back are. They are kept as they are; what has no meaning for them \
             is undefined in their period."
        )
    })
}

/// Says that periods of several years share some, so that they cannot be compared as if they were apart.
fn overlapping(slices: &[Slice]) -> Option<String> {
    let share = |w: &&[Slice]| {
        w[0].treatment() == w[1].treatment() && w[0].period() != Period::All && w[0].period().overlaps(w[1].period())
    };
    slices.windows(2).find(share).map(|w| {
        format!(
            "The periods {} and {} overlap: figures of the months that they share are in both, so that a change from one to the \
             next is smaller than it looks.",
            w[0].period(),
            w[1].period()
        )
    })
}
