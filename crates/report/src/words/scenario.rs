//! What moving money between areas would do, and what lies between localities, in sentences.

use super::funding::pounds;
use super::need::per_cent;
use super::plain::within;
use crate::number::{probability, significant, with_interval};
use unwarranted_core::demand::Demand;
use unwarranted_core::localities::Localities;
use unwarranted_core::moves::Moved;
use unwarranted_core::split::Split;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{level, thousands};
use unwarranted_plot::text::{areas, listed, none_or};

/// An amount of the numerator: pounds where it is money.
pub(crate) fn of_numerator(value: f64, labels: Option<&Labels>) -> String {
    if labels.is_some_and(|l| l.unit.is_money()) { pounds(value) } else { thousands(value, 0) }
}

/// The finding of moves.
pub(crate) fn moved(s: &Moved, labels: Option<&Labels>) -> String {
    let measure = within(&s.treatment, labels);
    if s.moved <= 0.0 {
        return format!("Nothing of {measure} changes hands.");
    }
    let mut said = format!(
        "{} of {measure} would change hands: {} {} and {} {}. {} heads are in areas that lose.",
        of_numerator(s.moved, labels),
        areas(s.winners),
        if s.winners == 1 { "gains" } else { "gain" },
        none_or(s.losers),
        if s.losers == 1 { "loses" } else { "lose" },
        thousands(s.denominator_of_losers, 0)
    );
    if let (Some(before), Some(after)) = (s.before.gini, s.after.gini) {
        said += &format!(
            " The Gini coefficient of rates would go from {} to {} (0 where all have the same).",
            significant(before, 3),
            significant(after, 3)
        );
    }
    said
}

/// The finding of localities.
pub(crate) fn localities(s: &Localities, labels: Option<&Labels>) -> String {
    let measure = within(&s.treatment, labels);
    let (Some(share), Some(p)) = (s.between_share, s.p) else {
        let reason = s.undefined.as_deref().unwrap_or("no permutations were asked for");
        return format!("Whether localities differ in {measure} is undefined: {reason}.");
    };
    let dealt = s.by_dealing.map_or_else(String::new, |[low, middle, high]| {
        let [low, middle, high] = [low, middle, high].map(per_cent);
        format!(" Practices dealt out at random would give {middle} in the median, and {low} to {high} in nine of ten deals.")
    });
    let real = if p < 0.05 {
        "Practices of one locality are more alike than chance makes them."
    } else {
        "That is no more than chance gives: these localities say little about their practices."
    };
    format!(
        "Of the differences between {} practices in {measure}, {} lies between {} localities (p {}).{dealt} {real}",
        s.practices,
        per_cent(share),
        s.localities.len(),
        probability(p)
    )
}

/// The finding of localities in a line.
pub(crate) fn localities_short(s: &Localities, labels: Option<&Labels>) -> String {
    let measure = within(&s.treatment, labels);
    match (s.between_share, s.p) {
        (Some(share), Some(p)) if p < 0.05 => {
            format!(
                "{} of the differences in {measure} lie between localities, more than chance gives",
                per_cent(share)
            )
        }
        (Some(_), Some(_)) => format!("In {measure}, localities differ no more than chance gives"),
        _ => format!("Whether localities differ in {measure} is undefined"),
    }
}

/// The finding of a split in a line.
pub(crate) fn split_short(s: &Split) -> String {
    let (before, after) = (s.before.areas, s.after.areas);
    match s.change {
        _ if s.undefined.is_some() => "What splitting would do is undefined".to_owned(),
        None => format!("{before} areas split into {after}"),
        Some(c) if c.abs() < 5e-4 => format!("Splitting {before} areas into {after} leaves the lottery as it is"),
        Some(c) => format!(
            "Splitting {before} areas into {after} would make the lottery look {} {}",
            per_cent(c.abs()),
            if c > 0.0 { "larger" } else { "smaller" }
        ),
    }
}

