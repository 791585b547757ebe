//! A code list.

use super::{
    Heading, Table, Whole, count, not_empty, number_or_null, numbers_or_null, path, read, strings, text, text_or_null,
    totals_again, write,
};
use crate::store::Totals;
use std::path::PathBuf;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Term, Terms};

impl Table for Terms {
    const DATASET: Dataset = Dataset::Terms;
    const FOLDERS: &'static [&'static str] = &["terms"];

    fn heading(&self) -> Heading {
        Heading { series: self.series.clone(), ..Heading::default() }
    }

    fn totals(&self) -> Result<Totals, String> {
        let terms = not_empty(&self.rows)?;
        if self.rows.iter().filter_map(|r| r.value).any(|value| !value.is_finite()) {
            return Err("a value of the code list is not a finite number".to_owned());
        }
        let valued = count(self.rows.iter().filter(|r| r.value.is_some()).count());
        Ok(Totals::Terms { terms, valued })
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        let rows = || self.rows.iter();
        write(
            path(paths, 0)?,
            vec![
                text("code", rows().map(|r| r.code.as_str())),
                text_or_null("level", rows().map(|r| r.level.as_str())),
                text_or_null("name", rows().map(|r| r.name.as_str())),
                text_or_null("parent", rows().map(|r| r.parent.as_str())),
                number_or_null("value", rows().map(|r| r.value)),
                text_or_null("unit", rows().map(|r| r.unit.as_str())),
            ],
        )
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let path = path(paths, 0)?;
        let table = Self::read(paths, Heading::default())?;
        totals_again(&table, table.rows.len(), path)
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(Self::read(paths, self.heading())? == *self)
    }
}

const TEXTS: [&str; 5] = ["code", "level", "name", "parent", "unit"];

impl Whole for Terms {
    /// A code list, in the order in which it was written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let path = path(paths, 0)?;
        let frame = read(path, &[&TEXTS[..], &["value"]].concat())?;
        let [code, level, name, parent, unit] = TEXTS.map(|name| strings(&frame, name, path));
        let (code, level, name, parent, unit) = (code?, level?, name?, parent?, unit?);
        let value = numbers_or_null(&frame, "value", path)?;
        let term = |i: usize| Term {
            code: code[i].to_owned(),
            level: level[i].to_owned(),
            name: name[i].to_owned(),
            parent: parent[i].to_owned(),
            value: value[i],
            unit: unit[i].to_owned(),
        };
        Ok(Self { series: heading.series, rows: (0..frame.height()).map(term).collect() })
    }
}
