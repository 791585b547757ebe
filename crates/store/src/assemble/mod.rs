//! From the store to a cube: treatments by area and month, per registered patient or over other prescriptions.
//! One scan of the months serves all treatments.
//!
//! The rules, all of which the notes of the result repeat where they apply:
//! - A practice belongs to the area that the month's own prescribing file records for it, or by another rule of
//!   membership ([`crate::geography::membership`]) to the area it was in on one day. Every practice in that file
//!   belongs, whatever it prescribed, so an area without an item of this treatment is a true zero. Where practices with more than 5 % of
//!   the registered patients are not in the file, it looks incomplete, and the first note says so.
//! - The denominator of an area is the sum of the registered patients of its practices, in the extract of the month or
//!   the nearest one allowed ([`population`]). An area none of whose practices is in the extract has no denominator.
//! - Where patients count by age and sex ([`ByAgeSex`]), a practice whose ages and sexes are not known is in neither sum.
//! - A practice recorded under two areas in one month has its patients in the area with most of its items.
//! - Items of prescribers without a known area are set aside under a blank area code.

mod absent;
mod breaks;
mod by_age;
mod coverage;
mod explain;
mod facts;
mod known;
mod left_out;
mod lifetime;
mod matrix;
mod month;
mod notes;
mod optional;
mod others;
mod places;
pub mod population;
mod prescribed;
mod query;
#[cfg(test)]
mod tests;
mod title;
mod values;
mod words;

pub use crate::geography::Level;
pub use breaks::Break;
pub use by_age::{ByAgeSex, SumsAre};
pub use coverage::{REFUSED_ABOVE, WARNED_ABOVE};
pub use explain::{Caught, CaughtPresentation, CodeChange, Explained, explain, find_names};
pub use facts::{FactDenominator, FactsQuery, People, Ranking, assemble_facts, assemble_ranking};
pub use matrix::{
    CodeLevel, Matrix, MatrixArea, MatrixDenominator, MatrixOf, MatrixPeriod, MatrixPractice, MatrixQuery,
    MatrixTreatment, SparseRows, assemble_matrix,
};
pub use query::Query;
pub use unwarranted_core::Measure;

use crate::bnf_changes::BnfChanges;
use crate::bnf_words::{listed, search};
use crate::geography::Membership;
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry, middle};
use coverage::Asked;
use month::{Frame, MonthSums};
use others::Others;
use places::Places;
use prescribed::{Pair, Reads};
use query::Stored;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::treatment::Counted;
use unwarranted_core::{Cell, Cube, CubeRow, Month, Over, PartRow, Parts, Period, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// Series of the store that holds lists of changed BNF codes.
const BNF_CHANGES: &str = "bnf-changes";

/// A cube with everything a page about it has to say.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// One row per treatment, area and month; its `file` is the index of the month's prescribing source in `sources`.
    pub cube: Cube,
    /// The same areas and months with the events expected of their patients by age and sex as denominators, for
    /// [`SumsAre::Expected`]; `None` otherwise. Over several months they are averaged, as the patients are.
    pub expected: Option<Cube>,
    /// The practices of each area, by month; `None` where they were not asked for or are the areas.
    pub practices: Option<Parts>,
    /// What a reader must know before all else, in whole sentences: practices with more than [`WARNED_ABOVE`] per cent of the
    /// patients belong to no known area.
    pub warnings: Vec<String>,
    /// How the figures were put together and what was left out, in whole sentences.
    pub notes: Vec<String>,
    /// The sources used: prescribing by month, then population by month.
    pub sources: Vec<CatalogueEntry>,
    /// Months whose prescribing file looks incomplete: practices with more than 5 % of the registered patients of the
    /// extract are not in it. The first notes are about them.
    pub incomplete: Vec<Month>,
    /// By index in `sources`: rows of the store that this query used. For prescribing those of the treatments in the
    /// months asked for, after summing by practice and presentation; for population all practices of the extracts used.
    /// To be compared with [`crate::store::Rows::stored`].
    pub matched_rows: BTreeMap<usize, usize>,
    /// The treatments with their titles, kinds and units, as far as the store knows them: "Amoxicillin (BNF 0501013B0)".
    pub treatments: Vec<Treatment>,
    /// The areas in words: "CCGs".
    pub areas: String,
    /// How practices were assigned: "practices grouped by the CCG recorded in each month's file".
    pub membership: String,
    /// Codes of the Office for National Statistics by area code, as of the day of the membership, or of the last month.
    pub ons_codes: BTreeMap<String, String>,
    /// Breaks in the series of areas, by area and month: mergers, and practices that came or went.
    pub breaks: Vec<Break>,
    /// The lines to print with the figures, each once.
    pub attribution: Vec<String>,
    /// Whether any source says that it is simulated.
    pub synthetic: bool,
}

