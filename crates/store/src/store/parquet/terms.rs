//! A code list.

use super::columns::{Column, number_or_null, numbers_or_null, strings, text, text_or_null};
use super::file::read;
use super::table::{Listed, count};
use crate::store::catalogue::Totals;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Term, Terms};

impl Listed for Terms {
    const LIST: Dataset = Dataset::Terms;

    fn sums(&self, terms: i64) -> Result<Totals, String> {
        if self.rows.iter().filter_map(|r| r.value).any(|value| !value.is_finite()) {
            return Err("a value of the code list is not a finite number".to_owned());
        }
        let valued = count(self.rows.iter().filter(|r| r.value.is_some()).count());
        Ok(Totals::Terms { terms, valued })
    }

    fn columns(&self) -> Vec<Column> {
        let rows = || self.rows.iter();
        vec![
            text("code", rows().map(|r| r.code.as_str())),
            text_or_null("level", rows().map(|r| r.level.as_str())),
            text_or_null("name", rows().map(|r| r.name.as_str())),
            text_or_null("parent", rows().map(|r| r.parent.as_str())),
            number_or_null("value", rows().map(|r| r.value)),
            text_or_null("unit", rows().map(|r| r.unit.as_str())),
        ]
    }

    fn series(&self) -> &str {
        &self.series
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn read_from(path: &Path, series: String) -> Result<Self, Error> {
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
        Ok(Self { series, rows: (0..frame.height()).map(term).collect() })
    }
}

const TEXTS: [&str; 5] = ["code", "level", "name", "parent", "unit"];
