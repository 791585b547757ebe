//! A list of organisations.

use super::columns::{Column, days, read_days, strings, text, text_or_null};
use super::file::read;
use super::table::{Listed, count, of_word};
use crate::store::catalogue::Totals;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Organisation, Organisations};

impl Listed for Organisations {
    const LIST: Dataset = Dataset::Organisations;

    fn sums(&self, organisations: i64) -> Result<Totals, String> {
        let closed = count(self.rows.iter().filter(|r| r.closed.is_some()).count());
        Ok(Totals::Organisations { organisations, closed })
    }

    fn columns(&self) -> Vec<Column> {
        let rows = || self.rows.iter();
        vec![
            text("kind", rows().map(|r| r.kind.word())),
            text("code", rows().map(|r| r.code.as_str())),
            text_or_null("name", rows().map(|r| r.name.as_str())),
            text_or_null("parent", rows().map(|r| r.parent.as_str())),
            days("opened", rows().map(|r| r.opened)),
            days("closed", rows().map(|r| r.closed)),
            days("joined", rows().map(|r| r.joined)),
            days("left", rows().map(|r| r.left)),
            text_or_null("status", rows().map(|r| r.status.as_str())),
            text_or_null("setting", rows().map(|r| r.setting.as_str())),
            text_or_null("postcode", rows().map(|r| r.postcode.as_str())),
        ]
    }

    fn series(&self) -> &str {
        &self.series
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn read_from(path: &Path, series: String) -> Result<Self, Error> {
        let frame = read(path, &[&TEXTS[..], &DAYS].concat())?;
        let [kind, code, name, parent, status, setting, postcode] = TEXTS.map(|name| strings(&frame, name, path));
        let (kind, code, name, parent) = (kind?, code?, name?, parent?);
        let (status, setting, postcode) = (status?, setting?, postcode?);
        let [opened, closed, joined, left] = DAYS.map(|name| read_days(&frame, name, path));
        let (opened, closed, joined, left) = (opened?, closed?, joined?, left?);
        let row = |i: usize| {
            Ok(Organisation {
                kind: of_word(kind[i], path, "kind")?,
                code: code[i].to_owned(),
                name: name[i].to_owned(),
                parent: parent[i].to_owned(),
                opened: opened[i],
                closed: closed[i],
                joined: joined[i],
                left: left[i],
                status: status[i].to_owned(),
                setting: setting[i].to_owned(),
                postcode: postcode[i].to_owned(),
            })
        };
        let rows = (0..frame.height()).map(row).collect::<Result<_, Error>>()?;
        Ok(Self { series, rows })
    }
}

const TEXTS: [&str; 7] = ["kind", "code", "name", "parent", "status", "setting", "postcode"];
const DAYS: [&str; 4] = ["opened", "closed", "joined", "left"];
