//! Whether a finding survives other choices, in words.

use crate::number::significant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::findings::{Choice, Tried, Version};
use unwarranted_core::text::be;
use unwarranted_plot::numbers::count;
use unwarranted_plot::text::listed;

/// Areas named before the rest are counted.
const NAMED: usize = 4;

/// What the ways agree on, and where they do not. Where the one ratio rests on hardly any in the lower area (`little`), it is told by the variation.
pub(crate) fn survives(tried: &[Tried], names: &BTreeMap<&str, &str>, little: bool) -> String {
    let made: Vec<&Version> = tried.iter().filter_map(|(_, made)| made.as_ref().ok()).collect();
    let mut said = vec![format!(
        "The table makes the same finding in {}, to show what hangs on a choice.",
        counted(made.len().saturating_sub(1))
    )];
    said.extend(if little { variation(&made) } else { spread(&made) });
    said.extend(positions(&made));
    said.extend(marks(&made, names));
    said.extend(order(&made));
    said.join(" ")
}

/// The range of the one ratio of the page.
fn spread(made: &[&Version]) -> Option<String> {
    let all: Vec<f64> = made.iter().filter_map(|v| v.contrast).collect();
    let (low, high) = (all.iter().copied().reduce(f64::min)?, all.iter().copied().reduce(f64::max)?);
    if all.len() < 2 {
        return None;
    }
    let (low, high) = (significant(low, 3), significant(high, 3));
    Some(match low == high {
        true => format!("The ratio between the ends is {low} in all of them."),
        false => format!("The ratio between the ends runs from {low} to {high}."),
    })
}

/// The range of the variation between areas, where their ratio says little.
fn variation(made: &[&Version]) -> Option<String> {
    let all: Vec<f64> = made.iter().filter_map(|v| v.cv_weighted).collect();
    let (low, high) = (all.iter().copied().reduce(f64::min)?, all.iter().copied().reduce(f64::max)?);
    let [low, high] = [low, high].map(|cv| format!("{}%", significant(100.0 * cv, 2)));
    let why = "the ratio between the ends says little, as the lower areas have hardly any";
    (all.len() > 1).then(|| match low == high {
        true => format!("The variation between areas is {low} in all of them; {why}."),
        false => format!("The variation between areas runs from {low} to {high}; {why}."),
    })
}

/// Whether as many areas differ from all together in each.
fn positions(made: &[&Version]) -> Option<String> {
    let of = |side: usize| made.iter().filter_map(move |v| v.positions.map(|p| p[side]));
    let ends = |side: usize| Some((of(side).min()?, of(side).max()?));
    let said = |(low, high): (usize, usize)| {
        if low == high { format!("{} in each", count(low)) } else { format!("{} to {}", count(low), count(high)) }
    };
    let (above, below) = (ends(0)?, ends(2)?);
    (of(0).count() > 1).then(|| format!("Areas above all areas together: {}; below: {}.", said(above), said(below)))
}

/// Which unusual areas stay so.
fn marks(made: &[&Version], names: &BTreeMap<&str, &str>) -> Option<String> {
    let reported = made.iter().find(|v| v.choice == Choice::Reported)?.unusual?;
    let lost: BTreeSet<Arc<str>> = made.iter().flat_map(|v| v.no_longer.iter().cloned()).collect();
    let new: BTreeSet<Arc<str>> = made.iter().flat_map(|v| v.new.iter().cloned()).collect();
    let few = |areas: &BTreeSet<Arc<str>>| few(&areas.iter().cloned().collect::<Vec<_>>(), names);
    let stay = match (reported, lost.len()) {
        (0, _) => "No area is unusual as reported".to_owned(),
        (1, 0) => "The one unusual area stays so wherever it is used".to_owned(),
        (2, 0) => "Both unusual areas stay so wherever they are used".to_owned(),
        (n, 0) => format!("All {} unusual areas stay so wherever they are used", count(n)),
        (n, gone) if gone >= n => format!("None of the {} unusual areas stays so in all of them", count(n)),
        (n, gone) => {
            let stay = if n - gone == 1 { "one stays so".to_owned() } else { format!("{} stay so", count(n - gone)) };
            format!("Of {} unusual areas {stay} in all of them, and {} not", count(n), does(&lost, &few(&lost)))
        }
    };
    Some(match new.is_empty() {
        true => format!("{stay}."),
        false => format!("{stay}; in some, {} unusual too.", is(&new, &few(&new))),
    })
}

