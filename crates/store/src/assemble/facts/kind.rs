//! Which kind of area is taken from a table: what would count people twice is not taken together.

use super::super::places::Areas;
use crate::geography::Level;
use std::collections::BTreeSet;
use unwarranted_ingest::tables::facts::{FactArea, Facts};
use unwarranted_ingest::values::area_kind::AreaKind;

/// The kind of area that is taken from a table: practices, where it has them; else that of the level, or of the members of
/// the user's groups. `None` where it has none of these.
///
/// # Errors
/// Members of groups that are of several kinds, or of both tiers of local authorities.
pub(super) fn wanted(facts: &Facts, areas: &Areas) -> Result<Option<AreaKind>, String> {
    let has = |kind: AreaKind| facts.areas.iter().any(|a| a.kind == kind);
    if has(AreaKind::Practice) {
        return Ok(Some(AreaKind::Practice));
    }
    match of_level(areas.level) {
        None => of_members(facts, areas),
        kind => Ok(kind.filter(|kind| has(*kind))),
    }
}

/// The kind of areas that a level is made of in a table without practices; `None` for groups, which may be of any.
#[must_use]
pub fn of_level(level: Level) -> Option<AreaKind> {
    match level {
        Level::Practice => Some(AreaKind::Practice),
        Level::Pcn => Some(AreaKind::Pcn),
        Level::Pct => Some(AreaKind::Pct),
        Level::Ccg => Some(AreaKind::Ccg),
        Level::AreaTeam => Some(AreaKind::AreaTeam),
        Level::Stp => Some(AreaKind::Stp),
        Level::Icb => Some(AreaKind::Icb),
        Level::Region => Some(AreaKind::Region),
        Level::Nation => Some(AreaKind::Nation),
        Level::LocalAuthority | Level::County => Some(AreaKind::LocalAuthority),
        Level::Group => None,
    }
}

/// The kind of the areas of a table that are in the user's groups.
fn of_members(facts: &Facts, areas: &Areas) -> Result<Option<AreaKind>, String> {
    let members: Vec<&FactArea> = facts.areas.iter().filter(|a| !areas.group(&a.code).is_empty()).collect();
    let kinds: BTreeSet<&str> = members.iter().map(|a| a.kind.word()).collect();
    if kinds.len() > 1 {
        let kinds: Vec<&str> = kinds.into_iter().collect();
        return Err(format!(
            "the groups have members of several kinds ({}), which may hold the same people; keep members of one kind",
            kinds.join(", ")
        ));
    }
    let of = |start: &str| members.iter().find(|a| a.code.starts_with(start)).map(|a| a.code.as_str());
    match (of("E10"), of("E07")) {
        (Some(county), Some(district)) => Err(format!(
            "the groups have counties ({county}) and districts ({district}) as members, and a county holds the people of its \
             districts; keep members of one tier"
        )),
        _ => Ok(members.first().map(|a| a.kind)),
    }
}

/// The kind of area that a register is taken from: practices, where the table has them, else those of the level.
pub(in crate::assemble) fn wanted_kind(facts: &Facts, level: Level) -> Option<AreaKind> {
    let by_practice = facts.areas.iter().any(|area| area.kind == AreaKind::Practice);
    if by_practice { Some(AreaKind::Practice) } else { of_level(level) }
}
