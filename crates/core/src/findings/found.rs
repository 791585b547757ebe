//! What is said about a slice: the types.

use crate::data::kind::{ExpectedFrom, Kind, KindFrom};
use crate::data::set_aside::SetAside;
use crate::findings::breaks::{self, Break};
use crate::findings::chance::{AreaChance, ChanceFindings};
use crate::findings::flag::{Flag, Side};
use crate::findings::gradient::Gradient;
use crate::findings::judgement::{Judged, Judgement};
use crate::findings::position::Position;
use crate::findings::target::TargetRate;
use crate::outliers::Curve;
use crate::outliers::control::Control;
use crate::rates::interval::Formula;
use crate::simulation::jackknife::Jackknifed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One index of one slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// Identifier of the index.
    pub id: Cow<'static, str>,
    /// Name in words.
    pub title: Cow<'static, str>,
    /// The value; `None` when undefined.
    pub value: Option<f64>,
    /// Lower limit of the interval.
    pub lower: Option<f64>,
    /// Upper limit of the interval.
    pub upper: Option<f64>,
    /// Confidence of the interval; `None` without one.
    pub confidence: Option<f64>,
    /// How the interval was made; `None` without one.
    pub interval_method: Option<&'static str>,
    /// Probability of a value at least as extreme by chance alone; `None` without a simulated null.
    pub p: Option<f64>,
    /// Quantiles 5, 50 and 95 % of the index by chance alone; `None` without a simulated null.
    pub null: Option<[f64; 3]>,
    /// What p and null stand for, where that is not chance alone: areas permuted among groups, for what lies between groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null_method: Option<&'static str>,
    /// The reason why there is no value; `None` when there is one.
    pub undefined: Option<String>,
    /// What a reader must know before quoting the value.
    pub note: Option<String>,
    /// A check of the interval by leaving out one area at a time; `None` where none was asked for.
    #[serde(flatten)]
    pub jackknife: Option<Jackknifed>,
}

/// Random against real: the observed variance of O/E, weighted by E, as the sum of what chance gives and of what is left.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RandomAgainstReal {
    /// sum E (O/E - m)^2 / sum E, relative to the squared mean m.
    pub observed: f64,
    /// What chance alone gives on average: (n - 1) / sum E, times (1 - p) for a share, times the repeat factor.
    pub chance: f64,
    /// The rest; 0 when less than chance was observed.
    pub systematic: f64,
    /// `chance` / `observed`, at most 1.
    pub chance_share: f64,
    /// `systematic` / `observed`.
    pub systematic_share: f64,
}

/// What the simulations behind the null and the intervals of the indices took for granted.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Simulated {
    /// Simulated sets of counts, for the null and again for the intervals.
    pub replicates: usize,
    /// Seed.
    pub seed: u64,
    /// Events per person.
    pub repeat_factor: f64,
    /// How chance was simulated; `None` where there is no chance model.
    pub null_method: Option<&'static str>,
    /// What a reader must know before quoting p or an interval.
    pub warning: Option<&'static str>,
}

/// The overdispersion found in a slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Overdispersion {
    /// Mean squared (winsorised) z score: 1 when areas differ by chance alone.
    pub phi: Option<f64>,
    /// Between-area variance on the transformed scale.
    pub tau2: Option<f64>,
    /// How both were found.
    pub method: &'static str,
    /// The reason why there is none; `None` when there is one.
    pub undefined: Option<String>,
}

/// Limits by confidence level in per cent ("95", "99.8"): lower and upper, on the scale of the ratio O / E.
pub type Limits = BTreeMap<String, [f64; 2]>;

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
    /// Code of the Office for National Statistics; `None` where it is not known.
    pub ons_code: Option<Arc<str>>,
    /// Breaks in the series of the area within the period, in the order of time.
    #[serde(rename = "break", serialize_with = "breaks::in_words")]
    pub breaks: Vec<Break>,
}

impl AreaFinding {
    /// The breaks within the period in one line: "from 2015-04: merger of 00F, 00G"; `None` without any.
    #[must_use]
    pub fn break_in_words(&self) -> Option<String> {
        breaks::told(&self.breaks)
    }
}

/// The smallest p that is given. A p is never zero; below this a number cannot hold all of its digits.
pub const SMALLEST_P: f64 = f64::MIN_POSITIVE;

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
}

/// What areas were compared with.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Compared {
    /// The rate in the middle of the adjusted limits, as it was chosen.
    pub target: TargetRate,
    /// The same as a ratio O / E; `None` where there are no adjusted limits.
    pub centre: Option<f64>,
    /// From this ratio on an area is far above all areas together, and far below from 1 / this.
    pub far: f64,
}

impl Default for Compared {
    fn default() -> Self {
        Self { target: TargetRate::Typical, centre: None, far: 2.0 }
    }
}

/// The way in which people of different age and sex were made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandardisedBy {
    /// Rates as a standard population would have them.
    Direct,
    /// Expected values from the rates of a reference.
    Indirect,
    /// Denominators in which people count by weight.
    Weighted,
}

