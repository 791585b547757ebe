//! What became of trusts, groups and locations of the NHS: from one level and year to the next.

use super::merge::MergeInto;
use super::plan::Plan;
use super::{Error, Result};
use crate::ingest::values::day::Day;
use crate::store::geography::{Boards, Lineage, OnsCodes, Trusts};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The day from which on no group of 2013 to 2021 merged any more.
const LAST: (i32, u8, u8) = (2022, 7, 1);

/// What the program knows of areas, and what of it is asked for.
pub(super) struct Ancestry {
    into: MergeInto,
    lineage: &'static Lineage,
    boards: Boards,
    trusts: &'static Trusts,
    codes: Cow<'static, OnsCodes>,
    last: Day,
}

impl Ancestry {
    pub(super) fn new(plan: &Plan, into: MergeInto) -> Result<Self> {
        let (year, month, day) = LAST;
        let last = Day::new(year, month, day).ok_or_else(|| Error::option("lineage", "has no last day"))?;
        let (lineage, boards, trusts) = (Lineage::built_in()?, Boards::built_in()?, Trusts::built_in()?);
        Ok(Self { into, lineage, boards, trusts, codes: plan.study.ons_codes()?, last })
    }

    /// The NHS code of what an area goes into; `None` where nothing is known of it, or where it was divided.
    pub(super) fn home(&self, code: &str) -> Option<String> {
        let own = self.codes.commissioner(code).unwrap_or(code);
        match &self.into {
            MergeInto::GroupsAt(day) => {
                Some(self.lineage.area_at(own, *day)).filter(|at| *at != own).map(str::to_owned)
            }
            MergeInto::Groups => one(self.trusts.of(own).map(|(group, _)| group)),
            MergeInto::Boards => self.board(own).or_else(|| {
                let boards: Option<Vec<String>> = self.trusts.of(own).map(|(group, _)| self.board(group)).collect();
                boards.and_then(|boards| one(boards.iter().map(String::as_str)))
            }),
            MergeInto::Column { .. } => None,
        }
    }

    /// Whether it is a group that the program knows, and had not merged by the day that is asked for.
    pub(super) fn is_unmerged(&self, code: &str) -> bool {
        let own = self.codes.commissioner(code).unwrap_or(code);
        matches!(self.into, MergeInto::GroupsAt(_)) && self.home(code).is_none() && self.board(own).is_some()
    }

    /// What an area is called among those that others go into: by its NHS code, where it goes into none.
    pub(super) fn name(&self, code: &str) -> String {
        self.home(code).unwrap_or_else(|| self.codes.commissioner(code).unwrap_or(code).to_owned())
    }

    /// The board of a group or location, through the mergers of groups.
    fn board(&self, group: &str) -> Option<String> {
        self.boards.of(self.lineage.area_at(group, self.last)).map(str::to_owned)
    }

    /// Why nothing can be merged.
    pub(super) fn none(&self) -> String {
        match &self.into {
            MergeInto::GroupsAt(day) => format!(
                "{day}: none of these areas is a commissioning group; mergers are those of 2015 to 2021"
            ),
            MergeInto::Groups => {
                "pct: none of these areas is a primary care trust of 2012/13 that one group holds whole (codes such as 5A4)".to_owned()
            }
            _ => "icb: none of these areas is a sub-ICB location (codes such as 15E), a commissioning group or a trust before it".to_owned(),
        }
    }

    /// What is said of areas without a home.
    pub(super) fn unknown(&self) -> &'static str {
        match self.into {
            MergeInto::GroupsAt(_) => "had not merged by that day, or not known as groups",
            MergeInto::Groups => "no trust that one group holds whole (`scenario split --lineage pct` divides trusts)",
            _ => "in no board, or in several",
        }
    }
}

/// The only one of several texts; `None` where there are none or they differ.
fn one<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let all: BTreeSet<&str> = texts.collect();
    all.first().filter(|_| all.len() == 1).map(|text| (*text).to_owned())
}
