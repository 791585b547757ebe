//! Treatments in the order of how far areas differ, with intervals of the spread and of the place.

mod names;
mod rows;
mod words;

use crate::chart::{Chart, Draw, Drawing, LeagueSubject, NotDrawn, Shows};
use crate::data::Data;
use crate::frame::{Frame, Setting};
use unwarranted_core::sweep::LeagueEntry;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "league",
    title: "League of treatments",
    about: "Treatments in the order of how far areas differ: the standard deviation of the areas' rates with chance taken out, \
            as a share of the rate of all areas. 0% is all areas alike; at 100% the differences are as large as the rate \
            itself. Beside each name stands the interval of its place.",
    about_intervals: None,
    shows: &[Shows::Intervals, Shows::Simulated],
    twin: None,
    of_several: true,
    of_places: false,
    draw: Draw::League(draw),
};

/// One treatment as it is drawn.
struct Row<'a> {
    entry: &'a LeagueEntry,
    rank: usize,
    /// Whether another has it too.
    shared: bool,
    /// Spread, a share of the rate of all areas.
    value: f64,
    interval: Option<(f64, f64)>,
}

/// A variance as a spread: its root, 0 where it is below zero.
fn spread(variance: f64) -> f64 {
    variance.max(0.0).sqrt()
}

fn draw(subject: &LeagueSubject) -> Result<Drawing, NotDrawn> {
    let league = subject.league;
    let row = |entry| row(entry, subject);
    let rows: Vec<Row> = league.entries.iter().filter_map(row).collect();
    if rows.is_empty() {
        let reason = match league.entries.iter().find_map(|e| e.not_ranked.as_deref()) {
            Some(reason) if league.entries.len() == 1 => format!("the only treatment has no place: {reason}"),
            Some(reason) => format!("none of the {} treatments has a place; the first: {reason}", league.entries.len()),
            None => "there is no treatment".to_owned(),
        };
        return Err(NotDrawn::because(reason));
    }
    let most = if rows.len() > rows::MOST { rows::FIRST } else { rows.len() };
    let (about, until) = (format!("{}", league.period), league.period.words());
    let setting =
        Setting { labels: subject.labels, measure: "", about: &about, until: &until, snug: true, size: subject.size };
    let words = |shown| words::words(subject, &rows, shown);
    let height = |shown| rows::height(shown, rows.len(), subject.size);
    let shown = Frame::rows(&setting, CHART.id, most, words, height);
    let mut frame = Frame::set(&setting, CHART.id, &words(shown), height(shown));
    rows::draw(&mut frame, subject, &rows, shown);
    Ok(frame.finish(data(&rows)))
}

fn row<'a>(entry: &'a LeagueEntry, subject: &LeagueSubject) -> Option<Row<'a>> {
    let [value, lower, upper] = entry.variance(subject.league.by);
    let interval = lower.zip(upper).map(|(lower, upper)| (spread(lower), spread(upper)));
    let shared = subject.league.shares_place(entry);
    Some(Row { entry, rank: entry.rank?, shared, value: spread(value?), interval })
}

fn data(rows: &[Row]) -> Data {
    let columns =
        ["treatment", "title", "rank", "rank_lower", "rank_upper", "spread", "lower", "upper", "areas", "differ"];
    let mut data = Data::new(&columns);
    for r in rows {
        let (lower, upper) = r.interval.unzip();
        data.push([
            (&*r.entry.id).into(),
            r.entry.title.as_str().into(),
            r.rank.into(),
            r.entry.rank_lower.into(),
            r.entry.rank_upper.into(),
            r.value.into(),
            lower.into(),
            upper.into(),
            r.entry.areas.into(),
            r.entry.differ.into(),
        ]);
    }
    data
}
