//! Whether the differences between areas grow, and what else changes over time.

use super::adjust::Adjust;
use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::plan::Plan;
use super::shared_notes::shared;
use super::{Error, REPLICATES, Resample, Result, Study, files, one_series};
use crate::core::chance::Dispersion;
use crate::core::sweep::{Panel, SweepOptions, Systematic, over_time, panels};
use crate::core::time::{
    Fixed, NamedSeries, Series, SeriesOptions, StepChance, TreatmentTrend, TrendOptions, area_steps, control, lottery,
    national,
};
use crate::core::{Cell, Confidence, Month, Parts, Period, Slice, SliceOptions};
use crate::ingest::tidy::read_series;
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use crate::store::assemble::Level;
use rayon::prelude::*;

/// What changes over time in each treatment, with its words.
#[derive(Debug, Clone)]
pub struct Trending {
    /// One entry per treatment.
    pub treatments: Vec<TreatmentTrend>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why, a line per reason.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
    /// How sure intervals are.
    pub confidence: f64,
    /// The last month of the data.
    pub last: Option<Month>,
}

/// What is asked of a trend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrendAsked {
    /// Periods to forecast; `None`: a year.
    pub ahead: Option<usize>,
    /// Whether the largest step of every area is looked for.
    pub changes: bool,
    /// The month of guidance, from which months are counted.
    pub guidance: Option<Month>,
}

/// The plain series of files.
#[derive(Debug, Clone)]
pub struct PlainSeries {
    /// One entry per series.
    pub series: Vec<NamedSeries>,
    /// The files.
    pub inputs: Vec<Input>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
    /// How sure intervals are.
    pub confidence: f64,
}

impl Study {
    /// Reads the data and says of every treatment what changes over time: the differences between the areas that are there in all
    /// periods, and their overall rate.
    ///
    /// # Errors
    /// As [`Study::run`]; data without periods; periods asked for singly; guidance without steps.
    pub fn trend(&self, asked: &TrendAsked) -> Result<Trending> {
        if asked.guidance.is_some() && !asked.changes {
            return Err(Error::option("guidance", "goes with `changes`, which says when areas changed"));
        }
        if !self.period.is_empty() {
            return Err(Error::option(
                "period",
                "has no effect on a trend, which takes all periods; use `from` and `to`",
            ));
        }
        let draws = self.replicates.unwrap_or(REPLICATES);
        // A store reads practices where they are asked for.
        let of_store = self.store.is_some() && self.level.is_none_or(|level| level != Level::Practice) && draws > 0;
        let resample = self.resample.or(of_store.then_some(Resample::Practices));
        let plan = Self { replicates: Some(draws), resample, ..self.clone() }.plan(None)?;
        let confidence = Confidence::new(plan.analysis.confidence, "confidence")?;
        let (loaded, slices, cut) = plan.cut_plainly()?;
        plan.check(&loaded.words, &slices)?;
        if slices.iter().any(|s| s.period() == Period::All) {
            return Err(Error::option(
                "by",
                "needs periods, and the data have none: name their column with `column-period`",
            ));
        }
        let mut treatments = Vec::new();
        for slices in slices.chunk_by(|a, b| a.treatment() == b.treatment()) {
            treatments.push(plan.trend_of(slices, &loaded, &cut, confidence, asked)?);
        }
        one_series::require_whole(&treatments)?;
        let mut steps: Vec<_> =
            treatments.iter_mut().map(|t: &mut TreatmentTrend| std::mem::take(&mut t.steps)).collect();
        control(&mut steps);
        treatments.iter_mut().zip(steps).for_each(|(t, steps)| t.steps = steps);
        let labels = plan.labels(&loaded.words, slices.iter().map(Slice::treatment));
        let unknown = unknown_chance(&treatments);
        let set_aside = aside_lines(slices.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { inputs, warnings, mut notes, .. } = loaded;
        notes.extend(unknown);
        let last = slices.iter().filter_map(|s| s.period().last_month()).max();
        Ok(Trending { treatments, labels, inputs, warnings, set_aside, notes, confidence: confidence.level(), last })
    }

    /// Reads plain series from files, in whose column of values this is the name, and says what changes.
    ///
    /// # Errors
    /// No files; those of [`read_series`]; a confidence out of range; a series of one name in two files.
    pub fn series(&self, column: &str, ahead: Option<usize>) -> Result<PlainSeries> {
        if self.files.is_empty() {
            return Err(Error::option("series", "needs a file with a column of periods and one of values"));
        }
        let confidence = Confidence::new(self.confidence.unwrap_or(0.95), "confidence")?;
        let tidy = self.tidy();
        let (mut series, mut inputs, mut notes) = (Vec::<NamedSeries>::new(), Vec::new(), Vec::new());
        for path in &self.files {
            let read = read_series(path, column, &tidy)?;
            inputs.push(files::whole_input(&read.input));
            for (name, cells) in read.series {
                if series.iter().any(|s| s.name == name) {
                    return Err(Error::option("series", format!("'{name}' is in two files; give each series once")));
                }
                let missing = cells.values().filter(|c| c.value().is_none()).count();
                if missing > 0 {
                    notes.push(format!("'{name}': {missing} periods have no value (suppressed or not reported)"));
                }
                let inside = |period: &Period| {
                    self.from.is_none_or(|from| *period >= from) && self.to.is_none_or(|to| *period <= to)
                };
                let (periods, values) =
                    cells.into_iter().filter(|(p, _)| inside(p)).map(|(p, cell)| (p, Cell::value(cell))).unzip();
                let own = Series { periods, values };
                let options = SeriesOptions { ahead: ahead.unwrap_or_else(|| own.year()), confidence };
                let trend = own.trend(&options);
                series.push(NamedSeries { name, series: own, trend });
            }
        }
        Ok(PlainSeries { series, inputs, notes, confidence: confidence.level() })
    }
}

impl Plan {
    /// What changes over time in each treatment that has two complete periods, and notes on those of which it cannot be said.
    pub(super) fn trends(&self, slices: &[Slice], loaded: &Loaded) -> Result<(Vec<TreatmentTrend>, Vec<String>)> {
        // Figures by age and sex are of one period each.
        if !matches!(self.study.adjust(), Adjust::None) {
            return Ok((Vec::new(), Vec::new()));
        }
        let cut = self.slice_options(loaded);
        let confidence = Confidence::new(self.analysis.confidence, "confidence")?;
        let several: Vec<&[Slice]> =
            slices.chunk_by(|a, b| a.treatment() == b.treatment()).filter(|of| of.len() > 1).collect();
        let asked = TrendAsked::default();
        let one = |of: &&[Slice]| (of[0].treatment().clone(), self.trend_of(of, loaded, &cut, confidence, &asked));
        let found: Vec<_> = several.par_iter().map(one).collect();
        let (mut trends, mut notes) = (Vec::new(), Vec::new());
        for (treatment, found) in found {
            match found {
                Ok(trend) if trend.lottery.ends.is_ok() => trends.push(trend),
                Ok(_) => {}
                Err(error) => {
                    notes.push((treatment, format!("whether areas differ more than before is not said: {error}")))
                }
            }
        }
        Ok((trends, shared(notes)))
    }

