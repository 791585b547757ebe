//! What became of the rows, put together in the order of the file.

use crate::tables::{Reject, Tally};
use std::collections::BTreeMap;

/// Rejects before the share of them is first looked at, so that a wholly wrong file stops early.
const MANY_REJECTS: usize = 1_000;

/// Why reading stops. Lines are line ends before the row, within the block.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A quotation mark is not closed.
    Unclosed {
        /// Line ends before the row, within the block.
        line: u32,
    },
    /// A row has no end.
    TooLong,
    /// A sum is too large.
    Overflow,
    /// More rows are rejected than are allowed.
    Rejects,
    /// The input cannot be read.
    Io(std::io::Error),
}

/// The latest row, by which a file that is cut short is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Last {
    /// Line ends before it, within the block.
    pub(crate) line: u32,
    /// Fewer fields than the header.
    pub(crate) short: bool,
    /// A quotation mark is open at the end.
    pub(crate) open: bool,
    /// It has a line end.
    pub(crate) ended: bool,
}

/// What became of the rows of one block. Lines are counted from its start.
#[derive(Debug, Default)]
pub(crate) struct BlockTally {
    /// Line ends in the block.
    pub(crate) lines: u32,
    /// Rows in the block.
    pub(crate) read: u64,
    /// Rows whose figures are kept.
    pub(crate) used: u64,
    /// Rows that cannot be used, each with the line ends before it.
    pub(crate) rejects: Vec<(u32, Reject)>,
    /// The last row of the block.
    pub(crate) last: Option<Last>,
    /// Why nothing after this block matters.
    pub(crate) stop: Option<Stop>,
}

/// The account of the blocks up to one that is not yet read.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Per cent of the rows that may be rejected.
    max_rejects: f64,
    waiting: BTreeMap<u32, BlockTally>,
    next: u32,
    lines: u64,
    /// Rows so far.
    pub(crate) tally: Tally,
    /// Line and state of the latest row.
    pub(crate) last: Option<(u64, Last)>,
    /// Why reading stopped, with the line, counted from 1, where there is one.
    pub(crate) stop: Option<(u64, Stop)>,
}

impl Account {
    pub(crate) fn new(max_rejects: f64) -> Self {
        Self { max_rejects, ..Self::default() }
    }

    /// Takes the tally of a block; true when reading is to stop.
    pub(crate) fn take(&mut self, block: u32, tally: BlockTally) -> bool {
        self.waiting.insert(block, tally);
        while self.stop.is_none()
            && let Some(tally) = self.waiting.remove(&self.next)
        {
            self.next += 1;
            self.fold(tally);
        }
        self.stop.is_some()
    }

    fn fold(&mut self, block: BlockTally) {
        let line = |within: u32| self.lines + u64::from(within) + 1;
        self.tally.read += block.read;
        self.tally.used += block.used;
        let before = self.tally.rejects.len() / MANY_REJECTS;
        self.tally.rejects.extend(block.rejects.into_iter().map(|(at, reject)| Reject { line: line(at), ..reject }));
        if let Some(last) = block.last {
            self.last = Some((line(last.line), last));
        }
        self.stop = block.stop.map(|stop| match stop {
            Stop::Unclosed { line: at } => (line(at), stop),
            stop => (0, stop),
        });
        let rejected = self.tally.rejects.len();
        let too_many = rejected as f64 * 100.0 > self.tally.read as f64 * self.max_rejects;
        if self.stop.is_none() && rejected / MANY_REJECTS > before && too_many {
            self.stop = Some((0, Stop::Rejects));
        }
        self.lines += u64::from(block.lines);
    }
}
