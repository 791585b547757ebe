//! What is found of money by area, in sentences: per whom, compared with what, how sure.

use super::need::{per_cent, shares_between};
use crate::number::significant;
use unwarranted_core::funding::{BesidePrescribing, Funding, Head, LEAST_RANKED, TargetIs, Unequal};
use unwarranted_core::text::{be, capitalised};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{level, thousands};

/// Per cent of its target by which an area is said to be far from it.
const FAR: f64 = 5.0;

/// Pounds in words: "£7.62 billion", "£431,000".
pub(crate) fn pounds(value: f64) -> String {
    let (size, sign) = (value.abs(), if value < 0.0 { "-" } else { "" });
    let figure = match size {
        s if s >= 999.5e6 => format!("{} billion", significant(s / 1e9, 3)),
        s if s >= 999.5e3 => format!("{} million", significant(s / 1e6, 3)),
        s if s >= 100.0 => thousands(s, 0),
        s => thousands(s, 2),
    };
    // No figure is minus zero.
    let sign = if figure == "0.00" { "" } else { sign };
    format!("{sign}£{figure}")
}

/// The finding of a period.
pub(crate) fn funded(f: &Funding) -> String {
    let more = [f.unequal.last().map(how_unequal), against_target(f)];
    std::iter::once(total(f)).chain(more.into_iter().flatten()).collect::<Vec<_>>().join(" ")
}

/// How much money of how many areas.
pub(crate) fn total(f: &Funding) -> String {
    let per = [(f.per_registered, Head::Registered), (f.per_weighted, Head::Weighted)];
    let per: Vec<String> =
        per.into_iter().filter_map(|(v, head)| Some(format!("{} per {} head", pounds(v?), head.word()))).collect();
    let areas = match f.areas.len() {
        1 => "1 area".to_owned(),
        n => format!("{n} areas"),
    };
    let mut said = format!("{areas} had {}", pounds(f.amount));
    if !per.is_empty() {
        said += &format!(", {}", per.join(" and "));
    }
    if let Some(real) = &f.real_terms {
        said += &format!(", in prices of {} ({})", real.prices_of.words(), real.source);
    }
    said + "."
}

/// How far money per head is apart.
pub(crate) fn range(u: &Unequal) -> String {
    let head = u.per.map_or("", Head::word);
    format!("money per {head} head ranges from {} to {}", pounds(u.lowest), pounds(u.highest))
}

pub(crate) fn how_unequal(u: &Unequal) -> String {
    let mut said = capitalised(&range(u));
    if let Some(gini) = u.gini {
        said += &format!(" (Gini coefficient {}, 0 where all have the same)", significant(gini, 2));
    }
    said += ".";
    if let Some(share) = u.theil_between_share {
        said += &format!(" Of that inequality {} lies between regions (Theil index).", per_cent(share));
    }
    if let Some(index) = u.concentration {
        let (who, by) = (if index > 0.0 { "high" } else { "low" }, u.ranked_by.as_deref().unwrap_or("rank"));
        said += &format!(
            " Areas {who} in {by} have more money per head: the concentration index is {}, where 0 is no link and 1 or -1 the most. It is that of the \
             money as it was paid, without an interval.",
            significant(index, 2)
        );
    }
    said
}

/// Areas far below and far above target, and all that have one.
fn far(f: &Funding) -> ([usize; 2], usize) {
    let distances: Vec<f64> = f.areas.iter().filter_map(|a| a.distance_percent).collect();
    ([-1.0, 1.0].map(|side| distances.iter().filter(|d| *d * side > FAR).count()), distances.len())
}

/// The same as headlines, from the fullest to the shortest; `None` without targets.
pub(crate) fn from_target(f: &Funding) -> Option<Vec<String>> {
    let ([below, above], all) = far(f);
    let target = match f.target_is? {
        TargetIs::Given => "target",
        TargetIs::WeightedShare => "the share of their weighted heads",
    };
    let (have, are) = (if below == 1 { "has" } else { "have" }, be(below));
    Some(vec![
        format!("{below} of {all} areas {have} over {FAR:.0}% less than {target}, {above} over {FAR:.0}% more"),
        format!("{below} of {all} areas {are} over {FAR:.0}% below, {above} over {FAR:.0}% above"),
    ])
}

/// Areas far from target, in a sentence; `None` without targets.
pub(crate) fn against_target(f: &Funding) -> Option<String> {
    let ([below, above], all) = far(f);
    let target = match f.target_is? {
        TargetIs::Given => "their targets",
        TargetIs::WeightedShare => "the share of their weighted population",
    };
    Some(format!(
        "Against {target}, {below} of {all} areas {} more than {FAR:.0}% below and {above} more than {FAR:.0}% above.",
        be(below)
    ))
}

