//! What the findings of a slice say, in sentences.
//!
//! Areas are the subject of sentences rather than the measure, whose number (is, are) is not known. A ratio is given
//! only where it is defined; chance is always named; nothing is called good or bad.

mod chance;
mod periods;
mod plain;
mod standing_out;

use crate::number::{percent, significant, with_interval};
use crate::tables::ordered;
use unwarranted_core::{AreaFinding, Estimate, ExpectedFrom, Kind, SliceFindings};
use unwarranted_plot::names::Names;
use unwarranted_plot::numbers::{count, level, times};
use unwarranted_plot::text::{Labels, capitalised, listed};

pub(crate) use periods::{any_part, comparable, elsewhere, label, newer, part_of, partial_period, when};
use plain::Say;
pub(crate) use plain::{counted, some_areas, unit};
use standing_out::verdict;
pub(crate) use standing_out::{
    by_chance, flagged, how_sure, stand_out, stand_out_count, stand_out_heading, within_chance,
};

/// An index that has a value.
pub(crate) fn estimate<'a>(s: &'a SliceFindings, id: &str) -> Option<&'a Estimate> {
    s.indices.iter().find(|e| e.id == id && e.value.is_some())
}

/// " (95% interval 2.7 to 3.4)", empty without an interval.
pub(crate) fn interval(e: &Estimate) -> String {
    match (e.value, e.lower, e.upper, e.confidence) {
        (Some(value), Some(low), Some(high), Some(confidence)) => {
            let [_, low, high] = with_interval(value, low, high);
            format!(" ({}% interval {low} to {high})", level(confidence))
        }
        _ => String::new(),
    }
}

/// The value of an index, if it has one.
pub(crate) fn index(s: &SliceFindings, id: &str) -> Option<f64> {
    s.indices.iter().find(|e| e.id == id).and_then(|e| e.value)
}

/// Name and code of an area; a name that ends with the code is left as it is.
pub(crate) fn name_and_code(a: &AreaFinding) -> String {
    match a.name.as_deref() {
        Some(name) if name.ends_with(&*a.area) => name.to_owned(),
        Some(name) => format!("{name} ({})", a.area),
        None => a.area.to_string(),
    }
}

/// What the areas are called, plural.
pub(crate) fn areas(l: &Labels) -> &str {
    if l.areas.trim().is_empty() { "areas" } else { l.areas.trim() }
}

/// The figure that areas are compared by: the rate, or the ratio where there is no rate.
pub(crate) fn figure(a: &AreaFinding) -> Option<f64> {
    a.rate.or(a.ratio)
}

/// The same, and none for an area without a rate among others that have one.
fn figure_in(s: &SliceFindings, a: &AreaFinding) -> Option<f64> {
    if s.areas.iter().any(|a| a.rate.is_some()) { a.rate } else { a.ratio }
}

/// Whether the rates are shares of one, which people read in per cent.
pub(crate) fn in_per_cent(s: &SliceFindings) -> bool {
    s.kind == Kind::Share && (s.per - 1.0).abs() < 1e-12
}

/// The finding in one line.
pub(crate) fn headline(s: &SliceFindings, l: &Labels) -> String {
    let measure = &l.measure;
    let n = s.areas.len();
    if n == 0 {
        return format!("{measure}: no usable figures for {}", s.period.words());
    }
    if n == 1 {
        return format!("{measure}: one area only, so nothing to compare");
    }
    if s.observed <= 0.0 {
        return format!("{measure}: nothing recorded in any of {}", counted(l, n));
    }
    if within_chance(s) {
        return format!("{measure}: {} differ no more than by chance", areas(l));
    }
    let f = Say::of(s, l);
    let span =
        ends(s).map(|(low, high)| format!("from {} to {} across {}", f.value(low), f.with_unit(high), counted(l, n)));
    // Below 20 areas the 5% at either end are less than one area.
    let trimmed = index(s, "eq-5-95").filter(|_| n >= 20 && !in_per_cent(s));
    match (trimmed, span) {
        (Some(ratio), _) => format!(
            "{measure}: the highest {} are {} times the lowest, leaving out the top and bottom 5%",
            areas(l),
            times(ratio)
        ),
        (None, Some(span)) => format!("{measure}: {span}"),
        (None, None) => format!("{measure}: {} compared", counted(l, n)),
    }
}

/// The lowest and the highest figure.
fn ends(s: &SliceFindings) -> Option<(f64, f64)> {
    let figures: Vec<f64> = ordered(s).into_iter().filter_map(|a| figure_in(s, a)).collect();
    Some((*figures.last()?, *figures.first()?))
}

