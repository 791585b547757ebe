//! A cloud of areas by two figures, with those farthest out named. Charts of findings draw it, and pages whose figures are none.

use crate::axes;
use crate::chart::{Drawing, NotDrawn};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::names::{Names, fitted as fitted_name};
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme::{self, Size};
use crate::upright::{fitted, said, upright};

/// One axis: what it shows and how.
#[derive(Debug, Clone)]
pub struct CloudAxis {
    /// The figure with its unit.
    pub name: String,
    /// That of all areas together, drawn as a dashed line.
    pub overall: Option<f64>,
    /// How its values are written.
    pub figures: Figures,
}

/// One area.
#[derive(Debug, Clone, Copy)]
pub struct CloudDot<'a> {
    /// Its code.
    pub area: &'a str,
    /// Its name.
    pub name: Option<&'a str>,
    /// The figure across.
    pub x: f64,
    /// The figure upwards.
    pub y: f64,
}

/// What is drawn.
#[derive(Debug)]
pub struct CloudSubject<'a> {
    /// The kind of chart, which names its parts.
    pub chart: &'a str,
    /// Areas, source, program.
    pub labels: &'a Labels,
    /// The measure that opens the headline; blank where the headline names both figures.
    pub measure: &'a str,
    /// What makes this chart one of its kind.
    pub about: &'a str,
    /// Up to when the data go, in words; blank where they have no date.
    pub until: &'a str,
    /// Across, then upwards.
    pub axes: [CloudAxis; 2],
    /// The areas.
    pub dots: Vec<CloudDot<'a>>,
    /// The finding, from the fullest wording to the shortest.
    pub findings: Vec<String>,
    /// What is drawn of which areas and when.
    pub subtitle: String,
    /// What a reader must know besides.
    pub notes: Vec<String>,
    /// Code of the area to highlight.
    pub highlight: Option<&'a str>,
    /// The canvas.
    pub size: Size,
}

const HEIGHT: f64 = 320.0;
/// Areas named, at most.
const NAMED: usize = 6;
/// Up to this many areas are all named.
const ALL: usize = 12;
/// Areas below which there is no cloud.
const FEW: usize = 3;

/// The drawing.
///
/// # Errors
/// Fewer than three areas have both figures.
pub fn cloud(subject: &CloudSubject) -> Result<Drawing, NotDrawn> {
    let dots = &subject.dots;
    if dots.len() < FEW {
        return Err(NotDrawn::because("fewer than three areas have both figures"));
    }
    let [across, up] = &subject.axes;
    let ranges =
        [fitted(dots.iter().map(|d| d.x).chain(across.overall)), fitted(dots.iter().map(|d| d.y).chain(up.overall))];
    let mut notes = subject.notes.clone();
    if said((ranges[0].0.max(ranges[1].0), 0.0)).is_some() {
        notes.insert(notes.len().min(1), "Scales fit the figures, and need not start at zero.".to_owned());
    }
    let names = Names::named(dots.iter().map(|d| (d.area, d.name)));
    let words = Words {
        findings: subject.findings.clone(),
        subtitle: subject.subtitle.clone(),
        notes,
        alt: alt(subject, &names),
    };
    let CloudSubject { labels, measure, about, until, size, .. } = *subject;
    let setting = Setting { labels, measure, about, until, snug: false, size };
    let mut frame = Frame::set(&setting, subject.chart, &words, HEIGHT);
    body(&mut frame, subject, ranges, &names);
    Ok(frame.finish(data(dots)))
}

fn alt(subject: &CloudSubject, names: &Names) -> String {
    let (dots, figures) = (&subject.dots, &subject.axes[1].figures);
    let ends = dots
        .iter()
        .fold((&dots[0], &dots[0]), |(l, h), d| (if d.y < l.y { d } else { l }, if d.y > h.y { d } else { h }));
    let [low, high] = [ends.0, ends.1].map(|d| format!("{} {}", names.get(d.area), figures.value(d.y)));
    format!("A dot for each of {}. Highest: {high}. Lowest: {low}.", subject.labels.areas_counted(dots.len()))
}

