//! What is known of areas besides their figures: other codes, and breaks in their series.

use crate::data::set_aside::SetAside;
use crate::findings::breaks::Break;
use crate::findings::found::SliceFindings;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of areas, by area code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaRecords {
    /// Codes of the NHS (Organisation Data Service).
    pub ods_codes: BTreeMap<Arc<str>, Arc<str>>,
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
    ///     ods_codes: [("13T".into(), "13T".into())].into(),
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
            self.enter_unknown(&mut slice.set_aside);
            for area in &mut slice.areas {
                if let Some(code) = self.ods_codes.get(&area.area) {
                    area.ods_code = Some(Arc::clone(code));
                }
                if let Some(code) = self.ons_codes.get(&area.area) {
                    area.ons_code = Some(Arc::clone(code));
                }
                if let Some(breaks) = self.breaks.get(&area.area) {
                    area.breaks = breaks.iter().filter(|b| b.within(slice.period)).cloned().collect();
                }
            }
        }
    }

    /// Enters the codes of areas whose figures are not known.
    fn enter_unknown(&self, set_aside: &mut [SetAside]) {
        for aside in set_aside.iter_mut().filter(|aside| aside.reason.is_unknown()) {
            for code in &aside.areas {
                let codes = [&self.ods_codes, &self.ons_codes].map(|codes| codes.get(code).cloned());
                if codes.iter().any(Option::is_some) {
                    let known = aside.known.entry(Arc::clone(code)).or_default();
                    [known.ods_code, known.ons_code] = codes;
                }
            }
        }
    }
}
