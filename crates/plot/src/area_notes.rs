//! What is known of areas besides their figures: other codes, and breaks in their series.

use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::{Month, Period};

/// What is known of one area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaNote {
    /// Code of the Office for National Statistics.
    pub ons_code: Option<String>,
    /// First months of a new shape, with what happened, in the order of time.
    pub breaks: Vec<(Month, String)>,
}

/// What is known of areas, by area code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaNotes(pub BTreeMap<Arc<str>, AreaNote>);

impl AreaNotes {
    /// The code of the Office for National Statistics.
    #[must_use]
    pub fn ons_code(&self, area: &str) -> Option<&str> {
        self.0.get(area)?.ons_code.as_deref()
    }

    /// The breaks of an area within a period, in words; `None` without any.
    ///
    /// ```
    /// use unwarranted_core::{Month, Period};
    /// use unwarranted_plot::area_notes::{AreaNote, AreaNotes};
    /// let breaks = vec![(Month::new(2015, 4).unwrap(), "merger of 00F, 00G".to_owned())];
    /// let notes = AreaNotes([("13T".into(), AreaNote { ons_code: None, breaks })].into());
    /// let year = Period::parse("2015/16").unwrap();
    /// assert_eq!(notes.breaks_in("13T", year).as_deref(), Some("from 2015-04: merger of 00F, 00G"));
    /// assert_eq!(notes.breaks_in("13T", Period::parse("2016/17").unwrap()), None);
    /// ```
    #[must_use]
    pub fn breaks_in(&self, area: &str, period: Period) -> Option<String> {
        let (first, last) = (period.first_month(), period.last_month());
        let within = |m: Month| first.is_none_or(|f| f <= m) && last.is_none_or(|l| m <= l);
        let told: Vec<String> = (self.0.get(area)?.breaks.iter())
            .filter(|(month, _)| within(*month))
            .map(|(month, reason)| format!("from {month}: {reason}"))
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}
