//! Areas by how far they are above or below something, as bars in the order of their length. Not in the list of charts, which are
//! drawn from findings.

use crate::axes;
use crate::chart::{Drawing, NotDrawn};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::Rect;
use crate::labels::Labels;
use crate::names::{Names, fitted};
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme::{self, Size};
use std::collections::BTreeSet;

/// One area.
#[derive(Debug, Clone, Copy)]
pub struct SignedBar<'a> {
    /// Its code.
    pub area: &'a str,
    /// Its name.
    pub name: Option<&'a str>,
    /// How far it is above, or below zero.
    pub value: f64,
}

/// What is drawn.
#[derive(Debug)]
pub struct SignedSubject<'a> {
    /// The kind of chart, which names its parts.
    pub chart: &'a str,
    /// Areas, source, program.
    pub labels: &'a Labels,
    /// What makes this chart one of its kind.
    pub about: &'a str,
    /// Up to when the data go, in words; blank where they have no date.
    pub until: &'a str,
    /// The areas, in any order.
    pub bars: Vec<SignedBar<'a>>,
    /// What the values are, with their unit.
    pub unit: String,
    /// How values are written.
    pub figures: Figures,
    /// The finding, from the fullest wording to the shortest.
    pub findings: Vec<String>,
    /// What is drawn of which areas and when.
    pub subtitle: String,
    /// What a reader must know besides.
    pub notes: Vec<String>,
    /// The canvas.
    pub size: Size,
}

const HEIGHT: f64 = 300.0;
/// Areas named at either end.
const NAMED: usize = 3;

/// The drawing: the highest on the left. Its data are in that order.
///
/// # Errors
/// Fewer than two areas have a figure.
pub fn signed(subject: &SignedSubject) -> Result<Drawing, NotDrawn> {
    let mut bars = subject.bars.clone();
    bars.retain(|bar| bar.value.is_finite());
    bars.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.area.cmp(b.area)));
    if bars.len() < 2 {
        return Err(NotDrawn::because("fewer than two areas have a figure"));
    }
    let names = Names::named(bars.iter().map(|bar| (bar.area, bar.name)));
    let [first, last] = [bars[0], bars[bars.len() - 1]]
        .map(|bar| format!("{} {}", names.get(bar.area), subject.figures.value(bar.value)));
    let words = Words {
        findings: subject.findings.clone(),
        subtitle: subject.subtitle.clone(),
        notes: subject.notes.clone(),
        alt: format!("A bar for each of {}, from {first} to {last}.", subject.labels.areas_counted(bars.len())),
    };
    let SignedSubject { labels, about, until, size, .. } = *subject;
    let setting = Setting { labels, measure: "", about, until, snug: false, size };
    let mut frame = Frame::set(&setting, subject.chart, &words, HEIGHT);
    body(&mut frame, subject, &bars, &names);
    let mut data = Data::new(&["area", "name", "value"]);
    bars.iter().for_each(|bar| data.push([bar.area.into(), bar.name.into(), bar.value.into()]));
    Ok(frame.finish(data))
}

