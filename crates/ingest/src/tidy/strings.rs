//! Texts that are there many times, kept once.

use crate::hashed::HashSet;
use std::sync::Arc;

/// One copy of each text. Looked up, never iterated.
#[derive(Default)]
pub(super) struct Strings(HashSet<Arc<str>>);

impl Strings {
    /// The one copy of a text.
    pub(super) fn one(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&new));
        new
    }
}
