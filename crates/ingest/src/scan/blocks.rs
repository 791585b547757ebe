//! A stream of bytes cut into blocks that start and end with a record.

use super::account::Stop;
use std::io::{ErrorKind, Read};

/// Rows that span more lines than this can only come from a quotation mark that is never closed.
pub(crate) const LONGEST_ROW: u32 = 100;
/// Anything of this many bytes is not a row of a table.
const LONGEST_RECORD: usize = 64 << 20;
/// Byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Whole records, in the bytes they were read into.
#[derive(Debug)]
pub(crate) struct Block {
    /// Position in the file, counted from 0.
    pub(crate) index: u32,
    bytes: Vec<u8>,
    /// Behind the byte order mark.
    start: usize,
    fresh: usize,
    filled: usize,
    end: usize,
}

impl Block {
    /// The records of this block. Only the last record of the last block may lack its line end.
    pub(crate) fn records(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// The bytes that no block before this one has held: what is to be hashed.
    pub(crate) fn fresh(&self) -> &[u8] {
        &self.bytes[self.fresh..self.filled]
    }

    /// The memory, to be used again.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.bytes
    }
}

/// Cuts a stream into [`Block`]s.
pub(crate) struct Blocks<R> {
    input: R,
    delimiter: u8,
    size: usize,
    index: u32,
    /// The beginning of a record whose end is not yet read.
    carry: Vec<u8>,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `size` bytes, more where a record is longer.
    pub(crate) fn new(input: R, delimiter: u8, size: usize) -> Self {
        Self { input, delimiter, size: size.max(1), index: 0, carry: Vec::new(), ended: false }
    }

    /// The next block, in the memory of `buffer`; `None` at the end.
    pub(crate) fn next(&mut self, mut buffer: Vec<u8>) -> Result<Option<Block>, Stop> {
        let fresh = self.carry.len();
        let mut filled = fresh;
        if buffer.len() < fresh {
            buffer.resize(fresh, 0);
        }
        buffer[..fresh].copy_from_slice(&self.carry);
        let mut start;
        let end = loop {
            filled = self.fill(&mut buffer, filled)?;
            start = if self.index == 0 && buffer[..filled].starts_with(BOM) { BOM.len() } else { 0 };
            if self.ended {
                break filled;
            }
            let (end, open) = cut(&buffer[start..filled], self.delimiter);
            if end > 0 {
                break start + end;
            }
            let lines = open.map_or(0, |at| memchr::memchr_iter(b'\n', &buffer[start + at..filled]).count());
            if lines > LONGEST_ROW as usize {
                // Blank lines before the row are passed over, as elsewhere.
                let blank = buffer[start..filled].iter().take_while(|b| matches!(b, b'\n' | b'\r'));
                let line = u32::try_from(blank.filter(|b| **b == b'\n').count()).unwrap_or(0);
                return Err(Stop::Unclosed { line });
            }
            if filled > LONGEST_RECORD {
                return Err(Stop::TooLong);
            }
        };
        if end == 0 && filled == fresh {
            return Ok(None);
        }
        self.carry.clear();
        self.carry.extend_from_slice(&buffer[end..filled]);
        let index = self.index;
        self.index += 1;
        Ok(Some(Block { index, bytes: buffer, start, fresh, filled, end }))
    }

    /// The index of the next block.
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    /// Reads one block size more; the blocks are the same however few bytes the input gives at once.
    fn fill(&mut self, buffer: &mut Vec<u8>, mut filled: usize) -> Result<usize, Stop> {
        let wanted = filled + self.size;
        if buffer.len() < wanted {
            buffer.resize(wanted, 0);
        }
        while filled < wanted && !self.ended {
            match self.input.read(&mut buffer[filled..wanted]) {
                Ok(0) => self.ended = true,
                Ok(n) => filled += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(Stop::Io(e)),
            }
        }
        Ok(filled)
    }
}

/// Where the last record that ends with LF within `bytes` ends, and where a quoted field opens that is still open.
/// `bytes` starts at a record. The end is 0 where no record ends.
pub(super) fn cut(bytes: &[u8], delimiter: u8) -> (usize, Option<usize>) {
    let mut outside: Vec<(usize, usize)> = Vec::new();
    let (mut from, mut at, mut open) = (0, 0, None);
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|i| at + i) {
        at = quote + 1;
        if quote > 0 && ![delimiter, b'\n', b'\r'].contains(&bytes[quote - 1]) {
            continue;
        }
        outside.push((from, quote));
        match closing(bytes, quote) {
            Some(close) => (from, at) = (close + 1, close + 1),
            None => {
                open = Some(quote);
                break;
            }
        }
    }
    if open.is_none() {
        outside.push((from, bytes.len()));
    }
    let last = |&(from, to): &(usize, usize)| memchr::memrchr(b'\n', &bytes[from..to]).map(|i| from + i + 1);
    (outside.iter().rev().find_map(last).unwrap_or(0), open)
}

/// The quotation mark that closes the field that opens at `quote`.
pub(super) fn closing(bytes: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        let close = at + memchr::memchr(b'"', &bytes[at..])?;
        if bytes.get(close + 1) != Some(&b'"') {
            return Some(close);
        }
        at = close + 2;
    }
}
