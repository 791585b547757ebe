//! Lists of organisations, who belonged where, and codes of one scheme by those of another.

pub(crate) mod commissioners;
pub(crate) mod gp_addresses;
pub(crate) mod memberships;
pub(crate) mod network_members;
pub(crate) mod networks;
pub(crate) mod nhs_choices;
mod ods_list;
pub(crate) mod ons_lookup;
pub(crate) mod ons_to_ods;
pub(crate) mod pct_to_ccg;
pub(crate) mod practice_map;
pub(crate) mod practices;
pub(crate) mod sha_trusts;

use crate::read::{Bad, Row};
use crate::tables::directory::{Link, Links, Node};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::day::Day;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) const ODS: &str = "Organisation Data Service of NHS England";
pub(super) const ODS_ATTRIBUTION: &str =
    "Contains NHS England data: Organisation Data Service, licensed under the Open Government Licence v3.0.";
pub(super) const ONS_ATTRIBUTION: &str =
    "Contains data of the Office for National Statistics, licensed under the Open Government Licence v3.0.";

/// One end of a link between areas.
pub(super) fn area(scheme: Scheme, kind: AreaKind, code: &str, name: &str) -> Node {
    Node { scheme, kind: Some(kind), code: code.to_owned(), name: name.to_owned() }
}

/// From when and until when a link holds.
type Days = (Option<Day>, Option<Day>);

/// What a node is, whatever name it is given: `NHS Hull` and `NHS Hull CCG` are one.
type Identity = (Scheme, Option<AreaKind>, String);

/// Links collected row by row, each once, sorted. Of several names of one code the first is kept.
#[derive(Debug, Default)]
pub(super) struct LinkSet(BTreeMap<(Identity, Identity, Days), Link>);

impl LinkSet {
    /// Adds a link of a snapshot; whether it is new.
    pub(super) fn add(&mut self, from: Node, to: Node) -> bool {
        self.insert(from, to, (None, None), None)
    }

    /// Adds a link; whether it is new.
    pub(super) fn insert(&mut self, from: Node, to: Node, days: Days, share: Option<f64>) -> bool {
        let identity = |node: &Node| (node.scheme, node.kind, node.code.clone());
        match self.0.entry((identity(&from), identity(&to), days)) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                let (from_day, to_day) = days;
                place.insert(Link { from, to, share, from_day, to_day });
                true
            }
        }
    }

    pub(super) fn finish(self, series: impl Into<String>) -> Links {
        Links { series: series.into(), rows: self.0.into_values().collect() }
    }
}

impl Row<'_> {
    /// A day; `None` for a blank field.
    pub(super) fn day(&self, column: usize) -> Result<Option<Day>, Bad> {
        match self.text(column) {
            "" => Ok(None),
            text => match Day::parse(text) {
                Some(day) => Ok(Some(day)),
                None => Err(self.bad(column, "a day such as 20130401")),
            },
        }
    }
}