    /// What changes over time in the treatment of these slices.
    fn trend_of(
        &self,
        slices: &[Slice],
        loaded: &Loaded,
        cut: &SliceOptions,
        confidence: Confidence,
        asked: &TrendAsked,
    ) -> Result<TreatmentTrend> {
        one_series::require_one_length(slices)?;
        let fixed = Fixed::of(slices)?;
        let (treatment, kind) = (slices[0].treatment().clone(), slices[0].kind());
        let year = Series { periods: fixed.periods(), values: Vec::new() }.year();
        let series = SeriesOptions { ahead: asked.ahead.unwrap_or(year), confidence };
        let (replicates, seed) = (self.analysis.replicates, self.analysis.seed);
        let practices = match loaded.parts.as_ref().filter(|parts| parts.has_practices()) {
            Some(parts) => {
                let sweep = SweepOptions { replicates, reassignments: 0, seed, confidence };
                systematic(&fixed, parts, cut, &sweep)?
            }
            None => None,
        };
        let given = self.analysis.given_per_person_of(&treatment)?;
        let phi = |slice: &Slice| Dispersion::of(slice, given).map(|known| known.phi);
        let options = TrendOptions { series, replicates, seed };
        let lottery = lottery(&fixed, practices.as_deref(), &phi, &options)?;
        let national = national(&fixed, &series);
        let records = &loaded.words.records;
        let (mut steps, mut step_chance) = (Vec::new(), None);
        if asked.changes {
            let chance = StepChance::of(&fixed, &phi);
            steps = area_steps(&fixed, &national, &chance, records, asked.guidance);
            step_chance = chance.ok().flatten();
        }
        Ok(TreatmentTrend { treatment, kind, fixed, lottery, national, steps, step_chance })
    }
}

/// Of which treatments nothing says how large chance is.
fn unknown_chance(treatments: &[TreatmentTrend]) -> Option<String> {
    let unknown = |t: &&TreatmentTrend| t.lottery.ends.as_ref().is_ok_and(|ends| ends.estimated.is_some());
    let named: Vec<&str> = treatments.iter().filter(unknown).map(|t| &*t.treatment).collect();
    (!named.is_empty()).then(|| {
        format!(
            "{}: how large chance is in an amount is not known, as nothing says what one patient takes; it is estimated from the figures (give \
             `per-person`, what a treated patient takes in a year)",
            named.join(", ")
        )
    })
}

/// The systematic variance of each slice and of the first and last year, from practices.
fn systematic(
    fixed: &Fixed,
    parts: &Parts,
    cut: &SliceOptions,
    options: &SweepOptions,
) -> Result<Option<Vec<Systematic>>> {
    let (Ok(ends), Some(first)) = (fixed.ends(), fixed.slices.first()) else { return Ok(None) };
    if first.len() < 2 {
        return Ok(None);
    }
    let made = panels(parts, &fixed.slices, cut, &str::to_owned)?;
    let all: Vec<&Panel> = made.iter().map(|p| &p.panel).collect();
    let found = over_time(&all, &ends, options)?;
    Ok(Some(found.into_iter().map(|mut of| of.remove(first.treatment()).unwrap_or_default()).collect()))
}
