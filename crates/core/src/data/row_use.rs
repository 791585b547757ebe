//! What became of the rows of a cube's input files.

use crate::data::cube::Cube;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::row::CubeRow;
use crate::data::set_aside::Reason;
use crate::data::slicing::{SliceOptions, inside};
use crate::error::Error;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of the rows of one input file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowUse {
    /// Data rows read.
    pub read: usize,
    /// Rows that went into a slice.
    pub used: usize,
    /// Rows outside `from` and `to`.
    pub not_selected: usize,
    /// Rows set aside, by reason.
    pub set_aside: BTreeMap<Reason, usize>,
}

impl Cube {
    /// What became of the rows of each input file, in the order of the files' numbers.
    ///
    /// # Errors
    /// Those of [`Period::within`].
    pub fn row_use(&self, options: &SliceOptions) -> Result<BTreeMap<usize, RowUse>, Error> {
        let mut uses: BTreeMap<usize, RowUse> = BTreeMap::new();
        for row in self.rows() {
            let inside = inside(row.period, options);
            for (file, rows) in self.behind(row).iter() {
                let tally = uses.entry(*file).or_default();
                tally.read += rows;
                tally.not_selected += if inside { 0 } else { *rows };
            }
        }
        let kinds = self.kinds(options);
        let tallied = |((treatment, _), rows): ((&Arc<str>, Period), Vec<&CubeRow>)| {
            let kind = kinds.get(treatment).copied().unwrap_or(Kind::Amount);
            let mut own: BTreeMap<(usize, Option<Reason>), usize> = BTreeMap::new();
            for (row, reason) in self.judged(&rows, kind) {
                for (file, rows) in self.behind(row).iter() {
                    *own.entry((*file, reason)).or_default() += rows;
                }
            }
            own
        };
        let tallies: Vec<BTreeMap<_, usize>> = self.groups(options)?.into_par_iter().map(tallied).collect();
        for ((file, reason), rows) in tallies.into_iter().flatten() {
            let tally = uses.entry(file).or_default();
            match reason {
                Some(reason) => *tally.set_aside.entry(reason).or_default() += rows,
                None => tally.used += rows,
            }
        }
        Ok(uses)
    }
}