fn counted(n: usize) -> String {
    if n == 1 { "one other way".to_owned() } else { format!("{} other ways", count(n)) }
}

fn does(areas: &BTreeSet<Arc<str>>, named: &str) -> String {
    format!("{named} {}", if areas.len() == 1 { "does" } else { "do" })
}

fn is(areas: &BTreeSet<Arc<str>>, named: &str) -> String {
    format!("{named} {}", be(areas.len()))
}

/// How far the order of areas depends on the way.
fn order(made: &[&Version]) -> Option<String> {
    let least = made
        .iter()
        .filter(|v| v.choice != Choice::Reported)
        .filter_map(|v| Some((v.rank_correlation?, v.choice)))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(match least {
        (r, _) if r > 0.995 => "The order of areas hardly changes in any of them.".to_owned(),
        (r, choice) => {
            format!("The order of areas changes most made {}: rank correlation {r:.2}.", words_of(choice))
        }
    })
}

fn words_of(choice: Choice) -> String {
    format!("\u{201c}{}\u{201d}", choice.word())
}

/// The names of areas, the rest counted.
pub(crate) fn few(areas: &[Arc<str>], names: &BTreeMap<&str, &str>) -> String {
    let name = |area: &Arc<str>| names.get(&**area).map_or_else(|| area.to_string(), |name| (*name).to_owned());
    let mut shown: Vec<String> = areas.iter().take(NAMED).map(name).collect();
    if areas.len() > NAMED {
        shown.push(format!("{} more", count(areas.len() - NAMED)));
    }
    listed(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(choice: Choice, no_longer: &[&str], new: &[&str], rank_correlation: f64) -> Tried {
        let codes = |codes: &[&str]| codes.iter().map(|code| Arc::from(*code)).collect::<Vec<Arc<str>>>();
        let (no_longer, new) = (codes(no_longer), codes(new));
        let (contrast, unusual) = (Some(2.0), Some(2));
        let rank_correlation = Some(rank_correlation);
        let version = Version {
            choice,
            areas: 30,
            contrast,
            cv_weighted: Some(if choice == Choice::Reported { 1.1 } else { 0.9 }),
            unusual,
            no_longer,
            new,
            rank_correlation,
            widest_move: None,
            positions: Some([1, 2, 3]),
            places: BTreeMap::new(),
        };
        (choice, Ok(version))
    }

    #[test]
    fn words_say_what_stays_and_what_does_not() {
        let names = BTreeMap::from([("A", "Ayton"), ("B", "Beeton")]);
        let reported = version(Choice::Reported, &[], &[], 1.0);
        let same = [reported.clone(), version(Choice::Larger, &[], &[], 0.999)];
        assert_eq!(
            survives(&same, &names, false),
            "The table makes the same finding in one other way, to show what hangs on a choice. The ratio between the ends is 2.00 in all of \
             them. Areas above all areas together: 1 in each; below: 3 in each. Both unusual areas stay so wherever they are used. The order of areas hardly changes in any of them."
        );
        let little = survives(&same, &names, true);
        let varies = "The variation between areas runs from 90% to 110%; the ratio between the ends says little";
        assert!(little.contains(varies) && !little.contains("2.00"), "{little}");
        let lost =
            [reported, version(Choice::OutsideLondon, &["A"], &["B"], 0.8), (Choice::Items, Err("no".to_owned()))];
        let said = survives(&lost, &names, false);
        assert!(
            said.contains(
                "Of 2 unusual areas one stays so in all of them, and Ayton does not; in some, Beeton is unusual too."
            ),
            "{said}"
        );
        assert!(said.ends_with("made \u{201c}without London\u{201d}: rank correlation 0.80."), "{said}");
    }
}
