//! How far areas differ, period by period, with intervals and the straight lines between breaks.

mod words;

use crate::axes;
use crate::calendar;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, TrendSubject};
use crate::data::Data;
use crate::frame::{Frame, Setting};
use crate::geometry::{Point, Rect};
use crate::numbers::{share, share_between};
use crate::scale::Scale;
use crate::svg::{Shape, Stroke};
use crate::theme;
use crate::upright::fitted;
use unwarranted_core::Period;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "growth",
    title: "How far areas differ, period by period",
    about: "Each dot is the typical distance of areas from the overall rate in one period, as a share of it. The title takes the first and the \
            last year as a whole.",
    about_intervals: Some("The line through a dot, or the band, is its interval, from the same draws in all periods."),
    shows: &[Shows::Intervals, Shows::Chance, Shows::Simulated],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Trend(draw),
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 220.0;
/// Up to this many periods have a tick each.
const FEW: usize = 12;
/// Above this many the intervals are a band.
const MANY: usize = 30;

/// The index in one period.
struct Dot {
    period: Period,
    /// Months since the first.
    at: f64,
    value: Option<f64>,
    interval: Option<[f64; 2]>,
}

fn points(subject: &TrendSubject) -> Vec<Dot> {
    let index = &subject.trend.lottery.index;
    let Some(first) = index.first().and_then(|p| p.period.first_month()) else { return Vec::new() };
    let one = |point: &unwarranted_core::time::IndexPoint| {
        let found = point.found.as_ref().ok();
        Some(Dot {
            period: point.period,
            at: f64::from(point.period.first_month()?.since(first)),
            value: found.map(|(value, _)| *value),
            interval: found.and_then(|(_, interval)| *interval),
        })
    };
    index.iter().filter_map(one).collect()
}

fn draw(subject: &TrendSubject) -> Result<Drawing, NotDrawn> {
    let points = points(subject);
    if points.iter().filter(|p| p.value.is_some()).count() < 2 {
        return Err(NotDrawn::because("how far areas differ is known in fewer than two complete periods"));
    }
    let range = fitted(points.iter().flat_map(|p| p.value.into_iter().chain(p.interval.into_iter().flatten())));
    let words = words::words(subject, &points, range);
    let last = &points[points.len() - 1];
    let (about, until) = (format!("{}-{}", subject.trend.treatment, last.period), last.period.words());
    let (labels, size) = (subject.labels, subject.size);
    let setting = Setting { labels, measure: &labels.measure, about: &about, until: &until, snug: false, size };
    let mut frame = Frame::set(&setting, CHART.id, &words, HEIGHT);
    let plan = Plan::of(&frame, &points, range, size.width);
    plan.axes(&mut frame);
    plan.intervals(&mut frame, &points);
    plan.lines(&mut frame, subject, &points);
    plan.dots(&mut frame, &points);
    Ok(frame.finish(data(subject, &points)))
}

struct Plan {
    plot: Rect,
    x: Scale,
    labels: Vec<String>,
    y: Scale,
    ticks: Vec<f64>,
    canvas: f64,
}

impl Plan {
    fn of(frame: &Frame, points: &[Dot], range: (f64, f64), canvas: f64) -> Self {
        let outer = frame.plot;
        let ticks = Scale::linear(range, (outer.y1, outer.y0)).ticks(6);
        let shown: Vec<String> = ticks.iter().map(|t| share(*t)).collect();
        let plot = Rect::new(outer.x0 + axes::widest(&shown) + 8.0, outer.y0 + 8.0, outer.x1 - 8.0, outer.y1 - 24.0);
        let (at, labels) = calendar::ticks(points.iter().map(|p| (p.at, p.period)), points.len() > 2 * FEW);
        let x = Scale::marked((0.0, points[points.len() - 1].at.max(1.0)), (plot.x0 + 8.0, plot.x1 - 8.0), at);
        Self { plot, x, labels, y: Scale::linear(range, (plot.y1, plot.y0)), ticks, canvas }
    }

    fn axes(&self, frame: &mut Frame) {
        let labels: Vec<String> = self.ticks.iter().map(|t| share(*t)).collect();
        axes::horizontal_grid(&mut frame.svg, &self.plot, &self.y, &self.ticks, &labels);
        axes::base_line(&mut frame.svg, &self.plot);
        axes::bottom_ticks(&mut frame.svg, &self.plot, &self.x, &self.x.ticks(0), &self.labels, self.canvas);
    }

    /// Whiskers of few periods, a band of many.
    fn intervals(&self, frame: &mut Frame, points: &[Dot]) {
        let known = || points.iter().filter_map(|p| Some((p.at, p.interval?)));
        frame.svg.open("intervals");
        if points.len() > MANY && known().count() == points.len() {
            let edge = |side: usize| known().map(move |(at, limits)| (self.x.at(at), self.y.at(limits[side])));
            let band: Vec<Point> = edge(1).chain(edge(0).collect::<Vec<_>>().into_iter().rev()).collect();
            frame.svg.polygon(&band, theme::BAND);
        } else {
            for (at, [lower, upper]) in known() {
                let x = self.x.at(at);
                frame.svg.line((x, self.y.at(lower)), (x, self.y.at(upper)), Stroke::solid(theme::FOCUS, 1.5));
            }
        }
        frame.svg.close();
    }

    /// The straight lines of the series, each from its first period to its last.
    fn lines(&self, frame: &mut Frame, subject: &TrendSubject, points: &[Dot]) {
        let Ok(robust) = &subject.trend.lottery.trend.robust else { return };
        let n = points.len().min(robust.fitted.len());
        let edges: Vec<usize> =
            std::iter::once(0).chain(robust.breaks.iter().map(|b| b.last)).chain([n]).filter(|e| *e <= n).collect();
        frame.svg.open("fitted");
        for w in edges.windows(2).filter(|w| w[1] > w[0]) {
            let at = |i: usize| (self.x.at(points[i].at), self.y.at(robust.fitted[i]));
            frame.svg.line(at(w[0]), at(w[1] - 1), Stroke::dashed(theme::HIGHLIGHT, 2.0, theme::DASH_NATIONAL));
        }
        frame.svg.close();
    }

    fn dots(&self, frame: &mut Frame, points: &[Dot]) {
        frame.svg.open("index");
        let radius = if points.len() > MANY { 2.5 } else { 4.0 };
        for p in points {
            let Some(value) = p.value else { continue };
            let said = p.interval.map(|[low, high]| {
                let [value, low, high] = share_between(value, low, high);
                format!("{value} ({low} to {high})")
            });
            let tip = format!("{}: {}", p.period.words(), said.unwrap_or_else(|| share(value)));
            frame.svg.mark(Shape::Dot, (self.x.at(p.at), self.y.at(value)), radius, theme::FOCUS, &tip);
        }
        frame.svg.close();
    }
}

fn data(subject: &TrendSubject, points: &[Dot]) -> Data {
    let mut data = Data::new(&["period", "index", "lower", "upper", "line"]);
    let fitted = subject.trend.lottery.trend.robust.as_ref().map(|r| r.fitted.as_slice()).unwrap_or_default();
    for (at, p) in points.iter().enumerate() {
        data.push([
            p.period.to_string().into(),
            p.value.into(),
            p.interval.map(|i| i[0]).into(),
            p.interval.map(|i| i[1]).into(),
            fitted.get(at).copied().into(),
        ]);
    }
    data
}
