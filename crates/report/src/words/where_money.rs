//! Where the money is, over many treatments, in sentences.

use super::MoneyEntry;
use super::money::{amount_in, savings_named, supported, target_named};
use super::need::per_cent;
use unwarranted_core::opportunity::{Opportunity, SavingsIs};
use unwarranted_core::text::within_sentence;
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::listed;

/// An amount of a treatment, as fine as its interval supports; three digits where it has none.
pub(crate) fn of_entry(value: f64, e: &MoneyEntry<'_>, labels: &LabelsBy) -> String {
    amount_in(fine(value, e), e.savings.is_some(), labels.get(e.treatment))
}

/// The same without what it counts.
pub(crate) fn bare(value: f64, e: &MoneyEntry<'_>) -> String {
    amount_in(fine(value, e), e.pounds, None)
}

/// A sum that has no interval of its own, without what it counts.
pub(crate) fn roughly(value: f64, e: &MoneyEntry<'_>) -> String {
    amount_in(digits(value), e.pounds, None)
}

fn fine(value: f64, e: &MoneyEntry<'_>) -> f64 {
    match e.lower.zip(e.upper) {
        Some((lower, upper)) => supported(value, [lower, upper]),
        None => digits(value),
    }
}

/// Three digits of a large sum.
fn digits(value: f64) -> f64 {
    if value.abs() < 100.0 {
        return value;
    }
    let step = libm::pow(10.0, libm::log10(value.abs()).floor() - 2.0).max(1.0);
    (value / step).round() * step + 0.0
}

/// The interval of what is beyond chance.
pub(crate) fn interval_of(e: &MoneyEntry<'_>, labels: &LabelsBy) -> Option<String> {
    let (lower, upper) = e.lower.zip(e.upper)?;
    Some(format!("{} to {}", of_entry(lower, e, labels), of_entry(upper, e, labels)))
}

