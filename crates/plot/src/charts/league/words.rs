//! Headline, subtitle, notes and text alternative of a league.

use super::Row;
use super::rows::has_overview;
use crate::chart::LeagueSubject;
use crate::frame::Words;
use crate::numbers::{count, level, share, share_between};
use crate::text::{listed, treatments};
use std::collections::BTreeMap;
use unwarranted_core::sweep::{LeagueEntry, RankedBy};
use unwarranted_core::text::within_sentence;

pub(super) fn words(subject: &LeagueSubject, rows: &[Row], shown: usize) -> Words {
    let league = subject.league;
    let all = league.entries.len();
    let ranked = match all - rows.len() {
        0 => treatments(all),
        _ => format!("{} of {} treatments ranked", count(rows.len()), count(all)),
    };
    Words {
        findings: headlines(rows, all),
        subtitle: format!(
            "Systematic spread of the rates of {}, {}, {ranked}",
            subject.labels.areas_counted(league.areas),
            league.period.words()
        ),
        notes: notes(subject, rows, shown),
        alt: alt(subject, rows),
    }
}

/// Treatments named in a headline.
const NAMED: usize = 3;

/// The treatments at the top, as many as fit, and how sure the first place is; of `all` treatments only some may have one.
fn headlines(rows: &[Row], all: usize) -> Vec<String> {
    let entries: Vec<&LeagueEntry> = rows.iter().map(|r| r.entry).collect();
    let first = entries[0];
    let among = &among(rows.len(), all);
    let most = |of: &[&LeagueEntry]| match of {
        [one] => format!("{} differs most between areas{among}", one.title),
        many => format!("{} differ most between areas{among}", listed(&titles(many))),
    };
    if entries.len() == 1 {
        let said = format!("{}: areas differ by {} of the rate of all", first.title, row_value(&rows[0]));
        return vec![if all > 1 {
            format!("{said}; it is the only one of {all} treatments that can be ranked")
        } else {
            said
        }];
    }
    // Only what could be first, all places considered at once, is named as first; that all of them "differ most" says nothing.
    let could: Vec<&LeagueEntry> =
        entries.iter().copied().filter(|e| e.places_beside_others().is_some_and(|[lower, _]| lower == 1)).collect();
    let equal = rows.iter().take_while(|r| r.rank == rows[0].rank).count();
    let open = format!("which of {} treatments differs most between areas is not settled{among}", count(could.len()));
    let alone = format!("{}; the order at the top is not settled", most(&[first]));
    if equal > 1 && could.len() <= equal {
        return share_the_first(&entries[..equal], equal == entries.len(), among);
    }
    match (first.places_beside_others().map(|[_, upper]| upper), could.len()) {
        (None, _) => {
            (1..entries.len().min(NAMED + 1)).rev().filter(|n| whole(rows, *n)).map(|n| most(&entries[..n])).collect()
        }
        (Some(1), _) => vec![format!("{}; the first place is settled", most(&[first])), most(&[first])],
        (Some(_), 0 | 1) => vec![alone],
        (Some(_), n @ 2..=NAMED) => {
            let (before, last) = could.split_at(n - 1);
            let last = within_sentence(&last[0].title);
            let either = format!("{} or {last} differs most between areas{among}", titles(before).join(", "));
            vec![format!("{either}; which of them is not settled"), either, open]
        }
        (Some(_), n) if n == entries.len() => vec![open],
        (Some(_), _) => {
            let named = (1..=NAMED).rev().filter(|n| whole(rows, *n));
            let some = named.map(|n| format!("{}; the order at the top is not settled", most(&could[..n])));
            some.chain([open]).collect()
        }
    }
}

/// Of how many treatments that is said, where others have no place.
fn among(ranked: usize, all: usize) -> String {
    match ranked < all {
        true => format!(", of the {} of {} treatments that can be ranked", count(ranked), count(all)),
        false => String::new(),
    }
}

