//! A store as the data of a study.

use super::by_age::Table;
use super::loaded::Loaded;
use super::words::{DataWords, TreatmentWords};
use super::{Result, Study};
use crate::core::findings::{AreaRecords, Break};
use crate::core::rates::Quantity;
use crate::core::text::counted;
use crate::core::treatment::Units;
use crate::core::{DenominatorIs, Known, Treatment};
use crate::ingest::tidy::{AreaFacts, SaidChance, totals_among};
use crate::report::manifest::{Input, Rows};
use crate::store::assemble::{
    Assembled, FactsQuery, Level, Matrix, Query, Ranking, assemble, assemble_by_age, assemble_facts, assemble_ranking,
    assemble_with_practices,
};
use crate::store::geography::OnsCodes;
use crate::store::{CatalogueEntry, Store};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

impl Study {
    /// The codes of commissioners that the program knows, with those of the lookups in the store of the study.
    ///
    /// # Errors
    /// A store that cannot be opened, and lookups in it that cannot be read.
    pub fn ons_codes(&self) -> Result<Cow<'static, OnsCodes>> {
        self.coding().lists()
    }
}

/// Prescribing, with patients counted by age and sex where `by_age` is given.
pub(super) fn prescribing(
    dir: &Path,
    query: &Query,
    practices: bool,
    by_age: Option<&Table>,
    rank_by: Option<&str>,
) -> Result<Loaded> {
    let store = Store::open(dir)?;
    let mut assembled = match by_age {
        Some(table) => assemble_by_age(&store, query, practices, &table.by_age())?,
        None if practices => assemble_with_practices(&store, query)?,
        None => assemble(&store, query)?,
    };
    let ranking = ranking(&store, rank_by, query.level, &mut assembled)?;
    let codes: Vec<String> = assembled.treatments.iter().map(|t| t.brief()).collect();
    let note = format!(
        "Row counts refer to the store, which sums the rows of one practice and presentation. This study uses the rows whose \
         BNF code starts with {}, and all practices of each extract of registered patients.",
        codes.join(", ")
    );
    let mut loaded = loaded(assembled, ranking, note);
    if let Some(table) = by_age {
        loaded.notes.splice(0..0, table.notes.iter().cloned());
        loaded.inputs.push(table.input.clone());
        loaded.words.standardised = Some(table.words.clone());
        for words in loaded.words.treatments.values_mut() {
            if let Some(weighted) = &table.denominator {
                words.unit.denominator.clone_from(weighted);
            }
        }
    }
    Ok(loaded)
}

/// Other figures.
pub(super) fn facts(dir: &Path, query: &FactsQuery, rank_by: Option<&str>) -> Result<Loaded> {
    let store = Store::open(dir)?;
    let mut assembled = assemble_facts(&store, query)?;
    let ranking = ranking(&store, rank_by, query.level, &mut assembled)?;
    let note =
        format!("Row counts refer to the figures in the store. This study uses {} and its denominator.", query.measure);
    let mut loaded = loaded(assembled, ranking, note);
    // A publisher's table of commissioners may have a row of England.
    let (aside, notes) = totals_among(loaded.cube.rows(), loaded.cube.names());
    loaded.notes.extend(notes);
    loaded.cube = loaded.cube.with_aside(aside);
    Ok(loaded)
}

/// The scores of the areas; none where they are not asked for.
fn ranking(store: &Store, rank_by: Option<&str>, level: Level, assembled: &mut Assembled) -> Result<Ranking> {
    Ok(rank_by.map(|wanted| assemble_ranking(store, wanted, level, assembled)).transpose()?.unwrap_or_default())
}

