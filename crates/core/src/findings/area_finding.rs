//! What is said about one area of a slice: the types.

use crate::findings::against_similar::AgainstSimilar;
use crate::findings::breaks::{self, Break};
use crate::findings::chance::AreaChance;
use crate::findings::flag::Flag;
use crate::findings::judgement::Judgement;
use crate::findings::position::Position;
use crate::rates::interval::Formula;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Limits by confidence level in per cent ("95", "99.8"): lower and upper, on the scale of the ratio O / E.
pub type Limits = BTreeMap<String, [f64; 2]>;

/// The smallest p that is given. A p is never zero; below this a number cannot hold all of its digits.
pub const SMALLEST_P: f64 = f64::MIN_POSITIVE;

/// All findings about one area of a slice. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaFinding {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator.
    pub denominator: Option<f64>,
    /// Expected value.
    pub expected: Option<f64>,
    /// Observed / denominator x `per`, or the standardised rate where the slice has one.
    pub rate: Option<f64>,
    /// Lower limit of the rate.
    pub lower: Option<f64>,
    /// Upper limit of the rate.
    pub upper: Option<f64>,
    /// How the interval of the rate was made.
    pub interval_method: Option<Formula>,
    /// Observed / expected.
    pub ratio: Option<f64>,
    /// Rank of the rate (of the ratio, where there is no rate) among the areas, as SQL's PERCENT_RANK: 0 lowest, 1 highest.
    pub percent_rank: Option<f64>,
    /// z score against chance alone.
    pub z: Option<f64>,
    /// Two-sided p against chance alone, no smaller than [`SMALLEST_P`].
    pub p: Option<f64>,
    /// Funnel limits against chance alone.
    pub limits: Option<Limits>,
    /// z score against chance and the ordinary spread between areas.
    pub z_adjusted: Option<f64>,
    /// Two-sided p against chance and the ordinary spread between areas, no smaller than [`SMALLEST_P`].
    pub p_adjusted: Option<f64>,
    /// Funnel limits that allow for the ordinary spread between areas.
    pub limits_adjusted: Option<Limits>,
    /// `high-99.8`, `high-95`, `none`, `low-95`, `low-99.8` from the adjusted limits; `None` where there are none.
    pub flag: Option<Flag>,
    /// Further findings about rate and ratio.
    #[serde(flatten)]
    pub rates: AreaRates,
    /// Findings about the area among many: q values, alarm, rank.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Effective events and break-even.
    #[serde(flatten)]
    pub chance: AreaChance,
    /// Months of the period that this area has rows for (1 for a table without periods).
    pub months: usize,
    /// In how many of the shorter periods within this one the area lay beyond the limits; `None` where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistence: Option<Persistence>,
    /// Code of the NHS (Organisation Data Service); `None` where it is not known.
    pub ods_code: Option<Arc<str>>,
    /// Code of the Office for National Statistics; `None` where it is not known.
    pub ons_code: Option<Arc<str>>,
    /// Breaks in the series of the area within the period, in the order of time.
    #[serde(rename = "break", serialize_with = "breaks::in_words")]
    pub breaks: Vec<Break>,
}

/// Shorter periods within a longer one, such as the months of a year, in which an area by itself lay beyond the outer limits
/// of the rule. It describes: the test of the area is that of the longer period as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Persistence {
    /// Periods above the limits.
    pub above: usize,
    /// Periods below the limits.
    pub below: usize,
    /// Periods in which the area was held against limits.
    pub of: usize,
}

impl AreaFinding {
    /// An area with what was observed there, without any finding.
    #[must_use]
    pub fn described(area: Arc<str>, name: Option<Arc<str>>, observed: f64, denominator: Option<f64>) -> Self {
        Self {
            area,
            name,
            observed,
            denominator,
            expected: None,
            rate: None,
            lower: None,
            upper: None,
            interval_method: None,
            ratio: None,
            percent_rank: None,
            z: None,
            p: None,
            limits: None,
            z_adjusted: None,
            p_adjusted: None,
            limits_adjusted: None,
            flag: None,
            rates: AreaRates::default(),
            judgement: Judgement::default(),
            chance: AreaChance::default(),
            months: 1,
            persistence: None,
            ods_code: None,
            ons_code: None,
            breaks: Vec::new(),
        }
    }

    /// The breaks within the period in one line: "from 2015-04: merger of 00F, 00G"; `None` without any.
    #[must_use]
    pub fn break_in_words(&self) -> Option<String> {
        breaks::told(&self.breaks)
    }
}

/// Further findings about an area's rate and ratio.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct AreaRates {
    /// Observed / denominator x `per`, where `rate` is a standardised one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crude_rate: Option<f64>,
    /// Lower limit of the ratio, the expected value taken as known.
    pub ratio_lower: Option<f64>,
    /// Upper limit of the ratio.
    pub ratio_upper: Option<f64>,
    /// How the interval of the ratio was made.
    pub ratio_interval_method: Option<Formula>,
    /// Limits of the rate by level, where several levels were asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub intervals: Limits,
    /// Limits of the ratio by level, where several levels were asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ratio_intervals: Limits,
    /// Why there is no standardised rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_undefined: Option<String>,
    /// How far the area is from all areas together (from O = E), by the whole interval of the ratio at the outer level of
    /// the limits; `None` without an interval.
    pub position: Option<Position>,
    /// What its similar areas have; `None` where nobody asked, or it is like no others.
    #[serde(flatten)]
    pub similar: Option<AgainstSimilar>,
}
