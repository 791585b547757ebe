//! Why a query finds no figure at all.

use super::query::{FactDenominator, FactsQuery};
use crate::geography::Level;
use std::collections::BTreeSet;
use unwarranted_core::Period;
use unwarranted_core::near::did_you_mean;
use unwarranted_ingest::tables::facts::Facts;

/// A period whose table has no areas of the level, with the kinds it has.
pub(super) type Elsewhere = (Period, BTreeSet<&'static str>);

/// Why there is no figure at all: other areas, or other measures.
pub(super) fn nothing(query: &FactsQuery, elsewhere: &[Elsewhere], known: BTreeSet<String>) -> String {
    if let Some((period, kinds)) = elsewhere.first() {
        let kinds: Vec<&str> = kinds.iter().copied().collect();
        let why = match query.level {
            Level::Group => "none of them is a member of the groups".to_owned(),
            level => format!("`level {}` cannot be made from them, with whatever membership", level.word()),
        };
        return format!("{} of {period}: the table has areas of kind {}; {why}", query.series, kinds.join(", "));
    }
    let ids: Vec<String> = known.into_iter().collect();
    format!(
        "`measure {}`: {} has no such measure; it has: {}{}",
        query.measure,
        query.series,
        ids.join(", "),
        did_you_mean(&query.measure, ids.iter().map(String::as_str))
    )
}

/// The tables have the measure and its denominator, and no area has a figure of both.
pub(super) fn no_figures(query: &FactsQuery, with: BTreeSet<String>) -> String {
    let over = match &query.denominator {
        FactDenominator::Measure(id) => format!("`denominator {id}`"),
        FactDenominator::Population => "`denominator population`".to_owned(),
    };
    let with: Vec<String> = with.into_iter().collect();
    let those = if with.is_empty() { "none".to_owned() } else { with.join(", ") };
    format!(
        "{}: nowhere is there a figure of `measure {}` and of {over}; measures with figures there: {those}; name another \
         `denominator` or `measure`",
        query.series, query.measure
    )
}

/// The measures of which the table has figures, one for each figure.
pub(super) fn measures_with_figures(facts: &Facts) -> impl Iterator<Item = String> + '_ {
    facts.rows.iter().filter(|row| row.value.number().is_some()).map(|row| facts.measures[row.measure].id.clone())
}
