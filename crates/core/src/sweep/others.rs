//! Other indices of variation beside the one that orders the league, chance included.

use super::standing::Standing;
use super::{LeagueEntry, QuotientInterval};
use crate::data::slice::{Slice, SliceArea};
use crate::error::Undefined;
use crate::findings::{Estimate, SliceFindings};
use crate::indices::index::{Computed, Index};
use crate::indices::{cv, eq_5_95, eq_without_5, gini, scv};
use std::sync::Arc;

/// The indices without an interval, in the order of the columns `cv`, `scv` and `gini`.
static PLAIN: [&Index; 3] = [&cv::INDEX, &scv::INDEX, &gini::INDEX];

/// Those with one, in the order in which a sweep draws them.
static QUOTIENTS: [&Index; 2] = [&eq_5_95::INDEX, &eq_without_5::INDEX];

/// A quotient as the league has it: its value, its limits, and why one of these is not there.
#[derive(Debug, Clone, Default)]
struct Entered {
    value: Option<f64>,
    limits: Option<[f64; 2]>,
    /// Without chance, with limits.
    systematic: Option<[f64; 3]>,
    undefined: Option<String>,
}

impl Entered {
    /// Limits go with a value, and so does the reason why there are none.
    fn of(computed: Result<Computed, Undefined>, interval: &QuotientInterval) -> Self {
        match computed {
            Ok(found) => {
                let QuotientInterval { limits, systematic, undefined } = interval.clone();
                Self { value: Some(found.value), limits, systematic, undefined }
            }
            Err(undefined) => Self { undefined: Some(undefined.reason.into_owned()), ..Self::default() },
        }
    }

    fn of_estimate(found: &Estimate) -> Self {
        let undefined = found.undefined.clone();
        let limits = found.lower.zip(found.upper).map(<[f64; 2]>::from);
        Self { value: found.value, limits, systematic: None, undefined }
    }
}

impl LeagueEntry {
    /// Enters the other indices of areas whose practices are known: `None` where one is undefined.
    pub(super) fn enter_others(&mut self, areas: &[(&Arc<str>, &Standing)], intervals: &[QuotientInterval; 2]) {
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
        let Ok(slice) = slice else { return };
        self.set_plain(PLAIN.map(|index| Some(index.compute(&slice).ok()?.value)));
        let [first, last] = intervals;
        let of = |index: &Index, interval| Entered::of(index.compute(&slice), interval);
        self.set_quotients([of(QUOTIENTS[0], first), of(QUOTIENTS[1], last)]);
    }

    /// Enters those of findings, with the intervals that they have.
    pub(super) fn enter_found_others(&mut self, f: &SliceFindings) {
        let find = |index: &Index| f.indices.iter().find(|e| e.id == index.id);
        self.set_plain(PLAIN.map(|index| find(index)?.value));
        self.set_quotients(QUOTIENTS.map(|index| find(index).map(Entered::of_estimate).unwrap_or_default()));
    }

    fn set_plain(&mut self, [cv, scv, gini]: [Option<f64>; 3]) {
        (self.cv, self.scv, self.gini) = (cv, scv, gini);
    }

    fn set_quotients(&mut self, [percentiles, without_5]: [Entered; 2]) {
        let three = |found: Option<[f64; 3]>| found.map_or([None; 3], |all| all.map(Some));
        self.eq_5_95 = percentiles.value;
        (self.eq_5_95_lower, self.eq_5_95_upper) = percentiles.limits.map(<(f64, f64)>::from).unzip();
        [self.eq_5_95_systematic, self.eq_5_95_systematic_lower, self.eq_5_95_systematic_upper] =
            three(percentiles.systematic);
        self.eq_5_95_undefined = percentiles.undefined;
        self.eq_without_5 = without_5.value;
        (self.eq_without_5_lower, self.eq_without_5_upper) = without_5.limits.map(<(f64, f64)>::from).unzip();
        [self.eq_without_5_systematic, self.eq_without_5_systematic_lower, self.eq_without_5_systematic_upper] =
            three(without_5.systematic);
        self.eq_without_5_undefined = without_5.undefined;
    }
}
