//! Treatments as rows, by their ratios to all areas together on a scale of doublings.

use crate::font::{Weight, fit, width};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme::{self, Size};
use unwarranted_core::SliceFindings;
use unwarranted_core::quantile::{quantile, sorted};

/// Ratios beyond these are drawn at the edge.
pub(crate) const MOST: f64 = 8.0;

/// The size of the name of a treatment.
const NAME: f64 = 13.0;
/// The size of what stands under the bold words.
const UNDER: f64 = 11.0;

/// Where a ratio lies: steps of doubling from all areas together, to the edge at most.
pub(crate) fn doublings(ratio: f64) -> f64 {
    libm::log2(ratio.clamp(1.0 / MOST, MOST))
}

/// The 10th, 25th, 50th, 75th and 90th percentile of the ratios of all areas; `None` where none has a ratio.
pub(crate) fn percentiles(findings: &SliceFindings) -> Option<[f64; 5]> {
    let ratios: Vec<f64> = findings.areas.iter().filter_map(|a| super::usable(a.ratio)).collect();
    let ratios = sorted(&ratios);
    let at = |p| quantile(&ratios, p);
    Some([at(0.1)?, at(0.25)?, at(0.5)?, at(0.75)?, at(0.9)?])
}

/// What stands beside the marks of a treatment.
pub(crate) struct RowWords<'a> {
    pub(crate) title: &'a str,
    pub(crate) bold: String,
    pub(crate) colour: &'static str,
    pub(crate) under: String,
}

/// The rows and their axis: where they are, and how ratios lie on it.
pub(crate) struct Rows {
    outer: Rect,
    top: f64,
    step: f64,
    name_width: f64,
    narrow: bool,
    ticks: Vec<f64>,
    /// Where the doublings of a ratio lie.
    pub(crate) x: Scale,
}

/// The height of a row.
pub(crate) fn step(size: Size) -> f64 {
    if size.is_narrow() { 52.0 } else { 34.0 }
}

/// The height of so many rows with their axis.
pub(crate) fn height(rows: usize, size: Size) -> f64 {
    rows as f64 * step(size) + 28.0
}

impl Rows {
    /// Draws the axis over rows with these words, far enough for these ratios.
    pub(crate) fn set(frame: &mut Frame, size: Size, words: &[RowWords], ratios: impl Iterator<Item = f64>) -> Self {
        let (outer, narrow) = (frame.plot, size.is_narrow());
        let wide =
            |w: &RowWords| width(&w.under, UNDER, Weight::Regular).max(width(&w.bold, theme::LABEL, Weight::Bold));
        let right = words.iter().map(wide).fold(0.0, f64::max);
        let name_width = if narrow { outer.x1 - outer.x0 - right - 10.0 } else { (outer.x1 - outer.x0) * 0.3 };
        let left = if narrow { outer.x0 + 14.0 } else { outer.x0 + name_width + 16.0 };
        let end = if narrow { outer.x1 - 14.0 } else { outer.x1 - right - 20.0 };
        let edge = ratios.map(|v| doublings(v).abs()).fold(1.2, f64::max).min(3.0);
        let x = Scale::linear((-edge, edge), (left, end));
        let ticks = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].into_iter().filter(|t: &f64| t.abs() <= edge).collect();
        let rows = Self { outer, top: outer.y0 + 24.0, step: step(size), name_width, narrow, ticks, x };
        rows.axis(frame);
        rows
    }

    /// The names of the steps, as many as have room.
    fn axis(&self, frame: &mut Frame) {
        let label = |t: f64| match t {
            t if t < -1.5 => format!("1/{}", libm::pow(2.0, -t)),
            t if t < -0.5 => "half".to_owned(),
            t if t < 0.5 => "all areas".to_owned(),
            t if t < 1.5 => "double".to_owned(),
            t => format!("{} times", libm::pow(2.0, t)),
        };
        frame.svg.open("axis");
        let mut free = f64::NEG_INFINITY;
        for tick in &self.ticks {
            let text = label(*tick);
            let half = width(&text, theme::LABEL, Weight::Regular) / 2.0;
            let at = self.x.at(*tick).clamp(self.outer.x0 + half, self.outer.x1 - half);
            if at - half > free {
                frame.svg.text(Text::label((at, self.outer.y0 + 14.0), &text, Anchor::Middle));
                free = at + half + 6.0;
            }
        }
        frame.svg.close();
    }

    /// A row with its words: the bands of all areas, the grid, and over them what `marks` draws between two heights.
    pub(crate) fn row(
        &self,
        frame: &mut Frame,
        i: usize,
        words: &RowWords,
        spread: Option<[f64; 5]>,
        marks: impl FnOnce(&mut Frame, [f64; 2]),
    ) {
        let top = self.top + i as f64 * self.step;
        let heights = if self.narrow { [top + 33.0, top + 49.0] } else { [top + 8.0, top + 26.0] };
        frame.svg.open("treatment");
        self.bands(frame, spread, heights);
        marks(frame, heights);
        frame.svg.close();
        self.words(frame, words, top);
        let line = top + self.step;
        frame.svg.line((self.outer.x0, line), (self.outer.x1, line), Stroke::solid(theme::GRID, 1.0));
    }

    fn bands(&self, frame: &mut Frame, spread: Option<[f64; 5]>, [top, bottom]: [f64; 2]) {
        if let Some([p10, p25, _, p75, p90]) = spread.map(|s| s.map(|v| self.x.at(doublings(v)))) {
            frame.svg.rect((p10, top), (p90 - p10).max(0.0), bottom - top, theme::BAND);
            frame.svg.rect((p25, top), (p75 - p25).max(0.0), bottom - top, theme::BAND_INNER);
        }
        for tick in &self.ticks {
            let colour = if tick.abs() < 0.5 { theme::SOFT } else { theme::GRID };
            let at = self.x.at(*tick);
            frame.svg.line((at, top - 3.0), (at, bottom + 3.0), Stroke::solid(colour, 1.0));
        }
    }

    /// The treatment at the left, what is said of it at the right.
    fn words(&self, frame: &mut Frame, words: &RowWords, top: f64) {
        let title = fit(words.title, NAME, Weight::Regular, self.name_width);
        let name = Text::label((self.outer.x0, top + 15.0), &title, Anchor::Start);
        frame.svg.text(Text { size: NAME, colour: theme::INK, ..name });
        let bold = Text::label((self.outer.x1, top + 15.0), &words.bold, Anchor::End);
        frame.svg.text(Text { weight: Weight::Bold, colour: words.colour, ..bold });
        let under = Text::label((self.outer.x1, top + 29.0), &words.under, Anchor::End);
        frame.svg.text(Text { size: UNDER, ..under });
    }
}
