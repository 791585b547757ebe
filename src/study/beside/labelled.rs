//! Words beside the figures: names and groups of areas.

use super::{Values, of_period};
use crate::core::{Period, Slice};
use crate::ingest::tidy::{BesideColumn, TidyOptions, read_beside};
use crate::study::need::listed;
use crate::study::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Words or codes of areas, by period.
pub(in crate::study) struct Labelled {
    pub(super) values: Values<Arc<str>>,
    pub(super) column: String,
}

impl Labelled {
    /// # Errors
    /// Those of [`read_beside`].
    pub(in crate::study) fn read(
        paths: &[PathBuf],
        column: &str,
        option: &'static str,
        tidy: &TidyOptions,
    ) -> Result<Self> {
        let beside = read_beside(paths, &[column], &format!("`{option}`"), tidy)?;
        let first = beside.columns.into_iter().next();
        Ok(Self::of_column(column, first.unwrap_or(BesideColumn::Words(Values::new()))))
    }

    pub(super) fn of_column(column: &str, values: BesideColumn) -> Self {
        let values = match values {
            BesideColumn::Words(words) => words,
            // Codes may be numbers.
            BesideColumn::Numbers(numbers) => {
                numbers.into_iter().map(|(key, number)| (key, number.to_string().into())).collect()
            }
        };
        Self { values, column: column.to_owned() }
    }

    /// That of each area in a period.
    pub(in crate::study) fn of(
        &self,
        period: Option<Period>,
        option: &'static str,
    ) -> Result<BTreeMap<Arc<str>, Arc<str>>> {
        of_period(&self.values, (period, false), (&self.column, option))
    }

    /// The areas that have one, in any period.
    pub(in crate::study) fn areas(&self) -> BTreeSet<&Arc<str>> {
        self.values.keys().map(|(area, _)| area).collect()
    }

    /// Refuses areas that the data do not have.
    pub(in crate::study) fn require_known(&self, slices: &[Slice], option: &'static str) -> Result<()> {
        let mut data: BTreeSet<&Arc<str>> = slices.iter().flat_map(Slice::areas).map(|a| &a.code).collect();
        data.extend(slices.iter().flat_map(Slice::set_aside).flat_map(|aside| &aside.areas));
        let unknown: Vec<&Arc<str>> = self.areas().into_iter().filter(|area| !data.contains(area)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let some: Vec<&Arc<str>> = data.iter().take(3).copied().collect();
        Err(Error::option(
            option,
            format!(
                "names areas that the data do not have: {}; codes in the data are like {}",
                listed(&unknown),
                listed(&some)
            ),
        ))
    }
}
