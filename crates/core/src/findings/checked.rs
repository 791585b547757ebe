//! Options that are known to be in range.

use crate::chance::PerPerson;
use crate::data::slice::Slice;
use crate::error::Error;
use crate::findings::area_finding::Limits;
use crate::findings::flag::Flag;
use crate::findings::options::{AnalysisOptions, Wanted};
use crate::findings::target::TargetRate;
use crate::indices::atkinson;
use crate::indices::index::Index;
use crate::outliers::ranks::RankOptions;
use crate::outliers::{self, Rule};
use crate::rates::interval::{Confidence, IntervalMethod};
use crate::simulation::null::Simulation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Options that are known to be in range.
#[derive(Clone)]
pub(crate) struct Checked {
    pub(crate) wanted: Wanted,
    pub(crate) per: f64,
    pub(crate) confidence: Confidence,
    pub(crate) levels: [Confidence; 2],
    pub(crate) labels: [String; 2],
    simulation: Simulation,
    /// Of all treatments.
    per_person: Option<PerPerson>,
    /// Of single treatments.
    per_person_of: BTreeMap<Arc<str>, PerPerson>,
    pub(crate) rule: &'static Rule,
    pub(crate) target: TargetRate,
    pub(crate) far: f64,
    pub(crate) ranks: Option<RankOptions>,
    /// Levels of the intervals of rates, that of `confidence` first.
    pub(crate) rate_levels: Vec<Confidence>,
    pub(crate) interval: Option<IntervalMethod>,
    /// Indices that are not in the registry.
    pub(crate) further: Vec<Index>,
    pub(crate) jackknife: bool,
    pub(crate) inequality: bool,
}

/// Both levels of limits with their labels, the second above the first.
fn levels([inner, outer]: [f64; 2]) -> Result<([Confidence; 2], [String; 2]), Error> {
    let levels = [Confidence::new(inner, "levels")?, Confidence::new(outer, "levels")?];
    let labels = levels.map(Confidence::per_cent);
    if inner >= outer || labels[0] == labels[1] {
        let expected = "a level above the first one, such as 0.998 after 0.95";
        return Err(Error::Parameter { name: "levels", value: outer, expected });
    }
    Ok((levels, labels))
}

/// The rule, which may have a target where it has no centre of its own.
fn rule(options: &AnalysisOptions) -> Result<&'static Rule, Error> {
    let (name, expected) = ("rule", "an identifier from the list of outlier rules");
    let rule = outliers::find(options.rule);
    let rule = rule.ok_or_else(|| Error::Word { name, text: options.rule.to_owned(), expected })?;
    if options.target == TargetRate::Similar {
        let expected = "no rule beside the target similar, which is a comparison of its own";
        let own = options.rule == outliers::DEFAULT.id || options.rule == outliers::similar::RULE.id;
        return own.then_some(&outliers::similar::RULE).ok_or(Error::Word {
            name,
            text: options.rule.to_owned(),
            expected,
        });
    }
    if rule.against.is_none() && options.target != TargetRate::Typical {
        let (text, expected) = (options.target.to_string(), "no target beside a rule that has its own centre");
        return Err(Error::Word { name: "target", text, expected });
    }
    Ok(rule)
}

impl AnalysisOptions {
    /// Whether every option is in range, which can be known before there is a slice.
    ///
    /// # Errors
    /// [`Error::Parameter`] and [`Error::Word`], as [`crate::analyse`] gives them.
    pub fn check(&self) -> Result<(), Error> {
        Checked::new(self).map(drop)
    }

    /// What a treated person takes, where that was given in either way.
    ///
    /// # Errors
    /// [`Error::Parameter`] as [`crate::analyse`] gives it.
    pub fn given_per_person(&self) -> Result<Option<PerPerson>, Error> {
        per_person(self)
    }

    /// The same of one treatment: what was given for all, else what is known of it.
    ///
    /// # Errors
    /// As [`Self::given_per_person`].
    pub fn given_per_person_of(&self, treatment: &str) -> Result<Option<PerPerson>, Error> {
        let own = || self.per_person_of.get(treatment).map(|[amount, cv]| PerPerson::new(*amount, *cv)).transpose();
        per_person(self)?.map_or_else(own, |given| Ok(Some(given)))
    }
}

