//! Which areas changed what they do, and when.

use super::amounts::dispersion;
use super::direction::LEVEL;
use super::fixed::{Fixed, figures};
use super::national::National;
use super::step::{Step, step};
use super::working_days::{per_working_day, working_days};
use crate::data::kind::Kind;
use crate::data::month::Month;
use crate::data::period::{Grain, Period};
use crate::data::slice::{Slice, SliceArea};
use crate::error::{Error, Undefined};
use crate::findings::AreaRecords;
use crate::outliers::control::benjamini_hochberg;
use crate::special::beta::given_both;
use std::sync::Arc;

/// Below this share of what it was, an area has stopped.
const STOPPED: f64 = 0.2;
/// Periods before and after a change whose mean is given.
const AROUND: usize = 12;
/// Events a period, before or after a step, from which it is one of the area and not of a few patients.
const LEAST_EVENTS: f64 = 10.0;

/// What an area did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It has under a fifth of what it had.
    Stopped,
    /// It had under a fifth of what it has.
    Started,
    /// It has less.
    Less,
    /// It has more.
    More,
}

crate::worded!(Turn { Stopped = "stopped", Started = "started", Less = "less", More = "more" });

/// The largest step of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaStep {
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name, where one is known.
    pub name: Option<Arc<str>>,
    /// The step, or why there is no test of one.
    pub found: Result<Turned, Undefined>,
    /// Whether there is no test as it has too little, by a chance of which one event is not one person. Whoever has more may have it by
    /// chance, so that it counts among the tested ones in [`control`].
    pub few: bool,
    /// What is recorded of the area at that time, such as a merger: then the step says nothing of what it does.
    pub recorded: Option<String>,
}

/// A step with its dates and levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turned {
    /// The first period after it.
    pub period: Period,
    /// Earliest and latest such period that the series allows, 95 %.
    pub interval: [Period; 2],
    /// Mean rate of up to twelve periods before it.
    pub before: f64,
    /// Mean rate of up to twelve periods from it on.
    pub after: f64,
    /// What the area did.
    pub turn: Turn,
    /// Probability of a step as clear in a series without one.
    pub p: f64,
    /// The same under false-discovery control over all areas and treatments ([`control`]).
    pub q: Option<f64>,
    /// Months from guidance to the step; below zero where it came before.
    pub months_after: Option<i32>,
}

impl AreaStep {
    /// The step, where it stands under false-discovery control and no merger or the like explains it.
    #[must_use]
    pub fn change(&self) -> Option<&Turned> {
        if self.recorded.is_some() {
            return None;
        }
        self.found.as_ref().ok().filter(|t| t.q.is_some_and(|q| q <= LEVEL))
    }
}

/// How large chance is taken where one event is not one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepChance {
    /// Variance over mean of a sum of twelve periods: so much counts as one event.
    pub phi: f64,
    /// Whether that is estimated from how areas vary from year to year, for want of what a person takes.
    pub estimated: bool,
}

impl StepChance {
    /// What `phi` says of the last twelve periods; of an amount of which it says nothing, how much areas vary from each twelve periods to the
    /// next. `None` for counts and shares each of whose events is another person.
    ///
    /// # Errors
    /// Undefined for an amount of which nothing is known and that tells nothing itself.
    pub fn of(fixed: &Fixed, phi: &dyn Fn(&Slice) -> Result<f64, Undefined>) -> Result<Option<Self>, Undefined> {
        let n = fixed.slices.len();
        let unknown = |error: Error| Undefined::because(error.to_string());
        let year = fixed.pooled(&(n.saturating_sub(AROUND)..n)).map_err(unknown)?;
        match phi(&year) {
            Ok(phi) if year.kind() == Kind::Amount || phi > 1.0 => Ok(Some(Self { phi, estimated: false })),
            Ok(_) => Ok(None),
            Err(_) => dispersion(fixed, AROUND).map(|phi| Some(Self { phi, estimated: true })),
        }
    }

    /// The probability of sums so unlike, anywhere in the series, by chance alone; `None` below ten events before and after.
    fn p(&self, step: &Step, observed: &[f64], over: &[f64]) -> Option<f64> {
        let events = sums(step, observed).map(|sum| sum.max(0.0) / self.phi);
        if events[0].max(events[1]) < LEAST_EVENTS {
            return None;
        }
        let [before, after] = sums(step, over);
        let years = (observed.len() as f64 / AROUND as f64).max(1.0);
        Some((years * given_both(events, after / (before + after))).min(1.0))
    }
}

