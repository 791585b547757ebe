//! A small chart for each area, all on the same scale, with the line of all areas together.

use super::dumbbell::tally;
use super::shared::{Moment, moments, several_periods, time_words};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, width, wrap};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, Rect};
use crate::names::{Names, fitted as fitted_name};
use crate::numbers::count;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "lines",
    title: "A line for each area",
    about: "A small chart for each area, all on one scale; the dashed line in each is that of all areas together. Of many areas \
            those farthest from all areas together are shown.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Most small charts.
const MOST: usize = 24;
/// Height of one, and of the names above it.
const PANEL: f64 = 92.0;
const NAME: f64 = 18.0;
/// Least width of one.
const WIDTH: f64 = 165.0;

/// One area over the moments.
struct Line {
    code: String,
    name: String,
    values: Vec<Option<f64>>,
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let moments = moments(subject, 1);
    if moments.len() < 2 {
        return Err(NotDrawn::because("lines over time need figures in at least two complete periods"));
    }
    let last = &moments[moments.len() - 1];
    let figures = last.figures(subject);
    let (lines, all) = lines(subject, &moments);
    let range = fitted(
        lines.iter().flat_map(|l| l.values.iter().flatten().copied()).chain(moments.iter().filter_map(Moment::overall)),
    );
    let words = words(subject, &moments, &lines, all, range);
    let across = ((subject.size.width - 2.0 * subject.size.margin()) / WIDTH).floor().max(1.0).min(lines.len() as f64);
    let rows = (lines.len() as f64 / across).ceil();
    let mut frame = Frame::snug(subject, CHART.id, &words, rows * PANEL + 30.0);
    let outer = frame.plot;
    let wide = (outer.x1 - outer.x0) / across;
    for (i, line) in lines.iter().enumerate() {
        let (column, row) = ((i as f64) % across, (i as f64 / across).floor());
        let (x0, y0) = (outer.x0 + column * wide, outer.y0 + row * PANEL);
        panel(
            &mut frame,
            subject,
            &moments,
            line,
            &Rect::new(x0, y0, x0 + wide - 14.0, y0 + PANEL - 6.0),
            range,
            &figures,
        );
    }
    let ends = scale(&moments, range, &figures);
    let y = outer.y0 + rows * PANEL + 12.0;
    let lines_of_text = wrap(&ends, theme::LABEL, Weight::Regular, outer.x1 - outer.x0);
    for (k, line) in lines_of_text.iter().take(2).enumerate() {
        frame.svg.text(Text::label((outer.x0, y + k as f64 * 14.0), line, Anchor::Start));
    }
    Ok(frame.finish(data(&moments, &lines)))
}

/// Periods and scale of every small chart.
fn scale(moments: &[Moment], range: (f64, f64), figures: &Figures) -> String {
    let [from, to] = [&moments[0], &moments[moments.len() - 1]].map(|m| m.slice.period.to_string());
    format!(
        "Each from {from} to {to}, on a scale from {} to {}",
        figures.short(range.0.max(0.0).min(range.1)),
        figures.short(range.1)
    )
}

/// The areas to show and how many there are: all of few; of many the highlighted one and those farthest from all together.
fn lines(subject: &Subject, moments: &[Moment]) -> (Vec<Line>, usize) {
    let last = &moments[moments.len() - 1];
    let names = Names::of(&last.slice.areas);
    let overall = last.overall().unwrap_or_default();
    let mut areas: Vec<(&str, f64)> = last.areas().map(|(a, v)| (&*a.area, (v - overall).abs())).collect();
    let all = areas.len();
    let chosen = |code: &str| subject.highlight == Some(code);
    areas.sort_by(|a, b| chosen(b.0).cmp(&chosen(a.0)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(b.0)));
    areas.truncate(MOST);
    let line = |(code, _): &(&str, f64)| Line {
        code: (*code).to_owned(),
        name: names.get(code).to_owned(),
        values: moments.iter().map(|m| m.of(Some(code))).collect(),
    };
    let mut lines: Vec<Line> = areas.iter().map(line).collect();
    let latest = |l: &Line| l.values.last().copied().flatten().unwrap_or_default();
    lines.sort_by(|a, b| latest(b).total_cmp(&latest(a)).then_with(|| a.name.cmp(&b.name)));
    (lines, all)
}

