//! Which area a practice is in: as recorded in the month's file, or by a rule that looks at all the store knows.

use super::breaks::{self, Break, Homes};
use super::known::register;
use super::lifetime;
use super::words::{NAMED, number};
use crate::geography::Level;
use crate::geography::{Grouping, Groups, Lineage, Membership, OnsCodes, Register, Twice, Vintages};
use crate::store::{Catalogue, Store};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use unwarranted_core::Month;
use unwarranted_core::text::be;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Org;
use unwarranted_ingest::tables::facts::{FactArea, Facts};
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::day::Day;

/// The rule of one query, with what it needs to know.
pub(super) struct Places {
    level: Level,
    membership: Membership,
    pub(super) lineage: &'static Lineage,
    pub(super) ons: &'static OnsCodes,
    register: Register,
    groups: Option<Arc<Groups>>,
    /// The day of a membership that is the same in all months.
    pub(super) day: Option<Day>,
    fixed: Option<Arc<Grouping>>,
}

impl Places {
    pub(super) fn new(
        store: &Store,
        catalogue: &Catalogue,
        level: Level,
        membership: Membership,
        groups: Option<&Path>,
    ) -> Result<Self, Error> {
        let groups = groups.map(Groups::read).transpose()?.map(Arc::new);
        if (level == Level::Group) != groups.is_some() {
            let says = "`level group` and `groups FILE` go together: the file says which practices and areas are in which group";
            return Err(store.problem(says.to_owned()));
        }
        let (lineage, ons) = (Lineage::built_in()?, OnsCodes::built_in()?);
        let mut places =
            Self { level, membership, lineage, ons, register: Register::default(), groups, day: None, fixed: None };
        if places.recorded() {
            return Ok(places);
        }
        places.register = register(store, catalogue)?;
        lifetime::check(level, membership, &places.register).map_err(|says| store.problem(says))?;
        places.day = match membership {
            Membership::Recorded => None,
            Membership::On(day) => Some(day),
            Membership::Current => places.register.latest().map(Day::first_of).max(places.lineage.last()),
        };
        places.fixed = places.day.map(|day| Arc::new(places.on(day)));
        if let (Some(day), Some(grouping)) = (places.day, &places.fixed)
            && grouping.areas() == 0
        {
            let (level, day) = (level.word(), day.words());
            return Err(store.problem(format!(
                "no practice of the store has a known {level} on {day}{}; choose another day or level",
                grouping.not_then().values().next().map_or(String::new(), |why| format!(" ({why})"))
            )));
        }
        Ok(places)
    }

    /// Whether each month's file says all that is asked for.
    pub(super) fn recorded(&self) -> bool {
        let elsewhere = matches!(self.level, Level::Nation | Level::Pcn | Level::Group);
        self.membership == Membership::Recorded && !elsewhere
    }

    fn on(&self, day: Day) -> Grouping {
        self.register.grouping(self.lineage, self.ons, self.level, day, self.groups.as_deref())
    }

    /// The areas of one month.
    pub(super) fn in_month(&self, month: Month) -> Areas {
        let given = match &self.fixed {
            Some(grouping) => Some(Arc::clone(grouping)),
            None if self.recorded() => None,
            None => Some(Arc::new(self.on(Day::first_of(month)))),
        };
        let day = self.day.unwrap_or(Day::first_of(month));
        Areas { level: self.level, given, groups: self.groups.clone(), day }
    }

