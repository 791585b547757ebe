//! Reading of the reference values carried in `tests/reference/`.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

/// One value that another program computed.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Row {
    pub(crate) dataset: String,
    pub(crate) unit: String,
    pub(crate) statistic: String,
    pub(crate) value: String,
    #[allow(dead_code)]
    pub(crate) call: String,
}

impl Row {
    pub(crate) fn number(&self) -> f64 {
        self.value.parse().unwrap_or_else(|_| panic!("{}: {}", self.statistic, self.value))
    }

    /// `found` within a relative `tolerance` of the value.
    pub(crate) fn expect(&self, found: f64, tolerance: f64) {
        let expected = self.number();
        let error = (found - expected).abs() / expected.abs().max(1e-300);
        let name = format!("{} {} {}", self.dataset, self.unit, self.statistic);
        assert!(error <= tolerance, "{name}: found {found:e}, expected {expected:e}, relative difference {error:.1e}");
    }
}

pub(crate) fn rows(file: &str) -> Vec<Row> {
    read(file)
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> Vec<T> {
    let path = unwarranted_testing::root().join("crates/core/tests/reference").join(file);
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Every record of an input file by column name.
#[allow(dead_code)]
pub(crate) fn table(file: &str) -> Vec<BTreeMap<String, String>> {
    read(&format!("input_{file}.csv"))
}

/// Counts the rows checked and those left aside; fails if a number differs from what is known.
#[derive(Default)]
pub(crate) struct Tally {
    checked: usize,
    aside: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl Tally {
    pub(crate) fn add(&mut self) {
        self.checked += 1;
    }

    pub(crate) fn aside(&mut self, row: &Row, reason: &'static str) {
        *self.aside.entry(reason).or_default().entry(row.statistic.clone()).or_default() += 1;
    }

    pub(crate) fn finish(&self, file: &str, known: usize, known_aside: usize) {
        println!("{file}: {} rows matched", self.checked);
        let mut aside = 0;
        for (reason, statistics) in &self.aside {
            println!("  not matched, {reason}:");
            for (statistic, n) in statistics {
                println!("    {n} {statistic}");
                aside += n;
            }
        }
        assert_eq!((self.checked, aside), (known, known_aside), "{file}: rows matched and rows left aside");
    }
}
