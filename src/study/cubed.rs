//! The cube behind a study, for those who go on from there.

use super::loaded::Loaded;
use super::options::OptionEntry;
use super::{Error, Result, Source, Study};
use crate::core::Cube;

/// The rows of a study by area, treatment and period, before anything is worked out of them.
#[derive(Debug, Clone)]
pub struct Cubed {
    /// The rows, with the names of the areas.
    pub cube: Cube,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

impl Study {
    /// Reads the store and gives its figures by area, treatment and period, month by month where the store has months.
    ///
    /// # Errors
    /// As [`Study::run`]; files instead of a store, and options that say what is made of figures.
    pub fn cube(&self) -> Result<Cubed> {
        if self.check(None)? == Source::Files {
            return Err(Error::option("files", "are rows already: a cube is made of a `store`"));
        }
        let makes = |o: &&OptionEntry| {
            let of_store = o.tasks.is_empty() && !o.sources.contains(&Source::Files);
            of_store || ["from", "to"].contains(&o.key)
        };
        if let Some(option) = self.given().find(|o| !makes(o)) {
            return Err(Error::option(
                option.key,
                "has no effect on a cube, which holds the figures of a store as they are",
            ));
        }
        let Loaded { cube, warnings, notes, .. } = self.plan(None)?.load(None)?;
        Ok(Cubed { cube, warnings, notes })
    }
}