fn body(frame: &mut Frame, subject: &SignedSubject, bars: &[SignedBar], names: &Names) {
    let outer = frame.plot;
    let ends = bars.iter().fold((0.0f64, 0.0f64), |(low, high), bar| (low.min(bar.value), high.max(bar.value)));
    // Room for names beyond the longest bars.
    let span = (ends.1 - ends.0).max(f64::MIN_POSITIVE);
    let range = (ends.0 - 0.14 * span, ends.1 + 0.14 * span);
    let ticks = Scale::linear(range, (outer.y1, outer.y0)).ticks(6);
    let labels = subject.figures.ticks(&ticks);
    let plot = Rect::new(outer.x0 + axes::widest(&labels) + 8.0, outer.y0 + 24.0, outer.x1 - 4.0, outer.y1 - 6.0);
    let y = Scale::linear(range, (plot.y1, plot.y0));
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    let unit = fit(&subject.unit, theme::LABEL, Weight::Regular, outer.x1 - outer.x0);
    frame.svg.text(Text::label((outer.x0, plot.y0 - 12.0), &unit, Anchor::Start));
    let step = (plot.x1 - plot.x0) / bars.len() as f64;
    let thick = (step - if step > 3.0 { 1.0 } else { 0.0 }).clamp(0.5, 22.0);
    let left = |i: usize| plot.x0 + (i as f64 + 0.5) * step - thick / 2.0;
    let mut placer = Placer::new(Rect::new(plot.x0, plot.y0, plot.x1, plot.y1));
    frame.svg.open("areas");
    for (i, bar) in bars.iter().enumerate() {
        let (top, bottom) = (y.at(bar.value.max(0.0)), y.at(bar.value.min(0.0)));
        let colour = if bar.value < 0.0 { theme::BELOW } else { theme::ABOVE };
        frame.svg.rect((left(i), top), thick, bottom - top, colour);
        placer.keep_clear(Rect::new(left(i), top, left(i) + thick, bottom));
    }
    frame.svg.close();
    frame.svg.line((plot.x0, y.at(0.0)), (plot.x1, y.at(0.0)), Stroke::solid(theme::INK, 1.0));
    for i in named(bars.len()) {
        let text = format!("{} {}", names.get(bars[i].area), subject.figures.value(bars[i].value));
        let text = fitted(&text, Weight::Regular, (plot.x1 - plot.x0) * 0.6);
        let at = (left(i) + thick / 2.0, y.at(bars[i].value));
        let outermost = i == 0 || i == bars.len() - 1;
        placer.place(&Wanted { text, weight: Weight::Regular, at, radius: 2.0, led: true }, outermost);
    }
    placer.draw(&mut frame.svg);
}

/// The bars at both ends that are named, the outermost first.
fn named(bars: usize) -> Vec<usize> {
    let last = bars - 1;
    let mut ends: Vec<usize> = (0..NAMED).flat_map(|i| [i.min(last), last - i.min(last)]).collect();
    let mut seen = BTreeSet::new();
    ends.retain(|i| seen.insert(*i));
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::rates::RateUnit;

    fn subject<'a>(labels: &'a Labels, bars: &[(&'a str, f64)]) -> SignedSubject<'a> {
        SignedSubject {
            chart: "distance",
            labels,
            about: "x",
            until: "",
            bars: bars.iter().map(|(area, value)| SignedBar { area, name: None, value: *value }).collect(),
            unit: "% from target".to_owned(),
            figures: Figures::plain(),
            findings: vec!["One is above".to_owned()],
            subtitle: String::new(),
            notes: Vec::new(),
            size: Size::WEB,
        }
    }

    fn labels() -> Labels {
        Labels {
            measure: String::new(),
            unit: RateUnit::given(""),
            areas: String::new(),
            membership: None,
            source: "Source: own".to_owned(),
            program: "test".to_owned(),
            synthetic: false,
            polarity: None,
        }
    }

    #[test]
    fn bars_go_from_the_highest_to_the_lowest_and_the_ends_are_named() {
        let labels = labels();
        let drawing = signed(&subject(&labels, &[("B", -2.0), ("C", 0.5), ("A", 4.0), ("X", f64::NAN)])).unwrap();
        let areas: Vec<_> = drawing.data.rows.iter().map(|row| row[0].clone()).collect();
        assert!(drawing.alt.contains("from A 4.00 to B -2.00"), "{}", drawing.alt);
        assert_eq!(areas, ["A", "C", "B"].map(Into::into));
        for text in ["A 4.00", "C 0.500", "B -2.00", "% from target"] {
            assert!(drawing.svg.contains(text), "{text}");
        }
        assert_eq!(drawing.svg.matches(theme::BELOW).count(), 1);
    }

    #[test]
    fn one_area_is_no_comparison() {
        let labels = labels();
        assert!(signed(&subject(&labels, &[("A", 1.0)])).unwrap_err().reason.contains("fewer than two"));
    }
}
