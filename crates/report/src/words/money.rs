//! What moving areas to a target would come to, and what merging them would hide, in sentences.

use super::need::per_cent;
use crate::number::significant;
use unwarranted_core::merge::Merged;
use unwarranted_core::opportunity::{MoveTo, Opportunity, SavingsIs};
use unwarranted_core::text::{be, within_sentence};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{level, thousands};

/// An amount rounded to what the interval supports: to the first digit of half its width.
pub(crate) fn supported(value: f64, [lower, upper]: [f64; 2]) -> f64 {
    let half = (upper - lower) / 2.0;
    if !(half.is_finite() && half > 0.0) {
        return value;
    }
    let mut step = libm::pow(10.0, libm::log10(half).floor());
    // An end that is above or below 0 is not shown as 0.
    for _ in 0..2 {
        if [lower, upper].iter().any(|end| end.abs() > 0.0 && end.abs() < step / 2.0) {
            step /= 10.0;
        }
    }
    // No figure is minus zero.
    (value / step).round() * step + 0.0
}

/// What sums are of: pounds for savings of OpenPrescribing whatever the numerator counts, else as [`amount_in`].
pub(crate) fn amount_of(s: &Opportunity, value: f64, labels: Option<&Labels>) -> String {
    amount_in(value, s.savings.is_some(), labels)
}

/// Whether sums are pounds.
pub(crate) fn in_pounds(s: &Opportunity, labels: Option<&Labels>) -> bool {
    s.savings.is_some() || labels.is_some_and(|l| l.unit.is_money())
}

/// An amount of the numerator: "£1,200", "1,200 items", "1,200"; in pounds where they are `pounds` whatever it counts.
pub(crate) fn amount_in(value: f64, pounds: bool, labels: Option<&Labels>) -> String {
    let unit = labels.map(|l| &l.unit);
    let size = value.abs();
    let figure = if size >= 100.0 || size.fract() == 0.0 { thousands(size, 0) } else { significant(size, 3) };
    let sign = if value < 0.0 && figure != "0" { "-" } else { "" };
    match unit {
        _ if pounds => format!("{sign}£{figure}"),
        Some(unit) if unit.is_money() => format!("{sign}£{figure}"),
        Some(unit) => match unit.counted() {
            Some(many) => format!("{sign}{figure} {many}"),
            None => format!("{sign}{figure}"),
        },
        None => format!("{sign}{figure}"),
    }
}

/// What areas are moved to.
pub(crate) fn target(s: &Opportunity) -> String {
    let rate = s.target.map_or_else(String::new, |rate| format!(" ({})", significant(rate, 3)));
    match s.target_is {
        MoveTo::Similar | MoveTo::Column(_) | MoveTo::Rate(_) => target_named(s),
        _ => format!("{}{rate}", target_named(s)),
    }
}

/// The same without the rate, which differs between treatments.
pub(crate) fn target_named(s: &Opportunity) -> String {
    match &s.target_is {
        MoveTo::Decile(d) if s.savings == Some(SavingsIs::PricePerUnit) => {
            format!("decile {d} of the practices' prices")
        }
        MoveTo::National => "the rate of all areas together".to_owned(),
        MoveTo::Median => "the median of the areas".to_owned(),
        MoveTo::WeightedMedian => "the rate below which half of the people live".to_owned(),
        MoveTo::Decile(d) => format!("decile {d} of the areas"),
        MoveTo::Similar if s.groups.is_some() => "the mean of the best five of the other areas of its group".to_owned(),
        MoveTo::Similar => "the mean of the best five of its ten similar areas".to_owned(),
        MoveTo::Column(name) => format!("its own target (column '{name}')"),
        MoveTo::Rate(given) => format!("a rate of {}", significant(*given, 3)),
    }
}

