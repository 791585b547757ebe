//! One month of prescribing while it is read: rows summed by practice and presentation.

use super::prescribing::{Columns, Fields};
use super::rows::Row;
use super::{Middle, Practice, Prescribing, PrescribingRow, Presentation, Source, Sums};
use crate::codes::Label;
use crate::error::Error;
use std::collections::HashMap;

/// One month while it is read. Everything is kept in the order of first appearance; the maps are only looked up.
#[derive(Default)]
pub(super) struct Builder {
    practices: Vec<Practice>,
    presentations: Vec<Presentation>,
    rows: Vec<PrescribingRow>,
    practice_at: HashMap<String, usize>,
    presentation_at: HashMap<String, usize>,
    row_at: HashMap<(usize, usize), usize>,
    key: String,
    read: Sums,
}

impl Builder {
    /// Adds one row and gives its prescriber's label; `None` when a sum overflows.
    pub(super) fn add(&mut self, row: &Row<'_>, columns: &Columns, fields: &Fields<'_>) -> Option<Label> {
        let practice = self.practice(row, columns, fields);
        let presentation = match self.presentation_at.get(fields.bnf) {
            Some(at) => *at,
            None => {
                self.presentations.push(columns.presentation(row, fields.bnf));
                self.presentation_at.insert(fields.bnf.to_owned(), self.presentations.len() - 1);
                self.presentations.len() - 1
            }
        };
        let at = *self.row_at.entry((presentation, practice)).or_insert_with(|| {
            self.rows.push(PrescribingRow { presentation, practice, sums: Sums::default() });
            self.rows.len() - 1
        });
        let sums = &mut self.rows[at].sums;
        *sums = sums.plus(fields.sums)?;
        self.read = self.read.plus(fields.sums)?;
        let practice = &mut self.practices[practice];
        practice.items = practice.items.checked_add(fields.sums.items)?;
        Some(practice.label)
    }

    fn practice(&mut self, row: &Row<'_>, columns: &Columns, fields: &Fields<'_>) -> usize {
        self.key.clear();
        self.key.push_str(fields.practice);
        self.key.push('\n');
        self.key.push_str(fields.pco);
        if let Some(at) = self.practice_at.get(&self.key) {
            return *at;
        }
        self.practices.push(columns.practice(row, fields));
        self.practice_at.insert(self.key.clone(), self.practices.len() - 1);
        self.practices.len() - 1
    }

    pub(super) fn finish(self, source: &Source<'_>, middle: Option<Middle>) -> Result<Prescribing, Error> {
        let (practices, practice_to) = sorted(self.practices, |p| (p.code.clone(), p.org.pco.clone()));
        let (mut presentations, presentation_to) = sorted(self.presentations, |p| p.bnf.clone());
        let mut rows = self.rows;
        for row in &mut rows {
            row.practice = practice_to[row.practice];
            row.presentation = presentation_to[row.presentation];
        }
        rows.sort_unstable_by_key(|row| (row.presentation, row.practice));
        for (at, row) in rows.iter().enumerate() {
            let presentation = &mut presentations[row.presentation];
            if presentation.rows == 0 {
                presentation.first_row = at;
            }
            presentation.rows += 1;
        }
        let stored = rows.iter().try_fold(Sums::default(), |sum, row| sum.plus(row.sums));
        if stored != Some(self.read) {
            return Err(source.refuse("the sums by practice and presentation do not add up to those of the rows"));
        }
        Ok(Prescribing { middle, practices, presentations, rows, read: self.read })
    }
}

/// The items in the order of their keys, and where each went.
fn sorted<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Vec<usize>) {
    let mut order: Vec<(usize, T)> = items.into_iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| key(item));
    let mut to = vec![0; order.len()];
    for (now, (was, _)) in order.iter().enumerate() {
        to[*was] = now;
    }
    (order.into_iter().map(|(_, item)| item).collect(), to)
}
