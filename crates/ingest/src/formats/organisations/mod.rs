//! Lists of organisations, who belonged where, and codes of one scheme by those of another.

pub(super) mod commissioners;
pub(super) mod memberships;
pub(super) mod network_members;
pub(super) mod networks;
pub(super) mod nhs_choices;
mod ods_list;
pub(super) mod ons_lookup;
pub(super) mod ons_to_ods;
pub(super) mod pct_to_ccg;
pub(super) mod practice_map;
pub(super) mod practices;
pub(super) mod sha_trusts;

use super::directory::{Link, Links, Node};
use super::rows::{Bad, Row};
use crate::area_kind::{AreaKind, Scheme};
use crate::day::Day;
use std::collections::BTreeMap;

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

/// Links collected row by row, each once, sorted.
#[derive(Debug, Default)]
pub(super) struct LinkSet(BTreeMap<(Node, Node, Days), Option<f64>>);

impl LinkSet {
    /// Adds a link of a snapshot; whether it is new.
    pub(super) fn add(&mut self, from: Node, to: Node) -> bool {
        self.insert(from, to, (None, None), None)
    }

    /// Adds a link; whether it is new.
    pub(super) fn insert(&mut self, from: Node, to: Node, days: Days, share: Option<f64>) -> bool {
        self.0.insert((from, to, days), share).is_none()
    }

    pub(super) fn finish(self, series: impl Into<String>) -> Links {
        let link = |((from, to, (from_day, to_day)), share): ((Node, Node, Days), _)| Link {
            from,
            to,
            share,
            from_day,
            to_day,
        };
        Links { series: series.into(), rows: self.0.into_iter().map(link).collect() }
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
