//! Amounts as bars, one row each: what of each is beyond chance, what may be chance, and the interval. Not in the list of charts, which
//! are drawn from findings.

use crate::chart::{Drawing, NotDrawn};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::Rect;
use crate::labels::Labels;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme::{self, Size};

/// What is known of chance in an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// The interval lies above zero.
    Shown,
    /// The interval holds zero.
    NotShown,
    /// Nobody has said what chance gives.
    Unknown,
}

/// One amount.
#[derive(Debug, Clone)]
pub struct AmountBar {
    /// What it is of.
    pub name: String,
    /// All of it, chance among it.
    pub whole: f64,
    /// What is left without chance, where that is known.
    pub beyond: Option<f64>,
    /// The interval of what is beyond chance.
    pub interval: Option<(f64, f64)>,
    /// What is known of chance.
    pub sure: Sure,
    /// The amount in words.
    pub said: String,
    /// What stands below it.
    pub under: String,
}

/// What is drawn.
#[derive(Debug)]
pub struct AmountSubject<'a> {
    /// The kind of chart, which names its parts.
    pub chart: &'a str,
    /// Areas, source, program.
    pub labels: &'a Labels,
    /// What makes this chart one of its kind.
    pub about: &'a str,
    /// The amounts, in the order in which they are drawn.
    pub bars: Vec<AmountBar>,
    /// How the axis is written.
    pub figures: Figures,
    /// The confidence of the intervals, in per cent.
    pub level: String,
    /// The finding, from the fullest wording to the shortest.
    pub findings: Vec<String>,
    /// What is drawn.
    pub subtitle: String,
    /// What a reader must know besides.
    pub notes: Vec<String>,
    /// The canvas.
    pub size: Size,
}

/// Room for ticks above and below the rows.
const AROUND: f64 = 24.0;
/// Height of a line of the key.
const KEY: f64 = 20.0;
/// Size of names.
const NAME: f64 = 13.0;
/// Size of what stands under values.
const UNDER: f64 = 11.0;
const BAR: f64 = 14.0;
/// Where a bar begins below its name.
const BELOW_NAME: f64 = 36.0;

/// The drawing. Its data are in the order of the bars.
///
/// # Errors
/// There are no bars.
pub fn amounts(subject: &AmountSubject) -> Result<Drawing, NotDrawn> {
    if subject.bars.is_empty() {
        return Err(NotDrawn::because("there is no amount"));
    }
    let one = |bar: &AmountBar| match bar.under.as_str() {
        "" => format!("{}: {}", bar.name, bar.said),
        under => format!("{}: {} ({under})", bar.name, bar.said),
    };
    let all: Vec<String> = subject.bars.iter().take(6).map(one).collect();
    let words = Words {
        findings: subject.findings.clone(),
        subtitle: subject.subtitle.clone(),
        notes: subject.notes.clone(),
        alt: format!("A bar for each of {}. {}.", subject.bars.len(), all.join("; ")),
    };
    let AmountSubject { labels, about, size, .. } = *subject;
    let setting = Setting { labels, measure: "", about, until: "", snug: true, size };
    let wide = size.width - 2.0 * size.margin();
    let rows = subject.bars.len() as f64 * step(size) + 2.0 * AROUND + key(subject, wide).1;
    let mut frame = Frame::set(&setting, subject.chart, &words, rows);
    body(&mut frame, subject);
    let mut data = Data::new(&["name", "whole", "beyond_chance", "lower", "upper"]);
    for bar in &subject.bars {
        let (lower, upper) = bar.interval.unzip();
        data.push([bar.name.as_str().into(), bar.whole.into(), bar.beyond.into(), lower.into(), upper.into()]);
    }
    Ok(frame.finish(data))
}

fn step(size: Size) -> f64 {
    if size.is_narrow() { 56.0 } else { 36.0 }
}

/// The colour of what is beyond chance, of what may be chance, and where chance is not known.
const COLOURS: [&str; 3] = [theme::FOCUS, theme::BAND_MIDDLE, theme::REST];

