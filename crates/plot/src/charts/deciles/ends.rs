//! Names and values of the lines at their right end.

use super::form::Form;
use super::steps::{Step, highlighted_name};
use crate::chart::Subject;
use crate::figures::Figures;
use crate::font::{self, Weight, wrap};
use crate::frame::Frame;
use crate::geometry::{Point, Rect, spread};
use crate::names::fitted;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;

/// Widest line, in pixels.
const MOST: f64 = 240.0;
/// A wider name takes two lines.
const ONE_LINE: f64 = 170.0;
/// Widest line on a narrow screen.
const NARROW: f64 = 112.0;
/// What the lines and edges at the right are called, as deciles and as bands.
const NAMES: [[(usize, &str); 3]; 2] = [
    [(8, "90th percentile"), (4, "Median"), (0, "10th percentile")],
    [(8, "9 in 10 below"), (4, "Half below"), (0, "1 in 10 below")],
];
/// The one name of all of them where they are equal.
const ALL: &str = "Eight in ten areas";
/// Height of a line.
const LINE: f64 = 15.0;

/// What is written at the end of a line.
pub(super) struct Name {
    /// Months since the first step.
    pub(super) at: f64,
    pub(super) value: f64,
    lines: Vec<String>,
    weight: Weight,
    colour: &'static str,
}

impl Name {
    /// In pixels.
    pub(super) fn width(&self) -> f64 {
        self.lines.iter().map(|l| font::width(l, theme::LABEL, self.weight)).fold(0.0, f64::max)
    }
}

/// A name and the point that it belongs to.
pub(super) struct End {
    pub(super) from: Point,
    pub(super) name: Name,
}

pub(super) fn names(
    subject: &Subject,
    steps: &[Step],
    line: &[Option<f64>],
    figures: &Figures,
    form: Form,
) -> Vec<Name> {
    let last = &steps[steps.len() - 1];
    let decile = |(k, name): (usize, &str)| Name {
        at: last.at,
        value: last.deciles[k],
        lines: vec![format!("{name} {}", figures.value(last.deciles[k]))],
        weight: if k == 4 { Weight::Bold } else { Weight::Regular },
        colour: theme::SOFT,
    };
    let mut names: Vec<Name> = NAMES[usize::from(form == Form::Bands)].into_iter().map(decile).collect();
    // Where lines end in one place, the median's name says so of all.
    if last.deciles[0].total_cmp(&last.deciles[8]).is_eq() {
        names.retain(|name| name.weight == Weight::Bold);
        let all = format!("{ALL} {}", figures.value(last.deciles[4]));
        names.iter_mut().for_each(|name| name.lines = vec![all.clone()]);
    }
    let most = if subject.size.is_narrow() { (NARROW, NARROW) } else { (ONE_LINE, MOST) };
    if let Some((step, rate)) = steps.iter().zip(line).rev().find_map(|(s, v)| Some((s, (*v)?))) {
        let lines = lines(&highlighted_name(subject, steps), &figures.value(rate), most);
        names.push(Name { at: step.at, value: rate, lines, weight: Weight::Bold, colour: theme::HIGHLIGHT });
    }
    names
}

/// Name and value on one line, or on the two narrowest; a name too long for two lines is cut.
fn lines(name: &str, value: &str, (one_line, most): (f64, f64)) -> Vec<String> {
    let text = format!("{name} {value}");
    let whole = |max: &f64| {
        let lines = wrap(&text, theme::LABEL, Weight::Bold, *max);
        (lines.len() <= 2 && lines.join(" ") == text).then_some(lines)
    };
    let mut widths = (8..=24).map(|w| f64::from(w) * most / 24.0);
    let one = whole(&one_line).filter(|l| l.len() == 1);
    one.or_else(|| widths.find_map(|w| whole(&w)))
        .unwrap_or_else(|| vec![fitted(name, Weight::Bold, most), value.to_owned()])
}

pub(super) fn draw(frame: &mut Frame, plot: &Rect, ends: &[End]) {
    let mut ends: Vec<&End> = ends.iter().collect();
    ends.sort_by(|a, b| a.from.1.total_cmp(&b.from.1));
    let middle = |end: &End, i: usize| end.from.1 + (i as f64 - (end.name.lines.len() as f64 - 1.0) / 2.0) * LINE;
    let at: Vec<f64> = ends.iter().flat_map(|e| (0..e.name.lines.len()).map(|i| middle(e, i))).collect();
    let centres = spread(&at, LINE, plot.y0 - 10.0, plot.y1 + 8.0).unwrap_or(at);
    let mut centres = centres.as_slice();
    frame.svg.open("labels");
    for end in ends {
        let name = &end.name;
        let (own, rest) = centres.split_at(name.lines.len());
        centres = rest;
        let centre = own.iter().sum::<f64>() / own.len() as f64;
        let from = (end.from.0 + 3.0, end.from.1);
        frame.svg.line(from, (plot.x1 + 11.0, centre), Stroke::solid(name.colour, 0.75));
        for (line, y) in name.lines.iter().zip(own) {
            let text = Text::label((plot.x1 + 15.0, y + 4.0), line, Anchor::Start);
            frame.svg.text(Text { weight: name.weight, colour: name.colour, ..text });
        }
    }
    frame.svg.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_take_two_lines_and_keep_every_word() {
        assert_eq!(lines("Hull", "26.0", (ONE_LINE, MOST)), ["Hull 26.0"]);
        let two = lines("Hampshire, Southampton and Isle of Wight", "£278,000", (ONE_LINE, MOST));
        assert_eq!(two.len(), 2);
        assert_eq!(two.join(" "), "Hampshire, Southampton and Isle of Wight £278,000");
        let cut = lines(&"Hampshire, Southampton and Isle of Wight ".repeat(4), "5", (ONE_LINE, MOST));
        assert!(cut.len() == 2 && cut[0].contains('…') && cut[1] == "5");
    }
}
