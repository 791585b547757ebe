//! What the columns mean of the tables of a league of treatments, where that is their own.

use super::described::{
    Described,
    Holds::{Number, Probability, Text, Whole},
    of,
};

/// Their columns, by the names of the files.
pub(super) static COLUMNS: &[(&str, &[Described])] =
    &[("league.csv", LEAGUE), ("by_area.csv", BY_AREA), ("smoothed.csv", SMOOTHED), ("smoothing.csv", SMOOTHING)];

const LEAGUE: &[Described] = &[
    of("id", Text, "Identifier of the treatment"),
    of("title", Text, "Name of the treatment"),
    of("rank", Whole, "Place in the league, 1 for the largest variance; equal ones share the smallest of theirs"),
    of("rank_lower", Whole, "Smallest place that chance leaves possible, for this treatment by itself"),
    of("rank_upper", Whole, "Largest place that chance leaves possible, for this treatment by itself"),
    of("rank_lower_together", Whole, "Smallest place where the places of all treatments are to hold together"),
    of("rank_upper_together", Whole, "Largest place where the places of all treatments are to hold together"),
    of("not_ranked", Text, "Why it has no place"),
    of("observed", Number, "Observed over all areas"),
    of("denominator", Number, "Denominator of all areas"),
    of("rate", Number, "Observed per one of the denominator, all areas together"),
    of("psv", Number, "Systematic variance between areas, chance taken out, in shares of the overall rate squared"),
    of("psv_lower", Number, "Lower end of the interval of psv"),
    of("psv_upper", Number, "Upper end of the interval of psv"),
    of(
        "variance_gamma",
        Number,
        "Variance of the true ratios by the gamma-Poisson model, where practices are not known",
    ),
    of("variance_gamma_lower", Number, "Lower end of the interval of variance_gamma"),
    of("variance_gamma_upper", Number, "Upper end of the interval of variance_gamma"),
    of("cv_weighted", Number, "Coefficient of variation of the rates, weighted by the denominator, chance included"),
    of("cv", Number, "Coefficient of variation of the rates, each area counting the same, chance included"),
    of("scv", Number, "Systematic component of variation, with independent events as chance"),
    of("eq_5_95", Number, "Extremal quotient: 95th percentile of the areas' rates over the 5th, chance included"),
    of("gini", Number, "Gini coefficient of the rates, chance included"),
    of("reliability", Number, "Part of the variance between areas that is not chance"),
    of("phi", Number, "Variance over mean of chance: 1 for independent events"),
    of(
        "effective_median",
        Number,
        "Events the median area expects, counted as independent: a place needs 10, since repeats say little more than the first",
    ),
    of(
        "p",
        Probability,
        "Part of random reassignments of practices to areas that vary at least as much; p of the variance where practices are not known",
    ),
    of(
        "differ",
        Whole,
        "Areas that differ from the overall rate, false discoveries held at 5% over areas and treatments",
    ),
    of("beyond", Whole, "Areas beyond the ordinary spread of this treatment, false discoveries held likewise"),
    of("highest", Text, "Code of the area with the highest rate"),
    of("highest_name", Text, "Its name"),
    of("highest_rate", Number, "Its rate, per one of the denominator"),
    of("highest_lower", Number, "Lower end of the interval of the highest rate"),
    of("highest_upper", Number, "Upper end of the interval of the highest rate"),
    of("lowest", Text, "Code of the area with the lowest rate"),
    of("lowest_name", Text, "Its name"),
    of("lowest_rate", Number, "Its rate, per one of the denominator"),
    of("lowest_lower", Number, "Lower end of the interval of the lowest rate"),
    of("lowest_upper", Number, "Upper end of the interval of the lowest rate"),
    of(
        "break_even",
        Number,
        "What one treated person would have to take in a year for the whole spread to be chance, where practices are not known",
    ),
    of("without_denominator", Number, "Observed in practices without a denominator, which takes no part"),
    of("change", Number, "Systematic variance less that of the period before"),
    of("change_lower", Number, "Lower end of the interval of the change"),
    of("change_upper", Number, "Upper end of the interval of the change"),
    of("change_withheld", Text, "Why no change is given although the period before has the treatment"),
    of("eq_5_95_lower", Number, "Lower end of the interval of eq_5_95"),
    of("eq_5_95_upper", Number, "Upper end of the interval of eq_5_95"),
    of("eq_5_95_systematic", Number, "What is left of eq_5_95 without chance, where the treatment has a place"),
    of("eq_5_95_systematic_lower", Number, "Lower end of the interval of eq_5_95_systematic"),
    of("eq_5_95_systematic_upper", Number, "Upper end of the interval of eq_5_95_systematic"),
    of("eq_5_95_undefined", Text, "Why eq_5_95 or its interval is not given"),
    of(
        "eq_without_5",
        Number,
        "Sixth highest rate over the sixth lowest, chance included: without five areas at either end",
    ),
    of("eq_without_5_lower", Number, "Lower end of the interval of eq_without_5"),
    of("eq_without_5_upper", Number, "Upper end of the interval of eq_without_5"),
    of(
        "eq_without_5_systematic",
        Number,
        "What is left of eq_without_5 without chance, where the treatment has a place",
    ),
    of("eq_without_5_systematic_lower", Number, "Lower end of the interval of eq_without_5_systematic"),
    of("eq_without_5_systematic_upper", Number, "Upper end of the interval of eq_without_5_systematic"),
    of("eq_without_5_undefined", Text, "Why eq_without_5 or its interval is not given"),
];

const BY_AREA: &[Described] = &[
    of("treatments", Whole, "Treatments with a figure of the area"),
    of("tested", Whole, "Of these, those in which it expects at least ten effective events and is tested"),
    of("differ", Whole, "Of the tested ones, those in which it differs from the rate of all areas"),
    of("higher", Whole, "Of those in which it differs, the ones with a rate above that of all areas"),
    of("lower", Whole, "Of those in which it differs, the ones with a rate below that of all areas"),
    of("beyond", Whole, "Treatments in which it lies beyond their ordinary spread"),
    of("unknown", Whole, "Treatments in which its figure is not known: suppressed, too small to show or not reported"),
];

const SMOOTHED: &[Described] = &[
    of("id", Text, "Identifier of the treatment"),
    of("expected", Number, "Expected at the rate of all areas"),
    of("ratio", Number, "Observed over expected"),
    of("rr", Number, "Ratio smoothed by those of the neighbours"),
    of("rr_sd", Number, "Its standard deviation"),
    of("rr_lower", Number, "Lower end of the middle 95% of what the smoothed ratio may be"),
    of("rr_upper", Number, "Upper end of the middle 95% of what the smoothed ratio may be"),
    of("p_above_1", Number, "Probability that the ratio is above 1"),
];

const SMOOTHING: &[Described] = &[
    of("id", Text, "Identifier of the treatment"),
    of("smoothed", Text, "Whether the treatment is smoothed: yes, no, or common, which needs none"),
    of("sigma", Number, "Standard deviation of the logarithms of the true ratios"),
    of("spatial", Number, "Part of that variance that neighbours share"),
    of("reason", Text, "Why the treatment is not smoothed"),
];
