//! A store as the data of a study.

use super::by_age::Table;
use super::{DefaultWords, Loaded, StoreQuery};
use crate::core::Kind;
use crate::core::findings::{AreaRecords, Break};
use crate::ingest::tidy::AreaFacts;
use crate::ingest::words::counted;
use crate::report::manifest::{Input, Rows};
use crate::store::assemble::{
    Assembled, FactDenominator, Level, Measure, assemble, assemble_by_age, assemble_facts, assemble_with_practices,
};
use crate::store::{CatalogueEntry, Store};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rates from a store are per this many registered patients.
const PER: f64 = 1_000.0;

/// The figures asked for, where `by_age` is given with patients counted by it.
pub(super) fn load(dir: &Path, query: &StoreQuery, practices: bool, by_age: Option<&Table>) -> Result<Loaded> {
    let store = Store::open(dir)?;
    let (assembled, terms) = match query {
        StoreQuery::Prescribing(query) => {
            let assembled = match by_age {
                Some(table) => assemble_by_age(&store, query, practices, &table.by_age())?,
                None if practices => assemble_with_practices(&store, query)?,
                None => assemble(&store, query)?,
            };
            (assembled, Terms::prescribing(query.measure, by_age))
        }
        StoreQuery::Facts(query) => {
            let assembled = assemble_facts(&store, query)?;
            let terms = Terms::facts(&assembled.unit, assembled.kind);
            (assembled, terms)
        }
    };
    let used = |at: usize| assembled.matched_rows.get(&at).copied().unwrap_or_default();
    let mut inputs: Vec<Input> =
        assembled.sources.iter().enumerate().map(|(at, entry)| input(entry, used(at))).collect();
    let left_out = left_out(&assembled.sources);
    let per = terms.per;
    let mut words = words(&assembled, terms);
    let Assembled { cube, expected, practices: parts, kind, mut notes, .. } = assembled;
    if let Some(table) = by_age {
        notes.splice(0..0, table.notes.iter().cloned());
        inputs.push(table.input.clone());
        words.standardised = Some(table.words.clone());
    }
    notes.push(match query {
        StoreQuery::Prescribing(query) => format!(
            "Row counts refer to the store, which sums the rows of one practice and presentation. This study uses the \
             rows whose BNF code starts with {}, and all practices of each extract of registered patients.",
            query.bnf
        ),
        StoreQuery::Facts(query) => format!(
            "Row counts refer to the figures in the store. This study uses {} and its denominator.",
            query.measure
        ),
    });
    notes.extend(left_out);
    Ok(Loaded { cube, expected, parts, areas: AreaFacts::default(), kind: Some(kind), per, words, notes, inputs })
}

/// Whether what is summed is an amount rather than a count.
pub(super) fn is_amount(query: &StoreQuery) -> bool {
    match query {
        StoreQuery::Prescribing(query) => query.measure != Measure::Items,
        StoreQuery::Facts(_) => true,
    }
}

/// What a rate is of, and per how many of what.
struct Terms {
    numerator: String,
    denominator: String,
    denominator_one: Option<String>,
    per: f64,
}

impl Terms {
    fn prescribing(measure: Measure, by_age: Option<&Table>) -> Self {
        let plain = || ["registered patients", "registered patient"].map(str::to_owned);
        let [denominator, one] = by_age.and_then(|table| table.denominator.clone()).unwrap_or_else(plain);
        Self { numerator: measure.counted().to_owned(), denominator, denominator_one: Some(one), per: PER }
    }

    /// From "pounds per registered patients". Money is given per patient, people and things per 1,000.
    fn facts(unit: &str, kind: Kind) -> Self {
        let (numerator, denominator) = unit.split_once(" per ").unwrap_or((unit, ""));
        let one = denominator.strip_suffix('s').unwrap_or(denominator).to_owned();
        let per = if kind == Kind::Amount { 1.0 } else { PER };
        let (numerator, denominator) = (numerator.to_owned(), denominator.to_owned());
        Self { numerator, denominator, denominator_one: Some(one), per }
    }
}

