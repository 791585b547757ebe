//! What the differences between areas are made of: chance, practices, areas, need, each with its share or why none is known.

use super::view::Fact;
use crate::number::percent;
use crate::words;
use serde::Serialize;
use unwarranted_core::SliceFindings;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::StandardisedBy;
use unwarranted_core::text::capitalised;
use unwarranted_plot::labels::Labels;

/// The section of a page.
#[derive(Debug, Serialize)]
pub(super) struct MadeOf {
    /// `None` where no share is known.
    bar: Option<Bar>,
    parts: Vec<Fact>,
    /// How sure the shares are; `None` where the line of chance says why there are none.
    text: Option<String>,
}

/// Chance and the rest as parts of one bar, in per cent of its length.
#[derive(Debug, Serialize)]
struct Bar {
    /// What it shows, for who cannot see it.
    about: String,
    parts: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Piece {
    class: &'static str,
    from: f64,
    length: f64,
    middle: f64,
    /// Empty where the part is too short for it.
    text: String,
}

/// Share groups of areas.
const BETWEEN: &str = "variance-between-share";

/// What is known of a slice.
pub(super) fn made_of(s: &SliceFindings, l: &Labels) -> MadeOf {
    let known = s.random_against_real.is_some();
    let facts = [("Chance", chance(s, l)), ("Practices", practices(s)), ("Areas", areas(s)), ("Need", need(s, l))];
    MadeOf {
        bar: bar(s),
        parts: facts.into_iter().map(|(label, text)| Fact { label, text: capitalised(&text) }).collect(),
        text: known.then(|| words::how_sure(s, l)),
    }
}

fn bar(s: &SliceFindings) -> Option<Bar> {
    let split = s.random_against_real.as_ref().filter(|split| split.chance_share.is_finite())?;
    let chance = split.chance_share.clamp(0.0, 1.0) * 100.0;
    let of =
        [("chance", 0.0, chance, split.chance_share), ("beyond", chance, 100.0 - chance, 1.0 - split.chance_share)];
    let piece = |(class, from, length, share): (&'static str, f64, f64, f64)| Piece {
        class,
        from: tenth(from),
        length: tenth(length),
        middle: tenth(from + length / 2.0),
        text: if length < SHORTEST { String::new() } else { percent(share) },
    };
    let about = format!(
        "Of the variance between areas {} is chance and {} more than chance",
        percent(split.chance_share),
        percent(1.0 - split.chance_share)
    );
    Some(Bar { about, parts: of.into_iter().map(piece).collect() })
}

/// Per cent of the bar that hold a percentage on a phone.
const SHORTEST: f64 = 12.0;

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn chance(s: &SliceFindings, l: &Labels) -> String {
    if let Some(split) = &s.random_against_real {
        let share = percent(split.chance_share);
        return match s.chance.from {
            Some(ChanceFrom::Practices) => {
                format!("{share} of the variance between areas, known from how practices differ within areas.")
            }
            Some(ChanceFrom::Persons) => {
                format!("{share} of the variance between areas, known from what one treated person takes.")
            }
            _ => format!("{share} of the variance between areas, were every event independent of the others."),
        };
    }
    words::how_sure(s, l)
}

fn practices(s: &SliceFindings) -> String {
    match s.chance.from {
        Some(ChanceFrom::Practices) => "Inside the part of chance: what single practices do differently cannot be told from it here.".to_owned(),
        _ => "Not known: these are figures of whole areas. 'unwarranted levels' tells areas and practices apart where the data have practices.".to_owned(),
    }
}

fn areas(s: &SliceFindings) -> String {
    let rest = s.random_against_real.as_ref().map_or_else(
        || "Not known, as chance is not.".to_owned(),
        |split| format!("{} of the variance is more than chance: what areas do differently, with everything that is not taken out here.", percent(1.0 - split.chance_share)),
    );
    let groups = words::index(s, BETWEEN).map(|share| {
        format!(" Of the variance as it is recorded, {} lies between the groups that areas belong to, the rest inside them.", percent(share))
    });
    rest + &groups.unwrap_or_default()
}

fn need(s: &SliceFindings, l: &Labels) -> String {
    let explain = "'unwarranted explain' says how much goes with need, where a table of it is given.";
    if let Some(need) = &s.after_need {
        return format!(
            "Taken out: {need}. What is shown is what is left after it; other need is not known. 'unwarranted explain' says how much \
             went with it."
        );
    }
    match s.standardised.as_ref().map(|by| by.method) {
        Some(StandardisedBy::Weighted) => {
            format!("Age and sex are taken out by the weights of the denominator; other need is not known. {explain}")
        }
        Some(_) => format!("Age and sex are taken out before; other need is not known. {explain}"),
        None if l.unit.is_weighted() => {
            format!("What the weights of the denominator stand for is taken out; other need is not known. {explain}")
        }
        None => format!("Not known: neither age and sex nor need is taken out. {explain}"),
    }
}
