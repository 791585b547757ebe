//! Curves of how something falls with size, on scales of powers of ten, with a line that they go below. Not in the list of charts, which are drawn
//! from findings.

use crate::axes;
use crate::chart::{Drawing, NotDrawn};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::names::fitted as fitted_name;
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme::{self, Size};

/// One curve: both figures of its points above zero, the first ascending.
#[derive(Debug, Clone)]
pub struct Curve<'a> {
    /// What it is of.
    pub name: &'a str,
    /// Its points.
    pub points: Vec<(f64, f64)>,
    /// Where it meets the line, if it does within the sizes drawn.
    pub meets: Option<f64>,
}

/// What is drawn.
#[derive(Debug)]
pub struct CurveSubject<'a> {
    /// The kind of chart, which names its parts.
    pub chart: &'a str,
    /// Areas, source, program.
    pub labels: &'a Labels,
    /// What makes this chart one of its kind.
    pub about: &'a str,
    /// The curves.
    pub curves: Vec<Curve<'a>>,
    /// What both figures are, the first across.
    pub axes: [String; 2],
    /// How they are written.
    pub figures: [Figures; 2],
    /// The line.
    pub limit: f64,
    /// The finding, from the fullest wording to the shortest.
    pub findings: Vec<String>,
    /// What is drawn.
    pub subtitle: String,
    /// What a reader must know besides.
    pub notes: Vec<String>,
    /// The canvas.
    pub size: Size,
}

const HEIGHT: f64 = 340.0;
/// Colours of the first curves; others are grey.
const COLOURS: [&str; 6] = [theme::FOCUS, theme::ABOVE, theme::HIGHLIGHT, theme::BELOW, theme::FAR_ABOVE, theme::SOFT];

/// The drawing. Its data have every point.
///
/// # Errors
/// No curve has two points.
pub fn curves(subject: &CurveSubject) -> Result<Drawing, NotDrawn> {
    let all = || subject.curves.iter().flat_map(|curve| &curve.points);
    if !subject.curves.iter().any(|curve| curve.points.len() > 1) || all().any(|(x, y)| !(*x > 0.0 && *y > 0.0)) {
        return Err(NotDrawn::because("nothing has figures above zero at two sizes"));
    }
    let across = all().fold((f64::INFINITY, 0.0f64), |(low, high), (x, _)| (low.min(*x), high.max(*x)));
    let up = all().map(|(_, y)| *y).chain([subject.limit]);
    let up = up.fold((f64::INFINITY, 0.0f64), |(low, high), y| (low.min(y), high.max(y)));
    let words = Words {
        findings: subject.findings.clone(),
        subtitle: subject.subtitle.clone(),
        notes: subject.notes.clone(),
        alt: alt(subject),
    };
    let CurveSubject { labels, about, size, .. } = *subject;
    let setting = Setting { labels, measure: "", about, until: "", snug: false, size };
    let mut frame = Frame::set(&setting, subject.chart, &words, HEIGHT);
    body(&mut frame, subject, across, (up.0 / 1.15, up.1 * 1.15));
    let mut data = Data::new(&["name", "x", "y"]);
    for curve in &subject.curves {
        curve.points.iter().for_each(|(x, y)| data.push([curve.name.into(), (*x).into(), (*y).into()]));
    }
    Ok(frame.finish(data))
}

fn alt(subject: &CurveSubject) -> String {
    let one = |curve: &Curve| match curve.meets {
        Some(at) => format!("{} goes below the line at {}", curve.name, subject.figures[0].value(at)),
        None => format!("{} does not meet the line here", curve.name),
    };
    let all: Vec<String> = subject.curves.iter().map(one).collect();
    format!("A curve for each: {}.", all.join("; "))
}

fn body(frame: &mut Frame, subject: &CurveSubject, across: (f64, f64), up: (f64, f64)) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let [of_x, of_y] = &subject.figures;
    let ticks = Scale::log(up, (outer.y1, outer.y0)).ticks(8);
    let labels: Vec<String> = ticks.iter().map(|tick| whole(*tick, of_y)).collect();
    let left = outer.x0 + axes::widest(&labels) + 8.0;
    let top = outer.y0 + 24.0 + if narrow { key(frame, subject) } else { 0.0 };
    let plot = Rect::new(left, top, outer.x1 - 6.0, outer.y1 - 42.0);
    let (x, y) = (Scale::log(across, (plot.x0, plot.x1)), Scale::log(up, (plot.y1, plot.y0)));
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    let room = outer.x1 - outer.x0;
    let name = fit(&subject.axes[1], theme::LABEL, Weight::Regular, room);
    frame.svg.text(Text::label((outer.x0, outer.y0 + 10.0), &name, Anchor::Start));
    let below = x.ticks(if narrow { 4 } else { 8 });
    let words: Vec<String> = below.iter().map(|tick| of_x.value(*tick)).collect();
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &below, &words, subject.size.width);
    let name = fit(&format!("{} \u{2192}", subject.axes[0]), theme::LABEL, Weight::Regular, room);
    frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &name, Anchor::Start));
    let limit = y.at(subject.limit);
    frame.svg.line((plot.x0, limit), (plot.x1, limit), Stroke::dashed(theme::INK, 1.0, theme::DASH_NATIONAL));
    let mut placer = Placer::new(plot);
    placer.keep_side(Rect::new(plot.x0, limit - 1.0, plot.x1, limit + 1.0));
    lines(frame, subject, [&x, &y], &mut placer);
    placer.draw(&mut frame.svg);
}

