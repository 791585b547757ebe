//! How far areas are from all together in standard deviations of chance, beside what chance alone would give.

use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, Rect};
use crate::labels::subtitle;
use crate::numbers::{count, thousands};
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use crate::upright::upright;
use unwarranted_core::findings::ZBin;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "histogram",
    title: "Areas against chance",
    about: "Areas by their distance from all areas together, in standard deviations of chance. Bars are the areas there are, the \
            dashed line is how many chance alone would give.",
    about_intervals: None,
    shows: &[Shows::Chance],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

const HEIGHT: f64 = 260.0;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let findings = subject.findings;
    let Some(bins) = findings.z_bins() else {
        let reason = findings.overdispersion.undefined.clone();
        let reason = reason.unwrap_or_else(|| "no area can be compared with chance".to_owned());
        return Err(NotDrawn::because(format!("no area has a distance from chance: {reason}")));
    };
    let n: usize = bins.iter().map(|b| b.areas).sum();
    let words = words(subject, &bins, n);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let top = bins.iter().map(|b| b.chance.max(b.areas as f64)).fold(1.0, f64::max) * 1.06;
    let room = upright(&mut frame, (0.0, top), &Figures::counts(), "areas", [0.0, 42.0]);
    let (plot, last) = (room.plot, bins.len() as f64);
    let x = Scale::linear((0.0, last), (plot.x0 + 4.0, plot.x1 - 4.0));
    frame.svg.open("bars");
    for (i, bin) in bins.iter().enumerate().filter(|(_, b)| b.areas > 0) {
        let (left, right) = (x.at(i as f64) + 0.75, x.at(i as f64 + 1.0) - 0.75);
        let top = room.y.at(bin.areas as f64);
        let colour = if is_outside(bin) { theme::FOCUS } else { theme::REST };
        frame.svg.rect((left, top), right - left, plot.y1 - top, colour);
    }
    frame.svg.close();
    let middle = |i: usize, b: &ZBin| (x.at(i as f64 + 0.5), room.y.at(b.chance));
    let chance: Vec<Point> = bins.iter().enumerate().map(|(i, b)| middle(i, b)).collect();
    frame.svg.polyline(&chance, Stroke::dashed(theme::INK, 2.0, theme::DASH_NATIONAL));
    label(&mut frame, &bins, &chance, plot.x1);
    edges(&mut frame, subject, &bins, &plot, &x);
    Ok(frame.finish(data(&bins)))
}

/// Edges at whole numbers, and what they are of; the first and the last bin have no outer edge.
fn edges(frame: &mut Frame, subject: &Subject, bins: &[ZBin], plot: &Rect, x: &Scale) {
    let edges: Vec<(f64, String)> = (0..bins.len())
        .filter_map(|i| Some((i as f64, bins[i].from?)))
        .filter(|(_, z)| (z / 2.0).fract().abs() < 1e-9)
        .map(|(at, z)| (at, thousands(z, 0).replace('-', "\u{2212}")))
        .collect();
    let (ticks, labels): (Vec<f64>, Vec<String>) = edges.into_iter().unzip();
    axes::bottom_ticks(&mut frame.svg, plot, x, &ticks, &labels, subject.size.width);
    let title =
        fit("Standard deviations of chance from all areas together", theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
    frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &title, Anchor::Start));
}

/// The name of the line, where bars leave room beside its top.
fn label(frame: &mut Frame, bins: &[ZBin], chance: &[Point], right: f64) {
    let text = "By chance alone";
    let wide = width(text, theme::LABEL, Weight::Bold);
    let middle = bins.len() / 2;
    let (x, y) = (chance[middle].0 + 18.0, chance[middle].1 + 4.0);
    let clear = x + wide < right;
    if clear {
        let label = Text::label((x, y), text, Anchor::Start);
        frame.svg.text(Text { weight: Weight::Bold, colour: theme::INK, halo: true, ..label });
    }
}

/// Whether all of a bin is two standard deviations or more from the middle.
fn is_outside(bin: &ZBin) -> bool {
    bin.from.is_some_and(|f| f >= 2.0) || bin.to.is_some_and(|t| t <= -2.0)
}

fn outside(bins: &[ZBin]) -> (usize, f64) {
    let out = || bins.iter().filter(|b| is_outside(b));
    (out().map(|b| b.areas).sum(), out().map(|b| b.chance).sum())
}

fn words(subject: &Subject, bins: &[ZBin], n: usize) -> Words {
    let (outside, expected) = outside(bins);
    let expected =
        if expected < 0.95 { "fewer than one".to_owned() } else { format!("about {}", thousands(expected, 0)) };
    let (verb, all) = (if outside == 1 { "is" } else { "are" }, count(n));
    let lead =
        format!("{} of {all} areas {verb} two standard deviations of chance or more from all together", count(outside));
    let (least, most) = (bins.first().map_or(0, |b| b.areas), bins.last().map_or(0, |b| b.areas));
    let mut notes = vec![format!(
        "Bars: areas, dark from two standard deviations on. Dashed: how many chance alone would give ({expected} there). The first and \
         last bar hold all that are farther than six ({} below, {} above).",
        count(least),
        count(most)
    )];
    let untested = subject.findings.areas.len() - n;
    if untested > 0 {
        notes.push(format!(
            "{} without a figure for chance {} left out.",
            crate::text::areas(untested),
            if untested == 1 { "is" } else { "are" }
        ));
    }
    notes.extend(super::shared::not_shown(subject.findings));
    Words {
        findings: vec![format!("{lead}; by chance {expected} would be"), lead],
        subtitle: subtitle(
            "distance from all areas together",
            &subject.labels.areas_counted(n),
            &subject.findings.when(),
            subject.labels,
        ),
        notes,
        alt: format!(
            "A histogram of {all} areas by distance from all areas together in standard deviations of chance. {} lie at two or more; \
             chance alone would put {expected} there.",
            count(outside)
        ),
    }
}

fn data(bins: &[ZBin]) -> Data {
    let mut data = Data::new(&["from", "to", "areas", "by_chance"]);
    for b in bins {
        data.push([b.from.into(), b.to.into(), b.areas.into(), b.chance.into()]);
    }
    data
}