/// What the colours are that occur, where each stands in a width, and the height of them all.
fn key(subject: &AmountSubject, wide: f64) -> (Vec<(&'static str, String, f64, f64)>, f64) {
    let known = subject.bars.iter().any(|bar| bar.beyond.is_some());
    let shown = subject.bars.iter().any(|bar| bar.sure == Sure::Shown);
    let unknown = subject.bars.iter().any(|bar| bar.beyond.is_none());
    let interval = subject.bars.iter().any(|bar| bar.interval.is_some());
    let all = [
        (shown, COLOURS[0], "beyond chance".to_owned()),
        (known, COLOURS[1], "may be chance".to_owned()),
        (unknown, COLOURS[2], "how much is chance is not known".to_owned()),
        (interval, theme::INK, format!("{}% interval of what is beyond chance", subject.level)),
    ];
    let (mut x, mut y, mut placed) = (0.0, 0.0, Vec::new());
    for (_, colour, name) in all.into_iter().filter(|(there, ..)| *there) {
        let long = 40.0 + width(&name, theme::LABEL, Weight::Regular);
        if x > 0.0 && x + long - 20.0 > wide {
            (x, y) = (0.0, y + KEY);
        }
        placed.push((colour, name, x, y));
        x += long;
    }
    (placed, y + KEY + 4.0)
}

fn body(frame: &mut Frame, subject: &AmountSubject) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let high = draw_key(frame, subject);
    let figure =
        |bar: &AmountBar| width(&bar.said, NAME + 1.0, Weight::Bold).max(width(&bar.under, UNDER, Weight::Regular));
    let figures = subject.bars.iter().map(figure).fold(0.0, f64::max);
    let room = (outer.x1 - outer.x0) * 0.34;
    let (left, right) =
        if narrow { (outer.x0 + 1.0, outer.x1 - 4.0) } else { (outer.x0 + room, outer.x1 - figures - 16.0) };
    let top = outer.y0 + high + AROUND;
    let plot = Rect::new(left, top, right, top + subject.bars.len() as f64 * step(subject.size));
    let (low, most) = subject.bars.iter().fold((0.0f64, 0.0f64), |(low, most), bar| {
        let (lower, upper) = bar.interval.unwrap_or((bar.whole, bar.whole));
        (low.min(lower), most.max(upper).max(bar.whole))
    });
    let x = Scale::linear((low, if most > low { most * 1.02 } else { low + 1.0 }), (plot.x0, plot.x1));
    grid(frame, subject, &plot, &x);
    frame.svg.open("bars");
    for (i, bar) in subject.bars.iter().enumerate() {
        let y = plot.y0 + i as f64 * step(subject.size);
        let room = if narrow { outer.x1 - outer.x0 - figures - 12.0 } else { room - 14.0 };
        label(frame, bar, [outer.x0, outer.x1], y, (room, narrow));
        let top = y + if narrow { BELOW_NAME } else { 11.0 };
        mark(frame, bar, &x, top);
        let line = y + step(subject.size);
        frame.svg.line((outer.x0, line), (outer.x1, line), Stroke::solid(theme::GRID, 1.0));
    }
    frame.svg.close();
    for (top, bottom) in strips(subject, &plot) {
        frame.svg.line((x.at(0.0), top), (x.at(0.0), bottom), Stroke::solid(theme::SOFT, 1.0));
    }
}

/// Where lines go down: all the way, or beside each bar where names stand above them.
fn strips(subject: &AmountSubject, plot: &Rect) -> Vec<(f64, f64)> {
    if !subject.size.is_narrow() {
        return vec![(plot.y0, plot.y1)];
    }
    let tops = (0..subject.bars.len()).map(|i| plot.y0 + i as f64 * step(subject.size) + BELOW_NAME);
    tops.map(|top| (top - 3.0, top + BAR + 3.0)).collect()
}

fn draw_key(frame: &mut Frame, subject: &AmountSubject) -> f64 {
    let outer = frame.plot;
    let (placed, high) = key(subject, outer.x1 - outer.x0);
    frame.svg.open("key");
    for (colour, name, x, y) in placed {
        let (x, y) = (outer.x0 + x, outer.y0 + y);
        if colour == theme::INK {
            frame.svg.line((x, y + 9.0), (x + 14.0, y + 9.0), Stroke::solid(colour, 2.0));
        } else {
            frame.svg.rect((x, y + 3.0), 14.0, 12.0, colour);
        }
        frame.svg.text(Text::label((x + 20.0, y + 13.0), &name, Anchor::Start));
    }
    frame.svg.close();
    high
}

/// Vertical lines with their labels above and below the rows.
fn grid(frame: &mut Frame, subject: &AmountSubject, plot: &Rect, x: &Scale) {
    let ticks = x.ticks(if plot.x1 - plot.x0 > 380.0 { 6 } else { 4 });
    let labels = subject.figures.ticks(&ticks);
    frame.svg.open("grid");
    for (tick, label) in ticks.iter().zip(&labels) {
        for (top, bottom) in strips(subject, plot) {
            frame.svg.line((x.at(*tick), top), (x.at(*tick), bottom), Stroke::solid(theme::GRID, 1.0));
        }
        let half = width(label, theme::LABEL, Weight::Regular) / 2.0;
        let centre = x.at(*tick).clamp(frame.plot.x0 + half, frame.plot.x1 - half);
        for y in [plot.y0 - 7.0, plot.y1 + 16.0] {
            frame.svg.text(Text::label((centre, y), label, Anchor::Middle));
        }
    }
    frame.svg.close();
}

