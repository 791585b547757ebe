//! Names that occur twice in a zip archive, which the reader of archives does not show: it keeps the last of them.

use std::collections::BTreeSet;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// The first name that the list of members (from byte `start` on) has twice; `None` where all differ, and for a list
/// that cannot be read, which whoever opens the archive finds out. `./a` and `a`, `\` and `/`, and
/// capital and small letters are the same: on many computers one of `a.csv` and `A.CSV` overwrites the other.
pub(super) fn repeated<R: Read + Seek>(archive: &mut R, start: u64) -> Option<String> {
    archive.seek(SeekFrom::Start(start)).ok()?;
    let mut list = BufReader::new(archive);
    let mut names = BTreeSet::new();
    loop {
        // APPNOTE.TXT, section 4.3.12: signature, 42 bytes with three lengths, name, extra field, comment.
        let mut head = [0; 46];
        list.read_exact(&mut head).ok()?;
        if !head.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let mut name = Vec::new();
        list.by_ref().take(length(28)).read_to_end(&mut name).ok()?;
        let name = String::from_utf8_lossy(&name).replace('\\', "/");
        let name = name.trim_start_matches("./").to_owned();
        if !names.insert(name.to_lowercase()) {
            return Some(name);
        }
        std::io::copy(&mut list.by_ref().take(length(30) + length(32)), &mut std::io::sink()).ok()?;
    }
}
