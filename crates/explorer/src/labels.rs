//! The words of a treatment as a page carries them.

use serde::{Deserialize, Serialize};
use unwarranted_core::Polarity;
use unwarranted_core::rates::{Nature, Quantity, RateUnit};
use unwarranted_plot::Labels;

/// The words of a treatment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptLabels {
    measure: String,
    unit: Unit,
    areas: String,
    membership: Option<String>,
    source: String,
    program: String,
    synthetic: bool,
    polarity: Option<Polarity>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Unit {
    Per { numerator: Words, denominator: Words, per: f64 },
    Percentage(Option<Words>),
    Given(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Words {
    many: String,
    one: String,
    detail: Option<String>,
    among: Option<String>,
    nature: Made,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Plain,
    Money,
    Weighted,
    Nameless,
}

unwarranted_core::worded!(Made { Plain = "plain", Money = "money", Weighted = "weighted", Nameless = "nameless" });

impl From<&Labels> for KeptLabels {
    fn from(labels: &Labels) -> Self {
        let unit = match &labels.unit {
            RateUnit::Per { numerator, denominator, per } => {
                Unit::Per { numerator: numerator.into(), denominator: denominator.into(), per: *per }
            }
            RateUnit::Percentage(of) => Unit::Percentage(of.as_ref().map(Words::from)),
            given @ RateUnit::Given(_) => Unit::Given(given.to_string()),
        };
        let Labels { measure, areas, membership, source, program, synthetic, polarity, .. } = labels.clone();
        Self { measure, unit, areas, membership, source, program, synthetic, polarity }
    }
}

impl From<KeptLabels> for Labels {
    fn from(kept: KeptLabels) -> Self {
        let unit = match kept.unit {
            Unit::Per { numerator, denominator, per } => {
                RateUnit::Per { numerator: numerator.into(), denominator: denominator.into(), per }
            }
            Unit::Percentage(of) => RateUnit::Percentage(of.map(Quantity::from)),
            Unit::Given(text) => RateUnit::given(&text),
        };
        let KeptLabels { measure, areas, membership, source, program, synthetic, polarity, .. } = kept;
        Self { measure, unit, areas, membership, source, program, synthetic, polarity }
    }
}

impl From<&Quantity> for Words {
    fn from(quantity: &Quantity) -> Self {
        let nature = match quantity.nature {
            Nature::Plain => Made::Plain,
            Nature::Money => Made::Money,
            Nature::Weighted => Made::Weighted,
            Nature::Nameless => Made::Nameless,
        };
        let Quantity { many, one, detail, among, .. } = quantity.clone();
        Self { many, one, detail, among, nature }
    }
}

impl From<Words> for Quantity {
    fn from(words: Words) -> Self {
        let nature = match words.nature {
            Made::Plain => Nature::Plain,
            Made::Money => Nature::Money,
            Made::Weighted => Nature::Weighted,
            Made::Nameless => Nature::Nameless,
        };
        let Words { many, one, detail, among, .. } = words;
        Self { many, one, detail, among, nature }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were() {
        let cost = Quantity::pounds().with_detail("net ingredient cost");
        let units = [
            RateUnit::Per { numerator: cost, denominator: Quantity::of("patients").weighted(), per: 1000.0 },
            RateUnit::Percentage(Some(Quantity::of("items").among("of BNF 0501"))),
            RateUnit::Percentage(None),
            RateUnit::given("Pounds (net) per 1,000 weighted patients"),
            RateUnit::Per { numerator: Quantity::named("numerator"), denominator: Quantity::of("people"), per: 1.0 },
        ];
        for unit in units {
            let labels = Labels {
                measure: "Gluten-free foods".to_owned(),
                unit,
                areas: "sub-ICB locations".to_owned(),
                membership: Some("membership as recorded".to_owned()),
                source: "Source: ours".to_owned(),
                program: "unwarranted 0".to_owned(),
                synthetic: true,
                polarity: Some(Polarity::Low),
            };
            let text = serde_json::to_string(&KeptLabels::from(&labels)).unwrap();
            let back: KeptLabels = serde_json::from_str(&text).unwrap();
            assert_eq!(Labels::from(back), labels, "{text}");
        }
    }
}
