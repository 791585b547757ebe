//! Files that are read from disk as streams, without holding them in memory: plain, gzip, and members of a zip.

use super::source::State;
use super::unpack::{self, Limits};
use super::zip_names;
use crate::error::Error;
use crate::scan;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Bytes of a table by which it is recognised. The header of every known layout is a fraction of that.
const START: usize = 1 << 16;
/// Bytes read at once from a compressed file.
const BUFFER: usize = 1 << 18;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Gzip,
    Zip,
}

/// A file that can be opened again and again.
#[derive(Debug)]
pub struct Packed {
    path: PathBuf,
    shown: String,
    name: String,
    state: State,
    kind: Kind,
    members: Vec<String>,
    /// For a zip the place of each member in it.
    places: Vec<usize>,
}

impl Packed {
    /// `None` for what is not a file, or is an archive that cannot be opened, or is another kind of document.
    #[must_use]
    pub fn open(path: &Path) -> Option<Self> {
        let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let mut magic = [0; 4];
        let read = File::open(path).ok()?.read(&mut magic).ok()?;
        let (kind, members, places) = match &magic[..read] {
            [0x1f, 0x8b, ..] => {
                (Kind::Gzip, vec![unpack::strip_suffix(&name, ".gz").unwrap_or(&name).to_owned()], vec![0])
            }
            b"PK\x03\x04" | b"PK\x05\x06" => {
                let mut archive = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
                if zip_names::repeated(&mut File::open(path).ok()?, archive.central_directory_start()).is_some() {
                    return None;
                }
                let (names, places) = unpack::tables(&mut archive)?;
                (Kind::Zip, names, places)
            }
            _ => (Kind::Plain, vec![name.clone()], vec![0]),
        };
        let shown = path.display().to_string();
        Some(Self { path: path.to_owned(), shown, name, state: State::of(&meta), kind, members, places })
    }

    /// Name without folders.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path, for messages.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Size on disk in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state.bytes
    }

    /// Names of the tables in it.
    #[must_use]
    pub fn members(&self) -> &[String] {
        &self.members
    }

    /// How messages name a table.
    #[must_use]
    pub fn shown_member(&self, at: usize) -> String {
        if self.is_archive() { format!("{} ({})", self.shown, self.members[at]) } else { self.shown.clone() }
    }

    /// Whether it is neither gzip nor an archive.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whether it is an archive, whose tables have names of their own.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        self.kind == Kind::Zip
    }

    /// How large a table is once unpacked; for gzip a guess.
    #[must_use]
    pub fn unpacked_size(&self, at: usize) -> u64 {
        match self.kind {
            Kind::Plain => self.state.bytes,
            Kind::Gzip => self.state.bytes.saturating_mul(12),
            Kind::Zip => self.zip_size(at).unwrap_or(self.state.bytes),
        }
    }

    fn zip_size(&self, at: usize) -> Option<u64> {
        let mut archive = ZipArchive::new(BufReader::new(File::open(&self.path).ok()?)).ok()?;
        archive.by_index_raw(self.places[at]).ok().map(|member| member.size())
    }

    /// The beginning of a table as text, up to the end of a line. `None` where it is no text in UTF-8 or latin-1 with lines
    /// that end in LF.
    #[must_use]
    pub fn start(&self, at: usize) -> Option<String> {
        let mut bytes = vec![0; START];
        let read = self.read(at, &mut |input| {
            let mut filled = 0;
            while filled < bytes.len() {
                match input.read(&mut bytes[filled..]) {
                    Ok(0) | Err(_) => break,
                    Ok(n) => filled += n,
                }
            }
            Ok(filled)
        });
        bytes.truncate(read.ok()?);
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        if utf16 || memchr::memchr(0, bytes).is_some() {
            return None;
        }
        let end = memchr::memrchr(b'\n', bytes)? + 1;
        let text = scan::decode(&bytes[..end]).into_owned();
        let first = text.trim_start_matches(['\r', '\n']);
        let line_end = first.find(['\r', '\n'])?;
        first[line_end..].trim_start_matches('\r').starts_with('\n').then_some(text)
    }

    /// Gives the bytes of a table to `take`: those that the file had when it was opened, which must still be the same.
    pub(crate) fn read<T>(
        &self,
        at: usize,
        take: &mut dyn FnMut(&mut dyn Read) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let taken = self.read_once(at, take);
        // A change explains whatever else went wrong.
        self.state.unchanged(&self.path)?;
        taken
    }

    fn read_once<T>(&self, at: usize, take: &mut dyn FnMut(&mut dyn Read) -> Result<T, Error>) -> Result<T, Error> {
        let file = File::open(&self.path).map_err(Error::io(&self.path, "read"))?;
        let allowed = Limits::DEFAULT.allowed(self.state.bytes);
        match self.kind {
            Kind::Plain => take(&mut file.take(self.state.bytes)),
            Kind::Gzip => {
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, file));
                take(&mut Bounded { input: unpacked, left: allowed, on_disk: self.state.bytes, allowed })
            }
            Kind::Zip => {
                let shown = self.shown_member(at);
                let broken = |e| unpack::broken(&shown, &e);
                let mut archive = ZipArchive::new(BufReader::with_capacity(BUFFER, file)).map_err(broken)?;
                if archive.by_index_raw(self.places[at]).map_err(broken)?.encrypted() {
                    return Err(Error::Damaged { file: shown, problem: unpack::ENCRYPTED.to_owned() });
                }
                let member = archive.by_index(self.places[at]).map_err(broken)?;
                take(&mut Bounded { input: member, left: allowed, on_disk: self.state.bytes, allowed })
            }
        }
    }

    /// SHA-256 of the file's bytes as 64 hexadecimal digits.
    pub fn hash(&self) -> Result<String, Error> {
        let (_, sha256) = super::sha256_of(&self.path)?;
        self.state.unchanged(&self.path)?;
        Ok(sha256)
    }
}

/// A stream that fails when it gives more than is plausible.
struct Bounded<R> {
    input: R,
    left: u64,
    on_disk: u64,
    allowed: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other(unpack::implausible(self.on_disk, self.allowed))),
        }
        Ok(read)
    }
}
