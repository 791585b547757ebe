//! Areas that have a figure which is not known here: suppressed, too small to be shown, not reported.

use super::SliceFindings;
use crate::data::set_aside::Reason;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl SliceFindings {
    /// Areas that have a figure which is not known here, by code, with the reason. They are not among the areas, and they are not
    /// zero. Where an area has several reasons, that which the publisher gives comes before that its period is incomplete.
    #[must_use]
    pub fn unknown(&self) -> BTreeMap<&Arc<str>, Reason> {
        let known: BTreeSet<&Arc<str>> = self.areas.iter().map(|a| &a.area).collect();
        let mut unknown = BTreeMap::new();
        for aside in self.set_aside.iter().filter(|aside| aside.reason.is_unknown()) {
            for area in aside.areas.iter().filter(|area| !known.contains(area)) {
                let reason = unknown.entry(area).or_insert(aside.reason);
                *reason = aside.reason.min(*reason);
            }
        }
        unknown
    }
}
