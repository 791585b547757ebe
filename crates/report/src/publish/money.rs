//! What the columns of tables of money mean, where that is their own.

use super::described::{
    Described,
    Holds::{Number, Text, Whole},
    of,
};

/// The files.
pub(super) const FILES: [&str; 3] = ["funding.csv", "unequal.csv", "beside.csv"];

/// Their columns.
pub(super) static COLUMNS: &[Described] = &[
    of("prices_of", Text, "The year whose prices pounds are in; empty where they are those of the period"),
    of("region", Text, "What the area belongs to"),
    of("amount", Number, "Money in pounds; recoveries can make it negative"),
    of(
        "share",
        Number,
        "Part of all money, between 0 and 1; in beside.csv that of the differences that goes with money",
    ),
    of("registered", Number, "People on the lists of practices"),
    of("weighted", Number, "People weighted by their need"),
    of("per_registered", Number, "Pounds per registered head"),
    of("per_weighted", Number, "Pounds per weighted head"),
    of("target", Number, "What the area should get, in pounds"),
    of("target_is", Text, "What the target is: given, or the share of the weighted heads"),
    of("distance", Number, "Pounds above target; below it where negative"),
    of("distance_percent", Number, "The same in per cent of the target"),
    of("distance_per_head", Number, "The same in pounds per registered head"),
    of("rank", Number, "What areas are ranked by, such as a deprivation score"),
    of("rate", Number, "What is prescribed, observed divided by the denominator"),
    of("per", Text, "What money is divided by: registered or weighted heads"),
    of("mean", Number, "Pounds per head of all areas together"),
    of("lowest", Number, "Pounds per head of the area with the fewest"),
    of("highest", Number, "Pounds per head of the area with the most"),
    of("gini_coefficient", Number, "Gini coefficient of money per head, areas weighted by heads"),
    of("theil_t", Number, "Theil index T of money per head, areas weighted by heads"),
    of("cv_areas", Number, "Coefficient of variation of money per head, areas the same"),
    of("cv_weighted", Number, "Coefficient of variation of money per head, areas weighted by heads"),
    of("theil_between", Number, "Theil index T between regions"),
    of("theil_within", Number, "Theil index T within regions"),
    of("theil_between_share", Number, "Share of the Theil index T that lies between regions"),
    of("variance_between_share", Number, "Share of the weighted variance that lies between regions"),
    of("concentration_index", Number, "Concentration index of money per head by what areas are ranked by"),
    of("spearman", Number, "Rank correlation of money per head and rate"),
    of("spread", Text, "Which variance the share is of"),
    of("share_undefined", Text, "Why there is no share"),
    of("only_funded", Whole, "Number of areas with money and no prescribing"),
    of("only_prescribed", Whole, "Number of areas with prescribing and no money per head"),
    of("share_lower", Number, "Lower end of the interval of the share"),
    of("share_upper", Number, "Upper end of the interval of the share"),
];
