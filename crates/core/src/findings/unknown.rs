//! Areas that have a figure which is not known here: suppressed, too small to be shown, not reported.

use super::SliceFindings;
use crate::data::set_aside::{NotKnown, not_known};
use std::collections::BTreeMap;
use std::sync::Arc;

impl SliceFindings {
    /// Areas that have a figure which is not known here, by code, with the reason. They are not among the areas, and they are not
    /// zero.
    #[must_use]
    pub fn unknown(&self) -> BTreeMap<&Arc<str>, NotKnown<'_>> {
        not_known(&self.set_aside, &self.areas.iter().map(|a| &a.area).collect())
    }
}
