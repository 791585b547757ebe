//! The one ratio by which pages, charts and sentences say how far areas are apart.

use crate::findings::estimate::Estimate;
use crate::findings::found::SliceFindings;

/// Two places in the order of the areas, and the ratio of the figures there.
#[derive(Debug, Clone, Copy)]
pub struct Contrast<'a> {
    /// "5% from the top".
    pub top: &'static str,
    /// "5% from the bottom".
    pub bottom: &'static str,
    /// The ratio, with its interval where there is one; it has a value.
    pub estimate: &'a Estimate,
    /// That value.
    pub ratio: f64,
}

/// From this many areas on, 5 % of them are at least one.
const MANY: usize = 20;

impl SliceFindings {
    /// The ratio that words are about: of the areas 5 % from either end, among fewer than twenty areas of those a quarter
    /// from either end. `None` where it is undefined.
    #[must_use]
    pub fn contrast(&self) -> Option<Contrast<'_>> {
        let (id, top, bottom) = match self.areas.len() {
            MANY.. => ("eq-5-95", "5% from the top", "5% from the bottom"),
            _ => ("eq-25-75", "a quarter from the top", "a quarter from the bottom"),
        };
        let estimate = self.indices.iter().find(|e| e.id == id)?;
        Some(Contrast { top, bottom, estimate, ratio: estimate.value? })
    }
}
