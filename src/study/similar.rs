//! The areas most like each area, from a table of indicators.

use super::beside::{IndicatorColumn, Indicators, Labelled, how_many};
use super::need::listed;
use super::{Result, Study};
use crate::core::similar::{Lacking, Likeness, Similar, WITHOUT_PEERS, in_groups, similar};
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
    /// The `nearest` areas most like each area of the files by these columns, ten where nobody says how many; all others of its group where
    /// they name groups.
    ///
    /// # Errors
    /// No files; several periods; those of [`crate::ingest::tidy::read_beside`] and [`similar`].
    pub fn similar(&self, by: &[IndicatorColumn], nearest: Option<usize>) -> Result<Likened> {
        let nearest = how_many(by, nearest)?;
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
        let likeness = read.of(period, true, nearest)?;
        let names = match &self.column_name {
            Some(column) => Labelled::read(&self.files, column, "column-name", &tidy)?.of(period, "column-name")?,
            None => BTreeMap::new(),
        };
        let mut found = likened(&likeness).map_err(told)?;
        let bare = read.bare(period, &likeness).into_iter();
        found.lacking.extend(bare.map(|area| Lacking { area, lacks: likeness.by() }));
        let warnings = warnings(&found);
        let set_aside = read.set_aside.iter().cloned().chain(lacking(&found)).collect();
        Ok(Likened { found, names, warnings, set_aside })
    }
}

/// The areas most like each among all that something is known of.
///
/// # Errors
/// Those of [`similar`] and [`in_groups`].
pub(super) fn likened(likeness: &Likeness) -> std::result::Result<Similar, Statistics> {
    match likeness {
        Likeness::Nearest { indicators, nearest } => similar(indicators, *nearest),
        Likeness::Groups(groups) => in_groups(groups),
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
    let said = match found.nearest {
        Some(nearest) => format!(
            "{many} no peers: the last of their {nearest} similar areas is over {WITHOUT_PEERS} times as far as that of the median area \
             ({:.2} standard deviations): {}",
            found.median_last,
            listed(&codes)
        ),
        None => format!("{many} no peers, alone in their group: {}", listed(&codes)),
    };
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
