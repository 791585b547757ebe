//! Which areas changed what they do, and when.

mod rows;
mod words;

use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, TrendSubject};
use crate::data::Data;
use crate::frame::{Frame, Setting};
use crate::names::short;
use unwarranted_core::time::{AreaStep, Turn, Turned};
use unwarranted_core::{Month, Period};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "adoption",
    title: "Which areas changed what they do, and when",
    about: "A row for each area whose rate has a step: the mark is its month, the line through it the months that the series allows. The bar is \
            thick while the area has more and thin while it has less. Above, how many areas had changed by each month.",
    about_intervals: None,
    shows: &[Shows::Names, Shows::Highlight, Shows::Chance, Shows::Guidance],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Trend(draw),
};

/// One area that changed.
struct Row<'a> {
    step: &'a AreaStep,
    turned: &'a Turned,
    name: String,
    /// Months from the first period to the step, and to the earliest and latest that it may have.
    at: [f64; 3],
}

/// What is drawn.
struct Steps<'a> {
    /// The earliest first.
    rows: Vec<Row<'a>>,
    periods: Vec<Period>,
    first: Month,
    /// Months from the first period to the end of the last.
    end: f64,
    /// Areas that were tested.
    tested: usize,
    /// Months from the first period to the guidance.
    guidance: Option<f64>,
}

impl<'a> Steps<'a> {
    fn of(subject: &TrendSubject<'a>) -> Option<Self> {
        let trend = subject.trend;
        let periods = trend.fixed.periods();
        let first = periods.first()?.first_month()?;
        let end = f64::from(periods.last()?.last_month()?.since(first) + 1);
        let at = |period: Period| Some(f64::from(period.first_month()?.since(first)));
        let row = |step: &'a AreaStep| {
            let turned = step.change()?;
            let [early, late] = turned.interval;
            let name = step.name.as_deref().map_or_else(|| step.area.to_string(), short);
            Some(Row { step, turned, name, at: [at(turned.period)?, at(early)?, at(late)?] })
        };
        let mut rows: Vec<Row> = trend.steps.iter().filter_map(row).collect();
        rows.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]).then_with(|| a.name.cmp(&b.name)));
        let guidance = rows.iter().find_map(|r| Some(r.at[0] - f64::from(r.turned.months_after?)));
        let tested = trend.steps.iter().filter(|s| s.found.is_ok()).count();
        Some(Self { rows, periods, first, end, tested, guidance: guidance.filter(|g| (0.0..=end).contains(g)) })
    }
}

/// Whether an area has less after it.
fn falls(turn: Turn) -> bool {
    matches!(turn, Turn::Stopped | Turn::Less)
}

fn draw(subject: &TrendSubject) -> Result<Drawing, NotDrawn> {
    let none = || NotDrawn::because("when areas changed what they do takes periods with dates");
    let steps = Steps::of(subject).ok_or_else(none)?;
    if steps.rows.is_empty() {
        let reason = subject.trend.steps.iter().find_map(|s| s.found.as_ref().err()).filter(|_| steps.tested == 0);
        return Err(NotDrawn::because(match reason {
            Some(reason) => format!("whether areas changed what they do is not known: {}", reason.reason),
            None => "no area changed what it does by a step that chance does not explain".to_owned(),
        }));
    }
    let last = steps.periods[steps.periods.len() - 1];
    let (about, until) = (format!("{}-{last}", subject.trend.treatment), last.words());
    let (labels, size) = (subject.labels, subject.size);
    let setting = Setting { labels, measure: &labels.measure, about: &about, until: &until, snug: true, size };
    let words = |shown| words::words(subject, &steps, shown);
    let height = |shown| rows::height(&steps, shown, size);
    let shown = Frame::rows(&setting, CHART.id, steps.rows.len(), words, height);
    let mut frame = Frame::set(&setting, CHART.id, &words(shown), height(shown));
    rows::draw(&mut frame, subject, &steps, shown);
    Ok(frame.finish(data(&steps)))
}

fn data(steps: &Steps) -> Data {
    let columns =
        ["area", "name", "period", "period_lower", "period_upper", "turn", "before", "after", "months_after_guidance"];
    let mut data = Data::new(&columns);
    for row in &steps.rows {
        let turned = row.turned;
        data.push([
            (&*row.step.area).into(),
            row.step.name.as_deref().into(),
            turned.period.to_string().into(),
            turned.interval[0].to_string().into(),
            turned.interval[1].to_string().into(),
            turned.turn.to_string().into(),
            turned.before.into(),
            turned.after.into(),
            turned.months_after.map(f64::from).into(),
        ]);
    }
    data
}
