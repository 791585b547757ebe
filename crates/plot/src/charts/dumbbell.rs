//! Each area in two periods: a ring for the first, a dot for the last, a line between them.

use super::shared::{Moment, moments, several_periods, time_words};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Words};
use crate::geometry::Rect;
use crate::names::{Names, fitted as fitted_name};
use crate::numbers::count;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said, ticks};
use unwarranted_core::text::capitalised;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "dumbbell",
    title: "Two periods, area by area",
    about: "Each area in the first and in the latest period: a ring, a dot, and a line between them. Of many areas those that \
            changed most are shown.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Most rows.
const MOST: usize = 30;

/// One area in both periods.
pub(super) struct Pair {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Areas with a value in the first and in the latest period, by code; why there are none.
pub(super) fn pairs(moments: &[Moment]) -> Result<Vec<Pair>, NotDrawn> {
    let [first, .., last] = moments else {
        return Err(NotDrawn::because("two complete periods with figures are needed, and there are not two"));
    };
    let names = Names::of(&last.slice.areas);
    let pair = |(area, to): (&unwarranted_core::AreaFinding, f64)| {
        let code = area.area.to_string();
        let name = names.get(&code).to_owned();
        Some(Pair { from: first.of(Some(&code))?, to, name, code })
    };
    let pairs: Vec<Pair> = last.areas().filter_map(pair).collect();
    if pairs.is_empty() {
        return Err(NotDrawn::because("no area has figures in both the first and the latest period"));
    }
    Ok(pairs)
}

/// How many figures are higher and lower than before; of `what` they are. It speaks of figures as recorded, as no change has
/// an interval here.
pub(super) fn tally(pairs: impl Iterator<Item = (f64, f64)>, what: &str, [before, now]: &[String; 2]) -> String {
    let (mut up, mut down, mut all) = (0, 0, 0);
    for (from, to) in pairs {
        (up, down, all) = (up + usize::from(to > from), down + usize::from(to < from), all + 1);
    }
    let when = format!("in {now} than in {before}");
    match (up, down) {
        (0, 0) => format!("none of {what} were higher or lower {when}"),
        (up, _) if up == all => format!("all of {what} were higher {when}"),
        (_, down) if down == all => format!("all of {what} were lower {when}"),
        (up, down) if up >= down => format!("{} of {what} were higher {when}, {} lower", count(up), count(down)),
        (up, down) => format!("{} of {what} were lower {when}, {} higher", count(down), count(up)),
    }
}

/// How many areas are higher and lower than before, in a headline.
pub(super) fn finding(subject: &Subject, moments: &[Moment], pairs: &[Pair], figures: &Figures) -> Vec<String> {
    let (first, last) = (&moments[0], &moments[moments.len() - 1]);
    let periods = [first.slice.period.words(), last.slice.period.words()];
    let tally = tally(pairs.iter().map(|p| (p.from, p.to)), &format!("{} areas", count(pairs.len())), &periods);
    let chosen = pairs.iter().find(|p| subject.highlight == Some(&*p.code));
    let own = chosen.map(|p| {
        let way = format!("from {} to {}", figures.value(p.from), figures.value(p.to));
        if p.to.total_cmp(&p.from).is_eq() {
            format!("{} stayed at {}", p.name, figures.value(p.to))
        } else {
            format!("{} went {way}", p.name)
        }
    });
    own.iter().map(|own| format!("{own}; {tally}")).chain(own.clone()).chain([tally.clone()]).collect()
}

/// Text alternative and figures of areas in two periods.
pub(super) fn alt(pairs: &[Pair], figures: &Figures) -> String {
    let mut by: Vec<&Pair> = pairs.iter().collect();
    by.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)).then_with(|| a.name.cmp(&b.name)));
    let one = |p: &&Pair| format!("{} from {} to {}", p.name, figures.value(p.from), figures.value(p.to));
    let ends: Vec<String> = by.iter().take(3).map(one).collect();
    let others: Vec<String> = by.iter().skip(3).rev().take(3).map(one).collect();
    let others = if others.is_empty() { String::new() } else { format!(" Other end: {}.", others.join("; ")) };
    format!("{} areas in two periods. Largest change upwards: {}.{others}", count(pairs.len()), ends.join("; "))
}

