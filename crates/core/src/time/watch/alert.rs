//! A month of an area that a rule alerts.

use crate::data::period::Period;
use crate::data::slice::Slice;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchRule {
    /// The month is not what the twelve before it, and how far off such forecasts were, let expect; under false-discovery control.
    Change,
    /// XmR chart with the rules of NHS England's "Making Data Count"; no control of false alerts.
    Xmr,
    /// CUSUM of percentiles as OpenPrescribing alerts; no control of false alerts.
    Cusum,
}

crate::worded!(WatchRule { Change = "change", Xmr = "xmr", Cusum = "cusum" });

impl WatchRule {
    /// What it is, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Change => "unlike the twelve months before, false alerts held at 5%",
            Self::Xmr => "special cause on an XmR chart (NHS England, Making Data Count); false alerts not held",
            Self::Cusum => "CUSUM of percentiles (OpenPrescribing); false alerts not held",
        }
    }
}

/// Which way an area went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// More than before.
    Up,
    /// Less than before.
    Down,
}

crate::worded!(Way { Up = "up", Down = "down" });

/// One month of one area that a rule alerts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Alert {
    /// The rule.
    pub rule: WatchRule,
    /// The treatment.
    pub treatment: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name, where one is known.
    pub name: Option<Arc<str>>,
    /// The month.
    pub month: Period,
    /// Which way.
    pub way: Way,
    /// Rate of the month.
    pub rate: f64,
    /// Rate that was to be expected: of the own rule what the area had of the overall rate in the year before, times that of this
    /// month; of XmR the mean. CUSUM has none.
    pub expected: Option<f64>,
    /// Probability of a month as far off, of the own rule.
    pub p: Option<f64>,
    /// The same under false-discovery control over areas, treatments and months of this run.
    pub q: Option<f64>,
    /// The last month before in which the rule alerted the area the same way, so that a reader sees what is not new altogether: a month in
    /// between that just missed the level makes one change two alerts. `None` of the first, and until somebody who remembers enters it.
    pub alerted_before: Option<Period>,
}

/// What a rule found of one area in one month.
pub(super) struct Found<'a> {
    pub area: &'a Arc<str>,
    pub way: Way,
    pub rate: f64,
    pub expected: Option<f64>,
    pub p: Option<f64>,
}

impl Found<'_> {
    pub(super) fn alert(self, rule: WatchRule, slice: &Slice, names: &BTreeMap<&Arc<str>, Option<&Arc<str>>>) -> Alert {
        Alert {
            rule,
            treatment: Arc::clone(slice.treatment()),
            area: Arc::clone(self.area),
            name: names.get(self.area).copied().flatten().cloned(),
            month: slice.period(),
            way: self.way,
            rate: self.rate,
            expected: self.expected,
            p: self.p,
            q: None,
            alerted_before: None,
        }
    }
}
