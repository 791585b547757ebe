//! What areas may have alike.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands before the name of a column of which distances are between logarithms.
const LOGARITHM: &str = "log:";

/// A column that areas have alike, and whether its logarithm counts, from a text such as `imd` or `log:population`.
#[must_use]
pub fn column(text: &str) -> (&str, bool) {
    text.strip_prefix(LOGARITHM).map_or((text, false), |column| (column, true))
}

/// The name of an indicator: [`column()`] reads it.
#[must_use]
pub fn name_of(column: &str, logarithm: bool) -> String {
    if logarithm { format!("{LOGARITHM}{column}") } else { column.to_owned() }
}

/// The name of an indicator as a sentence has it: "the logarithm of population".
///
/// ```
/// use unwarranted_core::similar::{in_words, name_of};
/// assert_eq!(in_words(&name_of("population", true)), "the logarithm of population");
/// assert_eq!(in_words("imd"), "imd");
/// ```
#[must_use]
pub fn in_words(name: &str) -> String {
    match column(name) {
        (column, true) => format!("the logarithm of {column}"),
        (column, false) => column.to_owned(),
    }
}

/// One indicator of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name.
    pub name: Arc<str>,
    /// Whether distances are between logarithms.
    pub logarithm: bool,
    /// Its value in each area that has one, by area code.
    pub values: BTreeMap<Arc<str>, f64>,
}

/// Groups of areas that somebody has made: the areas of one are each other's peers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// What the groups are, such as the name of their column.
    pub name: Arc<str>,
    /// The group of each area that has one, by area code.
    pub of: BTreeMap<Arc<str>, Arc<str>>,
}

/// What makes areas alike.
#[derive(Debug, Clone, PartialEq)]
pub enum Likeness {
    /// Each area is held against so many of those nearest to it.
    Nearest {
        /// What similar areas have alike.
        indicators: Vec<Indicator>,
        /// How many similar areas each area gets.
        nearest: usize,
    },
    /// Each area is held against the others of its group.
    Groups(Groups),
}

impl Likeness {
    /// What areas have alike, by name.
    #[must_use]
    pub fn by(&self) -> Vec<Arc<str>> {
        match self {
            Self::Nearest { indicators, .. } => indicators.iter().map(|i| Arc::clone(&i.name)).collect(),
            Self::Groups(groups) => vec![Arc::clone(&groups.name)],
        }
    }
}
