//! Options without effect are refused, and those with effect are listed.

use super::{OPTIONS, OptionEntry, Source, Task};
use crate::study::{About, Error, Resample, Result, Study};
use serde_json::Value;
use std::collections::BTreeMap;

const NO_NEED: &str = "is missing: what should the differences go with? Give a name and columns, such as deprivation=imd or \
                       age=over_65,over_85";

const NO_PRACTICES: &str = "is missing: name the column with the practice, or other unit within the area";

const NO_POLICIES: &str = "is missing: name the CSV that says what areas decided (columns area, policy, value, valid from and \
                           source)";

impl Study {
    /// Where the numbers come from.
    ///
    /// # Errors
    /// None of the sources, or several of them.
    pub fn numbers(&self) -> Result<Source> {
        let none = self.bnf.is_empty() && self.treatment.is_empty() && self.grain.is_none();
        match (&self.store, none, &self.facts) {
            (Some(_), ..) if !self.files.is_empty() => Err(Error::option("files", "cannot be used with `store`")),
            (None, ..) if self.files.is_empty() => Err(Error::option(
                "files",
                "are missing: name tidy CSV files, a `store` with `bnf` or `facts`, or a file with `study`",
            )),
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
                "needs a treatment: `treatment ID` or `bnf CODE` for prescribing (a sweep and a league of opportunities take `grain`), or `facts SERIES` with `measure ID` for other figures \
                 ('unwarranted store DIR' lists what there is)",
            )),
        }
    }

    /// Refuses every option that has no effect on the source, on what is made, or beside the other options, and a `per` that
    /// `unit` contradicts.
    ///
    /// # Errors
    /// The first such option, with what it belongs to.
    pub fn check(&self, task: Option<Task>) -> Result<Source> {
        let options: Vec<&OptionEntry> = self.given().collect();
        let of_store = options.iter().find(|o| !o.sources.contains(&Source::Files));
        if let Some(option) = of_store.filter(|_| self.store.is_none() && self.files.is_empty()) {
            return Err(Error::option(option.key, "needs `store`, the folder of a store"));
        }
        let source = self.numbers()?;
        match options.iter().find_map(|option| Some((option.key, self.problem(option, source, task)?))) {
            Some((key, problem)) => Err(Error::option(key, problem)),
            None => self.require(source, task).and_then(|()| self.per_with_unit()).map(|_| source),
        }
    }

    /// Refuses a task that lacks what it cannot do without.
    fn require(&self, source: Source, task: Option<Task>) -> Result<()> {
        match task {
            Some(Task::Explain) if self.need.is_empty() => Err(Error::option("need", NO_NEED)),
            Some(Task::Levels) if source == Source::Files && self.column_within.is_none() => {
                Err(Error::option("column-within", NO_PRACTICES))
            }
            Some(Task::Report) if self.about == Some(About::Policy) && self.policies.is_none() => {
                Err(Error::option("policies", NO_POLICIES))
            }
            _ => Ok(()),
        }
    }

    /// The options that were given, in order.
    pub(in crate::study) fn given(&self) -> impl Iterator<Item = &'static OptionEntry> {
        let entries = self.entries();
        OPTIONS.iter().filter(move |o| entries.get(o.key).is_some_and(|value| !is_absent(value)))
    }

    /// Whether an option that was given has no effect, as far as the source of the numbers is known.
    pub(in crate::study) fn refuses(&self, option: &OptionEntry, task: Option<Task>) -> bool {
        self.numbers().is_ok_and(|source| self.problem(option, source, task).is_some())
    }

    /// Why an option that was given has no effect, if it has none.
    fn problem(&self, option: &OptionEntry, source: Source, task: Option<Task>) -> Option<String> {
        if !option.sources.contains(&source) {
            let belongs: Vec<&str> = option.sources.iter().map(|s| s.words()).collect();
            let (source, belongs) = (source.words(), belongs.join(" and to "));
            return Some(format!("has no effect on {source}: it belongs to {belongs}"));
        }
        if self.is_of_criteria() && !self.criteria_take(option.key) {
            return Some("has no effect on a matrix of criteria".to_owned());
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
        let mut entries = self.resolved(task).without_folders().entries();
        let value = |o: &OptionEntry| Some((o.key.to_owned(), entries.remove(o.key)?));
        OPTIONS.iter().filter(belongs).filter_map(value).collect()
    }

    /// Whether intervals are to be drawn from practices because that was asked for.
    pub(in crate::study) fn asks_for_practices(&self) -> bool {
        self.resample == Some(Resample::Practices)
    }
}

/// Whether an option was not given.
pub(in crate::study) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}
