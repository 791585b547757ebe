//! Places painted as what is known of them.

use super::classes::{Classes, colour, ink, sign_on};
use super::hatch;
use super::outlines::{Ring, Tenths};
use super::states::{Located, State};
use super::words::tooltip;
use crate::font::Weight;
use crate::frame::Frame;
use crate::geometry::Point;
use crate::scheme::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use std::fmt::Write;

/// Lines between areas.
fn border() -> Stroke {
    Stroke::solid(theme::GROUND, 0.75)
}

/// Lines around areas that are as light as the ground.
fn edge() -> Stroke {
    Stroke::solid(theme::REST, 0.75)
}

/// Fills the outline of a place, and hatches one without a class.
pub(crate) fn fill(frame: &mut Frame, classes: &Classes, row: &Located, rings: &[Ring]) {
    let tip = tooltip(classes, row);
    match row.state {
        State::Class(class) => {
            let light = ink(classes.scale(), class) == theme::INK;
            let stroke = if light { edge() } else { border() };
            frame.svg.shape(&path(rings), colour(classes.scale(), class), stroke, &tip);
        }
        state => {
            frame.svg.shape(&path(rings), theme::GROUND, edge(), &tip);
            for angle in state.hatching() {
                frame.svg.lines(&hatch::lines(rings, *angle), Stroke::solid(theme::REST, 0.75));
            }
        }
    }
}

/// The outline of the highlighted place, above its neighbours.
pub(crate) fn choose(frame: &mut Frame, row: &Located, rings: &[Ring]) {
    let path = path(rings);
    // Light first, so that it stands out from dark neighbours.
    for stroke in [Stroke::solid(theme::GROUND, 5.0), Stroke::solid(theme::HIGHLIGHT, 2.5)] {
        frame.svg.shape(&path, "none", stroke, row.name);
    }
}

/// The sign of a class, or the ring of a place that recorded none, in `room` pixels around `at`; nothing where it does not fit.
pub(crate) fn mark(frame: &mut Frame, classes: &Classes, row: &Located, at: Point, room: f64) {
    let State::Class(class) = row.state else { return };
    let scale = classes.scale();
    if row.is_none() && scale == Scale::Sides {
        if room >= 4.0 {
            frame.svg.circle(at, 3.0, Stroke::solid(ink(scale, class), 1.5));
        }
    } else if let Some(sign) = sign_on(scale, class).filter(|_| room >= 6.5) {
        let text = Text::label((at.0, at.1 + 4.0), sign, Anchor::Middle);
        frame.svg.text(Text { weight: Weight::Bold, colour: ink(scale, class), ..text });
    }
}

/// Rings as the path of an SVG, each point by its distance from the one before.
fn path(rings: &[Ring]) -> String {
    let mut out = String::new();
    for ring in rings.iter().filter(|r| r.len() > 2) {
        let mut last: Tenths = (0, 0);
        for (i, at) in ring.iter().enumerate() {
            let lead = if i == 0 {
                "M"
            } else if i == 1 {
                "l"
            } else {
                " "
            };
            let (x, y) = if i == 0 { *at } else { (at.0 - last.0, at.1 - last.1) };
            // Writing to a String cannot fail.
            let _ = write!(out, "{lead}{},{}", tenth(x), tenth(y));
            last = *at;
        }
        out.push('z');
    }
    out
}

fn tenth(value: i32) -> String {
    let (sign, whole, part) = (if value < 0 { "-" } else { "" }, value.abs() / 10, value.abs() % 10);
    match (whole, part) {
        (0, 0) => "0".to_owned(),
        (_, 0) => format!("{sign}{whole}"),
        (0, _) => format!("{sign}.{part}"),
        _ => format!("{sign}{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short() {
        assert_eq!([0, 5, -5, 10, -123, 1200].map(tenth), ["0", ".5", "-.5", "1", "-12.3", "120"]);
        assert_eq!(path(&[vec![(10, 20), (15, 20), (15, 25)], vec![(1, 1)]]), "M1,2l.5,0 0,.5z");
    }
}