pub(super) fn data(moments: &[Moment], pairs: &[Pair]) -> Data {
    let (first, last) = (&moments[0], &moments[moments.len() - 1]);
    let mut data = Data::new(&["area", "name", "from_period", "from", "to_period", "to"]);
    for p in pairs {
        let (from, to) = (first.slice.period.to_string(), last.slice.period.to_string());
        data.push([p.code.as_str().into(), p.name.as_str().into(), from.into(), p.from.into(), to.into(), p.to.into()]);
    }
    data
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let moments = moments(subject, 1);
    let pairs = pairs(&moments)?;
    let all = pairs.len();
    let figures = moments[moments.len() - 1].figures(subject);
    let (findings, alt, data) =
        (finding(subject, &moments, &pairs, &figures), alt(&pairs, &figures), data(&moments, &pairs));
    let step = if subject.size.is_narrow() { 34.0 } else { 20.0 };
    let height = |most: usize| most as f64 * step + 52.0;
    let words = |most: usize| {
        let (pairs, besides) = changed_most(subject, &pairs, most);
        let notes = notes(subject, &moments, [pairs.len(), all], besides.as_deref(), pairs_range(&pairs));
        Words { findings: findings.clone(), subtitle: time_words(subject, &moments), notes, alt: alt.clone() }
    };
    let most = Frame::rows_of(subject, CHART.id, all.min(MOST), words, height);
    let mut frame = Frame::snug(subject, CHART.id, &words(most), height(most));
    let (pairs, _) = changed_most(subject, &pairs, most);
    let range = pairs_range(&pairs);
    rows(&mut frame, subject, &pairs, range, &figures, step, &moments[moments.len() - 1].unit(subject));
    Ok(frame.finish(data))
}

fn pairs_range(pairs: &[&Pair]) -> (f64, f64) {
    fitted(pairs.iter().flat_map(|p| [p.from, p.to]))
}

/// The areas to show, the highest first: the highlighted one and those that changed most; its name where others that are not
/// shown changed more.
fn changed_most<'a>(subject: &Subject, pairs: &'a [Pair], most: usize) -> (Vec<&'a Pair>, Option<String>) {
    let chosen = |p: &&Pair| subject.highlight == Some(&*p.code);
    let mut pairs: Vec<&Pair> = pairs.iter().collect();
    pairs.sort_by(|a, b| (b.to - b.from).abs().total_cmp(&(a.to - a.from).abs()).then_with(|| a.code.cmp(&b.code)));
    let besides = pairs.iter().skip(most).find(|p| chosen(p)).map(|p| p.name.clone());
    pairs.sort_by_key(|p| !chosen(p));
    pairs.truncate(most);
    pairs.sort_by(|a, b| b.to.total_cmp(&a.to).then_with(|| a.name.cmp(&b.name)));
    (pairs, besides)
}

fn notes(
    subject: &Subject,
    moments: &[Moment],
    [shown, all]: [usize; 2],
    besides: Option<&str>,
    range: (f64, f64),
) -> Vec<String> {
    let mut notes = vec![format!(
        "Ring: {}. Dot: {}. Brown: higher than before; blue: lower. Part of each change is chance.",
        moments[0].slice.period.words(),
        moments[moments.len() - 1].slice.period.words()
    )];
    if all > shown {
        let (besides, most) = besides.map_or((String::new(), shown), |name| (format!("{name}, and "), shown - 1));
        notes.push(format!(
            "Shown: {besides}the {} of {} areas that changed most; the table beside this chart has all.",
            count(most),
            count(all)
        ));
    }
    notes.extend(said(range));
    notes.extend(several_periods(subject, moments));
    notes
}

