//! All that a store knows of who belonged where.

use super::population::month_of;
use crate::geography::{Register, Sighting, Spell};
use crate::store::{Catalogue, Store, middle};
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Link, Node};
use unwarranted_ingest::tables::{Dataset, Middle, Org};
use unwarranted_ingest::values::area_kind::{AreaKind, Scheme};
use unwarranted_ingest::values::codes::{Label, trim_pco};
use unwarranted_ingest::values::day::Day;

/// Every sighting of every practice in the store. Of several sources of one month prescribing files count first, then
/// extracts of registered patients, tables of facts, practice maps and lists of organisations.
pub(super) fn register(store: &Store, catalogue: &Catalogue) -> Result<Register, Error> {
    let mut register = Register::default();
    from_lists(store, catalogue, &mut register)?;
    for (_, table) in catalogue.current(Dataset::Facts).into_iter().filter(|(_, t)| !t.month.is_empty()) {
        let month = month_of(table)?;
        for area in store.facts(table)?.areas.iter().filter(|a| a.kind == AreaKind::Practice) {
            let seen = Sighting { pcn: area.pcn.clone(), ..sighting(month, &area.org, middle(table)) };
            register.add(&area.code, seen);
        }
    }
    for (_, table) in catalogue.current(Dataset::Population) {
        let month = month_of(table)?;
        for row in store.population(table)?.rows {
            register.add(&row.practice, sighting(month, &row.org, middle(table)));
        }
    }
    for (_, table) in catalogue.current(Dataset::Prescribing) {
        let month = month_of(table)?;
        let mut practices = store.practices(table)?;
        // A practice under several commissioners belongs where most of its items are: that one is added last.
        practices.sort_by(|a, b| (&a.code, a.items, &b.org.pco).cmp(&(&b.code, b.items, &a.org.pco)));
        for practice in practices.iter().filter(|p| p.code != "-" && p.label == Label::Practice) {
            register.add(&practice.code, sighting(month, &practice.org, middle(table)));
        }
    }
    Ok(register)
}

/// Lists of organisations, by the month of the list and by the day on which a practice joined its commissioner.
fn from_lists(store: &Store, catalogue: &Catalogue, register: &mut Register) -> Result<(), Error> {
    for (_, table) in catalogue.current(Dataset::Organisations) {
        let listed = if table.month.is_empty() { None } else { Some(month_of(table)?) };
        for row in store.organisations(table)?.rows.iter().filter(|o| o.kind == AreaKind::Practice) {
            let org = Org { pco: trim_pco(&row.parent).to_owned(), ..Org::default() };
            let still = listed.filter(|_| row.left.is_none());
            for month in [row.joined.and_then(Day::to_month), still].into_iter().flatten() {
                register.add(&row.code, sighting(month, &org, None));
            }
        }
    }
    for (_, table) in catalogue.current(Dataset::Links) {
        let listed = if table.month.is_empty() { None } else { Some(month_of(table)?) };
        from_links(&store.links(table)?.rows, listed, register);
    }
    Ok(())
}

/// Links of practices to commissioners and networks: with days they are spells, without they hold in the month of the table,
/// with the areas above as the same table links them.
fn from_links(links: &[Link], listed: Option<Month>, register: &mut Register) {
    let above = Above::of(links);
    let days = || links.iter().flat_map(|l| [l.from_day, l.to_day]).flatten();
    let known = listed.map(Day::first_of).max(days().max()).unwrap_or(Day::FIRST);
    for link in links {
        if let Some(month) = listed {
            for node in [&link.from, &link.to].into_iter().filter(|node| node.scheme == Scheme::Ods) {
                node.kind.into_iter().for_each(|kind| register.add_name(kind, &node.code, month, &node.name));
            }
        }
        let (Some(AreaKind::Practice), Some(kind)) = (link.from.kind, link.to.kind) else { continue };
        let is_home = matches!(kind, AreaKind::Pcn | AreaKind::Ccg | AreaKind::Pct) && link.to.scheme == Scheme::Ods;
        match (link.from_day, link.to_day, listed) {
            _ if !is_home => {}
            (None, None, Some(month)) => register.add(&link.from.code, above.sighting(month, kind, &link.to)),
            (None, None, None) => {}
            (from, to, _) => {
                let (code, name) = (trim_pco(&link.to.code).to_owned(), link.to.name.clone());
                let from = from.unwrap_or(Day::FIRST);
                register.add_spell(&link.from.code, Spell { kind, code, name, from, to, known });
            }
        }
    }
}

/// The areas above each area in one table of links, the ODS code before the ONS code.
struct Above<'a>(BTreeMap<(Scheme, AreaKind, &'a str), Vec<&'a Node>>);

impl<'a> Above<'a> {
    fn of(links: &'a [Link]) -> Self {
        let mut above: BTreeMap<_, Vec<&Node>> = BTreeMap::new();
        for link in links.iter().filter(|l| l.from_day.is_none() && l.to_day.is_none()) {
            if let Some(kind) = link.from.kind.filter(|kind| *kind != AreaKind::Practice) {
                above.entry((link.from.scheme, kind, link.from.code.as_str())).or_default().push(&link.to);
            }
        }
        above.values_mut().for_each(|nodes| nodes.sort_by_key(|n| n.scheme != Scheme::Ods));
        Self(above)
    }

    /// The first area of one of these kinds that is linked to from this one.
    fn find(&self, from: &Node, kinds: &[AreaKind]) -> Option<&'a Node> {
        let nodes = self.0.get(&(from.scheme, from.kind?, from.code.as_str()))?;
        nodes.iter().copied().find(|n| n.kind.is_some_and(|kind| kinds.contains(&kind)))
    }

    /// A practice in this commissioner or network in a month.
    fn sighting(&self, month: Month, kind: AreaKind, home: &Node) -> Sighting {
        if kind == AreaKind::Pcn {
            let (pcn, pcn_name) = (home.code.clone(), home.name.clone());
            return Sighting { pcn, pcn_name, ..sighting(month, &Org::default(), None) };
        }
        let board = self.find(home, &[AreaKind::Stp, AreaKind::Icb]);
        let region =
            board.and_then(|b| self.find(b, &[AreaKind::Region])).or_else(|| self.find(home, &[AreaKind::Region]));
        let of = |node: Option<&Node>| node.map(|n| (n.code.clone(), n.name.clone())).unwrap_or_default();
        let ((middle, middle_name), (region, region_name)) = (of(board), of(region));
        let (pco, pco_name) = (trim_pco(&home.code).to_owned(), home.name.clone());
        let org = Org { pco, pco_name, middle, middle_name, region, region_name };
        let kind = board.map(|b| if b.kind == Some(AreaKind::Icb) { Middle::Icb } else { Middle::Stp });
        sighting(month, &org, kind)
    }
}

fn sighting(month: Month, org: &Org, middle: Option<Middle>) -> Sighting {
    Sighting { month, org: org.clone(), middle, pcn: String::new(), pcn_name: String::new() }
}
