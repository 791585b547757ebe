//! One row per area, period, treatment and part of the area.

use super::context::Context;
use super::part::{Part, Shape};
use super::sources::Sources;
use crate::error::Error;
use crate::hashed::HashMap;
use crate::input::shorten;
use std::sync::Arc;
use unwarranted_core::{CubeRow, Period};

/// One row per key and part.
type Key = (Arc<str>, Period, Arc<str>);

type Group = (Arc<str>, Period, Part);

/// The rows met so far by treatment, period, part and area. Millions of rows are kept, so each takes few bytes: strings
/// are numbered.
#[derive(Default)]
struct Rows {
    /// Numbers of treatment, period and part together.
    groups: HashMap<Group, usize>,
    /// The group of the row before: most rows are of the same.
    before: Option<(Group, usize)>,
    areas: HashMap<Arc<str>, u32>,
    /// Table and line of the first row of each area, by group: one small map at a time is at work.
    first: Vec<HashMap<u32, (u32, u32)>>,
}

impl Rows {
    /// Enters a row; table and line of the one before it with the same key.
    fn insert(
        &mut self,
        (treatment, period, area): Key,
        part: &Part,
        (source, line): (usize, u64),
    ) -> Option<(usize, u64)> {
        let group = self.group(treatment, period, part);
        let next = number(self.areas.len());
        let area = *self.areas.entry(area).or_insert(next);
        let at = (number(source), u32::try_from(line).unwrap_or(u32::MAX));
        let (source, line) = self.first[group].insert(area, at)?;
        Some((usize::try_from(source).unwrap_or_default(), u64::from(line)))
    }

    fn group(&mut self, treatment: Arc<str>, period: Period, part: &Part) -> usize {
        if let Some(((of, when, what), group)) = &self.before
            && Arc::ptr_eq(of, &treatment)
            && *when == period
            && what == part
        {
            return *group;
        }
        let (key, next) = ((treatment, period, part.clone()), self.groups.len());
        let group = *self.groups.entry(key.clone()).or_insert(next);
        if group == self.first.len() {
            self.first.push(HashMap::default());
        }
        self.before = Some((key, group));
        group
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The rows met so far. Looked up, never iterated.
#[derive(Default)]
pub(super) struct Seen {
    rows: Rows,
    /// What distinguishes the first row with a key, and its line.
    shapes: HashMap<Key, (Shape, u64)>,
}

impl Seen {
    /// Refuses a row that is there already, or that holds people whom another row of its area holds too.
    pub(super) fn check(
        &mut self,
        context: &Context,
        line: u64,
        (row, part): (&CubeRow, &Part),
        sources: &Sources,
    ) -> Result<(), Error> {
        let key = (Arc::clone(&row.treatment), row.period, Arc::clone(&row.area));
        if context.columns.has_parts() {
            self.check_shape(context, line, key.clone(), part.shape())?;
        }
        let Some((table, first)) = self.rows.insert(key, part, (sources.present(), line)) else { return Ok(()) };
        let (area, treatment) = (shorten(&row.area), shorten(&row.treatment));
        let problem = format!(
            "area '{area}', period {}, treatment '{treatment}' is already on line {first}{}; \
             expected one row per area, period and treatment{}: remove or add up the rows{}",
            row.period,
            sources.elsewhere(table),
            if context.columns.has_parts() { " and part of the area" } else { "" },
            context.telling_apart()
        );
        Err(context.row(line, problem))
    }

    fn check_shape(&mut self, context: &Context, line: u64, key: Key, shape: Shape) -> Result<(), Error> {
        let (first, at) = *self.shapes.entry(key).or_insert((shape, line));
        if first == shape {
            return Ok(());
        }
        let problem = format!(
            "this row is {} where line {at} of the same area, period and treatment is {}; together they would \
             count people twice: keep the parts or the totals",
            shape.words(),
            first.words()
        );
        Err(context.row(line, problem))
    }
}
