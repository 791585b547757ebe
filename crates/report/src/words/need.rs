//! What goes with need, and what lies between and within areas, in sentences. Nothing is said to be the cause of anything.

use crate::number::significant;
use unwarranted_core::Kind;
use unwarranted_core::explain::Explained;
use unwarranted_core::levels::Levels;
use unwarranted_core::sweep::NeedEntry;
use unwarranted_core::text::within_sentence;
use unwarranted_plot::numbers::level;

/// A share in whole per cent, in tenths where it is small.
pub(crate) fn per_cent(share: f64) -> String {
    let percent = 100.0 * share;
    let digits = if percent.abs() < 1.0 { 1 } else { 0 };
    let text = format!("{percent:.digits$}");
    // No figure is minus zero.
    let text =
        text.strip_prefix('-').filter(|rest| rest.chars().all(|c| c == '0' || c == '.')).unwrap_or(&text).to_owned();
    format!("{text}%")
}

/// An interval of a share of differences, cut at none and all of them: what an estimate does beyond says nothing to a reader.
pub(crate) fn shares_between(lower: f64, upper: f64) -> String {
    let end = |share: f64| if share <= 0.0 { "0%".to_owned() } else { per_cent(share.min(1.0)) };
    format!("{} to {}", end(lower), end(upper))
}

/// The finding of a slice, with how sure it is.
pub(crate) fn explained(s: &Explained, measure: Option<&str>) -> String {
    let measure = measure.map_or_else(|| s.treatment.to_string(), within_sentence);
    let need = match s.groups.len() {
        0 => "need".to_owned(),
        _ => s.groups.iter().map(|group| &*group.name).collect::<Vec<_>>().join(", "),
    };
    if let Some(reason) = &s.undefined {
        return format!("How much goes with need is undefined: {reason}.");
    }
    let Some(share) = s.share_adjusted else { return String::new() };
    let interval = s
        .lower
        .zip(s.upper)
        .map(|(lower, upper)| format!(" ({}% interval {})", level(s.confidence), shares_between(lower, upper)));
    let interval = interval.unwrap_or_default();
    let areas = s.areas_used;
    let differences = format!("the differences between {areas} areas in {measure}");
    if share <= 0.0 {
        return format!(
            "Need as measured here ({need}) goes with none of {differences}{interval}. They are not explained by it; they may be \
             other need, or a lottery."
        );
    }
    let unsure = s.lower.is_some_and(|lower| lower <= 0.0);
    let doubt = if unsure { " The interval holds 0, so it may go with none of them." } else { "" };
    format!(
        "Need as measured here ({need}) goes with about {} of {differences}{interval}.{doubt} The other {} is not explained by it; it \
         may be other need, or a lottery. This is about areas, not patients, and does not show what is the cause.",
        per_cent(share),
        per_cent(1.0 - share)
    )
}

/// What need does to a league of treatments.
pub(crate) fn need_league(entries: &[NeedEntry]) -> String {
    let mut shares: Vec<f64> = entries.iter().filter_map(|e| e.share).collect();
    shares.sort_by(f64::total_cmp);
    let Some(middle) = shares.get(shares.len() / 2) else {
        return "Of no treatment can it be said how much goes with need.".to_owned();
    };
    let sure = entries.iter().filter(|e| e.lower.is_some_and(|lower| lower > 0.0)).count();
    format!(
        "Need goes with {} of the differences between areas in the middle treatment of {}, and surely with some of them in {sure}. What it \
         does not explain may be other need, or a lottery; this is about areas, not patients, and does not show what is the cause.",
        per_cent(middle.max(0.0)),
        shares.len()
    )
}

/// The finding of two levels.
pub(crate) fn levels(s: &Levels, measure: Option<&str>) -> String {
    let measure = measure.map_or_else(|| s.treatment.to_string(), within_sentence);
    if let Some(reason) = &s.undefined {
        return format!("Areas and practices cannot be told apart: {reason}.");
    }
    let Some(share) = s.area_share else { return String::new() };
    let mut said = shares(s, &measure, share) + &between_two(s);
    if s.practices_left_out > 0 {
        said += &format!(" {} practices without a denominator are left out.", s.practices_left_out);
    }
    if !s.left_out.is_empty() {
        let codes: Vec<&str> = s.left_out.iter().map(|code| &**code).collect();
        said += &format!(" Areas with a single practice are left out: {}.", codes.join(", "));
    }
    said
}

/// How the differences split over the levels.
fn shares(s: &Levels, measure: &str, share: f64) -> String {
    match s.region_share {
        Some(region) => format!(
            "Of the differences between practices in {measure}, {} lies between regions, {} between areas of one region and {} between \
             practices of one area.",
            per_cent(region),
            per_cent(share),
            per_cent((1.0 - region - share).max(0.0))
        ),
        None => format!(
            "Of the differences between practices in {measure}, {} lies between areas and {} between practices of one area.",
            per_cent(share),
            per_cent(1.0 - share)
        ),
    }
}

/// How many times as high the higher of two is, in the median: of two regions, of two areas, of two practices.
fn between_two(s: &Levels) -> String {
    let what = if s.kind == Kind::Share { "odds" } else { "rate" };
    let mut said = String::new();
    if let Some(region) = s.mor_region {
        said += &format!(
            " Of two regions taken at random, the higher has {} times the {what} of the lower in the median.",
            significant(region, 3)
        );
    }
    if let (Some(area), Some(practice)) = (s.mor_area, s.mor_practice) {
        said += &format!(
            " Of two areas{} taken at random, the higher has {} times the {what} of the lower in the median; of two practices of one \
             area {} times. Chance is taken out.",
            if s.mor_region.is_some() { " of one region" } else { "" },
            significant(area, 3),
            significant(practice, 3)
        );
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_never_minus_zero() {
        let shown = [0.1204, -0.032, 0.004, -0.0001, 0.0, 0.9996].map(per_cent);
        assert_eq!(shown, ["12%", "-3%", "0.4%", "0.0%", "0.0%", "100%"]);
    }

    #[test]
    fn no_share_of_differences_is_below_none_or_above_all() {
        assert_eq!(shares_between(-0.04, 0.26), "0% to 26%");
        assert_eq!(shares_between(-0.04, -0.01), "0% to 0%");
        assert_eq!(shares_between(0.004, 1.02), "0.4% to 100%");
    }
}
