//! The overall rate month by month, and beside it its trend, its season and what is left.

use crate::axes;
use crate::calendar;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, TrendSubject};
use crate::data::Data;
use crate::figures::Figures;
use crate::frame::{Frame, Setting, Words};
use crate::geometry::{Point, Rect};
use crate::labels::subtitle;
use crate::numbers::thousands;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use unwarranted_core::Period;
use unwarranted_core::time::{LEVEL, Series, Stl};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "parts",
    title: "Trend, season and rest of the overall rate",
    about: "The rate of all areas together month by month, at the mean number of working days, taken apart by loess (STL, Cleveland 1990) into what \
            lasts, what comes back every year and what is left. It is a picture: no finding rests on it.",
    about_intervals: None,
    shows: &[],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Trend(draw),
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 360.0;
/// Shares of the height: the rate with its trend, the season, the rest.
const SHARES: [f64; 3] = [0.5, 0.25, 0.25];
/// Room for the name of a panel above it.
const NAME: f64 = 20.0;
/// Least height for a tick.
const TICK: f64 = 20.0;
/// Above this many periods ticks stand at years.
const FEW: usize = 12;

/// The series and its parts, as per cent of the mean of the series.
struct Parts<'a> {
    periods: &'a [Period],
    rates: Vec<f64>,
    values: Vec<f64>,
    trend: Vec<f64>,
    season: Vec<f64>,
    rest: Vec<f64>,
}

impl<'a> Parts<'a> {
    fn of(series: &'a Series, rates: &[Option<f64>], found: &Stl) -> Option<Self> {
        let known: Vec<f64> = series.values.iter().copied().collect::<Option<_>>()?;
        let rates: Vec<f64> = rates.iter().copied().collect::<Option<_>>()?;
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let scaled = |part: &[f64]| part.iter().map(|v| 100.0 * v / mean).collect::<Vec<f64>>();
        (mean.is_finite() && mean > 0.0).then(|| Self {
            periods: &series.periods,
            rates,
            values: scaled(&known),
            trend: scaled(&found.trend),
            season: scaled(&found.season),
            rest: scaled(&found.rest),
        })
    }
}

fn draw(subject: &TrendSubject) -> Result<Drawing, NotDrawn> {
    let national = &subject.trend.national;
    let found = national.trend.parts.as_ref().map_err(|why| NotDrawn::because(why.reason.clone().into_owned()))?;
    let parts = Parts::of(&national.even, &national.rates.values, found)
        .ok_or_else(|| NotDrawn::because("the overall rate is zero, below zero or not known in some period"))?;
    let last = parts.periods[parts.periods.len() - 1];
    let (about, until) = (format!("{}-{last}", subject.trend.treatment), last.words());
    let (labels, size) = (subject.labels, subject.size);
    let setting = Setting { labels, measure: &labels.measure, about: &about, until: &until, snug: false, size };
    let mut frame = Frame::set(&setting, CHART.id, &words(subject, &parts), HEIGHT);
    panels(&mut frame, &parts, size.width);
    Ok(frame.finish(data(&parts)))
}

fn panels(frame: &mut Frame, parts: &Parts, canvas: f64) {
    let outer = frame.plot;
    let room = outer.y1 - outer.y0 - 24.0;
    let mut top = outer.y0;
    let both: Vec<f64> = parts.values.iter().chain(&parts.trend).copied().collect();
    let names = ["Rate and trend, mean of all months = 100", "Season", "Rest"];
    for (i, (values, name)) in [&both, &parts.season, &parts.rest].into_iter().zip(names).enumerate() {
        let bottom = top + room * SHARES[i];
        let panel = Rect::new(outer.x0, top + NAME, outer.x1, bottom - 6.0);
        frame.svg.text(Text { colour: theme::INK, ..Text::label((outer.x0, top + 12.0), name, Anchor::Start) });
        let plot = scaled(frame, &panel, values, if i == 0 { 5 } else { 3 });
        draw_panel(frame, parts, i, &plot);
        if i == 2 {
            months(frame, parts, &plot.room, canvas);
        }
        top = bottom;
    }
}

/// A panel with its scales.
struct Plot {
    room: Rect,
    x: (f64, f64),
    y: Scale,
}

