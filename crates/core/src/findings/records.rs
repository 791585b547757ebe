//! What is known of areas besides their figures: other codes, and breaks in their series.

use crate::data::period::{Month, Period};
use crate::findings::found::SliceFindings;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A month from which an area is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The first month of the new shape.
    pub month: Month,
    /// What happened, in words: "merger of 00F, 00G".
    pub reason: String,
}

impl Break {
    /// Whether it lies within a period; every break lies within [`Period::All`].
    #[must_use]
    pub fn within(&self, period: Period) -> bool {
        let (first, last) = (period.first_month(), period.last_month());
        first.is_none_or(|f| f <= self.month) && last.is_none_or(|l| self.month <= l)
    }
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "from {}: {}", self.month, self.reason)
    }
}

/// Breaks in one line, `None` without any.
pub(super) fn told(breaks: &[Break]) -> Option<String> {
    (!breaks.is_empty()).then(|| breaks.iter().map(Break::to_string).collect::<Vec<_>>().join("; "))
}

/// The same for serde, which takes no methods.
pub(super) fn in_words<S: serde::Serializer>(breaks: &[Break], to: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&told(breaks), to)
}

/// What is known of areas, by area code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaRecords {
    /// Codes of the Office for National Statistics.
    pub ons_codes: BTreeMap<Arc<str>, Arc<str>>,
    /// Breaks in the order of time.
    pub breaks: BTreeMap<Arc<str>, Vec<Break>>,
}

impl AreaRecords {
    /// Enters codes, and the breaks within each period, in the findings of areas. Areas that are not recorded stay as they are.
    ///
    /// ```
    /// use unwarranted_core::findings::{AreaRecords, Break};
    /// use unwarranted_core::{AnalysisOptions, Kind, Month, Slice, analyse};
    /// let rows = [("13T", 90.0, 1000.0), ("00K", 110.0, 1000.0)];
    /// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    /// let mut found = [analyse(&slice, &AnalysisOptions::default()).unwrap()];
    /// let merger = Break { month: Month::new(2015, 4).unwrap(), reason: "merger of 00F, 00G".to_owned() };
    /// AreaRecords {
    ///     ons_codes: [("13T".into(), "E38000212".into())].into(),
    ///     breaks: [("13T".into(), vec![merger])].into(),
    /// }
    /// .enter(&mut found);
    /// let merged = found[0].areas.iter().find(|a| &*a.area == "13T").unwrap();
    /// assert_eq!(merged.ons_code.as_deref(), Some("E38000212"));
    /// assert_eq!(merged.break_in_words().as_deref(), Some("from 2015-04: merger of 00F, 00G"));
    /// ```
    pub fn enter(&self, findings: &mut [SliceFindings]) {
        for slice in findings {
            for area in &mut slice.areas {
                if let Some(code) = self.ons_codes.get(&area.area) {
                    area.ons_code = Some(Arc::clone(code));
                }
                if let Some(breaks) = self.breaks.get(&area.area) {
                    area.breaks = breaks.iter().filter(|b| b.within(slice.period)).cloned().collect();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_lies_within_the_periods_that_hold_its_month() {
        let merger = Break { month: Month::new(2015, 4).unwrap(), reason: "merger".to_owned() };
        let within = |period: &str| merger.within(Period::parse(period).unwrap());
        let periods = ["2015/16", "2014/15", "2016/17", "2015-04", "2015-05", "2015", "all"];
        assert_eq!(periods.map(within), [true, false, false, true, false, true, true]);
    }
}
