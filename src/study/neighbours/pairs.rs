//! Neighbours from a table with a pair in each row.

use super::{Found, Known, name};
use crate::core::space::Neighbours;
use crate::core::text::counted;
use crate::ingest::neighbours as table;
use crate::study::need::listed;
use crate::study::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Refuses a table that begins with a pair of areas.
fn require_header(read: &table::Pairs, known: &Known) -> Result<()> {
    if !read.header.iter().all(|code| known.number.contains_key(code.as_str())) {
        return Ok(());
    }
    let [first, second] = &read.header;
    let problem = format!(
        "{}: the first line, '{first}' and '{second}', is a pair of areas; put a header above it, such as i,j",
        read.shown
    );
    Err(Error::option("neighbours", problem))
}

pub(super) fn read(path: &Path, known: &Known) -> Result<Found> {
    let read = table::read(path)?;
    require_header(&read, known)?;
    let (mut pairs, mut unknown, mut aside) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for pair in &read.pairs {
        let numbers = pair.areas.each_ref().map(|code| known.number.get(code.as_str()));
        for (code, _) in pair.areas.iter().zip(numbers).filter(|(_, number)| number.is_none()) {
            if known.aside.contains(code.as_str()) {
                aside.insert(Arc::<str>::from(code.as_str()));
            } else {
                unknown.entry(Arc::<str>::from(code.as_str())).or_insert(pair.line);
            }
        }
        if let [Some(a), Some(b)] = numbers {
            pairs.push((*a, *b));
        }
    }
    if let Some((_, line)) = unknown.first_key_value() {
        let codes: Vec<&Arc<str>> = unknown.keys().collect();
        let some: Vec<&Arc<str>> = known.number.keys().take(3).collect();
        let problem = format!(
            "{}, line {line}: {} not in the data: {}; codes in the data are like {}. Take the pairs out, or use the same codes",
            read.shown,
            counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area is", "areas are"),
            listed(&codes),
            listed(&some)
        );
        return Err(Error::option("neighbours", problem));
    }
    let neighbours = Neighbours::from_pairs(known.number.len(), &pairs)?;
    let notes = set_aside(&aside).into_iter().collect();
    Ok(Found { neighbours, words: format!("pairs in {}", name(path)), notes })
}

/// What is said of neighbours that have no figures.
fn set_aside(areas: &BTreeSet<Arc<str>>) -> Option<String> {
    let codes: Vec<&Arc<str>> = areas.iter().collect();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area that was", "areas that were");
    (!codes.is_empty()).then(|| format!("neighbours: {many} set aside count as nobody's neighbour: {}", listed(&codes)))
}
