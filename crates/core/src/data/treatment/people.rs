//! Registered patients of some ages and sexes, or counted by weights.

use crate::data::age_band::AgeBand;
use crate::data::quantity::Quantity;
use crate::data::strata::StratumKey;
use crate::data::weights::WeightTable;
use crate::error::Error;
use std::sync::Arc;

/// Registered patients who count by age and sex.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// What they are: "registered women aged 15 to 44", "STAR-PUs".
    pub quantity: Quantity,
    /// What one patient counts as.
    pub table: Arc<WeightTable>,
}

/// A sex as extracts of patients have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Women and girls.
    Female,
    /// Men and boys.
    Male,
}

crate::worded!(Sex { Female = "female", Male = "male" });

impl People {
    /// Everybody of these ages, of one sex or of both.
    ///
    /// ```
    /// use unwarranted_core::treatment::{People, Sex};
    /// let women = People::of_ages("15-44".parse().unwrap(), Some(Sex::Female)).unwrap();
    /// assert_eq!(women.quantity.to_string(), "registered women aged 15 to 44");
    /// let everybody = People::of_ages("65+".parse().unwrap(), None).unwrap();
    /// assert_eq!(everybody.quantity.to_string(), "registered patients aged 65 and over");
    /// ```
    ///
    /// # Errors
    /// Those of [`WeightTable::new`].
    pub fn of_ages(ages: AgeBand, sex: Option<Sex>) -> Result<Self, Error> {
        let mut weights = Vec::new();
        for (each, word) in Sex::ALL {
            let counts = sex.is_none_or(|sex| sex == each);
            let key =
                |from: u16, to: Option<u16>| StratumKey { age_band: AgeBand { from, to }, sex: Some(word.into()) };
            if !counts {
                weights.push((key(0, None), 0.0));
                continue;
            }
            if ages.from > 0 {
                weights.push((key(0, Some(ages.from - 1)), 0.0));
            }
            weights.push((key(ages.from, ages.to), 1.0));
            if let Some(last) = ages.to {
                weights.push((key(last.saturating_add(1), None), 0.0));
            }
        }
        let who = match sex {
            None => "registered patients",
            Some(Sex::Female) => "registered women",
            Some(Sex::Male) => "registered men",
        };
        let one = who.replace("patients", "patient").replace("men", "man");
        let told = match ages {
            AgeBand::ALL => String::new(),
            AgeBand { from, to: None } => format!(" aged {from} and over"),
            AgeBand { from: 0, to: Some(to) } => format!(" aged {to} and under"),
            AgeBand { from, to: Some(to) } => format!(" aged {from} to {to}"),
        };
        let quantity = Quantity { one: format!("{one}{told}"), ..Quantity::of(&format!("{who}{told}")) };
        Ok(Self { quantity, table: Arc::new(WeightTable::new(weights)?) })
    }

    /// Patients counted by the weights of a table, called `units`.
    #[must_use]
    pub fn weighted(units: &str, table: WeightTable) -> Self {
        // What stands in brackets is a detail: "STAR-PUs (oral antibacterials)".
        let quantity = match units.strip_suffix(')').and_then(|units| units.split_once(" (")) {
            Some((units, detail)) => Quantity::of(units).with_detail(detail),
            None => Quantity::of(units),
        };
        Self { quantity: quantity.weighted(), table: Arc::new(table) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ages_and_the_sex_asked_for_count() {
        let key = |ages: &str, sex: &str| StratumKey { age_band: ages.parse().unwrap(), sex: Some(sex.into()) };
        let girls = People::of_ages("0-14".parse().unwrap(), Some(Sex::Female)).unwrap();
        for (ages, sex, weight) in [
            ("0-4", "female", Some(1.0)),
            ("10-14", "female", Some(1.0)),
            ("15-19", "female", Some(0.0)),
            ("95+", "female", Some(0.0)),
            ("0-4", "male", Some(0.0)),
            ("10-19", "female", None),
        ] {
            assert_eq!(girls.table.weight(&key(ages, sex)), weight, "{ages} {sex}");
        }
        assert_eq!(
            (girls.quantity.one.as_str(), girls.quantity.many.as_str()),
            ("registered woman aged 14 and under", "registered women aged 14 and under")
        );
    }
}
