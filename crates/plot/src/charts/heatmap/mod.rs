//! Areas by treatments: how far each is from all areas together, in five classes.

mod table;
mod words;

use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::charts::shared::usable;
use crate::data::Data;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting};
use crate::map::classes::{COLOURS, of_ratio as class, sign as sign_of};
use crate::names::{Names, fitted as fitted_name};
use crate::numbers::count;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use std::collections::BTreeMap;
use table::{BETWEEN, ROWS, Table};
use unwarranted_core::AreaFinding;
use words::words;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "heatmap",
    title: "Heat map of areas and treatments",
    about: "A row for each area and a column for each treatment: under half the rate of all areas together, below, like it, above, \
            or over double. Signs in the outer classes say the same without colour; a line through a cell says that there is no \
            figure.",
    about_intervals: None,
    shows: &[Shows::Names, Shows::Highlight],
    twin: None,
    of_several: true,
    of_places: false,
    draw: Draw::Findings(draw),
};
/// Height of a row.
const ROW: f64 = 16.0;
const NAMES: [&str; 5] = ["under half", "below", "like all areas (within a quarter)", "above", "over double"];

/// Areas in the order of the drawing, by code: those with the most outer classes first, the highlighted one at the top.
fn areas(subject: &Subject, measures: &[Measure]) -> Vec<(String, String)> {
    let mut outer: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for m in measures {
        let short = Names::of(&m.findings.areas);
        for a in &m.findings.areas {
            let far = usable(a.ratio).is_some_and(|r| [0, 4].contains(&class(r)));
            *outer.entry(&a.area).or_default() += usize::from(far);
            names.entry(&a.area).or_insert_with(|| short.get(&a.area).to_owned());
        }
    }
    let mut codes: Vec<&str> = outer.keys().copied().collect();
    let chosen = |c: &str| subject.highlight == Some(c);
    codes.sort_by(|a, b| chosen(b).cmp(&chosen(a)).then(outer[b].cmp(&outer[a])).then_with(|| names[a].cmp(&names[b])));
    codes.into_iter().map(|c| (c.to_owned(), names[c].clone())).collect()
}

fn find<'a>(measure: &Measure<'a>, code: &str) -> Option<&'a AreaFinding> {
    measure.findings.areas.iter().find(|a| &*a.area == code)
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let measures = &*subject.measures();
    let areas = areas(subject, measures);
    let ratios = || measures.iter().flat_map(|m| &m.findings.areas).filter_map(|a| usable(a.ratio));
    if ratios().next().is_none() {
        return Err(NotDrawn::because("no area has a ratio to all areas together"));
    }
    let (until, about) = (subject.until(), subject.findings.period.to_string());
    let labels = &subject.labels_of(measures);
    let setting = Setting { labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let table = |rows| Table::of(subject, measures, rows);
    let words = |most| words(subject, measures, &areas, [table(most).rows, table(most).columns]);
    let key = |table: &Table| key_lines(measures, table.columns, table.inner);
    let legend = if subject.size.is_narrow() { 5.0 * 17.0 } else { 22.0 };
    let head = |table: &Table| key(table).len() as f64 * 15.0 + legend + 24.0;
    let height = |most| table(most).each() as f64 * ROW + head(&table(most)) + 8.0;
    let most = Frame::rows(&setting, CHART.id, areas.len().min(ROWS), words, height);
    let table = table(most);
    let Table { rows, columns, .. } = table;
    let (key, head) = (key(&table), head(&table));
    let mut frame = Frame::set(&setting, CHART.id, &words(most), height(most));
    draw_key(&mut frame, &key, subject.size.is_narrow());
    let top = frame.plot.y0 + head;
    for (block, areas) in areas[..rows].chunks(table.each()).enumerate() {
        let left = frame.plot.x0 + block as f64 * (table.width() + BETWEEN) + table.names + 8.0;
        cells(&mut frame, subject, &measures[..columns], areas, (left, top), [table.names, table.wide]);
    }
    Ok(frame.finish(data(measures, &areas)))
}