crate::worded!(StandardisedBy { Direct = "direct", Indirect = "indirect", Weighted = "weighted" });

/// How the rates or denominators of a slice were made comparable between people of different age and sex.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Standardised {
    /// Which way.
    pub method: StandardisedBy,
    /// What it was done by, as it follows the name of a figure: "directly standardised to the 2013 European Standard
    /// Population".
    pub by: String,
    /// Overall rate of the reference x `per`, that ratios were multiplied with; indirect standardisation alone.
    pub reference_rate: Option<f64>,
}

/// All findings about one slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SliceFindings {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: crate::data::period::Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// How that is known.
    pub kind_from: KindFrom,
    /// Rates are per this many units of the denominator.
    pub per: f64,
    /// Where the expected values come from.
    pub expected_from: ExpectedFrom,
    /// Confidence of the intervals of rates.
    pub confidence: f64,
    /// Every confidence level of the intervals of rates and ratios, that of `lower` and `upper` first.
    #[serde(skip)]
    pub rate_levels: Vec<f64>,
    /// How rates or denominators were standardised; `None` where they were not.
    pub standardised: Option<Standardised>,
    /// Inequality of the rates over the ranking variable; `None` where it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inequality: Option<Gradient>,
    /// Months that the rows of the slice cover (1 for a table without periods).
    pub months: usize,
    /// How many months a complete period has, where that is known.
    pub months_full: Option<usize>,
    /// Sum of the observed values.
    pub observed: f64,
    /// Sum of the denominators.
    pub denominator: Option<f64>,
    /// The overall (national) rate: sum of observed / sum of denominators x `per`, or the standardised rate of all areas
    /// together where the slice has standardised rates.
    pub rate: Option<f64>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
    /// The indices, in the order of the registry; those that need parent groups or a ranking variable only where the
    /// slice has them.
    pub indices: Vec<Estimate>,
    /// Observed variance as chance and systematic part; `None` where there is no chance model.
    pub random_against_real: Option<RandomAgainstReal>,
    /// How p, null and intervals of the indices were simulated; `None` where nothing was.
    pub simulated: Option<Simulated>,
    /// What chance is known from, and what one person would have to take for the spread to be chance.
    pub chance: ChanceFindings,
    /// Identifier of the outlier rule behind the adjusted limits.
    pub rule: &'static str,
    /// What areas were compared with.
    pub compared: Compared,
    /// How the areas were judged together; `None` before [`crate::findings::judge::judge`].
    pub judged: Option<Judged>,
    /// A caution about the ranks, in plain words.
    pub rank_note: Option<String>,
    /// Overdispersion behind the adjusted limits.
    pub overdispersion: Overdispersion,
    /// Deciles 10 to 90 of the rates (type 7); `None` without rates.
    pub deciles: Option<[f64; 9]>,
    /// The areas, sorted by code.
    pub areas: Vec<AreaFinding>,
    /// Limits against chance alone as curves; `None` where there are none. For drawing only.
    #[serde(skip)]
    pub curve: Option<Curve>,
    /// Adjusted limits as curves; `None` where there are none. For drawing only.
    #[serde(skip)]
    pub curve_adjusted: Option<Curve>,
    /// The confidence levels of both curves, as in [`crate::AnalysisOptions::levels`].
    #[serde(skip)]
    pub levels: [f64; 2],
}

impl SliceFindings {
    /// The median of the rates of the areas, each counting the same; `None` without rates.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.deciles.map(|[_, _, _, _, median, ..]| median)
    }

    /// Whether the data cover the whole of a period whose length is known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.months_full.is_none_or(|full| self.months >= full)
    }

    /// On which side an area is unusual: by its alarm where areas were judged together under a control, otherwise by the
    /// outer adjusted limits. `None` where it is not, or was not tested.
    #[must_use]
    pub fn unusual(&self, area: &AreaFinding) -> Option<Side> {
        match &self.judged {
            Some(judged) if judged.control != Control::None => area.judgement.alarm?.side(),
            _ => area.flag?.side_at(self.levels[1]),
        }
    }

    /// Whether the rates are shares of one or of a hundred, which people read in per cent.
    #[must_use]
    pub fn in_per_cent(&self) -> bool {
        self.kind == Kind::Share && [1.0, 100.0].iter().any(|per| (self.per - per).abs() < 1e-12)
    }

    /// What rates are multiplied with to be read: per cent of a share, as they are otherwise.
    #[must_use]
    pub fn reading_scale(&self) -> f64 {
        if self.in_per_cent() { 100.0 / self.per } else { 1.0 }
    }

    /// The period in words, and how much of it the data cover where that is not all: "2025/26 (only 9 of its 12 months)".
    #[must_use]
    pub fn when(&self) -> String {
        let words = self.period.words();
        match self.months_full {
            Some(full) if self.months < full => format!("{words} (only {} of its {full} months)", self.months),
            _ => words,
        }
    }
}

/// The findings of a whole cube, one entry per slice, in the order of treatment and period.
pub type Findings = Vec<SliceFindings>;
