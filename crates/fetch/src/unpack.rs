//! Opens zip archives that come from the network, trusting nothing that they say about themselves.

use crate::checksum::{Digests, Hasher};
use crate::{Error, Event, Watch, table};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use zip::ZipArchive;

/// What an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files.
    pub files: usize,
    /// Bytes of all files together.
    pub bytes: u64,
    /// Bytes of a file for each byte that it takes in the archive. Tables of prescriptions have about 8, an archive made
    /// to fill a disk a thousand.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000, bytes: 64 << 30, ratio: 200 }
    }
}

/// Files up to this size may have any ratio: empty columns compress well.
const SMALL: u64 = 1 << 20;

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path inside the archive, with `/`.
    pub name: String,
    /// Length and hashes of its bytes, unpacked.
    pub digests: Digests,
    /// Its first bytes, at most 4,096.
    pub beginning: Vec<u8>,
}

/// Reads every file of an archive, which checks names, sizes and the archive's own checksums, and keeps none.
///
/// # Errors
/// [`Error::Archive`] for anything that must not be unpacked, [`Error::Io`] when the archive cannot be read.
pub fn check(archive: &Path, limits: &Limits, watch: Watch<'_>) -> Result<Vec<Member>, Error> {
    read(archive, limits, watch, |_| Ok(Box::new(std::io::sink())))
}

/// Unpacks an archive into a new folder. Nothing is left of the folder after an error.
///
/// # Errors
/// As [`check`], and [`Error::Io`] when the folder exists or cannot be written.
pub fn unpack(archive: &Path, folder: &Path, limits: &Limits, watch: Watch<'_>) -> Result<Vec<Member>, Error> {
    fs::create_dir(folder).map_err(Error::io(folder, "create the folder"))?;
    let done = read(archive, limits, watch, |name| {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io(parent, "create the folder"))?;
        let file = File::options().write(true).create_new(true).open(&path).map_err(Error::io(&path, "write"))?;
        Ok(Box::new(Synced(file)))
    });
    if done.is_err() {
        // Best effort: the error being reported matters more than what is left.
        let _ = fs::remove_dir_all(folder);
    }
    done
}

/// A file that is on the disk once it is flushed.
struct Synced(File);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.sync_all()
    }
}

/// Keeps the first bytes that are read.
struct Beginning<R> {
    from: R,
    bytes: Vec<u8>,
}

impl<R: Read> Read for Beginning<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.from.read(buffer)?;
        let wanted = table::BEGINNING.saturating_sub(self.bytes.len()).min(n);
        self.bytes.extend_from_slice(&buffer[..wanted]);
        Ok(n)
    }
}

struct Listed {
    index: usize,
    name: String,
    size: u64,
}

type Target = Box<dyn Write>;

fn read(
    archive: &Path,
    limits: &Limits,
    watch: Watch<'_>,
    target: impl Fn(&Path) -> Result<Target, Error>,
) -> Result<Vec<Member>, Error> {
    let shown = archive.file_name().unwrap_or_default().to_string_lossy();
    let refuse = |problem: String| Error::Archive { archive: shown.clone().into_owned(), problem };
    let file = File::open(archive).map_err(Error::io(archive, "open"))?;
    let packed = file.metadata().map_err(Error::io(archive, "read"))?.len();
    let mut zip = ZipArchive::new(file).map_err(|e| refuse(format!("it is not a complete zip archive ({e})")))?;
    if count(&mut File::open(archive).map_err(Error::io(archive, "open"))?, zip.central_directory_start()) > zip.len() {
        return Err(refuse("two of its files have one name".to_owned()));
    }
    let listed = list(&mut zip, packed, limits).map_err(&refuse)?;
    let total = listed.iter().map(|l| l.size).sum();
    watch(Event::Begin { step: "unpacking", file: &shown, from: 0, total: Some(total) });
    let mut before = 0;
    let mut members = Vec::new();
    for Listed { index, name, size } in listed {
        let from = zip.by_index(index).map_err(|e| refuse(format!("'{name}' cannot be read ({e})")))?;
        let mut from = Beginning { from, bytes: Vec::new() };
        let mut to = target(Path::new(&name))?;
        let copied = copy(&mut from, &mut *to, size, |at| watch(Event::At(before + at)));
        let digests = copied.map_err(|problem| refuse(format!("'{name}' {problem}")))?;
        before += digests.bytes;
        members.push(Member { name, digests, beginning: from.bytes });
    }
    Ok(members)
}

