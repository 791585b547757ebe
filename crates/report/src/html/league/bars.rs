//! The chart of a league: a bar for each treatment, on one axis.

use crate::number::percent;
use crate::words::league as words;
use serde::Serialize;
use unwarranted_core::sweep::{League, LeagueEntry};

/// A mark of the axis, at a thousandth of its length.
#[derive(Serialize)]
pub(in crate::html) struct Tick {
    pub(in crate::html) at: f64,
    pub(in crate::html) text: String,
}

/// A line of a chart; places are thousandths of its axis.
#[derive(Serialize)]
pub(in crate::html) struct Bar {
    pub(in crate::html) place: String,
    pub(in crate::html) title: String,
    pub(in crate::html) href: Option<String>,
    pub(in crate::html) places: String,
    pub(in crate::html) at: f64,
    pub(in crate::html) from: Option<f64>,
    pub(in crate::html) to: Option<f64>,
    pub(in crate::html) value: String,
    pub(in crate::html) interval: String,
}

/// By how much areas differ: the root of a variance, 0 where it is below zero.
pub(super) fn spread(variance: f64) -> f64 {
    variance.max(0.0).sqrt()
}

/// The end of the axis, a whole number of its steps.
pub(super) fn end(league: &League, ranked: &[&LeagueEntry]) -> f64 {
    let upper = |e: &&LeagueEntry| {
        let [value, _, upper] = e.variance(league.by);
        spread(upper.or(value).unwrap_or_default())
    };
    let most = ranked.iter().map(upper).fold(0.05, f64::max);
    let step = step(most);
    (most / step).ceil() * step
}

fn step(most: f64) -> f64 {
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0].into_iter().find(|step| most / step <= 5.0).unwrap_or(10.0)
}

pub(super) fn ticks(end: f64) -> Vec<Tick> {
    let step = step(end);
    let tick = |i: u32| Tick { at: thousandth(f64::from(i) * step / end), text: percent(f64::from(i) * step) };
    (0..=100).map(tick).take_while(|tick| tick.at <= 1000.0).collect()
}

pub(in crate::html) fn thousandth(share: f64) -> f64 {
    (share * 10_000.0).round() / 10.0
}

pub(super) fn bar(entry: &LeagueEntry, league: &League, end: f64) -> Bar {
    let [value, lower, upper] = entry.variance(league.by);
    let at = |variance: f64| thousandth((spread(variance) / end).min(1.0));
    let say = |variance: f64| percent(spread(variance));
    let interval = lower.zip(upper);
    Bar {
        place: words::place(league, entry),
        title: entry.title.clone(),
        href: None,
        places: words::places(entry),
        at: value.map_or(0.0, at),
        from: interval.map(|(lower, _)| at(lower)),
        to: interval.map(|(_, upper)| at(upper)),
        value: value.map_or_else(String::new, say),
        interval: interval.map_or_else(String::new, |(lower, upper)| format!("{} to {}", say(lower), say(upper))),
    }
}
