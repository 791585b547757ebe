//! Rows that stand in a file more than once. They stay in the sums, as nobody but the publisher can say whether they are the
//! same prescriptions again, and their number and what they hold are said.

use super::columns::Figures;
use crate::tables::PrescribingRow;
use crate::values::fixed::Fixed;
use unwarranted_core::text::{counted, whole};

/// Rows of one practice and presentation with the figures of another one, per row of the file, below which they are no sign of
/// copies: short rows may be alike by chance.
const FEW: usize = 1_000;

/// The rows read last that are of one practice and presentation.
#[derive(Debug, Default)]
pub(super) struct Alike<'a> {
    of: Option<(u32, u32)>,
    rows: Vec<(Figures, &'a [u8])>,
}

impl<'a> Alike<'a> {
    /// Adds a row, and says whether it is the same bytes as one of them.
    #[inline]
    pub(super) fn holds(&mut self, raw: &'a [u8], of: (u32, u32), figures: Figures) -> bool {
        if self.of != Some(of) {
            self.of = Some(of);
            self.rows.clear();
        }
        let copy = self.rows.iter().any(|(other, bytes)| *other == figures && *bytes == raw);
        if !copy {
            self.rows.push((figures, raw));
        }
        copy
    }
}

/// How many rows are there twice, and what they hold.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    rows: usize,
    sum: PrescribingRow,
}

impl Found {
    fn add(&mut self, row: &PrescribingRow) {
        self.rows += 1;
        // A sum that is too large is refused where all rows are summed.
        let _ = self.sum.add(row);
    }

    fn held(&self, quantity: bool) -> String {
        let PrescribingRow { items, quantity: amount, nic, actual_cost, .. } = self.sum;
        let amount = if quantity { format!(", quantity {amount}") } else { String::new() };
        format!("{} items{amount}, net ingredient cost {nic} pounds, actual cost {actual_cost} pounds", whole(items))
    }
}

/// The copies of a file.
#[derive(Debug, Default)]
pub(super) struct Copies {
    near: Found,
    /// Of practices and presentations that stand in several places of the file.
    far: Found,
}

impl Copies {
    pub(super) fn add(&mut self, figures: Figures) {
        let Figures { items, quantity, nic, actual_cost } = figures;
        let (quantity, nic, actual_cost) = (Fixed(quantity), Fixed(nic), Fixed(actual_cost));
        self.near.add(&PrescribingRow { items, quantity, nic, actual_cost, ..PrescribingRow::default() });
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.near.rows += other.near.rows;
        let _ = self.near.sum.add(&other.near.sum);
    }

    /// Looks for parts of the file that are there twice, among rows sorted by presentation and practice.
    pub(super) fn far_apart(&mut self, rows: &[PrescribingRow]) {
        let figures = |row: &PrescribingRow| (row.items, row.quantity, row.nic, row.actual_cost);
        let mut found = Found::default();
        for own in rows.chunk_by(|a, b| (a.practice, a.presentation) == (b.practice, b.presentation)) {
            for (at, row) in own.iter().enumerate().skip(1) {
                if own[..at].iter().any(|before| figures(before) == figures(row)) {
                    found.add(row);
                }
            }
        }
        if found.rows * FEW > rows.len() {
            self.far = found;
        }
    }

    /// What a reader must know, in words; `quantity` says whether the file has quantities.
    pub(super) fn notices(&self, quantity: bool) -> Vec<String> {
        let said = |found: &Found, one: &str, many: &str| {
            let rows = counted(i64::try_from(found.rows).unwrap_or(i64::MAX), one, many);
            let kept = if found.rows == 1 { "it is" } else { "they are" };
            format!("{rows}: {kept} kept, and in the sums with {}", found.held(quantity))
        };
        let near = (self.near.rows > 0)
            .then(|| said(&self.near, "row is an exact copy of another one", "rows are exact copies of other ones"));
        let far = (self.far.rows > 0).then(|| {
            let of = "practice, presentation and all figures of a row elsewhere in the file";
            said(&self.far, &format!("row has the {of}"), &format!("rows have the {of}"))
        });
        near.into_iter().chain(far).collect()
    }
}
