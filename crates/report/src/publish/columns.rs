//! What every column of the tables means: the one list of them.

pub use super::described::{Described, Holds};

use super::described::of;
use super::{asked, money};
use Holds::{Number, Probability, Text, Whole};

/// The entry of a column.
#[must_use]
pub fn described(name: &str) -> Option<&'static Described> {
    let find = |name: &str| COLUMNS.iter().find(|c| c.name == name);
    let is_number = |part: &&str| part.parse::<f64>().is_err();
    find(name).or_else(|| find(&name.split('_').filter(is_number).collect::<Vec<_>>().join("_")))
}

/// The entry of a column of one file: some names mean something of their own in tables of money, and in those that commands with options of
/// their own print.
#[must_use]
pub fn described_in(file: &str, name: &str) -> Option<&'static Described> {
    let money = money::FILES.contains(&file).then_some(money::COLUMNS);
    let own = money.or_else(|| asked::COLUMNS.iter().find(|(own, _)| *own == file).map(|(_, columns)| *columns));
    own.and_then(|columns| columns.iter().find(|c| c.name == name)).or_else(|| described(name))
}

/// Every column of every table of a report, and of the tables of areas that commands print.
pub static COLUMNS: &[Described] = &[
    of("treatment", Text, "Identifier of the treatment or measure"),
    of("period", Text, "Period: a month, quarter, calendar year, financial year, several years, or 'all'"),
    of("kind", Text, "What the numerator is: a count of events, a share of the denominator, or an amount"),
    of("area", Text, "Code of the area, as in the input"),
    of("name", Text, "Name of the area"),
    of("ods_code", Text, "Code of the area from the NHS (Organisation Data Service), where it is known"),
    of("ons_code", Text, "Nine-character code of the area from the Office for National Statistics"),
    of("observed", Number, "What was counted or added up over the period"),
    of("denominator", Number, "What the rate is per, over the period, such as registered patients"),
    of(
        "expected",
        Number,
        "What the area would have at the rate of all areas together, or the value that the input gives",
    ),
    of(
        "rate",
        Number,
        "Observed divided by the denominator, per as many as 'per' says; standardised where 'standardised' says so",
    ),
    of("lower", Number, "Lower end of the interval"),
    of("upper", Number, "Upper end of the interval"),
    of("per", Number, "The number of units of the denominator that rates are per"),
    of("unit", Text, "Unit of the rate"),
    of("confidence", Number, "Confidence level of the interval, between 0 and 1"),
    of("interval_method", Text, "Method of the interval"),
    of("ratio", Number, "Observed divided by expected (O / E); 1 is the rate of all areas together"),
    of("ratio_lower", Number, "Lower end of the interval of O / E"),
    of("ratio_upper", Number, "Upper end of the interval of O / E"),
    of("months", Whole, "Months of the period that the area has rows for"),
    of(
        "periods_above",
        Whole,
        "Shorter periods within this one in which the area by itself lay above the outer limits",
    ),
    of(
        "periods_below",
        Whole,
        "Shorter periods within this one in which the area by itself lay below the outer limits",
    ),
    of("periods_within", Whole, "Shorter periods within this one in which the area was held against limits"),
    of("break", Text, "Why figures of this area cannot be followed over time: it merged, or its code changed"),
    of("crude_rate", Number, "The rate before it was standardised"),
    of("standardised", Text, "What rates are standardised by"),
    of("rate_of_similar", Number, "The rate of the areas most like this one together"),
    of("mean_of_similar", Number, "The mean of the rates of those areas, which the limits are around"),
    of("ratio_to_similar", Number, "The rate divided by that of the areas most like this one together"),
    of("ratio_to_similar_lower", Number, "Lower end of the interval of that ratio, with the chance of both sides"),
    of("ratio_to_similar_upper", Number, "Upper end of the interval of that ratio"),
    of("similar_areas", Text, "Codes of the areas most like this one, the nearest first"),
    of("percent_rank", Number, "Share of the other areas that have a lower rate, between 0 and 1"),
    of("z", Number, "Distance from the centre in standard errors of chance alone"),
    of("p", Probability, "Probability of a result at least as far out if nothing but chance were at work"),
    of("limit_lower", Number, "Lower limit of O / E by chance alone, at the confidence level (per cent) in the name"),
    of("limit_upper", Number, "Upper limit of O / E by chance alone, at the confidence level (per cent) in the name"),
    of(
        "z_adjusted",
        Number,
        "Distance from the centre in standard errors, with the ordinary spread between areas allowed for",
    ),
    of("p_adjusted", Probability, "The probability p with the ordinary spread between areas allowed for"),
    of(
        "limit_adjusted_lower",
        Number,
        "Lower limit of O / E with ordinary spread allowed for, at the level (per cent) in the name",
    ),
    of(
        "limit_adjusted_upper",
        Number,
        "Upper limit of O / E with ordinary spread allowed for, at the level (per cent) in the name",
    ),
    of("flag", Text, "The side and the limits that the area is outside of, looked at by itself"),
    of(
        "alarm",
        Text,
        "The side on which the area stands out when all areas are looked at together, with false alarms controlled",
    ),
    of(
        "control",
        Text,
        "How false alarms are controlled: their share (fdr), the probability of any (fwer), or not at all",
    ),
    of("alarm_z", Number, "The distance that alarms rest on"),
    of("alarm_p", Probability, "The probability that alarms rest on"),
    of("q", Probability, "Smallest level of the control at which the area would be an alarm"),
    of("q_bh", Probability, "q by Benjamini and Hochberg among the areas of the period"),
    of("q_by", Probability, "q by Benjamini and Yekutieli among the areas of the period, valid under any dependence"),
    of("q_bh_all", Probability, "q by Benjamini and Hochberg among everything printed"),
    of("q_by_all", Probability, "q by Benjamini and Yekutieli among everything printed"),
    of("rank", Whole, "Place of the area or treatment, 1 for the highest; of a similar area, 1 for the nearest"),
    of("rank_lower", Whole, "Lower end of the interval of the place"),
    of("rank_upper", Whole, "Upper end of the interval of the place"),
    of(
        "rank_lower_together",
        Whole,
        "Lower end of the place, where the intervals of all treatments are to hold together",
    ),
    of(
        "rank_upper_together",
        Whole,
        "Upper end of the place, where the intervals of all treatments are to hold together",
    ),
    of("in_highest_decile", Number, "Probability of being among the highest tenth"),
    of("in_lowest_decile", Number, "Probability of being among the lowest tenth"),
    of("rule", Text, "The rule that sets limits and flags"),
    of("phi", Number, "Variance relative to that of independent events"),
    of("tau2", Number, "Variance of the ordinary spread between areas, on the scale of the rule"),
    of("target", Text, "The rate in the middle of the limits: typical, pooled, or the number given"),
    of("centre", Number, "That rate as O / E"),
    of("position", Text, "How far the area is from all areas together, in five steps"),
    of("chance_from", Text, "What chance is known from"),
    of("chance_phi", Number, "Variance by chance relative to that of independent events"),
    of(
        "effective",
        Number,
        "Effective events: expected divided by the variance by chance relative to independent events",
    ),
    of("break_even", Number, "What one treated person would have to take in a year for the area to be within chance"),
    of("month_noise", Number, "Noise from month to month as a share of the rate, a lower bound of chance"),
    of("change", Number, "Change from the period before, as a share of it"),
    of("change_lower", Number, "Lower end of the interval of the change"),
    of("change_upper", Number, "Upper end of the interval of the change"),
    of("break_even_in_words", Text, "The break-even as a sentence"),
    of("undefined", Text, "Why cells of this row are empty"),
    of("areas", Whole, "Number of areas used"),
    of("rows_set_aside", Whole, "Number of input rows that are not used"),
    of("id", Text, "Identifier"),
    of("title", Text, "Title"),
    of("value", Number, "The figure"),
    of("by_chance", Number, "Quantile of the index if only chance were at work; the per cent is in the name"),
    of("note", Text, "What a reader should know of the figure"),
    of("chance_share", Number, "Share of the variance between areas that chance alone would give"),
    of("systematic_share", Number, "Share of the variance between areas that is left"),
    of("replicates", Whole, "Number of simulated sets"),
    of("seed", Whole, "Seed of the simulations"),
    of("repeat_factor", Number, "Events per person that the simulations allow for"),
    of("warning", Text, "What the simulations assume"),
    of("median", Number, "Median of the rates of the areas; of a smoothed ratio, of what it may be"),
    of("decile", Number, "Decile of the rates of the areas; its number is in the name"),
    of("jackknife_error", Number, "Standard error from leaving out one area at a time"),
    of("jackknife_lower", Number, "Lower end of the jackknife's interval"),
    of("jackknife_upper", Number, "Upper end of the jackknife's interval"),
    of("jackknife_undefined", Text, "Why there is no jackknife"),
    of("made", Text, "The way in which the finding is made: as reported, or with another choice"),
    of(
        "ends_ratio",
        Number,
        "Ratio of the areas 5 per cent from either end (a quarter from either end below 20 areas)",
    ),
    of("cv_weighted", Number, "Coefficient of variation of the rates, weighted by population"),
    of("unusual", Whole, "Number of unusual areas; empty where none was tested"),
    of("no_longer_unusual", Text, "Areas that are unusual as reported and not here"),
    of("newly_unusual", Text, "Areas that are unusual here and not as reported"),
    of("rank_correlation", Number, "Spearman's correlation with the rates as reported, over the areas of both"),
    of("moved", Text, "Code of the area that moves most among the areas of both"),
    of("moved_from", Whole, "Its place as reported, 1 the highest"),
    of("moved_to", Whole, "Its place here"),
    of("reason", Text, "Why rows are not used"),
    of("meaning", Text, "The reason in words"),
    of("rows_for_this_reason", Whole, "Number of rows of the treatment and period that are not used for this reason"),
    of(
        "action",
        Text,
        "What disclosure control did: rounded, suppressed, or suppressed-second beside a single small count",
    ),
    of("published_observed", Number, "The count that is published; empty where it is not"),
    of("published_denominator", Number, "The denominator that is published; empty where it is not"),
    of("step", Text, "Step of the dossier"),
    of("figure", Text, "What the figure is"),
    // Tables that are printed, and that data frames take.
    of("smoothed", Number, "O / E shrunken towards that of all areas: the mean of what it may be"),
    of("exceed", Number, "The O / E that 'exceeds' is about"),
    of("exceeds", Number, "Probability that the true O / E is above 'exceed'"),
    of("method", Text, "Method"),
    of("share", Number, "Share of the differences that goes with need, not corrected for the number of covariates"),
    of(
        "share_adjusted",
        Number,
        "Share of the differences that goes with need, corrected for the number of covariates",
    ),
    of("share_lower", Number, "Lower end of the interval of the corrected share"),
    of("share_upper", Number, "Upper end of the interval of the corrected share"),
    of("spread", Text, "Which variance the share is of"),
    of("model", Text, "Model of the two levels"),
    of("areas_used", Whole, "Number of areas in the model"),
    of("practices_used", Whole, "Number of practices in the model"),
    of("intercept", Number, "Intercept of the model, on its own scale"),
    of("var_area", Number, "Variance between areas, on the scale of the model"),
    of("var_practice", Number, "Variance between practices of an area, on the scale of the model"),
    of("area_share", Number, "Share of both variances that lies between areas"),
    of("mor_area", Number, "Median odds or rate ratio of two areas"),
    of("mor_practice", Number, "Median odds or rate ratio of two practices of an area"),
    of("regions_used", Whole, "Number of regions in the model; empty where there is no level of regions"),
    of("var_region", Number, "Variance between regions, on the scale of the model"),
    of("region_share", Number, "Share of all variances that lies between regions"),
    of("mor_region", Number, "Median odds or rate ratio of two regions"),
    of("icc", Number, "Intraclass correlation of the areas"),
    of("loglik", Number, "Log likelihood of the model"),
    of("signed", Number, "What moving to the target would take away from the area, or add to it where below zero"),
    of("clipped", Number, "The same, with zero for areas that are better than the target"),
    of("total_signed", Number, "Sum of 'signed' over all areas"),
    of("total_clipped", Number, "Sum of 'clipped' over all areas"),
    of("total_by_chance", Number, "What 'total_clipped' would be on average if only chance were at work"),
    of("total_beyond_chance", Number, "'total_clipped' without what chance alone would give"),
    of("total_lower", Number, "Lower end of the interval of 'total_beyond_chance'"),
    of("total_upper", Number, "Upper end of the interval of 'total_beyond_chance'"),
    of("shown", Text, "Whether the sum is beyond chance: yes or no"),
    of("area_name", Text, "Name of the area"),
    of("neighbour", Text, "Code of the similar area"),
    of("neighbour_name", Text, "Name of the similar area"),
    of("distance", Number, "Distance of the two areas, in standard deviations of each column"),
    of("p_ratio", Number, "Probability of a ratio so far from 1 by the chance of the area and of its similar areas"),
    of("q_ratio", Probability, "The same by Benjamini and Hochberg among all areas that have peers"),
    of("without_peers", Text, "Whether the area is too far from all others to have peers: yes or no"),
    of("left_out", Whole, "Number of areas that are left out"),
    of("rank_before", Whole, "Place of the treatment before need, 1 for the highest"),
    of("areas_left_out", Whole, "Number of areas that are left out, as their need is not known"),
    of("before", Number, "Spread of the areas before need"),
    of("unexplained", Number, "Spread of the areas that need does not explain"),
    of("index_id", Text, "Identifier of the index of differences"),
    of("index", Number, "The index over the areas that are there in all periods"),
    of("index_lower", Number, "Lower end of the interval of the index"),
    of("index_upper", Number, "Upper end of the interval of the index"),
    of("sd_log", Number, "Standard deviation of the logarithm of the true rates, over all areas"),
    of("sd_log_areas", Whole, "Number of areas behind 'sd_log'"),
    of("rate_at_mean_working_days", Number, "The rate as if every month had as many working days as the mean month"),
    of("lowest", Number, "Lowest rate among the areas that are merged"),
    of("highest", Number, "Highest rate among the areas that are merged"),
    of("weighted_variance_before", Number, "Weighted variance of O / E before areas are merged"),
    of("weighted_variance_after", Number, "Weighted variance of O / E after areas are merged"),
    of("theil_t_before", Number, "Theil's T before areas are merged"),
    of("theil_t_after", Number, "Theil's T after areas are merged"),
    of("cv_weighted_before", Number, "Weighted coefficient of variation before areas are merged"),
    of("cv_weighted_after", Number, "Weighted coefficient of variation after areas are merged"),
    of("practice", Text, "Code of the practice, as in the input"),
    of("policy", Text, "What the policy is about"),
    of("policy_value", Text, "What the area decided; empty where nothing is known"),
    of("valid_from", Text, "The first day on which the policy holds, as its file has it"),
    of("policy_source", Text, "Who says that the area holds the policy"),
    of("denominator_share", Number, "Share of all denominators that areas with this policy have, between 0 and 1"),
    of("mean_rate", Number, "Mean of the areas' rates, or of their changes, each area counting once"),
    of("compared", Text, "What is compared: rates, or changes in rates of the same areas"),
    of("compared_with", Text, "The policy of the areas that are compared with"),
    of("areas_compared_with", Whole, "Number of areas that are compared with"),
    of("mean_rate_compared_with", Number, "The mean of the areas that are compared with"),
    of("difference", Number, "Mean of the areas less that of those that are compared with"),
    of("difference_lower", Number, "Lower end of the interval of the difference"),
    of("difference_upper", Number, "Upper end of the interval of the difference"),
    of("q_difference", Probability, "q by Benjamini and Hochberg among all comparisons of rates of the report"),
    of("why_undefined", Text, "Why a difference or its interval does not exist"),
    of("between_share", Number, "Share of the differences that lies between the merged areas"),
    of("within_share", Number, "Share of the differences that lies within the merged areas, which merging hides"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_one_entry_found_with_or_without_a_level() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert!(COLUMNS[at + 1..].iter().all(|other| other.name != column.name), "{} twice", column.name);
            assert!(!column.about.ends_with('.') && column.about.len() > 4, "{}", column.name);
        }
        let name = |name: &str| described(name).map(|c| c.name);
        assert_eq!(name("limit_adjusted_99.8_upper"), Some("limit_adjusted_upper"));
        assert_eq!((name("ratio_lower_99_8"), name("decile_3")), (Some("ratio_lower"), Some("decile")));
        assert_eq!((name("q_bh"), name("nonsense")), (Some("q_bh"), None));
    }
}
