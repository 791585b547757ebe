//! Codes are looked up by the words of their names.

use super::population::month_of;
use crate::store::{Catalogue, Store};
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// Names by code.
type Names = BTreeMap<String, String>;

/// The whole codes of a store whose names have a text, with those names: of its latest code list, else of what was
/// prescribed in its latest month. Of several words all must be in the name, in any case; `|` stands between alternatives.
///
/// # Errors
/// A store without either, or that is damaged.
pub fn find_names(store: &Store, pattern: &str) -> Result<(Month, Vec<(String, String)>), Error> {
    let alternatives: Vec<Vec<String>> = pattern
        .to_lowercase()
        .split('|')
        .map(|words| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .collect();
    let fits = |name: &str| {
        let name = name.to_lowercase();
        alternatives.iter().any(|words| words.iter().all(|word| name.contains(word.as_str())))
    };
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let (month, names) = match (latest_list(store, &catalogue)?, catalogue.current(Dataset::Prescribing).last()) {
            (Some(list), _) => list,
            (None, Some((_, table))) => {
                let presentations = store.presentations(table)?.into_iter();
                (month_of(table)?, presentations.map(|p| (p.bnf, p.description)).collect())
            }
            (None, None) => {
                let says = "it has neither a list of BNF codes nor prescribing, so no names to look through";
                return Err(store.problem(says.to_owned()));
            }
        };
        Ok((month, names.into_iter().filter(|(code, name)| is_whole(code) && fits(name)).collect()))
    })
}

/// Codes of presentations and of products, not their beginnings.
fn is_whole(code: &str) -> bool {
    matches!(code.len(), 11 | 15) && code.starts_with(|c: char| c.is_ascii_digit())
}

/// The presentations of the latest code list that has any; of several of one month the last.
fn latest_list(store: &Store, catalogue: &Catalogue) -> Result<Option<(Month, Names)>, Error> {
    let mut lists = Vec::new();
    for (_, table) in catalogue.current(Dataset::Terms).into_iter().filter(|(_, t)| !t.month.is_empty()) {
        let terms = store.terms(table)?.rows.into_iter().filter(|t| is_whole(&t.code) && t.level == "presentation");
        let names: Names = terms.map(|t| (t.code, t.name)).collect();
        lists.extend((!names.is_empty()).then_some((month_of(table)?, names)));
    }
    Ok(lists.into_iter().max_by_key(|(month, _)| *month))
}
