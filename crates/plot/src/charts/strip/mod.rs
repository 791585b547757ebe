//! Every area as a dot on one line, dots that would touch stacked: a beeswarm.

mod few;
mod heap;
mod names;
mod stairs;

use super::shared::{Ranking, extremes, missing_highlight, not_shown, ranked_data};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, Rect};
use crate::labels::subtitle;
use crate::place::Placer;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said, ticks};
use heap::Heap;
use unwarranted_core::text::capitalised;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "strip",
    title: "Strip of the areas",
    about: "Every area as a dot at its rate; dots that would touch are stacked, so that the heap shows how many areas are \
            alike. The dashed line is the rate of all areas together.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight, Shows::Intervals, Shows::Chance],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Most height of the heap, on a screen and where the canvas does not grow.
const HEAP: f64 = 240.0;
const HEAP_CARD: f64 = 120.0;
/// Room for the label of the line above, and for ticks and unit below.
const ABOVE: f64 = 20.0;
const BELOW: f64 = 44.0;
/// Space beside the plot, and beside its dots within it.
const EDGE: f64 = 6.0;
const INNER: f64 = 10.0;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let ranking = Ranking::of(subject);
    if ranking.shown.len() < 2 {
        return Err(NotDrawn::because("fewer than two areas have a rate, so there is no spread to show"));
    }
    let range = fitted(ranking.shown.iter().map(|s| s.value).chain(ranking.overall));
    let words = words(subject, &ranking, range);
    let (left, right) = (subject.size.margin() + EDGE, subject.size.width - subject.size.margin() - EDGE);
    let x = Scale::linear(range, (left + INNER, right - INNER));
    let heap = |most: f64| Heap::of(ranking.shown.iter().map(|s| x.at(s.value)).collect(), most);
    let most = if subject.size.grows() { HEAP } else { HEAP_CARD };
    let few = few::Names::of(subject, &ranking, &x, (left - 4.0, right + 4.0));
    // Over the label of the line a name may stand on both sides of it.
    let above = few
        .as_ref()
        .map_or_else(|| names::height(subject, &ranking, right - left) + ABOVE + names::LINE, few::Names::height);
    let needed = heap(most).height().min(most) + above;
    let mut frame = Frame::snug(subject, CHART.id, &words, needed + BELOW);
    let heap = heap(frame.plot.y1 - frame.plot.y0 - BELOW - above);
    // On paper and cards a low heap stands in the middle of what is left.
    let spare = ((frame.plot.y1 - frame.plot.y0 - BELOW - above - heap.height()) / 2.0).max(0.0);
    let outer = Rect::new(left, frame.plot.y0 + spare, right, frame.plot.y1 - BELOW - spare);
    let at = heap.centres(&outer, outer.y1 - outer.y0 - above);
    let canvas = subject.size.width;
    if let Some(few) = few {
        axis(&mut frame, &ranking, &outer, &x, range, canvas);
        few.lines(&mut frame, &outer, &heap, &at);
        dots(&mut frame, subject, &ranking, &at, heap.radius);
        few.draw(&mut frame, &outer, &heap);
    } else {
        let plot = Rect { y0: outer.y0 + ABOVE + names::LINE, ..outer };
        axis(&mut frame, &ranking, &plot, &x, range, canvas);
        let mut placer = Placer::new(Rect::new(plot.x0 - 4.0, outer.y0 + 2.0, plot.x1 + 4.0, plot.y1 - 1.0));
        overall(&mut frame, &ranking, &plot, &x, &mut placer);
        at.iter().for_each(|p| placer.keep_visible(Rect::around(*p, heap.radius)));
        names::place(&mut placer, subject, &ranking, &at, heap.radius, &plot);
        // Dots that are stacked over one that is named cover its leader line.
        placer.draw_leaders(&mut frame.svg);
        dots(&mut frame, subject, &ranking, &at, heap.radius);
        placer.draw_labels(&mut frame.svg);
    }
    Ok(frame.finish(ranked_data(&ranking)))
}

fn words(subject: &Subject, ranking: &Ranking, range: (f64, f64)) -> Words {
    let mut notes =
        vec!["Each dot is an area; dots that would touch are stacked. Part of the spread is chance.".to_owned()];
    notes.extend(said(range));
    notes.extend(not_shown(subject.findings));
    notes.extend(missing_highlight(subject));
    let figures = &ranking.figures;
    let (low, high) = (&ranking.shown[0], &ranking.shown[ranking.shown.len() - 1]);
    Words {
        findings: extremes(subject.findings, ranking),
        subtitle: subtitle(
            &ranking.unit,
            &subject.labels.areas_counted(ranking.shown.len()),
            &subject.findings.when(),
            subject.labels,
        ),
        notes,
        alt: format!(
            "One dot for each of {}. Lowest: {} {}. Highest: {} {}.",
            subject.labels.areas_counted(ranking.shown.len()),
            ranking.name(low),
            figures.value(low.value),
            ranking.name(high),
            figures.value(high.value)
        ),
    }
}

/// The dots, the highlighted one above the others.
fn dots(frame: &mut Frame, subject: &Subject, ranking: &Ranking, at: &[Point], radius: f64) {
    frame.svg.open("areas");
    for pass in [false, true] {
        for (shown, at) in ranking.shown.iter().zip(at) {
            let chosen = subject.highlight == Some(&*shown.area.area);
            let (shape, colour) = if chosen { (Shape::Diamond, theme::HIGHLIGHT) } else { (Shape::Dot, theme::FOCUS) };
            if chosen == pass {
                let radius = if chosen { radius + 1.0 } else { radius };
                frame.svg.mark(shape, *at, radius, colour, &ranking.tooltip(shown));
            }
        }
    }
    frame.svg.close();
}

fn axis(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, range: (f64, f64), canvas: f64) {
    let ticks = ticks(x, range, if plot.x1 - plot.x0 > 400.0 { 8 } else { 5 });
    let labels = ranking.figures.ticks(&ticks);
    for tick in &ticks {
        frame.svg.line((x.at(*tick), plot.y0), (x.at(*tick), plot.y1), Stroke::solid(theme::GRID, 1.0));
    }
    axes::base_line(&mut frame.svg, plot);
    axes::bottom_ticks(&mut frame.svg, plot, x, &ticks, &labels, canvas);
    if !ranking.figures.tell_unit() {
        let unit = fit(&capitalised(&ranking.unit), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &unit, Anchor::Start));
    }
}

/// The line of all areas together.
fn overall_stroke() -> Stroke {
    Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL)
}

/// Their rate and what is said of it.
fn overall_label(ranking: &Ranking) -> Option<(f64, String)> {
    let rate = ranking.overall?;
    Some((rate, format!("{}: {}", capitalised(ranking.whole), ranking.figures.value(rate))))
}

fn overall(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, placer: &mut Placer) {
    let Some((rate, label)) = overall_label(ranking) else { return };
    let half = width(&label, theme::LABEL, Weight::Bold) / 2.0;
    let at = x.at(rate);
    let centre = at.clamp(plot.x0 + half, (plot.x1 - half).max(plot.x0 + half));
    frame.svg.line((at, plot.y0), (at, plot.y1), overall_stroke());
    let text = Text::label((centre, plot.y0 - 6.0), &label, Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, ..text });
    placer.keep_clear(Rect::of_text(centre - half, plot.y0 - 6.0, 2.0 * half, theme::LABEL));
    placer.keep_side(Rect::new(at - 1.5, plot.y0, at + 1.5, plot.y1));
}
