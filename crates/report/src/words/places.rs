//! What a league says of places.

use crate::number::worded;
use unwarranted_core::sweep::{League, LeagueEntry};
use unwarranted_core::text::capitalised;
use unwarranted_plot::numbers::count;

/// Treatments named in a sentence.
const NAMED: usize = 3;

/// The treatments at the top. Where every one could be first, or there is one alone, none of them "differs most".
pub(super) fn most(ranked: &[&LeagueEntry]) -> String {
    let titles = |n: usize| ranked.iter().take(n).map(|e| &*e.title).collect::<Vec<_>>().join("; ");
    let (all, equal) = (ranked.len(), first_of_all(ranked));
    let so_on = |of: usize| if of > NAMED { "; and so on" } else { "" };
    match (all, equal) {
        (1, _) => format!("The only treatment with a place: {}.", titles(1)),
        (_, 2..) => {
            let named = titles(equal.min(NAMED));
            format!(
                "{} treatments share the first place, as areas differ equally in them: {named}{}.",
                capitalised(&worded(equal)),
                so_on(equal)
            )
        }
        _ if ranked.iter().all(|e| could_be_first(e)) => format!(
            "Chance leaves open which of {} treatments differs most between areas. In the order of the estimates: {}{}.",
            worded(all),
            titles(NAMED),
            so_on(all)
        ),
        _ => match up_to_equals(ranked) {
            1 => format!("Most different between areas: {}.", titles(1)),
            n => format!("The {} that differ most between areas: {}.", worded(n), titles(n)),
        },
    }
}

/// How many share the first place.
fn first_of_all(ranked: &[&LeagueEntry]) -> usize {
    ranked.iter().take_while(|e| e.rank == ranked[0].rank).count()
}

/// How many to name, so that none of equal ones is left out. The first place is not shared.
fn up_to_equals(ranked: &[&LeagueEntry]) -> usize {
    let most = NAMED.min(ranked.len() - 1);
    (1..=most).rev().find(|n| ranked[*n].rank != ranked[*n - 1].rank).unwrap_or(1)
}

fn could_be_first(entry: &LeagueEntry) -> bool {
    entry.places_beside_others().is_some_and(|[lower, _]| lower == 1)
}

/// How far the order is settled, all places at once; nothing where there is no order. It speaks of those with a place alone, where
/// there are more treatments.
pub(super) fn sure(ranked: &[&LeagueEntry], treatments: usize) -> Option<String> {
    if ranked.len() < 2 {
        return None;
    }
    let Some([_, upper]) = ranked.first().and_then(|e| e.places_beside_others()) else {
        return Some("No practices were drawn again, so how sure the order is was not worked out.".to_owned());
    };
    let among = match ranked.len() < treatments {
        true => format!("among the {} that can be ranked, ", count(ranked.len())),
        false => String::new(),
    };
    let alone = |e: &&&LeagueEntry| e.places_beside_others().is_some_and(|[lower, upper]| lower == upper);
    let settled = ranked.iter().take_while(alone).count();
    if settled > 0 {
        let rest = if settled < ranked.len() { "; the others have an interval of places each" } else { "" };
        return Some(match settled {
            1 => format!("How sure: {among}the first place is settled{rest}."),
            n => format!("How sure: {among}the first {} places are settled{rest}.", worded(n)),
        });
    }
    let (could, equal) = (ranked.iter().filter(|e| could_be_first(e)).count(), first_of_all(ranked));
    if could == equal && upper == equal {
        return Some(format!("How sure: {among}chance leaves no other treatment the first place."));
    }
    let any = match could {
        0..=2 => "either of two".to_owned(),
        n => format!("any of {}", count(n)),
    };
    Some(format!(
        "How sure: {among}{any} treatments could be first, and the one at the top could be {} down.",
        match upper {
            1 => "no place".to_owned(),
            2 => "one place".to_owned(),
            n => format!("{} places", count(n - 1)),
        }
    ))
}

/// What the intervals of places beside names hold for, where those for all at once are known too.
pub(super) const PLACES: &str =
    "Places beside a name hold for that treatment alone; what is said here of the first places allows for all at once.";

/// "2", or "2=" where another treatment has the same place.
pub(crate) fn place(league: &League, entry: &LeagueEntry) -> String {
    let shared = if league.shares_place(entry) { "=" } else { "" };
    entry.rank.map_or_else(String::new, |rank| format!("{rank}{shared}"))
}

/// "could be 2nd to 5th": the interval of places.
pub(crate) fn places(entry: &LeagueEntry) -> String {
    match (entry.rank_lower, entry.rank_upper) {
        (Some(lower), Some(upper)) if lower == upper => format!("place {lower}"),
        (Some(lower), Some(upper)) => format!("place {lower} to {upper}"),
        _ => String::new(),
    }
}

/// What "=" beside a place means; `None` where no treatment shares its place.
pub(crate) fn shared(league: &League) -> Option<&'static str> {
    let any = league.entries.iter().any(|e| league.shares_place(e));
    any.then_some("=: the place is shared, because areas differ equally in these treatments; the next place comes after all of them.")
}
