//! Places that the program knows: names and ONS codes of commissioners, boards and regions for data that say less.

use super::loaded::Loaded;
use super::{Error, Result};
use crate::core::text::counted;
use crate::core::{Cell, CubeRow, Month};
use crate::ingest::values::day::Day;
use crate::report::tables::AreaCodes;
use crate::store::assemble::Level;
use crate::store::geography::{Lineage, OnsArea, OnsCodes, Twice, Vintages};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Of the areas, the share in per cent whose codes must be known before a short code is taken for one of the NHS.
const KNOWN: usize = 75;

/// Which names are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Blank ones, and those that say no more than the code and the board around it.
    All,
    /// Blank ones alone: the user gave a file of names.
    Blank,
    /// As [`Names::All`], of areas that a store put together: a closed area that still has a few items is no second level.
    OfStore,
}

/// Gives areas the names and ONS codes that the program knows, or that the lookups of a store have, and says so.
///
/// # Errors
/// An area under two codes, or beside the one that it merged into, in one period.
pub(super) fn enter(loaded: &mut Loaded, names: Names, lists: &OnsCodes) -> Result<()> {
    let known = known(loaded, lists);
    if names != Names::OfStore {
        twice(loaded, &known, lists)?;
        two_vintages(loaded, lists)?;
    }
    if known.is_empty() {
        return Ok(());
    }
    let mut all: BTreeMap<Arc<str>, Arc<str>> = loaded.cube.names().clone();
    let (mut named, mut placed) = (0, Vec::new());
    for (code, area) in &known {
        let own = all.get(code).cloned();
        let shown = shown(area);
        match own {
            None => named += 1,
            Some(own) if names != Names::Blank && says_no_place(&own, code) && &*own != shown => {
                placed.push(format!("'{own}' is shown as {shown}"));
            }
            Some(_) => continue,
        }
        all.insert(Arc::clone(code), shown.into());
    }
    let codes: Vec<_> = known.iter().map(|(code, area)| (Arc::clone(code), both(code, area, lists))).collect();
    for (code, AreaCodes { ods, ons }) in codes {
        let records = &mut loaded.words.records;
        if let Some(ods) = ods {
            records.ods_codes.entry(Arc::clone(&code)).or_insert(ods);
        }
        records.ons_codes.entry(code).or_insert(ons);
    }
    loaded.notes.extend(note(named, &placed));
    loaded.cube.rename(all);
    Ok(())
}

/// Refuses two codes that stand for the same people: of one commissioner, or of one and of that which it merged into.
fn twice(loaded: &Loaded, known: &BTreeMap<Arc<str>, OnsArea<'_>>, lists: &OnsCodes) -> Result<()> {
    let lineage = Lineage::built_in()?;
    let commissioners = known.iter().filter(|(_, area)| area.level == Level::Ccg);
    let own = |code: &str| lists.commissioner(code).unwrap_or(code).to_owned();
    let own: BTreeMap<&str, String> = commissioners.map(|(code, _)| (&**code, own(code))).collect();
    let overlap = |areas: &BTreeMap<&str, &str>| -> Option<[String; 2]> {
        let (old, new) = lineage.overlapping(&areas.keys().copied().collect())?;
        Some([old, new].map(|code| (*areas.get(code).unwrap_or(&code)).to_owned()))
    };
    // Whole data first: what does not overlap over all periods does so in none.
    if distinct(own.iter().map(|(code, own)| (own.as_str(), *code))).is_ok_and(|areas| overlap(&areas).is_none()) {
        return Ok(());
    }
    for rows in loaded.cube.rows().chunk_by(|a, b| (&a.treatment, a.period) == (&b.treatment, b.period)) {
        let here = rows.iter().filter_map(|r| Some((own.get(&*r.area)?.as_str(), &*r.area)));
        let says = match distinct(here) {
            Err([first, second]) => format!("{first} and {second} are two codes of one area"),
            Ok(areas) => match overlap(&areas) {
                Some([old, new]) if is_part(rows, &old, &new) => format!("{old} merged into {new}, and both are there"),
                _ => continue,
            },
        };
        let problem = format!("has the same people twice in {}: {says}; keep the rows of one of them", rows[0].period);
        return Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem });
    }
    Ok(())
}

/// Refuses local authorities, boards and trusts beside those that hold their people since. [`twice`] has looked at commissioners.
fn two_vintages(loaded: &Loaded, lists: &OnsCodes) -> Result<()> {
    let vintages = Vintages::built_in()?;
    let codes: HashSet<&str> = loaded.cube.rows().iter().map(|r| &*r.area).collect();
    // Whole data first: what does not overlap over all periods does so in none.
    if vintages.twice(&codes.into_iter().collect(), lists).is_none() {
        return Ok(());
    }
    for rows in loaded.cube.rows().chunk_by(|a, b| (&a.treatment, a.period) == (&b.treatment, b.period)) {
        let here: BTreeSet<&str> = rows.iter().map(|r| &*r.area).collect();
        let Some(twice) = vintages.twice(&here, lists) else { continue };
        let [old, new] = twice.both();
        let says = match twice {
            Twice::Codes(..) => format!("{old} and {new} are two codes of one area"),
            Twice::Became(..) if is_part(rows, old, new) => {
                format!("{old} became {new}, or a part of it, and both are there")
            }
            Twice::Became(..) => continue,
        };
        let problem = format!("has the same people twice in {}: {says}; keep the rows of one of them", rows[0].period);
        return Err(Error::Treatment { treatment: rows[0].treatment.to_string(), problem });
    }
    Ok(())
}

