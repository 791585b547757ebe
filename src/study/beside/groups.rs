//! Where areas have groups in place of indicators.

use super::{Alike, IndicatorColumn};
use crate::core::opportunity::SIMILAR;
use crate::study::{Error, Result};

/// How many similar areas each area gets.
///
/// # Errors
/// A number asked for beside groups, of which each area gets all.
pub(in crate::study) fn how_many(by: &[IndicatorColumn], nearest: Option<usize>) -> Result<usize> {
    if nearest.is_some() && by.iter().any(|by| by.alike == Alike::Group) {
        return Err(Error::option("nearest", "has no effect on groups: similar are all others of a group"));
    }
    Ok(nearest.unwrap_or(SIMILAR))
}

/// The column of groups, which stands alone: groups have no distances that others could be added to.
pub(super) fn grouped<'a>(option: &'static str, columns: &'a [IndicatorColumn]) -> Result<Option<&'a str>> {
    let group = columns.iter().find(|c| c.alike == Alike::Group);
    match (group, columns.len()) {
        (Some(group), 1) => Ok(Some(&group.column)),
        (Some(group), _) => {
            let problem = format!("names groups (group:{}) beside other columns: groups stand alone", group.column);
            Err(Error::option(option, problem))
        }
        (None, _) => Ok(None),
    }
}
