//! One of the small charts, with its name on one line or two.

use super::Line;
use crate::chart::Subject;
use crate::charts::shared::Moment;
use crate::figures::Figures;
use crate::font::{Weight, width, wrap};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::names::fitted;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;

/// Height of a small chart whose name takes one line, and of the name above its plot.
const PANEL: f64 = 92.0;
const NAME: f64 = 18.0;
/// Height of a second line of the name.
const LINE: f64 = 14.0;
/// Space between neighbours.
const BESIDE: f64 = 14.0;

/// What all small charts have in common.
pub(super) struct Setting<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) moments: &'a [Moment<'a>],
    pub(super) range: (f64, f64),
    pub(super) figures: &'a Figures,
}

/// Where the small charts stand.
pub(super) struct Rows {
    /// The lines of each name.
    names: Vec<Vec<String>>,
    across: f64,
    wide: f64,
    /// Lines that the longest name of each row takes.
    lines: Vec<usize>,
}

impl Rows {
    /// So many small charts across, each so wide.
    pub(super) fn of(setting: &Setting, lines: &[Line], across: f64, wide: f64) -> Self {
        let names: Vec<Vec<String>> = lines.iter().map(|line| setting.name(line, wide - BESIDE)).collect();
        let mut rows = Self { names, across, wide, lines: Vec::new() };
        for (i, name) in rows.names.iter().enumerate() {
            if (i as f64) % across < 0.5 {
                rows.lines.push(1);
            }
            if let Some(most) = rows.lines.last_mut() {
                *most = name.len().max(*most);
            }
        }
        rows
    }

    pub(super) fn name(&self, i: usize) -> &[String] {
        &self.names[i]
    }

    /// Height of rows together, in pixels.
    fn height_of(rows: &[usize]) -> f64 {
        rows.iter().map(|lines| PANEL + LINE * (lines.saturating_sub(1)) as f64).sum()
    }

    pub(super) fn height(&self) -> f64 {
        Self::height_of(&self.lines)
    }

    /// The room of a small chart, from the upper left corner of all.
    pub(super) fn room(&self, i: usize, (x0, y0): Point) -> Rect {
        let column = (i as f64) % self.across;
        let row = (0..i).filter(|k| ((*k + 1) as f64) % self.across < 0.5).count();
        let top = y0 + Self::height_of(&self.lines[..row]);
        let bottom = top + Self::height_of(&self.lines[row..=row]);
        let left = x0 + column * self.wide;
        Rect::new(left, top, left + self.wide - BESIDE, bottom - 6.0)
    }
}

impl Setting<'_> {
    fn look(&self, line: &Line) -> (Weight, &'static str) {
        match self.subject.highlight == Some(&*line.code) {
            true => (Weight::Bold, theme::HIGHLIGHT),
            false => (Weight::Regular, theme::FOCUS),
        }
    }

    /// The latest value in words; blank where there is none.
    fn value(&self, line: &Line) -> String {
        line.values.last().copied().flatten().map(|v| self.figures.value(v)).unwrap_or_default()
    }

    /// The name on one line or two; what is longer is cut.
    fn name(&self, line: &Line, wide: f64) -> Vec<String> {
        let weight = self.look(line).0;
        let most = wide - width(&self.value(line), theme::LABEL, Weight::Bold) - 8.0;
        let mut lines = wrap(&line.name, theme::LABEL, weight, most).into_iter();
        let first = lines.next().unwrap_or_default();
        let rest = lines.collect::<Vec<_>>().join(" ");
        if rest.is_empty() { vec![first] } else { vec![first, fitted(&rest, weight, wide)] }
    }

    /// Draws a small chart.
    pub(super) fn panel(&self, frame: &mut Frame, line: &Line, name: &[String], room: &Rect) {
        let ((weight, colour), value) = (self.look(line), self.value(line));
        let at = room.y0 + 12.0;
        frame.svg.open("panel");
        for (k, words) in name.iter().enumerate() {
            let label = Text::label((room.x0, at + LINE * k as f64), words, Anchor::Start);
            frame.svg.text(Text { weight, colour: theme::INK, ..label });
        }
        frame.svg.text(Text { weight: Weight::Bold, colour, ..Text::label((room.x1, at), &value, Anchor::End) });
        let plot = Rect::new(room.x0, room.y1 - PANEL + 6.0 + NAME, room.x1 - 5.0, room.y1 - 4.0);
        let y = Scale::linear(self.range, (plot.y1, plot.y0));
        let x = Scale::linear((0.0, self.moments.len() as f64 - 1.0), (plot.x0, plot.x1));
        frame.svg.line((plot.x0, plot.y1), (room.x1, plot.y1), Stroke::solid(theme::GRID, 1.0));
        self.curves(frame, line, (&x, &y), (colour, &value));
        frame.svg.close();
    }

    /// All areas together, and the area with a dot at its latest value.
    fn curves(&self, frame: &mut Frame, line: &Line, (x, y): (&Scale, &Scale), (colour, value): (&'static str, &str)) {
        let all: Vec<Option<f64>> = self.moments.iter().map(Moment::overall).collect();
        for run in runs(&all, x, y) {
            frame.svg.polyline(&run, Stroke::dashed(theme::SOFT, 1.0, theme::DASH_DECILE));
        }
        for run in runs(&line.values, x, y) {
            frame.svg.polyline(&run, Stroke::solid(colour, 2.0));
            if let [alone] = run.as_slice() {
                frame.svg.mark(Shape::Dot, *alone, 2.5, colour, &line.name);
            }
        }
        if let Some(v) = line.values.last().copied().flatten() {
            let at = (x.at(self.moments.len() as f64 - 1.0), y.at(v));
            frame.svg.mark(Shape::Dot, at, 3.5, colour, &format!("{}: {value}", line.name));
        }
    }
}

/// Stretches without a missing period.
fn runs(values: &[Option<f64>], x: &Scale, y: &Scale) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (i, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(v), Some(run)) => run.push((x.at(i as f64), y.at(*v))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
