//! What a watch has seen and told.

use super::{Error, Result, few, file};
use crate::core::slice::Slice;
use crate::core::time::{Alert, WatchRule, Way};
use crate::core::{Month, Period};
use crate::report::manifest::sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::Arc;

/// The version of the file.
const SCHEMA: u32 = 1;

/// What a watch has seen and told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    schema: u32,
    /// The options that make two runs the same study.
    study: BTreeMap<String, String>,
    /// Every treatment.
    pub(super) treatments: BTreeMap<Arc<str>, Seen>,
    /// What every rule last told of an area.
    pub(super) told: Vec<Told>,
}

/// What was seen of a treatment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// The last month.
    pub(super) until: Period,
    /// SHA-256 of all figures up to it.
    sha256: String,
    #[serde(skip)]
    months: Vec<(Period, String)>,
}

/// The last month in which a rule alerted an area this way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    rule: WatchRule,
    treatment: Arc<str>,
    area: Arc<str>,
    way: Way,
    month: Period,
}

type Key = (WatchRule, Arc<str>, Arc<str>, Way);

impl State {
    /// The state of these data, which has told nothing.
    pub(super) fn new(study: BTreeMap<String, String>, groups: &[&[Slice]]) -> Self {
        let seen = |group: &&[Slice]| {
            let mut text = String::new();
            let mut months = Vec::new();
            for slice in *group {
                figures(&mut text, slice);
                months.push((slice.period(), sha256(text.as_bytes())));
            }
            let (until, sha256) = months.last().cloned().unwrap_or((Period::All, String::new()));
            (Arc::clone(group[0].treatment()), Seen { until, sha256, months })
        };
        Self { schema: SCHEMA, study, treatments: groups.iter().map(seen).collect(), told: Vec::new() }
    }

    /// The state in a folder; `None` where there is none yet.
    ///
    /// # Errors
    /// A file that is damaged or of another version.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let path = file(folder);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::option("state", format!("{}: cannot read: {error}", path.display()))),
        };
        #[derive(Deserialize)]
        struct Version {
            schema: u32,
        }
        let damaged = |error: serde_json::Error| {
            let remedy = "it is not a state that 'watch' wrote; restore it, or remove it to begin anew";
            Error::option("state", format!("{}: {error}; {remedy}", path.display()))
        };
        let Version { schema } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if schema != SCHEMA {
            let problem =
                format!("{}: is of version {schema}, and this program knows version {SCHEMA}", path.display());
            return Err(Error::option("state", problem));
        }
        serde_json::from_slice(&bytes).map(Some).map_err(damaged)
    }

    /// Refuses a state of another study; says what is new or has changed.
    pub(super) fn require_same(&self, now: &Self, folder: &Path) -> Result<Vec<String>> {
        let path = file(folder);
        let other = |what: String| {
            let remedy = "give each study a folder of its own";
            Error::option("state", format!("{}: belongs to another study ({what}); {remedy}", path.display()))
        };
        let keys: std::collections::BTreeSet<&String> = self.study.keys().chain(now.study.keys()).collect();
        let differs = keys.into_iter().find(|key| self.study.get(*key) != now.study.get(*key));
        if let Some(key) = differs {
            let value = |of: &Self| of.study.get(key).cloned().unwrap_or_else(|| "not given".to_owned());
            return Err(other(format!("`{key}` was {}, and is {}", value(self), value(now))));
        }
        let gone: Vec<&Arc<str>> = self.treatments.keys().filter(|t| !now.treatments.contains_key(*t)).collect();
        if !gone.is_empty() {
            return Err(other(format!("it watches {}, which the data do not have", few(&gone))));
        }
        let new: Vec<&Arc<str>> = now.treatments.keys().filter(|t| !self.treatments.contains_key(*t)).collect();
        let mut notes = Vec::new();
        if !new.is_empty() {
            notes.push(format!("new to the watch: {}; of each only the last month is judged", few(&new)));
        }
        let is_revised = |treatment: &Arc<str>, seen: &Seen| {
            let then = now.treatments.get(treatment).and_then(|s| s.months.iter().find(|(p, _)| *p == seen.until));
            then.is_none_or(|(_, sha256)| *sha256 != seen.sha256)
        };
        let revised: Vec<&Arc<str>> =
            self.treatments.iter().filter(|(treatment, seen)| is_revised(treatment, seen)).map(|(t, _)| t).collect();
        if !revised.is_empty() {
            notes.push(format!(
                "figures of months that were judged before have changed since: {}; what was said of those months is not said again",
                few(&revised)
            ));
        }
        Ok(notes)
    }

    /// The alerts that are new: not those of an area that the rule alerted the same way in the month before. Others say when it last did. All
    /// are kept as told.
    pub(super) fn tell(&mut self, told: Vec<Told>, alerts: Vec<Alert>) -> Vec<Alert> {
        let key = |t: Told| ((t.rule, t.treatment, t.area, t.way), t.month);
        let mut last: BTreeMap<Key, Period> = told.into_iter().map(key).collect();
        let next = |period: Period| period.last_month().map(|month| month.plus(1)).map(Period::Month);
        let new = alerts.into_iter().filter_map(|alert| {
            let key = (alert.rule, Arc::clone(&alert.treatment), Arc::clone(&alert.area), alert.way);
            let before = last.insert(key, alert.month);
            (before.and_then(next) != Some(alert.month)).then_some(Alert { alerted_before: before, ..alert })
        });
        let new: Vec<Alert> = new.collect();
        let told = |((rule, treatment, area, way), month): (Key, Period)| Told { rule, treatment, area, way, month };
        self.told = last.into_iter().map(told).collect();
        new
    }

    /// Writes the state beside what is there and puts it into its place in one step.
    pub(super) fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let (path, part) = (file(folder), folder.join(".watch.json.part"));
        // Left by a run that was cut off.
        let _ = std::fs::remove_file(&part);
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)? + "\n";
        let mut out = std::fs::File::create_new(&part)?;
        let whole = out.write_all(text.as_bytes()).and_then(|()| out.sync_all());
        let moved = whole.and_then(|()| std::fs::rename(&part, &path));
        if moved.is_err() {
            // Best effort: the error being reported matters more than what is left.
            let _ = std::fs::remove_file(&part);
        }
        moved
    }
}

/// The figures of a month, as text that is the same on any machine.
fn figures(text: &mut String, slice: &Slice) {
    let month = slice.period().first_month().map_or_else(String::new, |month: Month| month.to_string());
    for area in slice.areas() {
        let over = area.denominator.or(area.expected).map(f64::to_bits);
        let _ = writeln!(text, "{month},{},{},{over:?}", area.code, area.observed.to_bits());
    }
}
