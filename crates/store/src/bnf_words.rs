//! BNF codes by word: what "antibiotics" could mean.

use crate::store::Store;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// Chapters and sections with their names.
const SECTIONS: &str = include_str!("../data/bnf/sections.csv");
/// Letters at the beginning that make two words of one kind: antibiotics, antibacterial.
const STEM: usize = 5;
/// Words of a longer text with fewer letters say nothing: of, and, the.
const SHORTEST: usize = 4;
/// Nor do these.
const COMMON: [&str; 8] = ["drug", "drugs", "medicine", "medicines", "other", "used", "with", "tablets"];

/// A BNF code with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BnfName {
    /// The code of a chapter, a section, a chemical or another level.
    pub code: String,
    /// Its name, as its publisher gives it.
    pub name: String,
}

/// Chapters, sections and, where there is a store, chemicals and entries of its code lists whose names have the words or
/// begin as they do; those with all of the text first, then by how many of its words they have, then in the order of codes.
///
/// ```
/// use unwarranted_store::bnf_words::search;
/// let found = search("antibiotics", None)?;
/// assert_eq!((found[0].code.as_str(), found[0].name.as_str()), ("0501", "Antibacterial drugs"));
/// assert_eq!(search("drugs used in diabetes or so", None)?[0].code, "0601");
/// assert!(search("xylophone", None)?.is_empty());
/// # Ok::<(), unwarranted_ingest::Error>(())
/// ```
///
/// # Errors
/// A store that is damaged.
pub fn search(word: &str, store: Option<&Store>) -> Result<Vec<BnfName>, Error> {
    let wanted = word.trim().to_lowercase();
    let parts: Vec<&str> = words(&wanted).filter(|w| says_much(w) || *w == wanted).collect();
    let names = match store {
        Some(store) => store.while_shared(|| names(Some(store)))?,
        None => names(None)?,
    };
    let mut found: Vec<(bool, Reverse<usize>, BnfName)> = Vec::new();
    for (code, name) in names {
        let lower = name.to_lowercase();
        let (whole, shared) = (has(&lower, &wanted), parts.iter().filter(|part| like(&lower, part)).count());
        if !wanted.is_empty() && (whole || shared > 0) {
            found.push((!whole, Reverse(shared), BnfName { code, name }));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(.., name)| name).collect())
}

/// Names by code: of chapters and sections, and of the code lists and the latest month of a store.
pub(crate) fn names(store: Option<&Store>) -> Result<BTreeMap<String, String>, Error> {
    let mut names = sections();
    store.map(|store| stored(store, &mut names)).transpose()?;
    Ok(names)
}

/// The first of these codes with their names, as a message lists them.
#[must_use]
pub fn listed(found: &[BnfName]) -> String {
    const SHOWN: usize = 5;
    let some: Vec<String> = found.iter().take(SHOWN).map(|n| format!("{} ({})", n.code, n.name)).collect();
    let more = found.len().saturating_sub(SHOWN);
    let more =
        if more == 0 { String::new() } else { format!(", and {more} more ('unwarranted bnf search' lists them)") };
    some.join(", ") + &more
}

fn says_much(word: &str) -> bool {
    word.chars().count() >= SHORTEST && !COMMON.contains(&word)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a name has the text, or the text without the s at its end.
fn has(name: &str, wanted: &str) -> bool {
    name.contains(wanted) || wanted.strip_suffix('s').is_some_and(|one| one.len() >= SHORTEST && name.contains(one))
}

/// Whether a name has the word, or a word that begins as it does.
fn like(name: &str, wanted: &str) -> bool {
    let stem: String = wanted.chars().take(STEM).collect();
    has(name, wanted) || stem.chars().count() == STEM && words(name).any(|word| word.starts_with(&stem))
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
