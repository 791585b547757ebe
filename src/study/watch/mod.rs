//! Months that are new since the last run, and what they alert.

mod state;

use super::loaded::Loaded;
use super::outcome::aside_lines;
use super::{Error, Result, Study};
use crate::core::chance::Dispersion;
use crate::core::text::counted;
use crate::core::time::{Alert, OneEvent, Tests, WatchRule, watch};
use crate::core::{Grain, Kind, Month, Period, Slice};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use state::{Seen, State};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is watched, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct Watching {
    /// The folder of the state.
    pub state: PathBuf,
    /// The rules.
    pub rules: Vec<WatchRule>,
    /// The first month that is new to a state which has none; `None`: the last month of each treatment.
    pub from: Option<Month>,
}

/// What is new since the last run.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The alerts that are new, in the order of treatment, month and area.
    pub alerts: Vec<Alert>,
    /// What the own rule tested in this run.
    pub tests: Tests,
    /// The months that are new, over all treatments, the first and the last; `None` where none is.
    pub months: Option<[Period; 2]>,
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
    next: State,
    folder: PathBuf,
}

impl Watched {
    /// Keeps the state, so that the next run says nothing of this again. To be called once the alerts are out.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn keep(&self) -> std::io::Result<()> {
        self.next.write(&self.folder)
    }

    /// Which months were judged, and of how many areas, in words.
    #[must_use]
    pub fn judged(&self) -> String {
        match self.months {
            None => "no month is new since the last run".to_owned(),
            Some([first, last]) => format!(
                "months judged: {first} to {last}; {} new, {} tests, {} not possible (fewer than 24 months before, or than 10 events)",
                self.alerts.len(),
                self.tests.tested,
                self.tests.untested
            ),
        }
    }
}

impl Study {
    /// Reads the data, judges the months that the state has not seen, and gives the alerts that are new: an area that a rule alerts the same way
    /// month after month is told once.
    ///
    /// # Errors
    /// As [`Study::run`]; data without months; a state that is damaged, of another version or of another study; data that end before it.
    pub fn watch(&self, watching: &Watching) -> Result<Watched> {
        if !self.period.is_empty() {
            return Err(Error::option("period", "has no effect here: the state says which months are new"));
        }
        let plan = Self { by: Some(Grain::Month), ..self.clone() }.plan(None)?;
        let before = State::read(&watching.state)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        plan.check(&loaded.words, &slices)?;
        let groups: Vec<&[Slice]> = slices.chunk_by(|a, b| a.treatment() == b.treatment()).collect();
        let mut next = State::new(described(self, &watching.rules), &groups);
        let mut notes = Vec::new();
        if let Some(before) = &before {
            notes.extend(before.require_same(&next, &watching.state)?);
        }
        let from = from(&groups, before.as_ref(), watching)?;
        let mut given = BTreeMap::new();
        for group in &groups {
            let treatment = group[0].treatment();
            given.insert(treatment, plan.analysis.given_per_person_of(treatment)?);
        }
        let event = |slice: &Slice| {
            let known = given.get(slice.treatment()).copied().flatten()?;
            Dispersion::of(slice, Some(known)).ok().map(|known| known.phi)
        };
        let (alerts, tests) = watch(&groups, &from, &event, &watching.rules);
        if watching.rules.contains(&WatchRule::Change) {
            notes.extend(unknown_chance(&groups, &event));
        }
        let told = before.map(|state| state.told).unwrap_or_default();
        let alerts = next.tell(told, alerts);
        let new: Vec<Period> = groups.iter().zip(&from).flat_map(|(g, from)| &g[*from..]).map(Slice::period).collect();
        let months = new.iter().min().zip(new.iter().max()).map(|(a, b)| [*a, *b]);
        let labels = plan.labels(&loaded.words, slices.iter().map(Slice::treatment));
        let set_aside = aside_lines(slices.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { inputs, warnings, notes: of_data, .. } = loaded;
        notes.extend(of_data);
        let folder = watching.state.clone();
        Ok(Watched { alerts, tests, months, labels, inputs, warnings, set_aside, notes, next, folder })
    }
}

/// Of which amounts nothing says what one patient takes.
fn unknown_chance(groups: &[&[Slice]], event: OneEvent<'_>) -> Option<String> {
    let unknown = |g: &&&[Slice]| g[0].kind() == Kind::Amount && event(&g[g.len() - 1]).is_none();
    let named: Vec<&Arc<str>> = groups.iter().filter(unknown).map(|g| g[0].treatment()).collect();
    (!named.is_empty()).then(|| {
        format!(
            "{}: what one patient takes is not known; the rule 'change' estimates it from how far earlier months were off, and does not test areas \
             with fewer than 10 times that to expect (give `per-person`, what a patient takes in a year)",
            few(&named)
        )
    })
}

/// The options that make two runs the same study, apart from the files, which may have other names next month.
fn described(study: &Study, rules: &[WatchRule]) -> BTreeMap<String, String> {
    let same = Study { files: Vec::new(), store: None, measures: None, ..study.clone() };
    let mut described: BTreeMap<String, String> =
        same.options(None).into_iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    let rules: Vec<&str> = rules.iter().map(|rule| rule.word()).collect();
    described.insert("rules".to_owned(), rules.join(","));
    described.insert("source".to_owned(), if study.store.is_some() { "store" } else { "files" }.to_owned());
    described
}

/// Number of the first new slice of each treatment.
fn from(groups: &[&[Slice]], before: Option<&State>, watching: &Watching) -> Result<Vec<usize>> {
    let one = |group: &&[Slice]| {
        let treatment = group[0].treatment();
        match before.and_then(|state| state.treatments.get(&**treatment)) {
            Some(Seen { until, .. }) => {
                let last = group[group.len() - 1].period();
                if last < *until {
                    let problem =
                        format!("knows '{treatment}' up to {until}, and the data end in {last}; give the newer data");
                    return Err(Error::option("state", problem));
                }
                Ok(group.partition_point(|slice| slice.period() <= *until))
            }
            None => Ok(match watching.from {
                Some(month) => group.partition_point(|slice| slice.period() < Period::Month(month)),
                None => group.len() - 1,
            }),
        }
    };
    if before.is_some() && watching.from.is_some() {
        return Err(Error::option(
            "from",
            "has no effect on a state that has been written: it says itself which months are new",
        ));
    }
    groups.iter().map(one).collect()
}

/// Treatments in words, a few of them.
fn few(treatments: &[&Arc<str>]) -> String {
    let named: Vec<&str> = treatments.iter().take(5).map(|t| &***t).collect();
    let more = treatments.len().saturating_sub(5);
    let rest = if more > 0 {
        format!(" and {}", counted(i64::try_from(more).unwrap_or(i64::MAX), "other", "others"))
    } else {
        String::new()
    };
    format!("{}{rest}", named.join(", "))
}

/// The name of the file of a state in its folder.
pub const STATE_FILE: &str = "watch.json";

/// The file of a state in its folder.
fn file(folder: &Path) -> PathBuf {
    folder.join(STATE_FILE)
}
