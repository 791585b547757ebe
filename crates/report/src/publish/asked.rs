//! What the columns mean of tables that commands with options of their own print, where that is their own.

use super::described::{
    Described,
    Holds::{Number, Text, Whole},
    of,
};

/// Their columns, by the file that a folder of the command calls the table, or by what it is about.
pub(super) static COLUMNS: &[(&str, &[Described])] = &[
    ("pool.csv", POOL),
    ("space.csv", SPACE),
    ("watch.csv", WATCH),
    ("moves.csv", MOVES),
    ("localities.csv", LOCALITIES),
    ("split.csv", SPLIT),
    ("demand.csv", DEMAND),
    ("benchmark.csv", BENCHMARK),
    ("opportunity-league.csv", LEAGUE),
    ("changes.csv", CHANGES),
    ("series.csv", SERIES),
];

const POOL: &[Described] = &[
    of("service", Text, "What is paid for; the last is all together, or what budgets are made for"),
    of("people", Number, "People who carry the cost together; weighted people in rows of areas with budgets"),
    of("events", Number, "Events to expect in a year"),
    of("cost", Number, "Cost to expect in a year, in pounds; the budget in rows of areas"),
    of("cv", Number, "Coefficient of variation of the cost of a year, by chance alone"),
    of("over_1_percent", Number, "Probability that a year costs over 1% more than expected, between 0 and 1"),
    of("over_2_percent", Number, "Probability that a year costs over 2% more than expected, between 0 and 1"),
    of("over_5_percent", Number, "Probability that a year costs over 5% more than expected, between 0 and 1"),
    of("method", Text, "How the distribution of the cost was found"),
    of("per_person", Number, "Squared coefficient of variation of the cost of one person in a year"),
    of("floor", Number, "Coefficient of variation of whole years, which no number of people takes away"),
    of(
        "people_needed",
        Number,
        "People until chance moves the cost as little as is asked for; empty where no number does",
    ),
    of("cv_own", Number, "Coefficient of variation in an area of the size that keeps what is safe"),
    of("cv_group", Number, "Coefficient of variation in areas that share"),
    of("tier", Text, "Who should carry it: keep local, share, or national"),
];

const SPACE: &[Described] = &[
    of("rr", Number, "Ratio smoothed by those of the neighbours"),
    of("rr_sd", Number, "Its standard deviation"),
    of("rr_lower", Number, "Lower end of the interval of the smoothed ratio, which holds it with a probability of 95%"),
    of("rr_upper", Number, "Upper end of the interval of the smoothed ratio, which holds it with a probability of 95%"),
    of("p_above_1", Number, "Probability that the ratio is above 1"),
    of("exceedance", Text, "The same in classes"),
    of("neighbours", Whole, "Number of neighbours"),
    of("local_moran", Number, "Moran's I of the area and its neighbours"),
    of("local_moran_z", Number, "The same in standard errors"),
    of("local_g", Number, "Getis and Ord's G of the neighbours, in standard errors"),
    of("local_p", Number, "Probability of a local Moran's I so far out in a random order of the areas"),
    of("local_q", Number, "The same by Benjamini and Hochberg among all areas"),
    of("cluster", Text, "Whether the area stands out with its neighbours, or against them"),
    of("eb_local", Number, "Ratio drawn towards that of its neighbours together (Marshall)"),
];

const WATCH: &[Described] = &[
    of("rule", Text, "The rule that alerts"),
    of("month", Text, "The month that is unlike those before"),
    of("way", Text, "Up or down"),
    of("expected", Number, "The rate to expect from the months before"),
    of("p", Number, "Probability of a month so far out by chance alone; of the own rule"),
    of("q", Number, "The same by Benjamini and Hochberg among all tests of the run"),
    of(
        "alerted_before",
        Text,
        "The last month before in which the rule alerted the area the same way; empty where it never did",
    ),
];

const MOVES: &[Described] = &[
    of("before", Number, "What the area has, in the unit of the numerator"),
    of("after", Number, "What it would have"),
    of("change", Number, "What it gains; loses where negative"),
    of("change_per_head", Number, "The same over the denominator"),
    of("rate_before", Number, "What it has over the denominator"),
    of("rate_after", Number, "What it would have over the denominator"),
    of("index_before", Number, "The rate over that of all areas together, before"),
    of("index_after", Number, "The rate over that of all areas together, after"),
];

