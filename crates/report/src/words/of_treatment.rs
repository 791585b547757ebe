//! What the page of one treatment of a league says, in sentences.

use super::league;
use crate::number::{percent, worded};
use unwarranted_core::findings::{FAR, Position};
use unwarranted_core::sweep::{AreaEntry, LEVEL, League, LeagueEntry, RankedBy};
use unwarranted_core::text::capitalised;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::{count, level};

/// Areas named in a sentence.
const NAMED: usize = 5;

/// How an area compares with all areas together, under false-discovery control over the whole league; `None` where it expects
/// too few events to be tested.
pub(crate) fn position(area: &AreaEntry) -> Option<Position> {
    let (q, expected) = (area.differs_q?, area.expected?);
    if q > LEVEL {
        return Some(Position::NotDistinguishable);
    }
    let limits = area.lower.zip(area.upper).zip(area.rate);
    let ratio = area.observed / expected;
    let far = limits.map(|((lower, upper), rate)| Position::of([lower, upper].map(|x| ratio * x / rate), FAR));
    Some(match far {
        Some(far @ (Position::FarAbove | Position::FarBelow)) => far,
        _ if ratio > 1.0 => Position::Above,
        _ => Position::Below,
    })
}

/// The same in words.
pub(crate) fn compared(area: &AreaEntry) -> &'static str {
    position(area).map_or("too few events to say", Position::words)
}

/// What the words of [`compared`] mean.
pub(crate) fn key() -> String {
    format!(
        "Above and below: the area differs from the rate of all, false discoveries held at {} over areas and treatments together. \
         That asks more of a difference than the interval of one area, which may lie clear of the rate of all by chance. Far: the \
         whole interval is over {FAR} times that rate, or under 1/{FAR} of it.",
        percent(LEVEL)
    )
}

/// Whether it lies beyond the ordinary spread of the treatment.
pub(crate) fn is_beyond(area: &AreaEntry) -> bool {
    area.beyond_q.is_some_and(|q| q <= LEVEL)
}

/// The name of an area, or its code where it has none.
pub(crate) fn name(area: &AreaEntry) -> String {
    short(area.name.as_ref().unwrap_or(&area.area))
}

/// The finding, how sure it is, and who stands out.
pub(crate) fn summary(
    league: &League,
    entry: &LeagueEntry,
    areas: &[&AreaEntry],
    labels: Option<&Labels>,
    rate: &str,
) -> Vec<String> {
    let plural = labels.map_or("areas", Labels::plural);
    let mut said = vec![finding(league, entry, plural)];
    let tested = areas.iter().filter(|a| a.differs_q.is_some()).count();
    said.push(if tested == 0 {
        format!("The rate of all {plural} together is {rate}. None expects enough events to be tested against it.")
    } else {
        format!(
            "The rate of all {plural} together is {rate}. Of {} {plural} that expect enough events to be tested, {}. At most 1 in \
             20 of these, over all treatments, is expected to be chance.",
            count(tested),
            match entry.differ {
                0 => "none differs from it".to_owned(),
                1 => "1 differs from it".to_owned(),
                n => format!("{} differ from it", count(n)),
            }
        )
    });
    if tested > 0 && league.takes_single_events(entry) {
        said.push(format!("Chance takes every event for another patient. {}", league::REPEATS));
    }
    if tested > 0 {
        said.push(beyond(areas, plural));
    }
    said.extend(changed(entry));
    said.push(
        "Differences in age, sex and need are not taken out, and nothing here says which rate is right.".to_owned(),
    );
    said
}

fn finding(league: &League, entry: &LeagueEntry, plural: &str) -> String {
    let [value, lower, upper] = entry.variance(league.by).map(|v| v.map(|v| percent(v.max(0.0).sqrt())));
    let Some((rank, value)) = entry.rank.zip(value) else {
        let reason = entry.not_ranked.as_deref().unwrap_or("it was not worked out");
        return format!("How far {plural} differ cannot be said: {reason}.");
    };
    let ranked = league.entries.iter().filter(|e| e.rank.is_some()).count();
    let interval = lower.zip(upper).map_or_else(String::new, |(lower, upper)| {
        format!(" ({}% interval {lower} to {upper})", level(league.confidence))
    });
    let habit = match league.by {
        RankedBy::Psv => "",
        RankedBy::VarianceGamma => ", which holds what practices do differently as well",
    };
    let places = match league::places(entry) {
        places if places.is_empty() || entry.rank_lower == entry.rank_upper => String::new(),
        places => format!("; chance leaves open {places}"),
    };
    let shared = if league.shares_place(entry) { " (shared)" } else { "" };
    format!(
        "{} differ by {value} of the rate of all{interval}, as a standard deviation with chance taken out{habit}: number {}{shared} of {} \
         treatments{places}.",
        capitalised(plural),
        count(rank),
        count(ranked)
    )
}

fn beyond(areas: &[&AreaEntry], plural: &str) -> String {
    let mut out: Vec<&AreaEntry> = areas.iter().copied().filter(|area| is_beyond(area)).collect();
    out.sort_by(|a, b| a.beyond_q.partial_cmp(&b.beyond_q).unwrap_or(std::cmp::Ordering::Equal));
    let named: Vec<String> = out.iter().take(NAMED).map(|area| name(area)).collect();
    match out.len() {
        0 => format!("None of the {plural} lies beyond what is ordinary for a treatment that differs this much."),
        n => format!(
            "Beyond what is ordinary even for a treatment that differs this much: {}{}.",
            named.join("; "),
            if n > NAMED { format!("; and {} more", worded(n - NAMED)) } else { String::new() }
        ),
    }
}

fn changed(entry: &LeagueEntry) -> Option<String> {
    let withheld =
        || entry.change_withheld.as_ref().map(|why| format!("No change since the period before is given: {why}."));
    league::change(entry).map(|change| format!("Since the period before: {change}.")).or_else(withheld)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Period;

    fn area(rate: f64, limits: [f64; 2], q: Option<f64>) -> AreaEntry {
        AreaEntry {
            period: Period::All,
            id: "t".into(),
            area: "A".into(),
            name: None,
            observed: rate * 1000.0,
            denominator: Some(1000.0),
            expected: Some(100.0),
            rate: Some(rate),
            lower: Some(limits[0]),
            upper: Some(limits[1]),
            effective: Some(50.0),
            differs_p: q,
            differs_q: q,
            beyond_p: q,
            beyond_q: q,
        }
    }

    #[test]
    fn areas_that_differ_are_above_or_below_and_far_when_all_of_the_interval_is() {
        for (rate, limits, q, says) in [
            (0.30, [0.21, 0.40], Some(0.001), "far above"),
            (0.30, [0.19, 0.40], Some(0.001), "above"),
            (0.12, [0.11, 0.13], Some(0.2), "cannot be told apart"),
            (0.08, [0.06, 0.099], Some(0.05), "below"),
            (0.03, [0.01, 0.049], Some(0.01), "far below"),
            (0.00, [0.0, 0.03], Some(0.01), "below"),
            (0.03, [0.01, 0.049], None, "too few events to say"),
        ] {
            assert_eq!(compared(&area(rate, limits, q)), says, "{rate}");
        }
        let [out, ordinary] = [area(0.3, [0.2, 0.4], Some(0.01)), area(0.3, [0.2, 0.4], Some(0.06))];
        assert!(beyond(&[&out, &ordinary], "CCGs").ends_with("differs this much: A."));
        assert!(beyond(&[&ordinary], "CCGs").starts_with("None of the CCGs lies beyond"));
    }
}
