//! How far the areas lie apart in each treatment: the bands of a profile without an area in them.

mod words;

use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::charts::shared::doublings::{RowWords, Rows, doublings, height, percentiles};
use crate::charts::shared::usable;
use crate::data::Data;
use crate::frame::{Frame, Setting};
use crate::svg::Stroke;
use crate::theme;
use unwarranted_core::findings::Position;
use unwarranted_core::text::capitalised;
use words::{apart, told, words};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "spreads",
    title: "Spread of the areas by treatment",
    about: "A row for each treatment with the areas by their ratio to all areas together, on a doubling scale: the pale band holds \
            eight in ten areas, the darker one the middle half, the line in it is the middle area. The widest band comes first. Chance \
            widens the bands too, the more the rarer a treatment is.",
    about_intervals: None,
    shows: &[Shows::Chance, Shows::Far],
    twin: None,
    of_several: true,
    of_places: false,
    draw: Draw::Findings(draw),
};
/// Most rows.
const ROWS: usize = 60;

/// One treatment.
struct Row<'a> {
    measure: Measure<'a>,
    /// 10th, 25th, 50th, 75th and 90th percentile of the ratios of the areas.
    spread: [f64; 5],
    /// Of all areas, those whose whole interval lies on one side of all areas together; `None` where chance is not known of every one.
    apart: Option<[usize; 2]>,
}

fn row(measure: Measure) -> Option<Row> {
    let areas = measure.findings.areas.iter().filter(|a| usable(a.ratio).is_some());
    // Of an amount it may be known of a few areas that they differ by no more than their months do.
    let known: Option<Vec<Position>> = areas.map(|a| a.rates.position).collect();
    let differ = |p: &&Position| **p != Position::NotDistinguishable;
    let apart = known.map(|known| [known.iter().filter(differ).count(), known.len()]);
    Some(Row { spread: percentiles(measure.findings)?, measure, apart })
}

impl Row<'_> {
    /// How many doublings the pale band is wide; treatments that most areas have none of come last.
    fn width(&self) -> f64 {
        let [p10, .., p90] = self.spread;
        match (p10 > 0.0, p90 > 0.0) {
            (true, _) => libm::log2(p90 / p10),
            (false, true) => f64::INFINITY,
            (false, false) => -1.0,
        }
    }
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let measures = subject.measures();
    let mut rows: Vec<Row> = measures.iter().filter_map(|m| row(*m)).collect();
    if rows.is_empty() {
        return Err(NotDrawn::because("no area has a ratio to all areas together in any treatment"));
    }
    let title = |row: &Row| row.measure.labels.measure.clone();
    let last = |row: &Row| row.spread[4];
    rows.sort_by(|a, b| {
        b.width().total_cmp(&a.width()).then_with(|| last(b).total_cmp(&last(a))).then_with(|| title(a).cmp(&title(b)))
    });
    let counts = [rows.len(), measures.len()];
    let data = data(&rows);
    let (about, until) = (subject.findings.period.to_string(), subject.until());
    let labels = &subject.labels_of(&measures);
    let setting = Setting { labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let words = |most: usize| words(subject, &rows, most, counts);
    let height = |most: usize| height(most, subject.size);
    let most = Frame::rows(&setting, CHART.id, rows.len().min(ROWS), words, height);
    let mut frame = Frame::set(&setting, CHART.id, &words(most), height(most));
    body(&mut frame, subject, &rows[..most]);
    Ok(frame.finish(data))
}

fn body(frame: &mut Frame, subject: &Subject, rows: &[Row]) {
    let said: Vec<RowWords> = rows.iter().map(row_words).collect();
    let drawn = Rows::set(frame, subject.size, &said, rows.iter().flat_map(|r| [r.spread[0], r.spread[4]]));
    for (i, (row, words)) in rows.iter().zip(&said).enumerate() {
        drawn.row(frame, i, words, Some(row.spread), |frame, [top, bottom]| {
            let x = drawn.x.at(doublings(row.spread[2]));
            frame.svg.line((x, top), (x, bottom), Stroke::solid(theme::INK, 2.0));
        });
    }
}

fn row_words<'a>(row: &Row<'a>) -> RowWords<'a> {
    RowWords { title: &row.measure.labels.measure, bold: told(row), colour: theme::INK, under: apart(row) }
}

fn data(rows: &[Row]) -> Data {
    let mut data = Data::new(&["treatment", "title", "areas", "p10", "p25", "p50", "p75", "p90", "apart"]);
    for r in rows {
        let [p10, p25, p50, p75, p90] = r.spread;
        data.push([
            (&*r.measure.findings.treatment).into(),
            capitalised(&r.measure.labels.measure).into(),
            r.measure.findings.areas.len().into(),
            p10.into(),
            p25.into(),
            p50.into(),
            p75.into(),
            p90.into(),
            r.apart.map(|[differ, _]| differ as f64).into(),
        ]);
    }
    data
}
