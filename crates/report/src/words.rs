//! What the findings of a slice say, in sentences.
//!
//! Areas are the subject of sentences rather than the measure, whose number (is, are) is not known. A ratio is told
//! only where it is defined; chance is always named; nothing is called good or bad.

use crate::number::{percent, significant, with_interval};
use crate::tables::ordered;
use unwarranted_core::{AreaFinding, ExpectedFrom, Kind, SliceFindings};
use unwarranted_plot::names::Names;
use unwarranted_plot::numbers::{Figures, count, level, thousands, times};
use unwarranted_plot::text::{Labels, capitalised, listed};

/// The value of an index, if it has one.
pub(crate) fn index(s: &SliceFindings, id: &str) -> Option<f64> {
    s.indices.iter().find(|e| e.id == id).and_then(|e| e.value)
}

/// Says so when the data do not cover the whole period.
pub(crate) fn partial_period(s: &SliceFindings) -> Option<String> {
    let full = s.months_full.filter(|full| s.months < *full)?;
    Some(format!("This period is incomplete: the data cover {} of its {full} months.", s.months))
}

/// Whether the data cover the whole of a period whose length is known.
pub(crate) fn complete(s: &SliceFindings) -> bool {
    s.months_full.is_none_or(|full| s.months >= full)
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

/// How the figures that areas are compared by are written: rates, or ratios where there are no rates.
pub(crate) fn figures(s: &SliceFindings, l: &Labels) -> Figures {
    if s.rate.is_some() { Figures::of(s, l) } else { Figures::ratios() }
}

/// The figure that areas are compared by: the rate, or the ratio where there is no rate.
pub(crate) fn figure(a: &AreaFinding) -> Option<f64> {
    a.rate.or(a.ratio)
}

/// Whether the rates are shares of one, which people read in per cent.
pub(crate) fn in_per_cent(s: &SliceFindings) -> bool {
    s.kind == Kind::Share && (s.per - 1.0).abs() < 1e-12
}

/// Whether the counted differences between areas are no larger than chance gives, and no area stands out.
pub(crate) fn within_chance(s: &SliceFindings) -> bool {
    s.overdispersion.tau2.is_some_and(|t| t <= 0.0) && stand_out(s) == (0, 0)
}

/// How many areas stand out: higher and lower than expected.
pub(crate) fn stand_out(s: &SliceFindings) -> (usize, usize) {
    let [_, outer] = s.levels;
    (flagged(s, "high", outer).len(), flagged(s, "low", outer).len())
}

/// Areas with the flag of this side ("high" or "low") and level, from the highest figure to the lowest.
pub(crate) fn flagged<'a>(s: &'a SliceFindings, side: &str, confidence: f64) -> Vec<&'a AreaFinding> {
    let flag = format!("{side}-{}", level(confidence));
    ordered(s).into_iter().filter(|a| a.flag.as_deref() == Some(&*flag)).collect()
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
        return format!("{measure}: nothing recorded in any of {}", l.areas_counted(n));
    }
    if within_chance(s) {
        return format!("{measure}: {} differ no more than chance would make them", areas(l));
    }
    // Below 20 areas the 5% at either end are less than one area.
    match (index(s, "eq-5-95").filter(|_| n >= 20), ends(s)) {
        (Some(ratio), _) => format!("{measure}: {} differ {}", areas(l), fold(ratio)),
        (None, Some((low, high))) => {
            let f = figures(s, l);
            format!("{measure}: from {} to {} across {}", f.value(low), f.with_unit(high), l.areas_counted(n))
        }
        (None, None) => format!("{measure}: {} compared", l.areas_counted(n)),
    }
}

/// "3.1-fold", or "by 23%" below two.
fn fold(ratio: f64) -> String {
    if ratio >= 2.0 { format!("{}-fold", times(ratio)) } else { format!("by {}%", thousands((ratio - 1.0) * 100.0, 0)) }
}

/// The lowest and the highest figure.
fn ends(s: &SliceFindings) -> Option<(f64, f64)> {
    let figures: Vec<f64> = ordered(s).into_iter().filter_map(figure).collect();
    Some((*figures.last()?, *figures.first()?))
}

/// What was found: overall rate, highest and lowest area, the middle eight in ten, areas with none.
pub(crate) fn found(s: &SliceFindings, l: &Labels) -> String {
    let f = figures(s, l);
    let when = s.period.words();
    let mut sentences = vec![match s.rate {
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
            "With the highest 5% and the lowest 5% of areas left out, the highest of the rest is {} times the lowest.",
            times(ratio)
        ));
    }
    sentences.join(" ")
}

/// From which area to which area the figures run.
fn range(s: &SliceFindings, l: &Labels, f: &Figures, low: f64, high: f64) -> String {
    let names = Names::of(&s.areas);
    let order = ordered(s);
    let name = |a: Option<&&AreaFinding>| a.map_or("", |a| names.get(&a.area)).to_owned();
    let none = order.iter().filter(|a| a.observed <= 0.0).count();
    let from = match none {
        0 => format!("{} in {}", f.value(low), name(order.last())),
        1 => format!("none at all in {}", name(order.last())),
        n => format!("none at all in {} of them", count(n)),
    };
    format!(
        "Across {}, figures run from {from} to {} in {}.",
        l.areas_counted(s.areas.len()),
        f.value(high),
        name(order.first())
    )
}

