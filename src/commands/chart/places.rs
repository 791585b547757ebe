//! From a file of boundaries to where the areas of a study lie.

use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use unwarranted::core::text::counted;
use unwarranted::core::{Period, SliceFindings};
use unwarranted::ingest::boundaries::{self, Boundaries};
use unwarranted::ingest::tables::directory::{Geometry as Given, Shape};
use unwarranted::ingest::values::area_kind::AreaKind;
use unwarranted::ingest::values::day::Day;
use unwarranted::plot::Places;
use unwarranted::plot::places::{Geometry, HexLayout, Place};
use unwarranted::store::assemble::Level;
use unwarranted::store::geography::{Lineage, OnsCodes};

/// Areas named in a message.
const NAMED: usize = 4;
/// Of the areas of the data the share in per cent that must have a boundary.
const LEAST: usize = 50;

/// Reads boundaries and joins them to the areas of a slice by ONS or ODS code, with the codes in `lists`.
pub(in crate::commands) fn read(path: &Path, findings: &SliceFindings, lists: &OnsCodes) -> Result<Places> {
    let file = boundaries::open(path)?;
    of_one_time(&file, lists)?;
    let day = day(&file, findings.period);
    let codes = Codes::of(findings, lists, day);
    let mut taken: BTreeMap<Arc<str>, &Shape> = BTreeMap::new();
    let (mut rows, mut changed) = (Vec::with_capacity(file.shapes.rows.len()), 0);
    for shape in &file.shapes.rows {
        let own = if shape.code.is_empty() { &shape.ods } else { &shape.code };
        let code = codes.find(shape, lists).unwrap_or_else(|| Arc::from(own.as_str()));
        if let Some(other) = taken.insert(Arc::clone(&code), shape) {
            let (a, b) = (called(other), called(shape));
            bail!("{}: {a} and {b} have one code, {code}; expected one feature for each area", file.shown);
        }
        changed += usize::from(codes.has_changed(&code, shape));
        rows.push(Place { code, name: shape.name.clone(), geometry: geometry(&shape.geometry)? });
    }
    enough(&file, findings, &rows)?;
    let notes = (changed > 0).then(|| {
        let areas = counted(i64::try_from(changed).unwrap_or(i64::MAX), "area has", "areas have");
        format!("{areas} another boundary, and another ONS code, in the period of the figures.")
    });
    Ok(Places {
        rows,
        layout: HexLayout::named(&file.shapes.layout),
        vintage: vintage(&file),
        source: source(&file),
        notes: notes.into_iter().collect(),
    })
}

fn called(shape: &Shape) -> &str {
    [&shape.name, &shape.code, &shape.ods].into_iter().find(|t| !t.is_empty()).map_or("", String::as_str)
}

fn geometry(given: &Given) -> Result<Geometry> {
    Ok(match given {
        Given::Polygons(text) => Geometry::Polygons(boundaries::polygons(text)?),
        Given::Hexagon { q, r } => Geometry::Hexagon { q: *q, r: *r },
        Given::Missing => Geometry::Missing,
    })
}

/// The day on which codes are looked up: that of the boundaries, else the last month of the data.
fn day(file: &Boundaries, period: Period) -> Day {
    let month = file.month.or_else(|| period.last_month());
    month.map(Day::first_of).or(Day::new(2100, 1, 1)).unwrap_or(Day::FIRST)
}

/// The codes of the areas of the data.
struct Codes {
    /// Every code that may stand for an area, with its own in the data.
    by: BTreeMap<String, Arc<str>>,
    /// ONS codes in the period of the data.
    ons: BTreeMap<Arc<str>, Arc<str>>,
}

impl Codes {
    fn of(findings: &SliceFindings, lists: &OnsCodes, day: Day) -> Self {
        let areas = findings.areas.iter().map(|a| (&a.area, a.ons_code.as_ref()));
        let aside = findings.set_aside.iter().flat_map(|s| &s.areas).map(|a| (a, None));
        let (mut by, mut ons, mut own) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for (area, code) in areas.chain(aside).filter(|(area, _)| !area.is_empty()) {
            own.insert(Arc::clone(area));
            let then = lists.area(area, day).map(|a| a.ons.to_owned());
            let nhs = lists.commissioner(area).map(str::to_owned);
            for key in then.into_iter().chain(nhs).chain(code.map(|c| c.to_string())) {
                by.entry(key).or_insert_with(|| Arc::clone(area));
            }
            ons.extend(code.map(|code| (Arc::clone(area), Arc::clone(code))));
        }
        // What the data call an area stands for it before anything else does.
        by.extend(own.into_iter().map(|area| (area.to_string(), area)));
        Self { by, ons }
    }

