//! Tables of what moving money between areas would do.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, json};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::significant;
use crate::words;
use std::sync::Arc;
use unwarranted_core::moves::{Inequality, Moved, MovedArea};
use unwarranted_plot::labels::{Labels, LabelsBy};

impl OfSlice for Moved {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::moved(self, labels)
    }
}

/// What moving would do to every slice, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn moves_json(slices: &[Moved], labels: &LabelsBy) -> Result<String, Error> {
    json(slices, labels)
}

/// Every area of every slice, one row each.
///
/// # Errors
/// As [`moves_json`].
pub fn moves_csv(slices: &[Moved]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "name",
        "denominator",
        "before",
        "after",
        "change",
        "change_per_head",
        "rate_before",
        "rate_after",
        "index_before",
        "index_after",
    ];
    write(head.map(str::to_owned), slices.iter().flat_map(|s| s.areas.iter().map(move |a| row(s, a))))
}

fn row(s: &Moved, a: &MovedArea) -> Vec<String> {
    let name = text(a.name.as_deref().unwrap_or_default());
    let mut cells = vec![text(&s.treatment), s.period.to_string(), text(&a.area), name];
    let figures = [a.denominator, a.before, a.after, a.change, a.change_per_head, a.rate_before, a.rate_after];
    cells.extend(figures.into_iter().chain([a.index_before, a.index_after]).map(|v| number(Some(v))));
    cells
}

/// What moving would do to every slice, in words and tables: areas that gain most per head first. `width` is that of the terminal in columns, where
/// one is known.
#[must_use]
pub fn moves_table(slices: &[Moved], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, labels, name| block(s, (labels, name), width))
}

fn block(s: &Moved, (labels, name): (Option<&Labels>, &str), width: Option<u16>) -> String {
    let mut out = heading(name, s.period, s.areas.len(), "money moved", s.kind, &s.set_aside);
    out += &words::moved(s, labels);
    out.push('\n');
    prose(&out, width) + "\n" + &unequal(s, width) + "\n" + &areas(s, labels, width)
}

/// One measure of how unequal rates are.
type Of = fn(&Inequality) -> Option<f64>;

fn unequal(s: &Moved, width: Option<u16>) -> String {
    let mut table = table(&["Measure", "Before", "After"], &[1, 2], width);
    let of: [(&str, Of); 5] = [
        ("Gini coefficient", |i| i.gini),
        ("Theil index T", |i| i.theil_t),
        ("Coefficient of variation", |i| i.cv),
        ("Coefficient of variation, weighted", |i| i.cv_weighted),
        ("Highest rate over lowest", |i| i.highest_over_lowest),
    ];
    let figure = |v: Option<f64>| v.map_or_else(absent, |v| significant(v, 3));
    for (name, of) in of {
        table.add_row([name.to_owned(), figure(of(&s.before)), figure(of(&s.after))]);
    }
    lines(&table)
}

/// Signs to either side of the middle of a bar.
const BAR: f64 = 10.0;

/// A bar as text: minus signs to the left of the middle for a loss, plus signs to the right for a gain.
fn bar(value: f64, most: f64) -> String {
    let signs = if most > 0.0 { (value.abs() / most * BAR).ceil().min(BAR) } else { 0.0 };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
    let (signs, room) = (signs as usize, BAR as usize);
    // An area that neither gains nor loses has the middle alone.
    if value < 0.0 { format!("{:>room$}|", "-".repeat(signs)) } else { format!("{:>room$}|{}", "", "+".repeat(signs)) }
}

fn areas(s: &Moved, labels: Option<&Labels>, width: Option<u16>) -> String {
    let heads =
        ["Area", "Name", "Change", "Per head", "Rate before", "After", "Index", "After it", "Loses - | + gains"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let mut ordered: Vec<&MovedArea> = s.areas.iter().collect();
    ordered.sort_by(|a, b| b.change_per_head.total_cmp(&a.change_per_head).then_with(|| a.area.cmp(&b.area)));
    let most = s.areas.iter().map(|a| a.change_per_head.abs()).fold(0.0, f64::max);
    for a in ordered {
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            words::of_numerator(a.change, labels),
            significant(a.change_per_head, 3),
            significant(a.rate_before, 3),
            significant(a.rate_after, 3),
            significant(a.index_before, 3),
            significant(a.index_after, 3),
            bar(a.change_per_head, most),
        ]);
    }
    if s.areas.iter().all(|a| a.name.is_none()) {
        table.hide(&[1]);
    }
    lines(&table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_signed_and_as_long_as_their_share() {
        assert_eq!(bar(5.0, 10.0), "          |+++++");
        assert_eq!(bar(-10.0, 10.0), "----------|");
        assert_eq!(bar(-0.1, 10.0), "         -|");
        assert_eq!(bar(0.0, 0.0), "          |");
    }
}
