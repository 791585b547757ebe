//! Prescribing files, which are too large to be held in memory: read from disk in blocks, straight into tables.

use super::catalogue::CatalogueEntry;
use super::not_read::NotRead;
use super::options::IngestOptions;
use super::staging::Staging;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats;
use unwarranted_ingest::input::{self, InputFile, Packed};
use unwarranted_ingest::layouts::prescribing::{self, Layout, Scanned};
use unwarranted_ingest::layouts::{Format, Reader};
use unwarranted_ingest::read::Source;

/// A file each of whose members is prescribing.
pub(super) struct Large {
    file: Packed,
    members: Vec<Part>,
}

/// One table: a plain file, the content of a gzip file, or a member of a zip.
pub(super) struct Part {
    at: usize,
    name: String,
    shown: String,
    /// The beginning, as text.
    start: String,
    format: &'static Format,
    layout: &'static Layout,
}

impl Large {
    /// Looks at the beginning of a file. `None` sends it to be read as a whole: another layout, an encoding other than UTF-8
    /// and latin-1, or anything that is wrong with it, which is then said there.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let file = Packed::open(path)?;
        let mut members = Vec::new();
        for (at, name) in file.members().iter().enumerate() {
            let (start, shown) = (file.start(at)?, file.shown_member(at));
            let names = [name.as_str(), file.name()];
            let source = Source { shown: &shown, names: &names, text: &start, max_rejects: 0.0, progress: &|_| () };
            let format = formats::recognise(&source).ok()?;
            let Some(Reader::Blocks(layout)) = format.read else { return None };
            members.push(Part { at, name: name.clone(), shown, start, format, layout });
        }
        (!members.is_empty()).then_some(Self { file, members })
    }

    pub(super) fn members(&self) -> &[Part] {
        &self.members
    }

    /// The file without its text. The SHA-256 of a plain file of no known size is left blank: it is found while the file is read.
    pub(super) fn described(&self, known_size: bool) -> Result<InputFile, Error> {
        let sha256 = if self.file.is_plain() && !known_size { String::new() } else { self.file.hash()? };
        let (name, shown) = (self.file.name().to_owned(), self.file.shown().to_owned());
        Ok(InputFile { name, shown, bytes: self.file.size(), sha256, members: Vec::new(), passed_over: Vec::new() })
    }

    pub(super) fn size(&self) -> u64 {
        self.file.size()
    }

    /// Reads one member, which was ingested so many `times` before, and writes its tables aside.
    pub(super) fn member(
        &self,
        file: &mut InputFile,
        part: &Part,
        (staging, times, options): (&Staging, usize, &IngestOptions),
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<CatalogueEntry, NotRead> {
        let names = [part.name.as_str(), self.file.name()];
        let (shown, text, max_rejects) = (&part.shown, &part.start, options.max_rejects);
        let source = Source { shown, names: &names, text, max_rejects, progress };
        let scanned = prescribing::read_packed(&self.file, part.at, source, file.sha256.is_empty(), part.layout);
        let Scanned { reading, sha256 } = scanned.map_err(|error| NotRead::stopped(error, part.format.id))?;
        if let Some(sha256) = sha256 {
            file.sha256 = input::hex(&sha256);
        }
        staging.reading(file, self.member_name(part), (part.format, &reading, &source), times, options)
    }

    /// Name of the member of an archive; `None` for a file that is one table.
    pub(super) fn member_name<'a>(&self, part: &'a Part) -> Option<&'a str> {
        self.file.is_archive().then_some(part.name.as_str())
    }
}
