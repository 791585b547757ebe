//! What areas are compared with, what is said of one of them, and what was left out.

use super::area::{figure, name_and_code, rows};
use super::periods::part_of;
use super::plain::{self, Say};
use super::standing_out::verdict;
use crate::number::{with_interval, worded};
use std::sync::Arc;
use unwarranted_core::findings::StandardisedBy;
use unwarranted_core::similar::in_words;
use unwarranted_core::{AreaFinding, ExpectedFrom, Polarity, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::level;
use unwarranted_plot::text::listed;

/// Which way is better, as whoever defined the measure says.
pub(crate) fn better(polarity: Polarity) -> String {
    match polarity {
        Polarity::Low => "Less is better, says the definition of this measure.".to_owned(),
        Polarity::High => "More is better, says the definition of this measure.".to_owned(),
        Polarity::Neither => {
            "Neither: nobody can say from this measure alone whether more or less is better.".to_owned()
        }
    }
}

/// What each area is compared with.
pub(crate) fn compared(s: &SliceFindings, l: &Labels) -> String {
    let whole = with_all(s, l);
    similar_areas(s).map_or(whole.clone(), |similar| format!("{whole} {similar}"))
}

/// Whom each area is held against where each has its own similar areas, and who is held against none; `None` where they have not.
pub(crate) fn similar_areas(s: &SliceFindings) -> Option<String> {
    let similar = s.similar.as_ref()?;
    let by: Vec<String> = similar.by.iter().map(|name| in_words(name)).collect();
    let limits = s.areas.iter().any(|a| a.limits_adjusted.is_some());
    let what = if limits { "Limits and what is unusual compare each area" } else { "Each area is also compared" };
    let mut said = match similar.nearest {
        Some(nearest) => format!("{what} with its {} most similar areas, by {}.", worded(nearest), listed(&by)),
        None => format!("{what} with the other areas of its group, by {}.", listed(&by)),
    };
    let named = |codes: &[Arc<str>]| {
        let name = |code: &Arc<str>| {
            let area = s.areas.iter().find(|a| a.area == *code);
            area.map_or_else(|| code.to_string(), name_and_code)
        };
        listed(&codes.iter().map(name).collect::<Vec<_>>())
    };
    if !similar.without_peers.is_empty() {
        let so = if limits { ", so that nothing is called unusual there" } else { "" };
        let who = named(&similar.without_peers);
        said += &match similar.nearest {
            Some(_) => format!(" No areas are really like {who}{so}."),
            None => format!(" Fewer than five others that differ, in the groups of {who}{so}."),
        };
    }
    if !similar.lacking.is_empty() {
        let why = match similar.nearest {
            Some(_) => "for want of a value to be like others by",
            None => "as alone in their group or in none",
        };
        said += &format!(" Held against none, {why}: {}.", named(&similar.lacking));
    }
    Some(said)
}

/// What each area is compared with in its ratio.
fn with_all(s: &SliceFindings, l: &Labels) -> String {
    match (s.expected_from, s.rate) {
        (ExpectedFrom::Internal, _) if s.areas.len() == 1 => {
            "There is only one area, so there is nothing to compare it with.".to_owned()
        }
        (ExpectedFrom::Internal, Some(rate)) => format!(
            "Each area is compared with {}all {} together, at {}. {} not taken out, so a high or a low rate is not by itself \
             good or poor care.",
            if s.is_england() { "England, " } else { "" },
            l.areas_counted(s.areas.len()),
            Say::of(s, l).with_unit(rate),
            if s.standardised.as_ref().is_some_and(|by| by.method == StandardisedBy::Weighted) {
                "Age and sex are allowed for as far as the weights of the denominator do; other differences in need are"
            } else if l.unit.is_weighted() {
                "What the weights of the denominator stand for, such as age or need, is allowed for; other differences between areas are"
            } else {
                "Differences in age, sex and need between areas are"
            },
        ),
        (ExpectedFrom::Strata, _) => "Each area is compared with what its people would have had at the rates of a reference, \
             by age and sex. Differences in need beyond age and sex are not taken out, so a high or a low rate is not by \
             itself good or poor care."
            .to_owned(),
        _ if s.after_need.is_some() => format!(
            "Each area is compared with what areas of the same need have: {}, by a model over all areas. That need is taken out as far as a straight \
             line of logarithms does it; other need is not, so a high or a low figure is not by itself good or poor care.",
            s.after_need.as_deref().unwrap_or_default()
        ),
        _ => "Each area is compared with the expected value that the input gives for it. What that value allows for, \
              such as age, sex or need, is up to whoever worked it out."
            .to_owned(),
    }
}

/// Sentences about the highlighted area.
pub(crate) fn highlighted(s: &SliceFindings, l: &Labels, code: &str) -> String {
    let Some(a) = s.areas.iter().find(|a| &*a.area == code) else {
        return format!("{code} is not among the areas with usable figures in this period.");
    };
    let mut parts = vec![format!("{}{}: {}", name_and_code(a), part_of(s, a), rate_said(s, l, a))];
    if let (Some(ratio), true) = (a.ratio, s.rate.is_some()) {
        parts.push(format!("{} times what was expected", plain::ratio(ratio)));
    }
    if let (Some(rank), Some(low), Some(high)) = (a.judgement.rank, a.judgement.rank_lower, a.judgement.rank_upper) {
        parts.push(format!("rank {rank} from the top ({low} to {high})"));
    }
    format!("{}. {}", listed(&parts), verdict(s, a))
}

/// The figure of one area with its interval, rounded to what the interval supports.
fn rate_said(s: &SliceFindings, l: &Labels, a: &AreaFinding) -> String {
    let f = Say::of(s, l);
    match (a.rate, a.lower, a.upper) {
        (Some(rate), Some(low), Some(high)) => {
            let (scale, unit) = (s.reading_scale(), plain::unit_said(s, l));
            let [said, low, high] = with_interval(rate * scale, low * scale, high * scale);
            format!("{said} {unit} ({}% interval {low} to {high})", level(s.confidence))
        }
        _ => figure(a).map_or_else(|| "no rate".to_owned(), |v| f.with_unit(v)),
    }
}

/// What was left out, in a sentence; `None` when nothing was.
pub(crate) fn left_out(s: &SliceFindings) -> Option<String> {
    let parts: Vec<String> =
        s.set_aside.iter().map(|a| format!("{} because {}", rows(a.rows), a.reason.meaning())).collect();
    (!parts.is_empty()).then(|| format!("Set aside: {}.", parts.join("; ")))
}