/// Titles that begin a sentence: all but the first without the capital of a beginning.
fn titles(of: &[&LeagueEntry]) -> Vec<String> {
    let one = |(at, e): (usize, &&LeagueEntry)| if at == 0 { e.title.clone() } else { within_sentence(&e.title) };
    of.iter().enumerate().map(one).collect()
}

/// Whether the first `n` are all that have their places: equal ones are named together or not at all.
fn whole(rows: &[Row], n: usize) -> bool {
    rows.get(n).is_none_or(|next| next.rank != rows[n - 1].rank)
}

/// Equal ones at the top, all of them or before others.
fn share_the_first(equal: &[&LeagueEntry], all: bool, among: &str) -> Vec<String> {
    let what = if all { "differ equally between areas" } else { "differ most between areas, and equally" };
    let titles = titles(equal);
    let named = (titles.len() <= NAMED).then(|| format!("{} {what}{among}", listed(&titles)));
    named.into_iter().chain([format!("{} treatments {what}{among}", count(equal.len()))]).collect()
}

/// Which of the treatments have a row, and where the others are.
fn named(subject: &LeagueSubject, rows: &[Row], shown: usize) -> String {
    let (first, next, all) = (count(shown), count(shown + 1), count(rows.len()));
    let others = match has_overview(rows.len(), subject.size) {
        true => {
            format!("Ranks {next} to {all} are drawn above without names; the table beside this chart has them all.")
        }
        false => format!("The table beside this chart has all {all}."),
    };
    format!("Named: ranks 1 to {first}. {others}")
}

fn notes(subject: &LeagueSubject, rows: &[Row], shown: usize) -> Vec<String> {
    let league = subject.league;
    let said = |text: &str| Some(text.to_owned());
    let one_at_a_time = rows.iter().any(|r| r.entry.rank_lower_together.is_some());
    let repeats = rows.iter().any(|r| league.takes_single_events(r.entry));
    let all = [
        Some(dot(subject, rows)),
        (shown < rows.len()).then(|| named(subject, rows, shown)),
        said("Ranks beside names hold for one treatment at a time; the headline allows for all ranks at once.")
            .filter(|_| one_at_a_time),
        said("=: the rank is shared, because areas differ equally in these treatments.")
            .filter(|_| rows.iter().any(|r| r.shared)),
        said("Events that come in groups, such as repeat items for one patient, make the part of chance larger than is taken out.")
            .filter(|_| repeats),
        without_a_place(&league.entries),
        said("Differences in age, sex and need are not taken out, and nothing here says which rate is right."),
    ];
    all.into_iter().flatten().collect()
}

/// What a mark is, and its line.
fn dot(subject: &LeagueSubject, rows: &[Row]) -> String {
    let what = match subject.league.by {
        RankedBy::Psv => {
            "Dot: standard deviation of the areas' rates, with the chance that practices show taken out, as a share of the rate of all."
        }
        RankedBy::VarianceGamma => {
            "Dot: standard deviation of the areas' true rates, with chance taken out, as a share of the rate of all; it holds what practices do differently as well as what areas do."
        }
    };
    let interval = match rows.iter().any(|r| r.interval.is_some()) {
        true => format!(" Line: {}% interval.", level(subject.league.confidence)),
        false => " No intervals were worked out.".to_owned(),
    };
    format!("{what}{interval} 0%: all areas alike. 100%: the differences are as large as the rate itself.")
}

/// Treatments without a place, by reason.
fn without_a_place(entries: &[LeagueEntry]) -> Option<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in entries.iter().filter_map(|e| e.not_ranked.as_deref()) {
        *reasons.entry(reason).or_default() += 1;
    }
    let told = |(reason, n): (&&str, &usize)| format!("{} ({reason})", treatments(*n));
    let told: Vec<String> = reasons.iter().map(told).collect();
    (!told.is_empty()).then(|| format!("Without a place: {}.", told.join("; ")))
}

