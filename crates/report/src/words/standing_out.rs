//! Who stands out, and how sure the finding is, in sentences.

use super::chance;
use super::index::index;
use super::plain::about;
use crate::number::worded;
use crate::order::ordered;
use unwarranted_core::findings::{Flag, Side};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands};

/// Whether the counted differences between areas are no larger than chance gives, and no area stands out.
pub(crate) fn within_chance(s: &SliceFindings) -> bool {
    s.overdispersion.tau2.is_some_and(|t| t <= 0.0) && stand_out(s) == (0, 0)
}

/// How many areas stand out: higher and lower than expected.
pub(crate) fn stand_out(s: &SliceFindings) -> (usize, usize) {
    let [_, outer] = s.levels;
    (flagged(s, Side::High, outer).len(), flagged(s, Side::Low, outer).len())
}

/// Areas with the flag of this side and level, from the highest figure to the lowest.
pub(crate) fn flagged(s: &SliceFindings, side: Side, confidence: f64) -> Vec<&AreaFinding> {
    let at = |a: &&AreaFinding| a.flag.and_then(|flag| flag.side_at(confidence)) == Some(side);
    ordered(s).into_iter().filter(at).collect()
}

/// How many areas are alarms under the control of false alarms.
pub(crate) fn alarms(s: &SliceFindings) -> usize {
    s.areas.iter().filter(|a| a.judgement.alarm.is_some_and(|alarm| alarm.side().is_some())).count()
}

/// How sure the finding is: against chance, and against the ordinary spread between areas.
pub(crate) fn how_sure(s: &SliceFindings) -> String {
    if let Some(reason) = &s.overdispersion.undefined {
        return format!(
            "Chance cannot be separated from other causes here: {reason}. Some of the differences, above all between \
             small areas, may be chance."
        );
    }
    let mut sentences = Vec::new();
    if within_chance(s) {
        let said = "Chance alone makes areas differ, and these differ no more than that: nothing here shows a real difference between them.";
        sentences.push(said.to_owned());
    } else if let Some(ratio) = index(s, "dispersion") {
        sentences.push(format!(
            "Chance alone would make areas differ somewhat; the variance between areas is about {} times what chance alone would give (the spread about {} times).",
            about(ratio),
            about(ratio.max(0.0).sqrt())
        ));
    }
    sentences.extend(chance::simulated(s));
    sentences.extend(chance::shares(s));
    sentences.extend(chance::caution(s));
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
        (h, l) => format!(", {} higher and {} lower than expected", worded(h), worded(l)),
    };
    let who = match high + low {
        0 if s.areas.len() == 1 => "The one area does not stand out".to_owned(),
        0 if s.areas.len() == 2 => "Neither of the 2 areas stands out".to_owned(),
        0 => format!("None of {n} areas stands out"),
        1 => format!("One of {n} areas stands out even"),
        k => format!("{} of {n} areas stand out even", many(k)),
    };
    let found = format!("{who} {allowing}{sides}.");
    // Among a few areas none is expected to, which goes without saying when none does.
    if high + low == 0 && s.areas.len() < 10 {
        return found;
    }
    format!("{found} If nothing else were at work, {} would be expected to.", by_chance(s, s.levels[1]))
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
    match s.areas.len() as f64 * (1.0 - confidence) {
        expected if expected < 0.95 => "fewer than one".to_owned(),
        expected => format!("about {}", thousands(expected, 0)),
    }
}

/// What the flag of an area means, in a sentence.
pub(super) fn verdict(s: &SliceFindings, a: &AreaFinding) -> String {
    let [inner, outer] = s.levels.map(level);
    match a.flag {
        Some(flag @ Flag::Outside { side, .. }) => {
            let outside = flag.side_at(s.levels[1]).is_some();
            let side = if side == Side::High { "higher" } else { "lower" };
            if outside {
                format!("It stands out: {side} than the {outer}% limits, which allow for chance and ordinary spread.")
            } else {
                format!(
                    "It is {side} than the {inner}% limits but not than the {outer}% limits, both of which allow for \
                     chance and ordinary spread: a reason to look again, no more."
                )
            }
        }
        Some(Flag::Within) => {
            format!("Within the {inner}% limits: consistent with chance and the ordinary spread between areas.")
        }
        None => "It cannot be said whether this differs from the rest by more than chance.".to_owned(),
    }
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
        (high, 0) => format!("{} areas stand out, {} higher than expected", many(high), all_of(high)),
        (0, low) => format!("{} areas stand out, {} lower than expected", many(low), all_of(low)),
        (high, low) => format!(
            "{} areas stand out: {} higher and {} lower than expected",
            many(high + low),
            worded(high),
            worded(low)
        ),
    }
}

fn many(n: usize) -> String {
    capitalised(&worded(n))
}
