//! How the figures of money are made, in words.

use super::FundingPage;
use unwarranted_core::funding::{BesidePrescribing, Funding, TargetIs};
use unwarranted_plot::numbers::{level, thousands};

pub(super) fn methods(page: &FundingPage, f: &Funding) -> Vec<String> {
    let mut said = vec![
        "Money per registered head divides what an area had by the people on its practices' lists. Money per weighted head divides it by the \
         same people counted by their need, as the publisher weighs them: there equal figures mean equal money for equal need, if the weights \
         are right. These sums are whole, not samples, so their differences carry no margin of chance."
            .to_owned(),
        "The Gini coefficient and the Theil index T weigh areas by their heads; both are 0 where all have the same. The share between regions is \
         that of the Theil index, which splits without rest (Theil 1967)."
            .to_owned(),
    ];
    said.extend(f.target_is.map(|is| {
        let target = match is {
            TargetIs::Given => "Targets are those of the data.".to_owned(),
            TargetIs::WeightedShare => {
                "The target of an area is all money times its part of all weighted heads.".to_owned()
            }
        };
        format!("{target} The distance is money over target less 1, in per cent.")
    }));
    said.extend(f.real_terms.as_ref().map(|real| {
        format!(
            "Pounds are multiplied by {}, to be in prices of {}: {}.",
            thousands(real.factor, 4),
            real.prices_of.words(),
            real.source
        )
    }));
    said.extend(f.prescribing.first().into_iter().flat_map(|b| of_prescribing(page, b)));
    said
}

/// How money and prescribing are held against each other.
fn of_prescribing(page: &FundingPage, b: &BesidePrescribing) -> [String; 2] {
    let (replicates, seed) = page.drawn;
    [
        format!(
            "Whether money and prescribing go together is Spearman's rank correlation (1904), areas the same, with the {}% interval of Bonett and \
             Wright (2000). The share of the differences that goes with money is what a regression on money per head takes away from the spread of \
             true rates, corrected for one covariate; its interval comes from drawing areas again {} times (seed {seed}).",
            level(b.confidence),
            thousands(replicates as f64, 0)
        ),
        "Both are about areas: they do not say what money did for any patient, and a third thing, such as age, can stand behind them."
            .to_owned(),
    ]
}
