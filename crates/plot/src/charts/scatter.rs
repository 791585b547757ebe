//! Two treatments against each other, or a rate against the size of the area, with the areas far out named.

use super::shared::{missing_highlight, usable};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::{Point, Rect};
use crate::names::{Names, fitted as fitted_name};
use crate::numbers::count;
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said, upright};
use unwarranted_core::AreaFinding;
use unwarranted_core::text::capitalised;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "scatter",
    title: "Two figures of each area",
    about: "Each area as a dot: across its rate in the first of two treatments, upwards in the second. Where there is one treatment \
            its rate stands against the number of people. Dashed lines are all areas together; those farthest out are named.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

const HEIGHT: f64 = 320.0;
/// Areas named, at most.
const NAMED: usize = 6;

/// One axis: what it shows and how.
struct Axis {
    name: String,
    overall: Option<f64>,
    figures: Figures,
}

struct Dot<'a> {
    area: &'a AreaFinding,
    x: f64,
    y: f64,
}

/// Rates of a treatment, ratios where it has none.
fn axis(m: &Measure, named: bool) -> Axis {
    let rates = m.findings.areas.iter().any(|a| a.rate.is_some());
    let unit = if rates { m.labels.unit.to_string() } else { "observed divided by expected".to_owned() };
    let name = if named { format!("{}: {unit}", m.labels.measure) } else { capitalised(&unit) };
    let figures = if rates { Figures::of(m.findings, &m.labels.unit) } else { Figures::ratios() };
    Axis { name, overall: if rates { m.findings.rate } else { Some(1.0) }, figures }
}

fn value(m: &Measure, area: &AreaFinding) -> Option<f64> {
    let rates = m.findings.areas.iter().any(|a| a.rate.is_some());
    usable(if rates { area.rate } else { area.ratio })
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let own = Measure { findings: subject.findings, labels: subject.labels };
    let other = subject.beside.measures.iter().find(|m| m.findings.treatment != own.findings.treatment);
    let (axes, dots) = match other {
        Some(other) => {
            let find = |a: &AreaFinding| other.findings.areas.iter().find(|b| b.area == a.area);
            let dot = |area| Some(Dot { area, x: value(&own, area)?, y: value(other, find(area)?)? });
            ([axis(&own, true), axis(other, true)], own.findings.areas.iter().filter_map(dot).collect::<Vec<_>>())
        }
        None => {
            let size = Axis {
                name: "Denominator: people, or what the rate is of".to_owned(),
                overall: None,
                figures: Figures::plain(),
            };
            let dot = |area| Some(Dot { area, x: usable(area.denominator.or(area.expected))?, y: value(&own, area)? });
            ([size, axis(&own, false)], own.findings.areas.iter().filter_map(dot).collect())
        }
    };
    if dots.len() < 3 {
        return Err(NotDrawn::because("fewer than three areas have both figures"));
    }
    let ranges = [
        fitted(dots.iter().map(|d| d.x).chain(axes[0].overall)),
        fitted(dots.iter().map(|d| d.y).chain(axes[1].overall)),
    ];
    let words = words(subject, other, &axes, &dots, ranges);
    let about = format!("{}-{}", subject.findings.treatment, subject.findings.period);
    let until = subject.until();
    let measure = if other.is_some() { "" } else { &subject.labels.measure };
    let setting =
        Setting { labels: subject.labels, measure, about: &about, until: &until, snug: false, size: subject.size };
    let mut frame = Frame::set(&setting, CHART.id, &words, HEIGHT);
    body(&mut frame, subject, &axes, &dots, ranges);
    Ok(frame.finish(data(&dots)))
}

fn body(frame: &mut Frame, subject: &Subject, axes_: &[Axis; 2], dots: &[Dot], ranges: [(f64, f64); 2]) {
    let room = upright(frame, ranges[1], &axes_[1].figures, &axes_[1].name, [10.0, 42.0]);
    let plot = Rect::new(room.plot.x0, room.plot.y0, room.plot.x1, room.plot.y1);
    let x = Scale::linear(ranges[0], (plot.x0 + 6.0, plot.x1 - 6.0));
    let ticks = x.ticks(if subject.size.is_narrow() { 4 } else { 7 });
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &ticks, &axes_[0].figures.ticks(&ticks), subject.size.width);
    let name = fit(&format!("{} \u{2192}", axes_[0].name), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
    frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &name, Anchor::Start));
    let stroke = Stroke::dashed(theme::INK, 1.0, theme::DASH_NATIONAL);
    if let Some(v) = axes_[0].overall {
        frame.svg.line((x.at(v), plot.y0), (x.at(v), plot.y1), stroke);
    }
    if let Some(v) = axes_[1].overall {
        frame.svg.line((plot.x0, room.y.at(v)), (plot.x1, room.y.at(v)), stroke);
    }
    let at: Vec<Point> = dots.iter().map(|d| (x.at(d.x), room.y.at(d.y))).collect();
    let named = named(subject, dots, &at);
    let names = Names::of(&subject.findings.areas);
    frame.svg.open("areas");
    for pass in [false, true] {
        for (_, (d, p)) in dots.iter().zip(&at).enumerate().filter(|(i, _)| named.contains(i) == pass) {
            let chosen = subject.highlight == Some(&*d.area.area);
            let (shape, colour) = match (chosen, pass) {
                (true, _) => (Shape::Diamond, theme::HIGHLIGHT),
                (_, true) => (Shape::Dot, theme::FOCUS),
                _ => (Shape::Dot, theme::REST),
            };
            let full = d.area.name.as_deref().unwrap_or(&d.area.area);
            let tip = format!("{full}: {}, {}", axes_[0].figures.value(d.x), axes_[1].figures.value(d.y));
            frame.svg.mark(shape, *p, if pass { 4.0 } else { 3.0 }, colour, &tip);
        }
    }
    frame.svg.close();
    let mut placer = Placer::new(Rect::new(plot.x0 + 1.0, plot.y0, plot.x1 + 8.0, plot.y1 - 1.0));
    for (i, p) in at.iter().enumerate() {
        let mark = Rect::around(*p, 4.0);
        if named.contains(&i) { placer.keep_visible(mark) } else { placer.avoid(mark) }
    }
    if let Some(v) = axes_[0].overall {
        placer.keep_line(Rect::new(x.at(v) - 1.0, plot.y0, x.at(v) + 1.0, plot.y1));
    }
    if let Some(v) = axes_[1].overall {
        placer.keep_line(Rect::new(plot.x0, room.y.at(v) - 1.0, plot.x1, room.y.at(v) + 1.0));
    }
    for i in named {
        let chosen = subject.highlight == Some(&*dots[i].area.area);
        let weight = if chosen { Weight::Bold } else { Weight::Regular };
        let text = fitted_name(names.get(&dots[i].area.area), weight, (plot.x1 - plot.x0) * 0.5);
        placer.place(&Wanted { text, weight, at: at[i], radius: 4.0, led: true }, chosen);
    }
    placer.draw(&mut frame.svg);
}

