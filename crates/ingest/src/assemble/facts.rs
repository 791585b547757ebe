//! From tables of facts to a cube: one measure over another, by area and period. Funding per patient, registers per list.
//!
//! Tables by practice are grouped by the rule of membership; tables by area are taken as they are where their areas are of
//! the level asked for. A practice without a figure for the measure or for its denominator is left out of both sums, and
//! said so: a payment without patients would raise a rate, patients without a payment would lower it.

use super::places::{Areas, Places};
use super::population::{Extracts, month_of};
use super::{Assembled, Level, breaks, each_once, problem};
use crate::area_kind::AreaKind;
use crate::error::Error;
use crate::fixed::Fixed;
use crate::formats::facts::{FactArea, FactValue, Facts, Unit};
use crate::formats::{Dataset, Geography};
use crate::geography::Membership;
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use crate::words::{capitalised, counted};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use unwarranted_core::{Cell, Cube, CubeRow, Grain, Kind, Month, PartRow, Parts, Period};

/// What a measure is divided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactDenominator {
    /// Another measure of the same table, by its identifier.
    Measure(String),
    /// Registered patients of the practices, from the store's extracts.
    Population,
}

/// What to take from the store's tables of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsQuery {
    /// Series, as `unwarranted store` lists them: `nhs-payments`.
    pub series: String,
    /// Identifier of the measure: `total-payments`.
    pub measure: String,
    /// What it is divided by.
    pub denominator: FactDenominator,
    /// What the areas are.
    pub level: Level,
    /// Which membership of practices in areas is used.
    pub membership: Membership,
    /// CSV of the user's groups, for [`Level::Group`].
    pub groups: Option<PathBuf>,
    /// First month.
    pub from: Option<Month>,
    /// Last month.
    pub to: Option<Month>,
}

/// One area in one period. Sums of exact figures are exact; sums of others are in the order of the practices.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    exact: i64,
    number: f64,
}

impl Sum {
    fn add(&mut self, value: FactValue) -> Option<()> {
        match value {
            FactValue::Exact(Fixed(units)) => self.exact = self.exact.checked_add(units)?,
            FactValue::Number(number) => self.number += number,
            FactValue::Suppressed | FactValue::NotReported => {}
        }
        Some(())
    }

    fn value(self) -> f64 {
        Fixed(self.exact).to_f64() + self.number
    }
}

/// What became of one table.
#[derive(Default)]
struct PeriodSums {
    areas: BTreeMap<String, (String, Sum, Sum)>,
    /// Practices (or areas) left out because a figure is missing or withheld.
    lacking: BTreeSet<String>,
    /// Practices in no known area.
    unplaced: BTreeSet<String>,
    /// Areas of another kind than asked for: totals of groups of areas.
    other_kinds: BTreeSet<&'static str>,
    homes: BTreeMap<String, (String, i64)>,
    /// The table is by practice.
    by_practice: bool,
    /// Area, practice, and both figures, of tables by practice.
    parts: Vec<(String, String, f64, f64)>,
}

/// Builds the cube for one measure.
///
/// # Errors
/// A series or measure that the store does not have (with those it has), a level that its areas cannot be grouped to, a
/// denominator of another geography, a store that is damaged.
pub fn assemble_facts(store: &Store, query: &FactsQuery) -> Result<Assembled, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let tables = selected(store, &catalogue, query)?;
        let places = Places::new(store, &catalogue, query.level, query.membership, query.groups.as_deref())?;
        let extracts = Extracts::new(&catalogue)?;
        let mut found = Found::default();
        for (month, source, table) in &tables {
            let facts = store.facts(table)?;
            let period = period(*month, facts.months);
            let areas = places.in_month(*month);
            let Some(numerator) = figures(&facts, &query.measure) else {
                found.absent.push(period);
                found.known.extend(facts.measures.iter().map(|m| m.id.clone()));
                continue;
            };
            let (denominator, words, also) = denominator(store, query, &facts, &extracts, *month, source)?;
            found.words(&facts, query, words);
            found.others.extend(also);
            let sums = sums(store, &facts, &numerator, &denominator, &areas, query.level)?;
            if !sums.by_practice && query.membership != Membership::Recorded {
                let hint = "these figures are by area, not by practice, so they are as the publisher drew the areas; \
                            leave out --membership";
                return Err(problem(store, hint.to_owned()));
            }
            let rows = numerator.values().chain(denominator.values()).map(Vec::len).sum();
            found.periods.push(PeriodFound { period, month: *month, sums, source: (*source).clone(), rows });
        }
        found.finish(store, query, &places)
    })
}

