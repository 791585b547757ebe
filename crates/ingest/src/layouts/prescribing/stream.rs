//! Prescribing read in blocks: rows summed by practice and presentation, without holding the file in memory.

use super::columns::{Columns, MonthAt};
use super::gather::Gather;
use super::layout::Layout;
use super::merge;
use crate::error::Error;
use crate::input::{self, Packed};
use crate::read::{Source, file_name};
use crate::scan::{self, LONGEST_ROW, Last, Spec, Stop};
use crate::tables::{Prescribing, Reading, Tables, Tally};
use std::collections::BTreeMap;
use std::io::Read;
use unwarranted_core::{Month, Period};

/// What is known of a table before it is read to its end.
pub(crate) struct Stream<'a> {
    /// Its name and its beginning, with the whole header.
    pub(crate) sample: Source<'a>,
    /// All of it, from its first byte on.
    pub(crate) input: &'a mut dyn Read,
    /// Whether to hash the bytes.
    pub(crate) hash: bool,
    /// Threads.
    pub(crate) threads: usize,
    /// Bytes in a block.
    pub(crate) block: usize,
    /// Told the bytes read so far.
    pub(crate) progress: &'a dyn Fn(u64),
}

/// What was made of a stream.
#[derive(Debug)]
pub struct Scanned {
    /// Tables and account.
    pub reading: Reading,
    /// SHA-256 of the bytes, where it was asked for.
    pub sha256: Option<[u8; 32]>,
}

/// Reads practice-level prescribing that is in memory.
pub(crate) fn read(source: &Source<'_>, layout: &Layout) -> Result<Reading, Error> {
    let total = source.text.len();
    let progress = |bytes: u64| (source.progress)(bytes as f64 / total.max(1) as f64);
    let stream = Stream {
        sample: *source,
        input: &mut source.text.as_bytes(),
        hash: false,
        threads: rayon::current_num_threads(),
        block: scan::BLOCK,
        progress: &progress,
    };
    scan(stream, layout).map(|scanned| scanned.reading)
}

/// Reads table `at` of a file on disk in blocks, without holding it in memory. `sample` is its beginning; its progress is
/// told the share of the bytes read so far. `hash` asks for the SHA-256 of the bytes.
///
/// # Errors
/// Those of the layout, and a file that cannot be read to its end.
pub fn read_packed(
    file: &Packed,
    at: usize,
    sample: Source<'_>,
    hash: bool,
    layout: &Layout,
) -> Result<Scanned, Error> {
    let unpacked = file.unpacked_size(at).max(1) as f64;
    let told = |bytes: u64| (sample.progress)((bytes as f64 / unpacked).min(1.0));
    file.read(at, &mut |input| {
        let threads = rayon::current_num_threads();
        scan(Stream { sample, input, hash, threads, block: scan::BLOCK, progress: &told }, layout)
    })
}

/// Reads practice-level prescribing in blocks, on several threads. The result does not depend on their number.
///
/// # Errors
/// A required column or the month that is missing; a quotation mark that is never closed; more than 1 % of the rows
/// rejected; a last row that is cut short; totals too large to be exact.
pub(crate) fn scan(stream: Stream<'_>, layout: &Layout) -> Result<Scanned, Error> {
    let source = stream.sample;
    let header = source.header()?;
    let columns = Columns::find(&source, &header, layout)?;
    let delimiter = input::delimiter(input::first_line(source.text));
    let month = match columns.month {
        MonthAt::Column(at) => (None, named_month(&source, delimiter, at)),
        MonthAt::FileName => (Some(file_name::month(&source)?), None),
    };
    let workers = (0..stream.threads.max(1)).map(|_| Gather::new(&columns, &header, delimiter, month)).collect();
    let (block, hash, max_rejects) = (stream.block, stream.hash, source.max_rejects);
    let spec = Spec { delimiter, block, hash, max_rejects, progress: stream.progress };
    let ran = scan::run(stream.input, &spec, workers, |workers, account| {
        account.stop.is_none().then(|| merge::merge(workers, &columns))
    });
    let mut tally = account(&source, ran.account)?;
    let merged = ran.result.flatten().ok_or_else(|| source.refuse(OVERFLOW))?;
    tally.labelled = merged.labelled;
    tally.synthetic = merged.synthetic;
    if merged.negative > 0 {
        let rows = unwarranted_core::text::counted(i64::try_from(merged.negative).unwrap_or(i64::MAX), "row", "rows");
        tally
            .notices
            .push(format!("{rows} with a negative quantity (returned medicines): kept, and taken off the sums"));
    }
    let quantity = merged.months.values().all(|table| table.quantity_reported);
    tally.notices.extend(merged.copies.notices(quantity));
    let tables: BTreeMap<Month, Prescribing> = merged.months;
    Ok(Scanned { reading: Reading { tables: Tables::Prescribing(tables), tally }, sha256: ran.sha256 })
}

/// Rows at the beginning of a table among which the month in the name of its file must occur to be believed.
const FIRST_ROWS: usize = 20;

/// The month in the name of the file, if rows at its beginning have it: then rows of another month are strays, and must not
/// replace that month in a store. Names may hold other months, such as that of the download.
fn named_month(source: &Source<'_>, delimiter: u8, column: usize) -> Option<Month> {
    let named = file_name::month(source).ok()?;
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source.text.as_bytes());
    let is_named = |row: csv::StringRecord| Period::parse(row.get(column)?).ok().filter(|p| *p == Period::Month(named));
    csv.records().take(FIRST_ROWS).flatten().find_map(is_named).map(|_| named)
}

const OVERFLOW: &str = "a total exceeds 92 million million, the largest that can be kept exactly; check the amounts";

/// The account of the rows, unless it says that the file cannot be used.
fn account(source: &Source<'_>, account: scan::Account) -> Result<Tally, Error> {
    let row = |line, problem: String| Error::Row { file: source.shown.to_owned(), line, problem };
    let mut tally = account.tally;
    match account.stop {
        Some((line, Stop::Unclosed { .. })) => {
            let problem = "a quotation mark in this row is not closed within";
            return Err(row(line, format!("{problem} {LONGEST_ROW} lines; correct the file")));
        }
        Some((_, Stop::TooLong)) => {
            return Err(
                source.refuse("a row is longer than 64 million bytes; this is not a table with a row on each line")
            );
        }
        Some((_, Stop::Overflow)) => return Err(source.refuse(OVERFLOW)),
        Some((_, Stop::Rejects)) => source.tolerates(&tally)?,
        Some((_, Stop::Io(error))) => return Err(input::unreadable(source.shown, &error)),
        None => {}
    }
    let Some((line, last)) = account.last else {
        return Err(source.refuse("the table has a header but no rows"));
    };
    // Many bad rows are a wrong file, whatever its last row looks like.
    if tally.rejects.len() > 1 {
        source.tolerates(&tally)?;
    }
    let Last { short, open, ended, .. } = last;
    tally.notices.extend(source.unbroken(line, (short, open, ended))?);
    source.tolerates(&tally)?;
    Ok(tally)
}
