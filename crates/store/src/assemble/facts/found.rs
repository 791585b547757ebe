//! What was found in all tables, as a cube with its words.

use super::super::assembled::{Assembled, each_once};
use super::super::coverage::{self, Asked};
use super::super::places::Places;
use super::denominator::Denominators;
use super::no_figures::{Elsewhere, measures_with_figures, no_figures, nothing};
use super::people::{Chosen, Whom};
use super::query::{FactDenominator, FactsQuery};
use super::sums::PeriodSums;
use crate::geography::Level;
use crate::store::{CatalogueEntry, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::rates::Quantity;
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
    pub(super) elsewhere: Vec<Elsewhere>,
    /// Which people the figures are of, where there was a choice.
    pub(super) choices: BTreeSet<String>,
    /// The periods whose figures are of these people.
    pub(super) people: BTreeMap<Whom, Vec<Period>>,
    pub(super) known: BTreeSet<String>,
    /// Measures with figures, of tables in which no area has both figures asked for.
    pub(super) with_figures: BTreeSet<String>,
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
    pub(super) fn without_measure(&mut self, period: Period, facts: &Facts) {
        self.absent.push(period);
        self.known.extend(facts.measures.iter().map(|m| m.id.clone()));
    }

    pub(super) fn elsewhere(&mut self, period: Period, facts: &Facts) {
        self.elsewhere.push((period, facts.areas.iter().map(|a| a.kind.word()).collect()));
    }

    /// Keeps what one table has of the measure, of these people and over this denominator.
    pub(super) fn keep(
        &mut self,
        facts: &Facts,
        query: &FactsQuery,
        (of, over): (Chosen, Denominators),
        table: PeriodFound,
    ) {
        if table.sums.none_known() {
            self.with_figures.extend(measures_with_figures(facts));
        }
        self.people.entry(of.whom()).or_default().push(table.period);
        self.choices.extend(of.note.into_iter().chain(over.note));
        self.words(facts, query, over.words);
        self.others.extend(over.sources);
        self.periods.push(table);
    }

    fn words(&mut self, facts: &Facts, query: &FactsQuery, per: Quantity) {
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
        if self.periods.is_empty() {
            return Err(store.problem(nothing(query, &self.elsewhere, self.known)));
        }
        if self.periods.iter().all(|p| p.sums.none_known()) {
            return Err(store.problem(no_figures(query, self.with_figures)));
        }
        let others = self.other_people(query).map_err(|says| store.problem(says))?;
        let stamps: Vec<Month> = self.periods.iter().map(|p| p.month).collect();
        let area = query.level.singular(&stamps);
        let membership = self.membership(query.level, places, &area);
        let units = Units { numerator: self.counted(), denominator: self.per() };
        let people = &units.denominator.many;
        let asked = Asked { level: query.level, area: &area, people, allow: query.allow_missing };
        let warned = coverage::judge(self.periods.iter().map(|p| (p.period, &p.sums.coverage)), &asked)
            .map_err(|says| store.problem(places.with_reasons(says)))?;
        let codes = self.periods.iter().flat_map(|p| p.sums.areas.keys().map(|code| (p.month, code.as_str())));
        let sources = each_once(self.periods.iter().map(|p| &p.source).chain(&self.others));
        Ok(Assembled {
            expected: None,
            cube: self.cube(query, &sources),
            practices: self.practices(query),
            warnings: warned.into_iter().chain(others).collect(),
            notes: self.notes(query, places, (&membership, &area), &units),
            incomplete: Vec::new(),
            matched_rows: self.matched_rows(&sources),
            attribution: each_once(sources.iter().map(|s| &s.attribution)),
            synthetic: sources.iter().any(|s| s.synthetic),
            sources,
            treatments: vec![self.treatment(query, units)],
            areas: query.level.plural(&stamps),
            membership,
            ons_codes: places.ons_codes(codes),
            breaks: places.breaks(self.periods.iter().map(|p| (p.month, &p.sums.homes))),
        })
    }

    /// What is said where the ages that figures are of change from period to period.
    ///
    /// # Errors
    /// Figures of both sexes in one period and of one sex in another.
    fn other_people(&self, query: &FactsQuery) -> Result<Option<String>, String> {
        if self.people.len() < 2 {
            return Ok(None);
        }
        let one = |(whom, periods): (&Whom, &Vec<Period>)| {
            let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
            format!("{whom} in {}", periods.join(", "))
        };
        let told = self.people.iter().map(one).collect::<Vec<_>>().join("; ");
        let sexes: BTreeSet<&str> = self.people.keys().map(|whom| whom.sex.as_str()).collect();
        let says = format!("the figures of {} are not of the same people in all periods: {told}", query.measure);
        if sexes.len() > 1 {
            return Err(format!("{says}; choose periods with `from` and `to`, or one sex with `sex`"));
        }
        Ok(Some(format!("{}. Periods cannot be compared with each other.", unwarranted_core::text::capitalised(&says))))
    }

    fn membership(&self, level: Level, places: &Places, area: &str) -> String {
        match level {
            _ if self.by_practice() => places.words(area).replace("each month's file", "each table"),
            Level::Group => "areas of the publisher's tables grouped as the file of groups says".to_owned(),
            _ => "areas as in the publisher's tables".to_owned(),
        }
    }

    pub(super) fn by_practice(&self) -> bool {
        self.periods.iter().any(|p| p.sums.by_practice)
    }

    fn per(&self) -> Quantity {
        self.per.clone().unwrap_or_else(|| Quantity::patients("registered"))
    }

    fn counted(&self) -> Quantity {
        match self.unit {
            Some(Unit::Pounds) => Quantity::pounds(),
            Some(Unit::Persons) => Quantity { one: "person".to_owned(), ..Quantity::of("people") },
            Some(Unit::Count) if self.cases => Quantity::of("cases"),
            _ => Quantity::of("units"),
        }
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
}
