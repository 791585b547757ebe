//! Treatments that are defined, in a study.

use super::{Error, Result, Study};
use crate::core::Polarity;
use crate::definitions::{self, Definition};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Study {
    /// The definitions asked for, each once, in the order in which they are named.
    ///
    /// # Errors
    /// A word that stands for nothing, a file that is no definition, two definitions of one identifier.
    pub(super) fn definitions(&self) -> Result<Vec<Definition>> {
        let (mut all, mut ids) = (Vec::new(), BTreeSet::new());
        for word in &self.treatment {
            let found = definitions::find(word).map_err(|e| Error::from(e).under("treatment"))?;
            // A tag may hold what is named beside it; two files of one identifier are two treatments of one name.
            let of_tag = word.starts_with("tag:");
            for definition in found {
                if ids.insert(definition.id().to_owned()) {
                    all.push(definition);
                } else if !of_tag {
                    let twice = definitions::Error::Twice(definition.id().to_owned());
                    return Err(Error::from(twice).under("treatment"));
                }
            }
        }
        Ok(all)
    }
}

impl Study {
    /// The definitions that are asked for by a tag alone: those that the store cannot give are left out.
    pub(super) fn of_tags(&self, definitions: &[Definition]) -> BTreeSet<Arc<str>> {
        let named = |d: &&Definition| self.treatment.iter().any(|word| word == d.id() || word.ends_with(".toml"));
        let tagged = |d: &&Definition| {
            self.treatment
                .iter()
                .filter_map(|word| word.strip_prefix("tag:"))
                .any(|tag| d.tags.iter().any(|t| t == tag))
        };
        let of_tags = definitions.iter().filter(|d| tagged(d) && !named(d));
        of_tags.map(|d| Arc::clone(&d.treatment.id)).collect()
    }
}

/// What a treated person takes in a year, where the definitions know it, with its coefficient of variation: 1 where that is
/// not known.
pub(super) fn per_person(definitions: &[Definition]) -> BTreeMap<Arc<str>, [f64; 2]> {
    let known = |d: &Definition| {
        let person = d.per_person.as_ref()?;
        Some((Arc::clone(&d.treatment.id), [person.amount, person.cv.unwrap_or(1.0)]))
    };
    definitions.iter().filter_map(known).collect()
}

/// What a reader must know of a definition: who made it, what is unsure, and what chance rests on.
pub(super) fn notes(definition: &Definition, chance: bool) -> Vec<String> {
    let Definition { treatment, author, reviewed, unsure, polarity, guidance, per_person, .. } = definition;
    let id = &treatment.id;
    let mut notes = vec![format!(
        "{id}: defined by {author}, reviewed on {}{}{}.",
        reviewed.words(),
        guidance.as_ref().map_or(String::new(), |g| format!(", after {g}")),
        if *polarity == Polarity::Neither { "; nobody can say which way is better" } else { "" }
    )];
    notes.extend(unsure.as_ref().map(|unsure| format!("{id}: not sure: {unsure}")));
    notes.extend(per_person.as_ref().filter(|_| chance).map(|person| {
        format!(
            "{id}: chance rests on what a treated person takes in a year, {} {}: {}",
            person.amount, treatment.unit.numerator.many, person.source
        )
    }));
    notes
}
