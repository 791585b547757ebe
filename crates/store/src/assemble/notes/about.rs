//! What a reader must know about one treatment.

use crate::assemble::month::MonthSums;
use crate::assemble::others::Others;
use crate::assemble::query::{Query, Stored};
use crate::assemble::taken::Taken;
use crate::assemble::treatment_sums::TreatmentSums;
use crate::assemble::words::{NAMED, largest, number};
use crate::geography::Level;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::text::be;
use unwarranted_core::treatment::Counted;
use unwarranted_core::{Measure, Month, Over, Period, Treatment};

/// One treatment in all months.
pub(super) struct About<'a> {
    treatment: &'a Treatment,
    level: Level,
    /// Whether the query has others, so that notes must say which they are about.
    among_others: bool,
    pub(super) months: &'a [MonthSums],
    at: usize,
    people: Option<usize>,
}

impl<'a> About<'a> {
    pub(super) fn all(query: &'a Query, others: &Others, months: &'a [MonthSums]) -> Vec<Self> {
        let among_others = query.treatments.len() > 1;
        let people = |treatment: &Treatment| others.at(&treatment.over);
        let one = |(at, treatment)| Self {
            treatment,
            level: query.level,
            among_others,
            months,
            at,
            people: people(treatment),
        };
        query.treatments.iter().enumerate().map(one).collect()
    }

