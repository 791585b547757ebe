//! A store as the data of a study.

use super::{DefaultWords, Loaded};
use crate::ingest::assemble::{Assembled, Level, Measure, Query, assemble, assemble_with_practices};
use crate::ingest::store::{CatalogueEntry, Store};
use crate::ingest::tidy::AreaFacts;
use crate::report::manifest::{Input, Rows, RowsAside};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Rates from a store are per this many registered patients.
const PER: f64 = 1_000.0;

pub(super) fn load(dir: &Path, query: &Query, practices: bool) -> Result<Loaded> {
    let store = Store::open(dir)?;
    let assembled = if practices { assemble_with_practices(&store, query)? } else { assemble(&store, query)? };
    let inputs = assembled.sources.iter().map(input).collect();
    let words = words(&assembled, query.measure);
    let Assembled { cube, practices: parts, kind, mut notes, .. } = assembled;
    notes.push(format!(
        "Row counts of the publishers' files are those of their ingestion; this study takes the rows whose BNF code \
         starts with {}.",
        query.bnf
    ));
    Ok(Loaded { cube, parts, areas: AreaFacts::default(), kind: Some(kind), per: PER, words, notes, inputs })
}

/// Whether what is summed is an amount rather than a count.
pub(super) fn is_amount(query: &Query) -> bool {
    query.measure != Measure::Items
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
        standardised: None,
        sources: assembled.cube.rows().iter().map(|r| (Arc::clone(&r.treatment), source.clone())).collect(),
        synthetic: assembled.synthetic,
    }
}

/// What became of the rows when the file was ingested.
fn input(entry: &CatalogueEntry) -> Input {
    let aside = |reason: &str, meaning: &str, rows: u64| RowsAside {
        reason: reason.to_owned(),
        meaning: meaning.to_owned(),
        rows: count(rows),
    };
    let mut set_aside: Vec<RowsAside> =
        entry.rows.set_aside.iter().map(|(reason, rows)| aside("left-out", reason, *rows)).collect();
    if entry.rows.rejected > 0 {
        set_aside.push(aside(
            "rejected",
            "the row cannot be used; listed in the rejects file of the store",
            entry.rows.rejected,
        ));
    }
    let rows = Rows { read: count(entry.rows.read), used: count(entry.rows.used), not_selected: 0, set_aside };
    Input {
        name: entry.file.clone(),
        bytes: entry.size,
        sha256: entry.sha256.clone(),
        format: entry.format.clone(),
        encoding: None,
        rows,
    }
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