/// "2", or "2=" where another treatment has the same rank.
pub(super) fn place(row: &Row) -> String {
    format!("{}{}", count(row.rank), if row.shared { "=" } else { "" })
}

/// "rank 1 to 4".
pub(super) fn places(row: &Row) -> String {
    match (row.entry.rank_lower, row.entry.rank_upper) {
        (Some(lower), Some(upper)) if lower == upper => format!("rank {lower}"),
        (Some(lower), Some(upper)) => format!("rank {lower} to {upper}"),
        _ => String::new(),
    }
}

/// "101%": as exact as its interval.
pub(super) fn row_value(row: &Row) -> String {
    row.interval.map_or_else(
        || share(row.value),
        |(lower, upper)| {
            let [value, ..] = share_between(row.value, lower, upper);
            value
        },
    )
}

/// "85 to 118": an interval without a second sign.
pub(super) fn interval(row: &Row) -> String {
    row.interval.map_or_else(String::new, |(lower, upper)| {
        let [_, lower, upper] = share_between(row.value, lower, upper);
        format!("{} to {}", lower.trim_end_matches('%'), upper.trim_end_matches('%'))
    })
}

fn alt(subject: &LeagueSubject, rows: &[Row]) -> String {
    let one = |r: &Row| {
        let value = row_value(r);
        let around = [interval(r), places(r)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let around = if around.is_empty() { String::new() } else { format!(" ({around})") };
        format!("{} {value}{around}", r.entry.title)
    };
    let first: Vec<String> = rows.iter().take(5).map(one).collect();
    let last = rows.last().filter(|_| rows.len() > 5).map(|r| format!(" Last: {}.", one(r))).unwrap_or_default();
    format!(
        "{} in the order of how far {} differ, {}, one row per treatment. First: {}.{last}",
        treatments(rows.len()),
        subject.labels.plural(),
        subject.league.period.words(),
        first.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::{Kind, Month, Period};

    /// The fullest headline of treatments A, B, ... with these intervals of their places.
    fn said(places: &[Option<(usize, usize)>]) -> String {
        let period = Period::Month(Month::new(2025, 12).unwrap());
        let entry = |(i, places): (usize, &Option<(usize, usize)>)| {
            let title = ["A", "B", "C", "D", "E"][i];
            let mut entry = LeagueEntry::new(period, &title.into(), title.to_owned(), Kind::Count);
            (entry.rank_lower, entry.rank_upper) = places.unzip();
            entry
        };
        let entries: Vec<LeagueEntry> = places.iter().enumerate().map(entry).collect();
        let row = |(i, entry)| Row { entry, rank: i + 1, shared: false, value: 0.5, interval: None };
        let rows: Vec<Row> = entries.iter().enumerate().map(row).collect();
        headlines(&rows, rows.len()).remove(0)
    }

    /// Headlines of treatments with these ranks and intervals of places that hold together.
    fn of_equals(places: &[(usize, [usize; 2])]) -> Vec<String> {
        let period = Period::Month(Month::new(2025, 12).unwrap());
        let entry = |(i, (rank, together)): (usize, &(usize, [usize; 2]))| {
            let title = ["A", "B", "C", "D", "E"][i];
            let mut entry = LeagueEntry::new(period, &title.into(), title.to_owned(), Kind::Count);
            // Alone, each place is as sure as can be.
            (entry.rank, entry.rank_lower, entry.rank_upper) = (Some(*rank), Some(*rank), Some(*rank));
            (entry.rank_lower_together, entry.rank_upper_together) = (Some(together[0]), Some(together[1]));
            entry
        };
        let entries: Vec<LeagueEntry> = places.iter().enumerate().map(entry).collect();
        let row = |entry| Row { entry, rank: entry.rank.unwrap(), shared: false, value: 0.5, interval: None };
        headlines(&entries.iter().map(row).collect::<Vec<_>>(), entries.len())
    }

    #[test]
    fn headlines_allow_for_all_places_at_once_and_name_equals_together() {
        let said = |places: &[(usize, [usize; 2])]| of_equals(places).remove(0);
        assert_eq!(
            said(&[(1, [1, 2]), (2, [1, 2]), (3, [3, 3])]),
            "A or B differs most between areas; which of them is not settled"
        );
        assert_eq!(said(&[(1, [1, 1]), (2, [2, 3])]), "A differs most between areas; the first place is settled");
        assert_eq!(said(&[(1, [1, 2]), (1, [1, 2]), (3, [3, 3])]), "A and B differ most between areas, and equally");
        assert_eq!(said(&[(1, [1, 2]), (1, [1, 2])]), "A and B differ equally between areas");
        let many = [(1, [1, 4]), (1, [1, 4]), (1, [1, 4]), (1, [1, 4]), (5, [5, 5])];
        assert_eq!(of_equals(&many), ["4 treatments differ most between areas, and equally"]);
        // The third and the fourth are equal: both or neither.
        let cut = [(1, [1, 4]), (2, [1, 4]), (3, [1, 5]), (3, [1, 5]), (5, [3, 5])];
        assert_eq!(said(&cut), "A and B differ most between areas; the order at the top is not settled");
    }

    #[test]
    fn a_headline_says_of_how_many_treatments_it_speaks_where_some_have_no_place() {
        let period = Period::Month(Month::new(2025, 12).unwrap());
        let entry = |(i, title): (usize, &str)| {
            let mut entry = LeagueEntry::new(period, &title.into(), title.to_owned(), Kind::Count);
            (entry.rank_lower_together, entry.rank_upper_together) = (Some(i + 1), Some(i + 1));
            entry
        };
        let entries: Vec<LeagueEntry> = ["Silver dressings", "Inhalers"].into_iter().enumerate().map(entry).collect();
        let row = |(i, entry)| Row { entry, rank: i + 1, shared: false, value: 0.43, interval: None };
        let rows: Vec<Row> = entries.iter().enumerate().map(row).collect();
        let of = "Silver dressings differs most between areas, of the 2 of 8 treatments that can be ranked";
        assert_eq!(headlines(&rows, 8), [format!("{of}; the first place is settled"), of.to_owned()]);
        assert_eq!(headlines(&rows, 2)[0], "Silver dressings differs most between areas; the first place is settled");
        assert_eq!(
            headlines(&rows[..1], 8),
            [
                "Silver dressings: areas differ by 43% of the rate of all; it is the only one of 8 treatments that can be ranked"
            ]
        );
    }

    #[test]
    fn only_what_could_be_first_is_said_to_differ_most() {
        type Places<'a> = &'a [Option<(usize, usize)>];
        let cases: [(Places<'_>, &str); 9] = [
            (
                &[Some((1, 2)), Some((1, 2)), Some((3, 3))],
                "A or B differs most between areas; which of them is not settled",
            ),
            (&[Some((1, 1)), Some((2, 2))], "A differs most between areas; the first place is settled"),
            (&[Some((1, 2)), Some((1, 2))], "A or B differs most between areas; which of them is not settled"),
            (
                &[Some((1, 3)), Some((2, 3)), Some((1, 3))],
                "A or C differs most between areas; which of them is not settled",
            ),
            (&[Some((1, 3)); 3], "A, B or C differs most between areas; which of them is not settled"),
            (&[Some((1, 5)); 5], "which of 5 treatments differs most between areas is not settled"),
            (
                &[Some((1, 4)), Some((1, 4)), Some((1, 4)), Some((1, 4)), Some((5, 5))],
                "A, B and C differ most between areas; the order at the top is not settled",
            ),
            (&[None; 2], "A differs most between areas"),
            (&[Some((1, 1))], "A: areas differ by 50% of the rate of all"),
        ];
        for (places, headline) in cases {
            assert_eq!(said(places), headline);
        }
    }
}
