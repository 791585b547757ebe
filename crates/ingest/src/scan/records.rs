//! Records and their fields within a block, found without copying.

use super::blocks::closing;
use super::field::{fixed, number};
use super::marks::{WIDTH, marks};
use memchr::memchr_iter;

/// Walks over the records of a block.
///
/// Neighbouring rows of prescribing files begin alike (same practice, often same presentation). `keep` names two numbers of
/// leading fields: where these are the same bytes as in the row before, they are not looked at again, and
/// [`Records::next`] says so. 0 turns that off.
pub(crate) struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    keep: [usize; 2],
    /// Where the next record starts.
    at: usize,
    /// Line ends before `at`.
    lines: u32,
    start: usize,
    line: u32,
    /// Where the fields of the present record end, relative to `start`: the first `fields` of these, with room behind them.
    ends: Vec<u32>,
    fields: usize,
    /// Line ends within the present record.
    embedded: u32,
    open: bool,
}

impl<'a> Records<'a> {
    pub(crate) fn new(bytes: &'a [u8], delimiter: u8, keep: [usize; 2]) -> Self {
        let ends = vec![0; 2 * WIDTH];
        Self { bytes, delimiter, keep, at: 0, lines: 0, start: 0, line: 0, ends, fields: 0, embedded: 0, open: false }
    }

