//! Areas by treatments: how far each is from all areas together, in five classes.

use super::shared::usable;
use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::map::classes::{COLOURS, of_ratio as class, sign as sign_of};
use crate::names::{Names, fitted as fitted_name};
use crate::numbers::{count, times};
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::AreaFinding;

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

/// Most rows.
const ROWS: usize = 120;
/// Most columns.
const COLUMNS: usize = 50;
/// Height of a row, least and most width of a column.
const ROW: f64 = 16.0;
const COLUMN: (f64, f64) = (18.0, 44.0);
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
    let table = Table::of(subject, measures, areas.len());
    let Table { rows, columns, inner, .. } = table;
    let words = words(subject, measures, &areas, [rows, columns]);
    let (until, about) = (subject.until(), subject.findings.period.to_string());
    let setting =
        Setting { labels: subject.labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let key = key_lines(measures, columns, inner);
    let legend = if subject.size.is_narrow() { 5.0 * 17.0 } else { 22.0 };
    let head = key.len() as f64 * 15.0 + legend + 24.0;
    let mut frame = Frame::set(&setting, CHART.id, &words, table.each() as f64 * ROW + head + 8.0);
    draw_key(&mut frame, &key, subject.size.is_narrow());
    let top = frame.plot.y0 + head;
    for (block, areas) in areas[..rows].chunks(table.each()).enumerate() {
        let left = frame.plot.x0 + block as f64 * (table.width() + BETWEEN) + table.names + 8.0;
        cells(&mut frame, subject, &measures[..columns], areas, (left, top), [table.names, table.wide]);
    }
    Ok(frame.finish(data(measures, &areas)))
}

/// Space between blocks of rows, and the fewest rows of one.
const BETWEEN: f64 = 24.0;
const BLOCK: usize = 20;

/// How rows and columns are set: few treatments leave room for several blocks of rows beside each other.
struct Table {
    inner: f64,
    rows: usize,
    columns: usize,
    blocks: usize,
    /// Widths of the names and of a column.
    names: f64,
    wide: f64,
}

impl Table {
    fn of(subject: &Subject, measures: &[Measure], areas: usize) -> Self {
        let inner = subject.size.width - 2.0 * subject.size.margin();
        let names = if subject.size.is_narrow() { inner * 0.44 } else { inner * 0.32 };
        let room = (inner - names - 8.0) / COLUMN.0;
        let columns = (1..=measures.len().min(COLUMNS)).take_while(|n| *n as f64 <= room).count();
        let (rows, narrowest) = (areas.min(ROWS), names.min(170.0) + 8.0 + columns as f64 * COLUMN.0 * 1.5);
        let fits = |n: &usize| (*n as f64) * (narrowest + BETWEEN) - BETWEEN <= inner && rows >= n * BLOCK;
        let blocks = (2..=3).rev().find(fits).unwrap_or(1);
        let each = (inner + BETWEEN) / blocks as f64 - BETWEEN;
        let wide = |names: f64| ((each - names - 8.0) / columns.max(1) as f64).clamp(COLUMN.0, COLUMN.1);
        let names = names.min(each - 8.0 - columns as f64 * COLUMN.0 * if blocks > 1 { 1.5 } else { 1.0 });
        Self { inner, rows, columns, blocks, names, wide: wide(names) }
    }

    /// Most rows of a block.
    fn each(&self) -> usize {
        self.rows.div_ceil(self.blocks).max(1)
    }

    /// Width of a block.
    fn width(&self) -> f64 {
        (self.inner + BETWEEN) / self.blocks as f64 - BETWEEN
    }
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

fn words(subject: &Subject, measures: &[Measure], areas: &[(String, String)], [rows, columns]: [usize; 2]) -> Words {
    let whole = subject.findings.whole();
    let cells: Vec<(f64, &Measure, &AreaFinding)> = measures
        .iter()
        .flat_map(|m| m.findings.areas.iter().filter_map(move |a| Some((usable(a.ratio)?, m, a))))
        .collect();
    let over = cells.iter().filter(|(r, ..)| class(*r) == 4).count();
    let under = cells.iter().filter(|(r, ..)| class(*r) == 0).count();
    let all = cells.len();
    let names: BTreeMap<&str, &str> = areas.iter().map(|(c, n)| (&**c, &**n)).collect();
    let mut notes = vec![format!(
        "Of each treatment the ratio to {whole}. A line through a cell: no figure. The classes are of the figures themselves; part of every difference is chance, most where numbers are small."
    )];
    if rows < areas.len() || columns < measures.len() {
        notes.push(format!(
            "Shown: {} of {} areas and {} of {} treatments; the table beside this chart has all.",
            count(rows),
            count(areas.len()),
            count(columns),
            count(measures.len())
        ));
    }
    let far = cells.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let told = far.map(|(r, m, a)| {
        format!(
            " Farthest above: {} for {}, {} times.",
            names.get(&*a.area).unwrap_or(&""),
            m.labels.measure,
            times(*r)
        )
    });
    let period: BTreeSet<String> = measures.iter().map(|m| m.findings.when()).collect();
    Words {
        findings: vec![
            format!(
                "in {} of {} pairs of area and treatment the rate is over double that of {whole}, in {} under half",
                count(over),
                count(all),
                count(under)
            ),
            format!("{} of {} pairs are over double, {} under half", count(over), count(all), count(under)),
        ],
        subtitle: format!(
            "Ratio to {whole}, {} by {} treatments, {}",
            subject.labels.areas_counted(areas.len()),
            count(measures.len()),
            period.into_iter().collect::<Vec<_>>().join(", ")
        ),
        notes,
        alt: format!(
            "A grid of {} areas and {} treatments in five classes of the ratio to {whole}: {} over double, {} under half.{}",
            count(areas.len()),
            count(measures.len()),
            count(over),
            count(under),
            told.unwrap_or_default()
        ),
    }
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