/// The finding of a slice: per whom, compared with what, how sure.
pub(crate) fn opportunity(s: &Opportunity, labels: Option<&Labels>) -> String {
    if let Some(reason) = &s.undefined {
        return format!("What moving areas would come to is undefined: {reason}.");
    }
    let (Some(signed), Some(clipped)) = (s.signed, s.clipped) else { return String::new() };
    if let Some(said) = savings(s, [signed, clipped], labels) {
        return said;
    }
    let is_low = s.polarity == "low";
    let [wrong, change] = if is_low { ["above", "fewer"] } else { ["below", "more"] };
    let change = match (in_pounds(s, labels), is_low) {
        (true, true) => "less",
        _ => change,
    };
    let (to, count) = (target(s), s.areas.iter().filter(|a| a.clipped > 0.0).count());
    let known =
        if is_openprescribing(s, labels) { " The clipped sum is what OpenPrescribing counts as savings." } else { "" };
    let raw = format!(
        "{count} of {} areas {} {wrong} {to}; moving them there would make {} {change} (clipped). Set off against the areas on the \
         other side it is {} (signed).{known}",
        s.areas.len(),
        be(count),
        amount_of(s, round(clipped), labels),
        amount_of(s, round(signed), labels)
    );
    let Some(chance) = s.by_chance else {
        return format!("{raw} How much of it is chance is not known.");
    };
    let of_chance = format!(
        " Chance alone would give {} of the clipped sum if areas did not differ, and less where they do.",
        amount_of(s, round(chance), labels)
    );
    let Some(limits) = s.lower.zip(s.upper).map(|(lower, upper)| [lower, upper]) else {
        return format!("{raw}{of_chance} How sure that is cannot be said.");
    };
    let shown = |value: f64| amount_of(s, supported(value, limits), labels);
    let interval = format!("{}% interval {} to {}", level(s.confidence), shown(limits[0]), shown(limits[1]));
    if s.shown {
        format!(
            "About {} {change} if every area {wrong} {to} moved there; what of it is beyond chance: {interval}. {raw}{of_chance}",
            shown(clipped)
        )
    } else {
        format!("None shown: the {interval} holds 0, so that it may all be chance. {raw}{of_chance}")
    }
}

/// Whether the clipped sum is counted as OpenPrescribing counts savings of a measure per patients.
fn is_openprescribing(s: &Opportunity, labels: Option<&Labels>) -> bool {
    let is_its = s.target_is == MoveTo::Decile(1) && s.polarity == "low" && in_pounds(s, labels);
    s.savings == Some(SavingsIs::PerPatient) || is_its
}

/// What savings these are, for headings and titles: "OpenPrescribing's savings by percentage". `None` for what is worked out here.
pub(crate) fn savings_named(s: &Opportunity) -> Option<&'static str> {
    s.savings.map(|is| match is {
        SavingsIs::PerPatient => "OpenPrescribing's savings of a measure per patients",
        SavingsIs::Percentage => "OpenPrescribing's savings of a percentage",
        SavingsIs::PricePerUnit => "OpenPrescribing's savings of a price per unit",
    })
}

/// The finding for savings that OpenPrescribing works out without chance; `None` for others.
fn savings(s: &Opportunity, [signed, clipped]: [f64; 2], labels: Option<&Labels>) -> Option<String> {
    let count = s.areas.iter().filter(|a| a.clipped > 0.0).count();
    let how = match s.savings? {
        SavingsIs::PerPatient => return None,
        SavingsIs::Percentage => format!(
            "with the share of {}, the same quantity and its own prices {count} of {} areas would pay less",
            target(s),
            s.areas.len()
        ),
        SavingsIs::PricePerUnit => {
            format!("practices in {count} of {} areas pay more than {} pounds a unit", s.areas.len(), target(s))
        }
    };
    let ([clipped, signed], named) =
        ([clipped, signed].map(|sum| amount_of(s, round(sum), labels)), savings_named(s).unwrap_or_default());
    Some(format!(
        "{named}: {how}, {clipped} in all (clipped, the sum that OpenPrescribing gives). Set off against those that would pay more it is {signed} \
         (signed). OpenPrescribing allows for no chance here: part of the clipped sum is chance, nobody has said how much, and it has no interval."
    ))
}