/// The finding of money beside what is prescribed.
pub(crate) fn beside(b: &BesidePrescribing, labels: Option<&Labels>) -> String {
    let mut said = correlation(b, labels);
    said += " ";
    said += &match (b.share, &b.share_undefined) {
        (Some(share), _) => share_said(b, share),
        (None, Some(reason)) => format!("What share of the differences goes with money is undefined: {reason}."),
        (None, None) => String::new(),
    };
    said.trim().to_owned()
}

/// Whether money and a treatment go together, without a full stop. The measure begins it: its capital letter stays right.
pub(crate) fn link(b: &BesidePrescribing, labels: Option<&Labels>) -> String {
    let (measure, head) = (labels.map_or(&*b.treatment, |l| l.measure.as_str()), b.per.word());
    let sure = b.lower.zip(b.upper).map_or(in_one_order(b), |(lower, upper)| lower > 0.0 || upper < 0.0);
    if b.spearman.is_some() && b.areas < LEAST_RANKED {
        return format!(
            "{measure}: {} areas are too few to show whether there is a link with money per {head} head",
            b.areas
        );
    }
    match (b.spearman.filter(|_| sure), b.spearman) {
        (Some(r), _) if r > 0.0 => format!("{measure}: areas with more money per {head} head tend to have more"),
        (Some(_), _) => format!("{measure}: areas with more money per {head} head tend to have less"),
        (None, Some(_)) => format!("{measure}: no link with money per {head} head shows"),
        (None, None) => format!("{measure}: whether there is a link with money per {head} head is not known"),
    }
}

/// Whether enough areas are in the same order, or the opposite one, by money and by rate: no interval is needed then.
fn in_one_order(b: &BesidePrescribing) -> bool {
    b.areas >= LEAST_RANKED && b.spearman.is_some_and(|r| r.abs() >= 1.0)
}

/// What an interval around no link leaves open; nothing where a link shows or there is no interval.
pub(crate) fn still_possible(b: &BesidePrescribing) -> Option<String> {
    let (lower, upper) = b.lower.zip(b.upper).filter(|(lower, upper)| *lower <= 0.0 && *upper >= 0.0)?;
    let most = lower.abs().max(upper);
    let size = match most {
        m if m < 0.1 => "any link is weak at most",
        m if m < 0.3 => "a weak link is possible, a strong one is not",
        m if m < 0.5 => "a link of middling strength is possible",
        _ => "even a strong link is possible",
    };
    Some(format!("With {} areas {size}.", b.areas))
}

/// The rank correlation, or why there is none.
pub(crate) fn correlation(b: &BesidePrescribing, labels: Option<&Labels>) -> String {
    let measure = labels.map_or(&*b.treatment, |l| l.measure.as_str());
    match (b.spearman, &b.undefined) {
        (Some(r), _) => correlated(b, labels, r),
        (None, Some(reason)) => {
            format!("{measure}: the link with money per {} head is undefined, because {reason}.", b.per.word())
        }
        (None, None) => String::new(),
    }
}

fn correlated(b: &BesidePrescribing, labels: Option<&Labels>, r: f64) -> String {
    let interval = b.lower.zip(b.upper).map_or_else(
        || if in_one_order(b) { String::new() } else { " (too few areas for an interval)".to_owned() },
        |(lower, upper)| format!(" ({}% interval {lower:.2} to {upper:.2})", level(b.confidence)),
    );
    // No figure is minus zero.
    format!("{}; rank correlation {:.2} over {} areas{interval}.", link(b, labels), r + 0.0, b.areas)
}

fn share_said(b: &BesidePrescribing, share: f64) -> String {
    let interval = b.share_lower.zip(b.share_upper).map_or_else(String::new, |(lower, upper)| {
        let none = if lower <= 0.0 && share > 0.0 { ", so it may be none" } else { "" };
        format!(" ({}% interval {}{none})", level(b.confidence), shares_between(lower, upper))
    });
    let what = if share > 0.0 { format!("about {}", per_cent(share)) } else { "none".to_owned() };
    format!(
        "Money goes with {what} of the differences{interval}. This is about areas, not patients, and does not show what is the cause."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_as_long_as_a_reader_needs() {
        assert_eq!([-0.001, 0.0, -0.0, -0.02].map(pounds), ["£0.00", "£0.00", "£0.00", "-£0.02"]);
        let shown = [7.6234e9, 999.6e6, 431_000.0, 1_500_000.0, 127.451, 12.5, -3.2e6].map(pounds);
        assert_eq!(
            shown,
            ["£7.62 billion", "£1.00 billion", "£431,000", "£1.50 million", "£127", "£12.50", "-£3.20 million"]
        );
    }
}