fn loaded(assembled: Assembled, ranking: Ranking, row_counts: String) -> Loaded {
    let used = |at: usize| assembled.matched_rows.get(&at).copied().unwrap_or_default();
    let inputs = assembled.sources.iter().enumerate().map(|(at, entry)| input(entry, used(at))).collect();
    let known = |t: &Treatment| {
        let denominator_is = t.is_ratio().then_some(DenominatorIs::Flow);
        (Arc::clone(&t.id), Known { kind: t.kind, denominator_is })
    };
    let known = assembled.treatments.iter().map(known).collect();
    let words = words(&assembled);
    let left_out = left_out(&assembled.sources);
    let Assembled { cube, expected, practices: parts, warnings, mut notes, .. } = assembled;
    notes.push(row_counts);
    notes.extend(left_out);
    Loaded {
        cube,
        expected,
        parts,
        areas: AreaFacts { ranks: ranking.scores, ..AreaFacts::default() },
        said: SaidChance::default(),
        known,
        kinds_from: BTreeMap::new(),
        words,
        warnings,
        notes,
        protected: Vec::new(),
        inputs,
    }
}

/// Where figures of a store come from.
fn source(synthetic: bool, attribution: &[String]) -> String {
    if synthetic {
        return "Source: simulated by unwarranted, in the layouts of NHS publications; no NHS data.".to_owned();
    }
    format!("Source: {}", attribution.join(" "))
}

/// The words of treatments by practice, and where they come from.
pub(super) fn words_of(matrix: &Matrix) -> DataWords {
    let source = source(matrix.synthetic, &matrix.attribution);
    let treatments = || matrix.treatments.iter().map(|t| &t.treatment);
    DataWords {
        treatments: treatments().map(|t| (Arc::clone(&t.id), TreatmentWords::of(t))).collect(),
        otherwise: TreatmentWords { title: None, unit: nameless(), per: 1.0, share: false, polarity: None },
        columns: BTreeMap::new(),
        areas: matrix.areas_are.clone(),
        membership: Some(matrix.membership.clone()),
        standardised: None,
        after_need: BTreeMap::new(),
        groups: None,
        sources: treatments().map(|t| (Arc::clone(&t.id), source.clone())).collect(),
        synthetic: matrix.synthetic,
        records: AreaRecords::default(),
    }
}

fn nameless() -> Units {
    Units { numerator: Quantity::of("figures"), denominator: Quantity::named("") }
}

/// The sources of a matrix, whose rows are all read.
pub(super) fn inputs_of(matrix: &Matrix) -> Vec<Input> {
    matrix.sources.iter().map(|entry| input(entry, count(entry.rows.stored))).collect()
}

fn words(assembled: &Assembled) -> DataWords {
    let source = source(assembled.synthetic, &assembled.attribution);
    let words = |t: &Treatment| (Arc::clone(&t.id), TreatmentWords::of(t));
    DataWords {
        treatments: assembled.treatments.iter().map(words).collect(),
        otherwise: TreatmentWords { title: None, unit: nameless(), per: 1.0, share: false, polarity: None },
        columns: BTreeMap::new(),
        areas: assembled.areas.clone(),
        membership: Some(assembled.membership.clone()),
        standardised: None,
        after_need: BTreeMap::new(),
        groups: None,
        sources: assembled.treatments.iter().map(|t| (Arc::clone(&t.id), source.clone())).collect(),
        synthetic: assembled.synthetic,
        records: records(assembled),
    }
}

/// Other codes of the areas, and breaks in their series.
fn records(assembled: &Assembled) -> AreaRecords {
    let mut records = AreaRecords::default();
    for (area, ons) in &assembled.ons_codes {
        let area: Arc<str> = area.as_str().into();
        records.ods_codes.insert(Arc::clone(&area), Arc::clone(&area));
        records.ons_codes.insert(area, ons.as_str().into());
    }
    for b in &assembled.breaks {
        let own = records.breaks.entry(b.area.as_str().into()).or_default();
        own.push(Break { month: b.month, reason: b.reason.clone() });
    }
    records
}

/// A source with the rows of the store that come from it, and those that this study used.
pub(super) fn input(entry: &CatalogueEntry, used: usize) -> Input {
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
