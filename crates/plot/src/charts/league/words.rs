//! Headline, subtitle, notes and text alternative of a league.

use super::Row;
use crate::chart::LeagueSubject;
use crate::frame::Words;
use crate::numbers::{count, level, share};
use crate::text::listed;
use unwarranted_core::sweep::RankedBy;

pub(super) fn words(subject: &LeagueSubject, rows: &[Row], shown: usize) -> Words {
    let league = subject.league;
    let all = league.entries.len();
    let ranked = match all - rows.len() {
        0 if all == 1 => "1 treatment".to_owned(),
        0 => format!("{} treatments", count(all)),
        _ => format!("{} of {} treatments ranked", count(rows.len()), count(all)),
    };
    Words {
        findings: headlines(rows),
        subtitle: format!(
            "Systematic spread of the rates of {}, {}, {ranked}",
            subject.labels.areas_counted(league.areas),
            league.period.words()
        ),
        notes: notes(subject, rows, shown),
        alt: alt(subject, rows),
    }
}

/// The treatments at the top, as many as fit, and how sure the first place is.
fn headlines(rows: &[Row]) -> Vec<String> {
    let could = rows.iter().filter(|r| r.entry.rank_lower == Some(1)).count();
    let sure = match (rows[0].entry.rank_upper, could) {
        (None, _) => "",
        (Some(1), _) => "; the first place is settled",
        (Some(_), 0..=2) => "; either could be first",
        (Some(_), _) => "; the order at the top is not settled",
    };
    let titles = |n: usize| listed(&rows.iter().take(n).map(|r| r.entry.title.clone()).collect::<Vec<_>>());
    let lead = |n: usize| match n {
        1 => format!("{} differs most between areas", titles(1)),
        n => format!("{} differ most between areas", titles(n)),
    };
    if rows.len() == 1 {
        return vec![format!("{}: areas differ by {} of the rate of all", titles(1), share(rows[0].value))];
    }
    (1..=rows.len().min(3)).rev().flat_map(|n| [lead(n) + sure, lead(n)]).collect()
}

fn notes(subject: &LeagueSubject, rows: &[Row], shown: usize) -> Vec<String> {
    let league = subject.league;
    let what = match league.by {
        RankedBy::Psv => {
            "Dot: standard deviation of the areas' rates, with the chance that practices show taken out, as a share of the rate of all."
        }
        RankedBy::VarianceGamma => {
            "Dot: standard deviation of the areas' true rates, with chance taken out, as a share of the rate of all; it holds what practices do differently as well as what areas do."
        }
    };
    let interval = match rows.iter().any(|r| r.interval.is_some()) {
        true => format!(" Line: {}% interval.", level(league.confidence)),
        false => " No intervals were worked out.".to_owned(),
    };
    let mut notes =
        vec![format!("{what}{interval} 0%: all areas alike. 100%: the differences are as large as the rate itself.")];
    if shown < rows.len() {
        notes.push(format!(
            "Named: ranks 1 to {}. Ranks {} to {} are drawn above without names; the table beside this chart has them all.",
            count(shown),
            count(shown + 1),
            count(rows.len())
        ));
    }
    let without = league.entries.len() - rows.len();
    if without > 0 {
        let (be, they) = if without == 1 { ("treatment has", "it is") } else { ("treatments have", "they are") };
        notes.push(format!(
            "{} {be} no place, as {they} too rare or what areas do cannot be told from what practices do.",
            count(without)
        ));
    }
    notes.push(
        "Differences in age, sex and need are not taken out, and nothing here says which rate is right.".to_owned(),
    );
    notes
}

/// "rank 1 to 4".
pub(super) fn places(row: &Row) -> String {
    match (row.entry.rank_lower, row.entry.rank_upper) {
        (Some(lower), Some(upper)) if lower == upper => format!("rank {lower}"),
        (Some(lower), Some(upper)) => format!("rank {lower} to {upper}"),
        _ => String::new(),
    }
}

/// "85 to 118%": an interval without a second sign.
pub(super) fn interval(row: &Row) -> String {
    row.interval.map_or_else(String::new, |(lower, upper)| {
        format!("{} to {}", share(lower).trim_end_matches('%'), share(upper).trim_end_matches('%'))
    })
}

fn alt(subject: &LeagueSubject, rows: &[Row]) -> String {
    let one = |r: &Row| {
        let around = [interval(r), places(r)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let around = if around.is_empty() { String::new() } else { format!(" ({around})") };
        format!("{} {}{around}", r.entry.title, share(r.value))
    };
    let first: Vec<String> = rows.iter().take(5).map(one).collect();
    let last = rows.last().filter(|_| rows.len() > 5).map(|r| format!(" Last: {}.", one(r))).unwrap_or_default();
    format!(
        "{} treatments in the order of how far {} differ, {}, one row per treatment. First: {}.{last}",
        count(rows.len()),
        subject.labels.plural(),
        subject.league.period.words(),
        first.join("; ")
    )
}
