//! The months that the figures of a dossier are put together from.

use super::loaded::Loaded;
use super::persistence::holds;
use super::plan::{Data, Plan};
use super::{About, Result};
use crate::core::disclosure::Disclosure;
use crate::core::one_area::{Recorded, RecordedIn};
use crate::core::{Period, RowUse, Slice, SliceOptions};
use crate::report::manifest::Rows;
use std::sync::Arc;

impl Plan {
    /// What was recorded in the shorter periods within those of `slices`: of the one area of a dossier, of all areas of a site. Empty
    /// in other reports, where nothing was put together, and under disclosure control, which has not seen the counts of months.
    ///
    /// # Errors
    /// Those of cutting the data.
    pub(super) fn recorded(&self, loaded: &Loaded, slices: &[Slice]) -> Result<RecordedIn> {
        let mut found = RecordedIn::default();
        let only = match self.study.about {
            Some(About::Dossier) => self.study.highlight.as_deref(),
            Some(About::Site) => None,
            _ => return Ok(found),
        };
        if self.study.disclosure.is_some_and(|rule| rule != Disclosure::None) {
            return Ok(found);
        }
        let options = SliceOptions { by: None, ..self.slice_options(loaded) };
        if matches!(self.data, Data::Files { .. }) {
            let inputs = &loaded.inputs;
            let named = |(file, rows): (usize, RowUse)| Some((inputs.get(file)?.name.clone(), Rows::from(&rows).used));
            let used = loaded.cube.row_use(&options)?.into_iter();
            found.files = used.filter_map(named).collect();
        }
        let asked: Vec<(&Arc<str>, Period)> = slices
            .iter()
            .filter(|slice| self.asks_for(slice.period()))
            .map(|slice| (slice.treatment(), slice.period()))
            .collect();
        for part in loaded.cube.slices(&options)? {
            if !asked.iter().any(|(of, whole)| *of == part.treatment() && holds(*whole, part.period())) {
                continue;
            }
            for area in part.areas().iter().filter(|area| only.is_none_or(|code| *area.code == *code)) {
                let one = Recorded { period: part.period(), observed: area.observed, denominator: area.denominator };
                found.by.entry((Arc::clone(part.treatment()), Arc::clone(&area.code))).or_default().push(one);
            }
        }
        found.by.values_mut().for_each(|parts| parts.sort_by_key(|part| part.period));
        Ok(found)
    }
}
