//! What each option belongs to: the one table by which options without effect are refused.

use super::{Error, Formulary, Resample, Result, Standardise, Study};
use crate::core::findings::Wanted;
use crate::core::outliers;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Where the numbers of a study come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Tidy files.
    Files,
    /// Prescribing of a store.
    Prescribing,
    /// Other figures of a store.
    Facts,
}

/// What is made of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A report folder.
    Report,
    /// A table of indices.
    Indices,
    /// A table of areas with limits and flags.
    Outliers,
    /// A table of rates.
    Rates,
    /// A table of the slope and relative index of inequality.
    Inequality,
    /// A table of smoothed ratios.
    Smooth,
    /// The league of all treatments.
    Sweep,
}

crate::core::worded!(Task {
    Report = "report",
    Indices = "indices",
    Outliers = "outliers",
    Rates = "rates",
    Inequality = "inequality",
    Smooth = "smooth",
    Sweep = "sweep",
});

impl Task {
    /// Which findings it is made of.
    pub(super) fn wanted(self) -> Wanted {
        match self {
            Self::Report => Wanted::Everything,
            Self::Indices | Self::Sweep => Wanted::Indices,
            Self::Outliers => Wanted::Outliers,
            Self::Rates | Self::Inequality | Self::Smooth => Wanted::Rates,
        }
    }
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Files, Self::Prescribing, Self::Facts];

    fn words(self) -> &'static str {
        match self {
            Self::Files => "tidy files",
            Self::Prescribing => "prescribing from a store (`store` with `treatment` or `bnf`)",
            Self::Facts => "other figures from a store (`store` with `facts`)",
        }
    }
}

/// Something that must hold where an option is given.
#[derive(Debug, Clone, Copy)]
struct Need {
    holds: fn(&Study, Option<Task>) -> bool,
    /// What is wrong where it does not hold, as it follows the option.
    says: &'static str,
}

/// One option: what it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct OptionEntry {
    /// Key in a file of a study and in the manifest.
    pub key: &'static str,
    /// The sources it has an effect on.
    pub sources: &'static [Source],
    /// The tasks it has an effect on; none: all of them.
    tasks: &'static [Task],
    needs: &'static [Need],
}

impl OptionEntry {
    /// An option of some sources, whatever is made of them.
    const fn of(key: &'static str, sources: &'static [Source]) -> Self {
        Self { key, sources, tasks: &[], needs: &[] }
    }

    /// An option of any source.
    const fn any(key: &'static str) -> Self {
        Self::of(key, &Source::ALL)
    }

    const fn only(self, tasks: &'static [Task]) -> Self {
        Self { tasks, ..self }
    }

    const fn needs(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    /// Whether the option has an effect on what is made.
    #[must_use]
    pub fn serves(&self, task: Task) -> bool {
        self.tasks.is_empty() || self.tasks.contains(&task)
    }
}

const FILES: &[Source] = &[Source::Files];
const PRESCRIBING: &[Source] = &[Source::Prescribing];
const FACTS: &[Source] = &[Source::Facts];
const STORE: &[Source] = &[Source::Prescribing, Source::Facts];
const PEOPLE: &[Source] = &[Source::Files, Source::Prescribing];
const SIMULATED: &[Task] = &[Task::Report, Task::Indices];
const DRAWS: &[Task] = &[Task::Report, Task::Indices, Task::Sweep];
/// All but the league, whose treatments are compared as they are.
const SINGLY: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Smooth];
const CHANCE: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Sweep];
const RATES: &[Task] = &[Task::Report, Task::Outliers, Task::Rates];
/// One unit cannot be that of every treatment of a league.
const UNIT: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality];
const PER: &[Task] = &[Task::Report, Task::Indices, Task::Outliers, Task::Rates, Task::Inequality, Task::Sweep];

const DIRECT: Need =
    Need { holds: |s, _| s.standardise == Some(Standardise::Direct), says: "goes with `standardise direct`" };
const INDIRECT: Need =
    Need { holds: |s, _| s.standardise == Some(Standardise::Indirect), says: "goes with `standardise indirect`" };
const NO_WEIGHTS: Need = Need { holds: |s, _| s.weights.is_none(), says: "cannot be used with `weights`" };
const NO_EXPECTED: Need =
    Need { holds: |s, _| s.column_expected.is_none(), says: "cannot be used with `column-expected`" };