fn body(frame: &mut Frame, subject: &CloudSubject, ranges: [(f64, f64); 2], names: &Names) {
    let [across, up] = &subject.axes;
    let room = upright(frame, ranges[1], &up.figures, &up.name, [10.0, 42.0]);
    let plot = Rect::new(room.plot.x0, room.plot.y0, room.plot.x1, room.plot.y1);
    let x = Scale::linear(ranges[0], (plot.x0 + 6.0, plot.x1 - 6.0));
    let ticks = x.ticks(if subject.size.is_narrow() { 4 } else { 7 });
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &ticks, &across.figures.ticks(&ticks), subject.size.width);
    let name = fit(&format!("{} \u{2192}", across.name), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
    frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &name, Anchor::Start));
    let stroke = Stroke::dashed(theme::INK, 1.0, theme::DASH_NATIONAL);
    let mut lines = Vec::new();
    if let Some(v) = across.overall {
        frame.svg.line((x.at(v), plot.y0), (x.at(v), plot.y1), stroke);
        lines.push(Rect::new(x.at(v) - 1.0, plot.y0, x.at(v) + 1.0, plot.y1));
    }
    if let Some(v) = up.overall {
        let y = room.y.at(v);
        frame.svg.line((plot.x0, y), (plot.x1, y), stroke);
        lines.push(Rect::new(plot.x0, y - 1.0, plot.x1, y + 1.0));
    }
    let at: Vec<Point> = subject.dots.iter().map(|d| (x.at(d.x), room.y.at(d.y))).collect();
    let named = named(subject, &at);
    marks(frame, subject, &at, &named);
    let mut placer = Placer::new(Rect::new(plot.x0 + 1.0, plot.y0, plot.x1 + 8.0, plot.y1 - 1.0));
    for (i, p) in at.iter().enumerate() {
        let mark = Rect::around(*p, 4.0);
        if named.contains(&i) { placer.keep_visible(mark) } else { placer.avoid(mark) }
    }
    lines.into_iter().for_each(|line| placer.keep_side(line));
    for i in named {
        let chosen = subject.highlight == Some(subject.dots[i].area);
        let weight = if chosen { Weight::Bold } else { Weight::Regular };
        let text = fitted_name(names.get(subject.dots[i].area), weight, (plot.x1 - plot.x0) * 0.5);
        placer.place(&Wanted { text, weight, at: at[i], radius: 4.0, led: true }, chosen || all_named(at.len()));
    }
    placer.draw(&mut frame.svg);
}

/// The dots, those that are named above the others.
fn marks(frame: &mut Frame, subject: &CloudSubject, at: &[Point], named: &[usize]) {
    frame.svg.open("areas");
    for pass in [false, true] {
        for (_, (d, p)) in subject.dots.iter().zip(at).enumerate().filter(|(i, _)| named.contains(i) == pass) {
            let (shape, colour) = match (subject.highlight == Some(d.area), pass) {
                (true, _) => (Shape::Diamond, theme::HIGHLIGHT),
                (_, true) => (Shape::Dot, theme::FOCUS),
                _ => (Shape::Dot, theme::REST),
            };
            let [across, up] = &subject.axes;
            let (full, x, y) = (d.name.unwrap_or(d.area), across.figures.value(d.x), up.figures.value(d.y));
            frame.svg.mark(shape, *p, if pass { 4.0 } else { 3.0 }, colour, &format!("{full}: {x}, {y}"));
        }
    }
    frame.svg.close();
}

/// Whether so few areas are all named.
#[must_use]
pub(crate) fn all_named(areas: usize) -> bool {
    areas <= ALL
}

/// The highlighted area, then those farthest from the middle of the cloud, each direction by its own spread.
fn named(subject: &CloudSubject, at: &[Point]) -> Vec<usize> {
    let n = at.len() as f64;
    let (mx, my) = at.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (sx, sy) = at.iter().fold((0.0, 0.0), |s, p| (s.0 + (p.0 - mx).powi(2) / n, s.1 + (p.1 - my).powi(2) / n));
    let far = |i: &usize| ((at[*i].0 - mx).powi(2) / sx.max(1e-9) + (at[*i].1 - my).powi(2) / sy.max(1e-9)).sqrt();
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.cmp(b)));
    let chosen = (0..at.len()).find(|i| subject.highlight == Some(subject.dots[*i].area));
    // Two spreads out and more: others are part of the cloud.
    let (least, most) = if all_named(at.len()) { (0.0, ALL) } else { (2.0, NAMED) };
    let outer = order.into_iter().filter(|i| far(i) >= least).take(most);
    chosen.into_iter().chain(outer.filter(|i| Some(*i) != chosen)).collect()
}

fn data(dots: &[CloudDot]) -> Data {
    let mut data = Data::new(&["area", "name", "x", "y"]);
    for d in dots {
        data.push([d.area.into(), d.name.into(), d.x.into(), d.y.into()]);
    }
    data
}
