//! The area of every practice at one level on one day.

use super::level::Level;
use super::register::{Home, Register};
use super::{Groups, Lifetimes, Lineage, OnsCodes};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_ingest::values::day::Day;

/// The area of every practice at one level on one day.
#[derive(Debug, Clone)]
pub struct Grouping {
    day: Day,
    by_practice: BTreeMap<String, Arc<str>>,
    by_commissioner: BTreeMap<String, Arc<str>>,
    names: BTreeMap<Arc<str>, String>,
    lineage: Option<Arc<Lineage>>,
    /// Practices recorded only in commissioners that were not there on the day, with the reason.
    not_then: BTreeMap<String, String>,
}

impl Default for Grouping {
    fn default() -> Self {
        let (by_practice, by_commissioner, names, not_then) = Default::default();
        Self { day: Day::FIRST, by_practice, by_commissioner, names, lineage: None, not_then }
    }
}

impl Grouping {
    fn put(&mut self, practice: &str, (code, name): (String, String)) {
        let code: Arc<str> = code.into();
        let known = self.names.entry(Arc::clone(&code)).or_default();
        if known.is_empty() {
            *known = name;
        }
        self.by_practice.insert(practice.to_owned(), code);
    }

    /// The area of a practice; blank where none is known. For prescribers that are not practices of the register, such as
    /// stand-ins for unidentified ones, the area that the recorded commissioner is in.
    #[must_use]
    pub fn area(&self, practice: &str, commissioner: &str) -> &str {
        if let Some(area) = self.by_practice.get(practice) {
            return area;
        }
        let followed = self.lineage.as_ref().map_or(commissioner, |l| l.area_at(commissioner, self.day));
        self.by_commissioner.get(followed).map_or("", |area| area)
    }

    /// The name of an area; blank where none is known.
    #[must_use]
    pub fn name(&self, area: &str) -> &str {
        self.names.get(area).map_or("", String::as_str)
    }

    /// Why a practice is in no area although the store records one for it: "16C opened on 2020-04-01".
    #[must_use]
    pub fn not_then(&self) -> &BTreeMap<String, String> {
        &self.not_then
    }

    /// Number of areas with a practice.
    #[must_use]
    pub fn areas(&self) -> usize {
        self.names.len()
    }
}

/// A code with its name, which is blank where it is not fixed.
type Area = (String, String);

/// The areas of a level above the commissioners on a day.
struct Above<'a> {
    level: Level,
    day: Day,
    groups: Option<&'a Groups>,
    /// By commissioner, of levels that are recorded beside it.
    recorded: BTreeMap<String, String>,
}

impl Above<'_> {
    fn of(&self, commissioner: &str) -> Option<Area> {
        match self.level {
            Level::Ccg | Level::Pct => Some((commissioner.to_owned(), String::new())),
            Level::Nation => Some(("E92000001".to_owned(), "England".to_owned())),
            Level::Group => self.group(commissioner),
            _ => self.recorded.get(commissioner).map(|code| (code.clone(), String::new())),
        }
    }

    /// The user's group of a practice or of a commissioner.
    fn group(&self, code: &str) -> Option<Area> {
        self.groups.and_then(|groups| groups.of(code, self.day)).map(|group| (group.to_owned(), String::new()))
    }
}

impl Register {
    /// The areas of one level on one day.
    ///
    /// `groups` are the user's own, for [`Level::Group`].
    #[must_use]
    pub fn grouping(
        &self,
        lineage: &Lineage,
        ons: &OnsCodes,
        level: Level,
        day: Day,
        groups: Option<&Groups>,
    ) -> Grouping {
        let mut grouping = Grouping { day, ..Grouping::default() };
        let lives = Lifetimes { lineage, ons };
        let recorded = match level {
            Level::Stp | Level::Icb | Level::AreaTeam | Level::Region => self.above(lineage, level, day),
            _ => BTreeMap::new(),
        };
        let above = Above { level, day, groups, recorded };
        for practice in self.practices.keys() {
            let found = self.home(lives, practice, day);
            match (self.area_of(practice, found, &above), found) {
                (Some(home), _) => grouping.put(practice, home),
                (None, Home::NotThen(code)) => {
                    grouping.not_then.insert(practice.clone(), lives.reason(code, day));
                }
                (None, _) => {}
            }
            if let Home::In(commissioner) = found
                && let Some((code, _)) = above.of(commissioner)
                && level != Level::Practice
            {
                grouping.by_commissioner.insert(commissioner.to_owned(), code.into());
            }
        }
        let names = self.recorded_names(level);
        for (code, name) in grouping.names.iter_mut().filter(|(_, name)| name.is_empty()) {
            *name = names.on(code, day, lineage, ons);
        }
        grouping.lineage = Some(Arc::new(lineage.clone()));
        grouping
    }

    /// The area of a practice whose commissioner on the day was found.
    fn area_of(&self, practice: &str, found: Home<'_>, above: &Above<'_>) -> Option<Area> {
        let commissioner = if let Home::In(commissioner) = found { Some(commissioner) } else { None };
        let by_commissioner = || commissioner.and_then(|commissioner| above.of(commissioner));
        match above.level {
            Level::Practice => Some((practice.to_owned(), String::new())),
            Level::Pcn => self.network(practice, above.day).map(|(code, name)| (code.to_owned(), name.to_owned())),
            // England is there whatever its parts were called.
            Level::Nation => (found != Home::Unknown).then(|| above.of("")).flatten(),
            Level::Group => above.group(practice).or_else(by_commissioner),
            _ => by_commissioner(),
        }
    }
}
