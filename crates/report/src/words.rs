//! What the findings of a slice say, in sentences.
//!
//! Areas are the subject of sentences rather than the measure, whose number (is, are) is not known. A ratio is told
//! only where it is defined; chance is always named; nothing is called good or bad.

use crate::number::{count, fixed, percent, significant, with_interval};
use crate::tables::{level_name, ordered};
use unwarranted_core::{AreaFinding, ExpectedFrom, Kind, SliceFindings};
use unwarranted_plot::text::Labels;

/// The value of an index, if it has one.
pub(crate) fn index(s: &SliceFindings, id: &str) -> Option<f64> {
    s.indices.iter().find(|e| e.id == id).and_then(|e| e.value)
}

/// Says so when the data do not cover the whole period.
pub(crate) fn partial_period(s: &SliceFindings) -> Option<String> {
    let full = s.months_full.filter(|full| s.months < *full)?;
    Some(format!("This period is incomplete: the data cover {} of its {full} months.", s.months))
}

/// Name of an area, or its code where no name is known.
pub(crate) fn name(a: &AreaFinding) -> &str {
    a.name.as_deref().unwrap_or(&a.area)
}

/// Name and code of an area.
pub(crate) fn name_and_code(a: &AreaFinding) -> String {
    a.name.as_deref().map_or_else(|| a.area.to_string(), |n| format!("{n} ({})", a.area))
}

/// Whether the counted differences between areas are no larger than chance gives.
pub(crate) fn within_chance(s: &SliceFindings) -> bool {
    s.overdispersion.tau2.is_some_and(|t| t <= 0.0)
}

/// The finding in one line.
pub(crate) fn headline(s: &SliceFindings, l: &Labels) -> String {
    let (measure, areas) = (&l.measure, &l.areas);
    if s.areas.is_empty() {
        return format!("{measure}: no usable figures for {}", s.period.words());
    }
    if s.areas.len() == 1 {
        return format!("{measure}: one area only, so nothing to compare");
    }
    if s.observed <= 0.0 {
        return format!("{measure}: nothing recorded in any of {} {areas}", count(s.areas.len()));
    }
    if within_chance(s) {
        return format!("{measure}: {areas} differ no more than chance would make them");
    }
    match (index(s, "eq-5-95"), ends(s)) {
        (Some(ratio), _) => format!("{measure}: {areas} differ {}", times(ratio)),
        (None, Some((low, high))) => {
            format!(
                "{measure}: from {} to {} {} across {} {areas}",
                said(low),
                said(high),
                unit(s, l),
                count(s.areas.len())
            )
        }
        (None, None) => format!("{measure}: {} {areas} compared", count(s.areas.len())),
    }
}

/// "3.1-fold", or "by 23%" below two.
fn times(ratio: f64) -> String {
    if ratio >= 2.0 {
        format!("{}-fold", significant(ratio, 2))
    } else {
        format!("by {}%", fixed((ratio - 1.0) * 100.0, 0))
    }
}

/// A rate or ratio rounded for a sentence.
fn said(value: f64) -> String {
    significant(value, 3)
}

/// The figure that areas are compared by: the rate, or the ratio where there is no rate.
pub(crate) fn figure(a: &AreaFinding) -> Option<f64> {
    a.rate.or(a.ratio)
}

/// The unit of [`figure`] in words.
pub(crate) fn unit<'a>(s: &SliceFindings, l: &'a Labels) -> &'a str {
    if s.rate.is_some() { &l.unit } else { "times the expected value" }
}

fn ends(s: &SliceFindings) -> Option<(f64, f64)> {
    let figures: Vec<f64> = ordered(s).into_iter().filter_map(figure).collect();
    Some((*figures.last()?, *figures.first()?))
}

/// What was found: overall rate, highest and lowest area, the middle eight in ten, areas with none.
pub(crate) fn found(s: &SliceFindings, l: &Labels) -> String {
    let mut out = format!("In {}, ", s.period.words());
    if let Some(rate) = s.rate {
        out += &format!("the overall rate was {} {}. ", said(rate), l.unit);
    } else {
        out += &format!("{} were observed in all. ", significant(s.observed, 4));
    }
    let order = ordered(s);
    let (Some(high), Some(low)) = (order.first(), order.last()) else { return out };
    if order.len() == 1 {
        return out;
    }
    let none = order.iter().filter(|a| a.observed <= 0.0).count();
    let lowest = match none {
        0 | 1 => format!("{} in {}", figure(low).map_or_else(|| "an undefined rate".to_owned(), said), name(low)),
        n => format!("none at all in {n} of them"),
    };
    if let Some(top) = figure(high) {
        out += &format!(
            "Across {} {}, it ran from {lowest} to {} in {}. ",
            count(order.len()),
            l.areas,
            said(top),
            name(high)
        );
    }
    if let Some([d1, .., d9]) = s.deciles {
        out += &format!("Eight areas in ten lay between {} and {}. ", said(d1), said(d9));
    }
    if let Some(ratio) = index(s, "eq-5-95") {
        out += &format!(
            "Leaving out the top and the bottom 5% of areas, the highest remaining rate is {} times the lowest.",
            significant(ratio, 2)
        );
    }
    out.trim_end().to_owned()
}

