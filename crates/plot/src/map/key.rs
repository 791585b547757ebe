//! The key of a map: what colours, signs and hatching say, and how many places are so.

use super::classes::{COLOURS, Classes, colour, sign_on};
use super::hatch;
use super::states::{Located, State, WITHOUT};
use crate::chart::Subject;
use crate::font::{Weight, wrap};
use crate::frame::Frame;
use crate::geometry::Point;
use crate::names::short;
use crate::numbers::count;
use crate::scheme::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;

/// Size of a swatch, height of a line, space between entries.
const SWATCH: (f64, f64) = (16.0, 13.0);
const LINE: f64 = 15.0;
const GAP: f64 = 5.0;
/// Where texts begin.
const INDENT: f64 = 24.0;

#[derive(Debug)]
enum Swatch {
    Class(usize),
    Hatched(&'static [f64]),
    None,
    Chosen,
}

/// Entries with their words wrapped.
#[derive(Debug)]
pub(crate) struct Key {
    title: Vec<String>,
    entries: Vec<(Swatch, Vec<String>)>,
    scale: Scale,
}

impl Key {
    /// Of what is drawn, in `width` pixels.
    pub(crate) fn of(subject: &Subject, classes: &Classes, rows: &[Located], width: f64) -> Self {
        let drawn = || rows.iter().filter(|r| r.is_drawn());
        let number = |state: State| drawn().filter(|r| r.state == state).count();
        let text = |words: &str, n: usize| {
            wrap(&format!("{words} ({})", count(n)), theme::LABEL, Weight::Regular, width - INDENT)
        };
        let mut entries = Vec::new();
        for (class, name) in classes.names().iter().enumerate().rev().filter(|(_, name)| !name.is_empty()) {
            entries.push((Swatch::Class(class), text(name, number(State::Class(class)))));
        }
        let none = drawn().filter(|r| r.is_none()).count();
        if none > 0 && classes.scale() == Scale::Sides {
            entries.push((Swatch::None, text("of these, recorded none", none)));
        }
        for (state, word, angles) in WITHOUT {
            if number(state) > 0 {
                entries.push((Swatch::Hatched(angles), text(word, number(state))));
            }
        }
        if let Some(chosen) = drawn().find(|r| subject.highlight == Some(r.code)) {
            let value = chosen.area.and_then(|a| classes.value(a));
            let value = value.map(|v| format!(": {}", classes.figures.value(v))).unwrap_or_default();
            let words = format!("{}{value}, {}", short(chosen.name), chosen.state.word(classes));
            entries.push((Swatch::Chosen, wrap(&words, theme::LABEL, Weight::Bold, width - INDENT)));
        }
        Self { title: wrap(&classes.title(), theme::LABEL, Weight::Bold, width), entries, scale: classes.scale() }
    }

    /// In pixels.
    pub(crate) fn height(&self) -> f64 {
        let lines: usize = self.title.len() + self.entries.iter().map(|(_, l)| l.len()).sum::<usize>();
        lines as f64 * LINE + self.entries.len() as f64 * GAP
    }

    /// Draws it below `at`.
    pub(crate) fn draw(&self, frame: &mut Frame, at: Point) {
        frame.svg.open("key");
        let mut y = at.1 + LINE - 3.0;
        for line in &self.title {
            let text = Text::label((at.0, y), line, Anchor::Start);
            frame.svg.text(Text { weight: Weight::Bold, colour: theme::INK, ..text });
            y += LINE;
        }
        for (swatch, lines) in &self.entries {
            y += GAP;
            draw_swatch(frame, self.scale, swatch, (at.0, y - 11.0));
            let chosen = matches!(swatch, Swatch::Chosen);
            for line in lines {
                let text = Text::label((at.0 + INDENT, y), line, Anchor::Start);
                let (weight, colour) =
                    if chosen { (Weight::Bold, theme::HIGHLIGHT) } else { (Weight::Regular, theme::INK) };
                frame.svg.text(Text { weight, colour, ..text });
                y += LINE;
            }
        }
        frame.svg.close();
    }
}

fn draw_swatch(frame: &mut Frame, scale: Scale, swatch: &Swatch, at: Point) {
    let middle = (at.0 + SWATCH.0 / 2.0, at.1 + SWATCH.1 / 2.0);
    let corners = [(0.0, 0.0), (SWATCH.0, 0.0), (SWATCH.0, SWATCH.1), (0.0, SWATCH.1), (0.0, 0.0)];
    let edge: Vec<Point> = corners.iter().map(|c| (at.0 + c.0, at.1 + c.1)).collect();
    match swatch {
        Swatch::Class(class) => {
            frame.svg.rect(at, SWATCH.0, SWATCH.1, colour(scale, *class));
            if let Some(sign) = sign_on(scale, *class) {
                let text = Text::label((middle.0, middle.1 + 4.0), sign, Anchor::Middle);
                frame.svg.text(Text { weight: Weight::Bold, colour: theme::GROUND, ..text });
            }
        }
        Swatch::Hatched(angles) => {
            let ring = hatch::swatch(at, SWATCH.0, SWATCH.1);
            for (a, b) in angles.iter().flat_map(|angle| hatch::lines(std::slice::from_ref(&ring), *angle)) {
                frame.svg.line(a, b, Stroke::solid(theme::REST, 1.0));
            }
        }
        Swatch::None => {
            frame.svg.rect(at, SWATCH.0, SWATCH.1, COLOURS[0]);
            frame.svg.circle(middle, 3.0, Stroke::solid(theme::GROUND, 1.5));
        }
        Swatch::Chosen => {}
    }
    let stroke = match swatch {
        Swatch::Chosen => Stroke::solid(theme::HIGHLIGHT, 2.5),
        _ => Stroke::solid(theme::REST, 0.75),
    };
    frame.svg.polyline(&edge, stroke);
}
