//! Levels that the prescribing of a store can be cut at.

use crate::core::disclosure::Disclosure;
use crate::store::Store;
use crate::store::assemble::{Level, has_level};
use crate::study::{Result, Study};

/// Levels that need no file and have areas to compare, from small areas to large ones.
const LEVELS: [Level; 8] =
    [Level::Practice, Level::Pcn, Level::Pct, Level::Ccg, Level::AreaTeam, Level::Stp, Level::Icb, Level::Region];

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

    /// The levels of larger areas that a page of this study can offer besides its own.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn wider_levels(&self) -> Result<Vec<Level>> {
        // Areas of one level that lie in those of another would give protected counts away, and areas and groups are named of one.
        let protected = self.disclosure.is_some_and(|rule| rule != Disclosure::None);
        if protected || !self.only_area.is_empty() || self.groups.is_some() {
            return Ok(Vec::new());
        }
        let own = self.own_level();
        Ok(self.levels()?.into_iter().skip_while(|level| *level != own).skip(1).collect())
    }

    /// The level of a store's areas.
    #[must_use]
    pub fn own_level(&self) -> Level {
        self.level.unwrap_or(Level::Ccg)
    }
}
