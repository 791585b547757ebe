//! The figures of two folders side by side, from their tables in JSON.

use super::change::Change;
use super::tables::{Figures, Key, TABLES, Table};
use super::{scale, standings};
use crate::commands::written::Written;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Every figure that differs between two folders, sort by sort, the largest change first, and notes on tables that were not
/// compared. Folders of one period each are compared whatever their periods are.
pub(super) fn changes(folders: &[Written; 2]) -> Result<(Vec<Change>, Vec<String>)> {
    let (mut all, mut notes) = (Vec::new(), BTreeSet::new());
    for table in &TABLES {
        let missing = folders.iter().map(|folder| folder.dir.join(table.file)).find(|path| !path.is_file());
        if let Some(path) = missing {
            if folders.iter().any(|folder| folder.lists(table.file)) {
                notes.insert(format!("figures of {} were not compared: {} is missing", table.file, path.display()));
            }
            continue;
        }
        let [before, after] = over_time([read(&folders[0], table)?, read(&folders[1], table)?]);
        let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
        let mut found: Vec<Change> =
            keys.into_iter().filter_map(|key| table.change(key, before.get(key), after.get(key))).collect();
        found.sort_by(|a, b| b.size().total_cmp(&a.size()));
        all.extend(found);
        let scales = before.iter().filter_map(|(key, old)| scale::differing(old, after.get(key)?));
        notes.extend(scales.map(scale::note));
    }
    notes.extend(standings::enter(&mut all, folders)?);
    Ok((all, notes.into_iter().collect()))
}

/// The figures of a table by key.
fn read(folder: &Written, table: &Table) -> Result<Figures> {
    let path = folder.dir.join(table.file);
    let cannot = || format!("{}: cannot be read", path.display());
    let json: Value =
        serde_json::from_str(&std::fs::read_to_string(&path).with_context(cannot)?).with_context(cannot)?;
    Ok((table.entries)(&json).into_iter().collect())
}

/// The figures of two folders that have one period each, and not the same one, as figures of a period that follows another.
fn over_time(both: [Figures; 2]) -> [Figures; 2] {
    let periods = both.each_ref().map(|figures| figures.keys().map(|[_, period, _]| period).collect::<BTreeSet<_>>());
    let [before, after] = &periods;
    let (Some(from), Some(to), 1, 1) = (before.first(), after.first(), before.len(), after.len()) else { return both };
    if from == to {
        return both;
    }
    let period = format!("{from} to {to}");
    both.map(|figures| {
        let named = |([treatment, _, id], figure): (Key, Value)| ([treatment, period.clone(), id], figure);
        figures.into_iter().map(named).collect()
    })
}

impl Table {
    fn change(&self, key: &Key, before: Option<&Value>, after: Option<&Value>) -> Option<Change> {
        let none = Value::Null;
        let [old, new] = [before.unwrap_or(&none), after.unwrap_or(&none)];
        let new = &*scale::on_one(old, new);
        let both = |name: &str| [old[name].clone(), new[name].clone()];
        let also: BTreeMap<String, [Value; 2]> = self
            .also
            .iter()
            .map(|name| ((*name).to_owned(), both(name)))
            .filter(|(_, [before, after])| before != after)
            .collect();
        let [before_value, after_value] = both(self.figure).map(|value| value.as_f64());
        if before_value == after_value && also.is_empty() && before.is_some() == after.is_some() {
            return None;
        }
        let change = before_value.zip(after_value).map(|(before, after)| after - before);
        let name = ["name", "title"].into_iter().find_map(|name| [new, old].into_iter().find_map(|v| v[name].as_str()));
        let [treatment, period, id] = key.clone();
        Some(Change {
            of: self.of,
            treatment,
            period,
            id,
            name: name.unwrap_or_default().to_owned(),
            there: match (before, after) {
                (Some(_), None) => "first",
                (None, Some(_)) => "second",
                _ => "both",
            },
            figure: self.figure,
            before: before_value,
            after: after_value,
            change,
            share: change.zip(before_value).filter(|(_, was)| *was != 0.0).map(|(change, was)| change / was.abs()),
            also,
            areas: Vec::new(),
        })
    }
}