fn words(subject: &Subject, moments: &[Moment], lines: &[Line], all: usize, range: (f64, f64)) -> Words {
    let (first, last) = (&moments[0], &moments[moments.len() - 1]);
    let ends = |l: &&Line| Some((l.values.first().copied()??, l.values.last().copied()??));
    let both: Vec<(f64, f64)> = lines.iter().filter_map(|l| ends(&l)).collect();
    let of = if all > lines.len() {
        format!("the {} areas shown", count(both.len()))
    } else {
        format!("{} areas", count(both.len()))
    };
    let periods = [first.slice.period.words(), last.slice.period.words()];
    let finding = tally(both.iter().copied(), &of, &periods);
    let mut notes = vec![
        "Dashed: all areas together. All small charts have the same scale. Part of what moves is chance.".to_owned(),
    ];
    if all > lines.len() {
        notes.push(format!("Shown: the {} of {} areas that are farthest from all together in the latest period; a choice, not a sample.", count(lines.len()), count(all)));
    }
    notes.extend(said(range));
    notes.extend(several_periods(subject, moments));
    let figures = last.figures(subject);
    let one = |l: &Line| ends(&l).map(|(a, b)| format!("{} from {} to {}", l.name, figures.short(a), figures.short(b)));
    let told: Vec<String> = lines.iter().take(6).filter_map(one).collect();
    let alt =
        format!("{} small line charts over {} periods. {}.", count(lines.len()), count(moments.len()), told.join("; "));
    Words { findings: vec![finding], subtitle: time_words(subject, moments), notes, alt }
}

fn panel(
    frame: &mut Frame,
    subject: &Subject,
    moments: &[Moment],
    line: &Line,
    room: &Rect,
    range: (f64, f64),
    figures: &Figures,
) {
    let chosen = subject.highlight == Some(&*line.code);
    let (weight, colour) = if chosen { (Weight::Bold, theme::HIGHLIGHT) } else { (Weight::Regular, theme::FOCUS) };
    let value = line.values.last().copied().flatten().map(|v| figures.short(v)).unwrap_or_default();
    let most = room.x1 - room.x0 - width(&value, theme::LABEL, Weight::Bold) - 8.0;
    let name = fitted_name(&line.name, weight, most);
    let at = room.y0 + 12.0;
    frame.svg.open("panel");
    frame.svg.text(Text { weight, colour: theme::INK, ..Text::label((room.x0, at), &name, Anchor::Start) });
    frame.svg.text(Text { weight: Weight::Bold, colour, ..Text::label((room.x1, at), &value, Anchor::End) });
    let plot = Rect::new(room.x0, room.y0 + NAME, room.x1 - 5.0, room.y1 - 4.0);
    let y = Scale::linear(range, (plot.y1, plot.y0));
    let x = Scale::linear((0.0, moments.len() as f64 - 1.0), (plot.x0, plot.x1));
    frame.svg.line((plot.x0, plot.y1), (room.x1, plot.y1), Stroke::solid(theme::GRID, 1.0));
    curves(frame, moments, line, (&x, &y), colour, &value);
    frame.svg.close();
}

/// All areas together, and the area with a dot at its latest value.
fn curves(
    frame: &mut Frame,
    moments: &[Moment],
    line: &Line,
    (x, y): (&Scale, &Scale),
    colour: &'static str,
    value: &str,
) {
    let all: Vec<Option<f64>> = moments.iter().map(Moment::overall).collect();
    for run in runs(&all, x, y) {
        frame.svg.polyline(&run, Stroke::dashed(theme::SOFT, 1.0, theme::DASH_DECILE));
    }
    for run in runs(&line.values, x, y) {
        frame.svg.polyline(&run, Stroke::solid(colour, 2.0));
        if let [alone] = run.as_slice() {
            frame.svg.mark(Shape::Dot, *alone, 2.5, colour, &line.name);
        }
    }
    if let Some(v) = line.values.last().copied().flatten() {
        frame.svg.mark(
            Shape::Dot,
            (x.at(moments.len() as f64 - 1.0), y.at(v)),
            3.5,
            colour,
            &format!("{}: {value}", line.name),
        );
    }
}

/// Stretches without a missing period.
fn runs(values: &[Option<f64>], x: &Scale, y: &Scale) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (i, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(v), Some(run)) => run.push((x.at(i as f64), y.at(*v))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn data(moments: &[Moment], lines: &[Line]) -> Data {
    let mut data = Data::new(&["area", "name", "period", "value"]);
    for line in lines {
        for (moment, value) in moments.iter().zip(&line.values) {
            data.push([
                line.code.as_str().into(),
                line.name.as_str().into(),
                moment.slice.period.to_string().into(),
                (*value).into(),
            ]);
        }
    }
    data
}
