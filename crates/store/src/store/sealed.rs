//! Files are verified when they are read: what lies on disk must be what was written.
//!
//! A table is read as a whole and compared with its SHA-256. Rows of prescribing are read in parts, so these files have a
//! checksum for every block of 256 KiB as well: whoever reads one treatment verifies the blocks that hold it and no more.
//! Nothing is decoded before it is verified.

use super::catalogue::StoredFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::input;

/// Bytes that one checksum stands for.
const BLOCK: usize = 256 * 1024;

/// Bytes of a checksum: the beginning of the block's SHA-256.
const SHORT: usize = 8;

/// Why a file is refused, and what to do.
const CHANGED: &str = "it is not the file that was stored (its SHA-256 is not that of the catalogue): it was damaged, \
                       changed or exchanged. 'unwarranted store check DIR' lists all such files; ingest the publisher's \
                       files into a new store";

/// Size, SHA-256 and checksums of the blocks of a file.
pub(super) fn seal(path: &Path) -> Result<(u64, String, String), Error> {
    let mut file = File::open(path).map_err(Error::io(path, "read"))?;
    let (mut whole, mut blocks, mut bytes) = (Sha256::new(), String::new(), 0);
    let mut block = vec![0; BLOCK];
    loop {
        let n = fill(&mut file, &mut block).map_err(Error::io(path, "read"))?;
        if n == 0 {
            return Ok((bytes, input::hex(&whole.finalize()), blocks));
        }
        whole.update(&block[..n]);
        blocks += &checksum(&block[..n]);
        bytes += n as u64;
    }
}

/// Refuses a file that is not the one the catalogue describes. Catalogues of the first schema describe none.
pub(super) fn verify(path: &Path, stored: &StoredFile) -> Result<(), Error> {
    let Some(wanted) = &stored.sha256 else { return Ok(()) };
    let (bytes, sha256) = input::sha256_of(path)?;
    let same = sha256 == *wanted && stored.bytes.is_none_or(|size| size == bytes);
    if same { Ok(()) } else { Err(refused(path)) }
}

fn refused(path: &Path) -> Error {
    Error::File { file: path.display().to_string(), problem: CHANGED.to_owned() }
}

/// A file whose every block is compared with its checksum before its bytes are handed out; any file, where there are none.
pub(super) struct Sealed<'a> {
    file: File,
    blocks: Option<&'a str>,
    /// Where the next byte comes from.
    at: u64,
    size: u64,
    /// The number of the block that is in memory.
    loaded: Option<u64>,
    block: Vec<u8>,
}

impl<'a> Sealed<'a> {
    pub(super) fn open(path: &Path, blocks: Option<&'a str>) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::io(path, "read"))?;
        let size = file.metadata().map_err(Error::io(path, "read"))?.len();
        let expected = size.div_ceil(BLOCK as u64) * 2 * SHORT as u64;
        if blocks.is_some_and(|blocks| blocks.len() as u64 != expected) {
            return Err(refused(path));
        }
        Ok(Self { file, blocks, at: 0, size, loaded: None, block: Vec::new() })
    }

    fn load(&mut self, number: u64) -> io::Result<()> {
        if self.loaded == Some(number) {
            return Ok(());
        }
        self.loaded = None;
        self.block.resize(BLOCK, 0);
        self.file.seek(SeekFrom::Start(number * BLOCK as u64))?;
        let n = fill(&mut self.file, &mut self.block)?;
        self.block.truncate(n);
        if let Some(blocks) = self.blocks {
            let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(2 * SHORT);
            if blocks.get(at..at.saturating_add(2 * SHORT)) != Some(checksum(&self.block).as_str()) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, CHANGED));
            }
        }
        self.loaded = Some(number);
        Ok(())
    }
}

impl Read for Sealed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || into.is_empty() {
            return Ok(0);
        }
        self.load(self.at / BLOCK as u64)?;
        let from = usize::try_from(self.at % BLOCK as u64).unwrap_or(usize::MAX);
        let n = self.block.len().saturating_sub(from).min(into.len());
        into[..n].copy_from_slice(&self.block[from..from + n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Sealed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, into: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < into.len() {
        match file.read(&mut into[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

fn checksum(block: &[u8]) -> String {
    input::hex(&Sha256::digest(block)[..SHORT])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_file_reads_as_it_is_and_any_flipped_bit_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let bytes: Vec<u8> = (0..2 * BLOCK + 1000).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
        std::fs::write(&path, &bytes).unwrap();
        let (size, sha256, blocks) = seal(&path).unwrap();
        assert_eq!((size, &sha256), (bytes.len() as u64, &input::sha256_hex(&bytes)));
        assert_eq!(blocks.len(), 3 * 2 * SHORT);
        let part = |from: u64, n: usize| {
            let mut sealed = Sealed::open(&path, Some(&blocks)).unwrap();
            let mut found = vec![0; n];
            sealed.seek(SeekFrom::Start(from)).and_then(|_| sealed.read_exact(&mut found)).map(|()| found)
        };
        for (from, n) in [(0, 10), (BLOCK as u64 - 5, 10), (BLOCK as u64 + 7, BLOCK), (2 * BLOCK as u64, 1000)] {
            let at = usize::try_from(from).unwrap();
            assert_eq!(part(from, n).unwrap(), bytes[at..at + n]);
        }
        for at in [0, BLOCK - 1, BLOCK, 2 * BLOCK + 999] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            assert!(
                part((at / BLOCK * BLOCK) as u64, 1).unwrap_err().to_string().contains("not the file that was stored")
            );
            let other = if at < BLOCK { BLOCK } else { 0 };
            assert!(part(other as u64, 1).is_ok(), "other blocks are not concerned");
        }
        std::fs::write(&path, &bytes[..BLOCK]).unwrap();
        assert!(Sealed::open(&path, Some(&blocks)).is_err());
    }
}
