//! What a league says, in sentences.

use super::places::{PLACES, most, sure};
pub(crate) use super::places::{place, places, shared};
use crate::number::percent;
use unwarranted_core::sweep::{League, LeagueEntry, RankedBy};
use unwarranted_core::text::{singular, within_sentence};
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::{none_or, treatments};

/// Treatments named in the summary.
const NAMED: usize = 3;

fn ranked(league: &League) -> Vec<&LeagueEntry> {
    league.entries.iter().filter(|e| e.rank.is_some()).collect()
}

/// "106 CCGs, 2019/20. 130 of 157 treatments ranked."
pub(crate) fn standfirst(league: &League, areas: &str) -> String {
    let (all, ranked) = (league.entries.len(), ranked(league).len());
    format!("{}, {}. {}.", areas_of(league.areas, areas), league.period.words(), how_many(ranked, all))
}

/// "1 CCG", "106 CCGs".
fn areas_of(n: usize, areas: &str) -> String {
    let areas = if areas.trim().is_empty() { "areas" } else { areas.trim() };
    if n == 1 { format!("1 {}", singular(areas)) } else { format!("{} {areas}", count(n)) }
}

/// How many of the treatments have a place.
pub(crate) fn how_many(ranked: usize, all: usize) -> String {
    match (ranked, all) {
        (1, 1) => "1 treatment".to_owned(),
        (0, _) => format!("{}, none ranked", treatments(all)),
        (ranked, all) if ranked == all => format!("{}, all ranked", treatments(all)),
        _ => format!("{} of {} treatments ranked", count(ranked), count(all)),
    }
}

/// The treatments at the top; where some have no place, that the others may differ more.
fn top(league: &League, ranked: &[&LeagueEntry]) -> Vec<String> {
    let (all, places) = (league.entries.len(), ranked.len());
    if places == all {
        return vec![most(ranked)];
    }
    let others = if all - places == 1 { "the one".to_owned() } else { format!("one of the {}", count(all - places)) };
    vec![
        format!("Only {} of {} can be ranked. {}", count(places), treatments(all), most(ranked)),
        format!("Areas may differ more in {others} that cannot be ranked: the reasons stand below."),
    ]
}

/// The finding, and how sure it is.
pub(crate) fn summary(league: &League, areas: &str) -> Vec<String> {
    let ranked = ranked(league);
    let Some(first) = ranked.first() else {
        return vec!["No treatment can be ranked: the reasons stand below.".to_owned()];
    };
    let [value, ..] = first.variance(league.by);
    let differ = format!(
        "{}: of {}, {} from the rate of all together by more than chance explains. The standard deviation of their rates is \
         {} of that rate.",
        first.title,
        areas_of(first.areas, areas),
        how_many_differ(first.differ),
        percent(value.unwrap_or_default().max(0.0).sqrt())
    );
    top(league, &ranked)
        .into_iter()
        .chain([differ])
        .chain(single_events(league))
        .chain(sure(&ranked, league.entries.len()))
        .chain(ranked.iter().any(|e| e.rank_lower_together.is_some()).then(|| PLACES.to_owned()))
        .chain([
            "Differences in age, sex and need are not taken out, and nothing here says which rate is right.".to_owned()
        ])
        .collect()
}

/// What chance takes for granted, where the league has treatments whose every event counts as another person.
pub(crate) fn single_events(league: &League) -> Option<String> {
    let tested = league.entries.iter().filter(|e| e.effective_median.is_some());
    let (single, others): (Vec<&LeagueEntry>, Vec<&LeagueEntry>) = tested.partition(|e| league.takes_single_events(e));
    let of = match (single.len(), others.is_empty()) {
        (0, _) => return None,
        (_, true) => String::new(),
        (n, false) => format!(" in {}", treatments(n)),
    };
    Some(format!("Chance takes every event for another patient{of}. {REPEATS}"))
}

/// What repeat items do to chance that takes every event for another patient.
pub(crate) const REPEATS: &str = "Where events repeat for one patient, as repeat prescriptions do, chance is larger than this and fewer \
                                  areas differ.";

/// "none differs", "1 differs", "12 differ".
fn how_many_differ(n: usize) -> String {
    format!("{} {}", none_or(n), if n < 2 { "differs" } else { "differ" })
}

/// How to read a line of the chart.
pub(crate) fn reading(league: &League) -> String {
    let level = level(league.confidence);
    let what = match league.by {
        RankedBy::Psv => {
            "how far the rates of areas lie from the rate of all, as a standard deviation, when the chance that practices show \
             is taken out"
        }
        RankedBy::VarianceGamma => {
            "the standard deviation of the areas' true rates, when chance is taken out; it holds what practices do differently \
             as well as what areas do"
        }
    };
    format!("Mark: {what}. 0%: all areas alike. 100%: as large as the rate itself. Line: {level}% interval.")
}

/// What became of the differences since the period before; `None` where that is not known.
pub(crate) fn change(entry: &LeagueEntry) -> Option<&'static str> {
    let (lower, upper) = entry.change_lower.zip(entry.change_upper)?;
    Some(match (lower > 0.0, upper < 0.0) {
        (true, _) => "areas lie further apart",
        (_, true) => "areas lie closer together",
        _ => "no certain change",
    })
}

