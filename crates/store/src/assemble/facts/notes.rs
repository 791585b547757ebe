//! What a reader must know of figures from tables of facts.

use super::super::places::Places;
use super::super::words::{first_of, number};
use super::found::Found;
use super::query::FactsQuery;
use super::sums::PeriodSums;
use crate::geography::Level;
use std::collections::BTreeSet;
use unwarranted_core::Period;
use unwarranted_core::text::{be, capitalised, counted};
use unwarranted_core::treatment::Units;

impl Found {
    /// How the figures were put together and what was left out, in whole sentences.
    pub(super) fn notes(
        &self,
        query: &FactsQuery,
        places: &Places,
        (membership, area): (&str, &str),
        units: &Units,
    ) -> Vec<String> {
        let mut notes = vec![format!("{}.", capitalised(membership))];
        notes.extend(places.after_the_last_record().into_iter().chain(places.not_then()));
        notes.extend(self.left_out(query, area));
        notes.extend(self.other_tables(query, area));
        notes.extend(self.choices.iter().cloned());
        notes.extend(self.other_kinds());
        if !self.by_practice() {
            notes.extend(self.unknown_members(places));
        }
        let people = (&units.numerator.many, &units.denominator.many);
        notes.extend(self.periods.iter().filter_map(|p| p.sums.without.note(p.period, people.0, people.1)));
        notes
    }

    /// Every practice or area of one sort, over all periods.
    fn all(&self, of: fn(&PeriodSums) -> &BTreeSet<String>) -> BTreeSet<&str> {
        self.periods.iter().flat_map(|p| of(&p.sums)).map(String::as_str).collect()
    }

    /// Practices and areas that are in no sum.
    fn left_out(&self, query: &FactsQuery, area: &str) -> Vec<String> {
        let mut notes = Vec::new();
        let lacking = self.all(|s| &s.lacking);
        if !lacking.is_empty() {
            let n = i64::try_from(lacking.len()).unwrap_or(i64::MAX);
            notes.push(format!(
                "{} no figure for {} or for its denominator in at least one period and {} left out of both sums there ({}).",
                counted(n, "practice or area has", "practices or areas have"),
                query.measure,
                be(lacking.len()),
                first_of(lacking)
            ));
        }
        let unplaced = self.all(|s| &s.unplaced);
        if !unplaced.is_empty() {
            let (one, many) = match self.by_practice() {
                true => ("practice belongs", "practices belong"),
                false => ("area of the tables belongs", "areas of the tables belong"),
            };
            let rule = if query.level == Level::Group { "" } else { " known" };
            notes.push(format!(
                "{} to no{rule} {area} by this rule and {} set aside ({}).",
                number(unplaced.len(), one, many),
                be(unplaced.len()),
                first_of(unplaced)
            ));
        }
        notes
    }

    /// Tables that lack the measure, or areas of the level.
    fn other_tables(&self, query: &FactsQuery, area: &str) -> Vec<String> {
        let absent: Vec<String> = self.absent.iter().map(Period::to_string).collect();
        let elsewhere: Vec<String> = self.elsewhere.iter().map(|(period, _)| period.to_string()).collect();
        let lacks = || format!("The tables of {} do not have the measure {}.", absent.join(", "), query.measure);
        let other =
            || format!("The tables of {} have no {area}, and these periods are left out.", elsewhere.join(", "));
        (!absent.is_empty()).then(lacks).into_iter().chain((!elsewhere.is_empty()).then(other)).collect()
    }

    fn other_kinds(&self) -> Option<String> {
        let kinds: BTreeSet<&str> = self.periods.iter().flat_map(|p| p.sums.other_kinds.iter().copied()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        (!kinds.is_empty()).then(|| {
            format!("Rows of other kinds ({}) are totals or other areas and are not added to these.", kinds.join(", "))
        })
    }

    /// Members of the user's groups that are in none of the tables: misspelt, or of another kind.
    fn unknown_members(&self, places: &Places) -> Option<String> {
        let in_tables = |p: &PeriodSums, member: &str| p.homes.contains_key(member) || p.lacking.contains(member);
        let unknown = places.members_but(|member| self.periods.iter().any(|p| in_tables(&p.sums, member)));
        (!unknown.is_empty()).then(|| {
            format!(
                "{} in none of these tables and {} to no sum ({}).",
                number(unknown.len(), "member of the groups is", "members of the groups are"),
                if unknown.len() == 1 { "adds" } else { "add" },
                first_of(unknown)
            )
        })
    }
}
