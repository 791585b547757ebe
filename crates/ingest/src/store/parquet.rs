//! Tables as Parquet files. The only place where polars is used.

use super::catalogue::Totals;
use crate::codes::Label;
use crate::error::Error;
use crate::fixed::Fixed;
use crate::formats::{ListSize, Middle, Org, Population, Practice, Prescribing, PrescribingRow, Presentation, Sums};
use polars::prelude::{
    Column, DataFrame, NamedFrom, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, PolarsResult,
    SerReader, Series,
};
use rayon::prelude::*;
use std::path::Path;

/// Rows per row group: one treatment is a few of them.
const ROW_GROUP: usize = 65_536;
/// Of the rows of prescribing, which are most of a store: half again as large as with `Zstd` and several times as fast to write.
const ROWS_COMPRESSION: ParquetCompression = ParquetCompression::Lz4Raw;

fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

/// Blank is null: the publisher does not say.
fn text_or_null<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    let values: Vec<Option<&str>> = values.map(|v| (!v.is_empty()).then_some(v)).collect();
    Series::new(name.into(), values).into()
}

fn whole(name: &str, values: impl Iterator<Item = i64>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

fn org_columns<'a>(orgs: impl Iterator<Item = &'a Org> + Clone) -> Vec<Column> {
    let column = |name: &str, of: fn(&Org) -> &str| text_or_null(name, orgs.clone().map(of));
    vec![
        column("pco", |o| &o.pco),
        column("pco_name", |o| &o.pco_name),
        column("middle", |o| &o.middle),
        column("middle_name", |o| &o.middle_name),
        column("region", |o| &o.region),
        column("region_name", |o| &o.region_name),
    ]
}

fn frame(columns: Vec<Column>) -> PolarsResult<DataFrame> {
    DataFrame::new_infer_height(columns)
}

/// Writes a frame. The same frame gives the same bytes.
fn write(path: &Path, columns: Vec<Column>) -> Result<(), Error> {
    let file = std::fs::File::create(path).map_err(Error::io(path, "write"))?;
    let writer = ParquetWriter::new(&file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(ROW_GROUP))
        .set_parallel(true);
    frame(columns).and_then(|mut frame| writer.finish(&mut frame)).map_err(|e| failed(path, &e))?;
    file.sync_all().map_err(Error::io(path, "write"))
}

fn failed(path: &Path, error: &PolarsError) -> Error {
    Error::File { file: path.display().to_string(), problem: format!("the Parquet file cannot be used: {error}") }
}

/// Reads columns of a file, all rows or `rows` from `first` on.
fn read(path: &Path, columns: &[&str], slice: Option<(usize, usize)>) -> Result<DataFrame, Error> {
    let file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    let names = columns.iter().map(|c| (*c).to_owned()).collect();
    ParquetReader::new(file).with_columns(Some(names)).with_slice(slice).finish().map_err(|e| failed(path, &e))
}

fn strings<'a>(frame: &'a DataFrame, name: &str, path: &Path) -> Result<Vec<&'a str>, Error> {
    let column = frame.column(name).and_then(|c| c.str()).map_err(|e| failed(path, &e))?;
    Ok(column.iter().map(Option::unwrap_or_default).collect())
}

fn integers(frame: &DataFrame, name: &str, path: &Path) -> Result<Vec<i64>, Error> {
    let column = frame.column(name).and_then(|c| c.i64()).map_err(|e| failed(path, &e))?;
    column.iter().map(|v| v.ok_or_else(|| damaged(path, name))).collect()
}

fn damaged(path: &Path, column: &str) -> Error {
    let problem = format!("column '{column}' holds a value that this program did not write; ingest the file again");
    Error::File { file: path.display().to_string(), problem }
}

/// The three files of a month of prescribing: rows, practices, presentations.
pub(super) fn write_prescribing(table: &Prescribing, paths: [&Path; 3]) -> Result<(), Error> {
    write_rows(table, paths[0])?;
    write_practices(&table.practices, paths[1])?;
    write_presentations(&table.presentations, paths[2])
}

/// One row group at a time, so that no column is in memory as a whole. Practices and presentations are given by their
/// places in the other two files.
fn write_rows(table: &Prescribing, path: &Path) -> Result<(), Error> {
    let file = std::fs::File::create(path).map_err(Error::io(path, "write"))?;
    let schema = rows_frame(&[], table.quantity_reported).map_err(|e| failed(path, &e))?.schema().clone();
    let mut writer = ParquetWriter::new(&file)
        .with_compression(ROWS_COMPRESSION)
        .set_parallel(true)
        .batched(&schema)
        .map_err(|e| failed(path, &e))?;
    for rows in table.rows.chunks(ROW_GROUP) {
        let written = rows_frame(rows, table.quantity_reported).and_then(|frame| writer.write_batch(&frame));
        written.map_err(|e| failed(path, &e))?;
    }
    writer.finish().map_err(|e| failed(path, &e))?;
    file.sync_all().map_err(Error::io(path, "write"))
}