/// Builds the cube of the treatments of a query.
///
/// # Errors
/// A treatment that is not of prescriptions, stands there twice, or whose codes nothing in these months starts with; no
/// prescribing between `from` and `to`; a level
/// that the files of a month do not record; practices with more than [`REFUSED_ABOVE`] per cent of the patients in no known
/// area, unless [`Query::allow_missing`]; a store that is damaged.
pub fn assemble(store: &Store, query: &Query) -> Result<Assembled, Error> {
    run(store, query, false, None)
}

/// [`assemble`] with the practices that each area is made of, in [`Assembled::practices`].
///
/// # Errors
/// Those of [`assemble`].
pub fn assemble_with_practices(store: &Store, query: &Query) -> Result<Assembled, Error> {
    run(store, query, true, None)
}

/// [`assemble`] with patients counted by age and sex, and with the practices of each area where they are wanted.
///
/// A practice whose patients by age and sex the extract lacks, or whose patients by age and sex are not its total, is in
/// neither sum of its area: not with what it prescribed, and not with its patients.
///
/// # Errors
/// Those of [`assemble`]; an extract that was stored without ages and sexes; bands that are not within those of the table.
pub fn assemble_by_age(store: &Store, query: &Query, practices: bool, by: &ByAgeSex<'_>) -> Result<Assembled, Error> {
    run(store, query, practices, Some(*by))
}

fn run(store: &Store, query: &Query, by_practice: bool, by_age: Option<ByAgeSex<'_>>) -> Result<Assembled, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let tables = selected(store, &catalogue, query)?;
        let (changes, bnf_year) = bnf_changes(store, &catalogue, query)?;
        check(store, query, by_age.is_some())?;
        let followed = |code: &str, month: Month| changes.code(code, month, bnf_year);
        let (fitting, left_out) = optional::fitting(store, &catalogue, query, &tables, &followed)?;
        let query = &fitting;
        let others = Others::of(store, &catalogue, query.level, &query.treatments)?;
        let frame = Frame {
            store,
            query,
            reads: Reads::new(&query.treatments, &others),
            extracts: population::Extracts::new(&catalogue)?,
            places: Places::new(store, &catalogue, query.level, query.membership, query.groups.as_deref())?,
            changes,
            bnf_year,
            by_practice: by_practice && query.level != Level::Practice,
            by_age,
            others,
        };
        let load = |(month, _, table): &(Month, &CatalogueEntry, &TableEntry)| month::load(&frame, *month, table);
        // The first error in the order of months, not that of the fastest thread.
        let loaded: Vec<Result<MonthSums, Error>> = tables.par_iter().map(load).collect();
        let months: Vec<MonthSums> = loaded.into_iter().collect::<Result<_, Error>>()?;
        if let Some(codes) = title::missing(query, &months) {
            return Err(nothing_found(store, &codes, &tables)?);
        }
        let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
        let area = query.level.singular(&stamps);
        let asked =
            Asked { level: query.level, area: &area, people: "registered patients", allow: query.allow_missing };
        let warned = coverage::judge(months.iter().map(|m| (Period::Month(m.month), &m.coverage)), &asked)
            .map_err(|says| store.problem(frame.places.with_reasons(says)))?;
        let mut assembled = put_together(&frame, &tables, &months, warned);
        assembled.notes.extend(left_out);
        Ok(assembled)
    })
}

