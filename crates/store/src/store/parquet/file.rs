//! Parquet files, written and read by row groups on all threads. Encoding and compression are those of polars.

use super::columns::{Column, Frame};
use super::fault::{damaged, failed, problem};
use crate::store::sealed::Sealed;
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_error::PolarsResult;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, Filter, PageReader, RowGroupMetadata, column_iter_to_arrays,
    fallible_streaming_iterator as streaming, infer_schema, read_metadata,
};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, Encoding, FileWriter, ParquetType,
    StatisticsOptions, Version, WriteOptions, array_to_columns, compress,
};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use unwarranted_ingest::error::Error;

/// Rows per row group: one treatment is a few of them.
pub(super) const ROW_GROUP: usize = 65_536;

/// Bytes given to the operating system at once.
const BUFFER: usize = 1 << 20;

/// Writes columns of one length. The same columns give the same bytes.
pub(super) fn write(path: &Path, columns: Vec<Column>) -> Result<(), Error> {
    let rows = columns.first().map_or(0, |column| column.array.len());
    let schema = schema(&columns);
    let slice = |rows: Range<usize>| -> Vec<Box<dyn Array>> {
        columns.iter().map(|column| column.array.sliced(rows.start, rows.len())).collect()
    };
    write_groups(path, schema, CompressionOptions::Zstd(None), rows, &slice)
}

/// Names and types of columns.
pub(super) fn schema(columns: &[Column]) -> ArrowSchema {
    columns.iter().map(|column| column.field.clone()).collect()
}

/// Writes `rows` rows, of which `make` makes the columns of one row group at a time, so that no column is in memory as a
/// whole. The same values give the same bytes.
pub(super) fn write_groups(
    path: &Path,
    schema: ArrowSchema,
    compression: CompressionOptions,
    rows: usize,
    make: &(dyn Fn(Range<usize>) -> Vec<Box<dyn Array>> + Sync),
) -> Result<(), Error> {
    let file = File::create(path).map_err(Error::io(path, "write"))?;
    let written = into(BufWriter::with_capacity(BUFFER, file), schema, compression, rows, make);
    let file = written.map_err(|e| problem(path, format!("the Parquet file cannot be written: {e}")))?;
    let file = file.into_inner().map_err(|e| Error::io(path, "write")(e.into_error()))?;
    file.sync_all().map_err(Error::io(path, "write"))
}

/// [`write_groups`] into anything.
pub(super) fn into<W: Write>(
    into: W,
    schema: ArrowSchema,
    compression: CompressionOptions,
    rows: usize,
    make: &(dyn Fn(Range<usize>) -> Vec<Box<dyn Array>> + Sync),
) -> PolarsResult<W> {
    let statistics = StatisticsOptions::default();
    let options = WriteOptions { statistics, version: Version::V1, compression, data_page_size: None };
    let mut writer = FileWriter::try_new(into, schema, options)?;
    let types = writer.parquet_schema().fields().to_vec();
    let starts: Vec<usize> = (0..rows).step_by(ROW_GROUP).collect();
    let group = |start: &usize| *start..rows.min(start + ROW_GROUP);
    for starts in starts.chunks(2 * rayon::current_num_threads()) {
        let encode = |start| encode(&make(group(start)), &types, options);
        let encoded: Vec<_> = starts.par_iter().map(encode).collect::<PolarsResult<_>>()?;
        for (start, pages) in starts.iter().zip(&encoded) {
            let columns = pages.iter().map(|pages| streaming::convert(pages.iter().map(Ok)));
            let columns = DynIter::new(columns.map(|pages| Ok(DynStreamingIterator::new(pages))));
            writer.write(group(start).len() as u64, columns)?;
        }
    }
    writer.end(None)?;
    Ok(writer.into_inner())
}

/// The pages of each column of a row group.
fn encode(
    columns: &[Box<dyn Array>],
    types: &[ParquetType],
    options: WriteOptions,
) -> PolarsResult<Vec<Vec<CompressedPage>>> {
    let compressed = |page: PolarsResult<_>| Ok(compress(page?, Vec::new(), options.compression)?);
    let mut encoded = Vec::with_capacity(columns.len());
    for (array, of) in columns.iter().zip(types) {
        let pages = array_to_columns(array, of.clone(), options, &[Encoding::RleDictionary])?;
        encoded.push(pages.into_iter().flatten().map(compressed).collect::<PolarsResult<_>>()?);
    }
    Ok(encoded)
}