/// The options of a store, for the manifest.
pub(super) fn options(query: &StoreQuery) -> BTreeMap<String, Value> {
    let level = |level| Level::ALL.iter().find(|(l, _)| *l == level).map(|(_, w)| *w);
    let path = |groups: &Option<PathBuf>| groups.as_ref().map(|g| g.display().to_string());
    let options = match query {
        StoreQuery::Prescribing(q) => vec![
            ("bnf", json!(q.bnf)),
            ("level", json!(level(q.level))),
            ("measure", json!(Measure::ALL.iter().find(|(m, _)| *m == q.measure).map(|(_, w)| *w))),
            ("membership", json!(q.membership.to_string())),
            ("groups", json!(path(&q.groups))),
            ("bnf-year", json!(q.bnf_year)),
        ],
        StoreQuery::Facts(q) => vec![
            ("facts", json!(q.series)),
            ("level", json!(level(q.level))),
            ("measure", json!(q.measure)),
            (
                "denominator",
                json!(match &q.denominator {
                    FactDenominator::Measure(id) => id,
                    FactDenominator::Population => "population",
                }),
            ),
            ("membership", json!(q.membership.to_string())),
            ("groups", json!(path(&q.groups))),
        ],
    };
    options.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn words(assembled: &Assembled, terms: Terms) -> DefaultWords {
    let source = if assembled.synthetic {
        "Source: simulated by unwarranted, in the layouts of NHS publications; no NHS data.".to_owned()
    } else {
        format!("Source: {}", assembled.attribution.join(" "))
    };
    DefaultWords {
        title: Some(assembled.title.clone()),
        numerator: terms.numerator,
        denominator: terms.denominator,
        denominator_one: terms.denominator_one,
        areas: assembled.areas.clone(),
        membership: Some(assembled.membership.clone()),
        standardised: None,
        sources: assembled.cube.rows().iter().map(|r| (Arc::clone(&r.treatment), source.clone())).collect(),
        synthetic: assembled.synthetic,
        records: records(assembled),
    }
}

/// Other codes of the areas, and breaks in their series.
fn records(assembled: &Assembled) -> AreaRecords {
    let mut records = AreaRecords::default();
    records
        .ons_codes
        .extend(assembled.ons_codes.iter().map(|(area, code)| (area.as_str().into(), code.as_str().into())));
    for b in &assembled.breaks {
        let own = records.breaks.entry(b.area.as_str().into()).or_default();
        own.push(Break { month: b.month, reason: b.reason.clone() });
    }
    records
}

/// A source with the rows of the store that come from it, and those that this study used.
fn input(entry: &CatalogueEntry, used: usize) -> Input {
    let read = count(entry.rows.stored);
    let rows = Rows { read, used, not_selected: read.saturating_sub(used), set_aside: Vec::new() };
    Input {
        name: entry.file.clone(),
        bytes: entry.size,
        sha256: entry.sha256.clone(),
        format: entry.format.clone(),
        encoding: None,
        rows,
    }
}

/// What was already left out when the files were ingested, over all of them.
fn left_out(sources: &[CatalogueEntry]) -> Option<String> {
    let row = |rows: u64| counted(i64::try_from(rows).unwrap_or(i64::MAX), "row", "rows");
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for entry in sources {
        for (reason, rows) in &entry.rows.set_aside {
            *reasons.entry(reason).or_default() += rows;
        }
        if entry.rows.rejected > 0 {
            *reasons.entry("unusable, listed in the store").or_default() += entry.rows.rejected;
        }
    }
    let reasons: Vec<String> = reasons.into_iter().map(|(reason, rows)| format!("{} {reason}", row(rows))).collect();
    let read = row(sources.iter().map(|s| s.rows.read).sum());
    (!reasons.is_empty())
        .then(|| format!("Of {read} in the publishers' files, ingestion left out: {}.", reasons.join("; ")))
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
