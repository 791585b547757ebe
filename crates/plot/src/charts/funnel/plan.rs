//! Where everything of the funnel goes: axes, limits and their names.

use crate::axes;
use crate::chart::Subject;
use crate::figures::Figures;
use crate::frame::Frame;
use crate::geometry::{Point, Rect, spread};
use crate::numbers::level;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use unwarranted_core::findings::TargetRate;
use unwarranted_core::outliers::Curve;
use unwarranted_core::{AreaFinding, ExpectedFrom};

/// Name of the ratio axis.
const AXIS: &str = "Observed ÷ expected";
/// Height of a label at the end of a line.
const LINE_LABEL: f64 = 14.0;

/// An area with everything that the funnel needs.
pub(super) struct Spot<'a> {
    pub(super) area: &'a AreaFinding,
    pub(super) expected: f64,
    pub(super) ratio: f64,
}

/// A curve with two levels and at least two points.
pub(super) fn usable(curve: Option<&Curve>) -> Option<&Curve> {
    curve
        .filter(|c| c.limits.len() == 2 && c.expected.len() > 1 && c.limits.iter().all(|l| l.len() == c.expected.len()))
}

/// Where everything goes.
pub(super) struct Plan {
    pub(super) plot: Rect,
    outer: Rect,
    pub(super) x: Scale,
    pub(super) y: Scale,
    log: bool,
    x_ticks: Vec<f64>,
    y_ticks: Vec<f64>,
    y_labels: Vec<String>,
    canvas: f64,
    /// The ratio that the limits are drawn around.
    pub(super) centre: f64,
    /// Limits at the right end with their names, from the top down.
    ends: Vec<(f64, String)>,
}

impl Plan {
    pub(super) fn of(frame: &Frame, subject: &Subject, spots: &[Spot], adjusted: &Curve, range: (f64, f64)) -> Self {
        let outer = frame.plot;
        let y_ticks = Scale::linear(range, (outer.y1, outer.y0)).ticks(7);
        let y_labels = Figures::plain().ticks(&y_ticks);
        let ends = ends(subject, adjusted, range);
        let names: Vec<&str> = ends.iter().map(|(_, name)| name.as_str()).collect();
        let left = outer.x0 + axes::widest(&y_labels) + 8.0;
        let right = outer.x1 - axes::widest(&names) - 14.0;
        let plot = Rect::new(left, outer.y0 + axes::above(Some(AXIS)), right, outer.y1 - 42.0);
        let (first, last) = x_range(spots, adjusted);
        // Logarithmic where the areas' own sizes span more than two decades.
        let sizes = spots.iter().map(|s| s.expected);
        let smallest = sizes.clone().fold(f64::INFINITY, f64::min);
        let log = sizes.fold(0.0, f64::max) > 100.0 * smallest;
        let pixels = (plot.x0, plot.x1);
        let x = if log { Scale::log((first, last), pixels) } else { Scale::linear((0.0, last), pixels) };
        let x_ticks = x.ticks(8);
        let y = Scale::linear(range, (plot.y1, plot.y0));
        Self {
            plot,
            outer,
            x,
            y,
            log,
            x_ticks,
            y_ticks,
            y_labels,
            canvas: subject.size.width,
            centre: centre(subject),
            ends,
        }
    }

