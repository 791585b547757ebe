//! The presentations that a selection of codes takes, and what they are called.

use std::collections::BTreeMap;
use unwarranted_ingest::tables::Presentation;

/// A text that is the same for everything seen, or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Single {
    #[default]
    Nothing,
    One(String),
    Several,
}

impl Single {
    pub(super) fn add(&mut self, text: &str) {
        match self {
            Self::Nothing if !text.is_empty() => *self = Self::One(text.to_owned()),
            Self::One(have) if !text.is_empty() && have != text => *self = Self::Several,
            _ => {}
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        match other {
            Self::Nothing => {}
            Self::One(text) => self.add(text),
            Self::Several => *self = Self::Several,
        }
    }
}

/// The presentations that a selection takes.
#[derive(Debug, Clone, Default)]
pub(super) struct Taken {
    pub(super) presentations: usize,
    pub(super) bnf: Single,
    pub(super) chemical: Single,
    pub(super) description: Single,
    /// Presentations that had another code in this month, with their later code.
    pub(super) renamed: BTreeMap<String, String>,
}

impl Taken {
    pub(super) fn add(&mut self, presentation: &Presentation, now: &str) {
        self.presentations += 1;
        self.bnf.add(&presentation.bnf);
        self.chemical.add(&presentation.chemical);
        self.description.add(&presentation.description);
        if now != presentation.bnf {
            self.renamed.insert(presentation.bnf.clone(), now.to_owned());
        }
    }

    /// The same over several months.
    pub(super) fn over<'a>(months: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        months.for_each(|month| all.merge(month));
        all
    }

    /// Adds another month.
    pub(super) fn merge(&mut self, month: &Self) {
        self.presentations = self.presentations.max(month.presentations);
        self.bnf.merge(&month.bnf);
        self.chemical.merge(&month.chemical);
        self.description.merge(&month.description);
        self.renamed.extend(month.renamed.iter().map(|(old, new)| (old.clone(), new.clone())));
    }

    /// The one name of all that was taken, where it has one.
    pub(super) fn name(&self) -> Option<&String> {
        [&self.description, &self.chemical].into_iter().find_map(|name| match name {
            Single::One(name) => Some(name),
            Single::Nothing | Single::Several => None,
        })
    }
}