/// What was found: overall rate, highest and lowest area, the middle eight in ten, areas with none.
pub(crate) fn found(s: &SliceFindings, l: &Labels) -> String {
    let f = Say::of(s, l);
    let when = when(s);
    let mut sentences = vec![match s.rate {
        Some(rate) if s.areas.len() == 1 => format!("One area recorded {} in {when}.", f.with_unit(rate)),
        Some(rate) => format!("All areas together recorded {} in {when}.", f.with_unit(rate)),
        None => format!("{} were recorded in {when} in all areas together.", capitalised(&significant(s.observed, 4))),
    }];
    if s.areas.len() > 1 {
        sentences.extend(ends(s).map(|(low, high)| range(s, l, &f, low, high)));
    }
    if let (Some([d1, .., d9]), true) = (s.deciles, s.areas.len() >= 10) {
        sentences.push(format!("Eight areas in ten lie between {} and {}.", f.value(d1), f.value(d9)));
    }
    if let Some(ratio) = index(s, "eq-5-95").filter(|_| s.areas.len() >= 20) {
        sentences.push(format!(
            "With the highest 5% and the lowest 5% of areas left out, the highest of the rest is {} times the lowest{}.",
            times(ratio),
            estimate(s, "eq-5-95").map_or_else(String::new, interval)
        ));
    }
    sentences.join(" ")
}

/// From which area to which area the figures run.
fn range(s: &SliceFindings, l: &Labels, f: &Say, low: f64, high: f64) -> String {
    let names = Names::of(&s.areas);
    let order: Vec<&AreaFinding> = ordered(s).into_iter().filter(|a| figure_in(s, a).is_some()).collect();
    let name = |a: Option<&&AreaFinding>| a.map_or("", |a| names.get(&a.area)).to_owned();
    let none = order.iter().filter(|a| a.observed <= 0.0).count();
    let from = match none {
        0 => format!("{} in {}", f.value(low), name(order.last())),
        1 => format!("none at all in {}", name(order.last())),
        n => format!("none at all in {} of them", count(n)),
    };
    format!(
        "Across {}, figures run from {from} to {} in {}.",
        counted(l, s.areas.len()),
        f.value(high),
        name(order.first())
    )
}

/// How many areas are alarms under the control of false alarms.
pub(crate) fn alarms(s: &SliceFindings) -> usize {
    s.areas.iter().filter(|a| matches!(a.judgement.alarm, Some("high" | "low"))).count()
}

/// What each area is compared with.
pub(crate) fn compared(s: &SliceFindings, l: &Labels) -> String {
    match (s.expected_from, s.rate) {
        (ExpectedFrom::Internal, _) if s.areas.len() == 1 => {
            "There is only one area, so there is nothing to compare it with.".to_owned()
        }
        (ExpectedFrom::Internal, Some(rate)) => format!(
            "Each area is compared with all {} together ({}). {} not taken out, so a high or a low rate is not by itself \
             good or poor care.",
            counted(l, s.areas.len()),
            Say::of(s, l).with_unit(rate),
            if s.standardised.as_ref().is_some_and(|by| by.method == "weighted") {
                "Age and sex are allowed for as far as the weights of the denominator do; other differences in need are"
            } else if l.unit.contains("weighted") {
                "What the weights of the denominator stand for, such as age or need, is allowed for; other differences between areas are"
            } else {
                "Differences in age, sex and need between areas are"
            },
        ),
        (ExpectedFrom::Strata, _) => "Each area is compared with what its people would have had at the rates of a reference, \
             by age and sex. Differences in need beyond age and sex are not taken out, so a high or a low rate is not by \
             itself good or poor care."
            .to_owned(),
        _ => "Each area is compared with the expected value that the input gives for it. What that value allows for, \
              such as age, sex or need, is up to whoever worked it out."
            .to_owned(),
    }
}

/// What is said of the highlighted area.
pub(crate) fn highlighted(s: &SliceFindings, l: &Labels, code: &str) -> String {
    let Some(a) = s.areas.iter().find(|a| &*a.area == code) else {
        return format!("{code} is not among the areas with usable figures in this period.");
    };
    let mut parts = vec![format!("{}{}: {}", name_and_code(a), part_of(s, a), rate_said(s, l, a))];
    if let (Some(ratio), true) = (a.ratio, s.rate.is_some()) {
        parts.push(format!("{} times what was expected", plain::ratio(ratio)));
    }
    if let (Some(rank), true) = (a.percent_rank, s.areas.len() > 1) {
        parts.push(format!("higher than {} of the other areas", percent(rank)));
    }
    format!("{}. {}", listed(&parts), verdict(s, a))
}

/// The figure of one area with its interval, rounded to what the interval supports.
fn rate_said(s: &SliceFindings, l: &Labels, a: &AreaFinding) -> String {
    let f = Say::of(s, l);
    match (a.rate, a.lower, a.upper) {
        (Some(rate), Some(low), Some(high)) => {
            let (scale, unit) = (if in_per_cent(s) { 100.0 } else { 1.0 }, plain::unit_said(s, l));
            let [said, low, high] = with_interval(rate * scale, low * scale, high * scale);
            format!("{said} {unit} ({}% interval {low} to {high})", level(s.confidence))
        }
        _ => figure(a).map_or_else(|| "no rate".to_owned(), |v| f.with_unit(v)),
    }
}

/// What was left out, in a sentence; `None` when nothing was.
pub(crate) fn left_out(s: &SliceFindings) -> Option<String> {
    let parts: Vec<String> =
        s.set_aside.iter().map(|a| format!("{} because {}", rows(a.rows), a.reason.meaning())).collect();
    (!parts.is_empty()).then(|| format!("Set aside: {}.", parts.join("; ")))
}

/// "1 row" or "108 rows".
pub(crate) fn rows(n: usize) -> String {
    if n == 1 { "1 row".to_owned() } else { format!("{} rows", count(n)) }
}