    pub(super) fn axes(&self, frame: &mut Frame, subject: &Subject) {
        let svg = &mut frame.svg;
        axes::horizontal_grid(svg, &self.plot, &self.y, &self.y_ticks, &self.y_labels);
        axes::unit_line(svg, self.outer.x0, &self.plot, Some(AXIS));
        axes::base_line(svg, &self.plot);
        let labels: Vec<String> = if self.log {
            self.x_ticks.iter().map(|t| Figures::plain().tick(*t)).collect()
        } else {
            Figures::plain().ticks(&self.x_ticks)
        };
        axes::bottom_ticks(svg, &self.plot, &self.x, &self.x_ticks, &labels, self.canvas);
        let basis = match subject.findings.expected_from {
            _ if subject.size.is_narrow() => "Expected number",
            ExpectedFrom::Internal => "Expected number, had every area the rate of all areas together",
            ExpectedFrom::Given if subject.findings.after_need.is_some() => "Expected number for the need of each area",
            ExpectedFrom::Given => "Expected number, as given in the data",
            ExpectedFrom::Strata => "Expected number by age and sex of each area's people",
        };
        let title = format!("{basis}{}", if self.log { " (logarithmic scale)" } else { "" });
        svg.text(Text::label((self.plot.x0, self.plot.y1 + 36.0), &title, Anchor::Start));
    }

    /// Band, curves and target line with their names at the right.
    pub(super) fn limits(&self, frame: &mut Frame, subject: &Subject, adjusted: &Curve) {
        let svg = &mut frame.svg;
        svg.open("limits");
        for side in [0, 1] {
            let inner = self.curve(adjusted, 0, side);
            let mut band: Vec<Point> = self.curve(adjusted, 1, side);
            band.extend(inner.into_iter().rev());
            svg.polygon(&band, theme::BAND);
        }
        for tick in &self.y_ticks {
            // The band covers the grid; the lines are drawn again over it.
            let at = self.y.at(*tick);
            svg.line((self.plot.x0, at), (self.plot.x1, at), Stroke::solid(theme::GRID, 1.0));
        }
        for (run, stroke) in self.lines(subject, adjusted) {
            svg.polyline(&run, stroke);
        }
        let target = self.y.at(self.centre);
        svg.line((self.plot.x0, target), (self.plot.x1, target), Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL));
        let at: Vec<f64> = self.ends.iter().map(|(ratio, _)| self.y.at(*ratio)).collect();
        let centres = spread(&at, LINE_LABEL, self.plot.y0 - 8.0, self.plot.y1 + 30.0).unwrap_or_else(|| at.clone());
        for ((y, centre), (_, name)) in at.iter().zip(&centres).zip(&self.ends) {
            svg.line((self.plot.x1 + 1.0, *y), (self.plot.x1 + 9.0, *centre), Stroke::solid(theme::SOFT, 0.75));
            svg.text(Text {
                colour: theme::INK,
                ..Text::label((self.plot.x1 + 12.0, centre + 4.0), name, Anchor::Start)
            });
        }
        svg.close();
    }

    /// Limits within the plot with their strokes; where they allow for ordinary spread, those of chance alone too.
    pub(super) fn lines(&self, subject: &Subject, adjusted: &Curve) -> Vec<(Vec<Point>, Stroke)> {
        let both = subject.findings.curve_adjusted.is_some();
        let chance = usable(subject.findings.curve.as_ref()).filter(|_| both);
        let mut lines = Vec::new();
        for (line, width) in [(0, 1.0), (1, 1.5)] {
            for side in [0, 1] {
                let solid = Stroke::solid(theme::SOFT, width);
                lines.extend(self.inside(adjusted, line, side).into_iter().map(|run| (run, solid)));
                let dotted = Stroke::dashed(theme::SOFT, 1.0, theme::DASH_CHANCE);
                let runs = chance.map(|c| self.inside(c, line, side)).unwrap_or_default();
                lines.extend(runs.into_iter().map(|run| (run, dotted)));
            }
        }
        lines
    }

    /// One limit as points, pinned to the plot.
    fn curve(&self, curve: &Curve, level: usize, side: usize) -> Vec<Point> {
        let point = |(e, l): (&f64, &[f64; 2])| (self.x.at(*e), self.y.at(l[side]));
        curve.expected.iter().zip(&curve.limits[level]).map(point).collect()
    }

    /// The stretches of one limit that lie inside the plot.
    fn inside(&self, curve: &Curve, level: usize, side: usize) -> Vec<Vec<Point>> {
        let points = self.curve(curve, level, side);
        let pinned = |p: &Point| p.1 <= self.plot.y0 + 0.01;
        let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            if pinned(a) && pinned(b) {
                runs.push(Vec::new());
            } else if let Some(run) = runs.last_mut() {
                if run.is_empty() {
                    run.push(*a);
                }
                run.push(*b);
            }
        }
        runs.retain(|r| r.len() > 1);
        runs
    }
}

