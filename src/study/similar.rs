//! The areas most like each area, from a table of indicators.

use super::beside::{IndicatorColumn, Indicators, Labelled};
use super::need::listed;
use super::{Result, Study};
use crate::core::similar::{Lacking, Similar, WITHOUT_PEERS, similar};
use crate::core::text::counted;
use crate::core::{Error as Statistics, Period};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The areas most like each area, with their names.
#[derive(Debug, Clone)]
pub struct Likened {
    /// The areas.
    pub found: Similar,
    /// Names of areas, where a column has them.
    pub names: BTreeMap<Arc<str>, Arc<str>>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// Areas that lack an indicator.
    pub set_aside: Vec<String>,
}

impl Study {
    /// The `nearest` areas most like each area of the files by these columns.
    ///
    /// # Errors
    /// No files; several periods; those of [`crate::ingest::tidy::read_beside`] and [`similar`].
    pub fn similar(&self, by: &[IndicatorColumn], nearest: usize) -> Result<Likened> {
        let tidy = self.tidy();
        let period: Option<Period> = match self.period.as_slice() {
            [] => None,
            [period] => Some(*period),
            _ => {
                return Err(super::Error::option(
                    "period",
                    "takes one period here: areas are like each other at one time",
                ));
            }
        };
        let read = Indicators::read(&self.files, by, &tidy)?;
        let indicators = read.of(period, true)?;
        let names = match &self.column_name {
            Some(column) => Labelled::read(&self.files, column, "column-name", &tidy)?.of(period, "column-name")?,
            None => BTreeMap::new(),
        };
        let mut found = similar(&indicators, nearest).map_err(told)?;
        let all = || indicators.iter().map(|i| Arc::clone(&i.name)).collect();
        found.lacking.extend(read.bare(period, &indicators).into_iter().map(|area| Lacking { area, lacks: all() }));
        let warnings = warnings(&found);
        let set_aside = read.set_aside.iter().cloned().chain(lacking(&found)).collect();
        Ok(Likened { found, names, warnings, set_aside })
    }
}

/// What is wrong with the columns as what is wrong with the option.
pub(super) fn told(error: Statistics) -> super::Error {
    match error {
        Statistics::Indicators(problem) => super::Error::option("by", problem),
        other => other.into(),
    }
}

fn warnings(found: &Similar) -> Vec<String> {
    let codes: Vec<&Arc<str>> = found.without_peers.iter().map(|w| &w.area).collect();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area has", "areas have");
    let said = format!(
        "{many} no peers: the last of their {} similar areas is over {WITHOUT_PEERS} times as far as that of the median area ({:.2} \
         standard deviations): {}",
        found.nearest,
        found.median_last,
        listed(&codes)
    );
    if codes.is_empty() { Vec::new() } else { vec![said] }
}

fn lacking(found: &Similar) -> Option<String> {
    let codes: Vec<&Arc<str>> = found.lacking.iter().map(|l| &l.area).collect();
    let mut lacks: Vec<&str> = found.lacking.iter().flat_map(|l| &l.lacks).map(|name| &**name).collect();
    lacks.sort_unstable();
    lacks.dedup();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area", "areas");
    (!codes.is_empty()).then(|| format!("left out: {many} without a value of {}: {}", lacks.join(", "), listed(&codes)))
}