/// "1 Gluten-free foods, 2 Co-proxamol": what stands in which column.
fn key_lines(measures: &[Measure], columns: usize, inner: f64) -> Vec<String> {
    let name = |(i, m): (usize, &Measure)| {
        format!("{} {}", i + 1, fit(&m.labels.measure, theme::LABEL, Weight::Regular, inner * 0.8))
    };
    let text = measures.iter().take(columns).enumerate().map(name).collect::<Vec<_>>().join("; ");
    crate::font::wrap(&text, theme::LABEL, Weight::Regular, inner)
}

fn draw_key(frame: &mut Frame, key: &[String], narrow: bool) {
    let outer = frame.plot;
    frame.svg.open("key");
    let (mut x, mut y) = (outer.x0, outer.y0 + 12.0);
    for (class, name) in NAMES.iter().enumerate() {
        frame.svg.rect((x, y - 10.0), 14.0, 12.0, COLOURS[class]);
        sign(frame, class, (x + 7.0, y));
        frame.svg.text(Text::label((x + 20.0, y), name, Anchor::Start));
        if narrow {
            y += 17.0;
        } else {
            x += 20.0 + width(name, theme::LABEL, Weight::Regular) + 18.0;
        }
    }
    let top = if narrow { y } else { y + 22.0 };
    for (i, line) in key.iter().enumerate() {
        frame.svg.text(Text::label((outer.x0, top + i as f64 * 15.0), line, Anchor::Start));
    }
    frame.svg.close();
}

fn sign(frame: &mut Frame, class: usize, at: (f64, f64)) {
    let Some(text) = sign_of(class) else { return };
    let label = Text::label(at, text, Anchor::Middle);
    frame.svg.text(Text { weight: Weight::Bold, colour: theme::GROUND, ..label });
}

fn cells(
    frame: &mut Frame,
    subject: &Subject,
    measures: &[Measure],
    areas: &[(String, String)],
    grid: (f64, f64),
    [names, wide]: [f64; 2],
) {
    frame.svg.open("columns");
    for i in 0..measures.len() {
        let x = grid.0 + (i as f64 + 0.5) * wide;
        frame.svg.text(Text::label((x, grid.1 - 5.0), &count(i + 1), Anchor::Middle));
    }
    frame.svg.close();
    frame.svg.open("areas");
    for (r, (code, name)) in areas.iter().enumerate() {
        let y = grid.1 + r as f64 * ROW;
        let weight = if subject.highlight == Some(code) { Weight::Bold } else { Weight::Regular };
        let name = fitted_name(name, weight, names);
        let text = Text::label((grid.0 - 8.0, y + 12.0), &name, Anchor::End);
        frame.svg.text(Text { weight, colour: theme::INK, ..text });
        for (c, m) in measures.iter().enumerate() {
            let x = grid.0 + c as f64 * wide;
            match find(m, code).and_then(|a| usable(a.ratio)) {
                Some(ratio) => {
                    frame.svg.rect((x + 0.5, y + 0.5), wide - 1.0, ROW - 1.0, COLOURS[class(ratio)]);
                    sign(frame, class(ratio), (x + wide / 2.0, y + 12.0));
                }
                None => frame.svg.line(
                    (x + 3.0, y + ROW - 3.0),
                    (x + wide - 3.0, y + 3.0),
                    Stroke::solid(theme::HATCH, 1.0),
                ),
            }
        }
    }
    frame.svg.close();
}

fn data(measures: &[Measure], areas: &[(String, String)]) -> Data {
    let mut data = Data::new(&["area", "name", "treatment", "ratio", "class"]);
    for (code, name) in areas {
        for m in measures {
            let ratio = find(m, code).and_then(|a| usable(a.ratio));
            let class = ratio.map(|r| NAMES[class(r)]);
            data.push([
                code.as_str().into(),
                name.as_str().into(),
                (&*m.findings.treatment).into(),
                ratio.into(),
                class.into(),
            ]);
        }
    }
    data
}
