//! A list of organisations.

use super::{
    Heading, Table, Whole, count, days, not_empty, of_word, path, read, read_days, strings, text, text_or_null,
    totals_again, write,
};
use crate::store::Totals;
use std::path::PathBuf;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Organisation, Organisations};

impl Table for Organisations {
    const DATASET: Dataset = Dataset::Organisations;
    const FOLDERS: &'static [&'static str] = &["organisations"];

    fn heading(&self) -> Heading {
        Heading { series: self.series.clone(), ..Heading::default() }
    }

    fn totals(&self) -> Result<Totals, String> {
        let organisations = not_empty(&self.rows)?;
        let closed = count(self.rows.iter().filter(|r| r.closed.is_some()).count());
        Ok(Totals::Organisations { organisations, closed })
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        let rows = || self.rows.iter();
        write(
            path(paths, 0)?,
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

const TEXTS: [&str; 7] = ["kind", "code", "name", "parent", "status", "setting", "postcode"];
const DAYS: [&str; 4] = ["opened", "closed", "joined", "left"];

impl Whole for Organisations {
    /// A list of organisations, in the order in which it was written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let path = path(paths, 0)?;
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
        Ok(Self { series: heading.series, rows })
    }
}
