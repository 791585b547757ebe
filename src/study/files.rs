//! Tidy files as the data of a study.

use super::loaded::Loaded;
use super::words::{DataWords, TreatmentWords};
use super::{Error, Result};
use crate::core::Slice;
use crate::core::findings::AreaRecords;
use crate::core::rates::Quantity;
use crate::core::treatment::Units;
use crate::ingest::tidy::{self, AreaFacts, Field, Tidy, TidyInput, TidyOptions};
use crate::report::manifest::{Input, Rows};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub(super) fn load(paths: &[PathBuf], options: &TidyOptions) -> Result<Loaded> {
    let tidy = tidy::read(paths, options)?;
    let files = files(&tidy);
    let all = units(&tidy, |_| true);
    let words = |unit: Units| TreatmentWords { title: None, unit, per: 1.0, share: false, polarity: None };
    // Where columns of the files differ, each treatment has the words of its own.
    let own = files.iter().map(|(treatment, own)| (Arc::clone(treatment), units(&tidy, |file| own.contains(&file))));
    let columns: BTreeMap<Arc<str>, Units> = own.filter(|(_, unit)| *unit != all).collect();
    let words = DataWords {
        treatments: columns.iter().map(|(treatment, unit)| (Arc::clone(treatment), words(unit.clone()))).collect(),
        otherwise: words(all),
        columns,
        areas: "areas".to_owned(),
        groups: tidy.column_of(Field::Group, |_| true).map(str::to_owned),
        membership: None,
        standardised: None,
        after_need: tidy.said.need.clone(),
        sources: sources(&tidy, files),
        synthetic: tidy.areas.synthetic,
        records: AreaRecords::default(),
    };
    let inputs = inputs(&tidy);
    let Tidy { cube, parts, areas, said, mut notes, .. } = tidy;
    notes.extend(said.need.iter().map(|(treatment, need)| after_need(treatment, need)));
    Ok(Loaded {
        cube,
        expected: None,
        parts,
        areas,
        said,
        known: BTreeMap::new(),
        kinds_from: BTreeMap::new(),
        words,
        warnings: Vec::new(),
        notes,
        protected: Vec::new(),
        inputs,
    })
}

/// What is said of figures whose expected values come from a model on need.
pub(super) fn after_need(treatment: &str, need: &str) -> String {
    format!(
        "Expected values of '{treatment}' are those of areas of the same need, by a model of `explain` ({need}): what is found here is what is left after \
         that need. It goes with nothing that was in the model; other need may be in it."
    )
}

/// What the figures of some files are counted in, by the names of their columns; plain words where those differ.
fn units(tidy: &Tidy, of: impl Fn(usize) -> bool + Copy) -> Units {
    let column =
        |field, otherwise: &str| Quantity::column(&tidy.column_of(field, of).unwrap_or(otherwise).replace('_', " "));
    let tables = tidy.inputs.iter().enumerate().filter(|(at, _)| of(*at)).flat_map(|(_, input)| &input.tables);
    let has_denominators = tables.flat_map(|table| &table.columns).any(|(field, _)| *field == Field::Denominator);
    let below = if has_denominators { "denominator" } else { "expected" };
    Units { numerator: column(Field::Observed, "observed"), denominator: column(Field::Denominator, below) }
}

/// The files that each treatment's rows come from, by their places among the inputs.
fn files(tidy: &Tidy) -> BTreeMap<Arc<str>, BTreeSet<usize>> {
    let mut files: BTreeMap<Arc<str>, BTreeSet<usize>> = BTreeMap::new();
    for row in tidy.cube.rows() {
        files.entry(Arc::clone(&row.treatment)).or_default().insert(row.file);
    }
    files
}

/// The line that names them.
fn sources(tidy: &Tidy, files: BTreeMap<Arc<str>, BTreeSet<usize>>) -> BTreeMap<Arc<str>, String> {
    let name = |file: usize| tidy.inputs.get(file).map(|input| input.name.as_str());
    let line = |files: BTreeSet<usize>| {
        format!("Source: {}", files.into_iter().filter_map(name).collect::<Vec<_>>().join(", "))
    };
    files.into_iter().map(|(treatment, files)| (treatment, line(files))).collect()
}

/// The slices with the parent groups and ranking numbers of their areas. A group column that the user did not name and
/// that has gaps is not used, which a note says.
pub(super) fn with_facts(
    slices: Vec<Slice>,
    facts: &AreaFacts,
    options: &TidyOptions,
) -> Result<(Vec<Slice>, Vec<String>)> {
    let asked = options.columns.contains_key(&Field::Group);
    let has_group = |s: &Slice| s.areas().iter().all(|a| facts.groups.contains_key(&a.code));
    let grouped = asked || (!facts.groups.is_empty() && slices.iter().all(has_group));
    let mut notes = Vec::new();
    if !grouped && !facts.groups.is_empty() {
        notes.push("some areas have no parent group, so variation is not split by group".to_owned());
    }
    let complete = |mut slice: Slice| -> Result<Slice> {
        if grouped {
            slice = slice
                .with_groups(|code| facts.groups.get(code).cloned())
                .map_err(|e| Error::from(e).under("column-group"))?;
        }
        Ok(slice)
    };
    let slices = slices.into_iter().map(complete).collect::<Result<_>>()?;
    Ok((if options.columns.contains_key(&Field::Rank) { ranked(slices, facts, "column-rank")? } else { slices }, notes))
}

/// The slices with the numbers that their areas are ranked by, which an option asked for.
pub(super) fn ranked(slices: Vec<Slice>, facts: &AreaFacts, option: &'static str) -> Result<Vec<Slice>> {
    let one = |slice: Slice| {
        slice.with_ranking(|code| facts.ranks.get(code).copied()).map_err(|e| Error::from(e).under(option))
    };
    slices.into_iter().map(one).collect()
}

fn inputs(tidy: &Tidy) -> Vec<Input> {
    // The names file comes last, so that the others keep the numbers their rows carry.
    tidy.inputs.iter().map(input).chain(tidy.names.iter().map(whole_input)).collect()
}

/// A table that is used as a whole: names, a standard population, weights.
pub(crate) fn whole_input(table: &TidyInput) -> Input {
    Input { rows: Rows { read: table.rows_read, used: table.rows_read, ..Rows::default() }, ..input(table) }
}

fn input(file: &TidyInput) -> Input {
    Input {
        name: file.name.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        format: "tidy".to_owned(),
        encoding: file.tables.first().map(|t| t.encoding.to_string()),
        rows: Rows::default(),
    }
}
