//! What moving money between areas would do, and what lies between localities, in sentences.

use super::funding::pounds;
use super::need::per_cent;
use crate::number::{probability, significant};
use unwarranted_core::localities::Localities;
use unwarranted_core::moves::Moved;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::thousands;

/// An amount of the numerator: pounds where it is money.
pub(crate) fn of_numerator(value: f64, labels: Option<&Labels>) -> String {
    if labels.is_some_and(|l| l.unit.is_money()) { pounds(value) } else { thousands(value, 0) }
}

/// The finding of moves.
pub(crate) fn moved(s: &Moved, labels: Option<&Labels>) -> String {
    let measure = labels.map_or(&*s.treatment, |l| l.measure.as_str());
    if s.moved <= 0.0 {
        return format!("Nothing of {measure} changes hands.");
    }
    let mut said = format!(
        "{} of {measure} would change hands: {} areas gain and {} lose. {} heads are in areas that lose.",
        of_numerator(s.moved, labels),
        s.winners,
        s.losers,
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
    let measure = labels.map_or(&*s.treatment, |l| l.measure.as_str());
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