fn rows_frame(rows: &[PrescribingRow], quantity_reported: bool) -> PolarsResult<DataFrame> {
    let place = |name: &str, of: fn(&PrescribingRow) -> u32| -> Column {
        Series::new(name.into(), rows.iter().map(of).collect::<Vec<u32>>()).into()
    };
    let quantity: Column = if quantity_reported {
        whole("quantity", rows.iter().map(|r| r.quantity.0))
    } else {
        Series::new("quantity".into(), vec![None::<i64>; rows.len()]).into()
    };
    frame(vec![
        place("presentation", |r| r.presentation),
        place("practice", |r| r.practice),
        whole("items", rows.iter().map(|r| r.items)),
        quantity,
        whole("nic", rows.iter().map(|r| r.nic.0)),
        whole("actual_cost", rows.iter().map(|r| r.actual_cost.0)),
    ])
}

fn write_practices(practices: &[Practice], path: &Path) -> Result<(), Error> {
    let mut columns = vec![
        text("practice", practices.iter().map(|p| p.code.as_str())),
        text_or_null("practice_name", practices.iter().map(|p| p.name.as_str())),
        text("label", practices.iter().map(|p| p.label.word())),
        whole("items", practices.iter().map(|p| p.items)),
    ];
    columns.extend(org_columns(practices.iter().map(|p| &p.org)));
    write(path, columns)
}

fn write_presentations(presentations: &[Presentation], path: &Path) -> Result<(), Error> {
    let count =
        |of: fn(&Presentation) -> usize| presentations.iter().map(move |p| i64::try_from(of(p)).unwrap_or(i64::MAX));
    write(
        path,
        vec![
            text("bnf", presentations.iter().map(|p| p.bnf.as_str())),
            text_or_null("description", presentations.iter().map(|p| p.description.as_str())),
            text_or_null("chemical", presentations.iter().map(|p| p.chemical.as_str())),
            text_or_null("chapter", presentations.iter().map(|p| p.chapter.as_str())),
            whole("first_row", count(|p| p.first_row)),
            whole("rows", count(|p| p.rows)),
        ],
    )
}

/// The file of an extract of registered patients.
pub(super) fn write_population(table: &Population, path: &Path) -> Result<(), Error> {
    let mut columns = vec![
        text("practice", table.rows.iter().map(|r| r.practice.as_str())),
        text_or_null("practice_name", table.rows.iter().map(|r| r.name.as_str())),
        whole("patients", table.rows.iter().map(|r| r.patients)),
    ];
    columns.extend(org_columns(table.rows.iter().map(|r| &r.org)));
    write(path, columns)
}

/// Totals and number of rows of a prescribing file, from disk. A quantity that is nowhere reported has no total.
pub(super) fn prescribing_totals(path: &Path) -> Result<(Totals, u64), Error> {
    let columns = ["items", "quantity", "nic", "actual_cost"];
    let totals: Vec<(Option<i64>, usize)> =
        columns.par_iter().map(|name| column_total(path, name)).collect::<Result<_, Error>>()?;
    let rows = totals[0].1;
    let known = |at: usize| match totals[at].0 {
        None if rows > 0 => Err(damaged(path, columns[at])),
        sum => Ok(sum.unwrap_or(0)),
    };
    let quantity = totals[1].0.map(Fixed);
    let sums = Sums { items: known(0)?, quantity, nic: Fixed(known(2)?), actual_cost: Fixed(known(3)?) };
    Ok((Totals::Prescribing(sums), rows as u64))
}

/// Sum of one column and its number of rows. `None` where every value is null; some null and some not is damage.
fn column_total(path: &Path, name: &str) -> Result<(Option<i64>, usize), Error> {
    let frame = read(path, &[name], None)?;
    let column = frame.column(name).and_then(|c| c.i64()).map_err(|e| failed(path, &e))?;
    if column.null_count() == column.len() && !column.is_empty() {
        return Ok((None, column.len()));
    }
    let mut sum = 0i64;
    for value in column.iter() {
        sum = value.and_then(|v| sum.checked_add(v)).ok_or_else(|| damaged(path, name))?;
    }
    Ok((Some(sum), column.len()))
}

/// Totals and number of rows of a population file, from disk.
pub(super) fn population_totals(path: &Path) -> Result<(Totals, u64), Error> {
    let patients = integers(&read(path, &["patients"], None)?, "patients", path)?;
    let sum = patients.iter().try_fold(0i64, |sum, p| sum.checked_add(*p));
    let sum = sum.ok_or_else(|| damaged(path, "patients"))?;
    let practices = i64::try_from(patients.len()).unwrap_or(i64::MAX);
    Ok((Totals::Population { practices, patients: sum }, patients.len() as u64))
}

