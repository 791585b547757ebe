//! What is said of an area among many: the types.

use crate::findings::flag::Alarm;
use crate::outliers::Test;
use crate::outliers::control::Control;
use crate::outliers::ranks::AreaRank;

/// The areas among which false alarms are held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// Those of one treatment in one period.
    #[default]
    Period,
    /// Those of everything judged together.
    All,
}

crate::worded!(Family { Period = "period", All = "all" });

/// Findings about one area among many. Absent figures are undefined or were not asked for.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Judgement {
    /// `high`, `low`, `none` or `not-assessed` at the level of the control, over the family; `None` without a control or a p.
    pub alarm: Option<Alarm>,
    /// What the alarm rests on: distance from the ordinary areas in standard errors; its sign is the side of the alarm.
    pub alarm_z: Option<f64>,
    /// What the alarm and all q rest on: two-sided p against the ordinary areas. That of [`crate::outliers::Test`] where the
    /// rule has it, otherwise `p_adjusted`.
    pub alarm_p: Option<f64>,
    /// Adjusted p that the alarm is raised by: over the family, by the method of the control.
    pub q: Option<f64>,
    /// Benjamini-Hochberg q over the areas of the slice, from `alarm_p`.
    pub q_bh: Option<f64>,
    /// Benjamini-Yekutieli q over the areas of the slice.
    pub q_by: Option<f64>,
    /// Benjamini-Hochberg q over the areas of all slices judged together.
    pub q_bh_all: Option<f64>,
    /// Benjamini-Yekutieli q over the areas of all slices judged together.
    pub q_by_all: Option<f64>,
    /// Rank of the shrunken ratio, 1 for the highest.
    pub rank: Option<usize>,
    /// Lower end of the rank interval.
    pub rank_lower: Option<usize>,
    /// Upper end of the rank interval.
    pub rank_upper: Option<usize>,
    /// Probability that the area is truly among the highest tenth of the areas.
    pub in_highest_decile: Option<f64>,
    /// Probability that the area is truly among the lowest tenth of the areas.
    pub in_lowest_decile: Option<f64>,
}

impl Judgement {
    /// The same with what alarms will rest on; `None` where it is not defined.
    pub(crate) fn with_test(self, test: Option<Test>) -> Self {
        let test = test.filter(|t| t.z.is_finite() && t.p.is_finite());
        Self { alarm_z: test.map(|t| t.z), alarm_p: test.map(|t| t.p), ..self }
    }

    /// A judgement that knows the rank alone.
    pub(crate) fn ranked(rank: Option<AreaRank>) -> Self {
        rank.map_or_else(Self::default, |r| Self {
            rank: Some(r.rank),
            rank_lower: Some(r.lower),
            rank_upper: Some(r.upper),
            in_highest_decile: Some(r.highest),
            in_lowest_decile: Some(r.lowest),
            ..Self::default()
        })
    }
}

/// How the areas of a slice were judged.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Judged {
    /// The control of false alarms.
    pub control: Control,
    /// Among which areas it holds.
    pub family: Family,
    /// What the adjusted p of this control is called.
    pub adjusted: &'static str,
    /// What `alarm_p` is, in a clause.
    pub basis: &'static str,
    /// Tests of the family: areas assessed.
    pub tests: usize,
    /// Slices (treatments x periods) of the family.
    pub slices: usize,
    /// Areas of this slice that were tested.
    pub assessed: usize,
    /// Areas of this slice with too few expected events to be tested.
    pub not_assessed: usize,
    /// The low-number guard: an area is tested when it expects at least this many events. `None` for amounts.
    pub minimum_expected: Option<f64>,
}