fn selected<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    query: &FactsQuery,
) -> Result<Vec<(Month, &'a CatalogueEntry, &'a TableEntry)>, Error> {
    let all = catalogue.current(Dataset::Facts);
    let matching: Vec<_> = all.iter().filter(|(_, t)| t.series == query.series && !t.month.is_empty()).collect();
    if matching.is_empty() {
        let series: BTreeSet<&str> = all.iter().map(|(_, t)| t.series.as_str()).collect();
        let list = series.into_iter().collect::<Vec<_>>().join(", ");
        let has = if list.is_empty() { "it has no tables of facts".to_owned() } else { format!("it has: {list}") };
        return Err(problem(store, format!("--facts {}: the store has no such series; {has}", query.series)));
    }
    let mut tables = Vec::new();
    for (source, table) in matching {
        let month = month_of(table)?;
        if query.from.is_none_or(|from| month >= from) && query.to.is_none_or(|to| month <= to) {
            tables.push((month, *source, *table));
        }
    }
    if tables.is_empty() {
        return Err(problem(store, format!("no table of {} lies between --from and --to", query.series)));
    }
    Ok(tables)
}

/// The period of a table from its first month and length.
fn period(month: Month, months: i32) -> Period {
    let grains = [Grain::Month, Grain::Quarter, Grain::FinancialYear, Grain::Year];
    let fits = |period: &Period| {
        period.first_month() == Some(month) && period.full_months().is_some_and(|n| i32::try_from(n) == Ok(months))
    };
    grains.into_iter().map(|grain| Period::of(month, grain)).find(fits).unwrap_or(Period::Month(month))
}

/// The figures of a measure by area. Totals over all ages and sexes where the table has them, else their parts.
fn figures(facts: &Facts, measure: &str) -> Option<BTreeMap<usize, Vec<FactValue>>> {
    let at = facts.measures.iter().position(|m| m.id == measure)?;
    let mut totals: BTreeMap<usize, Vec<FactValue>> = BTreeMap::new();
    let mut parts: BTreeMap<usize, Vec<FactValue>> = BTreeMap::new();
    for row in facts.rows.iter().filter(|r| r.measure == at) {
        let whole = row.age.is_empty() && row.sex.is_empty();
        if whole { &mut totals } else { &mut parts }.entry(row.area).or_default().push(row.value);
    }
    for (area, values) in parts {
        totals.entry(area).or_insert(values);
    }
    Some(totals)
}

type Denominators = BTreeMap<usize, Vec<FactValue>>;

/// The denominators by area, in words, and the source they come from where that is another one.
fn denominator(
    store: &Store,
    query: &FactsQuery,
    facts: &Facts,
    extracts: &Extracts<'_>,
    month: Month,
    source: &CatalogueEntry,
) -> Result<(Denominators, String, Option<CatalogueEntry>), Error> {
    match &query.denominator {
        FactDenominator::Measure(id) => {
            let found = figures(facts, id).ok_or_else(|| {
                let ids: Vec<&str> = facts.measures.iter().map(|m| m.id.as_str()).collect();
                problem(store, format!("{month}: the table has no measure '{id}'; it has: {}", ids.join(", ")))
            })?;
            Ok((found, denominator_words(id), None))
        }
        FactDenominator::Population => {
            if source.geography == Geography::Dispenser {
                return Err(problem(store, DISPENSER.to_owned()));
            }
            let choice = extracts.choose(month).ok_or_else(|| {
                let hint = "the store has no registered patients near it; ingest an extract, or name a measure of the \
                            table with --denominator";
                problem(store, format!("{month}: {hint}"))
            })?;
            let lists = store.population(extracts.table(choice))?.rows;
            let by_code: BTreeMap<&str, i64> = lists.iter().map(|l| (l.practice.as_str(), l.patients)).collect();
            let patients = |area: &FactArea| {
                let n = by_code.get(area.code.as_str()).and_then(|n| n.checked_mul(crate::fixed::SCALE));
                vec![n.map_or(FactValue::NotReported, |n| FactValue::Exact(Fixed(n)))]
            };
            let found = facts.areas.iter().enumerate().map(|(at, area)| (at, patients(area))).collect();
            Ok((found, "registered patients".to_owned(), Some(extracts.source(choice).clone())))
        }
    }
}

/// What a denominator counts, in words, from the identifier of its measure.
fn denominator_words(id: &str) -> String {
    match id {
        id if id.contains("weighted") && id.contains("patients") => "weighted patients".to_owned(),
        id if id.starts_with("registered") || id.starts_with("list-size") => "registered patients".to_owned(),
        id => id.replace('-', " "),
    }
}

pub(super) const DISPENSER: &str = "these figures are by where medicines were dispensed, the patients by where they are \
    registered: a pharmacy near a hospital or a station serves people of other areas, so one must not be divided by the \
    other; compare dispensed figures among themselves, or use prescribing data";

/// The sum of the figures, or `None` where one is missing or withheld, or there is none.
fn sum(values: Option<&Vec<FactValue>>) -> Option<Sum> {
    let mut sum = Sum::default();
    for value in values.filter(|v| !v.is_empty())? {
        if matches!(value, FactValue::Suppressed | FactValue::NotReported) {
            return None;
        }
        sum.add(*value)?;
    }
    Some(sum)
}

fn kind_of(level: Level) -> Option<AreaKind> {
    match level {
        Level::Practice => Some(AreaKind::Practice),
        Level::Pcn => Some(AreaKind::Pcn),
        Level::Pct => Some(AreaKind::Pct),
        Level::Ccg => Some(AreaKind::Ccg),
        Level::AreaTeam => Some(AreaKind::AreaTeam),
        Level::Stp => Some(AreaKind::Stp),
        Level::Icb => Some(AreaKind::Icb),
        Level::Region => Some(AreaKind::Region),
        Level::Nation => Some(AreaKind::Nation),
        Level::Group => None,
    }
}

