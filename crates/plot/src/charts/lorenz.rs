//! How much of everything is recorded in how many of the people: the Lorenz curve over areas.

use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::font::{Weight, wrap};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, Rect};
use crate::labels::subtitle;
use crate::names::Names;
use crate::numbers::share;
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use unwarranted_core::{AreaFinding, Kind};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "lorenz",
    title: "Concentration",
    about: "Areas from the lowest to the highest rate: across, the share of all people who live in them; upwards, the share of \
            all that is recorded. On the straight line every area has the same rate; the deeper the curve, the more is recorded \
            in few places.",
    about_intervals: None,
    shows: &[Shows::Names, Shows::Unit, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

const HEIGHT: f64 = 300.0;

/// One area on the curve: shares of people and of what is recorded, up to and with it.
struct Step<'a> {
    area: &'a AreaFinding,
    people: f64,
    recorded: f64,
}

/// The curve; why there is none.
fn steps<'a>(subject: &Subject<'a>) -> Result<Vec<Step<'a>>, NotDrawn> {
    let mut areas: Vec<(&AreaFinding, f64)> = subject
        .findings
        .areas
        .iter()
        .filter_map(|a| Some((a, a.denominator.or(a.expected).filter(|d| d.is_finite() && *d > 0.0)?)))
        .filter(|(a, _)| a.observed.is_finite())
        .collect();
    if areas.iter().any(|(a, _)| a.observed < 0.0) {
        return Err(NotDrawn::because(
            "some areas have amounts below zero, so that shares of the whole have no meaning",
        ));
    }
    let (people, recorded) = areas.iter().fold((0.0, 0.0), |(p, r), (a, d)| (p + d, r + a.observed));
    if areas.len() < 2 || recorded <= 0.0 {
        return Err(NotDrawn::because(
            "nothing is recorded, or in fewer than two areas, so that there are no shares of it",
        ));
    }
    areas.sort_by(|a, b| (a.0.observed / a.1).total_cmp(&(b.0.observed / b.1)).then_with(|| a.0.area.cmp(&b.0.area)));
    let mut sums = (0.0, 0.0);
    let step = |(area, d): (&'a AreaFinding, f64)| {
        sums = (sums.0 + d, sums.1 + area.observed);
        Step { area, people: sums.0 / people, recorded: sums.1 / recorded }
    };
    Ok(areas.into_iter().map(step).collect())
}

/// Share recorded below a share of the people, along the curve.
fn below(steps: &[Step], people: f64) -> f64 {
    let mut before = (0.0, 0.0);
    for s in steps {
        if s.people >= people {
            let part = (people - before.0) / (s.people - before.0).max(f64::MIN_POSITIVE);
            return before.1 + part * (s.recorded - before.1);
        }
        before = (s.people, s.recorded);
    }
    1.0
}

/// Share of the people, at the top, who live where half is recorded.
fn half(steps: &[Step]) -> f64 {
    let mut before = (0.0, 0.0);
    for s in steps {
        if s.recorded >= 0.5 {
            let part = (0.5 - before.1) / (s.recorded - before.1).max(f64::MIN_POSITIVE);
            return 1.0 - (before.0 + part * (s.people - before.0));
        }
        before = (s.people, s.recorded);
    }
    0.0
}

/// What shares are of across: the denominators by their name, or what is expected.
fn people(subject: &Subject) -> String {
    let counted = subject.findings.areas.iter().any(|a| a.denominator.is_some());
    match (subject.labels.unit.denominator(), subject.findings.kind) {
        _ if !counted => "what is expected".to_owned(),
        (Some(named), _) => named,
        (None, Kind::Share) => "the denominator".to_owned(),
        (None, _) => "people".to_owned(),
    }
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let steps = steps(subject)?;
    let people = &*people(subject);
    let (fifth, half) = (1.0 - below(&steps, 0.8), half(&steps));
    let words = words(subject, &steps, people, fifth, half);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let outer = frame.plot;
    let ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
    let labels: Vec<String> = ticks.iter().map(|t| share(*t)).collect();
    let left = outer.x0 + axes::widest(&labels) + 8.0;
    let title = format!("Share of {people}, areas from the lowest to the highest rate");
    let title = wrap(&title, theme::LABEL, Weight::Regular, outer.x1 - left - 10.0);
    let below = 27.0 + 15.0 * title.len() as f64;
    let plot = Rect::new(left, outer.y0 + 24.0, outer.x1 - 10.0, outer.y1 - below);
    let (x, y) = (Scale::linear((0.0, 1.0), (plot.x0, plot.x1)), Scale::linear((0.0, 1.0), (plot.y1, plot.y0)));
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    axes::base_line(&mut frame.svg, &plot);
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &ticks, &labels, subject.size.width);
    frame.svg.text(Text::label((outer.x0, plot.y0 - 12.0), "Share of all that is recorded", Anchor::Start));
    for (k, line) in title.iter().enumerate() {
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0 + 15.0 * k as f64), line, Anchor::Start));
    }
    curve(&mut frame, subject, &steps, &plot, [&x, &y], half);
    Ok(frame.finish(data(&steps)))
}

