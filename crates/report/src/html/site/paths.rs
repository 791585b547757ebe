//! Where every page of a site lies.

use crate::html::measured;
use crate::report::{Report, slugs};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::SliceFindings;

/// Dossiers from which on a site has none.
pub(super) const MOST_DOSSIERS: usize = 50_000;

/// Where every page lies.
pub(super) struct Paths {
    pub treatments: BTreeMap<Arc<str>, String>,
    pub areas: BTreeMap<Arc<str>, String>,
    pub dossiers: bool,
}

impl Paths {
    pub(super) fn of(report: &Report) -> Self {
        let focus: Vec<&SliceFindings> = measured(report).into_iter().map(|(s, _)| s).collect();
        let treatments = slugs(focus.iter().map(|s| &*s.treatment));
        // An area of which no figure is known is there too.
        let unknown = focus.iter().flat_map(|s| s.unknown().into_keys()).map(|code| &**code);
        let codes: BTreeSet<&str> = focus.iter().flat_map(|s| &s.areas).map(|a| &*a.area).chain(unknown).collect();
        let areas = slugs(codes.into_iter());
        let pairs: usize = focus.iter().map(|s| s.areas.len()).sum();
        let own = |slugs: Vec<(&str, String)>| slugs.into_iter().map(|(id, slug)| (Arc::from(id), slug)).collect();
        Self { treatments: own(treatments), areas: own(areas), dossiers: pairs <= MOST_DOSSIERS }
    }

    pub(super) fn treatment(&self, id: &str) -> Option<String> {
        self.treatments.get(id).map(|slug| format!("treatments/{slug}.html"))
    }

    pub(super) fn area(&self, code: &str) -> Option<String> {
        self.areas.get(code).map(|slug| format!("areas/{slug}.html"))
    }

    pub(super) fn dossier(&self, id: &str, code: &str) -> Option<String> {
        let (treatment, area) = self.treatments.get(id).zip(self.areas.get(code))?;
        self.dossiers.then(|| format!("dossiers/{treatment}/{area}.html"))
    }
}
