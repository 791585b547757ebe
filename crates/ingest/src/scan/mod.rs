//! Large CSV files on all processors: read in blocks, split at the ends of records, fields found without copying.
//!
//! ```text
//! bytes -- blocks: cut at the end of a record --> workers: records, fields, numbers --> account: rejects, lines, in file order
//!              `-- SHA-256 of the same bytes, on a thread of its own
//! ```
//!
//! A record is what the `csv` crate makes one (RFC 4180, with any of LF, CRLF and CR as line end): a quotation mark opens a field only
//! as its first character, a doubled one stays inside, blank lines are passed over. Every block starts at a record, so
//! that each can be read by itself; where a block ends depends on the quotation marks in it and on nothing else. What
//! is found therefore does not depend on the size of the blocks or the number of threads.

mod account;
mod blocks;
mod field;
mod marks;
mod pipeline;
mod records;
#[cfg(test)]
mod tests;

pub(crate) use account::{Account, BlockTally, Last, Stop};
pub(crate) use blocks::{Block, LONGEST_ROW};
pub(crate) use field::{content, decode, text};
pub(crate) use pipeline::{BLOCK, Spec, Worker, run};
pub(crate) use records::Records;

/// Field boundaries of every record of a text in one pass: the line of the record, counted from 1, and the bytes of
/// its fields without quotation marks. For the fuzz target and for tests; readers use the parts themselves.
#[must_use]
pub fn fields(bytes: &[u8], delimiter: u8, block_size: usize) -> Vec<(u64, Vec<Vec<u8>>)> {
    let mut blocks = blocks::Blocks::new(bytes, delimiter, block_size);
    let (mut found, mut lines) = (Vec::new(), 0);
    while let Ok(Some(block)) = blocks.next(Vec::new()) {
        let mut records = Records::new(block.records(), delimiter, [0, 0]);
        while records.next().is_some() {
            let line = lines + u64::from(records.line()) + 1;
            found.push((line, (0..records.len()).map(|i| content(records.field(i)).into_owned()).collect()));
        }
        lines += u64::from(records.lines());
    }
    found
}
