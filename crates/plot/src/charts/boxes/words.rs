//! What the chart of boxes says, and the figures drawn.

use super::Five;
use super::ends::ends;
use crate::chart::Subject;
use crate::charts::shared::{Moment, several_periods};
use crate::data::{Data, Datum};
use crate::figures::Figures;
use crate::numbers::count;
use crate::upright::said;

/// The columns of the figures drawn.
const COLUMNS: [&str; 14] = [
    "period",
    "areas",
    "lowest",
    "p5",
    "p25",
    "p50",
    "p75",
    "p95",
    "highest",
    "highlighted",
    "lowest_area",
    "lowest_name",
    "highest_area",
    "highest_name",
];

/// Between what half of the areas lay in the last period, and in the first.
pub(super) fn findings(boxes: &[(&Moment, Five)], figures: &Figures) -> Vec<String> {
    let [(first, then), (last, now)] = [&boxes[0], &boxes[boxes.len() - 1]];
    let [lead, before] = [now, then].map(|b| half(b, figures));
    let (now, then) = (last.slice.period.words(), first.slice.period.words());
    let alone = format!("{} in {now}", lead.0);
    let compared = match (&lead, &before) {
        _ if boxes.len() < 2 => return vec![alone],
        ((_, Some(_)), (_, Some(ends))) => format!("{alone}; {ends} in {then}"),
        _ if lead.0 == before.0 => format!("{alone}, as in {then}"),
        _ => format!("{alone}; {} in {then}", before.0),
    };
    vec![compared, alone]
}

/// What is said of the middle half, with its ends where they are two figures.
fn half(b: &Five, figures: &Figures) -> (String, Option<String>) {
    let [low, high] = [b.at[1], b.at[3]].map(|v| figures.value(v));
    let one = |what: String| (format!("half of the areas or more recorded {what}"), None);
    match (b.ends, low == high) {
        ([0.0, 0.0], _) => ("no area recorded any".to_owned(), None),
        (_, true) if b.at[1].total_cmp(&b.at[3]).is_ne() => one(format!("about {low}")),
        (_, true) if b.at[1] == 0.0 => one("none".to_owned()),
        (_, true) => one(low),
        (_, false) => {
            let ends = format!("{low} and {high}");
            (format!("half of the areas lay between {ends}"), Some(ends))
        }
    }
}

/// How to read it; `besides` says what the ends of the last period are that have no name in the plot.
pub(super) fn notes(subject: &Subject, moments: &[Moment], range: (f64, f64), besides: &[String]) -> Vec<String> {
    let mut notes = vec![
        "Line: median. Box: the middle half of the areas. Whiskers: 5th to 95th percentile. Dots: highest and lowest area. Part of \
         the spread is chance."
            .to_owned(),
    ];
    notes.extend_from_slice(besides);
    notes.extend(said(range));
    notes.extend(several_periods(subject, moments));
    notes
}

pub(super) fn alt(boxes: &[(&Moment, Five)], figures: &Figures, chosen: Option<&str>) -> String {
    let one = |(m, b): &(&Moment, Five)| {
        format!(
            "{}: median {}, middle half {} to {}, lowest {}, highest {}",
            m.slice.period.words(),
            figures.value(b.at[2]),
            figures.value(b.at[1]),
            figures.value(b.at[3]),
            figures.value(b.ends[0]),
            figures.value(b.ends[1])
        )
    };
    let ends: Vec<String> = match boxes {
        [first, .., last] => vec![one(first), one(last)],
        all => all.iter().map(one).collect(),
    };
    let diamonds = chosen.map(|name| format!(" Diamonds: {name}.")).unwrap_or_default();
    format!("A box and whiskers for each of {} periods. {}.{diamonds}", count(boxes.len()), ends.join(". "))
}

/// Of several equal ends none is named.
pub(super) fn data(boxes: &[(&Moment, Five)]) -> Data {
    let mut data = Data::new(&COLUMNS);
    for (m, b) in boxes {
        let [p5, p25, p50, p75, p95] = b.at;
        let mut row: Vec<Datum> = vec![m.slice.period.to_string().into(), m.sorted.len().into()];
        row.extend([b.ends[0], p5, p25, p50, p75, p95, b.ends[1]].map(Datum::from));
        row.push(b.chosen.into());
        let mut alone = ends(m, b).into_iter().map(|end| end.areas.first().copied().filter(|_| end.areas.len() == 1));
        let (high, low) = (alone.next().flatten(), alone.next().flatten());
        for area in [low, high] {
            row.push(area.map(|a| a.area.to_string()).into());
            row.push(area.and_then(|a| a.name.as_deref()).map(str::to_owned).into());
        }
        data.rows.push(row);
    }
    data
}
