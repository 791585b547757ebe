//! All treatments of one area: its ratio to all areas together, with the spread of the other areas behind it. A spine chart.

use super::shared::usable;
use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::geometry::Rect;
use crate::names::Names;
use crate::numbers::{count, times};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::text::far as far_words;
use crate::theme;
use unwarranted_core::AreaFinding;
use unwarranted_core::findings::Position;
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::text::{capitalised, counted};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "profile",
    title: "Profile of one area",
    about: "All treatments of one area, from the highest ratio to all areas together to the lowest, on a doubling scale. The pale \
            band holds eight in ten of all areas, the darker one the middle half. The area is the highlighted one.",
    about_intervals: None,
    shows: &[Shows::Names, Shows::Highlight, Shows::Intervals, Shows::Chance, Shows::Far],
    twin: None,
    of_several: true,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Ratios beyond these are drawn at the edge.
const MOST: f64 = 8.0;
/// Most rows.
const ROWS: usize = 60;

/// One treatment of the area.
struct Row<'a> {
    measure: Measure<'a>,
    area: &'a AreaFinding,
    ratio: f64,
    interval: Option<(f64, f64)>,
    /// 10th, 25th, 75th and 90th percentile of the ratios of all areas.
    spread: Option<[f64; 4]>,
}

fn row<'a>(measure: Measure<'a>, code: &str) -> Option<Row<'a>> {
    let area = measure.findings.areas.iter().find(|a| &*a.area == code)?;
    let all: Vec<f64> = measure.findings.areas.iter().filter_map(|a| usable(a.ratio)).collect();
    let all = sorted(&all);
    let at = |p| quantile(&all, p);
    let spread = [at(0.1), at(0.25), at(0.75), at(0.9)];
    let spread = if let [Some(a), Some(b), Some(c), Some(d)] = spread { Some([a, b, c, d]) } else { None };
    let interval = usable(area.rates.ratio_lower).zip(usable(area.rates.ratio_upper));
    Some(Row { measure, area, ratio: usable(area.ratio)?, interval, spread })
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    // Whoever is farthest out of many is so by chance as well: nobody is picked unasked.
    let Some(code) = subject.highlight else {
        return Err(NotDrawn::because("it is of one area, and none is named; name its code with `highlight`"));
    };
    let measures = subject.measures();
    let mut rows: Vec<Row> = measures.iter().filter_map(|m| row(*m, code)).collect();
    if rows.is_empty() {
        return Err(NotDrawn::because(format!("area {code} has no ratio to all areas together in any treatment")));
    }
    rows.sort_by(|a, b| {
        b.ratio.total_cmp(&a.ratio).then_with(|| a.measure.labels.measure.cmp(&b.measure.labels.measure))
    });
    let all = rows.len();
    let data = data(&rows);
    if all > ROWS {
        // Both ends say most of an area.
        rows.drain(ROWS / 2..all - ROWS / 2);
    }
    let names = Names::of(&rows[0].measure.findings.areas);
    let name = names.get(code).to_owned();
    let words = words(subject, &rows, &name, [all, measures.len()]);
    let (about, until) = (format!("{code}-{}", subject.findings.period), subject.until());
    let setting =
        Setting { labels: subject.labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let step = if subject.size.is_narrow() { 52.0 } else { 34.0 };
    let mut frame = Frame::set(&setting, CHART.id, &words, rows.len() as f64 * step + 28.0);
    body(&mut frame, subject, &rows, step);
    Ok(frame.finish(data))
}

/// Where a ratio lies: steps of doubling from all areas together, to the edge at most.
fn doublings(ratio: f64) -> f64 {
    ratio.clamp(1.0 / MOST, MOST).log2()
}

/// How the area compares, as its interval says; without one nothing is said.
fn verdict(row: &Row) -> &'static str {
    match row.area.rates.position {
        Some(Position::FarAbove) => "Far above",
        Some(Position::Above) => "Above",
        Some(Position::NotDistinguishable) => "Cannot be told apart",
        Some(Position::Below) => "Below",
        Some(Position::FarBelow) => "Far below",
        None => "Chance not known",
    }
}

