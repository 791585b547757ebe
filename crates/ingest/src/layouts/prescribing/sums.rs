//! Rows of one practice and presentation are added up.

use crate::tables::{PrescribingRow, Sums};
use crate::values::fixed::Fixed;

/// Sums neighbouring rows of the same practice and presentation; `None` on overflow.
pub(super) fn sum_neighbours(rows: &mut Vec<PrescribingRow>) -> Option<()> {
    let mut exact = Some(());
    rows.dedup_by(|row, kept| {
        let same = (row.practice, row.presentation) == (kept.practice, kept.presentation);
        if same && kept.add(row).is_none() {
            exact = None;
        }
        same
    });
    exact
}

impl PrescribingRow {
    /// Adds the figures of another row; `None` on overflow.
    #[inline]
    pub(super) fn add(&mut self, other: &Self) -> Option<()> {
        self.items = self.items.checked_add(other.items)?;
        self.quantity = Fixed(self.quantity.0.checked_add(other.quantity.0)?);
        self.nic = Fixed(self.nic.0.checked_add(other.nic.0)?);
        self.actual_cost = Fixed(self.actual_cost.0.checked_add(other.actual_cost.0)?);
        Some(())
    }

    /// As sums; a quantity that the file does not report is none.
    #[must_use]
    pub fn sums(&self, quantity_reported: bool) -> Sums {
        let quantity = quantity_reported.then_some(self.quantity);
        Sums { items: self.items, quantity, nic: self.nic, actual_cost: self.actual_cost }
    }
}