/// How sure the finding is: against chance, and against the ordinary spread between areas.
pub(crate) fn how_sure(s: &SliceFindings) -> String {
    if let Some(reason) = &s.overdispersion.undefined {
        let general = "Some of the differences, above all those of small areas, may be chance.";
        return format!("Chance cannot be told apart from other causes here: {reason}. {general}");
    }
    let mut out = String::new();
    if within_chance(s) {
        out += "The differences between areas are no larger than chance alone would give, so they are no evidence of real differences. ";
    } else if let Some(ratio) = index(s, "dispersion") {
        out += &format!(
            "Areas would differ by chance alone. The spread seen is {} times what chance alone would give (index of dispersion; 1 means chance alone). ",
            significant(ratio, 2)
        );
    }
    if s.kind == Kind::Count {
        out += "Chance here means independent events; where the same patients are counted again and again, chance is larger than that. ";
    }
    out + &stand_out_count(s)
}

/// How many areas stand out, and how many would by chance.
pub(crate) fn stand_out_count(s: &SliceFindings) -> String {
    let [_, outer] = s.levels;
    let (high, low) = (flagged(s, "high", outer).len(), flagged(s, "low", outer).len());
    format!(
        "{} of {} areas stand out even after allowing for chance and for the ordinary spread between areas ({} higher and {} lower than expected); \
         {} would do so by chance.",
        high + low,
        count(s.areas.len()),
        high,
        low,
        by_chance(s, outer),
    )
}

/// How many of the areas would lie outside limits of this level by chance, in words.
pub(crate) fn by_chance(s: &SliceFindings, level: f64) -> String {
    #[allow(clippy::cast_precision_loss)]
    match s.areas.len() as f64 * (1.0 - level) {
        expected if expected < 0.95 => "fewer than one".to_owned(),
        expected => format!("about {}", fixed(expected, 0)),
    }
}

/// Areas with the flag of this side ("high" or "low") and level, from the highest figure to the lowest.
pub(crate) fn flagged<'a>(s: &'a SliceFindings, side: &str, level: f64) -> Vec<&'a AreaFinding> {
    let flag = format!("{side}-{}", level_name(level));
    ordered(s).into_iter().filter(|a| a.flag.as_deref() == Some(&*flag)).collect()
}

/// What each area is compared with.
pub(crate) fn compared(s: &SliceFindings, l: &Labels) -> String {
    match (s.expected_from, s.rate) {
        (ExpectedFrom::Internal, Some(rate)) => format!(
            "Each area is compared with the overall rate of all {} {} ({} {}). Differences in age, sex and need between \
             areas are not taken out, so a high or a low rate is not by itself good or poor care.",
            count(s.areas.len()),
            l.areas,
            said(rate),
            l.unit
        ),
        _ => "Each area is compared with the expected value that the input gives for it; what that value allows for \
              (age, sex, need) is decided by whoever worked it out."
            .to_owned(),
    }
}

/// What is said of the highlighted area.
pub(crate) fn highlighted(s: &SliceFindings, l: &Labels, code: &str) -> String {
    let Some(a) = s.areas.iter().find(|a| &*a.area == code) else {
        return format!("{code} is not among the areas with usable figures in this period.");
    };
    let mut out = match (a.rate, a.lower, a.upper) {
        (Some(rate), Some(lo), Some(hi)) => {
            let sure = format!("{}% interval", level_name(s.confidence));
            format!("{}: {} {}, {sure}", name_and_code(a), with_interval(rate, lo, hi), l.unit)
        }
        (Some(rate), ..) => format!("{}: {} {}", name_and_code(a), said(rate), l.unit),
        (None, ..) => name_and_code(a),
    };
    if let Some(ratio) = a.ratio {
        out += &format!("; {} times what was expected", significant(ratio, 3));
    }
    if let Some(rank) = a.percent_rank {
        out += &format!("; higher than {} of the other areas", percent(rank));
    }
    out + ". " + &verdict(s, a)
}

/// What the flag of an area means, in a sentence.
pub(crate) fn verdict(s: &SliceFindings, a: &AreaFinding) -> String {
    let inner = level_name(s.levels[0]);
    match a.flag.as_deref().and_then(|f| f.split_once('-')) {
        Some((side, level)) => {
            let side = if side == "high" { "Higher" } else { "Lower" };
            format!("{side} than expected: outside the {level}% limits, which allow for chance and ordinary spread.")
        }
        None if a.flag.is_some() => {
            format!("Within the {inner}% limits: consistent with chance and the ordinary spread between areas.")
        }
        None => "Whether this differs from the rest by more than chance cannot be said.".to_owned(),
    }
}

/// What was left out, in a sentence; `None` when nothing was.
pub(crate) fn left_out(s: &SliceFindings) -> Option<String> {
    let parts: Vec<String> = s.set_aside.iter().map(|a| format!("{} ({})", rows(a.rows), a.reason.meaning())).collect();
    (!parts.is_empty()).then(|| format!("Set aside in this period: {}.", parts.join("; ")))
}

/// "1 row" or "108 rows".
pub(crate) fn rows(n: usize) -> String {
    if n == 1 { "1 row".to_owned() } else { format!("{} rows", count(n)) }
}

/// The heading over the areas that stand out.
pub(crate) fn stand_out_heading(s: &SliceFindings) -> String {
    if s.overdispersion.undefined.is_some() {
        return "The highest and the lowest areas, untested against chance".to_owned();
    }
    let outer = s.levels[1];
    let (high, low) = (flagged(s, "high", outer).len(), flagged(s, "low", outer).len());
    match high + low {
        0 => "No area stands out from chance and ordinary spread".to_owned(),
        1 => format!("One area stands out: {} than expected", if high == 1 { "higher" } else { "lower" }),
        n => format!("{n} areas stand out: {high} higher and {low} lower than expected"),
    }
}
