//! What selections take, presentation by presentation: for somebody who writes a definition and wants to see it at work.

use super::asked::{BNF_CHANGES, bnf_changes, selected};
use super::query::Stored;
use super::values::{Values, Wanted};
use super::{Query, population};
use crate::geography::Level;
use crate::store::{Store, TableEntry};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::treatment::{Codes, Takers};
use unwarranted_core::{Measure, Month, Period, Selection};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// A presentation that a selection takes.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CaughtPresentation {
    /// Its BNF code, followed forward.
    pub code: String,
    /// Its name in the latest month that has it.
    pub name: String,
    /// Items in all months.
    pub items: i64,
    /// Actual cost in pounds in all months.
    pub actual_cost: f64,
}

/// A product whose code changed so that a selection takes one of its codes and not the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct CodeChange {
    /// The earlier code, or what the codes of several products began with.
    pub old: String,
    /// The later one.
    pub new: String,
    /// Whether the selection takes the later code, and not the earlier one.
    pub gained: bool,
    /// Items in these months under the earlier code; `None` where it was not prescribed then.
    pub items: Option<i64>,
}

/// What one selection takes.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Caught {
    /// The presentations, by code.
    pub presentations: Vec<CaughtPresentation>,
    /// Parts of the selection that take nothing in these months: of what it takes, and of what it leaves out.
    pub idle: Vec<String>,
    /// Changes of the BNF by which it loses or gains products.
    pub changes: Vec<CodeChange>,
}

impl Caught {
    /// Items and actual cost of all presentations.
    #[must_use]
    pub fn totals(&self) -> (i64, f64) {
        let add =
            |(items, cost): (i64, f64), p: &CaughtPresentation| (items.saturating_add(p.items), cost + p.actual_cost);
        self.presentations.iter().fold((0, 0.0), add)
    }
}

/// What selections take in some months.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Months used.
    pub months: Vec<Month>,
    /// To which year's codes changes are followed; `None` without a list of changes in the store.
    pub bnf_year: Option<i32>,
    /// By selection.
    pub caught: Vec<Caught>,
}

/// Sums by presentation, stored: name, items and cost; and by recorded code what changed.
#[derive(Default)]
struct Sums {
    by_code: BTreeMap<String, (String, i64, i64)>,
    /// Recorded codes with their later ones and their items.
    renamed: BTreeMap<(String, String), i64>,
    /// Every code there is, followed forward.
    there: BTreeSet<String>,
}

/// Explains selections on the months of a period, or on all months.
///
/// # Errors
/// A period without prescribing in the store; a store that is damaged; a sum that is too large.
pub fn explain(store: &Store, selections: &[Selection], period: Option<Period>) -> Result<Explained, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let (from, to) = (period.and_then(Period::first_month), period.and_then(Period::last_month));
        let query = Query { from, to, ..Query::of(Vec::new(), Level::Practice) };
        let tables = selected(store, &catalogue, &query)?;
        let (changes, year) = bnf_changes(store, &catalogue, &query)?;
        let takers = Takers::of(selections);
        let now = |code: &str, month: Month| changes.code(code, month, year);
        let read =
            |(month, _, table): &(Month, _, &TableEntry)| of_month(store, table, &takers, &|code| now(code, *month));
        let read: Vec<Result<Sums, Error>> = tables.par_iter().map(read).collect();
        let mut all = Sums::default();
        for sums in read {
            all.add(sums?).ok_or_else(|| store.problem("a total is too large to be exact".to_owned()))?;
        }
        let mut links: BTreeSet<(String, String)> = BTreeSet::new();
        for (_, table) in catalogue.current(Dataset::Links).into_iter().filter(|(_, t)| t.series == BNF_CHANGES) {
            population::month_of(table)?;
            links.extend(store.links(table)?.rows.into_iter().map(|link| (link.from.code, link.to.code)));
        }
        Ok(Explained {
            months: tables.iter().map(|(month, ..)| *month).collect(),
            bnf_year: (!changes.is_empty()).then_some(year),
            caught: selections.iter().map(|selection| all.of(selection, &links)).collect(),
        })
    })
}

fn of_month(store: &Store, table: &TableEntry, takers: &Takers, now: &impl Fn(&str) -> String) -> Result<Sums, Error> {
    let mut sums = Sums::default();
    let (mut wanted, mut of_wanted) = (Vec::new(), Vec::new());
    for presentation in store.presentations(table)? {
        let code = now(&presentation.bnf);
        let either = [code.as_str(), presentation.bnf.as_str()].iter().any(|code| !takers.of_code(code).is_empty());
        if either {
            let (first_row, rows) = (presentation.first_row, presentation.rows);
            wanted.push(Wanted { first_row, rows, takers: Vec::new() });
            of_wanted.push((presentation.bnf, code.clone(), presentation.description));
        }
        sums.there.insert(code);
    }
    let values = [Measure::Items, Measure::ActualCost].map(|measure| Values::read(store, table, measure, &wanted));
    let [items, costs] = values;
    let too_large = || store.problem("a total is too large to be exact".to_owned());
    let totals = |values: Result<Values, Error>| values?.totals(&wanted).ok_or_else(too_large);
    let (items, costs) = (totals(items)?, totals(costs)?);
    for (((recorded, code, name), items), cost) in of_wanted.into_iter().zip(items).zip(costs) {
        if recorded != code {
            sums.renamed.insert((recorded, code.clone()), items);
        }
        let sum = sums.by_code.entry(code).or_default();
        *sum = (name, sum.1.saturating_add(items), sum.2.saturating_add(cost));
    }
    Ok(sums)
}

impl Sums {
    /// Adds a later month. `None` on overflow.
    fn add(&mut self, later: Self) -> Option<()> {
        for (code, (name, items, cost)) in later.by_code {
            let sum = self.by_code.entry(code).or_default();
            *sum = (name, sum.1.checked_add(items)?, sum.2.checked_add(cost)?);
        }
        for (codes, items) in later.renamed {
            let sum = self.renamed.entry(codes).or_default();
            *sum = sum.checked_add(items)?;
        }
        self.there.extend(later.there);
        Some(())
    }

    fn of(&self, selection: &Selection, links: &BTreeSet<(String, String)>) -> Caught {
        let presentation = |(code, (name, items, cost)): (&String, &(String, i64, i64))| CaughtPresentation {
            code: code.clone(),
            name: name.clone(),
            items: *items,
            actual_cost: Measure::ActualCost.value(*cost),
        };
        let taken = self.by_code.iter().filter(|(code, _)| selection.takes(code)).map(presentation).collect();
        let parts = selection.include().iter().chain(selection.exclude());
        let idle = parts.filter(|part| !self.there.iter().any(|code| part.hold(code))).map(Codes::to_string).collect();
        let change = |old: &str, new: &str, items: Option<i64>| {
            let (before, after) = (selection.takes(old), selection.takes(new));
            let change = CodeChange { old: old.to_owned(), new: new.to_owned(), gained: after, items };
            (before != after).then_some(change)
        };
        let mut changes: BTreeMap<(String, String), CodeChange> = BTreeMap::new();
        let prescribed = self.renamed.iter().filter_map(|((old, new), items)| change(old, new, Some(*items)));
        for found in links.iter().filter_map(|(old, new)| change(old, new, None)).chain(prescribed) {
            changes.insert((found.old.clone(), found.new.clone()), found);
        }
        Caught { presentations: taken, idle, changes: changes.into_values().collect() }
    }
}
