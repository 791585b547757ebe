//! Levels that figures can be cut at: those of a store's prescribing, and the parent groups of areas in files.

use super::Cutting;
use crate::core::Slice;
use crate::core::disclosure::Disclosure;
use crate::core::text::capitalised;
use crate::store::Store;
use crate::store::assemble::{Level, has_level};
use crate::study::{Result, Study};
use std::collections::BTreeSet;

/// Levels that need no file and have areas to compare, from small areas to large ones.
const LEVELS: [Level; 8] =
    [Level::Practice, Level::Pcn, Level::Pct, Level::Ccg, Level::AreaTeam, Level::Stp, Level::Icb, Level::Region];
/// Fewer parent groups are no areas to compare.
const FEWEST: usize = 3;

/// A level that figures are cut at besides that of the study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    /// A level of a store.
    Store(Level),
    /// The parent groups of areas, by the column that has them.
    Column(String),
}

impl At {
    /// What the address of the page calls it.
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Store(level) => level.word(),
            Self::Column(name) => name,
        }
    }

    /// In words, as they follow "figures of".
    pub(super) fn called(&self) -> String {
        match self {
            Self::Store(level) => level.called(),
            Self::Column(name) => format!("areas by '{name}'"),
        }
    }

    /// The study at this level.
    pub(super) fn of(&self, study: Study) -> Study {
        match self {
            Self::Store(level) => Study { level: Some(*level), ..study },
            Self::Column(name) => Study {
                column_area: Some(name.clone()),
                // What was said of the areas is not so of their groups.
                column_group: None,
                column_name: None,
                column_rank: None,
                areas: None,
                ..study
            },
        }
    }
}

impl Study {
    /// Whether any code and any level can be asked for: prescribing of a store.
    #[must_use]
    pub fn is_prescribing_of_a_store(&self) -> bool {
        self.store.is_some() && self.facts.is_none()
    }

    /// The levels that can be asked for; none where the numbers are not prescribing of a store.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn levels(&self) -> Result<Vec<Level>> {
        let Some(store) = self.store.as_ref().filter(|_| self.is_prescribing_of_a_store()) else {
            return Ok(Vec::new());
        };
        let store = Store::open(store)?;
        // Another membership, or single periods, may have levels that the files as a whole do not record.
        let all = self.membership.is_some() || !self.period.is_empty();
        let own = self.own_level();
        let mut levels = Vec::new();
        for level in LEVELS {
            if all || level == own || has_level(&store, level)? {
                levels.push(level);
            }
        }
        Ok(levels)
    }

    /// The level of a store's areas.
    #[must_use]
    pub fn own_level(&self) -> Level {
        self.level.unwrap_or(Level::Ccg)
    }

    /// The levels of larger areas that a page of this study can offer besides its own.
    pub(super) fn wider(&self, own: &Cutting) -> Result<Vec<At>> {
        // Areas of one level that lie in those of another would give protected counts away, and areas and groups are named of one.
        let protected = self.disclosure.is_some_and(|rule| rule != Disclosure::None);
        if protected || !self.only_area.is_empty() || self.groups.is_some() || !self.only_kind.is_empty() {
            return Ok(Vec::new());
        }
        let level = self.own_level();
        let of_store = self.levels()?.into_iter().skip_while(|at| *at != level).skip(1).map(At::Store);
        // Rows of whole areas say nothing of chance in their groups; rows of practices are those of the groups too.
        let of_practices = self.column_within.is_some() && grouped(&own.slices);
        let column = own.loaded.words.groups.clone().filter(|_| of_practices);
        Ok(of_store.chain(column.map(At::Column)).collect())
    }

    /// What a level is called in an address, and to a reader; `None` is that of the study.
    pub(super) fn level_words(&self, at: Option<&At>) -> (String, String) {
        match at {
            Some(at) => (at.word().to_owned(), capitalised(&at.called())),
            None if self.is_prescribing_of_a_store() => {
                (self.own_level().word().to_owned(), capitalised(&self.own_level().called()))
            }
            None => {
                let areas = self.areas.as_deref().unwrap_or("areas");
                ("as-given".to_owned(), format!("{} as given", capitalised(areas)))
            }
        }
    }
}

/// Whether all areas have parent groups, and enough of them to compare.
fn grouped(slices: &[Slice]) -> bool {
    let groups = |slice: &Slice| slice.groups().map(|groups| groups.iter().collect::<BTreeSet<_>>().len());
    !slices.is_empty() && slices.iter().all(|slice| groups(slice).is_some_and(|n| n >= FEWEST))
}
