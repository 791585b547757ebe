//! An index of prices by year, for money in real terms.

use super::super::{Error, Result, files};
use crate::core::Period;
use crate::core::funding::RealTerms;
use crate::ingest::tidy::read_records;
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The index of each year, and where it comes from.
pub(super) struct Prices {
    by_year: BTreeMap<Period, (f64, Arc<str>)>,
    pub(super) input: Input,
}

impl Prices {
    /// Reads a table with the columns `year`, `index` and `source`.
    ///
    /// # Errors
    /// Those of [`read_records`]; a year that cannot be read or has two rows; an index that is not above zero; a row without its source.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let table = read_records(path, &["year", "index", "source"], &[])?;
        let mut by_year = BTreeMap::new();
        for row in &table.rows {
            let expected = "a year such as 2019/20 or 2019";
            let year = Period::parse(row.needed("year", expected)?).map_err(|_| row.refuse("year", expected))?;
            let expected = "an index of prices above 0, such as 95.4";
            let index = row.needed_number("index", expected)?;
            if index.is_nan() || index <= 0.0 {
                return Err(row.refuse("index", expected).into());
            }
            let source =
                row.needed("source", "where the index comes from, such as 'HM Treasury, GDP deflators, June 2024'")?;
            if by_year.insert(year, (index, Arc::from(source))).is_some() {
                return Err(row.refuse_row(format!("a second index of {year}; expected one row per year")).into());
            }
        }
        Ok(Self { by_year, input: files::whole_input(&table.input) })
    }

    /// What the pounds of a period are in the prices of another.
    pub(super) fn real_terms(&self, period: Period, base: Option<Period>) -> Result<RealTerms> {
        let of = |wanted: Period, option: &'static str| {
            self.by_year.get(&wanted).ok_or_else(|| {
                let have: Vec<String> = self.by_year.keys().map(Period::to_string).collect();
                Error::option(option, format!("has no index of {wanted}; it has {}", have.join(", ")))
            })
        };
        let base = base.unwrap_or(period);
        let ((own, _), (prices, source)) = (of(period, "deflator")?, of(base, "deflator")?);
        Ok(RealTerms { prices_of: base, factor: prices / own, source: Arc::clone(source) })
    }
}
