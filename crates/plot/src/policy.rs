//! Areas in rows by the policy that they hold, each a dot at its rate. Not in the list of charts, which are drawn from findings
//! alone.

use crate::axes;
use crate::chart::Drawing;
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::{Point, Rect};
use crate::labels::{Labels, subtitle};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme::{self, Size};
use crate::upright::{fitted, said};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};

/// What is drawn.
#[derive(Debug)]
pub struct PolicySubject<'a> {
    /// The slice.
    pub findings: &'a SliceFindings,
    /// Its words.
    pub labels: &'a Labels,
    /// What the policy is about.
    pub policy: &'a str,
    /// The rows, from above.
    pub rows: &'a [PolicyRowOf<'a>],
    /// The finding, from the fullest wording to the shortest.
    pub headlines: Vec<String>,
    /// Code of an area to highlight.
    pub highlight: Option<&'a str>,
    /// Width of the drawing.
    pub size: Size,
}

/// Areas that hold the same policy.
#[derive(Debug)]
pub struct PolicyRowOf<'a> {
    /// The policy, with how many areas hold it.
    pub name: String,
    /// The policy alone; `None` where nothing is known.
    pub value: Option<&'a str>,
    /// The areas; those without a rate are passed over.
    pub areas: Vec<&'a AreaFinding>,
    /// Mean of their rates.
    pub mean: Option<f64>,
}

const ROW: f64 = 74.0;
/// Room for the name of a row above its dots.
const NAME: f64 = 20.0;
const ABOVE: f64 = 20.0;
const BELOW: f64 = 44.0;
const RADIUS: f64 = 4.5;

/// The drawing.
#[must_use]
pub fn policy(subject: &PolicySubject) -> Drawing {
    let figures = Figures::of(subject.findings, &subject.labels.unit);
    let rates = || subject.rows.iter().flat_map(|row| &row.areas).filter_map(|area| area.rate);
    let range = fitted(rates().chain(subject.findings.rate));
    let words = words(subject, &figures, range);
    let about = format!("{}-{}-{}", subject.policy, subject.findings.treatment, subject.findings.period);
    let (labels, size) = (subject.labels, subject.size);
    let setting = Setting { labels, measure: &labels.measure, about: &about, until: "", snug: true, size };
    let rows = subject.rows.len() as f64;
    let mut frame = Frame::set(&setting, "policy", &words, ABOVE + rows * ROW + BELOW);
    let outer = frame.plot;
    let plot = Rect::new(outer.x0 + 6.0, outer.y0 + ABOVE, outer.x1 - 6.0, outer.y0 + ABOVE + rows * ROW);
    let x = Scale::linear(range, (plot.x0 + 10.0, plot.x1 - 10.0));
    axis(&mut frame, subject, &figures, &plot, &x);
    overall(&mut frame, subject, &figures, &plot, &x);
    for (at, row) in subject.rows.iter().enumerate() {
        let top = plot.y0 + at as f64 * ROW;
        one_row(&mut frame, subject, &figures, row, &Rect::new(plot.x0, top, plot.x1, top + ROW), &x);
    }
    frame.finish(data(subject))
}

fn words(subject: &PolicySubject, figures: &Figures, range: (f64, f64)) -> Words {
    let n = subject.rows.iter().flat_map(|row| &row.areas).filter(|area| area.rate.is_some()).count();
    let labels = subject.labels;
    let unit = if subject.findings.in_per_cent() { "per cent".to_owned() } else { labels.unit.to_string() };
    let set = subtitle(&unit, &labels.areas_counted(n), &subject.findings.when(), labels);
    let mut notes = vec!["Each dot is an area; the upright line is the mean of the areas in its row.".to_owned()];
    notes.extend(said(range));
    let rows: Vec<String> = subject.rows.iter().map(|row| row.name.clone() + &averaged(row, figures)).collect();
    let alt = format!("One dot for each area at its rate, in a row for each policy. {}.", rows.join(". "));
    Words { findings: subject.headlines.clone(), subtitle: format!("{set}. {}", subject.policy), notes, alt }
}

fn axis(frame: &mut Frame, subject: &PolicySubject, figures: &Figures, plot: &Rect, x: &Scale) {
    let ticks = x.ticks(if plot.x1 - plot.x0 > 400.0 { 8 } else { 4 });
    let labels = figures.ticks(&ticks);
    for tick in &ticks {
        frame.svg.line((x.at(*tick), plot.y0), (x.at(*tick), plot.y1), Stroke::solid(theme::GRID, 1.0));
    }
    axes::base_line(&mut frame.svg, plot);
    axes::bottom_ticks(&mut frame.svg, plot, x, &ticks, &labels, subject.size.width);
    if !figures.tell_unit() {
        let unit = capitalised(&subject.labels.unit.to_string());
        let unit = fit(&unit, theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &unit, Anchor::Start));
    }
}