/// The lists of changed codes in the store, and to which year they are followed.
fn bnf_changes(store: &Store, catalogue: &Catalogue, query: &Query) -> Result<(BnfChanges, i32), Error> {
    let mut changes = BnfChanges::default();
    for (source, table) in catalogue.current(Dataset::Links) {
        if table.series != BNF_CHANGES {
            continue;
        }
        let circle = |says| Error::File { file: source.file.clone(), problem: says };
        changes.add_links(population::month_of(table)?, &store.links(table)?).map_err(circle)?;
    }
    if changes.is_empty() && query.bnf_year.is_some() {
        let hint = "`bnf-year` needs a list of changed BNF codes in the store; add one with: unwarranted ingest FILE `store DIR`";
        return Err(store.problem(hint.to_owned()));
    }
    let year = query.bnf_year.or(changes.latest()).unwrap_or_default();
    Ok((changes, year))
}

/// Refuses treatments that cannot be told apart or assembled.
fn check(store: &Store, query: &Query, by_age: bool) -> Result<(), Error> {
    let mut ids = BTreeSet::new();
    for treatment in &query.treatments {
        let prescribed = treatment.numerator.measure().is_some();
        let problem = match &treatment.over {
            _ if !ids.insert(&treatment.id) => "stands in the query twice",
            Over::Registered if prescribed => continue,
            Over::Other(_) | Over::People(_) if prescribed && !by_age => continue,
            Over::Other(of) if by_age && of.measure().is_some() => {
                "is counted over other prescriptions, and only patients can be counted by age and sex"
            }
            Over::Other(_) | Over::People(_) if by_age => {
                "is counted over people of its own, and only all registered patients can be counted by age and sex"
            }
            _ => "is not of prescriptions",
        };
        return Err(store.problem(format!("treatment '{}' {problem}", treatment.id)));
    }
    if query.treatments.is_empty() { Err(store.problem("the query has no treatment".to_owned())) } else { Ok(()) }
}

/// The months of prescribing asked for, with their sources.
fn selected<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    query: &Query,
) -> Result<Vec<(Month, &'a CatalogueEntry, &'a TableEntry)>, Error> {
    let mut all = Vec::new();
    for (source, table) in catalogue.current(Dataset::Prescribing) {
        all.push((population::month_of(table)?, source, table));
    }
    let (Some(first), Some(last)) = (all.first().map(|t| t.0), all.last().map(|t| t.0)) else {
        let hint = "it has no prescribing; add some with: unwarranted ingest FILE... `store DIR`";
        return Err(store.problem(hint.to_owned()));
    };
    all.retain(|(m, ..)| query.from.is_none_or(|from| *m >= from) && query.to.is_none_or(|to| *m <= to));
    if all.is_empty() {
        let hint = format!("no prescribing lies between `from` and `to`; the store has {first} to {last}");
        return Err(store.problem(hint));
    }
    if query.level == Level::Pct && all.iter().any(|(m, ..)| m.financial_year() >= 2013) {
        return Err(store.problem(lifetime::TRUSTS_CLOSED.to_owned()));
    }
    if query.level.is_local_authority() {
        return Err(store.problem(format!(
            "`level {}`: the store does not say in which local authority a practice is; local authorities are a level of              other figures (`facts`) that are published by them",
            query.level.word()
        )));
    }
    let Some(wanted) = query.level.middle().filter(|_| query.membership == Membership::Recorded) else {
        return Ok(all);
    };
    let other = all.iter().filter(|(_, _, table)| middle(table) != Some(wanted));
    let lacking: Vec<String> =
        other.map(|(m, _, table)| format!("{m} ({})", table.middle.as_deref().unwrap_or("none"))).collect();
    if lacking.is_empty() {
        return Ok(all);
    }
    let level = query.level.word();
    let hint = format!(
        "`level {level}` is not recorded in the files of {}; choose another level or other months",
        lacking.join(", ")
    );
    Err(store.problem(hint))
}