/// What it would come to, in a line: the clipped sum, and whether it is more than chance gives.
pub(crate) fn opportunity_short(s: &Opportunity, labels: Option<&Labels>) -> String {
    let (to, count) = (target_named(s), s.areas.iter().filter(|a| a.clipped > 0.0).count());
    let wrong = if s.polarity == "low" { "above" } else { "below" };
    let limits = s.lower.zip(s.upper).map(|(lower, upper)| [lower, upper]);
    if let (Some(SavingsIs::Percentage | SavingsIs::PricePerUnit), Some(clipped), Some(named)) =
        (s.savings, s.clipped, savings_named(s))
    {
        return format!("{named}: {} in {count} areas, part of it chance", amount_of(s, round(clipped), labels));
    }
    match (s.shown, s.by_chance, limits, s.clipped) {
        (true, Some(_), Some(limits), Some(clipped)) => {
            let amount = amount_of(s, supported(clipped, limits), labels);
            format!("About {amount} in {count} areas {wrong} {to}, more than chance alone would give")
        }
        (false, Some(_), Some(_), _) => format!("None shown: what areas {wrong} {to} come to may all be chance"),
        (_, _, _, Some(clipped)) => {
            format!(
                "{} in {count} areas {wrong} {to}; how much of it is chance is not known",
                amount_of(s, round(clipped), labels)
            )
        }
        _ => "What moving areas would come to is undefined".to_owned(),
    }
}

/// Large sums without decimals.
fn round(value: f64) -> f64 {
    if value.abs() >= 100.0 { value.round() + 0.0 } else { value }
}

/// What merging would do to a slice.
pub(crate) fn merged(s: &Merged, measure: Option<&str>) -> String {
    let measure = measure.map_or_else(|| s.treatment.to_string(), within_sentence);
    if let Some(reason) = &s.undefined {
        return format!("What merging would do is undefined: {reason}.");
    }
    let Some(within) = s.within_share else { return String::new() };
    if s.after.areas == s.before.areas {
        return format!(
            "Nothing merges: each of the {} areas stays as it is, and so does the lottery in {measure}.",
            s.before.areas
        );
    }
    let alone = match s.left_alone {
        0 => String::new(),
        1 => " (1 of them stays as it is)".to_owned(),
        n => format!(" ({n} of them stay as they are)"),
    };
    let mut said = format!(
        "Merging {} areas into {}{alone} would make the lottery in {measure} look {} smaller with nothing changed for any patient: by so much \
         the variance between areas, weighted by population, would fall.",
        s.before.areas,
        s.after.areas,
        per_cent(within)
    );
    if let (Some(before), Some(after)) = (s.before.cv_weighted, s.after.cv_weighted) {
        said += &format!(
            " The weighted coefficient of variation would go from {} to {}.",
            significant(before, 3),
            significant(after, 3)
        );
    }
    if let Some(theil) = s.theil_within_share {
        said += &format!(" By the Theil index it is {}.", per_cent(theil));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_as_fine_as_their_interval() {
        for (value, limits, shown) in [
            (123_456.0, [100_000.0, 150_000.0], 120_000.0),
            (123_456.0, [123_000.0, 124_000.0], 123_500.0),
            (-0.3, [-40.0, 50.0], 0.0),
            (12.34, [12.0, 12.5], 12.3),
            (7.0, [7.0, 7.0], 7.0),
            (178.0, [32.0, 618.0], 180.0),
        ] {
            let found = supported(value, limits);
            assert!((found - shown).abs() < 1e-9 && !(found == 0.0 && found.is_sign_negative()), "{found}");
        }
    }
}