/// Treatments whose areas lie further apart than in the period before, and those whose areas lie closer together: the systematic
/// variance of both periods from the same draws. `None` where no change has an interval.
pub(crate) fn growing(league: &League, before: Option<&League>) -> Option<String> {
    let before = before?.period.words();
    let known: Vec<&LeagueEntry> =
        league.entries.iter().filter(|e| e.change_lower.is_some() && e.change_upper.is_some()).collect();
    if known.is_empty() {
        return None;
    }
    let named = |mut of: Vec<&LeagueEntry>| {
        of.sort_by(|a, b| {
            b.change.map(f64::abs).partial_cmp(&a.change.map(f64::abs)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let titles: Vec<String> = of.iter().take(NAMED).map(|e| within_sentence(&e.title)).collect();
        match of.len() {
            0 => "none".to_owned(),
            n if n <= NAMED => format!("{} ({})", count(n), titles.join("; ")),
            n => format!("{} (most: {})", count(n), titles.join("; ")),
        }
    };
    let of = |keep: fn(&LeagueEntry) -> bool| known.iter().copied().filter(|e| keep(e)).collect::<Vec<_>>();
    let grown = of(|e| e.change_lower.is_some_and(|lower| lower > 0.0));
    let shrunk = of(|e| e.change_upper.is_some_and(|upper| upper < 0.0));
    let rest = known.len() - grown.len() - shrunk.len();
    Some(format!(
        "Is the lottery growing? Since {before}, of {}: growing {}; shrinking {}; no detectable change in {}. Practices are drawn again, the same ones in both \
         periods; at a level of {}% some of so many change by chance.",
        treatments(known.len()),
        named(grown),
        named(shrunk),
        none_or(rest),
        level(league.confidence)
    ))
}

/// Areas that differ, over everything tested.
pub(crate) fn differ(league: &League, areas: &str) -> Vec<String> {
    let sum = |of: fn(&LeagueEntry) -> usize| league.entries.iter().map(of).sum::<usize>();
    let (differ, beyond) = (sum(|e| e.differ), sum(|e| e.beyond));
    let areas = if areas.trim().is_empty() { "areas" } else { areas.trim() };
    let found = match differ {
        0 => "In none does the area differ from the rate of all by more than chance explains.".to_owned(),
        n => format!(
            "In {} the area differs from the rate of all, and at most 1 in 20 of these is expected to be chance.",
            count(n)
        ),
    };
    let ordinary = match beyond {
        0 => "In none does it lie".to_owned(),
        n => format!("In {} it lies", count(n)),
    };
    let mut said = vec![format!(
        "{} pairs of {areas} and treatments can be tested: those where at least 10 independent events are expected, whether the treatment \
         has a place or not. {found} {ordinary} beyond what is ordinary even for a treatment that differs this much.",
        count(league.tests)
    )];
    if let Some([differ, beyond]) = league.under_dependence.filter(|_| differ > 0) {
        said.push(format!(
            "If the tests may depend on each other in any way, {} and {} of these are left (Benjamini and Yekutieli 2001).",
            none_or(differ),
            none_or(beyond)
        ));
    }
    said
}

/// What the table does not say.
pub(crate) const TABLE_NOTE: &str = "The highest and the lowest of many areas are far apart by chance alone: areas.parquet has \
                                     the interval of each.";

/// How it is worked out.
pub(crate) fn methods(by: RankedBy) -> Vec<String> {
    let psv = [
        "Systematic variance (PSV) is the squared standard deviation of the areas' rates about the rate of all, each weighted by \
         its share of people, divided by that rate squared, less the part that chance makes. How large that part is, the \
         practices of each area show: the variance of a ratio over its practices. It needs no assumption that items are \
         independent, so money, quantities and repeat items are treated alike.",
        "Intervals come from practices drawn again within their areas (Rao and Wu 1988), the same ones for all treatments, so that \
         places can be compared. They are about these areas in this period.",
        "The interval of a place holds for one treatment. What is said of the first places holds for all at once: the differences \
         of all pairs are tested together (Mogstad, Romano, Shaikh and Wilhelm 2024).",
        "A treatment has a place when the median area expects at least 10 independent events and areas make at least half of the \
         variance. p in the tables is the share of random reassignments of practices to areas that vary at least as much.",
    ];
    let gamma = [
        "Practices are not known, so the order is that of the variance of a gamma-Poisson model (Clayton and Kaldor 1987). It \
         cannot tell what practices do from what areas do. A place is possible where the intervals of the others leave it.",
        "Money and quantities have a place only where it is known what one treated person takes in a year; without it the column \
         break_even of the table to take away says how much that would have to be for all of the spread to be chance.",
    ];
    let tests = "Which areas differ is tested with one dispersion per treatment and a gamma distribution, false discoveries held at \
                 5 % over areas and treatments together (Benjamini and Hochberg 1995).";
    let first: &[&str] = match by {
        RankedBy::Psv => &psv,
        RankedBy::VarianceGamma => &gamma,
    };
    first.iter().copied().chain([tests]).map(str::to_owned).collect()
}
