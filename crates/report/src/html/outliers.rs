//! Who stands out, or where chance cannot be tested, who is highest and lowest.

use super::area_tables::Subject;
use super::view::{Outliers, TableView};
use crate::number::worded;
use crate::tables::ordered;
use crate::words;
use unwarranted_core::AreaFinding;
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::capitalised;

pub(super) fn outliers(subject: &Subject) -> Outliers {
    let s = subject.slice;
    let heading = words::stand_out_heading(s);
    let (paragraphs, tables) = if let Some(reason) = &s.overdispersion.undefined {
        (
            vec![format!("Whether an area differs from the rest by more than chance cannot be said: {reason}.")],
            extremes(subject),
        )
    } else {
        tested(subject)
    };
    Outliers { heading, paragraphs, tables, all: subject.all() }
}

/// The three highest and the three lowest areas, or none where there are too few to choose from.
fn extremes(subject: &Subject) -> Vec<TableView> {
    let order = ordered(subject.slice);
    if order.len() < 6 {
        return Vec::new();
    }
    let lowest = &order[order.len() - 3..];
    let mut tables = vec![subject.chosen("The three highest rates".to_owned(), &order[..3])];
    if lowest.iter().all(|a| a.observed > 0.0) {
        tables.push(subject.chosen("The three lowest rates".to_owned(), lowest));
    } else {
        let none: Vec<&AreaFinding> = order.into_iter().filter(|a| a.observed <= 0.0).collect();
        tables.push(subject.chosen(format!("Areas where nothing was recorded: {}", none.len()), &none));
    }
    tables
}

fn tested(subject: &Subject) -> (Vec<String>, Vec<TableView>) {
    let s = subject.slice;
    let [inner, outer] = s.levels;
    let (inner_name, outer_name) = (level(inner), level(outer));
    let (high, low) = (words::flagged(s, "high", outer), words::flagged(s, "low", outer));
    let near = words::flagged(s, "high", inner).len() + words::flagged(s, "low", inner).len();
    let lie = if near == 1 { "area lies" } else { "areas lie" };
    let paragraphs = vec![
        words::stand_out_count(s),
        format!(
            "{} further {lie} between the {inner_name}% and the {outer_name}% limits, which is no more than a reason to look again: \
             if nothing but chance and ordinary spread were at work, {} of {} areas would lie outside the {inner_name}% limits.",
            capitalised(&worded(near)),
            words::by_chance(s, inner),
            count(s.areas.len())
        ),
        "To stand out is a question, not a verdict: it may come from need, from how care is recorded, or from how care \
         is given."
            .to_owned(),
    ];
    let mut tables = Vec::new();
    if !high.is_empty() {
        tables.push(subject.chosen(format!("Higher than expected, outside the {outer_name}% limits"), &high));
    }
    if !low.is_empty() {
        tables.push(subject.chosen(format!("Lower than expected, outside the {outer_name}% limits"), &low));
    }
    (paragraphs, tables)
}
