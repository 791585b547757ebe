//! A month of prescribing: rows, practices, presentations.

use super::columns::{Column, integers, places, read_places, strings, text, text_or_null, whole, whole_or_null};
use super::fault::damaged;
use super::file::{read, read_part, schema, write, write_groups};
use super::orgs::{ORG, org_columns, orgs};
use super::table::{Heading, Table, count, of_word, path};
use crate::store::catalogue::Totals;
use polars_parquet::write::CompressionOptions;
use rayon::prelude::*;
use std::ops::Range;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Dataset, Practice, Prescribing, PrescribingRow, Presentation, Sums};
use unwarranted_ingest::values::fixed::Fixed;

/// Of the rows, which are most of a store: somewhat larger than with zstd, and a fraction of its time.
const COMPRESSION: CompressionOptions = CompressionOptions::Lz4Raw;

impl Table for Prescribing {
    const DATASET: Dataset = Dataset::Prescribing;

    fn heading(&self) -> Heading {
        Heading { series: String::new(), months: 1, middle: self.middle }
    }

    fn totals(&self) -> Result<Totals, String> {
        Ok(Totals::Prescribing(self.read))
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        write_rows(self, path(paths, 0)?)?;
        write_practices(&self.practices, path(paths, 1)?)?;
        write_presentations(&self.presentations, path(paths, 2)?)
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let path = path(paths, 0)?;
        let columns = ["items", "quantity", "nic", "actual_cost"];
        let totals: Vec<(Option<i64>, usize)> =
            columns.par_iter().map(|name| column_total(path, name)).collect::<Result<_, Error>>()?;
        let known = |at: usize| totals[at].0.ok_or_else(|| damaged(path, columns[at]));
        let quantity = totals[1].0.map(Fixed);
        let sums = Sums { items: known(0)?, quantity, nic: Fixed(known(2)?), actual_cost: Fixed(known(3)?) };
        Ok((Totals::Prescribing(sums), totals[0].1 as u64))
    }
}

/// Sum of one column and its number of rows. The sum is `None` where every value is null: not reported. Some null and
/// some not is damage.
fn column_total(path: &Path, name: &str) -> Result<(Option<i64>, usize), Error> {
    let frame = read(path, &[name])?;
    let (sum, nulls) = frame.sum(name, path)?;
    match (frame.height(), nulls) {
        (rows, nulls) if rows > 0 && nulls == rows => Ok((None, rows)),
        (rows, 0) => Ok((Some(sum.ok_or_else(|| damaged(path, name))?), rows)),
        _ => Err(damaged(path, name)),
    }
}

/// Practices and presentations are given by their places in the other two files.
fn write_rows(table: &Prescribing, path: &Path) -> Result<(), Error> {
    let columns = |rows: Range<usize>| row_columns(&table.rows[rows], table.quantity_reported);
    let make = |rows| columns(rows).into_iter().map(|column| column.array).collect();
    write_groups(path, schema(&columns(0..0)), COMPRESSION, table.rows.len(), &make)
}

fn row_columns(rows: &[PrescribingRow], quantity_reported: bool) -> Vec<Column> {
    let quantity = if quantity_reported {
        whole("quantity", rows.iter().map(|r| r.quantity.0))
    } else {
        whole_or_null("quantity", rows.iter().map(|_| None))
    };
    vec![
        places("presentation", rows.iter().map(|r| r.presentation)),
        places("practice", rows.iter().map(|r| r.practice)),
        whole("items", rows.iter().map(|r| r.items)),
        quantity,
        whole("nic", rows.iter().map(|r| r.nic.0)),
        whole("actual_cost", rows.iter().map(|r| r.actual_cost.0)),
    ]
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
    let number = |of: fn(&Presentation) -> usize| presentations.iter().map(move |p| count(of(p)));
    write(
        path,
        vec![
            text("bnf", presentations.iter().map(|p| p.bnf.as_str())),
            text_or_null("description", presentations.iter().map(|p| p.description.as_str())),
            text_or_null("chemical", presentations.iter().map(|p| p.chemical.as_str())),
            text_or_null("chapter", presentations.iter().map(|p| p.chapter.as_str())),
            whole("first_row", number(|p| p.first_row)),
            whole("rows", number(|p| p.rows)),
        ],
    )
}

/// The practices of a month of prescribing, sorted by code and commissioner.
pub(crate) fn read_practices(path: &Path) -> Result<Vec<Practice>, Error> {
    let columns = [&["practice", "practice_name", "label", "items"][..], &ORG].concat();
    let frame = read(path, &columns)?;
    let (codes, names) = (strings(&frame, "practice", path)?, strings(&frame, "practice_name", path)?);
    let (labels, items) = (strings(&frame, "label", path)?, integers(&frame, "items", path)?);
    let mut practices = Vec::with_capacity(codes.len());
    for (i, org) in orgs(&frame, path)?.into_iter().enumerate() {
        let label = of_word(labels[i], path, "label")?;
        practices.push(Practice { code: codes[i].to_owned(), name: names[i].to_owned(), org, label, items: items[i] });
    }
    Ok(practices)
}

/// The presentations of a month of prescribing, sorted by BNF code.
pub(crate) fn read_presentations(path: &Path) -> Result<Vec<Presentation>, Error> {
    let frame = read(path, &["bnf", "description", "chemical", "chapter", "first_row", "rows"])?;
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
pub(crate) fn read_values(
    path: &Path,
    blocks: Option<&str>,
    measure: &str,
    first: usize,
    rows: usize,
) -> Result<Vec<StoredValue>, Error> {
    let frame = read_part(path, blocks, &["practice", measure], Some((first, rows)))?;
    let practices = read_places(&frame, "practice", path)?;
    let values = integers(&frame, measure, path)?;
    Ok(practices.iter().zip(values).map(|(p, value)| StoredValue { practice: *p as usize, value }).collect())
}
