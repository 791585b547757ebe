//! What was found in all tables, as a cube with its words.

use super::super::coverage::{self, Asked};
use super::super::places::Places;
use super::super::{Assembled, breaks, each_once};
use super::query::{FactDenominator, FactsQuery};
use super::sums::PeriodSums;
use crate::store::{CatalogueEntry, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::rates::Quantity;
use unwarranted_core::text::{capitalised, counted};
use unwarranted_core::treatment::{Counted, Units};
use unwarranted_core::{Cell, Cube, CubeRow, Kind, Month, Over, PartRow, Parts, Period, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::{Facts, Unit};

/// How the title of a count ends.
const COUNT: &str = ": count";

/// One table that has the measure.
pub(super) struct PeriodFound {
    pub(super) period: Period,
    pub(super) month: Month,
    pub(super) sums: PeriodSums,
    pub(super) source: CatalogueEntry,
    /// Figures used, of the measure and of its denominator.
    pub(super) rows: usize,
}

/// What was found in all tables.
#[derive(Default)]
pub(super) struct Found {
    pub(super) periods: Vec<PeriodFound>,
    pub(super) absent: Vec<Period>,
    /// Periods whose tables have no areas of the level, with the kinds they have.
    elsewhere: Vec<(Period, BTreeSet<&'static str>)>,
    /// Which people the figures are of, where there was a choice.
    pub(super) choices: BTreeSet<String>,
    pub(super) known: BTreeSet<String>,
    /// Sources of denominators that are not in the tables themselves.
    pub(super) others: Vec<CatalogueEntry>,
    title: String,
    /// Whether it counts cases of what its title says.
    cases: bool,
    unit: Option<Unit>,
    /// Its denominator.
    per: Option<Quantity>,
}

impl Found {
    pub(super) fn elsewhere(&mut self, period: Period, facts: &Facts) {
        self.elsewhere.push((period, facts.areas.iter().map(|a| a.kind.word()).collect()));
    }

    pub(super) fn words(&mut self, facts: &Facts, query: &FactsQuery, per: Quantity) {
        if let Some(measure) = facts.measures.iter().find(|m| m.id == query.measure) {
            // Counts over a denominator are a rate, which is called by the name of what is counted.
            let name = measure.title.strip_suffix(COUNT).filter(|_| measure.unit == Unit::Count);
            self.cases = name.is_some();
            name.unwrap_or(&measure.title).clone_into(&mut self.title);
            self.unit = Some(measure.unit);
        }
        self.per = Some(per);
    }

    pub(super) fn finish(self, store: &Store, query: &FactsQuery, places: &Places) -> Result<Assembled, Error> {
        if let (true, Some((period, kinds))) = (self.periods.is_empty(), self.elsewhere.first()) {
            let kinds: Vec<&str> = kinds.iter().copied().collect();
            let hint = format!(
                "{} of {period}: the table has areas of kind {}; `level {}` cannot be made from them, with whatever membership",
                query.series,
                kinds.join(", "),
                query.level.word()
            );
            return Err(store.problem(hint));
        }
        if self.periods.is_empty() {
            let ids: Vec<String> = self.known.into_iter().collect();
            let hint = format!(
                "`measure {}`: {} has no such measure; it has: {}{}",
                query.measure,
                query.series,
                ids.join(", "),
                did_you_mean(&query.measure, ids.iter().map(String::as_str))
            );
            return Err(store.problem(hint));
        }
        let stamps: Vec<Month> = self.periods.iter().map(|p| p.month).collect();
        let area = query.level.singular(&stamps);
        let membership = if self.periods.iter().any(|p| p.sums.by_practice) {
            places.words(&area).replace("each month's file", "each table")
        } else {
            "areas as in the publisher's tables".to_owned()
        };
        let breaks = if places.day.is_some() {
            Vec::new()
        } else {
            breaks::find(self.periods.iter().map(|p| (p.month, &p.sums.homes)), &places.lineage)
        };
        let per = self.per.clone().unwrap_or_else(|| Quantity::patients("registered"));
        let people = &per.many;
        let asked = Asked { level: query.level, area: &area, people, allow: query.allow_missing };
        let warned = coverage::judge(self.periods.iter().map(|p| (p.period, &p.sums.coverage)), &asked)
            .map_err(|says| store.problem(places.with_reasons(says)))?;
        let codes = self.periods.iter().flat_map(|p| p.sums.areas.keys().map(|code| (p.month, code.as_str())));
        let ons_codes = places.ons_codes(codes);
        let sources = each_once(self.periods.iter().map(|p| &p.source).chain(&self.others));
        let numerator = match self.unit {
            Some(Unit::Pounds) => Quantity::pounds(),
            Some(Unit::Persons) => Quantity { one: "person".to_owned(), ..Quantity::of("people") },
            Some(Unit::Count) if self.cases => Quantity::of("cases"),
            _ => Quantity::of("units"),
        };
        let mut notes = self.notes(query, &membership, &area);
        notes.splice(1..1, places.after_the_last_record().into_iter().chain(places.not_then()));
        notes.extend(self.periods.iter().filter_map(|p| p.sums.without.note(p.period, &numerator.many, &per.many)));
        Ok(Assembled {
            expected: None,
            cube: self.cube(query, &sources),
            practices: self.practices(query),
            warnings: warned.into_iter().collect(),
            notes,
            incomplete: Vec::new(),
            matched_rows: self.matched_rows(&sources),
            attribution: each_once(sources.iter().map(|s| &s.attribution)),
            synthetic: sources.iter().any(|s| s.synthetic),
            sources,
            treatments: vec![self.treatment(query, Units { numerator, denominator: per })],
            areas: query.level.plural(&stamps),
            membership,
            ons_codes,
            breaks,
        })
    }

    fn treatment(&self, query: &FactsQuery, unit: Units) -> Treatment {
        let series = &query.series;
        let counted = |measure: &str| Counted::Fact { series: series.clone(), measure: measure.to_owned() };
        let over = match &query.denominator {
            FactDenominator::Measure(id) => Over::Other(counted(id)),
            FactDenominator::Population => Over::Registered,
        };
        let known = Treatment::new(query.measure.as_str().into(), self.title.clone(), counted(&query.measure), over);
        let kind = if matches!(self.unit, Some(Unit::Persons | Unit::Count)) { Kind::Count } else { Kind::Amount };
        Treatment { kind, unit, ..known }
    }

    /// The practices behind the areas; `None` where the tables are by area.
    fn practices(&self, query: &FactsQuery) -> Option<Parts> {
        let treatment: Arc<str> = query.measure.as_str().into();
        let part = |period: Period, (area, practice, observed, denominator): &(String, String, f64, f64)| PartRow {
            row: CubeRow {
                file: 0,
                treatment: Arc::clone(&treatment),
                period,
                area: area.as_str().into(),
                observed: Cell::Value(*observed),
                denominator: Some(Cell::Value(*denominator)),
                expected: None,
            },
            stratum: None,
            practice: Some(practice.as_str().into()),
        };
        let rows: Vec<PartRow> =
            self.periods.iter().flat_map(|p| p.sums.parts.iter().map(move |row| part(p.period, row))).collect();
        (!rows.is_empty()).then(|| Parts::new(rows))
    }

    fn matched_rows(&self, sources: &[CatalogueEntry]) -> BTreeMap<usize, usize> {
        let mut matched: BTreeMap<usize, usize> = (0..sources.len()).map(|source| (source, 0)).collect();
        for found in &self.periods {
            if let Some(source) = sources.iter().position(|s| *s == found.source) {
                *matched.entry(source).or_default() += found.rows;
            }
        }
        matched
    }

    fn cube(&self, query: &FactsQuery, sources: &[CatalogueEntry]) -> Cube {
        let treatment: Arc<str> = query.measure.as_str().into();
        let (mut rows, mut names) = (Vec::new(), BTreeMap::new());
        for PeriodFound { period, sums, source, .. } in &self.periods {
            let source = sources.iter().position(|other| other == source);
            for (code, (name, observed, denominator)) in &sums.areas {
                let area: Arc<str> = code.as_str().into();
                if !name.is_empty() {
                    names.insert(Arc::clone(&area), Arc::from(name.as_str()));
                }
                let [observed, denominator] = sums.cells(code, *observed, *denominator);
                rows.push(CubeRow {
                    file: source.unwrap_or_default(),
                    treatment: Arc::clone(&treatment),
                    period: *period,
                    area,
                    observed,
                    denominator: Some(denominator),
                    expected: None,
                });
            }
        }
        Cube::new(rows, names)
    }

    fn notes(&self, query: &FactsQuery, membership: &str, area: &str) -> Vec<String> {
        let mut notes = vec![format!("{}.", capitalised(membership))];
        let count = |of: fn(&PeriodSums) -> &BTreeSet<String>| {
            let all: BTreeSet<&String> = self.periods.iter().flat_map(|p| of(&p.sums)).collect();
            let some: Vec<&str> = all.iter().take(5).map(|s| s.as_str()).collect();
            let n = i64::try_from(all.len()).unwrap_or(i64::MAX);
            (n, format!("{}{}", some.join(", "), if all.len() > 5 { " and others" } else { "" }))
        };
        let (lacking, some) = count(|s| &s.lacking);
        if lacking > 0 {
            let practices = counted(lacking, "practice or area has", "practices or areas have");
            notes.push(format!(
                "{practices} no figure for {} or for its denominator in at least one period and {} left out of both sums there ({some}).",
                query.measure,
                if lacking == 1 { "is" } else { "are" }
            ));
        }
        let (unplaced, some) = count(|s| &s.unplaced);
        if unplaced > 0 {
            let practices = counted(unplaced, "practice belongs", "practices belong");
            notes.push(format!(
                "{practices} to no known {area} by this rule and {} set aside ({some}).",
                if unplaced == 1 { "is" } else { "are" }
            ));
        }
        let absent: Vec<String> = self.absent.iter().map(Period::to_string).collect();
        if !absent.is_empty() {
            notes.push(format!("The tables of {} do not have the measure {}.", absent.join(", "), query.measure));
        }
        let elsewhere: Vec<String> = self.elsewhere.iter().map(|(period, _)| period.to_string()).collect();
        if !elsewhere.is_empty() {
            notes.push(format!(
                "The tables of {} have no {area}, and these periods are left out.",
                elsewhere.join(", ")
            ));
        }
        notes.extend(self.choices.iter().cloned());
        let other: BTreeSet<&str> = self.periods.iter().flat_map(|p| p.sums.other_kinds.iter().copied()).collect();
        if !other.is_empty() {
            let kinds: Vec<&str> = other.into_iter().collect();
            notes.push(format!(
                "Rows of other kinds ({}) are totals or other areas and are not added to these.",
                kinds.join(", ")
            ));
        }
        notes
    }
}