    /// Goes to the next record, and says how many of the two groups of leading fields are as in the record before.
    #[allow(clippy::should_implement_trait)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        while let Some(byte) = self.bytes.get(self.at).filter(|b| matches!(b, b'\n' | b'\r')) {
            let pair = *byte == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.at += 1 + usize::from(pair);
            self.lines += 1;
        }
        if self.at >= self.bytes.len() {
            return None;
        }
        let (kept, from) = self.same_as_before();
        self.fields = if kept == 0 { 0 } else { self.keep[kept - 1] };
        (self.start, self.line, self.embedded, self.open) = (self.at, self.lines, 0, false);
        self.split(self.at + from);
        Some(kept)
    }

    /// How many groups of leading fields are the same bytes as in the present record, and where they end.
    #[inline]
    fn same_as_before(&self) -> (usize, usize) {
        let mut same = (0, 0);
        if self.embedded > 0 || self.open {
            return same;
        }
        for (group, &fields) in self.keep.iter().enumerate() {
            if fields == 0 || self.fields <= fields {
                break;
            }
            let to = self.ends[fields - 1] as usize + 1;
            let before = &self.bytes[self.start + same.1..self.start + to];
            if self.bytes.get(self.at + same.1..self.at + to) != Some(before) {
                break;
            }
            same = (group + 1, to);
        }
        same
    }

    /// Finds the ends of the fields from the field that starts at `at` on, and the end of the record.
    #[inline]
    fn split(&mut self, mut at: usize) {
        let bytes = self.bytes;
        if bytes.get(at) == Some(&b'"') {
            match self.quoted(at) {
                Some(next) => at = next,
                None => return,
            }
        }
        while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let (delimiters, stops) = marks(block, self.delimiter);
            // The bits before the first stop; all of them where there is none.
            self.push_all(at, delimiters & (stops & stops.wrapping_neg()).wrapping_sub(1));
            if stops == 0 {
                at += WIDTH;
                continue;
            }
            let stop = at + stops.trailing_zeros() as usize;
            if bytes[stop] != b'"' {
                self.push(stop);
                return self.finish(stop);
            }
            at = stop + 1;
            if bytes[stop - 1] == self.delimiter {
                match self.quoted(stop) {
                    Some(next) => at = next,
                    None => return,
                }
            }
        }
        self.split_rest(at);
    }

    /// As [`Self::split`], byte by byte, for the last few bytes of the block.
    fn split_rest(&mut self, mut at: usize) {
        // The delimiter before a quotation mark may have been the last byte looked at.
        if at > 0 && self.bytes.get(at) == Some(&b'"') && self.bytes[at - 1] == self.delimiter {
            match self.quoted(at) {
                Some(after) => at = after,
                None => return,
            }
        }
        while let Some(&byte) = self.bytes.get(at) {
            if byte == self.delimiter {
                self.push(at);
                if self.bytes.get(at + 1) == Some(&b'"') {
                    match self.quoted(at + 1) {
                        Some(after) => at = after,
                        None => return,
                    }
                    continue;
                }
            } else if byte == b'\n' || byte == b'\r' {
                self.push(at);
                return self.finish(at);
            }
            at += 1;
        }
        self.push(self.bytes.len());
        self.at = self.bytes.len();
    }

    /// Passes over the quotation marks of the field that starts at `at`; `None` when they are never closed, which ends the record.
    #[cold]
    fn quoted(&mut self, at: usize) -> Option<usize> {
        let close = closing(self.bytes, at);
        let inside = &self.bytes[at..close.unwrap_or(self.bytes.len())];
        let returns = memchr_iter(b'\r', inside).filter(|i| inside.get(i + 1) != Some(&b'\n')).count();
        let lines = u32::try_from(memchr_iter(b'\n', inside).count() + returns).unwrap_or(u32::MAX);
        self.embedded = self.embedded.saturating_add(lines);
        if close.is_none() {
            self.open = true;
            self.push(self.bytes.len());
            self.at = self.bytes.len();
            self.lines = self.lines.saturating_add(self.embedded);
        }
        close.map(|c| c + 1)
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a record is at most 64 MiB and a block little more")]
    fn push(&mut self, end: usize) {
        self.room()[0] = (end - self.start) as u32;
        self.fields += 1;
    }

    /// As [`Self::push`], for every bit of `ends`, counted from `at`.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a record is at most 64 MiB and a block little more")]
    fn push_all(&mut self, at: usize, mut ends: u64) {
        let (from, mut fields) = ((at - self.start) as u32, 0);
        let room = self.room();
        while ends != 0 {
            room[fields % WIDTH] = from + ends.trailing_zeros();
            ends &= ends - 1;
            fields += 1;
        }
        self.fields += fields;
    }

    /// Places for the ends of as many fields as can end in the bytes looked at together.
    #[inline]
    fn room(&mut self) -> &mut [u32] {
        let to = self.fields + WIDTH;
        if self.ends.len() < to {
            self.ends.resize(2 * to, 0);
        }
        &mut self.ends[self.fields..to]
    }

    #[inline]
    fn finish(&mut self, end: usize) {
        let pair = self.bytes[end] == b'\r' && self.bytes.get(end + 1) == Some(&b'\n');
        self.at = end + 1 + usize::from(pair);
        self.lines += 1 + self.embedded;
    }

    /// How many fields the present record has.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.fields
    }

    /// A field of the present record as it stands in the file, quotation marks included; empty beyond the last.
    #[inline]
    pub(crate) fn field(&self, at: usize) -> &'a [u8] {
        let Some(&end) = self.ends[..self.fields].get(at) else { return b"" };
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize + 1 };
        &self.bytes[self.start + from..self.start + end as usize]
    }

    /// A field of the present record as a number in units of 1/100,000, where it has the form that nearly all numbers have.
    #[inline]
    pub(crate) fn number(&self, at: usize) -> Option<i64> {
        let end = self.start + *self.ends[..self.fields].get(at)? as usize;
        let start = self.start + if at == 0 { 0 } else { self.ends[at - 1] as usize + 1 };
        number(self.bytes, start, end).or_else(|| fixed(&self.bytes[start..end]))
    }

    /// The present record as it stands in the file, without its line end.
    pub(crate) fn raw(&self) -> &'a [u8] {
        let end = self.ends[..self.fields].last().map_or(0, |e| *e as usize);
        &self.bytes[self.start..self.start + end]
    }

    /// Where the present record starts in the block.
    pub(crate) fn offset(&self) -> usize {
        self.start
    }

    /// Line ends in the block before the present record.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// Line ends within the present record.
    pub(crate) fn embedded(&self) -> u32 {
        self.embedded
    }

    /// Line ends up to here.
    pub(crate) fn lines(&self) -> u32 {
        self.lines
    }

    /// Whether a quotation mark in the present record is still open where the block ends.
    pub(crate) fn open(&self) -> bool {
        self.open
    }
}