/// The grid and the scale of one panel; all panels begin at the same place.
fn scaled(frame: &mut Frame, panel: &Rect, values: &[f64], most: usize) -> Plot {
    const LABELS: f64 = 44.0;
    let range = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let room = 0.06 * (range.1 - range.0).max(1e-6);
    let range = (range.0 - room, range.1 + room);
    let plot = Rect::new(panel.x0 + LABELS, panel.y0, panel.x1 - 8.0, panel.y1);
    let y = Scale::linear(range, (plot.y1, plot.y0));
    // On a card panels are low.
    let room = |n: &usize| *n as f64 * TICK <= plot.y1 - plot.y0;
    let ticks = y.ticks((2..=most).rev().find(room).unwrap_or(2));
    let labels = Figures::plain().ticks(&ticks);
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    Plot { room: plot, x: (plot.x0 + 8.0, plot.x1 - 8.0), y }
}

fn draw_panel(frame: &mut Frame, parts: &Parts, panel: usize, plot: &Plot) {
    let x = Scale::linear((0.0, parts.periods.len() as f64 - 1.0), plot.x);
    let line = |values: &[f64]| -> Vec<Point> {
        values.iter().enumerate().map(|(i, v)| (x.at(i as f64), plot.y.at(*v))).collect()
    };
    frame.svg.open(["rate", "season", "rest"][panel]);
    match panel {
        0 => {
            frame.svg.polyline(&line(&parts.trend), Stroke::solid(theme::HIGHLIGHT, 2.0));
            for ((at, period), value) in line(&parts.values).into_iter().zip(parts.periods).zip(&parts.values) {
                frame.svg.mark(
                    Shape::Dot,
                    at,
                    2.5,
                    theme::FOCUS,
                    &format!("{}: {}", period.words(), thousands(*value, 1)),
                );
            }
        }
        1 => frame.svg.polyline(&line(&parts.season), Stroke::solid(theme::FOCUS, 1.5)),
        _ => {
            let zero = plot.y.at(0.0);
            for at in line(&parts.rest) {
                frame.svg.line((at.0, zero), at, Stroke::solid(theme::FOCUS, 1.5));
            }
        }
    }
    frame.svg.close();
}

fn months(frame: &mut Frame, parts: &Parts, plot: &Rect, canvas: f64) {
    let at = (0..parts.periods.len()).map(|i| i as f64).zip(parts.periods.iter().copied());
    let (ticks, labels) = calendar::ticks(at, parts.periods.len() > 2 * FEW);
    let x = Scale::marked((0.0, parts.periods.len() as f64 - 1.0), (plot.x0 + 8.0, plot.x1 - 8.0), ticks);
    axes::base_line(&mut frame.svg, plot);
    axes::bottom_ticks(&mut frame.svg, plot, &x, &x.ticks(0), &labels, canvas);
}

fn words(subject: &TrendSubject, parts: &Parts) -> Words {
    let labels = subject.labels;
    let [first, last] = [parts.periods[0], parts.periods[parts.periods.len() - 1]].map(Period::words);
    let ends = [0, parts.trend.len() - 1].map(|i| thousands(parts.trend[i], 0));
    let spread = |values: &[f64]| {
        let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
        thousands(high - low, 1)
    };
    let areas = subject.trend.fixed.slices.first().map_or(0, |s| s.len());
    let mut notes = vec![
        "Dots: the rate at the mean number of working days. Line: its trend. The parts add up to the rate.".to_owned(),
        "A picture only: loess finds a season in pure noise, and no finding rests on it.".to_owned(),
    ];
    notes.extend(subject.trend.national.trend.season.as_ref().ok().map(|season| {
        let sure = if season.p <= LEVEL { "does" } else { "does not" };
        format!("The test of a season {sure} find one at 5%.")
    }));
    Words {
        findings: vec![format!("trend, season and rest of the overall rate, {first} to {last}")],
        subtitle: subtitle(
            "Overall rate, mean of all months = 100",
            &labels.areas_counted(areas),
            &format!("{first} to {last}"),
            labels,
        ),
        notes,
        alt: format!(
            "Three panels over {} months. The trend goes from {} to {}, where the mean of all months is 100. The season spans {}, the rest {}.",
            parts.periods.len(),
            ends[0],
            ends[1],
            spread(&parts.season),
            spread(&parts.rest)
        ),
    }
}

fn data(parts: &Parts) -> Data {
    let mut data = Data::new(&["period", "rate", "per_cent_of_mean", "trend", "season", "rest"]);
    for (i, period) in parts.periods.iter().enumerate() {
        data.push([
            period.to_string().into(),
            parts.rates[i].into(),
            parts.values[i].into(),
            parts.trend[i].into(),
            parts.season[i].into(),
            parts.rest[i].into(),
        ]);
    }
    data
}
