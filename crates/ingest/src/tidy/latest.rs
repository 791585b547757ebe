//! What is known of an area besides its figures: parent group and ranking number, those of its latest period.

use super::context::Context;
use super::fields::Field;
use super::tables::AreaFacts;
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::{CubeRow, Period};

/// Group and ranking number of each area, with the period they are from.
#[derive(Default)]
pub(super) struct Latest {
    groups: BTreeMap<Arc<str>, (Period, Arc<str>)>,
    ranks: BTreeMap<Arc<str>, (Period, f64)>,
}

impl Latest {
    pub(super) fn group(&mut self, context: &Context, line: u64, row: &CubeRow, group: Arc<str>) -> Result<(), Error> {
        let known = keep(&mut self.groups, row, Arc::clone(&group));
        let expected = "one group for an area in all of its rows of a period";
        known.then_some(()).ok_or_else(|| context.field(Field::Group, line, &group, expected))
    }

    pub(super) fn rank(&mut self, context: &Context, line: u64, row: &CubeRow, text: &str) -> Result<(), Error> {
        let value = context.number(line, text)?;
        let expected = "one number for an area in all of its rows of a period";
        let known = keep(&mut self.ranks, row, value);
        known.then_some(()).ok_or_else(|| context.field(Field::Rank, line, text, expected))
    }

    pub(super) fn facts(self) -> AreaFacts {
        AreaFacts {
            groups: self.groups.into_iter().map(|(code, (_, group))| (code, group)).collect(),
            ranks: self.ranks.into_iter().map(|(code, (_, rank))| (code, rank)).collect(),
            ..AreaFacts::default()
        }
    }
}

/// Keeps the value of an area's latest period; false where that period has another one.
fn keep<T: PartialEq>(known: &mut BTreeMap<Arc<str>, (Period, T)>, row: &CubeRow, value: T) -> bool {
    match known.get(&row.area) {
        Some((period, kept)) if *period == row.period => *kept == value,
        Some((period, _)) if *period > row.period => true,
        _ => {
            known.insert(Arc::clone(&row.area), (row.period, value));
            true
        }
    }
}