const WEIGHTS: Need = Need { holds: |s, _| s.weights.is_some(), says: "goes with `weights`" };
const LEVEL_GROUP: Need =
    Need { holds: |s, _| s.level.is_some_and(|level| level.word() == "group"), says: "goes with `level group`" };
/// Practices need not be in a network or in a group of the user's own, and are all there one by one.
const JUDGED: Need = Need {
    holds: |s, _| s.level.is_none_or(|level| !matches!(level.word(), "practice" | "pcn" | "group")),
    says: "has no effect with `level practice`, `level pcn` and `level group`",
};
const NOT_GROUPED: Need = Need {
    holds: |s, _| s.level.is_none_or(|level| level.word() != "group"),
    says: "cannot be used with `level group`: scores are not added over areas",
};
const INDEPENDENT: Need = Need {
    holds: |s, _| s.per_person.is_none() && s.repeat_factor.is_none(),
    says: "cannot be used with `per-person` or `repeat-factor`, which have an interval of their own",
};
const NOT_DEFINED: Need = Need {
    holds: |s, _| s.treatment.is_empty() || !s.bnf.is_empty(),
    says: "goes with `bnf`: each `treatment` has a measure of its own",
};
const PERSON: Need = Need { holds: |s, _| s.per_person.is_some(), says: "goes with `per-person`" };
const NO_PERSON: Need = Need { holds: |s, _| s.per_person.is_none(), says: "cannot be used with `per-person`" };
const NOT_DIRECT: Need =
    Need { holds: |s, _| s.standardise != Some(Standardise::Direct), says: "cannot be used with `standardise direct`" };
const DRAWN: Need = Need {
    holds: |s, task| task == Some(Task::Outliers) || s.replicates != Some(0),
    says: "has no effect with `replicates 0`",
};
/// A sweep of a store takes every treatment as the store and its definition say.
const NOT_SWEPT: Need = Need {
    holds: |s, task| task != Some(Task::Sweep) || s.store.is_none(),
    says: "has no effect on a sweep of a store, where each treatment says so itself",
};
const NOT_GRAIN: Need = Need {
    holds: |s, _| s.grain != Some(Formulary::Treatments),
    says: "cannot be used with `grain treatments`: each treatment has a measure of its own",
};
const NO_PERIOD: Need = Need {
    holds: |s, task| task != Some(Task::Sweep) || s.store.is_none() || s.period.is_empty(),
    says: "cannot be used with `period` in a sweep of a store",
};
const NO_TREATMENT: Need = Need {
    holds: |s, _| s.bnf.is_empty() && s.treatment.is_empty(),
    says: "cannot be used with `treatment` or `bnf`: it says which treatments there are",
};
/// Practices show chance themselves.
const NO_PRACTICES: Need = Need {
    holds: |s, task| task != Some(Task::Sweep) || (s.column_within.is_none() && s.store.is_none()),
    says: "has no effect where practices are known: they show how large chance is",
};
const TARGETED: Need = Need {
    holds: |s, _| s.rule.as_deref().is_none_or(|id| outliers::find(id).is_none_or(|rule| rule.against.is_some())),
    says: "goes with a rule that takes a target, such as the default one; the centre of the others is part of their definition",
};