/// No presentation starts with the code: most likely a slip, so say what there is.
fn nothing_found(store: &Store, bnf: &str, tables: &[(Month, &CatalogueEntry, &TableEntry)]) -> Result<Error, Error> {
    let mut chapters = BTreeSet::new();
    for (_, _, table) in tables {
        chapters.extend(store.presentations(table)?.iter().map(|p| p.bnf.chars().take(2).collect::<String>()));
    }
    let chapters: Vec<String> = chapters.into_iter().collect();
    let found = chapters.join(", ");
    Ok(store.problem(format!(
        "no presentation in these months has a BNF code that starts with {bnf}; {}",
        by_word(store, bnf)?.unwrap_or_else(|| format!("chapters found: {found}"))
    )))
}

/// The codes that a word stands for, where that is what was given for a code.
fn by_word(store: &Store, bnf: &str) -> Result<Option<String>, Error> {
    if bnf.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let found = search(bnf, Some(store))?;
    Ok((!found.is_empty()).then(|| format!("'{}' may mean {}", bnf.to_lowercase(), listed(&found))))
}

fn put_together(
    frame: &Frame<'_>,
    tables: &[(Month, &CatalogueEntry, &TableEntry)],
    months: &[MonthSums],
    warned: Option<String>,
) -> Assembled {
    let Frame { query, extracts, places, .. } = frame;
    let sums = frame.by_age.map(|by| by.sums);
    let weighted = sums == Some(SumsAre::Denominators);
    let populations = months.iter().filter_map(|m| m.population).flat_map(|p| extracts.sources(p));
    let sources = each_once(tables.iter().map(|(_, source, _)| *source).chain(populations));
    let attribution = each_once(sources.iter().map(|s| &s.attribution));
    let synthetic = sources.iter().any(|s| s.synthetic);
    let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
    let file = |source: &CatalogueEntry| sources.iter().position(|s| s == source).unwrap_or_default();
    let files: Vec<usize> = tables.iter().map(|(_, source, _)| file(source)).collect();
    let membership = places.words(&query.level.singular(&stamps));
    let breaks = if places.day.is_some() {
        Vec::new()
    } else {
        breaks::find(months.iter().map(|m| (m.month, &m.homes)), &places.lineage)
    };
    Assembled {
        cube: cube(frame, months, &files, weighted),
        expected: (sums == Some(SumsAre::Expected)).then(|| cube(frame, months, &files, true)),
        practices: practices(frame, months, &files, weighted),
        warnings: warned.into_iter().collect(),
        notes: notes::write(frame, months, &membership, &breaks, synthetic),
        incomplete: months.iter().filter(|m| m.looks_incomplete()).map(|m| m.month).collect(),
        matched_rows: matched_rows(months, &files, extracts, &sources),
        sources,
        treatments: title::told(query, months, weighted),
        areas: query.level.plural(&stamps),
        membership,
        ons_codes: places.ons_codes(months.iter().flat_map(|m| m.areas.keys().map(|code| (m.month, code.as_str())))),
        breaks,
        attribution,
        synthetic,
    }
}

/// Rows used by source; an extract that serves several months is counted once.
fn matched_rows(
    months: &[MonthSums],
    files: &[usize],
    extracts: &population::Extracts<'_>,
    sources: &[CatalogueEntry],
) -> BTreeMap<usize, usize> {
    let mut matched: BTreeMap<usize, usize> = (0..sources.len()).map(|source| (source, 0)).collect();
    for (month, file) in months.iter().zip(files) {
        *matched.entry(*file).or_default() += month.rows;
    }
    let used: BTreeMap<usize, (population::Choice, &[usize])> =
        months.iter().filter_map(|m| m.population.map(|p| (p.extract, (p, m.listed.as_slice())))).collect();
    for (choice, listed) in used.into_values() {
        for (source, rows) in extracts.sources(choice).zip(listed) {
            if let Some(source) = sources.iter().position(|s| s == source) {
                *matched.entry(source).or_default() += rows;
            }
        }
    }
    matched
}