const LOCALITIES: &[Described] = &[
    of("locality", Text, "Name or code of the locality"),
    of("practices", Whole, "Number of practices in it"),
    of("chance_cv", Number, "Coefficient of variation that chance alone gives at this size"),
    of("weighted", Number, "Weighted people"),
    of("budget", Number, "Its part of the pounds, by weighted people"),
    of("plus_or_minus", Number, "Pounds by which chance moves what it needs in 95 of 100 years"),
    of("allowance", Number, "Pounds for running costs"),
    of("spend", Number, "Pounds that its practices spend on running costs"),
    of("beyond_allowance", Number, "Pounds spent above the allowance; below it where negative"),
    of("between_share", Number, "Share of the differences between practices that lies between localities"),
    of("p", Number, "Probability of so large a share where practices are dealt to localities at random"),
];

const SPLIT: &[Described] = &[
    of("area", Text, "Code of the new area"),
    of("from", Text, "Codes of the areas that it has parts of"),
    of("weighted_variance_before", Number, "Weighted variance of O / E of the areas as they are"),
    of("weighted_variance_parts", Number, "Weighted variance of O / E of all parts"),
    of("weighted_variance_after", Number, "Weighted variance of O / E of the new areas"),
    of("theil_t_before", Number, "Theil's T of the areas as they are"),
    of("theil_t_parts", Number, "Theil's T of all parts"),
    of("theil_t_after", Number, "Theil's T of the new areas"),
    of("change", Number, "Change of the weighted variance, as a share of it before"),
];

const DEMAND: &[Described] = &[
    of("base", Text, "The last period that was counted"),
    of("population_before", Number, "People in the base"),
    of("population", Number, "People that are projected"),
    of("before", Number, "What is needed now, at the rates that are taken"),
    of("demand", Number, "What will be needed"),
    of("change_percent", Number, "Change from now, in per cent"),
    of("by_size", Number, "Part of the change that comes of more or fewer people"),
    of("by_ageing", Number, "Part that comes of older or younger people"),
    of("by_rates", Number, "Part that comes of rates that change"),
    of("borrowed", Whole, "Strata of the area whose rate is that of all areas"),
];

const BENCHMARK: &[Described] = &[
    of("expected", Number, "What the area would have at the rate of its similar areas"),
    of("rate_of_similar", Number, "Rate of its similar areas together"),
    of("ratio", Number, "Its rate over theirs"),
    of("ratio_lower", Number, "Lower end of the interval of that ratio, with the chance of both sides"),
    of("ratio_upper", Number, "Upper end of the interval of that ratio, with the chance of both sides"),
    of("place", Whole, "Place among itself and its similar areas, 1 for the highest"),
    of("p", Number, "Probability of a rate so far from theirs if it were one of them, its own chance included"),
    of("q", Number, "The same by Benjamini and Hochberg among all areas that have peers"),
];

const LEAGUE: &[Described] = &[
    of("polarity", Text, "Whether less is better (low) or more (high)"),
    of("beyond_chance", Number, "What moving would come to, less what chance alone gives"),
    of("by_chance", Number, "What moving would come to if the areas differed by chance alone"),
    of("part", Number, "What it comes to beyond chance, as a part of all that was observed"),
];

const CHANGES: &[Described] = &[
    of("changed", Text, "Whether the area changed, with false discoveries held at 5%: yes or no"),
    of("period", Text, "First period after its largest step"),
    of("period_lower", Text, "Earliest that the step may have been"),
    of("period_upper", Text, "Latest that the step may have been"),
    of("before", Number, "Rate before the step"),
    of("after", Number, "Rate after it"),
    of("turn", Text, "What the step is: stopped, started, less or more"),
    of("p", Number, "Probability of so large a step anywhere by chance alone"),
    of("q", Number, "The same by Benjamini and Hochberg among all areas of the run"),
    of("months_after_guidance", Whole, "Months from the guidance to the step"),
    of("recorded", Text, "What is known of the area that makes such a step: it merged, or its code changed"),
];

const SERIES: &[Described] = &[
    of("series", Text, "Name of the series"),
    of("value", Number, "The value, as in the input"),
    of("forecast", Number, "What is to be expected of the period"),
    of("lower", Number, "Lower end of the interval of the forecast"),
    of("upper", Number, "Upper end of the interval of the forecast"),
];
