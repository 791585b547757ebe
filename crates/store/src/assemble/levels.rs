//! The levels into which practices can be put, as the files of a store record it.

use super::asked::possible;
use super::known::register;
use super::population::month_of;
use crate::geography::{Level, Membership};
use crate::store::Store;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// Whether practices can be put into areas of the level in every month of prescribing, by what the file of each month records:
/// [`crate::geography::Membership::Recorded`]. The latest month
/// stands for the others in whether codes of regions are blank; networks are those of any table that records them.
///
/// # Errors
/// A store that cannot be read.
pub fn has_level(store: &Store, level: Level) -> Result<bool, Error> {
    let catalogue = store.catalogue()?;
    let tables = catalogue.current(Dataset::Prescribing);
    let months = tables.iter().map(|(source, table)| Ok((month_of(table)?, *source, *table)));
    let months = months.collect::<Result<Vec<_>, Error>>()?;
    let Some((.., latest)) = months.last() else { return Ok(false) };
    if possible(level, Membership::Recorded, &months).is_err() {
        return Ok(false);
    }
    match level {
        Level::Pcn => Ok(register(store, &catalogue)?.has_networks()),
        Level::Region => Ok(store.practices(latest)?.iter().any(|practice| !practice.org.region.is_empty())),
        _ => Ok(true),
    }
}
