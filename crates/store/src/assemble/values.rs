//! Values of the presentations that are wanted of a month, read in as few pieces as is worth while.

use super::query::Stored;
use crate::store::{Store, StoredValue, TableEntry};
use unwarranted_core::Measure;
use unwarranted_ingest::error::Error;

/// Rows that are read although nothing takes them, rather than opening the file once more: those of one block.
const WORTH_READING: usize = 65_536;

/// A presentation with the rows that it adds to.
pub(super) struct Wanted {
    pub(super) first_row: usize,
    pub(super) rows: usize,
    pub(super) takers: Vec<usize>,
}

/// The stored values of one measure of every presentation that is wanted.
pub(super) struct Values {
    runs: Vec<Vec<StoredValue>>,
    /// By wanted presentation: its run, and where in the run it begins.
    starts: Vec<(usize, usize)>,
}

impl Values {
    /// Reads presentations near one another together.
    pub(super) fn read(store: &Store, table: &TableEntry, measure: Measure, wanted: &[Wanted]) -> Result<Self, Error> {
        let mut all = Self { runs: Vec::new(), starts: Vec::with_capacity(wanted.len()) };
        let near = |a: &Wanted, b: &Wanted| b.first_row <= a.first_row + a.rows + WORTH_READING;
        for run in wanted.chunk_by(near) {
            let first = run[0].first_row;
            let end = run.iter().map(|w| w.first_row + w.rows).max().unwrap_or(first);
            all.starts.extend(run.iter().map(|one| (all.runs.len(), one.first_row - first)));
            all.runs.push(store.values(table, measure.column(), first, end - first)?);
        }
        Ok(all)
    }

    /// By row of sums: the values of each presentation that it takes.
    pub(super) fn by_line<'a>(&'a self, wanted: &[Wanted], lines: usize) -> Option<Vec<Vec<&'a [StoredValue]>>> {
        let mut by_line = vec![Vec::new(); lines];
        for (one, (run, start)) in wanted.iter().zip(&self.starts) {
            let own = self.runs[*run].get(*start..start + one.rows)?;
            one.takers.iter().for_each(|row| by_line[*row].push(own));
        }
        Some(by_line)
    }

    /// By wanted presentation: the sum of its values. `None` on overflow.
    pub(super) fn totals(&self, wanted: &[Wanted]) -> Option<Vec<i64>> {
        let total = |(one, (run, start)): (&Wanted, &(usize, usize))| {
            let own = self.runs[*run].get(*start..start + one.rows)?;
            own.iter().try_fold(0i64, |sum, value| sum.checked_add(value.value))
        };
        wanted.iter().zip(&self.starts).map(total).collect()
    }
}