/// The highlighted area, then those farthest from the middle of the cloud, each direction by its own spread.
fn named(subject: &Subject, dots: &[Dot], at: &[Point]) -> Vec<usize> {
    let n = at.len() as f64;
    let (mx, my) = at.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (sx, sy) = at.iter().fold((0.0, 0.0), |s, p| (s.0 + (p.0 - mx).powi(2) / n, s.1 + (p.1 - my).powi(2) / n));
    let far = |i: &usize| ((at[*i].0 - mx).powi(2) / sx.max(1e-9) + (at[*i].1 - my).powi(2) / sy.max(1e-9)).sqrt();
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.cmp(b)));
    let chosen = (0..at.len()).find(|i| subject.highlight == Some(&*dots[*i].area.area));
    // Two spreads out and more: others are part of the cloud.
    let outer = order.into_iter().filter(|i| far(i) > 2.0).take(NAMED);
    chosen.into_iter().chain(outer.filter(|i| Some(*i) != chosen)).collect()
}

fn words(
    subject: &Subject,
    other: Option<&Measure>,
    axes_: &[Axis; 2],
    dots: &[Dot],
    ranges: [(f64, f64); 2],
) -> Words {
    let whole = subject.findings.whole();
    let above = |v: f64, o: Option<f64>| o.is_some_and(|o| v > o);
    let findings = match other {
        Some(other) => {
            let side = |x: bool, y: bool| {
                dots.iter().filter(|d| above(d.x, axes_[0].overall) == x && above(d.y, axes_[1].overall) == y).count()
            };
            let same = side(true, true) + side(false, false);
            let (a, b) = (&subject.labels.measure, &other.labels.measure);
            vec![
                format!(
                    "{a} and {b}: {} of {} areas lie on the same side of {whole} in both",
                    count(same),
                    count(dots.len())
                ),
                format!("{} of {} areas lie on the same side of {whole} in both", count(same), count(dots.len())),
            ]
        }
        None => {
            let mut sizes: Vec<f64> = dots.iter().map(|d| d.x).collect();
            sizes.sort_by(f64::total_cmp);
            let middle = sizes[sizes.len() / 2];
            let (small, large) = (dots.iter().filter(|d| d.x < middle), dots.iter().filter(|d| d.x >= middle));
            let over = |it: &mut dyn Iterator<Item = &Dot>| it.filter(|d| above(d.y, axes_[1].overall)).count();
            let (small, large) = (over(&mut { small }), over(&mut { large }));
            vec![format!(
                "of the smaller half of areas {} lie above {whole}, of the larger half {}",
                count(small),
                count(large)
            )]
        }
    };
    let mut notes = vec![format!(
        "Upwards: {}. Dashed lines: {whole}. Named: areas far from the cloud. That two figures go together does not say that one makes the other.",
        axes_[1].name
    )];
    notes.extend(
        said((ranges[0].0.max(ranges[1].0), 0.0))
            .map(|_| "Scales fit the figures, and need not start at zero.".to_owned()),
    );
    notes.extend(missing_highlight(subject));
    let areas = subject.labels.areas_counted(dots.len());
    let subtitle = format!("{} against {}, {areas}, {}", axes_[1].name, axes_[0].name, subject.findings.when());
    let (low, high) = dots
        .iter()
        .fold((&dots[0], &dots[0]), |(l, h), d| (if d.y < l.y { d } else { l }, if d.y > h.y { d } else { h }));
    let names = Names::of(&subject.findings.areas);
    let alt = format!(
        "A dot for each of {areas}. Highest: {} {}. Lowest: {} {}.",
        names.get(&high.area.area),
        axes_[1].figures.value(high.y),
        names.get(&low.area.area),
        axes_[1].figures.value(low.y)
    );
    Words { findings, subtitle, notes, alt }
}

fn data(dots: &[Dot]) -> Data {
    let mut data = Data::new(&["area", "name", "x", "y"]);
    for d in dots {
        data.push([(&*d.area.area).into(), d.area.name.as_deref().into(), d.x.into(), d.y.into()]);
    }
    data
}