    /// Breaks in the series of areas; none where the membership of one day holds in all months.
    pub(super) fn breaks<'a>(&self, months: impl Iterator<Item = (Month, &'a Homes)>) -> Vec<Break> {
        if self.day.is_some() { Vec::new() } else { breaks::find(months, self.lineage) }
    }

    /// Two vintages of areas of one kind in one table, in words: an area beside one that it became, or under two codes, whose
    /// people would count twice.
    pub(super) fn overlapping(&self, facts: &Facts, kind: AreaKind) -> Result<Option<String>, Error> {
        if kind == AreaKind::Practice {
            return Ok(None);
        }
        let codes: BTreeMap<&str, &FactArea> =
            facts.areas.iter().filter(|a| a.kind == kind).map(|area| (area.code.as_str(), area)).collect();
        let found = Vintages::built_in()?.twice(&codes.keys().copied().collect(), self.ons);
        let shown = |code: &str| codes.get(code).map_or(code.to_owned(), |a| format!("{} ({})", a.code, a.name));
        let words = |twice: Twice<'_>| {
            let [old, new] = twice.both().map(shown);
            let how = match twice {
                Twice::Codes(..) => format!("{old} and {new} are two codes of one area"),
                Twice::Became(old_code, _)
                    if self
                        .lineage
                        .successors(self.ons.commissioner(old_code).unwrap_or(old_code))
                        .next()
                        .is_some() =>
                {
                    format!("{old} merged into {new}")
                }
                Twice::Became(..) => format!("{old} became {new}, or a part of it"),
            };
            format!(
                "the table has areas of two vintages, which hold the same people: {how}; keep the rows of one kind of area \
                 in the publisher's file and ingest that into a new store"
            )
        };
        Ok(found.map(words))
    }

    pub(super) fn ons_codes<'a>(&self, areas: impl Iterator<Item = (Month, &'a str)>) -> BTreeMap<String, String> {
        let code = |(month, area): (Month, &str)| {
            let day = self.day.unwrap_or(Day::first_of(month));
            Some((area.to_owned(), self.ons.code(self.level, area, day)?.to_owned()))
        };
        areas.filter_map(code).collect()
    }

    /// What a membership on a day after the last record rests on; `None` for other days.
    pub(super) fn after_the_last_record(&self) -> Option<String> {
        let (Membership::On(day), Some(last)) = (self.membership, self.register.latest()) else { return None };
        let alike = matches!(self.level, Level::Practice | Level::Nation);
        (day.to_month() > Some(last) && !alike).then(|| {
            format!(
                "The store's last record of which practice belongs where is from {last}, before {}. Practices stay \
                 where that or an earlier record places them, with mergers of CCGs up to April 2021 followed; later \
                 moves and mergers are not known.",
                day.words()
            )
        })
    }

    /// Practices that only later or earlier areas record on the day of the membership; `None` without any.
    pub(super) fn not_then(&self) -> Option<String> {
        let aside = self.fixed.as_ref()?.not_then();
        let named: Vec<String> = aside.iter().take(NAMED).map(|(code, why)| format!("{code}: {why}")).collect();
        let practices = number(aside.len(), "practice is", "practices are");
        (!aside.is_empty()).then(|| {
            format!(
                "{practices} recorded only in areas that were not there on {} and {} set aside ({}{}).",
                self.day.unwrap_or(Day::FIRST).words(),
                be(aside.len()),
                named.join("; "),
                if aside.len() > NAMED { "; and others" } else { "" }
            )
        })
    }

    /// Members of the user's groups that are none of these, in the order of their codes.
    pub(super) fn members_but(&self, known: impl Fn(&str) -> bool) -> Vec<&str> {
        self.groups.as_ref().map_or_else(Vec::new, |groups| groups.unknown(known))
    }

    /// A refusal with what is known of why practices belong nowhere.
    pub(super) fn with_reasons(&self, says: String) -> String {
        self.not_then().map_or(says.clone(), |reasons| format!("{says}. {}", reasons.trim_end_matches('.')))
    }

    /// How practices were assigned, in words.
    pub(super) fn words(&self, area: &str) -> String {
        match (self.level, self.membership, self.day) {
            (Level::Practice, ..) => "each practice by itself".to_owned(),
            (Level::Nation, ..) => "all practices together".to_owned(),
            (_, Membership::Current, Some(day)) => {
                format!("practices grouped by the {area} they belong to by the latest record, as of {}", day.words())
            }
            (_, _, Some(day)) if self.after_the_last_record().is_some() => {
                format!("practices grouped by the {area} they belong to by the last record before {}", day.words())
            }
            (_, _, Some(day)) => format!("practices grouped by the {area} they belonged to on {}", day.words()),
            _ if self.recorded() => format!("practices grouped by the {area} recorded in each month's file"),
            _ => format!("practices grouped by the {area} they belonged to in each month"),
        }
    }
}

/// The areas of one month.
pub(super) struct Areas {
    pub(super) level: Level,
    given: Option<Arc<Grouping>>,
    groups: Option<Arc<Groups>>,
    day: Day,
}

impl Areas {
    /// The areas that each month's file records.
    pub(super) fn is_recorded(&self) -> bool {
        self.given.is_none()
    }

    /// The code and name of the area of a practice; blank where it is not known.
    pub(super) fn of<'a>(&'a self, practice: &'a str, name: &'a str, org: &'a Org) -> (&'a str, &'a str) {
        if let (Some(grouping), false) = (&self.given, self.level == Level::Practice) {
            let area = grouping.area(practice, &org.pco);
            return (area, grouping.name(area));
        }
        let (code, name) = match self.level {
            Level::Practice => (practice, name),
            Level::Ccg | Level::Pct => (org.pco.as_str(), org.pco_name.as_str()),
            Level::AreaTeam | Level::Stp | Level::Icb => (org.middle.as_str(), org.middle_name.as_str()),
            Level::Region => (org.region.as_str(), org.region_name.as_str()),
            Level::Nation | Level::Pcn | Level::Group | Level::LocalAuthority | Level::County => ("", ""),
        };
        if code == "-" || code.eq_ignore_ascii_case("UNIDENTIFIED") { ("", "") } else { (code, name) }
    }

    /// The user's group that has this area as a member; blank without one.
    pub(super) fn group(&self, member: &str) -> &str {
        self.groups.as_ref().and_then(|groups| groups.of(member, self.day)).unwrap_or_default()
    }

    /// The area in which a practice's patients count although the month's prescribing file does not mention it.
    pub(super) fn of_patients<'a>(&'a self, practice: &'a str, org: &'a Org) -> &'a str {
        if self.level == Level::Practice { "" } else { self.of(practice, "", org).0 }
    }
}
