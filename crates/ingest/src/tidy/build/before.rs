//! What a row has in common with the row before: most texts are the same for thousands of rows.

use super::Builder;
use crate::tidy::not_areas;
use std::sync::Arc;
use unwarranted_core::CubeRow;

impl Builder {
    /// [`Strings::one`](super::Strings::one) of a text that is most often that of the row before.
    pub(super) fn as_before(&mut self, text: &str, of: fn(&CubeRow) -> &Arc<str>) -> Arc<str> {
        let before = self.rows.last().map(of).filter(|before| ***before == *text);
        before.cloned().unwrap_or_else(|| self.strings.one(text))
    }

    /// Whether a code does not say that it is no area.
    pub(super) fn is_area(&mut self, area: &Arc<str>) -> bool {
        match &self.area_before {
            Some((latest, is_area)) if Arc::ptr_eq(latest, area) => *is_area,
            _ => {
                let is_area = not_areas::says(area).is_none();
                self.area_before = Some((Arc::clone(area), is_area));
                is_area
            }
        }
    }

    /// Whether the row before has the same text, which is kept once.
    pub(super) fn is_as_before(&self, text: &Arc<str>, of: fn(&CubeRow) -> &Arc<str>) -> bool {
        self.rows.last().is_some_and(|before| Arc::ptr_eq(of(before), text))
    }
}
