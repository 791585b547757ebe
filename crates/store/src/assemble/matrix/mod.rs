//! Many treatments by practice at once: what a sweep over the whole formulary works on.
//!
//! The rules are those of [`super::assemble`]: codes are followed forward, practices belong where the membership says,
//! patients come from the extract of each month, and practices in no known area are set aside and counted. What differs is
//! the shape: sums over whole periods by treatment and practice, sparse, for thousands of treatments, read in one pass over
//! the rows of each month.

mod axis;
mod gather;
mod packed;
mod period;
mod query;
mod result;
mod scan;
mod sentinel;

pub use query::{CodeLevel, MatrixOf, MatrixQuery};
pub use result::{
    Jump, Matrix, MatrixArea, MatrixDenominator, MatrixPeriod, MatrixPractice, MatrixTreatment, SparseRows,
};

use super::asked::{MonthTable, bnf_changes, selected};
use super::assembled::each_once;
use super::frame::Frame;
use super::month::MonthSums;
use super::places::Places;
use super::query::Query;
use super::reads::Reads;
use super::{notes, population, together};
use crate::store::Store;
use axis::Axis;
use gather::Gathered;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;

/// A month with the places of the periods that it belongs to.
struct Asked<'a> {
    table: MonthTable<'a>,
    of: Vec<usize>,
}

/// Sums by treatment and practice over each period of a query.
///
/// Months are read side by side and added in their order, in whole numbers: the result is the same on any number of
/// threads. A treatment of which nothing was prescribed has a row without sums and [`MatrixPeriod::caught`] says 0, so that
/// the caller can name it; nothing is refused for that. A treatment whose people the store cannot count by practice (no
/// register, one by area alone, no ages and sexes) is in [`Matrix::left_out`] with the reason.
///
/// # Errors
/// No treatment, two of one id, or one that is not of prescriptions; a period without prescribing in the store; a level or membership that the store cannot give; practices with more than
/// [`super::REFUSED_ABOVE`] per cent of the patients in no known area, unless [`MatrixQuery::allow_missing`]; treatments per
/// registered patient in a month without an extract of them near it; a store that is damaged.
pub fn assemble_matrix(store: &Store, query: &MatrixQuery) -> Result<Matrix, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let plain = query.plain();
        let all = selected(store, &catalogue, &plain)?;
        let (tables, periods) = months_of(store, query, all)?;
        let (changes, bnf_year) = bnf_changes(store, &catalogue, &plain)?;
        let (axis, others) = Axis::of(store, &catalogue, query)?;
        let frame = Frame {
            store,
            query: &plain,
            reads: Reads::default(),
            extracts: population::Extracts::new(&catalogue)?,
            places: Places::new(store, &catalogue, query.level, query.membership, query.groups.as_deref())?,
            changes,
            bnf_year,
            by_practice: true,
            by_age: None,
            others,
        };
        let (gathered, months) = read(&frame, &axis, &tables, periods.len())?;
        finish(&frame, &axis, gathered, &months, (&tables, &periods))
    })
}

/// Reads the months and adds them up in their order.
fn read(
    frame: &Frame<'_>,
    axis: &Axis,
    tables: &[Asked<'_>],
    periods: usize,
) -> Result<(Gathered, Vec<MonthSums>), Error> {
    let mut gathered = Gathered::new(periods, axis.lines(), frame.others.len());
    let mut months: Vec<MonthSums> = Vec::new();
    // As many months in memory as there are threads to read them.
    for chunk in tables.chunks(rayon::current_num_threads().max(1)) {
        let read = |asked: &Asked<'_>| scan::read(frame, axis, asked.table.0, asked.table.2);
        let read: Vec<Result<scan::MonthScan, Error>> = chunk.par_iter().map(read).collect();
        for (scan, asked) in read.into_iter().zip(chunk) {
            let mut scan = scan?;
            months.push(std::mem::replace(&mut scan.people, MonthSums::empty(scan.month)));
            let added = gathered.add(&scan, &asked.of);
            added.ok_or_else(|| frame.store.problem("a total is too large to be exact".to_owned()))?;
        }
    }
    Ok((gathered, months))
}

/// The months of the periods, each once.
fn months_of<'a>(
    store: &Store,
    query: &MatrixQuery,
    all: Vec<MonthTable<'a>>,
) -> Result<(Vec<Asked<'a>>, Vec<Period>), Error> {
    let periods = if query.periods.is_empty() { vec![Period::All] } else { query.periods.clone() };
    let holds = |period: &Period, month: Month| match (period.first_month(), period.last_month()) {
        (Some(first), Some(last)) => (first..=last).contains(&month),
        _ => true,
    };
    let (first, last) = (all[0].0, all[all.len() - 1].0);
    if let Some(empty) = periods.iter().find(|period| !all.iter().any(|(month, ..)| holds(period, *month))) {
        let says = format!("it has no prescribing for the period {}; it has {first} to {last}", empty.words());
        return Err(store.problem(says));
    }
    let of = |table: MonthTable<'a>| {
        let of: Vec<usize> = (0..periods.len()).filter(|at| holds(&periods[*at], table.0)).collect();
        (!of.is_empty()).then_some(Asked { table, of })
    };
    Ok((all.into_iter().filter_map(of).collect(), periods))
}

fn finish(
    frame: &Frame<'_>,
    axis: &Axis,
    gathered: Gathered,
    months: &[MonthSums],
    (tables, periods): (&[Asked<'_>], &[Period]),
) -> Result<Matrix, Error> {
    let Frame { store, query, places, .. } = frame;
    let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
    let area = query.level.singular(&stamps);
    let warned = together::coverage(frame, months)?;
    if let (true, Some(month)) = (axis.needs_patients(), months.iter().find(|m| m.population.is_none())) {
        return Err(store.problem(format!(
            "{}: the store has no registered patients near it; ingest an extract, or choose another period",
            month.month
        )));
    }
    let sources = together::sources(frame, tables.iter().map(|asked| asked.table.1), months);
    let synthetic = sources.iter().any(|s| s.synthetic);
    let membership = places.words(&area);
    let breaks = places.breaks(months.iter().map(|m| (m.month, &m.homes)));
    let mut notes = notes::write(frame, months, &membership, &breaks, synthetic);
    notes.extend(gathered.renamed_note(frame.bnf_year));
    let whole = gathered.finish(axis, &names_of(months), periods)?;
    Ok(Matrix {
        warnings: warned.into_iter().collect(),
        notes,
        attribution: each_once(sources.iter().map(|s| &s.attribution)),
        sources,
        synthetic,
        areas_are: query.level.plural(&stamps),
        membership,
        ..whole
    })
}

/// The latest name of each area that has one.
fn names_of(months: &[MonthSums]) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (code, people) in months.iter().flat_map(|m| &m.areas).filter(|(code, _)| !code.is_empty()) {
        let name = names.entry(code.clone()).or_default();
        if !people.name.is_empty() {
            name.clone_from(&people.name);
        }
    }
    names
}

impl MatrixQuery {
    /// The query as far as places and people go.
    fn plain(&self) -> Query {
        Query {
            treatments: Vec::new(),
            level: self.level,
            from: None,
            to: None,
            membership: self.membership,
            groups: self.groups.clone(),
            bnf_year: self.bnf_year,
            allow_missing: self.allow_missing,
            optional: BTreeSet::new(),
        }
    }
}
