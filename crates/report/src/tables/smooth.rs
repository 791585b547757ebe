//! Tables of shrunken ratios.

use super::delimited::{number, text, write};
use super::json::document;
use super::layout::{lines, prose, table};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::{exact, probable, significant};
use crate::words;
use serde::Serialize;
use unwarranted_core::Kind;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::shrinkage::{SmoothedArea, SmoothedSlice};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{level, thousands};

#[derive(Serialize)]
struct Slice<'a> {
    measure: Option<&'a str>,
    #[serde(flatten)]
    slice: &'a SmoothedSlice,
}

/// The shrunken ratio of every area of every slice, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn smooth_json(slices: &[SmoothedSlice], labels: &LabelsBy) -> Result<String, Error> {
    document(slices.iter().map(|slice| Slice { measure: measure(slice, labels), slice }))
}

/// The shrunken ratio of every area of every slice, one row each.
///
/// # Errors
/// As [`smooth_json`].
pub fn smooth_csv(slices: &[SmoothedSlice]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "kind",
        "area",
        "name",
        "observed",
        "expected",
        "ratio",
        "smoothed",
        "median",
        "lower",
        "upper",
        "confidence",
        "exceed",
        "exceeds",
        "method",
        "undefined",
        "note",
        "chance_phi",
        "chance_from",
    ];
    let rows = slices.iter().flat_map(|s| s.areas.iter().map(move |a| row(s, a)));
    write(head.map(str::to_owned), rows)
}

fn row(s: &SmoothedSlice, a: &SmoothedArea) -> Vec<String> {
    vec![
        text(&s.treatment),
        s.period.to_string(),
        s.kind.word().to_owned(),
        text(&a.area),
        text(a.name.as_deref().unwrap_or_default()),
        exact(a.observed),
        number(a.expected),
        number(a.ratio),
        number(a.smoothed),
        number(a.median),
        number(a.lower),
        number(a.upper),
        number(a.lower.map(|_| s.confidence)),
        exact(s.exceed),
        number(a.exceeds),
        s.method.to_owned(),
        text(s.undefined.as_deref().unwrap_or_default()),
        text(s.note.as_deref().unwrap_or_default()),
        number(s.chance_phi),
        s.chance_from.map_or("", ChanceFrom::word).to_owned(),
    ]
}

/// The shrunken ratios of every slice, highest first. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn smooth_table(slices: &[SmoothedSlice], labels: &LabelsBy, width: Option<u16>) -> String {
    let blocks: Vec<String> = slices.iter().map(|s| block(s, labels, width)).collect();
    blocks.join("\n")
}

fn block(s: &SmoothedSlice, labels: &LabelsBy, width: Option<u16>) -> String {
    let name = measure(s, labels).unwrap_or(&s.treatment);
    let mut out = heading(name, s.period, s.areas.len(), "O/E", s.kind, &s.set_aside);
    if let Some(reason) = &s.undefined {
        return prose(&(out + &format!("Smoothed ratios are undefined: {reason}.\n")), width);
    }
    out += &drawn_to(s).unwrap_or_default();
    if let Some(line) = chance(s, labels) {
        out += &(line + "\n");
    }
    if let Some(note) = &s.note {
        out += &format!("note: {note}\n");
    }
    prose(&out, width) + &of_areas(s, width)
}

/// What ratios are drawn towards, where that is known.
fn drawn_to(s: &SmoothedSlice) -> Option<String> {
    let (centre, variance) = (s.centre?, s.variance?);
    let drawn = significant(centre, 4);
    Some(match variance > 0.0 {
        true => format!(
            "{}: ratios are drawn towards {drawn}; variance of the true ratios {}.\n",
            s.method,
            significant(variance, 3)
        ),
        false => format!("{}: every ratio is drawn to {drawn}; the true ratios show no variance.\n", s.method),
    })
}

/// The areas, the highest first.
fn of_areas(s: &SmoothedSlice, width: Option<u16>) -> String {
    let (limits, above) = (format!("{}% interval", level(s.confidence)), format!("P(above {})", exact(s.exceed)));
    let heads = ["Area", "Name", "Observed", "Expected", "O/E", "Smoothed", &limits, &above];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let two = |v: Option<f64>| v.map_or_else(absent, |v| thousands(v, 2));
    for a in ordered(s) {
        let interval = a.lower.zip(a.upper);
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, 0),
            a.expected.map_or_else(absent, |v| thousands(v, 1)),
            two(a.ratio),
            two(a.smoothed),
            interval.map_or_else(absent, |(lo, hi)| format!("{} to {}", two(Some(lo)), two(Some(hi)))),
            a.exceeds.map_or_else(absent, probable),
        ]);
    }
    lines(&table)
}

/// What chance is known from, where anything is known of it.
fn chance(s: &SmoothedSlice, labels: &LabelsBy) -> Option<String> {
    let (phi, from) = (s.chance_phi?, s.chance_from?);
    let source = words::known_from(from)?;
    Some(if phi <= 1.0 && s.kind != Kind::Amount {
        format!("{source}: it is no larger than that of events that are each another person.")
    } else {
        let unit = labels.get(&s.treatment).map(|l| &l.unit);
        format!("{source}: {}.", words::one_event(unit, phi))
    })
}

/// From the highest shrunken ratio to the lowest; ties by code.
fn ordered(s: &SmoothedSlice) -> Vec<&SmoothedArea> {
    let mut areas: Vec<&SmoothedArea> = s.areas.iter().collect();
    let key = |a: &SmoothedArea| a.smoothed.unwrap_or(f64::NEG_INFINITY);
    areas.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    areas
}

fn measure<'a>(s: &SmoothedSlice, labels: &'a LabelsBy) -> Option<&'a str> {
    labels.get(&s.treatment).map(|l| l.measure.as_str())
}