impl Checked {
    pub(crate) fn new(options: &AnalysisOptions) -> Result<Self, Error> {
        if !options.per.is_finite() || options.per <= 0.0 {
            return Err(Error::Parameter { name: "per", value: options.per, expected: "a number above zero" });
        }
        let (levels, labels) = levels(options.levels)?;
        let confidence = Confidence::new(options.confidence, "confidence")?;
        let per_person = per_person(options)?;
        let own = |(id, [amount, cv]): (&Arc<str>, &[f64; 2])| Ok((Arc::clone(id), PerPerson::new(*amount, *cv)?));
        let per_person_of = options.per_person_of.iter().map(own).collect::<Result<_, Error>>()?;
        let simulation = Simulation { replicates: options.replicates, seed: options.seed, repeat_factor: 1.0 };
        let rule = rule(options)?;
        if !(options.far.is_finite() && options.far > 1.0) {
            return Err(Error::Parameter { name: "far", value: options.far, expected: "a number above 1, such as 2" });
        }
        let draws = options.league_tables;
        let ranks = (draws > 0).then_some(RankOptions { seed: options.seed, draws, confidence });
        Ok(Self {
            wanted: options.wanted,
            per: options.per,
            confidence,
            levels,
            labels,
            simulation,
            per_person,
            per_person_of,
            rule,
            target: options.target.check()?,
            far: options.far,
            ranks,
            rate_levels: rate_levels(confidence, &options.also)?,
            interval: options.interval,
            further: aversions(&options.atkinson)?,
            jackknife: options.jackknife,
            inequality: options.inequality,
        })
    }

    /// The same for the tests alone: no intervals, no ranks, no indices.
    pub(super) fn of_tests(&self) -> Self {
        Self { wanted: Wanted::Outliers, ranks: None, rate_levels: Vec::new(), ..self.clone() }
    }

    /// What a treated person takes of the treatment of a slice, where that is known.
    pub(crate) fn per_person(&self, slice: &Slice) -> Option<PerPerson> {
        self.per_person.or_else(|| self.per_person_of.get(slice.treatment()).copied())
    }

    /// What is simulated of a slice.
    pub(crate) fn simulation(&self, slice: &Slice) -> Simulation {
        Simulation { repeat_factor: slice.dispersion().unwrap_or(1.0), ..self.simulation }
    }

    pub(crate) fn limits(&self, pairs: &[[f64; 2]]) -> Option<Limits> {
        let known = pairs.iter().flatten().all(|v| v.is_finite());
        known.then(|| self.labels.iter().cloned().zip(pairs.iter().copied()).collect())
    }

    pub(crate) fn flag(&self, ratio: f64, limits: &[[f64; 2]]) -> Flag {
        Flag::of(ratio, &self.levels.into_iter().zip(limits.iter().copied()).collect::<Vec<_>>())
    }
}

fn per_person(options: &AnalysisOptions) -> Result<Option<PerPerson>, Error> {
    match (options.repeat_factor, options.per_person) {
        (Some(value), Some(_)) => {
            Err(Error::Parameter { name: "repeat-factor", value, expected: "not beside per-person" })
        }
        (Some(events), None) => PerPerson::repeats(events).map(Some),
        (None, Some([amount, cv])) => PerPerson::new(amount, cv).map(Some),
        (None, None) => Ok(None),
    }
}

/// The levels of the intervals of rates, each once.
fn rate_levels(first: Confidence, also: &[f64]) -> Result<Vec<Confidence>, Error> {
    let mut levels = vec![first];
    for level in also {
        let checked = Confidence::new(*level, "confidence")?;
        if levels.iter().any(|l| l.per_cent() == checked.per_cent()) {
            return Err(Error::Parameter { name: "confidence", value: *level, expected: "each level once" });
        }
        levels.push(checked);
    }
    Ok(levels)
}

/// Atkinson's index at these aversions.
fn aversions(given: &[f64]) -> Result<Vec<Index>, Error> {
    let bad = given.iter().find(|e| !(0.0..=1e3).contains(*e));
    match bad {
        Some(value) => {
            Err(Error::Parameter { name: "atkinson", value: *value, expected: "an aversion from 0 to 1000" })
        }
        None => Ok(given.iter().map(|e| atkinson::index(*e)).collect()),
    }
}
