//! A small chart for each area, all on the same scale, with the line of all areas together.

mod panel;

use super::dumbbell::tally;
use super::shared::{Moment, moments, several_periods, time_words};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, wrap};
use crate::frame::{Frame, Words};
use crate::names::Names;
use crate::numbers::count;
use crate::svg::{Anchor, Text};
use crate::theme;
use crate::upright::{fitted, is_nothing, said};
use panel::{Rows, Setting};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "lines",
    title: "A line for each area",
    about: "A small chart for each area, all on one scale; the dashed line in each is that of all areas together. Of many areas \
            the highlighted one and those farthest from all areas together are shown.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Most small charts.
const MOST: usize = 24;
/// Least width of one.
const WIDTH: f64 = 165.0;
/// Room for what is said of their scale.
const SCALE: f64 = 30.0;

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
    let inner = subject.size.width - 2.0 * subject.size.margin();
    let setting = |range| Setting { subject, moments: &moments, range, figures: &figures };
    let set = |most: usize| {
        let (lines, choice) = lines(subject, &moments, most);
        let values = lines.iter().flat_map(|l| l.values.iter().flatten().copied());
        let range = fitted(values.chain(moments.iter().filter_map(Moment::overall)));
        let words = words(subject, &moments, &lines, &choice, range);
        let across = (inner / WIDTH).floor().max(1.0).min(lines.len() as f64);
        let rows = Rows::of(&setting(range), &lines, across, inner / across);
        (lines, range, words, rows)
    };
    let height = |most| set(most).3.height() + SCALE;
    let most = last.areas().count().min(MOST);
    let (lines, range, words, rows) = set(Frame::rows_of(subject, CHART.id, most, |most| set(most).2, height));
    let setting = setting(range);
    let mut frame = Frame::snug(subject, CHART.id, &words, rows.height() + SCALE);
    let outer = frame.plot;
    for (i, line) in lines.iter().enumerate() {
        let room = rows.room(i, (outer.x0, outer.y0));
        setting.panel(&mut frame, line, rows.name(i), &room);
    }
    let ends = scale(&moments, range, &figures);
    let y = outer.y0 + rows.height() + 12.0;
    let lines_of_text = wrap(&ends, theme::LABEL, Weight::Regular, outer.x1 - outer.x0);
    for (k, line) in lines_of_text.iter().take(2).enumerate() {
        frame.svg.text(Text::label((outer.x0, y + k as f64 * 14.0), line, Anchor::Start));
    }
    Ok(frame.finish(data(&moments, &lines)))
}

/// Periods and scale of every small chart.
fn scale(moments: &[Moment], range: (f64, f64), figures: &Figures) -> String {
    let [from, to] = [&moments[0], &moments[moments.len() - 1]].map(|m| m.slice.period.words());
    if is_nothing(range) {
        return format!("Each from {from} to {to}; every figure is 0");
    }
    format!(
        "Each from {from} to {to}, on a scale from {} to {}",
        figures.value(range.0.max(0.0).min(range.1)),
        figures.value(range.1)
    )
}

/// Which of the areas are shown.
struct Choice {
    /// How many there are.
    all: usize,
    /// The highlighted area, where it is shown although others that are not are farther from all together.
    besides: Option<String>,
}

/// At most so many areas to show: all of few; of many the highlighted one and those farthest from all together.
fn lines(subject: &Subject, moments: &[Moment], most: usize) -> (Vec<Line>, Choice) {
    let last = &moments[moments.len() - 1];
    let names = Names::of(&last.slice.areas);
    let overall = last.overall().unwrap_or_default();
    let mut areas: Vec<(&str, f64)> = last.areas().map(|(a, v)| (&*a.area, (v - overall).abs())).collect();
    let all = areas.len();
    let chosen = |code: &str| subject.highlight == Some(code);
    areas.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let besides = areas.iter().skip(most).find(|(code, _)| chosen(code)).map(|(code, _)| names.get(code).to_owned());
    areas.sort_by_key(|(code, _)| !chosen(code));
    areas.truncate(most);
    let line = |(code, _): &(&str, f64)| Line {
        code: (*code).to_owned(),
        name: names.get(code).to_owned(),
        values: moments.iter().map(|m| m.of(Some(code))).collect(),
    };
    let mut lines: Vec<Line> = areas.iter().map(line).collect();
    let latest = |l: &Line| l.values.last().copied().flatten().unwrap_or_default();
    lines.sort_by(|a, b| latest(b).total_cmp(&latest(a)).then_with(|| a.name.cmp(&b.name)));
    (lines, Choice { all, besides })
}

/// Who is shown of many.
fn chosen(choice: &Choice, shown: usize) -> String {
    let all = count(choice.all);
    match &choice.besides {
        None => format!("the {} of {all} areas that are farthest from all together in the latest period", count(shown)),
        Some(name) => format!(
            "{name}, and the {} of {all} areas that are farthest from all together in the latest period",
            count(shown - 1)
        ),
    }
}

fn words(subject: &Subject, moments: &[Moment], lines: &[Line], choice: &Choice, range: (f64, f64)) -> Words {
    let (first, last) = (&moments[0], &moments[moments.len() - 1]);
    let ends = |l: &&Line| Some((l.values.first().copied()??, l.values.last().copied()??));
    let both: Vec<(f64, f64)> = lines.iter().filter_map(|l| ends(&l)).collect();
    let of = if choice.all > lines.len() {
        format!("the {} areas shown", count(both.len()))
    } else {
        format!("{} areas", count(both.len()))
    };
    let periods = [first.slice.period.words(), last.slice.period.words()];
    let finding = tally(both.iter().copied(), &of, &periods);
    let mut notes = vec![
        "Dashed: all areas together. All small charts have the same scale. Part of what moves is chance.".to_owned(),
    ];
    if choice.all > lines.len() {
        notes.push(format!("Shown: {}; a choice, not a sample.", chosen(choice, lines.len())));
    }
    notes.extend(said(range));
    notes.extend(several_periods(subject, moments));
    let figures = last.figures(subject);
    let one = |l: &Line| ends(&l).map(|(a, b)| format!("{} from {} to {}", l.name, figures.value(a), figures.value(b)));
    let told: Vec<String> = lines.iter().take(6).filter_map(one).collect();
    let alt =
        format!("{} small line charts over {} periods. {}.", count(lines.len()), count(moments.len()), told.join("; "));
    Words { findings: vec![finding], subtitle: time_words(subject, moments), notes, alt }
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