const ORG: [&str; 6] = ["pco", "pco_name", "middle", "middle_name", "region", "region_name"];

fn orgs(frame: &DataFrame, path: &Path) -> Result<Vec<Org>, Error> {
    let [pco, pco_name, middle, middle_name, region, region_name] = ORG.map(|name| strings(frame, name, path));
    let (pco, pco_name, middle, middle_name) = (pco?, pco_name?, middle?, middle_name?);
    let (region, region_name) = (region?, region_name?);
    let org = |i: usize| Org {
        pco: pco[i].to_owned(),
        pco_name: pco_name[i].to_owned(),
        middle: middle[i].to_owned(),
        middle_name: middle_name[i].to_owned(),
        region: region[i].to_owned(),
        region_name: region_name[i].to_owned(),
    };
    Ok((0..frame.height()).map(org).collect())
}

/// The practices of a month of prescribing, sorted by code and commissioner.
pub(super) fn read_practices(path: &Path) -> Result<Vec<Practice>, Error> {
    let columns = [&["practice", "practice_name", "label", "items"][..], &ORG].concat();
    let frame = read(path, &columns, None)?;
    let (codes, names) = (strings(&frame, "practice", path)?, strings(&frame, "practice_name", path)?);
    let (labels, items) = (strings(&frame, "label", path)?, integers(&frame, "items", path)?);
    let mut practices = Vec::with_capacity(codes.len());
    for (i, org) in orgs(&frame, path)?.into_iter().enumerate() {
        let label = Label::ALL.into_iter().find(|(_, word)| *word == labels[i]);
        let (label, _) = label.ok_or_else(|| damaged(path, "label"))?;
        practices.push(Practice { code: codes[i].to_owned(), name: names[i].to_owned(), org, label, items: items[i] });
    }
    Ok(practices)
}

/// The presentations of a month of prescribing, sorted by BNF code.
pub(super) fn read_presentations(path: &Path) -> Result<Vec<Presentation>, Error> {
    let frame = read(path, &["bnf", "description", "chemical", "chapter", "first_row", "rows"], None)?;
    let (bnf, description) = (strings(&frame, "bnf", path)?, strings(&frame, "description", path)?);
    let (chemical, chapter) = (strings(&frame, "chemical", path)?, strings(&frame, "chapter", path)?);
    let (first_row, rows) = (integers(&frame, "first_row", path)?, integers(&frame, "rows", path)?);
    let index = |value: i64, column| usize::try_from(value).map_err(|_| damaged(path, column));
    let presentation = |i: usize| {
        Ok(Presentation {
            bnf: bnf[i].to_owned(),
            description: description[i].to_owned(),
            chemical: chemical[i].to_owned(),
            chapter: chapter[i].to_owned(),
            first_row: index(first_row[i], "first_row")?,
            rows: index(rows[i], "rows")?,
        })
    };
    (0..frame.height()).map(presentation).collect()
}

/// One stored sum of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredValue {
    /// Index into the practices of the month.
    pub practice: usize,
    /// Items, or 1/100,000 of a pound or of a unit of quantity.
    pub value: i64,
}

/// Rows `first..first + rows` of one measure (a column's name) of a month of prescribing.
pub(super) fn read_values(path: &Path, measure: &str, first: usize, rows: usize) -> Result<Vec<StoredValue>, Error> {
    let frame = read(path, &["practice", measure], Some((first, rows)))?;
    let practices = frame.column("practice").and_then(|c| c.u32()).map_err(|e| failed(path, &e))?;
    let values = integers(&frame, measure, path)?;
    let place = |practice: Option<u32>| practice.map(|p| p as usize).ok_or_else(|| damaged(path, "practice"));
    practices.iter().zip(values).map(|(p, value)| Ok(StoredValue { practice: place(p)?, value })).collect()
}

/// An extract of registered patients, sorted by practice.
pub(super) fn read_population(path: &Path, months: i32, middle: Option<Middle>) -> Result<Population, Error> {
    let frame = read(path, &[&["practice", "practice_name", "patients"][..], &ORG].concat(), None)?;
    let (codes, names) = (strings(&frame, "practice", path)?, strings(&frame, "practice_name", path)?);
    let patients = integers(&frame, "patients", path)?;
    let row = |(i, org): (usize, Org)| ListSize {
        practice: codes[i].to_owned(),
        name: names[i].to_owned(),
        org,
        patients: patients[i],
    };
    let rows = orgs(&frame, path)?.into_iter().enumerate().map(row).collect();
    Ok(Population { months, middle, rows })
}
