//! Who stands out, or where chance cannot be tested, who is highest and lowest.

use super::area_tables::Subject;
use super::view::{Outliers, TableView};
use crate::number::worded;
use crate::order::ordered;
use crate::words;
use unwarranted_core::findings::Side;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::areas;

pub(super) fn outliers(subject: &Subject) -> Outliers {
    let s = subject.slice;
    let heading = words::stand_out_heading(s);
    let (paragraphs, tables) = if let Some(reason) = &s.overdispersion.undefined {
        (
            vec![format!("It cannot be said whether an area differs from the rest by more than chance: {reason}.")],
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
    let (high, low) = (words::flagged(s, Side::High, outer), words::flagged(s, Side::Low, outer));
    let near = words::flagged(s, Side::High, inner).len() + words::flagged(s, Side::Low, inner).len();
    let lie = match near {
        0 => "No further areas lie".to_owned(),
        1 => "One further area lies".to_owned(),
        n => format!("{} further areas lie", capitalised(&worded(n))),
    };
    let why = if near == 0 { "" } else { ", which is no more than a reason to look again" };
    let mut paragraphs = vec![
        words::stand_out_count(s),
        format!(
            "{lie} between the {inner_name}% and the {outer_name}% limits{why}: chance and ordinary spread alone would put {} of {} areas outside the {inner_name}% limits.",
            words::by_chance(s, inner),
            count(s.areas.len())
        ),
        "Standing out raises a question and is not a verdict: the cause may be need, how care is recorded, or how care \
         is given."
            .to_owned(),
    ];
    paragraphs.extend(alarms(s));
    let mut tables = Vec::new();
    if !high.is_empty() {
        tables.push(subject.chosen(format!("Higher than expected, outside the {outer_name}% limits"), &high));
    }
    if !low.is_empty() {
        tables.push(subject.chosen(format!("Lower than expected, outside the {outer_name}% limits"), &low));
    }
    (paragraphs, tables)
}

/// What is left of those who stand out when it is counted how many areas were looked at.
fn alarms(s: &SliceFindings) -> Option<String> {
    let judged = s.judged.as_ref().filter(|judged| judged.control != Control::None && judged.tests > 0)?;
    let family = match judged.slices {
        1 => areas(judged.tests),
        n => format!("{} figures of areas, in {} periods or treatments", count(judged.tests), count(n)),
    };
    let verdict = match words::alarms(s) {
        0 => "no area here is an alarm".to_owned(),
        1 => "one area here is an alarm".to_owned(),
        n => format!("{} areas here are alarms", worded(n)),
    };
    let per_cent = |at: f64| ((at * 1e6).round() / 1e4).to_string();
    let held = match judged.control {
        Control::Fdr(at) => format!("at most {}% of alarms are expected to be false", per_cent(at)),
        Control::Fwer(at) => format!("the chance of any false alarm is at most {}%", per_cent(at)),
        Control::None => return None,
    };
    Some(format!(
        "The more areas are looked at, the more stand out by accident. Judged together with everything in this report \
         ({family}), so that {held}, {verdict}; the columns alarm and q of areas.csv give details. Among fewer areas \
         or periods the verdict on an area may differ."
    ))
}