/// The largest step of every area that is there in all periods, of its rate at the mean number of working days. One step per area: an
/// area that changed twice shows the larger one. Counts and shares need ten events a period before or after it. Where one event is not one
/// person, ten of `chance` in the twelve periods before or after it; p is then the larger one of that of the step and that of sums as unlike
/// by chance alone, times the years of the series.
#[must_use]
pub fn area_steps(
    fixed: &Fixed,
    national: &National,
    chance: &Result<Option<StepChance>, Undefined>,
    records: &AreaRecords,
    guidance: Option<Month>,
) -> Vec<AreaStep> {
    let Some(first) = fixed.slices.first() else { return Vec::new() };
    let periods = fixed.periods();
    let days_of = |p: &Period| p.first_month().filter(|_| p.grain() == Grain::Month).map(working_days);
    let days = periods.iter().map(days_of).collect();
    let all = Steps { fixed, national, chance, guidance, periods, days, counted: first.kind() != Kind::Amount };
    let one = |(at, area): (usize, &SliceArea)| {
        let mut few = false;
        let found = all.of_area(at, &mut few);
        let recorded = found.as_ref().ok().and_then(|turned| recorded(records, &area.code, turned));
        AreaStep { area: Arc::clone(&area.code), name: area.name.clone(), found, few, recorded }
    };
    first.areas().iter().enumerate().map(one).collect()
}

/// What the step of an area rests on.
struct Steps<'a> {
    fixed: &'a Fixed,
    national: &'a National,
    chance: &'a Result<Option<StepChance>, Undefined>,
    guidance: Option<Month>,
    periods: Vec<Period>,
    /// Working days of each, where all are months.
    days: Option<Vec<u32>>,
    /// Whether every event counts.
    counted: bool,
}

impl Steps<'_> {
    /// The largest step of the area at this place; `few`: whether it has too few patients to tell, as far as chance is known.
    fn of_area(&self, at: usize, few: &mut bool) -> Result<Turned, Undefined> {
        let even = self.even(at);
        self.national.rates.complete().map(|_| ())?;
        let step = step(&even)?;
        let events: Vec<f64> = self.fixed.slices.iter().map(|slice| slice.observed()[at]).collect();
        let most = around(&step, &events).into_iter().fold(0.0, f64::max);
        if self.counted && most < LEAST_EVENTS {
            return Err(Undefined::because("the area has fewer than 10 events a period"));
        }
        let over: Vec<f64> = self.fixed.slices.iter().map(|slice| figures(slice).1[at]).collect();
        let by_chance = self.chance.as_ref().map_err(Clone::clone)?.map(|chance| chance.p(&step, &events, &over));
        *few = by_chance == Some(None);
        if *few {
            return Err(Undefined::because(
                "the area has fewer than 10 patients' worth in a year, as far as chance is known",
            ));
        }
        let turned = turned(&step, &even, &self.periods, self.guidance);
        Ok(Turned { p: turned.p.max(by_chance.flatten().unwrap_or(0.0)), ..turned })
    }

    /// The rates of an area, of months at the mean number of working days where it matters.
    fn even(&self, at: usize) -> Vec<f64> {
        let rate = |slice: &Slice| {
            let (observed, over) = figures(slice);
            observed[at] / over[at]
        };
        let rates: Vec<f64> = self.fixed.slices.iter().map(rate).collect();
        match (&self.national.elasticity, &self.days) {
            (Ok(elasticity), Some(days)) => per_working_day(&rates, days, elasticity.value),
            _ => rates,
        }
    }
}

/// Breaks recorded of the area between the dates that the step may have.
fn recorded(records: &AreaRecords, area: &str, turned: &Turned) -> Option<String> {
    let [first, last] = [turned.interval[0].first_month()?, turned.interval[1].last_month()?];
    let breaks = records.breaks.get(area)?.iter().filter(|b| (first..=last).contains(&b.month));
    let told: Vec<String> = breaks.map(ToString::to_string).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Up to twelve values before the step and after it.
fn sides<'a>(step: &Step, values: &'a [f64]) -> [&'a [f64]; 2] {
    let (before, after) = values.split_at(step.last);
    [&before[before.len().saturating_sub(AROUND)..], &after[..after.len().min(AROUND)]]
}

fn sums(step: &Step, values: &[f64]) -> [f64; 2] {
    sides(step, values).map(|of| of.iter().sum())
}

/// Means of up to twelve values before the step and after it.
fn around(step: &Step, values: &[f64]) -> [f64; 2] {
    sides(step, values).map(|of| of.iter().sum::<f64>() / of.len() as f64)
}

fn turned(step: &Step, rates: &[f64], periods: &[Period], guidance: Option<Month>) -> Turned {
    let [before, after] = around(step, rates);
    let turn = match step.size < 0.0 {
        true if after < STOPPED * before => Turn::Stopped,
        true => Turn::Less,
        false if before < STOPPED * after => Turn::Started,
        false => Turn::More,
    };
    let period = periods[step.last];
    let months_after = guidance.and_then(|month| Some(period.first_month()?.since(month)));
    let interval = step.interval.map(|last| periods[last]);
    Turned { period, interval, before, after, turn, p: step.p, q: None, months_after }
}

/// Enters false-discovery control over the steps of all areas and treatments (Benjamini & Hochberg 1995).
pub fn control(treatments: &mut [Vec<AreaStep>]) {
    let p = |s: &AreaStep| s.found.as_ref().ok().map(|t| t.p).or(s.few.then_some(1.0));
    let p: Vec<Option<f64>> = treatments.iter().flatten().map(p).collect();
    let q = benjamini_hochberg(&p);
    for (step, q) in treatments.iter_mut().flatten().zip(q) {
        if let Ok(turned) = &mut step.found {
            turned.q = q;
        }
    }
}
