//! Reads the data of a study and cuts them into slices.

use super::adjust::Adjust;
use super::loaded::Loaded;
use super::places::Names;
use super::plan::{Data, Plan};
use super::{Result, adjust, by_age, defined, files, kinds, measures, places, store, thousands};
use crate::core::rates::{Quantity, RateUnit};
use crate::core::{Kind, Period, Slice, SliceOptions};
use crate::ingest::tidy::TidyOptions;
use std::path::PathBuf;

impl Plan {
    /// The data and their slices.
    pub(super) fn cut(&self) -> Result<(Loaded, Vec<Slice>)> {
        let (mut loaded, slices, options) = self.cut_plainly()?;
        let slices = self.protected(slices, &mut loaded)?;
        let slices = self.with_practice_chance(slices, loaded.parts.as_ref(), &options)?;
        let slices = self.after_need(slices, &mut loaded)?;
        let (slices, notes) = self.with_practices(slices, loaded.parts.as_ref(), &options)?;
        loaded.notes.extend(notes);
        let (slices, notes) = self.with_month_noise(slices, &loaded.cube, &options)?;
        loaded.notes.extend(notes);
        let (slices, notes) = self.only(slices)?;
        loaded.notes.extend(notes);
        let slices = self.with_likeness(slices, Some(&mut loaded))?;
        Ok((loaded, slices))
    }

    /// The data and their slices, without the practices behind them, and how they were cut.
    pub(super) fn cut_plainly(&self) -> Result<(Loaded, Vec<Slice>, SliceOptions)> {
        let by_age = match &self.data {
            Data::Prescribing { query, .. } => by_age::Table::read(self.study.adjust(), query, self.study.kind)?,
            Data::Files { .. } | Data::Facts { .. } => None,
        };
        let mut loaded = self.load(by_age.as_ref())?;
        let options = self.slice_options(&loaded);
        let mut slices = loaded.cube.slices(&options)?;
        loaded.notes.extend(overlapping(&slices));
        loaded.notes.extend(taken_back(&slices));
        if let Data::Files { tidy, .. } = &self.data {
            slices = self.of_files(slices, &mut loaded, tidy, &options)?;
        } else if let Some((table, expected)) = by_age.as_ref().zip(loaded.expected.as_ref()) {
            slices = table.expected(slices, expected, &options)?;
        }
        if self.study.rank_by.is_some() {
            slices = files::ranked(slices, &loaded.areas, "rank-by")?;
        }
        let (slices, warnings) = self.with_said_chance(slices, &loaded.said);
        loaded.warnings.extend(warnings);
        Ok((loaded, slices, options))
    }

    /// How the data are cut.
    pub(super) fn slice_options(&self, loaded: &Loaded) -> SliceOptions {
        SliceOptions {
            by: self.by,
            from: self.from,
            to: self.to,
            kind: self.study.kind,
            denominator_is: self.study.denominator_is,
            known: loaded.known.clone(),
        }
    }

    /// The data, with the places that the program knows.
    pub(super) fn load(&self, by_age: Option<&by_age::Table>) -> Result<Loaded> {
        let rank_by = self.study.rank_by.as_deref();
        let mut loaded = match &self.data {
            Data::Files { paths, tidy } => return self.of_paths(paths, tidy),
            Data::Prescribing { dir, query, definitions } => {
                let amounts = query.treatments.iter().any(|t| t.kind == Kind::Amount);
                let mut loaded = store::prescribing(dir, query, self.wants_practices(amounts), by_age, rank_by)?;
                let chance = !self.analysis.per_person_of.is_empty();
                loaded.notes.extend(definitions.iter().flat_map(|d| defined::notes(d, chance)));
                loaded
            }
            Data::Facts { dir, query } => store::facts(dir, query, rank_by)?,
        };
        places::enter(&mut loaded, Names::OfStore, self.study.ons_codes()?.as_ref())?;
        Ok(loaded)
    }

    /// Tidy files, and how their treatments are read.
    fn of_paths(&self, paths: &[PathBuf], tidy: &TidyOptions) -> Result<Loaded> {
        let mut loaded = files::load(paths, tidy)?;
        let names = if tidy.names.is_some() { Names::Blank } else { Names::All };
        places::enter(&mut loaded, names, self.study.ons_codes()?.as_ref())?;
        let given = self.study.per_person.is_some() || self.study.repeat_factor.is_some();
        let kinds = self.study.measures.as_deref().map(|path| measures::enter(&mut loaded, path, given)).transpose()?;
        let (kind, denominator_is) = (self.study.kind, self.study.denominator_is);
        // A file of measures knows more than a table.
        let mut known = loaded.said.kinds.clone();
        known.extend(kinds.unwrap_or_default());
        let kinds = known;
        let pounds = self.study.unit.as_deref().is_some_and(|unit| RateUnit::given(unit).is_money());
        kinds::enter(&mut loaded, &kinds::Said { kind, kinds, denominator_is, by: self.by, pounds })?;
        loaded.notes.extend(thousands::check(self, &loaded)?);
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
                let by = |noun: &str| format!("{noun}, weighted by {name}");
                let one = by(&denominator.one);
                *denominator = Quantity { one, ..Quantity::named(&by(&denominator.to_string())) }.weighted();
            }
        }
        loaded.words.standardised = done.words;
        let (slices, notes) = files::with_facts(done.slices, &loaded.areas, tidy)?;
        loaded.notes.extend(notes);
        Ok(slices)
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
