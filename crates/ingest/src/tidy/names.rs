//! A file with area codes and names.

use super::fields::Field;
use super::search::Search;
use super::table::Table;
use super::tables::{TidyInput, TidyTable};
use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Area names by code, with where they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Name by area code.
    pub names: BTreeMap<Arc<str>, Arc<str>>,
    /// The file they come from.
    pub input: TidyInput,
}

/// Reads a table of area codes and names (`code,name`), its columns found by the aliases of area and name in
/// [`super::FIELDS`]. Rows without a code or without a name give no name.
///
/// # Errors
/// Those of [`input::open`]; a missing or ambiguous column; no rows; a row with too few or too many fields; a quote
/// that is never closed; two different names for one code.
pub fn read_names(path: &Path) -> Result<Names, Error> {
    let file = input::open(path)?;
    let mut known: BTreeMap<Arc<str>, (Arc<str>, String)> = BTreeMap::new();
    let tables = file.members.iter().map(|m| read_table(m, &mut known)).collect::<Result<Vec<_>, _>>()?;
    let rows_read = tables.iter().map(|t| t.rows_read).sum();
    let input = TidyInput { name: file.name, bytes: file.bytes, sha256: file.sha256, rows_read, tables };
    Ok(Names { names: known.into_iter().map(|(code, (name, _))| (code, name)).collect(), input })
}

fn read_table(member: &Member, known: &mut BTreeMap<Arc<str>, (Arc<str>, String)>) -> Result<TidyTable, Error> {
    let mut table = Table::open(member)?;
    let header = table.header.clone();
    let columns = Search { shown: &member.shown, header: &header, named: None, other: &[] }.names()?;
    let mut rows_read = 0;
    while let Some((line, record)) = table.next()? {
        rows_read += 1;
        let text = |field| columns.get(field).and_then(|at| record.get(at)).map_or("", str::trim);
        let (code, name) = (text(Field::Area), text(Field::Name));
        if code.is_empty() || name.is_empty() {
            continue;
        }
        let place = format!("line {line} of {}", member.shown);
        let (first, first_place) = known.entry(Arc::from(code)).or_insert_with(|| (Arc::from(name), place));
        if **first != *name {
            let problem = format!(
                "area '{}' is called '{}' here but '{}' on {first_place}; expected one name per code: keep one of them",
                shorten(code),
                shorten(name),
                shorten(first)
            );
            return Err(Error::Row { file: member.shown.clone(), line, problem });
        }
    }
    if rows_read == 0 {
        let problem = "there is a header line but no rows; expected one row per area".to_owned();
        return Err(Error::File { file: member.shown.clone(), problem });
    }
    let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
    Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns: columns.named(&header) })
}
