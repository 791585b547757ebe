//! Wholes as bars of two parts, one for each measure. Not in the list of charts, which are drawn from findings.

use crate::chart::{Drawing, NotDrawn};
use crate::data::Data;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::labels::Labels;
use crate::numbers::part;
use crate::svg::{Anchor, Text};
use crate::theme::{self, Size};

/// One whole.
#[derive(Debug, Clone)]
pub struct PartedBar {
    /// What it is of.
    pub name: String,
    /// Its first part, from 0 to 1; the second is the rest.
    pub first: f64,
}

/// What is drawn.
#[derive(Debug)]
pub struct PartedSubject<'a> {
    /// The kind of chart, which names its parts.
    pub chart: &'a str,
    /// Areas, source, program.
    pub labels: &'a Labels,
    /// What makes this chart one of its kind.
    pub about: &'a str,
    /// The wholes, in the order in which they are drawn.
    pub bars: Vec<PartedBar>,
    /// What the parts are.
    pub parts: [&'a str; 2],
    /// The finding, from the fullest wording to the shortest.
    pub findings: Vec<String>,
    /// What is drawn.
    pub subtitle: String,
    /// What a reader must know besides.
    pub notes: Vec<String>,
    /// The canvas.
    pub size: Size,
}

/// The drawing. Its data are in the order of the bars.
///
/// # Errors
/// There are no bars.
pub fn parted(subject: &PartedSubject) -> Result<Drawing, NotDrawn> {
    let [first, second] = subject.parts;
    if subject.bars.is_empty() {
        return Err(NotDrawn::because("there is nothing to divide"));
    }
    let one = |bar: &PartedBar| format!("{}: {} {first}", bar.name, part(bar.first));
    let all: Vec<String> = subject.bars.iter().take(6).map(one).collect();
    let words = Words {
        findings: subject.findings.clone(),
        subtitle: subject.subtitle.clone(),
        notes: subject.notes.clone(),
        alt: format!(
            "A bar of two parts, {first} and {second}, for each of {}. {}.",
            subject.bars.len(),
            all.join("; ")
        ),
    };
    let PartedSubject { labels, about, size, .. } = *subject;
    let setting = Setting { labels, measure: "", about, until: "", snug: true, size };
    let step = if size.is_narrow() { 50.0 } else { 36.0 };
    let mut frame = Frame::set(&setting, subject.chart, &words, subject.bars.len() as f64 * step + 34.0);
    body(&mut frame, subject, step);
    let mut data = Data::new(&["name", "first", "second"]);
    subject
        .bars
        .iter()
        .for_each(|bar| data.push([bar.name.as_str().into(), bar.first.into(), (1.0 - bar.first).into()]));
    Ok(frame.finish(data))
}

fn body(frame: &mut Frame, subject: &PartedSubject, step: f64) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let most = (outer.x1 - outer.x0) * if narrow { 1.0 } else { 0.36 };
    let names: Vec<String> = subject.bars.iter().map(|bar| fit(&bar.name, 13.0, Weight::Regular, most)).collect();
    let wide = names.iter().map(|name| width(name, 13.0, Weight::Regular)).fold(0.0, f64::max);
    let left = if narrow { outer.x0 } else { outer.x0 + wide + 14.0 };
    let colours = [theme::FOCUS, theme::BAND_INNER];
    frame.svg.open("key");
    let mut x = left;
    for (colour, name) in colours.into_iter().zip(subject.parts) {
        frame.svg.rect((x, outer.y0 + 3.0), 14.0, 12.0, colour);
        frame.svg.text(Text::label((x + 20.0, outer.y0 + 13.0), name, Anchor::Start));
        x += 40.0 + width(name, theme::LABEL, Weight::Regular);
    }
    frame.svg.close();
    frame.svg.open("bars");
    for (i, (bar, name)) in subject.bars.iter().zip(&names).enumerate() {
        let y = outer.y0 + 26.0 + i as f64 * step;
        let (top, baseline) = if narrow { (y + 18.0, y + 13.0) } else { (y + 2.0, y + 20.0) };
        let (at, anchor) = if narrow { (outer.x0, Anchor::Start) } else { (left - 14.0, Anchor::End) };
        frame.svg.text(Text { size: 13.0, colour: theme::INK, ..Text::label((at, baseline), name, anchor) });
        let (whole, first) = (outer.x1 - left, bar.first.clamp(0.0, 1.0));
        let spans = [(left, whole * first, first), (left + whole * first, whole * (1.0 - first), 1.0 - first)];
        for ((from, long, of_all), colour) in spans.into_iter().zip(colours) {
            frame.svg.rect((from, top), long, 26.0, colour);
            let text = part(of_all);
            if long > width(&text, theme::LABEL, Weight::Bold) + 10.0 {
                let colour = if colour == theme::FOCUS { theme::GROUND } else { theme::INK };
                let label = Text::label((from + long / 2.0, top + 17.5), &text, Anchor::Middle);
                frame.svg.text(Text { weight: Weight::Bold, colour, ..label });
            }
        }
    }
    frame.svg.close();
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::rates::RateUnit;

    #[test]
    fn every_whole_has_both_parts() {
        let labels = Labels {
            measure: "Hips".to_owned(),
            unit: RateUnit::given(""),
            areas: "areas".to_owned(),
            membership: None,
            source: "Source: own figures".to_owned(),
            program: "unwarranted".to_owned(),
            synthetic: false,
            polarity: None,
        };
        let bar = |name: &str, first| PartedBar { name: name.to_owned(), first };
        let subject = |bars, size| PartedSubject {
            chart: "merge",
            labels: &labels,
            about: "x",
            bars,
            parts: ["hidden", "left"],
            findings: vec!["Most is hidden".to_owned()],
            subtitle: String::new(),
            notes: Vec::new(),
            size,
        };
        for size in [Size::WEB, Size::PHONE] {
            let drawn = parted(&subject(vec![bar("Hips", 0.69), bar("Knees", 0.0)], size)).unwrap();
            for said in [">Hips<", ">Knees<", ">69%<", ">31%<", ">100%<", ">hidden<", ">left<"] {
                assert!(drawn.svg.contains(said), "{said}: {}", drawn.svg);
            }
            assert!(drawn.alt.contains("Hips: 69% hidden"), "{}", drawn.alt);
        }
        assert!(parted(&subject(Vec::new(), Size::WEB)).is_err());
    }
}
