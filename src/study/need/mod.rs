//! What differences are to be explained by: groups of covariates, as an option names them.

mod codes;
mod known;

pub(super) use codes::{listed, other_codes};
pub(super) use known::Known;

use super::{Error, Result};
use crate::ingest::tidy::{FIELDS, Field};
use std::collections::BTreeSet;

/// A group of covariates: its name and the columns that hold them, written `NAME=COLUMN,COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Need {
    /// Name of the group.
    pub name: String,
    /// Columns of its covariates, at least one.
    pub columns: Vec<String>,
}

const EXPECTED: &str = "expected a name and columns, such as deprivation=imd or age=over_65,over_85";

impl std::str::FromStr for Need {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, columns) = text.split_once('=').ok_or(EXPECTED)?;
        let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
        if name.trim().is_empty() || columns.iter().any(String::is_empty) {
            return Err(EXPECTED.to_owned());
        }
        Ok(Self { name: name.trim().to_owned(), columns })
    }
}

impl TryFrom<String> for Need {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Need> for String {
    fn from(need: Need) -> Self {
        format!("{}={}", need.name, need.columns.join(","))
    }
}

/// Whether a column of this name is taken for the numerator where nobody names one.
fn is_numerator(column: &str) -> bool {
    let known = FIELDS.iter().filter(|entry| entry.field == Field::Observed).flat_map(|entry| entry.aliases);
    known.into_iter().any(|alias| alias.eq_ignore_ascii_case(column))
}

/// The columns of all groups in their order; `in_the_data`: whether they are columns of the data themselves.
///
/// # Errors
/// Two groups of one name; a column that is named twice, or that is the numerator.
pub(super) fn columns<'a>(need: &'a [Need], observed: Option<&str>, in_the_data: bool) -> Result<Vec<&'a str>> {
    let (mut names, mut columns) = (BTreeSet::new(), Vec::new());
    for group in need {
        if !names.insert(group.name.as_str()) {
            return Err(Error::option(
                "need",
                format!("has two groups called '{}'; give each its own name", group.name),
            ));
        }
        for column in &group.columns {
            if columns.contains(&column.as_str()) {
                return Err(Error::option("need", format!("names the column '{column}' twice; it counts once")));
            }
            if observed.map_or_else(|| in_the_data && is_numerator(column), |own| own == column) {
                let problem = format!("names '{column}', which is the numerator: it goes with itself");
                return Err(Error::option("need", problem));
            }
            columns.push(column);
        }
    }
    Ok(columns)
}