/// The finding of a split.
pub(crate) fn split(s: &Split, labels: Option<&Labels>) -> String {
    let measure = within(&s.treatment, labels);
    let (before, after) = (s.before.areas, s.after.areas);
    if let Some(reason) = &s.undefined {
        return format!("What splitting would do is undefined: {reason}.");
    }
    let Some(change) = s.change else { return String::new() };
    let mut said = match change {
        c if c.abs() < 5e-4 => format!(
            "Splitting {before} areas into {after} leaves the lottery in {measure} as it is: by people, the variance between areas stays the same."
        ),
        c => format!(
            "Splitting {before} areas into {after} would make the lottery in {measure} look {} {} with nothing changed for any patient: by so \
             much the variance between areas, weighted by population, would {}.",
            per_cent(c.abs()),
            if c > 0.0 { "larger" } else { "smaller" },
            if c > 0.0 { "rise" } else { "fall" }
        ),
    };
    if s.same_rates {
        said += " Only the people of the parts are known, so every part has the rate of its area: what differs within areas does not show.";
    }
    if let (Some(within), Some(new), Some(parts)) =
        (s.within_areas, s.within_new, s.parts.weighted_variance.filter(|v| *v > 0.0))
    {
        let [areas, within, left, new] =
            [s.before.weighted_variance.unwrap_or(0.0), within, s.after.weighted_variance.unwrap_or(0.0), new]
                .map(|v| per_cent(v / parts));
        said += &format!(
            " Of the variance of the parts, {areas} lies between the areas and {within} within them, or {left} between the new areas and \
             {new} within those."
        );
    }
    if let (Some(chance), Some(within)) = (s.within_areas_by_chance, s.within_areas.filter(|v| *v > 0.0)) {
        said += &match chance / within {
            part if part >= 1.0 => " Within the areas, chance alone would put as much or more.".to_owned(),
            part => format!(" Of what lies within the areas, chance alone would put about {} there.", per_cent(part)),
        };
    }
    said
}

/// ", 12% more than now".
fn change(d: &Demand) -> String {
    d.all.change_percent.map_or_else(String::new, |v| {
        let size = significant(v.abs(), 2);
        match v {
            v if v.abs() < 0.05 => ", as many as now".to_owned(),
            v if v > 0.0 => format!(", {size}% more than now"),
            _ => format!(", {size}% fewer than now"),
        }
    })
}

/// The finding of a forecast of demand in a line.
pub(crate) fn demand_short(d: &Demand, measure: &str) -> String {
    format!("{measure}: {} in {}{}", thousands(d.all.demand, 0), d.period.words(), change(d))
}

/// The finding of a forecast of demand.
pub(crate) fn demand(d: &Demand, measure: &str) -> String {
    let all = &d.all;
    let interval = all.lower.zip(all.upper).map_or_else(String::new, |(l, u)| {
        format!(" ({}% interval {} to {})", level(d.confidence), thousands(l, 0), thousands(u, 0))
    });
    let (then, change) = (d.period.words(), change(d));
    let mut said = format!("{measure}: {} in {then}{interval}{change}.", thousands(all.demand, 0));
    let part = |value: f64, what: &str| format!("{} from {what}", signed(value));
    let mut parts = vec![part(all.by_size, "the number of people"), part(all.by_ageing, "their ages")];
    parts.extend(d.trend.map(|_| part(all.by_rates, "rates that change")));
    said += &format!(" The change is made up of {}.", listed(&parts));
    match (&d.trend, &d.trend_undefined) {
        (Some(trend), _) => {
            let [factor, lower, upper] = with_interval(trend.factor, trend.lower, trend.upper);
            said += &format!(
                " Rates at the same age are taken to go to {factor} times those of {} ({lower} to {upper}), as they went in {} periods of all areas.",
                d.base.words(),
                trend.periods
            );
        }
        (None, Some(reason)) => said += &format!(" Rates are taken to stay as they are, because {reason}."),
        (None, None) => said += " Rates are taken to stay as they are.",
    }
    match &d.interval_undefined {
        Some(reason) => said += &format!(" There is no interval: {reason}."),
        None => said += " The interval takes the projection of people as certain.",
    }
    said
}

fn signed(value: f64) -> String {
    // No figure is minus zero.
    let value = value.round() + 0.0;
    format!("{}{}", if value > 0.0 { "+" } else { "" }, thousands(value, 0))
}
