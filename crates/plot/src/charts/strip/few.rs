//! A strip of few areas: all are named, each on a step over its dot, and so is the line of all areas together.

use super::heap::Heap;
use super::names::{self, LINE};
use super::stairs::{Label, Step, steps};
use crate::chart::Subject;
use crate::charts::shared::Ranking;
use crate::font::{Weight, width};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;

/// Shares of the width that a name may take; the next where there is no room.
const SHARES: [f64; 3] = [0.5, 0.36, 0.24];
/// Most height of the steps where the canvas does not grow, in pixels.
const CARD: f64 = 112.0;
/// Space between the dots and the lowest step.
const OVER: f64 = 10.0;

/// One label.
struct Name {
    text: String,
    weight: Weight,
    x: f64,
    /// The area; `None` for all areas together.
    area: Option<usize>,
}

/// The labels and their steps.
pub(super) struct Names {
    names: Vec<Name>,
    steps: Vec<Step>,
}

impl Names {
    /// Of areas on a scale, with the label of all areas together; `None` where there are many, or no room.
    pub(super) fn of(subject: &Subject, ranking: &Ranking, x: &Scale, (from, to): (f64, f64)) -> Option<Self> {
        if ranking.shown.len() > names::FEW {
            return None;
        }
        let of_share = |share: f64| {
            let names = all(subject, ranking, x, share * (to - from));
            let label = |n: &Name| Label { x: n.x, width: width(&n.text, theme::LABEL, n.weight) };
            let labels: Vec<Label> = names.iter().map(label).collect();
            steps(&labels, from, to).map(|steps| Self { names, steps })
        };
        SHARES.into_iter().find_map(of_share).filter(|n| subject.size.grows() || n.height() <= CARD)
    }

    /// What they need over the dots, in pixels.
    pub(super) fn height(&self) -> f64 {
        self.steps.iter().map(|s| s.row + 1).max().unwrap_or(0) as f64 * LINE + OVER
    }

    /// Draws the leader lines and the line of all areas together, which dots may cover.
    pub(super) fn lines(&self, frame: &mut Frame, plot: &Rect, heap: &Heap, at: &[Point]) {
        frame.svg.open("leaders");
        for (name, step) in self.names.iter().zip(&self.steps) {
            let top = baseline(plot, heap, step) + 3.0;
            match name.area {
                Some(i) => frame.svg.line((name.x, at[i].1), (name.x, top), Stroke::solid(theme::SOFT, 0.75)),
                None => frame.svg.line((name.x, plot.y1), (name.x, top), super::overall_stroke()),
            }
        }
        frame.svg.close();
    }

    /// Draws the labels.
    pub(super) fn draw(&self, frame: &mut Frame, plot: &Rect, heap: &Heap) {
        frame.svg.open("labels");
        for (name, step) in self.names.iter().zip(&self.steps) {
            let text = Text::label((step.left, baseline(plot, heap, step)), &name.text, Anchor::Start);
            frame.svg.text(Text { weight: name.weight, colour: theme::INK, halo: true, ..text });
        }
        frame.svg.close();
    }
}

/// The baseline of a step.
fn baseline(plot: &Rect, heap: &Heap, step: &Step) -> f64 {
    plot.y1 - heap.height() - OVER - step.row as f64 * LINE
}

/// All labels from left to right.
fn all(subject: &Subject, ranking: &Ranking, x: &Scale, most: f64) -> Vec<Name> {
    let area = |i: usize| Name {
        text: names::text(subject, ranking, i, most),
        weight: names::weight(subject, ranking, i),
        x: x.at(ranking.shown[i].value),
        area: Some(i),
    };
    let mut all: Vec<Name> = names::order(subject, ranking).into_iter().map(area).collect();
    let together = super::overall_label(ranking).map(|(rate, text)| (x.at(rate), text));
    all.extend(together.map(|(x, text)| Name { text, weight: Weight::Bold, x, area: None }));
    all.sort_by(|a, b| a.x.total_cmp(&b.x));
    all
}
