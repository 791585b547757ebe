//! What was written: paths, and sums by file, month, area and substance.

use std::collections::BTreeMap;
use std::path::PathBuf;
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

/// Sums of a file, by what they are of.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals(pub(super) BTreeMap<&'static str, Fixed>);

impl Totals {
    /// Adds a whole number.
    pub(super) fn count(&mut self, what: &'static str, value: i64) {
        self.add(what, Fixed(value.saturating_mul(SCALE)));
    }

    pub(super) fn add(&mut self, what: &'static str, value: Fixed) {
        self.0.entry(what).or_default().0 += value.0;
    }
}

/// Sums of prescribing: nic in pence, actual cost in 1/100,000 pound.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Volume {
    pub(super) rows: i64,
    pub(super) items: i64,
    pub(super) quantity: i64,
    pub(super) nic: i64,
    pub(super) actual: i64,
}

impl Volume {
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.items += other.items;
        self.quantity += other.quantity;
        self.nic += other.nic;
        self.actual += other.actual;
    }

    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (what, value) in [("rows", self.rows), ("items", self.items), ("quantity", self.quantity)] {
            totals.count(what, value);
        }
        totals.add("nic", Fixed(self.nic * 1_000));
        totals.add("actual-cost", Fixed(self.actual));
        totals
    }
}

/// What prescribing came to.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) paths: Vec<PathBuf>,
    pub(super) totals: Vec<(String, Totals)>,
    pub(super) volumes: Vec<Volume>,
    /// By area, then by substance and financial year.
    pub(super) expected: Vec<Vec<f64>>,
    pub(super) items: Vec<Vec<i64>>,
}

impl Made {
    pub(super) fn new(areas: usize, cells: usize, months: usize) -> Self {
        Self {
            paths: Vec::new(),
            totals: Vec::new(),
            volumes: vec![Volume::default(); months],
            expected: vec![vec![0.0; cells]; areas],
            items: vec![vec![0; cells]; areas],
        }
    }

    pub(super) fn add<'a>(
        &mut self,
        area: usize,
        expected: &[f64],
        items: &[i64],
        months: impl Iterator<Item = &'a Volume>,
    ) {
        self.expected[area].iter_mut().zip(expected).for_each(|(sum, value)| *sum += value);
        self.items[area].iter_mut().zip(items).for_each(|(sum, value)| *sum += value);
        self.volumes.iter_mut().zip(months).for_each(|(sum, month)| sum.add(month));
    }
}