/// What the iterator yields, in its order, without repetition.
fn each_once<'a, T: Clone + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for item in items {
        if !found.contains(item) {
            found.push(item.clone());
        }
    }
    found
}

/// One row per treatment, area and month; where `counted`, denominators are the patients counted by age and sex.
fn cube(frame: &Frame<'_>, months: &[MonthSums], files: &[usize], counted: bool) -> Cube {
    let mut rows = Vec::new();
    let mut names = BTreeMap::new();
    for (month, file) in months.iter().zip(files) {
        for (code, area) in month.areas.iter().filter(|(_, area)| !area.name.is_empty()) {
            names.insert(Arc::from(code.as_str()), Arc::from(area.name.as_str()));
        }
        for (treatment, sums) in frame.query.treatments.iter().zip(&month.treatments) {
            let codes: BTreeSet<&String> = month.areas.keys().chain(sums.areas.keys()).collect();
            let other = frame.others.at(&treatment.over).and_then(|at| month.others.get(at));
            for code in codes {
                let pair = sums.areas.get(code).copied().unwrap_or_default();
                let registered = || {
                    let area = month.areas.get(code)?;
                    area.patients.map(|patients| if counted { area.counted } else { patients as f64 })
                };
                let people = other.map_or_else(registered, |other| other.areas.get(code).copied());
                let over = people.map_or(Cell::NotReported, Cell::Value);
                rows.push(row(treatment, month.month, *file, code, pair, over));
            }
        }
    }
    Cube::new(rows, names)
}

/// The practices behind the areas of [`cube`]; a practice that is not in the extract has no patients.
fn practices(frame: &Frame<'_>, months: &[MonthSums], files: &[usize], counted: bool) -> Option<Parts> {
    let mut rows = Vec::new();
    for (month, file) in months.iter().zip(files) {
        let people = month.practices.as_ref()?;
        for (treatment, sums) in frame.query.treatments.iter().zip(&month.treatments) {
            let other = frame.others.at(&treatment.over).and_then(|at| month.others.get(at));
            // Of a register by area nobody knows the practices.
            if other.is_some_and(|other| other.by_area) {
                continue;
            }
            let prescribed = sums.practices.as_ref()?;
            let keys: BTreeSet<&(String, String)> = people.keys().chain(prescribed.keys()).collect();
            for key in keys {
                let pair = prescribed.get(key).copied().unwrap_or_default();
                let own = people.get(key).copied().unwrap_or_default();
                let registered = if counted { own.counted } else { own.patients as f64 };
                let people = other.map_or(registered, |other| other.practices.get(key).copied().unwrap_or_default());
                let over = Cell::Value(people);
                let row = row(treatment, month.month, *file, &key.0, pair, over);
                rows.push(PartRow { row, stratum: None, practice: Some(key.1.as_str().into()) });
            }
        }
    }
    Some(Parts::new(rows))
}

/// A row of a treatment in a month; its denominator is prescribed, or the people given.
fn row(treatment: &Treatment, month: Month, file: usize, area: &str, pair: Pair, people: Cell) -> CubeRow {
    let value = |of: Option<Measure>, stored: i64| Cell::Value(of.map_or(0.0, |measure| measure.value(stored)));
    CubeRow {
        file,
        treatment: Arc::clone(&treatment.id),
        period: Period::Month(month),
        area: area.into(),
        observed: value(treatment.numerator.measure(), pair.observed),
        denominator: Some(match &treatment.over {
            Over::Registered | Over::People(_) | Over::Other(Counted::Fact { .. }) => people,
            Over::Other(of) => value(of.measure(), pair.over),
        }),
        expected: None,
    }
}
