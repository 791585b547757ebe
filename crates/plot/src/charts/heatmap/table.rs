//! How many rows and columns a heat map has, and how wide they are.

use crate::chart::{Measure, Subject};

/// Most rows.
pub(super) const ROWS: usize = 120;
/// Most columns.
const COLUMNS: usize = 50;
/// Least and most width of a column.
const COLUMN: (f64, f64) = (18.0, 44.0);
/// Space between blocks of rows, and the fewest rows of one.
pub(super) const BETWEEN: f64 = 24.0;
const BLOCK: usize = 20;
const BLOCK_CARD: usize = 6;

/// How rows and columns are set: few treatments leave room for several blocks of rows beside each other.
pub(super) struct Table {
    pub inner: f64,
    pub rows: usize,
    pub columns: usize,
    pub blocks: usize,
    /// Widths of the names and of a column.
    pub names: f64,
    pub wide: f64,
}

impl Table {
    /// Of at most so many areas.
    pub(super) fn of(subject: &Subject, measures: &[Measure], areas: usize) -> Self {
        let inner = subject.size.width - 2.0 * subject.size.margin();
        let names = if subject.size.is_narrow() { inner * 0.44 } else { inner * 0.32 };
        let room = (inner - names - 8.0) / COLUMN.0;
        let columns = (1..=measures.len().min(COLUMNS)).take_while(|n| *n as f64 <= room).count();
        let (rows, narrowest) = (areas.min(ROWS), names.min(170.0) + 8.0 + columns as f64 * COLUMN.0 * 1.5);
        let block = if subject.size.is_card() { BLOCK_CARD } else { BLOCK };
        let fits = |n: &usize| (*n as f64) * (narrowest + BETWEEN) - BETWEEN <= inner && rows >= n * block;
        let blocks = (2..=3).rev().find(fits).unwrap_or(1);
        let each = (inner + BETWEEN) / blocks as f64 - BETWEEN;
        let wide = |names: f64| ((each - names - 8.0) / columns.max(1) as f64).clamp(COLUMN.0, COLUMN.1);
        let names = names.min(each - 8.0 - columns as f64 * COLUMN.0 * if blocks > 1 { 1.5 } else { 1.0 });
        Self { inner, rows, columns, blocks, names, wide: wide(names) }
    }

    /// Most rows of a block.
    pub(super) fn each(&self) -> usize {
        self.rows.div_ceil(self.blocks).max(1)
    }

    /// Width of a block.
    pub(super) fn width(&self) -> f64 {
        (self.inner + BETWEEN) / self.blocks as f64 - BETWEEN
    }
}