fn words(subject: &Subject, steps: &[Step], people: &str, fifth: f64, half: f64) -> Words {
    let whole = subject.findings.whole();
    let lead =
        format!("the fifth of {people} in the areas with the highest rates has {} of what is recorded", share(fifth));
    let mut notes = vec![format!(
        "Straight line: every area at the rate of {whole}. Half of all is recorded among {} of {people}. Part of the distance \
         between curve and line is chance, most of all where numbers are small.",
        share(half)
    )];
    notes.extend(super::shared::not_shown(subject.findings));
    notes.extend(super::shared::missing_highlight(subject));
    Words {
        findings: vec![lead, format!("the highest fifth has {} of what is recorded", share(fifth))],
        subtitle: subtitle(
            &format!("share of all that is recorded against share of {people}"),
            &subject.labels.areas_counted(steps.len()),
            &subject.findings.when(),
            subject.labels,
        ),
        notes,
        alt: format!(
            "A curve over {} areas from the lowest to the highest rate. The lower half of {people} has {}, the highest fifth {}.",
            crate::numbers::count(steps.len()),
            share(below(steps, 0.5)),
            share(fifth)
        ),
    }
}

fn curve(frame: &mut Frame, subject: &Subject, steps: &[Step], plot: &Rect, [x, y]: [&Scale; 2], half: f64) {
    let at = |s: &Step| (x.at(s.people), y.at(s.recorded));
    let line: Vec<Point> = std::iter::once((plot.x0, plot.y1)).chain(steps.iter().map(at)).collect();
    frame.svg.open("curve");
    let mut area = line.clone();
    area.push((plot.x0, plot.y1));
    frame.svg.polygon(&area, theme::BAND);
    let even = ((plot.x0, plot.y1), (plot.x1, plot.y0));
    frame.svg.line(even.0, even.1, Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL));
    frame.svg.polyline(&line, Stroke::solid(theme::FOCUS, 2.5));
    frame.svg.close();
    let mut placer = Placer::new(Rect::new(plot.x0 + 2.0, plot.y0, plot.x1, plot.y1 - 2.0));
    // The lines in short pieces, as boxes that no label covers.
    for (a, b) in line.windows(2).map(|w| (w[0], w[1])).chain([even]) {
        for k in 0..40 {
            let t = f64::from(k) / 40.0;
            placer.keep_line(Rect::around((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t), 2.0));
        }
    }
    let names = Names::of(&subject.findings.areas);
    let mark = (x.at(1.0 - half), y.at(0.5));
    frame.svg.mark(Shape::Dot, mark, 4.0, theme::FOCUS, "half of all that is recorded");
    let text = format!("Half is among {}", share(half));
    placer.place(&Wanted { text, weight: Weight::Bold, at: mark, radius: 4.0, led: true }, false);
    if let Some(s) = steps.iter().find(|s| subject.highlight == Some(&*s.area.area)) {
        frame.svg.mark(Shape::Diamond, at(s), 4.5, theme::HIGHLIGHT, names.get(&s.area.area));
        let text = crate::names::fitted(names.get(&s.area.area), Weight::Bold, (plot.x1 - plot.x0) * 0.5);
        placer.place(&Wanted { text, weight: Weight::Bold, at: at(s), radius: 4.5, led: true }, false);
    }
    let middle = ((plot.x0 * 2.0 + plot.x1) / 3.0, (plot.y1 * 2.0 + plot.y0) / 3.0);
    let text = "All areas alike".to_owned();
    placer.place(&Wanted { text, weight: Weight::Regular, at: middle, radius: 2.0, led: false }, false);
    placer.draw(&mut frame.svg);
}

fn data(steps: &[Step]) -> Data {
    let mut data = Data::new(&["area", "name", "observed", "share_of_people", "share_of_recorded"]);
    for s in steps {
        let name = s.area.name.as_deref();
        data.push([(&*s.area.area).into(), name.into(), s.area.observed.into(), s.people.into(), s.recorded.into()]);
    }
    data
}