/// Reads columns of a file, which the caller has verified.
pub(super) fn read(path: &Path, columns: &[&str]) -> Result<Frame, Error> {
    read_part(path, None, columns, None)
}

/// Reads columns of a file, all rows or `rows` from `first` on, and compares what it reads with the checksums of `blocks`.
pub(super) fn read_part(
    path: &Path,
    blocks: Option<&str>,
    columns: &[&str],
    slice: Option<(usize, usize)>,
) -> Result<Frame, Error> {
    let mut file = Sealed::open(path, blocks)?;
    let metadata = read_metadata(&mut file).map_err(|e| failed(path, &e))?;
    let schema = infer_schema(&metadata).map_err(|e| failed(path, &e))?;
    let lost = |name: &str| problem(path, format!("the Parquet file has no column '{name}'; ingest the file again"));
    let field = |name: &&str| schema.get(name).cloned().ok_or_else(|| lost(name));
    let fields: Vec<Field> = columns.iter().map(field).collect::<Result<_, _>>()?;
    let wanted = slice.map_or(0..metadata.num_rows, |(first, rows)| first..first.saturating_add(rows));
    let (mut groups, mut from) = (Vec::new(), 0);
    for group in &metadata.row_groups {
        let to = from + group.num_rows();
        let here = wanted.start.clamp(from, to) - from..wanted.end.clamp(from, to) - from;
        if !here.is_empty() {
            groups.push((group, here));
        }
        from = to;
    }
    let rows = groups.iter().map(|(_, rows)| rows.len()).sum();
    let tasks: Vec<_> = fields.iter().flat_map(|field| groups.iter().map(move |group| (field, group))).collect();
    let read = |(field, (group, rows)): &(&Field, &(&RowGroupMetadata, Range<usize>))| {
        chunk((path, blocks), field, group, rows)
    };
    let mut read = tasks.par_iter().map(read).collect::<Result<Vec<_>, Error>>()?.into_iter();
    let mut column = |field: Field| (field.name.to_string(), read.by_ref().take(groups.len()).flatten().collect());
    Ok(Frame { rows, columns: fields.into_iter().map(&mut column).collect() })
}

/// Rows of one column of a row group.
fn chunk(
    (path, blocks): (&Path, Option<&str>),
    field: &Field,
    group: &RowGroupMetadata,
    rows: &Range<usize>,
) -> Result<Vec<Box<dyn Array>>, Error> {
    let mut columns = group.columns_under_root_iter(&field.name).into_iter().flatten();
    let (Some(column), None) = (columns.next(), columns.next()) else { return Err(damaged(path, &field.name)) };
    let bytes = bytes(path, blocks, column)?;
    let pages = PageReader::new(Cursor::new(bytes.into()), column, Vec::new(), usize::MAX);
    let (pages, types) = (BasicDecompressor::new(pages, Vec::new()), &column.descriptor().descriptor.primitive_type);
    let filter = Some(Filter::new_ranged(rows.start, rows.end));
    let decoded = column_iter_to_arrays(vec![pages], vec![types], field.clone(), filter);
    decoded.map(|(arrays, _)| arrays).map_err(|e| failed(path, &e))
}

fn bytes(path: &Path, blocks: Option<&str>, column: &ColumnChunkMetadata) -> Result<Vec<u8>, Error> {
    let place = column.byte_range();
    let mut bytes = Vec::new();
    let mut file = Sealed::open(path, blocks)?;
    let mut read = |bytes: &mut Vec<u8>| {
        file.seek(SeekFrom::Start(place.start))?;
        file.by_ref().take(place.end - place.start).read_to_end(bytes)
    };
    let found = read(&mut bytes).map_err(Error::io(path, "read"))?;
    if found as u64 == place.end - place.start {
        Ok(bytes)
    } else {
        Err(problem(path, "the Parquet file is cut short; ingest the publisher's file again".to_owned()))
    }
}
