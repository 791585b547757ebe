//! Every area as a dot on one line, dots that would touch stacked: a beeswarm.

use super::shared::{Ranking, extremes, missing_highlight, ranked_data};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, Rect};
use crate::labels::subtitle;
use crate::names::fitted as fitted_name;
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said};
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

/// Least height of the plot with its axes.
const HEIGHT: f64 = 250.0;
/// Room for the label of the line above, and for ticks and unit below.
const ABOVE: f64 = 20.0;
const BELOW: f64 = 44.0;
/// Areas named at either end.
const ENDS: usize = 3;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let ranking = Ranking::of(subject);
    if ranking.shown.len() < 2 {
        return Err(NotDrawn::because("fewer than two areas have a rate, so there is no spread to show"));
    }
    let range = fitted(ranking.shown.iter().map(|s| s.value).chain(ranking.overall));
    let words = words(subject, &ranking, range);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let outer = frame.plot;
    let plot = Rect::new(outer.x0 + 6.0, outer.y0 + ABOVE, outer.x1 - 6.0, outer.y1 - BELOW);
    let x = Scale::linear(range, (plot.x0 + 10.0, plot.x1 - 10.0));
    axis(&mut frame, &ranking, &plot, &x, subject.size.width);
    overall(&mut frame, &ranking, &plot, &x);
    let xs: Vec<f64> = ranking.shown.iter().map(|s| x.at(s.value)).collect();
    // As large as the heap leaves room for.
    let fits = |r: &f64| stacked(&xs, *r, &plot).1;
    let radius = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0].into_iter().find(fits).unwrap_or(3.0);
    let (at, _) = stacked(&xs, radius, &plot);
    dots(&mut frame, subject, &ranking, &at, radius);
    label(&mut frame, subject, &ranking, &at, &plot, radius);
    Ok(frame.finish(ranked_data(&ranking)))
}

fn words(subject: &Subject, ranking: &Ranking, range: (f64, f64)) -> Words {
    let mut notes =
        vec!["Each dot is an area; dots that would touch are stacked. Part of the spread is chance.".to_owned()];
    notes.extend(said(range));
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

/// Centres of dots at these places, ascending: as near to the base as dots before leave room; where the heap is too
/// high for the plot, dots overlap evenly, and the second part is `false`.
fn stacked(xs: &[f64], radius: f64, plot: &Rect) -> (Vec<Point>, bool) {
    let (apart, mut levels) = (2.0 * radius + 0.5, Vec::<f64>::new());
    let level: Vec<usize> = xs
        .iter()
        .map(|x| {
            let free = levels.iter().position(|last| x - last >= apart).unwrap_or(levels.len());
            match levels.get_mut(free) {
                Some(last) => *last = *x,
                None => levels.push(*x),
            }
            free
        })
        .collect();
    let room = plot.y1 - plot.y0 - 2.0 * radius - 30.0;
    let step = apart.min(room / (levels.len() as f64).max(1.0));
    let at = xs.iter().zip(level).map(|(x, k)| (*x, plot.y1 - radius - 3.0 - k as f64 * step)).collect();
    // A third is left for names.
    (at, levels.len() as f64 * apart <= 0.66 * room)
}

fn axis(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, canvas: f64) {
    let ticks = x.ticks(if plot.x1 - plot.x0 > 400.0 { 8 } else { 4 });
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

fn overall(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale) {
    let Some(rate) = ranking.overall else { return };
    let label = format!("{}: {}", capitalised(ranking.whole), ranking.figures.value(rate));
    let half = width(&label, theme::LABEL, Weight::Bold) / 2.0;
    let at = x.at(rate);
    let centre = at.clamp(plot.x0 + half, (plot.x1 - half).max(plot.x0 + half));
    frame.svg.line((at, plot.y0), (at, plot.y1), Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL));
    let text = Text::label((centre, plot.y0 - 6.0), &label, Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, ..text });
}

/// Names the ends and the highlighted area.
fn label(frame: &mut Frame, subject: &Subject, ranking: &Ranking, at: &[Point], plot: &Rect, radius: f64) {
    let n = at.len();
    let mut placer = Placer::new(Rect::new(plot.x0 - 4.0, plot.y0 + 2.0, plot.x1 + 4.0, plot.y1 - 1.0));
    at.iter().for_each(|p| placer.keep_visible(Rect::around(*p, radius)));
    if let Some(rate) = ranking.overall {
        let x = Scale::linear(
            fitted(ranking.shown.iter().map(|s| s.value).chain(ranking.overall)),
            (plot.x0 + 10.0, plot.x1 - 10.0),
        );
        placer.keep_line(Rect::new(x.at(rate) - 1.5, plot.y0, x.at(rate) + 1.5, plot.y1));
    }
    let chosen = (0..n).filter(|i| subject.highlight == Some(&*ranking.shown[*i].area.area));
    // Nobody is chosen among equals.
    let alone =
        |i: &usize| ranking.shown.iter().filter(|s| s.value.total_cmp(&ranking.shown[*i].value).is_eq()).count() == 1;
    let ends = (0..n.min(ENDS)).chain(n.saturating_sub(ENDS).max(n.min(ENDS))..n).filter(alone);
    let mut done = Vec::new();
    for i in chosen.chain(ends) {
        if done.contains(&i) {
            continue;
        }
        let bold = done.is_empty() && subject.highlight == Some(&*ranking.shown[i].area.area);
        let weight = if bold { Weight::Bold } else { Weight::Regular };
        let most = (plot.x1 - plot.x0) * 0.5;
        let name = fitted_name(ranking.name(&ranking.shown[i]), weight, most);
        let text = format!("{name} {}", ranking.figures.value(ranking.shown[i].value));
        placer.place(&Wanted { text, weight, at: at[i], radius, led: true }, true);
        done.push(i);
    }
    placer.draw(&mut frame.svg);
}
