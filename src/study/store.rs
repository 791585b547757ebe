//! A store as the data of a study.

use super::{DefaultWords, Loaded};
use crate::ingest::assemble::{Assembled, Level, Measure, Query, assemble};
use crate::ingest::store::{CatalogueEntry, Store};
use crate::ingest::tidy::AreaFacts;
use crate::ingest::words::counted;
use crate::report::manifest::{Input, Rows};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Rates from a store are per this many registered patients.
const PER: f64 = 1_000.0;

pub(super) fn load(dir: &Path, query: &Query) -> Result<Loaded> {
    let assembled = assemble(&Store::open(dir)?, query)?;
    let used = |at: usize| assembled.matched_rows.get(&at).copied().unwrap_or_default();
    let inputs = assembled.sources.iter().enumerate().map(|(at, entry)| input(entry, used(at))).collect();
    let left_out = left_out(&assembled.sources);
    let words = words(&assembled, query.measure);
    let Assembled { cube, kind, mut notes, .. } = assembled;
    notes.push(format!(
        "Row counts are of the rows in the store, where those of one practice and presentation are summed; this study uses \
         those whose BNF code starts with {}, and of each extract of registered patients those of all practices.",
        query.bnf
    ));
    notes.extend(left_out);
    Ok(Loaded { cube, areas: AreaFacts::default(), kind: Some(kind), per: PER, words, notes, inputs })
}

/// The options of a store, for the manifest.
pub(super) fn options(query: &Query) -> BTreeMap<String, Value> {
    let level = Level::ALL.iter().find(|(l, _)| *l == query.level).map(|(_, w)| *w);
    let measure = Measure::ALL.iter().find(|(m, _)| *m == query.measure).map(|(_, w)| *w);
    BTreeMap::from([
        ("bnf".to_owned(), json!(query.bnf)),
        ("level".to_owned(), json!(level)),
        ("measure".to_owned(), json!(measure)),
    ])
}

fn words(assembled: &Assembled, measure: Measure) -> DefaultWords {
    let source = if assembled.synthetic {
        "Source: simulated by unwarranted, in the layouts of NHS publications; no NHS data.".to_owned()
    } else {
        format!("Source: {}", assembled.attribution.join(" "))
    };
    DefaultWords {
        title: Some(assembled.title.clone()),
        numerator: measure.counted().to_owned(),
        denominator: "registered patients".to_owned(),
        areas: assembled.areas.clone(),
        membership: Some(assembled.membership.clone()),
        sources: assembled.cube.rows().iter().map(|r| (Arc::clone(&r.treatment), source.clone())).collect(),
        synthetic: assembled.synthetic,
    }
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
