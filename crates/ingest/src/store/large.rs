//! Prescribing files, which are too large to be held in memory: read from disk in blocks, straight into tables.

use super::catalogue::CatalogueEntry;
use super::staging::Staging;
use crate::error::Error;
use crate::formats::prescribing::{self, Layout, Scanned, Stream};
use crate::formats::{self, Format, Source};
use crate::input::{InputFile, Packed};
use crate::scan;
use std::collections::BTreeSet;
use std::path::Path;

/// A file each of whose members is prescribing.
pub(super) struct Large {
    file: Packed,
    members: Vec<Part>,
}

/// One table: a plain file, the content of a gzip file, or a member of a zip.
struct Part {
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
            let source = Source { shown: &shown, names: &names, text: &start, progress: &|_| () };
            let format = formats::recognise(&source).ok()?;
            let layout = prescribing::layout(format)?;
            members.push(Part { name: name.clone(), shown, start, format, layout });
        }
        (!members.is_empty()).then_some(Self { file, members })
    }

    pub(super) fn name(&self) -> &str {
        self.file.name()
    }

    /// The SHA-256 of the file, where a file of its size is known; else it is found while the file is read.
    pub(super) fn known_hash(&self, sizes: &BTreeSet<u64>) -> Result<Option<String>, Error> {
        sizes.contains(&self.file.size()).then(|| self.file.hash()).transpose()
    }

    /// Reads every member and writes its tables aside.
    pub(super) fn ingest(
        &self,
        staging: &Staging<'_>,
        when: &str,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<Vec<CatalogueEntry>, Error> {
        let plain = self.file.is_plain();
        let sha256 = if plain { None } else { Some(self.file.hash()?) };
        let mut entries = Vec::new();
        for (at, part) in self.members.iter().enumerate() {
            let Scanned { reading, sha256: found } = self.scan(at, part, plain, progress)?;
            let sha256 = match (&sha256, found) {
                (Some(known), _) => known.clone(),
                (None, Some(found)) => crate::input::hex(&found),
                (None, None) => self.file.hash()?,
            };
            let (name, shown) = (self.file.name().to_owned(), self.file.shown().to_owned());
            let file = InputFile { name, shown, bytes: self.file.size(), sha256, members: Vec::new() };
            let member = self.file.is_archive().then_some(part.name.as_str());
            entries.push(staging.reading(&file, member, part.format, &reading, when)?);
        }
        Ok(entries)
    }

    #[allow(clippy::cast_precision_loss)]
    fn scan(&self, at: usize, part: &Part, hash: bool, progress: &(dyn Fn(f64) + Sync)) -> Result<Scanned, Error> {
        let names = [part.name.as_str(), self.file.name()];
        let sample = Source { shown: &part.shown, names: &names, text: &part.start, progress: &|_| () };
        let (unpacked, members) = (self.file.unpacked_size(at).max(1) as f64, self.members.len() as f64);
        let told = |bytes: u64| progress((at as f64 + (bytes as f64 / unpacked).min(1.0)) / members);
        self.file.read(at, &mut |input| {
            let threads = rayon::current_num_threads();
            let stream = Stream { sample, input, hash, threads, block: scan::BLOCK, progress: &told };
            prescribing::scan(stream, part.layout)
        })
    }
}
