//! The four figures at the head of a page; all indices follow in a table that folds away.

use crate::number::significant;
use crate::words::{Say, index_of, interval};
use serde::Serialize;
use unwarranted_core::findings::Position;
use unwarranted_core::{Estimate, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::count;

/// A figure with its label and what belongs to it.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    label: String,
    value: String,
    about: String,
}

/// Indices that people can picture.
const SPREAD: &str = "cv-weighted";
const TO_MOVE: &str = "hoover";
/// From this many areas on, tenths of them are told.
const TENTHS: usize = 10;

/// The figures of a slice; none where there is nothing to compare.
pub(super) fn headlines(s: &SliceFindings, l: &Labels) -> Vec<Headline> {
    if s.areas.len() < 2 || s.observed == 0.0 {
        return Vec::new();
    }
    let spread = share(
        s,
        SPREAD,
        format!("Typical distance from {}", s.whole()),
        "a standard deviation, as a share of that rate; large areas count more",
    );
    let to_move = share(
        s,
        TO_MOVE,
        "To make all areas alike".to_owned(),
        "of all that is recorded would have to move from some areas to others",
    );
    [spread, differ(s), ends(s, l), to_move].into_iter().flatten().collect()
}

fn headline(label: impl Into<String>, value: impl Into<String>, about: impl Into<String>) -> Headline {
    Headline { label: label.into(), value: value.into(), about: about.into() }
}

/// An index that is a share.
fn share(s: &SliceFindings, id: &str, label: String, about: &str) -> Option<Headline> {
    let estimate = index_of(s, id)?;
    let value = estimate.value?;
    let scaled = Estimate {
        value: Some(value * 100.0),
        lower: estimate.lower.map(|v| v * 100.0),
        upper: estimate.upper.map(|v| v * 100.0),
        ..estimate.clone()
    };
    let said = match interval(&scaled) {
        none if none.is_empty() => format!("{about}; chance included"),
        some => format!("{about}{some}; chance included"),
    };
    Some(headline(label, format!("{}%", significant(value * 100.0, 2)), said))
}

/// Areas that differ from all areas together.
fn differ(s: &SliceFindings) -> Option<Headline> {
    let of =
        |wanted: &[Position]| s.areas.iter().filter(|a| a.rates.position.is_some_and(|p| wanted.contains(&p))).count();
    let known = s.areas.iter().any(|a| a.rates.position.is_some());
    let label = format!("Areas that differ from {}", s.whole());
    if !known {
        return Some(headline(label, "not known", "because the size of chance is not"));
    }
    let [above, below] = [[Position::FarAbove, Position::Above], [Position::FarBelow, Position::Below]].map(|p| of(&p));
    let far = of(&[Position::FarAbove, Position::FarBelow]);
    let of_far = if far > 0 { format!("; {} of them far", count(far)) } else { String::new() };
    let about = format!("of {}: {} above, {} below{of_far}", count(s.areas.len()), count(above), count(below));
    Some(headline(label, count(above + below), about))
}

/// Where the outer tenths of the areas begin, or the ends of a few.
fn ends(s: &SliceFindings, l: &Labels) -> Option<Headline> {
    let f = Say::of(s, l);
    if let Some([low, .., high]) = s.deciles.filter(|_| s.areas.len() >= TENTHS) {
        let about = format!("and one in ten has under {}", f.with_unit(low));
        return Some(headline("One area in ten has over", f.value(high), about));
    }
    let figures: Vec<f64> = s.areas.iter().filter_map(|a| if s.rate.is_some() { a.rate } else { a.ratio }).collect();
    let [low, high] = [figures.iter().copied().reduce(f64::min)?, figures.iter().copied().reduce(f64::max)?];
    Some(headline("The highest area has", f.value(high), format!("and the lowest {}", f.with_unit(low))))
}

/// The heading of the fold with all indices.
pub(super) fn others(s: &SliceFindings) -> String {
    let defined = s.indices.iter().filter(|e| e.value.is_some()).count();
    let undefined = s.indices.len() - defined;
    let without = if undefined > 0 { format!(", {} of them undefined here", count(undefined)) } else { String::new() };
    format!("All {} indices of how far areas differ{without}", count(s.indices.len()))
}