/// Every option, in the order of the fields of [`Study`].
pub static OPTIONS: &[OptionEntry] = &[
    OptionEntry::of("files", FILES),
    OptionEntry::of("column-area", FILES),
    OptionEntry::of("column-period", FILES),
    OptionEntry::of("column-observed", FILES),
    OptionEntry::of("column-denominator", FILES),
    OptionEntry::of("column-expected", FILES).only(SINGLY),
    OptionEntry::of("column-treatment", FILES),
    OptionEntry::of("column-name", FILES),
    OptionEntry::of("column-group", FILES).only(SIMULATED),
    OptionEntry::of("column-rank", FILES).only(&[Task::Report, Task::Indices, Task::Inequality]),
    OptionEntry::of("column-within", FILES),
    OptionEntry::of("column-age-band", FILES),
    OptionEntry::of("column-sex", FILES),
    OptionEntry::of("only-kind", FILES),
    OptionEntry::of("decimal", FILES),
    OptionEntry::of("names", FILES),
    OptionEntry::of("measures", FILES),
    OptionEntry::of("store", STORE),
    OptionEntry::of("bnf", PRESCRIBING),
    OptionEntry::of("treatment", PRESCRIBING),
    OptionEntry::of("grain", PRESCRIBING).only(&[Task::Sweep]).needs(&[NO_TREATMENT]),
    OptionEntry::of("facts", FACTS),
    OptionEntry::of("level", STORE),
    OptionEntry::of("membership", STORE),
    OptionEntry::of("groups", STORE).needs(&[LEVEL_GROUP]),
    OptionEntry::of("allow-missing", STORE).needs(&[JUDGED]),
    OptionEntry::of("bnf-year", PRESCRIBING),
    OptionEntry::of("measure", STORE).needs(&[NOT_DEFINED, NOT_GRAIN]),
    OptionEntry::of("denominator", FACTS),
    OptionEntry::of("sex", FACTS),
    OptionEntry::of("age", FACTS),
    OptionEntry::of("rank-by", STORE).only(&[Task::Report, Task::Indices, Task::Inequality]).needs(&[NOT_GROUPED]),
    OptionEntry::any("kind").needs(&[NOT_SWEPT]),
    OptionEntry::any("by"),
    OptionEntry::any("from").needs(&[NO_PERIOD]),
    OptionEntry::any("to").needs(&[NO_PERIOD]),
    OptionEntry::any("period"),
    OptionEntry::any("denominator-is").needs(&[NOT_SWEPT]),
    OptionEntry::any("per").only(PER),
    OptionEntry::any("confidence"),
    OptionEntry::any("confidence-also").only(RATES),
    OptionEntry::any("interval").only(RATES).needs(&[INDEPENDENT]),
    OptionEntry::of("standardise", PEOPLE).only(SINGLY).needs(&[NO_WEIGHTS, NO_EXPECTED]),
    OptionEntry::of("standard", FILES).only(SINGLY).needs(&[DIRECT]),
    OptionEntry::of("dsr-method", FILES).only(SINGLY).needs(&[DIRECT]),
    OptionEntry::of("reference", PEOPLE).only(SINGLY).needs(&[INDIRECT]),
    OptionEntry::of("weights", PEOPLE).only(SINGLY),
    OptionEntry::of("weights-set", PEOPLE).only(SINGLY).needs(&[WEIGHTS]),
    OptionEntry::any("replicates").only(DRAWS),
    OptionEntry::any("seed").only(&[Task::Report, Task::Indices, Task::Outliers, Task::Sweep]).needs(&[DRAWN]),
    OptionEntry::any("per-person").only(CHANCE).needs(&[NOT_DIRECT, NO_PRACTICES]),
    OptionEntry::any("per-person-cv").only(CHANCE).needs(&[PERSON]),
    OptionEntry::any("repeat-factor").only(CHANCE).needs(&[NO_PERSON, NOT_DIRECT, NO_PRACTICES]),
    OptionEntry::any("resample").only(SIMULATED).needs(&[DRAWN]),
    OptionEntry::any("atkinson").only(&[Task::Indices]),
    OptionEntry::any("jackknife").only(&[Task::Indices]),
    OptionEntry::any("rule").only(&[Task::Outliers]),
    OptionEntry::any("levels").only(&[Task::Outliers]),
    OptionEntry::any("target").only(&[Task::Report, Task::Outliers]).needs(&[TARGETED]),
    OptionEntry::any("far").only(RATES),
    OptionEntry::any("control").only(&[Task::Outliers]),
    OptionEntry::any("family").only(&[Task::Report, Task::Outliers]),
    OptionEntry::any("league-tables").only(&[Task::Outliers]),
    OptionEntry::any("title").only(SINGLY),
    OptionEntry::any("unit").only(UNIT),
    OptionEntry::any("areas").only(&[Task::Report]),
    OptionEntry::any("source").only(&[Task::Report]),
];

