//! What the columns of CSV files mean, as CSV on the Web has it (W3C, Metadata Vocabulary for Tabular Data, 2015).

use super::Table;
use super::columns::{Holds, described_in};
use crate::error::Error;
use serde_json::{Value, json};

/// What a probability of 0 is, in a CSV file.
const TOO_SMALL: &str = "0 is a probability above zero that is too small for a number";

/// The metadata of all tables of a folder, for `csv-metadata.json`. An empty cell has no value: it is not zero.
///
/// # Errors
/// [`Error::Table`] for a column without a description, a defect of this program.
pub fn metadata(tables: &[Table]) -> Result<String, Error> {
    let tables = tables.iter().map(table).collect::<Result<Vec<_>, _>>()?;
    let document = json!({"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "tables": tables});
    let text = serde_json::to_string_pretty(&document).map_err(|e| Error::Table(e.to_string()))?;
    Ok(text + "\n")
}

fn table(table: &Table) -> Result<Value, Error> {
    let (head, _) = table.cells()?;
    let columns = head.iter().map(|name| column(table.file, name)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "url": table.file,
        "dc:title": table.title,
        "dialect": {"encoding": "utf-8", "header": true, "delimiter": ",", "lineTerminators": ["\n"]},
        "tableSchema": {"columns": columns},
    }))
}

fn column(file: &str, name: &str) -> Result<Value, Error> {
    let entry =
        described_in(file, name).ok_or_else(|| Error::Table(format!("the column {name} has no description")))?;
    let datatype = match entry.holds {
        Holds::Text => "string",
        Holds::Number | Holds::Probability => "number",
        Holds::Whole => "integer",
    };
    let about = match entry.holds {
        Holds::Probability => format!("{}; {TOO_SMALL}", entry.about),
        _ => entry.about.to_owned(),
    };
    // Names of columns in URLs take letters, digits and underscores.
    let plain = name.replace('.', "_");
    Ok(json!({"name": plain, "titles": name, "datatype": datatype, "dc:description": about, "null": ""}))
}