    fn find(&self, shape: &Shape, lists: &OnsCodes) -> Option<Arc<str>> {
        let nhs = lists.commissioner(&shape.code).unwrap_or_default();
        let keys = [shape.code.as_str(), shape.ods.as_str(), nhs];
        keys.into_iter().filter(|key| !key.is_empty()).find_map(|key| self.by.get(key).cloned())
    }

    /// Whether the area has another ONS code in the data.
    fn has_changed(&self, code: &Arc<str>, shape: &Shape) -> bool {
        let now = self.ons.get(code).unwrap_or(code);
        !shape.code.is_empty() && now.len() == shape.code.len() && **now != shape.code && self.by.contains_key(&**code)
    }
}

/// Refuses boundaries of areas that never were there together.
fn of_one_time(file: &Boundaries, lists: &OnsCodes) -> Result<()> {
    let lineage = Lineage::built_in()?;
    let lives: Vec<(&Shape, Option<Day>, Option<Day>)> = file
        .shapes
        .rows
        .iter()
        .filter_map(|shape| {
            let ods = lists.commissioner(&shape.code)?;
            let (from, to) = lists.lifetime(Level::Ccg, ods);
            Some((shape, from.max(lineage.opened(ods)), to))
        })
        .collect();
    let opened = lives.iter().filter_map(|(shape, from, _)| Some((*shape, (*from)?))).max_by_key(|(_, from)| *from);
    let closed = lives.iter().filter_map(|(shape, _, to)| Some((*shape, (*to)?))).min_by_key(|(_, to)| *to);
    match (opened, closed) {
        (Some((new, from)), Some((old, to))) if from > to => bail!(
            "{}: the boundaries are of several times: {} closed on {to}, and {} opened on {from}; take a file of one time",
            file.shown,
            called(old),
            called(new)
        ),
        _ => Ok(()),
    }
}

/// Refuses boundaries that few of the areas have.
fn enough(file: &Boundaries, findings: &SliceFindings, rows: &[Place]) -> Result<()> {
    let placed: BTreeSet<&str> = rows.iter().map(|p| &*p.code).collect();
    let (all, found) = (findings.areas.len(), findings.areas.iter().filter(|a| placed.contains(&*a.area)).count());
    if found * 100 >= all * LEAST && found > 0 {
        return Ok(());
    }
    let some = |codes: Vec<&str>| codes.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    let missing = findings.areas.iter().map(|a| &*a.area).filter(|a| !placed.contains(a)).collect();
    bail!(
        "{}: only {found} of the {all} areas of {} have a boundary there. The file has {} ({}); the areas without one are such \
         as {}. Take boundaries of the same kind of area, and of the time of the figures",
        file.shown,
        findings.period.words(),
        vintage(file),
        some(file.shapes.rows.iter().map(|s| if s.code.is_empty() { &*s.ods } else { &*s.code }).collect()),
        some(missing)
    )
}

/// "clinical commissioning groups, April 2021".
fn vintage(file: &Boundaries) -> String {
    let boards = file.month.is_some_and(|m| Some(m) >= unwarranted::core::Month::new(2022, 7));
    let what = match file.shapes.kind {
        AreaKind::Ccg if boards => "sub-ICB locations",
        AreaKind::Ccg => "clinical commissioning groups",
        AreaKind::Icb => "integrated care boards",
        AreaKind::Stp => "sustainability and transformation partnerships",
        AreaKind::Region => "regions",
        AreaKind::Pct => "primary care trusts",
        AreaKind::LocalAuthority => "local authorities",
        AreaKind::Pcn => "primary care networks",
        AreaKind::AreaTeam => "area teams",
        AreaKind::Sha => "strategic health authorities",
        AreaKind::Practice | AreaKind::Nation | AreaKind::Trust | AreaKind::Other => "areas",
    };
    match file.month {
        Some(month) => format!("{what}, {}", Period::Month(month).words()),
        None => format!("{what}; the file does not say of when"),
    }
}

/// Source and licence; nothing is claimed of areas whose publisher the file does not show.
fn source(file: &Boundaries) -> String {
    if file.shapes.kind == AreaKind::Other {
        return "Source of the boundaries: not stated.".to_owned();
    }
    file.format.attribution.to_owned()
}