impl Study {
    /// Every option by its key; `null`, `[]` and `false` where it was not given.
    pub(super) fn entries(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(entries)) => entries,
            _ => Map::new(),
        }
    }

    /// Where the numbers come from.
    ///
    /// # Errors
    /// None of the sources, or several of them.
    pub fn numbers(&self) -> Result<Source> {
        let none = self.bnf.is_empty() && self.treatment.is_empty() && self.grain.is_none();
        match (&self.store, none, &self.facts) {
            (Some(_), ..) if !self.files.is_empty() => Err(Error::option("files", "cannot be used with `store`")),
            (None, ..) if self.files.is_empty() => {
                Err(Error::option("files", "are missing: name tidy CSV files, or a `store` with `bnf` or `facts`"))
            }
            (None, ..) => Ok(Source::Files),
            (Some(_), false, None) => Ok(Source::Prescribing),
            (Some(_), true, Some(_)) if self.measure.is_none() => {
                Err(Error::option("facts", "needs `measure`, the identifier of a measure of the series"))
            }
            (Some(_), true, Some(_)) => Ok(Source::Facts),
            (Some(_), false, Some(_)) => {
                let given = [("bnf", self.bnf.is_empty()), ("treatment", self.treatment.is_empty())];
                let given = given.into_iter().find(|(_, empty)| !empty).map_or("grain", |(key, _)| key);
                Err(Error::option(given, "cannot be used with `facts`"))
            }
            (Some(_), true, None) => Err(Error::option(
                "store",
                "needs a treatment: `treatment ID` or `bnf CODE` for prescribing (a sweep takes `grain`), or `facts SERIES` with `measure ID` for other figures \
                 ('unwarranted store DIR' lists what there is)",
            )),
        }
    }

    /// Refuses every option that has no effect on the source, on what is made, or beside the other options.
    ///
    /// # Errors
    /// The first such option, with what it belongs to.
    pub fn check(&self, task: Option<Task>) -> Result<Source> {
        let entries = self.entries();
        let given = |o: &&OptionEntry| entries.get(o.key).is_some_and(|value| !is_absent(value));
        let options: Vec<&OptionEntry> = OPTIONS.iter().filter(given).collect();
        let of_store = options.iter().find(|o| !o.sources.contains(&Source::Files));
        if let Some(option) = of_store.filter(|_| self.store.is_none() && self.files.is_empty()) {
            return Err(Error::option(option.key, "needs `store`, the folder of a store"));
        }
        let source = self.numbers()?;
        match options.iter().find_map(|option| Some((option.key, self.problem(option, source, task)?))) {
            Some((key, problem)) => Err(Error::option(key, problem)),
            None => Ok(source),
        }
    }

    /// Why an option that was given has no effect, if it has none.
    fn problem(&self, option: &OptionEntry, source: Source, task: Option<Task>) -> Option<String> {
        if !option.sources.contains(&source) {
            let belongs: Vec<&str> = option.sources.iter().map(|s| s.words()).collect();
            let (source, belongs) = (source.words(), belongs.join(" and to "));
            return Some(format!("has no effect on {source}: it belongs to {belongs}"));
        }
        if let Some(task) = task.filter(|task| !option.serves(*task)) {
            let belongs: Vec<&str> = option.tasks.iter().map(|task| task.word()).collect();
            return Some(format!("has no effect on {task}: it belongs to {}", belongs.join(", ")));
        }
        option.needs.iter().find(|need| !(need.holds)(self, task)).map(|need| need.says.to_owned())
    }

    /// Every option with its value for the manifest, defaults included: those that belong to the source. Of a path the
    /// name of the file alone, so that a report does not depend on where its files lie.
    #[must_use]
    pub fn options(&self, task: Option<Task>) -> BTreeMap<String, Value> {
        let source = self.numbers().ok();
        let belongs = |o: &&OptionEntry| o.key != "store" && source.is_none_or(|source| o.sources.contains(&source));
        let mut entries = self.resolved(task).entries();
        let value = |o: &OptionEntry| Some((o.key.to_owned(), entries.remove(o.key)?));
        let mut options: BTreeMap<String, Value> = OPTIONS.iter().filter(belongs).filter_map(value).collect();
        for key in ["treatment", "files", "names", "measures", "groups", "standard", "reference", "weights"] {
            match options.get_mut(key) {
                Some(Value::Array(paths)) => paths.iter_mut().for_each(without_folder),
                Some(path) => without_folder(path),
                None => {}
            }
        }
        options
    }

    /// Whether intervals are to be drawn from practices because that was asked for.
    pub(super) fn asks_for_practices(&self) -> bool {
        self.resample == Some(Resample::Practices)
    }
}

fn without_folder(value: &mut Value) {
    if let Some(name) = value.as_str().and_then(|text| Path::new(text).file_name()) {
        *value = name.to_string_lossy().into_owned().into();
    }
}

fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}