/// How sure the finding is: against chance, and against the ordinary spread between areas.
pub(crate) fn how_sure(s: &SliceFindings) -> String {
    if let Some(reason) = &s.overdispersion.undefined {
        return format!(
            "Chance cannot be told apart from other causes here: {reason}. Some of the differences, above all those of \
             small areas, may be chance."
        );
    }
    let mut sentences = Vec::new();
    if within_chance(s) {
        let said = "Areas would differ by chance alone, and these differ no more than that, so nothing here shows a real difference between them.";
        sentences.push(said.to_owned());
    } else if let Some(ratio) = index(s, "dispersion") {
        sentences.push(format!(
            "Areas would differ somewhat by chance alone; the spread seen is {} times what chance alone would give (index of dispersion).",
            times(ratio)
        ));
    }
    if s.kind == Kind::Count {
        let caution = "Chance here means that every event is independent. Where the same patients are counted again and again, \
                       as with repeat prescriptions, chance gives more than that.";
        sentences.push(caution.to_owned());
    }
    sentences.push(stand_out_count(s));
    sentences.join(" ")
}

/// How many areas stand out, and how many would by chance.
pub(crate) fn stand_out_count(s: &SliceFindings) -> String {
    let (high, low) = stand_out(s);
    let n = count(s.areas.len());
    let allowing = "after allowing for chance and for the ordinary spread between areas";
    let sides = match (high, low) {
        (0, 0) => String::new(),
        (h, 0) => format!(", {} higher than expected", all_of(h)),
        (0, l) => format!(", {} lower than expected", all_of(l)),
        (h, l) => format!(", {} higher and {} lower than expected", count(h), count(l)),
    };
    let who = match high + low {
        0 => format!("None of {n} areas stands out"),
        1 => format!("One of {n} areas stands out even"),
        k => format!("{} of {n} areas stand out even", count(k)),
    };
    let chance = by_chance(s, s.levels[1]);
    format!("{who} {allowing}{sides}. If nothing else were at work, {chance} would.")
}

fn all_of(n: usize) -> &'static str {
    match n {
        1 => "being",
        2 => "both",
        _ => "all",
    }
}

/// How many of the areas would lie outside limits of this level by chance, in words.
pub(crate) fn by_chance(s: &SliceFindings, confidence: f64) -> String {
    #[allow(clippy::cast_precision_loss)]
    match s.areas.len() as f64 * (1.0 - confidence) {
        expected if expected < 0.95 => "fewer than one".to_owned(),
        expected => format!("about {}", thousands(expected, 0)),
    }
}

/// What each area is compared with.
pub(crate) fn compared(s: &SliceFindings, l: &Labels) -> String {
    match (s.expected_from, s.rate) {
        (ExpectedFrom::Internal, Some(rate)) => format!(
            "Each area is compared with all {} together ({}). Differences in age, sex and need between areas are not \
             taken out, so a high or a low rate is not by itself good or poor care.",
            l.areas_counted(s.areas.len()),
            Figures::of(s, l).with_unit(rate),
        ),
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
    let mut parts = vec![format!("{}: {}", name_and_code(a), rate_said(s, l, a))];
    if let (Some(ratio), true) = (a.ratio, s.rate.is_some()) {
        parts.push(format!("{} times what was expected", significant(ratio, 3)));
    }
    if let (Some(rank), true) = (a.percent_rank, s.areas.len() > 1) {
        parts.push(format!("higher than {} of the other areas", percent(rank)));
    }
    format!("{}. {}", listed(&parts), verdict(s, a))
}

/// The figure of one area with its interval, rounded to what the interval supports.
fn rate_said(s: &SliceFindings, l: &Labels, a: &AreaFinding) -> String {
    let f = figures(s, l);
    match (a.rate, a.lower, a.upper) {
        (Some(rate), Some(low), Some(high)) => {
            let (scale, unit) = if in_per_cent(s) { (100.0, "per cent") } else { (1.0, l.unit.trim()) };
            let said = with_interval(rate * scale, low * scale, high * scale);
            format!("{said}, {}% interval, {unit}", level(s.confidence))
        }
        _ => figure(a).map_or_else(|| "no rate".to_owned(), |v| f.with_unit(v)),
    }
}

/// What the flag of an area means, in a sentence.
fn verdict(s: &SliceFindings, a: &AreaFinding) -> String {
    match a.flag.as_deref().map(|f| f.split_once('-')) {
        Some(Some((side, level))) => {
            let side = if side == "high" { "Higher" } else { "Lower" };
            format!("{side} than expected: outside the {level}% limits, which allow for chance and ordinary spread.")
        }
        Some(None) => format!(
            "Within the {}% limits: consistent with chance and the ordinary spread between areas.",
            level(s.levels[0])
        ),
        None => "Whether this differs from the rest by more than chance cannot be said.".to_owned(),
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

/// The heading over the areas that stand out.
pub(crate) fn stand_out_heading(s: &SliceFindings) -> String {
    if s.overdispersion.undefined.is_some() {
        return "Highest and lowest areas, not tested against chance".to_owned();
    }
    match stand_out(s) {
        (0, 0) => "No area stands out from chance and ordinary spread".to_owned(),
        (1, 0) => "One area stands out, higher than expected".to_owned(),
        (0, 1) => "One area stands out, lower than expected".to_owned(),
        (high, 0) => format!("{} areas stand out, {} higher than expected", count(high), all_of(high)),
        (0, low) => format!("{} areas stand out, {} lower than expected", count(low), all_of(low)),
        (high, low) => {
            format!(
                "{} areas stand out: {} higher and {} lower than expected",
                count(high + low),
                count(high),
                count(low)
            )
        }
    }
}
