//! Rows of one sex alone, which are not the patients of a practice.

use super::{KEPT, PART, Parts, stratum};
use crate::tables::Tally;
use std::collections::BTreeMap;
use unwarranted_core::Month;

/// A month whose rows are all of one sex, and that sex.
pub(super) fn only_sex(months: &BTreeMap<Month, BTreeMap<String, Parts>>) -> Option<(Month, &str)> {
    months.iter().find_map(|(month, practices)| Some((*month, one_sex(practices.values())?)))
}

/// The sex of every row, where there is one and it is not `ALL`.
fn one_sex<'a>(parts: impl Iterator<Item = &'a Parts> + Clone) -> Option<&'a str> {
    let mut rows = parts.flat_map(|parts| parts.rows.keys());
    let (sex, _) = rows.next()?;
    (sex != "ALL" && rows.all(|(other, _)| other == sex)).then_some(sex)
}

const ONE_SEX: &str = "a practice with patients of one sex alone";

/// Leaves out practices that have rows of one sex alone where others have both: half of their patients are not known.
pub(super) fn without_other_sex(practices: &mut BTreeMap<String, Parts>, tally: &mut Tally) {
    let mut out = Vec::new();
    practices.retain(|practice, parts| {
        let Some(sex) = one_sex(std::iter::once(&*parts)) else { return true };
        out.push(format!("{practice}: {sex}"));
        for (sex, age) in parts.rows.keys() {
            let counted = if stratum(sex, age).is_some() {
                tally.used -= 1;
                tally.labelled.entry(KEPT)
            } else {
                tally.set_aside.entry(PART)
            };
            *counted.or_default() -= 1;
            *tally.set_aside.entry(ONE_SEX).or_default() += 1;
        }
        false
    });
    tally.labelled.retain(|_, rows| *rows > 0);
    tally.notices.extend(listed(&out));
}

/// Practices that are left out, the first of them by their codes.
fn listed(out: &[String]) -> Option<String> {
    const NAMED: usize = 20;
    let more = if out.len() > NAMED { ", ..." } else { "" };
    let named = out.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    (!out.is_empty())
        .then(|| format!("practices with patients of one sex alone, which are left out: {} ({named}{more})", out.len()))
}
