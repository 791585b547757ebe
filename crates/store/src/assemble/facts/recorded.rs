//! Whether a table by practice records the areas that are asked for.

use crate::geography::Level;
use unwarranted_ingest::tables::Org;
use unwarranted_ingest::tables::facts::Facts;

/// Whether a table by practice says in which area of this level its practices are.
pub(super) fn records(facts: &Facts, level: Level) -> bool {
    let any = |of: fn(&Org) -> &str| facts.areas.iter().any(|a| !matches!(of(&a.org), "" | "-"));
    match level {
        Level::Ccg | Level::Pct => any(|org| &org.pco),
        Level::AreaTeam | Level::Stp | Level::Icb => facts.middle == level.middle() && any(|org| &org.middle),
        Level::Region => any(|org| &org.region),
        Level::LocalAuthority | Level::County => false,
        Level::Practice | Level::Nation | Level::Pcn | Level::Group => true,
    }
}

pub(super) fn unrecorded(facts: &Facts, level: Level) -> String {
    let has: Vec<&str> =
        Level::ALL.into_iter().filter(|(l, _)| is_recorded_kind(*l) && records(facts, *l)).map(|(_, w)| w).collect();
    let day =
        level.lifetime().0.filter(|_| level == Level::Icb).map_or_else(|| "2018-04-01".to_owned(), |d| d.to_string());
    let local = level.is_local_authority();
    let (level, has) = (level.word(), has.join(", "));
    let says = format!(
        "the table is by practice and does not record the {level} of its practices (it records: {has}); choose one of these"
    );
    if local {
        return says;
    }
    format!(
        "{says}, or \
         take the {level} from the store's other records with `membership` current or a day such as `membership {day}`"
    )
}

fn is_recorded_kind(level: Level) -> bool {
    !matches!(level, Level::Nation | Level::Pcn | Level::Pct | Level::Group) && !level.is_local_authority()
}
