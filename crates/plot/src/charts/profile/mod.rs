//! All treatments of one area: its ratio to all areas together, with the spread of the other areas behind it. A spine chart.

mod body;
mod row;
mod words;

use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::charts::shared::doublings::height;
use crate::data::Data;
use crate::frame::{Frame, Setting};
use crate::names::Names;
use body::body;
use row::{Row, row};
use unwarranted_core::text::capitalised;
use words::words;

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
/// Most rows.
const ROWS: usize = 60;

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
    let names = Names::of(&rows[0].measure.findings.areas);
    let name = names.get(code).to_owned();
    let (about, until) = (format!("{code}-{}", subject.findings.period), subject.until());
    let labels = &subject.labels_of(&measures);
    let setting = Setting { labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let words = |most: usize| words(subject, &ends(&rows, most), &name, [all, measures.len()]);
    let height = |most: usize| height(most, subject.size);
    let most = Frame::rows(&setting, CHART.id, all.min(ROWS), words, height);
    let mut frame = Frame::set(&setting, CHART.id, &words(most), height(most));
    body(&mut frame, subject, &ends(&rows, most));
    Ok(frame.finish(data))
}

/// At most so many rows: both ends say most of an area.
fn ends<'a, 'b>(rows: &'b [Row<'a>], most: usize) -> Vec<&'b Row<'a>> {
    let (above, below) = (most.div_ceil(2), most / 2);
    let kept = |i: &usize| rows.len() <= most || *i < above || *i >= rows.len() - below;
    (0..rows.len()).filter(kept).map(|i| &rows[i]).collect()
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
            spread(3).into(),
            spread(4).into(),
        ]);
    }
    data
}
