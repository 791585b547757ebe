//! BNF codes by word: what "antibiotics" could mean.

use crate::store::Store;
use std::collections::BTreeMap;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// Chapters and sections with their names.
const SECTIONS: &str = include_str!("../../../data/bnf/sections.csv");
/// Letters at the beginning that make two words of one kind: antibiotics, antibacterial.
const STEM: usize = 5;

/// A BNF code with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BnfName {
    /// The code of a chapter, a section, a chemical or another level.
    pub code: String,
    /// Its name, as its publisher gives it.
    pub name: String,
}

/// Chapters, sections and, where there is a store, chemicals and entries of its code lists whose names have the word or
/// begin as it does; those with the word itself first, then in the order of their codes.
///
/// ```
/// use unwarranted_store::bnf_words::search;
/// let found = search("antibiotics", None)?;
/// assert_eq!((found[0].code.as_str(), found[0].name.as_str()), ("0501", "Antibacterial drugs"));
/// assert!(search("xylophone", None)?.is_empty());
/// # Ok::<(), unwarranted_ingest::Error>(())
/// ```
///
/// # Errors
/// A store that is damaged.
pub fn search(word: &str, store: Option<&Store>) -> Result<Vec<BnfName>, Error> {
    let wanted = word.trim().to_lowercase();
    let names = match store {
        Some(store) => store.while_shared(|| names(Some(store)))?,
        None => names(None)?,
    };
    let mut found: Vec<(bool, BnfName)> = Vec::new();
    for (code, name) in names {
        let lower = name.to_lowercase();
        let whole = lower.contains(&wanted) || wanted.strip_suffix('s').is_some_and(|one| lower.contains(one));
        if !wanted.is_empty() && (whole || alike(&lower, &wanted)) {
            found.push((!whole, BnfName { code, name }));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// Names by code: of chapters and sections, and of the code lists and the latest month of a store.
pub(crate) fn names(store: Option<&Store>) -> Result<BTreeMap<String, String>, Error> {
    let mut names = sections();
    store.map(|store| stored(store, &mut names)).transpose()?;
    Ok(names)
}

fn alike(name: &str, wanted: &str) -> bool {
    let stem: String = wanted.chars().take(STEM).collect();
    let words = || name.split(|c: char| !c.is_alphanumeric());
    stem.chars().count() == STEM && words().any(|word| word.starts_with(&stem))
}

fn sections() -> BTreeMap<String, String> {
    let entry =
        |line: &str| line.split_once(',').map(|(code, name)| (code.to_owned(), name.trim_matches('"').to_owned()));
    SECTIONS.lines().skip(1).filter_map(entry).collect()
}

/// The names in a store: of its code lists, and of the chemicals of its latest month.
fn stored(store: &Store, names: &mut BTreeMap<String, String>) -> Result<(), Error> {
    let catalogue = store.catalogue()?;
    for (_, table) in catalogue.current(Dataset::Terms) {
        for term in store.terms(table)?.rows {
            if term.code.starts_with(|c: char| c.is_ascii_digit()) {
                names.entry(term.code).or_insert(term.name);
            }
        }
    }
    if let Some((_, table)) = catalogue.current(Dataset::Prescribing).last() {
        for presentation in store.presentations(table)? {
            if let Some(code) = presentation.bnf.get(..9).filter(|_| !presentation.chemical.is_empty()) {
                names.entry(code.to_owned()).or_insert(presentation.chemical);
            }
        }
    }
    Ok(())
}
