//! Columns by the field they hold, and how their names are compared and shown.

use super::fields::Field;
use crate::input::shorten;
use std::collections::BTreeMap;

/// The position of each field's column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns(pub(super) BTreeMap<Field, usize>);

impl Columns {
    pub(super) fn has_parts(&self) -> bool {
        [Field::AgeBand, Field::Sex, Field::Within].iter().any(|f| self.0.contains_key(f))
    }

    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// Fields and the names of their columns, in the order of [`FIELDS`].
    pub(super) fn named(&self, header: &[String]) -> Vec<(Field, String)> {
        self.0.iter().map(|(field, at)| (*field, header[*at].clone())).collect()
    }

    /// Names of the columns that no field is read from, for hints.
    pub(super) fn unused(&self, header: &[String]) -> Vec<String> {
        let used: Vec<usize> = self.0.values().copied().collect();
        header.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, name)| name.clone()).collect()
    }
}

/// A column name without case, blanks, dots, hyphens and underscores, and without a mark of a note behind it (`Area [note 1]`).
pub(super) fn plain(name: &str) -> String {
    without_note(name).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A column name without a mark of a note behind it.
pub(super) fn without_note(name: &str) -> &str {
    let noted = |at: &usize| name[*at..].to_ascii_lowercase().starts_with("[note") && name.ends_with(']');
    name.rfind('[').filter(noted).map_or(name, |at| name[..at].trim_end())
}

/// Column names for a message, long names and long lists shortened.
pub(super) fn list(names: &[String]) -> String {
    const MOST: usize = 30;
    let one = |n: &String| if n.is_empty() { "(blank)".to_owned() } else { shorten(n) };
    let shown: Vec<String> = names.iter().take(MOST).map(one).collect();
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
