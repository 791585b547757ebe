//! Classes of a map of what neighbours share.

use crate::words::{LIKELY, SURELY};
use std::sync::Arc;
use unwarranted_core::space::local::Cluster;
use unwarranted_core::space::slice::{Place, Space};
use unwarranted_core::text::be;
use unwarranted_plot::Scheme;
use unwarranted_plot::scheme::{Classed, Scale};

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// The probability that the ratio of an area is above 1, in classes (Richardson et al. 2004, Environ Health Perspect 112:1016).
    Exceedance,
    /// The smoothed ratio.
    Smoothed,
    /// Areas that stand out with their neighbours, or against them.
    Clusters,
}

/// Limits of the classes of a smoothed ratio.
const LIMITS: [f64; 4] = [0.5, 0.8, 1.25, 2.0];

/// The classes of the areas; `None` where there is nothing to show.
#[must_use]
pub fn scheme(s: &Space, show: Show) -> Option<Scheme> {
    let one = |place: &Place| -> Option<(Arc<str>, Classed)> {
        let (value, interval) = match (show, place.risk) {
            (Show::Clusters, _) => (place.observed / place.expected, None),
            (Show::Exceedance, Some(risk)) => (risk.p_above_1, None),
            (Show::Smoothed, Some(risk)) => (risk.rr, Some((risk.lower, risk.upper))),
            (_, None) => return None,
        };
        Some((Arc::clone(&place.area), Classed { class: class(place, show), value, interval }))
    };
    let areas: std::collections::BTreeMap<_, _> = s.areas.iter().filter_map(one).collect();
    let any = areas.values().any(|classed| classed.class.is_some());
    let count = |class: usize| areas.values().filter(|classed| classed.class == Some(class)).count();
    let (names, short_names, title, unit, headline, note) = match show {
        Show::Exceedance => exceedance(areas.len(), count(4), count(0)),
        Show::Smoothed => smoothed(areas.len(), count(4), count(0)),
        Show::Clusters => clusters(areas.len(), count(4), count(0)),
    };
    let scheme = Scheme {
        scale: Scale::Sides,
        areas,
        names: names.map(str::to_owned),
        short_names,
        title: title.to_owned(),
        unit: unit.to_owned(),
        headlines: vec![headline],
        note: note.to_owned(),
    };
    any.then_some(scheme)
}

fn class(place: &Place, show: Show) -> Option<usize> {
    match show {
        Show::Exceedance => place.risk.map(|risk| match risk.p_above_1 {
            p if p < 1.0 - SURELY => 0,
            p if p < 1.0 - LIKELY => 1,
            p if p <= LIKELY => 2,
            p if p <= SURELY => 3,
            _ => 4,
        }),
        Show::Smoothed => place.risk.map(|risk| match risk.rr {
            rr if rr < LIMITS[0] => 0,
            rr if rr < LIMITS[1] => 1,
            rr if rr <= LIMITS[2] => 2,
            rr if rr <= LIMITS[3] => 3,
            _ => 4,
        }),
        Show::Clusters => place.q.map(|_| match place.cluster {
            Some(Cluster::LowLow) => 0,
            Some(Cluster::LowHigh) => 1,
            None => 2,
            Some(Cluster::HighLow) => 3,
            Some(Cluster::HighHigh) => 4,
        }),
    }
}

/// Names, short names, title, unit, headline and note.
type Words = ([&'static str; 5], [&'static str; 5], &'static str, &'static str, String, &'static str);

fn exceedance(n: usize, above: usize, below: usize) -> Words {
    (
        [
            "below, with over 95%",
            "below, with over 80%",
            "cannot be told",
            "above, with over 80%",
            "above, with over 95%",
        ],
        ["below, over 95%", "below, over 80%", "cannot be told", "above, over 80%", "above, over 95%"],
        "Probability to be above or below what is expected",
        "probability to be above what is expected, from 0 to 1",
        format!("{above} of {n} areas {} above what is expected with a probability over 95%, {below} below", be(above)),
        "The probability is that of a ratio drawn towards those of the neighbours, the more so the rarer the events. Signs in the outer classes \
         say the same without colour.",
    )
}

fn smoothed(n: usize, over: usize, under: usize) -> Words {
    (
        [
            "under half",
            "half to 0.8 times",
            "like what is expected: 0.8 to 1.25",
            "1.25 times to double",
            "over double",
        ],
        ["under half", "below", "like what is expected", "above", "over double"],
        "Against what is expected, smoothed",
        "smoothed ratio of observed to expected",
        format!(
            "smoothed by their neighbours, {over} of {n} areas {} over double what is expected, {under} under half",
            be(over)
        ),
        "Ratios are drawn towards those of the neighbours, the more so the rarer the events. Signs in the outer classes say the same \
         without colour.",
    )
}

fn clusters(n: usize, high: usize, low: usize) -> Words {
    (
        [
            "low, among low ones",
            "low, among high ones",
            "not remarkable",
            "high, among low ones",
            "high, among high ones",
        ],
        ["low among low", "low among high", "not remarkable", "high among low", "high among high"],
        "Beside the neighbours",
        "observed divided by expected, beside that of the neighbours",
        format!("{high} of {n} areas {} high among high ones, {low} low among low ones", be(high)),
        "Areas in a class stand out with their neighbours, or against them, more than chance explains; of those, 5% are expected to be \
         there wrongly. Signs in the outer classes say the same without colour.",
    )
}