    /// The months, each with what was prescribed of the treatment.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'a MonthSums, &'a TreatmentSums)> {
        let at = self.at;
        self.months.iter().filter_map(move |month| Some((month, month.treatments.get(at)?)))
    }

    /// A stored sum in words.
    pub(super) fn show(&self, stored: i64) -> String {
        self.treatment.numerator.measure().unwrap_or(Measure::Items).show(stored)
    }

    /// Notes that say which treatment they are about, where there are others.
    pub(super) fn told(&self, notes: Vec<String>) -> Vec<String> {
        let told = |note: String| if self.among_others { format!("{}: {note}", self.treatment.id) } else { note };
        notes.into_iter().map(told).collect()
    }

    /// The place of what it is counted over among other people than registered patients.
    pub(super) fn people(&self) -> Option<usize> {
        self.people
    }

    /// What the denominators are where they are not registered patients.
    pub(super) fn other_denominators(&self) -> Option<String> {
        let id = &self.treatment.id;
        match &self.treatment.over {
            Over::Registered => None,
            Over::Other(Counted::Prescribed(selection, measure)) => Some(format!(
                "{id}: denominators are {} of BNF {}, summed over the months of a period.",
                measure.counted(),
                selection.brief()
            )),
            Over::People(people) => {
                Some(format!("{id}: denominators are {}, by age and sex in the extract.", people.quantity))
            }
            Over::Other(Counted::Fact { series, measure }) => {
                let at =
                    |(month, _): (&'a MonthSums, _)| Some((month.month, month.others.get(self.people?)?.register_of));
                let used: Vec<(Month, Option<(Month, i32)>)> = self.each().filter_map(at).collect();
                let periods: BTreeSet<String> = (used.iter().filter_map(|(_, of)| *of))
                    .map(|(first, months)| Period::span(first, months).map_or(first.to_string(), |p| p.to_string()))
                    .collect();
                let periods: Vec<String> = periods.into_iter().collect();
                let none = used.iter().filter(|(_, of)| of.is_none()).count();
                let lacking = if none > 0 {
                    format!("; {} have none near them", number(none, "month", "months"))
                } else {
                    String::new()
                };
                Some(format!(
                    "{id}: denominators are the patients of the register '{measure}' of {series}, of {}{lacking}.",
                    if periods.is_empty() { "no period".to_owned() } else { periods.join(", ") }
                ))
            }
        }
    }

    /// Practices without an area, prescribers without a practice, and practices without patients.
    pub(super) fn prescribed(&self, area: &str) -> Vec<String> {
        let mut notes: Vec<String> = self.unplaced(area).into_iter().collect();
        notes.extend(self.unidentified());
        notes.extend(self.unlisted());
        notes
    }

    fn by_practice(&self, of: fn(&TreatmentSums) -> &BTreeMap<String, i64>) -> BTreeMap<&'a str, i64> {
        let mut by_practice: BTreeMap<&str, i64> = BTreeMap::new();
        for (practice, observed) in self.each().flat_map(|(_, own)| of(own)) {
            let sum = by_practice.entry(practice).or_default();
            *sum = sum.saturating_add(*observed);
        }
        by_practice
    }

    fn total(&self, by_practice: &BTreeMap<&str, i64>) -> String {
        self.show(by_practice.values().fold(0, |sum, v| sum.saturating_add(*v)))
    }

    /// Practices that belong to no known area under the rule of membership.
    fn unplaced(&self, area: &str) -> Option<String> {
        let by_practice = self.by_practice(|own| &own.unplaced);
        let total = self.total(&by_practice);
        (!by_practice.is_empty()).then(|| {
            format!(
                "{} to no known {area} by this rule and {} set aside: {total} (most: {}).",
                number(by_practice.len(), "practice belongs", "practices belong"),
                be(by_practice.len()),
                largest(&by_practice)
            )
        })
    }

    fn unidentified(&self) -> Vec<String> {
        let total = |of: fn(&TreatmentSums) -> i64| self.each().map(|(_, own)| of(own)).fold(0i64, i64::saturating_add);
        let unknown = self.show(total(|own| own.areas.get("").map_or(0, |a| a.observed)));
        let stand_ins = total(|own| own.stand_ins);
        let mut notes = Vec::new();
        if self.each().any(|(_, own)| own.areas.contains_key("")) {
            notes.push(format!(
                "Prescribers without a known area (code '-' and the like) are set aside: {unknown} in all months together."
            ));
        }
        if stand_ins > 0 {
            let fate = match (self.level, self.treatment.is_ratio()) {
                (Level::Practice, false) => "have no registered patients and are set aside",
                (Level::Practice, true) => "are rows of their own",
                _ => "count in that area",
            };
            let shown = self.show(stand_ins);
            notes.push(format!(
                "Stand-ins for unidentified prescribers within a known area (codes ending in 998) {fate}: {shown}."
            ));
        }
        notes
    }

    fn unlisted(&self) -> Option<String> {
        let by_practice = self.by_practice(|own| &own.unlisted);
        // Patients are no part of a ratio of prescriptions.
        if by_practice.is_empty() || self.treatment.is_ratio() {
            return None;
        }
        let total = self.total(&by_practice);
        let fate = if self.level == Level::Practice {
            "they have no rate and are set aside"
        } else {
            "what they prescribed counts in their area, without patients of their own"
        };
        Some(format!(
            "{} no registered patients in the extract used for at least one month; {fate}: {total} (most: {}).",
            number(by_practice.len(), "prescribing unit has", "prescribing units have"),
            largest(&by_practice)
        ))
    }

    /// Products that had another code in some month, and what adding their quantities means.
    pub(super) fn codes(&self, year: i32) -> Vec<String> {
        let taken = Taken::over(self.each().flat_map(|(_, own)| [Some(&own.taken), own.taken_over.as_ref()]).flatten());
        let mut notes = Vec::new();
        let all = &taken.renamed;
        if !all.is_empty() {
            let named: Vec<String> = all.iter().take(NAMED).map(|(old, new)| format!("{old} is {new}")).collect();
            notes.push(format!(
                "Codes are those of {year}: {} recorded under an earlier code is counted here ({}{}).",
                number(all.len(), "product", "products"),
                named.join(", "),
                if all.len() > NAMED { " and others" } else { "" }
            ));
        }
        if self.treatment.numerator.measure() == Some(Measure::Quantity) && taken.presentations > 1 {
            notes.push(
                "Quantity adds the units of different presentations (tablets, millilitres, grams), as the publisher counts \
                 them."
                    .to_owned(),
            );
        }
        notes
    }
}