fn look(row: &Row) -> (Shape, &'static str) {
    match row.area.rates.position {
        Some(Position::FarAbove) => (Shape::Up, theme::FAR_ABOVE),
        Some(Position::Above) => (Shape::Dot, theme::ABOVE),
        Some(Position::NotDistinguishable) => (Shape::Ring, theme::REST),
        Some(Position::Below) => (Shape::Dot, theme::BELOW),
        Some(Position::FarBelow) => (Shape::Down, theme::FAR_BELOW),
        None => (Shape::Dot, theme::SOFT),
    }
}

fn told(row: &Row) -> String {
    let ratio = times(row.ratio);
    match row.interval {
        Some((low, high)) => format!("{ratio} times ({} to {})", times(low), times(high)),
        None => format!("{ratio} times"),
    }
}

fn words(subject: &Subject, rows: &[Row], name: &str, [all, measures]: [usize; 2]) -> Words {
    let far =
        rows.iter().filter(|r| matches!(r.area.rates.position, Some(Position::FarAbove | Position::FarBelow))).count();
    let known = rows.iter().filter(|r| r.area.rates.position.is_some()).count();
    let whole = subject.findings.whole();
    let treatments = counted(i64::try_from(all).unwrap_or(i64::MAX), "treatment", "treatments");
    let of = |r: &Row| format!("{}, {} times {whole}", r.measure.labels.measure, times(r.ratio));
    let finding = match (known, far) {
        _ if rows.len() == 1 => format!("{name}: {}", of(&rows[0])),
        (0, _) => format!("{name}: highest against {whole} for {}", of(&rows[0])),
        (n, far) if n < all => {
            let far = if far == 0 { "none".to_owned() } else { count(far) };
            format!("{name} is far from {whole} in {far} of the {} treatments whose chance is known", count(n))
        }
        (n, 0) => format!("{name} is far from {whole} in none of {} treatments", count(n)),
        (n, far) => format!("{name} is far from {whole} in {} of {} treatments", count(far), count(n)),
    };
    let (low, high) = (&rows[rows.len() - 1], &rows[0]);
    let range = format!("{name}: from {} to {} times {whole} over {treatments}", times(low.ratio), times(high.ratio),);
    let (over, under) = far_words(subject.findings.compared.far);
    let mut notes = vec![format!(
        "Pale band: eight in ten areas; darker: the middle half. Mark and line: {name} with its interval. Each step to the right \
         doubles, each to the left halves. Above and below: the whole interval on that side; far: over {over} or under {under}."
    )];
    if all > rows.len() {
        notes.push(format!("Shown: the {} highest and lowest of {} treatments.", count(rows.len()), count(all)));
    }
    if measures > all {
        notes.push(format!(
            "{} of {} treatments have no figure for this area.",
            count(measures - all),
            count(measures)
        ));
    }
    if rows.iter().any(|r| r.ratio > MOST || r.ratio < 1.0 / MOST) {
        notes.push(format!("Ratios over {MOST} and under 1/{MOST} are drawn at the edge."));
    }
    let each: Vec<String> = rows.iter().take(6).map(of).collect();
    Words {
        findings: vec![finding, range],
        subtitle: format!(
            "Ratio to {whole}, {treatments}, {} compared, {}",
            subject.labels.plural(),
            subject.findings.when()
        ),
        notes,
        alt: format!("{name}: {treatments} by the ratio to {whole}. {}.", each.join("; ")),
    }
}