/// All areas, the expected ratio, and all limits where there are areas: limits cut off would hide how far apart
/// chance alone may put them.
pub(super) fn y_range(spots: &[Spot], chance: Option<&Curve>, adjusted: &Curve) -> (f64, f64) {
    let smallest = spots.iter().map(|s| s.expected).fold(f64::INFINITY, f64::min);
    let ratios = spots.iter().flat_map(|s| [s.ratio, 1.0]);
    let limits = usable(chance).into_iter().chain([adjusted]).flat_map(|curve| limits_from(curve, smallest));
    let extend = |(low, high): (f64, f64), r: f64| (low.min(r), high.max(r));
    let (bottom, top) = ratios.chain(limits).fold((f64::INFINITY, 0.0), extend);
    let (bottom, top) = (bottom.min(0.98), top.max(1.02));
    // As far as areas and limits reach, as dots and lines are read by their place; a ratio below zero is rare, and none is lower.
    let room = 0.06 * (top - bottom);
    (if bottom >= 0.0 { (bottom - room).max(0.0) } else { bottom - room }, top + room)
}

/// Limits of a curve from the last point at or below `expected` on; they only narrow from there.
fn limits_from(curve: &Curve, expected: f64) -> Vec<f64> {
    let first = curve.expected.partition_point(|e| *e <= expected).saturating_sub(1);
    curve.limits.iter().flat_map(|l| l.iter().skip(first).flatten().copied()).collect()
}

fn x_range(spots: &[Spot], adjusted: &Curve) -> (f64, f64) {
    let sizes = || spots.iter().map(|s| s.expected).chain(adjusted.expected.iter().copied());
    (sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max))
}

/// The ratio that the limits are drawn around: 1 where they allow for chance alone.
fn centre(subject: &Subject) -> f64 {
    subject.findings.compared.centre.filter(|_| subject.findings.curve_adjusted.is_some()).unwrap_or(1.0)
}

/// Names of the lines at their right end, from the top down.
fn ends(subject: &Subject, adjusted: &Curve, range: (f64, f64)) -> Vec<(f64, String)> {
    let centre = centre(subject);
    let shown = Figures::plain().value(centre);
    let mut ends = match subject.findings.compared.target {
        _ if subject.findings.curve_adjusted.is_none() || (centre - 1.0).abs() < 1e-9 => {
            vec![(1.0, "As expected: 1".to_owned())]
        }
        // Not drawn at all.
        TargetRate::Similar => Vec::new(),
        TargetRate::Typical => vec![(centre, format!("Typical area: {shown}"))],
        TargetRate::Pooled => vec![(centre, format!("All areas together: {shown}"))],
        TargetRate::Given(_) => vec![(centre, format!("Target: {shown}"))],
    };
    for (line, confidence) in subject.findings.levels.into_iter().enumerate() {
        if let Some(limit) = adjusted.limits[line].last() {
            ends.extend(limit.map(|l| (l, format!("{}% limit", level(confidence)))));
        }
    }
    let chance = usable(subject.findings.curve.as_ref()).filter(|_| subject.findings.curve_adjusted.is_some());
    for (line, confidence) in subject.findings.levels.into_iter().enumerate() {
        if let Some(limit) = chance.and_then(|c| c.limits[line].last()) {
            ends.push((limit[1], format!("{}%, chance alone", level(confidence))));
        }
    }
    ends.retain(|(ratio, _)| (range.0..=range.1).contains(ratio));
    ends.sort_by(|a, b| b.0.total_cmp(&a.0));
    ends
}
