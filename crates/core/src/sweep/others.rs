//! Other indices of variation beside the one that orders the league, chance included.

use super::LeagueEntry;
use super::standing::Standing;
use crate::data::slice::{Slice, SliceArea};
use crate::findings::SliceFindings;
use crate::indices::index::Index;
use crate::indices::{cv, eq_5_95, gini, scv};
use std::sync::Arc;

/// The indices, in the order of the columns `cv`, `scv`, `eq_5_95` and `gini`.
static INDICES: [&Index; 4] = [&cv::INDEX, &scv::INDEX, &eq_5_95::INDEX, &gini::INDEX];

impl LeagueEntry {
    /// Enters the other indices of areas whose practices are known: `None` where one is undefined.
    pub(super) fn enter_others(&mut self, areas: &[(&Arc<str>, &Standing)]) {
        let area = |(code, standing): &(&Arc<str>, &Standing)| SliceArea {
            code: Arc::clone(code),
            name: None,
            observed: standing.observed,
            denominator: Some(standing.denominator),
            expected: None,
            months: 1,
        };
        let slice =
            Slice::new(Arc::clone(&self.id), self.period, self.kind, areas.iter().map(area).collect(), Vec::new(), 1);
        let values = INDICES.map(|index| Some(index.compute(slice.as_ref().ok()?).ok()?.value));
        self.set_others(values);
    }

    /// Enters those of findings.
    pub(super) fn enter_found_others(&mut self, f: &SliceFindings) {
        self.set_others(INDICES.map(|index| f.indices.iter().find(|e| e.id == index.id)?.value));
    }

    fn set_others(&mut self, [cv, scv, eq_5_95, gini]: [Option<f64>; 4]) {
        (self.cv, self.scv, self.eq_5_95, self.gini) = (cv, scv, eq_5_95, gini);
    }
}