/// How many files the list of an archive has that begins at byte `start` (APPNOTE.TXT, section 4.3.12). The reader of
/// archives keeps the last of those of one name and has fewer.
fn count(archive: &mut File, start: u64) -> usize {
    let mut list = BufReader::new(archive);
    let mut head = [0; 46];
    let mut found = 0;
    if list.seek(SeekFrom::Start(start)).is_err() {
        return 0;
    }
    while list.read_exact(&mut head).is_ok() && head.starts_with(b"PK\x01\x02") {
        found += 1;
        let rest: i64 = [28, 30, 32].iter().map(|at| i64::from(u16::from_le_bytes([head[*at], head[at + 1]]))).sum();
        if list.seek_relative(rest).is_err() {
            break;
        }
    }
    found
}

/// Copies exactly the bytes that the archive promises.
fn copy(from: &mut dyn Read, to: &mut dyn Write, size: u64, at: impl Fn(u64)) -> Result<Digests, String> {
    let mut hasher = Hasher::default();
    let mut done = 0;
    let mut buffer = vec![0; 1 << 17];
    loop {
        let n = from.read(&mut buffer).map_err(|e| format!("is damaged ({e})"))?;
        if n == 0 {
            break;
        }
        done += n as u64;
        if done > size {
            return Err(format!("has more than the {size} bytes that the archive gives for it"));
        }
        hasher.update(&buffer[..n]);
        to.write_all(&buffer[..n]).map_err(|e| format!("cannot be written ({e})"))?;
        at(done);
    }
    if done < size {
        return Err(format!("has {done} of the {size} bytes that the archive gives for it"));
    }
    to.flush().map_err(|e| format!("cannot be written ({e})"))?;
    Ok(hasher.finish())
}

/// The files of an archive, all of them checked before the first is unpacked.
fn list(zip: &mut ZipArchive<File>, packed: u64, limits: &Limits) -> Result<Vec<Listed>, String> {
    if zip.len() > limits.files {
        return Err(format!("it holds {} files; at most {} are expected", zip.len(), limits.files));
    }
    if zip.is_empty() {
        return Err("it holds no file".to_owned());
    }
    let mut listed = Vec::new();
    let mut names = BTreeSet::new();
    let mut total: u64 = 0;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|e| format!("its list of files cannot be read ({e})"))?;
        let name = entry.name().map_err(|e| format!("a file name cannot be read ({e})"))?.into_owned();
        safe(&name)?;
        if entry.is_symlink() {
            return Err(format!("'{name}' is a link to another file"));
        }
        if entry.encrypted() {
            return Err(format!("'{name}' is encrypted"));
        }
        if entry.is_dir() {
            continue;
        }
        if !names.insert(name.to_lowercase()) {
            return Err(format!("'{name}' occurs twice"));
        }
        let size = entry.size();
        total = total.saturating_add(size);
        if size > SMALL && size / limits.ratio > entry.compressed_size() {
            return Err(format!("'{name}' unpacks to more than {} times its size, which no table does", limits.ratio));
        }
        listed.push(Listed { index, name, size });
    }
    // Files of an archive can share their bytes, so that each alone looks harmless.
    if total > limits.bytes || (total > SMALL && total / limits.ratio > packed) {
        return Err(format!("it would unpack to {total} bytes from {packed}, which no published table does"));
    }
    Ok(listed)
}

/// Refuses names that lead out of a folder on any system.
fn safe(name: &str) -> Result<(), String> {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let inside = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
    if name.is_empty() || name.starts_with('/') || name.chars().any(odd) || !inside {
        return Err(format!("the name '{}' leads out of the folder or is not a plain name", name.escape_debug()));
    }
    Ok(())
}

/// The path of a member below the folder that it was unpacked into.
#[must_use]
pub fn path_of(member: &Member, folder: &Path) -> PathBuf {
    folder.join(&member.name)
}