fn sums(
    store: &Store,
    facts: &Facts,
    numerator: &BTreeMap<usize, Vec<FactValue>>,
    denominator: &Denominators,
    areas: &Areas,
    level: Level,
) -> Result<PeriodSums, Error> {
    let by_practice = facts.areas.iter().any(|a| a.kind == AreaKind::Practice);
    let wanted = if by_practice { Some(AreaKind::Practice) } else { kind_of(level) };
    let overflow = || problem(store, "a total is too large to be exact".to_owned());
    let mut sums = PeriodSums { by_practice, ..PeriodSums::default() };
    for (at, area) in facts.areas.iter().enumerate() {
        if Some(area.kind) != wanted {
            sums.other_kinds.insert(area.kind.word());
            continue;
        }
        let (code, name) =
            if by_practice { areas.of(&area.code, &area.name, &area.org) } else { (&*area.code, &*area.name) };
        if code.is_empty() {
            sums.unplaced.insert(area.code.clone());
            continue;
        }
        let entry = sums.areas.entry(code.to_owned()).or_default();
        if entry.0.is_empty() {
            name.clone_into(&mut entry.0);
        }
        let (Some(o), Some(d)) = (sum(numerator.get(&at)), sum(denominator.get(&at))) else {
            sums.lacking.insert(area.code.clone());
            continue;
        };
        for (total, part) in [(&mut entry.1, o), (&mut entry.2, d)] {
            total.exact = total.exact.checked_add(part.exact).ok_or_else(overflow)?;
            total.number += part.number;
        }
        if by_practice && level != Level::Practice {
            sums.parts.push((code.to_owned(), area.code.clone(), o.value(), d.value()));
        }
        #[allow(clippy::cast_possible_truncation, reason = "patients of one practice")]
        sums.homes.insert(area.code.clone(), (code.to_owned(), d.value().round() as i64));
    }
    if sums.areas.is_empty() {
        let kinds: Vec<&str> = sums.other_kinds.iter().copied().collect();
        let hint = format!(
            "the table has areas of kind {}; --level {} cannot be made from them",
            kinds.join(", "),
            level.word()
        );
        return Err(problem(store, hint));
    }
    Ok(sums)
}

/// One table that has the measure.
struct PeriodFound {
    period: Period,
    month: Month,
    sums: PeriodSums,
    source: CatalogueEntry,
    /// Figures used, of the measure and of its denominator.
    rows: usize,
}

/// What was found in all tables.
#[derive(Default)]
struct Found {
    periods: Vec<PeriodFound>,
    absent: Vec<Period>,
    known: BTreeSet<String>,
    /// Sources of denominators that are not in the tables themselves.
    others: Vec<CatalogueEntry>,
    title: String,
    unit: Option<Unit>,
    per: String,
}

impl Found {
    fn words(&mut self, facts: &Facts, query: &FactsQuery, per: String) {
        if let Some(measure) = facts.measures.iter().find(|m| m.id == query.measure) {
            self.title.clone_from(&measure.title);
            self.unit = Some(measure.unit);
        }
        self.per = per;
    }

    fn finish(self, store: &Store, query: &FactsQuery, places: &Places) -> Result<Assembled, Error> {
        if self.periods.is_empty() {
            let ids: Vec<String> = self.known.into_iter().collect();
            let hint = format!(
                "--measure {}: {} has no such measure; it has: {}",
                query.measure,
                query.series,
                ids.join(", ")
            );
            return Err(problem(store, hint));
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
        let codes = self.periods.iter().flat_map(|p| p.sums.areas.keys().map(|code| (p.month, code.as_str())));
        let ons_codes = places.ons_codes(codes);
        let sources = each_once(self.periods.iter().map(|p| &p.source).chain(&self.others));
        let notes = self.notes(query, &membership, &area);
        let numerator = match self.unit {
            Some(Unit::Pounds) => "pounds",
            Some(Unit::Persons) => "people",
            _ => "units",
        };
        Ok(Assembled {
            cube: self.cube(query, &sources),
            practices: self.practices(query),
            notes,
            incomplete: Vec::new(),
            matched_rows: self.matched_rows(&sources),
            attribution: each_once(sources.iter().map(|s| &s.attribution)),
            synthetic: sources.iter().any(|s| s.synthetic),
            sources,
            kind: if matches!(self.unit, Some(Unit::Persons | Unit::Count)) { Kind::Count } else { Kind::Amount },
            unit: format!("{numerator} per {}", self.per),
            title: self.title,
            areas: query.level.plural(&stamps),
            membership,
            ons_codes,
            breaks,
        })
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
                rows.push(CubeRow {
                    file: source.unwrap_or_default(),
                    treatment: Arc::clone(&treatment),
                    period: *period,
                    area,
                    observed: Cell::Value(observed.value()),
                    denominator: Some(Cell::Value(denominator.value())),
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