fn body(frame: &mut Frame, subject: &Subject, rows: &[Row], step: f64) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let right =
        rows.iter().map(|r| width(&told(r), 11.0, Weight::Regular).max(width(verdict(r), theme::LABEL, Weight::Bold)));
    let right = right.fold(0.0, f64::max);
    let name_width = if narrow { outer.x1 - outer.x0 - right - 10.0 } else { (outer.x1 - outer.x0) * 0.3 };
    let left = if narrow { outer.x0 + 14.0 } else { outer.x0 + name_width + 16.0 };
    let end = if narrow { outer.x1 - 14.0 } else { outer.x1 - right - 20.0 };
    let plot = Rect::new(left, outer.y0 + 24.0, end, outer.y0 + 24.0 + rows.len() as f64 * step);
    let edge = rows.iter().flat_map(|r| [Some(r.ratio), r.interval.map(|i| i.1), r.interval.map(|i| i.0)]).flatten();
    let edge = edge.map(|v| doublings(v).abs()).fold(1.2, f64::max).min(3.0);
    let x = Scale::linear((-edge, edge), (plot.x0, plot.x1));
    let ticks: Vec<f64> =
        [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].into_iter().filter(|t: &f64| t.abs() <= edge).collect();
    let label = |t: f64| match t {
        t if t < -1.5 => format!("1/{}", 2f64.powf(-t)),
        t if t < -0.5 => "half".to_owned(),
        t if t < 0.5 => "all areas".to_owned(),
        t if t < 1.5 => "double".to_owned(),
        t => format!("{} times", 2f64.powf(t)),
    };
    frame.svg.open("axis");
    let mut free = f64::NEG_INFINITY;
    for tick in &ticks {
        let text = label(*tick);
        let half = width(&text, theme::LABEL, Weight::Regular) / 2.0;
        let at = x.at(*tick).clamp(outer.x0 + half, outer.x1 - half);
        if at - half > free {
            frame.svg.text(Text::label((at, outer.y0 + 14.0), &text, Anchor::Middle));
            free = at + half + 6.0;
        }
    }
    frame.svg.close();
    for (i, row) in rows.iter().enumerate() {
        let top = plot.y0 + i as f64 * step;
        strip(frame, row, &x, &ticks, if narrow { [top + 33.0, top + 49.0] } else { [top + 8.0, top + 26.0] });
        let title = fit(&row.measure.labels.measure, 13.0, Weight::Regular, name_width);
        frame.svg.text(Text {
            size: 13.0,
            colour: theme::INK,
            ..Text::label((outer.x0, top + 15.0), &title, Anchor::Start)
        });
        let (_, colour) = look(row);
        let colour = if colour == theme::REST { theme::SOFT } else { colour };
        let colour = if colour == theme::ABOVE || colour == theme::BELOW { theme::INK } else { colour };
        let text = Text::label((outer.x1, top + 15.0), verdict(row), Anchor::End);
        frame.svg.text(Text { weight: Weight::Bold, colour, ..text });
        let told = told(row);
        frame.svg.text(Text { size: 11.0, ..Text::label((outer.x1, top + 29.0), &told, Anchor::End) });
        let line = top + step;
        frame.svg.line((outer.x0, line), (outer.x1, line), Stroke::solid(theme::GRID, 1.0));
    }
}

/// Bands of all areas, grid, interval and mark of this one.
fn strip(frame: &mut Frame, row: &Row, x: &Scale, ticks: &[f64], [top, bottom]: [f64; 2]) {
    frame.svg.open("treatment");
    if let Some([p10, p25, p75, p90]) = row.spread.map(|s| s.map(|v| x.at(doublings(v)))) {
        frame.svg.rect((p10, top), (p90 - p10).max(0.0), bottom - top, theme::BAND);
        frame.svg.rect((p25, top), (p75 - p25).max(0.0), bottom - top, theme::BAND_INNER);
    }
    for tick in ticks {
        let colour = if tick.abs() < 0.5 { theme::SOFT } else { theme::GRID };
        frame.svg.line((x.at(*tick), top - 3.0), (x.at(*tick), bottom + 3.0), Stroke::solid(colour, 1.0));
    }
    let (shape, colour) = look(row);
    let y = (top + bottom) / 2.0;
    if let Some((low, high)) = row.interval {
        frame.svg.line((x.at(doublings(low)), y), (x.at(doublings(high)), y), Stroke::solid(colour, 2.0));
    }
    let tip = format!("{}: {}", row.measure.labels.measure, told(row));
    frame.svg.mark(shape, (x.at(doublings(row.ratio)), y), 4.5, colour, &tip);
    frame.svg.close();
}

fn data(rows: &[Row]) -> Data {
    let mut data =
        Data::new(&["treatment", "title", "area", "ratio", "lower", "upper", "position", "p10", "p25", "p75", "p90"]);
    for r in rows {
        let (lower, upper) = r.interval.unzip();
        let spread = |k: usize| r.spread.map(|s| s[k]);
        data.push([
            (&*r.measure.findings.treatment).into(),
            capitalised(&r.measure.labels.measure).into(),
            (&*r.area.area).into(),
            r.ratio.into(),
            lower.into(),
            upper.into(),
            r.area.rates.position.map(|p| p.word().to_owned()).into(),
            spread(0).into(),
            spread(1).into(),
            spread(2).into(),
            spread(3).into(),
        ]);
    }
    data
}
