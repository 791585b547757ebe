//! Average daily quantities by presentation.

use super::{NHSBSA, is_code};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Row, Source, file_name, required};
use crate::tables::directory::{Term, Terms};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use std::collections::BTreeMap;

pub(crate) static FORMAT: Format = Format {
    id: "adq",
    title: "Average daily quantities (ADQ) of presentations",
    publisher: NHSBSA,
    years: "2013 to today",
    licence: OGL,
    attribution: "Contains NHSBSA data: average daily quantities, licensed under the Open Government Licence v3.0.",
    columns: &["BNF Code", "BNF Name", "ADQ Value", "ADQ Unit"],
    traps: &[
        "N/A is a presentation without an average daily quantity: kept without a value, never zero",
        "a value without a unit counts tablets, doses and the like; units are padded with spaces",
        "lines end in CR alone in some years",
        "no date: the month is taken from the file name, where it holds one",
    ],
    dataset: Some(Dataset::Terms),
    geography: Geography::Unspecified,
    recognise: |sample| sample.header.has(&["BNF_CODE", "BNF_NAME", "ADQ_VALUE", "ADQ_UNIT"]),
    read: Some(Reader::Whole(read)),
};

struct Columns {
    code: usize,
    name: usize,
    value: usize,
    unit: usize,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let column = |name: &str| required(source, &header, &[name]);
    let columns = Columns {
        code: column("BNF_CODE")?,
        name: column("BNF_NAME")?,
        value: column("ADQ_VALUE")?,
        unit: column("ADQ_UNIT")?,
    };
    let mut rows: BTreeMap<String, Term> = BTreeMap::new();
    let tally = source.each_row(&header, |row| {
        Ok(columns.term(row).and_then(|term| {
            if rows.contains_key(&term.code) {
                return Err(row.bad(columns.code, "one row per presentation"));
            }
            let label = if term.value.is_some() { None } else { Some("no average daily quantity") };
            rows.insert(term.code.clone(), term);
            Ok(Verdict::Used(label))
        }))
    })?;
    let terms = Terms { series: FORMAT.id.to_owned(), rows: rows.into_values().collect() };
    Ok(Reading { tables: Tables::Terms(file_name::published(source), terms), tally })
}

impl Columns {
    fn term(&self, row: &Row<'_>) -> Result<Term, Bad> {
        let code = row.required(self.code, "a BNF code")?;
        if !is_code(code) {
            return Err(row.bad(self.code, "a BNF code of 15 characters, or 11 for appliances, with its leading zeros"));
        }
        let value = match row.text(self.value) {
            "" | "N/A" | "n/a" => None,
            text => match text.parse::<f64>() {
                Ok(value) if value.is_finite() && value > 0.0 => Some(value),
                _ => return Err(row.bad(self.value, "a number above zero, or N/A")),
            },
        };
        let unit = if value.is_some() { row.text(self.unit) } else { "" };
        Ok(Term {
            code: code.to_owned(),
            level: "presentation".to_owned(),
            name: row.text(self.name).to_owned(),
            parent: String::new(),
            value,
            unit: unit.to_owned(),
        })
    }
}
