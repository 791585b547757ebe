//! The one ratio by which pages, charts and sentences say how far areas are apart.

use crate::findings::area_finding::AreaFinding;
use crate::findings::estimate::Estimate;
use crate::findings::found::SliceFindings;
use crate::quantile::{quantile, sorted};

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
/// A share of the rate of all areas together below which an area has hardly any.
const HARDLY_ANY: f64 = 0.1;

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

    /// The lower end of the one ratio, as a figure and as a share of that of all areas together, where it is under a tenth of it:
    /// such a ratio is about the area that has hardly any. `None` where it is not, or there is no ratio.
    #[must_use]
    pub fn near_none(&self) -> Option<(f64, f64)> {
        self.contrast()?;
        let from = if self.areas.len() >= MANY { 0.05 } else { 0.25 };
        let figure = |a: &AreaFinding| if self.rate.is_some() { a.rate } else { a.ratio };
        let low = quantile(&sorted(&self.areas.iter().filter_map(figure).collect::<Vec<_>>()), from)?;
        let whole = self.rate.unwrap_or(1.0);
        let share = low / whole;
        (whole > 0.0 && share < HARDLY_ANY).then_some((low, share))
    }
}
