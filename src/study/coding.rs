//! The codes of areas, NHS and ONS, for tables that say one of the two.

use super::places::{both, listed};
use super::{Result, Study};
use crate::core::demand::ALL;
use crate::core::sweep::League;
use crate::core::{Month, SliceFindings};
use crate::report::tables::{CodesBy, csv_with_codes, json_with_codes};
use crate::store::Store;
use crate::store::assemble::ons_codes;
use crate::store::geography::OnsCodes;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the codes of areas are looked up: in the lists of this program, and in the lookups of a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coding {
    /// A store whose lookups count too.
    store: Option<PathBuf>,
    /// The last month of the periods asked for, or of the data; `None`: that of the table.
    month: Option<Month>,
}

impl Study {
    /// Where the codes of the areas of this study are looked up.
    #[must_use]
    pub fn coding(&self) -> Coding {
        let month = self.period.iter().filter_map(|period| period.last_month()).max();
        Coding { store: self.store.clone(), month }
    }
}

impl Coding {
    /// The same for areas as they were in the last month of the data, where a table does not say it or has later ones too.
    #[must_use]
    pub fn until(self, last: Option<Month>) -> Self {
        Self { month: last.or(self.month), ..self }
    }

    /// The codes that the program knows, with those of the lookups in the store.
    ///
    /// # Errors
    /// A store that cannot be opened, and lookups in it that cannot be read.
    pub fn lists(&self) -> Result<Cow<'static, OnsCodes>> {
        Ok(match &self.store {
            Some(dir) => Cow::Owned(ons_codes(&Store::open(dir)?)?),
            None => Cow::Borrowed(OnsCodes::built_in()?),
        })
    }

    /// A CSV table with both codes of every row that has an area; see [`csv_with_codes`].
    ///
    /// # Errors
    /// Those of [`Self::lists`].
    pub fn csv(&self, table: &str) -> Result<String> {
        let lists = self.lists()?;
        Ok(csv_with_codes(table, &|areas, month| self.known(areas, month, &lists))?)
    }

    /// A JSON document with both codes of everything that has an area; see [`json_with_codes`].
    ///
    /// # Errors
    /// Those of [`Self::lists`].
    pub fn json(&self, document: &str) -> Result<String> {
        let lists = self.lists()?;
        Ok(json_with_codes(document, &|areas, month| self.known(areas, month, &lists))?)
    }

    /// The codes of the areas of leagues.
    ///
    /// # Errors
    /// Those of [`Self::lists`].
    pub fn of_leagues(&self, leagues: &[League]) -> Result<CodesBy> {
        let there = leagues.iter().flat_map(|l| &l.standings).map(|s| &s.area);
        let areas = there.chain(leagues.iter().flat_map(|l| &l.unknown).map(|u| &u.area)).cloned().collect();
        let last = leagues.iter().filter_map(|l| l.period.last_month()).max();
        Ok(self.known(&areas, last, self.lists()?.as_ref()))
    }

    /// The codes of the areas of findings, of those set aside too.
    ///
    /// # Errors
    /// Those of [`Self::lists`].
    pub fn of_findings(&self, findings: &[SliceFindings]) -> Result<CodesBy> {
        let there = findings.iter().flat_map(|slice| &slice.areas).map(|area| &area.area);
        let aside = findings.iter().flat_map(|slice| &slice.set_aside).flat_map(|aside| &aside.areas);
        let last = findings.iter().filter_map(|slice| slice.period.last_month()).max();
        Ok(self.known(&there.chain(aside).cloned().collect(), last, self.lists()?.as_ref()))
    }

    fn known(&self, areas: &BTreeSet<Arc<str>>, month: Option<Month>, lists: &OnsCodes) -> CodesBy {
        // A row of all areas together is no area.
        let areas: HashSet<&Arc<str>> = areas.iter().filter(|code| ***code != *ALL).collect();
        let found = listed(&areas, self.month.or(month), lists).into_iter();
        found.map(|(code, area)| (Arc::clone(&code), both(&code, &area, lists))).collect()
    }
}