/// Whether a closed area has people as before it merged. A few items under its code, and nobody to count them over, are what a
/// practice's old number leaves behind.
fn is_part(rows: &[CubeRow], old: &str, new: &str) -> bool {
    const PART: f64 = 0.02;
    let of = |code: &str, value: fn(&CubeRow) -> Option<f64>| {
        rows.iter().find(|r| &*r.area == code).and_then(value).unwrap_or_default()
    };
    let base = |r: &CubeRow| r.denominator.or(r.expected).and_then(Cell::value);
    of(old, base) > PART * of(new, base)
}

/// The code in the data of each area; two codes of one area are an error.
fn distinct<'a>(areas: impl Iterator<Item = (&'a str, &'a str)>) -> Result<BTreeMap<&'a str, &'a str>, [&'a str; 2]> {
    let mut found = BTreeMap::new();
    for (own, code) in areas {
        match found.insert(own, code) {
            Some(before) if before != code => return Err([before, code]),
            _ => {}
        }
    }
    Ok(found)
}

/// The areas of the data that the lists have, on the last day of the data.
fn known<'a>(loaded: &Loaded, lists: &'a OnsCodes) -> BTreeMap<Arc<str>, OnsArea<'a>> {
    // Hashed, as there may be millions of rows.
    let areas: HashSet<&Arc<str>> =
        loaded.cube.rows().iter().map(|r| &r.area).filter(|area| !area.is_empty()).collect();
    let last = loaded.cube.rows().iter().filter_map(|r| r.period.last_month()).max();
    listed(&areas, last, lists)
}

/// The areas that the lists have in a month, or now. A code of the Office for National Statistics is its own proof; one of the NHS
/// is short, and proves nothing unless most of the others are known too.
pub(super) fn listed<'a>(
    areas: &HashSet<&Arc<str>>,
    month: Option<Month>,
    lists: &'a OnsCodes,
) -> BTreeMap<Arc<str>, OnsArea<'a>> {
    let day = month.map(Day::first_of).or(Day::new(2100, 1, 1)).unwrap_or(Day::FIRST);
    let found: BTreeMap<Arc<str>, OnsArea<'_>> =
        areas.iter().filter_map(|code| Some((Arc::clone(code), lists.area(code, day)?))).collect();
    if found.len() * 100 >= areas.len() * KNOWN {
        return found;
    }
    found.into_iter().filter(|(code, area)| &**code == area.ons).collect()
}

/// The codes of an area, whichever of the two the data have.
pub(super) fn both(code: &Arc<str>, area: &OnsArea<'_>, lists: &OnsCodes) -> AreaCodes {
    let listed = || lists.ods(code).map(|(_, ods)| ods).or_else(|| lists.commissioner(code));
    let ods = if **code == *area.ons { listed().map(Arc::from) } else { Some(Arc::clone(code)) };
    AreaCodes { ods, ons: Arc::from(area.ons) }
}

/// The place of an area; its name in the lists where they say no place.
fn shown<'a>(area: &OnsArea<'a>) -> &'a str {
    if area.place.is_empty() { area.name } else { area.place }
}

/// Whether a name is blank but for the code and words that every area of its kind has, or names the board around it:
/// `01A`, `NHS 01A`, `NHS Lancashire and South Cumbria ICB - 01A`.
fn says_no_place(name: &str, code: &str) -> bool {
    const EMPTY: [&str; 8] = ["NHS", "CCG", "ICB", "STP", "SUB", "LOCATION", "CLINICAL", "COMMISSIONING"];
    let upper = name.to_uppercase();
    let code = code.to_uppercase();
    let words = upper.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let says = words.filter(|w| *w != code && !EMPTY.contains(w) && *w != "GROUP").count();
    let board = upper.strip_suffix(&code).map(str::trim_end).and_then(|rest| rest.strip_suffix('-'));
    says == 0 || board.is_some_and(|rest| rest.trim_end().ends_with(" ICB"))
}

/// How many areas are shown under names that the data do not give them.
fn note(named: usize, placed: &[String]) -> Option<String> {
    let areas = |n: usize| counted(i64::try_from(n).unwrap_or(i64::MAX), "area", "areas");
    let given = match (named, placed) {
        (0, []) => return None,
        (named, []) => format!("give {} a code but no name", areas(named)),
        (0, [first, ..]) => format!("give {} a name that says no place ({first})", areas(placed.len())),
        (named, [first, ..]) => {
            let others = placed.len();
            format!("give {} a code but no name, and {others} a name that says no place ({first})", areas(named))
        }
    };
    Some(format!(
        "The data {given}: this shows them under the names of the program's own list of commissioners, boards and regions (2013 to \
         2023)."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_no_place() {
        for name in ["01A", "NHS 01A", "NHS 01A CCG", "nhs lancashire and south cumbria icb - 01a", "NHS CCG", "-"] {
            assert!(says_no_place(name, "01A"), "{name}");
        }
        for name in ["NHS East Lancashire CCG", "East Lancashire", "East Lancashire 01A", "Ward - 01A"] {
            assert!(!says_no_place(name, "01A"), "{name}");
        }
    }
}