/// The name on the left; the amount, and what stands below it, on the right.
fn label(frame: &mut Frame, bar: &AmountBar, [start, end]: [f64; 2], y: f64, (room, narrow): (f64, bool)) {
    let name = fit(&bar.name, NAME, Weight::Regular, room);
    let down = if bar.under.is_empty() && !narrow { 22.0 } else { 16.0 };
    let set = |text, x, down: f64, size, weight, colour, anchor| Text {
        size,
        weight,
        colour,
        ..Text::label((x, y + down), text, anchor)
    };
    let ink = if bar.sure == Sure::Shown { theme::INK } else { theme::SOFT };
    let name_down = if narrow { 16.0 } else { 22.0 };
    frame.svg.text(set(&name, start, name_down, NAME, Weight::Regular, theme::INK, Anchor::Start));
    frame.svg.text(set(&bar.said, end, down, NAME + 1.0, Weight::Bold, ink, Anchor::End));
    if !bar.under.is_empty() {
        frame.svg.text(set(&bar.under, end, 30.0, UNDER, Weight::Regular, theme::SOFT, Anchor::End));
    }
}

fn mark(frame: &mut Frame, bar: &AmountBar, x: &Scale, top: f64) {
    let zero = x.at(0.0);
    let beyond = bar.beyond.map(|beyond| if bar.sure == Sure::Shown { beyond.clamp(0.0, bar.whole) } else { 0.0 });
    let parts = match beyond {
        Some(beyond) => vec![(0.0, beyond, COLOURS[0]), (beyond, bar.whole, COLOURS[1])],
        None => vec![(0.0, bar.whole, COLOURS[2])],
    };
    for (from, to, colour) in parts {
        let long = x.at(to) - x.at(from);
        if long > 0.0 {
            frame.svg.rect((x.at(from).max(zero), top), long, BAR, colour);
        }
    }
    if let Some((lower, upper)) = bar.interval {
        let y = top + BAR / 2.0;
        let (from, to) = (x.at(lower), x.at(upper));
        // A pale edge keeps the line apart from a dark bar.
        for (colour, thick) in [(theme::GROUND, 4.0), (theme::INK, 2.0)] {
            frame.svg.line((from, y), (to, y), Stroke::solid(colour, thick));
            for end in [from, to] {
                frame.svg.line((end, y - 4.0), (end, y + 4.0), Stroke::solid(colour, thick));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::rates::RateUnit;

    fn bar(name: &str, sure: Sure) -> AmountBar {
        let known = sure != Sure::Unknown;
        AmountBar {
            name: name.to_owned(),
            whole: 100.0,
            beyond: known.then_some(60.0),
            interval: known.then_some(if sure == Sure::Shown { (40.0, 110.0) } else { (-10.0, 90.0) }),
            sure,
            said: if sure == Sure::NotShown { "none shown".to_owned() } else { "£100".to_owned() },
            under: String::new(),
        }
    }

    fn drawn(bars: Vec<AmountBar>, size: Size) -> Result<Drawing, NotDrawn> {
        let labels = Labels {
            measure: String::new(),
            unit: RateUnit::given(""),
            areas: "areas".to_owned(),
            membership: None,
            source: "Source: own figures".to_owned(),
            program: "unwarranted".to_owned(),
            synthetic: false,
            polarity: None,
        };
        amounts(&AmountSubject {
            chart: "opportunity",
            labels: &labels,
            about: "x",
            bars,
            figures: Figures::pounds(),
            level: "95".to_owned(),
            findings: vec!["Most money is in hips".to_owned()],
            subtitle: String::new(),
            notes: Vec::new(),
            size,
        })
    }

    #[test]
    fn chance_is_a_part_of_the_bar_and_only_what_is_beyond_it_is_dark() {
        for size in [Size::WEB, Size::PHONE] {
            let shown = drawn(vec![bar("Hips", Sure::Shown)], size).unwrap();
            let count = |d: &Drawing, colour: &str| d.svg.matches(&format!("fill=\"{colour}\"")).count();
            // One in the key and one in the bar.
            assert_eq!([count(&shown, COLOURS[0]), count(&shown, COLOURS[1]), count(&shown, COLOURS[2])], [2, 2, 0]);
            let none = drawn(vec![bar("Knees", Sure::NotShown)], size).unwrap();
            assert_eq!([count(&none, COLOURS[0]), count(&none, COLOURS[1])], [0, 2], "all of it may be chance");
            assert!(none.svg.contains("none shown") && none.alt.contains("Knees: none shown"), "{}", none.alt);
            let unknown = drawn(vec![bar("Eyes", Sure::Unknown)], size).unwrap();
            assert_eq!([count(&unknown, COLOURS[0]), count(&unknown, COLOURS[2])], [0, 2]);
            assert!(unknown.svg.contains("how much is chance is not known"));
            assert!(!unknown.svg.contains("95% interval"), "there is no interval to explain");
        }
        assert!(drawn(Vec::new(), Size::WEB).is_err());
    }

    #[test]
    fn data_have_what_is_drawn() {
        let found = drawn(vec![bar("Hips", Sure::Shown), bar("Eyes", Sure::Unknown)], Size::WEB).unwrap();
        assert_eq!(found.data.columns, ["name", "whole", "beyond_chance", "lower", "upper"]);
        assert_eq!(found.data.rows[0][2], 60.0.into());
        assert_eq!(found.data.rows[1][2], None::<f64>.into());
    }
}
