//! All that is said about a slice: the types.

use crate::data::kind::{ExpectedFrom, Kind, KindFrom};
use crate::data::set_aside::SetAside;
use crate::findings::against_similar::SimilarBy;
use crate::findings::area_finding::AreaFinding;
use crate::findings::chance::ChanceFindings;
use crate::findings::estimate::{Estimate, Overdispersion, RandomAgainstReal, Simulated};
use crate::findings::flag::Side;
use crate::findings::gradient::Gradient;
use crate::findings::judgement::Judged;
use crate::findings::position::FAR;
use crate::findings::standardised::Standardised;
use crate::findings::target::TargetRate;
use crate::outliers::control::Control;
use crate::outliers::{self, Allows, Curve, Rule};
use std::sync::Arc;

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
        Self { target: TargetRate::Typical, centre: None, far: FAR }
    }
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
    /// The need that given expected values come from, where the data or a model say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_need: Option<Arc<str>>,
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
    /// What similar areas have alike, where each area was held against its own; `None` where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similar: Option<SimilarBy>,
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

    /// What its verdicts leave to ordinary areas: those of the tests where areas were judged together under a control, otherwise
    /// those of the limits.
    #[must_use]
    pub fn allows(&self) -> Allows {
        let controlled = self.judged.as_ref().is_some_and(|judged| judged.control != Control::None);
        let allows = |rule: &Rule| if controlled { rule.allows } else { rule.limits_allow() };
        outliers::find(self.rule).map_or(Allows::Spread, allows)
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