fn rows(
    frame: &mut Frame,
    subject: &Subject,
    pairs: &[&Pair],
    range: (f64, f64),
    figures: &Figures,
    step: f64,
    unit: &str,
) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let weight = |p: &Pair| weight(subject, p);
    let most = if narrow { (outer.x1 - outer.x0) * 0.95 } else { (outer.x1 - outer.x0) * 0.42 };
    let names: Vec<String> = pairs.iter().map(|p| fitted_name(&p.name, weight(p), most)).collect();
    let wide = pairs.iter().zip(&names).map(|(p, n)| width(n, theme::LABEL, weight(p))).fold(0.0, f64::max);
    let left = if narrow { outer.x0 + 6.0 } else { outer.x0 + wide + 16.0 };
    let plot = Rect::new(left, outer.y0 + 4.0, outer.x1 - 8.0, outer.y0 + 4.0 + pairs.len() as f64 * step);
    let x = Scale::linear(range, (plot.x0, plot.x1));
    let ticks = ticks(&x, range, if plot.x1 - plot.x0 > 350.0 { 7 } else { 4 });
    // Names stand over the strip on a narrow screen.
    let (top, bottom) = if narrow { (17.0, step) } else { (0.0, step) };
    frame.svg.open("grid");
    for y in (0..pairs.len()).map(|i| plot.y0 + i as f64 * step) {
        for at in ticks.iter().map(|tick| x.at(*tick)) {
            frame.svg.line((at, y + top), (at, y + bottom), Stroke::solid(theme::GRID, 1.0));
        }
    }
    frame.svg.close();
    axes::base_line(&mut frame.svg, &plot);
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &ticks, &figures.ticks(&ticks), subject.size.width);
    if !figures.tell_unit() {
        let unit = fit(&capitalised(unit), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &unit, Anchor::Start));
    }
    frame.svg.open("areas");
    let rows = Rows { subject, figures, plot, x, step, edge: outer.x0 };
    pairs.iter().zip(&names).enumerate().for_each(|(i, (p, name))| rows.draw(frame, i, p, name));
    frame.svg.close();
}

fn weight(subject: &Subject, p: &Pair) -> Weight {
    if subject.highlight == Some(&*p.code) { Weight::Bold } else { Weight::Regular }
}

/// Where the rows of areas lie.
struct Rows<'a> {
    subject: &'a Subject<'a>,
    figures: &'a Figures,
    plot: Rect,
    x: Scale,
    step: f64,
    /// Where names begin that stand over their strip.
    edge: f64,
}

impl Rows<'_> {
    /// An area: a ring, a dot, a line between them, and its name.
    fn draw(&self, frame: &mut Frame, i: usize, p: &Pair, name: &str) {
        let (x, plot, narrow) = (&self.x, &self.plot, self.subject.size.is_narrow());
        let top = plot.y0 + i as f64 * self.step;
        let (y, baseline) =
            if narrow { (top + 25.0, top + 13.0) } else { (top + self.step / 2.0, top + self.step / 2.0 + 4.0) };
        let colour = colour(self.subject, p);
        let tip = format!("{}: {} to {}", p.name, self.figures.value(p.from), self.figures.value(p.to));
        frame.svg.line((x.at(p.from), y), (x.at(p.to), y), Stroke::solid(colour, 2.0));
        frame.svg.mark(Shape::Ring, (x.at(p.from), y), 4.5, colour, &tip);
        frame.svg.mark(Shape::Dot, (x.at(p.to), y), 4.5, colour, &tip);
        let (at, anchor) = if narrow { (self.edge, Anchor::Start) } else { (plot.x0 - 14.0, Anchor::End) };
        let text = Text::label((at, baseline), name, anchor);
        frame.svg.text(Text { weight: weight(self.subject, p), colour: theme::INK, ..text });
    }
}

fn colour(subject: &Subject, p: &Pair) -> &'static str {
    match () {
        () if subject.highlight == Some(&*p.code) => theme::HIGHLIGHT,
        () if p.to > p.from => theme::ABOVE,
        () if p.to < p.from => theme::BELOW,
        () => theme::REST,
    }
}
