//! Which areas are unusual, or where that cannot be tested, which are highest and lowest.

use super::area_columns::Subject;
use super::view::{Outliers, TableView};
use crate::order::ordered;
use crate::words;
use unwarranted_core::AreaFinding;
use unwarranted_core::findings::Side;

/// Areas whose break-even is shown.
const FURTHEST: usize = 5;

pub(super) fn outliers(subject: &Subject) -> Outliers {
    let s = subject.slice;
    let mut paragraphs: Vec<String> = words::distances(s).into_iter().chain([words::result(s)]).collect();
    let mut tables = if s.overdispersion.undefined.is_some() {
        let mut tables = extremes(subject);
        let furthest = words::furthest(s);
        tables.extend(subject.furthest(&furthest[..furthest.len().min(FURTHEST)]));
        tables
    } else {
        paragraphs.push(
            "To be unusual raises a question and is not a verdict on care: the cause may be need, how care is recorded, or how \
             care is given. An area that is not named may still be one."
                .to_owned(),
        );
        named(subject)
    };
    let all = subject.all();
    // What all tables lack is said once, below the last.
    tables.iter_mut().for_each(|table| table.notes.retain(|note| !all.notes.contains(note)));
    Outliers { heading: words::result_heading(s), paragraphs, tables, all }
}

/// The three highest and the three lowest areas, or none where there are too few to choose from.
fn extremes(subject: &Subject) -> Vec<TableView> {
    let order = ordered(subject.slice);
    if order.len() < 6 {
        return Vec::new();
    }
    let lowest = &order[order.len() - 3..];
    let mut tables = vec![subject.chosen("The three highest rates".to_owned(), &order[..3])];
    if lowest.iter().all(|a| a.observed != 0.0) {
        tables.push(subject.chosen("The three lowest rates".to_owned(), lowest));
    } else {
        let none: Vec<&AreaFinding> = order.into_iter().filter(|a| a.observed == 0.0).collect();
        tables.push(subject.chosen(format!("Areas where nothing was recorded: {}", none.len()), &none));
    }
    tables
}

/// The unusual areas with what they were held against.
fn named(subject: &Subject) -> Vec<TableView> {
    let sides = [("Unusually high", Side::High), ("Unusually low", Side::Low)];
    let found = sides.map(|(caption, side)| (caption, words::named(subject.slice, side)));
    let tables = found.into_iter().filter(|(_, areas)| !areas.is_empty());
    tables.map(|(caption, areas)| subject.chosen(caption.to_owned(), &areas)).collect()
}