/// Which side of the target would change.
pub(crate) fn wrong_side(entries: &[MoneyEntry<'_>]) -> &'static str {
    let low = entries.iter().filter(|e| e.polarity == "low").count();
    match low {
        0 => "below",
        low if low == entries.len() => "above",
        _ => "on the wrong side of",
    }
}

/// What a part of the league is of: sums of pounds, or parts of what was observed.
fn said(e: &MoneyEntry<'_>, clipped: f64) -> String {
    if e.pounds { roughly(clipped, e) } else { per_cent(e.part_of(Some(clipped)).unwrap_or_default()) }
}

/// The finding of treatments in the order of the league, all in pounds or none of them.
pub(crate) fn finding(entries: &[MoneyEntry<'_>], about: &Opportunity, labels: &LabelsBy) -> String {
    let (to, wrong) = (target_named(about), wrong_side(entries));
    let Some((first, clipped)) = entries.first().and_then(|e| Some((e, e.clipped?))) else {
        return "What moving areas would come to is undefined".to_owned();
    };
    let measure = within_sentence(first.measure.unwrap_or(first.treatment));
    let [most, of] = if first.pounds { ["Most money", ""] } else { ["The largest part", " of what was observed"] };
    let amount = said(first, clipped);
    match (first.shown, first.by_chance.is_some() && first.lower.is_some(), savings_named(about)) {
        (true, ..) => {
            let interval = ends_of(first, labels).unwrap_or(amount);
            let confidence = level(first.confidence);
            format!("{most} beyond chance is in {measure}: {interval}{of} {wrong} {to} ({confidence}% interval)")
        }
        (false, true, _) if entries.len() == 1 => {
            format!("None shown: what areas {wrong} {to} come to in {measure} may all be chance")
        }
        (false, true, _) => {
            format!("None shown: what areas {wrong} {to} come to may all be chance, whatever the treatment")
        }
        (false, false, Some(named)) => format!("{named}: most is in {measure}, {amount}, part of it chance"),
        (false, false, None) => {
            format!("{most} is in {measure}: {amount}{of} {wrong} {to}; how much of it is chance is not known")
        }
    }
}

/// The ends of the interval of what is beyond chance: pounds, or parts of what was observed.
fn ends(e: &MoneyEntry<'_>) -> Option<[f64; 2]> {
    let of = |end: Option<f64>| if e.pounds { end } else { e.part_of(end) };
    Some([of(e.lower)?, of(e.upper)?])
}

/// The same in words.
fn ends_of(e: &MoneyEntry<'_>, labels: &LabelsBy) -> Option<String> {
    if e.pounds {
        return interval_of(e, labels);
    }
    let [lower, upper] = ends(e)?.map(per_cent);
    Some(format!("{lower} to {upper}"))
}

/// Whether the first place is settled, where several treatments have intervals.
pub(crate) fn order(entries: &[MoneyEntry<'_>]) -> Option<String> {
    let first = entries.first().filter(|e| e.shown)?;
    let lowest = ends(first)?[0];
    let with: Vec<&MoneyEntry<'_>> = entries.iter().skip(1).filter(|e| ends(e).is_some()).collect();
    let near: Vec<String> = with
        .iter()
        .filter(|e| e.shown && ends(e).is_some_and(|[_, upper]| upper >= lowest))
        .map(|e| within_sentence(e.measure.unwrap_or(e.treatment)))
        .collect();
    Some(match near.len() {
        0 if with.is_empty() => return None,
        0 => "No other interval reaches into that of the first, so the first place is settled.".to_owned(),
        1 => format!("The interval of {} reaches into that of the first, so the first place is not settled.", near[0]),
        2 | 3 => {
            format!("The intervals of {} reach into that of the first, so its place is not settled.", listed(&near))
        }
        n => format!("The intervals of {} others reach into that of the first, so its place is not settled.", count(n)),
    })
}

/// How many treatments show something, how many do not, and of how many nobody can say.
pub(crate) fn how_many(entries: &[MoneyEntry<'_>]) -> String {
    let all = entries.len();
    let shown = entries.iter().filter(|e| e.shown).count();
    let none = entries.iter().filter(|e| !e.shown && e.lower.is_some()).count();
    let unknown = entries.iter().filter(|e| e.clipped.is_some() && e.lower.is_none()).count();
    let undefined = entries.iter().filter(|e| e.clipped.is_none()).count();
    let mut parts = vec![format!("{} of {} treatments show more than chance gives", count(shown), count(all))];
    if all == 1 {
        parts[0] = if shown == 1 { "It shows more than chance gives" } else { "It shows no more than chance may give" }
            .to_owned();
    } else if none > 0 {
        let why = if none == 1 { "its interval holds 0" } else { "their intervals hold 0" };
        parts.push(format!("for {} none is shown: {why}", count(none)));
    }
    if all > 1 && unknown > 0 {
        parts.push(format!("for {} nobody says how much is chance", count(unknown)));
    }
    if all > 1 && undefined > 0 {
        parts.push(format!("for {} it is undefined", count(undefined)));
    }
    format!("{}.", parts.join("; "))
}

/// All pounds of one period together, without what is undefined.
pub(crate) fn together(entries: &[MoneyEntry<'_>], to: &str) -> Option<String> {
    let with: Vec<&MoneyEntry<'_>> = entries.iter().filter(|e| e.pounds && e.clipped.is_some()).collect();
    let first = with.first()?;
    if with.len() < 2 || with.iter().any(|e| e.period != first.period) {
        return None;
    }
    let sum = |of: fn(&MoneyEntry<'_>) -> Option<f64>| with.iter().filter_map(|e| of(e)).sum::<f64>();
    let pounds = |value: f64| amount_in(digits(value), true, None);
    let mut said = format!(
        "All {} treatments in pounds together: {} {} {to} (clipped), and {} set off against areas on the other side (signed). A prescription that \
         counts in two treatments is in these sums twice.",
        count(with.len()),
        pounds(sum(|e| e.clipped)),
        wrong_side(entries),
        pounds(sum(|e| e.signed))
    );
    let known = with.iter().filter(|e| e.by_chance.is_some()).count();
    if known == with.len() {
        said += &format!(
            " Chance alone would give {} of the clipped sum if areas did not differ, and less where they do.",
            pounds(sum(|e| e.by_chance))
        );
    } else if known > 0 {
        said += &format!(
            " Chance alone would give {} of the clipped sums of the {} treatments in which chance is known.",
            pounds(sum(|e| e.by_chance)),
            count(known)
        );
    }
    Some(said)
}

/// What the words of the page mean.
pub(crate) fn explained(about: &Opportunity, wrong: &str) -> Vec<String> {
    let to = target_named(about);
    let mut all = vec![format!(
        "Clipped: what areas {wrong} {to} have beyond it, added up; the others count as zero. Signed: the same, with the others set off against them. \
         Clipped says how much there is to move, signed what would be left if all areas moved, those on the better side too. The two can differ \
         widely, even in sign."
    )];
    if about.savings.is_some_and(|is| is != SavingsIs::PerPatient) {
        all.push(
            "OpenPrescribing allows for no chance here: part of each sum is chance, and nobody has said how much."
                .to_owned(),
        );
        return all;
    }
    all.push(
        "Chance alone: what the clipped sum would be on average if all areas had the same true rate, as chance puts some of them on the wrong side. It \
         is taken off the clipped sum. Where areas do differ chance adds less, so that too much is taken off: the lower end of the interval has \
         all of it off, the upper end nothing."
            .to_owned(),
    );
    all.push(
        "None shown: the interval holds 0, so that all of it may be chance. Where nobody has said what a person takes, and practices are not \
         known, chance is not known either, and a sum has no interval. The target is computed again in every draw."
            .to_owned(),
    );
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Period;

    fn entry(name: &'static str, clipped: f64, interval: Option<(f64, f64)>) -> MoneyEntry<'static> {
        let (lower, upper) = interval.unzip();
        MoneyEntry {
            rank: 1,
            treatment: name,
            measure: None,
            period: Period::All,
            savings: None,
            pounds: true,
            polarity: "low",
            beyond_chance: interval.map(|_| clipped - 10.0),
            lower,
            upper,
            signed: Some(-5.0),
            clipped: Some(clipped),
            by_chance: interval.map(|_| 10.0),
            part: None,
            shown: lower.is_some_and(|lower| lower > 0.0),
            undefined: None,
            observed: 1000.0,
            confidence: 0.95,
        }
    }

    #[test]
    fn the_order_is_settled_only_where_intervals_do_not_meet() {
        let apart = [entry("a", 500.0, Some((400.0, 510.0))), entry("b", 100.0, Some((50.0, 120.0)))];
        assert!(order(&apart).unwrap().ends_with("so the first place is settled."));
        let near = [entry("a", 500.0, Some((100.0, 510.0))), entry("b", 100.0, Some((50.0, 120.0)))];
        assert!(order(&near).unwrap().contains("interval of b reaches into that of the first, so"));
        assert_eq!(order(&[entry("a", 1.0, None)]), None);
        assert_eq!(order(&apart[..1]), None, "one alone has no place");
    }

    #[test]
    fn sums_say_of_how_many_chance_is_known() {
        let all =
            [entry("a", 500.0, Some((400.0, 510.0))), entry("b", 100.0, Some((-5.0, 120.0))), entry("c", 50.0, None)];
        assert_eq!(
            how_many(&all),
            "1 of 3 treatments show more than chance gives; for 1 none is shown: its interval holds 0; for 1 nobody says how much is chance."
        );
        let said = together(&all, "the median").unwrap();
        assert!(said.contains("£650 above the median (clipped)") && said.contains("-£15 set off"), "{said}");
        assert!(said.contains("£20 of the clipped sums of the 2 treatments"), "{said}");
        let year = MoneyEntry { period: Period::parse("2020").unwrap(), ..entry("d", 1.0, None) };
        assert_eq!(together(&[entry("a", 1.0, None), year], "x"), None, "periods are not added up");
    }
}