fn overall(frame: &mut Frame, subject: &PolicySubject, figures: &Figures, plot: &Rect, x: &Scale) {
    let Some(rate) = subject.findings.rate else { return };
    let label = format!("{}: {}", capitalised(subject.findings.whole()), figures.value(rate));
    let half = width(&label, theme::LABEL, Weight::Bold) / 2.0;
    let at = x.at(rate);
    let centre = at.clamp(plot.x0 + half, (plot.x1 - half).max(plot.x0 + half));
    // The names of the rows stand clear of it.
    for row in 0..subject.rows.len() {
        let top = plot.y0 + row as f64 * ROW;
        frame.svg.line((at, top + NAME), (at, top + ROW), Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL));
    }
    let text = Text::label((centre, plot.y0 - 6.0), &label, Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, ..text });
}

fn one_row(frame: &mut Frame, subject: &PolicySubject, figures: &Figures, row: &PolicyRowOf, place: &Rect, x: &Scale) {
    let mean = averaged(row, figures);
    let most = place.x1 - place.x0 - width(&mean, theme::LABEL, Weight::Bold) - 4.0;
    let name = fit(&row.name, theme::LABEL, Weight::Bold, most) + &mean;
    let text = Text::label((place.x0, place.y0 + 14.0), &name, Anchor::Start);
    frame.svg.text(Text { weight: Weight::Bold, colour: theme::INK, ..text });
    let middle = (place.y0 + NAME + place.y1 - 4.0) / 2.0;
    if let Some(mean) = row.mean.filter(|_| row.areas.len() > 1) {
        let at = x.at(mean);
        frame.svg.line((at, place.y0 + NAME), (at, place.y1 - 4.0), Stroke::solid(theme::INK, 3.0));
    }
    let shown: Vec<(&AreaFinding, f64)> = row.areas.iter().filter_map(|area| Some((*area, area.rate?))).collect();
    let at = swarm(&shown.iter().map(|(_, rate)| x.at(*rate)).collect::<Vec<f64>>(), middle, place);
    frame.svg.open("areas");
    for pass in [false, true] {
        for ((area, rate), at) in shown.iter().zip(&at).filter(|((area, _), _)| is_chosen(subject, area) == pass) {
            let (shape, colour) = match (pass, row.value) {
                (true, _) => (Shape::Diamond, theme::HIGHLIGHT),
                (false, Some(_)) => (Shape::Dot, theme::FOCUS),
                (false, None) => (Shape::Ring, theme::REST),
            };
            let name = area.name.as_deref().unwrap_or(&area.area);
            frame.svg.mark(shape, *at, RADIUS, colour, &format!("{name}: {}", figures.value(*rate)));
        }
    }
    frame.svg.close();
}

/// What the areas of a row have, as it follows their number.
fn averaged(row: &PolicyRowOf, figures: &Figures) -> String {
    let how = if row.areas.len() > 1 { "on average " } else { "" };
    row.mean.map(|mean| format!(", {how}{}", figures.value(mean))).unwrap_or_default()
}

fn is_chosen(subject: &PolicySubject, area: &AreaFinding) -> bool {
    subject.highlight == Some(&*area.area)
}

/// Centres of dots at these places, in their order: as near to the middle as their neighbours leave room, above and below in
/// turn; closer together where they would leave the row.
fn swarm(xs: &[f64], middle: f64, place: &Rect) -> Vec<Point> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|a, b| xs[*a].total_cmp(&xs[*b]));
    let (apart, mut last) = (2.0 * RADIUS + 0.5, Vec::<f64>::new());
    let mut level = vec![0_usize; xs.len()];
    for i in order {
        let free = last.iter().position(|x| xs[i] - x >= apart).unwrap_or(last.len());
        match last.get_mut(free) {
            Some(x) => *x = xs[i],
            None => last.push(xs[i]),
        }
        level[i] = free;
    }
    let half = (place.y1 - place.y0 - NAME) / 2.0 - RADIUS - 3.0;
    let step = apart.min(half / (last.len() as f64 / 2.0).floor().max(1.0));
    let offset = |level: usize| {
        let size = level.div_ceil(2) as f64 * step;
        if level % 2 == 1 { -size } else { size }
    };
    xs.iter().zip(level).map(|(x, level)| (*x, middle + offset(level))).collect()
}

fn data(subject: &PolicySubject) -> Data {
    let mut data = Data::new(&["policy", "value", "area", "name", "rate"]);
    for row in subject.rows {
        for area in &row.areas {
            data.push([
                subject.policy.into(),
                row.value.into(),
                (&*area.area).into(),
                area.name.as_deref().into(),
                area.rate.into(),
            ]);
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_keep_their_place_and_stay_in_their_row() {
        let place = Rect::new(0.0, 100.0, 300.0, 100.0 + ROW);
        let xs: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 50)).collect();
        let at = swarm(&xs, 145.0, &place);
        assert!(at.iter().zip(&xs).all(|(p, x)| (p.0 - x).abs() < 1e-12));
        assert!(at.iter().all(|p| p.1 - RADIUS > place.y0 + NAME - 1.0 && p.1 + RADIUS < place.y1), "{at:?}");
        let few = swarm(&[10.0, 12.0, 40.0], 145.0, &place);
        assert!((few[0].1 - few[1].1).abs() >= 2.0 * RADIUS && (few[2].1 - 145.0).abs() < 1e-12, "{few:?}");
    }
}
