//! One table of a publisher's file: recognised, read, and written aside with its account.

use super::catalogue::{CatalogueEntry, Rows, TableEntry};
use super::names::key;
use super::not_read::NotRead;
use super::options::IngestOptions;
use super::staging::Staging;
use unwarranted_ingest::formats;
use unwarranted_ingest::input::{InputFile, Member};
use unwarranted_ingest::layouts::Format;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::{Reading, Tally};

impl Staging {
    /// Reads one table, with its name where it is the member of an archive, which was ingested so many `times` before, and
    /// writes its files aside.
    pub(super) fn member(
        &self,
        file: &InputFile,
        (member, archived): (&Member, Option<&str>),
        times: usize,
        options: &IngestOptions,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<CatalogueEntry, NotRead> {
        let names = [member.name.as_str(), file.name.as_str()];
        let (shown, text, max_rejects) = (&member.shown, &member.text, options.max_rejects);
        let source = Source { shown, names: &names, text, max_rejects, progress };
        let text = formats::without_frame(&source);
        let plain = text.as_ref().map(|text| Source { text, ..source });
        let (format, source) = formats::better(&source, plain.as_ref()).map_err(NotRead::unknown)?;
        let not = |error| NotRead::stopped(error, format.id);
        let read = format.read.ok_or_else(|| not(source.refuse("this layout is analysed directly, not ingested")))?;
        let reading = read.read(source).map_err(not)?;
        self.reading(file, archived, (format, &reading, source), times, options)
    }

    /// Writes the files of what was read from a table aside.
    pub(super) fn reading(
        &self,
        file: &InputFile,
        member: Option<&str>,
        (format, reading, source): (&'static Format, &Reading, &Source<'_>),
        times: usize,
        options: &IngestOptions,
    ) -> Result<CatalogueEntry, NotRead> {
        let key = key(&file.sha256, member, times);
        let tables = self.tables(&reading.tables, &key, source);
        let tables = tables.map_err(|not| NotRead { format: Some(format.id), ..not })?;
        let mut entry = entry(file, format, &reading.tally, tables);
        entry.member = member.map(str::to_owned);
        entry.when.clone_from(&options.when);
        entry.rejects = self.rejects(&file.name, &reading.tally, &key)?;
        Ok(entry)
    }
}

/// Name of the member of an archive; `None` for a file that is one table.
pub(super) fn member_name<'a>(file: &InputFile, member: &'a Member, several: bool) -> Option<&'a str> {
    (several || member.shown != file.shown).then_some(member.name.as_str())
}

fn entry(file: &InputFile, format: &Format, tally: &Tally, tables: Vec<TableEntry>) -> CatalogueEntry {
    let counts = |map: &std::collections::BTreeMap<&'static str, u64>| {
        map.iter().map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect()
    };
    let rows = Rows {
        read: tally.read,
        used: tally.used,
        stored: tables.iter().map(|t| t.rows).sum(),
        rejected: tally.rejects.len() as u64,
        set_aside: counts(&tally.set_aside),
        labelled: counts(&tally.labelled),
    };
    CatalogueEntry {
        file: file.name.clone(),
        member: None,
        size: file.bytes,
        sha256: file.sha256.clone(),
        format: format.id.to_owned(),
        publisher: format.publisher.to_owned(),
        licence: format.licence.to_owned(),
        attribution: format.attribution.to_owned(),
        geography: format.geography,
        synthetic: tally.synthetic,
        when: String::new(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rows,
        rejects: None,
        notices: tally.notices.clone(),
        tables,
    }
}
