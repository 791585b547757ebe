//! A month of prescribing: rows, practices, presentations.

use super::{
    Heading, ORG, Table, count, damaged, fixed, integers, org_columns, orgs, path, read, strings, sum, text,
    text_or_null, whole, write,
};
use crate::codes::Label;
use crate::error::Error;
use crate::formats::{Dataset, Practice, Prescribing, Presentation, Sums};
use crate::store::Totals;
use std::path::{Path, PathBuf};

impl Table for Prescribing {
    const DATASET: Dataset = Dataset::Prescribing;
    const FOLDERS: &'static [&'static str] = &["prescribing", "practices", "presentations"];

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
        let frame = read(path, &["items", "quantity", "nic", "actual_cost"], None)?;
        let total = |name: &str| fixed(&integers(&frame, name, path)?, path, name);
        let (quantity, nic, actual_cost) = (total("quantity")?, total("nic")?, total("actual_cost")?);
        let items = sum(&integers(&frame, "items", path)?, path, "items")?;
        Ok((Totals::Prescribing(Sums { items, quantity, nic, actual_cost }), frame.height() as u64))
    }
}

fn write_rows(table: &Prescribing, path: &Path) -> Result<(), Error> {
    let practice = |of: fn(&Practice) -> &str| table.rows.iter().map(move |r| of(&table.practices[r.practice]));
    let bnf = table.rows.iter().map(|r| table.presentations[r.presentation].bnf.as_str());
    let sum = |of: fn(&Sums) -> i64| table.rows.iter().map(move |r| of(&r.sums));
    write(
        path,
        vec![
            text("practice", practice(|p| &p.code)),
            text("pco", practice(|p| &p.org.pco)),
            text("bnf", bnf),
            whole("items", sum(|s| s.items)),
            whole("quantity", sum(|s| s.quantity.0)),
            whole("nic", sum(|s| s.nic.0)),
            whole("actual_cost", sum(|s| s.actual_cost.0)),
        ],
    )
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
pub(in crate::store) fn read_practices(path: &Path) -> Result<Vec<Practice>, Error> {
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
pub(in crate::store) fn read_presentations(path: &Path) -> Result<Vec<Presentation>, Error> {
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredValue {
    /// Practice code.
    pub practice: String,
    /// Commissioner, as recorded.
    pub pco: String,
    /// Items, or 1/100,000 of a pound or of a unit of quantity.
    pub value: i64,
}

/// Rows `first..first + rows` of one measure (a column's name) of a month of prescribing.
pub(in crate::store) fn read_values(
    path: &Path,
    measure: &str,
    first: usize,
    rows: usize,
) -> Result<Vec<StoredValue>, Error> {
    let frame = read(path, &["practice", "pco", measure], Some((first, rows)))?;
    let (practice, pco) = (strings(&frame, "practice", path)?, strings(&frame, "pco", path)?);
    let values = integers(&frame, measure, path)?;
    let row = |i: usize| StoredValue { practice: practice[i].to_owned(), pco: pco[i].to_owned(), value: values[i] };
    Ok((0..frame.height()).map(row).collect())
}