/// A tick, without decimals where it has none.
fn whole(tick: f64, figures: &Figures) -> String {
    if tick.fract().abs() < 1e-9 { figures.with_decimals(tick, 0) } else { figures.value(tick) }
}

fn colour(at: usize) -> &'static str {
    COLOURS.get(at).copied().unwrap_or(theme::REST)
}

/// What the colours are, where there is no room for names along the curves; its height.
fn key(frame: &mut Frame, subject: &CurveSubject) -> f64 {
    const LINE: f64 = 18.0;
    let outer = frame.plot;
    let (mut x, mut y) = (outer.x0, outer.y0 + 26.0);
    frame.svg.open("key");
    for (i, curve) in subject.curves.iter().enumerate() {
        let name = fitted_name(curve.name, Weight::Regular, outer.x1 - outer.x0 - 24.0);
        let long = 38.0 + width(&name, theme::LABEL, Weight::Regular);
        if x > outer.x0 && x + long - 18.0 > outer.x1 {
            (x, y) = (outer.x0, y + LINE);
        }
        frame.svg.rect((x, y - 1.0), 14.0, 3.0, colour(i));
        frame.svg.text(Text::label((x + 20.0, y + 4.0), &name, Anchor::Start));
        x += long;
    }
    frame.svg.close();
    y - outer.y0 - 6.0
}

/// The curves, each with its name along it where there is room, and a dot where it meets the line.
fn lines(frame: &mut Frame, subject: &CurveSubject, [x, y]: [&Scale; 2], placer: &mut Placer) {
    frame.svg.open("areas");
    let mut wanted = Vec::new();
    for (i, curve) in subject.curves.iter().enumerate() {
        let colour = colour(i);
        let at: Vec<Point> = curve.points.iter().map(|(a, b)| (x.at(*a), y.at(*b))).collect();
        frame.svg.polyline(&at, Stroke::solid(colour, 2.0));
        for pair in at.windows(2) {
            placer.keep_line(Rect::new(pair[0].0, pair[0].1.min(pair[1].1), pair[1].0, pair[0].1.max(pair[1].1)));
        }
        if let Some(meets) = curve.meets {
            let tip = format!("{}: {}", curve.name, subject.figures[0].value(meets));
            frame.svg.mark(Shape::Dot, (x.at(meets), y.at(subject.limit)), 4.0, colour, &tip);
        }
        // Names stand along the curves, one further on than the other, so that they stay apart.
        let place = at.len() * (1 + i % 3) / 5;
        let text = fitted_name(curve.name, Weight::Regular, 170.0);
        wanted.extend(at.get(place).map(|at| Wanted {
            text,
            weight: Weight::Regular,
            at: *at,
            radius: 3.0,
            led: true,
        }));
    }
    frame.svg.close();
    if !subject.size.is_narrow() {
        for one in &wanted {
            placer.place(one, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::rates::RateUnit;

    fn labels() -> Labels {
        Labels {
            measure: "Costs".to_owned(),
            unit: RateUnit::given(""),
            areas: String::new(),
            membership: None,
            source: "Source: own figures".to_owned(),
            program: "unwarranted".to_owned(),
            synthetic: false,
            polarity: None,
        }
    }

    fn subject<'a>(labels: &'a Labels, curves: Vec<Curve<'a>>, size: Size) -> CurveSubject<'a> {
        CurveSubject {
            chart: "pool",
            labels,
            about: "x",
            curves,
            axes: ["People".to_owned(), "Moves by".to_owned()],
            figures: [Figures::counts(), Figures::per_cent()],
            limit: 5.0,
            findings: vec!["It falls".to_owned()],
            subtitle: String::new(),
            notes: Vec::new(),
            size,
        }
    }

    #[test]
    fn every_curve_is_drawn_and_named_and_meets_its_line() {
        let labels = labels();
        let points = |scale: f64| {
            (0..20).map(|i| 1_000.0 * libm::pow(1.5, f64::from(i))).map(|n| (n, scale / n.sqrt())).collect()
        };
        let all = vec![
            Curve { name: "Hips", points: points(1_000.0), meets: Some(40_000.0) },
            Curve { name: "Rare", points: points(90_000.0), meets: None },
        ];
        for size in [Size::WEB, Size::PHONE] {
            let drawn = curves(&subject(&labels, all.clone(), size)).unwrap();
            assert!(drawn.svg.contains(">Hips<") && drawn.svg.contains(">Rare<"), "{}", drawn.svg);
            assert_eq!(drawn.svg.matches("<polyline").count(), 2);
            assert!(drawn.alt.contains("Hips goes below the line at 40,000") && drawn.alt.contains("Rare does not"));
        }
    }

    #[test]
    fn what_has_no_two_sizes_is_not_drawn() {
        let labels = labels();
        let one = vec![Curve { name: "Hips", points: vec![(1.0, 2.0)], meets: None }];
        assert!(curves(&subject(&labels, one, Size::WEB)).unwrap_err().reason.contains("two sizes"));
        let zero = vec![Curve { name: "Hips", points: vec![(1.0, 0.0), (2.0, 0.0)], meets: None }];
        assert!(curves(&subject(&labels, zero, Size::WEB)).is_err());
    }
}
